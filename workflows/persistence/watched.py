"""The monitor: a row per watched case, read by the most urgent first; never a case opened."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import FromClause, Select, delete, select, tuple_, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from workflows.persistence.models import Case, Organisation, Pupil, Watched
from workflows.persistence.unit_of_work import UnitOfWork

Position = tuple[date, int]  #: of a row in the list: its sort date and its case
_PROJECTED = ("swv_id", "board_id", "school_id", "received_on", "sort_on", "terms", "shown")
_TABLE = Watched.__table__
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """What a step of a case makes of its line on the monitor."""

    case_id: int
    swv_id: int
    board_id: int | None
    school_id: int
    received_on: date
    sort_on: date
    terms: list[Any]
    shown: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WatchedLine:
    """A line of the monitor."""

    case_id: int
    number: str
    known_on: date
    awaits: list[Any]
    first_name: str | None
    infix: str | None
    last_name: str | None
    school: str
    region: str | None
    board: str | None
    swv_id: int
    received_on: date
    sort_on: date
    terms: list[Any]
    shown: dict[str, Any]
    next_on: date | None
    next_note: str | None


def write(uow: UnitOfWork, row: WatchedRow) -> None:
    """Write the line of a case; the next action that people agreed on stays."""
    statement = _INSERTS[uow.connection.dialect.name](_TABLE).values(**asdict(row))
    changes = {name: statement.excluded[name] for name in _PROJECTED}
    uow.connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=changes))


def drop(uow: UnitOfWork, case_id: int) -> None:
    uow.connection.execute(delete(Watched).where(Watched.case_id == case_id))


def set_next(uow: UnitOfWork, case_id: int, on: date | None, note: str | None) -> None:
    uow.connection.execute(update(Watched).where(Watched.case_id == case_id).values(next_on=on, next_note=note))


_SCHOOL, _BOARD = aliased(Organisation), aliased(Organisation)
_ITS = ("received_on", "sort_on", "terms", "shown", "next_on", "next_note")


def _with_names(page: FromClause) -> Select[Any]:
    """Return what a line shows, for the watched cases in *page*, the most urgent first."""
    row = page.c
    return (
        select(
            row.case_id, Case.number, Case.started_on, Case.awaits, Pupil.first_name, Pupil.infix, Pupil.last_name,
            _SCHOOL.name, _SCHOOL.region, _BOARD.name, row.swv_id, *(row[name] for name in _ITS),
        )
        .select_from(page)
        .join(Case, Case.id == row.case_id)
        .join(_SCHOOL, _SCHOOL.id == row.school_id)
        .outerjoin(_BOARD, _BOARD.id == row.board_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .order_by(row.sort_on, row.case_id)
    )  # fmt: skip


def lines(
    uow: UnitOfWork,
    swvs: Sequence[int],
    *,
    board: int | None = None,
    school: int | None = None,
    after: Position | None = None,
    limit: int = 100,
) -> list[WatchedLine]:
    """Return the watched cases of these samenwerkingsverbanden, of one board or school where given.

    The most urgent come first. Ask for one more than a page holds to know whether there is another.
    """
    which = [] if board is None else [Watched.board_id == board]
    which += [] if school is None else [Watched.school_id == school]
    position = tuple_(Watched.sort_on, Watched.case_id)
    which += [] if after is None else [position > after]
    parts = [
        select(
            select(_TABLE)
            .where(Watched.swv_id == swv, *which)
            .order_by(Watched.sort_on, Watched.case_id)
            .limit(limit)
            .subquery()
        )
        for swv in dict.fromkeys(swvs)
    ]
    if not parts:
        return []
    merged = union_all(*parts).subquery()  # whole rows: joined back by key, PostgreSQL would read the whole table
    page = select(merged).order_by(merged.c.sort_on, merged.c.case_id).limit(limit).subquery()
    return [WatchedLine(*tuple(row)) for row in uow.connection.execute(_with_names(page))]


def line_of(uow: UnitOfWork, number: str, swvs: Sequence[int]) -> WatchedLine | None:
    """Return the line of a case of one of these samenwerkingsverbanden, if it is watched."""
    its = select(Case.id).where(Case.number == number).scalar_subquery()
    page = select(_TABLE).where(Watched.case_id == its, Watched.swv_id.in_(swvs)).subquery()
    found = uow.connection.execute(_with_names(page)).one_or_none()
    return WatchedLine(*tuple(found)) if found is not None else None
