"""Linked cases: one that another case called for, about the same pupil, with clocks and people of its own."""

from collections.abc import Mapping

from workflows.domain.errors import NotFound
from workflows.domain.expressions import Value
from workflows.persistence import cases, dossiers, models
from workflows.persistence import jobs as table
from workflows.persistence.rows import JobRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import live_definition
from workflows.services.stepping import begin


def start_linked(uow: UnitOfWork, job: JobRow) -> bool:
    """Start the case that a job asks for; False if it was done already or somebody else is at it.

    While its route is not in use yet, the history of the first case says so instead.
    """
    origin = cases.lock_free_case(uow, job.payload["from"])
    if origin is None or not table.end_job(uow, job.key):
        return False
    route = job.payload["route"]
    parties = {party: organisation.id for party, organisation in dossiers.parties_of(uow, origin.id).items()}
    try:
        number = open_case(uow, route, pupil_id=origin.pupil_id, parties=parties, linked_from_id=origin.id)
        cases.append_entries(uow, origin, [NewEntry("link.started", uow.today, facts={"case": number})])
    except NotFound:
        cases.append_entries(uow, origin, [NewEntry("link.missing", uow.today, facts={"route": route})])
    cases.save_case(uow, origin)
    return True


def open_case(
    uow: UnitOfWork,
    route: str,
    *,
    pupil_id: int | None,
    parties: Mapping[str, int],
    by: int | None = None,
    number: str = "",
    linked_from_id: int | None = None,
    start_key: str | None = None,
) -> str:
    """Let a case begin on the version of the route that new cases take, and return its number.

    Raises:
        NotFound: the route is not in use.
    """
    deployment, definition = live_definition(uow, route)
    number = number or new_number(uow)
    case = cases.add_case(
        uow,
        number=number,
        route=route,
        deployment_id=deployment,
        pupil_id=pupil_id,
        linked_from_id=linked_from_id,
        started_on=uow.today,
        start_key=start_key,
    )
    for party, organisation in parties.items():
        cases.set_party(uow, case.id, party, organisation)
    begin(uow, case, definition, _given_facts(uow, parties), by)
    return number


def _given_facts(uow: UnitOfWork, parties: Mapping[str, int]) -> dict[str, Value]:
    """Return what the system tells a case of itself: the kind of SWV, and the region of the holidays of its school."""
    swv = uow.session.get_one(models.Organisation, parties["swv"])
    school = uow.session.get(models.Organisation, parties["applicant"]) if "applicant" in parties else None
    facts: dict[str, Value] = {"swv_soort": swv.code[:2]}
    return facts | {"vakantieregio": school.region} if school is not None and school.region else facts


def new_number(uow: UnitOfWork) -> str:
    """Hand out the number of a new case; it says nothing about the pupil."""
    return f"ZA-{uow.today.year}-{cases.next_number(uow, f'case:{uow.today.year}'):06}"
