"""Which law forbids a change, and what is possible instead: the duties of the step that would become weaker."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workflows.routes.changes import Change
from workflows.routes.duties import Duty
from workflows.routes.elements import Element


def with_law(changes: Iterable[Change], old: Mapping[str, Element], duties: Mapping[str, Duty]) -> list[Change]:
    """Return changes in which each that the law forbids says which law, and what is possible instead."""
    found = []
    for change in changes:
        element = old.get(change.element) if change.kind == "D" else None
        named = (element.properties.get("duty", "") if element else "").split()
        words = [duties[each].in_words for each in named if each in duties]
        found.append(replace(change, note=" ".join([change.note, *words]).strip()) if words else change)
    return found
