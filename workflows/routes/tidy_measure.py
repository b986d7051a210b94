"""From lines of the grid to pixels: how wide columns, rows and gaps are, where arrows bend, and where names stand.

A name takes the free spot that is best; where there is none, the row or the gap around it grows, and all is measured
again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from workflows.routes.elements import Box, Point
from workflows.routes.tidy_grid import Arrow, Cell, Grid, Guest
from workflows.routes.tidy_ways import RIGHT, Piece, Rows, Way, heading, laid_apart, pieces_of, ways_of

TRACK, GAP, STRIP = 12, 20, 30  #: between parallel lines, beside them, and for the name of a lane
_LETTER, _LINE, _WIDEST = 5.7, 14, 90  #: of a name beside a part, in pixels
_TRIES, _ASKS = 8, 3  #: how often the drawing may grow for its names, and how often for one of them

Line = tuple[bool, int]  #: is it level, and which


@dataclass
class Drawn:
    """A measured drawing: cells know their middle; *lanes* are from where to where, top and bottom."""

    grid: Grid
    points: dict[str, list[Point]]
    labels: dict[str, Box]
    lanes: list[tuple[float, float]]
    width: float


def measured(grid: Grid, strip: float, lane_names: Sequence[str]) -> Drawn:
    """Lay out everything; *strip* is how much room the names of the lanes take at the left."""
    rows, ways = ways_of(grid)
    pieces = pieces_of(ways)
    gaps = {(piece.level, piece.line): _is_gap(rows, piece.level, piece.line) for piece in pieces}
    sheet = _Sheet(grid, rows, ways, pieces, laid_apart(pieces, gaps), strip, lane_names)
    for _ in range(_TRIES):
        sheet.measure()
        if not (tight := sheet.put_names()):
            break
        sheet.extra.update(tight)
    sheet.measure()
    sheet.put_names()
    return Drawn(grid, sheet.points, sheet.labels, sheet.frames, sheet.width)


def _is_gap(rows: Rows, level: bool, line: int) -> bool:
    return rows.lines[line][1] is None if level else line % 2 == 0


def room_of(name: str, widest: float = _WIDEST) -> tuple[float, float]:
    """Return how wide and high a name is when it is broken between words."""
    words = name.split() or [""]
    widest = max(widest, *(len(word) * _LETTER for word in words))
    lines, most, at = 1, 0.0, 0.0
    for word in words:
        needed = len(word) * _LETTER
        if at and at + _LETTER + needed > widest:
            lines, at = lines + 1, 0.0
        at += needed + (_LETTER if at else 0)
        most = max(most, at)
    return ceil(most) + 6, lines * _LINE


@dataclass
class _Sheet:
    grid: Grid
    rows: Rows
    ways: Sequence[Way]
    pieces: Sequence[Piece]
    tracks: dict[Line, int]
    strip: float
    lane_names: Sequence[str]
    extra: Counter[Line] = field(default_factory=Counter)  #: what names ask for
    points: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)  #: how often a name found no free spot

    # -------------------------------------------------------------- pixels
    def measure(self) -> None:
        self._columns()
        self._lines()
        for cell in self.grid.cells:
            cell.x, cell.y = self.xs[2 * cell.col + 1], self.ys[self.rows.of[cell.lane, cell.row]]
        self.points = {way.arrow.id: self._points(way) for way in self.ways}

    def _columns(self) -> None:
        self.xs: list[float] = []
        x, last = self.strip, 2 * self.grid.columns
        for line in range(last + 1):
            if line % 2:
                inside = [cell for cell in self.grid.cells if 2 * cell.col + 1 == line]
                width = max((cell.size[0] for cell in inside), default=50) + self.extra[False, line]
                self.xs.append(x + width / 2)
            else:
                tracks = self.tracks.get((False, line), 0)
                width = 2 * GAP + max(0, tracks - 1) * TRACK + self.extra[False, line]
                self.xs.append(x + width - GAP - max(0, tracks - 1) * TRACK)
            x += width
        self.width = x

    def _lines(self) -> None:
        self.ys: list[float] = []
        frames: dict[int, tuple[float, float]] = {}
        y = 0.0
        for at, (lane, row) in enumerate(self.rows.lines):
            if row is None:
                tracks = self.tracks.get((True, at), 0)
                up, down = (9.0, 9.0 + (tracks - 1) * TRACK) if tracks else (4.0, 4.0)
            else:
                up, down = self._around(lane, row)
            up += self.extra[True, at]
            self.ys.append(y + up)
            end = y + up + down
            if at + 1 == len(self.rows.lines) or self.rows.lines[at + 1][0] != lane:
                needed = len(self.lane_names[lane]) * 6.6 + 16 if self.lane_names else 0
                end = max(end, frames.get(lane, (y, y))[0] + needed)
            frames[lane] = frames.get(lane, (y, y))[0], end
            y = end
        self.frames = [frames[lane] for lane in sorted(frames)]

    def _around(self, lane: int, row: int) -> tuple[float, float]:
        """Return the room that a row takes above and below its middle, with the names that stand there."""
        up = down = 30.0
        for cell in self.grid.cells:
            if (cell.lane, cell.row) != (lane, row):
                continue
            half = cell.size[1] / 2
            named = room_of(cell.name)[1] + 6 if cell.name else 0
            up = max(up, half + (named if cell.kind == "gateway" else 0) + 4)
            below = [18 + (room_of(guest.name)[1] - 10 if guest.name else 0) for guest in cell.guests]
            down = max(down, half + (named if cell.kind == "event" else 0) + 4, *(half + each + 6 for each in below))
        return up, down

    def _points(self, way: Way) -> list[Point]:
        mine = sorted((piece for piece in self.pieces if piece.way is way), key=lambda piece: piece.number)
        at = [(self.ys if piece.level else self.xs)[piece.line] + piece.track for piece in mine]
        found = [self._dock(way.arrow, way.arrow.source, way.corners[0], way.corners[1], at[0], leaving=True)]
        for (one, here), (_other, there) in pairwise(zip(mine, at, strict=True)):
            found.append(Point(there, here) if one.level else Point(here, there))
        end = self._dock(way.arrow, way.arrow.target, way.corners[-1], way.corners[-2], at[-1], leaving=False)
        return [*found, end]

    def _dock(
        self, arrow: Arrow, cell: Cell, here: tuple[int, int], there: tuple[int, int], at: float, *, leaving: bool
    ) -> Point:
        """Return where an arrow touches a part, on the side towards the next spot of its way."""
        box = arrow.guest.box if leaving and arrow.guest is not None else cell.box
        if here[1] == there[1]:
            return Point(box.right if there[0] > here[0] else box.x, at)
        return Point(at, box.bottom if there[1] > here[1] else box.y)

    # -------------------------------------------------------------- names
    def put_names(self) -> Counter[Line]:
        """Put every name on its best spot; return what must grow for those that touch something."""
        guests = [guest for cell in self.grid.cells for guest in cell.guests]
        solid = [*(cell.box for cell in self.grid.cells), *(guest.box for guest in guests)]
        wires = {way.arrow.id: [_around(*ends) for ends in pairwise(self.points[way.arrow.id])] for way in self.ways}
        borders = [Box(0, y - 1, self.width, 2) for frame in self.frames for y in frame]
        self.labels, tight = {}, Counter[Line]()

        def choose(number: str, spots: Iterator[tuple[Box, float, Line, float]]) -> None:
            def wrong(box: Box) -> float:
                hits = sum(2 * _over(box, other) for other in solid)
                hits += sum(3 * _over(box, other) for lines in wires.values() for other in lines)
                hits += sum(3 * _over(box, other) for other in self.labels.values())
                return hits + sum(_over(box, other) for other in borders)

            box, _price, line, room = min(spots, key=lambda spot: 10 * wrong(spot[0]) + spot[1])
            if wrong(box):
                self.asked[number] += 1
                if self.asked[number] <= _ASKS:
                    tight[line] = max(tight[line], ceil(room))
            self.labels[number] = box

        for cell in self.grid.cells:
            if cell.name and cell.kind in ("gateway", "event"):
                choose(cell.id, self._beside(cell))
            for guest in cell.guests:
                if guest.name:
                    choose(guest.id, self._below(guest))
        for way in self.ways:
            if way.arrow.name:
                choose(way.arrow.id, self._along(way))
        return tight

    def _beside(self, cell: Cell) -> Iterator[tuple[Box, float, Line, float]]:
        (width, height), box = room_of(cell.name), cell.box
        x, y = cell.x - width / 2, self.rows.of[cell.lane, cell.row]
        above, below = Box(x, box.y - height - 3, width, height), Box(x, box.bottom + 3, width, height)
        order = (above, below) if cell.kind == "gateway" else (below, above)
        for price, spot in enumerate(order):
            yield spot, price / 2, (True, y), height
        inset = 12 if cell.kind == "gateway" else 2
        for price, top in enumerate((box.y - height + inset, box.bottom - inset)):
            yield Box(box.x - width + inset, top, width, height), 1 + price, (False, 2 * cell.col), width / 2
            yield Box(box.right - inset, top, width, height), 1.5 + price, (False, 2 * cell.col + 2), width / 2

    def _below(self, guest: Guest) -> Iterator[tuple[Box, float, Line, float]]:
        (width, height), box = room_of(guest.name, 70), guest.box
        line = self.rows.of[guest.host.lane, guest.host.row] + 1
        y = guest.host.box.bottom + 3
        right, left = Box(box.right + 2, y, width, height), Box(box.x - width - 2, y, width, height)
        turned, gap = guest.shift < 0, 2 * guest.host.col
        yield right, 1.0 if turned else 0, (False, gap + 2), width * 0.8
        yield left, 0 if turned else 1.0, (False, gap), width * 0.8
        for price, x in enumerate((guest.host.x + guest.shift + 4, box.x - width + 14)):
            yield Box(x, box.bottom + 2, width, height), 2.0 + price, (True, line), height

    def _along(self, way: Way) -> Iterator[tuple[Box, float, Line, float]]:
        """Yield spots along the pieces of an arrow: near its source first, on both sides."""
        points, corners = self.points[way.arrow.id], way.corners
        shared = [
            _around(*ends)
            for other in self.ways
            if other is not way and other.arrow.kin(way.arrow)
            for ends in pairwise(self.points[other.arrow.id])
        ]
        for number, (here, there) in enumerate(pairwise(points)):
            for widest in (90, 60):
                width, height = room_of(way.arrow.name, widest)
                level = here.y == there.y
                length = abs(there.x - here.x) + abs(there.y - here.y)
                room = length - (width if level else height) - 8
                step = heading(corners[number], corners[number + 1])
                ask = self._gap_of(corners[number], step)
                for place in range(3):
                    forth = 5 + max(room, 0) * place / 2
                    if level:
                        x = here.x + forth if there.x > here.x else here.x - forth - width
                        both = [Box(x, here.y - height - 3, width, height), Box(x, here.y + 3, width, height)]
                    else:
                        y = here.y + forth if there.y > here.y else here.y - forth - height
                        both = [Box(here.x + 4, y, width, height), Box(here.x - 4 - width, y, width, height)]
                    at = both[0].x + width / 2 if level else here.x, here.y if level else both[0].y + height / 2
                    meant = any(_over(Box(at[0] - 1, at[1] - 1, 2, 2), line) for line in shared)  # by others as well
                    price = 1.5 * number + 0.8 * place + 0.5 * (widest < 90) + 4 * (room < 0) + 6 * meant
                    for side, box in enumerate(both):
                        yield box, price + 0.3 * side, ask, max(8.0, min(-room, 60)) if room < 0 else 14

    def _gap_of(self, spot: tuple[int, int], step: int) -> Line:
        if step % 2 == RIGHT % 2:
            return False, max(0, min(2 * self.grid.columns, spot[0] + (1 if step == RIGHT else -1)))
        return True, max(0, min(len(self.rows.lines) - 1, spot[1] + (1 if step == 1 else -1)))


def _around(here: Point, there: Point) -> Box:
    x, y = min(here.x, there.x) - 2, min(here.y, there.y) - 2
    return Box(x, y, abs(here.x - there.x) + 4, abs(here.y - there.y) + 4)


def _over(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
