"""BPMN's rules for tokens, played by hand: no engine, no clock, no facts.

The oracle of the engine's tests. It knows the kinds of element that the house allows and nothing else, and asks its
player for every choice, so that it can follow any engine step by step.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workflows.routes.elements import Element, Flow, Process

#: Which of the flows out of an exclusive gateway (one of them) or an inclusive one (one or more) are taken.
Choose = Callable[[Element, Sequence[Flow]], Sequence[Flow]]

MAX_MOVES = 10_000


class Endless(Exception):
    """The tokens never come to rest."""


def upstream(process: Process, gateway: Element) -> dict[str, frozenset[str]]:
    """Return, for each incoming flow of *gateway*, from where a token can still come to it, not through *gateway*.

    The places are ids of flows, of elements and of boundary events that may still fire.

    Source: BPMN 2.0 §13.4.3 (the inclusive gateway waits for tokens that can still arrive at an empty flow).
    """
    found: dict[str, frozenset[str]] = {}
    for incoming in gateway.incoming:
        seen, todo = {incoming}, [incoming]
        while todo:
            source = process.elements[process.flows[todo.pop()].source]
            if source.id != gateway.id and source.id not in seen:
                seen |= {source.id, *source.incoming}
                todo += source.incoming
        found[incoming] = frozenset(seen)
    return found


@dataclass(eq=False)
class Seat:
    """A token at rest at *element*; *open* are the instances still to do, *inner* is the called process."""

    scope: "Scope"
    element: Element
    open: list[int]
    armed: set[str]
    inner: "Scope | None" = None


@dataclass(eq=False)
class Scope:
    """One running process: the tokens on its flows, and those at rest."""

    process: Process
    caller: Seat | None
    flows: Counter[str] = field(default_factory=Counter)
    seats: list[Seat] = field(default_factory=list)
    over: bool = False

    def places(self) -> set[str]:
        """Return every place with a token, boundary events that may still fire included."""
        return {
            *+self.flows,
            *(seat.element.id for seat in self.seats),
            *(b for seat in self.seats for b in seat.armed),
        }


@dataclass(frozen=True)
class Step:
    """Something that can happen now: a task (or one instance of it) to complete, or an event to fire."""

    element: Element
    nr: int | None
    seat: Seat = field(repr=False)


class TokenGame:
    """A case as BPMN prescribes it.

    *choose* decides at gateways; *count* says how many instances a multi-instance task has. *passed* lists the ids
    of the elements that tokens have left, in order.
    """

    def __init__(
        self,
        processes: Mapping[str, Process],
        frame: str,
        choose: Choose,
        count: Callable[[Element], int] = lambda _element: 1,
    ) -> None:
        self.processes, self.choose, self.count = processes, choose, count
        self.passed: list[str] = []
        self._moves = 0
        self.frame = Scope(processes[frame], None)
        self._begin(self.frame)

    @property
    def ended(self) -> bool:
        return self.frame.over

    @property
    def stuck(self) -> bool:
        """Whether nothing can happen any more though tokens are left."""
        return not self.ended and not self.enabled_tasks() and not self.events()

    def enabled_tasks(self) -> list[Step]:
        """Return the tasks that can be completed: user tasks and effects, per instance."""
        return [
            Step(seat.element, nr if seat.element.multi else None, seat)
            for seat in self._seats(self.frame)
            for nr in (seat.open[:1] if seat.element.multi and seat.element.multi.sequential else seat.open)
        ]

    def events(self) -> list[Step]:
        """Return the events that can fire: waiting catch events, those after an event gateway, boundary events."""
        found: list[Step] = []
        for seat in self._seats(self.frame):
            elements = seat.scope.process.elements
            found += [Step(elements[boundary], None, seat) for boundary in sorted(seat.armed)]
            if seat.element.kind == "intermediateCatchEvent":
                found.append(Step(seat.element, None, seat))
            if seat.element.kind == "eventBasedGateway":
                found += [Step(event, None, seat) for event in seat.scope.process.targets(seat.element)]
        return found

    def complete(self, step: Step, choose: Choose | None = None) -> None:
        """Complete a task; the token goes on when its last instance is done."""
        self.choose = choose or self.choose
        seat = step.seat
        seat.open.remove(step.nr if step.nr is not None else 1)
        if not seat.open:
            self._leave_seat(seat, seat.element)
        self._settle(seat.scope)

    def fire(self, step: Step, choose: Choose | None = None) -> None:
        """Let an event happen: a timer, a message, on a boundary or on its own."""
        self.choose = choose or self.choose
        seat, event = step.seat, step.element
        if event.kind == "boundaryEvent" and not event.interrupting:
            seat.armed.remove(event.id)
            self._leave(seat.scope, event)
        else:
            self._leave_seat(seat, event)
        self._settle(seat.scope)

    def _seats(self, scope: Scope) -> Iterator[Seat]:
        for seat in scope.seats:
            yield seat
            if seat.inner:
                yield from self._seats(seat.inner)

    def _begin(self, scope: Scope) -> None:
        self._leave(scope, scope.process.start)
        self._settle(scope)

    def _leave_seat(self, seat: Seat, by: Element) -> None:
        seat.scope.seats.remove(seat)
        self._leave(seat.scope, by)

    def _leave(self, scope: Scope, element: Element) -> None:
        """Put a token on each outgoing flow of *element* that is taken."""
        self.passed.append(element.id)
        flows: Sequence[Flow] = [scope.process.flows[flow] for flow in element.outgoing]
        if element.kind in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1:
            flows = self.choose(element, flows)
        scope.flows.update(flow.id for flow in flows)

    def _settle(self, scope: Scope) -> None:
        """Move tokens until all rest; a process without tokens is over, and its caller goes on."""
        while not scope.over and (self._move_one(scope) or self._join_one(scope)):
            self._moves += 1
            if self._moves > MAX_MOVES:
                raise Endless(scope.process.id)
        if not scope.over and not scope.places():
            scope.over = True
        if scope.over and scope.caller and scope.caller in scope.caller.scope.seats:
            caller = scope.caller
            self._leave_seat(caller, caller.element)
            self._settle(caller.scope)

    def _move_one(self, scope: Scope) -> bool:
        """Move one token whose way does not depend on tokens elsewhere."""
        for flow in +scope.flows:
            element = scope.process.elements[scope.process.flows[flow].target]
            if element.kind == "parallelGateway":
                if not all(scope.flows[each] for each in element.incoming):
                    continue
                scope.flows.subtract(element.incoming)
                self._leave(scope, element)
            elif element.kind != "inclusiveGateway" or len(element.incoming) == 1:
                scope.flows[flow] -= 1
                self._enter(scope, element)
            else:
                continue
            return True
        return False

    def _join_one(self, scope: Scope) -> bool:
        """Let one inclusive gateway go on that has a token, and to whose empty flows none can come any more."""
        for element in scope.process.of_kind({"inclusiveGateway"}):
            filled = [flow for flow in element.incoming if scope.flows[flow]]
            if len(element.incoming) == 1 or not filled:
                continue
            sources = upstream(scope.process, element)
            wanted = frozenset().union(*(sources[flow] for flow in element.incoming if flow not in filled))
            excused = frozenset().union(*(sources[flow] for flow in filled))
            if scope.places() & (wanted - excused):
                continue
            scope.flows.subtract(filled)
            self._leave(scope, element)
            return True
        return False

    def _enter(self, scope: Scope, element: Element) -> None:
        if element.kind == "endEvent":
            self.passed.append(element.id)
            if element.event == "terminate":
                scope.flows.clear()
                scope.seats.clear()
                scope.over = True
            return
        if not element.rests:
            self._leave(scope, element)
            return
        events = element.kind in ("intermediateCatchEvent", "eventBasedGateway", "callActivity")
        instances = [] if events else list(range(1, (self.count(element) if element.multi else 1) + 1))
        if not instances and not events:
            self._leave(scope, element)
            return
        seat = Seat(scope, element, instances, {event.id for event in scope.process.boundaries(element.id)})
        scope.seats.append(seat)
        if element.called:
            seat.inner = Scope(self.processes[element.called], seat)
            self._begin(seat.inner)
