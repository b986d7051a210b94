"""Routes that came with a new version of the product and do not go yet with those in use: why, and in use after all."""

from dataclasses import dataclass

from workflows.domain.errors import InvalidRoute, NotFound
from workflows.domain.findings import Finding, errors_in
from workflows.domain.people import Person
from workflows.persistence import people, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.check import check_route
from workflows.routes.route import Route
from workflows.services import deployments
from workflows.services.deployments import Checked, live_others, shared_of
from workflows.services.studio import AUTHOR, DIRECTOR, READERS, title_of


@dataclass(frozen=True)
class WaitingRoute:
    """A route that waits. *errors* are what keeps it waiting; *may_use*: may this person put it in use?"""

    route: str
    title: str
    errors: tuple[Finding, ...] = ()
    may_use: bool = False


def titles(uow: UnitOfWork) -> tuple[WaitingRoute, ...]:
    """Return the routes that wait, by name."""
    return tuple(
        WaitingRoute(each.route, title_of(routes.files(uow, each.content_hash)) or each.route)
        for each in routes.never_live(uow)
    )


def waiting(uow: UnitOfWork, by: Person) -> tuple[WaitingRoute, ...]:
    """Return the routes that wait.

    Raises:
        NotFound: this person has nothing to do with the making of routes.
    """
    if not by.has(*READERS):
        raise NotFound("the making of routes")
    return titles(uow)


def page(uow: UnitOfWork, by: Person, route: str) -> WaitingRoute:
    """Return a route that waits, with why it does.

    Raises:
        NotFound: no such route waits, or not for this person.
    """
    found, files = _of(uow, by, route)
    try:
        errors = errors_in(check_route(files, shared_of(uow), live_others(uow, files)))
    except InvalidRoute as refused:
        errors = errors_in(refused.findings)
    return WaitingRoute(found.route, found.title, tuple(errors), by.has(AUTHOR, DIRECTOR))


def check_to_use(uow: UnitOfWork, by: Person, route: str) -> Checked:
    """Check whether a route that waits can be used by now; in a reading unit, as it takes long.

    Raises:
        NotFound: as for ``put_in_use``.
    """
    return deployments.check_for_use(uow, _to_use(uow, by, route))


def put_in_use(uow: UnitOfWork, by: Person, route: str, checked: Checked) -> int:
    """Let new cases take a route that waited and was *checked* just before; return its version.

    Raises:
        NotFound: no such route waits, or it is not theirs to put in use.
        InvalidRoute: it still does not go with those in use.
        CheckedOther: something changed since it was checked.
    """
    version = deployments.deploy(uow, _to_use(uow, by, route), by=by.id, checked=checked)
    people.note_change(uow, "route.published", by.id, route=route, version=str(version))
    return version


def _to_use(uow: UnitOfWork, by: Person, route: str) -> Route:
    if not by.has(AUTHOR, DIRECTOR):
        raise NotFound(f"no waiting route {route}")
    return _of(uow, by, route)[1]


def _of(uow: UnitOfWork, by: Person, route: str) -> tuple[WaitingRoute, Route]:
    waits = {each.route: each for each in waiting(uow, by)}
    if route not in waits:
        raise NotFound(f"no waiting route {route}")
    version = next(each for each in routes.never_live(uow) if each.route == route)
    return waits[route], Route(routes.files(uow, version.content_hash))
