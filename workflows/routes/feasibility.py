"""Does a statutory term leave room for our own norms and the meetings of a committee? Reckoned day by day.

Each step takes as long as its own norm, a step of a committee lasts until its next meeting. Branches that run at the
same time overlap; of a choice the way that takes longest counts; nothing is done twice, so a way back counts once.
"""

from bisect import bisect_left
from collections import ChainMap, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.deadlines import due_date
from workflows.domain.meetings import Committee, closes_on
from workflows.domain.rules import DeadlineRule, Rules
from workflows.routes.elements import Element, Flow, Verbs, verbs_of
from workflows.routes.graph import Step as Onward
from workflows.routes.graph import Unfolded
from workflows.routes.inlined import Edge, Inlined
from workflows.routes.worlds import Ways

CHOOSE = frozenset({"exclusiveGateway", "eventBasedGateway", "inclusiveGateway"})
LITTLE = 0.005

#: Per start day the day on which something happens, as a number.
Days = tuple[int, ...]
#: The meetings of each committee, in order.
Sittings = Mapping[str, Sequence[date]]


@dataclass(frozen=True)
class Step:
    """A step that takes time on the longest way. *norm* is its own norm; *meets* the committee it waits for.

    *days* is how long it lasts on average.
    """

    element: Element
    file: str
    node: int
    norm: DeadlineRule | None
    meets: str
    days: float


@dataclass(frozen=True)
class Branch:
    """How often it is late on the longest way along one flow out of a choice."""

    flow: Flow
    late: float


@dataclass(frozen=True)
class Fit:
    """How a term fits: the share of start days that are *late*, by how many days at most, and where the time goes.

    *choices* are the choices of which some way is late less often.
    """

    rule: DeadlineRule
    late: float
    most: int
    steps: tuple[Step, ...]
    choices: tuple[tuple[Element, tuple[Branch, ...]], ...] = ()


@dataclass
class Pace:
    """How long everything takes: the register, the calendar and the meetings, reckoned once for each day."""

    rules: Rules
    calendar: WorkingCalendar
    committees: Mapping[str, Committee]
    sittings: Sittings = field(default_factory=dict)
    _ends: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _closing: dict[str, tuple[list[int], list[int]]] = field(default_factory=dict)
    _many: dict[tuple[str, int], tuple[Days, Days]] = field(default_factory=dict)

    def meeting(self, sittings: Sittings) -> "Pace":
        """Return the same pace with other meetings."""
        return Pace(self.rules, self.calendar, self.committees, sittings, self._ends)

    def rule(self, name: str, day: int) -> DeadlineRule | None:
        """Return the row of the register that holds on *day*, if there is one."""
        on = date.fromordinal(day)
        return self.rules.at(name, on) if _holds(self.rules, name, on) else None

    def ends(self, rule: DeadlineRule, day: int) -> int:
        """Return the last day of a term that begins on *day*."""
        known = self._ends[rule.id]
        if day not in known:
            known[day] = due_date(rule, date.fromordinal(day), self.calendar, choices=self.rules.choices).on.toordinal()
        return known[day]

    def ends_of(self, rule: DeadlineRule, days: Days) -> Days:
        """Return ``ends`` for each of *days*; asked again it is the same."""
        key = (rule.id, id(days))
        if key not in self._many:
            self._many[key] = days, tuple([self.ends(rule, day) for day in days])
        return self._many[key][1]

    def open_from_all(self, days: Days) -> Days:
        """Return ``open_from`` for each of *days*; asked again it is the same."""
        key = ("", id(days))
        if key not in self._many:
            self._many[key] = days, tuple([self.open_from(day) for day in days]) if self.calendar.closings else days
        return self._many[key][1]

    def open_from(self, day: int) -> int:
        """Return *day*, or the first working day after the closing of our own office in which it falls."""
        on = date.fromordinal(day)
        while (closing := self.calendar.closing(on)) is not None:
            on = self.calendar.roll_forward(closing[1] + DAY)
        return on.toordinal()

    def met(self, committee: str, day: int) -> int:
        """Return the day of the first meeting whose papers are not closed on *day*; *day* where none is known."""
        if committee not in self._closing:
            papers = self.committees[committee].papers if committee in self.committees else 0
            held = sorted(self.sittings.get(committee, ()))
            closing = [closes_on(each, papers, self.calendar).toordinal() for each in held]
            self._closing[committee] = closing, [each.toordinal() for each in held]
        closing_days, held_days = self._closing[committee]
        place = bisect_left(closing_days, day)
        return held_days[place] if place < len(held_days) else day


def terms_of(graph: Inlined, rules: Rules, day: date) -> list[DeadlineRule]:
    """Return the statutory terms that a step of a route must end, in the order in which they are begun."""
    parts: list[Element | Flow] = [node.element for node in graph.nodes]
    parts += [edge.flow for edge in graph.edges if edge.flow]
    begun = dict.fromkeys(rule for part in parts for rule in verbs_of(part.properties).starts)
    ended = {rule for part in parts for rule in verbs_of(part.properties).stops}
    found = [rules.at(each, day) for each in begun if each in ended and _holds(rules, each, day)]
    in_days = [rule for rule in found if rule.period.unit != "hours"]  # days are what is reckoned with
    return [rule for rule in in_days if rule.statutory and not rule.outlives_case and _has_length(rule)]


@dataclass(frozen=True)
class Way:
    """From where a term begins to where it ends: every way that a case can take, each step of it once.

    *endings* are the copies at which, or on the way out of which, it ends.
    """

    rule: DeadlineRule
    nodes: list[int]  #: of each copy
    out: list[list[Onward[Edge]]]
    into: list[list[tuple[int, Edge]]]
    order: list[int]
    endings: list[int]
    begun: frozenset[str]  #: the clocks that run when it begins, or begin with it


def ways_of(graph: Inlined, ways: Ways, rule: DeadlineRule) -> list[Way]:
    """Return the ways of a term from each place where it begins.

    Raises:
        TooManyLoops: there are too many.
    """
    begins: list[tuple[int, Edge | None]] = [
        (place, None)
        for place, node in enumerate(graph.nodes)
        if _acts(graph, place) and rule.id in verbs_of(node.element.properties).starts
    ]
    begins += [(edge.source, edge) for edge in graph.edges if rule.id in _verbs_on(edge).starts]
    running = _running(graph)
    return [_way(graph, ways, rule, place, over, running[place]) for place, over in begins]


def _running(graph: Inlined) -> list[frozenset[str]]:
    """Return which clocks surely run when a node is passed, whichever way led there."""
    into: dict[int, list[Edge]] = defaultdict(list)
    onward: dict[int, list[int]] = defaultdict(list)
    for edge in graph.edges:
        into[edge.target].append(edge)
        onward[edge.source].append(edge.target)
    acts = [verbs_of(node.element.properties) if _acts(graph, at) else Verbs() for at, node in enumerate(graph.nodes)]
    # All of them, until a way is found on which one does not run: so this ends, loops and all.
    begun = frozenset(name for verbs in [*acts, *map(_verbs_on, graph.edges)] for name in verbs.starts)
    found = [begun] * len(graph.nodes)
    todo = deque(range(len(graph.nodes)))
    while todo:
        place = todo.popleft()
        there = [_ran(_verbs_on(edge), found[edge.source]) for edge in into[place]] or [frozenset()]
        joins = graph.nodes[place].element.kind == "parallelGateway"
        passed = _ran(acts[place], there[0].union(*there) if joins else there[0].intersection(*there))
        if found[place] != passed:
            found[place] = passed
            todo.extend(onward[place])
    return found


def _ran(verbs: Verbs, running: frozenset[str]) -> frozenset[str]:
    return (running - {*verbs.stops}) | {*verbs.starts}


def _way(graph: Inlined, ways: Ways, rule: DeadlineRule, begin: int, over: Edge | None, running: frozenset[str]) -> Way:
    """Lay out the nodes first, so that no step is done twice, and then tell the worlds apart in which they are done."""
    first = len(graph.nodes)
    onward: dict[int, list[Onward[Edge]]] = defaultdict(list)
    for edge in graph.edges:
        again = rule.id in (*verbs_of(graph.nodes[edge.target].element.properties).starts, *_verbs_on(edge).stops)
        aside = edge.leaves and not graph.nodes[edge.target].element.interrupting
        if edge is over or (edge.source == begin and over is None and not again):
            onward[first].append(Onward(edge.target, edge))
        if not again and not aside and not _ends_at(graph, edge.source, rule):
            onward[edge.source].append(Onward(edge.target, edge))
    laid = Unfolded(first, onward)
    leads: dict[tuple[int, int], list[int]] = defaultdict(list)
    for source, edge, target in ways.ways:
        leads[source, id(edge)].append(target)
    at_start = [station for station, node in enumerate(ways.stations) if node == begin]
    numbers = {(0, station): 0 for station in at_start}
    nodes = [begin]
    out: list[list[Onward[Edge]]] = [[]]
    into: list[list[tuple[int, Edge]]] = [[]]
    stations_at: dict[int, list[int]] = {0: at_start}
    for copy in laid.order:
        for station in stations_at.get(copy, ()):
            for step in laid.out[copy]:
                for target in leads[station, id(step.what)]:
                    place = numbers.get((step.target, target))
                    if place is None:
                        place = numbers[step.target, target] = len(nodes)
                        stations_at.setdefault(step.target, []).append(target)
                        nodes.append(laid.places[step.target])
                        out.append([])
                        into.append([])
                    source = numbers[copy, station]
                    out[source].append(Onward(place, step.what))
                    into[place].append((source, step.what))
    ending = {edge.source for edge in graph.edges if rule.id in _verbs_on(edge).stops}
    order = [numbers[copy, station] for copy in laid.order[1:] for station in stations_at.get(copy, ())]
    endings = [place for place in order if nodes[place] in ending or _ends_at(graph, nodes[place], rule)]
    verbs = verbs_of(graph.nodes[begin].element.properties) if over is None else _verbs_on(over)
    return Way(rule, nodes, out, into, [0, *order], endings, _ran(verbs, running))


def _verbs_on(edge: Edge) -> Verbs:
    return verbs_of(edge.flow.properties) if edge.flow else Verbs()


def _ends_at(graph: Inlined, place: int, rule: DeadlineRule) -> bool:
    return _acts(graph, place) and rule.id in verbs_of(graph.nodes[place].element.properties).stops


def _acts(graph: Inlined, place: int) -> bool:
    """Does a token that passes this node do what the element says? Not where it goes into a called process."""
    node = graph.nodes[place]
    return node.returns or node.element.called is None or node.element.called not in graph.processes


def _holds(rules: Rules, rule: str, day: date) -> bool:
    return any(row.valid_from <= day <= row.valid_until for row in rules.versions(rule))


def _has_length(rule: DeadlineRule) -> bool:
    special = rule.ends or rule.moment or rule.anchor or rule.extension_of
    return rule.period.n > 0 and rule.direction == "forward" and not special


class _At(NamedTuple):
    """A copy on the way: when a token comes to it and when it is done, and which clocks run then, since when."""

    arrived: Days
    done: Days
    clocks: Mapping[str, Days]


class Walk:
    """A way walked from each of *starts*, at a pace; the nodes *beside* others run at the same time as those."""

    def __init__(
        self, graph: Inlined, way: Way, pace: Pace, starts: Sequence[date], beside: frozenset[int] = frozenset()
    ) -> None:
        self.graph, self.way, self.pace, self.beside = graph, way, pace, beside
        self._known: dict[frozenset[int], Days] = {}
        self._kept: list[Sequence[Days]] = []  #: so that what is known by its id stays what it is
        self.first = tuple(day.toordinal() for day in starts)
        self.due = pace.ends_of(way.rule, self.first)
        self.still: set[int] = set()  #: where the time of the term stands still
        # What passing a copy and going over an edge does to the clocks, read once.
        self.verbs = [
            verbs_of(graph.nodes[node].element.properties) if _acts(graph, node) else Verbs() for node in way.nodes
        ]
        edges = {id(edge): edge for into in way.into for _, edge in into}
        self.over = {key: _verbs_on(edge) for key, edge in edges.items()}
        self.norms = [self._norm(graph.nodes[node].element) for node in way.nodes]
        self.at = {0: _At(self.first, self.first, dict.fromkeys(way.begun, self.first))}
        for copy in way.order[1:]:
            if all(self._stands_still(source, edge) for source, edge in way.into[copy]):
                self.still.add(copy)
            self.at[copy] = self._visit(copy, way.into[copy], self.at)

    def _element(self, copy: int) -> Element:
        return self.graph.nodes[self.way.nodes[copy]].element

    def _visit(self, copy: int, into: Sequence[tuple[int, Edge]], at: Mapping[int, _At]) -> _At:
        """Return a copy as it is come to: at a gateway that joins, when the last branch is there."""
        arrived = self._latest([self._left(source, edge, at) for source, edge in into])
        carried = [self._carried(source, edge, at) for source, edge in into]
        joins = self._element(copy).kind == "parallelGateway"
        names = set(carried[0]).union(*carried) if joins else set(carried[0]).intersection(*carried)
        clocks: Mapping[str, Days] = {
            name: self._latest([each[name] for each in carried if name in each]) for name in names
        }
        done = self._done(copy, arrived, clocks)
        return _At(arrived, done, _after(self.verbs[copy], clocks, done))

    def _left(self, source: int, edge: Edge, at: Mapping[int, _At]) -> Days:
        return at[source].arrived if edge.leaves else at[source].done

    def _carried(self, source: int, edge: Edge, at: Mapping[int, _At]) -> Mapping[str, Days]:
        return _after(self.over[id(edge)], at[source].clocks, at[source].done)

    def _stands_still(self, source: int, edge: Edge) -> bool:
        still, rule = source in self.still, self.way.rule.id
        for verbs in (Verbs() if edge.leaves or not source else self.verbs[source], self.over[id(edge)]):
            still = (still or rule in verbs.suspends) and rule not in verbs.resumes
        return still

    def _done(self, copy: int, arrived: Days, clocks: Mapping[str, Days]) -> Days:
        node, element = self.way.nodes[copy], self._element(copy)
        if node in self.beside or copy in self.still or not _acts(self.graph, node):
            return arrived
        lasts, rule = [arrived], self.norms[copy]
        if rule is not None and (rule.id in clocks or element.kind == "userTask"):
            lasts.append(self.pace.ends_of(rule, clocks.get(rule.id, arrived)))  # else it begins with the task
        if committee := element.properties.get("meeting"):
            lasts.append(tuple([self.pace.met(committee, day) for day in arrived]))
        return self.pace.open_from_all(self._latest(lasts)) if len(lasts) > 1 else arrived

    def _latest(self, several: Sequence[Days]) -> Days:
        """Return for each start day the latest of some days."""
        apart = {id(days): days for days in several}
        if len(apart) == 1:
            return several[0]
        key = frozenset(apart)
        if key not in self._known:
            self._kept.append(several)
            self._known[key] = tuple(map(max, *apart.values()))
        return self._known[key]

    def _norm(self, element: Element) -> DeadlineRule | None:
        """Return the own norm by which a step is done, if it has one."""
        name = element.due_at.rule if element.due_at else element.properties.get("due", "")
        rule = self.pace.rule(name, self.first[0])
        return rule if rule is not None and not rule.statutory and _has_length(rule) else None

    # ---- what comes of it
    def late(self) -> float:
        """Return the share of start days from which the term is ended too late on the way that takes longest."""
        return self._share(self.at) or 0

    def fit(self) -> Fit:
        """Return how the term fits on this way, with where the time goes and what the choices do."""
        late = self._share(self.at)
        if late is None:
            return Fit(self.way.rule, 0, 0, ())
        beyond = [day - due for day, due in zip(self._ended(self.at), self.due, strict=True)]
        worst = beyond.index(max(beyond))
        last = max(self.way.endings, key=lambda copy: self.at[copy].done[worst])
        return Fit(self.way.rule, late, max(0, *beyond), self._longest(last, worst), self._choices(late))

    def _ended(self, at: Mapping[int, _At]) -> Days:
        return self._latest([at[copy].done for copy in self.way.endings if copy in at])

    def _share(self, at: Mapping[int, _At]) -> float | None:
        """Return the share of start days that are late; None where the term does not end there."""
        if at.keys().isdisjoint(self.way.endings):
            return None
        return sum(day > due for day, due in zip(self._ended(at), self.due, strict=True)) / len(self.due)

    def _longest(self, copy: int, start: int) -> tuple[Step, ...]:
        """Return the steps that take time on the way that takes longest to a copy, for one of the start days."""
        found = []
        while copy:
            node, (arrived, done, _) = self.graph.nodes[self.way.nodes[copy]], self.at[copy]
            if done[start] > arrived[start]:
                lasted = [last - first for first, last in zip(arrived, done, strict=True)]
                meets = node.element.properties.get("meeting", "")
                mean = sum(lasted) / len(lasted)
                found.append(Step(node.element, node.process.file, self.way.nodes[copy], self.norms[copy], meets, mean))
            copy = max(self.way.into[copy], key=lambda each: self._left(each[0], each[1], self.at)[start])[0]
        return tuple(reversed(found))

    def _choices(self, worst: float) -> tuple[tuple[Element, tuple[Branch, ...]], ...]:
        flows: dict[int, dict[str, Edge]] = defaultdict(dict)
        for copy in self.way.order if worst else ():
            if self._element(copy).kind in CHOOSE:
                flows[self.way.nodes[copy]] |= {
                    each.what.flow.id: each.what for each in self.way.out[copy] if each.what.flow
                }
        found = []
        for node, named in flows.items():
            shares = [(edge.flow, self._along(edge)) for edge in named.values()] if len(named) > 1 else []
            branches = tuple(Branch(flow, share) for flow, share in shares if flow and share is not None)
            if len(branches) > 1 and min(branch.late for branch in branches) < worst - LITTLE:
                found.append((self.graph.nodes[node].element, branches))
        return tuple(found)

    def _along(self, chosen: Edge) -> float | None:
        """Return how often it is late along one flow of a choice; None where the term does not end after it."""
        along: dict[int, _At] = {}
        both = ChainMap(along, self.at)
        for copy in self.way.order[1:]:
            every = self.way.into[copy]
            into = [(source, edge) for source, edge in every if edge is chosen or source in along]
            if into and self._element(copy).kind == "parallelGateway":
                into = every  # it waits for what runs at the same time
            if len(into) == len(every) and all(both[source] is self.at[source] for source, _ in every):
                along[copy] = self.at[copy]
            elif into:
                along[copy] = self._visit(copy, into, both)
        return self._share(along)


def _after(verbs: Verbs, clocks: Mapping[str, Days], done: Days) -> Mapping[str, Days]:
    """Return which clocks run after a step or flow, each with the day on which it began."""
    if not verbs.starts and not verbs.stops:
        return clocks
    running = {name: since for name, since in clocks.items() if name not in verbs.stops}
    return running | dict.fromkeys(verbs.starts, done)
