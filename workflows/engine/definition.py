"""A route made ready to run: its diagrams as specs that all its cases share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from workflows.domain.errors import InvalidRoute
from workflows.domain.expressions import Value
from workflows.domain.findings import Finding
from workflows.domain.records import STANDS
from workflows.engine.events import Waiting
from workflows.engine.joins import InclusiveGateway
from workflows.engine.nodes import Node
from workflows.engine.parser import Parser
from workflows.routes.bpmn_text import tree_of
from workflows.routes.diagram import Element, Process
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route
from workflows.routes.vocabulary import LAST_DAY

_CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True, eq=False)
class ProcessDefinition:
    """The specs of a route; never changed once compiled, so that cases and threads may share them.

    *known_facts* has every fact that the route can come to know, each None: what an expression sees before anybody
    answered. *asked_terms* are the terms of which a condition asks the last day, *asked_records* the names by which one
    asks whether a declaration stands.
    """

    route: Route
    frame: Any = field(repr=False)
    specs: Mapping[str, Any] = field(repr=False)
    known_facts: Mapping[str, Value] = field(repr=False)
    asked_terms: tuple[str, ...] = ()
    asked_records: tuple[str, ...] = ()

    @classmethod
    def compile(cls, route: Route) -> "ProcessDefinition":
        """Return the definition of a route.

        Raises:
            InvalidRoute: the files cannot be read, or the engine would do something else than is drawn.
        """
        frame = route.frame.id
        specs = specs_of(route.processes, frame, route.files)
        facts: dict[str, Value] = dict.fromkeys(sorted(route.facts))
        asked = _asked(route)
        terms = tuple(name.removeprefix(LAST_DAY) for name in asked if name.startswith(LAST_DAY))
        records = tuple(name for name in asked if name.startswith(STANDS))
        return cls(route, specs[frame], MappingProxyType(specs), MappingProxyType(facts), terms, records)

    def element(self, element_id: str) -> Element:
        """Return an element of any of the route's diagrams.

        Raises:
            KeyError: there is none of this id.
        """
        return self.route.elements[element_id]


def _asked(route: Route) -> list[str]:
    """Return every name that conditions, decisions, forms and settings ask for, in alphabetical order."""
    conditions = [flow.condition for process in route.processes.values() for flow in process.flows.values()]
    fields = [field for form in route.forms.values() for field in form.fields]
    conditions += [each for field in fields for each in field.expressions().values()]
    conditions += [check.unless for form in route.forms.values() for check in form.checks]
    conditions += [*(banner.when for banner in route.settings.banners), route.settings.names_when]
    names = {name for condition in conditions if condition is not None for name in condition.names}
    return sorted(names.union(*(table.names for table in route.decisions.values())))


def specs_of(processes: Mapping[str, Process], frame: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the spec of every process that *frame* calls, directly or not, itself included.

    Raises:
        InvalidRoute: the engine would refuse, leave out or pass over something that is drawn.
    """
    parser = Parser(processes)
    called = _called(processes[frame], processes)
    try:
        for file in {process.file for process in processes.values()}:
            parser.add_bpmn_xml(tree_of(files[file], Remarks(file)), file)
        specs = {name: parser.get_spec(name) for name in called}
    except ValidationException as problem:
        raise InvalidRoute([_refused(problem)]) from problem
    for name, spec in specs.items():
        _bind(spec, processes[name])
    if findings := [*_not_run(processes, specs), *_conditions(processes)]:
        raise InvalidRoute(findings)
    return specs


def _called(process: Process, processes: Mapping[str, Process], path: tuple[str, ...] = ()) -> dict[str, None]:
    """Return, in order, *process* and what it calls, directly or not; refuse what is not there or calls itself."""
    path, found = (*path, process.id), {process.id: None}
    for element in process.elements.values():
        if element.called is None or element.called in found:
            continue
        if element.called not in processes:
            problem = f"Het proces '{element.called}' bestaat niet in deze route."
            raise InvalidRoute([_error(process, element.id, "called", problem, "Kies een proces van deze route.")])
        if element.called in path:
            problem = f"Het proces '{element.called}' roept zo zichzelf aan."
            raise InvalidRoute([_error(process, element.id, "calls-itself", problem, "Teken een lus in één proces.")])
        found |= _called(processes[element.called], processes, path)
    return found


def _bind(spec: Any, process: Process) -> None:
    """Give every node of a spec what it needs to know, once and for all."""
    for node in spec.task_specs.values():
        if not isinstance(node, Node):
            continue
        if node.bpmn_id in process.elements:
            node.element = process.elements[node.bpmn_id]
        if isinstance(node, Waiting):
            node.kind = node.element.event or ""
        if isinstance(node, InclusiveGateway):
            node.prepare(process)


def _not_run(processes: Mapping[str, Process], specs: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what is drawn and would never be done: an element that is not in the specs, a process nobody calls."""
    for process in processes.values():
        if process.id not in specs:
            yield _error(process, process.id, "not-called", "Dit proces wordt nergens aangeroepen.", "Roep het aan.")
            continue
        done = {node.bpmn_id for node in specs[process.id].task_specs.values() if isinstance(node, Node)}
        for element in process.elements.values():
            if element.id not in done:
                remedy = "Verbind het met een pijl vanaf de start, of haal het weg."
                yield _error(process, element.id, "not-run", "De procesmotor komt hier nooit.", remedy)


def _conditions(processes: Mapping[str, Process]) -> Iterator[Finding]:
    """Find flows whose condition would be passed over, or that lack one."""
    for process in processes.values():
        for flow in process.flows.values():
            source = process.elements[flow.source]
            choosing, default = source.kind in _CHOOSING and len(source.outgoing) > 1, flow.id == source.default
            if flow.condition is not None and (not choosing or default):
                problem = "De voorwaarde op deze pijl wordt niet gelezen."
                yield _error(process, flow.id, "condition", problem, "Haal haar weg, of laat een poort kiezen.")
            if flow.condition is None and choosing and not default:
                remedy = "Schrijf een voorwaarde, of maak dit de standaardpijl."
                yield _error(process, flow.id, "condition", "Deze pijl heeft geen voorwaarde.", remedy)


def _error(process: Process, element: str, code: str, problem: str, remedy: str) -> Finding:
    return Finding("error", process.file, element, code, problem, remedy)


def _refused(problem: ValidationException) -> Finding:
    what = f"De procesmotor kan dit niet uitvoeren ({problem.args[0] if problem.args else problem})."
    return Finding("error", problem.file_name, problem.id, "engine", what, "Teken het met een onderdeel uit het palet.")
