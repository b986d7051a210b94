"""A dry run kept as an example of its route: what was done, and what it showed as what must come out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.facts import facts_from_json
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.path_text import path_text
from workflows.routes.route import Route
from workflows.services import studio
from workflows.services.dry_runs import walking
from workflows.services.dry_world import DryWorld
from workflows.services.rehearsal import PathFailed, walk

PATHS = "paths.toml"
LONGEST_NAME = 120


def record(uow: UnitOfWork, by: Person, proposal_id: int, name: str) -> None:
    """Put the dry run at the end of the examples of the proposal, with what it showed as what must come out.

    Raises:
        NotFound, NotAllowed: as ``studio.save``.
        InvalidAnswers: it has no name, or one that is there already, or it does not come out the same.
    """
    world, row = walking(uow, by, proposal_id)
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidAnswers([FieldError("name", said("Naam: vul in wat dit voorbeeld laat zien."))])
    if any(path.get("name") == name for path in world.route.paths):
        raise InvalidAnswers([FieldError("name", said("Naam: er is al een voorbeeld dat zo heet."))])
    proposal = studio.editable(uow, by, proposal_id)
    text = path_text(name, _given(row.steps[0]), _as_path(world, row.steps[: world.done]))
    (path,) = Route({PATHS: text.encode()}).paths
    try:
        walk(path, world.execution.definition, world.shared)
    except PathFailed as otherwise:
        words = said("Dit verloop is niet als voorbeeld vast te leggen: {why}", why=Said(str(otherwise)))
        raise InvalidAnswers([FieldError("", words)]) from None
    before = proposal.files.get(PATHS, b"").decode().rstrip()
    whole = f"{before}\n\n{text}" if before else text
    studio.put(uow, proposal, by, {PATHS: whole.encode()}, said("Voorbeeld ‘{name}’ vastgelegd", name=name))


def _given(first: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in first.get("given", {}).items() if (name, value) != ("swv_soort", "PO")}


def _as_path(world: DryWorld, steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for step, made in zip(steps, world.made, strict=True):
        here: dict[str, Any] = {"on": date.fromisoformat(step["on"])}
        match step["act"]:
            case "starts":
                here["starts"] = world.route.name
            case "completes":
                here |= {"completes": step["element"], **({"nr": step["nr"]} if step.get("nr") else {})}
            case "receives":
                here["receives"] = step["message"]
        here |= {"by": step["by"]} if step.get("by") else {}
        facts = {name: value for name, value in facts_from_json(step.get("facts", {})).items() if value is not None}
        here |= {"facts": facts} if facts else {}
        here |= {"effects": facts_from_json(step["effects"])} if step.get("effects") else {}
        here |= {"has_sent": list(dict.fromkeys(made))} if made else {}
        found.append(here)
    execution = world.execution
    if execution.ended:
        found[-1]["ends_at"] = execution.outcome
    else:
        due = {
            each.rule.id: each.due.on for each in execution.ledger.deadlines() if each.state == "running" and each.due
        }
        found[-1] |= {"waits_at": world.waits_at(), **({"is_due": due} if due else {})}
    return found
