"""A drawing that is tidied up means what it meant, and can be read: nothing over anything, no arrow through a part."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.routes import test_drawing as rules
from tests.routes.samples import Flow, and_, bpmn, call, end, node, start, user, way, xor
from tests.routes.test_drawing import BPMN
from workflows.domain.errors import InvalidAnswers
from workflows.routes.diagram import Drawing, Process, read_diagram
from workflows.routes.tidy import MOST_PARTS, tidied

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
    return after


@pytest.mark.parametrize("file", FULLEST, ids=lambda file: file.parent.name)
def test_the_fullest_drawing_of_every_route_is_drawn_anew_on_one_page(file: Path) -> None:
    once = tidied(file.read_bytes())
    rules.test_a_diagram_fits_on_a_page(drawn(file.read_bytes(), once))
    assert tidied(once) == once  # there is no chance in it
    head, _drawing, tail = once.partition(b"<bpmndi:BPMNDiagram")
    assert file.read_bytes().startswith(head)
    assert tail.endswith(b"</definitions>\n")


def test_what_returns_splits_or_calls_itself_is_drawn_too() -> None:
    drawn(bpmn(start(), user("een"), end(), way("begin", "een", "einde"), Flow("een", "een")))
    steps = [user(f"stap_{number}") for number in range(6)]
    ways = [line for number in range(6) for line in way("samen", f"stap_{number}", "door")]
    drawn(bpmn(start(), and_("samen"), *steps, and_("door"), end(), way("begin", "samen"), ways, way("door", "einde")))
    back = way("begin", "een", "kiezen", "twee", "einde"), Flow("kiezen", "een", "1 == 2"), Flow("twee", "een")
    drawn(bpmn(start(), user("een"), xor("kiezen", "twee"), call("twee", "x"), end(), back[0], back[1], back[2]))


def test_what_cannot_be_laid_out_is_refused_in_words() -> None:
    many = [f"stap_{number}" for number in range(MOST_PARTS)]
    large = bpmn(start(), *map(user, many), end(), way("begin", *many, "einde"))
    framed = bpmn(start(), node("group", "kader"), end(), way("begin", "einde"))
    for refused, words in ((large, "te groot"), (framed, "kaders")):
        with pytest.raises(InvalidAnswers, match=words):
            tidied(refused)
