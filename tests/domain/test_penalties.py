"""The penalty for deciding too late: vector X02 of the domain description, and what happens around its edges."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from workflows.domain.deadlines import due_date
from workflows.domain.penalties import DECISION, LATE, NOTICE, PENALTY, Penalty
from workflows.routes.route import Shared

SHARED = Shared.from_folder(Path(__file__).parents[2] / "bpmn" / "shared")
AMOUNTS = SHARED.rules.at(PENALTY, date(2027, 1, 19)).amounts


def penalty(received: str, sent: str | None = None) -> Penalty:
    """Return the penalty after a notice that was received on a day, by the register as it is."""
    start = date.fromisoformat(received)
    grace = due_date(SHARED.rules.at(NOTICE, start), start, SHARED.calendar)
    return Penalty(AMOUNTS, grace.on, date.fromisoformat(sent) if sent else None)


@pytest.mark.parametrize(
    ("received", "grace", "first", "last"),
    [
        ("2027-01-19", "2027-02-02", "2027-02-03", "2027-03-16"),  # X02
        ("2027-05-11", "2027-05-25", "2027-05-26", "2027-07-06"),  # story 3.4 step 14
        ("2027-04-17", "2027-05-03", "2027-05-04", "2027-06-14"),  # ends on a Saturday: the grace moves
        ("2026-12-11", "2026-12-28", "2026-12-29", "2027-02-08"),  # Christmas moves the grace
        ("2027-02-14", "2027-03-01", "2027-03-02", "2027-04-12"),
        ("2027-04-05", "2027-04-19", "2027-04-20", "2027-05-31"),
        ("2026-10-18", "2026-11-02", "2026-11-03", "2026-12-14"),
        ("2027-02-04", "2027-02-18", "2027-02-19", "2027-04-01"),
        ("2027-01-15", "2027-01-29", "2027-01-30", "2027-03-12"),  # the first day may be a Saturday
        ("2027-02-05", "2027-02-19", "2027-02-20", "2027-04-02"),
    ],
)
def test_two_weeks_of_grace_move_with_free_days_and_the_forty_two_days_do_not(
    received: str, grace: str, first: str, last: str
) -> None:
    found = penalty(received)
    days = (found.grace_until, found.first_day, found.last_day)
    assert tuple(day.isoformat() for day in days) == (grace, first, last)
    assert (found.owed(found.grace_until), found.owed(found.last_day), found.most) == (0, 1442, 1442)


@pytest.mark.parametrize(
    ("day", "today", "owed"),
    [
        ("2027-02-02", 0, 0),
        ("2027-02-03", 23, 23),
        ("2027-02-16", 23, 322),
        ("2027-02-17", 35, 357),
        ("2027-03-02", 35, 812),
        ("2027-03-03", 45, 857),
        ("2027-03-16", 45, 1442),
        ("2027-03-17", 0, 1442),
        ("2028-01-01", 0, 1442),
    ],
)
def test_each_day_adds_what_its_two_weeks_cost(day: str, today: int, owed: int) -> None:
    found, on = penalty("2027-01-19"), date.fromisoformat(day)
    assert (found.euros_on(on), found.owed(on)) == (today, owed)


def test_the_total_is_that_of_the_days_counted_one_by_one() -> None:
    found = penalty("2027-01-19")
    for n in range(60):
        through = found.grace_until + timedelta(days=n)
        assert found.owed(through) == sum(found.euros_on(through - timedelta(days=back)) for back in range(n + 1))


@pytest.mark.parametrize(
    ("sent", "owed"),
    [
        ("2027-01-26", 0),
        ("2027-02-02", 0),  # on the last day of the grace
        ("2027-02-03", 0),  # the day of sending is not a day of default (our reading; see the doubt)
        ("2027-02-04", 23),
        ("2027-02-17", 322),
        ("2027-03-16", 1397),
        ("2027-03-17", 1442),
        ("2027-06-01", 1442),
    ],
)
def test_sending_the_decision_ends_it(sent: str, owed: int) -> None:
    found = penalty("2027-01-19", sent)
    assert found.owed(date(2028, 1, 1)) == owed


def test_whether_the_day_of_sending_counts_is_a_parameter() -> None:
    found = penalty("2027-01-19", "2027-02-04")
    assert replace(found, sending_day_counts=True).owed(date(2028, 1, 1)) == 46


def test_the_amount_is_decided_on_within_two_weeks_after_the_last_day() -> None:
    last = penalty("2027-01-19").last_owed
    decided = due_date(SHARED.rules.at(DECISION, last), last, SHARED.calendar)
    assert decided.on == date(2027, 3, 30)


def test_the_register_holds_the_amounts_with_their_source_and_their_doubt() -> None:
    rule = SHARED.rules.at(PENALTY, date(2027, 1, 19))
    assert (rule.period.n, rule.source) == (sum(days for days, _ in AMOUNTS), "Awb art. 4:17 lid 1 en 2")
    assert rule.certainty == "V" or rule.doubt
    assert {*LATE, NOTICE, DECISION} <= set(SHARED.rules.ids)
