"""From which day on cases of a route begin here; until then they go on elsewhere, and open ones are taken over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import models, people, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import live_definitions

FARTHEST = timedelta(days=730)  #: a later day is a slip of the pen


@dataclass(frozen=True)
class InUse:
    """A route and its first day here; None: as soon as it was there."""

    route: str
    title: str
    from_on: date | None


def begins_here(uow: UnitOfWork, route: str) -> bool:
    """Do new cases of a route begin here today?"""
    return uow.today >= _starts(uow).get(route, date.min)


def first_day(uow: UnitOfWork, route: str) -> date | None:
    """Return the day from which cases of a route begin here, if somebody said so."""
    return _starts(uow).get(route)


def _starts(uow: UnitOfWork) -> Mapping[str, date]:
    if "route starts" not in uow.known:
        uow.known["route starts"] = routes.starts(uow)
    found: Mapping[str, date] = uow.known["route starts"]
    return found


def in_use(uow: UnitOfWork, by: Person) -> tuple[InUse, ...]:
    """Return every route with its first day.

    Raises:
        NotFound: this person is no administrator.
    """
    access.administrator(by)
    found = (each.route.settings for each in live_definitions(uow))
    return tuple(InUse(each.name, each.title, first_day(uow, each.name)) for each in found)


def set_first_day(uow: UnitOfWork, by: Person, route: str, day: date) -> None:
    """Let cases of a route begin here from *day* on.

    Raises:
        NotFound: this person is no administrator, or there is no such route.
        InvalidAnswers: the day cannot be.

    Source: practice: work that runs in another system ends there, or is taken over; it does not begin twice.
    """
    who = access.administrator(by)
    title = next((each.title for each in in_use(uow, by) if each.route == route), None)
    if title is None:
        raise NotFound(f"no route {route}")
    if abs(day - uow.today) > FARTHEST:
        raise InvalidAnswers([FieldError(f"day-{route}", said("In gebruik vanaf: kies een dag binnen twee jaar."))])
    row = uow.session.get(models.RouteStart, route) or models.RouteStart(route=route)
    row.from_on, row.by_id, row.at = day, who, uow.now
    uow.session.add(row)
    uow.known.pop("route starts", None)
    people.note_change(uow, "route.in_use", who, title=title, first_day=day.isoformat())
