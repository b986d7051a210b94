"""What other tools export is never done otherwise than drawn: it is refused part by part, or welcome as it is."""

import re
from statistics import median
from time import process_time

import pytest

from tests.routes.foreign import FOREIGN, WELCOME
from tests.routes.samples import bpmn, call, end, start, user, way
from tests.routes.test_hostile import REFUSED
from workflows.domain.findings import errors_in
from workflows.routes.adopting import adopted
from workflows.routes.check import check_file


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN)
def test_every_part_that_would_not_be_done_is_named_with_what_to_draw_instead(data: bytes) -> None:
    found = errors_in(check_file("van_elders.bpmn", data))
    assert found
    for each in found:
        assert each.element, each
        assert each.problem.endswith("."), each
        assert each.remedy.endswith((".", "?")), each


def test_what_is_drawn_in_our_words_is_welcome_from_whatever_tool() -> None:
    assert check_file("van_elders.bpmn", WELCOME) == []


def test_what_reads_as_a_name_that_is_changed_keeps_its_meaning() -> None:
    """A part may be called as a role, as another drawing or as a number on the drawing."""
    drawing = bpmn(start(), user("a"), call("b", "a"), end(), way("begin", "a", "b", "einde"), lane={"role": "a"})
    for name, data in (("a", drawing), ("100", re.sub(rb'\ba\b(?=["_<])', b"100", drawing))):
        new = adopted(data, "proces", {"a"}).data
        ((part, called),) = re.findall(rb'<userTask id="(\w+)".*<callActivity id="b" calledElement="(\w+)"', new)
        assert part not in (b"a", b"100")
        assert called.decode() == name
        assert f'name="role" value="{name}"'.encode() in new
        assert new.count(b'width="100"') == 4
        assert b'bpmnElement="' + part + b'"' in new


def test_a_diagram_is_read_within_a_second() -> None:
    taken = []
    for data in (*FOREIGN.values(), *(data for data, _code, _element in list(REFUSED.values())[::4])):
        begun = process_time()
        check_file("proef.bpmn", data)
        taken.append(process_time() - begun)
    assert median(taken) < 0.1
    assert len(FOREIGN) + len(REFUSED) >= 150
