"""A proposal made ready to be walked: checked and compiled once, and kept for the next look."""

from collections.abc import Mapping

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding, errors_in
from workflows.engine.definition import ProcessDefinition
from workflows.engine.trial import compile_in_child
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.check import check_route
from workflows.routes.route import Route, Shared
from workflows.services.deployments import contents, is_certain, live_others, shared_of
from workflows.services.kept import Kept

Ready = tuple[ProcessDefinition | None, tuple[Finding, ...]]

_ready: Kept[Ready] = Kept(4)


def ready(uow: UnitOfWork, files: Mapping[str, bytes]) -> tuple[ProcessDefinition, Shared]:
    """Return a proposal compiled, with what all routes share; its own examples may fail, anything else not.

    Raises:
        InvalidRoute: the check has errors.
    """
    route, shared = Route(files), shared_of(uow)

    def make() -> Ready:
        found = errors_in(check_route(route, shared, live_others(uow, route))) or compile_in_child(files)
        return (None if found else ProcessDefinition.compile(route)), tuple(found)

    looked_at = contents(uow, route.name, route.content_hash)
    definition, found = _ready.get(looked_at, make, keep=lambda made: is_certain(made[1]))
    if definition is None:
        raise InvalidRoute(found)
    return definition, shared
