"""The hot path: lock a case, read what is open in it, write what changed. Core statements, few per act.

A completed step costs one statement each for lock, open rows, entries, tasks and case, and at most two each where
terms or jobs moved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Select, Table, bindparam, delete, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflows.domain.errors import NotFound
from workflows.persistence import chain, models, routes
from workflows.persistence.prepared import Prepared
from workflows.persistence.rows import CaseRow, DeadlineRow, FileRow, JobRow, NewEntry, OpenRows, TaskRow
from workflows.persistence.together import Part, Together
from workflows.persistence.unit_of_work import UnitOfWork

R = TypeVar("R", TaskRow, DeadlineRow, JobRow)


def table_of(model: type[models.Model]) -> Table:
    """Return the table of *model*, for Core statements."""
    return cast(Table, model.__table__)


CASES, ENTRIES, TASKS = table_of(models.Case), table_of(models.Entry), table_of(models.UserTask)
DEADLINES, JOBS, PARTIES = table_of(models.Deadline), table_of(models.Job), table_of(models.Party)
COUNTERS, DRAFTS = table_of(models.Counter), table_of(models.Draft)
DEPLOYMENTS, LIVE, DOCUMENTS = table_of(models.Deployment), table_of(models.Live), table_of(models.Document)
ARMED = ("timer", "rung")  #: the kinds of jobs that follow from the state of a case


_NAMES = {
    row: tuple(field.name for field in fields(row) if field.name != "id")
    for row in (CaseRow, NewEntry, TaskRow, DeadlineRow, JobRow)
}
_FIELDS = {row: (names, attrgetter(*names)) for row, names in _NAMES.items()}


def columns_of(table: Table, row: type[Any]) -> list[Column[Any]]:
    """Return the columns of *table* in the order of the fields of *row*."""
    return [table.c[field.name] for field in fields(row)]


def _upsert(
    table: Table, keys: Sequence[str], changes: Sequence[str], returning: Sequence[Column[Any]] = (), **set_: Any
) -> dict[str, Any]:
    """Return, by dialect, an INSERT that changes the row instead where one with the same *keys* is there already.

    Both databases have it in the same words; made once, because making it takes longer than running it.
    """
    made: dict[str, Any] = {}
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite)):
        statement: Any = dialect.insert(table)
        changed = {column: statement.excluded[column] for column in changes} | set_
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
        made[name] = statement.returning(*returning) if returning else statement
    return made


def _binds(table: Table, row: type[Any], suffix: str = "") -> dict[str, Any]:
    """Return the values of a new row, by the names of the fields of *row*."""
    return {name: bindparam(f"{name}{suffix}", type_=table.c[name].type) for name in _NAMES[row]}


def _dialect(uow: UnitOfWork) -> str:
    return uow.connection.dialect.name


# ------------------------------------------------------------------ lock
_CASE = select(*columns_of(CASES, CaseRow)).with_for_update()
_LOCK = _CASE.where(CASES.c.id == bindparam("key"))
_LOCK_NUMBERED = _CASE.where(CASES.c.number == bindparam("key"))
# The task's own row is read afterwards: PostgreSQL would show it here as it was before we waited for the lock.
_LOCK_OF_TASK = _CASE.where(
    CASES.c.id == select(TASKS.c.case_id).where(TASKS.c.id == bindparam("key")).scalar_subquery()
)
_LOCK_FREE = _LOCK.with_for_update(skip_locked=True)


def lock_case(uow: UnitOfWork, case_id: int) -> CaseRow:
    """Lock a case until the unit ends and return it: always the first statement of a unit that changes a case.

    Raises:
        NotFound: there is no such case.
    """
    return _found(_locked(uow, _LOCK, case_id))


def lock_case_of(uow: UnitOfWork, task_id: int) -> CaseRow:
    """Lock the case of a task. Read the task itself from ``open_rows``.

    Raises:
        NotFound: there is no such task.
    """
    return _found(_locked(uow, _LOCK_OF_TASK, task_id))


def lock_case_numbered(uow: UnitOfWork, number: str) -> CaseRow:
    """Lock the case with this number.

    Raises:
        NotFound: there is no such case.
    """
    return _found(_locked(uow, _LOCK_NUMBERED, number))


def lock_free_case(uow: UnitOfWork, case_id: int) -> CaseRow | None:
    """Lock a case unless somebody else has it now; for work that can come back later."""
    return _locked(uow, _LOCK_FREE, case_id)


def _locked(uow: UnitOfWork, statement: Select[Any], key: int | str) -> CaseRow | None:
    row = uow.connection.execute(statement, {"key": key}).one_or_none()
    if row is None:
        return None
    case = CaseRow(*row)
    uow.locked.append(case.id)
    uow.known["seldom", case.id] = _seldom(case)
    return case


def _found(case: CaseRow | None) -> CaseRow:
    if case is None:
        raise NotFound("Deze zaak bestaat niet.")
    return case


# ------------------------------------------------------------------ read
_OPEN = Together(
    Part(
        TaskRow,
        columns_of(TASKS, TaskRow),
        (TASKS.c.case_id == bindparam("case_id")) & or_(TASKS.c.ended_at.is_(None), TASKS.c.id == bindparam("task_id")),
    ),
    Part(
        DeadlineRow,
        columns_of(DEADLINES, DeadlineRow),
        (DEADLINES.c.case_id == bindparam("case_id")) & DEADLINES.c.stopped_on.is_(None),
    ),
    Part(
        JobRow,
        columns_of(JOBS, JobRow),
        (JOBS.c.case_id == bindparam("case_id")) & or_(*(JOBS.c.kind == kind for kind in ARMED)),
    ),
    Part(
        lambda party, organisation_id: (party, organisation_id),
        [PARTIES.c.party, PARTIES.c.organisation_id],
        PARTIES.c.case_id == bindparam("case_id"),
    ),
    Part(
        lambda task_id, saved_by_id, saved_at: (task_id, (saved_at, saved_by_id)),
        [DRAFTS.c.task_id, DRAFTS.c.saved_by_id, DRAFTS.c.saved_at],
        (DRAFTS.c.task_id == TASKS.c.id) & (TASKS.c.case_id == bindparam("case_id")),
    ),
    Part(
        FileRow,
        columns_of(DOCUMENTS, FileRow),
        (DOCUMENTS.c.task_id == bindparam("task_id")) & DOCUMENTS.c.removed_at.is_(None),
    ),
    Part(
        routes.Version,
        columns_of(DEPLOYMENTS, routes.Version),
        or_(
            DEPLOYMENTS.c.id
            == select(CASES.c.deployment_id).where(CASES.c.id == bindparam("case_id")).scalar_subquery(),
            DEPLOYMENTS.c.id == routes.LIVE_SHARED,
        ),
    ),
)


def open_rows(uow: UnitOfWork, case_id: int, task_id: int = 0) -> OpenRows:
    """Return what is open in a case, and the task asked for even when it has ended, with the files added in it.

    One statement, which also tells which versions of the route and of the shared files the case runs on.
    """
    asked = {"case_id": case_id, "task_id": task_id, "now": uow.now}
    tasks, deadlines, jobs, parties, drafts, files, versions = _OPEN.read(uow.connection, asked)
    tasks.sort(key=lambda task: task.id)
    routes.note(uow, versions)
    return OpenRows(tuple(tasks), tuple(deadlines), tuple(jobs), dict(parties), dict(drafts), tuple(files))


# ------------------------------------------------------------------ write
_RAISE = _upsert(COUNTERS, ["name"], (), [COUNTERS.c.value], value=COUNTERS.c.value + 1)


def next_number(uow: UnitOfWork, series: str) -> int:
    """Return the next number of a series, from 1; the series stays ours until the unit ends, so none is given twice."""
    return int(uow.connection.execute(_RAISE[_dialect(uow)], {"name": series, "value": 1}).scalar_one())


def add_case(
    uow: UnitOfWork,
    *,
    number: str,
    route: str,
    deployment_id: int,
    started_on: date,
    pupil_id: int | None = None,
    linked_from_id: int | None = None,
    on_behalf: dict[str, Any] | None = None,
    start_key: str | None = None,
) -> CaseRow:
    """Add a case without state or history; ours alone until the unit ends."""
    case = CaseRow(
        id=0, number=number, route=route, deployment_id=deployment_id, pupil_id=pupil_id,
        linked_from_id=linked_from_id, on_behalf=on_behalf, state={}, awaits=[], last_seq=0, last_hash=chain.FIRST,
        started_on=started_on, outcome=None, ended_at=None, erase_on=None, hold=None,
    )  # fmt: skip
    values = _values(case) | {"start_key": start_key}
    case.id = uow.connection.execute(insert(CASES).returning(CASES.c.id), values).scalar_one()
    return case


_SET_PARTY = _upsert(PARTIES, ["case_id", "party"], ["organisation_id"])


def set_party(uow: UnitOfWork, case_id: int, party: str, organisation_id: int) -> None:
    """Say which organisation is the applicant, board, swv or receiver of the case; replaces an earlier one."""
    values = {"case_id": case_id, "party": party, "organisation_id": organisation_id}
    uow.connection.execute(_SET_PARTY[_dialect(uow)], values)


def keep_parties(uow: UnitOfWork, case_id: int, parties: Mapping[str, int]) -> None:
    """Let the parties of a case be these, and no others."""
    others = (PARTIES.c.case_id == case_id) & PARTIES.c.party.not_in(list(parties))
    uow.connection.execute(delete(PARTIES).where(others))
    for party, organisation_id in parties.items():
        set_party(uow, case_id, party, organisation_id)


_APPEND = Prepared(insert(ENTRIES))


def append_entries(uow: UnitOfWork, case: CaseRow, entries: Sequence[NewEntry]) -> list[int]:
    """Add to the history of a case under lock and return the numbers of the entries; ``save_case`` must follow."""
    rows = []
    for entry in entries:
        salt = chain.new_salt() if entry.details is not None else None
        digest = chain.digest_of(entry.details, salt) if entry.details is not None and salt else None
        row = _values(entry) | {
            "case_id": case.id, "seq": case.last_seq + 1, "at": entry.at or uow.now, "salt": salt,
            "details_digest": digest,
        }  # fmt: skip
        row["hash"] = chain.link(case.last_hash, row)
        case.last_seq, case.last_hash = row["seq"], row["hash"]
        rows.append(row)
    _APPEND.run(uow.connection, rows)
    return [row["seq"] for row in rows]


_OFTEN = ("on_behalf", "state", "awaits", "last_seq", "last_hash")
_SELDOM = ("deployment_id", "pupil_id", "linked_from_id", "outcome", "ended_at", "erase_on", "hold", "withheld")
_SAVE, _SAVE_ALL = (
    Prepared(update(CASES).where(CASES.c.id == bindparam("key")).values({name: bindparam(name) for name in names}))
    for names in (_OFTEN, (*_OFTEN, *_SELDOM))
)
_seldom = attrgetter(*_SELDOM)


def save_case(uow: UnitOfWork, case: CaseRow) -> None:
    """Write what may change of a case under lock; what seldom does, and stands in indexes, only where it did."""
    same = uow.known.get(("seldom", case.id)) == _seldom(case)
    names, save = (_OFTEN, _SAVE) if same else ((*_OFTEN, *_SELDOM), _SAVE_ALL)
    save.run(uow.connection, [{"key": case.id} | {name: getattr(case, name) for name in names}])
    uow.known["seldom", case.id] = _seldom(case)


_TASK_CHANGES = (
    "name", "actor", "assignee_id", "by_name", "sort_on", "rule", "ended_at", "ended_by_id", "how", "submit_key",
    "snoozed_until",
)  # fmt: skip


@cache
def _write_tasks(number: int) -> Prepared:
    """Return the statement that writes so many tasks and gives back their ids; values by ``name_0`` and on."""
    rows = [_binds(TASKS, TaskRow, f"_{n}") for n in range(number)]
    statements = _upsert(TASKS, ["case_id", "token"], _TASK_CHANGES, [TASKS.c.id, TASKS.c.token])
    return Prepared({dialect: statement.values(rows) for dialect, statement in statements.items()})


def write_tasks(uow: UnitOfWork, before: Iterable[TaskRow], after: Iterable[TaskRow]) -> tuple[TaskRow, ...]:
    """Write the tasks of *after* that are new or differ from *before*; return *after* with ids. One statement.

    A task is known by case and token. Tasks are never deleted: leaving one out changes nothing.
    """
    after = tuple(after)
    changed = _differing(before, after)
    if not changed:
        return after
    values = {f"{name}_{n}": value for n, task in enumerate(changed) for name, value in _values(task).items()}
    ids = {token: task_id for task_id, token in _write_tasks(len(changed)).ask(uow.connection, values)}
    return tuple(task if task.id else replace(task, id=ids[task.token]) for task in after)


_DEADLINE_CHANGES = ("due_on", "state", "stopped_on", "breached_on", "because", "extended_on")
_DEADLINE_ID: Any = bindparam("id", type_=DEADLINES.c.id.type)
_NEXT_DEADLINE: Any = literal_column("nextval('deadline_id_seq')")
_DEADLINE_IDS = {"sqlite": _DEADLINE_ID, "postgresql": func.coalesce(_DEADLINE_ID, _NEXT_DEADLINE)}
_WRITE_DEADLINES = Prepared(
    {
        dialect: statement.values(_binds(DEADLINES, DeadlineRow) | {"id": _DEADLINE_IDS[dialect]})
        for dialect, statement in _upsert(DEADLINES, ["id"], _DEADLINE_CHANGES).items()
    }
)


def write_deadlines(uow: UnitOfWork, before: Iterable[DeadlineRow], after: Iterable[DeadlineRow]) -> None:
    """Write the terms of *after* that are new or differ from *before*. One statement.

    What is there already goes first, so that a term may stop and start again in one act.
    """
    changed = sorted(_differing(before, after), key=lambda row: row.id == 0)
    _WRITE_DEADLINES.run(uow.connection, [_values(row) | {"id": row.id or None} for row in changed])


_WRITE_JOBS = Prepared(
    {
        dialect: statement.values(_binds(JOBS, JobRow))
        for dialect, statement in _upsert(JOBS, ["key"], ["due_at", "payload", "attempts", "failed_at"]).items()
    }
)
_DELETE_JOBS = Prepared(delete(JOBS).where(JOBS.c.key == bindparam("key")))


def write_jobs(uow: UnitOfWork, before: Iterable[JobRow], after: Iterable[JobRow]) -> None:
    """Make the jobs of *before* into those of *after*: what is gone is deleted, what is new or moved written.

    A job that moves starts again with no attempts. Two statements at most.
    """
    after, before = tuple(after), tuple(before)
    gone = {job.key for job in before} - {job.key for job in after}
    _DELETE_JOBS.run(uow.connection, [{"key": key} for key in sorted(gone)])
    same = {job.key: (job.due_at, job.payload) for job in before}
    _WRITE_JOBS.run(uow.connection, [_values(job) for job in after if same.get(job.key) != (job.due_at, job.payload)])


# ------------------------------------------------------------------ how
def _values(row: Any) -> dict[str, Any]:
    """Return the fields of *row* by column; without the id, which the database gives."""
    names, values = _FIELDS[type(row)]
    return dict(zip(names, values(row), strict=True))


def _differing(before: Iterable[R], after: Iterable[R]) -> list[R]:
    known = {row.id: row for row in before}
    return [row for row in after if not row.id or known.get(row.id) != row]
