"""Deployments: which versions of a route there are, and which one new cases take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork

SHIPPED = ("bij installatie", "meegeleverd")  #: notes of what came with the product, first and with a new version
_LIVE_ROUTES = "live routes"  #: what a unit knows them by
SHARED = "shared"  #: what all routes share is deployed like a route, under this name


@dataclass(frozen=True)
class Version:
    """A deployment without its files; those are loaded only when its content was not seen before."""

    id: int
    route: str
    version: int
    content_hash: str


_COLUMNS = (
    models.Deployment.id, models.Deployment.route, models.Deployment.version, models.Deployment.content_hash,
)  # fmt: skip


# Made once: asked in every unit of work, and making a statement takes longer than running it.
_LIVE = (
    select(*_COLUMNS)
    .join(models.Live, models.Live.deployment_id == models.Deployment.id)
    .where(models.Live.route == bindparam("route"), models.Live.from_at <= bindparam("now"))
    .order_by(models.Live.from_at.desc(), models.Live.id.desc())
    .limit(1)
)
_VERSION = select(*_COLUMNS).where(models.Deployment.id == bindparam("id"))
_ALL_LIVE = (
    select(*_COLUMNS)
    .join(models.Live, models.Live.deployment_id == models.Deployment.id)
    .where(models.Live.route != SHARED, models.Live.from_at <= bindparam("now"))
    .order_by(models.Live.route, models.Live.from_at, models.Live.id)
)
#: The deployment of the shared files that holds at *now*, to be read along with something else.
LIVE_SHARED = (
    select(models.Live.deployment_id)
    .where(models.Live.route == SHARED, models.Live.from_at <= bindparam("now"))
    .order_by(models.Live.from_at.desc(), models.Live.id.desc())
    .limit(1)
    .scalar_subquery()
)


def live(uow: UnitOfWork, route: str) -> Version | None:
    """Return the version of *route* that new cases take now."""
    row = uow.connection.execute(_LIVE, {"route": route, "now": uow.now}).first()
    return None if row is None else Version(*row)


def note(uow: UnitOfWork, versions: Iterable[Version]) -> None:
    """Keep, until the unit ends, versions that were read along: that of a case and that of the shared files."""
    for version in versions:
        uow.known["version", SHARED if version.route == SHARED else version.id] = version


def shared_version(uow: UnitOfWork) -> Version | None:
    """Return the version of the shared files that holds in this unit."""
    if ("version", SHARED) not in uow.known and (version := live(uow, SHARED)) is not None:
        note(uow, [version])
    return uow.known.get(("version", SHARED))


def forget_live(uow: UnitOfWork) -> None:
    """Ask again what is live: this unit changed it."""
    uow.known.pop(("version", SHARED), None)
    uow.known.pop(_LIVE_ROUTES, None)


def live_number(uow: UnitOfWork, route: str) -> int:
    """Return since which number *route* is as it is now: another each time something becomes live."""
    query = select(models.Live.id).where(models.Live.route == route, models.Live.from_at <= uow.now)
    return uow.session.scalar(query.order_by(models.Live.from_at.desc(), models.Live.id.desc()).limit(1)) or 0


def last_live(uow: UnitOfWork, deployment_id: int) -> int:
    """Return since which number a deployment was live for the last time; 0 where it never was."""
    query = select(func.max(models.Live.id)).where(models.Live.deployment_id == deployment_id)
    return uow.session.scalar(query) or 0


def files_when_live(uow: UnitOfWork, live_id: int) -> Mapping[str, bytes]:
    """Return the files that were live from *live_id* on."""
    query = select(models.Deployment.files).join(models.Live, models.Live.deployment_id == models.Deployment.id)
    return uow.session.execute(query.where(models.Live.id == live_id)).scalar_one()


def live_between(uow: UnitOfWork, route: str, first: datetime, last: datetime) -> list[tuple[int, datetime]]:
    """Return since which number and moment each state of *route* was live, from the one at *first* up to *last*.

    What happened before the first state was live is taken to have happened under it.
    """
    query = select(models.Live.id, models.Live.from_at).where(models.Live.route == route)
    rows = [(live, at) for live, at in uow.session.execute(query.order_by(models.Live.from_at, models.Live.id))]
    begin = max(0, sum(at <= first for _live, at in rows) - 1)
    return [rows[begin], *(row for row in rows[begin + 1 :] if row[1] <= last)]


def shipped(uow: UnitOfWork, route: str) -> Sequence[models.Deployment]:
    """Return the versions of *route* that came with the product, the newest first."""
    of_product = models.Deployment.by_id.is_(None) & models.Deployment.note.in_(SHIPPED)
    query = select(models.Deployment).where(models.Deployment.route == route, of_product)
    return uow.session.scalars(query.order_by(models.Deployment.version.desc())).all()


def newest_shipped(uow: UnitOfWork) -> dict[str, str]:
    """Return the content of the last version of each route that came with the product."""
    of_product = models.Deployment.by_id.is_(None) & models.Deployment.note.in_(SHIPPED)
    query = select(models.Deployment.route, models.Deployment.content_hash).where(of_product)
    return {row[0]: row[1] for row in uow.session.execute(query.order_by(models.Deployment.version))}


def live_routes(uow: UnitOfWork) -> list[Version]:
    """Return the live version of every route, by name; asked once in a unit, however many lists need it."""
    if _LIVE_ROUTES not in uow.known:
        uow.known[_LIVE_ROUTES] = {
            row.route: Version(*row) for row in uow.connection.execute(_ALL_LIVE, {"now": uow.now})
        }
    return list(uow.known[_LIVE_ROUTES].values())


def live_since(uow: UnitOfWork, route: str) -> Mapping[int, datetime]:
    """Return when each version of *route* became, or will become, what new cases take, the last time."""
    query = select(models.Live.deployment_id, func.max(models.Live.from_at)).where(models.Live.route == route)
    return {row[0]: row[1] for row in uow.session.execute(query.group_by(models.Live.deployment_id))}


def content_hash(uow: UnitOfWork, deployment_id: int) -> str:
    if ("version", deployment_id) not in uow.known:
        note(uow, [Version(*uow.connection.execute(_VERSION, {"id": deployment_id}).one())])
    found: Version = uow.known["version", deployment_id]
    return found.content_hash


def files(uow: UnitOfWork, content_hash: str) -> Mapping[str, bytes]:
    return uow.session.execute(
        select(models.Deployment.files).where(models.Deployment.content_hash == content_hash)
    ).scalar_one()


def by_hash(uow: UnitOfWork, content_hash: str) -> Version | None:
    row = uow.session.execute(select(*_COLUMNS).where(models.Deployment.content_hash == content_hash)).first()
    return None if row is None else Version(*row)


def versions(uow: UnitOfWork, route: str) -> Sequence[models.Deployment]:
    return uow.session.scalars(
        select(models.Deployment).where(models.Deployment.route == route).order_by(models.Deployment.version.desc())
    ).all()


def never_live(uow: UnitOfWork) -> list[Version]:
    """Return the last version of every route of which none was ever what new cases take, by name."""
    some = select(models.Live.id).where(models.Live.route == models.Deployment.route).exists()
    query = select(*_COLUMNS).where(~some).order_by(models.Deployment.route, models.Deployment.version)
    last = {row[1]: Version(*row) for row in uow.session.execute(query)}
    return list(last.values())


def next_version(uow: UnitOfWork, route: str) -> int:
    last = uow.session.scalar(select(func.max(models.Deployment.version)).where(models.Deployment.route == route))
    return (last or 0) + 1


def starts(uow: UnitOfWork) -> dict[str, date]:
    """Return from which day on cases of a route begin here, of the routes for which somebody said so."""
    return {row.route: row.from_on for row in uow.session.scalars(select(models.RouteStart))}
