"""Who can follow whom in a process, and what lies on a cycle."""

from collections.abc import Iterable, Mapping, Sequence

from workflows.routes.elements import Element, Process

Edges = Mapping[str, Sequence[str]]


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
