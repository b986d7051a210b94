"""What failed and waits for an administrator: seen, retried, resolved; never silently lost."""

import traceback

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.persistence import dossiers, jobs, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.views import IncidentView

ADMINISTRATOR = "beheerder"


def open_incident(
    uow: UnitOfWork, kind: str, problem: Exception, *, case_id: int | None = None, job_key: str | None = None
) -> None:
    """Note that something failed; where it failed, never the values it failed on."""
    where = "".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}\n"
        for frame in traceback.extract_tb(problem.__traceback__)[-12:]
    )
    uow.session.add(
        models.Incident(
            kind=kind,
            case_id=case_id,
            job_key=job_key,
            message=type(problem).__name__,
            detail=where,
            opened_at=uow.now,
        )
    )


def incidents(uow: UnitOfWork, by: Person) -> tuple[IncidentView, ...]:
    """Return the open incidents, newest first.

    Raises:
        NotFound: they are not this person's to see.
    """
    _administrator(by)
    return tuple(
        IncidentView(row.id, row.kind, number or "", row.message, row.detail, row.opened_at, row.resolved_at)
        for row, number in dossiers.open_incidents(uow)
    )


def retry(uow: UnitOfWork, incident_id: int, by: Person) -> None:
    """Let the failed job try again, now, with all its tries; the incident is resolved until it fails again.

    Raises:
        NotFound: there is no such open incident, or not for this person.
    """
    row = _open(uow, incident_id, by)
    if row.job_key is not None:
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
    _administrator(by)
    row = uow.session.get(models.Incident, incident_id)
    if row is None or row.resolved_at is not None:
        raise NotFound(f"no open incident {incident_id}")
    return row


def _administrator(by: Person) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotFound("incidents")
