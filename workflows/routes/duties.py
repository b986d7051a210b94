"""Statutory duties: what no path to certain outcomes may avoid."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from workflows.domain.findings import Finding
from workflows.routes.conditions import assume
from workflows.routes.elements import Element, Flow
from workflows.routes.inlined import Inlined
from workflows.routes.toml_text import read_tables
from workflows.routes.worlds import worlds_before


@dataclass(frozen=True)
class Duty:
    """What the law wants done before the case can end with one of *outcomes*, in the routes named (in all if none).

    With *after*: once that duty is done, the case can only end with one of *outcomes*; with those *not_by_time* never
    because a term passed, but only because somebody did something. *only_for*: a step that does for the duty in some
    cases only, by its id, with the condition that says in which. *instead* says what is possible.
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
        )
        table.done()
    return duties


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

    findings: dict[Finding, None] = {}
    for number, (node, worlds) in enumerate(zip(graph.nodes, worlds_before(graph, fulfils, answers), strict=True)):
        outcome = node.element.properties.get("outcome")
        if outcome is None or node.around or not worlds:
            continue
        done = reduce(and_, worlds.values())
        for duty in mine:
            if duty.after:
                past = bits.get(duty.after, 0)
                here = any(each & past for each in worlds.values())
                by_time = outcome in duty.not_by_time and _by_time(graph, number)
                if here and (outcome not in duty.outcomes or by_time):
                    problem = f"Dit einde kan hier niet: {duty.label} ({duty.source})."
                    finding = Finding(
                        "error", node.process.file, node.element.id, "ends-otherwise", problem, duty.instead
                    )
                    findings[finding] = None
            elif outcome in duty.outcomes and not (done | fulfils(node.element)) & bits[duty.id]:
                problem = f"Dit einde is te bereiken zonder '{duty.label}' ({duty.source})."
                remedy = f"Laat elk pad hierheen langs een stap met duty = {duty.id} gaan. {duty.instead}".strip()
                finding = Finding("error", node.process.file, node.element.id, "duty-avoided", problem, remedy)
                findings[finding] = None
    findings.update(dict.fromkeys(_exceptions(graph, mine)))
    return list(findings)


def _exceptions(graph: Inlined, duties: Iterable[Duty]) -> Iterator[Finding]:
    """Refuse a way to a step that does for a duty in some cases, on which it is not certain that it is such a case."""
    for node in graph.nodes:
        for duty in duties:
            condition = duty.only_for.get(node.element.id)
            if condition is None or duty.id not in node.element.properties.get("duty", "").split():
                continue
            for flow in (node.process.flows[each] for each in node.element.incoming):
                known = assume(flow.condition.source, {}, True) if flow.condition else [{}]
                if any(assume(condition, world, False) for world in known):
                    problem = f"Langs deze pijl gaat een zaak voorbij '{duty.label}' ({duty.source})."
                    remedy = f"Dat mag alleen als {condition}. {duty.instead}".strip()
                    yield Finding("error", node.process.file, flow.id, "duty-avoided", problem, remedy)


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
