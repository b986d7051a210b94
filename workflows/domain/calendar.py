"""Which days are free: Saturday, Sunday, the holidays of the law, the days equated by royal decree, school holidays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

SchoolHoliday = tuple[date, date, str]  #: first day, last day, Dutch name
Closing = tuple[date, date, str]  #: of our own office, in the same way


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar: the Sunday after the first full moon of spring."""
    century = year // 100
    leap_correction = century - century // 4
    moon_correction = (century - 17) // 25  # the moon is slightly faster than the 19-year cycle
    age = (leap_correction - (century - moon_correction) // 3 + 19 * (year % 19) + 15) % 30
    age -= (age // 28) * (1 - (age // 28) * (29 // (age + 1)) * ((21 - year % 19) // 11))
    weekday = (year + year // 4 + age + 2 - leap_correction) % 7
    return date(year, 3, 28) + (age - weekday) * DAY


def holidays_of(year: int) -> dict[date, str]:
    """Return the generally recognised holidays of a year with their Dutch names.

    5 May counts every year; Koningsdag moves to 26 April where the 27th is a Sunday.

    Source: Algemene termijnenwet art. 3 lid 1 and 2.
    """
    sunday = easter(year)
    koningsdag = date(year, 4, 27)
    if koningsdag.weekday() == 6:
        koningsdag -= DAY
    return {
        date(year, 5, 5): "Bevrijdingsdag",  # first, so that Hemelvaartsdag on 5 May goes by its own name
        date(year, 1, 1): "Nieuwjaarsdag",
        sunday - 2 * DAY: "Goede Vrijdag",
        sunday + 1 * DAY: "2e Paasdag",
        koningsdag: "Koningsdag",
        sunday + 39 * DAY: "Hemelvaartsdag",
        sunday + 50 * DAY: "2e Pinksterdag",
        date(year, 12, 25): "1e Kerstdag",
        date(year, 12, 26): "2e Kerstdag",
    }


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which people work, and on which schools are open.

    Days equated by royal decree (KB) are data, because the decree comes every few years; the years for which they
    are known are data too. School holidays never touch a statutory term; only local norms in school days or school
    weeks look at them, for the calendar's own *region*. *closings* are days on which our own office is closed: they
    warn, and never move a term.

    Source: Algemene termijnenwet art. 3.
    """

    kb_days: frozenset[date] = frozenset()
    kb_known_from: int = 0
    kb_known_through: int = 0
    school_holidays: Mapping[str, Sequence[SchoolHoliday]] = field(default_factory=dict)
    region: str = ""
    closings: Sequence[Closing] = ()
    _free_days: dict[int, dict[date, str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _regions: dict[str, "WorkingCalendar"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def in_region(self, region: str) -> "WorkingCalendar":
        """Return the same calendar with the school holidays of *region* (Noord, Midden, Zuid)."""
        if region not in self._regions:
            self._regions[region] = replace(self, region=region)
        return self._regions[region]

    def knows(self, year: int) -> bool:
        """Say whether the days equated by royal decree are known for *year*."""
        return self.kb_known_from <= year <= self.kb_known_through

    def holiday(self, day: date) -> str | None:
        """Return the Dutch name of the holiday or KB-dag that *day* is, weekends left aside."""
        year = self._free_days.get(day.year)
        if year is None:
            year = {kb_day: "KB-dag" for kb_day in self.kb_days if kb_day.year == day.year} | holidays_of(day.year)
            self._free_days[day.year] = year
        return year.get(day)

    def free_day(self, day: date) -> str | None:
        """Return why *day* is free, in Dutch: a holiday's name, "KB-dag", "zaterdag" or "zondag"; None if it is not."""
        name = self.holiday(day)
        if name is None and day.weekday() >= 5:
            name = "zaterdag" if day.weekday() == 5 else "zondag"
        return name

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and self.holiday(day) is None

    def roll_forward(self, day: date) -> date:
        """Return *day*, or the first working day after it (Algemene termijnenwet art. 1 lid 1)."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def roll_backward(self, day: date) -> date:
        """Return *day*, or the last working day before it (local norms, reminders)."""
        while not self.is_working_day(day):
            day -= DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after *day*, or before it where *n* is negative; *day* itself is not counted."""
        step = DAY if n > 0 else -DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after *after*, up to and including *until*."""
        return sum(self.is_working_day(after + n * DAY) for n in range(1, (until - after).days + 1))

    def school_holiday(self, day: date) -> str | None:
        """Return the Dutch name of the school holiday of this region in which *day* falls."""
        for first, last, name in self.school_holidays.get(self.region, ()):
            if first <= day <= last:
                return name
        return None

    def next_school_holiday(self, name: str, after: date) -> tuple[date, bool] | None:
        """Return the first day of the next school holiday called *name* in this region, and whether it is known.

        Where the years that are known do not reach, the earliest day of the year on which it began in any region: too
        early perhaps, never too late. None where no such holiday is known at all.
        """
        begins = [first for first, _, each in self.school_holidays.get(self.region, ()) if each == name]
        if known := [first for first in begins if first > after]:
            return min(known), True
        days = [
            (first.month, first.day)
            for holidays in self.school_holidays.values()
            for first, _, each in holidays
            if each == name
        ]
        if not days:
            return None
        earliest = date(after.year, *min(days))
        return (earliest if earliest > after else date(after.year + 1, *min(days))), False

    def closing(self, day: date) -> Closing | None:
        """Return the closing of our own office in which *day* falls."""
        return next((each for each in self.closings if each[0] <= day <= each[1]), None)

    def knows_school_year_of(self, day: date) -> bool:
        """Say whether the school holidays around *day* are known for this region."""
        known = self.school_holidays.get(self.region, ())
        return any(first <= day for first, _, _ in known) and any(day <= last for _, last, _ in known)

    def is_school_day(self, day: date) -> bool:
        return self.is_working_day(day) and self.school_holiday(day) is None

    def add_school_days(self, day: date, n: int) -> date:
        """Return the n-th school day after *day*, or before it where *n* is negative."""
        step = DAY if n > 0 else -DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_school_day(day):
                day += step
        return day

    def add_school_weeks(self, day: date, n: int) -> date:
        """Return the same weekday *n* school weeks later or earlier; a week without any school day does not count."""
        step = WEEK if n > 0 else -WEEK
        for _ in range(abs(n)):
            day += step
            while not self._is_school_week(day):
                day += step
        return day

    def _is_school_week(self, day: date) -> bool:
        monday = day - day.weekday() * DAY
        return any(self.is_school_day(monday + n * DAY) for n in range(5))
