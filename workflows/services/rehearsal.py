"""Walks a route without a database: for its own examples, for the check and for replay."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.domain.answers import facts_from_json, facts_to_json
from workflows.domain.clock import at_local
from workflows.domain.errors import WorkflowError
from workflows.domain.expressions import Value
from workflows.domain.findings import Finding, errors_in
from workflows.domain.ledger import Ledger
from workflows.domain.records import (
    GIVEN,
    REFUSED,
    WITHDRAWN,
    Standing,
    Statement,
    fact_of,
    state_of,
    words_in,
)
from workflows.domain.tlv import tlv_end
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Effect, Execution
from workflows.routes.diagram import Element
from workflows.routes.records import needed_by, recorded_by, withdrawn_by
from workflows.routes.route import Route, Shared
from workflows.services import entering
from workflows.services.entering import NOON
from workflows.services.settling import catch_up, decide, settle


class PathFailed(WorkflowError):
    """An example of a route does not go as it says; names the path, the step and what was seen instead."""


@dataclass
class RehearsedEffects:
    """Performs decisions for real and pretends the rest: letters are only noted, effects give what they are told."""

    results: dict[str, Value] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def perform(self, effect: Effect, execution: Execution) -> dict[str, Value]:
        properties = effect.element.properties
        if effect.element.kind == "businessRuleTask":
            return decide(effect, execution)
        if effect.element.kind == "sendTask":
            for word in needed_by(effect.element):
                if (state := state_of(word, execution.facts, execution.on)) != "holds":
                    raise PathFailed(f"de brief '{effect.element.id}' heeft '{word}' nodig ({state})")
            self.sent.append(properties["letter"])
            return {}
        pretended = {"check_mandate": self._no_mandate, "number_tlv": self._number}.get(properties["does"])
        return {} if pretended is None else pretended(execution)

    def _no_mandate(self, _execution: Execution) -> dict[str, Value]:
        return {"staand_mandaat": self.results.get("staand_mandaat", False)}

    def _number(self, execution: Execution) -> dict[str, Value]:
        starts_on = execution.facts.get("ingangsdatum")
        shortest = tlv_end(starts_on) if isinstance(starts_on, date) else None
        return {"tlv_tot": self.results.get("tlv_tot", execution.facts.get("einddatum") or shortest)}


def legal_day(element: Element, facts: Mapping[str, Value]) -> date | None:
    """Return the date in law of a task or message where its answers tell (property ``on``), else None."""
    day = facts.get(element.properties.get("on", ""))
    return day if isinstance(day, date) else None


def amount_of(element: Element, facts: Mapping[str, Value]) -> Decimal | None:
    """Return the amount up to which a mandate must reach (property ``amount``), None where it does not matter."""
    amount = facts.get(element.properties.get("amount", ""))
    return Decimal(amount) if isinstance(amount, int | Decimal) and not isinstance(amount, bool) else None


class Rehearsal:
    """A case that exists only in memory; every completed task saves and restores it, as the real one would."""

    def __init__(self, definition: ProcessDefinition, shared: Shared, facts: Mapping[str, Value] | None = None) -> None:
        self._definition, self._shared = definition, shared
        self._given = dict(facts or {"swv_soort": "PO"})
        self._execution: Execution | None = None
        self.effects = RehearsedEffects()
        self.walked: set[str] = set()

    @property
    def execution(self) -> Execution:
        if self._execution is None:
            raise PathFailed("de zaak is nog niet begonnen: een pad begint met 'starts'")
        return self._execution

    def starts(self, day: date) -> None:
        ledger = Ledger(self._shared.rules, self._shared.calendar_for(self._given))
        self._execution = Execution.start(
            self._definition, ledger, on=day, at=at_local(day, NOON), facts=dict(self._given)
        )
        self._rest()

    def enters(self, standing: entering.Standing) -> None:
        """Let a case that began elsewhere come in where it stands, on the day it began here."""
        takeover = self._definition.route.settings.takeover
        if takeover is None:
            raise PathFailed("deze route neemt geen lopende zaken over")
        entering.enter(self.execution, takeover, standing, self.execution.on, self.execution.at)
        self._rest()
        self._save_and_restore()

    def on(self, day: date) -> None:
        """Let time pass until noon of *day*."""
        moment = at_local(day, NOON)
        catch_up(self.execution, self.effects, moment)
        self.execution.moment(day, moment)
        self._rest()

    def completes(
        self,
        element: str,
        facts: Mapping[str, Value],
        nr: int | None = None,
        declared: Mapping[str, str] | None = None,
    ) -> None:
        waiting = [task for task in self.execution.open_tasks() if task.element.id == element]
        chosen = [task for task in waiting if nr in (None, task.nr)]
        if not chosen:
            raise PathFailed(f"'{element}' wacht niet; wel: {', '.join(self.waits_at()) or 'niets'}")
        if (day := legal_day(chosen[0].element, facts)) is not None:
            self.execution.moment(day, self.execution.at)
        self._refuse_lacking(chosen[0].element, facts)
        self._declare(chosen[0].element, facts, declared or {})
        self.execution.complete(chosen[0].token, dict(facts))
        self._rest()
        self._save_and_restore()

    def receives(self, message: str, facts: Mapping[str, Value], declared: Mapping[str, str] | None = None) -> None:
        listening = {listener.message: listener.element for listener in self.execution.listeners()}
        if message not in listening:
            raise PathFailed(f"bericht '{message}' wordt niet verwacht; wel: {', '.join(sorted(listening)) or 'geen'}")
        if (day := legal_day(listening[message], facts)) is not None:
            self.execution.moment(day, self.execution.at)
        self._declare(listening[message], facts, declared or {})
        self.execution.receive(message, dict(facts))
        self._rest()

    def declares(self, declared: Mapping[str, str]) -> None:
        """Put declarations on record outside any task; what is withdrawn there, the messages of the route hear."""
        self._put(declared, {})
        gone = {word.partition(":")[0] for word, how in declared.items() if DECLARED[how] == WITHDRAWN}
        for listener in [each for each in self.execution.listeners() if gone & set(withdrawn_by(each.element))]:
            if any(each.token == listener.token for each in self.execution.listeners()):
                self.execution.receive(listener.message, {}, token=listener.token)
                self._rest()

    def _declare(self, element: Element, facts: Mapping[str, Value], declared: Mapping[str, str]) -> None:
        """Put on record what a step does: what the example says, else that all of it stands."""
        kinds = recorded_by(element)
        given = {word: "geldt" for word in kinds if all(each.partition(":")[0] != word for each in declared)}
        gone = [
            word
            for kind in withdrawn_by(element)
            for word in words_in(self.execution.facts)
            if word.partition(":")[0] == kind
        ]
        self._put({**given, **dict.fromkeys(gone, "ingetrokken"), **declared}, facts)

    def _put(self, declared: Mapping[str, str], facts: Mapping[str, Value]) -> None:
        for word, how in declared.items():
            kind = self._shared.records.get(word.partition(":")[0])
            if kind is None or how not in DECLARED:
                raise PathFailed(f"onbekende verklaring: {word} = {how}; kies uit {', '.join(DECLARED)}")
            version = {**self.execution.facts, **facts}.get(kind.version) if kind.version else None
            needed = ("allen", "nog iemand") if how == PARTLY else ()
            standing = Standing(needed, kind.version).after([Statement("allen", DECLARED[how], None, version)])
            self.execution.facts[fact_of(word)] = standing.as_fact()

    def _refuse_lacking(self, element: Element, facts: Mapping[str, Value]) -> None:
        known = {**self.execution.facts, **facts}
        for word in needed_by(element):
            if (state := state_of(word, known, self.execution.on)) != "holds":
                raise PathFailed(f"'{element.id}' heeft '{word}' nodig ({state})")

    def waits_at(self) -> list[str]:
        return sorted(task.element.id for task in self.execution.open_tasks())

    def _rest(self) -> None:
        settle(self.execution, self.effects)
        if uncaught := self.execution.uncaught():
            raise PathFailed(f"niet opgevangen: {', '.join(uncaught)}")
        for passed in self.execution.take_passed():
            self.passes(passed.element)
        self.walked |= {task.element.id for task in self.execution.open_tasks()}

    def passes(self, element: Element) -> None:
        """Note that a token passed an element."""
        self.walked.add(element.id)

    def _save_and_restore(self) -> None:
        before = self.execution
        state = json.loads(json.dumps(before.dump()))
        facts = facts_from_json(json.loads(json.dumps(facts_to_json(before.facts))))
        clocks = json.loads(json.dumps(before.ledger.to_json()))
        ledger = Ledger.from_json(clocks, self._shared.rules, self._shared.calendar_for(facts))
        self._execution = Execution.restore(self._definition, state, facts, ledger)
        self._execution.moment(before.on, before.at)


#: How an example says what was declared; the last one: not yet by everybody whom it takes.
PARTLY = "deels"
DECLARED = {"geldt": GIVEN, "geweigerd": REFUSED, "ingetrokken": WITHDRAWN, PARTLY: GIVEN}
ACTS = ("on", "starts", "enters", "completes", "receives")
EXPECTED = ("waits_at", "is_due", "suspended", "has_sent", "ends_at")
STEP_KEYS = frozenset({*ACTS, *EXPECTED, "received", "nr", "records", "by", "facts", "effects"})


def walk(path: Mapping[str, Any], definition: ProcessDefinition, shared: Shared) -> Rehearsal:
    """Walk one example of ``paths.toml`` and return the rehearsal as it ended.

    Raises:
        PathFailed: the route went another way; says at which step and what was seen.
    """
    rehearsal = begun(path, definition, shared)
    for number, step in enumerate(path["steps"], 1):
        try:
            take(step, rehearsal)
            _expect(step, rehearsal)
        except WorkflowError as problem:
            raise PathFailed(f"{path['name']}, stap {number} {_brief(step)}: {problem}") from problem
    return rehearsal


def begun(path: Mapping[str, Any], definition: ProcessDefinition, shared: Shared) -> Rehearsal:
    """Return the rehearsal of an example before its first step."""
    return Rehearsal(definition, shared, {"swv_soort": "PO", **path.get("given", {})})


def _brief(step: Mapping[str, Any]) -> str:
    return "(" + ", ".join(f"{key} {step[key]}" for key in ACTS if key in step) + ")"


def take(step: Mapping[str, Any], rehearsal: Rehearsal) -> None:
    """Let happen what a step of an example says; what it expects is not looked at."""
    if unknown := set(step) - STEP_KEYS:
        raise PathFailed(f"onbekend woord: {', '.join(sorted(unknown))}")
    rehearsal.effects.results |= step.get("effects", {})
    if "starts" in step:
        rehearsal.starts(step["on"])
    elif "on" in step:
        rehearsal.on(step["on"])
    if "enters" in step:
        rehearsal.enters(entering.Standing(step["enters"], step["received"], facts=_facts(step, rehearsal)))
    if "completes" in step:
        rehearsal.completes(step["completes"], _facts(step, rehearsal), step.get("nr"), step.get("records"))
    if "receives" in step:
        rehearsal.receives(step["receives"], _facts(step, rehearsal), step.get("records"))
    if "records" in step and not {"completes", "receives"} & set(step):
        rehearsal.declares(step["records"])


def _facts(step: Mapping[str, Any], rehearsal: Rehearsal) -> dict[str, Value]:
    facts: dict[str, Value] = step.get("facts", {})
    if unknown := set(facts) - set(rehearsal.execution.definition.known_facts):
        raise PathFailed(f"onbekend feit: {', '.join(sorted(unknown))}")
    return facts


def _expect(step: Mapping[str, Any], rehearsal: Rehearsal) -> None:
    execution = rehearsal.execution
    if "waits_at" in step:
        _same("wacht bij", sorted(step["waits_at"]), rehearsal.waits_at())
    for rule, day in step.get("is_due", {}).items():
        due = execution.ledger.due(rule)
        _same(f"{rule} uiterlijk", day, due and due.on)
    if "suspended" in step:
        seen = sorted(rule for rule in step["suspended"] if execution.ledger.state(rule) == "suspended")
        _same("de tijd staat stil voor", sorted(step["suspended"]), seen)
    if "has_sent" in step:
        _same("verzonden", sorted(step["has_sent"]), sorted(set(rehearsal.effects.sent) & set(step["has_sent"])))
    if "ends_at" in step:
        _same("eindigt met", step["ends_at"], execution.outcome if execution.ended else None)


def _same(what: str, expected: object, seen: object) -> None:
    if expected != seen:
        raise PathFailed(f"{what}: verwacht {expected}, gezien {seen}")


def check_paths(route: Route, shared: Shared, definition: ProcessDefinition) -> list[Finding]:
    """Walk all examples of a route: each must go as it says, and together they must pass every element and outcome."""
    findings, walked, outcomes = [], set(), set()
    for path in route.paths:
        try:
            rehearsal = walk(path, definition, shared)
        except WorkflowError as problem:
            remedy = "Pas het voorbeeld aan, of de route als het voorbeeld gelijk heeft."
            findings.append(Finding("error", "paths.toml", str(path.get("name", "")), "path", str(problem), remedy))
            continue
        walked |= rehearsal.walked
        outcomes.add(rehearsal.execution.outcome)
    if not errors_in(findings):
        findings += _not_walked(route, walked, outcomes)
    return findings


def _not_walked(route: Route, walked: set[str], outcomes: set[str | None]) -> list[Finding]:
    missing = []
    for process in route.processes.values():
        for element in process.elements.values():
            if element.id not in walked:
                missing.append((process.file, element.id, "Geen enkel voorbeeld komt hier langs."))
            elif (outcome := element.properties.get("outcome")) and outcome not in outcomes:
                missing.append((process.file, element.id, f"Geen enkel voorbeeld eindigt met {outcome}."))
    remedy = "Voeg in paths.toml een voorbeeld toe dat dit laat zien."
    return [Finding("warning", file, element, "not-walked", problem, remedy) for file, element, problem in missing]
