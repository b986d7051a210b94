"""What an expert did in a month, as for an invoice: case number, step and date, and no names."""

from dataclasses import dataclass
from datetime import date, time

from workflows.domain.clock import at_local, local_date
from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.persistence import home as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import shared_of


@dataclass(frozen=True)
class Advice:
    """A step that this person completed as an expert."""

    number: str
    name: str
    on: date


@dataclass(frozen=True)
class AdvicesPage:
    """What an expert completed in one month; *later* is None in the month of today."""

    month: date
    rows: tuple[Advice, ...]
    earlier: date
    later: date | None


def role_of(uow: UnitOfWork, by: Person) -> str | None:
    """Return in which role *by* advises from outside, if in any."""
    roles = shared_of(uow).roles
    return next(
        (each for each in sorted(by.roles) if each in roles and roles[each].outside and _advises(uow, each)), None
    )


def _advises(uow: UnitOfWork, role: str) -> bool:
    found = shared_of(uow).roles[role]
    return found.party == "swv" and found.scope == "assigned"


def month(uow: UnitOfWork, by: Person, wanted: str = "") -> AdvicesPage:
    """Return what *by* completed in a month, written as ``2026-11``; without one, in the month of today.

    Raises:
        NotFound: this person does not advise, or there is no such month.
    """
    role = role_of(uow, by)
    if role is None:
        raise NotFound("advices")
    try:
        first = date.fromisoformat(f"{wanted}-01") if wanted else uow.today.replace(day=1)
    except ValueError:
        raise NotFound(f"no month {wanted!r}") from None
    if not date(2000, 1, 1) <= first <= uow.today:
        raise NotFound(f"no month {wanted!r}")
    until, midnight = _next(first), time()
    found = table.completed_as(uow, by.id, role, at_local(first, midnight), at_local(until, midnight))
    return AdvicesPage(
        month=first,
        rows=tuple(Advice(row.number, row.name, local_date(row.ended_at)) for row in found),
        earlier=_before(first),
        later=until if until <= uow.today else None,
    )


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
