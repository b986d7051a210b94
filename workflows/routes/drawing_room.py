"""Room in a drawing for one more step: what stands to the right of it moves on, and its arrows go around the rest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product

from workflows.routes.elements import Box, Drawing, Point, Process

WIDTH, HEIGHT, GAP, BAND = 120.0, 80.0, 40.0, 120.0
_MARGIN = 10.0  #: how far shapes stay apart
Path = list[Point]


def room_for(process: Process, step: str, comes: str, goes: str, lane: str) -> Drawing:
    """Return the drawing of *process* with a new *step* in *lane*, between the arrows that come to it and go from it.

    The process holds the step and both arrows already; its drawing does not yet. A lane that is not drawn comes below.
    """
    drawn = _Room(process)
    if lane not in drawn.shapes:
        drawn.add_lane(lane)
    drawn.stretch("x", drawn.shapes[process.flows[comes].source].right, WIDTH + GAP)
    drawn.place(step, comes, goes, lane)
    return Drawing(drawn.shapes, drawn.edges, drawn.labels)


@dataclass(frozen=True)
class _Tried:
    cost: float
    box: Box
    comes: Path
    goes: Path


class _Room:
    """A drawing that can be stretched, and tried for where a step fits best."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.shapes = dict(process.drawing.shapes)
        self.edges: dict[str, Path] = {number: list(points) for number, points in process.drawing.edges.items()}
        self.labels = dict(process.drawing.labels)

    def _is_band(self, number: str) -> bool:
        """Whether a shape is a lane or a pool: it holds others, and grows where they move."""
        return number in self.process.lanes or (
            number not in self.process.elements and any(self._holds(number, each) for each in self.process.lanes)
        )

    def _holds(self, pool: str, lane: str) -> bool:
        outer, inner = self.shapes[pool], self.shapes.get(lane)
        return inner is not None and outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y

    # -------------------------------------------------------------- making room
    def add_lane(self, lane: str) -> None:
        bands = [box for number, box in self.shapes.items() if self._is_band(number)]
        inner = [box for number, box in self.shapes.items() if number in self.process.lanes]
        lowest = max(inner or list(self.shapes.values()), key=lambda box: box.bottom)
        for number, box in list(self.shapes.items()):
            if box in bands and number not in self.process.lanes:
                self.shapes[number] = box._replace(height=box.height + BAND)
        self.shapes[lane] = Box(lowest.x, lowest.bottom, lowest.width, BAND)

    def stretch(self, axis: str, at: float, by: float) -> None:
        """Move on everything that stands past *at*; lanes and pools that reach over it grow."""
        size = "width" if axis == "x" else "height"
        moved: dict[str, float] = {}
        for number, box in self.shapes.items():
            start, length = getattr(box, axis), getattr(box, size)
            if self._is_band(number):
                grows = start < at <= start + length if axis == "y" else start < at < start + length
                moved[number] = by if start >= at else 0
                self.shapes[number] = box._replace(**{size: length + by}) if grows and start < at else box
                continue
            element = self.process.elements.get(number)
            host = self.shapes.get(element.attached_to or "", box) if element else box
            moved[number] = by if getattr(host, axis) + getattr(host, size) / 2 >= at else 0
        for number, step in moved.items():
            box = self.shapes[number]
            self.shapes[number] = box._replace(**{axis: getattr(box, axis) + step})
        for number, points in self.edges.items():
            steps = self._steps(number, points, axis, at, by, moved)
            if number in self.labels:
                moved[number] = _step_of_label(self.labels[number], points, steps, axis, at, by)
            self.edges[number] = [
                point._replace(**{axis: getattr(point, axis) + step}) for point, step in zip(points, steps, strict=True)
            ]
        for number, label in self.labels.items():
            self.labels[number] = label._replace(**{axis: getattr(label, axis) + moved.get(number, 0.0)})

    def _steps(
        self, flow: str, points: Path, axis: str, at: float, by: float, moved: Mapping[str, float]
    ) -> list[float]:
        """Return how far each point of an arrow goes: its ends with their shapes, its straight parts as a whole."""
        steps = [by if getattr(point, axis) >= at else 0.0 for point in points]
        known = self.process.flows.get(flow)
        ends = ((known.source, range(len(points))), (known.target, range(len(points) - 1, -1, -1))) if known else ()
        for end, places in ends:
            if end not in moved:
                continue
            first = points[places[0]]
            for place in places:
                if place != places[0] and getattr(points[place], axis) != getattr(first, axis):
                    break
                steps[place] = moved[end]
        return steps

    # -------------------------------------------------------------- where it fits
    def place(self, step: str, comes: str, goes: str, lane: str) -> None:
        """Give the step its place and both arrows their way."""
        found = self._best(comes, goes, lane)
        if found is None or found.cost >= _BLOCKED:
            self.stretch("y", self.shapes[lane].bottom, BAND)
            found = self._best(comes, goes, lane) or found
        if found is None:
            raise ValueError(f"no room in {lane!r}")
        self.shapes[step], self.edges[comes], self.edges[goes] = found.box, found.comes, found.goes
        if comes in self.labels:
            self._put_label(comes)

    def _best(self, comes: str, goes: str, lane: str) -> _Tried | None:
        return min(self._tries(comes, goes, lane), key=lambda each: each.cost, default=None)

    def _tries(self, comes: str, goes: str, lane: str) -> Iterator[_Tried]:
        """Yield how the step and its arrows can be drawn: in each row of the lane where nothing stands."""
        band = self.shapes[lane]
        before, after = self.shapes[self.process.flows[comes].source], self.shapes[self.process.flows[goes].target]
        others = [points for number, points in self.edges.items() if number not in (comes, goes)]
        rows = [_middle(before).y, _middle(after).y, _middle(band).y, band.y + BAND / 2, band.bottom - BAND / 2]
        for row in dict.fromkeys(rows):
            box = Box(before.right + GAP, row - HEIGHT / 2, WIDTH, HEIGHT)
            if box.y < band.y + _MARGIN or box.bottom > band.bottom - _MARGIN:
                continue
            if any(_overlap(_grown(box, _MARGIN), each) for each in self._things()):
                continue
            covered = sum(_BLOCKED for points in others for part in pairwise(points) if _through(*part, box))
            for first, second in product(_ways(before, box), _ways(box, after)):
                cost = covered + self._cost(first, others, box) + self._cost(second, [*others, first], box)
                yield _Tried(cost, box, first, second)

    def _things(self) -> list[Box]:
        return [box for number, box in self.shapes.items() if not self._is_band(number)]

    def _cost(self, points: Path, others: Iterable[Path], box: Box) -> float:
        cost = 2.0 * (len(points) - 2) + _length(points) / 200
        for part in pairwise(points):
            cost += sum(_BLOCKED for each in [*self._things(), box] if _through(*part, each))
            cost += sum(4 for label in self.labels.values() if _through(*part, label))
            for other in others:
                for against in pairwise(other):
                    cost += _meeting(part, against)
        return cost

    def _put_label(self, flow: str) -> None:
        """Let the word on an arrow stand beside where it begins."""
        (first, second), label = self.edges[flow][:2], self.labels[flow]
        if first.x == second.x:
            y = first.y + 5 if second.y > first.y else first.y - label.height - 5
            self.labels[flow] = label._replace(x=first.x + 5, y=y)
        else:
            self.labels[flow] = label._replace(x=first.x + 5, y=first.y - label.height - 3)


_BLOCKED = 60.0  #: what it costs to go through something


def _middle(box: Box) -> Point:
    return Point(box.x + box.width / 2, box.y + box.height / 2)


def _grown(box: Box, by: float) -> Box:
    return Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


def _overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _length(points: Path) -> float:
    return sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(points))


def _through(a: Point, b: Point, box: Box) -> bool:
    """Whether a straight part goes through the inside of a box."""
    return (
        max(a.x, b.x) > box.x + 1
        and min(a.x, b.x) < box.right - 1
        and max(a.y, b.y) > box.y + 1
        and min(a.y, b.y) < box.bottom - 1
    )


def _meeting(one: tuple[Point, Point], other: tuple[Point, Point]) -> float:
    """Return what it costs that two straight parts lie on each other, or cross."""
    (a, b), (c, d) = one, other
    for along, across in (("x", "y"), ("y", "x")):
        if all(abs(getattr(a, across) - getattr(each, across)) < 6 for each in (b, c, d)):
            low = max(min(getattr(a, along), getattr(b, along)), min(getattr(c, along), getattr(d, along)))
            high = min(max(getattr(a, along), getattr(b, along)), max(getattr(c, along), getattr(d, along)))
            return 30.0 if high - low > 5 else 0.0
    cross = (
        min(a.x, b.x) < max(c.x, d.x)
        and min(c.x, d.x) < max(a.x, b.x)
        and min(a.y, b.y) < max(c.y, d.y)
        and min(c.y, d.y) < max(a.y, b.y)
    )
    level = (a.x == b.x) != (c.x == d.x)
    inside = (
        min(a.x, b.x) <= max(c.x, d.x) and min(c.x, d.x) <= max(a.x, b.x) and min(a.y, b.y) <= max(c.y, d.y)
        and min(c.y, d.y) <= max(a.y, b.y)
    )  # fmt: skip
    return 6.0 if cross or (level and inside) else 0.0


def _ways(start: Box, end: Box) -> Iterator[Path]:
    """Yield the ways in which an arrow can go from one shape to another, in right angles."""
    a, b = _middle(start), _middle(end)
    right, left = Point(start.right, a.y), Point(end.x, b.y)
    if start.right < end.x:
        half = {round((start.right + end.x) / 2), start.right + 20, end.x - 20}
        for x in sorted(half):
            yield _straightened([right, Point(x, a.y), Point(x, b.y), left])
    for leaves, sign in ((start.bottom, 1), (start.y, -1)):
        top = Point(a.x, leaves)
        if (b.y - leaves) * sign > 0 and end.x > a.x:
            yield _straightened([top, Point(a.x, b.y), left])
        for enters, edge in ((end.bottom, 1), (end.y, -1)):
            if sign == edge:  # around both, above or below
                y = (max if sign > 0 else min)(leaves, enters) + sign * 25
                yield _straightened([top, Point(a.x, y), Point(b.x, y), Point(b.x, enters)])
            elif (enters - leaves) * sign > 20:
                y = round((leaves + enters) / 2)
                yield _straightened([top, Point(a.x, y), Point(b.x, y), Point(b.x, enters)])
    for enters, sign in ((end.y, 1), (end.bottom, -1)):
        if (enters - a.y) * sign > 0 and b.x > start.right:
            yield _straightened([right, Point(b.x, a.y), Point(b.x, enters)])
    for enters, sign in ((end.bottom, 1), (end.y, -1)):  # back to the left: out at the right, around, in from there
        y = (max(start.bottom, enters) if sign > 0 else min(start.y, enters)) + sign * 25
        yield _straightened(
            [right, Point(start.right + 20, a.y), Point(start.right + 20, y), Point(b.x, y), Point(b.x, enters)]
        )


def _step_of_label(label: Box, points: Path, steps: list[float], axis: str, at: float, by: float) -> float:
    """Return how far the word on an arrow goes: with the part of the arrow it stands beside."""
    middle = _middle(label)

    def away(part: tuple[int, int]) -> float:
        a, b = points[part[0]], points[part[1]]
        x = min(max(middle.x, min(a.x, b.x)), max(a.x, b.x))
        y = min(max(middle.y, min(a.y, b.y)), max(a.y, b.y))
        return abs(middle.x - x) + abs(middle.y - y)

    first, second = min(pairwise(range(len(points))), key=away, default=(0, 0))
    if steps[first] == steps[second]:
        return steps[first]
    return by if getattr(middle, axis) >= at else 0.0


def _straightened(points: Path) -> Path:
    """Return the points without those on the straight line between two others."""
    kept = [points[0]]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        level = before.y == point.y == after.y or before.x == point.x == after.x
        if point != kept[-1] and not level:
            kept.append(point)
    return [*kept, points[-1]]
