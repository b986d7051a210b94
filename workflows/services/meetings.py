"""The meetings of a committee: whose they are, their year, what waits for one and when that is too late.

A meeting is a way to do several tasks together; the tasks stay those of their cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.domain import meetings as rules
from workflows.domain.clock import local_date
from workflows.domain.errors import NotAllowed, NotFound
from workflows.domain.meetings import Committee
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import meetings as table
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import definition_of, shared_of
from workflows.services.dossier import full_name
from workflows.services.terms import OWN

PLANS = (OFFICE, "coordinator")  #: who keeps the calendar and the agendas
LOOKS = (*PLANS, "directeur")
PAST, AHEAD = timedelta(days=60), timedelta(days=400)
MOST_WAITING = 200


@dataclass(frozen=True)
class Seat:
    """What somebody is to the committee of a samenwerkingsverband."""

    swv_id: int
    swv: str
    committee: Committee
    plans: bool
    looks: bool
    member: bool

    @property
    def key(self) -> str:
        return f"{self.committee.id}-{self.swv_id}"

    @property
    def actor(self) -> str:
        """The group whose tasks the committee does."""
        return f"{self.committee.role}:{self.swv_id}"


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list; *state* is gepland, vervalt, geweest (to be minuted) or vastgesteld."""

    id: int
    kind: str
    held_on: date
    starts_at: str
    place: str
    closes_on: date
    closes_at: datetime | None
    capacity: int
    on_agenda: int
    cancelled: str | None
    state: str


@dataclass(frozen=True)
class LastDay:
    """The last day of a term."""

    label: Text
    on: date


@dataclass(frozen=True)
class WaitingRow:
    """A task that waits for a meeting: whom it is about, its terms, and which meeting it would go to.

    *tone* is red where that is after the last day of the law, amber where it is after our own norm; then a meeting
    *by* that day is needed. *held* tells that the committee put it off before.
    """

    task_id: int
    number: str
    pupil: str
    school: str
    since: date
    statutory: LastDay | None
    own: LastDay | None
    meeting_id: int | None
    meeting_on: date | None
    tone: str
    by: date
    held: Said | None


@dataclass(frozen=True)
class MeetingsPage:
    """The meetings of one committee, those to come first; *others* are the other committees one may choose."""

    seat: Seat
    others: tuple[Seat, ...]
    coming: tuple[MeetingRow, ...]
    past: tuple[MeetingRow, ...]
    waiting: tuple[WaitingRow, ...]


# ------------------------------------------------------------------ whose
def seats(uow: UnitOfWork, by: Person) -> list[Seat]:
    """Return the committees that *by* sits in, plans for or watches, one for each samenwerkingsverband."""
    found: dict[str, Seat] = {}
    for committee in shared_of(uow).committees.values():
        for hat in by.memberships:
            if hat.role in (committee.role, *LOOKS):
                roles = {each.role for each in by.memberships if each.organisation_id == hat.organisation_id}
                seat = Seat(
                    hat.organisation_id,
                    hat.organisation,
                    committee,
                    plans=not roles.isdisjoint(PLANS),
                    looks=not roles.isdisjoint(LOOKS),
                    member=committee.role in roles,
                )
                found.setdefault(seat.key, seat)
    return list(found.values())


def seat_of(uow: UnitOfWork, by: Person, key: str) -> Seat:
    """Return one's place at a committee by its key, or the first one where none is named.

    Raises:
        NotFound: this person has nothing to do with it.
    """
    theirs = seats(uow, by)
    seat = next((each for each in theirs if each.key == key or not key), None)
    if seat is None:
        raise NotFound(f"no committee {key}")
    return seat


def planning_seat(uow: UnitOfWork, by: Person, key: str) -> Seat:
    """Return one's place at a committee for which one keeps the calendar.

    Raises:
        NotFound: this person does not plan for it.
    """
    seat = seat_of(uow, by, key)
    if not seat.plans:
        raise NotFound(f"no planning for {key}")
    return seat


def meeting_for(
    uow: UnitOfWork, by: Person, meeting_id: int, *, plans: bool = False, changes: bool = False
) -> tuple[models.Meeting, Seat]:
    """Return a meeting with one's place at its committee; locked where something *changes*.

    Raises:
        NotFound: there is none for this person, or they do not plan.
        NotAllowed: it is not held, or its minutes are fixed, so that nothing changes any more.
    """
    meeting = table.lock_meeting(uow, meeting_id) if changes else uow.session.get(models.Meeting, meeting_id)
    if meeting is None:
        raise NotFound(f"no meeting {meeting_id}")
    seat = seat_of(uow, by, f"{meeting.committee}-{meeting.swv_id}")
    if plans and not seat.plans:
        raise NotFound(f"no meeting {meeting_id} to plan")
    if changes and meeting.cancelled is not None:
        raise NotAllowed(said("Deze vergadering gaat niet door."))
    if changes and meeting.fixed_at is not None:
        raise NotAllowed(said("De notulen zijn vastgesteld: hier verandert niets meer."))
    return meeting, seat


def row_of(meeting: models.Meeting, on_agenda: int, today: date) -> MeetingRow:
    state = "gepland" if meeting.held_on >= today else "geweest"
    if meeting.cancelled is not None:
        state = "vervalt"
    elif meeting.fixed_at is not None:
        state = "vastgesteld"
    return MeetingRow(
        id=meeting.id,
        kind=meeting.kind,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        closes_on=meeting.closes_on,
        closes_at=meeting.closes_at,
        capacity=meeting.capacity,
        on_agenda=on_agenda,
        cancelled=meeting.cancelled,
        state=state,
    )


# ------------------------------------------------------------------ looking
def page(uow: UnitOfWork, by: Person, key: str = "") -> MeetingsPage:
    """Return the meetings of a committee, and for who plans or watches what waits for one.

    Raises:
        NotFound: this person has nothing to do with it.
    """
    seat = seat_of(uow, by, key)
    found = table.between(uow, seat.swv_id, seat.committee.id, uow.today - PAST, uow.today + AHEAD)
    counts = table.counts(uow, [each.id for each in found])
    rows = [row_of(each, counts.get(each.id, 0), uow.today) for each in found]
    done = ("vervalt", "vastgesteld")
    return MeetingsPage(
        seat=seat,
        others=tuple(each for each in seats(uow, by) if each.key != seat.key),
        coming=tuple(row for row in rows if row.state == "gepland" or (row.state == "geweest" and row.on_agenda)),
        past=tuple(row for row in reversed(rows) if row.state in done and row.held_on < uow.today)
        + tuple(row for row in rows if row.state == "vervalt" and row.held_on >= uow.today),
        waiting=tuple(waiting(uow, seat)) if seat.looks else (),
    )


def waiting(uow: UnitOfWork, seat: Seat) -> list[WaitingRow]:
    """Return what waits for a meeting and is on no agenda, the most urgent first, each with its meeting and its tone.

    Source: Awb art. 4:13 (the term runs until the decision, whenever a committee meets).
    """
    lines = table.waiting(uow, seat.actor, seat.committee.id, MOST_WAITING)
    terms = table.terms(uow, [line.case_id for line in lines], OWN)
    before = table.held_until(uow, [line.task_id for line in lines])
    shared, today = shared_of(uow), uow.today
    ends: dict[int, tuple[LastDay | None, LastDay | None]] = {}
    for line in lines:
        ends[line.task_id] = last_days(uow, line, terms[line.case_id])
    asked = {
        line.task_id: rules.Waiting(
            line.task_id, local_date(line.created_at), *(each.on if each else None for each in ends[line.task_id])
        )
        for line in lines
    }
    proposal = rules.proposed(asked.values(), sittings(uow, seat), today)
    rows = []
    for line in sorted(lines, key=lambda each: asked[each.task_id].order):
        sitting, task = proposal[line.task_id], asked[line.task_id]
        rows.append(
            WaitingRow(
                task_id=line.task_id,
                number=line.number,
                pupil=full_name(line.first_name, line.infix, line.last_name),
                school=line.school or "",
                since=task.ready_on,
                statutory=ends[line.task_id][0],
                own=ends[line.task_id][1],
                meeting_id=sitting.id if sitting else None,
                meeting_on=sitting.held_on if sitting else None,
                tone=rules.tone_of(sitting.held_on if sitting else None, task),
                by=rules.latest_for(task, today, shared.calendar),
                held=_held(before.get(line.task_id)),
            )
        )
    return rows


def _held(before: tuple[date | None, str, str] | None) -> Said | None:
    if before is None:
        return None
    until, state, why = before
    if state == table.TABLE:
        return said("Uit een schriftelijke ronde: een lid wil dit bespreken.")
    if until is None:
        return said("Aangehouden: {why}", why=why)
    return said("Aangehouden tot {day}: {why}", day=until, why=why)


def sittings(uow: UnitOfWork, seat: Seat) -> list[rules.Sitting]:
    """Return the meetings to come of a committee with the room that each has; a round in writing is not proposed."""
    found = [
        each
        for each in table.between(uow, seat.swv_id, seat.committee.id, uow.today, uow.today + AHEAD)
        if each.cancelled is None and each.kind != rules.ROUND
    ]
    counts = table.counts(uow, [each.id for each in found])
    return [
        rules.Sitting(each.id, each.held_on, each.closes_on, each.capacity - counts.get(each.id, 0)) for each in found
    ]


def last_days(
    uow: UnitOfWork, line: table.Line, terms: Sequence[models.Deadline]
) -> tuple[LastDay | None, LastDay | None]:
    """Return the first last day of the law and of our own norms among the running terms of a case.

    What ends with the advice itself (the time in which an application may still be put aside) presses nobody.
    """
    properties = definition_of(uow, line.deployment_id).element(line.element_id).properties
    passed = {*properties.get("stops", "").split()} - {properties.get("due")}
    found: dict[bool, LastDay] = {}
    for term in terms:
        rule = shared_of(uow).rules.at(term.rule, term.rule_valid_from)
        if term.due_on is not None and term.rule not in passed and rule.statutory not in found:  # by their last day
            found[rule.statutory] = LastDay(rule.label, term.due_on)
    return found.get(True), found.get(False)
