"""The list of tasks of a person: one short range of an index for me and one per group, merged; never a full scan.

Nothing here opens a case: what the list shows are columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, func, or_, select, true, tuple_, union_all

from workflows.persistence.models import Case, Deadline, Organisation, Pupil, UserTask
from workflows.persistence.unit_of_work import UnitOfWork

Rows = Select[*tuple[Any, ...]]
Position = tuple[date, int]  #: of a row in the list: its sort date and its id


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An open task as a list shows it; *rule* is None without a term, what follows it also when its clock stopped."""

    id: int
    case_id: int
    element_id: str
    name: str
    route: str
    actor: str
    assignee_id: int | None
    sort_on: date
    created_at: datetime
    number: str
    first_name: str | None
    infix: str | None
    last_name: str | None
    school: str | None
    rule: str | None
    rule_valid_from: date | None
    owner: str | None
    state: str | None
    extended_on: date | None


@dataclass(frozen=True)
class Inbox:
    """A page of the list; *next* is where the following page begins, or None."""

    rows: tuple[InboxRow, ...]
    next: Position | None


_SHOWN = (
    UserTask.id, UserTask.case_id, UserTask.element_id, UserTask.name, UserTask.route, UserTask.actor,
    UserTask.assignee_id, UserTask.sort_on, UserTask.created_at, Case.number, Pupil.first_name, Pupil.infix,
    Pupil.last_name, Organisation.name, UserTask.rule, Deadline.rule_valid_from, Deadline.owner, Deadline.state,
    Deadline.extended_on,
)  # fmt: skip
_ITS_TERM = (Deadline.case_id == UserTask.case_id) & (Deadline.rule == UserTask.rule) & Deadline.stopped_on.is_(None)


def inbox(
    uow: UnitOfWork,
    person_id: int | None,
    actors: Sequence[str],
    *,
    after: Position | None = None,
    limit: int = 50,
) -> Inbox:
    """Return the open tasks of *person_id* and the unclaimed ones of *actors*, the most urgent first.

    None for the person, or no actors, leaves that part out.
    """
    actors = tuple(dict.fromkeys(actors))
    statement = _page(person_id is not None, len(actors), after is not None)
    if statement is None:
        return Inbox((), None)
    values = _values(uow, person_id, actors, limit + 1)
    if after is not None:
        values |= {"after_on": after[0], "after_id": after[1]}
    rows = tuple(InboxRow(*tuple(row)) for row in uow.connection.execute(statement, values))
    shown = rows[:limit]
    return Inbox(shown, (shown[-1].sort_on, shown[-1].id) if len(rows) > limit else None)


def count_inbox(
    uow: UnitOfWork, person_id: int | None, actors: Sequence[str], *, due_before: date | None = None, cap: int = 1000
) -> int:
    """Count the same tasks, those due before a day where given; *cap* + 1 means that there are more than *cap*."""
    actors = tuple(dict.fromkeys(actors))
    statement = _count(person_id is not None, len(actors), due_before is not None)
    if statement is None:
        return 0
    values = _values(uow, person_id, actors, cap + 1) | ({} if due_before is None else {"due_before": due_before})
    return int(uow.connection.execute(statement, values).scalar_one())


def _values(uow: UnitOfWork, person_id: int | None, actors: Sequence[str], limit: int) -> dict[str, Any]:
    groups = {f"actor_{n}": actor for n, actor in enumerate(actors)}
    return groups | ({} if person_id is None else {"me": person_id}) | {"today": uow.today, "most": limit}


# The statements are made once for each number of groups: making them takes longer than running them.
@cache
def _page(mine: bool, groups: int, later: bool) -> Rows | None:
    position = tuple_(UserTask.sort_on, UserTask.id)
    after = tuple_(bindparam("after_on", type_=Date), bindparam("after_id", type_=Integer))
    merged = _merged(mine, groups, position > after if later else true())
    if merged is None:
        return None
    page = merged.order_by("sort_on", "id").limit(bindparam("most")).subquery("page")
    return (
        select(*_SHOWN)
        .select_from(page)
        .join(UserTask, UserTask.id == page.c.id)
        .join(Case, Case.id == UserTask.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Organisation, Organisation.id == Pupil.school_id)
        .outerjoin(Deadline, _ITS_TERM)
        .order_by(page.c.sort_on, page.c.id)
    )


@cache
def _count(mine: bool, groups: int, due: bool) -> Rows | None:
    merged = _merged(mine, groups, UserTask.sort_on < bindparam("due_before") if due else true())
    if merged is None:
        return None
    return select(func.count()).select_from(merged.limit(bindparam("most")).subquery("counted"))


def _merged(mine: bool, groups: int, which: ColumnElement[bool]) -> Rows | None:
    whose = [UserTask.assignee_id == bindparam("me")] if mine else []
    whose += [(UserTask.actor == bindparam(f"actor_{n}")) & UserTask.assignee_id.is_(None) for n in range(groups)]
    ranges = [
        select(UserTask.id, UserTask.sort_on)
        .where(UserTask.ended_at.is_(None), part, which)
        .where(or_(UserTask.snoozed_until.is_(None), UserTask.snoozed_until <= bindparam("today")))
        .order_by(UserTask.sort_on, UserTask.id)
        .limit(bindparam("most"))
        for part in whose
    ]
    if not ranges:
        return None
    merged = union_all(*(select(part.subquery()) for part in ranges)).subquery("merged")
    return select(merged.c.id, merged.c.sort_on)


@dataclass(frozen=True, slots=True)
class DoneRow:
    """A task that somebody completed."""

    id: int
    name: str
    route: str
    ended_at: datetime
    number: str
    first_name: str | None
    infix: str | None
    last_name: str | None


_DONE: Any = (
    UserTask.id, UserTask.name, UserTask.route, UserTask.ended_at, Case.number, Pupil.first_name, Pupil.infix,
    Pupil.last_name,
)  # fmt: skip


def done(uow: UnitOfWork, person_id: int, *, before: int | None = None, limit: int = 50) -> list[DoneRow]:
    """Return the tasks that a person completed, the latest first, from below the id *before*."""
    page = select(UserTask.id).where(UserTask.ended_by_id == person_id)
    if before is not None:
        page = page.where(UserTask.id < before)
    page_ids = page.order_by(UserTask.id.desc()).limit(limit).subquery("page")
    found = uow.connection.execute(
        select(*_DONE)
        .select_from(page_ids)
        .join(UserTask, UserTask.id == page_ids.c.id)
        .join(Case, Case.id == UserTask.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .order_by(UserTask.id.desc())
    )
    return [DoneRow(*tuple(row)) for row in found]


def taken_by(uow: UnitOfWork, person_id: int, actor: str | None = None) -> Sequence[int]:
    """Return the open tasks on somebody's name (through one group, where given), in the order of their cases."""
    query = select(UserTask.id).where(UserTask.assignee_id == person_id, UserTask.ended_at.is_(None))
    if actor is not None:
        query = query.where(UserTask.actor == actor)
    return uow.session.scalars(query.order_by(UserTask.case_id, UserTask.id)).all()
