"""Linked cases: one that another case called for, about the same pupil, with clocks and people of its own."""

from workflows.domain.errors import NotFound
from workflows.persistence import cases, dossiers
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
    try:
        deployment, definition = live_definition(uow, route)
    except NotFound:
        cases.append_entries(uow, origin, [NewEntry("link.missing", uow.today, facts={"route": route})])
        cases.save_case(uow, origin)
        return True
    number = new_number(uow)
    case = cases.add_case(
        uow,
        number=number,
        route=route,
        deployment_id=deployment,
        pupil_id=origin.pupil_id,
        linked_from_id=origin.id,
        started_on=uow.today,
    )
    for party, organisation in dossiers.parties_of(uow, origin.id).items():
        cases.set_party(uow, case.id, party, organisation.id)
    cases.append_entries(uow, origin, [NewEntry("link.started", uow.today, facts={"case": number})])
    cases.save_case(uow, origin)
    swv = dossiers.parties_of(uow, origin.id)["swv"]
    begin(uow, case, definition, {"swv_soort": swv.code[:2]}, None)
    return True


def new_number(uow: UnitOfWork) -> str:
    """Hand out the number of a new case; it says nothing about the pupil."""
    return f"ZA-{uow.today.year}-{cases.next_number(uow, f'case:{uow.today.year}'):06}"
