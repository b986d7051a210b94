"""What the whole check says of a route beside those in use, looked for once however often it is asked."""

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding, errors_in
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.feasibility_check import check_feasible, lateness
from workflows.routes.route import Route
from workflows.services.deployments import check, contents, is_certain, live_others, shared_of
from workflows.services.feasibility import planned, seasons
from workflows.services.kept import Kept

_found: Kept[tuple[Finding, ...]] = Kept(64)


def check_of(uow: UnitOfWork, route: Route, base: Route | None = None) -> tuple[Finding, ...]:
    """Return everything the check has to say about a route beside those in use, errors first.

    *base* is what it changes, where the difference with that must be told.
    """
    try:
        looked_at = _looked_at(uow, route, base)
        return _found.get(looked_at, lambda: _check(uow, route, base), keep=is_certain)
    except InvalidRoute as refused:
        return tuple(refused.findings)


def known_of(uow: UnitOfWork, route: Route, base: Route | None = None) -> tuple[Finding, ...] | None:
    """Return what ``check_of`` would, where that takes no time; else None."""
    try:
        return _found.known(_looked_at(uow, route, base))
    except InvalidRoute as refused:
        return tuple(refused.findings)


def _check(uow: UnitOfWork, route: Route, base: Route | None) -> tuple[Finding, ...]:
    found = check(route, shared_of(uow), live_others(uow, route), apart=True)
    if not errors_in(found):
        year = seasons(uow)
        found += check_feasible(route, year, lateness(base, year) if base and _redrawn(route, base) else None)
    return tuple(sorted(found, key=lambda finding: finding.level != "error"))


def _redrawn(route: Route, base: Route) -> bool:
    """Whether the drawings differ: only then a term takes another time."""
    paths = {path for path in {*base.files, *route.files} if path.endswith(".bpmn")}
    return any(base.files.get(path) != route.files.get(path) for path in paths)


def _looked_at(uow: UnitOfWork, route: Route, base: Route | None) -> tuple[object, ...]:
    changes = base.content_hash if base is not None else ""
    looked_at = contents(uow, route.name, route.content_hash)
    return (*looked_at, changes, uow.today, *planned(uow, shared_of(uow)))
