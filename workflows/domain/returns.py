"""The monthly return of a school about its zorgplicht: about which month, and when it is late."""

from dataclasses import dataclass
from datetime import date

from workflows.domain.calendar import DAY, WorkingCalendar

MONTHS_OPEN = 12  #: how many past months can be looked at and filled in
TIME_TO_GIVE = 5  #: working days of the month after, before a school is reminded
MOST = 999  #: pupils that a school may say are waiting


def month_before(day: date) -> date:
    """Return the first day of the month before that of *day*: the month that a return is about."""
    return (day.replace(day=1) - DAY).replace(day=1)


def months_open(today: date) -> tuple[date, ...]:
    """Return the months that can be looked at, the latest first."""
    months = [month_before(today)]
    while len(months) < MONTHS_OPEN:
        months.append(month_before(months[-1]))
    return tuple(months)


def reminded_on(month: date, calendar: WorkingCalendar) -> date:
    """Return when a school is reminded that gave no return about *month*: after the fifth working day of the next."""
    last_day = (month.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    return calendar.add_working_days(last_day, TIME_TO_GIVE + 1)


@dataclass(frozen=True)
class ReturnCount:
    """How many schools there are, gave their return about a month, did not though they did before, and never did.

    *waiting* is how many pupils are waiting according to those that did: as far as it is known to us.
    """

    schools: int
    given: int
    missing: int
    never: int
    waiting: int
