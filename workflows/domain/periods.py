"""Lengths of time as the law states them, and days of the year: months stay months, working days stay working days."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from workflows.domain.calendar import WorkingCalendar

Unit = Literal["hours", "days", "weeks", "months", "years", "working_days", "school_days", "school_weeks"]

UNITS: tuple[Unit, ...] = get_args(Unit)
SHORT_UNITS: dict[str, Unit] = {
    "h": "hours", "d": "days", "w": "weeks", "m": "months", "y": "years",
    "wd": "working_days", "sd": "school_days", "sw": "school_weeks",
}  # fmt: skip


@dataclass(frozen=True)
class Period:
    """A length of time; *n* may be negative in a reminder that comes after its date."""

    n: int
    unit: Unit

    @staticmethod
    def parse(text: "str | Mapping[str, object]") -> "Period":
        """Read ``{"weeks": 6}`` (a row of the register) or ``"6w"`` (the command line).

        Raises:
            ValueError: it is not a period; says in Dutch what one looks like.
        """
        if isinstance(text, str):
            match = re.fullmatch(r"(\d{1,4})(h|d|w|m|y|wd|sd|sw)", text.strip())
            if match is None:
                raise ValueError(f"'{text}' is geen periode; schrijf bijvoorbeeld 4w, 14d, 10wd of 3m.")
            return Period(int(match[1]), SHORT_UNITS[match[2]])
        if len(text) == 1:
            [(name, n)] = text.items()
            for unit in UNITS:
                if unit == name and isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= 9999:
                    return Period(n, unit)
        raise ValueError(f"{dict(text)} is geen periode; schrijf bijvoorbeeld {{ weeks = 6 }} ({', '.join(UNITS)}).")

    def after(self, start: date, calendar: WorkingCalendar) -> date:
        """Return the last day of the period that runs from *start*; *start* itself does not count.

        Weeks end on the same weekday; months and years on the same day number, or on the last day of a shorter
        month. Hours are counted in whole days and rounded down, so that the date is never too late.

        Source: Awb art. 6:8 lid 1 (the day of the event does not count).
        """
        return self._shift(start, self.n, calendar)

    def before(self, end: date, calendar: WorkingCalendar) -> date:
        """Return the day that lies this period before *end*, counted in the same way."""
        return self._shift(end, -self.n, calendar)

    def _shift(self, day: date, n: int, calendar: WorkingCalendar) -> date:
        match self.unit:
            case "hours":
                return day + timedelta(days=int(n / 24))
            case "days":
                return day + timedelta(days=n)
            case "weeks":
                return day + timedelta(weeks=n)
            case "months":
                return _add_months(day, n)
            case "years":
                return _add_months(day, 12 * n)
            case "working_days":
                return calendar.add_working_days(day, n)
            case "school_days":
                return calendar.add_school_days(day, n)
            case "school_weeks":
                return calendar.add_school_weeks(day, n)

    @property
    def short_enough_for_the_atw(self) -> bool:
        """Say whether the Algemene termijnenwet applies to a statutory term of this length.

        Source: Algemene termijnenwet art. 4: not to hours, more than 90 days, 12 weeks or 3 months, or years.
        """
        longest = {"hours": -1, "days": 90, "weeks": 12, "months": 3, "years": -1}
        return self.n <= longest.get(self.unit, self.n)


@dataclass(frozen=True)
class YearDay:
    """A day that returns every year, such as 24 March; 29 February is none."""

    month: int
    day: int

    def __post_init__(self) -> None:
        date(2027, self.month, self.day)  # refuses what does not return every year

    def first_from(self, day: date) -> date:
        """Return this day in the year of *day*, or in the next year where it has passed by then."""
        found = date(day.year, self.month, self.day)
        return found if found >= day else date(day.year + 1, self.month, self.day)

    def last_until(self, day: date) -> date:
        """Return this day in the year of *day*, or in the year before where it is still to come then."""
        found = date(day.year, self.month, self.day)
        return found if found <= day else date(day.year - 1, self.month, self.day)


def _add_months(day: date, n: int) -> date:
    year, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))
