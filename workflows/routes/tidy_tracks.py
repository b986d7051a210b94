"""Arrows that share a line of the grid run beside each other: each straight piece of a way gets its track."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from workflows.routes.tidy_grid import Cell, Guest
from workflows.routes.tidy_ways import Way

TRACK = 12  #: between parallel lines
_BROAD = ("task", "frame", "pool")  #: an arrow may touch it beside the middle


@dataclass(eq=False)
class Trunk:
    """Straight pieces of kindred ways on one line, drawn over each other.

    *pin*: how far from the line they must run, where a small part holds an end of them.
    """

    pieces: list["Piece"]
    pin: float | None = None
    track: int = 0
    shift: float = 0

    def touches(self, other: "Trunk", *, middle: bool) -> bool:
        return any(piece.meets(each, middle=middle) for piece in self.pieces for each in other.pieces)

    def turns_before(self, other: "Trunk") -> bool:
        """Does this one turn to the left where the other turns to the right, and nowhere the other way round?"""
        mine, theirs = ({turn for piece in each.pieces for turn in piece.turns} for each in (self, other))
        return any((at, 1) in theirs for at, side in mine if side < 0 and at % 2) and not any(
            (at, -1) in theirs for at, side in mine if side > 0 and at % 2
        )

    def rank(self) -> tuple[float, float]:
        """Return where it stands among those beside it, so that they cross as little as they can.

        What turns to the left at both ends stands left, the shorter the more so; of what goes on to the other side
        the one that comes in last, seen along its own way, stands first.
        """
        turns = [turn for piece in self.pieces for turn in piece.turns]
        sides = sum(side for _at, side in turns)
        at = [where for where, _side in turns]
        length = max(at) - min(at)
        if sides:
            return sides, -length if sides > 0 else length
        return 0, min(turns)[1] * sum(at)


@dataclass(eq=False)
class Piece:
    """A straight piece of a way; *turns*: where it begins and ends, and to which side the way goes on there."""

    way: Way
    level: bool
    line: int
    turns: tuple[tuple[int, int], tuple[int, int]]
    pin: float | None = None
    trunk: Trunk = field(default_factory=lambda: Trunk([]))

    @property
    def span(self) -> tuple[int, int]:
        (one, _), (other, _) = self.turns
        return min(one, other), max(one, other)

    def meets(self, other: "Piece", *, middle: bool) -> bool:
        (low, high), (low2, high2) = self.span, other.span
        return low < high2 and low2 < high if middle else low <= high2 and low2 <= high


def pieces_of(ways: Iterable[Way]) -> list[list[Piece]]:
    """Return of every way its straight pieces, in their order."""
    return [_pieces(way) for way in ways]


def _pieces(way: Way) -> list[Piece]:
    found = []
    corners = way.corners
    for number, (here, there) in enumerate(pairwise(corners)):
        level = here[1] == there[1]
        side, along = (1, 0) if level else (0, 1)
        before = corners[number - 1] if number else here
        after = corners[number + 2] if number + 2 < len(corners) else there
        turns = (here[along], _sign(before[side] - here[side])), (there[along], _sign(after[side] - there[side]))
        piece = Piece(way, level, here[side], turns)
        ends = [way.arrow.guest or way.arrow.source] if number == 0 else []
        ends += [way.arrow.target] if number == len(corners) - 2 else []
        for end in ends:
            piece.pin = _pin(end) if piece.pin is None else piece.pin
        found.append(piece)
    return found


def _pin(end: Cell | Guest) -> float | None:
    if isinstance(end, Guest):
        return end.shift
    return None if end.kind in _BROAD else 0


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def laid_apart(pieces: Sequence[Piece], is_gap: Mapping[tuple[bool, int], bool]) -> dict[tuple[bool, int], int]:
    """Give every piece its trunk and that its track; return how many tracks each gap has."""
    on_line: dict[tuple[bool, int], list[Trunk]] = defaultdict(list)
    for piece in pieces:
        line = piece.level, piece.line
        home = next((trunk for trunk in on_line[line] if _joins(piece, trunk, middle=not is_gap[line])), None)
        if home is None:
            on_line[line].append(home := Trunk([]))
        home.pieces.append(piece)
        home.pin = piece.pin if home.pin is None else home.pin
        piece.trunk = home
    tracks = {}
    for line, trunks in on_line.items():
        middle = not is_gap[line]
        trunks.sort(key=Trunk.rank)
        for here, there in combinations(range(len(trunks)), 2):  # who turns up beside who turns down stands above it
            if trunks[there].turns_before(trunks[here]):
                trunks.insert(here, trunks.pop(there))
        for number, trunk in enumerate(trunks):
            before = (other.track + 1 for other in trunks[:number] if other.touches(trunk, middle=middle))
            trunk.track = max(before, default=0)
        if middle:
            _in_the_middle(trunks)
        else:
            tracks[line] = 1 + max(trunk.track for trunk in trunks)
            for trunk in trunks:
                trunk.shift = trunk.track * TRACK
    return tracks


def _joins(piece: Piece, trunk: Trunk, *, middle: bool) -> bool:
    """Does a piece run over a trunk? They touch, and all that touch are kin and held at the same place."""
    near = [each for each in trunk.pieces if each.meets(piece, middle=middle)]
    held = None in (piece.pin, trunk.pin) or piece.pin == trunk.pin
    return bool(near) and held and all(each.way.arrow.kin(piece.way.arrow) for each in near)


def _in_the_middle(trunks: Sequence[Trunk]) -> None:
    """What an end holds stays where it is; what only passes makes way, to the one or the other side."""
    for trunk in trunks:
        if trunk.pin is not None:
            trunk.shift = trunk.pin
            continue
        near = [other for other in trunks if other is trunk or other.touches(trunk, middle=True)]
        held = [other.track for other in near if other.pin == 0]
        loose = [other.track for other in near if other.pin is None]
        trunk.shift = TRACK * (trunk.track - (held[0] if held else (min(loose) + max(loose)) / 2))
