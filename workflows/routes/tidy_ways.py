"""The ways of the arrows between the parts of a drawing: the cheapest along the lines of the grid.

Lines run through the middle of every column and row, and through the gaps between them. A way costs its length; bends,
crossings, and lying over another arrow cost extra; a cell in which something stands is closed.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workflows.routes.tidy_grid import Arrow, Cell, Grid

Spot = tuple[int, int]  #: column line and row line; the odd column lines and those of rows run through cells
RIGHT, DOWN, LEFT, UP = range(4)
STEP = ((1, 0), (0, 1), (-1, 0), (0, -1))
_NEVER, _ARRIVED = 1e6, 4  #: what is added to a step that ends a way
#: what it costs to leave a part to the right, down, left or up; and to come in while going that way
_LEAVE = {"task": (0, 4, 12, 4), "gateway": (0, 0.4, 9, 0.4), "event": (0, 3, 9, 3), "note": (1, 1, 1, 1)}
_ENTER = {"task": (0, 2.2, 9, 2.8), "gateway": (0, 0.6, 7, 0.6), "event": (0, 2, 9, 2), "note": (1, 1, 1, 1)}
_BEND, _CROSS, _OVER, _BESIDE = 2.0, 3.0, 30.0, 0.3


@dataclass(frozen=True)
class Rows:
    """The row lines from top to bottom: for each its lane, and its row there or None for a gap."""

    lines: tuple[tuple[int, int | None], ...]
    of: Mapping[tuple[int, int], int]

    @classmethod
    def of_grid(cls, grid: Grid) -> "Rows":
        """Return the lines: a lane begins and ends with a gap, so that nothing runs along its border."""
        lines: list[tuple[int, int | None]] = []
        for lane, height in enumerate(grid.lanes):
            lines.append((lane, None))
            for row in range(height):
                lines += [(lane, row), (lane, None)]
        return cls(tuple(lines), {(lane, row): at for at, (lane, row) in enumerate(lines) if row is not None})


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
    return 2 * cell.col + 1, rows.of[cell.lane, cell.row]


def ways_of(grid: Grid) -> tuple[Rows, list[Way]]:
    """Return the way of every arrow; each is looked for twice, the second time with all others in sight."""
    rows = Rows.of_grid(grid)
    finder = _Finder(grid, rows)
    order = sorted(grid.arrows, key=lambda arrow: (arrow.back, arrow.guest is not None, _length(arrow, rows)))
    for arrow in [*order, *order]:
        finder.find(arrow)
    return rows, [finder.ways[arrow] for arrow in grid.arrows]


def _length(arrow: Arrow, rows: Rows) -> int:
    (x, y), (x2, y2) = spot_of(arrow.source, rows), spot_of(arrow.target, rows)
    return abs(x - x2) + abs(y - y2)


@dataclass
class _Finder:
    grid: Grid
    rows: Rows
    ways: dict[Arrow, Way] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.closed = {spot_of(cell, self.rows): cell for cell in self.grid.cells}
        self.wide, self.high = 2 * self.grid.columns, len(self.rows.lines) - 1
        self.over: dict[tuple[Spot, Spot], list[Arrow]] = defaultdict(list)
        self.through: dict[Spot, list[tuple[Arrow, bool]]] = defaultdict(list)  #: straight on, and whether level

    def find(self, arrow: Arrow) -> None:
        if arrow in self.ways:
            self._note(self.ways.pop(arrow), add=False)
        self.ways[arrow] = Way(arrow, self._cheapest(arrow))
        self._note(self.ways[arrow], add=True)

    def _note(self, way: Way, *, add: bool) -> None:
        for here, there in pairwise(way.spots):
            found = self.over[min(here, there), max(here, there)]
            found.append(way.arrow) if add else found.remove(way.arrow)
        for before, here, after in zip(way.spots, way.spots[1:], way.spots[2:], strict=False):
            if (step := heading(before, here)) == heading(here, after):
                one = (way.arrow, step in (RIGHT, LEFT))
                self.through[here].append(one) if add else self.through[here].remove(one)

    def _cheapest(self, arrow: Arrow) -> list[Spot]:
        start, end = spot_of(arrow.source, self.rows), spot_of(arrow.target, self.rows)
        todo: list[tuple[float, Spot, int, tuple[Spot, int] | None]] = []
        for step in range(4):
            if (cost := self._leaves(arrow, step)) < _NEVER:
                heapq.heappush(todo, (cost, start, step, None))
        came: dict[tuple[Spot, int], tuple[Spot, int] | None] = {}
        while todo:
            cost, here, step, before = heapq.heappop(todo)
            if (here, step) in came:
                continue
            came[here, step] = before
            if step >= _ARRIVED:
                return _walked(came, (here, step))
            there = here[0] + STEP[step][0], here[1] + STEP[step][1]
            if not (0 <= there[0] <= self.wide and 0 <= there[1] <= self.high):
                continue
            if there in self.closed and there != end:
                continue
            reached = cost + self._step(arrow, here, there)
            if there == end:
                reached += self._enters(arrow, step)
                if reached < _NEVER:
                    heapq.heappush(todo, (reached, there, step + _ARRIVED, (here, step)))
                continue
            for turn in (step, (step + 1) % 4, (step + 3) % 4):
                crossed = self._crossed(arrow, there, step) if turn == step else _BEND
                heapq.heappush(todo, (reached + crossed, there, turn, (here, step)))
        raise ValueError(f"no way for {arrow.id}")

    def _leaves(self, arrow: Arrow, step: int) -> float:
        if arrow.guest is not None:
            return 0 if step == DOWN else _NEVER
        if step == DOWN and arrow.source.guests:
            return _NEVER
        return _LEAVE[arrow.source.kind][step]

    def _enters(self, arrow: Arrow, step: int) -> float:
        if step == UP and arrow.target.guests:
            return _NEVER
        beside = arrow.guest is not None and arrow.guest.shift != 0 and arrow.target.col == arrow.source.col
        if step == DOWN and beside and arrow.target.kind != "task":  # straight down it would miss what is that small
            return _NEVER
        return _ENTER[arrow.target.kind][step]

    def _step(self, arrow: Arrow, here: Spot, there: Spot) -> float:
        level = here[1] == there[1]
        others = self.over.get((min(here, there), max(here, there)), ())
        kin = sum(each.kin(arrow) for each in others)
        strange = len(others) - kin
        middle = self.rows.lines[here[1]][1] is not None if level else here[0] % 2 == 1
        length = 1.0 if level else 0.9
        if arrow.back:
            length *= 0.9 if not middle else 1.2
        return length * (0.7 if kin and not strange else 1) + strange * (_OVER if middle else _BESIDE)

    def _crossed(self, arrow: Arrow, here: Spot, step: int) -> float:
        level = step in (RIGHT, LEFT)
        found = [each for each, their in self.through.get(here, ()) if their != level and not each.kin(arrow)]
        return _CROSS * len(found)


def _walked(came: Mapping[tuple[Spot, int], tuple[Spot, int] | None], last: tuple[Spot, int]) -> list[Spot]:
    spots, at = [last[0]], came[last]
    while at is not None:
        if spots[-1] != at[0]:
            spots.append(at[0])
        at = came[at]
    return spots[::-1]


# ------------------------------------------------------------------ tracks
@dataclass(eq=False)
class Piece:
    """A straight piece of a way on one line; *pin*: how far from the line it must run, where an end holds it."""

    way: Way
    number: int  #: of this piece in its way
    level: bool
    line: int
    first: int
    last: int
    ends: tuple[int, int]  #: to which side the way goes on at its first and its last spot: -1, 0 (it ends there) or 1
    pin: float | None = None
    track: float = 0

    @property
    def span(self) -> tuple[int, int]:
        return min(self.first, self.last), max(self.first, self.last)

    def meets(self, other: "Piece") -> bool:
        (low, high), (low2, high2) = self.span, other.span
        return low <= high2 and low2 <= high

    def rank(self) -> tuple[float, float, float]:
        """Return where it stands among those beside it, so that they cross as little as they can.

        What turns to the left at both ends stands left, the shorter the more so; of what goes on to the other side
        the one that comes in last, seen along its own way, stands first.
        """
        length = abs(self.first - self.last)
        side = sum(self.ends)
        if side:
            return side, length if side < 0 else -length, self.span[0]
        begins = self.first if self.ends[0] < 0 else self.last
        goes_down = (self.last > self.first) == (self.ends[0] < 0)
        return 0, -begins if goes_down else begins, 0


def pieces_of(ways: Iterable[Way]) -> list[Piece]:
    found = []
    for way in ways:
        corners = way.corners
        for number, (here, there) in enumerate(pairwise(corners)):
            level = here[1] == there[1]
            side = 1 if level else 0
            along = 0 if level else 1
            before = corners[number - 1] if number else here
            after = corners[number + 2] if number + 2 < len(corners) else there
            ends = _sign(before[side] - here[side]), _sign(after[side] - there[side])
            piece = Piece(way, number, level, here[side], here[along], there[along], ends)
            if number == 0:
                piece.pin = way.arrow.guest.shift if way.arrow.guest is not None else 0
            if number == len(corners) - 2:
                piece.pin = piece.pin or 0
            found.append(piece)
    return found


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def laid_apart(pieces: Sequence[Piece], is_gap: Mapping[tuple[bool, int], bool]) -> dict[tuple[bool, int], int]:
    """Give every piece its track; return how many tracks each gap has. Kin that touch run over each other."""
    on_line: dict[tuple[bool, int], list[Piece]] = defaultdict(list)
    for piece in pieces:
        on_line[piece.level, piece.line].append(piece)
    tracks = {}
    for line, mine in on_line.items():
        trunks = _trunks(mine)
        if is_gap[line]:
            trunks.sort(key=lambda trunk: max(trunk, key=lambda piece: abs(piece.first - piece.last)).rank())
            placed: list[tuple[list[Piece], int]] = []
            for trunk in trunks:
                at = max((1 + track for other, track in placed if _touch(trunk, other)), default=0)
                placed.append((trunk, at))
                for piece in trunk:
                    piece.track = at
            tracks[line] = 1 + max(at for _trunk, at in placed)
        else:
            _in_the_middle(trunks)
    return tracks


def _in_the_middle(trunks: Sequence[list[Piece]]) -> None:
    """What an end holds stays where it is; what only passes makes way, a little to the one or the other side."""
    held = [trunk for trunk in trunks if any(piece.pin is not None for piece in trunk)]
    placed: list[tuple[list[Piece], float]] = []
    for trunk in held:
        for piece in trunk:
            piece.track = piece.pin if piece.pin is not None else 0
        placed.append((trunk, trunk[0].track))
    for trunk in trunks:
        if trunk in held:
            continue
        taken = {track for other, track in placed if _touch(trunk, other)}
        at = next(shift for shift in (0, 12, -12, 24, -24, 36) if shift not in taken or shift == 36)
        placed.append((trunk, at))
        for piece in trunk:
            piece.track = at


def _trunks(pieces: Sequence[Piece]) -> list[list[Piece]]:
    trunks: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: each.span):
        home = next(
            (
                trunk
                for trunk in trunks
                if any(piece.meets(other) for other in trunk)
                and all(piece.way.arrow.kin(other.way.arrow) and piece.pin == other.pin for other in trunk)
            ),
            None,
        )
        if home is None:
            trunks.append([piece])
        else:
            home.append(piece)
    return trunks


def _touch(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    return any(piece.meets(each) for piece in one for each in other)
