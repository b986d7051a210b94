"""Where the parts of a drawing stand: time runs along the columns, each lane is a band of rows.

A loop is cut where it returns; then nothing stands left of what leads to it. In its lane each part takes the row that
keeps arrows straight, short and uncrossed, found by trying better places until there is none. The same meaning gives
the same places.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from workflows.routes.elements import Box

SIZES = {"task": (100, 80), "gateway": (50, 50), "event": (36, 36), "note": (120, 50)}
_WORK = 1_500_000  #: comparisons that finding better places may take


@dataclass(eq=False)
class Cell:
    """A part that has a place of its own; a boundary event has that of its task: it is one of its *guests*."""

    id: str
    kind: str  #: task, gateway, event or note
    name: str
    lane: int
    order: int
    guests: list["Guest"] = field(default_factory=list)
    col: int = 0
    row: int = 0  #: in its lane
    x: float = 0
    y: float = 0  #: of its middle

    @property
    def size(self) -> tuple[int, int]:
        return SIZES[self.kind]

    @property
    def box(self) -> Box:
        width, height = self.size
        return Box(self.x - width / 2, self.y - height / 2, width, height)


@dataclass(eq=False)
class Guest:
    """A boundary event on the lower side of its task, so far from the middle."""

    id: str
    name: str
    host: Cell
    shift: float = 0

    @property
    def box(self) -> Box:
        width, height = SIZES["event"]
        return Box(self.host.x + self.shift - width / 2, self.host.box.bottom - height / 2, width, height)


@dataclass(eq=False)
class Arrow:
    """An arrow between two cells, or from a guest of the first; *back*: it returns to what was before."""

    id: str
    name: str
    source: Cell
    target: Cell
    guest: Guest | None = None
    back: bool = False

    def kin(self, other: "Arrow") -> bool:
        """May the two be drawn over each other: do they leave from one place, or come to one?"""
        return self.target is other.target or (self.source is other.source and self.guest is other.guest)


@dataclass(frozen=True)
class Grid:
    """Everything that is drawn, with its place; *lanes* says how many rows each lane has."""

    cells: Sequence[Cell]
    arrows: Sequence[Arrow]
    lanes: tuple[int, ...]

    @property
    def columns(self) -> int:
        return 1 + max((cell.col for cell in self.cells), default=0)


def placed(cells: Sequence[Cell], arrows: Sequence[Arrow], lanes: int) -> Grid:
    """Give every cell its column and row."""
    _cut_loops(cells, arrows)
    _columns(cells, arrows)
    return _Rows(cells, arrows, lanes).found()


# ------------------------------------------------------------------ columns
def _cut_loops(cells: Sequence[Cell], arrows: Sequence[Arrow]) -> None:
    leaving: dict[Cell, list[Arrow]] = defaultdict(list)
    entered = {arrow.target for arrow in arrows}
    for arrow in arrows:
        leaving[arrow.source].append(arrow)
        arrow.back = arrow.source is arrow.target
    todo = [*(cell for cell in cells if cell not in entered), *cells]
    seen: set[Cell] = set()
    for first in todo:
        if first in seen:
            continue
        seen.add(first)
        way, on_way = [(first, iter(leaving[first]))], {first}
        while way:
            cell, rest = way[-1]
            step = next(rest, None)
            if step is None:
                way.pop()
                on_way.discard(cell)
            elif step.target in on_way:
                step.back = True
            elif step.target not in seen:
                seen.add(step.target)
                on_way.add(step.target)
                way.append((step.target, iter(leaving[step.target])))


def _columns(cells: Sequence[Cell], arrows: Sequence[Arrow]) -> None:
    forward = [arrow for arrow in arrows if not arrow.back]
    for _ in cells:
        late = [arrow for arrow in forward if arrow.target.col <= arrow.source.col]
        for arrow in late:
            arrow.target.col = max(arrow.target.col, arrow.source.col + 1)
        if not late:
            break
    entered = {arrow.target for arrow in forward}
    for cell in sorted(cells, key=lambda each: -each.col):  # what nothing leads to stands just before what it leads to
        after = [arrow.target.col for arrow in forward if arrow.source is cell]
        if after and cell not in entered:
            cell.col = max(cell.col, min(after) - 1)


# ------------------------------------------------------------------ rows
class _Rows:
    def __init__(self, cells: Sequence[Cell], arrows: Sequence[Arrow], lanes: int) -> None:
        self.cells = sorted(cells, key=lambda cell: (cell.col, cell.order))
        self.arrows, self.lanes = arrows, lanes
        self.ahead: dict[Cell, list[Arrow]] = defaultdict(list)
        self.before: dict[Cell, list[Arrow]] = defaultdict(list)
        for arrow in arrows:
            if not arrow.back:
                self.ahead[arrow.source].append(arrow)
                self.before[arrow.target].append(arrow)

    def found(self) -> Grid:
        self._first()
        heights = self._squeeze()
        budget = max(60, _WORK // (len(self.arrows) * (len(self.cells) + len(self.arrows)) + 1))
        best, better = self._cost(heights), True
        while better and budget > 0:
            better = False
            for move in self._moves():
                budget -= 1
                old = [(cell, cell.row) for cell in self.cells]
                for cell, row in move:
                    cell.row = row  # type: ignore[assignment]  # between two rows, until they are counted again
                if self._apart() and (cost := self._cost(self._squeeze())) < best - 1e-6:
                    best, better = cost, True
                else:
                    for cell, row in old:
                        cell.row = row
                if budget <= 0:
                    break
        return Grid(self.cells, self.arrows, self._squeeze())

    def _first(self) -> None:
        taken: set[tuple[int, int, int]] = set()
        for cell in self.cells:
            near = [arrow.source.row for arrow in self.before[cell] if arrow.source.lane == cell.lane]
            cell.row = near[0] if near else 0
            while (cell.lane, cell.col, cell.row) in taken:
                cell.row += 1
            taken.add((cell.lane, cell.col, cell.row))

    def _apart(self) -> bool:
        return len({(cell.lane, cell.col, cell.row) for cell in self.cells}) == len(self.cells)

    def _squeeze(self) -> tuple[int, ...]:
        """Number the rows of each lane anew, without empty ones; return how many each has."""
        heights = []
        for lane in range(self.lanes):
            mine = [cell for cell in self.cells if cell.lane == lane]
            rows = {row: number for number, row in enumerate(sorted({cell.row for cell in mine}))}
            for cell in mine:
                cell.row = rows[cell.row]
            heights.append(max(1, len(rows)))
        return tuple(heights)

    def _moves(self) -> Iterator[Iterable[tuple[Cell, float]]]:
        """Yield places worth trying: a cell, or it and all that follows straight on, to another row or between two."""
        for cell in self.cells:
            rows = 1 + max(each.row for each in self.cells if each.lane == cell.lane)
            for run in self._runs(cell):
                for half in range(-1, 2 * rows):
                    row = half / 2
                    if row == cell.row:
                        continue
                    there = [
                        each
                        for each in self.cells
                        if each.lane == cell.lane and each.row == row and each not in run
                        if any(each.col == one.col for one in run)
                    ]
                    yield [*((each, row) for each in run), *((each, cell.row) for each in there)]

    def _runs(self, cell: Cell) -> Iterator[list[Cell]]:
        yield [cell]
        run, last = [cell], cell
        while True:
            after = [arrow.target for arrow in self.ahead[last] if len(self.before[arrow.target]) == 1]
            after = [each for each in after if each.lane == cell.lane and each.row == cell.row and each not in run]
            if not after:
                break
            last = after[0]
            run.append(last)
        if len(run) > 1:
            yield run

    def _cost(self, heights: tuple[int, ...]) -> float:
        tops = [sum(heights[:lane]) for lane in range(self.lanes)]
        y = {cell: tops[cell.lane] + cell.row for cell in self.cells}
        at = {(cell.col, y[cell]): cell for cell in self.cells}
        cost = 0.9 * sum(heights)
        lines = []
        for arrow in self.arrows:
            one, other = arrow.source, arrow.target
            high = abs(y[one] - y[other])
            cost += 1.2 * high + (1.5 if high else 0) + (0.4 * abs(one.col - other.col) if arrow.back else 0)
            if arrow.guest is not None:
                cost += 2 if y[other] <= y[one] else 0
            elif not arrow.back:
                first, last = sorted((one.col, other.col))
                # an arrow turns just behind its source, or just before its target: one of both ways must be free
                ways = {y[one], y[other]}
                blocked = [sum((col, row) in at for col in range(first + 1, last)) for row in ways]
                cost += 4 * min(blocked)
                lines.append((one.col, y[one], other.col, y[other], arrow))
        if len(lines) <= 60:
            cost += 2.5 * sum(
                _cross(one, other)
                for one, other in combinations(lines, 2)
                if one[0] < other[2] and other[0] < one[2] and (one[1] != one[3] or other[1] != other[3])
            )
        return cost


def _cross(one: tuple[int, int, int, int, Arrow], other: tuple[int, int, int, int, Arrow]) -> bool:
    """Would two arrows cross, were they straight? Those of one source or target do not."""
    if one[4].kin(other[4]):
        return False

    def side(line: tuple[int, int, int, int, Arrow], x: int, y: int) -> int:
        return (line[2] - line[0]) * (y - line[1]) - (line[3] - line[1]) * (x - line[0])

    return (
        side(one, other[0], other[1]) * side(one, other[2], other[3]) < 0
        and side(other, one[0], one[1]) * side(other, one[2], one[3]) < 0
    )
