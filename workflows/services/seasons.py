"""Cases that begin by themselves: every year one for each school, on the day that its route names.

Once a day is looked who has none yet, so that a day on which nothing ran, or a school that is new, loses no season.
Each case begins in a unit of its own.
"""

from datetime import datetime, time, timedelta

from workflows.domain.answers import JSON
from workflows.domain.clock import at_local, local_date
from workflows.persistence import dossiers, models, people
from workflows.persistence import jobs as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import links
from workflows.services.deployments import live_definitions

KEY = KIND = "seasons"
BEGINS = "season"  #: the kind of the job that begins one case


def is_armed(uow: UnitOfWork) -> bool:
    return table.is_armed(uow, KEY)


def arm(uow: UnitOfWork) -> None:
    """See to it that seasons begin, from tomorrow on."""
    table.add_jobs(uow, [JobRow(KEY, KIND, _next_midnight(uow.now))])


def look(uow: UnitOfWork, job: JobRow) -> bool:
    """Let a case begin for every school that has none yet in the season that is open; False if none had to."""
    held = table.lock_job(uow, job.key)
    if held is None or held.due_at > uow.now:
        return False
    wanted = _wanted(uow)
    there = dossiers.started_keys(uow, list(wanted))
    new = [JobRow(key, BEGINS, uow.now, about) for key, about in wanted.items() if key not in there]
    table.add_jobs(uow, new)
    table.postpone_job(uow, job.key, _next_midnight(uow.now))
    return bool(new)


def begin(uow: UnitOfWork, job: JobRow) -> bool:
    """Let the case of one school begin; False if it was done already or another scheduler is at it."""
    if table.lock_job(uow, job.key) is None:
        return False
    table.end_job(uow, job.key)
    if dossiers.started_with(uow, job.key) is not None:
        return False
    school = uow.session.get_one(models.Organisation, job.payload["school"])
    links.open_case(uow, job.payload["route"], pupil_id=None, parties=links.parties_for(school), start_key=job.key)
    return True


def _wanted(uow: UnitOfWork) -> dict[str, dict[str, JSON]]:
    """Return the cases that should be there: the key that each is started with, to its route and school."""
    wanted: dict[str, dict[str, JSON]] = {}
    open_now = [
        (each.route.name, season, began)
        for each in live_definitions(uow)
        if (season := each.route.settings.begins) is not None and (began := season.of(uow.today)) is not None
    ]
    if not open_now:
        return wanted
    kinds = {row.id: row.code[:2] for row in people.organisations(uow, "swv")}
    for school in people.organisations(uow, "school"):
        for route, season, began in open_now:
            if school.swv_id is not None and kinds.get(school.swv_id) == season.swv:
                wanted[f"season:{route}:{began.year}:{school.id}"] = {"route": route, "school": school.id}
    return wanted


def _next_midnight(now: datetime) -> datetime:
    return at_local(local_date(now) + timedelta(days=1), time())
