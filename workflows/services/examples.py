"""The examples of a route and the places of its takeover, brought past a step that is new in it."""

import tomllib
from collections.abc import Mapping
from typing import Any

from workflows.domain.errors import WorkflowError
from workflows.engine.definition import ProcessDefinition
from workflows.routes.inline_text import InlineText
from workflows.routes.route import Route, Shared
from workflows.routes.takeover import read_takeover
from workflows.services.entering import try_example
from workflows.services.rehearsal import EXPECTED, begun, take

PATHS, SETTINGS = "paths.toml", "route.toml"


def past_new_step(route: Route, shared: Shared, step: str, by: str, facts: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of a route that change when its examples do a new *step* as soon as it waits.

    What an example expected where the step now waits, it expects after it. One that goes otherwise wrong stays as it
    is: the check says so.

    Raises:
        InvalidRoute: the route cannot be read.
    """
    definition = ProcessDefinition.compile(route)
    changed = {}
    if PATHS in route.files:
        changed[PATHS] = _paths(route, shared, definition, step, by, facts)
    if route.settings.takeover is not None:
        changed[SETTINGS] = _places(route, shared, definition, step, facts)
    return {path: data for path, data in changed.items() if data != route.files[path]}


# ------------------------------------------------------------------ examples
def _paths(
    route: Route, shared: Shared, definition: ProcessDefinition, step: str, by: str, facts: Mapping[str, Any]
) -> bytes:
    text = InlineText(route.files[PATHS], "steps")
    for nth, path in enumerate(route.paths):
        for number in reversed(_where_it_waits(path, definition, shared, step, facts)):
            before = path["steps"][number]
            act = {"on": before["on"]} if "on" in before else {}
            act |= {"completes": step, "by": by, **({"facts": facts} if facts else {})}
            act |= {key: value for key, value in before.items() if key in EXPECTED}
            text.insert(nth, number + 1, act)
            text.change(nth, number, {key: value for key, value in before.items() if key not in EXPECTED})
    return text.data


def _where_it_waits(
    path: Mapping[str, Any], definition: ProcessDefinition, shared: Shared, step: str, facts: Mapping[str, Any]
) -> list[int]:
    """Return after which steps of an example the new one waits; it is done there at once."""
    rehearsal, found = begun(path, definition, shared), []
    for number, each in enumerate(path["steps"]):
        try:
            take(each, rehearsal)
            while step in rehearsal.waits_at():
                rehearsal.completes(step, facts)
                found.append(number)
        except WorkflowError:
            break
    return found


# ------------------------------------------------------------------ places of the takeover
def _places(route: Route, shared: Shared, definition: ProcessDefinition, step: str, facts: Mapping[str, Any]) -> bytes:
    text = InlineText(route.files[SETTINGS], "steps")
    for nth, place in enumerate(tomllib.loads(text.text)["takeover"]["place"]):
        if _enters(route, text, shared, definition, nth):
            continue
        written, steps = text.text, place["steps"]
        for at in range(len(steps) + 1):
            act = {"completes": step, **({"facts": facts} if facts else {})}
            act |= {"on": steps[at - 1]["on"]} if at and "on" in steps[at - 1] else {}
            text.insert(nth, at, act)
            if _enters(route, text, shared, definition, nth):
                break
            text.text = written
    return text.data


def _enters(route: Route, text: InlineText, shared: Shared, definition: ProcessDefinition, nth: int) -> bool:
    takeover = read_takeover(tomllib.loads(text.text)["takeover"])
    try:
        try_example(route, takeover, shared, definition, takeover.places[nth])
    except WorkflowError:
        return False
    return True
