"""Looks along all paths whether clocks are started before they are used, and never stay suspended."""

from collections.abc import Iterable, Iterator

from workflows.domain.findings import Finding
from workflows.routes.elements import Element, Flow, verbs_of
from workflows.routes.inlined import Inlined, Node
from workflows.routes.part_words import label


def check_clocks(graph: Inlined) -> list[Finding]:
    """Return what is wrong with the order of clock verbs and timers in a route."""
    return list(dict.fromkeys([*_not_started(graph), *_stays_suspended(graph)]))


class _Bits:
    """One bit per deadline rule that the route names."""

    def __init__(self, graph: Inlined) -> None:
        self._bit: dict[str, int] = {}
        parts: list[Element | Flow] = [node.element for node in graph.nodes]
        parts += [edge.flow for edge in graph.edges if edge.flow]
        for part in parts:
            verbs = verbs_of(part.properties)
            self.of((*verbs.starts, *verbs.suspends, *verbs.resumes, *verbs.stops, *verbs.extends))
            self.of(part.properties.get("due", "").split())
            if isinstance(part, Element) and part.due_at:
                self.of([part.due_at.rule])

    def of(self, rules: Iterable[str]) -> int:
        found = 0
        for rule in rules:
            found |= self._bit.setdefault(rule, 1 << len(self._bit))
        return found


def _not_started(graph: Inlined) -> Iterator[Finding]:
    """A verb or timer about a clock that need not have been started."""
    bits = _Bits(graph)

    def starts(part: Element | Flow) -> int:
        return bits.of(verbs_of(part.properties).starts)

    def opens(part: Element | Flow) -> int:
        task = isinstance(part, Element) and part.kind == "userTask"
        return bits.of(part.properties.get("due", "").split()) if task else 0

    started = graph.before(starts, opens)

    def wanting(part: Element | Flow, done: int) -> Iterator[tuple[str, str]]:
        verbs = verbs_of(part.properties)
        uses = [("resumes", rule) for rule in verbs.resumes] + [("extends", rule) for rule in verbs.extends]
        if isinstance(part, Element) and part.due_at:
            uses.append(("due_at", part.due_at.rule))
        return ((use, rule) for use, rule in uses if not done & bits.of([rule]))

    for node, done in zip(graph.nodes, started, strict=True):
        for use, rule in wanting(node.element, done):
            yield _unstarted(node, node.element, use, rule)
    for edge in graph.edges:
        if edge.flow:
            node = graph.nodes[edge.source]
            for use, rule in wanting(edge.flow, started[edge.source] | starts(node.element)):
                yield _unstarted(node, edge.flow, use, rule)


def _unstarted(node: Node, part: Element | Flow, use: str, rule: str) -> Finding:
    problem = f"{label(use)} gaat over termijn {rule}, maar die loopt niet op elke weg hierheen."
    remedy = f"Zet {rule} bij {label('starts')} op een stap ervoor."
    return Finding("error", node.process.file, part.id, "not-started", problem, remedy)


def _stays_suspended(graph: Inlined) -> Iterator[Finding]:
    """A suspension after which a path leads to the end of the case without resuming or stopping the clock."""
    bits = _Bits(graph)

    def releases(part: Element | Flow) -> int:
        verbs = verbs_of(part.properties)
        return bits.of((*verbs.resumes, *verbs.stops))

    arrived, passed = graph.after(releases)
    for node, later in zip(graph.nodes, passed, strict=True):
        for rule in verbs_of(node.element.properties).suspends:
            if not later & bits.of([rule]):
                yield _suspended(node, node.element, rule)
    for edge in graph.edges:
        if edge.flow:
            for rule in verbs_of(edge.flow.properties).suspends:
                if not arrived[edge.target] & bits.of([rule]):
                    yield _suspended(graph.nodes[edge.source], edge.flow, rule)


def _suspended(node: Node, part: Element | Flow, rule: str) -> Finding:
    problem = f"Termijn {rule} staat hier stil en loopt op een weg hierna niet weer, en stopt ook niet."
    remedy = f"Zet {rule} op elke weg bij {label('resumes')} of {label('stops')}, ook na wat op een rand gebeurt."
    return Finding("error", node.process.file, part.id, "stays-suspended", problem, remedy)
