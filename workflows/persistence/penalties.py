"""Which cases have a notice of default: those that still wait for their decision, and those decided too late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, select

from workflows.persistence.models import Case, Deadline, Party, Pupil
from workflows.persistence.unit_of_work import UnitOfWork

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice of default: when it came, until when nothing is owed, and when the decision was sent."""

    number: str
    first_name: str | None
    infix: str | None
    last_name: str | None
    started_on: date
    due_on: date
    stopped_on: date | None


_LINE: Rows = (
    select(
        Case.number, Pupil.first_name, Pupil.infix, Pupil.last_name, Deadline.started_on, Deadline.due_on,
        Deadline.stopped_on,
    )
    .join(Case, Case.id == Deadline.case_id)
    .outerjoin(Pupil, Pupil.id == Case.pupil_id)
)  # fmt: skip


def running(uow: UnitOfWork, rule: str, organisations: Sequence[int], limit: int) -> list[NoticeLine]:
    """Return the notices whose case still waits for its decision, the oldest first."""
    query = _LINE.where(Deadline.rule == rule, Deadline.stopped_on.is_(None), Deadline.due_on.is_not(None))
    return _lines(uow, query.order_by(Deadline.due_on, Deadline.id), organisations, limit)


def decided_late(uow: UnitOfWork, rule: str, organisations: Sequence[int], since: date, limit: int) -> list[NoticeLine]:
    """Return the notices that were breached on *since* or later and whose decision was sent, the latest first."""
    query = _LINE.where(Deadline.rule == rule, Deadline.breached_on >= since, Deadline.stopped_on.is_not(None))
    return _lines(uow, query.order_by(Deadline.breached_on.desc(), Deadline.id), organisations, limit)


def _lines(uow: UnitOfWork, query: Rows, organisations: Sequence[int], limit: int) -> list[NoticeLine]:
    theirs = exists().where(Party.case_id == Deadline.case_id, Party.organisation_id.in_(organisations))
    return [NoticeLine(*tuple(row)) for row in uow.connection.execute(query.where(theirs).limit(limit))]
