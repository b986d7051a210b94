"""The number and the validity of a TLV."""

from pathlib import Path

import pytest

from tests.clocks import day
from workflows.domain.answers import FormContext
from workflows.domain.errors import InvalidAnswers
from workflows.domain.tlv import TlvNumber, is_tlv_end, national_category, tlv_end
from workflows.routes.route import Route


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-11-23", "2028-07-31"),
        ("2027-02-01", "2028-07-31"),
        ("2027-06-01", "2028-07-31"),
        ("2027-07-31", "2028-07-31"),
        ("2027-08-01", "2028-07-31"),
        ("2027-08-02", "2029-07-31"),
        ("2027-08-23", "2029-07-31"),
        ("2027-04-29", "2028-07-31"),
    ],
)
def test_a_tlv_holds_at_least_one_full_school_year_and_ends_on_31_july(start, ends):
    assert tlv_end(day(start)) == day(ends)
    assert is_tlv_end(day(start), day(ends))
    assert is_tlv_end(day(start), day("2032-07-31"))
    assert not is_tlv_end(day(start), day("2032-08-01"))
    assert not is_tlv_end(day(start), day("2027-07-31"))


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("01-02-2027", "31-07-2028", None),
        ("01-02-2027", "31-07-2032", None),
        ("01-02-2027", "01-08-2032", "altijd een 31 juli"),
        ("01-02-2027", "31-07-2027", "31-07-2028"),
        ("02-08-2027", "31-07-2028", "31-07-2029"),  # a day after the school year began
        ("03-08-2027", "31-07-2028", "31-07-2029"),
        ("03-08-2027", "31-07-2029", None),
    ],
)
def test_the_decision_takes_only_a_31_july_that_is_late_enough(start, end, why):
    try:
        answers(start, einddatum=end)
    except InvalidAnswers as refused:
        messages = [error.message for error in refused.errors if error.field == "einddatum"]
    else:
        messages = []
    assert (why is None and messages == []) or why in " ".join(messages)


def test_the_shortest_end_is_proposed_and_follows_the_start():
    assert proposed("01-02-2027") == ["31-07-2028"]
    assert proposed("23-08-2027") == ["31-07-2029"]
    assert proposed("") == proposed("31-02-2027") == []


def test_a_start_after_1_august_warns_that_the_shortest_tlv_is_a_year_longer():
    [warning] = answers("23-08-2027").warnings
    assert warning.message.startswith("Begindatum na 1 augustus: minimaal tot 31 juli 2029.")
    assert answers("01-08-2027").warnings == ()


DECISION = Route.from_folder(Path(__file__).parents[2] / "bpmn" / "tlv").forms["besluit_nemen"]
FACTS = {"soort_gevraagd": "SO", "categorie_gevraagd": "L", "advies_soort": ["SO", "SO"]}
EMPTY = dict.fromkeys(("commissie_advies", "commissie_soort", "commissie_categorie", "advies_toelaatbaar"))
CONTEXT = FormContext(on=day("2027-01-27"), facts={**EMPTY, **FACTS, "advies_categorie": None})


def typed(start, **more):
    given = {"besluit": "toekennen", "besluit_soort": "SO", "besluit_categorie": "L", "ingangsdatum": start}
    given |= {"motivering": "Rust.", "weging_ouders": "Eens.", "adviseurs": "Twee deskundigen"}
    return {name: [text] for name, text in (given | more).items()}


def answers(start, **more):
    return DECISION.read(typed(start, **more), CONTEXT)


def proposed(start):
    return DECISION.following(typed(start), CONTEXT).get("einddatum", [])


@pytest.mark.parametrize("text", ["PO9903-2026-00042", "VO2305-2026-00001", "PO9901-2014-99999"])
def test_a_number_reads_back_as_it_was_written(text):
    assert str(TlvNumber.parse(text)) == text


def test_a_number_is_written_with_leading_zeros():
    assert str(TlvNumber("PO9901", 2027, 1)) == "PO9901-2027-00001"


@pytest.mark.parametrize(
    "text",
    ["PO9903-2026-042", "PO9903-2013-00001", "po3101-2026-00042", "PO9903-2026-00042 ", "PO310-2026-00042",
     "XO3101-2026-00042", "PO9903-2026-0004²", ""],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is geen TLV-nummer"):
        TlvNumber.parse(text)


@pytest.mark.parametrize(
    ("kind", "code", "national"),
    [
        ("SO", "M", "M"),
        ("VSO", "H", "H"),
        ("SBO", "zwaar", None),  # a code of one's own
        ("SBO", "H", None),  # SBO has no category in the country
        ("SO", "zwaar", None),
        ("PRO", None, None),
    ],
)
def test_only_a_national_category_of_so_and_vso_is_registered(kind, code, national):
    assert national_category(kind, code) == national
