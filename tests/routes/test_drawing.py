"""Every diagram of every route can be read by people: on one page, few crossings, no label over anything else."""

from collections.abc import Iterator
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest

from workflows.routes.diagram import Box, Point, Process, read_diagram

BPMN = Path(__file__).parents[2] / "bpmn"
FILES = sorted(BPMN.glob("**/*.bpmn"))
WIDEST, HIGHEST, MOST_CROSSINGS = 1600, 1000, 2
LETTER, LINE, LABEL = 5.2, 13, 90  # px at 11 px Arial: mean width of a letter, height of a line, width of a label
NAMED_BESIDE = ("Event", "Gateway")

Segment = tuple[Point, Point]


@pytest.fixture(params=FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def process(request: pytest.FixtureRequest) -> Process:
    (found,) = read_diagram(request.param.name, request.param.read_bytes())
    return found


def segments(process: Process) -> dict[str, list[Segment]]:
    return {flow: list(pairwise(points)) for flow, points in process.drawing.edges.items() if flow in process.flows}


def shapes(process: Process) -> dict[str, Box]:
    return {element: process.drawing.shapes[element] for element in process.elements}


def lines_of(text: str, width: float) -> int:
    """Return how many lines *text* takes in *width* px when it is broken between words."""
    lines, room = 1, 0.0
    for word in text.split():
        needed = len(word) * LETTER
        if room and room + LETTER + needed > width:
            lines, room = lines + 1, 0.0
        room += needed + (LETTER if room else 0)
    return lines


def labels(process: Process) -> dict[str, Box]:
    """Return the boxes of the names beside events, gateways and flows, at least as large as their text."""
    named = {e.id: e.name for e in process.elements.values() if e.name and e.kind.endswith(NAMED_BESIDE)}
    named |= {flow.id: flow.name for flow in process.flows.values() if flow.name}
    found = {}
    for part, name in named.items():
        given = process.drawing.labels.get(part) or _usual_place(process, part)
        height = lines_of(name, max(given.width, LABEL)) * LINE
        found[part] = given._replace(height=max(given.height, height))
    return found


def _usual_place(process: Process, part: str) -> Box:
    """Return where a name is shown that has no box: under the element, or by the middle of the flow."""
    if part in process.elements:
        shape = process.drawing.shapes[part]
        return Box(shape.x + shape.width / 2 - LABEL / 2, shape.bottom + 5, LABEL, LINE)
    points = process.drawing.edges[part]
    middle = points[len(points) // 2]
    return Box(middle.x, middle.y - LINE, LABEL, LINE)


def overlap(one: Box, other: Box, *, slack: float = 2) -> bool:
    return (
        one.x < other.right - slack
        and other.x < one.right - slack
        and one.y < other.bottom - slack
        and other.y < one.bottom - slack
    )


def lies_over(label: Box, shape: Box, kind: str) -> bool:
    """Whether a label touches what is really drawn: a diamond or a circle leaves the corners of its box free."""
    x, y = shape.x + shape.width / 2, shape.y + shape.height / 2
    dx = max(label.x - x, x - label.right, 0) / (shape.width / 2)
    dy = max(label.y - y, y - label.bottom, 0) / (shape.height / 2)
    if kind.endswith("Gateway"):
        return dx + dy < 0.95
    if kind.endswith("Event"):
        return dx * dx + dy * dy < 0.9
    return overlap(label, shape)


def runs_through(segment: Segment, box: Box, *, slack: float = 2) -> bool:
    """Whether a horizontal or vertical line crosses the inside of *box*; others by their surrounding box."""
    (x1, y1), (x2, y2) = segment
    around = Box(min(x1, x2) - slack, min(y1, y2) - slack, abs(x2 - x1) + 2 * slack, abs(y2 - y1) + 2 * slack)
    return overlap(around, box, slack=slack)


def crossing(one: Segment, other: Segment) -> bool:
    """Whether two lines cross, other than at their ends."""

    def side(line: Segment, point: Point) -> float:
        (x1, y1), (x2, y2) = line
        return (x2 - x1) * (point.y - y1) - (y2 - y1) * (point.x - x1)

    return side(one, other[0]) * side(one, other[1]) < 0 and side(other, one[0]) * side(other, one[1]) < 0


def collisions(process: Process) -> Iterator[str]:
    for part, label in labels(process).items():
        for element, shape in shapes(process).items():
            if lies_over(label, shape, process.elements[element].kind):
                yield f"the name of {part} lies over {element}"
        for flow, lines in segments(process).items():
            if any(runs_through(line, label) for line in lines):
                yield f"the name of {part} lies over {flow}"
    for (part, label), (other, label2) in combinations(labels(process).items(), 2):
        if overlap(label, label2):
            yield f"the name of {part} lies over the name of {other}"


def test_the_routes_are_there_to_look_at():
    assert FILES or not (BPMN / "tlv").exists() or not list((BPMN / "tlv").iterdir())


def test_a_diagram_fits_on_a_page(process):
    boxes = process.drawing.shapes.values()
    assert max(box.right for box in boxes) - min(box.x for box in boxes) <= WIDEST
    assert max(box.bottom for box in boxes) - min(box.y for box in boxes) <= HIGHEST


def test_every_lane_is_drawn_around_its_elements(process):
    inside = [element for element in process.elements.values() if element.lane]
    for element in inside:
        lane, shape = process.drawing.shapes[element.lane.id], process.drawing.shapes[element.id]
        assert lane.x <= shape.x, element.id
        assert shape.right <= lane.right, element.id
        assert lane.y <= shape.y + shape.height / 2 <= lane.bottom, element.id


def test_elements_do_not_lie_over_each_other(process):
    for (one, box), (other, box2) in combinations(shapes(process).items(), 2):
        hosts = {process.elements[one].attached_to, process.elements[other].attached_to}
        assert not overlap(box, box2) or hosts & {one, other}, f"{one} lies over {other}"


def test_flows_hardly_cross(process):
    found = [
        f"{one} x {other}"
        for (one, lines), (other, lines2) in combinations(segments(process).items(), 2)
        for line, line2 in product(lines, lines2)
        if crossing(line, line2)
    ]
    assert len(found) <= MOST_CROSSINGS, found


def test_flows_go_around_elements(process):
    for flow, lines in segments(process).items():
        ends = {process.flows[flow].source, process.flows[flow].target}
        for element, shape in shapes(process).items():
            if element not in ends and process.elements[element].attached_to not in ends:
                assert not any(runs_through(line, shape) for line in lines), f"{flow} runs through {element}"


def test_no_name_lies_over_anything(process):
    assert list(collisions(process)) == []


def test_ids_are_words(process):
    for part in [*process.elements, *process.flows, *process.lanes, process.id]:
        assert part.islower(), part
        assert not any(
            word.isdigit() or (any(c.isdigit() for c in word[1:]) and len(word) == 7) for word in part.split("_")
        )
