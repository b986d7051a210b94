"""What a drawing consists of before it has a place, and its columns: time runs along them.

A loop is cut where it returns furthest; then nothing stands left of what leads to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workflows.routes.elements import Box

SIZES = {
    "task": (100, 80),
    "gateway": (50, 50),
    "event": (36, 36),
    "note": (120, 50),
    "data": (36, 50),
    "store": (50, 50),
    "pool": (0, 0),
}
LOOSE = ("note", "data", "store")  #: what stands beside the flow
UP, DOWN = -1, 1


@dataclass(eq=False)
class Cell:
    """A part that has a place of its own; a boundary event has that of its host: it is one of its *guests*.

    A *pool* has none: arrows that come to it end on the border of its bands, *lanes*.
    """

    id: str
    kind: str  #: one of SIZES, or "frame": an open sub-process
    name: str
    lane: int
    order: int
    size: tuple[float, float]
    lanes: range = range(0)
    guests: list["Guest"] = field(default_factory=list)
    col: int = 0
    row: float = 0  #: in its lane; a half only while places are tried
    x: float = 0
    y: float = 0  #: of its middle

    @property
    def box(self) -> Box:
        width, height = self.size
        return Box(self.x - width / 2, self.y - height / 2, width, height)


@dataclass(eq=False)
class Guest:
    """A boundary event on the lower or the upper side of its host, so far from the middle."""

    id: str
    name: str
    host: Cell
    side: int = DOWN
    shift: float = 0

    @property
    def box(self) -> Box:
        width, height = SIZES["event"]
        edge = self.host.box.bottom if self.side == DOWN else self.host.box.y
        return Box(self.host.x + self.shift - width / 2, edge - height / 2, width, height)


@dataclass(eq=False)
class Arrow:
    """An arrow between two cells, or from or to a guest of one; *back*: it returns to what was before."""

    id: str
    name: str
    source: Cell
    target: Cell
    guest: Guest | None = None
    kind: str = "flow"  #: or message, or note: a line that only says what belongs together
    splits: bool = False  #: one of its source's arrows is taken, so that they may leave together
    back: bool = False

    def kin(self, other: "Arrow") -> bool:
        """May the two be drawn over each other: do they leave from one place, or come to one?"""
        if self.kind != other.kind:
            return False
        return self.target is other.target or (self.source is other.source and self.guest is other.guest)


@dataclass(eq=False)
class Rule:
    """One cell stands at least *gap* columns before another."""

    before: Cell
    after: Cell
    gap: int = 1


@dataclass(frozen=True)
class Grid:
    """Everything that is drawn, with its place; *lanes* says how many rows each has, *pools* which it is in."""

    cells: Sequence[Cell]
    arrows: Sequence[Arrow]
    lanes: tuple[int, ...]
    pools: Sequence[int]

    @property
    def columns(self) -> int:
        return 1 + max((cell.col for cell in self.cells), default=0)


def columns(cells: Sequence[Cell], arrows: Sequence[Arrow]) -> list[Rule]:
    """Give every cell its column, and say which arrows return; return the rules, what leads before what follows."""
    flows = [arrow for arrow in arrows if arrow.kind == "flow" and arrow.source is not arrow.target]
    depth = _depth(cells, flows)
    rules = _without_loops([Rule(arrow.source, arrow.target) for arrow in flows], depth)
    ahead = {(rule.before, rule.after) for rule in rules}
    for arrow in arrows:
        arrow.back = arrow.kind == "flow" and (arrow.source, arrow.target) not in ahead
    for arrow in arrows:
        if arrow.kind == "message" and "pool" not in (arrow.source.kind, arrow.target.kind):
            asked = Rule(arrow.source, arrow.target, 0)
            if not _looped([*rules, asked]):
                rules.append(asked)
    _sorted(rules)
    push(rules, least := dict.fromkeys(cells, 0))
    for cell, col in least.items():
        cell.col = col
    leading: dict[Cell, list[Rule]] = defaultdict(list)
    coming: dict[Cell, int] = defaultdict(int)
    for rule in rules:
        leading[rule.before].append(rule)
        coming[rule.after] += 1
    for cell in sorted(cells, key=lambda each: -each.col):  # what leads to more than it comes from stands near that
        if len(leading[cell]) > coming[cell]:
            cell.col = max(cell.col, min(rule.after.col - rule.gap for rule in leading[cell]))
    for arrow in arrows:
        for one, other in ((arrow.source, arrow.target), (arrow.target, arrow.source)):
            if one.kind in LOOSE and other.kind not in (*LOOSE, "pool"):
                one.col = other.col
    return rules


def push(rules: Iterable[Rule], cols: dict[Cell, int]) -> None:
    """Move cells to the right until every rule holds; *rules* stand in the order of what leads to what."""
    for rule in rules:
        cols[rule.after] = max(cols[rule.after], cols[rule.before] + rule.gap)


def _depth(cells: Sequence[Cell], flows: Sequence[Arrow]) -> dict[Cell, int]:
    after: dict[Cell, list[Cell]] = defaultdict(list)
    for arrow in flows:
        after[arrow.source].append(arrow.target)
    entered = {arrow.target for arrow in flows}
    depth = {cell: 0 for cell in cells if cell not in entered}
    for first in [*depth, *cells]:
        queue = [first]
        depth.setdefault(first, 0)
        for cell in queue:
            for each in after[cell]:
                if each not in depth:
                    depth[each] = depth[cell] + 1
                    queue.append(each)
    return depth


def _without_loops(rules: list[Rule], depth: Mapping[Cell, int]) -> list[Rule]:
    while looped := _looped(rules):
        worst = max(looped, key=lambda rule: depth[rule.before] - depth[rule.after])
        rules = [rule for rule in rules if (rule.before, rule.after) != (worst.before, worst.after)]
    return rules


def _looped(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that lie on a loop."""
    bit: dict[Cell, int] = {}
    for rule in rules:
        for cell in (rule.before, rule.after):
            bit.setdefault(cell, 1 << len(bit))
    reach, changed = dict(bit), True
    while changed:
        changed = False
        for rule in reversed(rules):
            new = reach[rule.before] | reach[rule.after]
            if new != reach[rule.before]:
                reach[rule.before], changed = new, True
    return [rule for rule in rules if reach[rule.after] & bit[rule.before]]


def _sorted(rules: list[Rule]) -> None:
    """Put the rules in the order of what leads to what."""
    rank: dict[Cell, int] = defaultdict(int)
    late = True
    while late:
        late = False
        for rule in rules:
            if rank[rule.after] <= rank[rule.before]:
                rank[rule.after], late = rank[rule.before] + 1, True
    rules.sort(key=lambda rule: rank[rule.before])
