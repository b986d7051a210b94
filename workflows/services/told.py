"""What the check says of a proposal, for who makes it: what the proposal does first, what stood there already after."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows.domain.findings import Finding
from workflows.domain.people import Person
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.services import checking, studio


@dataclass(frozen=True)
class Told:
    """What the check says: *rows* of the proposal itself, *before* what it says of the version in use as well."""

    rows: tuple[Finding, ...]
    before: tuple[Finding, ...] = ()

    @property
    def errors_before(self) -> bool:
        return any(each.level == "error" for each in self.before)


def told(uow: UnitOfWork, by: Person, proposal_id: int) -> Told:
    """Return what the check has to say, by whether the proposal did it.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    found = studio.findings(uow, by, proposal_id)
    return _by_who_did_it(uow, proposal_id, found, checking.check_of) or Told(found)


def known(uow: UnitOfWork, by: Person, proposal_id: int) -> Told | None:
    """Return what ``told`` found before, None where it must look first."""
    found = studio.known_findings(uow, by, proposal_id)
    return None if found is None else _by_who_did_it(uow, proposal_id, found, checking.known_of)


def _by_who_did_it(
    uow: UnitOfWork,
    proposal_id: int,
    found: tuple[Finding, ...],
    check: Callable[[UnitOfWork, Route], tuple[Finding, ...] | None],
) -> Told | None:
    if not found:
        return Told(())
    base_id = uow.session.get_one(models.Proposal, proposal_id).base_id
    base = check(uow, Route(uow.session.get_one(models.Deployment, base_id).files))
    if base is None:
        return None
    return Told(tuple(each for each in found if each not in base), tuple(each for each in found if each in base))
