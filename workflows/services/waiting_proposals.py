"""What the first page says of changes of routes: to who makes them, to who must agree and to who looks along."""

from collections.abc import Sequence

from workflows.domain.people import Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import models, people, proposals
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import changes_between, gates_of
from workflows.routes.route import Route
from workflows.routes.weighing import PRIVACY
from workflows.services import studio
from workflows.services.deployments import live_definitions
from workflows.services.tiles import Line, Tile

_STATES = {
    "open": Text("in de maak, gewijzigd door", "being made, changed by"),
    "offered": Text("aangeboden, gewijzigd door", "offered, changed by"),
}


def is_for(_uow: UnitOfWork, by: Person) -> bool:
    return by.has(*studio.READERS)


def tiles(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    """Return what is being made to who makes routes, and what waits for them to who agrees or looks along."""
    making = tuple(row for _, row in sorted(proposals.all_being_made(uow).items()))
    found: list[Tile] = []
    if waits := [row for row in making if _waits_for(uow, by, row)]:
        title = said("Voorstellen die op u wachten")
        found.append(Tile("goedkeuren", title, "studio", count=str(len(waits)), lines=_lines(uow, waits)))
    if by.has(studio.AUTHOR):
        state = None if making else said("Er is geen wijziging in de maak.")
        title = said("Voorstellen")
        found.append(
            Tile("voorstellen", title, "studio", count=str(len(making)), state=state, lines=_lines(uow, making))
        )
    return tuple(found)


def _waits_for(uow: UnitOfWork, by: Person, row: models.Proposal) -> bool:
    """Must this person agree to an offered change, or look along? Only for the latter its files are read."""
    if row.state != "offered" or by.id in (row.offered_by_id, row.saved_by_id):
        return False
    if by.has(studio.DIRECTOR):
        return True
    if not by.has(studio.PRIVACY_OFFICER) or "privacy" in row.reasons:
        return False
    base = uow.session.get_one(models.Deployment, row.base_id)
    return PRIVACY in gates_of(changes_between(Route(base.files), Route(row.files)))


def _lines(uow: UnitOfWork, rows: Sequence[models.Proposal]) -> tuple[Line, ...]:
    titles = {each.route.name: each.route.settings.title for each in live_definitions(uow)}
    names = people.names_of(uow, {row.saved_by_id for row in rows})
    return tuple(
        Line(
            Said(titles.get(row.route, row.route)),
            said("{state} {who}", state=_STATES[row.state], who=names.get(row.saved_by_id, "")),
            "proposal",
            {"proposal_id": row.id},
        )
        for row in rows
    )
