"""A page of a route as a picture in the page itself, without a script, with the place marked where a case is."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from workflows.routes.diagram import Process
from workflows.routes.elements import Box, Element

MARGIN, LINE = 20, 14
WIDE, NARROW = 15, 22  #: letters on a line in a step and beside an event


@dataclass(frozen=True)
class Shape:
    """Something drawn. *form* is lane, step, gateway or event; *words* its lines, the first on *text_y*."""

    form: str
    box: Box
    words: tuple[str, ...]
    text_x: float
    text_y: float
    here: bool = False
    inside: str = ""  #: the sign in a gateway

    @property
    def corners(self) -> str:
        """The corners of a gateway."""
        x, y, width, height = self.box
        middle_x, middle_y = x + width / 2, y + height / 2
        return f"{middle_x},{y} {x + width},{middle_y} {middle_x},{y + height} {x},{middle_y}"


@dataclass(frozen=True)
class Picture:
    """A drawing with its measures; *here* names the places that are marked, some of them steps that *rest* there."""

    name: str
    area: Box
    lines: tuple[str, ...]
    shapes: tuple[Shape, ...]
    here: tuple[str, ...]
    rest: bool


def picture(process: Process, here: frozenset[str]) -> Picture:
    """Return the drawing of a process, with *here* marked."""
    shapes = tuple(_shapes(process, here))
    edges = [process.drawing.edges[flow] for flow in process.flows if flow in process.drawing.edges]
    right = max([shape.box.right for shape in shapes] + [point.x for edge in edges for point in edge], default=0)
    bottom = max([shape.box.bottom for shape in shapes] + [point.y for edge in edges for point in edge], default=0)
    left = min([shape.box.x for shape in shapes], default=0) - MARGIN
    top = min([shape.box.y for shape in shapes], default=0) - MARGIN
    return Picture(
        process.name or process.id,
        Box(left, top, right - left + MARGIN, bottom - top + MARGIN),
        tuple(" ".join(f"{point.x},{point.y}" for point in edge) for edge in edges),
        shapes,
        tuple(each.name or each.id for each in process.elements.values() if each.id in here),
        any(each.id in here and each.called is None for each in process.elements.values()),
    )


def _shapes(process: Process, here: frozenset[str]) -> Iterator[Shape]:
    for lane in process.lanes.values():
        if (box := process.drawing.shapes.get(lane.id)) is not None:
            words = tuple(wrap(lane.name, int(box.width // 7) or 1)[:1])
            yield Shape("lane", box, words, box.x + 8, box.y + LINE)
    for element in process.elements.values():
        if (box := process.drawing.shapes.get(element.id)) is not None:
            yield _shape(process, element, box, element.id in here)


def _shape(process: Process, element: Element, box: Box, here: bool) -> Shape:
    middle = box.x + box.width / 2
    form = "gateway" if element.kind.endswith("Gateway") else "event" if element.kind.endswith("Event") else "step"
    if form == "step":
        words = tuple(wrap(element.name or element.id, WIDE)[:4])
        first = box.y + box.height / 2 - (len(words) - 1) * LINE / 2 + 4
        return Shape(form, box, words, middle, first, here)
    words = tuple(wrap(element.name, NARROW)[:3])
    label = process.drawing.labels.get(element.id)
    x, y = (label.x + label.width / 2, label.y + LINE - 3) if label else (middle, box.bottom + LINE)
    sign = {"parallelGateway": "+", "exclusiveGateway": "×", "eventBasedGateway": "○"}.get(element.kind, "")
    return Shape(form, box, words, x, y, here, sign)
