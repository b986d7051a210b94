"""What is due: found by an index, taken one at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflows.persistence.cases import JOBS, columns_of
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork

_JOB = select(*columns_of(JOBS, JobRow))
_ARMED = select(JOBS.c.id).where(JOBS.c.key == bindparam("key"))
_LOCK = _JOB.where(JOBS.c.key == bindparam("key")).with_for_update(skip_locked=True)


def due_jobs(uow: UnitOfWork, limit: int = 100, *, kinds: Sequence[str] = ()) -> list[JobRow]:
    """Return what is due now and has not failed, oldest first; of *kinds* only, where given."""
    due = _JOB.where(JOBS.c.failed_at.is_(None), JOBS.c.due_at <= uow.now).order_by(JOBS.c.due_at, JOBS.c.id)
    if kinds:
        due = due.where(JOBS.c.kind.in_(kinds))
    return [JobRow(*row) for row in uow.connection.execute(due.limit(limit))]


def is_due(uow: UnitOfWork, kinds: Sequence[str]) -> bool:
    """Is anything of these kinds due now?"""
    due = select(JOBS.c.id).where(JOBS.c.failed_at.is_(None), JOBS.c.due_at <= uow.now, JOBS.c.kind.in_(kinds))
    return uow.connection.execute(due.limit(1)).first() is not None


def is_armed(uow: UnitOfWork, key: str) -> bool:
    """Is there a job with this key, due or not?"""
    return uow.connection.execute(_ARMED, {"key": key}).first() is not None


def add_jobs(uow: UnitOfWork, jobs: Sequence[JobRow]) -> None:
    """Add jobs; one that is there already stays as it is."""
    if not jobs:
        return
    dialect = postgresql if uow.connection.dialect.name == "postgresql" else sqlite
    values = [
        {"key": job.key, "kind": job.kind, "case_id": job.case_id, "due_at": job.due_at, "payload": job.payload}
        for job in jobs
    ]
    uow.connection.execute(dialect.insert(JOBS).on_conflict_do_nothing(index_elements=["key"]), values)


def lock_job(uow: UnitOfWork, key: str) -> JobRow | None:
    """Lock a job that belongs to no case, unless somebody else has it or it is done; for a case, lock the case."""
    row = uow.connection.execute(_LOCK, {"key": key}).one_or_none()
    return None if row is None else JobRow(*row)


def retry_job(uow: UnitOfWork, key: str, due_at: datetime) -> None:
    """Count an attempt and try again at *due_at*; also the way to keep a job while its work is done outside."""
    uow.connection.execute(update(JOBS).where(JOBS.c.key == key).values(due_at=due_at, attempts=JOBS.c.attempts + 1))


def fail_job(uow: UnitOfWork, key: str) -> None:
    """Set a job aside: it is out of tries, and an incident should tell why."""
    uow.connection.execute(
        update(JOBS).where(JOBS.c.key == key).values(failed_at=uow.now, attempts=JOBS.c.attempts + 1)
    )


def revive_job(uow: UnitOfWork, key: str) -> None:
    """Make a job that was set aside due now, with no attempts."""
    uow.connection.execute(update(JOBS).where(JOBS.c.key == key).values(failed_at=None, attempts=0, due_at=uow.now))


def renew_job(uow: UnitOfWork, key: str, due_at: datetime, payload: dict[str, Any]) -> None:
    """Let a job that is done come back later, with no attempts."""
    uow.connection.execute(
        update(JOBS).where(JOBS.c.key == key).values(due_at=due_at, payload=payload, attempts=0, failed_at=None)
    )


def end_job(uow: UnitOfWork, key: str) -> bool:
    """Delete a job that is done; False when it was gone already."""
    return uow.connection.execute(delete(JOBS).where(JOBS.c.key == key).returning(JOBS.c.id)).first() is not None


def postpone_job(uow: UnitOfWork, key: str, due_at: datetime) -> None:
    """Try again at *due_at*, without counting another attempt."""
    uow.connection.execute(update(JOBS).where(JOBS.c.key == key).values(due_at=due_at))
