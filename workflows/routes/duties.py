"""Statutory duties: what no path to certain outcomes may avoid."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import and_
from typing import Any

from workflows.domain.findings import REFUSED, Finding
from workflows.routes.conditions import assume
from workflows.routes.elements import Element, Flow, Process
from workflows.routes.inlined import Inlined
from workflows.routes.toml_text import Table, read_tables
from workflows.routes.worlds import worlds_before


@dataclass(frozen=True)
class DutyStep:
    """What a step must be to do for a duty.

    *roles*: one of them does it. *times*: how often at least. *not_by*: who may not do it. *to*: who gets its letter.
    *asks*: the questions that it must ask, each with the condition under which ("": always).
    """

    roles: frozenset[str] = frozenset()
    times: int = 1
    not_by: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Never:
    """What a decision table may never answer: *result*, in the case of these facts; *words* say which case that is."""

    table: str
    result: str
    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Duty:
    """What the law wants done before the case can end with one of *outcomes*, in the routes named (in all if none).

    With *after*: once that duty is done, the case can only end with one of *outcomes*; with those *not_by_time* never
    because a term passed, but only because somebody did something. *only_for*: a step that does for the duty in some
    cases only, by its id, with the condition that says in which. *steps*: the only steps that do for the duty, where it
    says any. *never*: what a table may not answer. *instead* says what is possible.
    """

    id: str
    label: str
    source: str
    outcomes: frozenset[str]
    routes: frozenset[str] = frozenset()
    after: str = ""
    not_by_time: frozenset[str] = frozenset()
    only_for: Mapping[str, str] = field(default_factory=dict)
    instead: str = ""
    steps: Mapping[str, DutyStep] = field(default_factory=dict)
    never: tuple[Never, ...] = ()

    @property
    def in_words(self) -> str:
        """The law behind it, and what is possible."""
        return f"{self.label} ({self.source}).{f' {self.instead}' if self.instead else ''}"


def read_duties(file: str, data: bytes) -> Mapping[str, Duty]:
    """Return the duties by id.

    Raises:
        InvalidRoute: the file is no TOML, or an entry misses something or says too much.
    """
    duties: dict[str, Duty] = {}
    for table in read_tables(file, data):
        duties[table.name] = Duty(
            table.name,
            table.text("label"),
            table.text("source"),
            frozenset(table.texts("outcomes")),
            frozenset(table.texts("routes", ())),
            table.text("after", ""),
            frozenset(table.texts("not_by_time", ())),
            table.table("only_for").all_texts(),
            table.text("instead", ""),
            {name: _step(each) for name, each in table.table("steps").all_tables().items()},
            tuple(map(_never, table.tables("never"))),
        )
        table.done()
    return duties


def _step(table: Table) -> DutyStep:
    step = DutyStep(
        frozenset(table.texts("roles", ())),
        table.number("times") if table.has("times") else 1,
        frozenset(table.texts("not_by", ())),
        frozenset(table.texts("to", ())),
        table.table("asks").all_texts(empty=True),
    )
    table.done()
    return step


def _never(table: Table) -> Never:
    facts = table.table("when").everything()
    never = Never(table.text("table"), table.text("result"), table.text("words"), facts)
    table.done()
    return never


def check_duties(
    graph: Inlined, duties: Mapping[str, Duty], route: str, answers: Callable[[Element], Iterable[str]]
) -> list[Finding]:
    """Refuse an end with an outcome that can be reached without a duty which guards that outcome.

    *answers* says which facts an element answers: paths that contradict themselves do not count.
    """
    mine = [duty for duty in duties.values() if not duty.routes or route in duty.routes]
    bits = {duty.id: 1 << index for index, duty in enumerate(mine)}

    def fulfils(part: Element | Flow) -> int:
        return sum(bits.get(duty, 0) for duty in set(part.properties.get("duty", "").split()))

    @cache
    def reached(duty: str) -> frozenset[int]:
        return _after(graph, [n for n, node in enumerate(graph.nodes) if fulfils(node.element) & bits.get(duty, 0)])

    findings: dict[Finding, None] = {}
    for number, (node, worlds) in enumerate(zip(graph.nodes, worlds_before(graph, fulfils, answers), strict=True)):
        outcome = node.element.properties.get("outcome")
        if outcome is None or node.around or not worlds:
            continue
        done = reduce(and_, worlds.values())
        for duty in mine:
            if duty.after:
                by_time = outcome in duty.not_by_time and _by_time(graph, number)
                if (outcome not in duty.outcomes or by_time) and number in reached(duty.after):
                    problem = f"{REFUSED}dit einde kan hier niet. {duty.label} ({duty.source})."
                    finding = Finding(
                        "error", node.process.file, node.element.id, "ends-otherwise", problem, duty.instead
                    )
                    findings[finding] = None
            elif outcome in duty.outcomes and not (done | fulfils(node.element)) & bits[duty.id]:
                problem = f"{REFUSED}dit einde is te bereiken zonder '{duty.label}' ({duty.source})."
                remedy = f"Laat elke weg hierheen langs {_steps_of(graph, duty)} gaan. {duty.instead}".strip()
                finding = Finding("error", node.process.file, node.element.id, "duty-avoided", problem, remedy)
                findings[finding] = None
    findings.update(dict.fromkeys(_exceptions(graph, mine)))
    return list(findings)


def _steps_of(graph: Inlined, duty: Duty) -> str:
    """The steps that do for a duty, by their names."""
    names = {
        node.element.name: None
        for node in graph.nodes
        if duty.id in node.element.properties.get("duty", "").split() and node.element.name
    }
    return " of ".join(f"'{name}'" for name in names) or "een stap die daarvoor telt"


def _exceptions(graph: Inlined, duties: Iterable[Duty]) -> Iterator[Finding]:
    """Refuse a way to a step that does for a duty in some cases, on which it is not certain that it is such a case."""
    for node in graph.nodes:
        for duty in duties:
            condition = duty.only_for.get(node.element.id)
            if condition is None or duty.id not in node.element.properties.get("duty", "").split():
                continue
            for flow in _deciding(node.process, node.element):
                known = assume(flow.condition.source, {}, True) if flow.condition else [{}]
                if any(assume(condition, world, False) for world in known):
                    problem = f"{REFUSED}langs deze pijl gaat een zaak voorbij '{duty.label}' ({duty.source})."
                    remedy = f"Dat mag alleen als {condition}. {duty.instead}".strip()
                    yield Finding("error", node.process.file, flow.id, "duty-avoided", problem, remedy)


def _deciding(process: Process, element: Element) -> Iterator[Flow]:
    """Yield the arrows that decide that a case comes to *element*: those before the steps on the way to it."""
    todo, seen = [*element.incoming], set[str]()
    while todo:
        flow = process.flows[todo.pop()]
        before = process.elements[flow.source]
        if flow.id in seen:
            continue
        seen.add(flow.id)
        if flow.condition is None and before.incoming and not before.kind.endswith("Gateway"):
            todo += before.incoming
        else:
            yield flow


def _after(graph: Inlined, nodes: Iterable[int]) -> frozenset[int]:
    """Return every node that a case may come to once it was at one of *nodes*, whatever event cuts in."""
    out: dict[int, list[int]] = defaultdict(list)
    cuts: dict[int, list[int]] = defaultdict(list)
    for edge in graph.edges:
        (cuts if edge.leaves else out)[edge.source].append(edge.target)
    todo, seen = list(nodes), set[int]()
    while todo:
        number = todo.pop()
        if number in seen:
            continue
        seen.add(number)
        todo += out[number]
        for host in (*graph.nodes[number].around, number):
            todo += cuts[host]
    return frozenset(seen)


def _by_time(graph: Inlined, end: int) -> bool:
    """Whether an end can be reached because a term passed, without anybody doing anything after that."""
    into: dict[int, list[int]] = defaultdict(list)
    for edge in graph.edges:
        into[edge.target].append(edge.source)
    todo, seen = list(into[end]), set()
    while todo:
        number = todo.pop()
        element = graph.nodes[number].element
        if element.event == "timer":
            return True
        if number not in seen and element.kind != "userTask" and element.event != "message":
            todo += into[number]
        seen.add(number)
    return False
