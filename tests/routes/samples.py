"""Small diagrams and routes, written in Python."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from workflows.routes.diagram import Process, read_diagram
from workflows.routes.route import Route, Shared

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'targetNamespace="urn:voorbeeld"'
)


class Node(NamedTuple):
    """A node of a diagram; *inner* is what stands inside its tag."""

    kind: str
    id: str
    attributes: Mapping[str, str]
    inner: str

    def xml(self) -> str:
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in self.attributes.items())
        return f'<{self.kind} id="{self.id}"{attributes}>{self.inner}</{self.kind}>'


class Flow(NamedTuple):
    source: str
    target: str
    when: str | None = None
    inner: str = ""

    @property
    def id(self) -> str:
        return f"{self.source}_naar_{self.target}"

    def xml(self) -> str:
        condition = f"<conditionExpression>{escape(self.when)}</conditionExpression>" if self.when is not None else ""
        attributes = f'id="{self.id}" sourceRef="{self.source}" targetRef="{self.target}"'
        return f"<sequenceFlow {attributes}>{self.inner}{condition}</sequenceFlow>"


def properties(values: Mapping[str, str]) -> str:
    """Return the extension elements with these properties; a trailing _ of a name (from_) falls off."""
    if not values:
        return ""
    entries = "".join(f"<s:property name={quoteattr(k.rstrip('_'))} value={quoteattr(v)}/>" for k, v in values.items())
    return f"<extensionElements><s:properties>{entries}</s:properties></extensionElements>"


def node(kind: str, id_: str, inner: str = "", attributes: Mapping[str, str] | None = None, **values: str) -> Node:
    return Node(kind, id_, attributes or {}, properties(values) + inner)


def start(id_: str = "begin", **values: str) -> Node:
    return node("startEvent", id_, **values)


def end(id_: str = "einde", **values: str) -> Node:
    return node("endEvent", id_, **values)


def terminate(id_: str = "einde", **values: str) -> Node:
    return node("endEvent", id_, "<terminateEventDefinition/>", **values)


def user(id_: str, inner: str = "", **values: str) -> Node:
    documentation = "<documentation>Doe wat er moet gebeuren.</documentation>"
    return Node("userTask", id_, {"name": f"Doe {id_}"}, documentation + properties(values) + inner)


def several(count: str, *, sequential: bool = False) -> str:
    """Return the inside of a task that is done *count* times."""
    order = ' isSequential="true"' if sequential else ""
    cardinality = f"<loopCardinality>{escape(count)}</loopCardinality>"
    return f"<multiInstanceLoopCharacteristics{order}>{cardinality}</multiInstanceLoopCharacteristics>"


def xor(id_: str, default: str | None = None, kind: str = "exclusiveGateway") -> Node:
    """Return a gateway that chooses; *default* is the target of its default flow."""
    return node(kind, id_, attributes={"default": Flow(id_, default).id} if default else {})


def or_(id_: str, default: str | None = None) -> Node:
    return xor(id_, default, "inclusiveGateway")


def and_(id_: str) -> Node:
    return node("parallelGateway", id_)


def race(id_: str) -> Node:
    return node("eventBasedGateway", id_)


def call(id_: str, process: str, **values: str) -> Node:
    return node("callActivity", id_, attributes={"calledElement": process}, **values)


def timer(due: str) -> str:
    return f"<timerEventDefinition><timeDate>{escape(due)}</timeDate></timerEventDefinition>"


def message(name: str) -> str:
    return f'<messageEventDefinition messageRef="bericht_{name}"/>'


def catch(id_: str, event: str, **values: str) -> Node:
    return node("intermediateCatchEvent", id_, event, **values)


def boundary(id_: str, host: str, event: str, *, interrupting: bool = True, **values: str) -> Node:
    attributes = {"attachedToRef": host} | ({} if interrupting else {"cancelActivity": "false"})
    return node("boundaryEvent", id_, event, attributes, **values)


def way(*ids: str) -> list[Flow]:
    """Return flows from each id to the next."""
    return [Flow(source, target) for source, target in pairwise(ids)]


def bpmn(
    *parts: Node | Flow | list[Flow] | str,
    process: str = "proces",
    lane: Mapping[str, str] | None = None,
    definitions: str = "",
    drawn: bool = True,
) -> bytes:
    """Return a BPMN file of nodes, flows and raw XML, in one lane with the properties *lane*, with its drawing."""
    flat = [each for part in parts for each in (part if isinstance(part, list) else [part])]
    nodes = [part for part in flat if isinstance(part, Node)]
    flows = [part for part in flat if isinstance(part, Flow)]
    raw = [part for part in flat if isinstance(part, str)]
    names = sorted({name.split('"')[0] for part in nodes for name in part.inner.split('messageRef="bericht_')[1:]})
    refs = "".join(f"<flowNodeRef>{part.id}</flowNodeRef>" for part in nodes)
    band = properties({"role": "secretariaat"} if lane is None else lane)
    lanes = f'<laneSet id="lanes"><lane id="lane" name="Secretariaat">{band}{refs}</lane></laneSet>'
    body = "".join([lanes, *(part.xml() for part in nodes), *(part.xml() for part in flows), *raw])
    messages = "".join(f'<message id="bericht_{name}" name="{name}"/>' for name in names)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions {NAMESPACES}>{messages}'
        f'<process id="{process}" isExecutable="true">{body}</process>'
        f"{_drawing(process, nodes, flows) if drawn else ''}{definitions}</definitions>"
    ).encode()


def _drawing(process: str, nodes: list[Node], flows: list[Flow]) -> str:
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{part.id}_di" bpmnElement="{part.id}">'
        f'<dc:Bounds x="{150 * index}" y="0" width="100" height="80"/></bpmndi:BPMNShape>'
        for index, part in enumerate(nodes)
    )
    edges = "".join(
        f'<bpmndi:BPMNEdge id="{flow.id}_di" bpmnElement="{flow.id}">'
        '<di:waypoint x="0" y="0"/><di:waypoint x="50" y="0"/></bpmndi:BPMNEdge>'
        for flow in flows
    )
    plane = f'<bpmndi:BPMNPlane bpmnElement="{process}">{shapes}{edges}</bpmndi:BPMNPlane>'
    return f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"


def task_diagram(*parts: Node | Flow | list[Flow] | str, between: str | None = None) -> bytes:
    """Return start - task - end with *parts* beside it, or with the node *between* in the place of the task."""
    middle = between or "taak"
    task = [] if between else [user("taak")]
    return bpmn(start(), *task, end(), way("begin", middle, "einde"), *parts)


def process_of(data: bytes) -> Process:
    (process,) = read_diagram("proces.bpmn", data)
    return process


ROLES = """
[secretariaat]
label = "Secretariaat"
party = "swv"
scope = "all"
[ib_er]
label = "IB'er"
party = "applicant"
scope = "own"
"""
_ROW = """
norm = "local"
owner = "swv"
certainty = "K"
consequence = "Te laat."
checked_on = 2026-11-01
checked_by = "jurist"
"""
RULES = f"""
[[rule]]
id = "T1"
label = "Beslissen"
period = {{ weeks = 8 }}
rolls = "none"
source = "Awb art. 4:13"
suspended_by = ["awb4:15"]
extension = {{ max = {{ weeks = 6 }}, source = "Awb art. 4:14" }}
{_ROW}
[[rule]]
id = "T4"
label = "Aanvullen"
period = {{ weeks = 2 }}
rolls = "none"
source = "eigen norm"
{_ROW}
"""
HOLIDAYS = 'known_from = 2023\nknown_through = 2028\nregion = "Midden"\n'
DUTIES = """
[horen]
label = "Ouders horen"
source = "Awb art. 4:8"
outcomes = ["REFUSED"]
"""
FORM = """
block = "request"
[[field]]
id = "besluit"
kind = "choice"
label = "Besluit"
options = { ja = "Ja", nee = "Nee" }
fact = true
"""
DATE_FORM = FORM + '[[field]]\nid = "datum"\nkind = "date"\nlabel = "Datum"\nfact = true\n'
LETTER_RULES = """
longest_sentence = "12"
[[part]]
id = "besluit"
label = "dat het een besluit is"
source = "Awb art. 1:3"
words = ["besluit"]
[[part]]
id = "bezwaar"
label = "hoe bezwaar kan"
source = "Awb art. 3:45"
[avoid]
derhalve = "daarom"
"""
LETTER = '+++\nsubject = "Uw aanvraag"\n+++\nGeachte lezer,\n\nU hoort van ons.\n'
SETTINGS = """
name = "proef"
title = "Proef"
owner = "SWV"
legal_basis = "WPO art. 18a"
may_start = ["ib_er"]
frame = "proces"
"""


def shared(**files: str) -> Shared:
    """Return the shared files; a keyword replaces the file of that name, one like ``paragraphs__groet`` adds one."""
    texts = {"roles": ROLES, "deadlines": RULES, "holidays": HOLIDAYS, "duties": DUTIES, "lists": ""}
    texts |= {"letters": LETTER_RULES} | files
    named = {f"{name.replace('__', '/')}.{'txt' if '__' in name else 'toml'}": text for name, text in texts.items()}
    return Shared({name: text.encode() for name, text in named.items()})


def route(*diagrams: bytes, **texts: str) -> Route:
    """Return a route of diagrams, with a form per user task; a keyword like ``forms__taak`` replaces a file."""
    files = {"route.toml": SETTINGS}
    contents = {f"d{index}.bpmn": data for index, data in enumerate(diagrams)}
    for file, data in contents.items():
        for process in read_diagram(file, data):
            files |= {f"forms/{task.id}.toml": FORM for task in process.of_kind({"userTask"})}
    suffixes = {"forms": ".toml", "notices": ".txt", "decisions": ".dmn"}
    for key, text in texts.items():
        folder, _, name = key.rpartition("__")
        files[f"{folder}/{name}{suffixes[folder]}" if folder else f"{name}.toml"] = text
    return Route({**{file: text.encode() for file, text in files.items()}, **contents})
