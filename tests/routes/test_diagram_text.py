"""A diagram changed in its text: one thing becomes another, and every other byte stays."""

import difflib
from itertools import pairwise
from pathlib import Path

import pytest

from workflows.routes.diagram import Element, read_diagram
from workflows.routes.diagram_text import DiagramText
from workflows.routes.folders import files_of

BPMN = Path(__file__).parents[2] / "bpmn"
FILES = [
    (f"{folder.name}/{path}", data)
    for folder in sorted(BPMN.iterdir())
    if folder.is_dir()
    for path, data in files_of(folder).items()
    if path.endswith(".bpmn")
]
CHECK = next(data for name, data in FILES if name == "tlv/volledigheid.bpmn")
TASK = "volledigheid_toetsen"


def element(data: bytes, number: str) -> Element:
    (process,) = read_diagram("volledigheid.bpmn", data)
    return process.elements[number]


def lines_that_differ(data: bytes, before: bytes = CHECK) -> list[str]:
    compared = difflib.ndiff(before.decode().splitlines(True), data.decode().splitlines(True))
    return [line.rstrip("\n") for line in compared if line[0] in "+-"]


@pytest.mark.parametrize(("name", "data"), FILES[::7])
def test_writing_what_stands_there_changes_nothing(name: str, data: bytes) -> None:
    text = DiagramText(data)
    for process in read_diagram(name, data):
        for each in process.elements.values():
            text.set_name(each.id, each.name)
            text.set_explanation(each.id, each.documentation)
            for key, value in each.properties.items():
                text.set_property(each.id, key, value)
            if each.lane is not None:
                text.move_to_lane(each.id, each.lane.id)
        for flow in process.flows.values():
            text.set_name(flow.id, flow.name)
            text.set_condition(flow.id, flow.condition.source if flow.condition else "")
    assert text.data == data


def test_a_name_and_an_explanation_are_written_and_nothing_else() -> None:
    text = DiagramText(CHECK)
    text.set_name(TASK, 'Stukken "A & B" <na>kijken')
    text.set_explanation(TASK, "Kijk & kies.\nOok < 3.")
    assert element(text.data, TASK).name == 'Stukken "A & B" <na>kijken'
    assert element(text.data, TASK).documentation == "Kijk & kies.\nOok < 3."
    assert len(lines_that_differ(text.data)) == 5  # two lines became three
    text.set_explanation(TASK, "")
    assert element(text.data, TASK).documentation == ""
    text.set_explanation(TASK, element(CHECK, TASK).documentation)
    text.set_name(TASK, "Volledigheid toetsen")
    assert text.data == CHECK


def test_a_property_is_changed_added_and_taken_away() -> None:
    text = DiagramText(CHECK)
    text.set_property(TASK, "due", "T1")
    text.set_property(TASK, "stops", "")
    text.set_property(TASK, "form", "anders")
    assert element(text.data, TASK).properties == {"due": "T1", "node": "R2_13", "form": "anders"}
    assert len(lines_that_differ(text.data)) == 4
    text.set_property("opnieuw_toetsen", "node", "R2_14")  # it had none yet
    assert element(text.data, "opnieuw_toetsen").properties == {"node": "R2_14"}
    text.set_property("opnieuw_toetsen", "node", "")
    assert "R2_14" not in text.data.decode()
    assert lines_that_differ(text.data) == [
        '-           <spiffworkflow:property name="due" value="T0C" />',
        '+           <spiffworkflow:property name="due" value="T1" />',
        '-           <spiffworkflow:property name="stops" value="T0C" />',
        '+           <spiffworkflow:property name="form" value="anders" />',
    ]


def test_who_does_it_changes_with_where_it_is_drawn() -> None:
    text = DiagramText(CHECK)
    text.move_to_lane(TASK, "baan_volledigheid_directeur")
    (process,) = read_diagram("volledigheid.bpmn", text.data)
    assert process.elements[TASK].lane is process.lanes["baan_volledigheid_directeur"]
    shape, lane = process.drawing.shapes[TASK], process.drawing.shapes["baan_volledigheid_directeur"]
    assert lane.y < shape.y
    assert shape.bottom < lane.bottom
    for flow in (*process.elements[TASK].incoming, *process.elements[TASK].outgoing):
        points = process.drawing.edges[flow]
        end = points[-1] if process.flows[flow].target == TASK else points[0]
        assert shape.x <= end.x <= shape.right
        assert shape.y <= end.y <= shape.bottom
        assert all(a.x == b.x or a.y == b.y for a, b in pairwise(points))


def test_other_prefixes_and_writings_are_kept() -> None:
    data = (
        b'<?xml version="1.0"?>\n<!-- <b:userTask id="t"> -->\n'
        b"<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
        b"<b:process id='p' isExecutable='true'><b:userTask id='t' name='It&apos;s'/></b:process></b:definitions>"
    )
    text = DiagramText(data)
    text.set_name("t", 'It\'s "so"')
    text.set_property("t", "due", "T1")
    text.set_explanation("t", "Lees dit.")
    node = text.part("t")
    assert node.get("name") == 'It\'s "so"'
    assert [child.tag for child in node.children] == ["b:documentation", "b:extensionElements"]
    assert text.data.startswith(data[: data.index(b"<b:userTask id='t'")])
    text.set_property("t", "due", "")
    text.set_property("t", "due", "T2")
    assert b'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"' in text.data
