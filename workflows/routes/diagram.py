"""Reads a BPMN file: what its processes mean and how they are drawn."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from workflows.domain.errors import InvalidExpression, InvalidRoute
from workflows.domain.expressions import Expression, compile_expression
from workflows.domain.findings import Finding, errors_in
from workflows.routes.bpmn_text import (
    ANEW,
    MAX_FLOWS,
    MAX_ID,
    MAX_NAME,
    MAX_NODES,
    MAX_TEXT,
    MODEL,
    NODES,
    SPIFF,
    WORD,
    inspect,
    is_model,
    local,
    nearest_id,
    shown,
    tree_of,
)
from workflows.routes.drawing import read_drawing
from workflows.routes.elements import (
    Box,
    Drawing,
    DueAt,
    Element,
    Flow,
    Lane,
    MultiInstance,
    Point,
    Process,
    Verbs,
    verbs_of,
)
from workflows.routes.part_words import label
from workflows.routes.remarks import Remarks

__all__ = [
    "Box",
    "Drawing",
    "DueAt",
    "Element",
    "Flow",
    "InvalidDiagram",
    "Lane",
    "MultiInstance",
    "Point",
    "Process",
    "Reading",
    "Verbs",
    "read_diagram",
    "reading_of",
    "verbs_of",
]

_RESERVED = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
_EVENT = "EventDefinition"
RENAME = "Geef één van beide een andere ‘Naam in rapporten en voorbeelden’."


class InvalidDiagram(InvalidRoute):
    """A BPMN file that cannot be read as it is meant; carries the findings."""


@dataclass(frozen=True)
class Reading:
    """What could be read of a file, and what there is to say about it; a process that is too broken is left out."""

    processes: tuple[Process, ...]
    findings: tuple[Finding, ...]


def read_diagram(file: str, data: bytes) -> tuple[Process, ...]:
    """Return the processes of a BPMN file.

    Raises:
        InvalidDiagram: the file is no BPMN, or draws what would not be done; with every finding.
    """
    reading = reading_of(file, data)
    if errors_in(reading.findings):
        raise InvalidDiagram(reading.findings)
    return reading.processes


@lru_cache(maxsize=512)
def reading_of(file: str, data: bytes) -> Reading:
    """Read as much as possible of a BPMN file; never raises."""
    remarks = Remarks(file)
    root = tree_of(data, remarks)
    if root is None:
        return Reading((), tuple(remarks.findings))
    kinds = Counter(local(node) for node in root.iter(f"{MODEL}*"))
    if sum(kinds[kind] for kind in NODES) > MAX_NODES or kinds["sequenceFlow"] > MAX_FLOWS:
        problem = f"Er staan meer dan {MAX_NODES} onderdelen of {MAX_FLOWS} pijlen in."
        remarks.refuse("", "too-large", problem, "Verdeel haar over meer tekeningen.")
        return Reading((), tuple(remarks.findings))
    inspect(root, remarks)
    _check_ids(root, remarks)
    messages = {node.get("id", ""): node.get("name", "") for node in root.iterfind(f"{MODEL}message")}
    drawing = read_drawing(root, remarks)
    nodes = root.findall(f"{MODEL}process")
    if not nodes:
        remarks.refuse("", "no-process", "Er staat niets in deze tekening.", "Teken een start, taken en een einde.")
    read = [_ProcessReader(node, messages, drawing, remarks).read() for node in nodes]
    return Reading(tuple(process for process in read if process), tuple(remarks.findings))


def _check_ids(root: etree._Element, remarks: Remarks) -> None:
    seen: set[str] = set()
    for node in root.iter(f"{MODEL}*"):
        found = node.get("id")
        kind = local(node)
        if found is None:
            if kind in NODES or kind in ("process", "sequenceFlow", "lane", "message"):
                remarks.refuse(nearest_id(node), "id", f"Een onderdeel ({kind}) heeft geen naam in rapporten.", ANEW)
            continue
        if found in seen:
            remarks.refuse(found, "id-twice", f"Twee onderdelen heten in rapporten '{shown(found)}'.", RENAME)
        seen.add(found)
        if not WORD.fullmatch(found) or len(found) > MAX_ID:
            problem = f"De naam in rapporten '{shown(found)}' is geen woord."
            remedy = f"Gebruik letters, cijfers en _; begin met een letter; hoogstens {MAX_ID} tekens."
            remarks.refuse(found, "id", problem, remedy)
        elif found in _RESERVED:
            problem = f"De naam in rapporten '{found}' is al van het systeem zelf."
            remarks.refuse(found, "id", problem, "Noem het onderdeel naar wat er gebeurt, bijvoorbeeld 'ontvangen'.")


def _text(node: etree._Element, tag: str) -> str:
    found = node.find(f"{MODEL}{tag}")
    return "" if found is None else "".join(found.itertext()).strip()


def _properties(node: etree._Element, remarks: Remarks) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in node.iterfind(f"{MODEL}extensionElements/{SPIFF}properties/{SPIFF}property"):
        name, value = entry.get("name", "").strip(), entry.get("value", "").strip()
        if name in found:
            remarks.refuse(
                nearest_id(node),
                "property-twice",
                f"{label(shown(name))} is twee keer ingevuld.",
                "Haal één weg.",
            )
        found[name] = value
    return found


class _ProcessReader:
    """Reads one process; what cannot be read becomes a finding and is left out."""

    def __init__(self, node: etree._Element, messages: Mapping[str, str], drawing: Drawing, remarks: Remarks) -> None:
        self.node, self.messages, self.drawing, self.remarks = node, messages, drawing, remarks
        self.id = node.get("id", "")
        self.lanes: dict[str, Lane] = {}
        self.lane_of: dict[str, Lane] = {}

    def read(self) -> Process | None:
        for lane_set in self.node.iterfind(f"{MODEL}laneSet"):
            self._read_lanes(lane_set, None)
        elements = {
            node.get("id", ""): self._element(node) for node in self.node if local(node) in NODES and is_model(node)
        }
        flows = self._read_flows(elements)
        for flow in flows.values():
            source, target = elements[flow.source], elements[flow.target]
            elements[flow.source] = replace(source, outgoing=(*source.outgoing, flow.id))
            target = elements[flow.target]
            elements[flow.target] = replace(target, incoming=(*target.incoming, flow.id))
        for element in elements.values():
            self._check_references(element, elements)
        starts = [each for each in elements.values() if each.kind == "startEvent"]
        if len(starts) != 1:
            problem = "Er staat geen begin in." if not starts else f"Er staan {len(starts)} keer een begin in."
            self.remarks.refuse(self.id, "one-start", problem, "Teken precies één ‘Begin’.")
            return None
        return Process(
            self.id,
            self._name(self.node),
            self.remarks.file,
            elements,
            flows,
            self.lanes,
            starts[0],
            _properties(self.node, self.remarks),
            self.drawing,
        )

    def _name(self, node: etree._Element) -> str:
        name = " ".join(node.get("name", "").split())
        if len(name) > MAX_NAME:
            self.remarks.refuse(nearest_id(node), "name", "De naam is te lang.", f"Hoogstens {MAX_NAME} tekens.")
        return name[:MAX_NAME]

    def _read_lanes(self, lane_set: etree._Element, around: Lane | None) -> None:
        for node in lane_set.iterfind(f"{MODEL}lane"):
            properties = _properties(node, self.remarks)
            role = properties.get("role") or (around.role if around else None)
            party = properties.get("party") or (around.party if around and "role" not in properties else None)
            lane = Lane(node.get("id", ""), self._name(node), role, party, properties)
            self.lanes[lane.id] = lane
            for reference in node.iterfind(f"{MODEL}flowNodeRef"):
                element = (reference.text or "").strip()
                if self.lane_of.get(element, around) is not around:
                    problem = "Het onderdeel staat in twee banen."
                    self.remarks.refuse(element, "two-lanes", problem, "Zet het in één baan.")
                self.lane_of[element] = lane
            for inner in node.iterfind(f"{MODEL}childLaneSet"):
                self._read_lanes(inner, lane)

    def _element(self, node: etree._Element) -> Element:
        kind, element_id = local(node), node.get("id", "")
        definitions = [child for child in node if local(child).endswith(_EVENT)]
        if len(definitions) > 1:
            problem = "Dit teken betekent twee dingen tegelijk."
            self.remarks.refuse(element_id, "event", problem, "Teken er twee, of kies er één.")
        definition = definitions[0] if definitions else None
        event = local(definition)[: -len(_EVENT)] if definition is not None else None
        documentation = _text(node, "documentation")
        if len(documentation) > MAX_TEXT:
            self.remarks.refuse(element_id, "name", "De uitleg is te lang.", f"Hoogstens {MAX_TEXT} tekens.")
        return Element(
            id=element_id,
            kind=kind,
            process=self.id,
            name=self._name(node),
            documentation=documentation[:MAX_TEXT],
            lane=self.lane_of.get(element_id),
            properties=_properties(node, self.remarks),
            event=event,
            message=self._message(element_id, definition) if event == "message" and definition is not None else None,
            attached_to=node.get("attachedToRef"),
            interrupting=node.get("cancelActivity", "true") == "true",
            called=node.get("calledElement"),
            default=node.get("default"),
            multi=self._multi(node),
            due_at=self._due_at(element_id, definition) if event == "timer" and definition is not None else None,
        )

    def _message(self, element_id: str, definition: etree._Element) -> str | None:
        name = self.messages.get(definition.get("messageRef", ""), "").strip()
        if not WORD.fullmatch(name) or len(name) > MAX_ID:
            problem = f"Het bericht heeft geen naam ('{shown(name)}')." if name else "Er is geen bericht gekozen."
            self.remarks.refuse(element_id, "message", problem, "Kies een bericht en geef het een naam van één woord.")
            return None
        return name

    def _due_at(self, element_id: str, definition: etree._Element) -> DueAt | None:
        text = _text(definition, "timeDate")
        try:
            return DueAt.parse(text)
        except ValueError:
            problem = f"Het moment '{shown(text)}' noemt geen termijn." if text else "Er is nog geen moment gekozen."
            remedy = (
                'Kies bij ‘Op welk moment’ een termijn. Als tekst: due_at("T2"), of due_at("T2", -14). Past er geen: '
                "‘Ik wil …’, ‘een stap toevoegen’ maakt een eigen norm, die u hier dan kiest."
            )
            self.remarks.refuse(element_id, "timer", problem, remedy)
            return None

    def _multi(self, node: etree._Element) -> MultiInstance | None:
        found = node.find(f"{MODEL}multiInstanceLoopCharacteristics")
        if found is None:
            return None
        cardinality = self._expression(nearest_id(node), "‘Hoeveel keer’", _text(found, "loopCardinality"))
        return MultiInstance(cardinality, found.get("isSequential") == "true") if cardinality else None

    def _expression(self, element_id: str, what: str, text: str) -> Expression | None:
        if not text:
            self.remarks.refuse(element_id, "expression", f"{what} is nog niet ingevuld.", f"Vul {what} in.")
            return None
        try:
            return compile_expression(text)
        except InvalidExpression as error:
            problem = f"Bij {what} staat iets dat niet te lezen is: {error}"
            self.remarks.refuse(element_id, "expression", problem, f"Nu staat er '{shown(text)}'; verbeter dit.")
            return None

    def _read_flows(self, elements: Mapping[str, Element]) -> dict[str, Flow]:
        flows: dict[str, Flow] = {}
        for node in self.node.iterfind(f"{MODEL}sequenceFlow"):
            flow_id, source, target = (node.get(key, "") for key in ("id", "sourceRef", "targetRef"))
            if source not in elements or target not in elements:
                problem = "De pijl begint of eindigt niet bij een onderdeel van deze tekening."
                self.remarks.refuse(flow_id, "dangling", problem, "Trek de pijl opnieuw.")
                continue
            condition = None
            if node.find(f"{MODEL}conditionExpression") is not None:
                condition = self._expression(flow_id, "‘Voorwaarde’", _text(node, "conditionExpression"))
            flows[flow_id] = Flow(flow_id, source, target, self._name(node), condition, _properties(node, self.remarks))
        return flows

    def _check_references(self, element: Element, elements: Mapping[str, Element]) -> None:
        if element.default is not None and element.default not in element.outgoing:
            problem = "De standaardpijl vertrekt niet van deze keuze."
            self.remarks.refuse(element.id, "default", problem, "Kies een uitgaande pijl als standaard.")
        if element.kind == "boundaryEvent" and element.attached_to not in elements:
            problem = "Dit hoort op de rand van een taak, en hangt nergens aan."
            self.remarks.refuse(element.id, "boundary-host", problem, "Zet haar op de rand van een taak.")
