"""Statutory duties: what no path to certain outcomes may avoid."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

from workflows.domain.findings import Finding
from workflows.routes.elements import Element, Flow
from workflows.routes.inlined import Inlined
from workflows.routes.toml_text import read_tables
from workflows.routes.worlds import worlds_before


@dataclass(frozen=True)
class Duty:
    """What the law wants done before the case can end with one of *outcomes*, in the routes named (in all if none)."""

    id: str
    label: str
    source: str
    outcomes: frozenset[str]
    routes: frozenset[str] = frozenset()


def read_duties(file: str, data: bytes) -> Mapping[str, Duty]:
    """Return the duties by id.

    Raises:
        InvalidRoute: the file is no TOML, or an entry misses something or says too much.
    """
    duties: dict[str, Duty] = {}
    for table in read_tables(file, data):
        duties[table.name] = Duty(
            table.name,
            table.text("label"),
            table.text("source"),
            frozenset(table.texts("outcomes")),
            frozenset(table.texts("routes", ())),
        )
        table.done()
    return duties


def check_duties(
    graph: Inlined, duties: Mapping[str, Duty], route: str, answers: Callable[[Element], Iterable[str]]
) -> list[Finding]:
    """Refuse an end with an outcome that can be reached without a duty which guards that outcome.

    *answers* says which facts an element answers: paths that contradict themselves do not count.
    """
    mine = [duty for duty in duties.values() if not duty.routes or route in duty.routes]
    bits = {duty.id: 1 << index for index, duty in enumerate(mine)}

    def fulfils(part: Element | Flow) -> int:
        return sum(bits.get(duty, 0) for duty in set(part.properties.get("duty", "").split()))

    findings: dict[Finding, None] = {}
    for node, worlds in zip(graph.nodes, worlds_before(graph, fulfils, answers), strict=True):
        outcome = node.element.properties.get("outcome")
        if outcome is None or node.around or not worlds:
            continue
        done = reduce(and_, worlds.values())
        for duty in mine:
            if outcome in duty.outcomes and not (done | fulfils(node.element)) & bits[duty.id]:
                problem = f"Dit einde is te bereiken zonder '{duty.label}' ({duty.source})."
                remedy = f"Laat elk pad hierheen langs een stap met duty = {duty.id} gaan."
                finding = Finding("error", node.process.file, node.element.id, "duty-avoided", problem, remedy)
                findings[finding] = None
    return list(findings)
