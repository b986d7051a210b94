"""What the law refuses of a part of a proposal, to be said on the page where that part is changed."""

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding
from workflows.domain.people import Person
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.duty_steps import check_duty_steps
from workflows.routes.law_behind import refusals
from workflows.routes.record_check import TO_OTHERS, check_records
from workflows.routes.route import Route, Shared
from workflows.services import studio
from workflows.services.deployments import shared_of


def refused(uow: UnitOfWork, by: Person, proposal_id: int, path: str, element: str = "") -> tuple[Finding, ...]:
    """Return what the law refuses of one file of a proposal, or of one *element* in it; nothing while it is unreadable.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    route = Route(studio.files_of(uow, by, proposal_id))
    row = uow.session.get_one(models.Proposal, proposal_id)
    base = uow.session.get_one(models.Deployment, row.base_id)
    if base.files.get(path) == route.files.get(path):
        return ()
    try:
        shared = shared_of(uow)
        found = [*check_duty_steps(route, shared), *told_to_others(route, shared)]
    except InvalidRoute:
        found = []
    found += refusals(studio.changes_of(uow, base.files, route.files), found)
    return tuple(each for each in found if each.file == path and element in ("", each.element))


def told_to_others(route: Route, shared: Shared, letter: str = "") -> list[Finding]:
    """Return a finding for each letter, or for each step that sends this *letter*, that tells others too much."""
    found = [each for each in check_records(route, shared) if each.code == TO_OTHERS]
    return [each for each in found if letter in ("", route.elements[each.element].properties.get("letter", ""))]
