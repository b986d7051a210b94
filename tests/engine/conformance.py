"""Plays one random route twice, with the engine and with the token game, and compares after every step."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from tests.engine.drawing import MONDAY, ledger_of
from tests.engine.models import Model
from workflows.domain.errors import StepFailed
from workflows.domain.expressions import Value
from workflows.domain.ledger import ClockEvent
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Effect, Execution, Listener, OpenTask
from workflows.routes.diagram import Element, Flow
from workflows.routes.token_game import Endless, Step, TokenGame

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
LONG_AGO = MONDAY - timedelta(days=30)


class Deviation(Exception):
    """The engine does something else than BPMN prescribes."""


class Comparison:
    """One route, played until it ends, is stuck, goes round for ever, or has had so many steps."""

    def __init__(self, seed: int, size: int, kind: type[Model] = Model) -> None:
        self.random = Random(seed)
        self.model = kind(self.random, size)
        self.definition = ProcessDefinition.compile(self.model.route)
        self.facts: dict[str, Value] = {}
        self.log: list[str] = []
        self.steps = 0

    def play(self, steps: int) -> str:
        """Return how it went: ``ended``, ``stuck``, ``endless`` or ``open``.

        Raises:
            Deviation: engine and token game differ; tells the steps so far.
        """
        self._draw_facts()
        ledger = ledger_of(**dict.fromkeys(self.model.timers, 1))
        if (started := self._both(lambda: self._start_game(), lambda: self._start_engine(ledger))) is not None:
            return started
        for _ in range(steps):
            self._compare()
            if self.execution.ended:
                return "ended"
            if self.game.stuck:
                return "stuck"
            if self.random.random() < 0.5:
                self._save_and_restore()
            self._draw_facts()
            step = self.random.choice([*self.game.enabled_tasks(), *self.game.events()])
            self.log.append(f"{step.element.id}/{step.nr} {[name for name in self.facts if self.facts[name]]}")
            self.steps += 1
            if how := self._both(lambda step=step: self._play_game(step), lambda step=step: self._play_engine(step)):
                return how
        return "open"

    def _both(self, game, engine) -> str | None:
        failed = []
        for play, endless in ((engine, StepFailed), (game, Endless)):
            try:
                play()
            except endless as problem:
                if "termijnen" in str(problem):
                    return "endless"  # a timer in a loop of its own is due each time; the game fires it once
                failed.append(endless.__name__)
        if len(failed) == 1:
            raise Deviation(f"only {failed[0]}: {self.log}")
        return "endless" if failed else None

    def _draw_facts(self) -> None:
        self.facts = {name: self.random.choice((0, 0, 1)) for name in self.model.facts}

    # ---- the token game
    def _choose(self, gateway: Element, flows: Sequence[Flow]) -> Sequence[Flow]:
        chosen = [flow for flow in flows if flow.condition and flow.condition.holds(self.facts)]
        if gateway.kind == "exclusiveGateway":
            chosen = chosen[:1]
        return chosen or [flow for flow in flows if flow.id == gateway.default]

    def _start_game(self) -> None:
        route = self.definition.route
        self.game = TokenGame(route.processes, route.settings.frame, self._choose, _count)

    def _play_game(self, step: Step) -> None:
        if step.element.event == "timer":
            for element in self.fired:  # of two tokens that wait for one timer, both are due
                self.game.fire(next(each for each in self.game.events() if each.element.id == element))
        elif step.element.event:
            self.game.fire(step)
        else:
            self.game.complete(step)

    # ---- the engine
    def _start_engine(self, ledger) -> None:
        self.execution = Execution.start(self.definition, ledger, on=MONDAY, at=NOON, facts=self.facts)

    def _play_engine(self, step: Step) -> None:
        execution, element = self.execution, step.element
        if element.event == "timer":
            execution.facts = dict(self.facts)
            rule = element.due_at.rule
            execution.ledger.record(ClockEvent("started", rule, LONG_AGO, NOON))
            self.fired = [element.id]
            self.fired = [fired.id for fired in execution.fire_due()]
            execution.ledger.record(ClockEvent("stopped", rule, MONDAY, NOON))
        elif element.event == "message":
            execution.receive(element.message, self.facts, self._token(step))
        elif element.kind == "userTask":
            execution.facts |= self.facts
            execution.complete(self._token(step), {} if element.multi else self.facts)
        else:
            execution.finish(self._token(step), self.facts)

    def _token(self, step: Step) -> str:
        """Return the engine's token for a step of the game; of two on one element, the one of the same turn."""
        possible = [*self.game.enabled_tasks(), *self.game.events()]
        place = [each.seat for each in possible if _key(each) == _key(step)].index(step.seat)
        waiting = [*self.execution.open_tasks(), *self.execution.effects(), *self.execution.listeners()]
        return [each.token for each in waiting if _key(each) == _key(step)][place]

    def _save_and_restore(self) -> None:
        before = self.execution
        state = json.loads(json.dumps(before.dump()))
        self.execution = Execution.restore(self.definition, state, before.facts, before.ledger)
        self.execution.moment(before.on, before.at)
        if self.execution.dump() != state:
            raise Deviation(f"restored otherwise: {self.log}")

    # ---- the comparison
    def _compare(self) -> None:
        execution, game = self.execution, self.game
        todo = [*execution.open_tasks(), *execution.effects()]
        events = [*execution.timers(), *execution.listeners()]
        self._same("tasks", map(_key, todo), map(_key, game.enabled_tasks()))
        self._same("events", [each.element.id for each in events], [step.element.id for step in game.events()])
        self._same("ended", [execution.ended], [game.ended])
        elements = self.definition.route.elements
        left = [each.element for each in execution.take_passed()]
        passed = [each.id for each in left if not each.multi and each.kind != "eventBasedGateway"]
        expected = [each for each in game.passed if not elements[each].multi]
        game.passed.clear()
        if not any(elements[each].event == "terminate" for each in expected):
            self._same("passed", passed, expected)

    def _same(self, what: str, engine: Iterable[object], game: Iterable[object]) -> None:
        if (seen := Counter(engine)) != (expected := Counter(game)):
            raise Deviation(f"{what}: engine {seen - expected}, game {expected - seen}: {self.log}")


def _key(step: Step | OpenTask | Effect | Listener) -> tuple[str, int | None]:
    return step.element.id, getattr(step, "nr", None)


def _count(element: Element) -> int:
    return int(element.multi.cardinality.source) if element.multi else 1
