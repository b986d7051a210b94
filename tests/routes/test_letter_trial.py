"""Every letter of a route can be read before any case exists, on the answers of one of its examples."""

from datetime import date
from pathlib import Path

import pytest

from workflows.domain.errors import ExpressionFailed
from workflows.routes.letter_trial import examples, facts_of, try_letter
from workflows.routes.route import Route, Shared

BPMN = Path(__file__).parents[2] / "bpmn"
SHARED = Shared.from_folder(BPMN / "shared")


@pytest.mark.parametrize("name", ["tlv", "zorgplicht", "thuiszitters", "avg_verzoek", "datalek"])
def test_every_letter_is_made_in_some_example(name: str) -> None:
    route = Route.from_folder(BPMN / name)
    for letter in route.letters.values():
        made = []
        for example in examples(route):
            try:
                made.append(try_letter(route, SHARED, letter, example, date(2026, 11, 26)))
            except ExpressionFailed:
                continue
            break
        assert made, letter.id
        assert "{{" not in made[0].text


def test_the_answers_are_those_of_the_example() -> None:
    route = Route.from_folder(BPMN / "tlv")
    facts = facts_of(route, examples(route)[0])
    assert facts["compleet"] == "ja"  # the last answer
    assert isinstance(facts["advies_onafhankelijk"], list)  # of two experts
