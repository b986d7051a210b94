"""SpiffWorkflow's parser, taught our kinds of node; whatever it would pass over in silence it refuses here."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import CallActivityParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition

from workflows.engine.events import SPLIT, BoundaryEvent, BoundarySplit, CatchEvent, EventGateway
from workflows.engine.joins import InclusiveGateway, ParallelGateway
from workflows.engine.nodes import (
    CallActivity,
    EffectTask,
    EndEvent,
    ExclusiveGateway,
    Instances,
    Node,
    PassingEvent,
    StartEvent,
    UserTask,
)
from workflows.engine.timers import DueTimer
from workflows.routes.diagram import DueAt, Element, Process

_DATA = ("ioSpecification", "dataInputAssociation", "dataOutputAssociation", "standardLoopCharacteristics")


@lru_cache(maxsize=512)
def _path(path: str, namespaces: tuple[tuple[str, str], ...]) -> etree.XPath:
    """Return a path that is asked of every node, ready to be asked: to make it so takes most of the time."""
    return etree.XPath(path, namespaces=dict(namespaces))


class _NodeParser(TaskParser):
    """Gives every node its element and its flows."""

    PARALLEL_MI_CLASS = SEQUENTIAL_MI_CLASS = Instances

    @property
    def element(self) -> Element:
        element: Element = self.process_parser.process.elements[self.bpmn_id]
        return element

    def _xpath(self, node: etree._Element, xpath: str) -> Any:
        return _path(xpath, tuple(self.nsmap.items()))(node)

    def create_task(self) -> Node:
        for tag in _DATA:
            if self.xpath(f"./bpmn:{tag}"):
                raise self.refused(f"'{tag}' wordt niet uitgevoerd")
        if self.xpath("./bpmn:multiInstanceLoopCharacteristics") and self.element.multi is None:
            raise self.refused("het aantal keren ontbreekt")
        node: Node = super().create_task()
        return node

    def parse_incoming_data_references(self) -> list[Any]:
        return []  # refused above; resolving them can go on for ever

    parse_outgoing_data_references = parse_incoming_data_references

    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: etree._Element, _default: bool) -> None:
        flow = self.process_parser.process.flows[sequence_flow_node.get("id")]
        self.task.connect(outgoing_task)
        self.task.flows = (*self.task.flows, (flow, outgoing_task.name))

    def _add_boundary_event(self, children: list[etree._Element]) -> BoundarySplit:
        split = BoundarySplit(self.spec, self.bpmn_id + SPLIT)
        split.element, split.host = self.element, self.task.name
        split.connect(self.task)
        for event in children:
            split.connect(self.process_parser.parse_node(event))
        return split

    def definition(self) -> EventDefinition:
        """Return what the event waits for or does; refuse what it would not do."""
        match self.element:
            case Element(event=None):
                return NoneEventDefinition()
            case Element(event="terminate"):
                return TerminateEventDefinition()
            case Element(event="message", message=str(message)):
                return MessageEventDefinition(message)
            case Element(event="timer", due_at=DueAt() as due_at):
                return DueTimer(due_at)
            case _:
                raise self.refused(f"'{self.element.event}' wordt niet uitgevoerd")

    def refused(self, why: str) -> ValidationException:
        return ValidationException(why, node=self.node, file_name=self.filename)


class _Event(_NodeParser):
    """An event; *allowed* are the things it may wait for or do."""

    allowed: tuple[str | None, ...] = (None,)

    def get_event_definition(self, _xpaths: list[str]) -> EventDefinition:
        if self.element.event not in self.allowed:
            raise self.refused(f"'{self.element.event or 'niets'}' past niet bij dit soort gebeurtenis")
        return self.definition()


class _Start(_Event, StartEventParser): ...


class _End(_Event, EndEventParser):
    allowed = (None, "terminate")

    def create_task(self) -> Node:
        node: Node = self._create_task(self.get_event_definition([]))
        return node  # not connected to an end of SpiffWorkflow's own: a process ends with its last token


class _Throw(_Event, IntermediateThrowEventParser): ...


class _Catch(_Event, IntermediateCatchEventParser):
    allowed = ("message", "timer")


class _Boundary(_Event, BoundaryEventParser):
    allowed = ("message", "timer")


class _Gateway(_NodeParser, GatewayParser): ...


class _EventGateway(_NodeParser, EventBasedGatewayParser): ...


class _Call(_NodeParser, CallActivityParser): ...


class Parser(BpmnParser):
    """Parses the diagrams of a route whose meaning has been read already into *processes*."""

    PARSER_CLASSES: Mapping[str, Any] = {}  #: what is not listed below is refused
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012
        full_tag("startEvent"): (_Start, StartEvent),
        full_tag("endEvent"): (_End, EndEvent),
        full_tag("intermediateThrowEvent"): (_Throw, PassingEvent),
        full_tag("intermediateCatchEvent"): (_Catch, CatchEvent),
        full_tag("boundaryEvent"): (_Boundary, BoundaryEvent),
        full_tag("userTask"): (_NodeParser, UserTask),
        full_tag("serviceTask"): (_NodeParser, EffectTask),
        full_tag("sendTask"): (_NodeParser, EffectTask),
        full_tag("businessRuleTask"): (_NodeParser, EffectTask),
        full_tag("callActivity"): (_Call, CallActivity),
        full_tag("exclusiveGateway"): (_Gateway, ExclusiveGateway),
        full_tag("inclusiveGateway"): (_Gateway, InclusiveGateway),
        full_tag("parallelGateway"): (_Gateway, ParallelGateway),
        full_tag("eventBasedGateway"): (_EventGateway, EventGateway),
    }

    def __init__(self, processes: Mapping[str, Process]) -> None:
        super().__init__()
        self.processes = processes

    def create_parser(self, node: etree._Element, filename: str | None = None, lane: str | None = None) -> None:
        super().create_parser(node, filename, lane)
        process = str(node.get("id"))
        self.process_parsers[process].process = self.processes[process]

    def _add_diagram_indexes(self, bpmn: etree._Element) -> None:
        """Leave lanes and drawing alone: the order of flows is the file's, wherever they are drawn."""
