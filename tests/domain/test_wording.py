"""Dates, periods and due dates as people read them."""

import pytest

from tests.clocks import CALENDAR, day
from workflows.domain.errors import NotAllowed
from workflows.domain.periods import Period
from workflows.domain.wording import (
    Said,
    Text,
    date_in_words,
    due_in_words,
    free_days_in_words,
    long_date_in_words,
    month_date_in_words,
    period_in_words,
    said,
)


def test_a_date_is_short_on_screen_and_long_in_letters():
    tuesday = day("2026-12-22")
    assert date_in_words(tuesday) == "di 22-12-2026"
    assert date_in_words(tuesday, year=False) == "di 22-12"
    assert month_date_in_words(tuesday) == "di 22 december 2026"
    assert long_date_in_words(tuesday) == "dinsdag 22 december 2026"
    assert date_in_words(day("2027-01-05")) == "di 05-01-2027"


def test_the_same_date_reads_as_english_to_an_english_reader():
    tuesday = day("2026-12-22")
    assert date_in_words(tuesday, "en") == "Tue 22 Dec 2026"
    assert date_in_words(tuesday, "en_GB", year=False) == "Tue 22 Dec"
    assert long_date_in_words(tuesday, "en") == "Tuesday 22 December 2026"


def test_the_seven_days_have_two_letters():
    week = [date_in_words(day(f"2026-11-{23 + n}"), year=False)[:2] for n in range(7)]
    assert week == ["ma", "di", "wo", "do", "vr", "za", "zo"]


@pytest.mark.parametrize(
    ("due", "nl", "en"),
    [
        ("2026-11-20", "2 werkdagen te laat", "2 working days late"),
        ("2026-11-23", "1 werkdag te laat", "1 working day late"),
        ("2026-11-24", "vandaag", "today"),
        ("2026-11-25", "nog 1 werkdag", "1 working day left"),
        ("2026-11-26", "nog 2 werkdagen", "2 working days left"),
        ("2026-12-28", "nog 23 werkdagen", "23 working days left"),
        ("2027-05-25", "nog 121 werkdagen", "121 working days left"),
        ("2027-05-26", "nog 6 maanden", "6 months left"),
        ("2028-07-31", "nog 20 maanden", "20 months left"),
        ("2029-10-27", "nog 2 jaar", "2 years left"),
    ],
)
def test_a_due_date_reads_as_working_days_from_today(due, nl, en):
    today = day("2026-11-24")
    assert due_in_words(day(due), today, CALENDAR) == nl
    assert due_in_words(day(due), today, CALENDAR, "en") == en


def test_where_only_free_days_lie_between_calendar_days_are_counted():
    assert due_in_words(day("2026-11-20"), day("2026-11-21"), CALENDAR) == "1 dag te laat"
    assert due_in_words(day("2026-11-22"), day("2026-11-20"), CALENDAR) == "nog 2 dagen"


def test_periods_know_their_singular_and_plural():
    assert [period_in_words(Period(n, "weeks")) for n in (1, 6)] == ["1 week", "6 weken"]
    assert [period_in_words(Period(n, "years")) for n in (1, 3)] == ["1 jaar", "3 jaar"]
    assert [period_in_words(Period(n, "working_days"), "en") for n in (1, 2)] == ["1 working day", "2 working days"]


def test_free_days_in_a_row_are_listed_in_order():
    row = ["Goede Vrijdag", "zaterdag", "zondag", "2e Paasdag"]
    assert free_days_in_words(row).nl == "Goede Vrijdag, gevolgd door zaterdag, zondag en 2e Paasdag"
    assert free_days_in_words(["zondag", "zaterdag"], back=True).nl == "zondag, voorafgegaan door zaterdag"
    assert free_days_in_words(["Koningsdag"]) == Text("Koningsdag", "King's Day")


def test_a_sentence_is_dutch_and_remembers_how_it_was_made():
    sentence = said("{rule}: kies een dag na {day}.", rule=Text("Beslissen", "Decide"), day=day("2026-12-22"))
    assert sentence == "Beslissen: kies een dag na di 22-12-2026."
    assert sentence.template == "{rule}: kies een dag na {day}."
    assert sentence.values == {"rule": Text("Beslissen", "Decide"), "day": day("2026-12-22")}


def test_a_sentence_is_still_remembered_in_the_words_of_an_error():
    carried = str(NotAllowed(said("Dit kan {n} keer.", n=12_000)))
    assert carried == "Dit kan 12.000 keer."
    assert isinstance(carried, Said)
    assert carried.values == {"n": 12_000}


def test_a_template_waits_for_its_values():
    assert said("hoogstens {n}").of(n=3) == "hoogstens 3"


def test_the_own_words_of_a_route_have_no_template_and_may_hold_braces():
    assert said("{label}: vul dit in.", label=Said("Soort {onderwijs}")) == "Soort {onderwijs}: vul dit in."
    assert Said("Soort {onderwijs}").template == ""
