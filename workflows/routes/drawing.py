"""Reads where a BPMN file draws what."""

from collections.abc import Callable

from lxml import etree

from workflows.routes.bpmn_text import DC, DD, DI
from workflows.routes.elements import Box, Drawing, Point
from workflows.routes.remarks import Remarks


def read_drawing(root: etree._Element, remarks: Remarks) -> Drawing:
    """Return the shapes, edges and labels of a file; a measure that is no number becomes a finding."""
    shapes: dict[str, Box] = {}
    edges: dict[str, list[Point]] = {}
    labels: dict[str, Box] = {}

    def number(node: etree._Element, key: str) -> float:
        value = float(node.get(key, ""))
        if not abs(value) < 1e6:
            raise ValueError(key)
        return value

    def box(node: etree._Element | None) -> Box | None:
        bounds = None if node is None else node.find(f"{DC}Bounds")
        return None if bounds is None else Box(*(number(bounds, key) for key in ("x", "y", "width", "height")))

    def each(tag: str, read: Callable[[str, etree._Element], None]) -> None:
        for node in root.iter(f"{DI}{tag}"):
            about = node.get("bpmnElement", "")
            try:
                read(about, node)
                if label := box(node.find(f"{DI}BPMNLabel")):
                    labels[about] = label
            except ValueError:
                problem = "De tekening bevat een maat die geen getal is."
                remarks.refuse(about, "drawing", problem, "Kies ‘Tekening netjes maken’.")

    def shape(about: str, node: etree._Element) -> None:
        if found := box(node):
            shapes[about] = found

    def edge(about: str, node: etree._Element) -> None:
        edges[about] = [Point(number(each, "x"), number(each, "y")) for each in node.iterfind(f"{DD}waypoint")]

    each("BPMNShape", shape)
    each("BPMNEdge", edge)
    return Drawing(shapes, edges, labels)
