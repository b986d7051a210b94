"""A drawing that is tidied up means what it meant, and can be read: nothing over anything, no arrow through a part."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tests.routes import test_drawing as rules
from tests.routes.foreign import chain, export
from tests.routes.samples import Flow, and_, bpmn, call, end, start, user, way, xor
from tests.routes.test_drawing import BPMN
from workflows.domain.errors import InvalidAnswers
from workflows.routes.bpmn_text import DI, MAX_NODES, MODEL
from workflows.routes.diagram import Box, Drawing, Process, read_diagram
from workflows.routes.tidy import tidied

#: of every route the drawing with the most on it
FULLEST = [
    max(folder.glob("*.bpmn"), key=lambda file: file.read_bytes().count(b"<sequenceFlow "))
    for folder in sorted(BPMN.iterdir())
    if list(folder.glob("*.bpmn"))
]


def drawn(data: bytes, new: bytes | None = None) -> Process:
    [before], [after] = read_diagram("x.bpmn", data), read_diagram("x.bpmn", new or tidied(data))
    assert replace(before, drawing=Drawing()) == replace(after, drawing=Drawing())
    assert set(after.drawing.shapes) == {*after.elements, *after.lanes}
    assert set(after.drawing.edges) == set(after.flows)
    rules.test_every_lane_is_drawn_around_its_elements(after)
    rules.test_elements_do_not_lie_over_each_other(after)
    rules.test_flows_go_around_elements(after)
    rules.test_flows_hardly_cross(after)
    return after


@pytest.mark.parametrize("file", FULLEST, ids=lambda file: file.parent.name)
def test_the_fullest_drawing_of_every_route_is_drawn_anew_on_one_page(file: Path) -> None:
    once = tidied(file.read_bytes())
    rules.test_a_diagram_fits_on_a_page(drawn(file.read_bytes(), once))
    head, _drawing, tail = once.partition(b"<bpmndi:BPMNDiagram")
    assert file.read_bytes().startswith(head)
    assert tail.endswith(b"</definitions>\n")


def test_what_returns_splits_or_calls_itself_is_drawn_too() -> None:
    loop = bpmn(start(), user("een"), end(), way("begin", "een", "einde"), Flow("een", "een"))
    drawn(loop)
    assert tidied(tidied(loop)) == tidied(loop)  # there is no chance in it
    steps = [user(f"stap_{number}") for number in range(6)]
    ways = [line for number in range(6) for line in way("samen", f"stap_{number}", "door")]
    drawn(bpmn(start(), and_("samen"), *steps, and_("door"), end(), way("begin", "samen"), ways, way("door", "einde")))
    back = way("begin", "een", "kiezen", "twee", "einde"), Flow("kiezen", "een", "1 == 2"), Flow("twee", "een")
    drawn(bpmn(start(), user("een"), xor("kiezen", "twee"), call("twee", "x"), end(), back[0], back[1], back[2]))


POOLS = (
    '<:collaboration id="gesprek"><:participant id="school" name="School" />'
    '<:participant id="swv" name="Samenwerkingsverband" processRef="Process_1" />'
    '<:messageFlow id="vraag" name="aanvraag" sourceRef="school" targetRef="begin" />'
    '<:messageFlow id="antwoord" sourceRef="toetsen" targetRef="school" /></:collaboration>'
)
INSIDE = (
    '<:startEvent id="begin" /><:subProcess id="horen" name="Horen"><:startEvent id="in" />'
    '<:subProcess id="dieper" name="Nog eens"><:task id="iets" name="Iets" /></:subProcess><:endEvent id="uit" />'
    + chain("in", "dieper", "uit", prefix="binnen_")
    + '</:subProcess><:boundaryEvent id="te_laat" name="te laat" attachedToRef="horen" /><:endEvent id="weg" />'
    + '<:manualTask id="toetsen" name="Toetsen" /><:endEvent id="eind" />'
    + '<:dataStoreReference id="archief" name="Archief" />'
    + chain("begin", "horen", "toetsen", "eind")
    + chain("te_laat", "weg", prefix="rand_")
)


def test_pools_what_is_inside_a_part_and_what_we_do_not_run_are_drawn_too() -> None:
    root = etree.fromstring(tidied(export("bpmn", INSIDE, around=POOLS)))
    drawn = {shape.get("bpmnElement"): Box(*(float(shape[0].get(side, "")) for side in ("x", "y", "width", "height")))
             for shape in root.iter(f"{DI}BPMNShape")}  # fmt: skip
    parts = [
        node.get("id", "")
        for node in root.iter(f"{MODEL}*")
        if str(node.tag).endswith(("Event", "ask", "Process", "Reference")) and node.get("id")
    ]
    assert set(drawn) == {"school", "swv", *parts}
    edges = {edge.get("bpmnElement") for edge in root.iter(f"{DI}BPMNEdge")}
    assert edges == {node.get("id") for node in root.iter(f"{MODEL}sequenceFlow", f"{MODEL}messageFlow")}
    for around, inside in (("swv", "horen"), ("horen", "dieper"), ("dieper", "iets")):
        assert drawn[around].x < drawn[inside].x
        assert drawn[inside].right < drawn[around].right
        assert drawn[around].y < drawn[inside].y
        assert drawn[inside].bottom < drawn[around].bottom
    assert drawn["school"].bottom < drawn["swv"].y


def test_what_the_check_cannot_read_is_refused_in_words() -> None:
    large = bpmn(start(), *(user(f"stap_{number}") for number in range(MAX_NODES)), end())
    for refused, words in ((large, "te groot"), (bpmn().replace(b"process", b"message"), "niets")):
        with pytest.raises(InvalidAnswers, match=words):
            tidied(refused)
