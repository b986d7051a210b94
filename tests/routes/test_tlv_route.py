"""What the TLV route may not lose: its terms, its independence, and what the law wants in each decision."""

from pathlib import Path

import pytest

from workflows.routes.elements import verbs_of
from workflows.routes.letter_check import check_letters
from workflows.routes.route import Route, Shared

BPMN = Path(__file__).parents[2] / "bpmn"
ROUTE, SHARED = Route.from_folder(BPMN / "tlv"), Shared.from_folder(BPMN / "shared")
DECISIONS = sorted(name for name, letter in ROUTE.letters.items() if letter.kind == "besluit")


def test_every_term_of_the_application_and_of_the_objection_begins_somewhere() -> None:
    parts = [*ROUTE.elements.values(), *(flow for each in ROUTE.processes.values() for flow in each.flows.values())]
    begun = {rule for part in parts for rule in verbs_of(part.properties).starts}
    begun |= {part.properties["due"] for part in parts if "due" in part.properties}
    begun |= {row.then for row in SHARED.rules if row.id in begun and row.then}
    wanted = {row.id for row in SHARED.rules if row.id[0] == "T" or row.id in ("B1", "B2", "O1", "RT1")}
    assert wanted - begun == set()


def test_a_decision_that_is_late_is_late_for_one_term() -> None:
    """Awb art. 4:14 lid 3: who may tell of a later decision may until the term is over; then it is over for T2 only."""
    assert "T3" in verbs_of(ROUTE.elements["beslistermijn_voorbij"].properties).stops


@pytest.mark.parametrize("step", [
    *("ouders_spreken", "ouders_horen", "plaats_nagaan", "commissie_adviseren", "voornemen_aankondigen"),
    *("zienswijzen_vastleggen", "zienswijzen_wegen", "besluit_nemen"),
])  # fmt: skip
def test_who_assesses_for_the_swv_is_not_an_expert_and_the_other_way_round(step: str) -> None:
    """LBT 107632, 108110."""
    assert {"deskundige_1", "deskundige_2", "advies_geven"} <= set(ROUTE.elements[step].properties["not_by"].split())
    assert step in ROUTE.elements["advies_geven"].properties["not_by"].split()
    experts = [field for field in ROUTE.forms["deskundigen_benoemen"].fields if field.kind == "person"]
    assert [step in field.not_by for field in experts] == [True, True]


@pytest.mark.parametrize("letter", DECISIONS)
def test_a_decision_says_who_decided_on_whose_behalf_on_what_ground_and_how_to_object(letter: str) -> None:
    """Awb art. 3:45-3:47, 10:10."""
    assert {"namens", "besloten_door", "vandaag", "leerling", "zaaknummer"} <= ROUTE.letters[letter].asks(
        SHARED.paragraphs
    )
    marked = ROUTE.letters[letter].marked("blok", SHARED.paragraphs)
    said = {part for each in marked for part in each.names} | set(ROUTE.letters[letter].not_needed)
    assert said == set(SHARED.letter_rules.parts)
    assert len(said) == 8


def test_no_letter_of_the_route_is_hard_to_read() -> None:
    assert check_letters(ROUTE, SHARED) == []


@pytest.mark.parametrize("letter", DECISIONS)
def test_the_day_of_sending_a_decision_waits_for_the_post(letter: str) -> None:
    """Awb art. 3:41, 6:8."""
    waiting = [each for each in ROUTE.elements.values() if letter in each.properties.get("posts", "").split()]
    assert [each.properties["on"] for each in waiting] == ["verzonden_op"]
    form = ROUTE.forms[waiting[0].id]
    sent = next(field for field in form.fields if field.id == "verzonden_op")
    assert (str(sent.min), str(sent.prefill), str(sent.max)) == ("besloten_op", "gepost_op", "on")


def test_the_pupil_is_heard_on_record_and_no_agreement_of_parents_is_a_gate() -> None:
    """WPO art. 40a (hoorrecht); LBT 107168: no signed OPP and no consent of parents is needed to apply or to decide."""
    assert ROUTE.elements["ouders_spreken"].properties["records"] == "hoorrecht"
    assert [each.id for each in ROUTE.elements.values() if "needs" in each.properties] == []
    asked = {field.id: field.required for field in ROUTE.forms["aanvragen"].fields}
    assert asked["handelingsdeel"] is False
