"""Every course a process can take: choices are free, events may always happen, a called process is one step.

A marking is an integer with one bit per place: an element where a token rests, a boundary event that may still fire,
a flow into a gateway that joins. Whatever moves by itself moves at once, so few markings are enough.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import combinations, islice
from operator import or_
from typing import NamedTuple, TypeVar

from workflows.routes.elements import Element, Process
from workflows.routes.token_game import upstream

MAX_MARKINGS, MAX_MOVES, MAX_COURSES = 50_000, 250_000, 2_000

T = TypeVar("T")


class TooLarge(Exception):
    """There are more markings than can be looked at."""


class Mishap(Exception):
    """A course that goes wrong at *element*."""

    def __init__(self, element: str, code: str, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.element, self.code, self.problem, self.remedy = element, code, problem, remedy


class Course(NamedTuple):
    """One way in which a token spreads until all of it rests: where, over which flows, and the ends it meets."""

    rest: int
    via: int
    terminate: str | None = None
    plain: str | None = None


#: What can happen: the place it needs, the places it empties, and the courses that follow.
Move = tuple[int, int, list[Course]]


class Join(NamedTuple):
    """A gateway with several incoming flows; per flow its bit and those of the places upstream of it."""

    element: Element
    flows: list[tuple[int, int]]
    mask: int


class Exploration:
    """Plays *process*; *main* are the elements of its main course.

    After `run`: *visited* are the elements that tokens came to, *ends_without_outcome* is a plain end with which the
    process was over.
    """

    def __init__(self, process: Process, main: set[str]) -> None:
        self.process = process
        self.visited: set[str] = {process.start.id}
        self.ends_without_outcome: str | None = None
        self._markings: set[int] = set()
        self._moves = 0
        self._bits: dict[str, int] = {}
        self._via = {flow: 1 << index for index, flow in enumerate(process.flows)}
        self._seen_via = 0
        for element in process.elements.values():
            if element.rests or element.kind == "boundaryEvent":
                self._bits[element.id] = 1 << len(self._bits)
        joining = [element for element in process.elements.values() if _joins(element)]
        for flow in (flow for element in joining for flow in element.incoming):
            self._bits[flow] = 1 << len(self._bits)
        self._joins = [self._join(element) for element in joining]
        self._tokens = self._mask(each for each in self._bits if not self._is_boundary(each))
        self._main = self._tokens & self._mask(each for each in self._bits if self._source(each) in main)

    def run(self) -> None:
        """Look at every marking.

        Raises:
            Mishap: a course goes wrong; the first that is found.
            TooLarge: there are too many markings.
        """
        moves = list(self._possible_moves())
        meeting = self._meeting(moves)
        todo = list(self._go_on(0, self._leave(self.process.start)))
        while todo:
            marking = todo.pop()
            if marking in self._markings:
                continue
            self._markings.add(marking)
            if len(self._markings) > MAX_MARKINGS:
                raise TooLarge
            stuck = marking != 0
            for (needs, takes, courses), others in zip(moves, meeting, strict=True):
                if marking & needs:
                    stuck = False
                    for other, element in others:
                        if marking & other:
                            raise _twice(element)
                    todo += self._go_on(marking & ~takes, courses)
            if stuck:
                self._deadlock(marking)
        self.visited |= {flow.target for flow in self.process.flows.values() if self._via[flow.id] & self._seen_via}

    def open_beside(self, together: set[str]) -> str | None:
        """Return an element of the process that can be open while a token is on the cycle *together*."""
        inside = self._tokens & self._mask(each for each in self._bits if self._target(each) in together)
        outside = self._tokens & ~inside
        for marking in self._markings:
            if marking & inside and marking & outside:
                return self._place(marking & outside)
        return None

    # ---- places
    def _mask(self, places: Iterable[str]) -> int:
        return sum(self._bits[place] for place in set(places) if place in self._bits)

    def _is_boundary(self, place: str) -> bool:
        return place in self.process.elements and self.process.elements[place].kind == "boundaryEvent"

    def _source(self, place: str) -> str:
        flow = self.process.flows.get(place)
        return flow.source if flow and place not in self.process.elements else place

    def _target(self, place: str) -> str:
        flow = self.process.flows.get(place)
        return flow.target if flow and place not in self.process.elements else place

    def _place(self, mask: int) -> str:
        """Return the element of the lowest place in *mask*; for a flow, the gateway that it leads to."""
        return self._target(next(place for place, bit in self._bits.items() if bit & mask))

    def _join(self, element: Element) -> Join:
        sources = upstream(self.process, element) if element.kind == "inclusiveGateway" else {}
        flows = [(self._bits[flow], self._mask(sources.get(flow, ()))) for flow in element.incoming]
        return Join(element, flows, self._mask(element.incoming))

    # ---- moves
    def _possible_moves(self) -> Iterator[Move]:
        process, bits = self.process, self._bits
        for element in process.elements.values():
            if not element.rests:
                continue
            boundaries = process.boundaries(element.id)
            takes = self._mask([element.id, *(event.id for event in boundaries)])
            if element.kind == "eventBasedGateway":
                courses = [course for event in process.targets(element) for course in self._leave(event)]
                for flow in element.outgoing:
                    self._seen_via |= self._via[flow]
            else:
                courses = self._leave(element)
            yield bits[element.id], takes, courses
            for event in boundaries:
                self.visited.add(event.id)
                yield bits[event.id], takes if event.interrupting else bits[event.id], self._leave(event)

    def _meeting(self, moves: list[Move]) -> list[list[tuple[int, str]]]:
        """Return per move the places whose token could meet this one on a flow, and the element where they meet."""
        ways = [reduce(or_, (course.via for course in courses), 0) for _, _, courses in moves]
        found: list[list[tuple[int, str]]] = [[] for _ in moves]
        for (one, (needs, takes, _)), (other, (needed, taken, _)) in combinations(enumerate(moves), 2):
            both = not (takes & needed and taken & needs)
            if both and needs != needed and (shared := ways[one] & ways[other]):
                found[one].append((needed, self._source_of(shared)))
        return found

    def _source_of(self, via: int) -> str:
        """Return the element that the first flow of *via* leaves."""
        return self.process.flows[next(flow for flow, bit in self._via.items() if bit & via)].source

    def _go_on(self, marking: int, courses: list[Course]) -> Iterator[int]:
        """Yield the markings in which *courses* end, started at *marking*, once the joins have done their work."""
        todo = [(marking, course) for course in courses]
        while todo:
            marking, course = todo.pop()
            self._moves += 1
            if self._moves > MAX_MOVES:
                raise TooLarge
            self._seen_via |= course.via
            if marking & course.rest:
                raise _twice(self._place(marking & course.rest))
            marking |= course.rest
            if course.terminate:
                if marking & self._main:
                    raise self._left_behind(marking & self._main, course.terminate)
                yield 0
            elif join := self._ready_join(marking):
                todo += [(marking & ~join.mask, each) for each in self._leave(join.element)]
            else:
                if marking == 0 and course.plain:
                    self.ends_without_outcome = course.plain
                yield marking

    def _ready_join(self, marking: int) -> Join | None:
        """Return a join that can go on; inclusive ones only when nothing else moves."""
        for join in self._joins:
            if join.element.kind == "parallelGateway" and marking & join.mask == join.mask:
                return join
        for join in self._joins:
            if join.element.kind == "inclusiveGateway" and marking & join.mask:
                wanted = excused = 0
                for flow, sources in join.flows:
                    if marking & flow:
                        excused |= sources
                    else:
                        wanted |= sources
                if not marking & wanted & ~excused:
                    return join
        return None

    # ---- courses
    def _leave(self, element: Element) -> list[Course]:
        """Return the courses that a token can take when it leaves *element*."""
        ways = [self._follow(flow) for flow in element.outgoing]
        if element.kind == "exclusiveGateway":
            return _bounded(course for way in ways for course in way)
        if element.kind == "inclusiveGateway":
            free = [way for flow, way in zip(element.outgoing, ways, strict=True) if flow != element.default]
            chosen = [list(some) for n in range(1, len(free) + 1) for some in _bounded(combinations(free, n))]
            if element.default in element.outgoing:
                chosen.append([ways[element.outgoing.index(element.default)]])
            return _bounded(course for some in chosen for course in self._all(some))
        return self._all(ways)

    def _all(self, ways: list[list[Course]]) -> list[Course]:
        """Return the courses in which every one of *ways* is gone."""
        together = [Course(0, 0)]
        for way in ways:
            together = _bounded(self._both(one, other) for one in together for other in way)
        return together

    def _both(self, one: Course, other: Course) -> Course:
        if shared := one.via & other.via:
            raise _twice(self._source_of(shared))
        if one.rest & other.rest:
            raise _twice(self._place(one.rest & other.rest))
        return Course(
            one.rest | other.rest,
            one.via | other.via,
            one.terminate or other.terminate,
            other.plain or one.plain,
        )

    def _follow(self, flow: str) -> list[Course]:
        target = self.process.elements[self.process.flows[flow].target]
        via = self._via[flow]
        if flow in self._bits and _joins(target):
            return [Course(self._bits[flow], via)]
        if target.rests:
            armed = (event.id for event in self.process.boundaries(target.id))
            return [Course(self._mask([target.id, *armed]), via)]
        if target.kind == "endEvent":
            return [Course(0, via, target.id, None) if target.event == "terminate" else Course(0, via, None, target.id)]
        return [course._replace(via=course.via | via) for course in self._leave(target)]

    # ---- what goes wrong
    def _deadlock(self, marking: int) -> None:
        gateway = self._place(marking)
        problem = "Hier wordt gewacht op een tak die niet meer komt: de zaak loopt vast."
        raise Mishap(
            gateway,
            "deadlock",
            problem,
            "Voeg de takken samen met dezelfde soort keuze als waarmee ze uit elkaar gingen.",
        )

    def _left_behind(self, marking: int, end: str) -> Mishap:
        problem = f"Dit kan nog open staan als de tekening eindigt bij '{end}'."
        return Mishap(self._place(marking), "left-behind", problem, "Voeg de takken samen voor het einde.")


def _joins(element: Element) -> bool:
    return element.kind in ("parallelGateway", "inclusiveGateway") and len(element.incoming) > 1


def _bounded(items: Iterable[T]) -> list[T]:
    found = list(islice(items, MAX_COURSES + 1))
    if len(found) > MAX_COURSES:
        raise TooLarge
    return found


def _twice(element: str) -> Mishap:
    problem = "Hier kan de zaak twee keer tegelijk langskomen: de stap zou dubbel worden gedaan."
    return Mishap(element, "twice", problem, "Voeg takken die tegelijk lopen eerst samen met ‘Alles tegelijk’.")
