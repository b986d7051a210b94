"""Which letters go out as soon as a step is done: what who does it wants to see first."""

from collections import defaultdict
from collections.abc import Mapping

from workflows.routes.elements import EFFECTS, Process
from workflows.routes.inlined import Inlined


def letters_ahead(processes: Mapping[str, Process], frame: Process) -> dict[str, frozenset[str]]:
    """Return, per element at which a token waits for somebody, the letters that may follow on it at once."""
    graph = Inlined.of(processes, frame)
    onward: dict[int, list[int]] = defaultdict(list)
    for edge in graph.edges:
        if not edge.leaves:
            onward[edge.source].append(edge.target)
    found: dict[str, frozenset[str]] = {}
    for number, node in enumerate(graph.nodes):
        if _waits(graph, number):
            found[node.element.id] = found.get(node.element.id, frozenset()) | _reached(graph, onward, number)
    return {element: letters for element, letters in found.items() if letters}


def _waits(graph: Inlined, number: int) -> bool:
    """Does a token stay here until somebody or something lets it go on? It passes through calls, and what we do."""
    element = graph.nodes[number].element
    return element.event in ("message", "timer") or (
        element.rests and not element.called and element.kind not in EFFECTS
    )


def _reached(graph: Inlined, onward: Mapping[int, list[int]], start: int) -> frozenset[str]:
    letters: set[str] = set()
    seen, ahead = {start}, list(onward[start])
    while ahead:
        number = ahead.pop()
        if number in seen or _waits(graph, number):
            continue
        seen.add(number)
        if letter := graph.nodes[number].element.properties.get("letter"):
            letters.add(letter)
        ahead += onward[number]
    return frozenset(letters)
