"""On which days a ladder speaks: the reminders that go before a due date, and what follows when it has passed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.rules import DeadlineRule, Rung

BEFORE_FREE_DAYS = "before_free_days"


class WantedRung(NamedTuple):
    """A rung of the ladder of *rule* that is to speak on *day*, unless it has done so already."""

    rule: str
    due_on: date
    rung: Rung
    day: date


def rungs_of(rule: DeadlineRule, started_on: date, due_on: date, calendar: WorkingCalendar) -> list[WantedRung]:
    """Return the rungs of one running clock.

    Each speaks on a working day, if need be an earlier one; only what follows when the date has passed may fall on
    a free day. Rungs from before the start are left out. Where three or more free days in a row touch the last
    week, the nearest rung also speaks on the last working day before them.
    """
    wanted = []
    for rung in rule.ladder:
        day = rung.before.before(due_on, calendar)
        earlier = calendar.roll_backward(day)
        if day <= due_on or earlier > due_on:
            day = earlier
        if day > started_on:
            wanted.append(WantedRung(rule.id, due_on, rung, day))
    ahead = [each for each in wanted if each.day <= due_on]
    extra = _last_working_day_before_free_days(due_on, calendar)
    if ahead and extra and extra > started_on and all(each.day != extra for each in ahead):
        nearest = max(ahead, key=lambda each: each.day)
        wanted.append(nearest._replace(rung=replace(nearest.rung, name=BEFORE_FREE_DAYS), day=extra))
    return wanted


def missed(wanted: Sequence[WantedRung], climbed: Collection[str], today: date) -> list[WantedRung]:
    """Return the rungs of one term that are due and were not climbed, in order; at most the last of them speaks."""
    return sorted((each for each in wanted if each.day <= today and each.rung.name not in climbed), key=_by_day)


def speaks(rung: WantedRung, wanted: Sequence[WantedRung], climbed: Collection[str]) -> bool:
    """Is this missed rung the highest? One that was put in below a rung that was climbed comes too late to say."""
    return all(each.day <= rung.day for each in wanted if each.rung.name in climbed)


def _by_day(wanted: WantedRung) -> date:
    return wanted.day


def _last_working_day_before_free_days(due_on: date, calendar: WorkingCalendar) -> date | None:
    after = due_on
    while after > due_on - timedelta(weeks=1):
        day = calendar.add_working_days(after, -1)
        if (after - day).days > 3:
            return day
        after = day
    return None
