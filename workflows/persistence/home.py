"""What the first page of the day counts: each answer from a short range of an index."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true, union_all

from workflows.persistence.models import Case, Job, Meeting, MeetingItem, Party, UserTask
from workflows.persistence.models.meetings import MeetingReader
from workflows.persistence.queries import Rows
from workflows.persistence.unit_of_work import UnitOfWork

MOST_EACH = 100  #: open tasks looked at of one person or group
MOST_CASES = 400  #: open cases of a route looked at
MOST_DUE = 800  #: jobs looked at that are due


@dataclass(frozen=True, slots=True)
class Load:
    """How many open tasks one step has with one person; None: with a group, nobody took them yet."""

    person: int | None
    actor: str
    route: str
    element_id: str
    name: str
    tasks: int
    first: date


def load(uow: UnitOfWork, persons: Sequence[int], actors: Sequence[str]) -> list[Load]:
    """Count the open tasks of each person and each group by step; of each the ``MOST_EACH`` most urgent ones."""
    whose: list[ColumnElement[bool]] = [UserTask.assignee_id == person for person in persons]
    whose += [(UserTask.actor == actor) & UserTask.assignee_id.is_(None) for actor in actors]
    if not whose:
        return []
    columns: Any = (
        UserTask.assignee_id, UserTask.actor, UserTask.route, UserTask.element_id, UserTask.name, UserTask.sort_on,
    )  # fmt: skip
    ranges = [
        select(*columns)
        .where(UserTask.ended_at.is_(None), part)
        .order_by(UserTask.sort_on, UserTask.id)
        .limit(MOST_EACH)
        .subquery()
        for part in whose
    ]
    merged = union_all(*(select(part) for part in ranges)).subquery("open_tasks").c
    by_step = (merged.assignee_id, merged.actor, merged.route, merged.element_id, merged.name)
    counted: Rows = select(*by_step, func.count(), func.min(merged.sort_on)).group_by(*by_step)
    return [Load(*tuple(row)) for row in uow.connection.execute(counted)]


def open_since(uow: UnitOfWork, routes: Collection[str], swvs: Sequence[int]) -> dict[str, list[date]]:
    """Return since when the open cases of these routes run, of each route the ``MOST_CASES`` oldest ones."""
    found: dict[str, list[date]] = {route: [] for route in routes}
    its = select(true()).where(Party.case_id == Case.id, Party.party == "swv", Party.organisation_id.in_(swvs)).limit(1)
    parts = [
        select(Case.id, Case.route, Case.started_on)
        .where(Case.ended_at.is_(None), Case.route == route, its.scalar_subquery())
        .order_by(Case.route, Case.id)  # as the index has them: by id alone SQLite would read all cases
        .limit(MOST_CASES)
        .subquery()
        for route in found
    ]
    if parts:
        merged = union_all(*(select(part) for part in parts)).subquery("open_cases").c
        for route, started_on in uow.connection.execute(select(merged.route, merged.started_on)):
            found[route].append(started_on)
    return found


def been_to_a_meeting(uow: UnitOfWork, cases: Sequence[int], states: Sequence[str]) -> set[int]:
    """Return which of *cases* are, or were, on the agenda of a meeting in one of these *states*."""
    query = (
        select(MeetingItem.case_id)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(MeetingItem.case_id.in_(cases), MeetingItem.state.in_(states), Meeting.cancelled.is_(None))
    )
    return set(uow.session.scalars(query)) if cases else set()


def unread(uow: UnitOfWork, person: int, items: Sequence[int]) -> set[int]:
    """Return which *items* of an agenda somebody has still to read: not those from which they recused themselves."""
    query = select(MeetingReader.item_id).where(MeetingReader.person_id == person, MeetingReader.item_id.in_(items))
    done = query.where(MeetingReader.knows | MeetingReader.read_at.is_not(None))
    return set(items) - set(uow.session.scalars(done)) if items else set()


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """A step that somebody completed in a case: no names."""

    number: str
    name: str
    ended_at: datetime


def completed_as(
    uow: UnitOfWork, person: int, role: str, first: datetime, until: datetime, limit: int = 200
) -> list[AdviceRow]:
    """Return what somebody completed in a role from *first* until before *until*, in order."""
    query: Rows = (
        select(Case.number, UserTask.name, UserTask.ended_at)
        .join(Case, Case.id == UserTask.case_id)
        .where(UserTask.ended_by_id == person, UserTask.how == "completed")
        .where(UserTask.actor.startswith(f"{role}:", autoescape=True))
        .where(UserTask.ended_at >= first, UserTask.ended_at < until)
        .order_by(UserTask.ended_at, UserTask.id)
        .limit(limit)
    )
    return [AdviceRow(*tuple(row)) for row in uow.connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Overdue:
    """How much of what is due was not done: mails and other jobs, and since when the oldest of each waits."""

    mails: int
    mails_since: datetime | None
    others: int
    others_since: datetime | None


def overdue(uow: UnitOfWork) -> Overdue:
    """Count what is due and not done, the oldest ``MOST_DUE`` of it."""
    due = (
        select(Job.kind, Job.due_at)
        .where(Job.failed_at.is_(None), Job.due_at <= uow.now)
        .order_by(Job.due_at, Job.id)
        .limit(MOST_DUE)
        .subquery("due")
        .c
    )
    is_mail = due.kind == "mail"
    rows = uow.session.execute(select(is_mail, func.count(), func.min(due.due_at)).group_by(is_mail))
    found = {bool(row[0]): (row[1], row[2]) for row in rows}
    return Overdue(*found.get(True, (0, None)), *found.get(False, (0, None)))
