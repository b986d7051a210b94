"""One running case: its tokens, facts and clocks, and what may be done with it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from workflows.domain.errors import Conflict, ExpressionFailed, StepFailed
from workflows.domain.expressions import Expression, Value
from workflows.domain.ledger import LAPSED, Deadline, Ledger
from workflows.domain.records import standing_names
from workflows.domain.wording import Said, said
from workflows.engine import clocks, serializer
from workflows.engine.clocks import Moment
from workflows.engine.definition import ProcessDefinition
from workflows.engine.events import Waiting
from workflows.engine.nodes import EffectTask, Instances, Node, UserTask
from workflows.engine.tokens import OPEN, Case, Token
from workflows.routes.diagram import Element, Flow, verbs_of
from workflows.routes.vocabulary import LAST_DAY

#: Timers that may fire one after the other at one moment; a route that fires more goes round in circles.
MAX_FIRINGS = 500


class OpenTask(NamedTuple):
    """A step that waits for a person; *nr* is which of several, counted from 1."""

    token: str
    element: Element
    nr: int | None


class Effect(NamedTuple):
    """Something to be performed before the token goes on: a decision, a letter, an entry in a register."""

    token: str
    element: Element
    nr: int | None


class Timer(NamedTuple):
    """A moment that is waited for; *at* is None while the clock it names does not run."""

    token: str
    element: Element
    at: datetime | None


class Listener(NamedTuple):
    """A message that is waited for."""

    token: str
    element: Element
    message: str


class Passed(NamedTuple):
    """An element that a token has passed."""

    element: Element
    token: str
    nr: int | None


class Execution:
    """A case in motion.

    *facts* are global to the case and stand beside the tokens. An act that raises leaves the execution half-way:
    throw it away and restore the last state.
    """

    def __init__(self, definition: ProcessDefinition, facts: Mapping[str, Value], ledger: Ledger) -> None:
        self.definition = definition
        self.facts: dict[str, Value] = dict(facts)
        self.ledger = ledger
        self.outcome: str | None = None
        self._moment: Moment | None = None
        self._passed: list[Passed] = []
        self._case = Case(definition.frame, definition.specs, self)

    # ------------------------------------------------------------------ beginning, saving

    @classmethod
    def start(
        cls,
        definition: ProcessDefinition,
        ledger: Ledger,
        *,
        on: date,
        at: datetime,
        facts: Mapping[str, Value] | None = None,
    ) -> "Execution":
        """Begin a case on the legal date *on*, at the instant *at* (UTC), and let it go on until it waits."""
        execution = cls(definition, facts or {}, ledger)
        execution.moment(on, at)
        execution._case.begin()
        execution._case.advance()
        return execution

    @classmethod
    def restore(
        cls, definition: ProcessDefinition, state: Mapping[str, Any], facts: Mapping[str, Value], ledger: Ledger
    ) -> "Execution":
        """Return the case that was saved as *state*; say at which `moment` it is before it acts.

        Raises:
            StepFailed: the state does not fit this definition; says at which element.
        """
        execution = cls(definition, facts, ledger)
        serializer.load(execution._case, state)
        execution.outcome = state.get("outcome")
        return execution

    def dump(self) -> dict[str, Any]:
        """Return the tokens and the outcome, fit for JSON; facts and clocks are the caller's to keep."""
        state = serializer.dump(self._case)
        return {**state, "outcome": self.outcome} if self.outcome else state

    # ------------------------------------------------------------------ the moment of an act

    def moment(self, on: date, at: datetime) -> None:
        """Say when the next acts happen: their date in law, and the instant that timers are compared with."""
        self._moment = Moment(on, at)

    @property
    def now(self) -> Moment:
        if self._moment is None:
            raise StepFailed("Een handeling heeft een datum en een moment nodig.")
        return self._moment

    @property
    def on(self) -> date:
        return self.now.on

    @property
    def at(self) -> datetime:
        return self.now.at

    def context(self, nr: int | None = None) -> dict[str, Value]:
        """Return what expressions may ask for: every fact of the route (None while unknown), `nr`, `on`, and what
        conditions ask for: the last day of terms (None where there is none now), whether declarations stand.
        """
        due = {rule: self.ledger.due(rule) for rule in self.definition.asked_terms}
        last_days = {f"{LAST_DAY}{rule}": each.on if each is not None else None for rule, each in due.items()}
        stands = standing_names(self.definition.asked_records, self.facts, self.on)
        return {**self.definition.known_facts, **self.facts, **last_days, **stands, "nr": nr, "on": self.on}

    # ------------------------------------------------------------------ what there is

    @property
    def ended(self) -> bool:
        return bool(self._case.completed)

    def open_tasks(self) -> list[OpenTask]:
        return [OpenTask(token.id, token.task_spec.element, token.nr) for token in self._at(UserTask)]

    def effects(self) -> list[Effect]:
        return [Effect(token.id, token.task_spec.element, token.nr) for token in self._at(EffectTask)]

    def timers(self) -> list[Timer]:
        """Return every timer that is waited for, with the instant that the ledger gives it now."""
        found = []
        for token in self._at(Waiting):
            if token.task_spec.kind == "timer":
                instant = token.task_spec.event_definition.instant(self.ledger)
                found.append(Timer(token.id, token.task_spec.element, instant))
        return found

    def listeners(self) -> list[Listener]:
        return [
            Listener(token.id, token.task_spec.element, token.task_spec.element.message)
            for token in self._at(Waiting)
            if token.task_spec.kind == "message"
        ]

    def uncaught(self) -> list[str]:
        """Return the names of events that nobody caught; each is a fault of the route."""
        return [str(event.event_definition.name) for event in self._case.get_events()]

    def take_passed(self) -> list[Passed]:
        """Return the elements passed since the last time, in order."""
        passed, self._passed = self._passed, []
        return passed

    # ------------------------------------------------------------------ what may happen

    def complete(self, token: str, facts: Mapping[str, Value]) -> None:
        """Complete a user task.

        Raises:
            Conflict: no task is open under this token.
            LedgerRefused: the law does not allow what the step does to a clock.
            StepFailed: the case cannot go on.
        """
        self._proceed(self._find(token, UserTask), facts, Token.run)

    def finish(self, token: str, facts: Mapping[str, Value] | None = None) -> None:
        """Let the token of an effect go on, with the facts that the effect gave.

        Raises: as `complete`.
        """
        self._proceed(self._find(token, EffectTask), facts or {}, Token.complete)

    def receive(self, message: str, facts: Mapping[str, Value] | None = None, token: str | None = None) -> None:
        """Tell the case something it waits for; *token* says which listener, where there are more of one name.

        Raises: as `complete`; Conflict also where several listen and no token chooses.
        """
        heard = [each for each in self.listeners() if each.message == message and token in (None, each.token)]
        if not heard:
            raise Conflict(said("De zaak wacht nu niet op '{message}'.", message=Said(message)))
        if len(heard) > 1:
            where = ", ".join(each.element.id for each in heard)
            words = said("Op '{message}' wordt op meer plaatsen gewacht ({where}): kies er één.")
            raise Conflict(words.of(message=Said(message), where=where))
        self._proceed(self._find(heard[0].token, Waiting), facts or {}, Token._ready)

    def fire_due(self) -> list[Element]:
        """Fire the timers that are due, earliest first, each before the next is looked for; return their elements.

        Raises:
            LedgerRefused, StepFailed: as `complete`.
        """
        fired: list[Element] = []
        while due := [(each.at, each) for each in self.timers() if each.at is not None and each.at <= self.at]:
            if len(fired) == MAX_FIRINGS:
                raise StepFailed("De zaak komt niet tot rust: er blijven termijnen aflopen.")
            _, first = min(due, key=itemgetter(0))
            self._proceed(self._find(first.token, Waiting), {}, Token._ready)
            fired.append(first.element)
        return fired

    # ------------------------------------------------------------------ what the tokens tell and ask

    def opened(self, token: Token) -> None:
        element = token.task_spec.element
        if (due := element.properties.get("due")) and clocks.start_with_task(due, element.id, self.ledger, self.now):
            token.internal_data["clock"] = due

    def passed(self, token: Token) -> None:
        spec, element = token.task_spec, token.task_spec.element
        whole = isinstance(spec, Instances)
        if not whole:
            self._passed.append(Passed(element, token.id, token.nr))
        if whole or element.multi is None:
            self._act(element.properties, element.id, LAPSED if element.event == "timer" else "")
        self._closed(token)
        if outcome := element.properties.get("outcome"):
            self.outcome = outcome

    def took(self, flow: Flow) -> None:
        self._act(flow.properties, flow.target)

    def withdrawn(self, token: Token) -> None:
        self._closed(token)

    def evaluate(self, expression: Expression, element: Element, nr: int | None) -> Value:
        try:
            return expression.evaluate(self.context(nr))
        except ExpressionFailed as problem:
            raise StepFailed(f"{element.id}: '{expression}' heeft geen antwoord. {problem}") from problem

    def multiplied(self, element: Element, total: int) -> None:
        """Make room for the answers of each instance; those of an earlier round are gone."""
        self.facts |= {name: [None] * total for name in self.definition.route.facts_of(element)}

    # ------------------------------------------------------------------ inside

    def _at(self, kind: type[Node]) -> Iterator[Token]:
        return (token for token in self._case.tokens() if isinstance(token.task_spec, kind))

    def _find(self, number: str, kind: type[Node]) -> Token:
        token = self._case.find(number)
        if token is None or not isinstance(token.task_spec, kind) or token._state != token.task_spec.rest:
            raise Conflict(said("Deze stap is niet meer aan de orde."))
        return token

    def _proceed(self, token: Token, facts: Mapping[str, Value], act: Callable[[Token], Any]) -> None:
        self._store(token, facts)
        act(token)
        self._case.advance()

    def _store(self, token: Token, facts: Mapping[str, Value]) -> None:
        if token.task_spec.element.multi is None:
            self.facts |= facts
            return
        place = token.internal_data["nr"] - 1
        for name, value in facts.items():
            items = self.facts.get(name)
            answers = list(items) if isinstance(items, list) else []
            answers += [None] * (place + 1 - len(answers))
            answers[place] = value
            self.facts[name] = answers

    def _act(self, properties: Mapping[str, str], element: str, why: str = "") -> None:
        if properties and (verbs := verbs_of(properties)):
            clocks.apply(verbs, element, self.ledger, self.facts, self.now, why)

    def begun_by(self, element: Element) -> list[Deadline]:
        """Return the clocks that *element* starts when it is done, as they will run then: its own letter names them."""
        verbs = verbs_of(element.properties)
        if not verbs.starts:
            return []
        ahead = self.ledger.copy()
        clocks.apply(verbs._replace(suspends=()), element.id, ahead, self.facts, self.now)
        return [clock for clock in ahead.deadlines() if clock.rule.id in verbs.starts]

    def _closed(self, token: Token) -> None:
        """Stop the clock that started with this task, unless another open task still goes by it."""
        rule = token.internal_data.pop("clock", None)
        if rule is None or rule in verbs_of(token.task_spec.element.properties).starts:
            return
        for other in self._at(UserTask):
            due = other.task_spec.element.properties.get("due")
            if other is not token and other._state & OPEN and due == rule:
                other.internal_data["clock"] = rule
                return
        clocks.stop_with_task(rule, token.task_spec.element.id, self.ledger, self.now)
