"""Draws a diagram anew from what it means: lanes as bands, time from left to right, no arrow through a part.

Only the drawing changes: every byte outside it stays. Ids of shapes and edges that were there are kept.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.wording import said
from workflows.routes.bpmn_text import DC, DD, DI, MODEL, NODES
from workflows.routes.elements import Box
from workflows.routes.tidy_grid import Arrow, Cell, Guest, placed
from workflows.routes.tidy_measure import STRIP, Drawn, measured
from workflows.routes.xml_text import Node, XmlText, in_attribute

MOST_PARTS, MOST_ARROWS = 80, 120  #: a drawing for people has some fifteen steps
_LEFT, _TOP = 160, 80  #: where the drawing begins: beside the palette
_MORE = ("isMarkerVisible", "isExpanded")  #: what a shape says of itself beside its place
_APART = {1: (0.0,), 2: (-25.0, 25.0), 3: (-32.0, 0.0, 32.0)}  #: of so many boundary events on one task
_WHITE = " \t\r\n"


def tidied(data: bytes) -> bytes:
    """Return the file with a new drawing; the file must be well-formed and without a document type.

    Raises:
        InvalidAnswers: it holds what this cannot lay out: no process or more of them, pools, a frame around parts, or
            too much.
    """
    xml = XmlText(data)
    parts = list(xml.root.all())
    processes = [node for node in parts if node.name == f"{MODEL}process"]
    others = {"collaboration", "group", "subProcess", "transaction", "adHocSubProcess"}
    if len(processes) != 1 or any(node.name.removeprefix(MODEL) in others for node in parts):
        text = said("Netjes maken kan alleen van één tekening tegelijk, zonder kaders en ingeklapte delen.")
        raise InvalidAnswers([FieldError("", text)])
    kinds = Counter(node.name.removeprefix(MODEL) for node in processes[0].children)
    if sum(kinds[kind] for kind in NODES) > MOST_PARTS or kinds["sequenceFlow"] > MOST_ARROWS:
        text = said("Deze tekening is te groot om netjes te maken. Verdeel haar in fasen.")
        raise InvalidAnswers([FieldError("", text)])
    plan = _Plan(processes[0], xml)
    drawn = measured(plan.grid, plan.strip, plan.lane_names)
    return _written(xml, processes[0], plan, drawn)


class _Plan:
    """What is to be drawn of a process: its leaves of lanes from top to bottom, its parts, its arrows."""

    def __init__(self, process: Node, xml: XmlText) -> None:
        self.lanes: list[list[Node]] = []  #: from the outer lane to the one that holds the parts
        lane_of: dict[str, int] = {}
        for lane_set in process.named(f"{MODEL}laneSet"):
            self._read_lanes(lane_set, [], lane_of, xml)
        self.cells: dict[str, Cell] = {}
        guests: list[Node] = []
        for order, node in enumerate(process.children):
            kind, number = node.name.removeprefix(MODEL), node.get("id") or ""
            if not number:
                continue
            if kind == "boundaryEvent":
                guests.append(node)
            elif kind in NODES or kind == "textAnnotation":
                self.cells[number] = Cell(number, _kind(kind), _name(node), lane_of.get(number, -1), order)
        self.guests: dict[str, Guest] = {}
        for node in guests:
            host = self.cells.get(node.get("attachedToRef") or "")
            if host is None:  # it hangs nowhere; drawn by itself it can be found
                number = node.get("id") or ""
                self.cells[number] = Cell(number, "event", _name(node), lane_of.get(number, -1), len(self.cells))
            else:
                guest = Guest(node.get("id") or "", _name(node), host)
                host.guests.append(guest)
                self.guests[guest.id] = guest
        for cell in self.cells.values():
            width = cell.size[0]
            count = len(cell.guests)
            spread = _APART.get(count) or [width * (nth + 0.5) / count - width / 2 for nth in range(count)]
            for guest, shift in zip(cell.guests, spread, strict=True):
                guest.shift = shift
        self.arrows = list(self._arrows(process))
        self._put_the_rest_in_lanes()
        self.grid = placed(list(self.cells.values()), self.arrows, max(1, len(self.lanes)))
        self.strip = STRIP * max((len(chain) for chain in self.lanes), default=0)
        self.lane_names = [_name(chain[-1]) for chain in self.lanes]

    def _read_lanes(self, lane_set: Node, around: list[Node], lane_of: dict[str, int], xml: XmlText) -> None:
        for lane in lane_set.named(f"{MODEL}lane"):
            inner = [each for each in lane.named(f"{MODEL}childLaneSet") if each.named(f"{MODEL}lane")]
            for each in inner:
                self._read_lanes(each, [*around, lane], lane_of, xml)
            if not inner:
                for reference in lane.named(f"{MODEL}flowNodeRef"):
                    lane_of[xml.content(reference).strip()] = len(self.lanes)
                self.lanes.append([*around, lane])

    def _arrows(self, process: Node) -> Iterator[Arrow]:
        for node in process.children:
            if node.name not in (f"{MODEL}sequenceFlow", f"{MODEL}association"):
                continue
            source, target = node.get("sourceRef") or "", (node.get("targetRef") or "")
            guest = self.guests.get(source)
            begins = guest.host if guest is not None else self.cells.get(source)
            ends = self.cells.get(target) or (self.guests[target].host if target in self.guests else None)
            if begins is not None and ends is not None:
                yield Arrow(node.get("id") or "", _name(node), begins, ends, guest)

    def _put_the_rest_in_lanes(self) -> None:
        """Draw what is in no lane beside what it is connected with."""
        for _ in self.cells:
            homeless = [cell for cell in self.cells.values() if cell.lane < 0]
            if not homeless:
                return
            for cell in homeless:
                near = [arrow.source.lane if arrow.target is cell else arrow.target.lane for arrow in self.arrows
                        if cell in (arrow.source, arrow.target)]  # fmt: skip
                cell.lane = next((lane for lane in near if lane >= 0), -1)
            if all(cell.lane < 0 for cell in homeless):
                break
        for cell in self.cells.values():
            cell.lane = max(0, cell.lane)


def _kind(kind: str) -> str:
    if kind == "textAnnotation":
        return "note"
    return "gateway" if kind.endswith("Gateway") else "event" if kind.endswith("Event") else "task"


def _name(node: Node) -> str:
    return " ".join((node.get("name") or "").split())


# ------------------------------------------------------------------ the file
def _written(xml: XmlText, process: Node, plan: _Plan, drawn: Drawn) -> bytes:
    old: dict[str, dict[str, str]] = {}
    diagrams = xml.root.named(f"{DI}BPMNDiagram")
    for diagram in diagrams:
        for node in diagram.all():
            if node.name.startswith(DI):
                key = node.get("bpmnElement") or node.name.removeprefix(DI)
                old.setdefault(key, {name: value[0] for name, value in node.attributes.items()})
    di, dc, dd = (_prefix(xml.root, space) for space in (DI, DC, DD))
    number = process.get("id") or ""
    declared = "".join(
        f' xmlns:{prefix}="{space[1:-1]}"' for prefix, space, known in (di, dc, dd) if not known for space in [space]
    )
    lines = [
        f'<{di[0]}:BPMNDiagram{declared} id="{_id(old, "BPMNDiagram", f"tekening_van_{number}")}">',
        f'  <{di[0]}:BPMNPlane id="{_id(old, number, f"vlak_van_{number}")}" bpmnElement="{in_attribute(number)}">',
        *(f"    {line}" for line in _items(plan, drawn, old, (di[0], dc[0], dd[0]))),
        f"  </{di[0]}:BPMNPlane>",
        f"</{di[0]}:BPMNDiagram>",
    ]
    break_ = "\r\n" if "\r\n" in xml.text else "\n"
    text = xml.text
    first = diagrams[0] if diagrams else None
    for diagram in reversed(diagrams[1:]):
        start = len(text[: diagram.start].rstrip(_WHITE))
        text = text[:start] + text[diagram.end :]
    if first is not None:
        indent = xml.indent_of(first)
        new = f"{break_}{indent}".join(lines)
        return (text[: first.start] + new + text[first.end :]).encode()
    at = len(text[: xml.root.outer].rstrip(_WHITE))
    new = "".join(f"{break_}  {line}" for line in lines)
    return (text[:at] + new + break_ + text[xml.root.outer :].lstrip(_WHITE)).encode()


def _prefix(root: Node, space: str) -> tuple[str, str, bool]:
    """Return the prefix of a namespace, and whether the file declares it already."""
    usual = {DI: "bpmndi", DC: "dc", DD: "di"}[space]
    found = next((prefix for prefix, known in root.namespaces.items() if prefix and known == space[1:-1]), None)
    if found is not None:
        return found, space, True
    return (usual if usual not in root.namespaces else f"{usual}_"), space, False


def _id(old: Mapping[str, Mapping[str, str]], key: str, new: str) -> str:
    return in_attribute(old.get(key, {}).get("id") or new)


def _items(
    plan: _Plan, drawn: Drawn, old: Mapping[str, Mapping[str, str]], prefixes: tuple[str, str, str]
) -> Iterator[str]:
    di, dc, dd = prefixes

    def bounds(box: Box) -> str:
        x, y, width, height = round(box.x + _LEFT), round(box.y + _TOP), round(box.width), round(box.height)
        return f'<{dc}:Bounds x="{x}" y="{y}" width="{width}" height="{height}" />'

    def item(tag: str, number: str, inside: list[str], label: Box | None, always: str = "") -> Iterator[str]:
        was = old.get(number, {})
        more = always + "".join(
            f' {name}="{in_attribute(value)}"'
            for name, value in was.items()
            if name in _MORE or (":" in name and not name.startswith("xmlns"))
        )
        yield f'<{di}:{tag} id="{_id(old, number, f"{number}_di")}" bpmnElement="{in_attribute(number)}"{more}>'
        yield from (f"  {line}" for line in inside)
        if label is not None:
            yield from (f"  <{di}:BPMNLabel>", f"    {bounds(label)}", f"  </{di}:BPMNLabel>")
        yield f"</{di}:{tag}>"

    for lane, box in _frames(plan, drawn):
        yield from item("BPMNShape", lane, [bounds(box)], None, ' isHorizontal="true"')
    boxes = {number: cell.box for number, cell in plan.cells.items()}
    for number, box in (boxes | {number: guest.box for number, guest in plan.guests.items()}).items():
        yield from item("BPMNShape", number, [bounds(box)], drawn.labels.get(number))
    for arrow in plan.arrows:
        ways = [f'<{dd}:waypoint x="{round(x + _LEFT)}" y="{round(y + _TOP)}" />' for x, y in drawn.points[arrow.id]]
        yield from item("BPMNEdge", arrow.id, ways, drawn.labels.get(arrow.id))


def _frames(plan: _Plan, drawn: Drawn) -> Iterator[tuple[str, Box]]:
    """Yield every lane with its frame, the outer ones around those inside."""
    seen = set()
    for chain in plan.lanes:
        for depth, lane in enumerate(chain):
            number = lane.get("id") or ""
            if number in seen:
                continue
            seen.add(number)
            mine = [drawn.lanes[at] for at, other in enumerate(plan.lanes) if any(each is lane for each in other)]
            left, top = STRIP * depth, mine[0][0]
            yield number, Box(left, top, drawn.width - left, mine[-1][1] - top)
