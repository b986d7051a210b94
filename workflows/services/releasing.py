"""When a change of a route is in use, everybody whose role has steps in it is told once what is different."""

from workflows.persistence import cases, models, people, routes
from workflows.persistence import jobs as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.services import ladder

KIND = "in_use"  #: a job of "release" gives the tasks of somebody whose role ended back
NOTICE = "release"


def plan(uow: UnitOfWork, deployment_id: int) -> None:
    """Let it be told as soon as new cases take this version, within the hours for messages."""
    row = uow.session.get_one(models.Deployment, deployment_id)
    since = max(routes.live_since(uow, row.route).get(row.id, uow.now), uow.now)
    cases.write_jobs(uow, (), [JobRow(f"{KIND}:{row.id}", KIND, since, {})])


def run(uow: UnitOfWork, job: JobRow) -> bool:
    """Mail each of them; nobody when the change was taken back before its day. False if somebody is at it."""
    if table.lock_job(uow, job.key) is None:
        return False
    row = uow.session.get_one(models.Deployment, int(job.key.partition(":")[2]))
    live = routes.live(uow, row.route)
    if live is not None and live.id == row.id:
        route = Route(row.files)
        persons = {person.id for role in roles_in(route) for person in people.in_role(uow, role)}
        payload = {"notice": NOTICE, "title": route.settings.title, "note": row.note, "path": "/taken"}
        at = ladder.office_hours(uow.now)
        mails = [JobRow(f"mail:{job.key}:{each}", "mail", at, payload | {"to": each}) for each in sorted(persons)]
        table.add_jobs(uow, mails)
    return table.end_job(uow, job.key)


def roles_in(route: Route) -> frozenset[str]:
    """Return the roles that do something in a route: a task in their lane, a message they record, its beginning."""
    found = {*route.settings.may_start}
    for element in route.elements.values():
        if element.kind == "userTask" and element.lane is not None:
            found |= set((element.lane.role or "").split())
        found |= set(element.properties.get("role", "").split())
    return frozenset(found)
