"""From which day a child may be admitted."""

import pytest

from tests.clocks import CALENDAR, day
from workflows.domain.admission import first_day_of_admission


@pytest.mark.parametrize(
    ("born", "conditions", "first"),
    [
        (None, None, None),
        ("2023-03-10", None, "2027-03-10"),
        ("2024-02-29", None, "2028-02-29"),
        (None, "2027-08-01", "2027-08-01"),
        ("2014-05-02", "2027-08-01", "2027-08-01"),
        ("2023-09-30", "2027-08-01", "2027-09-30"),
    ],
)
def test_a_child_is_admitted_from_its_fourth_birthday_and_when_it_meets_the_conditions(born, conditions, first):
    found = first_day_of_admission(born and day(born), conditions and day(conditions), CALENDAR)
    assert found == (first and day(first))
