"""Who can follow whom in a process, and what lies on a cycle."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from workflows.routes.elements import Element, Process

Edges = Mapping[str, Sequence[str]]
T = TypeVar("T")

MAX_COPIES, MAX_DEPTH = 8_000, 40


def successors(process: Process, element: Element) -> list[str]:
    """Return the ids of the elements that can follow *element*, its boundary events included."""
    following = [target.id for target in process.targets(element)]
    return following + [event.id for event in process.boundaries(element.id)]


def edges_of(process: Process) -> dict[str, list[str]]:
    return {element.id: successors(process, element) for element in process.elements.values()}


def main_elements(process: Process) -> set[str]:
    """Return the elements of the main course: those not only reached by way of a non-interrupting event."""
    edges = {
        element: [each for each in following if process.elements[each].interrupting]
        for element, following in edges_of(process).items()
    }
    return reachable([process.start.id], edges)


def reachable(start: Iterable[str], edges: Edges) -> set[str]:
    """Return everything that can be reached from *start*, itself included."""
    todo = list(start)
    seen = set(todo)
    while todo:
        new = set(edges.get(todo.pop(), ())) - seen
        seen |= new
        todo += new
    return seen


def cycles(edges: Edges) -> list[set[str]]:
    """Return the sets of nodes that lie on a common cycle, in the order of *edges*."""
    after = {node: reachable(edges[node], edges) for node in edges}
    left, found = set(edges), []
    for node in edges:
        if node in left and node in after[node]:
            together = {other for other in after[node] if node in after.get(other, ())}
            left -= together
            found.append(together)
    return found


class TooManyLoops(Exception):
    """Loops within loops make too many ways to look at."""


class Step(NamedTuple, Generic[T]):
    """A step of a graph: where it leads, and what it is."""

    target: int
    what: T


class Unfolded(Generic[T]):
    """A graph in which nothing is done twice: all that can follow *start*, but for what leads back.

    A loop that is entered in several places is laid out for each of them. *places* are the nodes that the copies stand
    for, *out* the steps from copy to copy, *order* the copies, each after those that lead to it.

    Raises:
        TooManyLoops: there would be more than ``MAX_COPIES``.
    """

    def __init__(self, start: int, out: Mapping[int, Sequence[Step[T]]]) -> None:
        self.places: list[int] = []
        self.out: list[list[Step[T]]] = []
        self._edges = out
        self._lay(start, None, 0)
        self.order = self._sorted()

    def _lay(self, entry: int, inside: set[int] | None, depth: int) -> tuple[int, list[tuple[int, Step[T]]]]:
        """Lay out the nodes *inside* from *entry* on; return its copy, and the steps that lead out."""
        if depth > MAX_DEPTH:
            raise TooManyLoops
        onward = self._onward(entry, inside)
        loop_of = {place: loop for loop in components(onward) if len(loop) > 1 for place in loop}
        made = {entry: self._copy(entry)}
        todo = [(made[entry], step) for step in self._edges.get(entry, ())]
        leaving = []
        while todo:
            copy, step = todo.pop()
            if step.target in (entry, self.places[copy]):
                continue
            if inside is not None and step.target not in inside:
                leaving.append((copy, step))
                continue
            if step.target not in made:
                if step.target in loop_of:
                    made[step.target], more = self._lay(step.target, loop_of[step.target], depth + 1)
                    todo += more
                else:
                    made[step.target] = self._copy(step.target)
                    todo += [(made[step.target], each) for each in self._edges.get(step.target, ())]
            self.out[copy].append(Step(made[step.target], step.what))
        return made[entry], leaving

    def _onward(self, entry: int, inside: set[int] | None) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        todo = [entry]
        while todo:
            place = todo.pop()
            if place not in found:
                steps = [each.target for each in self._edges.get(place, ()) if each.target != entry]
                found[place] = [each for each in steps if inside is None or each in inside]
                todo += found[place]
        return found

    def _copy(self, place: int) -> int:
        if len(self.places) >= MAX_COPIES:
            raise TooManyLoops
        self.places.append(place)
        self.out.append([])
        return len(self.places) - 1

    def _sorted(self) -> list[int]:
        waiting = [0] * len(self.places)
        for steps in self.out:
            for step in steps:
                waiting[step.target] += 1
        order = [0]
        for copy in order:  # it grows while it is walked
            for step in self.out[copy]:
                waiting[step.target] -= 1
                if waiting[step.target] == 0:
                    order.append(step.target)
        return order


def components(edges: Mapping[int, Sequence[int]]) -> list[set[int]]:
    """Return the sets of nodes that lead to each other; a node on no loop is alone (Kosaraju)."""
    finished: list[int] = []
    seen: set[int] = set()
    for first in edges:
        todo = [(first, iter(edges[first]))] if first not in seen else []
        seen.add(first)
        while todo:
            place, following = todo[-1]
            new = next((each for each in following if each not in seen), None)
            if new is None:
                finished.append(todo.pop()[0])
            else:
                seen.add(new)
                todo.append((new, iter(edges[new])))
    back: dict[int, list[int]] = {place: [] for place in edges}
    for place, following_ in edges.items():
        for each in following_:
            back[each].append(place)
    found, left = [], set(edges)
    for place in reversed(finished):
        if place in left:
            together = {place}
            heap = [place]
            while heap:
                new_ = {each for each in back[heap.pop()] if each in left} - together
                together |= new_
                heap += new_
            left -= together
            found.append(together)
    return found
