"""How the open work of a samenwerkingsverband is spread: per person and step, and what nobody took yet."""

from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import home as table
from workflows.persistence import models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import shared_of
from workflows.services.terms import OWN
from workflows.services.tiles import Line, Tile, capped

ROLES = ("coordinator",)
MOST_LINES = 12


def tile(uow: UnitOfWork, by: Person) -> Tile:
    """Return the tile with the load per person and step, the fullest first; each leads to the tasks to pass on."""
    swvs = [hat.organisation_id for hat in by.memberships if hat.role in ROLES]
    roles = shared_of(uow).roles
    inside = [role.id for role in roles.values() if role.party == OWN and not role.outside and role.scope != "none"]
    names = dict(people.working_at(uow, swvs))
    found = table.load(uow, sorted(names), [f"{role}:{swv}" for swv in swvs for role in inside])
    theirs = [each for each in found if int(each.actor.partition(":")[2]) in swvs]
    theirs.sort(key=lambda each: (-each.tasks, each.first, each.name))
    lines = []
    for each in theirs[:MOST_LINES]:
        role = each.actor.partition(":")[0]
        kept: dict[str, str | int] = {"lijst": "iedereen", "route": each.route, "stap": each.element_id}
        count = capped(each.tasks, table.MOST_EACH - 1)
        if each.person is None:
            text = said("{role}, nog niet opgepakt: {count}", role=roles[role].label, count=count)
            kept["rol"] = role
        else:
            text = said("{who}: {count}", who=names[each.person], count=count)
            kept["wie"] = each.person
        due_on = each.first if each.first != models.NO_DATE else None
        tone = "amber" if due_on is not None and due_on < uow.today else ""
        lines.append(Line(text, Said(each.name), "everyone", kept, due_on, tone))
    return Tile(
        "werk",
        said("Werk per persoon en stap"),
        "everyone",
        {"lijst": "iedereen"},
        state=None if lines else said("Er staat geen werk open."),
        lines=tuple(lines),
    )


def is_for(uow: UnitOfWork, by: Person) -> bool:
    """Does *by* spread the work of others?"""
    return by.has(*ROLES) and bool(access.watches(uow, by))
