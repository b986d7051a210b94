"""What the elements of a diagram do to the clocks of the case, at the moment a token passes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from workflows.domain.clock import at_local
from workflows.domain.errors import LedgerRefused, StepFailed
from workflows.domain.expressions import Value
from workflows.domain.ledger import ClockEvent, Ledger
from workflows.domain.wording import said
from workflows.routes.diagram import Verbs

_ALIVE = ("running", "suspended")


@dataclass(frozen=True)
class Moment:
    """When an act happens: its date in law, and the instant in UTC at which it is done."""

    on: date
    at: datetime


def apply(
    verbs: Verbs, element: str, ledger: Ledger, facts: Mapping[str, Value], moment: Moment, why: str = ""
) -> None:
    """Let the verbs of one element act on the clocks; *why* says so where a term lapsed unused.

    A clock that is not there cannot be stopped, suspended or resumed: that verb is passed over, since one element may
    serve ways through the diagram on which the clock runs and ways on which it does not.

    Raises:
        LedgerRefused: an extension that the law does not allow, or that does not say until when.
        StepFailed: a fact that should be a date is something else.
    """
    for event in _events(verbs, element, ledger, facts, moment, why):
        ledger.record(event)


def _events(
    verbs: Verbs, element: str, ledger: Ledger, facts: Mapping[str, Value], moment: Moment, why: str
) -> Iterator[ClockEvent]:
    on, at = moment.on, moment.at
    for rule in verbs.stops:
        if ledger.state(rule) in _ALIVE:
            yield ClockEvent("stopped", rule, on, at, element)
    for rule in verbs.resumes:
        if ledger.state(rule) == "suspended":
            yield ClockEvent("resumed", rule, on, at, element, why, verbs.regime)
    for rule in verbs.extends:
        until = _date(verbs.until, element, facts)
        if until is None and verbs.until:
            raise LedgerRefused(said("Er staat niet bij tot wanneer de termijn wordt verlengd."), "")
        yield ClockEvent("extended", rule, on, at, element, regime=verbs.regime, until=until)
    for rule in verbs.starts:
        usual, other = ((*(_date(fact, element, facts) for fact in (verbs.from_ or "").split()), None, None))[:2]
        days = [day for fact in verbs.not_before if (day := _date(fact, element, facts)) is not None]
        day0 = ledger.day0(rule, on, usual, other)
        began = _instant(verbs.hour, element, facts, day0 or on) or at
        yield ClockEvent("started", rule, on, began, element, day0=day0, not_before=max(days, default=None))
    for rule in verbs.suspends:
        if ledger.state(rule) == "running":
            yield ClockEvent("suspended", rule, on, at, element, regime=verbs.regime)


def start_with_task(rule: str, element: str, ledger: Ledger, moment: Moment) -> bool:
    """Start the clock of a task that has just opened; return whether it was not there yet."""
    if ledger.state(rule) in _ALIVE:
        return False
    ledger.record(ClockEvent("started", rule, moment.on, moment.at, element))
    return True


def stop_with_task(rule: str, element: str, ledger: Ledger, moment: Moment) -> None:
    """Stop the clock that was started with a task, if nothing stopped it before."""
    if ledger.state(rule) in _ALIVE:
        ledger.record(ClockEvent("stopped", rule, moment.on, moment.at, element))


def _instant(fact: str | None, element: str, facts: Mapping[str, Value], day: date) -> datetime | None:
    """Return when on *day* it was, by Amsterdam's clocks; a term in hours runs from there (AVG art. 33 lid 1)."""
    value = facts.get(fact) if fact else None
    if value is None:
        return None
    try:
        return at_local(day, time.fromisoformat(str(value)))
    except ValueError:
        raise StepFailed(f"{element}: het gegeven '{fact}' is geen tijd zoals 15:00.") from None


def _date(fact: str | None, element: str, facts: Mapping[str, Value]) -> date | None:
    value = facts.get(fact) if fact else None
    if value is not None and not isinstance(value, date):
        raise StepFailed(f"{element}: het gegeven '{fact}' is geen datum.")
    return value
