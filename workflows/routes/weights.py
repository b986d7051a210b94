"""What it would weigh to change something: the class and the gates of a change, known before it is made."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workflows.domain.expressions import compile_expression
from workflows.domain.fields import Field, Option
from workflows.routes.changes import Change, gates_of, heaviest, of_element, of_field, of_new_field
from workflows.routes.elements import DueAt, Element, Lane
from workflows.routes.weighing import Weight

#: what an element has besides its properties
NAME, EXPLANATION, LANE, MOMENT, CONDITION, TIMES = "name", "documentation", "lane", "moment", "condition", "times"
_ANOTHER = "…"  #: stands for whatever it may become


def weight_of(element: Element, part: str) -> Weight:
    """Return what it weighs to change one thing about *element*; *part* is a property or one of the names above."""
    return _together(of_element("", element, _changed(element, part)))


def weight_without(element: Element) -> Weight:
    """Return what it weighs to take *element* away: what the law wants cannot be taken away at all."""
    return Weight("D" if "duty" in element.properties else "C")


def weight_of_flow(part: str, source: Element) -> Weight:
    """Return what it weighs to change one thing about an arrow that leads out of *source*."""
    by_law = part == CONDITION and "duty" in source.properties
    return Weight("A" if part == NAME else "D" if by_law else "C")


def _changed(element: Element, part: str) -> Element:
    match part:
        case "name":
            return replace(element, name=f"{element.name}{_ANOTHER}")
        case "documentation":
            return replace(element, documentation=f"{element.documentation}{_ANOTHER}")
        case "lane":
            return replace(element, lane=Lane("", "", _ANOTHER, None))
        case "moment":
            return replace(element, due_at=DueAt(_ANOTHER))
        case "times":
            return replace(element, multi=None)
    properties: Mapping[str, str] = {**element.properties, part: _ANOTHER}
    return replace(element, properties=properties)


def weight_of_field(field: Field, key: str) -> Weight:
    """Return what it weighs to change one thing about a question; *key* is as in the files of the forms."""
    return _together(of_field("", field, _other(field, key)))


def weight_without_field(field: Field) -> Weight:
    """Return what it weighs to stop asking."""
    return Weight("A" if not field.asks else "C" if field.required or field.fact else "B")


def weight_of_new_field(key: str) -> Weight:
    """Return what it weighs to ask something new, by what is chosen about it."""
    asked = Field("", "long", "", required=key == "required")
    change = of_new_field("", asked)
    return Weight(change.kind, change.gates if key == "kind" else frozenset())


def _together(changes: Iterable[Change]) -> Weight:
    found = list(changes)
    notes = dict.fromkeys(change.note for change in found if change.note)
    return Weight(heaviest(found), gates_of(found), " ".join(notes))


def _other(field: Field, key: str) -> Field:
    others: Mapping[str, Any] = {
        **{each: f"{getattr(field, each) or ''}{_ANOTHER}" for each in ("label", "hint", "purpose", "block")},
        "options_from": _ANOTHER,
        "kind": "long" if field.kind == "text" else "text",
        "required": not field.required,
        "fact": not field.fact,
        "options": (*field.options, Option(_ANOTHER, _ANOTHER)),
        **{
            key: compile_expression("1 == 2") if getattr(field, key) is None else None
            for key in ("show_when", "min", "max")
        },
    }
    return replace(field, **{key: others[key]})
