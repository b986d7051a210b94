"""Timers that obey the clocks of the case.

SpiffWorkflow computes a due date once, from the system clock. Ours names a deadline and asks the ledger every time, so
that a suspension or an extension moves every timer that waits for it; a clock that stands still keeps it waiting.
"""

from datetime import datetime

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from workflows.domain.ledger import Ledger
from workflows.routes.diagram import DueAt


class DueTimer(EventDefinition):
    """Waits for the due date of a clock, moved by some days."""

    def __init__(self, due_at: DueAt) -> None:
        super().__init__(name=due_at.rule)
        self.due_at = due_at

    def instant(self, ledger: Ledger) -> datetime | None:
        """Return the instant, in UTC, from which it is due; None while the clock does not run."""
        return ledger.due_at(self.due_at.rule, self.due_at.n, self.due_at.unit)
