"""When a committee meets, which case goes to which meeting, and when that is too late."""

from datetime import date

import pytest

from tests.clocks import CALENDAR, day
from workflows.domain.meetings import (
    Committee,
    Sitting,
    Tally,
    Waiting,
    closes_on,
    dates_between,
    moved,
    proposed,
    quorum_of,
    tone_of,
)
from workflows.domain.wording import Text

COMMITTEE = Committee("c", Text("c", "c"), "commissie", 5, 8, 2, ("arts",), 48, 3)


def test_every_second_monday_is_every_second_monday_also_around_a_holiday() -> None:
    year = dates_between(day("2027-03-15"), day("2027-05-31"), 2, CALENDAR, in_school_holidays=True)
    assert year.skipped == ((day("2027-03-29"), "2e Paasdag"),)
    assert [each.isoformat() for each in year.dates] == [
        "2027-03-15",
        "2027-04-12",
        "2027-04-26",
        "2027-05-10",
        "2027-05-24",
    ]


def test_school_holidays_are_passed_over_unless_one_meets_in_them() -> None:
    zuid = CALENDAR.in_region("Zuid")
    without = dates_between(day("2026-12-07"), day("2027-01-18"), 1, zuid)
    within = dates_between(day("2026-12-07"), day("2027-01-18"), 1, zuid, in_school_holidays=True)
    assert [why for _, why in without.skipped] == ["Kerstvakantie", "Kerstvakantie"]
    assert set(within.dates) - set(without.dates) == {on for on, _ in without.skipped}


@pytest.mark.parametrize(
    ("held_on", "papers", "closes"),
    [("2026-12-10", 5, "2026-12-03"), ("2027-01-05", 5, "2026-12-28"), ("2026-12-10", 0, "2026-12-10")],
)
def test_papers_close_working_days_before(held_on: str, papers: int, closes: str) -> None:
    assert closes_on(day(held_on), papers, CALENDAR) == day(closes)


def waits(task: int, statutory: str | None, own: str | None = None) -> Waiting:
    return Waiting(task, day("2026-11-20"), day(statutory) if statutory else None, day(own) if own else None)


def test_the_statutory_term_decides_who_goes_first_and_a_closed_meeting_takes_nobody() -> None:
    closed = Sitting(1, day("2026-11-30"), day("2026-11-23"), 9)
    small, large = (
        Sitting(2, day("2026-12-07"), day("2026-11-30"), 1),
        Sitting(3, day("2026-12-21"), day("2026-12-14"), 9),
    )
    tasks = [waits(10, None), waits(11, "2027-01-18", "2026-12-01"), waits(12, "2026-12-18")]
    found = proposed(tasks, [large, small, closed], day("2026-11-26"))
    assert {task: sitting.id if sitting else None for task, sitting in found.items()} == {12: 2, 11: 3, 10: 3}
    assert proposed(tasks[:1], [closed], day("2026-11-26")) == {10: None}


@pytest.mark.parametrize(
    ("held_on", "tone"),
    [("2026-12-18", ""), ("2026-12-19", "amber"), ("2027-01-04", "amber"), ("2027-01-05", "red"), (None, "red")],
)
def test_red_is_after_the_last_day_of_the_law_and_amber_after_our_own_norm(held_on: str | None, tone: str) -> None:
    on: date | None = day(held_on) if held_on else None
    assert tone_of(on, waits(1, "2027-01-04", "2026-12-18")) == tone


def test_a_quorum_counts_who_takes_part_and_wants_each_discipline() -> None:
    present = {1: "arts", 2: "pedagoog", 3: "pedagoog"}
    assert quorum_of(COMMITTEE, present).reached
    assert quorum_of(COMMITTEE, present, without=[1]).missing == ("arts",)
    assert not quorum_of(COMMITTEE, present, without=[2, 3]).reached


@pytest.mark.parametrize(
    ("tally", "decided"),
    [
        (Tally(agreed=2, discuss=0, asked=3, needed=2, closed=False), False),
        (Tally(agreed=2, discuss=0, asked=3, needed=2, closed=True), True),
        (Tally(agreed=3, discuss=0, asked=3, needed=2, closed=False), True),
        (Tally(agreed=1, discuss=0, asked=3, needed=2, closed=True), False),
        (Tally(agreed=2, discuss=1, asked=3, needed=2, closed=True), False),
    ],
)
def test_a_round_decides_when_enough_agree_nobody_wants_to_talk_and_it_is_over(tally: Tally, decided: bool) -> None:
    assert tally.decided == decided


def test_the_first_does_not_move_up_nor_the_last_down() -> None:
    assert moved([1, 2, 3], 1, up=True) == [1, 2, 3]
    assert moved([1, 2, 3], 3, up=False) == [1, 2, 3]
    assert moved([1, 2, 3], 3, up=True) == [1, 3, 2]
