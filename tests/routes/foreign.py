"""Diagrams as other tools export them, written by hand in the style of each: what their users will bring along."""

from itertools import pairwise

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NAMES = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "modeler": "http://camunda.org/schema/modeler/1.0",
    "signavio": "http://www.signavio.com",
    "bizagi": "http://www.bizagi.com/bpmn20",
    "activiti": "http://activiti.org/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "tns": "http://www.jboss.org/drools",
    "bioc": "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "color": "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "s": "http://spiffworkflow.org/bpmn/schema/1.0/core",
}


def export(
    prefix: str, body: str, *, process: str = 'id="Process_1" isExecutable="true"', tool: str = "", around: str = ""
) -> bytes:
    """Return a file in which the parts of the model have *prefix*; in *body* and *around* they stand as ``<:task``."""
    named = f"{prefix}:" if prefix else ""
    spaces = " ".join(f'xmlns:{key}="{name}"' for key, name in NAMES.items())
    model = f'xmlns{":" + prefix if prefix else ""}="{MODEL}"'
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<:definitions {model} {spaces} id="Definitions_1" '
        f'targetNamespace="http://bpmn.io/schema/bpmn" {tool}>{around}<:process {process}>{body}</:process></:definitions>'
    )
    return text.replace("</:", f"</{named}").replace("<:", f"<{named}").encode()


def chain(*nodes: str, prefix: str = "Flow_") -> str:
    """Return arrows from each id to the next."""
    return "".join(
        f'<:sequenceFlow id="{prefix}{number}" sourceRef="{source}" targetRef="{target}" />'
        for number, (source, target) in enumerate(pairwise(nodes))
    )


def between(kind: str, attributes: str = "", inner: str = "") -> str:
    """Return a start, one step and an end."""
    return (
        f'<:startEvent id="StartEvent_1" /><:{kind} id="Stap" name="Stap" {attributes}>{inner}</:{kind}>'
        f'<:endEvent id="Event_end" />{chain("StartEvent_1", "Stap", "Event_end")}'
    )


def extended(inner: str) -> str:
    return f"<:extensionElements>{inner}</:extensionElements>"


MODELER7 = 'exporter="Camunda Modeler" exporterVersion="5.31.0" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.22.0"'
MODELER8 = 'exporter="Camunda Modeler" exporterVersion="5.31.0" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0"'

FOREIGN = {
    # ------------------------------------------------------------------ Camunda 7
    "Camunda 7, embedded form": export("bpmn", between("userTask", 'camunda:formKey="embedded:app:forms/aanvraag.html" camunda:assignee="${starter}"'), tool=MODELER7),
    "Camunda 7, generated form": export("bpmn", between("userTask", "", extended('<camunda:formData><camunda:formField id="soort" type="enum"><camunda:value id="so" name="SO" /></camunda:formField></camunda:formData>')), tool=MODELER7),
    "Camunda 7, Java delegate": export("bpmn", between("serviceTask", 'camunda:class="nl.swv.NummerGeven" camunda:asyncBefore="true"'), tool=MODELER7),
    "Camunda 7, external task": export("bpmn", between("serviceTask", 'camunda:type="external" camunda:topic="brief"'), tool=MODELER7),
    "Camunda 7, decision table": export("bpmn", between("businessRuleTask", 'camunda:decisionRef="bevoegd" camunda:resultVariable="uitkomst"'), tool=MODELER7),
    "Camunda 7, script": export("bpmn", between("scriptTask", 'scriptFormat="groovy"', "<:script>execution.setVariable('x', 1)</:script>"), tool=MODELER7),
    "Camunda 7, mail connector": export("bpmn", between("sendTask", "", extended('<camunda:connector><camunda:connectorId>mail-send</camunda:connectorId></camunda:connector>')), tool=MODELER7),
    "Camunda 7, input and output": export("bpmn", between("userTask", "", extended('<camunda:inputOutput><camunda:inputParameter name="a">${b}</camunda:inputParameter></camunda:inputOutput>')), tool=MODELER7),
    "Camunda 7, listener": export("bpmn", between("userTask", "", extended('<camunda:taskListener expression="${mail.send()}" event="create" />')), tool=MODELER7),
    "Camunda 7, for each expert": export("bpmn", between("userTask", "", '<:multiInstanceLoopCharacteristics camunda:collection="${deskundigen}" camunda:elementVariable="deskundige" />'), tool=MODELER7),
    "Camunda 7, history time to live": export("bpmn", between("userTask"), process='id="aanvraag" isExecutable="true" camunda:historyTimeToLive="180"', tool=MODELER7),
    "Camunda 7, JUEL condition": export("bpmn", f'<:startEvent id="s" /><:exclusiveGateway id="kies" default="nee" /><:endEvent id="a" /><:endEvent id="b" />{chain("s", "kies")}<:sequenceFlow id="nee" sourceRef="kies" targetRef="a" /><:sequenceFlow id="ja" sourceRef="kies" targetRef="b"><:conditionExpression xsi:type="bpmn:tFormalExpression">${{akkoord == true}}</:conditionExpression></:sequenceFlow>', tool=MODELER7),
    "Camunda 7, reminder every week": export("bpmn", between("userTask").replace("<:endEvent", '<:boundaryEvent id="rappel" cancelActivity="false" attachedToRef="Stap"><:timerEventDefinition id="t"><:timeCycle xsi:type="bpmn:tFormalExpression">R3/P7D</:timeCycle></:timerEventDefinition></:boundaryEvent><:endEvent', 1), tool=MODELER7),
    "Camunda 7, error on the edge": export("bpmn", between("serviceTask").replace("<:endEvent", '<:boundaryEvent id="mis" attachedToRef="Stap"><:errorEventDefinition id="e" errorRef="Error_1" /></:boundaryEvent><:endEvent', 1), around='<:error id="Error_1" name="mis" errorCode="500" />', tool=MODELER7),
    "Camunda 7, sub-process": export("bpmn", between("subProcess", "", '<:startEvent id="in" /><:userTask id="doen" /><:endEvent id="uit" />' + chain("in", "doen", "uit", prefix="f")), tool=MODELER7),
    "Camunda 7, called with a version": export("bpmn", between("callActivity", 'calledElement="bezwaar" camunda:calledElementBinding="latest"', extended('<camunda:in variables="all" />')), tool=MODELER7),
    # ------------------------------------------------------------------ Camunda 8
    "Camunda 8, user task": export("bpmn", between("userTask", "", extended('<zeebe:userTask /><zeebe:formDefinition formId="aanvraag" /><zeebe:assignmentDefinition candidateGroups="secretariaat" />')), tool=MODELER8),
    "Camunda 8, job worker": export("bpmn", between("serviceTask", "", extended('<zeebe:taskDefinition type="nummeren" retries="3" /><zeebe:ioMapping><zeebe:input source="=x" target="y" /></zeebe:ioMapping>')), tool=MODELER8),
    "Camunda 8, connector": export("bpmn", between("serviceTask", 'zeebe:modelerTemplate="io.camunda.connectors.HttpJson.v2"', extended('<zeebe:taskDefinition type="io.camunda:http-json:1" />')), tool=MODELER8),
    "Camunda 8, FEEL condition": export("bpmn", f'<:startEvent id="s" /><:exclusiveGateway id="kies" default="nee" /><:endEvent id="a" /><:endEvent id="b" />{chain("s", "kies")}<:sequenceFlow id="nee" sourceRef="kies" targetRef="a" /><:sequenceFlow id="ja" sourceRef="kies" targetRef="b"><:conditionExpression xsi:type="bpmn:tFormalExpression">=bedrag &gt; 7500</:conditionExpression></:sequenceFlow>', tool=MODELER8),
    "Camunda 8, message with a key": export("bpmn", between("receiveTask", 'messageRef="Message_1"'), around='<:message id="Message_1" name="aangevuld"><:extensionElements><zeebe:subscription correlationKey="=zaak" /></:extensionElements></:message>', tool=MODELER8),
    "Camunda 8, waiting for a time": export("bpmn", between("intermediateCatchEvent", "", '<:timerEventDefinition id="t"><:timeDuration xsi:type="bpmn:tFormalExpression">=duration("P14D")</:timeDuration></:timerEventDefinition>'), tool=MODELER8),
    "Camunda 8, several at once": export("bpmn", between("userTask", "", '<:multiInstanceLoopCharacteristics><:extensionElements><zeebe:loopCharacteristics inputCollection="=deskundigen" /></:extensionElements></:multiInstanceLoopCharacteristics>'), tool=MODELER8),
    "Camunda 8, ad hoc": export("bpmn", between("adHocSubProcess", "", '<:userTask id="doen" />'), tool=MODELER8),
    "Camunda 8, escalation": export("bpmn", between("intermediateThrowEvent", "", '<:escalationEventDefinition id="e" />'), tool=MODELER8),
    "Camunda 8, compensation": export("bpmn", between("userTask", 'isForCompensation="true"'), tool=MODELER8),
    # ------------------------------------------------------------------ Signavio
    "Signavio, ids and meta data": export("", between("task", 'completionQuantity="1" isForCompensation="false" startQuantity="1"', extended('<signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc" />')).replace("Stap", "sid-4A7C1F5E-0D5B-4A0E-9E3C-1B2F0C9D8E7F"), process='id="sid-1" isClosed="false" isExecutable="false" processType="None"', tool='exporter="Signavio Process Editor, http://www.signavio.com" exporterVersion="17.3.0"'),
    "Signavio, two pools and a message between": export("", between("userTask"), around='<:collaboration id="sid-c"><:participant id="sid-p1" name="School" processRef="Process_1" /><:participant id="sid-p2" name="SWV" /><:messageFlow id="sid-m" sourceRef="Stap" targetRef="sid-p2" /></:collaboration>'),
    "Signavio, documents": export("", between("userTask").replace("<:endEvent", '<:dataObject id="opp" name="OPP" /><:dataObjectReference id="oppref" dataObjectRef="opp" /><:endEvent', 1)),
    "Signavio, links": export("", between("intermediateThrowEvent", "", '<:linkEventDefinition id="l" name="verder" />')),
    "Signavio, complex gateway": export("", between("complexGateway", 'gatewayDirection="Diverging"')),
    "Signavio, event sub-process": export("", between("userTask").replace("<:endEvent", '<:subProcess id="bij_intrekken" triggeredByEvent="true"><:startEvent id="in"><:messageEventDefinition id="m" /></:startEvent></:subProcess><:endEvent', 1)),
    # ------------------------------------------------------------------ bpmn.io
    "bpmn.io, a first drawing": export("bpmn2", between("task"), process='id="Process_1" isExecutable="false"'),
    "bpmn.io, generated ids": export("bpmn2", between("userTask").replace("Stap", "Activity_1k2m3n4")),
    "bpmn.io, coloured": export("bpmn2", between("manualTask")).replace(b"</bpmn2:definitions>", b'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="Process_1"><bpmndi:BPMNShape id="x" bpmnElement="Stap" bioc:stroke="#1e88e5" color:border-color="#1e88e5"><dc:Bounds x="0" y="0" width="100" height="80" /></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn2:definitions>'),
    "bpmn.io, two starts and no end": export("bpmn2", f'<:startEvent id="a" /><:startEvent id="b" /><:userTask id="Stap" name="Stap" />{chain("a", "Stap")}'),
    "bpmn.io, loose ends": export("bpmn2", '<:startEvent id="a" /><:userTask id="Stap" /><:endEvent id="b" />'),
    "bpmn.io, parallel split, exclusive join": export("bpmn2", '<:startEvent id="a" /><:parallelGateway id="p" /><:userTask id="t1" name="t1" /><:userTask id="t2" name="t2" /><:exclusiveGateway id="x" /><:endEvent id="b" />' + chain("a", "p", "t1", "x", "b") + chain("p", "t2", "x", prefix="g")),
    "bpmn.io, exclusive split, parallel join": export("bpmn2", '<:startEvent id="a" /><:exclusiveGateway id="p" /><:userTask id="t1" name="t1" /><:userTask id="t2" name="t2" /><:parallelGateway id="x" /><:endEvent id="b" />' + chain("a", "p", "t1", "x", "b") + chain("p", "t2", "x", prefix="g")),
    "bpmn.io, transaction": export("bpmn2", between("transaction")),
    "bpmn.io, choreography": export("bpmn2", "", around='<:choreography id="c"><:choreographyTask id="ct" /></:choreography>'),
    # ------------------------------------------------------------------ Bizagi
    "Bizagi, extensions": export("", between("userTask", "", extended('<bizagi:BizagiExtensions><bizagi:BizagiProperties><bizagi:BizagiProperty name="bgColor" value="#ECEFFF" /></bizagi:BizagiProperties></bizagi:BizagiExtensions>')).replace("Stap", "Id_0f7e2c6a"), process='id="Id_main" name="Aanvraag"', tool='exporter="Bizagi Process Modeler"'),
    "Bizagi, empty conditions": export("", '<:startEvent id="a" /><:exclusiveGateway id="g" gatewayDirection="Diverging" /><:endEvent id="b" /><:endEvent id="c" />' + chain("a", "g") + '<:sequenceFlow id="ja" name="Ja" sourceRef="g" targetRef="b"><:conditionExpression /></:sequenceFlow><:sequenceFlow id="nee" name="Nee" sourceRef="g" targetRef="c"><:conditionExpression /></:sequenceFlow>'),
    "Bizagi, an abstract task and a timer without a moment": export("", between("task") + '<:intermediateCatchEvent id="wacht"><:timerEventDefinition id="t" /></:intermediateCatchEvent>'),
    "Bizagi, a signal": export("", between("intermediateCatchEvent", "", '<:signalEventDefinition id="x" />')),
    "Bizagi, milestones": export("", between("userTask").replace("<:startEvent", '<:laneSet id="l"><:lane id="fase1" name="Fase 1"><:flowNodeRef>Stap</:flowNodeRef></:lane></:laneSet><:startEvent', 1)),
    # ------------------------------------------------------------------ others
    "Activiti, form and users": export("", between("userTask", 'activiti:candidateGroups="secretariaat" activiti:dueDate="P5D"', extended('<activiti:formProperty id="x" type="string" />'))),
    "Flowable, HTTP task": export("", between("serviceTask", 'flowable:type="http" flowable:async="true"')),
    "jBPM, work item and variables": export("", between("userTask", "", '<:ioSpecification id="io"><:inputSet /><:outputSet /></:ioSpecification><:potentialOwner id="po"><:resourceAssignmentExpression><:formalExpression>ria</:formalExpression></:resourceAssignmentExpression></:potentialOwner>'), process='id="Process_1" isExecutable="true" tns:packageName="nl.swv" tns:version="1.0"'),
    "ARIS, conditional start": export("", between("userTask").replace('<:startEvent id="StartEvent_1" />', '<:startEvent id="StartEvent_1"><:conditionalEventDefinition id="c"><:condition>bedrag gewijzigd</:condition></:conditionalEventDefinition></:startEvent>')),
    "ADONIS, a loop mark": export("", between("userTask", "", '<:standardLoopCharacteristics testBefore="true" />')),
    "Visio, everything is a task": export("", "".join(f'<:task id="t{n}" name="Stap {n}" />' for n in range(12)) + chain(*(f"t{n}" for n in range(12)))),
}  # fmt: skip

#: What comes in from another tool and is right as it is: other prefixes, colours, notes, an exporter, a pool.
WELCOME = export(
    "bpmn2",
    '<:laneSet id="LaneSet_1"><:lane id="Lane_1" name="Secretariaat"><:extensionElements><s:properties>'
    '<s:property name="role" value="secretariaat" /></s:properties></:extensionElements><:flowNodeRef>begin</:flowNodeRef>'
    "<:flowNodeRef>Stap</:flowNodeRef><:flowNodeRef>einde</:flowNodeRef></:lane></:laneSet>"
    '<:startEvent id="begin" /><:userTask id="Stap" name="Doe iets"><:documentation>Doe het.</:documentation></:userTask>'
    '<:endEvent id="einde" /><:textAnnotation id="noot"><:text>Let op</:text></:textAnnotation>'
    + chain("begin", "Stap", "einde"),
    tool='exporter="bpmn-js (https://demo.bpmn.io)" exporterVersion="18.1.1"',
    around='<:collaboration id="c"><:participant id="p" name="SWV" processRef="Process_1" /></:collaboration>',
).replace(
    b"</bpmn2:definitions>",
    b'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="c">'
    + b"".join(
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}" bioc:fill="#bbdefb"><dc:Bounds x="{x}" y="0" width="90" height="80" />'
        "</bpmndi:BPMNShape>".encode()
        for x, name in enumerate(("begin", "Stap", "einde", "noot"))
    )
    + b"".join(
        f'<bpmndi:BPMNEdge id="e{n}" bpmnElement="Flow_{n}"><di:waypoint x="0" y="0" /><di:waypoint x="9" y="0" /></bpmndi:BPMNEdge>'.encode()
        for n in range(2)
    )
    + b"</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn2:definitions>",
)
