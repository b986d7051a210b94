"""Draws small diagrams in a few words, for the tests of the engine."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.ledger import DeadlineRule, Ledger, Rules
from workflows.domain.periods import Period
from workflows.domain.wording import Text
from workflows.routes.route import Route

_SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    f'xmlns:spiffworkflow="{_SPIFF}" id="d" targetNamespace="test">'
)


class Diagram:
    """One process, drawn node by node and flow by flow."""

    def __init__(self, process: str) -> None:
        self.process = process
        self._nodes: list[str] = []
        self._messages: set[str] = set()
        self._flows = 0

    def node(self, kind: str, name: str, *, inside: str = "", attributes: str = "", **properties: str) -> str:
        listed = "".join(
            f"<spiffworkflow:property name={quoteattr(key.rstrip('_'))} value={quoteattr(value)}/>"
            for key, value in properties.items()
        )
        if listed:
            listed = f"<spiffworkflow:properties>{listed}</spiffworkflow:properties>"
            inside = f"<extensionElements>{listed}</extensionElements>{inside}"
        self._nodes.append(f'<{kind} id="{name}" {attributes}>{inside}</{kind}>')
        return name

    def start(self, name: str, **properties: str) -> str:
        return self.node("startEvent", name, **properties)

    def end(self, name: str, *, terminate: bool = False, **properties: str) -> str:
        return self.node("endEvent", name, inside="<terminateEventDefinition/>" if terminate else "", **properties)

    def task(self, name: str, *, times: str = "", sequential: bool = False, **properties: str) -> str:
        inside = ""
        if times:
            inside = (
                f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
                f"<loopCardinality>{times}</loopCardinality></multiInstanceLoopCharacteristics>"
            )
        return self.node("userTask", name, inside=inside, **properties)

    def call(self, name: str, process: str) -> str:
        return self.node("callActivity", name, attributes=f'calledElement="{process}"')

    def gateway(self, kind: str, name: str, default: str = "") -> str:
        return self.node(f"{kind}Gateway", name, attributes=f'default="{default}"' if default else "")

    def event(self, name: str, *, message: str = "", timer: str = "", on: str = "", interrupts: bool = True,
              **properties: str) -> str:  # fmt: skip
        """A catching event; on the edge of *on* if that is given."""
        if message:
            self._messages.add(message)
            inside = f'<messageEventDefinition messageRef="m_{message}"/>'
        else:
            inside = f"<timerEventDefinition><timeDate>{timer}</timeDate></timerEventDefinition>"
        edge = f'attachedToRef="{on}" cancelActivity="{str(interrupts).lower()}"' if on else ""
        return self.node(
            "boundaryEvent" if on else "intermediateCatchEvent", name, inside=inside, attributes=edge, **properties
        )

    def flow(self, *nodes: str, when: str = "", name: str = "", **properties: str) -> str:
        """Connect the nodes one after the other; *when* is a condition. Returns the id of the last flow."""
        last = ""
        for source, target in pairwise(nodes):
            self._flows += 1
            last = name or f"{self.process}_f{self._flows}"
            inside = f"<conditionExpression>{when.replace('<', '&lt;')}</conditionExpression>" if when else ""
            self.node(
                "sequenceFlow",
                last,
                inside=inside,
                attributes=f'sourceRef="{source}" targetRef="{target}"',
                **properties,
            )
        return last

    def xml(self) -> bytes:
        messages = "".join(f'<message id="m_{name}" name="{name}"/>' for name in sorted(self._messages))
        process = f'<process id="{self.process}" isExecutable="true">{"".join(self._nodes)}</process>'
        return f"{_HEAD}{messages}{process}</definitions>".encode()


def route_of(*diagrams: Diagram, forms: Mapping[str, str] | None = None) -> Route:
    """Return a route; the first diagram is its frame. *forms* are the fields, all facts, of a form by its name."""
    settings = (
        f'name = "t"\ntitle = "T"\nowner = "o"\nlegal_basis = "l"\nmay_start = []\nframe = "{diagrams[0].process}"\n'
    )
    files = {f"{diagram.process}.bpmn": diagram.xml() for diagram in diagrams}
    for form, fields in (forms or {}).items():
        asked = [
            f'[[field]]\nid = "{field}"\nkind = "number"\nlabel = "{field}"\nfact = true\nblock = "notes"'
            for field in fields.split()
        ]
        files[f"forms/{form}.toml"] = "\n".join(asked).encode()
    return Route({"route.toml": settings.encode(), **files})


def ledger_of(**days: int) -> Ledger:
    """Return a ledger whose rules last so many days, extendable by at most ten."""
    rows = [
        DeadlineRule(
            id=rule,
            label=Text(rule, rule),
            period=Period(count, "days"),
            suspendable=True,
            max_extension=Period(10, "days"),
        )
        for rule, count in days.items()
    ]
    return Ledger(Rules(rows), WorkingCalendar(frozenset(), 2030, 2020, {}))


MONDAY = date(2026, 11, 23)
