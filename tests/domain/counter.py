"""Somebody with a paper calendar and a pencil, who crosses out one day at a time.

Written from the law and not from our own calculus, to be compared with it. The free days come from another source than
ours; only the decrees (KB) and the school holidays are shared, since they are data.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import holidays

from tests.clocks import CALENDAR

DAY = timedelta(days=1)
MOST = 20_000  # days: whoever crosses out more of them has lost his way

#: How many days after the request the first day lies that does not count (the last is the day before the completion).
FIRST_DAY_AFTER = {"awb4:15": 1, "awb7:10": 1, "agreed": 1, "attributable": 1, "force_majeure": 1, "consent": 1,
                   "wpo63": 0, "wpo43": 0}  # fmt: skip


class FreeDays:
    """Weekends, public holidays, 5 May of every year, and the days equated by decree."""

    def __init__(self, first_year: int, last_year: int) -> None:
        years = range(first_year, last_year + 1)
        self.days = set(holidays.NL(years=years, categories=("public",)))
        self.days |= {date(year, 5, 5) for year in years} | CALENDAR.kb_days

    def __contains__(self, day: date) -> bool:
        return day.weekday() > 4 or day in self.days


@dataclass
class Counter:
    """Counts the terms of one register on paper; *region* decides the school holidays."""

    free: FreeDays = field(default_factory=lambda: FreeDays(2021, 2040))
    region: str = CALENDAR.region

    def due(self, rule, start, pauses=(), extension=None, not_before=None):
        """Return the last day of the term; *pauses* are (asked, done, regime), *extension* a period or nothing."""
        if rule.ends is not None:
            return self._day_of_the_year(rule, start)
        if rule.anchor:
            start = self._holiday_after(rule.anchor, start)
        if rule.direction == "backward":
            return self._rolled(rule, start, self._walk_back(rule.period, start))
        spans = [] if rule.by_law else sorted(filter(None, (self._span(*pause) for pause in pauses)))
        accepted, extended = [], None
        for first, last in spans:
            due = self._due(rule, start, accepted, extended)
            if first > due and extension is not None and extended is None:
                extended = extension  # given on the last day
                due = self._due(rule, start, accepted, extended)
            if first <= due:
                accepted.append((first, last))
        due = self._due(rule, start, accepted, extended or extension)
        if rule.by_law:
            due = max(due + DAY, not_before or due + DAY)
        return due

    def _due(self, rule, start, spans, extension):
        """Cross out days until the term is used up; what free days added is used up as well where it goes on."""
        day, left = start, self._days_in(rule.period, start)
        if left == 0:  # a date that was agreed
            return self._rolled(rule, start - DAY, day)
        still = set()
        for _ in range(MOST):
            day += DAY
            for first, last in spans:
                if first == day or (first < day <= last):
                    still.add(day)
            if day in still or not self._counts(rule.period.unit, day):
                continue
            left -= 1
            if left > 0:
                continue
            end = self._rolled(rule, start, day, still)
            if any(day < first <= end for first, _ in spans):
                left = (end - day).days
            elif extension is not None:
                left, extension = self._days_in(extension, day), None
            else:
                return end
        raise AssertionError("lost")

    def _counts(self, unit, day):
        if unit == "working_days":
            return day not in self.free
        if unit == "school_days":
            return self._school(day)
        if unit == "school_weeks":
            monday = day - day.weekday() * DAY
            return any(self._school(monday + n * DAY) for n in range(5))
        return True

    def _days_in(self, period, start):
        """How many days to cross out: a month is used up on the same day number, or on the last day of the month."""
        if period.unit in ("months", "years"):
            day, months = start, period.n * (12 if period.unit == "years" else 1)
            for _ in range(months):
                day = self._end_of_month(day) + DAY  # the first of the next month
            while day.day < start.day and (day + DAY).month == day.month:
                day += DAY
            return (day - start).days
        return {"weeks": 7 * period.n, "school_weeks": 7 * period.n, "hours": period.n // 24}.get(period.unit, period.n)

    def _end_of_month(self, day):
        while (day + DAY).month == day.month:
            day += DAY
        return day

    def _school(self, day):
        holidays_of_region = CALENDAR.school_holidays[self.region]
        return day not in self.free and not any(first <= day <= last for first, last, _ in holidays_of_region)

    def _span(self, asked, done, regime):
        first, last = asked + FIRST_DAY_AFTER[regime] * DAY, done - DAY
        return (first, last) if first <= last else None

    def _walk_back(self, period, end):
        day, left = end, 7 * period.n if period.unit == "weeks" else period.n
        while left:
            day -= DAY
            left -= self._counts(period.unit, day)
        return day

    def _rolled(self, rule, start, day, still=frozenset()):
        """Move an end off a free day, as far as the law lets it: not counting back, no long terms, no hours."""
        n, unit = rule.period.n, rule.period.unit
        long = unit in ("hours", "years") or (n > {"days": 90, "weeks": 12, "months": 3}.get(unit, n))
        if rule.rolls == "none" or (rule.rolls == "atw" and (long or rule.direction == "backward")):
            return day
        if rule.rolls == "backward":
            back = day
            while back in self.free:
                back -= DAY
            if back > start or rule.direction == "backward" or n == 0:
                return back
        while day in self.free:
            day += DAY
        if unit == "days" and (3 if rule.rolls == "atw" else 2) <= n <= 7 and rule.rolls != "backward":
            while self._working_days(start, day, still) < 2:
                day += DAY
        return day

    def _working_days(self, start, end, still):
        count, day = 0, start
        while day < end:
            day += DAY
            count += day not in self.free and day not in still
        return count

    def _day_of_the_year(self, rule, start):
        day, step = start, DAY if rule.direction == "forward" else -DAY
        while (day.month, day.day) != (rule.ends.month, rule.ends.day):
            day += step
        return day

    def _holiday_after(self, name, start):
        begins = {first for first, _, each in CALENDAR.school_holidays[self.region] if each == name}
        day = start + DAY
        while day not in begins:
            day += DAY
        return day
