"""A route as one graph: the frame with every called process in the place of its call.

On that graph it can be asked what has certainly happened before an element, and what will certainly happen after it.
Certain is what holds on every path: what any branch does counts after a parallel join, what only some of the
alternatives do does not. Sets are integers with one bit per thing.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from workflows.routes.elements import Element, Flow, Process
from workflows.routes.graph import main_elements

MAX_NODES = 1_500
ALL = -1

#: What passing an element or a flow does, as bits.
Does = Callable[[Element | Flow], int]


class TooManyNodes(Exception):
    """The called processes together are too large."""


class Edge(NamedTuple):
    """A way from one node to another; over *flow*, or by an event on the edge of an element (*leaves*)."""

    source: int
    target: int
    flow: Flow | None = None
    leaves: bool = False


@dataclass
class Node:
    """An element in one of the places where its process is called; *returns* marks the way back out of a call.

    *around* are the calls around it.
    """

    element: Element
    process: Process
    around: tuple[int, ...]
    returns: bool = False


@dataclass
class Inlined:
    """The graph; *start* is the node of the frame's start."""

    processes: Mapping[str, Process]
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    start: int = 0

    @classmethod
    def of(cls, processes: Mapping[str, Process], frame: Process) -> "Inlined":
        """Put the graph together; calls of unknown processes are passed over.

        Raises:
            TooManyNodes: there would be more than `MAX_NODES` (also where processes call each other in a circle).
        """
        graph = cls(processes)
        graph.start = graph._add(frame, ())[frame.start.id]
        return graph

    def _add(self, process: Process, around: tuple[int, ...]) -> dict[str, int]:
        index: dict[str, int] = {}
        leaving: dict[str, int] = {}
        for element in process.elements.values():
            leaving[element.id] = index[element.id] = self._node(element, process, around)
        for element in process.elements.values():
            called = self.processes.get(element.called or "")
            if called is None:
                continue
            inner = self._add(called, (*around, index[element.id]))
            leaving[element.id] = self._node(element, process, around, returns=True)
            self.edges.append(Edge(index[element.id], inner[called.start.id]))
            main = main_elements(called)
            ends = [each for each in called.of_kind({"endEvent"}) if each.id in main]
            self.edges += [Edge(inner[end.id], leaving[element.id]) for end in ends]
        for flow in process.flows.values():
            self.edges.append(Edge(leaving[flow.source], index[flow.target], flow))
        for element in process.elements.values():
            if element.attached_to in index:
                self.edges.append(Edge(index[element.attached_to], index[element.id], leaves=True))
        return index

    def _node(self, element: Element, process: Process, around: tuple[int, ...], *, returns: bool = False) -> int:
        if len(self.nodes) >= MAX_NODES:
            raise TooManyNodes
        self.nodes.append(Node(element, process, around, returns))
        return len(self.nodes) - 1

    def before(self, does: Does, opens: Does = lambda _part: 0) -> list[int]:
        """Return per node what has certainly been done when a token comes to it.

        *does*: what passing an element or flow does; *opens*: what an element does by being open.
        """
        into: dict[int, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            into[edge.target].append(edge)
        state = [ALL] * len(self.nodes)
        state[self.start] = 0
        into.pop(self.start, None)  # what leads back to where the case begins takes nothing away, and adds nothing

        def along(edge: Edge) -> int:
            source = self.nodes[edge.source]
            if edge.leaves:
                return state[edge.source] | opens(source.element)
            if source.element.called and not source.returns:
                return state[edge.source]
            return state[edge.source] | does(source.element) | (does(edge.flow) if edge.flow else 0)

        changed = True
        while changed:
            changed = False
            for node, edges in into.items():
                element = self.nodes[node].element
                joins = element.kind == "parallelGateway"
                new = 0 if joins else ALL
                for edge in edges:
                    new = new | along(edge) if joins else new & along(edge)
                if new != state[node]:
                    state[node], changed = new, True
        return state

    def after(self, does: Does) -> tuple[list[int], list[int]]:
        """Return per node what will certainly be done from when a token comes to it, and once it has been passed.

        Whatever event cuts in: what comes after an event on an edge counts too.
        """
        out: dict[int, list[Edge]] = defaultdict(list)
        events: dict[int, list[int]] = defaultdict(list)
        for edge in self.edges:
            if not edge.leaves:
                out[edge.source].append(edge)
            elif self.nodes[edge.target].element.interrupting:
                events[edge.source].append(edge.target)
        passed = [ALL] * len(self.nodes)

        def arrived(node: int) -> int:
            """What will certainly be done from the moment a token comes to *node*."""
            here = self.nodes[node]
            found = (
                does(here.element) | passed[node] if not (here.element.called and not here.returns) else passed[node]
            )
            if here.element.rests and not here.returns:
                for host in (*here.around, node):
                    for event in events[host]:
                        found &= does(self.nodes[event].element) | passed[event]
            return found

        changed = True
        while changed:
            changed = False
            for node in range(len(self.nodes) - 1, -1, -1):
                edges = out[node]
                splits = self.nodes[node].element.kind == "parallelGateway"
                new = 0 if splits or not edges else ALL
                for edge in edges:
                    each = arrived(edge.target) | (does(edge.flow) if edge.flow else 0)
                    new = new | each if splits else new & each
                if new != passed[node]:
                    passed[node], changed = new, True
        return [arrived(node) for node in range(len(self.nodes))], passed
