"""Which days are free."""

from dataclasses import replace
from datetime import date

import holidays
import pytest

from tests.clocks import CALENDAR, day
from workflows.domain.calendar import DAY, WorkingCalendar, easter, holidays_of
from workflows.domain.deadlines import due_date
from workflows.domain.periods import Period
from workflows.domain.rules import DeadlineRule
from workflows.domain.wording import Text


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2023, "04-09"), (2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2028, "04-16"),
     (2029, "04-01"), (2038, "04-25"), (2285, "03-22")],
)  # fmt: skip
def test_easter_is_the_sunday_after_the_first_full_moon_of_spring(year, sunday):
    assert easter(year) == day(f"{year}-{sunday}")


@pytest.mark.parametrize(
    ("free", "name"),
    [
        ("2026-01-01", "Nieuwjaarsdag"), ("2026-01-02", "KB-dag"), ("2026-04-03", "Goede Vrijdag"),
        ("2026-04-06", "2e Paasdag"), ("2026-04-27", "Koningsdag"), ("2026-05-05", "Bevrijdingsdag"),
        ("2026-05-14", "Hemelvaartsdag"), ("2026-05-15", "KB-dag"), ("2026-05-25", "2e Pinksterdag"),
        ("2026-12-25", "1e Kerstdag"), ("2026-12-26", "2e Kerstdag"), ("2026-12-27", "zondag"),
        ("2027-05-06", "Hemelvaartsdag"), ("2027-05-07", "KB-dag"), ("2027-05-08", "zaterdag"),
        ("2028-04-28", "KB-dag"), ("2028-05-26", "KB-dag"), ("2019-12-27", "KB-dag"),
    ],
)  # fmt: skip
def test_a_free_day_is_known_by_its_name(free, name):
    assert CALENDAR.free_day(day(free)) == name
    assert not CALENDAR.is_working_day(day(free))


@pytest.mark.parametrize("ordinary", ["2026-12-31", "2026-12-24", "2027-05-04", "2027-02-08", "2026-10-19"])
def test_new_years_eve_carnival_and_school_holidays_are_ordinary_days(ordinary):
    assert CALENDAR.free_day(day(ordinary)) is None
    assert CALENDAR.is_working_day(day(ordinary))


def test_koningsdag_moves_to_saturday_where_27_april_is_a_sunday():
    assert CALENDAR.free_day(day("2031-04-26")) == "Koningsdag"
    assert CALENDAR.free_day(day("2031-04-27")) == "zondag"


@pytest.mark.parametrize("year", range(2023, 2032))
def test_the_statute_agrees_with_an_independent_table_of_holidays(year):
    table = set(holidays.NL(years=year, categories=("public",)))  # lacks 5 May outside lustrum years, and KB-dagen
    sunday = easter(year)
    assert (table | {date(year, 5, 5)}) - {sunday, sunday + 49 * DAY} == set(holidays_of(year))


def test_an_end_rolls_forward_over_a_whole_block_of_free_days_and_back_again():
    assert CALENDAR.roll_forward(day("2027-05-05")) == day("2027-05-10")
    assert CALENDAR.roll_backward(day("2027-05-09")) == day("2027-05-04")
    assert CALENDAR.roll_forward(day("2027-05-10")) == day("2027-05-10")


@pytest.mark.parametrize(
    ("start", "n", "ends"),
    [
        ("2026-11-23", 2, "2026-11-25"),
        ("2026-12-08", 10, "2026-12-22"),
        ("2026-12-23", 3, "2026-12-29"),  # over both Christmas days and a Sunday
        ("2027-05-10", -1, "2027-05-04"),  # over five free days
        ("2026-11-21", 1, "2026-11-23"),  # counted from a Saturday
        ("2026-11-23", 0, "2026-11-23"),
    ],
)
def test_working_days_skip_weekends_holidays_and_kb_days(start, n, ends):
    assert CALENDAR.add_working_days(day(start), n) == day(ends)


def test_working_days_between_two_days_leave_out_the_first_and_count_the_last():
    assert CALENDAR.working_days_between(day("2026-11-20"), day("2026-11-24")) == 2
    assert CALENDAR.working_days_between(day("2026-11-20"), day("2026-11-22")) == 0


def test_the_calendar_knows_for_which_years_the_kb_days_are_decreed():
    assert [year for year in range(2016, 2032) if CALENDAR.knows(year)] == [2023, 2024, 2025, 2026, 2027, 2028]
    assert not WorkingCalendar().knows(2026)


def test_school_holidays_differ_per_region():
    assert replace(CALENDAR, region="Noord").school_holiday(day("2026-10-12")) == "Herfstvakantie"
    assert replace(CALENDAR, region="Midden").school_holiday(day("2026-10-12")) is None
    assert replace(CALENDAR, region="Noord").is_school_day(day("2027-08-23"))
    assert not replace(CALENDAR, region="Midden").is_school_day(day("2027-08-23"))


def test_a_week_without_any_school_day_does_not_count_as_a_school_week():
    midden = replace(CALENDAR, region="Midden")
    assert midden.add_school_weeks(day("2026-10-14"), 2) == day("2026-11-04")  # autumn holiday of 17-25 October
    assert midden.add_school_weeks(day("2026-11-04"), -2) == day("2026-10-14")
    assert midden.add_school_days(day("2026-10-16"), 1) == day("2026-10-26")


@pytest.mark.parametrize(
    ("region", "after", "begins", "known"),
    [
        ("Noord", "2026-09-01", "2027-07-10", True),
        ("Midden", "2026-09-01", "2027-07-17", True),
        ("Midden", "2027-07-16", "2027-07-17", True),
        ("Midden", "2027-07-17", "2028-07-08", True),
        ("Zuid", "2028-09-01", "2029-07-04", False),  # the earliest day on which it began in any region
        ("Zuid", "2029-07-03", "2029-07-04", False),
        ("Zuid", "2029-07-04", "2030-07-04", False),
    ],
)
def test_the_next_summer_holiday_is_never_taken_to_begin_too_late(region, after, begins, known):
    found = CALENDAR.in_region(region).next_school_holiday("Zomervakantie", day(after))
    assert found == (day(begins), known)


def test_of_a_holiday_that_nobody_entered_no_day_is_guessed():
    assert CALENDAR.next_school_holiday("Carnaval", day("2026-09-01")) is None
    assert CALENDAR.in_region("Zuid") is CALENDAR.in_region("Zuid")


def test_our_own_term_that_ends_while_the_office_is_closed_warns_and_stands():
    closed = replace(CALENDAR, closings=((day("2027-07-26"), day("2027-08-13"), "Bouwvak"),))
    rule = DeadlineRule("T2", Text("Beslissen", "Decide"), Period(8, "weeks"), rolls="atw", norm="statutory")
    due = due_date(rule, day("2027-06-02"), closed)
    assert due.on == day("2027-07-28") == due_date(rule, day("2027-06-02"), CALENDAR).on
    assert [warning.nl for warning in due.warnings] == ["T2 valt in de sluiting 26 jul - 13 aug: plan vóór 23 jul"]
    assert [warning.en for warning in due.warnings] == ["T2 falls in the closing 26 Jul - 13 Aug: plan before 23 Jul"]
    assert due_date(replace(rule, owner="school"), day("2027-06-02"), closed).warnings == ()
    assert due_date(rule, day("2027-06-20"), closed).warnings == ()  # the day after the closing
