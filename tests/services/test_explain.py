"""A question about a due date, answered with its reasons."""

import json

import pytest

from tests.clocks import CALENDAR, RULES, day
from workflows.domain.errors import LedgerRefused
from workflows.domain.periods import Period
from workflows.domain.rules import UnknownRule
from workflows.services.deadlines import explain


def explained(rule, start, **more):
    return explain(RULES, CALENDAR, rule, day(start), **more)


def test_an_explanation_names_each_step_and_its_article():
    found = explained("T2", "2026-11-23", suspended=[(day("2026-11-26"), day("2026-12-07"))])
    assert found.as_json() == {
        "rule": "T2",
        "starts_on": "2026-11-23",
        "nominal_end": "2027-01-28",
        "due_on": "2027-01-28",
        "because": [
            {
                "text": "8 weken na ontvangst op ma 23 november 2026: ma 18 januari 2027",
                "source": "Awb art. 4:13 lid 2",
            },
            {
                "text": "+10 dagen opschorting (vr 27-11 t/m zo 06-12-2026): do 28 januari 2027",
                "source": "Awb art. 4:15 lid 1 onder a",
            },
            {
                "text": "valt op een werkdag en blijft staan: do 28 januari 2027",
                "source": "Algemene termijnenwet art. 1 en 3",
            },
        ],
        "warnings": [],
    }


def test_an_explanation_can_be_read_in_english():
    found = explained("Z1", "2027-02-12").as_json("en")
    assert "falls on Good Friday, followed by Saturday, Sunday and Easter Monday" in found["because"][-1]["text"]
    json.dumps(found)


@pytest.mark.parametrize("extended", [Period(4, "weeks"), day("2027-02-01")])
def test_an_extension_is_a_period_or_a_date(extended):
    assert explained("Z1", "2026-11-23", extended=extended).due.on == day("2027-02-01")


def test_z2_is_z1_extended_by_four_weeks():
    found, by_hand = explained("Z2", "2026-11-23"), explained("Z1", "2026-11-23", extended=Period(4, "weeks"))
    assert (found.rule.id, found.due) == ("Z2", by_hand.due)
    assert found.due.on == day("2027-02-01")
    assert explained("Z2", "2026-11-23", extended=Period(2, "weeks")).due.on == day("2027-01-18")


def test_a_duty_without_a_length_says_to_which_moment_it_belongs():
    with pytest.raises(LedgerRefused, match=r"Z4 heeft geen lengte .* voordat de school een leerling weigert .* \(WPO"):
        explained("Z4", "2026-11-23")


@pytest.mark.parametrize(
    ("rule", "start", "due", "text"),
    [
        ("P7", "2026-09-01", "2027-03-24", "uiterlijk 24 maart na het begin van het seizoen op di 1 september 2026"),
        ("P2", "2026-09-01", "2026-11-15", "uiterlijk 15 november"),  # a Sunday, and stands
        ("P8", "2026-09-01", "2027-03-31", "van 25 maart tot en met 31 maart na"),
        ("P8", "2027-03-31", "2027-03-31", "van 25 maart"),  # the day itself is still in time
        ("P8", "2027-04-01", "2028-03-31", "van 25 maart"),
        ("O2", "2026-08-01", "2027-07-31", "uiterlijk 31 juli na het begin van het schooljaar"),
        ("T10", "2028-07-31", "2028-04-14", "uiterlijk 14 april vóór de einddatum van de TLV"),
        ("T10U", "2028-07-31", "2027-12-31", "van 1 december tot en met 31 december vóór"),
        (
            "P11",
            "2026-09-01",
            "2027-06-18",
            "4 weken vóór het begin van de zomervakantie in regio Midden op za 17 juli",
        ),
    ],
)
def test_a_day_of_the_school_year_is_the_next_one_after_the_start(rule, start, due, text):
    found = explained(rule, start)
    assert found.due.on == day(due)
    assert text in found.due.because[0].text.nl


def test_an_extension_beyond_the_rule_is_refused():
    with pytest.raises(LedgerRefused, match="hoogstens 4 weken"):
        explained("Z1", "2026-11-23", extended=Period(5, "weeks"))


def test_a_child_is_not_placed_before_its_fourth_birthday():
    assert explained("Z3", "2026-11-23").due.on == day("2027-02-02")
    assert explained("Z3", "2026-11-23", born=day("2023-03-10")).due.on == day("2027-03-10")
    assert explained("Z3", "2026-11-23", born=day("2022-03-10")).due.on == day("2027-02-02")


def test_the_ground_for_suspension_decides_which_days_count():
    pause = [(day("2026-11-26"), day("2026-12-07"))]
    assert explained("Z1", "2026-11-23", suspended=pause).due.nominal == day("2027-01-15")
    assert explained("Z1", "2026-11-23", suspended=pause, regime="awb4:15").due.nominal == day("2027-01-14")


@pytest.mark.parametrize(
    ("rule", "more", "refusal"),
    [
        ("T99", {}, UnknownRule),
        ("O1", {"suspended": [(day("2026-11-26"), day("2026-12-07"))]}, LedgerRefused),
        ("T2", {"suspended": [(day("2026-12-07"), day("2026-11-26"))]}, LedgerRefused),
        ("T2", {"suspended": [(day("2026-11-26"), day("2026-12-07"))], "regime": "wpo63"}, LedgerRefused),
        ("T1", {"extended": Period(1, "weeks")}, LedgerRefused),
    ],
)
def test_a_question_the_register_cannot_answer_is_refused_by_name(rule, more, refusal):
    with pytest.raises(refusal):
        explained(rule, "2026-11-23", **more)
