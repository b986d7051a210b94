"""The versions of a route, and back to an earlier one in one step."""

from dataclasses import dataclass
from datetime import datetime

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import models, people, proposals, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.services import deployments, following, studio
from workflows.services.deployments import Checked
from workflows.services.studio import AUTHOR, DIRECTOR


@dataclass(frozen=True)
class VersionLine:
    """A version of a route: when and by whom it was made, since when it is in use, how many open cases run on it."""

    id: int
    version: int
    at: datetime
    by: str
    note: str
    change_class: str
    live_from: datetime | None
    is_live: bool
    running: int
    may_follow: bool = False  #: its open cases can follow to the version in use


def versions(uow: UnitOfWork, by: Person, route: str) -> tuple[VersionLine, ...]:
    """Return the versions of a route, the latest first.

    Raises:
        NotFound: there is no such route, or not for this person.
    """
    studio.lines(uow, by)
    rows = routes.versions(uow, route)
    if not rows or route == routes.SHARED:
        raise NotFound(f"no route {route}")
    live = routes.live(uow, route)
    since = routes.live_since(uow, route)
    names = people.names_of(uow, {row.by_id for row in rows if row.by_id is not None})
    in_use = next((row for row in rows if live is not None and row.id == live.id), None)
    follow = following.can_follow(uow, route, Route(in_use.files)) if in_use is not None else {}
    return tuple(
        VersionLine(
            id=row.id,
            version=row.version,
            at=row.at,
            by=names.get(row.by_id or 0, ""),
            note=row.note,
            change_class=row.change_class or "",
            live_from=since.get(row.id),
            is_live=live is not None and live.id == row.id,
            running=proposals.running(uow, row.id),
            may_follow=row.id in follow,
        )
        for row in rows
    )


def title(uow: UnitOfWork, by: Person, route: str) -> str:
    """Return what a route is called in the version in use, else in the last there is.

    Raises:
        NotFound: there is no such route, or not for this person.
    """
    studio.reader(by)
    rows = routes.versions(uow, route)
    if not rows or route == routes.SHARED:
        raise NotFound(f"no route {route}")
    live = routes.live(uow, route)
    found = (row.files for row in rows if live is None or row.id == live.id)
    return studio.title_of(*found) or route


def check_to_roll_back(uow: UnitOfWork, by: Person, route: str, deployment_id: int) -> Checked:
    """Check whether an earlier version can be used beside what is in use now; in a reading unit, as it takes long.

    Raises:
        NotFound: as for ``roll_back``.
    """
    return deployments.check_for_use(uow, Route(_former(uow, by, route, deployment_id).files))


def roll_back(uow: UnitOfWork, by: Person, route: str, deployment_id: int, reason: str, checked: Checked) -> int:
    """Let new cases take an earlier version again, at once; return its version. Running cases keep theirs.

    Raises:
        NotFound: there is no such version, or this person is not the director or a policy maker.
        InvalidAnswers: no reason.
        InvalidRoute: it does not go any more with what is in use.
        CheckedOther: something changed since it was checked.
    """
    row = _former(uow, by, route, deployment_id)
    if not reason.strip():
        raise InvalidAnswers([FieldError("reason", said("Reden: vul in waarom u teruggaat."))])
    version = deployments.deploy(uow, Route(row.files), by=by.id, checked=checked)
    people.note_change(uow, "route.rolled_back", by.id, route=route, version=str(version), reason=reason.strip())
    return version


def _former(uow: UnitOfWork, by: Person, route: str, deployment_id: int) -> models.Deployment:
    row = uow.session.get(models.Deployment, deployment_id)
    if row is None or row.route != route or route == routes.SHARED or not by.has(AUTHOR, DIRECTOR):
        raise NotFound(f"no version {deployment_id} of {route}")
    return row
