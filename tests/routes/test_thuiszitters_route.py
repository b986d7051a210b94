"""What the thuiszitters route may not lose: the privacy gate, the categories of the Inspectie, and a next date."""

from datetime import date
from pathlib import Path

import pytest

from workflows.domain.errors import InvalidAnswers
from workflows.domain.fields import FormContext
from workflows.routes.route import Route

BPMN = Path(__file__).parents[2] / "bpmn"
ROUTE = Route.from_folder(BPMN / "thuiszitters")
OUTCOMES = {
    *("TERUG_OP_SCHOOL", "GEPLAATST", "GEPLAATST_ANDERS", "ONDERWIJSZORGARRANGEMENT", "VRIJSTELLING_5A", "VERHUISD"),
    *("ACHTTIEN_PLUS", "GEEN_THUISZITTER"),
}


def refused(form: str, raw: dict[str, list[str]], on: date, facts: dict[str, bool]) -> set[str]:
    """Return the fields of a form whose answers are refused."""
    try:
        ROUTE.forms[form].read(raw, FormContext(on, facts))
    except InvalidAnswers as refusal:
        return {error.field for error in refusal.errors}
    return set()


def test_the_steps_of_the_procedure_all_have_an_element_and_every_end_state_is_there() -> None:
    """Trace: domain description of thuiszitters, steps Q2 to Q7; a child never enrolled is placed, not back (N44)."""
    nodes = {node for each in ROUTE.elements.values() for node in each.properties.get("node", "").split()}
    assert nodes == {"Q2", "Q3", "Q4", "Q5", "Q6", "Q7"}
    assert {each.properties["outcome"] for each in ROUTE.elements.values() if "outcome" in each.properties} == OUTCOMES


@pytest.mark.parametrize(
    ("absence", "enrolled", "category"),
    [
        ("thuis", "niet_ingeschreven", "absoluut"),  # Leerplichtwet art. 19 and 22
        ("thuis", "bao", "relatief"),
        ("deels", "vo", "relatief"),
        ("dreigend", "so", "dreigend"),
        ("vrijgesteld", "niet_ingeschreven", "vrijstelling_5a"),  # Leerplichtwet art. 5 onder a
    ],
)
def test_the_category_for_the_inspectie_follows_from_absence_and_enrolment(absence, enrolled, category) -> None:
    facts = {"verzuim": absence, "ingeschreven_soort": enrolled}
    assert ROUTE.decisions["categorie"].decide(facts) == {"categorie": category}


@pytest.mark.parametrize(
    ("since", "solved", "length"),
    [
        (date(2026, 10, 5), date(2027, 1, 4), "korter"),
        (date(2026, 10, 5), date(2027, 1, 5), "langer"),
        (date(2026, 10, 31), date(2027, 1, 30), "korter"),
        (None, date(2027, 1, 5), "korter"),  # was only about to drop out
    ],
)
def test_three_months_out_of_school_count_from_the_same_day_number(since, solved, length) -> None:
    assert ROUTE.decisions["duur"].decide({"thuis_sinds": since, "opgelost_per": solved}) == {"duur": length}


RECIPIENTS = {
    "leerplicht": "gemeente", "jeugdarts": "jeugdgezondheidszorg", "jeugdhulp": "jeugdhulp",
    "andere_school": "andere_school",
}  # fmt: skip


@pytest.mark.parametrize(("recipient", "word"), RECIPIENTS.items())
@pytest.mark.parametrize("consent", [False, True])
def test_nobody_hears_about_health_without_consent_that_stands_for_that_recipient(recipient, word, consent) -> None:
    """WPO art. 18a lid 13, WVO 2020 art. 2.47 lid 16; withdrawn, it stands no more (AVG art. 7 lid 3)."""
    raw = {f"deelt_{who}": ["minimum"] for who in RECIPIENTS} | {f"deelt_{recipient}": ["gezondheid"]}
    raw |= {"bijeenkomst_op": ["3-12-2026"], "bijeenkomst_waar": ["Op school, 10 uur"]}
    facts = {f"geldt_toestemming_{each}": each == word and consent for each in RECIPIENTS.values()}
    wrong = refused("deelnemers", raw, date(2026, 12, 1), facts)
    assert wrong == (set() if consent else {f"deelt_{recipient}"})


def test_the_table_always_sets_a_next_date_within_four_weeks() -> None:
    raw = {"besproken_op": ["19-11-2026"], "regisseur": ["A. Voorbeeld"], "tafel_plan": ["Plan"]}
    raw |= {"tussentijds_aanbod": ["Twee ochtenden"], "tafel_uitkomst": ["verder"]}
    on = date(2026, 11, 19)
    assert refused("tafel", raw, on, {}) == {"volgende_stap_op"}
    assert refused("tafel", raw | {"volgende_stap_op": ["18-12-2026"]}, on, {}) == {"volgende_stap_op"}
    assert refused("tafel", raw | {"volgende_stap_op": ["17-12-2026"]}, on, {}) == set()


def test_no_step_before_consent_asks_about_health() -> None:
    asked = {field.block for name in ("melding_vastleggen", "verzuim_melden") for field in ROUTE.forms[name].fields}
    assert "health" not in asked
