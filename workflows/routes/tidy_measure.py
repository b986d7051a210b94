"""From lines of the grid to pixels: how wide columns, rows and gaps are, and where arrows bend.

Where a name found no free spot, the row or the gap around it grows, and all is measured again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from workflows.routes.elements import Box, Point
from workflows.routes.tidy_grid import DOWN, SIZES, Arrow, Cell, Grid, Guest
from workflows.routes.tidy_names import Line, Names, Page, room_of
from workflows.routes.tidy_tracks import TRACK, Piece, laid_apart, pieces_of
from workflows.routes.tidy_ways import Rows, Spot, Way, ways_of

GAP, STRIP, BETWEEN = 20, 30, 24  #: beside arrows, for the name of a lane or a pool, and between pools
_TRIES = 8  #: how often the drawing may grow for its names


@dataclass
class Drawn:
    """A measured drawing: cells know their middle; *lanes* are from where to where, top and bottom."""

    grid: Grid
    points: dict[str, list[Point]]
    labels: dict[str, Box]
    lanes: list[tuple[float, float]]
    width: float
    height: float


def measured(grid: Grid, strip: float, lane_names: Sequence[str]) -> Drawn:
    """Lay out everything; *strip* is how much room the names of lanes and pools take at the left."""
    _hang(grid)
    rows, ways = ways_of(grid)
    pieces = pieces_of(ways)
    every = [piece for mine in pieces for piece in mine]
    gaps = {(piece.level, piece.line): _is_gap(rows, piece.level, piece.line) for piece in every}
    sheet = _Sheet(grid, rows, ways, pieces, laid_apart(every, gaps), strip, lane_names)
    for _ in range(_TRIES):
        sheet.measure()
        if not (tight := sheet.put_names()):
            break
        sheet.extra.update(tight)
    else:
        sheet.measure()
        sheet.put_names()
    return Drawn(grid, sheet.points, sheet.labels, sheet.frames, sheet.width, sheet.height)


def _hang(grid: Grid) -> None:
    """Give each boundary event its side, where its arrows go, and its place there."""
    top = {cell: (cell.lane, cell.row) for cell in grid.cells}
    for cell in grid.cells:
        for guest in cell.guests:
            ups = [
                arrow.target.lane < cell.lane if arrow.target.kind == "pool" else top[arrow.target] < top[cell]
                for arrow in grid.arrows
                if arrow.guest is guest
            ]
            guest.side = -DOWN if sum(ups) * 2 > len(ups) else DOWN
        for side in (DOWN, -DOWN):
            mine = [guest for guest in cell.guests if guest.side == side]
            room = max(cell.size[0] - 36, 44 * (len(mine) - 1))
            for number, guest in enumerate(mine):
                guest.shift = room * (number / (len(mine) - 1) - 0.5) if len(mine) > 1 else 0


def _is_gap(rows: Rows, level: bool, line: int) -> bool:
    return rows.lines[line][1] is None if level else line % 2 == 0


@dataclass
class _Sheet:
    grid: Grid
    rows: Rows
    ways: Sequence[Way]
    pieces: Sequence[Sequence[Piece]]
    tracks: dict[Line, int]
    strip: float
    lane_names: Sequence[str]
    extra: Counter[Line] = field(default_factory=Counter)  #: what names ask for
    asked: Counter[str] = field(default_factory=Counter)  #: how often a name found no free spot
    points: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)

    def measure(self) -> None:
        self._columns()
        self._lines()
        for cell in self.grid.cells:
            cell.x, cell.y = self.xs[2 * cell.col + 1], self.ys[self.rows.of[cell.lane, int(cell.row)]]
        self.points = {way.arrow.id: self._points(way, mine) for way, mine in zip(self.ways, self.pieces, strict=True)}

    def put_names(self) -> Counter[Line]:
        """Put every name on its best spot; return what must grow for those that touch something."""
        names = Names(Page(self.grid, self.rows, self.ways, self.points, self.frames, self.width), self.asked)
        self.labels = names.labels
        return names.put()

    def _columns(self) -> None:
        self.xs: list[float] = []
        x, last = self.strip, 2 * self.grid.columns
        widest: Counter[int] = Counter()
        for cell in self.grid.cells:
            widest[2 * cell.col + 1] = max(widest[2 * cell.col + 1], ceil(self._broad(cell)))
        for line in range(last + 1):
            if line % 2:
                width = (widest[line] or 50) + self.extra[False, line]
                self.xs.append(x + width / 2)
            else:
                tracks = self.tracks.get((False, line), 0)
                width = 2 * GAP + max(0, tracks - 1) * TRACK + self.extra[False, line]
                self.xs.append(x + width - GAP - max(0, tracks - 1) * TRACK)
            x += width
        self.width = x

    def _broad(self, cell: Cell) -> float:
        """Return how wide a part is with the boundary events that stick out."""
        return max([cell.size[0], *(2 * abs(guest.shift) + SIZES["event"][0] for guest in cell.guests)])

    def _lines(self) -> None:
        self.ys: list[float] = []
        frames: dict[int, tuple[float, float]] = {}
        inside: dict[tuple[int, int], list[Cell]] = {}
        for cell in self.grid.cells:
            inside.setdefault((cell.lane, int(cell.row)), []).append(cell)
        y = 0.0
        for at, (lane, row) in enumerate(self.rows.lines):
            tracks = self.tracks.get((True, at), 0)
            if lane < 0:
                up, down = BETWEEN / 2 + 8, BETWEEN / 2 + 8 + max(0, tracks - 1) * TRACK
            elif row is None:
                up, down = (9.0, 9.0 + (tracks - 1) * TRACK) if tracks else (4.0, 4.0)
            else:
                up, down = _around(inside.get((lane, row), ()))
            up += self.extra[True, at]
            self.ys.append(y + up)
            end = y + up + down
            if at + 1 == len(self.rows.lines) or self.rows.lines[at + 1][0] != lane:
                needed = len(self.lane_names[lane]) * 6.6 + 16 if self.lane_names and lane >= 0 else 0
                end = max(end, frames.get(lane, (y, y))[0] + needed)
            frames[lane] = frames.get(lane, (y, y))[0], end
            y = end
        self.height = y
        self.frames = [frames[lane] for lane in sorted(frames) if lane >= 0]

    def _points(self, way: Way, mine: Sequence[Piece]) -> list[Point]:
        at = [(self.ys if piece.level else self.xs)[piece.line] + piece.trunk.shift for piece in mine]
        found = [self._dock(way.arrow, way.arrow.source, way.corners[0], way.corners[1], at[0], leaving=True)]
        for (one, here), (_other, there) in pairwise(zip(mine, at, strict=True)):
            found.append(Point(there, here) if one.level else Point(here, there))
        end = self._dock(way.arrow, way.arrow.target, way.corners[-1], way.corners[-2], at[-1], leaving=False)
        return [*found, end]

    def _dock(self, arrow: Arrow, cell: Cell, here: Spot, there: Spot, at: float, *, leaving: bool) -> Point:
        """Return where an arrow touches a part, on the side towards the next spot of its way."""
        if cell.kind == "pool":
            up = there[1] < here[1]
            return Point(at, self.frames[cell.lanes[0]][0] if up else self.frames[cell.lanes[-1]][1])
        end: Cell | Guest = arrow.guest if leaving and arrow.guest is not None else cell
        box = end.box
        if here[1] == there[1]:
            return Point(box.right if there[0] > here[0] else box.x, at)
        return Point(at, box.bottom if there[1] > here[1] else box.y)


def _around(cells: Sequence[Cell]) -> tuple[float, float]:
    """Return the room that a row takes above and below its middle, with the names that stand there."""
    up = down = 30.0
    for cell in cells:
        half = cell.size[1] / 2
        named = room_of(cell.name)[1] + 6 if cell.name else 0
        up = max(up, half + (named if cell.kind == "gateway" else 0) + 4)
        down = max(down, half + (named if cell.kind in ("event", "data", "store") else 0) + 4)
        for guest in cell.guests:
            room = half + 24 + (room_of(guest.name, 70)[1] - 10 if guest.name else 0)
            up, down = (up, max(down, room)) if guest.side == DOWN else (max(up, room), down)
    return up, down
