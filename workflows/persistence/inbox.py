"""The list of tasks of a person: one short range of an index for me and one per group, merged; never a full scan.

Nothing here opens a case: what the list shows are columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    bindparam,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from workflows.persistence.models import Case, Deadline, Organisation, Party, Pupil, TaskSeen, UserTask
from workflows.persistence.unit_of_work import UnitOfWork

Rows = Select[*tuple[Any, ...]]
Absent = tuple[int, str]  #: for whom somebody stands in, and in which group
Position = tuple[date, int]  #: of a row in the list: its sort date and its id

MOST_READ = 2_000  #: tasks looked at for one page of a list that is sifted; who wants more asks on


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
    withheld: bool


@dataclass(frozen=True)
class Inbox:
    """A page of the list; *next* is where the following page begins, or None."""

    rows: tuple[InboxRow, ...]
    next: Position | None


_SHOWN = (
    UserTask.id, UserTask.case_id, UserTask.element_id, UserTask.name, UserTask.route, UserTask.actor,
    UserTask.assignee_id, UserTask.sort_on, UserTask.created_at, Case.number, Pupil.first_name, Pupil.infix,
    Pupil.last_name, Organisation.name, UserTask.rule, Deadline.rule_valid_from, Deadline.owner, Deadline.state,
    Deadline.extended_on, Case.withheld,
)  # fmt: skip
_ITS_TERM = (Deadline.case_id == UserTask.case_id) & (Deadline.rule == UserTask.rule) & Deadline.stopped_on.is_(None)


def inbox(
    uow: UnitOfWork,
    person_id: int | None,
    actors: Sequence[str],
    *,
    after: Position | None = None,
    limit: int = 50,
    absent: Sequence[Absent] = (),
) -> Inbox:
    """Return the open tasks of *person_id* and the unclaimed ones of *actors*, the most urgent first.

    With them those of who is *absent*, in the group in which somebody stands in for them.

    None for the person, or no actors, leaves that part out.
    """
    actors = tuple(dict.fromkeys(actors))
    statement = _page(person_id is not None, len(actors), after is not None, len(absent))
    if statement is None:
        return Inbox((), None)
    values = _values(uow, person_id, actors, limit + 1, absent)
    if after is not None:
        values |= {"after_on": after[0], "after_id": after[1]}
    rows = tuple(InboxRow(*tuple(row)) for row in uow.connection.execute(statement, values))
    shown = rows[:limit]
    return Inbox(shown, (shown[-1].sort_on, shown[-1].id) if len(rows) > limit else None)


def count_inbox(
    uow: UnitOfWork,
    person_id: int | None,
    actors: Sequence[str],
    *,
    due_before: date | None = None,
    cap: int = 1000,
    absent: Sequence[Absent] = (),
) -> int:
    """Count the same tasks, those due before a day where given; *cap* + 1 means that there are more than *cap*."""
    actors = tuple(dict.fromkeys(actors))
    statement = _count(person_id is not None, len(actors), due_before is not None, len(absent))
    if statement is None:
        return 0
    values = _values(uow, person_id, actors, cap + 1, absent) | (
        {} if due_before is None else {"due_before": due_before}
    )
    return int(uow.connection.execute(statement, values).scalar_one())


def _values(
    uow: UnitOfWork, person_id: int | None, actors: Sequence[str], limit: int, absent: Sequence[Absent]
) -> dict[str, Any]:
    groups: dict[str, Any] = {f"actor_{n}": actor for n, actor in enumerate(actors)}
    for n, (person, actor) in enumerate(absent):
        groups |= {f"absent_{n}": person, f"as_{n}": actor}
    return groups | ({} if person_id is None else {"me": person_id}) | {"today": uow.today, "most": limit}


# The statements are made once for each number of groups: making them takes longer than running them.
@cache
def _page(mine: bool, groups: int, later: bool, absent: int) -> Rows | None:
    position = tuple_(UserTask.sort_on, UserTask.id)
    after = tuple_(bindparam("after_on", type_=Date), bindparam("after_id", type_=Integer))
    merged = _merged(mine, groups, absent, position > after if later else true())
    if merged is None:
        return None
    return _shown(merged.order_by("sort_on", "id").limit(bindparam("most")).subquery("page"))


def _shown(page: Subquery) -> Rows:
    """Return the tasks of a page with what a list shows of each."""
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
def _count(mine: bool, groups: int, due: bool, absent: int) -> Rows | None:
    merged = _merged(mine, groups, absent, UserTask.sort_on < bindparam("due_before") if due else true())
    if merged is None:
        return None
    return select(func.count()).select_from(merged.limit(bindparam("most")).subquery("counted"))


def _merged(mine: bool, groups: int, absent: int, which: ColumnElement[bool]) -> Rows | None:
    whose = [UserTask.assignee_id == bindparam("me")] if mine else []
    whose += [(UserTask.actor == bindparam(f"actor_{n}")) & UserTask.assignee_id.is_(None) for n in range(groups)]
    whose += [
        (UserTask.assignee_id == bindparam(f"absent_{n}"))
        & (UserTask.actor == bindparam(f"as_{n}"))
        & ~UserTask.by_name
        for n in range(absent)
    ]
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


# ------------------------------------------------------------------ sifted
@dataclass(frozen=True)
class Whose:
    """Whose tasks a list is about: mine, those offered to my groups, or all of some samenwerkingsverbanden.

    What was *put_off* is a list of its own; only the list of everybody has it too.
    """

    person: int | None = None
    actors: tuple[str, ...] = ()
    everyone_of: tuple[int, ...] = ()
    put_off: bool = False
    absent: tuple[Absent, ...] = ()  #: for whom the person stands in


@dataclass(frozen=True)
class Sieve:
    """What is sought among the tasks of a list; what is None or empty lets everything through.

    *roles* are the roles of the groups that a task is offered to, *school* and *board* what those are in the case;
    *due_from* and *due_until* are days, both included; *words* stand in the name of the task.
    """

    route: str | None = None
    step: str | None = None
    roles: tuple[str, ...] = ()
    school: int | None = None
    board: int | None = None
    assignee: int | None = None
    due_from: date | None = None
    due_until: date | None = None
    words: str | None = None


_SIFTED_BY = (
    UserTask.id, UserTask.sort_on, UserTask.case_id, UserTask.route, UserTask.element_id, UserTask.actor,
    UserTask.assignee_id, UserTask.name,
)  # fmt: skip


def sifted(uow: UnitOfWork, whose: Whose, sieve: Sieve, *, after: Position | None = None, limit: int = 50) -> Inbox:
    """Return the tasks of a list that a sieve lets through, the most urgent first.

    At most ``MOST_READ`` tasks are looked at: where there are more, *next* goes on behind the last of them, and the
    page may have fewer rows than its limit, or none.
    """
    read = _read(uow, whose, sieve, after)
    if read is None:
        return Inbox((), None)
    wanted = _through(read, whose, sieve).order_by(read.c.sort_on, read.c.id).limit(limit + 1).subquery("page")
    rows = tuple(InboxRow(*tuple(row)) for row in uow.connection.execute(_shown(wanted)))
    if len(rows) > limit:
        return Inbox(rows[:limit], (rows[limit - 1].sort_on, rows[limit - 1].id))
    return Inbox(rows, _last_read(uow, read))


def _read(uow: UnitOfWork, whose: Whose, sieve: Sieve, after: Position | None) -> Subquery | None:
    """Return the tasks that are looked at: a short range of an index for each of *whose*."""
    if whose.everyone_of and sieve.assignee is not None:
        parts = [UserTask.assignee_id == sieve.assignee]
    elif whose.everyone_of:
        parts = [true()]
    else:
        parts = [] if whose.person is None else [UserTask.assignee_id == whose.person]
        parts += [(UserTask.actor == actor) & UserTask.assignee_id.is_(None) for actor in dict.fromkeys(whose.actors)]
        parts += [
            (UserTask.assignee_id == person) & (UserTask.actor == actor) & ~UserTask.by_name
            for person, actor in whose.absent
        ]
    which = [
        UserTask.ended_at.is_(None),
        *([tuple_(UserTask.sort_on, UserTask.id) > tuple_(*after)] if after is not None else []),
        *([UserTask.sort_on >= sieve.due_from] if sieve.due_from is not None else []),
        *([UserTask.sort_on <= sieve.due_until] if sieve.due_until is not None else []),
    ]
    if whose.put_off:
        which.append(UserTask.snoozed_until > uow.today)
    elif not whose.everyone_of:
        which.append(or_(UserTask.snoozed_until.is_(None), UserTask.snoozed_until <= uow.today))
    ranges = [
        select(*_SIFTED_BY).where(part, *which).order_by(UserTask.sort_on, UserTask.id).limit(MOST_READ)
        for part in parts
    ]
    if not ranges:
        return None
    merged = union_all(*(select(part.subquery()) for part in ranges)).subquery("merged")
    return select(merged).order_by(merged.c.sort_on, merged.c.id).limit(MOST_READ).subquery("read")


def _last_read(uow: UnitOfWork, read: Subquery) -> Position | None:
    """Return the last task that was looked at, where there may be more; else None."""
    query = select(read.c.sort_on, read.c.id).order_by(read.c.sort_on, read.c.id).offset(MOST_READ - 1).limit(1)
    found = uow.connection.execute(query).first()
    return (found[0], found[1]) if found is not None else None


def _through(read: Subquery, whose: Whose, sieve: Sieve) -> Rows:
    """Return what the sieve lets through of the tasks that are looked at."""
    query: Rows = select(read.c.id, read.c.sort_on)
    for party, organisations in (
        ("swv", whose.everyone_of),
        ("applicant", (sieve.school,) if sieve.school is not None else ()),
        ("board", (sieve.board,) if sieve.board is not None else ()),
    ):
        if organisations:
            # A scalar, because PostgreSQL would read the parties of all cases for EXISTS.
            its = select(true()).where(
                Party.case_id == read.c.case_id, Party.party == party, Party.organisation_id.in_(organisations)
            )
            query = query.where(its.limit(1).scalar_subquery())
    if sieve.route is not None:
        query = query.where(read.c.route == sieve.route)
    if sieve.step is not None:
        query = query.where(read.c.element_id == sieve.step)
    if sieve.roles:
        query = query.where(or_(*(read.c.actor.startswith(f"{role}:", autoescape=True) for role in sieve.roles)))
    if sieve.assignee is not None:
        query = query.where(read.c.assignee_id == sieve.assignee)
    if sieve.words is not None:
        query = query.where(func.lower(read.c.name).contains(sieve.words.lower(), autoescape=True))
    return query


def unread(uow: UnitOfWork, person_id: int, tasks: Sequence[int]) -> set[int]:
    """Return which of *tasks* this person never opened."""
    query = select(TaskSeen.task_id).where(TaskSeen.person_id == person_id, TaskSeen.task_id.in_(tasks))
    return set(tasks) - set(uow.session.scalars(query)) if tasks else set()


def put_off(uow: UnitOfWork, task_id: int, day: date | None) -> None:
    """Keep a task out of the lists until *day*."""
    uow.connection.execute(update(UserTask).where(UserTask.id == task_id).values(snoozed_until=day))


def see(uow: UnitOfWork, task_id: int, person_id: int) -> None:
    """Note that somebody opened a task; the second time there is nothing to note."""
    dialect = postgresql if uow.connection.dialect.name == "postgresql" else sqlite
    values = {"person_id": person_id, "task_id": task_id, "at": uow.now}
    uow.connection.execute(dialect.insert(TaskSeen.__table__).on_conflict_do_nothing(), values)


# ------------------------------------------------------------------ chosen
@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A task that somebody chose in a list; *swv* is that of its case."""

    id: int
    case_id: int
    element_id: str
    name: str
    actor: str
    assignee_id: int | None
    by_name: bool
    meeting: str | None
    signs: str | None
    number: str
    deployment_id: int
    swv: int


def chosen(uow: UnitOfWork, tasks: Sequence[int]) -> list[ChosenRow]:
    """Return these tasks."""
    query = (
        select(
            UserTask.id, UserTask.case_id, UserTask.element_id, UserTask.name, UserTask.actor, UserTask.assignee_id,
            UserTask.by_name, UserTask.meeting, UserTask.signs, Case.number, Case.deployment_id,
            Party.organisation_id,
        )
        .join(Case, Case.id == UserTask.case_id)
        .join(Party, (Party.case_id == UserTask.case_id) & (Party.party == "swv"))
        .where(UserTask.id.in_(tasks))
    )  # fmt: skip
    return [ChosenRow(*tuple(row)) for row in uow.session.execute(query)]


# ------------------------------------------------------------------ done
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
    actor: str
    withheld: bool


_DONE: Any = (
    UserTask.id, UserTask.name, UserTask.route, UserTask.ended_at, Case.number, Pupil.first_name, Pupil.infix,
    Pupil.last_name, UserTask.actor, Case.withheld,
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
