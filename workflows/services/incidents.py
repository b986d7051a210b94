"""What failed and waits for an administrator: seen, retried, resolved; never silently lost."""

import traceback
from dataclasses import dataclass
from datetime import datetime

from workflows.domain.errors import NotFound, WorkflowError
from workflows.domain.people import Person
from workflows.persistence import dossiers, jobs, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access

LONGEST_KIND = 24


@dataclass(frozen=True)
class IncidentView:
    """Something that failed and waits for an administrator; no personal data."""

    id: int
    kind: str
    case_number: str
    message: str
    detail: str
    opened_at: datetime
    can_retry: bool


def where(problem: BaseException) -> str:
    """Return where something failed, a line per step of the program, and never the values it failed on."""
    return "".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}\n"
        for frame in traceback.extract_tb(problem.__traceback__)[-12:]
    )


def open_incident(
    uow: UnitOfWork, kind: str, problem: Exception, *, case_id: int | None = None, job_key: str | None = None
) -> None:
    """Note that something failed: what kind of failure, where, and in which case, when that is known."""
    uow.session.add(
        models.Incident(
            kind=kind[:LONGEST_KIND],
            case_id=case_id,
            job_key=job_key,
            message=type(problem).__name__,
            detail=where(problem) or _in_words(problem),
            opened_at=uow.now,
        )
    )


def _in_words(problem: Exception) -> str:
    """Return what was found wrong without anything failing; only our own words, which name nobody."""
    return str(problem) if isinstance(problem, WorkflowError) else ""


def incidents(uow: UnitOfWork, by: Person) -> tuple[IncidentView, ...]:
    """Return the open incidents, newest first.

    Raises:
        NotFound: they are not this person's to see.
    """
    access.administrator(by)
    return tuple(
        IncidentView(row.id, row.kind, number or "", row.message, row.detail, row.opened_at, failed)
        for row, number, failed in dossiers.open_incidents(uow)
    )


def retry(uow: UnitOfWork, incident_id: int, by: Person) -> None:
    """Let the failed job try again, now, with all its tries; the incident is resolved until it fails again.

    Raises:
        NotFound: there is no such open incident, not for this person, or it is of no job.
    """
    row = _open(uow, incident_id, by)
    if row.job_key is None:
        raise NotFound(f"incident {incident_id} is of no job")
    jobs.revive_job(uow, row.job_key)
    row.resolved_at, row.resolved_by_id = uow.now, by.id


def close(uow: UnitOfWork, incident_id: int, by: Person) -> None:
    """Resolve an incident without trying again.

    Raises:
        NotFound: there is no such open incident, or not for this person.
    """
    row = _open(uow, incident_id, by)
    row.resolved_at, row.resolved_by_id = uow.now, by.id


def _open(uow: UnitOfWork, incident_id: int, by: Person) -> models.Incident:
    access.administrator(by)
    row = uow.session.get(models.Incident, incident_id)
    if row is None or row.resolved_at is not None:
        raise NotFound(f"no open incident {incident_id}")
    return row
