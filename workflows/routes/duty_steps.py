"""Whether the steps that do for a statutory duty are what the law wants: by whom, how often, to whom, what they ask."""

from collections.abc import Iterator

from workflows.domain.answers import Form
from workflows.domain.errors import ExpressionFailed
from workflows.domain.findings import REFUSED, Finding
from workflows.routes.duties import Duty, DutyStep
from workflows.routes.elements import Element, Process
from workflows.routes.route import Route, Shared

_ADDRESSED = {
    "parents": "de ouders", "pupil": "de leerling", "applicant": "de school", "board": "het schoolbestuur",
    "swv": "het samenwerkingsverband",
}  # fmt: skip


def check_duty_steps(route: Route, shared: Shared) -> list[Finding]:
    """Return a finding for everything that the law wants of a step and the step is not.

    Which steps do for a duty is said by the law as data, so another step, or the same one made weaker, cannot take its
    place: not in one proposal, not over two, not by going back to an earlier version.
    """
    return [finding for duty in of_route(route, shared) for finding in _check(duty, route, shared)]


def of_route(route: Route, shared: Shared) -> list[Duty]:
    """Return the duties that the law wants of this route."""
    return [duty for duty in shared.duties.values() if not duty.routes or route.name in duty.routes]


def asked_by_law(route: Route, shared: Shared, form: str) -> dict[str, Duty]:
    """Return the questions of a form that the law wants asked, each with the duty that it is for."""
    return {
        name: duty
        for duty in of_route(route, shared)
        for number, step in duty.steps.items()
        if (element := route.elements.get(number)) is not None and _form_name(element) == form
        for name in step.asks
    }


def _check(duty: Duty, route: Route, shared: Shared) -> Iterator[Finding]:
    for process in route.processes.values():
        for element in process.elements.values():
            if duty.id not in element.properties.get("duty", "").split():
                continue
            if duty.steps and element.id not in duty.steps:
                names = [each.name for number in duty.steps if (each := route.elements.get(number)) and each.name]
                what = f"'{element.name or element.id}' kan niet in de plaats komen van de stap van de wet."
                known = f"Alleen deze stappen tellen: {', '.join(names)}." if names else ""
                yield _refused(duty, process.file, element.id, what, known)
            elif duty.steps:
                yield from _of_step(duty, duty.steps[element.id], process, element, route, shared)
    for never in duty.never:
        table = route.decisions.get(never.table)
        if table is None:
            continue
        try:
            answer = table.decide(never.facts)
        except ExpressionFailed:
            continue  # a table that cannot decide this lets nothing through
        if answer.get(never.table) == never.result:
            what = f"deze beslistabel zegt '{never.result}' bij {never.words}."
            yield _refused(duty, f"decisions/{never.table}.dmn", never.table, what)


def _of_step(
    duty: Duty, step: DutyStep, process: Process, element: Element, route: Route, shared: Shared
) -> Iterator[Finding]:
    name, properties = element.name or element.id, element.properties
    roles = set(element.lane.role.split()) if element.lane and element.lane.role else set()
    if step.roles and (element.kind != "userTask" or not roles <= step.roles):
        doers = " of ".join(_role(each, shared) for each in sorted(step.roles))
        yield _refused(duty, process.file, element.id, f"'{name}' wordt niet meer gedaan door {doers}.")
    count = element.multi.cardinality.source if element.multi else "1"
    if step.times > 1 and not (count.isdecimal() and int(count) >= step.times):
        what = f"'{name}' gebeurt niet meer zeker {step.times} keer."
        yield _refused(duty, process.file, element.id, what)
    if allowed := step.not_by - set(properties.get("not_by", "").split()):
        who = ", ".join(_who(each, route, shared) for each in sorted(allowed))
        yield _refused(duty, process.file, element.id, f"'{name}' kan nu ook worden gedaan door {who}.")
    if missed := step.to - set(properties.get("to", "").split()):
        who = " en ".join(_ADDRESSED.get(each, each) for each in sorted(missed))
        yield _refused(duty, process.file, element.id, f"'{name}' gaat niet meer naar {who}.")
    if step.asks and _form_name(element) not in route.forms:
        yield _refused(duty, process.file, element.id, f"'{name}' vraagt niets meer.")
    elif step.asks:
        yield from _of_form(duty, step, name, route.forms[_form_name(element)])


def _of_form(duty: Duty, step: DutyStep, name: str, form: Form) -> Iterator[Finding]:
    fields = {field.id: field for field in form.asking}
    for number, condition in step.asks.items():
        field, file = fields.get(number), f"forms/{form.id}.toml"
        if field is None:
            yield _refused(duty, file, number, f"bij '{name}' ontbreekt de vraag '{number.replace('_', ' ')}'.")
            continue
        shown = field.show_when.source if field.show_when else ""
        when = f"altijd als {condition}" if condition else "altijd"
        if shown not in ("", condition):
            yield _refused(duty, file, number, f"'{field.label}' wordt bij '{name}' niet meer {when} gevraagd.")
        elif not field.required:
            yield _refused(duty, file, number, f"'{field.label}' is bij '{name}' niet meer verplicht.")


def _refused(duty: Duty, file: str, element: str, what: str, known: str = "") -> Finding:
    problem = f"{REFUSED}{what} {duty.label} ({duty.source})."
    remedy = f"{known} {duty.instead}".strip() or "Laat dit zoals het was; strenger mag wel."
    return Finding("error", file, element, "duty-step", problem, remedy)


def _form_name(element: Element) -> str:
    return element.properties.get("form", element.id)


def _role(role: str, shared: Shared) -> str:
    known = shared.roles.get(role)
    return known.label.nl.lower() if known is not None else role


def _who(word: str, route: Route, shared: Shared) -> str:
    """Who is meant by a word of ``not_by``: a role, somebody named in the case, or who did a step."""
    if word.startswith("role:"):
        return _role(word.removeprefix("role:"), shared)
    element = route.elements.get(word)
    return f"wie '{element.name}' deed" if element is not None and element.name else word.replace("_", " ")
