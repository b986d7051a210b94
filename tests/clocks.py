"""The product's own register and calendar, and short ways to speak of days and events."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from workflows.domain.ledger import ClockEvent, Ledger
from workflows.routes.route import Shared

SHARED = Path(__file__).parent.parent / "bpmn" / "shared"
RULES = Shared.from_folder(SHARED).rules
CALENDAR = Shared.from_folder(SHARED).calendar

day = date.fromisoformat


def event(what: Any, rule: str, on: str, **more: Any) -> ClockEvent:
    return ClockEvent(what, rule, day(on), datetime.combine(day(on), time(12), UTC), **more)


def recorded(ledger: Ledger, what: Any, rules: str, on: str, **more: Any) -> Ledger:
    """Record the same event for several rules, as an element of a diagram does."""
    for rule in rules.split():
        ledger.record(event(what, rule, on, **more))
    return ledger


def started(rules: str, on: str, **more: Any) -> Ledger:
    return recorded(Ledger(RULES, CALENDAR), "started", rules, on, **more)


def due_on(ledger: Ledger, rule: str) -> date:
    due = ledger.due(rule)
    assert due is not None, f"{rule} has no due date"
    return due.on
