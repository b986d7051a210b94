"""The one place that knows what time it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Clock(Protocol):
    """Tells the current instant, always aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The clock on the wall, or one that runs *ahead* of it (demonstrations only)."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


@dataclass
class FrozenClock:
    """A clock that moves only when told to: for tests, rehearsals and demo data."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def advance(self, by: timedelta) -> None:
        self.instant += by


def local_date(instant: datetime) -> date:
    """Return the calendar date that people in Amsterdam read at *instant*."""
    return instant.astimezone(AMSTERDAM).date()


@lru_cache(maxsize=10_000)  # the end of a day and its morning are asked for over and over
def at_local(day: date, clock_time: time) -> datetime:
    """Return the instant, in UTC, at which Amsterdam's clocks show *clock_time* on *day*."""
    return datetime.combine(day, clock_time, AMSTERDAM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the instant, in UTC, at which *day* is over in Amsterdam (24:00).

    The one way from a legal date to an instant: what is due on a day is in time until its last moment.
    """
    return at_local(day + timedelta(days=1), time())
