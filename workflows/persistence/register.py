"""The running clocks that a change of the register may touch, found by an index; a workflow is never opened for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, literal, select, tuple_

from workflows.persistence.models import Case, Deadline, Job
from workflows.persistence.unit_of_work import UnitOfWork

Rows = Select[*tuple[Any, ...]]
Position = tuple[str, int]  #: of a clock in the order in which they are looked at


@dataclass(frozen=True)
class Reach:
    """Which running clocks a change may touch: those of *rules* (sorted), or those due on or after *due_from*."""

    rules: tuple[str, ...] = ()
    due_from: date | None = None

    def __bool__(self) -> bool:
        return bool(self.rules) or self.due_from is not None


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A running clock, and what the case wrote down: its clocks, the rungs that were climbed, what is known."""

    id: int
    case_id: int
    rule: str
    due_on: date
    number: str
    clocks: list[list[Any]]
    climbed: dict[str, list[str]]
    facts: dict[str, Any]

    def position(self, reach: Reach) -> Position:
        day = self.due_on.isoformat()
        return (f"{self.rule}|{day}" if reach.rules else day, self.id)


def clocks(uow: UnitOfWork, reach: Reach, *, after: Position | None = None, limit: int) -> Sequence[ClockRow]:
    """Return the running clocks within *reach*, from *after* on; for each rule a range of an index is read."""
    columns = (Deadline.id, Deadline.case_id, Deadline.rule, Deadline.due_on, Case.number)
    query: Rows = select(*columns).join(Case, Case.id == Deadline.case_id)
    found: list[Row[*tuple[Any, ...]]] = []
    for part in _parts(query, reach, after):
        found += uow.connection.execute(part.limit(limit - len(found))).all()
        if len(found) >= limit:
            break
    rows = uow.connection.execute(select(Case.id, Case.state).where(Case.id.in_({row.case_id for row in found})))
    states = {row.id: row.state for row in rows}
    return [
        ClockRow(
            row.id,
            row.case_id,
            row.rule,
            row.due_on,
            row.number,
            states[row.case_id]["clocks"],
            states[row.case_id].get("climbed", {}),
            states[row.case_id].get("facts", {}),
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class EndedRow:
    """A clock that was stopped, and what its case wrote down of its clocks, where it still does."""

    started_on: date
    due_on: date
    stopped_on: date
    rule_valid_from: date
    clocks: list[list[Any]]
    facts: dict[str, Any]


def ended_clocks(uow: UnitOfWork, rule: str, since: date, limit: int) -> list[EndedRow]:
    """Return the clocks of a rule that were stopped after *since*, the last ones first; a range of an index is read."""
    columns = (Deadline.case_id, Deadline.started_on, Deadline.due_on, Deadline.stopped_on, Deadline.rule_valid_from)
    query = select(*columns).where(Deadline.rule == rule, Deadline.stopped_on > since, Deadline.due_on.is_not(None))
    query = query.order_by(Deadline.stopped_on.desc(), Deadline.id.desc()).limit(limit)
    found = uow.connection.execute(query).all()
    ids = sorted({row.case_id for row in found})
    states: dict[int, dict[str, Any]] = {}
    for n in range(0, len(ids), 500):
        rows = uow.connection.execute(select(Case.id, Case.state).where(Case.id.in_(ids[n : n + 500])))
        states |= {row.id: row.state for row in rows}
    return [
        EndedRow(
            row.started_on,
            row.due_on,
            row.stopped_on,
            row.rule_valid_from,
            states[row.case_id].get("clocks", []),
            states[row.case_id].get("facts", {}),
        )
        for row in found
    ]


def count_clocks(uow: UnitOfWork, reach: Reach, most: int) -> int:
    """Return how many clocks there are within *reach*; no further than *most*."""
    count = 0
    for part in _parts(select(Deadline.id), reach):
        few = part.limit(most - count).subquery()
        count += int(uow.connection.execute(select(func.count()).select_from(few)).scalar_one())
        if count >= most:
            break
    return count


def _parts(query: Rows, reach: Reach, after: Position | None = None) -> Iterator[Rows]:
    """Yield *query* for each range of an index within *reach*, in order."""
    query = query.where(Deadline.stopped_on.is_(None)).order_by(Deadline.due_on, Deadline.id)
    rule_before, _, day = after[0].rpartition("|") if after is not None else ("", "", "")
    further = query
    if after is not None:
        position = literal(date.fromisoformat(day)), literal(after[1])
        further = query.where(tuple_(Deadline.due_on, Deadline.id) > tuple_(*position))
    if not reach.rules:
        yield further if after is not None else query.where(Deadline.due_on >= reach.due_from)
    for rule in reach.rules:
        if rule == rule_before:
            yield further.where(Deadline.rule == rule)
        elif rule > rule_before:
            yield query.where(Deadline.rule == rule, Deadline.due_on.is_not(None))


def being_counted_again(uow: UnitOfWork, most: int) -> int:
    """Return how many cases wait to be counted again after a change; no further than *most*."""
    few = select(Job.id).where(Job.kind == literal("reproject", literal_execute=True)).limit(most).subquery()
    return int(uow.connection.execute(select(func.count()).select_from(few)).scalar_one())
