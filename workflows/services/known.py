"""What the system itself knows of a case and nobody needs to type: decisions, the post, other cases, the birth date."""

from collections.abc import Callable, Iterable
from datetime import date

from workflows.domain.answers import Form
from workflows.domain.expressions import Value
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, meetings, models, people
from workflows.persistence.on_file import LetterSent, on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.vocabulary import FORM_NAMES, ORIGIN_DAY
from workflows.services import terms

Known = Callable[[UnitOfWork, int, ProcessDefinition, Form], Value]


def names_for(uow: UnitOfWork, case_id: int, definition: ProcessDefinition, form: Form) -> dict[str, Value]:
    """Return what the system knows that the expressions of a form ask for, and only that: each is a look-up."""
    asked = {name for field in form.fields for each in field.expressions().values() for name in each.names}
    asked |= {name for check in form.checks for name in check.unless.names | check.phrase.names}
    of_origin = {name: _origin_day(uow, case_id, name) for name in sorted(asked) if name.startswith(ORIGIN_DAY)}
    if not (wanted := asked & FORM_NAMES):
        return of_origin
    return of_origin | {name: _KNOWN[name](uow, case_id, definition, form) for name in sorted(wanted)}


def _origin_day(uow: UnitOfWork, case_id: int, name: str) -> Value:
    """Return the last day of a term in the case that this one came from."""
    case = uow.session.get_one(models.Case, case_id)
    origin = uow.session.get(models.Case, case.linked_from_id) if case.linked_from_id is not None else None
    due = terms.ledger_of(uow, origin).due(name.removeprefix(ORIGIN_DAY)) if origin is not None else None
    return due.on if due is not None else None


def deciding(definition: ProcessDefinition) -> list[str]:
    """Return the elements that need a mandate of the SWV: by them it decides."""
    elements = definition.route.elements.values()
    return [each.id for each in elements if "mandate" in each.properties and each.kind != "serviceTask"]


def _decided_on(uow: UnitOfWork, case_id: int, definition: ProcessDefinition, _form: Form) -> Value:
    last = on_file(uow, case_id).last_done(deciding(definition))
    return last.on if last is not None else None


def _posted_on(uow: UnitOfWork, case_id: int, definition: ProcessDefinition, form: Form) -> Value:
    tasks = (each for each in definition.route.elements.values() if each.kind == "userTask")
    words = [each.properties.get("posts", "") for each in tasks if each.properties.get("form", each.id) == form.id]
    return posted_on(on_file(uow, case_id).by_post(" ".join(words).split()))


def posted_on(letters: Iterable[LetterSent]) -> date | None:
    """Return the day on which the last of the letters went; None while one waits, or where there are none."""
    days = [letter.posted_on for letter in letters]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _open_cases(uow: UnitOfWork, case_id: int, _definition: ProcessDefinition, _form: Form) -> Value:
    about = on_file(uow, case_id).about
    return dossiers.other_open_cases(uow, case_id, about.route, about.pupil_id)


def _born_on(uow: UnitOfWork, case_id: int, _definition: ProcessDefinition, _form: Form) -> Value:
    return on_file(uow, case_id).about.born_on


def _met_on(uow: UnitOfWork, case_id: int, _definition: ProcessDefinition, _form: Form) -> Value:
    found = meetings.agenda_of(uow, case_id, uow.today)
    return found[1].held_on if found is not None else None


def _who_met(uow: UnitOfWork, case_id: int, _definition: ProcessDefinition, _form: Form) -> Value:
    found = meetings.agenda_of(uow, case_id, uow.today)
    if found is None:
        return None
    away = meetings.recused_from(uow, [case_id])[case_id]
    return ", ".join(each["name"] for each in found[1].present if each["person"] not in away) or None


def _who_stood_aside(uow: UnitOfWork, case_id: int, _definition: ProcessDefinition, _form: Form) -> Value:
    names = people.names_of(uow, meetings.recused_from(uow, [case_id])[case_id])
    return ", ".join(sorted(names.values())) or None


_KNOWN: dict[str, Known] = {
    "besloten_op": _decided_on,
    "gepost_op": _posted_on,
    "open_aanvragen": _open_cases,
    "geboren_op": _born_on,
    "vergaderd_op": _met_on,
    "aanwezig_in_vergadering": _who_met,
    "teruggetrokken_leden": _who_stood_aside,
}
