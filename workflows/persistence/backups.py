"""When all data was copied or restored as a rehearsal: what is asked for, what runs, how the last ones went."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from workflows.persistence.models import Backup
from workflows.persistence.unit_of_work import UnitOfWork


def unfinished(uow: UnitOfWork) -> Sequence[Backup]:
    """Return what is asked for or runs: one of each kind at the most."""
    return uow.session.scalars(select(Backup).where(Backup.ended_at.is_(None)).order_by(Backup.id)).all()


def take(uow: UnitOfWork, backup_id: int) -> Backup | None:
    """Return one that nobody began yet, locked; None: somebody did."""
    query = select(Backup).where(Backup.id == backup_id, Backup.started_at.is_(None))
    return uow.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()


def last(uow: UnitOfWork, kind: str, *, ok: bool | None = None) -> Backup | None:
    """Return the last one of a kind that ended; *ok*: that ended so."""
    query = select(Backup).where(Backup.kind == kind, Backup.ended_at.is_not(None))
    query = query if ok is None else query.where(Backup.ok == ok)
    return uow.session.scalars(query.order_by(Backup.ended_at.desc()).limit(1)).one_or_none()


def latest(uow: UnitOfWork, limit: int) -> Sequence[Backup]:
    return uow.session.scalars(select(Backup).order_by(Backup.id.desc()).limit(limit)).all()


def abandon(uow: UnitOfWork, since: datetime) -> Sequence[Backup]:
    """Return what began before *since* and never ended."""
    return [row for row in unfinished(uow) if row.started_at is not None and row.started_at < since]
