"""A case in words: its head, what was answered, its documents; only the parts that this person may read."""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date
from typing import Any, Protocol

from workflows.domain.answers import Form, FormContext, facts_from_json
from workflows.domain.expressions import EmptyValue, Expression, Value
from workflows.domain.people import Person
from workflows.domain.records import standing_names
from workflows.domain.wording import Said, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import documents as files
from workflows.services.access import is_office, may_name
from workflows.services.asking import context_for
from workflows.services.circle import secret_names
from workflows.services.parents import PRIVATE, SECRET, hidden_fields
from workflows.services.views import BannerView, CaseHead, DocumentView, Section


class Named(Protocol):
    """A line of a list with a pupil, if it has one."""

    @property
    def first_name(self) -> str | None: ...
    @property
    def infix(self) -> str | None: ...
    @property
    def last_name(self) -> str | None: ...


#: The names of pupils that were put together since somebody asked to be told them: see ``webapp.comforts``.
SPOKEN: ContextVar[set[tuple[str, str, str]] | None] = ContextVar("spoken", default=None)


def full_name(first: str | None, infix: str | None, last: str | None) -> str:
    if (spoken := SPOKEN.get()) is not None:
        spoken.add((first or "", infix or "", last or ""))
    return " ".join(part for part in (first, infix, last) if part)


def shown_name(line: Named, named: bool) -> str:
    """Return whom a line of a list is about, as far as who reads it may know."""
    return full_name(line.first_name, line.infix, line.last_name) if named else said("Naam niet gedeeld")


def head(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, by: Person) -> CaseHead:
    """Return what stands on top of everything about a case."""
    known = case.pupil_id is not None and may_name(uow, case, by)
    pupil = uow.session.get(models.Pupil, case.pupil_id) if known else None
    unnamed = said("Naam niet gedeeld") if case.pupil_id is not None else ""
    school = dossiers.parties_of(uow, case.id).get("applicant")
    return CaseHead(
        number=case.number,
        route=case.route,
        route_title=definition.route.settings.title,
        pupil=full_name(pupil.first_name, pupil.infix, pupil.last_name) if pupil is not None else unnamed,
        born=pupil.born_on if pupil is not None else None,
        school=school.name if school is not None else "",
        state="afgesloten" if case.ended_at is not None else "loopt",
        outcome=case.outcome,
        started_on=case.started_on,
        pupil_id=pupil.id if pupil is not None else None,
    )


def facts_of(definition: ProcessDefinition, case: models.Case, on: date, nr: int | None = None) -> dict[str, Value]:
    """Return every fact that the route knows, None while unknown, as expressions may ask for it."""
    facts = facts_from_json(case.state["facts"])
    stands = standing_names(definition.asked_records, facts, on)
    return {**definition.known_facts, **facts, **stands, "nr": nr, "on": on}


def banners(
    definition: ProcessDefinition, case: models.Case, on: date, blocks: frozenset[str]
) -> tuple[BannerView, ...]:
    """Return what the route wants to stand above an open case as it is now, as far as *blocks* may be read."""
    if case.ended_at is not None:
        return ()
    facts = facts_of(definition, case, on)
    return tuple(
        BannerView(Said(each.title), Said(each.text))
        for each in definition.route.settings.banners
        if each.block in blocks and _holds(each.when, facts)
    )


def _holds(condition: Expression, facts: Mapping[str, Value]) -> bool:
    try:
        return condition.holds(facts)
    except EmptyValue:  # what it asks for is not known yet
        return False


def documents(uow: UnitOfWork, case_id: int, blocks: frozenset[str], by: Person) -> tuple[DocumentView, ...]:
    """Return the submitted documents of a case that may be read with *blocks*, and what *by* should know of each."""
    office = is_office(by, on_file(uow, case_id).parties["swv"].id)
    rows = [row for row in dossiers.documents_of(uow, case_id) if row.block in blocks and row.submitted]
    names = people.names_of(uow, {row.added_by_id for row in rows if row.added_by_id is not None})
    remarks = {row.id: files.remark_on(row) for row in rows if office or row.added_by_id == by.id}
    return tuple(
        files.view_of(
            row, names, remarks.get(row.id), replaceable=row.id in remarks and files.may_replace(row, by, office=office)
        )
        for row in rows
    )


def sections(
    uow: UnitOfWork,
    case: models.Case,
    definition: ProcessDefinition,
    blocks: frozenset[str],
    by: Person,
    *,
    without_others: bool = False,
) -> tuple[Section, ...]:
    """Return what was answered, a section per step, as far as *blocks* may be read; secret addresses to the office.

    *without_others* leaves out where the parents live and how they are reached: each is a third party to the other.
    """
    found = [_pupil(uow, case)] if "identity" in blocks and case.pupil_id is not None else []
    steps, context = readable_steps(uow, case, definition, blocks, by)
    for key, form, given in steps:
        name, _, nr = key.partition("#")
        element = definition.element(name)
        told = {field: answer for field, answer in given.items() if not (without_others and field in PRIVATE)}
        rows = form.as_filled(told, context)
        if rows:
            title = Said(f"{element.name} ({nr})" if nr else element.name)
            found.append(Section(title, tuple((Said(label), words) for label, words in rows)))
    return tuple(found)


def readable_steps(
    uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, blocks: frozenset[str], by: Person
) -> tuple[list[tuple[str, Form, dict[str, Any]]], FormContext]:
    """Return each answered step with its form and what may be read of its answers, and where the forms stand.

    A secret address is only for the office.
    """
    filed = on_file(uow, case.id)
    secret = None if is_office(by, filed.parties["swv"].id) else secret_names(filed)
    answers = filed.answers()
    forms = {key: form for key in answers if (form := form_of(definition, key)) is not None}
    everything = Form("", tuple(field for form in forms.values() for field in form.fields))
    context = context_for(uow, case.id, definition, {}, uow.today, everything, to_show=True)
    steps = [(key, form, _readable(form, answers[key], blocks, secret)) for key, form in forms.items()]
    return steps, context


def _readable(
    form: Form, answers: Mapping[str, Any], blocks: frozenset[str], secret: frozenset[str] | None
) -> dict[str, Any]:
    """Return what may be read of some answers; *secret* are the names whose address is not (None: for the office)."""
    hidden = hidden_fields(answers, secret) if secret is not None else frozenset()
    allowed = {field.id for field in form.asking if field.block in blocks}
    return {
        name: SECRET if name in hidden else value
        for name, value in answers.items()
        if name in allowed and value not in (None, "", [])
    }


def form_of(definition: ProcessDefinition, key: str) -> Form | None:
    """Return the form of an answered step, known as ``element`` or ``element#nr``."""
    name = key.partition("#")[0]
    element = definition.route.elements.get(name)
    return definition.route.forms.get(element.properties.get("form", name)) if element is not None else None


def _pupil(uow: UnitOfWork, case: models.Case) -> Section:
    pupil = uow.session.get_one(models.Pupil, case.pupil_id)
    rows = [
        (said("Naam"), full_name(pupil.first_name, pupil.infix, pupil.last_name)),
        (said("Geboortedatum"), f"{pupil.born_on:%d-%m-%Y}"),
    ]
    parties = on_file(uow, case.id).parties
    rows += [
        (label, organisation.name)
        for party, label in (
            ("applicant", said("School")),
            ("board", said("Schoolbestuur")),
            ("receiver", said("Beoogde school")),
        )
        if (organisation := parties.get(party)) is not None
    ]
    return Section(said("Leerling"), tuple(rows))
