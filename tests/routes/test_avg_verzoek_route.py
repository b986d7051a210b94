"""What a request about personal data may not lose: who may ask, what must stay, and that the answer is a besluit."""

from datetime import date
from pathlib import Path

import pytest

from workflows.domain.errors import InvalidAnswers
from workflows.domain.fields import FormContext
from workflows.domain.values import Value
from workflows.routes.route import Route

ROUTE = Route.from_folder(Path(__file__).parents[2] / "bpmn" / "avg_verzoek")
ON = date(2026, 11, 26)


def refused(form: str, raw: dict[str, str], facts: dict[str, Value]) -> set[str]:
    """Return the fields of a form whose answers are refused."""
    try:
        ROUTE.forms[form].read({name: [text] for name, text in raw.items()}, FormContext(ON, facts))
    except InvalidAnswers as refusal:
        return {error.field for error in refusal.errors}
    return set()


@pytest.mark.parametrize(
    ("born", "who", "wrong"),
    [
        (date(2015, 5, 1), "ouder", set()),
        (date(2010, 11, 27), "ouder", set()),  # sixteen tomorrow
        (date(2010, 11, 26), "ouder", {"verzoeker"}),
        (date(2010, 11, 26), "leerling", set()),
        (date(2010, 11, 26), "gemachtigde", set()),
        (date(2015, 5, 1), "leerling", {"verzoeker"}),
    ],
)
def test_from_sixteen_the_pupil_asks_and_before_that_a_parent(born: date, who: str, wrong: set[str]) -> None:
    """UAVG art. 5."""
    raw = {"verzoek_ontvangen_op": "26-11-2026", "verzoek_soort": "inzage", "verzoek_tekst": "Alles"}
    raw |= {"wiens_gegevens": "swv", "verzoeker": who, "ouder1_naam": "A. Voorbeeld", "ouder1_adres": "Straat 1"}
    raw |= {"ouder1_geheim": "nee", "ouder1_gezag": "ja"}
    assert refused("verzoek_vastleggen", raw, {"geboren_op": born}) == wrong


@pytest.mark.parametrize(
    ("identity", "keep", "wrong"),
    [("vast", "nee", set()), ("vast", "procedure", {"avg_besluit"}), ("niet", "nee", {"avg_besluit"})],
)
def test_nothing_is_erased_that_must_stay_and_nothing_given_to_somebody_unknown(identity, keep, wrong) -> None:
    """AVG art. 12 lid 6 and 17 lid 3."""
    facts = {"identiteit": identity, "bewaren": keep, "verzoek_soort": "wissen", "fg_advies": "toewijzen"}
    assert refused("besluit_nemen", {"avg_besluit": "toegewezen", "avg_reden": "Zie de brief"}, facts) == wrong


def test_the_answer_is_a_besluit_and_goes_to_who_asked_only() -> None:
    """UAVG art. 34 (a besluit in the sense of the Awb), AVG art. 12 lid 4."""
    assert ROUTE.letters["besluit"].kind == "besluit"
    assert {each.properties["to"] for each in ROUTE.elements.values() if "letter" in each.properties} == {"parents"}
    assert not any(field.startswith("ouder2") for field in ROUTE.fields)
    assert ROUTE.settings.parties == ("swv",)
