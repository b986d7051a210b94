"""A plain drawing says who and which way in words: that becomes a role, and a question with its answers."""

from tests.routes.foreign import export
from workflows.routes.adopting import adopted
from workflows.routes.diagram import reading_of
from workflows.routes.drawn_words import proposed
from workflows.routes.forms import read_form

BODY = """
<:laneSet id="LaneSet_1"><:lane id="Lane_0x1" name="Secretariaat"><:flowNodeRef>Event_1</:flowNodeRef>
<:flowNodeRef>Activity_0a1</:flowNodeRef><:flowNodeRef>Gateway_0b2</:flowNodeRef><:flowNodeRef>Event_2</:flowNodeRef>
<:flowNodeRef>Activity_0c3</:flowNodeRef><:flowNodeRef>Event_3</:flowNodeRef></:lane></:laneSet>
<:startEvent id="Event_1"/><:task id="Activity_0a1" name="Verzoek bekijken"/>
<:exclusiveGateway id="Gateway_0b2" name="Is het duidelijk?"/><:task id="Activity_0c3" name="Navragen"/>
<:endEvent id="Event_2" name="Klaar"/><:endEvent id="Event_3" name="Nagevraagd"/>
<:sequenceFlow id="Flow_1" sourceRef="Event_1" targetRef="Activity_0a1"/>
<:sequenceFlow id="Flow_2" sourceRef="Activity_0a1" targetRef="Gateway_0b2"/>
<:sequenceFlow id="Flow_3" name="Ja" sourceRef="Gateway_0b2" targetRef="Event_2"/>
<:sequenceFlow id="Flow_4" name="Nee, nog niet" sourceRef="Gateway_0b2" targetRef="Activity_0c3"/>
<:sequenceFlow id="Flow_5" sourceRef="Activity_0c3" targetRef="Event_3"/>
"""


def test_what_a_plain_drawing_says_in_words_becomes_what_it_does_and_nothing_that_it_settles_itself() -> None:
    data = adopted(export("bpmn", BODY), "intake").data
    found = proposed(data, {"Secretariaat": "secretariaat"}, {"forms/x.toml": b'id = "is_het_duidelijk"\n'})
    reading = reading_of("intake.bpmn", found.data)
    (process,) = reading.processes
    lane = process.elements["verzoek_bekijken"].lane
    assert lane is not None
    assert lane.role == "secretariaat"
    assert process.elements["is_het_duidelijk"].default == "Flow_4"
    condition = process.flows["Flow_3"].condition
    assert condition is not None
    assert condition.source == 'is_het_duidelijk_2 == "ja"'
    assert not reading.findings
    forms = {path: read_form(path, text) for path, text in found.forms.items()}
    asked, nothing = forms["forms/verzoek_bekijken.toml"], forms["forms/navragen.toml"]
    assert [(each.label, each.required, each.fact) for each in asked.asking] == [("Is het duidelijk?", True, True)]
    assert not nothing.asking
    assert len(found.done) == 3
    again = proposed(found.data, {"Secretariaat": "secretariaat"}, found.forms)
    assert (again.data, again.forms, again.done) == (found.data, {}, ())
