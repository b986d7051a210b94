"""Lets a case that began elsewhere come in where it stands: steps before it count as done, its terms have true days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from workflows.domain.clock import at_local
from workflows.domain.errors import InvalidAnswers, WorkflowError
from workflows.domain.expressions import Value
from workflows.domain.findings import Finding
from workflows.domain.ledger import ClockEvent, Ledger
from workflows.domain.wording import said
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Effect, Execution, OpenTask
from workflows.routes.route import Route, Shared
from workflows.routes.takeover import RECEIVED, SUSPENDED, TODAY, EntryStep, Place, Takeover, read_columns
from workflows.services.settling import decide

Days = tuple[date, date]
NOON = time(12)
_MONDAY = date(2026, 11, 23)  #: a day on which the examples are tried


class DoesNotEnter(WorkflowError):
    """With what is known of it a case does not come to the place where it is said to stand."""


@dataclass(frozen=True)
class Standing:
    """How a case stood elsewhere: at which place, since when, and what happened to its term.

    *suspended* holds (asked on, completed on); *open_since* is when time stood still that stands still now.
    """

    place: str
    received_on: date
    suspended: tuple[Days, ...] = ()
    open_since: date | None = None
    extended: Days | None = None  #: on which day, until which day
    facts: Mapping[str, Value] = field(default_factory=dict)

    def to_facts(self) -> dict[str, Value]:
        """Return it as facts of an entry of the history; ``from_facts`` reads them."""
        about: dict[str, Value] = {"_plek": self.place, "_opgeschort": [day for pair in self.suspended for day in pair]}
        about |= {"_stil_sinds": self.open_since, "_verlengd": list(self.extended or ())}
        return about | dict(self.facts)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Value], received_on: date) -> "Standing":
        days, extended, since = facts["_opgeschort"], facts["_verlengd"], facts["_stil_sinds"]
        pairs = [day for day in days if isinstance(day, date)] if isinstance(days, list) else []
        until = [day for day in extended if isinstance(day, date)] if isinstance(extended, list) else []
        return cls(
            place=str(facts["_plek"]),
            received_on=received_on,
            suspended=tuple(zip(pairs[::2], pairs[1::2], strict=True)),
            open_since=since if isinstance(since, date) else None,
            extended=(until[0], until[1]) if until else None,
            facts={name: value for name, value in facts.items() if not name.startswith("_")},
        )


def enter(execution: Execution, takeover: Takeover, standing: Standing, today: date, now: datetime) -> None:
    """Bring a case that has just begun to the place where it stands; no letter is made, no timer fires on the way.

    Raises:
        DoesNotEnter: it does not come there.
        LedgerRefused: the law does not allow what is said to have happened to its term.
    """
    place = takeover.place(standing.place)
    if place is None:
        raise DoesNotEnter(said("Deze plek kent de route niet."))
    days = {RECEIVED: standing.received_on, SUSPENDED: standing.open_since or standing.received_on, TODAY: today}
    execution.facts |= standing.facts
    counted = False
    for number, step in enumerate(place.steps, 1):
        last = number == len(place.steps) and step.on == RECEIVED
        execution.moment(days[TODAY if last else step.on], now)
        _do(execution, step, place, standing)
        if not counted and any(execution.ledger.state(rule) == "running" for rule in takeover.clocks):
            counted = True
            _count(execution, takeover, standing, now)
    _extend(execution, takeover, standing, now)
    execution.ledger.forget_stopped()
    execution.take_passed()
    execution.moment(today, now)
    reached = {task.element.id for task in execution.open_tasks()} | {each.element.id for each in execution.listeners()}
    if place.at not in reached:
        words = said("met deze gegevens komt de zaak niet bij ‘{place}’. Kies een andere plek, of kijk de gegevens na.")
        raise DoesNotEnter(words.of(place=place.label))


def _do(execution: Execution, step: EntryStep, place: Place, standing: Standing) -> None:
    """Let every open task of a step count as done; a step that is not open is passed over: not every case takes it."""
    for task in execution.open_tasks():
        if task.element.id == step.completes:
            execution.complete(task.token, {**step.facts, **_told(execution, task, step, standing)})
    while effects := execution.effects():
        for effect in effects:
            execution.finish(effect.token, _said_to_be(effect, execution, place))


def _told(execution: Execution, task: OpenTask, step: EntryStep, standing: Standing) -> dict[str, Value]:
    """Return what the list tells of a step: of one of several who did it, their own answers."""
    if task.nr is None:
        return {name: standing.facts[name] for name in step.facts if standing.facts.get(name) is not None}
    several = {name: standing.facts.get(name) for name in execution.definition.route.facts_of(task.element)}
    return {
        name: each[task.nr - 1] for name, each in several.items() if isinstance(each, list) and len(each) >= task.nr
    }


def _said_to_be(effect: Effect, execution: Execution, place: Place) -> dict[str, Value]:
    """Return what an effect on the way is taken to have given: decisions anew, unless the place says what they said."""
    facts = execution.definition.route.facts_of(effect.element)
    given = {name: place.effects[name] for name in facts if name in place.effects}
    if effect.element.kind == "businessRuleTask" and not given:
        return decide(effect, execution)
    return given


def _count(execution: Execution, takeover: Takeover, standing: Standing, now: datetime) -> None:
    ledger = execution.ledger
    for rule in takeover.clocks:
        for asked, completed in standing.suspended:
            if ledger.state(rule) == "running":
                ledger.record(ClockEvent("suspended", rule, asked, now, regime=takeover.regime or None))
                ledger.record(ClockEvent("resumed", rule, completed, now, regime=takeover.regime or None))


def _extend(execution: Execution, takeover: Takeover, standing: Standing, now: datetime) -> None:
    if standing.extended is not None and takeover.extends:
        on, until = standing.extended
        execution.ledger.record(ClockEvent("extended", takeover.extends, on, now, until=until))
        for rule in takeover.extension_stops:
            execution.ledger.record(ClockEvent("stopped", rule, on, now))


def check_places(route: Route, shared: Shared, definition: ProcessDefinition) -> list[Finding]:
    """Return a finding for each place to which the example of its list does not lead."""
    takeover = route.settings.takeover
    if takeover is None:
        return []
    findings = []
    for place in takeover.places:
        try:
            try_example(route, takeover, shared, definition, place)
        except InvalidAnswers as refused:
            problem = " ".join(str(error.message) for error in refused.errors)
            findings.append(_finding(place, f"Het voorbeeld van de lijst klopt niet: {problem}"))
        except WorkflowError as problem:
            findings.append(_finding(place, str(problem)))
    return findings


def _finding(place: Place, problem: str) -> Finding:
    remedy = "Verbeter de stappen ernaartoe (steps), of het voorbeeld (example)."
    return Finding("error", "route.toml", place.at, "takeover", problem, remedy)


def try_example(route: Route, takeover: Takeover, shared: Shared, definition: ProcessDefinition, place: Place) -> None:
    """Let the example of the list come in at a place.

    Raises:
        WorkflowError: it does not come there, or the example means nothing.
    """
    cells = {column.label: place.example.get(column.field, column.example) for column in takeover.columns}
    day = _MONDAY
    answers = read_columns(route.forms, takeover, cells, shared.lists, day)
    given: dict[str, Value] = {"swv_soort": "VO" if place.example.get("swv_soort") == "VO" else "PO"}
    ledger = Ledger(shared.rules, shared.calendar)
    execution = Execution.start(definition, ledger, on=day, at=at_local(day, NOON), facts=given)
    since = day if place.suspended else None
    standing = Standing(place.at, day, open_since=since, facts=answers.facts)
    enter(execution, takeover, standing, day, at_local(day, NOON))
