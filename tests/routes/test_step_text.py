"""A task is added to a drawing where somebody says: it is done there, it can be seen, and nothing stands on it."""

from itertools import pairwise

import pytest

from tests.world import BPMN
from workflows.domain.errors import NotFound
from workflows.routes.check import check_file
from workflows.routes.diagram import reading_of
from workflows.routes.elements import Box, Process
from workflows.routes.step_text import NewStep, places_for_a_step, with_step

DRAWINGS = ("tlv/volledigheid.bpmn", "tlv/aanvullen.bpmn", "klacht/klacht_intake.bpmn", "zorgplicht/beslissing.bpmn")


def process_in(path: str, data: bytes, flow: str) -> Process:
    return next(each for each in reading_of(path, data).processes if flow in each.flows)


def added(path: str, flow: str, lane: str = "", role: str = "") -> tuple[bytes, Process]:
    data = (BPMN / path).read_bytes()
    lane = lane or next(each.id for each in process_in(path, data, flow).lanes.values() if each.role)
    step = NewStep(
        "overleggen", "Overleggen & wegen", "Spreek het door.", flow, lane, "Consulent" if role else "", role
    )
    made = with_step(path, data, step)
    return made, process_in(path, made, flow)


@pytest.mark.parametrize("path", DRAWINGS)
def test_a_task_can_come_on_every_arrow_and_nothing_is_wrong_then(path: str) -> None:
    data = (BPMN / path).read_bytes()
    known = {(each.element, each.code) for each in check_file(path, data)}
    flows = [flow.id for process in reading_of(path, data).processes for flow in places_for_a_step(process)]
    for flow in flows[::4]:
        made, process = added(path, flow)
        assert [each for each in check_file(path, made) if (each.element, each.code) not in known] == []
        target = process.flows["overleggen_verder"].target
        assert process.flows[flow].target == "overleggen"
        assert target == process_in(path, data, flow).flows[flow].target
        box = process.drawing.shapes["overleggen"]
        lane = process.drawing.shapes[process.elements["overleggen"].lane.id]  # type: ignore[union-attr]
        assert lane.y < box.y
        assert box.bottom < lane.bottom
        assert [number for number in process.elements if number != "overleggen" and _on(process, number, box)] == []
        for arrow in (flow, "overleggen_verder"):
            assert all(a.x == b.x or a.y == b.y for a, b in pairwise(process.drawing.edges[arrow]))


def _on(process: Process, number: str, box: Box) -> bool:
    other = process.drawing.shapes[number]
    return other.x < box.right and box.x < other.right and other.y < box.bottom and box.y < other.bottom


def test_the_arrow_keeps_its_condition_its_word_and_its_clocks() -> None:
    flow = "aanvraag_volledig_naar_verder_behandelen"
    _made, process = added("tlv/volledigheid.bpmn", flow)
    assert process.flows[flow].condition is not None
    assert process.flows[flow].name == "ja"
    assert process.flows["overleggen_verder"].condition is None
    element = process.elements["overleggen"]
    assert (element.name, element.documentation) == ("Overleggen & wegen", "Spreek het door.")


def test_who_has_no_lane_yet_gets_one_below_the_others() -> None:
    made, process = added("tlv/volledigheid.bpmn", "volledig_melden_naar_volledigheid_klaar", "baan_nieuw", "consulent")
    assert process.lanes["baan_nieuw"].role == "consulent"
    assert process.drawing.shapes["baan_nieuw"].y == max(process.drawing.shapes[each].y for each in process.lanes)
    assert not [each for each in check_file("volledigheid.bpmn", made) if each.level == "error"]


def test_no_task_comes_behind_a_gateway_that_waits_for_what_comes_first() -> None:
    data = (BPMN / "tlv/aanvullen.bpmn").read_bytes()
    for process in reading_of("aanvullen.bpmn", data).processes:
        waits = [each.id for each in process.of_kind({"eventBasedGateway"})]
        assert waits
        assert not [flow for flow in places_for_a_step(process) if flow.source in waits]
    with pytest.raises(NotFound):
        with_step("aanvullen.bpmn", data, NewStep("x", "X", "X.", "geen_pijl", "baan"))
