"""A case that exists only in memory, walked step by step, with everything told that happens in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflows.domain.answers import facts_from_json
from workflows.domain.calendar import DAY
from workflows.domain.clock import at_local
from workflows.domain.errors import WorkflowError
from workflows.domain.expressions import Value
from workflows.domain.fields import JSON
from workflows.domain.ladders import WantedRung
from workflows.domain.ledger import Deadline
from workflows.domain.wording import Said, said
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Effect, Execution
from workflows.routes.diagram import Element
from workflows.routes.route import Shared
from workflows.routes.vocabulary import DATED_NAMES
from workflows.services.entering import NOON
from workflows.services.letters import reasons
from workflows.services.rehearsal import Rehearsal, RehearsedEffects
from workflows.services.settling import catch_up, legal_date_of
from workflows.services.views import Happening


@dataclass(frozen=True)
class MadeLetter:
    """A letter that was made, with everything that was known then."""

    name: str
    to: str
    on: date
    facts: Mapping[str, Value]
    answers: Mapping[str, JSON]
    due: Mapping[str, Value]


@dataclass
class _ToldEffects(RehearsedEffects):
    """Performs what a rehearsal does, and keeps what was made; whoever walks tells of it."""

    performed: list[Effect] = field(default_factory=list)
    world: "DryWorld | None" = None

    def perform(self, effect: Effect, execution: Execution) -> dict[str, Value]:
        found = super().perform(effect, execution)
        if self.world is not None:
            self.world.performs(effect, execution)
        return found


class DryWorld(Rehearsal):
    """A dry run: the steps in the words of ``paths.toml``, done one after the other.

    *done* counts the steps that went as they were kept; *lost* says why the next one does not, if it does not.
    """

    def __init__(self, definition: ProcessDefinition, shared: Shared, steps: Sequence[Mapping[str, Any]]) -> None:
        first = steps[0]
        super().__init__(definition, shared, {"swv_soort": "PO", **facts_from_json(first.get("given", {}))})
        self.shared, self.route = shared, definition.route
        self.effects = _ToldEffects(results=facts_from_json(first.get("effects", {})), world=self)
        self.happenings: list[Happening] = []
        self.letters: list[MadeLetter] = []
        self.answers: dict[str, JSON] = {}
        self.made: list[list[str]] = []  #: the letters that each step made
        self._terms: dict[str, tuple[str, date | None]] = {}
        self._reminded: set[tuple[str, date, str]] = set()
        self.done, self.lost = 0, ""
        for step in steps:
            before = len(self.letters)
            try:
                self._do(step)
            except WorkflowError as problem:
                self.lost = str(problem)
                break
            self.done += 1
            self.made.append([each.name for each in self.letters[before:]])

    @property
    def today(self) -> date:
        return self._day

    def _do(self, step: Mapping[str, Any]) -> None:
        day = date.fromisoformat(step["on"])
        facts = facts_from_json(step.get("facts", {}))
        if step["act"] == "starts":
            self._day = day
            self.tell("act", said("De zaak begint."), day)
            self.starts(day)
        else:
            self.on(day)
        if step["act"] == "completes":
            self.answers |= step.get("details", {})
            name = self.route.elements[step["element"]].name if step["element"] in self.route.elements else ""
            self.tell("act", said("{step}: afgerond.", step=Said(name or step["element"])), day)
            self.completes(step["element"], facts, step.get("nr"))
        elif step["act"] == "receives":
            self.answers |= step.get("details", {})
            self.tell("act", said("Ontvangen: {message}.", message=Said(self.name_of_message(step["message"]))), day)
            self.receives(step["message"], facts)

    def name_of_message(self, message: str) -> str:
        heard = (each for each in self.route.elements.values() if each.message == message)
        return next((each.name for each in heard if each.name), message)

    def on(self, day: date) -> None:
        """Let time pass until noon of *day*: what is due fires on its own day, and each reminder on its own."""
        until = at_local(day, NOON)
        while moments := [each.at for each in self.execution.timers() if each.at is not None and each.at <= until]:
            first = min(moments)
            self._remind(legal_date_of(first))
            self._day = max(self._day, legal_date_of(first))
            catch_up(self.execution, self.effects, first)
            self._rest()
        self._remind(day)
        self._day = day
        super().on(day)

    def tell(self, kind: str, what: Said, on: date | None = None, letter: int | None = None) -> None:
        self.happenings.append(Happening(on or self._day, kind, what, letter))

    # ---- what is told
    def performs(self, effect: Effect, execution: Execution) -> None:
        element = effect.element
        name = Said(element.name or element.id)
        if element.kind != "sendTask":
            self.tell("effect", said("{step}: gedaan door het systeem.", step=name))
            return
        dues = {each.rule.id: each.due for each in execution.ledger.deadlines() if each.due is not None}
        on = {f"{DATED_NAMES[0]}_{rule}": due.on for rule, due in dues.items()}
        why = {f"{DATED_NAMES[1]}_{rule}": reasons(due) for rule, due in dues.items()}
        made = MadeLetter(
            element.properties["letter"],
            element.properties.get("to", ""),
            self._day,
            dict(execution.facts),
            dict(self.answers),
            {**on, **why},
        )
        self.letters.append(made)
        self.tell("letter", said("Brief gemaakt: {step}.", step=name), letter=len(self.letters) - 1)

    def passes(self, element: Element) -> None:
        super().passes(element)
        if element.due_at is not None:
            self.tell("time", said("Dit moment is gekomen: {event}.", event=Said(element.name or element.id)))
        if element.kind == "endEvent" and "outcome" in element.properties:
            self.tell("end", said("De zaak eindigt: {end}.", end=Said(element.name or element.properties["outcome"])))

    def _rest(self) -> None:
        super()._rest()
        for clock in self.execution.ledger.deadlines():
            now = (clock.state, clock.due.on if clock.due is not None else None)
            before = self._terms.get(clock.rule.id)
            self._terms[clock.rule.id] = now
            if now != before and (words := _change(clock, before, now)) is not None:
                self.tell("term", words)

    def _remind(self, until: date) -> None:
        """Tell which reminders go out up to and including a day, and which terms pass their last day."""
        found: list[tuple[date, int, str, Said]] = []
        wanted: list[WantedRung] = self.execution.ledger.wanted_rungs()
        for each in wanted:
            key = (each.rule, each.due_on, each.rung.name)
            if self._day < each.day <= until and key not in self._reminded:
                self._reminded.add(key)
                label = self.execution.ledger.deadline(each.rule)
                to = ", ".join(
                    str(self.shared.roles[role].holder.nl) for role in each.rung.to if role in self.shared.roles
                )
                rule = label.rule.label if label is not None else Said(each.rule)
                words = said("Herinnering aan {who}: {rule}.", who=Said(to or "de behandelaar"), rule=rule)
                found.append((each.day, 1, "reminder", words))
        found += [
            (day, 2, "late", said("{rule} is te laat.", rule=clock.rule.label))
            for clock, day in self._ends()
            if self._day <= day < until
        ]
        for day, _, kind, words in sorted(found, key=lambda each: each[:2]):
            self.tell(kind, words, day)

    def _ends(self) -> list[tuple[Deadline, date]]:
        """Return the terms that run, with their last day."""
        clocks = self.execution.ledger.deadlines()
        return [(each, each.due.on) for each in clocks if each.state == "running" and each.due is not None]

    # ---- what comes
    def next_day(self) -> tuple[date, Said] | None:
        """Return the next day on which something happens by itself, or a term ends, with what that is."""
        found: list[tuple[date, Said]] = []
        for timer in self.execution.timers():
            if timer.at is not None:
                words = said("moment: {event}", event=Said(timer.element.name or timer.element.id))
                found.append((_noon_after(legal_date_of(timer.at), timer.at), words))
        for rung in self.execution.ledger.wanted_rungs():
            clock = self.execution.ledger.deadline(rung.rule)
            if clock is not None:
                found.append((rung.day, said("herinnering: {rule}", rule=clock.rule.label)))
        found += [(day, said("laatste dag: {rule}", rule=clock.rule.label)) for clock, day in self._ends()]
        coming = [each for each in found if each[0] > self.today]
        return min(coming, key=lambda each: each[0], default=None)


def _noon_after(day: date, at: datetime) -> date:
    """Return the first day at whose noon *at* has passed."""
    return day if at_local(day, NOON) >= at else day + DAY


def _change(clock: Deadline, before: tuple[str, date | None] | None, now: tuple[str, date | None]) -> Said | None:
    rule, (state, due) = clock.rule.label, now
    if state == "suspended":
        return said("{rule}: de tijd staat stil.", rule=rule)
    if state == "running" and due is not None:
        if before is None or before[0] == "stopped":
            return said("{rule}: loopt tot en met {day}.", rule=rule, day=due)
        if before[0] == "suspended":
            return said("{rule}: loopt weer, tot en met {day}.", rule=rule, day=due)
        return said("{rule}: nu tot en met {day}.", rule=rule, day=due)
    return said("{rule}: gestopt.", rule=rule) if state == "stopped" and before is not None else None
