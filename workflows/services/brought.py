"""A newer version of a route in use that came with the product: it waits, and is taken over in a proposal.

A new version of the product brings its duties at once, its routes not: those are what people here agreed to. So what is
in use may lack what the check asks for by now, and whoever changes it must be able to get it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import models, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import studio

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Brought:
    """A version that waits. *parts* are as the product brought them before; *own* were changed here as well."""

    version: int
    at: datetime
    in_use: int
    parts: Mapping[str, bytes | None]
    own: Mapping[str, bytes | None]


def by_route(uow: UnitOfWork, by: Person) -> dict[str, Brought]:
    """Return what waits beside the routes in use, by the name of the route.

    Raises:
        NotFound: this person has nothing to do with the making of routes.
    """
    studio.reader(by)
    waits = routes.newest_shipped(uow)
    live = [each for each in routes.live_routes(uow) if waits.get(each.route, each.content_hash) != each.content_hash]
    found = {each.route: _beside(uow, each, routes.files(uow, each.content_hash)) for each in live}
    return {route: each for route, each in found.items() if each is not None}


def beside(uow: UnitOfWork, by: Person, proposal_id: int) -> Brought | None:
    """Return what waits that a proposal, as it is now, does not have yet.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    files = studio.files_of(uow, by, proposal_id)
    row = uow.session.get_one(models.Proposal, proposal_id)
    live = routes.live(uow, row.route) if row.state == "open" else None
    return _beside(uow, live, files) if live is not None else None


def take(uow: UnitOfWork, by: Person, proposal_id: int, *, own_too: bool = False) -> Brought:
    """Take over what waits, in one step that can be undone; what was changed here stays, unless *own_too*.

    Raises:
        NotFound, NotAllowed: as for ``studio.save``.
        InvalidAnswers: nothing waits.
    """
    row = studio.editable(uow, by, proposal_id)
    found = beside(uow, by, proposal_id)
    if found is None:
        raise InvalidAnswers([FieldError("", said("Er wacht geen nieuwe versie van deze route."))])
    what = said("versie {version}, meegeleverd met Zorgroute, overgenomen", version=found.version)
    studio.put(uow, row, by, {**found.parts, **(found.own if own_too else {})}, what)
    return found


def _beside(uow: UnitOfWork, live: routes.Version, here: Files) -> Brought | None:
    came = routes.shipped(uow, live.route)
    if not came or came[0].version == live.version:
        return None
    newest, former = came[0], came[1:]
    parts, own = _difference(here, newest.files, [each.files for each in former])
    if live.version > newest.version:  # what was agreed to here after it came, was so with it in sight
        own = {}
    return Brought(newest.version, newest.at, live.version, parts, own) if parts or own else None


def _difference(
    here: Files, brought: Files, former: Sequence[Files]
) -> tuple[dict[str, bytes | None], dict[str, bytes | None]]:
    """Return what the product changed since: in parts that are as it once brought them, and in those that are not."""
    parts, own = dict[str, bytes | None](), dict[str, bytes | None]()
    for path in sorted({*here, *brought}):
        mine, new, before = here.get(path), brought.get(path), {each.get(path) for each in former}
        if mine == new or before == {new}:
            continue
        (parts if mine in before else own)[path] = new
    return parts, own
