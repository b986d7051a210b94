"""A proposal made ready to be walked: checked and compiled once, and kept for the next look."""

import threading
from collections.abc import Mapping

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import errors_in
from workflows.engine.definition import ProcessDefinition
from workflows.engine.trial import compile_in_child
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.check import check_route
from workflows.routes.route import Route, Shared
from workflows.services.deployments import live_others, shared_of

_ready: dict[tuple[str, str], tuple[ProcessDefinition, Shared]] = {}
_lock = threading.Lock()
_MOST_READY = 4


def ready(uow: UnitOfWork, files: Mapping[str, bytes]) -> tuple[ProcessDefinition, Shared]:
    """Return a proposal compiled, with what all routes share; its own examples may fail, anything else not.

    Raises:
        InvalidRoute: the check has errors.
    """
    route, shared = Route(files), shared_of(uow)
    key = (route.content_hash, shared.content_hash)
    known = _ready.get(key)
    if known is None:
        found = errors_in(check_route(route, shared, live_others(uow, route))) or compile_in_child(files)
        if found:
            raise InvalidRoute(found)
        known = ProcessDefinition.compile(route), shared
        with _lock:
            while len(_ready) >= _MOST_READY:
                _ready.pop(next(iter(_ready)))
            _ready[key] = known
    return known
