"""The questions of a dry run: what may be chosen in it is made up, and an example of every answer is at hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflows.domain.answers import Form
from workflows.domain.expressions import Value
from workflows.domain.fields import MEDIA_TYPES, Field, FileInfo, FormContext, Option
from workflows.routes.diagram import Element
from workflows.routes.letter_trial import made_up
from workflows.routes.vocabulary import FORM_NAMES, ORIGIN_DAY
from workflows.services.dry_world import DryWorld

PEOPLE = ("A. Voorbeeld", "B. Voorbeeld", "C. Voorbeeld", "D. Voorbeeld")
SCHOOLS = ("De Eerste Proefschool", "De Tweede Proefschool", "De Derde Proefschool")
FILES = {str(n): FileInfo(f"voorbeeld{ending}", kind, 1_000) for n, (ending, kind) in enumerate(MEDIA_TYPES.items(), 1)}


def context_for(world: DryWorld, form: Form, nr: int | None) -> FormContext:
    """Return what is known when a form of a dry run is shown: the people, schools and files in it do not exist."""
    asked = {name for field in form.fields for each in field.expressions().values() for name in each.names}
    asked |= {name for check in form.checks for name in check.unless.names | check.phrase.names}
    given: dict[str, Value] = dict.fromkeys(name for name in asked if name in FORM_NAMES or name.startswith(ORIGIN_DAY))
    known: dict[str, Value] = {
        "besloten_op": world.today,
        "gepost_op": world.today,
        "open_aanvragen": 0,
        "geboren_op": date(2018, 3, 14),
    }
    given |= {name: value for name, value in known.items() if name in asked}
    return FormContext(
        on=world.today,
        facts={**world.execution.context(nr), **given},
        options=lambda name: world.shared.lists.get(name, ()),
        people=_somebody,
        files=FILES,
    )


def _somebody(field: Field) -> Sequence[Option]:
    names = SCHOOLS if field.kind == "organisation" else PEOPLE
    return [Option(str(number), name) for number, name in enumerate(names, 1)]


def made_up_files(form: Form) -> dict[str, list[str]]:
    """Return a file that does not exist for every field that asks for one: nobody adds documents to a dry run."""
    return {field.id: [_file(field)] for field in form.asking if field.kind == "file" and not field.instead_of}


def _file(field: Field) -> str:
    endings = [ending.lstrip(".") for ending in MEDIA_TYPES]
    wanted = next((each for each in field.accept if each in endings), endings[0])
    return str(endings.index(wanted) + 1)


def example_of(
    world: DryWorld, element: Element, nr: int | None, form: Form, context: FormContext
) -> Mapping[str, Sequence[str]]:
    """Return an example of the answers to a step: those of the route's first example of it, made up for the rest."""
    stored: dict[str, Any] = dict(made_up(world.route, world.shared, world.today))
    offered = {"person": 0, "organisation": 0}
    for field in form.asking:
        if field.kind == "email":
            stored[field.id] = "naam@voorbeeld.nl"
        if field.kind in offered:
            offered[field.kind] = min(offered[field.kind] + 1, len(SCHOOLS))
            stored[field.id] = offered[field.kind]
    chosen = _in_examples(world, {element.id, element.message} - {None}, nr or 1)
    facts = {name: value for name, value in chosen.get("facts", {}).items() if not isinstance(value, date)}
    return {**form.raw({**stored, **facts}), **form.prefilled(context)}


def _in_examples(world: DryWorld, names: set[str | None], nr: int) -> Mapping[str, Any]:
    """Return the step of the first example that has it; of a step that several people do, that of the *nr*-th."""
    for path in world.route.paths:
        steps = [step for step in path.get("steps", ()) if {step.get("completes"), step.get("receives")} & names]
        if steps:
            found: Mapping[str, Any] = steps[min(nr, len(steps)) - 1]
            return found
    return {}
