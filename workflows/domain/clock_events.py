"""What can happen to a clock, and how it is written down."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from workflows.domain.periods import Period

What = Literal["started", "suspended", "resumed", "extended", "stopped"]

RESTARTED = "opnieuw gestart"  #: why a clock was stopped that is started again
LAPSED = "verstreken"  #: why a clock resumes when the repair term has lapsed unused


@dataclass(frozen=True)
class ClockEvent:
    """Something that happened to a clock, on a legal date and at an instant.

    *on* is the date that counts: a term that lapses resumes the clock on its last day. *day0* is the day from which
    a start counts, where that is another. *regime* belongs to a suspension, and may single one out when it resumes;
    a suspension with *until* ends by itself after that day. An extension has *until*, a *period*, or the rule's own;
    with a *regime* it was agreed upon.
    *not_before* belongs to a start: what then happens by law does not happen before that day.
    """

    what: What
    rule: str
    on: date
    at: datetime
    element: str = ""
    why: str = ""
    regime: str | None = None
    until: date | None = None
    day0: date | None = None
    period: Period | None = None
    not_before: date | None = None

    def to_json(self) -> list[Any]:
        """Return a list of plain values without its empty tail."""
        values: list[Any] = [
            self.what,
            self.rule,
            self.on.isoformat(),
            self.at.isoformat(),
            self.element,
            self.why,
            self.regime,
            self.until and self.until.isoformat(),
            self.day0 and self.day0.isoformat(),
            self.period and {self.period.unit: self.period.n},
            self.not_before and self.not_before.isoformat(),
        ]
        while not values[-1]:
            values.pop()
        return values

    @staticmethod
    def from_json(values: list[Any]) -> "ClockEvent":
        what, rule, on, at, element, why, regime, until, day0, period, not_before = (
            values + ["", "", None, None, None, None, None][len(values) - 4 :]
        )
        return ClockEvent(
            what,
            rule,
            date.fromisoformat(on),
            datetime.fromisoformat(at),
            element,
            why,
            regime,
            until and date.fromisoformat(until),
            day0 and date.fromisoformat(day0),
            period and Period.parse(period),
            not_before and date.fromisoformat(not_before),
        )
