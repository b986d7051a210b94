"""Late letters: where a route can extend a term, what it proposes, and how its letter will read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.domain.errors import WorkflowError
from workflows.domain.expressions import Value
from workflows.domain.ledger import Ledger
from workflows.engine.definition import ProcessDefinition
from workflows.routes.elements import EFFECTS, Element, Process
from workflows.services.views import DeadlineView, ExtensionCard, ListenerView, OpenTaskView

TONES = ("amber", "red")  #: from when a letter is offered
Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Way:
    """How a step leads to the letter that extends a term: the field of the new date, and after which answers."""

    rule: str
    until: str
    letter: str
    answers: Mapping[str, str]


def way_from(definition: ProcessDefinition, element: Element) -> Way | None:
    """Return how completing *element* can extend a term, if it can: right after it, before anybody else has a turn."""
    process = definition.route.processes[element.process]
    for answers in _candidates(definition, element):
        for reached in _after(process, element, {**definition.known_facts, **answers}):
            if rules := reached.verbs.extends:
                return Way(rules[0], reached.verbs.until or "", reached.properties.get("letter", ""), answers)
    return None


def _candidates(definition: ProcessDefinition, element: Element) -> Iterator[dict[str, str]]:
    """Yield no answer, and then each answer to a choice of the form: one of them decides which way is taken."""
    yield {}
    form = definition.route.forms.get(element.properties.get("form", element.id))
    for field in form.facts if form is not None else ():
        if field.kind == "choice":
            yield from ({field.id: option.value} for option in field.options)


def _after(process: Process, element: Element, facts: Mapping[str, Value]) -> Iterator[Element]:
    """Yield what happens in the same act after *element*, as far as these facts decide."""
    waiting, seen = [element], {element.id}
    while waiting:
        here = waiting.pop()
        yield here
        if here is not element and here.rests and here.kind not in EFFECTS:
            continue
        for following in _taken(process, here, facts):
            if following.id not in seen:
                seen.add(following.id)
                waiting.append(following)


def _taken(process: Process, element: Element, facts: Mapping[str, Value]) -> list[Element]:
    flows = [process.flows[flow] for flow in element.outgoing]
    if element.kind != "exclusiveGateway" or len(flows) == 1:
        return [process.elements[flow.target] for flow in flows]
    for flow in flows:
        try:
            if flow.condition is not None and flow.condition.evaluate(facts):
                return [process.elements[flow.target]]
        except WorkflowError:  # it asks for what nobody has answered yet
            return []
    return [process.elements[flow.target] for flow in flows if flow.id == element.default]


def filled_in(way: Way | None, ledger: Ledger, on: date, raw: Raw, *, chosen: bool = False) -> Raw:
    """Return *raw* with the new date that we propose, where nothing was typed.

    *chosen*: and with the answers after which the letter is made.
    """
    if way is None or (proposal := ledger.proposed_extension(way.rule, on)) is None:
        return raw
    answers = {name: [value] for name, value in way.answers.items()} if chosen else {}
    return {way.until: [f"{proposal:%d-%m-%Y}"], **raw, **answers}


def cards(
    definition: ProcessDefinition,
    ledger: Ledger,
    deadlines: Sequence[DeadlineView],
    tasks: Sequence[tuple[OpenTaskView, Element]],
    listeners: Sequence[tuple[ListenerView, Element]],
    on: date,
) -> tuple[ExtensionCard, ...]:
    """Return the terms that come near and may still be extended, each with the task or message that does it."""
    found = []
    ways = [(task.id, "", way) for task, element in tasks if task.mine and (way := way_from(definition, element))]
    ways += [(0, each.token, way) for each, element in listeners if (way := way_from(definition, element))]
    for deadline in deadlines:
        proposal = ledger.proposed_extension(deadline.rule, on)
        if proposal is None or deadline.tone not in TONES or deadline.due_on is None:
            continue
        for task_id, token, way in ways:
            if way.rule == deadline.rule:
                clock = ledger.deadline(deadline.rule)
                source = clock.rule.extension_source or clock.rule.source if clock is not None else ""
                found.append(
                    ExtensionCard(
                        deadline.rule, deadline.label, deadline.due_on, deadline.tone, proposal, source, task_id, token
                    )
                )
                break
    return tuple(found)


def of_live_route(definition: ProcessDefinition | None, element_id: str, rule: str | None) -> bool:
    """Can this step of a list extend the term that it goes by?"""
    element = definition.route.elements.get(element_id) if definition is not None else None
    if definition is None or element is None or rule is None:
        return False
    way = way_from(definition, element)
    return way is not None and way.rule == rule
