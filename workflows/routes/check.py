"""The whole check of a route: what would be refused, and why, without running anything."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding, errors_in
from workflows.routes.clocks import check_clocks
from workflows.routes.decisions import decision_findings
from workflows.routes.diagram import reading_of
from workflows.routes.duties import check_duties
from workflows.routes.duty_steps import check_duty_steps
from workflows.routes.earlier import check_earlier
from workflows.routes.folders import MAX_FILES, MAX_ROUTE_BYTES
from workflows.routes.forms import form_findings
from workflows.routes.inlined import MAX_NODES, Inlined, TooManyNodes
from workflows.routes.letter_check import check_letters
from workflows.routes.linking import check_links
from workflows.routes.notices import letter_findings
from workflows.routes.phases import check_phases
from workflows.routes.record_check import check_kinds, check_records, check_satisfied
from workflows.routes.references import check_references
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route, Shared
from workflows.routes.soundness import soundness
from workflows.routes.structure import check_drawing, check_structure
from workflows.routes.vocabulary import check_words

#: What is read from which folder, and by whom.
_READERS: dict[tuple[str, str], Callable[[str, bytes], list[Finding]]] = {
    ("forms", ".toml"): form_findings,
    ("decisions", ".dmn"): decision_findings,
    ("notices", ".txt"): letter_findings,
}
#: What a part that is not read brings about around it.
_FOLLOWS = frozenset({"dangling", "no-way-on", "no-end", "unreachable", "boundary-host"})
_OTHER_FILES = frozenset({"route.toml", "paths.toml", "README.md"})


def check_file(name: str, data: bytes) -> list[Finding]:
    """Return what there is to say about one diagram by itself; never raises."""
    return _check_diagram(name, data, frame=None)


def check_route(route: Route, shared: Shared, others: Mapping[str, Route] | None = None) -> list[Finding]:
    """Return what there is to say about a route and each of its files; never raises.

    First each file by itself; when all can be read, what they say about each other, and about *others*: the routes
    that are known beside this one, by name.
    """
    findings: dict[Finding, None] = dict.fromkeys(_check_limits(route))
    if errors_in(findings):
        return list(findings)
    frame: list[str] = []
    readable = [
        _read(findings, lambda: frame.append(route.settings.frame)),
        _read(findings, lambda: route.processes and route.frame),
    ]
    for file, data in sorted(route.files.items()):
        path = PurePosixPath(file)
        reader = _READERS.get((str(path.parent), path.suffix))
        if reader:
            findings.update(dict.fromkeys(reader(file, data)))
        elif str(path.parent) == "." and path.suffix == ".bpmn":
            findings.update(dict.fromkeys(_check_diagram(file, data, frame[0] if frame else None)))
        elif (str(path.parent), path.suffix) != ("imports", ".toml") and file not in _OTHER_FILES:
            problem = "Dit bestand wordt niet gelezen."
            findings[
                Finding("warning", file, "", "unread-file", problem, "Zet het in de juiste map of haal het weg.")
            ] = None
    readable += [
        _read(findings, read)
        for read in (
            *(lambda: route.forms, lambda: route.decisions, lambda: route.letters, lambda: route.paths),
            lambda: route.word_forms,
            *(lambda: shared.roles, lambda: shared.rules, lambda: shared.calendar),
            *(lambda: shared.duties, lambda: shared.lists, lambda: shared.letter_rules, lambda: shared.paragraphs),
        )
    ]
    if all(readable):
        findings.update(dict.fromkeys(_check_together(route, shared, others or {})))
    return list(findings)


def _check_diagram(file: str, data: bytes, frame: str | None) -> list[Finding]:
    reading = reading_of(file, data)
    findings = list(reading.findings)
    for process in reading.processes:
        remarks = Remarks(file)
        check_words(process, remarks)
        check_structure(process, remarks)
        check_drawing(process, remarks)
        findings += remarks.findings
        findings += soundness(process, frame=process.id == frame)
    if any(
        finding.code == "unsupported" for finding in findings
    ):  # what only follows from that is said when it is gone
        findings = [finding for finding in findings if finding.code not in _FOLLOWS]
    return list(dict.fromkeys(findings))


def _check_together(route: Route, shared: Shared, others: Mapping[str, Route]) -> list[Finding]:
    findings = check_phases(route.processes, route.frame) + check_references(route, shared)
    findings += check_letters(route, shared) + check_earlier(route) + check_links(route, others)
    findings += check_kinds(shared) + check_records(route, shared) + check_duty_steps(route, shared)
    if any(finding.code == "calls-itself" for finding in findings):
        return findings
    try:
        graph = Inlined.of(route.processes, route.frame)
    except TooManyNodes:
        problem = f"De processen zijn samen groter dan {MAX_NODES} elementen."
        remedy = "Roep een groot proces minder vaak aan."
        return [*findings, Finding("error", route.frame.file, route.frame.id, "too-large", problem, remedy)]
    findings += check_clocks(graph) + check_duties(graph, shared.duties, route.name, route.facts_of)
    return findings + check_satisfied(graph)


def _check_limits(route: Route) -> list[Finding]:
    if len(route.files) <= MAX_FILES and sum(map(len, route.files.values())) <= MAX_ROUTE_BYTES:
        return []
    problem = f"De route is groter dan {MAX_FILES} bestanden of {MAX_ROUTE_BYTES // 1_000_000} MB."
    return [Finding("error", "", "", "too-large", problem, "Haal weg wat er niet in hoort.")]


def _read(findings: dict[Finding, None], read: Callable[[], object]) -> bool:
    """Return whether something can be read; if not, note why."""
    try:
        read()
    except InvalidRoute as refusal:
        findings.update(dict.fromkeys(refusal.findings))
        return False
    return True
