"""The coming school year as the check reckons with it: its start days, and the meetings as they are planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.meetings import ROUND, dates_between
from workflows.persistence import meetings, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.feasibility import Pace
from workflows.routes.feasibility_check import Season
from workflows.routes.route import Shared
from workflows.services.deployments import shared_of

FIRST = (8, 1)  #: the school year runs from 1 August to 31 July (WPO art. 1, WVO 2020 art. 1.1)
BEYOND = timedelta(days=400)  #: a case that begins on the last day may meet so long after it
OFTENER = {
    4: "bij een vergadering om de 4 weken",
    2: "bij een vergadering om de 2 weken",
    1: "bij een vergadering elke week",
}


@dataclass(frozen=True)
class Planned:
    """The days from today on which the committees of a samenwerkingsverband meet."""

    swv: str
    region: str | None
    meetings: tuple[tuple[str, tuple[date, ...]], ...]  #: the days of each committee


def planned(uow: UnitOfWork, shared: Shared) -> list[Planned]:
    """Return what is planned of the meetings of each samenwerkingsverband."""
    _, last = _school_year(uow)
    return [
        Planned(
            swv.name,
            swv.region,
            tuple(
                (
                    committee,
                    tuple(
                        row.held_on
                        for row in meetings.between(uow, swv.id, committee, uow.today, last + BEYOND)
                        if row.cancelled is None and row.kind != ROUND
                    ),
                )
                for committee in shared.committees
            ),
        )
        for swv in people.organisations(uow, "swv")
    ]


def _school_year(uow: UnitOfWork) -> tuple[date, date]:
    first = date(uow.today.year + (uow.today >= date(uow.today.year, *FIRST)), *FIRST)
    return first, date(first.year + 1, *FIRST) - DAY


def seasons(uow: UnitOfWork, shared: Shared | None = None) -> list[Season]:
    """Return the coming school year for each samenwerkingsverband, with the calendar of its region.

    *shared* is the register to reckon with where that is another than the one in use.
    """
    shared = shared or shared_of(uow)
    swvs = planned(uow, shared)
    first, last = _school_year(uow)
    found = []
    for swv in swvs:
        calendar = shared.calendar_for({"vakantieregio": swv.region})
        held = {name: continued(days, last + BEYOND, calendar) for name, days in swv.meetings}
        usual = min((_weeks(days) for _, days in swv.meetings if days), default=0)
        oftener = {
            said: {name: _every(weeks, days, last + BEYOND, calendar) for name, days in swv.meetings}
            for weeks, said in OFTENER.items()
            if weeks < usual
        }
        pace = Pace(shared.rules, calendar, shared.committees, held)
        starts = [day for n in range((last - first).days + 1) if calendar.is_working_day(day := first + n * DAY)]
        name = f"schooljaar {first.year}-{last.year}"
        found.append(Season(name, starts, pace, oftener, swv.swv if len(swvs) > 1 else ""))
    return found


def continued(days: Sequence[date], last: date, calendar: WorkingCalendar) -> Sequence[date]:
    """Return the meetings that are planned, going on in their usual rhythm where nothing is planned yet."""
    if not days:
        return ()
    weeks = _weeks(days)
    return (*days, *dates_between(days[-1] + timedelta(weeks=weeks), last, weeks, calendar).dates)


def _every(weeks: int, days: Sequence[date], last: date, calendar: WorkingCalendar) -> Sequence[date]:
    return dates_between(days[0], last, weeks, calendar).dates if days else ()


def _weeks(days: Sequence[date]) -> int:
    """Return the usual number of weeks between meetings; four where only one is planned."""
    apart = [(later - day).days for day, later in pairwise(days)]
    return max(1, round(median(apart) / 7)) if apart else 4
