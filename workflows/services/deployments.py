"""Routes in use: checked, frozen with their hash, and made live for new cases."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workflows.domain.errors import Conflict, InvalidRoute, NotFound
from workflows.domain.findings import Finding, errors_in
from workflows.domain.wording import said
from workflows.engine.definition import ProcessDefinition
from workflows.engine.trial import GAVE_UP, compile_in_child
from workflows.persistence import models, people, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.check import check_route
from workflows.routes.register_text import RegisterText
from workflows.routes.route import Route, Shared, content_hash_of
from workflows.services.entering import check_places
from workflows.services.kept import Kept
from workflows.services.rehearsal import check_paths

Contents = tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What keeps a route from use, and the contents that the check looked at."""

    contents: Contents
    errors: tuple[Finding, ...]


class CheckedOther(Conflict):
    """The check looked at something else than what is there now: it must look again."""

    def __init__(self) -> None:
        super().__init__(said("Terwijl de controle liep, is er iets gewijzigd. Probeer het nog eens."))


#: what checks found, by the contents that were looked at: every save in the studio is another content
_found: Kept[tuple[Finding, ...]] = Kept(64)
_definitions: Kept[ProcessDefinition] = Kept(1_000)
_shared: Kept[Shared] = Kept(1_000)


def shared_of(uow: UnitOfWork) -> Shared:
    """Return what all routes share as it is now: roles, register of terms, calendar, duties, lists."""
    version = routes.shared_version(uow)  # one unit of work sees one state of the register
    if version is None:
        raise NotFound("the shared files are not deployed")
    content = version.content_hash
    return _shared.get(content, lambda: Shared(routes.files(uow, content)))


def register_of(uow: UnitOfWork) -> int:
    """Return the deployment of the register that holds in this unit: what a case was last counted under."""
    version = routes.shared_version(uow)
    return version.id if version is not None else 0


def register_version(uow: UnitOfWork) -> int:
    """Return since when the register is as it is now: another number after every change, also one that is undone."""
    return routes.live_number(uow, routes.SHARED)


def shared_when_live(uow: UnitOfWork, live_id: int) -> Shared:
    """Return what all routes shared from *live_id* on."""
    files = routes.files_when_live(uow, live_id)
    return _shared.get(content_hash_of(files), lambda: Shared(files))


def shared_between(uow: UnitOfWork, first: datetime, last: datetime) -> list[tuple[datetime, Shared]]:
    """Return what all routes shared at *first*, and what that became up to *last*, with the moments."""
    return [(at, shared_when_live(uow, live)) for live, at in routes.live_between(uow, routes.SHARED, first, last)]


def publish_shared(uow: UnitOfWork, files: Mapping[str, bytes], note: str, by: int | None) -> int:
    """Let the files that all routes share be these from now on; return the number of this state.

    Raises:
        InvalidRoute: they cannot be used.
    """
    shared = Shared(files)
    shared.check()
    _make_live(uow, routes.SHARED, shared, note, by)
    return register_version(uow)


def definition_of(uow: UnitOfWork, deployment_id: int) -> ProcessDefinition:
    """Return the compiled route of a deployment."""
    return _compiled(uow, routes.content_hash(uow, deployment_id))


def live_definition(uow: UnitOfWork, route: str) -> tuple[int, ProcessDefinition]:
    """Return the deployment that new cases of *route* take, compiled.

    Raises:
        NotFound: the route is not in use.
    """
    version = routes.live(uow, route)
    if version is None:
        raise NotFound(f"no route {route}")
    return version.id, _compiled(uow, version.content_hash)


def _compiled(uow: UnitOfWork, content_hash: str) -> ProcessDefinition:
    return _definitions.get(content_hash, lambda: ProcessDefinition.compile(Route(routes.files(uow, content_hash))))


def live_definitions(uow: UnitOfWork) -> list[ProcessDefinition]:
    """Return every route in use, compiled, by name."""
    return [_compiled(uow, version.content_hash) for version in routes.live_routes(uow)]


def closed_routes(uow: UnitOfWork) -> list[str]:
    """Return the routes in use of which a case is only for who has a task in it."""
    return [each.route.name for each in live_definitions(uow) if each.route.settings.closed]


def check(
    route: Route, shared: Shared, others: Mapping[str, Route] | None = None, *, apart: bool = False
) -> list[Finding]:
    """Return everything there is to say about a route: its files, its flow, the engine, its own examples.

    *others* are the routes beside it, by name; *apart*: let the engine read it first in a process of its own, with
    limits of time and memory. The same contents are looked at once per process: the same is found in them.
    """
    beside = sorted(each.content_hash for each in (others or {}).values())
    looked_at = (route.content_hash, shared.content_hash, *beside)
    return list(_found.get(looked_at, lambda: tuple(_check(route, shared, others, apart)), keep=is_certain))


def is_certain(found: Sequence[Finding]) -> bool:
    """Would the same be found again? A machine that is busy may have given up too early."""
    return all(each.code != GAVE_UP for each in found)


def _check(route: Route, shared: Shared, others: Mapping[str, Route] | None, apart: bool) -> list[Finding]:
    findings = check_route(route, shared, others)
    if errors_in(findings):
        return findings
    if apart and (refused_apart := compile_in_child(route.files)):
        return [*findings, *refused_apart]
    try:
        definition = ProcessDefinition.compile(route)
    except InvalidRoute as refused:
        return [*findings, *refused.findings]
    return findings + check_paths(route, shared, definition) + check_places(route, shared, definition)


def live_others(uow: UnitOfWork, route: Route) -> dict[str, Route]:
    """Return the other routes in use, by name."""
    found = (definition.route for definition in live_definitions(uow))
    return {each.name: each for each in found if each.name != route.name}


def contents(uow: UnitOfWork, name: str, content_hash: str) -> Contents:
    """Return what a check of a route looks at: its own content, what all routes share, and the other routes in use."""
    shared = routes.shared_version(uow)
    beside = sorted(each.content_hash for each in routes.live_routes(uow) if each.route != name)
    return (content_hash, shared.content_hash if shared is not None else "", *beside)


def verify(uow: UnitOfWork, name: str, content_hash: str, looked_at: Contents) -> None:
    """Refuse, with ``CheckedOther``, what was checked before where it is not what is there now."""
    if contents(uow, name, content_hash) != looked_at:
        raise CheckedOther


def check_for_use(uow: UnitOfWork, route: Route) -> Checked:
    """Check whether a route can be used. This takes long: do it in a reading unit, before the one that writes."""
    others = live_others(uow, route)
    errors = errors_in(check(route, shared_of(uow), others))
    if errors and all(error.file == "paths.toml" for error in errors):
        # Its examples may hold the dates of the register that came with the product; norms here may be others.
        for row in routes.shipped(uow, routes.SHARED)[:1]:
            errors = errors_in(check(route, Shared(row.files), others))
    return Checked(contents(uow, route.name, route.content_hash), tuple(errors))


def deploy(
    uow: UnitOfWork,
    route: Route,
    *,
    note: str = "",
    by: int | None = None,
    from_at: datetime | None = None,
    checked: Checked | None = None,
) -> int:
    """Freeze a route and let new cases take it, at once or from a moment on; return its version.

    The same content is not frozen twice. Without what was *checked* before, it is checked now.

    Raises:
        InvalidRoute: the check found errors.
        CheckedOther: what was checked is not this.
    """
    checked = checked or check_for_use(uow, route)
    verify(uow, route.name, route.content_hash, checked.contents)
    if checked.errors:
        raise InvalidRoute(checked.errors)
    return _make_live(uow, route.name, route, note, by, from_at)


def _make_live(
    uow: UnitOfWork, name: str, content: Route | Shared, note: str, by: int | None, from_at: datetime | None = None
) -> int:
    version = routes.by_hash(uow, content.content_hash) or _frozen(uow, name, content, note, by)
    now = routes.live(uow, name)
    if now is None or now.id != version.id:
        uow.session.add(models.Live(route=name, from_at=from_at or uow.now, deployment_id=version.id, by_id=by))
        uow.session.flush()
        routes.forget_live(uow)
    return version.version


def _frozen(uow: UnitOfWork, name: str, content: Route | Shared, note: str, by: int | None) -> routes.Version:
    row = models.Deployment(
        route=name,
        version=routes.next_version(uow, name),
        content_hash=content.content_hash,
        files=dict(content.files),
        by_id=by,
        at=uow.now,
        note=note,
    )
    uow.session.add(row)
    uow.session.flush()
    return routes.Version(row.id, name, row.version, row.content_hash)


def seed(uow: UnitOfWork, folder: Path) -> None:
    """Deploy what the product brings and the database does not have yet; what is there already stays as it is.

    A new route may speak to routes in the words of the same version of the product: where those in use are older, it
    waits until they are brought up to date. The log says why, and so does the page of routes. A newer version of a
    route that is in use waits as well, to be taken over in a proposal.
    """
    seed_shared(uow, folder / "shared")
    first = not routes.live_routes(uow)
    for file in sorted(folder.glob("*/route.toml")):
        route = Route.from_folder(file.parent)
        if routes.live(uow, route.name) is None:
            try:
                deploy(uow, route, note="bij installatie")
            except InvalidRoute as refused:
                if first:
                    raise
                logging.getLogger(__name__).warning("route %s waits: %s", route.name, refused)
                _wait(uow, route)
        else:
            _wait(uow, route)


def _wait(uow: UnitOfWork, route: Route) -> None:
    if routes.by_hash(uow, route.content_hash) is None:
        _frozen(uow, route.name, route, routes.SHIPPED[1], None)


def seed_shared(uow: UnitOfWork, folder: Path) -> None:
    """Deploy what all routes share, the first time; of a later version of the product take only what touches nothing.

    That is: rules that are new, and whole files that nobody can change here. What the product changed in a part of the
    register that is there already waits, to be taken over by the administrator, who sees whose dates move.
    """
    first, later = routes.SHIPPED
    brought = Shared.from_folder(folder)
    if routes.live(uow, routes.SHARED) is None:
        _make_live(uow, routes.SHARED, brought, first, None)
        return
    if routes.by_hash(uow, brought.content_hash) is not None:
        return
    known = [RegisterText(row.files).parts() for row in routes.shipped(uow, routes.SHARED)]
    _frozen(uow, routes.SHARED, brought, later, None)
    here, there = RegisterText(shared_of(uow).files), RegisterText(brought.files)
    parts = here.parts()
    new = [part for part in there.parts() if not any(part in each for each in (parts, *known))]
    for part in sorted(new, key=lambda part: not part.startswith("ladder")):
        here.put_back(part, there)
    files = here.files | {path: data for path, data in brought.files.items() if path not in there.register_files}
    if files != dict(shared_of(uow).files):
        live = publish_shared(uow, files, "nieuw in het product", None)
        names = ", ".join(part.partition(":")[2] or part for part in new) or "-"
        people.note_register_change(uow, "register.brought", None, live, {"name": names})
