"""Lengths of time as the law states them."""

import pytest

from tests.clocks import CALENDAR, day
from workflows.domain.periods import Period


@pytest.mark.parametrize(
    ("text", "start", "ends"),
    [
        ("6w", "2026-11-23", "2027-01-04"),  # the same weekday
        ("14d", "2026-11-26", "2026-12-10"),
        ("10wd", "2027-01-11", "2027-01-25"),
        ("1m", "2027-01-31", "2027-02-28"),  # no such day: the last of the month
        ("1m", "2028-01-31", "2028-02-29"),  # leap year
        ("1m", "2026-11-30", "2026-12-30"),  # same day number
        ("13m", "2026-12-15", "2028-01-15"),
        ("3y", "2026-11-20", "2029-11-20"),
        ("1y", "2028-02-29", "2029-02-28"),
        ("72h", "2026-11-23", "2026-11-26"),
        ("36h", "2026-11-23", "2026-11-24"),  # rounded down: never too late
        ("0d", "2028-07-31", "2028-07-31"),
        ("2sw", "2026-10-14", "2026-11-04"),  # over the autumn holiday
        ("5sd", "2026-10-14", "2026-10-28"),
    ],
)
def test_a_period_ends_on_its_last_day_and_does_not_count_the_first(text, start, ends):
    assert Period.parse(text).after(day(start), CALENDAR) == day(ends)


@pytest.mark.parametrize(
    ("text", "end", "begins"),
    [
        ("10d", "2027-02-11", "2027-02-01"),
        ("10w", "2027-08-23", "2027-06-14"),
        ("3wd", "2027-01-28", "2027-01-25"),
        ("7m", "2028-07-31", "2027-12-31"),
        ("1m", "2027-03-31", "2027-02-28"),
    ],
)
def test_a_period_counts_back_in_the_same_way(text, end, begins):
    assert Period.parse(text).before(day(end), CALENDAR) == day(begins)


@pytest.mark.parametrize(
    ("text", "covered"),
    [("12w", True), ("13w", False), ("90d", True), ("91d", False), ("3m", True), ("4m", False), ("1y", False),
     ("72h", False), ("1h", False), ("10wd", True)],
)  # fmt: skip
def test_the_termijnenwet_covers_exactly_twelve_weeks_ninety_days_and_three_months(text, covered):
    assert Period.parse(text).short_enough_for_the_atw is covered


def test_a_row_of_the_register_and_the_command_line_mean_the_same_period():
    assert Period.parse({"working_days": 10}) == Period.parse("10wd") == Period(10, "working_days")


@pytest.mark.parametrize(
    "nonsense", ["", "6", "6 weken", "-1d", "w", {}, {"weeks": 6, "days": 1}, {"weeks": -1}, {"weeks": True},
                 {"weeks": "6"}, {"fortnights": 1}, {"weeks": 99999}],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_an_example(nonsense):
    with pytest.raises(ValueError, match="is geen periode; schrijf bijvoorbeeld"):
        Period.parse(nonsense)
