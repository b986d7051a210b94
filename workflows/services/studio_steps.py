"""The drawings of a proposal as a plain list: the steps in order, and one thing about a step changed at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.domain.errors import NotFound
from workflows.domain.findings import Finding, errors_in
from workflows.domain.people import Person
from workflows.domain.rules import REGIMES, DeadlineRule, Rung
from workflows.domain.wording import Text
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Reading, reading_of
from workflows.routes.duties import Duty, DutyStep
from workflows.routes.elements import Element, Flow, Lane, Process
from workflows.routes.remarks import Remarks
from workflows.routes.roles import PARTIES
from workflows.routes.route import Shared
from workflows.routes.vocabulary import EFFECTS, Bearer, allowed_on, check_words
from workflows.routes.weighing import Weight
from workflows.routes.weights import (
    CONDITION,
    EXPLANATION,
    LANE,
    MOMENT,
    NAME,
    TIMES,
    weight_of,
    weight_of_flow,
    weight_without,
)
from workflows.services import studio, studio_law
from workflows.services.deployments import shared_of
from workflows.services.register_words import receivers_of

#: where what a property names is found: the folder and the ending of its files
_FILED = {"form": ("forms", ".toml"), "letter": ("notices", ".txt"), "decision": ("decisions", ".dmn")}
_FLOW_PARTS = ("starts", "from", "suspends", "regime", "resumes", "stops", "extends", "until")


@dataclass(frozen=True)
class Next:
    """Where a step leads: to what, by which arrow, and when."""

    flow: str
    target: str
    name: str
    words: str
    condition: str


@dataclass(frozen=True)
class StepLine:
    """A step in the list: what it is, who does it, with what, when, and what the law wants of it."""

    id: str
    kind: str
    name: str
    lane: str
    form: str  #: the path of its questions, its letter or its table
    term: Text | None
    next: tuple[Next, ...]
    duties: tuple[Duty, ...]
    without: Weight


@dataclass(frozen=True)
class ProcessList:
    """One drawing: its name, its lanes, and its steps in the order in which a case meets them."""

    id: str
    name: str
    lanes: tuple[Lane, ...]
    steps: tuple[StepLine, ...]


@dataclass(frozen=True)
class StepsPage:
    """The drawings of one file, and what is wrong with what could not be read of it."""

    path: str
    processes: tuple[ProcessList, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Part:
    """One thing about a step that can be changed; with *options* it is chosen, and *leads* to a file."""

    name: str
    value: str
    weight: Weight
    options: tuple[tuple[str, str | Text], ...] = ()
    leads: str = ""

    @property
    def chosen(self) -> bool:
        return bool(self.options)


@dataclass(frozen=True)
class StepPage:
    """One step, arrow or lane with everything about it that can be changed; *reminders* are those of its term."""

    path: str
    id: str
    kind: str
    name: str
    parts: tuple[Part, ...]
    duties: tuple[Duty, ...]
    term: DeadlineRule | None
    reminders: tuple[Rung, ...]
    receivers: Mapping[str, Text]  #: the words for who gets them
    findings: tuple[Finding, ...]
    next: tuple[Next, ...]


# ------------------------------------------------------------------ looking
def steps(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> StepsPage:
    """Return the drawings of one file as lists.

    Raises:
        NotFound: there is no such drawing, or not for this person.
    """
    files, shared = studio.files_of(uow, by, proposal_id), shared_of(uow)
    reading = reading_in(files, path)
    lists = [
        ProcessList(
            each.id,
            each.name or each.id,
            tuple(each.lanes.values()),
            tuple(_line(uow, each, element, files, shared) for element in in_order(each)),
        )
        for each in reading.processes
    ]
    return StepsPage(path, tuple(lists), tuple(reading.findings))


def reading_in(files: Mapping[str, bytes], path: str) -> Reading:
    """Return what can be read of a drawing.

    Raises:
        NotFound: there is no such drawing.
    """
    if path not in files or not path.endswith(".bpmn"):
        raise NotFound(f"no drawing {path!r}")
    return reading_of(path, files[path])


def in_order(process: Process) -> Iterator[Element]:
    """Yield the elements as a case meets them, and what hangs on the edge of a step right behind that step."""
    seen: set[str] = set()
    todo = [process.start.id]
    rest = list(process.elements)
    while todo or rest:
        number = todo.pop(0) if todo else rest.pop(0)
        if number in seen:
            continue
        if number in rest and process.elements[number].kind == "boundaryEvent" and len(seen) < len(process.elements):
            host = process.elements[number].attached_to
            if host in process.elements and host not in seen:
                rest.append(number)  # its step comes first
                continue
        seen.add(number)
        element = process.elements[number]
        yield element
        edge = [each.id for each in process.boundaries(number)]
        todo = [*edge, *(each.id for each in process.targets(element)), *todo]


def _line(uow: UnitOfWork, process: Process, element: Element, files: Mapping[str, bytes], shared: Shared) -> StepLine:
    rule = _rule(uow, shared, element.properties.get("due") or (element.due_at.rule if element.due_at else ""))
    return StepLine(
        id=element.id,
        kind=kind_of(element),
        name=element.name,
        lane=element.lane.name if element.lane else "",
        form=_file_of(element, files),
        term=rule.label if rule else None,
        next=tuple(_next(process, element)),
        duties=_duties(element, shared),
        without=weight_without(element),
    )


def kind_of(element: Element) -> str:
    """Return what sort of step it is, as the pages know it: a timer and a message are told apart."""
    return f"{element.event}-{element.kind}" if element.event in ("timer", "message") else element.kind


def _file_of(element: Element, files: Mapping[str, bytes]) -> str:
    """Return the path of the questions, the letter or the table of a step."""
    for key, (folder, ending) in _FILED.items():
        name = element.properties.get(key, element.id if key == "form" and element.kind == "userTask" else "")
        if (path := f"{folder}/{name}{ending}") in files:
            return path
    return ""


def _next(process: Process, element: Element) -> Iterator[Next]:
    for flow in (process.flows[each] for each in element.outgoing):
        target = process.elements[flow.target]
        condition = flow.condition.source if flow.condition else ""
        yield Next(flow.id, target.id, target.name or target.id, flow.name, condition)


def _rule(uow: UnitOfWork, shared: Shared, rule_id: str) -> DeadlineRule | None:
    if rule_id not in shared.rules:
        return None
    versions = shared.rules.versions(rule_id)
    return next((each for each in reversed(versions) if each.valid_from <= uow.today), versions[-1])


def _duties(element: Element | None, shared: Shared) -> tuple[Duty, ...]:
    if element is None:
        return ()
    return tuple(shared.duties[each] for each in element.properties.get("duty", "").split() if each in shared.duties)


@dataclass(frozen=True)
class Place:
    """A task of the route, to choose: where it is drawn, who does it, and the path of its questions."""

    path: str
    process: str
    id: str
    name: str
    lane: str
    form: str


def tasks(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[Place, ...]:
    """Return the tasks of a proposal, drawing by drawing, as far as these can be read.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    files = studio.files_of(uow, by, proposal_id)
    return tuple(
        Place(
            path,
            process.name or process.id,
            element.id,
            element.name or element.id,
            element.lane.name if element.lane else "",
            _file_of(element, files),
        )
        for path in sorted(files)
        if path.endswith(".bpmn")
        for process in reading_in(files, path).processes
        for element in in_order(process)
        if element.kind == "userTask"
    )


def step(uow: UnitOfWork, by: Person, proposal_id: int, path: str, number: str) -> StepPage:
    """Return everything that can be changed about one step, arrow or lane.

    Raises:
        NotFound: there is no such thing in the drawing, or not for this person.
    """
    files, shared = studio.files_of(uow, by, proposal_id), shared_of(uow)
    reading = reading_in(files, path)
    process, thing = _thing(reading.processes, number)
    element = thing if isinstance(thing, Element) else None
    rule = _rule(uow, shared, element.properties.get("due", "")) if element else None
    return StepPage(
        path=path,
        id=number,
        kind=kind_of(element) if element else "lane" if isinstance(thing, Lane) else "sequenceFlow",
        name=thing.name,
        parts=tuple(_parts(uow, process, thing, files, shared)),
        duties=_duties(element or _source(process, thing), shared),
        term=rule,
        reminders=rule.ladder if rule else (),
        receivers=dict(receivers_of(shared, rule.escalates_to)) if rule else {},
        findings=(
            *studio_law.refused(uow, by, proposal_id, path, number),
            *(each for each in what_is_wrong(path, files[path]) if each.element == number),
        ),
        next=tuple(_next(process, element)) if element else (),
    )


def _source(process: Process, thing: Element | Flow | Lane) -> Element | None:
    """Return the choice that an arrow leads out of: where that is the law's, so is the arrow."""
    source = process.elements[thing.source] if isinstance(thing, Flow) else None
    return source if source is not None and source.kind.endswith("Gateway") else None


def _thing(processes: Iterable[Process], number: str) -> tuple[Process, Element | Flow | Lane]:
    for process in processes:
        for found in (process.elements.get(number), process.flows.get(number), process.lanes.get(number)):
            if found is not None:
                return process, found
    raise NotFound(f"no {number!r} in the drawing")


def _parts(
    uow: UnitOfWork, process: Process, thing: Element | Flow | Lane, files: Mapping[str, bytes], shared: Shared
) -> Iterator[Part]:
    if isinstance(thing, Flow):
        source = process.elements[thing.source]
        yield Part(NAME, thing.name, weight_of_flow(NAME, source))
        if source.kind in ("exclusiveGateway", "inclusiveGateway"):
            yield Part(CONDITION, thing.condition.source if thing.condition else "", weight_of_flow(CONDITION, source))
        for name in _FLOW_PARTS:
            yield Part(
                name, thing.properties.get(name, ""), weight_of_flow(name, source), _options(uow, name, files, shared)
            )
        return
    if isinstance(thing, Lane):
        yield Part(NAME, thing.name, Weight("A"))
        for name in ("role", "party"):
            yield Part(name, thing.properties.get(name, ""), Weight("B"), _options(uow, name, files, shared))
        return
    yield Part(NAME, thing.name, weight_of(thing, NAME))
    yield Part(EXPLANATION, thing.documentation, weight_of(thing, EXPLANATION))
    if thing.lane is not None and thing.kind != "boundaryEvent":
        lanes = tuple((each.id, each.name or each.id) for each in process.lanes.values() if each.role)
        by_law = any(each.steps.get(thing.id, DutyStep()).roles for each in _duties(thing, shared))
        yield Part(LANE, thing.lane.id, Weight("D") if by_law else weight_of(thing, LANE), lanes)
    if thing.multi is not None:
        yield Part(TIMES, thing.multi.cardinality.source, weight_of(thing, TIMES))
    if thing.due_at is not None:
        yield Part(MOMENT, _moment(thing), weight_of(thing, MOMENT))
    for name in allowed_on(Bearer.of(thing)):
        value = thing.properties.get(name, "")
        leads = _file_of(thing, files) if name in _FILED else ""
        yield Part(name, value, weight_of(thing, name), _options(uow, name, files, shared), leads)


def _moment(element: Element) -> str:
    due = element.due_at
    if due is None:
        return ""
    unit = f', "{due.unit}"' if due.unit != "days" else ""
    return f'due_at("{due.rule}"{f", {due.n}{unit}" if due.n or unit else ""})'


def _options(
    uow: UnitOfWork, name: str, files: Mapping[str, bytes], shared: Shared
) -> tuple[tuple[str, str | Text], ...]:
    """Return what can be chosen for a property that says one thing of a list; nothing where one types."""
    if name in _FILED:
        folder, ending = _FILED[name]
        found = [PurePosixPath(path).stem for path in sorted(files) if path.startswith(f"{folder}/")]
        return tuple((each, each.replace("_", " ")) for each in found if f"{folder}/{each}{ending}" in files)
    if name == "due":
        return due_choices(uow, shared)
    choices: dict[str, Sequence[tuple[str, str | Text]]] = {
        "regime": [(each.id, each.label) for each in REGIMES.values()],
        "party": [(each, each) for each in PARTIES],
        "does": [(each, each) for each in EFFECTS],
        "meeting": [(each, each) for each in shared.committees],
    }
    return tuple(choices.get(name, ()))


def due_choices(uow: UnitOfWork, shared: Shared) -> tuple[tuple[str, str | Text], ...]:
    """Return the terms of the register, to choose one for a task."""
    rules = ((each, _rule(uow, shared, each)) for each in shared.rules.ids)
    named = [(number, rule.label) for number, rule in rules if rule]
    return tuple((number, Text(f"{label.nl} ({number})", f"{label.en} ({number})")) for number, label in named)


def what_is_wrong(path: str, data: bytes) -> list[Finding]:
    """Return what is wrong with the words of a drawing: each thing by itself, not yet the whole."""
    reading = reading_of(path, data)
    remarks = Remarks(path)
    for process in reading.processes:
        check_words(process, remarks)
    return errors_in([*reading.findings, *remarks.findings])
