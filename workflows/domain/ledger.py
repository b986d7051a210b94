"""The clocks of one case: started, suspended, resumed, extended and stopped by recorded events."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, Literal, TypeVar

from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.clock import AMSTERDAM, end_of
from workflows.domain.clock_events import LAPSED, RESTARTED, ClockEvent
from workflows.domain.deadlines import DueDate, Extension, Step, Suspension, due_date, extended_due_date
from workflows.domain.errors import LedgerRefused
from workflows.domain.ladders import WantedRung, rungs_of
from workflows.domain.periods import Period
from workflows.domain.rules import REGIMES, Choices, DeadlineRule, Regime, Rules, Rung, UnknownRule
from workflows.domain.wording import Text, month_date_in_words, said

__all__ = [
    "LAPSED",
    "REGIMES",
    "RESTARTED",
    "Choices",
    "ClockEvent",
    "Deadline",
    "DeadlineRule",
    "DueDate",
    "Ledger",
    "LedgerRefused",
    "Regime",
    "Rules",
    "Rung",
    "Step",
    "UnknownRule",
    "WantedRung",
]

T = TypeVar("T")
CONSENT = "consent"  #: the ground on which a term that was extended once may be extended further
State = Literal["none", "running", "suspended", "stopped"]


@dataclass(frozen=True)
class Deadline:
    """How one clock stands; *due* is None while it is suspended, and of a stopped clock the date that held then.

    *standing* tells of a suspended clock how far it had come, and on which ground it stands still.
    """

    rule: DeadlineRule
    state: State
    started_on: date
    due: DueDate | None
    suspended_since: date | None = None
    stopped_on: date | None = None
    extended_on: date | None = None
    standing: tuple[Step, ...] = ()


@dataclass
class _Clock:
    """One start of one rule and what happened to it since."""

    rule: DeadlineRule
    day0: date  #: the day that does not count
    since: date  #: the day of the act, if that was earlier
    at: datetime
    not_before: date | None = None  #: no earlier may happen what happens by law
    suspensions: list[Suspension] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    stopped: ClockEvent | None = None
    known: Deadline | None = None  #: kept until the next event


class _Same(Generic[T]):
    """Something that is equal to itself only; rules and calendars have too much in them to compare each time."""

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


def _to_the_hour(clock: _Clock, last: date) -> Step:
    """Return the step that says at what time of its last day a term in hours ends."""
    end = (clock.at + timedelta(hours=clock.rule.period.n)).astimezone(AMSTERDAM)
    text = Text(f"tot {end:%H.%M} uur: deze termijn telt in uren", f"until {end:%H:%M}: this term counts in hours")
    return Step(text, clock.rule.source, last)


@lru_cache(maxsize=10_000)  # a case is taken up again at every act, and most of its terms end as they did before
def _reckoned(
    rule: _Same[DeadlineRule],
    day0: date,
    calendar: _Same[WorkingCalendar],
    suspensions: tuple[Suspension, ...],
    extensions: tuple[Extension, ...],
    choices: Choices,
    not_before: date | None,
) -> DueDate:
    return due_date(
        rule.it,
        day0,
        calendar.it,
        suspensions=suspensions,
        extensions=extensions,
        choices=choices,
        not_before=not_before,
    )


@lru_cache(maxsize=10_000)
def _rungs(
    rule: _Same[DeadlineRule], since: date, due_on: date, calendar: _Same[WorkingCalendar]
) -> tuple[WantedRung, ...]:
    return tuple(rungs_of(rule.it, since, due_on, calendar.it))


class Ledger:
    """The clocks of one case, a pure function of its events.

    One clock runs per rule; each keeps the row of the register that held when it was started.
    """

    def __init__(self, rules: Rules, calendar: WorkingCalendar) -> None:
        self._rules, self._calendar = rules, calendar
        self._events: list[ClockEvent] = []
        self._taken = 0
        self._clocks: dict[str, _Clock] = {}

    @classmethod
    def fold(cls, events: Iterable[ClockEvent], rules: Rules, calendar: WorkingCalendar) -> "Ledger":
        """Return the ledger after *events*; they were allowed when they happened and are not judged again.

        Raises:
            UnknownRule: the register lacks a rule that was started.
        """
        ledger = cls(rules, calendar)
        for event in events:
            ledger._apply(event)
        ledger._taken = len(ledger._events)
        return ledger

    @property
    def events(self) -> tuple[ClockEvent, ...]:
        return tuple(self._events)

    def copy(self) -> "Ledger":
        """Return another ledger that stands as this one does."""
        return Ledger.fold(self._events, self._rules, self._calendar)

    def take_new(self) -> tuple[ClockEvent, ...]:
        """Return the events recorded since the last time this was asked."""
        new = tuple(self._events[self._taken :])
        self._taken = len(self._events)
        return new

    def forget_stopped(self) -> None:
        """Leave out the clocks that no longer run or stand still, and what happened to them."""
        for rule in [rule for rule in self._clocks if self.state(rule) == "stopped"]:
            del self._clocks[rule]
        self._events = [event for event in self._events if event.rule in self._clocks]
        self._taken = 0

    def count_under(self, rules: Rules, calendar: WorkingCalendar) -> None:
        """Count every clock again under another register: what happened to it stays."""
        events, self._events, self._clocks = self._events, [], {}
        self._rules, self._calendar = rules, calendar
        for event in events:
            self._apply(event)

    def record(self, event: ClockEvent) -> None:
        """Let something happen to a clock; what the law or the rule does not allow is refused by name.

        Starting a running clock stops the former first. Stopping a clock that does not run changes nothing. An
        extension with a regime was agreed upon: as long and as often as they agree. The local norms that stand beside
        the rule go along.

        Raises:
            LedgerRefused: with the reason and its article; nothing is recorded.
            UnknownRule: the register lacks the rule.
        """
        state = self.state(event.rule)
        active = state in ("running", "suspended")
        if event.what == "started":
            self._rules.at(event.rule, _row_day(event)).refuse_clock()
            if active:
                self._apply(ClockEvent("stopped", event.rule, event.on, event.at, event.element, RESTARTED))
        elif event.what == "stopped":
            if not active:
                return
        elif not active:
            raise LedgerRefused(said("Termijn {rule} loopt niet", rule=event.rule), "")
        elif event.what == "suspended":
            rule = self._clocks[event.rule].rule
            rule.refuse_suspension(rule.regime(event.regime))
        elif event.what == "resumed":
            _refuse_resumption(self._clocks[event.rule], event)
        else:
            self._refuse_extension(self._clocks[event.rule], event)
        self._apply(event)
        self._let_norms_follow(event)

    def _let_norms_follow(self, event: ClockEvent) -> None:
        """Let the local norms beside a statutory term start, stand still and stop with it; none is extended."""
        for norm in self._rules.beside(event.rule, _row_day(event)):
            state = self.state(norm)
            wanted = {"started": True, "suspended": state == "running", "resumed": state == "suspended"}
            if wanted.get(event.what, event.what == "stopped"):
                self.record(replace(event, rule=norm))

    def state(self, rule: str) -> State:
        deadline = self.deadline(rule)
        return deadline.state if deadline else "none"

    def due(self, rule: str) -> DueDate | None:
        """Return the due date of a running clock, or the one that held when it was stopped."""
        deadline = self.deadline(rule)
        return deadline.due if deadline else None

    def day0(self, rule: str, on: date, usual: date | None, other: date | None) -> date | None:
        """Return the day from which a clock is to count that starts *on* a day; None where that day itself is.

        Raises:
            UnknownRule: the register lacks the rule.
        """
        if usual is None or other is None:
            return usual or other
        return self._rules.choices.day0(self._rules.at(rule, min(on, usual)), usual, other)

    def suspended_since(self, rule: str) -> date | None:
        """Return the first day that does not count of a clock that stands still."""
        deadline = self.deadline(rule)
        return deadline.suspended_since if deadline else None

    def due_at(self, rule: str, n: int = 0, unit: str = "days") -> datetime | None:
        """Return the instant at which the due date, moved by *n* days, weeks or workdays, is over.

        None unless the clock is running. A term in hours ends to the minute.
        """
        clock, deadline = self._clocks.get(rule), self.deadline(rule)
        if clock is None or deadline is None or deadline.state != "running" or deadline.due is None:
            return None
        due_on = deadline.due.on
        end = end_of(due_on)
        if clock.rule.period.unit == "hours" and not clock.suspensions and not clock.extensions:
            end = min(end, clock.at + timedelta(hours=clock.rule.period.n))
        shift = Period.parse({"working_days" if unit == "workdays" else unit: abs(n)}).unit
        if shift == "hours":
            return end + timedelta(hours=n)
        return end_of(Period(n, shift).after(due_on, self._calendar)) if n else end

    def proposed_extension(self, rule: str, on: date) -> date | None:
        """Return the last day that a letter of the day *on* proposes; None where the term cannot be extended any more.

        The proposal of the register, and never more than the rule allows.
        """
        clock, deadline = self._clocks.get(rule), self.deadline(rule)
        if clock is None or deadline is None or deadline.due is None or deadline.state != "running":
            return None
        if clock.extensions or on > deadline.due.on or (proposal := clock.rule.extension_proposal) is None:
            return None
        proposed = Extension(on, proposal)
        try:
            return extended_due_date(
                clock.rule,
                clock.day0,
                self._calendar,
                proposed,
                suspensions=clock.suspensions,
                choices=self._rules.choices,
            ).on
        except LedgerRefused:
            return None

    def running(self) -> tuple[str, ...]:
        """Return the rules whose clock runs now, in order of their first start."""
        return tuple(rule for rule in self._clocks if self.state(rule) == "running")

    def deadlines(self) -> tuple[Deadline, ...]:
        """Return every clock as it stands: the last start of each rule, in order of first start."""
        return tuple(deadline for rule in self._clocks if (deadline := self.deadline(rule)))

    def deadline(self, rule: str) -> Deadline | None:
        """Return how the clock of *rule* stands, or None where it was never started."""
        clock = self._clocks.get(rule)
        if clock is None:
            return None
        if clock.known is None:
            clock.known = self._stand_of(clock)
        return clock.known

    def wanted_rungs(self) -> list[WantedRung]:
        """Return what the ladders of the running clocks have to say, in order of day; also what lies in the past."""
        wanted: list[WantedRung] = []
        for clock in self._clocks.values():
            deadline = self.deadline(clock.rule.id)
            if deadline and deadline.state == "running" and deadline.due and clock.rule.ladder:
                wanted += _rungs(_Same(clock.rule), clock.since, deadline.due.on, _Same(self._calendar))
        return sorted(wanted, key=lambda each: each.day)

    def to_json(self) -> list[list[Any]]:
        """Return the events since the last start of each rule, as plain values: what the clocks are made of now.

        What happened to a clock before it was started again stays in the history of the case only, so that a clock
        that starts a hundred times takes no more room than one that started once.
        """
        last = {event.rule: number for number, event in enumerate(self._events) if event.what == "started"}
        return [event.to_json() for number, event in enumerate(self._events) if number >= last.get(event.rule, 0)]

    @classmethod
    def from_json(cls, data: Iterable[list[Any]], rules: Rules, calendar: WorkingCalendar) -> "Ledger":
        return cls.fold(map(ClockEvent.from_json, data), rules, calendar)

    def _apply(self, event: ClockEvent) -> None:
        self._events.append(event)
        clock = self._clocks.get(event.rule)
        if event.what == "started":
            rule = self._rules.at(event.rule, _row_day(event))
            self._clocks[event.rule] = _Clock(rule, event.day0 or event.on, _row_day(event), event.at, event.not_before)
            return
        if clock is None:
            return
        clock.known = None
        if event.what == "suspended":
            regime = clock.rule.regime(event.regime)
            clock.suspensions.append(Suspension(regime, event.on + regime.first * DAY, event.until))
        elif event.what == "resumed":
            with_lapse_day = event.why == LAPSED and self._rules.choices.lapse_day_suspended
            last = event.on if with_lapse_day else event.on - DAY
            clock.suspensions = [_closed(each, last, event.regime) for each in clock.suspensions]
        elif event.what == "extended":
            agreed = clock.rule.regime(event.regime).source if event.regime else ""
            clock.extensions.append(Extension(event.on, event.period, event.until, agreed))
        else:
            clock.stopped = event

    def _stand_of(self, clock: _Clock) -> Deadline:
        suspended_since: date | None = None
        standing: tuple[Step, ...] = ()
        if clock.stopped:
            state: State = "stopped"
            due: DueDate | None = self._due_of(clock, clock.stopped.on)
        else:
            state, due = "running", self._due_of(clock)
            moves = self._rules.choices.placement_suspended or not clock.rule.by_law
            still = [each for each in clock.suspensions if each.last is None and each.first <= due.on]
            if still and moves:  # what is asked after the term has passed does not make the clock stand still
                standing = (*due.because, *map(_standing_still, still))
                state, due, suspended_since = "suspended", None, min(each.first for each in still)
        if due is not None and clock.rule.period.unit == "hours":
            due = replace(due, because=(*due.because, _to_the_hour(clock, due.on)))
        stopped_on = clock.stopped.on if clock.stopped else None
        extended_on = clock.extensions[-1].on if clock.extensions else None
        return Deadline(clock.rule, state, clock.day0, due, suspended_since, stopped_on, extended_on, standing)

    def _due_of(self, clock: _Clock, resumed_on: date | None = None) -> DueDate:
        """Return the due date; what is still suspended is left out, or ends as if resumed on *resumed_on*."""
        suspensions = clock.suspensions
        if resumed_on:
            suspensions = [_closed(each, resumed_on - DAY, None) for each in suspensions]
        rule, calendar = _Same(clock.rule), _Same(self._calendar)
        choices = self._rules.choices
        return _reckoned(rule, clock.day0, calendar, (*suspensions,), (*clock.extensions,), choices, clock.not_before)

    def _refuse_extension(self, clock: _Clock, event: ClockEvent) -> None:
        source, by_agreement = clock.rule.extension_source or clock.rule.source, event.regime is not None
        if clock.extensions and not by_agreement:
            if CONSENT in clock.rule.regimes:
                words = said("Deze termijn is al verlengd; verder uitstel kan alleen met instemming")
                raise LedgerRefused(words, REGIMES[CONSENT].source)
            raise LedgerRefused(said("Deze termijn is al verlengd; dat kan één keer"), source)
        deadline = self._stand_of(clock)
        if deadline.due and event.on > deadline.due.on:
            raise LedgerRefused(said("De termijn was al voorbij op {day}", day=deadline.due.on), source)
        if by_agreement:
            regime = clock.rule.regime(event.regime)
            clock.rule.refuse_suspension(regime)
            if deadline.due and (event.until is None or event.until <= deadline.due.on):
                raise LedgerRefused(said("De nieuwe datum moet na {day} liggen", day=deadline.due.on), regime.source)
            return
        extended_due_date(
            clock.rule,
            clock.day0,
            self._calendar,
            Extension(event.on, event.period, event.until),
            suspensions=[_closed(each, event.on - DAY, None) for each in clock.suspensions],
            choices=self._rules.choices,
        )


def _refuse_resumption(clock: _Clock, event: ClockEvent) -> None:
    running = [each for each in clock.suspensions if each.last is None and event.regime in (None, each.regime.id)]
    if not running:
        raise LedgerRefused(said("Termijn {rule} is niet opgeschort", rule=event.rule), "")
    asked_on = min(each.first - each.regime.first * DAY for each in running)
    if event.on < asked_on:
        raise LedgerRefused(said("De termijn is pas opgeschort op {day}", day=asked_on), running[0].regime.source)


def _standing_still(suspension: Suspension) -> Step:
    regime = suspension.regime
    nl, en = (month_date_in_words(suspension.first, locale) for locale in ("nl", "en"))
    return Step(
        Text(
            f"de tijd staat stil vanaf {nl} ({regime.label.nl}): de datum schuift op tot dat klaar is",
            f"the clock stands still from {en} ({regime.label.en}): the date moves until that is done",
        ),
        regime.source,
        suspension.first,
    )


def _closed(suspension: Suspension, last: date, regime: str | None) -> Suspension:
    if suspension.last is not None or regime not in (None, suspension.regime.id):
        return suspension
    return replace(suspension, last=last)


def _row_day(event: ClockEvent) -> date:
    """The day whose register counts: that of the start, or of the act where the start lies ahead."""
    return min(event.on, event.day0 or event.on)
