"""A case on a small diagram, played in a few words; it is saved and restored after every act."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tests.engine.drawing import MONDAY, Diagram, ledger_of, route_of
from workflows.domain.clock import end_of
from workflows.domain.expressions import Value
from workflows.domain.ledger import Ledger
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution


class Case:
    def __init__(
        self,
        *diagrams: Diagram,
        ledger: Ledger | None = None,
        forms: Mapping[str, str] | None = None,
        facts: Mapping[str, Value] | None = None,
    ) -> None:
        self.definition = ProcessDefinition.compile(route_of(*diagrams, forms=forms))
        self.ledger = ledger or ledger_of()
        self.now = noon(MONDAY)
        self.execution = Execution.start(self.definition, self.ledger, on=MONDAY, at=self.now, facts=facts)

    def completes(self, element: str, nr: int | None = None, **facts: Value) -> "Case":
        token = next(each.token for each in self.execution.open_tasks() if (each.element.id, each.nr) == (element, nr))
        self.execution.complete(token, facts)
        return self._saved()

    def finishes(self, element: str, **facts: Value) -> "Case":
        token = next(each.token for each in self.execution.effects() if each.element.id == element)
        self.execution.finish(token, facts)
        return self._saved()

    def receives(self, message: str, **facts: Value) -> "Case":
        self.execution.receive(message, facts)
        return self._saved()

    def after(self, days: int) -> "Case":
        """Let it be noon, so many days after the start; timers do not fire by themselves."""
        return self.on(MONDAY + timedelta(days=days))

    def on(self, day: date, at: datetime | None = None) -> "Case":
        self.now = at or noon(day)
        self.execution.moment(day, self.now)
        return self

    def fires(self) -> list[str]:
        fired = [element.id for element in self.execution.fire_due()]
        self._saved()
        return fired

    def waits_at(self) -> list[str]:
        """The open tasks and effects, sorted; of several instances with their number."""
        todo = [*self.execution.open_tasks(), *self.execution.effects()]
        return sorted(each.element.id if each.nr is None else f"{each.element.id}/{each.nr}" for each in todo)

    def listens_to(self) -> list[str]:
        return sorted(each.message for each in self.execution.listeners())

    def timers(self) -> dict[str, datetime | None]:
        return {each.element.id: each.at for each in self.execution.timers()}

    def passed(self) -> list[str]:
        return [each.element.id for each in self.execution.take_passed()]

    def _saved(self) -> "Case":
        before = self.execution
        state = json.loads(json.dumps(before.dump()))
        passed = before.take_passed()
        self.execution = Execution.restore(self.definition, state, before.facts, self.ledger)
        self.execution.moment(before.on, before.at)
        self.execution._passed = passed
        assert self.execution.dump() == state
        return self


def noon(day: date) -> datetime:
    return end_of(day) - timedelta(hours=12)


__all__ = ["MONDAY", "Case", "Diagram", "end_of", "ledger_of", "noon", "route_of"]
