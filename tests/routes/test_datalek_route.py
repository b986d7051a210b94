"""What a breach may not lose: the hour of its discovery, the weighing, and a register of every one of them."""

from datetime import date
from pathlib import Path

import pytest

from workflows.domain.errors import InvalidAnswers
from workflows.domain.fields import FormContext
from workflows.routes.route import Route

ROUTE = Route.from_folder(Path(__file__).parents[2] / "bpmn" / "datalek")


def refused(form: str, raw: dict[str, str], facts: dict[str, str | date | None]) -> set[str]:
    """Return the fields of a form whose answers are refused."""
    try:
        context = FormContext(date(2026, 11, 26), facts)
        ROUTE.forms[form].read({name: [text] for name, text in raw.items()}, context)
    except InvalidAnswers as refusal:
        return {error.field for error in refusal.errors}
    return set()


def test_the_72_hours_begin_at_the_hour_of_the_discovery() -> None:
    """AVG art. 33 lid 1."""
    properties = ROUTE.elements["lek_vastleggen"].properties
    assert (properties["starts"], properties["from"], properties["hour"]) == ("A2", "ontdekt_op", "ontdekt_om")


@pytest.mark.parametrize(
    ("risk", "report", "tell", "wrong"),
    [
        ("geen", "nee", "nee", set()),
        ("risico", "nee", "nee", {"ap_besluit"}),
        ("risico", "ja", "nee", set()),
        ("hoog", "ja", "ja", set()),
        ("hoog", "ja", "nee", {"uitzondering"}),  # AVG art. 34 lid 3
    ],
)
def test_only_without_a_risk_it_is_not_reported_and_a_high_one_is_told_to_the_people(risk, report, tell, wrong) -> None:
    raw = {"ap_besluit": report, "betrokkenen_besluit": tell}
    raw |= {"niet_melden_reden": "Zie de weging"} if "nee" in (report, tell) else {}
    assert refused("melden_besluiten", raw, {"risico": risk}) == wrong


def test_who_reports_after_72_hours_says_why() -> None:
    raw = {"ap_gemeld_op": "25-11-2026", "ap_nummer": "1", "ap_volledig": "ja"}
    assert refused("ap_melden", raw, {"ontdekt_op": date(2026, 11, 22)}) == set()
    assert refused("ap_melden", raw, {"ontdekt_op": date(2026, 11, 21)}) == {"ap_te_laat_reden"}


def test_the_register_has_the_facts_the_effects_and_the_measures_and_no_names() -> None:
    """AVG art. 33 lid 5."""
    kept = set(ROUTE.settings.summary[0].fields)
    assert {"lek_wat", "ontdekt_op", "risico", "gevolgen", "herstel", "voorkomen"} <= kept
    assert not any(field.block == "identity" for form in ROUTE.forms.values() for field in form.fields)
    assert not ROUTE.settings.pupil
