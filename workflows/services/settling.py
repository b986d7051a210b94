"""Between two acts: what is due fires, oldest first, and effects are performed until the case is quiet."""

from datetime import date, datetime, timedelta
from typing import Protocol

from workflows.domain.clock import local_date
from workflows.domain.errors import StepFailed
from workflows.domain.expressions import Value
from workflows.domain.ledger import ClockEvent
from workflows.engine.execution import Effect, Execution

ROUNDS = 200  # a case that is not quiet after so many rounds goes round in circles


class Performer(Protocol):
    """Does what is not flow: decisions, letters, numbers. Live cases, rehearsal and replay each bring their own."""

    def perform(self, effect: Effect, execution: Execution, /) -> dict[str, Value]:
        """Do it and return the facts that it yields."""
        ...


def settle(execution: Execution, performer: Performer) -> None:
    """Let the tokens go on until they wait for people, messages or later moments.

    Raises:
        StepFailed: the case does not come to rest.
    """
    for _ in range(ROUNDS):
        effects = execution.effects()
        for effect in effects:
            execution.finish(effect.token, performer.perform(effect, execution))
        if not effects and not execution.fire_due():
            if execution.ended:
                stop_clocks(execution)
            return
    raise StepFailed("De zaak komt niet tot rust: de route draait in een kring rond.")


def decide(effect: Effect, execution: Execution) -> dict[str, Value]:
    """Return what the decision table of a business rule task says about the facts of the case."""
    name = effect.element.properties["decision"]
    return execution.definition.route.decisions[name].decide(execution.context(effect.nr))


def stop_clocks(execution: Execution) -> None:
    """No term outlives its case, but for those that run on by law: objection, validity, retention."""
    for clock in execution.ledger.deadlines():
        if clock.state in ("running", "suspended") and not clock.rule.outlives_case:
            execution.ledger.record(ClockEvent("stopped", clock.rule.id, execution.on, execution.at))


def catch_up(execution: Execution, performer: Performer, until: datetime) -> None:
    """Fire what is due up to and including *until*, oldest first, each at its own moment: downtime changes no law."""
    for _ in range(ROUNDS):
        moments = [timer.at for timer in execution.timers() if timer.at is not None and timer.at <= until]
        if not moments:
            return
        first = min(moments)
        execution.moment(legal_date_of(first), first)
        execution.fire_due()
        settle(execution, performer)
    raise StepFailed("De zaak komt niet tot rust: er blijven termijnen aflopen.")


def legal_date_of(moment: datetime) -> date:
    """Return the date in law of something that happens by itself at *moment*: the end of a day belongs to that day."""
    return local_date(moment - timedelta(microseconds=1))
