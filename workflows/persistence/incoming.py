"""What came in and waits to be handled; and how much of it came from where in the last while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, select, tuple_

from workflows.persistence import cases, models
from workflows.persistence.queries import Rows
from workflows.persistence.unit_of_work import UnitOfWork

Position = tuple[date, int]


@dataclass(frozen=True, slots=True)
class IncomingLine:
    """Something that came in, as a list shows it."""

    id: int
    number: str
    kind: str
    channel: str
    received_on: date
    case_number: str | None
    proposed: bool
    late: bool


def waiting(
    uow: UnitOfWork, theirs: Sequence[tuple[int, str]], after: Position | None = None, limit: int = 50
) -> list[IncomingLine]:
    """Return what waits for the roles of *theirs* (samenwerkingsverband, role), the oldest first."""
    table = models.Incoming
    which = or_(*((table.swv_id == swv) & (table.role == role) for swv, role in theirs))
    query: Rows = (
        select(
            table.id, table.number, table.kind, table.channel, table.received_on, models.Case.number,
            table.proposed_on.is_not(None), table.outage_id.is_not(None),
        )
        .outerjoin(models.Case, models.Case.id == table.case_id)
        .where(table.handled_at.is_(None), which)
        .order_by(table.received_on, table.id)
        .limit(limit)
    )  # fmt: skip
    if after is not None:
        query = query.where(tuple_(table.received_on, table.id) > after)
    return [IncomingLine(*row) for row in uow.connection.execute(query)]


def numbered(uow: UnitOfWork, number: str, *, lock: bool = False) -> models.Incoming | None:
    query = select(models.Incoming).where(models.Incoming.number == number)
    return uow.session.scalar(query.with_for_update() if lock else query)


def handed_in(uow: UnitOfWork, key: str) -> models.Incoming | None:
    return uow.session.scalar(select(models.Incoming).where(models.Incoming.submit_key == key))


def files_of(uow: UnitOfWork, incoming_id: int) -> Sequence[models.IncomingFile]:
    return uow.session.scalars(
        select(models.IncomingFile)
        .where(models.IncomingFile.incoming_id == incoming_id)
        .order_by(models.IncomingFile.id)
    ).all()


def entries_of(uow: UnitOfWork, incoming_id: int) -> Sequence[models.IncomingEntry]:
    table = models.IncomingEntry
    return uow.session.scalars(select(table).where(table.incoming_id == incoming_id).order_by(table.id)).all()


def count_visit(uow: UnitOfWork, source: str, hour: str) -> tuple[int, int]:
    """Count a submission from *source* in an *hour*; return how many came from there and from anywhere in that hour."""
    counters = cases.COUNTERS
    this = f"visits:{hour}:"
    uow.connection.execute(
        delete(counters).where(counters.c.name.startswith("visits:"), ~counters.c.name.startswith(this))
    )
    return cases.next_number(uow, f"{this}{source}"), cases.next_number(uow, f"{this}all")
