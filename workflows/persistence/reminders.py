"""What people are to be told in their next digest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from workflows.persistence.cases import CASES, DEADLINES, table_of
from workflows.persistence.models import Party, Reminder
from workflows.persistence.unit_of_work import UnitOfWork

REMINDERS, PARTIES = table_of(Reminder), table_of(Party)


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """Somebody is to hear that a term of a case comes near; new while *id* is 0."""

    person_id: int
    case_id: int
    rule: str
    due_on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A reminder as a digest tells it."""

    id: int
    person_id: int
    number: str
    rule: str
    due_on: date
    holds: bool  #: the term still runs until that day


def add(uow: UnitOfWork, rows: Sequence[ReminderRow]) -> None:
    """Add what is to be told; what waits to be told already is not told twice."""
    if not rows:
        return
    dialect = postgresql if uow.connection.dialect.name == "postgresql" else sqlite
    keys = ["person_id", "case_id", "rule", "due_on"]
    values = [{key: getattr(row, key) for key in keys} for row in rows]
    uow.connection.execute(dialect.insert(REMINDERS).on_conflict_do_nothing(index_elements=keys), values)


def _of(person: int, organisations: Collection[int]) -> ColumnElement[bool]:
    """Tell what waits for somebody of cases in which one of these organisations takes part."""
    theirs = select(PARTIES.c.case_id).where(PARTIES.c.organisation_id.in_(organisations))
    return (REMINDERS.c.person_id == person) & REMINDERS.c.case_id.in_(theirs)


def count(uow: UnitOfWork, person: int, organisations: Collection[int]) -> int:
    query = select(func.count()).select_from(REMINDERS).where(_of(person, organisations))
    return uow.connection.execute(query).scalar_one()


def move(uow: UnitOfWork, person: int, to: int, organisations: Collection[int]) -> None:
    """Tell another what somebody was to be told of cases of these organisations."""
    columns = (REMINDERS.c.case_id, REMINDERS.c.rule, REMINDERS.c.due_on)
    rows = uow.connection.execute(select(*columns).where(_of(person, organisations))).all()
    add(uow, [ReminderRow(to, *row) for row in rows])
    uow.connection.execute(delete(REMINDERS).where(_of(person, organisations)))


def waiting(uow: UnitOfWork) -> list[ReminderLine]:
    """Return everything that waits to be told, by person; the most urgent first."""
    running = (
        (DEADLINES.c.case_id == REMINDERS.c.case_id)
        & (DEADLINES.c.rule == REMINDERS.c.rule)
        & (DEADLINES.c.due_on == REMINDERS.c.due_on)
        & DEADLINES.c.stopped_on.is_(None)
    )
    rows = uow.connection.execute(
        select(
            REMINDERS.c.id, REMINDERS.c.person_id, CASES.c.number, REMINDERS.c.rule, REMINDERS.c.due_on, DEADLINES.c.id
        )
        .join(CASES, CASES.c.id == REMINDERS.c.case_id)
        .outerjoin(DEADLINES, running)
        .order_by(REMINDERS.c.person_id, REMINDERS.c.due_on, REMINDERS.c.id)
    )
    return [ReminderLine(*row[:5], holds=row[5] is not None) for row in rows]


def told(uow: UnitOfWork, ids: Sequence[int]) -> None:
    """Take away what was told."""
    for start in range(0, len(ids), 500):
        uow.connection.execute(delete(REMINDERS).where(REMINDERS.c.id.in_(ids[start : start + 500])))
