"""Which law forbids a change, and what is possible instead: the duties of the step that would become weaker."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from workflows.domain.findings import REFUSED, Finding
from workflows.domain.wording import said
from workflows.routes.changes import Change
from workflows.routes.duties import check_duties
from workflows.routes.duty_steps import check_duty_steps
from workflows.routes.elements import Element
from workflows.routes.inlined import Inlined, TooManyNodes
from workflows.routes.letter_check import PART_MISSING, check_letters
from workflows.routes.record_check import TO_OTHERS, check_records
from workflows.routes.route import Route, Shared

STRICTER = str(said("Dit staat in de wet; strenger kan wel."))
#: what the check itself says of a step or a letter that the law wants; nothing more is said of the change
_SAID = frozenset({"duty-step", "duty-avoided", "ends-otherwise", PART_MISSING, TO_OTHERS})


def with_law(changes: Iterable[Change], old: Route, new: Route, shared: Shared) -> list[Change]:
    """Return changes in which each that the law forbids is of class D and says which law, and what is possible instead.

    That is what makes a step of the law weaker, and what makes the check refuse the route: a decision that does not say
    what it must, an end that is reached without a duty, something about health to others.
    """
    found = [_of_duties(change, old, shared) for change in changes]
    files = {change.file for change in found}
    forbidden = _forbidden(new, shared, files)
    before = set(_forbidden(old, shared, files)) if forbidden else set()
    flows = {flow for each in new.processes.values() for flow in each.flows}
    for finding in forbidden:
        place = _place(finding, found, flows)
        if place is None or finding in before or (finding.code == "duty-step" and found[place].kind == "D"):
            continue
        words = finding.problem.removeprefix(REFUSED)
        note = f"{found[place].note} {words[:1].upper()}{words[1:]} {finding.remedy}"
        found[place] = replace(found[place], kind="D", note=note.strip())
    return found


def _forbidden(route: Route, shared: Shared, files: set[str]) -> list[Finding]:
    """Return what the check refuses because of the law, now that these files changed."""
    if not files:
        return []
    found = [
        *check_duty_steps(route, shared),
        *(each for each in check_records(route, shared) if each.code == TO_OTHERS),
    ]
    if any(file.startswith("notices/") for file in files):
        found += [each for each in check_letters(route, shared) if each.code == PART_MISSING and each.file in files]
    if any(file.endswith(".bpmn") for file in files):
        try:
            graph = Inlined.of(route.processes, route.frame)
        except TooManyNodes:
            return found
        found += check_duties(graph, shared.duties, route.name, route.facts_of)
    return found


def _place(finding: Finding, changes: Sequence[Change], flows: set[str]) -> int | None:
    """Return which change a finding is about: the same place, else an arrow, else any of the drawings, else none."""
    letter = finding.file.startswith("notices/")
    fits: tuple[Callable[[Change], bool], ...] = (
        lambda each: each.file == finding.file and (letter or each.element == finding.element),
        lambda each: finding.file.endswith(".bpmn") and each.element in flows,
        lambda each: finding.file.endswith(".bpmn") and each.file.endswith(".bpmn"),
        lambda each: each.file == finding.file,
    )
    return next((place for fit in fits for place, each in enumerate(changes) if fit(each)), None)


def refusals(changes: Iterable[Change], said: Iterable[Finding] = ()) -> list[Finding]:
    """Return a finding for each change that the law forbids, unless the check *said* so of that place already."""
    known = {(each.file, each.element) for each in said if each.code in _SAID}
    letters = {file for file, _ in known if file.startswith("notices/")}
    return [
        Finding("error", each.file, each.element, "law", f"{REFUSED}{each.text}", each.note or STRICTER)
        for each in changes
        if each.kind == "D" and (each.file, each.element) not in known and each.file not in letters
    ]


def _of_duties(change: Change, old: Route, shared: Shared) -> Change:
    if change.kind != "D":
        return change
    element = _element(old, change.element)
    named = (element.properties.get("duty", "") if element else "").split()
    words = [shared.duties[each].in_words for each in named if each in shared.duties]
    return replace(change, note=" ".join([change.note, *words]).strip()) if words else change


def _element(route: Route, number: str) -> Element | None:
    """Return an element, or the one that an arrow comes from."""
    if number in route.elements:
        return route.elements[number]
    for process in route.processes.values():
        if number in process.flows:
            return process.elements.get(process.flows[number].source)
    return None
