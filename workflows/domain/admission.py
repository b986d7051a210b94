"""From which day a child may be admitted to a school: what happens by law does not happen earlier."""

from datetime import date

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.periods import Period

ADMISSION_AGE = Period(4, "years")  #: a child may be admitted from its fourth birthday (WPO art. 39 lid 1)


def first_day_of_admission(born: date | None, conditions_met_on: date | None, calendar: WorkingCalendar) -> date | None:
    """Return the first day on which both age and admission conditions allow admission; None where nothing is known.

    Source: WPO art. 39 lid 1 and 40 lid 7; WVO 2020 art. 8.13 (not before the admission conditions are met).
    """
    days = [day for day in (born and ADMISSION_AGE.after(born, calendar), conditions_met_on) if day is not None]
    return max(days, default=None)
