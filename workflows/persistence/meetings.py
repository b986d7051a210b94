"""Meetings and what is on their agendas: each list from an index, whatever the number of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from workflows.persistence.models import (
    Case,
    Deadline,
    Draft,
    Meeting,
    MeetingItem,
    MeetingReader,
    Organisation,
    Pupil,
    UserTask,
)
from workflows.persistence.models.meetings import KNOWS
from workflows.persistence.unit_of_work import UnitOfWork

OPEN, ADVISED, HELD, OFF, TABLE = "open", "advised", "held", "off", "table"  #: states of an item


@dataclass(frozen=True, slots=True)
class Line:
    """A task that waits for a meeting, or is on an agenda, with whom it is about: names only."""

    task_id: int
    case_id: int
    number: str
    first_name: str | None
    infix: str | None
    last_name: str | None
    school: str | None
    created_at: datetime
    ended_at: datetime | None
    how: str | None
    element_id: str
    deployment_id: int


_LINE: Any = (
    UserTask.id, UserTask.case_id, Case.number, Pupil.first_name, Pupil.infix, Pupil.last_name, Organisation.name,
    UserTask.created_at, UserTask.ended_at, UserTask.how, UserTask.element_id, Case.deployment_id,
)  # fmt: skip


# ------------------------------------------------------------------ meetings
def between(uow: UnitOfWork, swv: int, committee: str, first: date, last: date) -> Sequence[Meeting]:
    """Return the meetings of a committee in a time, in order, those that are not held included."""
    return uow.session.scalars(
        select(Meeting)
        .where(Meeting.swv_id == swv, Meeting.held_on >= first, Meeting.held_on <= last)
        .where(Meeting.committee == committee)
        .order_by(Meeting.held_on, Meeting.id)
    ).all()


def lock_meeting(uow: UnitOfWork, meeting_id: int) -> Meeting | None:
    """Lock a meeting until the unit ends, and return it as it is now."""
    return uow.session.scalar(
        select(Meeting).where(Meeting.id == meeting_id).with_for_update().execution_options(populate_existing=True)
    )


def counts(uow: UnitOfWork, meetings: Sequence[int]) -> dict[int, int]:
    """Return how many cases are on each agenda."""
    rows = uow.session.execute(
        select(MeetingItem.meeting_id, func.count())
        .where(MeetingItem.meeting_id.in_(meetings), MeetingItem.state.in_((OPEN, ADVISED)))
        .group_by(MeetingItem.meeting_id)
    )
    return {row[0]: row[1] for row in rows}


# ------------------------------------------------------------------ what waits
def waiting(uow: UnitOfWork, actor: str, committee: str, limit: int) -> list[Line]:
    """Return the open tasks of a group that wait for a meeting and are on no agenda, those that came first first."""
    on_agenda = (
        select(MeetingItem.id)
        .where(MeetingItem.task_id == UserTask.id, MeetingItem.state == OPEN)
        .correlate(UserTask)
        .exists()
    )
    rows = uow.session.execute(
        select(*_LINE)
        .join(Case, Case.id == UserTask.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Organisation, Organisation.id == Pupil.school_id)
        .where(UserTask.actor == actor, UserTask.ended_at.is_(None), UserTask.meeting.is_not(None))
        .where(UserTask.meeting == committee, ~on_agenda)
        .order_by(UserTask.id)
        .limit(limit)
    )
    return [Line(*tuple(row)) for row in rows]


def terms(uow: UnitOfWork, cases: Sequence[int], owner: str) -> dict[int, list[Deadline]]:
    """Return the running terms of cases that *owner* must keep."""
    found: dict[int, list[Deadline]] = {case: [] for case in cases}
    rows = uow.session.scalars(
        select(Deadline)
        .where(Deadline.case_id.in_(cases), Deadline.stopped_on.is_(None), Deadline.due_on.is_not(None))
        .where(Deadline.owner == owner)
        .order_by(Deadline.due_on, Deadline.id)
    )
    for row in rows:
        found[row.case_id].append(row)
    return found


def held_until(uow: UnitOfWork, tasks: Sequence[int]) -> dict[int, tuple[date | None, str, str]]:
    """Return of tasks that were on an agenda before: until when they were held, the state, and why; the last time."""
    rows = uow.session.scalars(
        select(MeetingItem)
        .where(MeetingItem.task_id.in_(tasks), MeetingItem.state.in_((HELD, TABLE)))
        .order_by(MeetingItem.id)
    )
    return {row.task_id: (row.held_until, row.state, row.reason) for row in rows}


# ------------------------------------------------------------------ agendas
def items(uow: UnitOfWork, meeting_id: int) -> list[tuple[MeetingItem, Line]]:
    """Return what is on an agenda, in order; what was taken off is not."""
    rows = uow.session.execute(
        select(MeetingItem, *_LINE)
        .join(UserTask, UserTask.id == MeetingItem.task_id)
        .join(Case, Case.id == MeetingItem.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Organisation, Organisation.id == Pupil.school_id)
        .where(MeetingItem.meeting_id == meeting_id, MeetingItem.state != OFF)
        .order_by(MeetingItem.place, MeetingItem.id)
    )
    return [(row[0], Line(*tuple(row)[1:])) for row in rows]


def item_of(uow: UnitOfWork, meeting_id: int, task_id: int) -> MeetingItem | None:
    return uow.session.scalar(
        select(MeetingItem).where(MeetingItem.meeting_id == meeting_id, MeetingItem.task_id == task_id)
    )


def on_an_agenda(uow: UnitOfWork, task_id: int) -> bool:
    open_item = select(MeetingItem.id).where(MeetingItem.task_id == task_id, MeetingItem.state == OPEN)
    return uow.session.scalar(open_item.limit(1)) is not None


def agenda_of(uow: UnitOfWork, case_id: int, until: date) -> tuple[MeetingItem, Meeting] | None:
    """Return the meeting up to a day whose agenda a case is on, and the item."""
    row = uow.session.execute(
        select(MeetingItem, Meeting)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(MeetingItem.case_id == case_id, MeetingItem.state == OPEN, Meeting.held_on <= until)
        .order_by(Meeting.held_on.desc(), MeetingItem.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def next_of(uow: UnitOfWork, case_id: int) -> Meeting | None:
    """Return the meeting, not cancelled, on whose agenda a case waits."""
    return uow.session.scalar(
        select(Meeting)
        .join(MeetingItem, MeetingItem.meeting_id == Meeting.id)
        .join(UserTask, UserTask.id == MeetingItem.task_id)
        .where(MeetingItem.case_id == case_id, MeetingItem.state == OPEN, Meeting.cancelled.is_(None))
        .where(UserTask.ended_at.is_(None))
        .order_by(Meeting.held_on, Meeting.id)
        .limit(1)
    )


def drafts(uow: UnitOfWork, tasks: Sequence[int]) -> dict[int, datetime]:
    """Return when the draft of each task was saved; those without one are not in it."""
    rows = uow.session.execute(select(Draft.task_id, Draft.saved_at).where(Draft.task_id.in_(tasks)))
    return {row[0]: row[1] for row in rows}


# ------------------------------------------------------------------ who may read
def readers(uow: UnitOfWork, item_ids: Sequence[int]) -> dict[int, dict[int, MeetingReader]]:
    """Return what was answered about items: item to person to answer."""
    found: dict[int, dict[int, MeetingReader]] = {item: {} for item in item_ids}
    for row in uow.session.scalars(select(MeetingReader).where(MeetingReader.item_id.in_(item_ids))):
        found[row.item_id][row.person_id] = row
    return found


def recused_from(uow: UnitOfWork, cases: Sequence[int]) -> dict[int, set[int]]:
    """Return who ever said to know the child or the school of these cases."""
    found: dict[int, set[int]] = {case: set() for case in cases}
    rows = uow.session.execute(
        select(MeetingReader.case_id, MeetingReader.person_id).where(
            MeetingReader.case_id.in_(cases), MeetingReader.knows
        )
    )
    for case, person in rows:
        found[case].add(person)
    return found


@dataclass(frozen=True, slots=True)
class ClosedTask:
    """An open task in a case of which somebody recused themselves."""

    case_id: int
    actor: str
    assignee_id: int | None
    sort_on: date


def closed_to(uow: UnitOfWork, person_id: int) -> list[ClosedTask]:
    """Return the open tasks in the cases of which somebody recused themselves."""
    # In the words of the index, or SQLite does not see that it fits.
    cases = select(MeetingReader.case_id).where(MeetingReader.person_id == person_id, KNOWS)
    rows = uow.session.execute(
        select(UserTask.case_id, UserTask.actor, UserTask.assignee_id, UserTask.sort_on).where(
            UserTask.case_id.in_(cases), UserTask.ended_at.is_(None)
        )
    )
    return [ClosedTask(*row) for row in rows]


def asking(uow: UnitOfWork, cases: Sequence[int]) -> dict[int, list[tuple[str, int, int]]]:
    """Return which groups must answer first before reading each of *cases*: its actor, the meeting, and the item."""
    found: dict[int, list[tuple[str, int, int]]] = {case: [] for case in cases}
    rows = uow.session.execute(
        select(MeetingItem.case_id, UserTask.actor, MeetingItem.meeting_id, MeetingItem.id)
        .join(UserTask, UserTask.id == MeetingItem.task_id)
        .where(MeetingItem.case_id.in_(cases), MeetingItem.state == OPEN, UserTask.ended_at.is_(None))
    )
    for case, actor, meeting, item in rows:
        found[case].append((actor, meeting, item))
    return found


def disciplines_of(uow: UnitOfWork, swv: int, committee: str) -> dict[int, str]:
    """Return which discipline each member had at the last meeting they were at."""
    rows = uow.session.scalars(
        select(Meeting.present)
        .where(Meeting.swv_id == swv, Meeting.committee == committee, Meeting.held_on <= uow.today)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(12)
    ).all()
    return {each["person"]: each["discipline"] for present in reversed(rows) for each in present}
