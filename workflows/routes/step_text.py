"""One more task written into a BPMN file: the task, its arrow, its lane and its place in the drawing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workflows.domain.errors import NotFound
from workflows.routes.bpmn_text import DC, DD, DI, MODEL
from workflows.routes.diagram import Reading, reading_of
from workflows.routes.diagram_text import DiagramText
from workflows.routes.drawing_room import room_for
from workflows.routes.elements import Drawing, Flow, Process
from workflows.routes.xml_text import Node, XmlText, in_attribute


@dataclass(frozen=True)
class NewStep:
    """A task to add on an arrow: the arrow then leads to it, and from it another one to where that led.

    *lane* is a lane of the drawing; with *role* a new lane of this id and name, for who has that role.
    """

    id: str
    name: str
    explanation: str
    flow: str
    lane: str
    lane_name: str = ""
    role: str = ""
    properties: Mapping[str, str] | None = None

    @property
    def goes(self) -> str:
        return f"{self.id}_verder"


def places_for_a_step(process: Process) -> Iterator[Flow]:
    """Yield the arrows on which a task can stand: not behind a gateway that waits for what comes first."""
    for flow in process.flows.values():
        if process.elements[flow.source].kind != "eventBasedGateway":
            yield flow


def with_step(file: str, data: bytes, step: NewStep) -> bytes:
    """Return a diagram that can be read with one more task in it.

    Raises:
        NotFound: there is no such arrow or lane.
    """
    process = _process_of(reading_of(file, data), step.flow)
    text = DiagramText(data)
    if step.role:
        _add_lane(text, process, step)
    _add_task(text, process, step)
    after = _process_of(reading_of(file, text.data), step.flow)
    drawing = room_for(replace(after, drawing=process.drawing), step.id, step.flow, step.goes, step.lane)
    _draw(text.xml, drawing, step)
    return text.data


def _process_of(reading: Reading, flow: str) -> Process:
    for process in reading.processes:
        if flow in process.flows:
            return process
    raise NotFound(f"no arrow {flow!r}")


# ------------------------------------------------------------------ the model
def _add_lane(text: DiagramText, process: Process, step: NewStep) -> None:
    last = text.part(list(process.lanes)[-1]) if process.lanes else None
    if last is None or last.around is None:
        raise NotFound("no lane beside which another can stand")
    tag, around = last.tag, last.around
    written = f'<{tag} id="{in_attribute(step.lane)}" name="{in_attribute(step.lane_name)}"></{tag}>'
    text.xml.add(around, written, around.children[-1])
    text.set_property(step.lane, "role", step.role)


def _add_task(text: DiagramText, process: Process, step: NewStep) -> None:
    flow = process.flows[step.flow]
    source = text.part(flow.source)
    prefix = f"{source.prefix}:" if source.prefix else ""
    name = in_attribute(step.name)
    counted = bool(source.named(f"{MODEL}outgoing"))
    ways = f"\n  <{prefix}incoming>{flow.id}</{prefix}incoming>\n  <{prefix}outgoing>{step.goes}</{prefix}outgoing>\n"
    written = f'<{prefix}userTask id="{step.id}" name="{name}">{ways if counted else ""}</{prefix}userTask>'
    text.xml.add(_around(source), written, source)
    text.set_explanation(step.id, step.explanation)
    for key, value in (step.properties or {}).items():
        text.set_property(step.id, key, value)
    arrow = text.part(flow.id)
    ends = f'sourceRef="{step.id}" targetRef="{flow.target}"'
    text.xml.add(_around(arrow), f'<{prefix}sequenceFlow id="{step.goes}" {ends} />', arrow)
    text.xml.set_attribute(text.part(flow.id), "targetRef", step.id)
    for came in text.part(flow.target).named(f"{MODEL}incoming"):
        if text.xml.content(came).strip() == flow.id:
            text.xml.set_content(came, step.goes)
            break
    text.put_in_lane(step.id, step.lane)


def _around(node: Node) -> Node:
    if node.around is None:
        raise NotFound("nothing around it")
    return node.around


# ------------------------------------------------------------------ the drawing
def _draw(xml: XmlText, drawing: Drawing, step: NewStep) -> None:
    """Write the drawing as it has become: what is new is added, what moved is written anew in its place."""
    for number, kind in ((step.lane, "Shape"), (step.id, "Shape"), (step.goes, "Edge")):
        if number and _drawn(xml, number) is None:
            _add_drawn(xml, number, kind, step)
    edits: list[tuple[int, int, str]] = []
    for node in xml.root.all():
        number = node.get("bpmnElement") or ""
        if node.name == f"{DI}BPMNShape" and number in drawing.shapes:
            edits += _boxed(node, drawing.shapes[number])
        elif node.name == f"{DI}BPMNEdge" and number in drawing.edges:
            edits += _pointed(xml, node, drawing.edges[number])
        else:
            continue
        for label in node.named(f"{DI}BPMNLabel"):
            if number in drawing.labels:
                edits += _boxed(label, drawing.labels[number])
    xml.write_all(edits)


def _drawn(xml: XmlText, number: str) -> Node | None:
    kinds = (f"{DI}BPMNShape", f"{DI}BPMNEdge")
    return next((node for node in xml.root.all() if node.name in kinds and node.get("bpmnElement") == number), None)


def _add_drawn(xml: XmlText, number: str, kind: str, step: NewStep) -> None:
    """Add a shape or an arrow that has no place yet, beside one of its own kind."""
    beside = _drawn(xml, step.flow)
    shapes = [node for node in xml.root.all() if node.name == f"{DI}BPMNShape"]
    if beside is None or not shapes:
        raise NotFound("no drawing")
    like = beside if kind == "Edge" else shapes[0]
    about = f'{like.tag} id="{number}_di" bpmnElement="{number}"'
    if kind == "Edge":
        point = _prefix(like, DD, "waypoint")
        written = f'<{about}>\n  <{point} x="0" y="0" />\n  <{point} x="1" y="0" />\n</{like.tag}>'
    else:
        bounds = _prefix(like, DC, "Bounds")
        level = ' isHorizontal="true"' if number == step.lane else ""
        written = f'<{about}{level}>\n  <{bounds} x="0" y="0" width="1" height="1" />\n</{like.tag}>'
    xml.add(_around(like), written, like)


def _prefix(node: Node, namespace: str, tag: str) -> str:
    found = next((key for key, name in node.namespaces.items() if f"{{{name}}}" == namespace), "")
    return f"{found}:{tag}" if found else tag


def _boxed(node: Node, box: tuple[float, float, float, float]) -> Iterator[tuple[int, int, str]]:
    for bounds in node.named(f"{DC}Bounds")[:1]:
        for key, value in zip(("x", "y", "width", "height"), box, strict=True):
            old, start, end = bounds.attributes[key]
            if float(old) != value:
                yield start, end, f"{value:g}"


def _pointed(xml: XmlText, node: Node, points: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int, str]]:
    there = node.named(f"{DD}waypoint")
    if [(float(each.get("x") or 0), float(each.get("y") or 0)) for each in there] == [tuple(each) for each in points]:
        return
    indent = f"\n{xml.indent_of(there[0])}"
    written = indent.join(f'<{there[0].tag} x="{x:g}" y="{y:g}" />' for x, y in points)
    yield there[0].start, there[-1].end, written
