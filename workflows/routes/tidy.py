"""Draws a diagram anew from what it means: lanes as bands, time from left to right, no arrow through a part.

Only the drawing changes: every byte outside it stays. Ids of shapes and edges that were there are kept.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.wording import said
from workflows.routes.bpmn_text import DC, DD, DI, MAX_FLOWS, MAX_NODES, MODEL
from workflows.routes.elements import Box
from workflows.routes.tidy_measure import Drawn
from workflows.routes.tidy_sheet import SUBS, Sheet, kind_of, ref_of
from workflows.routes.xml_text import Node, XmlText, in_attribute

_LEFT, _TOP = 160, 80  #: where the drawing begins: beside the palette
_MORE = ("isMarkerVisible", "isExpanded")  #: what a shape says of itself beside its place
_WHITE = " \t\r\n"


def tidied(data: bytes) -> bytes:
    """Return the file with a new drawing; the file must be well-formed and without a document type.

    Raises:
        InvalidAnswers: there is no process in it, or it holds more than the check reads.
    """
    xml = XmlText(data)
    parts = list(xml.root.all())
    processes = {node.get("id") or "": node for node in parts if node.name == f"{MODEL}process"}
    if not processes:
        raise InvalidAnswers([FieldError("", said("Er staat niets in deze tekening dat netjes te maken is."))])
    kinds = Counter("sequenceFlow" if node.name == f"{MODEL}sequenceFlow" else kind_of(node) for node in parts)
    if sum(kinds[kind] for kind in ("task", "gateway", "event")) > MAX_NODES or kinds["sequenceFlow"] > MAX_FLOWS:
        text = said("Deze tekening is te groot om netjes te maken. Verdeel haar in fasen.")
        raise InvalidAnswers([FieldError("", text)])
    old = _Old(xml)
    folded = frozenset(old.folded)
    planes: list[tuple[Node, Sheet]] = []
    for node in xml.root.named(f"{MODEL}collaboration"):
        planes.append((node, sheet := Sheet(xml.content, folded)))
        sheet.add_conversation(node, processes)
        for pool in node.named(f"{MODEL}participant"):
            processes.pop(ref_of(pool, "processRef"), None)
    closed = [
        node
        for node in parts
        if node.name.removeprefix(MODEL) in SUBS and node.get("id") in folded and any(map(kind_of, node.children))
    ]
    for node in (*processes.values(), *closed):
        planes.append((node, sheet := Sheet(xml.content, folded)))
        sheet.add(node)
    return _Writer(xml, old).written([(node, sheet, sheet.draw()) for node, sheet in planes if sheet.bands])


class _Old:
    """The drawing that there was: what each shape and edge said of itself, and where it stood."""

    def __init__(self, xml: XmlText) -> None:
        self.said: dict[tuple[str, str], dict[str, str]] = {}
        self.boxes: dict[str, Box] = {}
        self.folded: set[str] = set()
        known = xml.root.namespaces
        for diagram in xml.root.named(f"{DI}BPMNDiagram"):
            number = diagram.get("id") or ""
            for node in diagram.all():
                about = (node.get("bpmnElement") or "").rpartition(":")[2]
                if not node.name.startswith(DI) or not about:
                    continue
                kind = node.name.removeprefix(DI)
                words = {
                    name: value[0]
                    for name, value in node.attributes.items()
                    if ":" not in name
                    or known.get(name.partition(":")[0]) == node.namespaces.get(name.partition(":")[0])
                }
                self.said[kind, about] = {**words, "diagram": number}
                if kind == "BPMNShape" and (box := _bounds(node)) is not None:
                    self.boxes[about] = box
                    if node.get("isExpanded") == "false":
                        self.folded.add(about)

    def of(self, kind: str, about: str) -> dict[str, str]:
        return self.said.get((kind, about), {})


def _bounds(node: Node) -> Box | None:
    for bounds in node.named(f"{DC}Bounds"):
        try:
            x, y, width, height = (float(bounds.get(name) or "") for name in ("x", "y", "width", "height"))
        except ValueError:
            return None
        return Box(x, y, width, height)
    return None


@dataclass
class _Writer:
    """Writes planes in place of the drawing that there was."""

    xml: XmlText
    old: _Old

    def written(self, planes: list[tuple[Node, Sheet, Drawn]]) -> bytes:
        self.di, self.dc, self.dd = (self._prefix(space) for space in (DI, DC, DD))
        lines = [line for plane in planes for line in self._plane(*plane)]
        text, root = self.xml.text, self.xml.root
        break_ = "\r\n" if "\r\n" in text else "\n"
        diagrams = root.named(f"{DI}BPMNDiagram")
        for diagram in reversed(diagrams[1:]):
            start = len(text[: diagram.start].rstrip(_WHITE))
            text = text[:start] + text[diagram.end :]
        if diagrams:
            first = diagrams[0]
            new = f"{break_}{self.xml.indent_of(first)}".join(lines)
            return (text[: first.start] + new + text[first.end :]).encode()
        at = len(text[: root.outer].rstrip(_WHITE))
        new = "".join(f"{break_}  {line}" for line in lines)
        return (text[:at] + new + break_ + text[root.outer :].lstrip(_WHITE)).encode()

    def _prefix(self, space: str) -> tuple[str, str]:
        """Return the prefix of a namespace, and how it is declared if the file does not do so already."""
        known = self.xml.root.namespaces
        usual = {DI: "bpmndi", DC: "dc", DD: "di"}[space]
        found = next((prefix for prefix, name in known.items() if prefix and name == space[1:-1]), None)
        if found is not None:
            return found, ""
        prefix = usual if usual not in known else f"{usual}_"
        return prefix, f' xmlns:{prefix}="{space[1:-1]}"'

    def _plane(self, node: Node, sheet: Sheet, drawn: Drawn) -> Iterator[str]:
        number, di = node.get("id") or "", self.di[0]
        declared = "".join(each[1] for each in (self.di, self.dc, self.dd))
        was = self.old.of("BPMNPlane", number)
        diagram = in_attribute(was.get("diagram") or f"tekening_van_{number}")
        plane = in_attribute(was.get("id") or f"vlak_van_{number}")
        yield f'<{di}:BPMNDiagram{declared} id="{diagram}">'
        yield f'  <{di}:BPMNPlane id="{plane}" bpmnElement="{in_attribute(number)}">'
        yield from (f"    {line}" for line in self._items(sheet, drawn, _LEFT, _TOP))
        yield from (f"  </{di}:BPMNPlane>", f"</{di}:BPMNDiagram>")

    def _items(self, sheet: Sheet, drawn: Drawn, dx: float, dy: float) -> Iterator[str]:
        def bounds(box: Box) -> str:
            x, y, width, height = (round(each) for each in (box.x + dx, box.y + dy, box.width, box.height))
            return f'<{self.dc[0]}:Bounds x="{x}" y="{y}" width="{width}" height="{height}" />'

        def item(tag: str, number: str, inside: list[str], label: Box | None, always: str = "") -> Iterator[str]:
            was = self.old.of(tag, number)
            more = always + "".join(
                f' {name}="{in_attribute(value)}"'
                for name, value in was.items()
                if (name in _MORE and name not in always) or (":" in name and not name.startswith("xmlns"))
            )
            di, name = self.di[0], in_attribute(was.get("id") or f"{number}_di")
            yield f'<{di}:{tag} id="{name}" bpmnElement="{in_attribute(number)}"{more}>'
            yield from (f"  {line}" for line in inside)
            if label is not None:
                yield from (f"  <{di}:BPMNLabel>", f"    {bounds(label)}", f"  </{di}:BPMNLabel>")
            yield f"</{di}:{tag}>"

        for number, box in sheet.frames(drawn):
            yield from item("BPMNShape", number, [bounds(box)], None, ' isHorizontal="true"')
        for number, box in sheet.around(self.old.boxes):
            yield from item("BPMNShape", number, [bounds(box)], None)
        for number, part in (sheet.cells | sheet.guests).items():
            always = ' isExpanded="true"' if number in sheet.inner else ""
            yield from item("BPMNShape", number, [bounds(part.box)], drawn.labels.get(number), always)
            if number in sheet.inner:
                x, y = sheet.inside(number)
                yield from self._items(*sheet.inner[number], dx + x, dy + y)
        for arrow in sheet.arrows:
            points = drawn.points[arrow.id]
            ways = [f'<{self.dd[0]}:waypoint x="{round(x + dx)}" y="{round(y + dy)}" />' for x, y in points]
            yield from item("BPMNEdge", arrow.id, ways, drawn.labels.get(arrow.id))
