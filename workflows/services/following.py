"""Running cases follow to a version of their route in which only texts are different; each in a step of its own.

A case that would go otherwise there, played again from its beginning, keeps its version: an administrator is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workflows.domain.errors import NotFound, StepFailed, WorkflowError
from workflows.domain.people import Person
from workflows.persistence import cases, models, people, proposals, routes
from workflows.persistence import jobs as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import Change, changes_between
from workflows.routes.route import Route
from workflows.services import incidents, replay
from workflows.services.deployments import definition_of
from workflows.services.stepping import stepping
from workflows.services.studio import AUTHOR, DIRECTOR

KIND = "follow"
BATCH = 200  #: cases that are looked for in one transaction


class DoesNotFollow(WorkflowError):
    """A case would not stand where it stands, had it run on the other version."""


def only_texts(old: Route, new: Route) -> bool:
    """Is everything that differs a text (class A), with nobody who must look along: does a case run the same?"""
    return only_texts_in(changes_between(old, new))


def only_texts_in(changes: Iterable[Change]) -> bool:
    return all(change.kind == "A" and not change.gates for change in changes)


def can_follow(uow: UnitOfWork, route: str, new: Route) -> dict[int, int]:
    """Return the versions of which the open cases can follow to *new*, with how many those are."""
    found: dict[int, int] = {}
    for row in routes.versions(uow, route):
        if row.content_hash != new.content_hash and (running := proposals.running(uow, row.id)):
            found |= {row.id: running} if only_texts(Route(row.files), new) else {}
    return found


def plan(uow: UnitOfWork, by: Person, deployment_id: int) -> int:
    """Let the open cases follow to a version as soon as new cases take it; return how many can, as it stands now."""
    row = uow.session.get_one(models.Deployment, deployment_id)
    found = can_follow(uow, row.route, Route(row.files))
    if found:
        since = routes.live_since(uow, row.route).get(row.id, uow.now)
        payload = {"from": sorted(found), "after": 0, "by": by.id}
        cases.write_jobs(uow, (), [JobRow(f"{KIND}:{row.id}", KIND, max(since, uow.now), payload)])
        people.note_change(uow, "route.followed", by.id, route=row.route, version=str(row.version))
    return sum(found.values())


def follow(uow: UnitOfWork, by: Person, route: str) -> int:
    """Let the open cases on former versions follow to the one in use; return how many can.

    Raises:
        NotFound: there is no such route, or this person is not the director or a policy maker.
    """
    live = routes.live(uow, route)
    if live is None or route == routes.SHARED or not by.has(AUTHOR, DIRECTOR):
        raise NotFound(f"no route {route}")
    return plan(uow, by, live.id)


def run(uow: UnitOfWork, job: JobRow) -> bool:
    """Look for the next cases that can follow, or let one follow; False if that was done or somebody is at it."""
    if job.case_id is None:
        return _look_further(uow, job.key)
    case = cases.lock_free_case(uow, job.case_id)
    if case is None or not table.end_job(uow, job.key):
        return False
    if case.ended_at is not None or case.deployment_id not in job.payload["from"] or not _in_use(uow, job.key):
        return True
    former, to = case.deployment_id, _to(job.key)
    if problem := _goes_otherwise(uow, case.id, former, to):
        incidents.open_incident(uow, KIND, problem, case_id=case.id)
        return True
    case.deployment_id = to
    with stepping(uow, case, cases.open_rows(uow, case.id)) as step:
        versions = [uow.session.get_one(models.Deployment, each).version for each in (former, to)]
        step.record("followed", actor_id=job.payload["by"], facts={"former": versions[0], "version": versions[1]})
    return True


def _look_further(uow: UnitOfWork, key: str) -> bool:
    job = table.lock_job(uow, key)
    if job is None:
        return False
    if not _in_use(uow, key):  # taken back before its day
        return table.end_job(uow, key)
    found = proposals.running_on(uow, job.payload["from"], after=job.payload["after"], limit=BATCH)
    each = {"from": job.payload["from"], "by": job.payload["by"]}
    table.add_jobs(uow, [JobRow(f"{key}:{case_id}", KIND, uow.now, each, case_id) for case_id in found])
    if len(found) < BATCH:
        return table.end_job(uow, key)
    cases.write_jobs(uow, (), [replace(job, payload=job.payload | {"after": found[-1]})])
    return True


def _to(key: str) -> int:
    return int(key.split(":")[1])


def _in_use(uow: UnitOfWork, key: str) -> bool:
    row = uow.session.get_one(models.Deployment, _to(key))
    live = routes.live(uow, row.route)
    return live is not None and live.id == row.id


def _goes_otherwise(uow: UnitOfWork, case_id: int, former: int, to: int) -> DoesNotFollow | None:
    """Return what would be different, had the case run on the other version from its beginning."""
    try:
        found = _differences(uow, case_id, to)
    except StepFailed as failed:
        found = [str(failed)]
    if not found or found == _differences(uow, case_id, former):
        return None
    return DoesNotFollow(f"De zaak houdt haar versie van de route: op de nieuwe loopt zij anders ({'; '.join(found)}).")


def _differences(uow: UnitOfWork, case_id: int, deployment_id: int) -> Sequence[str]:
    return replay.differences(uow, case_id, definition_of(uow, deployment_id))
