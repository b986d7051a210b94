"""What other tools export is never done otherwise than drawn: it is refused part by part, or welcome as it is."""

from statistics import median
from time import process_time

import pytest

from tests.routes.foreign import FOREIGN, WELCOME
from tests.routes.test_hostile import REFUSED
from workflows.domain.findings import errors_in
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


def test_a_diagram_is_read_within_a_second() -> None:
    taken = []
    for data in (*FOREIGN.values(), *(data for data, _code, _element in list(REFUSED.values())[::4])):
        begun = process_time()
        check_file("proef.bpmn", data)
        taken.append(process_time() - begun)
    assert median(taken) < 0.1
    assert len(FOREIGN) + len(REFUSED) >= 150
