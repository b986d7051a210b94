"""What a diagram consists of, as the rest of the house sees it: processes, elements, flows, lanes, drawing."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from workflows.domain.expressions import Expression

#: Kinds of element at which a token rests until somebody or something lets it go on.
WAITS = frozenset({"userTask", "intermediateCatchEvent", "eventBasedGateway", "callActivity"})
#: Kinds of element whose effect is performed in the same act in which the token arrives.
EFFECTS = frozenset({"serviceTask", "sendTask", "businessRuleTask"})
#: Units in which a timer may stand before or after a due date.
UNITS = ("hours", "days", "weeks", "months", "workdays")
MAX_INSTANCES = 50  #: times that one task is done: all stay in the state of the case until the last one is
TASKS = EFFECTS | {"userTask"}


class DueAt(NamedTuple):
    """The instant a timer waits for: the due date of the clock of *rule*, moved by *n* of *unit*."""

    rule: str
    n: int = 0
    unit: str = "days"

    @classmethod
    def parse(cls, text: str) -> "DueAt":
        """Read ``due_at("T2")``, ``due_at("T2", -14)`` or ``due_at("T2", -3, "workdays")``.

        Raises:
            ValueError: the text is anything else.
        """
        if len(text) > 200:
            raise ValueError("too long")
        try:
            call = ast.parse(text.strip(), mode="eval").body
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords:
                raise ValueError("not a call")
            rule, n, unit, *rest = [ast.literal_eval(each) for each in call.args] + [0, "days"][len(call.args) - 1 :]
        except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise ValueError(str(error)) from None
        if call.func.id != "due_at" or rest or not isinstance(rule, str) or type(n) is not int or unit not in UNITS:
            raise ValueError("not a due_at")
        if not rule or abs(n) > 3650:
            raise ValueError("out of range")
        return cls(rule, n, unit)


class Verbs(NamedTuple):
    """What an element does to the clocks of the case; *from_*, *until* and *not_before* name facts of kind date.

    *hour* names a fact such as "15:00", for a term in hours.
    """

    starts: tuple[str, ...] = ()
    from_: str | None = None
    suspends: tuple[str, ...] = ()
    regime: str | None = None
    resumes: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    until: str | None = None
    not_before: tuple[str, ...] = ()
    hour: str | None = None

    def __bool__(self) -> bool:
        return any((self.starts, self.suspends, self.resumes, self.stops, self.extends))


def verbs_of(properties: Mapping[str, str]) -> Verbs:
    """Return the clock verbs among *properties*; several rules are separated by a space."""
    if properties.keys().isdisjoint(_VERBS):
        return _NOTHING

    def rules(verb: str) -> tuple[str, ...]:
        return tuple(properties.get(verb, "").split())

    return Verbs(
        rules("starts"),
        properties.get("from"),
        rules("suspends"),
        properties.get("regime"),
        rules("resumes"),
        rules("stops"),
        rules("extends"),
        properties.get("until"),
        rules("not_before"),
        properties.get("hour"),
    )


_VERBS = {name.rstrip("_") for name in Verbs._fields}
_NOTHING = Verbs()


@dataclass(frozen=True)
class MultiInstance:
    """How often an element is done: as many times as *cardinality* says, one by one or all at once."""

    cardinality: Expression
    sequential: bool


@dataclass(frozen=True)
class Lane:
    """A lane; a nested lane takes the role and party of the lane around it unless it has its own.

    *role* may name several roles, separated by a space: whoever has one of them.
    """

    id: str
    name: str
    role: str | None
    party: str | None
    properties: Mapping[str, str] = field(default_factory=dict)

    def party_of(self, role: str) -> str | None:
        """Return for which organisation the lane lets *role* act, if it says so: that holds for its own roles."""
        return self.party if self.role is None or role in self.role.split() else None


@dataclass(frozen=True)
class Element:
    """A node of the flow. *kind* is its BPMN name; *incoming* and *outgoing* are ids of flows in the file's order."""

    id: str
    kind: str
    process: str
    name: str = ""
    documentation: str = ""
    lane: Lane | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    event: str | None = None
    message: str | None = None
    attached_to: str | None = None
    interrupting: bool = True
    called: str | None = None
    default: str | None = None
    multi: MultiInstance | None = None
    due_at: DueAt | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()

    @property
    def verbs(self) -> Verbs:
        return verbs_of(self.properties)

    @property
    def rests(self) -> bool:
        """Whether a token stops here: for a person, a moment, a message, a called process or an effect."""
        return self.kind in WAITS or self.kind in EFFECTS


@dataclass(frozen=True)
class Flow:
    """A sequence flow; *condition* is compiled, or None where the flow has none."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    """A rectangle in pixels, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Drawing:
    """Where a file draws what, by id of element, lane, pool or flow; labels are the boxes of names drawn beside."""

    shapes: Mapping[str, Box] = field(default_factory=dict)
    edges: Mapping[str, list[Point]] = field(default_factory=dict)
    labels: Mapping[str, Box] = field(default_factory=dict)


@dataclass(frozen=True)
class Process:
    """One process of a diagram, with everything a route can mean by it. *lanes* holds nested lanes too."""

    id: str
    name: str
    file: str
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]
    start: Element
    properties: Mapping[str, str] = field(default_factory=dict)
    drawing: Drawing = field(default_factory=Drawing)

    def targets(self, element: Element) -> list[Element]:
        """Return the elements that *element*'s outgoing flows lead to, in the file's order."""
        return [self.elements[self.flows[flow].target] for flow in element.outgoing]

    def boundaries(self, element: str) -> list[Element]:
        """Return the boundary events on *element*."""
        return [each for each in self.elements.values() if each.attached_to == element]

    def of_kind(self, kinds: Iterable[str]) -> list[Element]:
        wanted = frozenset(kinds)
        return [each for each in self.elements.values() if each.kind in wanted]
