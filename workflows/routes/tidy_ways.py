"""The ways of the arrows between the parts of a drawing: the cheapest along the lines of the grid.

Lines run through the middle of every column and row, and through the gaps between them. A way costs its length; bends,
crossings, and lying over another arrow cost extra; a cell in which something stands is closed.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from workflows.routes.tidy_grid import UP as ABOVE
from workflows.routes.tidy_grid import Arrow, Cell, Grid, Guest

Spot = tuple[int, int]  #: column line and row line; the odd column lines and those of rows run through cells
RIGHT, DOWN, LEFT, UP = range(4)
STEP = ((1, 0), (0, 1), (-1, 0), (0, -1))
_NEVER, _ARRIVED = 1e6, 4  #: what is added to a step that ends a way
#: what it costs to leave a part on its right, lower, left or upper side; and to come in there
_LEAVE = {"gateway": (0, 0.2, 9, 0.2), "event": (0, 2, 9, 2.4)}
_ENTER = {"gateway": (7, 0.5, 0, 0.5), "event": (8, 1.6, 0, 1.6)}
_LEAVE_TASK, _ENTER_TASK, _LOOSE = (0, 2.4, 9, 3.2), (8, 2, 0, 2), (2, 0, 2, 0)
_BEND, _CROSS, _OVER, _BESIDE = 2.0, 4.0, 7.0, 0.25
_LEVEL, _STEEP, _KIN, _HOPE = 0.8, 0.6, 0.3, 0.3  #: a step costs never less than the last
_OFTEN, _MANY = 4, 120  #: how often a way is looked for; twice where there are many

_State = tuple[float, float, Spot, int, tuple[Spot, int] | None]  #: hoped, cost, where, which way, from where


@dataclass(frozen=True)
class Rows:
    """The row lines from top to bottom: for each its lane, and its row there or None for a gap.

    A gap between pools is in no lane: -1.
    """

    lines: tuple[tuple[int, int | None], ...]
    of: Mapping[tuple[int, int], int]

    @classmethod
    def of_grid(cls, grid: Grid) -> "Rows":
        """Return the lines: a lane begins and ends with a gap, so that nothing runs along its border."""
        lines: list[tuple[int, int | None]] = []
        for lane, height in enumerate(grid.lanes):
            if lane and grid.pools[lane] != grid.pools[lane - 1]:
                lines.append((-1, None))
            lines.append((lane, None))
            for row in range(height):
                lines += [(lane, row), (lane, None)]
        return cls(tuple(lines), {(lane, row): at for at, (lane, row) in enumerate(lines) if row is not None})

    def borders(self, pool: Cell) -> tuple[int, int]:
        """Return the upper and the lower line of a pool."""
        mine = [at for at, (lane, _row) in enumerate(self.lines) if lane in pool.lanes]
        return mine[0], mine[-1]


@dataclass
class Way:
    """The way of an arrow as the spots where it begins, bends and ends."""

    arrow: Arrow
    spots: list[Spot]

    @property
    def corners(self) -> list[Spot]:
        inner = [
            here
            for before, here, after in zip(self.spots, self.spots[1:], self.spots[2:], strict=False)
            if heading(before, here) != heading(here, after)
        ]
        return [self.spots[0], *inner, self.spots[-1]]


def heading(here: Spot, there: Spot) -> int:
    if here[0] != there[0]:
        return RIGHT if there[0] > here[0] else LEFT
    return DOWN if there[1] > here[1] else UP


def spot_of(cell: Cell, rows: Rows) -> Spot:
    return 2 * cell.col + 1, rows.of[cell.lane, int(cell.row)]


def ways_of(grid: Grid) -> tuple[Rows, list[Way]]:
    """Return the way of every arrow; each is looked for again with all others in sight."""
    rows = Rows.of_grid(grid)
    finder = _Finder(grid, rows)
    order = sorted(grid.arrows, key=lambda arrow: (arrow.kind != "flow", arrow.back, _length(arrow, rows)))
    for _ in range(_OFTEN if len(order) <= _MANY else 2):
        for arrow in order:
            finder.find(arrow)
    return rows, [finder.ways[arrow] for arrow in grid.arrows]


def _length(arrow: Arrow, rows: Rows) -> int:
    if "pool" in (arrow.source.kind, arrow.target.kind):
        return len(rows.lines)
    (x, y), (x2, y2) = spot_of(arrow.source, rows), spot_of(arrow.target, rows)
    return abs(x - x2) + abs(y - y2)


@dataclass
class _Finder:
    grid: Grid
    rows: Rows
    ways: dict[Arrow, Way] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.closed = {spot_of(cell, self.rows) for cell in self.grid.cells}
        self.sides = {(cell, guest.side) for cell in self.grid.cells for guest in cell.guests}
        self.wide, self.high = 2 * self.grid.columns, len(self.rows.lines) - 1
        self.over: dict[tuple[Spot, Spot], list[Arrow]] = defaultdict(list)
        self.bends: Counter[Spot] = Counter()
        self.ports: dict[tuple[Cell | Guest, int], list[bool]] = defaultdict(list)  #: does one leave there, or come in?

    def find(self, arrow: Arrow) -> None:
        if arrow in self.ways:
            self._note(self.ways.pop(arrow), add=False)
        self.ways[arrow] = Way(arrow, self._cheapest(arrow))
        self._note(self.ways[arrow], add=True)

    def _note(self, way: Way, *, add: bool) -> None:
        def change(found: list, one: object) -> None:  # type: ignore[type-arg]  # of arrows, or of ends
            found.append(one) if add else found.remove(one)

        for here, there in pairwise(way.spots):
            change(self.over[here, there], way.arrow)
            change(self.over[there, here], way.arrow)
        for corner in way.corners[1:-1]:
            self.bends[corner] += 1 if add else -1
        begin, end = way.arrow.guest or way.arrow.source, way.arrow.target
        change(self.ports[begin, heading(*way.spots[:2])], True)
        change(self.ports[end, heading(way.spots[-1], way.spots[-2])], False)

    def _cheapest(self, arrow: Arrow) -> list[Spot]:
        goals = self._goals(arrow)
        came: dict[tuple[Spot, int], tuple[Spot, int] | None] = {}
        todo: list[_State] = []
        for cost, at, step in self._begins(arrow):
            todo.append((cost + self._hope(goals, at), cost, at, step, None))
        heapq.heapify(todo)
        level_goal = arrow.target.kind == "pool"
        while todo:
            _hoped, cost, here, step, before = heapq.heappop(todo)
            if (here, step) in came:
                continue
            came[here, step] = before
            if step >= _ARRIVED:
                return _walked(came, (here, step))
            there = here[0] + STEP[step][0], here[1] + STEP[step][1]
            if not (0 <= there[0] <= self.wide and 0 <= there[1] <= self.high):
                continue
            arrives = (not level_goal and there in goals) or (level_goal and (there[1], step) in goals)
            if there in self.closed and not arrives:
                continue
            reached = cost + self._step(arrow, here, there, step)
            if arrives:
                reached += self._port(arrow, (step + 2) % 4, leaving=False)
                if reached < _NEVER:
                    heapq.heappush(todo, (reached, reached, there, step + _ARRIVED, (here, step)))
                continue
            hope = self._hope(goals, there)
            for turn, more in self._turns(arrow, there, step):
                if (there, turn) not in came:
                    new = reached + more
                    heapq.heappush(todo, (new + hope, new, there, turn, (here, step)))
        return self._straight_through(arrow)

    def _turns(self, arrow: Arrow, here: Spot, step: int) -> Iterator[tuple[int, float]]:
        """Yield each way to go on from a spot, with what it costs to do so."""
        cross, bent = (_CROSS if arrow.kind == "flow" else _CROSS / 2), 0.5 * self.bends[here]
        left, right = (step + 3) % 4, (step + 1) % 4
        ahead, beside, beyond = (
            self.over.get((here, (here[0] + STEP[turn][0], here[1] + STEP[turn][1])), ())
            for turn in (step, left, right)
        )
        yield step, cross * sum(each in beyond for each in beside) + bent
        held = here[0] % 2 == 1 if step in (UP, DOWN) else self.rows.lines[here[1]][1] is not None
        for turn, others in ((left, beside), (right, beyond)):
            # who comes from ahead, and turns as this one does, would be in its way
            met = sum(each in ahead and not each.kin(arrow) for each in others) if held else 0
            yield turn, _BEND + 0.3 * len(others) + bent + cross * met

    def _begins(self, arrow: Arrow) -> list[tuple[float, Spot, int]]:
        if arrow.source.kind == "pool":
            upper, lower = self.rows.borders(arrow.source)
            ends = [
                (at, step) for at, step in ((upper, UP), (lower, DOWN)) if 0 < at < self.high or at in (0, self.high)
            ]
            return [(0.0, (x, at), step) for x in range(self.wide + 1) for at, step in ends]
        start = spot_of(arrow.source, self.rows)
        found = [(self._port(arrow, step, leaving=True), start, step) for step in range(4)]
        return [each for each in found if each[0] < _NEVER]

    def _goals(self, arrow: Arrow) -> set[Spot]:
        """Return the spot where a way ends; or of a pool its border lines, each with the step that comes in there."""
        if arrow.target.kind == "pool":
            upper, lower = self.rows.borders(arrow.target)
            return {(upper, DOWN), (lower, UP)}
        return {spot_of(arrow.target, self.rows)}

    def _hope(self, goals: set[Spot], here: Spot) -> float:
        """Return what the rest of a way costs at least."""
        if len(goals) > 1:
            return _HOPE * min(abs(here[1] - line) for line, _step in goals)
        ((x, y),) = goals
        return _HOPE * (abs(here[0] - x) + abs(here[1] - y))

    def _port(self, arrow: Arrow, side: int, *, leaving: bool) -> float:
        """Return what it costs to leave or to come in on a side, with what does so there already."""
        end: Cell | Guest = (arrow.guest or arrow.source) if leaving else arrow.target
        if isinstance(end, Guest):
            own = 0 if side == (UP if end.side == ABOVE else DOWN) else _NEVER
        elif side in (UP, DOWN) and self._shut(arrow, end, side, leaving=leaving):
            return _NEVER
        elif arrow.kind != "flow":
            own = _LOOSE[side]
        elif leaving:
            own = _LEAVE.get(end.kind, _LEAVE_TASK)[side]
        else:
            own = _ENTER.get(end.kind, _ENTER_TASK)[side]
        twice = 2 if leaving and arrow.splits else 0.3
        return own + sum(twice if other == leaving or arrow.kind != "flow" else 6 for other in self.ports[end, side])

    def _shut(self, arrow: Arrow, end: Cell, side: int, *, leaving: bool) -> bool:
        """Do boundary events stand there, or would that of another go straight past what is that small?"""
        if (end, ABOVE if side == UP else -ABOVE) in self.sides:
            return True
        if leaving:
            return False
        small = arrow.target.kind not in ("task", "frame")
        return small and arrow.guest is not None and arrow.guest.shift != 0 and arrow.target.col == arrow.source.col

    def _step(self, arrow: Arrow, here: Spot, there: Spot, step: int) -> float:
        level = step in (RIGHT, LEFT)
        middle = self.rows.lines[here[1]][1] is not None if level else here[0] % 2 == 1
        price = (_LEVEL if level else _STEEP) * (1.1 if middle else 1)
        for other in self.over.get((here, there), ()):
            if other.kin(arrow):
                price -= _KIN
            else:  # what need not run in the middle is in nobody's way there
                apart = not level and (_aside(other) or _aside(arrow) or arrow.kind != other.kind)
                price += _OVER if middle and not apart else _BESIDE
        return max(price, _HOPE)

    def _straight_through(self, arrow: Arrow) -> list[Spot]:
        """Return a way for an arrow that is walled in."""
        (x, y), (x2, y2) = spot_of(arrow.source, self.rows), spot_of(arrow.target, self.rows)
        across = range(x, x2, 1 if x2 > x else -1)
        down = range(y, y2, 1 if y2 > y else -1)
        return [*((each, y) for each in across), *((x2, each) for each in down), (x2, y2)]


def _aside(arrow: Arrow) -> bool:
    return arrow.guest is not None and arrow.guest.shift != 0


def _walked(came: Mapping[tuple[Spot, int], tuple[Spot, int] | None], last: tuple[Spot, int]) -> list[Spot]:
    spots, at = [last[0]], came[last]
    while at is not None:
        if spots[-1] != at[0]:
            spots.append(at[0])
        at = came[at]
    return spots[::-1]
