"""The monthly return: about which month, and when a school is reminded."""

from datetime import date

import pytest

from tests.clocks import CALENDAR
from workflows.domain.returns import month_before, months_open, reminded_on


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2026-11-01", "2026-10-01"),
        ("2026-11-30", "2026-10-01"),
        ("2027-01-15", "2026-12-01"),
        ("2028-03-01", "2028-02-01"),
        ("2027-03-31", "2027-02-01"),
    ],
)
def test_a_return_is_about_the_month_before(day: str, month: str) -> None:
    assert month_before(date.fromisoformat(day)) == date.fromisoformat(month)


def test_a_year_of_months_can_be_filled_in() -> None:
    months = months_open(date(2027, 2, 10))
    assert (months[0], months[-1], len(months)) == (date(2027, 1, 1), date(2026, 2, 1), 12)


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2026-10-01", "2026-11-09"),  # Mon 2 to Fri 6 November: the Monday after
        ("2026-11-01", "2026-12-08"),  # Tue 1 to Mon 7 December
        ("2026-12-01", "2027-01-11"),  # New Year's Day does not count: Mon 4 to Fri 8 January
        ("2027-03-01", "2027-04-08"),  # Thu 1 to Wed 7 April
        ("2027-04-01", "2027-05-13"),  # 5 and 6 May are free, and Friday the 7th is equated with them
        ("2028-01-01", "2028-02-08"),
        ("2028-02-01", "2028-03-08"),  # after a leap day
    ],
)
def test_a_school_is_reminded_after_the_fifth_working_day(month: str, day: str) -> None:
    assert reminded_on(date.fromisoformat(month), CALENDAR) == date.fromisoformat(day)
