"""Which law forbids a change, and what is possible instead: the duties of the step that would become weaker."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workflows.domain.findings import Finding
from workflows.domain.wording import said
from workflows.routes.changes import Change
from workflows.routes.elements import Element
from workflows.routes.letter_check import PART_MISSING, check_letters
from workflows.routes.route import Route, Shared

REFUSED = "Geweigerd: "  #: how everything begins that the law does not let be changed
STRICTER = str(said("Dit staat in de wet; strenger kan wel."))
#: what the check itself says of a step or a letter that the law wants; nothing more is said of the change
_SAID = frozenset({"duty-step", "duty-avoided", PART_MISSING})


def with_law(changes: Iterable[Change], old: Route, new: Route, shared: Shared) -> list[Change]:
    """Return changes in which each that the law forbids says which law, and what is possible instead.

    That a decision would not say any more what the law wants of it, is such a change as well.
    """
    found = [*changes]
    letters = {change.file for change in found if change.file.startswith("notices/")}
    lacking = _lacking(new, shared, letters) if letters else {}
    return [
        replace(change, kind="D", note=f"{change.note} {lacking[change.file]}".strip())
        if change.file in lacking
        else _of_duties(change, old, shared)
        for change in found
    ]


def refusals(changes: Iterable[Change], said: Iterable[Finding] = ()) -> list[Finding]:
    """Return a finding for each change that the law forbids, unless the check *said* so of that place already."""
    known = {(each.file, each.element) for each in said if each.code in _SAID}
    letters = {file for file, _ in known if file.startswith("notices/")}
    return [
        Finding("error", each.file, each.element, "law", f"{REFUSED}{each.text}", each.note or STRICTER)
        for each in changes
        if each.kind == "D" and (each.file, each.element) not in known and each.file not in letters
    ]


def _lacking(route: Route, shared: Shared, letters: Iterable[str]) -> Mapping[str, str]:
    """Return what these letters do not say, though the law wants it, by file."""
    found: dict[str, list[str]] = {}
    for finding in check_letters(route, shared):
        if finding.code == PART_MISSING and finding.file in letters:
            found.setdefault(finding.file, []).append(f"{finding.problem} {finding.remedy}")
    return {file: " ".join(texts) for file, texts in found.items()}


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
