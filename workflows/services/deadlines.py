"""How a due date comes about: the same calculus as the clocks of a case, for a question of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.domain.admission import first_day_of_admission
from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.deadlines import DueDate, Extension, Suspension, due_date, extended_due_date
from workflows.domain.errors import LedgerRefused
from workflows.domain.periods import Period
from workflows.domain.rules import DeadlineRule, Rules
from workflows.domain.wording import said


@dataclass(frozen=True)
class Explanation:
    """A due date with everything it rests on."""

    rule: DeadlineRule
    starts_on: date
    due: DueDate

    def as_json(self, locale: str = "nl") -> dict[str, Any]:
        """Return plain values: rule, starts_on, nominal_end, due_on, because and warnings."""
        return {
            "rule": self.rule.id,
            "starts_on": self.starts_on.isoformat(),
            "nominal_end": self.due.nominal.isoformat(),
            "due_on": self.due.on.isoformat(),
            "because": [{"text": step.text.in_(locale), "source": step.source} for step in self.due.because],
            "warnings": [warning.in_(locale) for warning in self.due.warnings],
        }


def explain(
    rules: Rules,
    calendar: WorkingCalendar,
    rule_id: str,
    start: date,
    suspended: Sequence[tuple[date, date]] = (),
    regime: str | None = None,
    extended: Period | date | None = None,
    born: date | None = None,
    admissible_on: date | None = None,
) -> Explanation:
    """Return the due date of a rule that starts on *start*, with its reasons.

    A rule that is the extension of another is that other rule, extended by its length or by what *extended* says.
    *suspended* holds pairs of days: what was asked on the first was there on the second. *extended* is a period, or
    the date until which. *born* and *admissible_on* (the day on which the admission conditions are met) matter only to
    what happens by law: a child is not placed before it may be admitted.

    Raises:
        UnknownRule: the register has no such rule on that day.
        LedgerRefused: the rule cannot be suspended or extended so; with the article. Or no calendar reaches so far.
    """
    try:
        return _explained(rules, calendar, rule_id, start, suspended, regime, extended, born, admissible_on)
    except (OverflowError, ValueError):
        raise LedgerRefused(said("Zo ver reikt de kalender niet"), "") from None


def _explained(
    rules: Rules,
    calendar: WorkingCalendar,
    rule_id: str,
    start: date,
    suspended: Sequence[tuple[date, date]],
    regime: str | None,
    extended: Period | date | None,
    born: date | None,
    admissible_on: date | None,
) -> Explanation:
    asked = rule = rules.at(rule_id, start)
    if asked.extension_of:
        rule, extended = rules.at(asked.extension_of, start), extended or asked.period
    ground = rule.regime(regime)
    suspensions = []
    for asked_on, done_on in suspended:
        rule.refuse_suspension(ground)
        if done_on < asked_on:
            raise LedgerRefused(said("De opschorting eindigt vóór {day}", day=asked_on), ground.source)
        suspensions.append(Suspension(ground, asked_on + ground.first * DAY, done_on - DAY))
    choices = rules.choices
    not_before = first_day_of_admission(born, admissible_on, calendar)
    due = due_date(rule, start, calendar, suspensions=suspensions, choices=choices, not_before=not_before)
    if extended is not None:
        period, until = (extended, None) if isinstance(extended, Period) else (None, extended)
        extension = Extension(due.on, period, until)
        due = extended_due_date(rule, start, calendar, extension, suspensions=suspensions, choices=choices)
    return Explanation(asked, start, due)
