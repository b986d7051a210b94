"""What a change weighs is known before it is made, and is what the change then weighs."""

from pathlib import Path

import pytest

from workflows.routes.route import Route
from workflows.routes.uses import uses_of
from workflows.routes.weights import weight_of, weight_of_field, weight_of_new_field, weight_without

TLV = Route.from_folder(Path(__file__).parents[2] / "bpmn" / "tlv")


@pytest.mark.parametrize(
    ("element", "part", "kind", "gates"),
    [
        ("volledigheid_toetsen", "name", "A", ""),
        ("volledigheid_toetsen", "documentation", "A", ""),
        ("volledigheid_toetsen", "lane", "B", ""),
        ("volledigheid_toetsen", "due", "B", ""),
        ("volledigheid_toetsen", "stops", "C", ""),
        ("besluit_nemen", "lane", "B", "M"),
        ("besluit_nemen", "mandate", "C", "M"),
        ("besluit_nemen", "not_by", "D", ""),
        ("besluit_nemen", "duty", "D", ""),
        ("volledig_melden", "to", "D", "P"),
    ],
)
def test_a_part_of_a_step_weighs(element: str, part: str, kind: str, gates: str) -> None:
    found = weight_of(TLV.elements[element], part)
    assert (found.kind, "".join(sorted(found.gates))) == (kind, gates)


def test_what_the_law_wants_is_not_taken_away() -> None:
    assert weight_without(TLV.elements["besluit_nemen"]).kind == "D"
    assert weight_without(TLV.elements["volledigheid_toetsen"]).kind == "C"


def test_a_part_of_a_question_weighs() -> None:
    must = next(field for field in TLV.forms["volledigheid_toetsen"].fields if field.id == "stuk_opp")
    may = next(field for field in TLV.forms["volledigheid_toetsen"].fields if field.id == "aanvulling_toelichting")
    weights = {
        key: weight_of_field(must, key).kind for key in ("label", "hint", "purpose", "kind", "fact", "show_when")
    }
    assert weights == {"label": "A", "hint": "A", "purpose": "A", "kind": "B", "fact": "B", "show_when": "B"}
    assert [weight_of_field(each, "required").kind for each in (may, must)] == ["C", "B"]
    assert weight_of_field(may, "block").gates == {"P"}
    assert (weight_of_new_field("required").kind, weight_of_new_field("label").kind) == ("C", "A")


def test_a_question_that_is_needed_says_by_what() -> None:
    uses = uses_of(TLV, "compleet")
    assert "pijl ‘ja’" in uses
    assert any(each.startswith("controle") for each in uses)
    assert uses_of(TLV, "toch_behandelen_reden") == []
