"""What is to be drawn together: the pools of a conversation, one process, or the inside of a sub-process.

Its bands are the lanes that hold parts, of every pool from top to bottom; a pool that shows nothing inside is one band.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import ceil

from workflows.routes.bpmn_text import MODEL
from workflows.routes.elements import Box
from workflows.routes.tidy_grid import SIZES, Arrow, Cell, Guest
from workflows.routes.tidy_measure import STRIP, Drawn, measured
from workflows.routes.tidy_names import room_of
from workflows.routes.tidy_rows import placed
from workflows.routes.xml_text import Node

SUBS = ("subProcess", "transaction", "adHocSubProcess")
_TITLE, _AROUND = 26, 14  #: room for the name of an open sub-process, and what a group leaves around its parts
_TASK_LETTER, _WIDEST_TASK = 6.4, 140

Content = Callable[[Node], str]


class Sheet:
    """What is drawn on one plane, or inside one part; *content* reads the text of a node, *folded* are closed."""

    def __init__(self, content: Content, folded: frozenset[str]) -> None:
        self.content, self.folded = content, folded
        self.bands: list[list[Node]] = []  #: from the pool or the outer lane to the one that holds the parts
        self.pools: list[int] = []  #: of each band the number of its pool
        self.cells: dict[str, Cell] = {}
        self.guests: dict[str, Guest] = {}
        self.arrows: list[Arrow] = []
        self.inner: dict[str, tuple[Sheet, Drawn]] = {}
        self.groups: list[str] = []
        self._ends: dict[str, Cell] = {}  #: who stands for an id that an arrow may name
        self._splits: set[str] = set()

    # -------------------------------------------------------------- what belongs to it
    def add_conversation(self, node: Node, processes: Mapping[str, Node]) -> None:
        """Add the pools of a collaboration and the messages between them."""
        for pool in node.named(f"{MODEL}participant"):
            first = len(self.bands)
            process = processes.get(ref_of(pool, "processRef"))
            if process is None:
                self.bands.append([pool])
                self.pools.append(self.pools[-1] + 1 if self.pools else 0)
            else:
                self.add(process, pool)
            cell = Cell(pool.get("id") or "", "pool", "", first, 0, SIZES["pool"], range(first, len(self.bands)))
            self._ends[cell.id] = cell
            if process is not None:
                self._ends.setdefault(process.get("id") or "", cell)
        if self.bands:
            self._add_parts(node, dict[str, int](), 0)
            self._add_arrows(node)

    def add(self, scope: Node, pool: Node | None = None) -> None:
        """Add a process, or the inside of a sub-process, in bands of its own."""
        first, lane_of = len(self.bands), dict[str, int]()
        around = [] if pool is None else [pool]
        for lane_set in scope.named(f"{MODEL}laneSet"):
            self._add_lanes(lane_set, around, lane_of)
        if len(self.bands) == first:
            self.bands.append(around)
        number = self.pools[-1] + 1 if self.pools else 0
        self.pools += [number] * (len(self.bands) - first)
        self._add_parts(scope, lane_of, first)
        self._add_arrows(scope)
        self._put_the_rest_in_lanes(first)

    def _add_lanes(self, lane_set: Node, around: list[Node], lane_of: dict[str, int]) -> None:
        for lane in lane_set.named(f"{MODEL}lane"):
            inner = [each for each in lane.named(f"{MODEL}childLaneSet") if each.named(f"{MODEL}lane")]
            for each in inner:
                self._add_lanes(each, [*around, lane], lane_of)
            if not inner:
                for reference in lane.named(f"{MODEL}flowNodeRef"):
                    lane_of[_word(self.content(reference))] = len(self.bands)
                self.bands.append([*around, lane])

    def _add_parts(self, scope: Node, lane_of: Mapping[str, int], first: int) -> None:
        drawn = [(node, kind) for node in scope.children if (kind := kind_of(node)) and node.get("id")]
        width = _task_width(name_of(node) for node, kind in drawn if kind == "task")
        guests = []
        for node, kind in drawn:
            if node.name == f"{MODEL}boundaryEvent":
                guests.append(node)
            else:
                lane = lane_of.get(node.get("id") or "", -1 if lane_of else first)
                self._add_cell(node, kind, lane, (width, 80) if kind == "task" else SIZES[kind])
        for node in guests:
            number, host = node.get("id") or "", self.cells.get(ref_of(node, "attachedToRef"))
            if host is None:  # it hangs nowhere; drawn by itself it can be found
                self._add_cell(node, "event", lane_of.get(number, -1), SIZES["event"])
            else:
                guest = self.guests[number] = Guest(number, name_of(node), host)
                host.guests.append(guest)
                self._ends[number] = host
        self.groups += [node.get("id") or "" for node in scope.named(f"{MODEL}group")]

    def _add_cell(self, node: Node, kind: str, lane: int, size: tuple[float, float]) -> None:
        number = node.get("id") or ""
        inner = list(node.all()) if node.name.removeprefix(MODEL) in SUBS and number not in self.folded else []
        if any(kind_of(each) for each in inner[1:]):
            sheet = Sheet(self.content, self.folded)
            sheet.add(node)
            drawing = sheet.draw()
            room = room_of(name_of(node), 400)[0] + 20
            kind, size = "frame", (max(drawing.width, 140, room), drawing.height + _TITLE + 10)
            self.inner[number] = sheet, drawing
        elif kind == "note":
            text = " ".join(" ".join(map(self.content, node.named(f"{MODEL}text"))).split())
            size = SIZES["note"][0], max(SIZES["note"][1], room_of(text, 105)[1] + 14)
        cell = self.cells[number] = Cell(number, kind, name_of(node), lane, len(self.cells), size)
        for each in inner or [node]:
            self._ends[each.get("id") or ""] = cell
        if node.name in (f"{MODEL}exclusiveGateway", f"{MODEL}inclusiveGateway"):
            self._splits.add(number)

    def _add_arrows(self, scope: Node) -> None:
        for node in scope.children:
            name = node.name.removeprefix(MODEL)
            kind = {"sequenceFlow": "flow", "messageFlow": "message", "association": "note"}.get(name)
            if kind is not None:
                self._link(node, kind, ref_of(node, "sourceRef"), ref_of(node, "targetRef"))
            for part in node.named(f"{MODEL}dataInputAssociation"):
                self._link(part, "note", self._inside(part, "sourceRef"), node.get("id") or "")
            for part in node.named(f"{MODEL}dataOutputAssociation"):
                self._link(part, "note", node.get("id") or "", self._inside(part, "targetRef"))

    def _inside(self, node: Node, name: str) -> str:
        return next((_word(self.content(each)) for each in node.named(f"{MODEL}{name}")), "")

    def _link(self, node: Node, kind: str, source: str, target: str) -> None:
        begins, ends, number = self._ends.get(source), self._ends.get(target), node.get("id")
        if not number or begins is None or ends is None or (begins is ends and kind != "flow"):
            return
        guest = self.guests.get(source)
        self.arrows.append(Arrow(number, name_of(node), begins, ends, guest, kind, source in self._splits))

    def _put_the_rest_in_lanes(self, first: int) -> None:
        """Draw what is in no lane beside what it is connected with."""
        homeless = [cell for cell in self.cells.values() if cell.lane < 0]
        found = True
        while homeless and found:
            found = False
            for cell in homeless:
                near = (
                    arrow.source.lane if arrow.target is cell else arrow.target.lane
                    for arrow in self.arrows
                    if cell in (arrow.source, arrow.target)
                )
                cell.lane = next((lane for lane in near if lane >= 0), -1)
                found = found or cell.lane >= 0
            homeless = [cell for cell in homeless if cell.lane < 0]
        for cell in homeless:
            cell.lane = first

    # -------------------------------------------------------------- the drawing of it
    def draw(self) -> Drawn:
        """Lay out everything that belongs to it."""
        grid = placed(list(self.cells.values()), self.arrows, self.pools)
        counts = [sum(band[:1] == other[:1] for other in self.bands) for band in self.bands]
        names = [
            max([name_of(band[-1]), name_of(band[0])[: ceil(len(name_of(band[0])) / count)]], key=len) if band else ""
            for band, count in zip(self.bands, counts, strict=True)
        ]
        return measured(grid, STRIP * max((len(band) for band in self.bands), default=0), names)

    def frames(self, drawn: Drawn) -> Iterator[tuple[str, Box]]:
        """Yield every pool and every lane with its frame, the outer ones around those inside."""
        seen = set()
        for chain in self.bands:
            for depth, node in enumerate(chain):
                number = node.get("id") or ""
                if number in seen:
                    continue
                seen.add(number)
                mine = [drawn.lanes[at] for at, other in enumerate(self.bands) if any(each is node for each in other)]
                left, top = STRIP * depth, mine[0][0]
                yield number, Box(left, top, drawn.width - left, mine[-1][1] - top)

    def inside(self, number: str) -> tuple[float, float]:
        """Return where the drawing inside an open sub-process begins."""
        box = self.cells[number].box
        return box.x + (box.width - self.inner[number][1].width) / 2, box.y + _TITLE

    def around(self, old: Mapping[str, Box]) -> Iterator[tuple[str, Box]]:
        """Yield each group with a frame around what lay in it before."""
        for number in self.groups:
            was = old.get(number)
            inside = [cell.box for cell in self.cells.values() if was and cell.id in old and _holds(was, old[cell.id])]
            if inside:
                x, y = min(box.x for box in inside) - _AROUND, min(box.y for box in inside) - _AROUND
                right, low = max(box.right for box in inside), max(box.bottom for box in inside)
                yield number, Box(x, y, right + _AROUND - x, low + _AROUND - y)


def kind_of(node: Node) -> str:
    """Return how a part is drawn; nothing for what has no place of its own."""
    return kind_of_name(node.name)


def kind_of_name(name: str) -> str:
    kind = name.removeprefix(MODEL) if name.startswith(MODEL) else ""
    special = {
        "textAnnotation": "note",
        "dataObjectReference": "data",
        "dataStoreReference": "store",
        **dict.fromkeys((*SUBS, "task", "callActivity"), "task"),
    }
    found = next((each for each in ("Task", "Gateway", "Event") if kind.endswith(each)), "")
    return special.get(kind, found.lower())


def name_of(node: Node) -> str:
    return " ".join((node.get("name") or "").split())


def ref_of(node: Node, name: str) -> str:
    return _word(node.get(name) or "")


def _word(reference: str) -> str:
    """Return a reference without the prefix that some tools write before it."""
    return reference.strip().rpartition(":")[2]


def _task_width(names: Iterable[str]) -> float:
    """Return how wide tasks are, so that the longest word of their names is not broken."""
    longest = max((len(word) for name in names for word in name.split()), default=0)
    return min(_WIDEST_TASK, max(SIZES["task"][0], 10 * ceil((longest * _TASK_LETTER + 14) / 10)))


def _holds(one: Box, other: Box) -> bool:
    x, y = other.x + other.width / 2, other.y + other.height / 2
    return one.x <= x <= one.right and one.y <= y <= one.bottom
