"""What a letter will look like, on answers that are made up: those of one of the route's own examples, and the rest."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.domain.fields import Field
from workflows.domain.letters import Letter, Rendered
from workflows.domain.values import Value
from workflows.routes.route import Route, Shared
from workflows.routes.vocabulary import DATED_NAMES

_SOON = timedelta(weeks=6)


def examples(route: Route) -> tuple[str, ...]:
    """Return the names of the route's own examples."""
    return tuple(str(path.get("name", "")) for path in route.paths)


def try_letter(route: Route, shared: Shared, letter: Letter, example: str, on: date) -> Rendered:
    """Return the letter as it would be in an *example* of the route, with made-up words where that says nothing.

    Raises:
        ExpressionFailed: it quotes something that is empty then, or of the wrong kind.
    """
    context = dict(made_up(route, shared, on))
    context |= dict.fromkeys(letter.asks(shared.paragraphs) - set(context))
    return letter.render({**context, **facts_of(route, example)}, library=shared.paragraphs)


def facts_of(route: Route, example: str) -> dict[str, Value]:
    """Return what is answered in an example by its end; a step that several people do has a list of answers."""
    found: dict[str, Any] = {}
    several = {each.id for each in route.elements.values() if each.multi is not None}
    for path in route.paths:
        if path.get("name") != example:
            continue
        for step in path.get("steps", ()):
            listed = step.get("completes") in several
            for name, value in step.get("facts", {}).items():
                found[name] = (
                    [*found.get(name, []), value] if listed and isinstance(found.get(name, []), list) else value
                )
    return found


def made_up(route: Route, shared: Shared, on: date) -> Iterator[tuple[str, Value]]:
    """Yield a made-up value for everything a letter may name."""
    for form in route.forms.values():
        for field in form.asking:
            yield field.id, _answer(field, shared, on)
    for table in route.decisions.values():
        yield from zip((output.name for output in table.outputs), table.rules[0].results, strict=True)
    for rule in shared.rules.ids:
        yield f"{DATED_NAMES[0]}_{rule}", on + _SOON
        yield f"{DATED_NAMES[1]}_{rule}", "zes weken na ontvangst"
    given: Mapping[str, Value] = {
        "aan": "mevrouw Voorbeeld", "aan_leerling": False, "zaaknummer": f"{on.year}-0001", "vandaag": on, "on": on,
        "nr": 1, "leerling": "Sem Voorbeeld", "geboren": "14-03-2017", "school": "basisschool De Proef",
        "schoolbestuur": "Stichting Voorbeeldscholen", "swv_naam": "SWV Voorbeeld",
        "namens": "het bestuur van SWV Voorbeeld", "ontvangen_op": on - _SOON,
        "besloten_door": "D. Voorbeeld, directeur", "tlv_nummer": "9901-26-0001",
        "tlv_tot": date(on.year + 1, 7, 31),
    }  # fmt: skip
    yield from given.items()


def _answer(field: Field, shared: Shared, on: date) -> Value:
    options = [option.value for option in field.options or shared.lists.get(field.options_from or "", ())]
    match field.kind:
        case "date":
            return on
        case "number":
            return 2
        case "money":
            return Decimal(1500)
        case "yesno":
            return "ja"
        case "choice":
            return options[0] if options else None
        case "choices":
            return list(options[:2])
        case "text" | "long" | "email":
            return f"[{field.label.rstrip(' ?:')}]"
    return None
