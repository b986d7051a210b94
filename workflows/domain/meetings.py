"""When a committee meets, which cases go to which meeting, and whether enough members are there. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.wording import Text

MEETING, EXTRA, ROUND = "vergadering", "extra", "ronde"  #: kinds: of the year calendar, extra, in writing
KINDS = (MEETING, EXTRA, ROUND)


@dataclass(frozen=True)
class Committee:
    """A committee as ``bpmn/shared/committees.toml`` defines it; its members have *role*.

    Papers close *papers* working days before a meeting. An advice takes *quorum* members, and one of each of
    *disciplines* present.
    """

    id: str
    label: Text
    role: str
    papers: int
    capacity: int
    quorum: int
    disciplines: tuple[str, ...]
    round_hours: int
    bundle_days: int


@dataclass(frozen=True)
class YearOfDates:
    """The days on which a committee can meet, and those that were passed over, each with why."""

    dates: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]


def dates_between(
    first: date, last: date, weeks: int, calendar: WorkingCalendar, *, in_school_holidays: bool = False
) -> YearOfDates:
    """Return every *weeks* weeks the weekday of *first*, from *first* up to *last*, without days on which nobody works.

    A date that is passed over does not move: the next one is *weeks* weeks later, as the calendar on the wall says it.
    """
    dates, skipped, day = [], [], first
    while day <= last:
        closing = calendar.closing(day)
        why = calendar.free_day(day) or (closing[2] if closing else None)
        if why is None and not in_school_holidays:
            why = calendar.school_holiday(day)
        if why is None:
            dates.append(day)
        else:
            skipped.append((day, why))
        day += timedelta(weeks=weeks)
    return YearOfDates(tuple(dates), tuple(skipped))


def closes_on(held_on: date, papers: int, calendar: WorkingCalendar) -> date:
    """Return the last day on which papers come in: *papers* working days before the meeting."""
    return calendar.add_working_days(held_on, -papers) if papers else held_on


@dataclass(frozen=True)
class Waiting:
    """A task that waits for a meeting since *ready_on*; the last day of its statutory term and of our own norm."""

    task_id: int
    ready_on: date
    statutory_on: date | None
    own_on: date | None

    @property
    def order(self) -> tuple[date, date, int]:
        """The statutory term first, then our own norm, then who waits longest."""
        return self.statutory_on or date.max, self.own_on or date.max, self.task_id


@dataclass(frozen=True)
class Sitting:
    """A meeting that is to come, with *room* for so many more cases."""

    id: int
    held_on: date
    closes_on: date
    room: int


def proposed(waiting: Iterable[Waiting], sittings: Iterable[Sitting], today: date) -> dict[int, Sitting | None]:
    """Return for each task the first meeting with room whose papers are not closed, the most urgent task first."""
    coming = sorted((each for each in sittings if each.closes_on >= today), key=lambda each: (each.held_on, each.id))
    room = {each.id: each.room for each in coming}
    found: dict[int, Sitting | None] = {}
    for task in sorted(waiting, key=lambda each: each.order):
        sitting = next((each for each in coming if room[each.id] > 0), None)
        if sitting is not None:
            room[sitting.id] -= 1
        found[task.task_id] = sitting
    return found


def tone_of(held_on: date | None, waiting: Waiting) -> str:
    """Return red where a meeting is after the last day of the statutory term, amber where it is after our own norm.

    Without any meeting the term cannot be kept either.
    """
    day = held_on or date.max
    if waiting.statutory_on is not None and day > waiting.statutory_on:
        return "red"
    return "amber" if waiting.own_on is not None and day > waiting.own_on else ""


def latest_for(waiting: Waiting, today: date, calendar: WorkingCalendar) -> date:
    """Return the last working day on which an extra meeting still keeps the terms, or today if there is none."""
    days = [day for day in (waiting.statutory_on, waiting.own_on) if day is not None and day >= today]
    return max(calendar.roll_backward(min(days)), today) if days else today


@dataclass(frozen=True)
class Quorum:
    """Whether enough members take part: how many do, how many it takes, and which disciplines are not there."""

    present: int
    needed: int
    missing: tuple[str, ...]

    @property
    def reached(self) -> bool:
        return self.present >= self.needed and not self.missing


def quorum_of(committee: Committee, present: Mapping[int, str], without: Iterable[int] = ()) -> Quorum:
    """Return the quorum of *present* members (person to discipline), leaving out those who do not take part."""
    taking_part = {person: discipline for person, discipline in present.items() if person not in set(without)}
    missing = [each for each in committee.disciplines if each not in taking_part.values()]
    return Quorum(len(taking_part), committee.quorum, tuple(missing))


@dataclass(frozen=True)
class Tally:
    """What members said in a written round; one who wants to talk brings the case to the table."""

    agreed: int
    discuss: int
    asked: int
    needed: int
    closed: bool

    @property
    def decided(self) -> bool:
        """Was it decided in writing: nobody wants to talk, enough agree, and the round is over or all answered?"""
        return self.discuss == 0 and self.agreed >= self.needed and (self.closed or self.agreed >= self.asked)


def valid_until(held_on: date, committee: Committee) -> date:
    """Return the last day on which the bundle of a meeting may be opened."""
    return held_on + committee.bundle_days * DAY


def moved(order: Sequence[int], item: int, *, up: bool) -> list[int]:
    """Return *order* with *item* one place up or down; at the end it stays where it is."""
    place = order.index(item)
    other = place - 1 if up else place + 1
    result = list(order)
    if 0 <= other < len(result):
        result[place], result[other] = result[other], result[place]
    return result
