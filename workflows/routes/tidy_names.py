"""Where the names beside parts and arrows stand: each on the free spot that is best."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import ceil

from workflows.routes.elements import Box, Point
from workflows.routes.tidy_grid import DOWN, Cell, Grid, Guest
from workflows.routes.tidy_ways import RIGHT, Rows, Way, heading

_LETTER, _LINE, _WIDEST = 6.1, 14, 90  #: of a name beside a part, in pixels
_ASKS = 3  #: how often the drawing may grow for one of them
_SHELF = 120

Line = tuple[bool, int]  #: is it level, and which
Asked = tuple[Box, float, Line, float]  #: a spot, its price, and what must grow by how much if it is not free


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


@dataclass(frozen=True)
class Page:
    """Everything that has its place already."""

    grid: Grid
    rows: Rows
    ways: Sequence[Way]
    points: Mapping[str, Sequence[Point]]
    frames: Sequence[tuple[float, float]]
    width: float


class _Shelves:
    """What is drawn, to be found by where it is; each with how bad it is to stand over it."""

    def __init__(self) -> None:
        self.shelves: dict[tuple[int, int], list[tuple[Box, float]]] = defaultdict(list)

    def put(self, box: Box, price: float) -> None:
        for shelf in _shelves(box):
            self.shelves[shelf].append((box, price))

    def hit(self, box: Box, own: Box | None = None) -> float:
        found = {each for shelf in _shelves(box) for each in self.shelves.get(shelf, ())}
        return sum(price for other, price in found if other != own and _over(box, other))


def _shelves(box: Box) -> Iterator[tuple[int, int]]:
    across = range(int(box.x // _SHELF), int(box.right // _SHELF) + 1)
    return product(across, range(int(box.y // _SHELF), int(box.bottom // _SHELF) + 1))


class Names:
    """Puts names on a page; *asked* remembers how often one found no free spot."""

    def __init__(self, page: Page, asked: Counter[str]) -> None:
        self.grid, self.rows, self.ways, self.points = page.grid, page.rows, page.ways, page.points
        self.asked = asked
        self.labels: dict[str, Box] = {}
        self.taken = _Shelves()
        for cell in self.grid.cells:
            for box in (cell.box, *(guest.box for guest in cell.guests)):
                self.taken.put(box, 2)
        self.wires = {
            way.arrow.id: [_around(*ends) for ends in pairwise(self.points[way.arrow.id])] for way in self.ways
        }
        for wire in self.wires.values():
            for line in wire:
                self.taken.put(line, 3)
        self.kin: dict[Cell, list[Way]] = defaultdict(list)
        for way in self.ways:
            self.kin[way.arrow.source].append(way)
            self.kin[way.arrow.target].append(way)
        for y in {y for frame in page.frames for y in frame}:
            self.taken.put(Box(0, y - 1, page.width, 2), 1)

    def put(self) -> Counter[Line]:
        """Put every name on its best spot; return what must grow for those that touch something."""
        tight = Counter[Line]()
        for cell in self.grid.cells:
            if cell.name and cell.kind in ("gateway", "event", "data", "store"):
                self._choose(cell.id, self._beside(cell), tight, cell.box)
            for guest in cell.guests:
                if guest.name:
                    self._choose(guest.id, self._below(guest), tight, guest.box)
        for way in self.ways:
            if way.arrow.name:
                self._choose(way.arrow.id, self._along(way), tight)
        return tight

    def _choose(self, number: str, spots: Iterator[Asked], tight: Counter[Line], own: Box | None = None) -> None:
        best: tuple[float, float, Box, Line, float] | None = None
        for box, price, line, room in spots:
            if best is not None and price >= best[0]:
                continue
            wrong = self.taken.hit(box, own)
            if best is None or 10 * wrong + price < best[0]:
                best = 10 * wrong + price, wrong, box, line, room
        if best is None:
            return
        _price, wrong, box, line, room = best
        if wrong:
            self.asked[number] += 1
            if self.asked[number] <= _ASKS:
                tight[line] = max(tight[line], ceil(room))
        self.labels[number] = box
        self.taken.put(box, 3)

    def _beside(self, cell: Cell) -> Iterator[Asked]:
        (width, height), box = room_of(cell.name), cell.box
        x, y = cell.x - width / 2, self.rows.of[cell.lane, int(cell.row)]
        above, below = Box(x, box.y - height - 3, width, height), Box(x, box.bottom + 3, width, height)
        order = (above, below) if cell.kind == "gateway" else (below, above)
        for price, spot in enumerate(order):
            yield spot, price / 2, (True, y), height
        inset = 12 if cell.kind == "gateway" else 2
        for price, top in enumerate((box.y - height + inset, box.bottom - inset)):
            yield Box(box.x - width + inset, top, width, height), 1 + price, (False, 2 * cell.col), width / 2
            yield Box(box.right - inset, top, width, height), 1.5 + price, (False, 2 * cell.col + 2), width / 2

    def _below(self, guest: Guest) -> Iterator[Asked]:
        (width, height), box = room_of(guest.name, 70), guest.box
        line = self.rows.of[guest.host.lane, int(guest.host.row)] + guest.side
        below = guest.side == DOWN
        y = guest.host.box.bottom + 3 if below else guest.host.box.y - height - 3
        right, left = Box(box.right + 2, y, width, height), Box(box.x - width - 2, y, width, height)
        turned, gap = guest.shift < 0, 2 * guest.host.col
        yield right, 1.0 if turned else 0, (False, gap + 2), width * 0.8
        yield left, 0 if turned else 1.0, (False, gap), width * 0.8
        y = box.bottom + 2 if below else box.y - height - 2
        for price, x in enumerate((guest.host.x + guest.shift + 4, guest.host.x + guest.shift - width - 4)):
            yield Box(x, y, width, height), 2.0 + price, (True, line), height

    def _along(self, way: Way) -> Iterator[Asked]:
        """Yield spots along the pieces of an arrow: near its source first, on both sides."""
        points, corners = self.points[way.arrow.id], way.corners
        kin = self.kin[way.arrow.source] + self.kin[way.arrow.target]
        shared = [
            line
            for other in kin
            if other is not way and other.arrow.kin(way.arrow)
            for line in self.wires[other.arrow.id]
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
