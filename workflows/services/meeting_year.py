"""The year of a committee: its meetings planned at once, one more in between, one that is not held."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from workflows.domain import meetings as rules
from workflows.domain.clock import at_local
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import meetings as table
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import shared_of
from workflows.services.meetings import Seat, meeting_for, planning_seat

LONGEST = timedelta(days=400)  #: what may be planned at once


@dataclass(frozen=True)
class Planned:
    """How many meetings were planned, and which dates were passed over, with why."""

    count: int
    skipped: tuple[tuple[date, str], ...]


def plan_year(
    uow: UnitOfWork,
    by: Person,
    key: str,
    *,
    first: date,
    last: date,
    weeks: str,
    starts_at: str,
    place: str,
    capacity: str,
    in_school_holidays: bool,
) -> Planned:
    """Plan the meetings of a year at once; days on which nobody works are passed over, and days that have one already.

    Raises:
        NotFound: this person does not plan for the committee.
        InvalidAnswers: field by field.
    """
    seat, calendar = planning_seat(uow, by, key), shared_of(uow).calendar
    swv = uow.session.get_one(models.Organisation, seat.swv_id)
    if swv.region:
        calendar = calendar.in_region(swv.region)
    errors = _wrong(starts_at, place, capacity)
    if first < uow.today:
        errors.append(FieldError("first", said("Eerste vergadering: kies een dag die nog moet komen.")))
    if not first <= last <= first + LONGEST:
        errors.append(FieldError("last", said("Tot en met: kies een dag na de eerste, hoogstens een jaar later.")))
    if not _between(weeks, 1, 12):
        errors.append(FieldError("weeks", said("Om de hoeveel weken: vul een getal in van 1 tot en met 12.")))
    if errors:
        raise InvalidAnswers(errors)
    year = rules.dates_between(first, last, int(weeks), calendar, in_school_holidays=in_school_holidays)
    there = {
        each.held_on
        for each in table.between(uow, seat.swv_id, seat.committee.id, first, last)
        if each.cancelled is None and each.kind != rules.ROUND
    }
    fresh = [day for day in year.dates if day not in there]
    for day in fresh:
        _add(uow, seat, rules.MEETING, day, starts_at, place, int(capacity))
    return Planned(len(fresh), year.skipped)


def plan_one(
    uow: UnitOfWork,
    by: Person,
    key: str,
    *,
    kind: str,
    held_on: date,
    starts_at: str,
    place: str,
    capacity: str,
) -> int:
    """Plan an extra meeting or a round in writing; return its id.

    Raises:
        NotFound: this person does not plan for the committee.
        InvalidAnswers: field by field.
    """
    seat = planning_seat(uow, by, key)
    errors = _wrong(starts_at, place if kind == rules.EXTRA else "-", capacity)
    if kind not in (rules.EXTRA, rules.ROUND):
        errors.append(FieldError("kind", said("Kies een extra vergadering of een schriftelijke ronde.")))
    if held_on < uow.today:
        errors.append(FieldError("held_on", said("Wanneer: kies vandaag of een dag die nog moet komen.")))
    if errors:
        raise InvalidAnswers(errors)
    row = _add(uow, seat, kind, held_on, starts_at, place if kind == rules.EXTRA else "", int(capacity))
    uow.session.flush()
    return row.id


def cancel(uow: UnitOfWork, by: Person, meeting_id: int, reason: str) -> None:
    """Let a meeting not be held; what was on its agenda waits for another.

    Raises:
        NotFound: there is none that this person plans.
        NotAllowed: something was advised in it already, or it is not held, or fixed.
        InvalidAnswers: no reason.
    """
    meeting, _ = meeting_for(uow, by, meeting_id, plans=True, changes=True)
    if not 1 <= len(reason.strip()) <= 200:
        raise InvalidAnswers([FieldError("reason", said("Reden: vul in waarom, in hoogstens 200 tekens."))])
    rows = table.items(uow, meeting_id)
    if any(item.state == table.ADVISED for item, _ in rows):
        raise NotAllowed(said("In deze vergadering is al geadviseerd: zij kan niet meer vervallen."))
    for item, _ in rows:
        item.state = table.OFF
    meeting.cancelled = reason.strip()


def _wrong(starts_at: str, place: str, capacity: str) -> list[FieldError]:
    errors = []
    if _clock_time(starts_at) is None:
        errors.append(FieldError("starts_at", said("Hoe laat: vul een tijd in, zoals 09:30.")))
    if not 1 <= len(place.strip()) <= 200:
        errors.append(FieldError("place", said("Waar: vul de plaats in, in hoogstens 200 tekens.")))
    if not _between(capacity, 1, 100):
        errors.append(FieldError("capacity", said("Hoeveel zaken: vul een getal in van 1 tot en met 100.")))
    return errors


def _between(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4 and least <= int(text) <= most


def _clock_time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if len(text) == 5 else None
    except ValueError:
        return None


def _add(
    uow: UnitOfWork, seat: Seat, kind: str, held_on: date, starts_at: str, place: str, capacity: int
) -> models.Meeting:
    committee, starts = seat.committee, _clock_time(starts_at) or time()
    closes = rules.closes_on(held_on, committee.papers, shared_of(uow).calendar)
    written = kind == rules.ROUND
    row = models.Meeting(
        swv_id=seat.swv_id,
        committee=committee.id,
        kind=kind,
        held_on=held_on,
        starts_at=starts_at,
        place=place.strip(),
        # What is planned in a hurry takes papers until the day itself.
        closes_on=closes if kind == rules.MEETING else held_on,
        closes_at=at_local(held_on, starts) + timedelta(hours=committee.round_hours) if written else None,
        capacity=capacity,
        present=[],
    )
    uow.session.add(row)
    return row
