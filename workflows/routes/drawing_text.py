"""The drawing of a BPMN file, changed in its text: what moves to another lane is drawn in that lane."""

from collections.abc import Collection

from workflows.routes.bpmn_text import DC, DD, DI, MODEL
from workflows.routes.xml_text import Node, XmlText

#: how far two shapes stay apart
_GAP = 10.0


def moved_up_or_down(xml: XmlText, numbers: Collection[str], lane: str) -> None:
    """Draw things in *lane*; arrows keep their ends on them."""
    new = _bounds(xml, lane)
    boxes = [box for number in numbers if (box := _bounds(xml, number))]
    if new is None or not boxes:
        return
    step = _step(xml, boxes[0], new)
    ends = _ends(xml)
    for number in numbers:
        shape = _shape(xml, number)
        for place in range(len(_all_bounds(shape)) if shape is not None else 0):
            found = _shape(xml, number)
            if found is not None:
                _shift(xml, _all_bounds(found)[place], step)
    for flow, (source, target) in ends.items():
        if source in numbers or target in numbers:
            _follow(xml, flow, step, source in numbers, target in numbers)


def _step(xml: XmlText, box: "_Box", new: "_Box") -> float:
    """Return how far down to go: to the middle of the new lane, or to where nothing else stands in it."""
    x, y, width, height = box
    others = [
        each
        for node in xml.root.all()
        if node.name == f"{DI}BPMNShape" and (each := _box_of(node)) and each[3] < new[3] and each != box
        if each[0] < x + width + _GAP and x < each[0] + each[2] + _GAP
    ]
    middle = new[1] + (new[3] - height) / 2
    rows = [middle, new[1] + 20, new[1] + new[3] - height - 20]
    free = [
        row for row in rows if all(row + height + _GAP <= each[1] or each[1] + each[3] + _GAP <= row for each in others)
    ]
    return round((free or [middle])[0] - y)


_Box = tuple[float, float, float, float]


def _shape(xml: XmlText, number: str) -> Node | None:
    kinds = (f"{DI}BPMNShape", f"{DI}BPMNEdge")
    return next((node for node in xml.root.all() if node.name in kinds and node.get("bpmnElement") == number), None)


def _all_bounds(shape: Node) -> list[Node]:
    """Return the bounds of a shape and of its label."""
    return [node for node in shape.all() if node.name == f"{DC}Bounds"]


def _box_of(shape: Node) -> _Box | None:
    for node in shape.named(f"{DC}Bounds"):
        x, y, width, height = (float(node.get(key) or 0) for key in ("x", "y", "width", "height"))
        return x, y, width, height
    return None


def _bounds(xml: XmlText, number: str) -> _Box | None:
    shape = _shape(xml, number)
    return None if shape is None else _box_of(shape)


def _ends(xml: XmlText) -> dict[str, tuple[str, str]]:
    return {
        node.get("id") or "": (node.get("sourceRef") or "", node.get("targetRef") or "")
        for node in xml.root.all()
        if node.name == f"{MODEL}sequenceFlow"
    }


def _shift(xml: XmlText, node: Node, step: float) -> None:
    xml.set_attribute(node, "y", f"{float(node.get('y') or 0) + step:g}")


def _follow(xml: XmlText, flow: str, step: float, source: bool, target: bool) -> None:
    """Let an arrow end where its ends went; one that ran straight gets two bends halfway."""
    edge = _shape(xml, flow)
    points = [(float(node.get("x") or 0), float(node.get("y") or 0)) for node in _waypoints(edge)]
    if edge is None or len(points) < 2:
        return
    if source and target:
        moved = [(x, y + step) for x, y in points]
    else:
        moved = points if source else points[::-1]
        moved = _bent(moved, step)
        moved = moved if source else moved[::-1]
    first, *others = _waypoints(edge)
    indent = f"\n{xml.indent_of(first)}"
    xml.write(
        first.start, (others[-1] if others else first).end, indent.join(_written(first, *point) for point in moved)
    )


def _bent(points: list[tuple[float, float]], step: float) -> list[tuple[float, float]]:
    """Return the points of an arrow of which the first one moved down by *step*."""
    (x, y), following = points[0], points[1:]
    start = (x, y + step)
    if following[0][0] == x and len(following) > 1:  # it left upwards or downwards: the upright part grows or shrinks
        return [start, *following]
    if following[0][1] == y and len(following) > 1:  # the level part moves along
        return [start, (following[0][0], y + step), *following[1:]]
    half = round((x + following[0][0]) / 2)
    return [start, (half, y + step), (half, following[0][1]), *following]


def _waypoints(edge: Node | None) -> list[Node]:
    return [] if edge is None else edge.named(f"{DD}waypoint")


def _written(like: Node, x: float, y: float) -> str:
    return f'<{like.tag} x="{x:g}" y="{y:g}" />'
