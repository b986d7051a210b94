"""What has certainly been done before an element, on every path that the facts of the case allow.

A phase often says by a fact how it ended, and a gateway further on asks for it. So paths are told apart by what their
conditions say about facts: a *world* holds what is known of each. It is forgotten as soon as a step answers the fact
anew, or nobody asks for it any more. What cannot be followed (sums, facts that change beside the path) may be either
way: the answer errs on the strict side.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import NamedTuple

from workflows.domain.records import STANDS
from workflows.routes.conditions import NOTHING, Known, assume, combined
from workflows.routes.elements import Element
from workflows.routes.inlined import Does, Edge, Inlined
from workflows.routes.vocabulary import LAST_DAY

World = frozenset[tuple[str, Known]]
#: What has certainly been done, as bits, in each world.
Worlds = dict[World, int]
Names = frozenset[str]

MAX_WORLDS, MAX_STEPS = 300, 100_000
_NO_NAMES: Names = frozenset()
_UNKNOWN: World = frozenset()


def worlds_before(graph: Inlined, does: Does, answers: Callable[[Element], Iterable[str]]) -> list[Worlds]:
    """Return per node the worlds in which a token can come to it; none: nothing comes there.

    *does* says as bits what passing an element or flow does; *answers* which facts an element answers. Where there
    are too many worlds to look at, facts are left out of it.
    """
    try:
        return _Following(graph, does, answers).run()
    except _TooManyWorlds:
        return [{_UNKNOWN: done} for done in graph.before(does)]


class Way(NamedTuple):
    """An edge as a token goes over it: from a station to a station."""

    source: int
    edge: Edge
    target: int


class Ways(NamedTuple):
    """A graph in which paths that contradict themselves are apart: a station is a node in one of its worlds.

    *stations* are the nodes they stand for, in which a token can really be.
    """

    stations: list[int]
    ways: list[Way]


def ways_through(graph: Inlined, answers: Callable[[Element], Iterable[str]]) -> Ways:
    """Return the ways through a route that the facts of the case allow; *answers* as for ``worlds_before``.

    Where there are too many worlds to look at, every edge is a way.
    """
    try:
        return _Following(graph, lambda _part: 0, answers).ways()
    except _TooManyWorlds:
        return Ways([*range(len(graph.nodes))], [Way(edge.source, edge, edge.target) for edge in graph.edges])


class _TooManyWorlds(Exception):
    """Following the facts takes too long."""


class _Following:
    def __init__(self, graph: Inlined, does: Does, answers: Callable[[Element], Iterable[str]]) -> None:
        self.graph, self.does, self.steps = graph, does, 0
        self.into, self.out = _by(graph.edges, lambda edge: edge.target), _by(graph.edges, lambda edge: edge.source)
        asked = [self._asked(node) for node in range(len(graph.nodes))]
        gateways: dict[str, set[str]] = defaultdict(set)
        for node, names in zip(graph.nodes, asked, strict=True):
            for name in names:
                gateways[name].add(node.element.id)
        shared = frozenset(name for name, where in gateways.items() if len(where) > 1)
        self.answered = [frozenset(answers(node.element)) & shared for node in graph.nodes]
        self.within = {edge.source: self._within(edge.source) for edge in graph.edges if edge.leaves}
        self.apart = {
            node: [self._union(self._upstream(edges, n)) for n in range(len(edges))]
            for node, edges in list(self.into.items())
            if len(edges) > 1 and graph.nodes[node].element.kind in ("parallelGateway", "inclusiveGateway")
        }
        followed = shared - self._changed_aside(asked)
        self.first: World = frozenset((name, NOTHING) for name in followed)
        self.wanted = self._wanted([names & followed for names in asked])

    def run(self) -> list[Worlds]:
        state: list[Worlds] = [{} for _ in self.graph.nodes]
        state[self.graph.start] = {self._kept(self.first, self.graph.start): 0}
        todo = {self.graph.start}
        while todo:
            node = min(todo)
            todo.remove(node)
            for target in {edge.target for edge in self.out[node]}:
                ways = [self._along(edge, state[edge.source]) for edge in self.into[target]]
                new = self._arrived(target, ways)
                if new != state[target]:
                    state[target] = new
                    todo.add(target)
        return state

    def ways(self) -> Ways:
        """Return the nodes in the worlds in which a token can come to them, and how it goes from each to the next."""
        state = self.run()
        numbers = {(node, world): n for n, (node, world) in enumerate((n, w) for n, ws in enumerate(state) for w in ws)}
        found = []
        for edge in self.graph.edges:
            for world in state[edge.source]:
                targets: dict[int, None] = {}
                for each in self._along(edge, {world: 0}):
                    exact = edge.target not in self.apart and each in state[edge.target]
                    # What branches that run at the same time know comes together: any world that agrees.
                    into = [each] if exact else [w for w in state[edge.target] if _joined(dict(w), each) is not None]
                    targets |= dict.fromkeys(numbers[edge.target, one] for one in into)
                found += [Way(numbers[edge.source, world], edge, target) for target in targets]
        return Ways([node for node, _ in numbers], found)

    # ---- one step
    def _along(self, edge: Edge, worlds: Worlds) -> Worlds:
        """Return the worlds in which a token can go over *edge*."""
        source = self.graph.nodes[edge.source]
        if edge.leaves:
            changed, done = self.within[edge.source], 0
        elif source.element.called and not source.returns:
            changed, done = _NO_NAMES, 0
        else:
            changed = self.answered[edge.source]
            done = self.does(source.element) | (self.does(edge.flow) if edge.flow else 0)
        self.steps += len(worlds)
        if self.steps > MAX_STEPS:
            raise _TooManyWorlds
        found: Worlds = {}
        for world, before in worlds.items():
            for each in self._choosing(edge, _without(world, changed)):
                kept = self._kept(each, edge.target)
                found[kept] = found.get(kept, -1) & (before | done)
        return _bounded(found)

    def _choosing(self, edge: Edge, world: World) -> Iterable[World]:
        """Return what is known when the gateway before *edge* lets a token take it."""
        kind = self.graph.nodes[edge.source].element.kind
        if edge.flow is None or kind not in ("exclusiveGateway", "inclusiveGateway"):
            return [world]
        # What is true and what is not when this way is taken: before it the others are asked, in the file's order.
        own, others = edge.flow.condition, [each for each in self.out[edge.source] if each is not edge]
        if own and kind == "inclusiveGateway":
            others = []
        elif own:
            others = others[: self.out[edge.source].index(edge)]
        said = [(each.flow.condition, False) for each in others if each.flow and each.flow.condition]
        worlds = [dict(world)]
        for condition, truth in [*said, (own, True)] if own else said:
            worlds = [each for one in worlds for each in assume(condition.source, one, truth)]
        return [frozenset(each.items()) for each in worlds]

    def _arrived(self, node: int, ways: Sequence[Worlds]) -> Worlds:
        if node not in self.apart:
            return _either(ways)
        if self.graph.nodes[node].element.kind == "parallelGateway":
            return self._together(ways, self.apart[node])
        return _either([{_without(world, self._union_of(node)): done for world, done in way.items()} for way in ways])

    def _together(self, ways: Sequence[Worlds], apart: Sequence[Names]) -> Worlds:
        """Return the worlds after a parallel join: what every branch knows, unless another branch changed it."""
        if not all(ways):
            return {}
        if reduce(lambda n, way: n * len(way), ways, 1) > MAX_WORLDS * 10:
            return {_UNKNOWN: reduce(or_, (reduce(and_, way.values()) for way in ways))}
        found: Worlds = {}
        for worlds in product(*(way.items() for way in ways)):
            known: dict[str, Known] | None = {}
            for n, (world, _) in enumerate(worlds):
                elsewhere = frozenset().union(*(names for other, names in enumerate(apart) if other != n))
                known = _joined(known, _without(world, elsewhere))
            if known is not None:
                world = frozenset(known.items())
                found[world] = found.get(world, -1) & reduce(or_, (done for _, done in worlds))
        return _bounded(found)

    def _kept(self, world: World, node: int) -> World:
        """Return what is known of the facts that somebody still asks for from *node* on."""
        return frozenset((name, known) for name, known in world if name in self.wanted[node])

    # ---- what is answered where
    def _asked(self, node: int) -> Names:
        conditions = [edge.flow.condition for edge in self.out[node] if edge.flow and edge.flow.condition]
        names = frozenset().union(*(condition.names for condition in conditions))
        return frozenset(name for name in names if not name.startswith((LAST_DAY, STANDS)))  # these follow no answer

    def _wanted(self, asked: Sequence[Names]) -> list[Names]:
        wanted = list(asked)
        todo = set(range(len(wanted)))
        while todo:
            node = todo.pop()
            for edge in self.into[node]:
                new = wanted[edge.source] | wanted[node]
                if new != wanted[edge.source]:
                    wanted[edge.source] = new
                    todo.add(edge.source)
        return wanted

    def _within(self, call: int) -> Names:
        """Return the facts that are answered in the process called at node *call*, or by the task itself."""
        return self._union(n for n, node in enumerate(self.graph.nodes) if call in node.around or n == call)

    def _upstream(self, edges: Sequence[Edge], n: int) -> set[int]:
        """Return the nodes that lead to a join over its *n*-th edge only, not passing the join."""
        ways = [self._reached([edge.source], self.into, lambda each: each.source, edge.target) for edge in edges]
        return ways[n] - set().union(*(way for other, way in enumerate(ways) if other != n))

    def _changed_aside(self, asked: Sequence[Names]) -> Names:
        """Return the facts that may change while another branch asks for them."""
        quiet = [
            edge for edge in self.graph.edges if not edge.leaves or self.graph.nodes[edge.target].element.interrupting
        ]
        main = self._reached([self.graph.start], _by(quiet, lambda edge: edge.source), lambda edge: edge.target, None)
        aside = self._union(set(range(len(self.graph.nodes))) - main)
        for node, apart in self.apart.items():
            for n in range(len(apart)):
                asking = frozenset().union(*(asked[each] for each in self._upstream(self.into[node], n)))
                aside |= asking & frozenset().union(*(names for other, names in enumerate(apart) if other != n))
        return aside

    def _union(self, nodes: Iterable[int]) -> Names:
        return frozenset().union(*(self.answered[node] for node in nodes))

    def _union_of(self, node: int) -> Names:
        return frozenset().union(*self.apart[node])

    @staticmethod
    def _reached(
        start: list[int], edges: Mapping[int, list[Edge]], onward: Callable[[Edge], int], stop: int | None
    ) -> set[int]:
        seen, todo = set(start), list(start)
        while todo:
            new = {onward(edge) for edge in edges[todo.pop()]} - seen - {stop}
            seen |= new
            todo += new
        return seen


def _by(edges: Iterable[Edge], end: Callable[[Edge], int]) -> dict[int, list[Edge]]:
    found: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[end(edge)].append(edge)
    return found


def _without(world: World, names: Names) -> World:
    return frozenset((name, known) for name, known in world if name not in names) if names else world


def _joined(known: dict[str, Known] | None, world: World) -> dict[str, Known] | None:
    """Return what both know; None where they contradict each other: these paths do not go together."""
    if known is None:
        return None
    for name, more in world:
        both = combined(known.get(name), more)
        if both is None:
            return None
        known = {**known, name: both}
    return known


def _either(ways: Iterable[Worlds]) -> Worlds:
    found: Worlds = {}
    for way in ways:
        for world, done in way.items():
            found[world] = found.get(world, -1) & done
    return _bounded(found)


def _bounded(worlds: Worlds) -> Worlds:
    """Return *worlds*, or, where they are too many, what holds in all of them."""
    return worlds if len(worlds) <= MAX_WORLDS else {_UNKNOWN: reduce(and_, worlds.values())}
