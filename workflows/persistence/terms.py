"""The lists of terms: what runs and is due, what was late and why. Nothing here opens a case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, literal, or_, select, true, tuple_, union_all, update

from workflows.persistence.cases import DEADLINES
from workflows.persistence.models import Case, Deadline, Organisation, Party, Person, Pupil
from workflows.persistence.unit_of_work import UnitOfWork

Rows = Select[*tuple[Any, ...]]
Position = tuple[date, int]  #: of a row in a list by date: the date and the id
Theirs = Sequence[tuple[str, int]]  #: of which cases: pairs of party and organisation


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term as a list shows it."""

    id: int
    case_id: int
    rule: str
    rule_valid_from: date
    owner: str
    due_on: date | None
    stopped_on: date | None
    breached_on: date | None
    because: list[Any] | None
    extended_on: date | None
    cause: str | None
    cause_at: datetime | None
    cause_by: str | None
    number: str
    route: str
    first_name: str | None
    infix: str | None
    last_name: str | None
    school: str | None
    school_id: int | None
    withheld: bool


_LINE = (
    Deadline.id, Deadline.case_id, Deadline.rule, Deadline.rule_valid_from, Deadline.owner, Deadline.due_on,
    Deadline.stopped_on, Deadline.breached_on, Deadline.because, Deadline.extended_on, Deadline.cause,
    Deadline.cause_at, Person.name, Case.number, Case.route, Pupil.first_name, Pupil.infix, Pupil.last_name,
    Organisation.name, Organisation.id, Case.withheld,
)  # fmt: skip


def due(
    uow: UnitOfWork,
    theirs: Theirs,
    owners: Sequence[str],
    until: date,
    *,
    rules: Collection[str] | None = None,
    after: Position | None = None,
    limit: int = 50,
) -> list[TermLine]:
    """Return the terms of *owners* that still run and are due on or before *until*, the most urgent first.

    Overdue ones are among them, but for those that outlived their case: what became of them is out of our sight. One
    short range of an index per owner, merged.
    """
    position = tuple_(Deadline.due_on, Deadline.id)
    parts = []
    for owner in owners:
        query = _of(theirs).where(Deadline.owner == owner, Deadline.stopped_on.is_(None), Deadline.due_on <= until)
        query = query.join(Case, Case.id == Deadline.case_id)
        query = query.where(or_(Case.ended_at.is_(None), Deadline.due_on >= uow.today))
        if rules is not None:
            query = query.where(Deadline.rule.in_(rules))
        if after is not None:
            query = query.where(position > tuple_(*map(literal, after)))
        parts.append(select(query.order_by(Deadline.due_on, Deadline.id).limit(limit).subquery()))
    merged = union_all(*parts).subquery()
    page = select(merged.c.id).order_by(merged.c.due_on, merged.c.id).limit(limit).subquery()
    return _lines(uow, page, (Deadline.due_on, Deadline.id))


@dataclass(frozen=True)
class Late:
    """Which breaches are asked for: those of a period, and of these owners and rules only, where given."""

    since: date
    until: date
    owner: str | None = None
    rules: Collection[str] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Deadline.breached_on.between(self.since, self.until)]
        found += [] if self.owner is None else [Deadline.owner == self.owner]
        return found if self.rules is None else [*found, Deadline.rule.in_(self.rules)]


def breaches(
    uow: UnitOfWork, theirs: Theirs, late: Late, *, before: Position | None = None, limit: int = 50
) -> list[TermLine]:
    """Return the terms that were breached, the latest first."""
    query = _of(theirs).where(*late.conditions())
    if before is not None:
        query = query.where(tuple_(Deadline.breached_on, Deadline.id) < tuple_(*map(literal, before)))
    page = query.order_by(Deadline.breached_on.desc(), Deadline.id.desc()).limit(limit).subquery()
    return _lines(uow, page, (Deadline.breached_on.desc(), Deadline.id.desc()))


@dataclass(frozen=True, slots=True)
class Total:
    """How often a rule was breached, how many of those terms still run, and how many have no cause yet."""

    rule: str
    owner: str
    count: int
    running: int
    unexplained: int


def totals(uow: UnitOfWork, theirs: Theirs, late: Late) -> list[Total]:
    """Count breaches per rule, the most frequent first."""
    count = func.count()
    running, unexplained = count - func.count(Deadline.stopped_on), count - func.count(Deadline.cause)
    its = _of(theirs).where(*late.conditions())
    counted = its.with_only_columns(Deadline.rule, func.min(Deadline.owner), count, running, unexplained)
    rows = uow.connection.execute(counted.group_by(Deadline.rule).order_by(count.desc(), Deadline.rule))
    return [Total(*row) for row in rows]


def breach(uow: UnitOfWork, deadline_id: int) -> TermLine | None:
    """Return a term that was breached."""
    page = select(Deadline.id).where(Deadline.id == deadline_id, Deadline.breached_on.is_not(None)).subquery()
    return next(iter(_lines(uow, page, (Deadline.id,))), None)


def forget(uow: UnitOfWork, ids: Sequence[int]) -> None:
    """Take terms out of the lists that never ran after all: what began them was taken back."""
    if ids:
        uow.connection.execute(delete(DEADLINES).where(DEADLINES.c.id.in_(ids)))


def last_breach(uow: UnitOfWork, case_id: int, rule: str) -> int | None:
    """Return the last term by *rule* of a case that was breached."""
    query = select(Deadline.id).where(
        Deadline.case_id == case_id, Deadline.rule == rule, Deadline.breached_on.is_not(None)
    )
    return uow.connection.execute(query.order_by(Deadline.id.desc()).limit(1)).scalar()


def set_cause(uow: UnitOfWork, deadline_id: int, cause: str, by: int) -> None:
    """Note why a term was late, who says so, and when."""
    values = {"cause": cause, "cause_by_id": by, "cause_at": uow.now}
    uow.connection.execute(update(DEADLINES).where(DEADLINES.c.id == deadline_id).values(values))


def _of(theirs: Theirs) -> Rows:
    """Return a query for the terms of cases in which an organisation is a party as *theirs* says.

    All cases of a samenwerkingsverband are nearly all there are: the order of the list leads, and each is looked up.
    Those of a school are few: they lead.
    """
    query: Rows = select(Deadline.id, Deadline.due_on)
    mine = or_(*((Party.organisation_id == organisation) & (Party.party == party) for party, organisation in theirs))
    if any(party == "swv" for party, _ in theirs):
        # A scalar, because PostgreSQL would read the whole table for EXISTS or IN.
        its = select(true()).where(Party.case_id == Deadline.case_id, mine).limit(1)
        return query.where(its.scalar_subquery())
    return query.where(Deadline.case_id.in_(select(Party.case_id).where(mine)))


def _lines(uow: UnitOfWork, page: Any, order: Sequence[Any]) -> list[TermLine]:
    found = uow.connection.execute(
        select(*_LINE)
        .select_from(page)
        .join(Deadline, Deadline.id == page.c.id)
        .join(Case, Case.id == Deadline.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Organisation, Organisation.id == Pupil.school_id)
        .outerjoin(Person, Person.id == Deadline.cause_by_id)
        .order_by(*order)
    )
    return [TermLine(*tuple(row)) for row in found]
