"""The bytes of a BPMN file become a tree, safely, and nothing in it goes unnoticed.

What the house does not know it refuses here: a part that is not read would be drawn and never done.
"""

import re

from lxml import etree

from workflows.routes.part_words import INSTEAD
from workflows.routes.remarks import Remarks

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"

MAX_BYTES, MAX_TAGS, MAX_NODES, MAX_FLOWS = 2_000_000, 60_000, 300, 900
MAX_ID, MAX_NAME, MAX_TEXT = 80, 200, 20_000
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")

#: What may stand on every node of the flow, and the values (None: any) its attributes may have.
_Allowed = dict[str, tuple[str, ...] | None]
_ANY: _Allowed = {"id": None, "name": None}
_ACTIVITY: _Allowed = {**_ANY, "isForCompensation": ("false",), "startQuantity": ("1",), "completionQuantity": ("1",)}
_TASK: _Allowed = {**_ACTIVITY, "implementation": ("##unspecified", "##WebService")}
_GATEWAY: _Allowed = {**_ANY, "gatewayDirection": None}
ATTRIBUTES: dict[str, _Allowed] = {
    "startEvent": {**_ANY, "isInterrupting": ("true",), "parallelMultiple": ("false",)},
    "endEvent": _ANY,
    "intermediateCatchEvent": {**_ANY, "parallelMultiple": ("false",)},
    "intermediateThrowEvent": _ANY,
    "boundaryEvent": {
        **_ANY,
        "attachedToRef": None,
        "cancelActivity": ("true", "false"),
        "parallelMultiple": ("false",),
    },
    "userTask": _TASK,
    "serviceTask": _TASK,
    "sendTask": _TASK,
    "businessRuleTask": _TASK,
    "callActivity": {**_ACTIVITY, "calledElement": None},
    "exclusiveGateway": {**_GATEWAY, "default": None},
    "inclusiveGateway": {**_GATEWAY, "default": None},
    "parallelGateway": _GATEWAY,
    "eventBasedGateway": {**_GATEWAY, "instantiate": ("false",), "eventGatewayType": ("Exclusive",)},
    "sequenceFlow": {**_ANY, "sourceRef": None, "targetRef": None},
    "process": {**_ANY, "isExecutable": ("true",), "processType": ("None", "Private"), "isClosed": None},
    "lane": _ANY,
    "laneSet": _ANY,
    "childLaneSet": _ANY,
    "multiInstanceLoopCharacteristics": {"id": None, "isSequential": ("true", "false"), "behavior": ("All",)},
    "conditionExpression": {"id": None, "{http://www.w3.org/2001/XMLSchema-instance}type": None, "language": None},
    "messageEventDefinition": {"id": None, "messageRef": None},
    "timerEventDefinition": {"id": None},
    "terminateEventDefinition": {"id": None},
    "message": {"id": None, "name": None},
}
NODES = frozenset(kind for kind in ATTRIBUTES if kind.endswith(("Event", "Task", "Gateway")) or kind == "callActivity")
_EVENTS = frozenset({"messageEventDefinition", "timerEventDefinition", "terminateEventDefinition"})
_INSIDE_NODE = frozenset({"documentation", "extensionElements", "incoming", "outgoing"})
_NOTES = frozenset({"textAnnotation", "association", "group"})
CHILDREN: dict[str, frozenset[str]] = {
    **dict.fromkeys(NODES, _INSIDE_NODE),
    **{kind: _INSIDE_NODE | _EVENTS for kind in NODES if kind.endswith("Event")},
    "userTask": _INSIDE_NODE | {"multiInstanceLoopCharacteristics"},
    "sequenceFlow": frozenset({"documentation", "extensionElements", "conditionExpression"}),
    "process": NODES | _NOTES | {"documentation", "extensionElements", "laneSet", "sequenceFlow"},
    "laneSet": frozenset({"documentation", "lane"}),
    "childLaneSet": frozenset({"documentation", "lane"}),
    "lane": frozenset({"documentation", "extensionElements", "flowNodeRef", "childLaneSet"}),
    "multiInstanceLoopCharacteristics": frozenset({"loopCardinality"}),
    "timerEventDefinition": frozenset({"timeDate"}),
    "messageEventDefinition": frozenset(),
    "terminateEventDefinition": frozenset(),
    "message": frozenset({"documentation"}),
    "definitions": _NOTES | {"documentation", "process", "collaboration", "message", "category"},
}
#: For what stands in the file and not on the screen.
ANEW = "Lees de tekening opnieuw in: dan valt het weg. Of teken dit onderdeel opnieuw."
_UNSEEN = ("EventDefinition", "Characteristics", "Expression", "Specification", "Association", "Set")


def shown(text: str, length: int = 60) -> str:
    """Return *text* short enough to quote in a finding."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def local(node: etree._Element) -> str:
    """Return the tag of *node* without its namespace; empty for comments and the like."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def is_model(node: etree._Element) -> bool:
    """Whether *node* is a part of the model itself, not of its drawing or of an extension."""
    return str(node.tag).startswith(MODEL)


def nearest_id(node: etree._Element) -> str:
    """Return the id of *node*, or of the first part around it that has one and can be seen in the drawing."""
    for each in (node, *node.iterancestors()):
        if (found := each.get("id")) and not local(each).endswith(_UNSEEN):
            return str(found)
    return ""


def tree_of(data: bytes, remarks: Remarks) -> etree._Element | None:
    """Parse *data* without entities, document type or network; None, with a finding, if that cannot be done."""
    if len(data) > MAX_BYTES or data.count(b"<") > MAX_TAGS:
        remarks.refuse("", "too-large", "Het bestand is te groot.", "Verdeel haar over meer tekeningen.")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        remarks.refuse(
            "",
            "not-utf-8",
            "De letters in deze tekening zijn niet te lezen.",
            "Exporteer haar opnieuw en lees haar in bij het voorstel.",
        )
        return None
    if _has_doctype(text):
        remarks.refuse(
            "",
            "doctype",
            "Boven aan het bestand staat een verwijzing naar buiten (DOCTYPE).",
            "Exporteer de tekening opnieuw.",
        )
        return None
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        problem = f"Het bestand is beschadigd of geen tekening (regel {line})."
        remarks.refuse("", "not-xml", problem, "Exporteer de tekening opnieuw.")
        return None
    if root.tag != f"{MODEL}definitions":
        remarks.refuse(
            "",
            "not-bpmn",
            "Dit is geen tekening die hier te lezen is.",
            "Exporteer haar in het andere programma als BPMN 2.0.",
        )
        return None
    return root


def _has_doctype(text: str) -> bool:
    """Whether a document type stands before the root element, the only place where XML allows one."""
    at = 0
    while (at := text.find("<", at)) >= 0 and text[at + 1 : at + 2] in ("?", "!"):
        closing = "?>" if text[at + 1] == "?" else "-->"
        if text[at + 1] == "!" and not text.startswith("<!--", at):
            return True
        if (at := text.find(closing, at)) < 0:
            return False
    return False


def inspect(root: etree._Element, remarks: Remarks) -> None:
    """Refuse every part and attribute that the house does not read; the drawing and the pools are not its business."""
    todo = [root]
    while todo:
        node = todo.pop()
        kind = local(node)
        for child in node:
            name = local(child)
            if not name or (node is root and not is_model(child)):
                continue
            if not is_model(child) or name not in CHILDREN.get(kind, frozenset()):
                _refuse_part(child, name, remarks)
            elif name in CHILDREN or name in ATTRIBUTES:
                _inspect_attributes(child, name, remarks)
                todo.append(child)
            elif name == "extensionElements":
                _inspect_extension(child, remarks)


def _refuse_part(node: etree._Element, name: str, remarks: Remarks) -> None:
    other = f"Een onderdeel van een soort die hier niet bestaat ({name})"
    what, remedy = INSTEAD.get(name, (other, "Haal het weg, of teken het met een onderdeel uit het palet."))
    code = "event" if name.endswith("EventDefinition") else "unsupported"
    remarks.refuse(nearest_id(node), code, f"{what} wordt hier niet uitgevoerd.", remedy)


def _inspect_attributes(node: etree._Element, kind: str, remarks: Remarks) -> None:
    allowed = ATTRIBUTES.get(kind, {})
    for key, value in node.attrib.items():
        name = etree.QName(key).localname
        if key not in allowed:
            problem = f"De instelling '{name}' doet hier niets."
            remarks.refuse(nearest_id(node), "attribute", problem, ANEW)
        elif (values := allowed[key]) is not None and value not in values:
            problem = f"De instelling '{name}' wordt hier niet uitgevoerd ({shown(value)})."
            remarks.refuse(nearest_id(node), "attribute", problem, "Teken dit onderdeel opnieuw, of haal het weg.")


def _inspect_extension(node: etree._Element, remarks: Remarks) -> None:
    for child in node:
        if not (name := local(child)):
            continue
        if child.tag != f"{SPIFF}properties":
            remarks.refuse(
                nearest_id(node),
                "script" if name in ("preScript", "postScript") else "extension",
                f"De instelling '{name}' van een ander programma doet hier niets.",
                ANEW,
            )
            continue
        for entry in child:
            if local(entry) and (entry.tag != f"{SPIFF}property" or set(entry.attrib) != {"name", "value"}):
                problem = f"De instelling '{local(entry)}' heeft geen naam en waarde."
                remarks.refuse(nearest_id(node), "extension", problem, ANEW)
