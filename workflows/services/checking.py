"""What the whole check says of a route beside those in use, looked for once however often it is asked."""

from collections.abc import Mapping
from dataclasses import replace

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding, errors_in
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.feasibility_check import Season, check_feasible, lateness
from workflows.routes.route import Route
from workflows.services.deployments import check, contents, is_certain, live_others, shared_of
from workflows.services.feasibility import planned, seasons
from workflows.services.kept import Kept

_found: Kept[tuple[Finding, ...]] = Kept(64)
_seasons: Kept[tuple[Season, ...]] = Kept(8)
_lateness: Kept[Mapping[str, float]] = Kept(64)  #: of what a proposal changes, which stays while it is made


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
        found += check_feasible(route, _year(uow), _late(uow, base) if base and _redrawn(route, base) else None)
    return tuple(sorted(found, key=lambda finding: finding.level != "error"))


def _redrawn(route: Route, base: Route) -> bool:
    """Whether the drawings differ: only then a term takes another time."""
    paths = {path for path in {*base.files, *route.files} if path.endswith(".bpmn")}
    return any(base.files.get(path) != route.files.get(path) for path in paths)


def _year(uow: UnitOfWork) -> list[Season]:
    """Return the seasons; the days on which terms end are counted once, what a walk keeps beside that is its own."""
    known = _seasons.get(_reckoned_with(uow), lambda: tuple(seasons(uow)))
    return [replace(each, pace=each.pace.meeting(each.pace.sittings)) for each in known]


def _late(uow: UnitOfWork, base: Route) -> Mapping[str, float]:
    return _lateness.get((base.content_hash, *_reckoned_with(uow)), lambda: lateness(base, _year(uow)))


def _reckoned_with(uow: UnitOfWork) -> tuple[object, ...]:
    shared = shared_of(uow)
    return (shared.content_hash, uow.today, *planned(uow, shared))


def _looked_at(uow: UnitOfWork, route: Route, base: Route | None) -> tuple[object, ...]:
    changes = base.content_hash if base is not None else ""
    return (*contents(uow, route.name, route.content_hash), changes, *_reckoned_with(uow))
