"""How a norm would have fared: the terms that ended in the past year, counted again under it.

A term is counted by what its case wrote down of its clock. Of one that was started again since, the case keeps only the
last start; it counts where it never stood still, and is left out otherwise.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.domain.deadlines import due_date
from workflows.domain.ledger import Ledger
from workflows.domain.rules import DeadlineRule, Rules
from workflows.persistence import register as clocks
from workflows.persistence.register import EndedRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Shared

YEAR = timedelta(days=365)
MOST = 1_000  #: ended terms that are counted again for one page, the last ones first
HANDFUL = 5  #: of fewer no share is told


@dataclass(frozen=True)
class PastYear:
    """Of *counted* terms that ended in the past year: how many a new norm makes late, and how many were late anyway."""

    counted: int
    late: int
    was_late: int

    @property
    def enough(self) -> bool:
        return self.counted >= HANDFUL

    @property
    def share(self) -> int:
        return round(100 * self.late / self.counted)

    @property
    def was_share(self) -> int:
        return round(100 * self.was_late / self.counted)


def past_year(uow: UnitOfWork, old: Shared, new: Shared) -> PastYear | None:
    """Return how the norm that differs between two registers would have fared; None where no length differs."""
    changed = [each for rule in new.rules.ids if (each := new.rules.versions(rule)[-1]).period != _before(old, each)]
    if len(changed) != 1:
        return None
    [norm] = changed
    measured = norm.id if norm.id in old.rules else norm.beside
    if measured not in old.rules:
        return None
    rules = Rules([replace(norm, id=measured, beside="", valid_from=date.min, valid_until=date.max)], new.rules.choices)
    counted = late = was_late = 0
    for row in clocks.ended_clocks(uow, measured, uow.today - YEAR, MOST):
        last = _last_day(row, measured, old, new, rules, extends=measured == norm.id)
        if last is not None:
            counted += 1
            late += row.stopped_on > last
            was_late += row.stopped_on > row.due_on
    return PastYear(counted, late, was_late)


def _before(old: Shared, rule: DeadlineRule) -> object:
    versions = old.rules.versions(rule.id)
    return versions[-1].period if versions else None


def _last_day(row: EndedRow, rule: str, old: Shared, new: Shared, rules: Rules, *, extends: bool) -> date | None:
    """Return the last day that an ended term would have had under *rules*; None where that cannot be told any more."""
    calendar = new.calendar_for(row.facts)
    events = [event for event in row.clocks if event[1] == rule and (extends or event[0] != "extended")]
    clock = Ledger.from_json(events, rules, calendar).deadline(rule)
    if clock is not None and clock.due is not None and (clock.started_on, clock.stopped_on) == _ends(row):
        return clock.due.on
    was = next((each for each in old.rules.versions(rule) if each.valid_from == row.rule_valid_from), None)
    if was is None or due_date(was, row.started_on, calendar).on != row.due_on:
        return None
    return due_date(rules.versions(rule)[0], row.started_on, calendar).on


def _ends(row: EndedRow) -> tuple[date, date]:
    return row.started_on, row.stopped_on
