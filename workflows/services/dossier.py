"""A case in words: its head, what was answered, its documents; only the parts that this person may read."""

from collections.abc import Mapping, Sequence
from datetime import date

from workflows.domain.answers import Form, FormContext, facts_from_json
from workflows.domain.expressions import Value
from workflows.domain.wording import date_in_words
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import documents as files
from workflows.services.asking import context_for
from workflows.services.views import CaseHead, DocumentView, Section


def full_name(first: str | None, infix: str | None, last: str | None) -> str:
    return " ".join(part for part in (first, infix, last) if part)


def head(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition) -> CaseHead:
    """Return what stands on top of everything about a case."""
    pupil = uow.session.get(models.Pupil, case.pupil_id) if case.pupil_id is not None else None
    school = dossiers.parties_of(uow, case.id).get("applicant")
    return CaseHead(
        number=case.number,
        route=case.route,
        route_title=definition.route.settings.title,
        pupil=full_name(pupil.first_name, pupil.infix, pupil.last_name) if pupil is not None else "",
        born=pupil.born_on if pupil is not None else None,
        school=school.name if school is not None else "",
        state="afgesloten" if case.ended_at is not None else "loopt",
        outcome=case.outcome,
        started_on=case.started_on,
    )


def facts_of(definition: ProcessDefinition, case: models.Case, on: date, nr: int | None = None) -> dict[str, Value]:
    """Return every fact that the route knows, None while unknown, as expressions may ask for it."""
    return {**definition.known_facts, **facts_from_json(case.state["facts"]), "nr": nr, "on": on}


def prefilled(uow: UnitOfWork, case: models.Case, form: Form, context: FormContext) -> Mapping[str, Sequence[str]]:
    """Return what a form proposes: what was answered at this step before, else what its fields say."""
    before = dossiers.details_of(uow, case.id).get(form.id, {})
    return {**form.prefilled(context), **form.raw(before)}


def documents(uow: UnitOfWork, case_id: int, blocks: frozenset[str]) -> tuple[DocumentView, ...]:
    """Return the submitted documents of a case that may be read with *blocks*."""
    rows = [row for row in dossiers.documents_of(uow, case_id) if row.block in blocks and row.submitted]
    names = people.names_of(uow, {row.added_by_id for row in rows if row.added_by_id is not None})
    return tuple(files.view_of(row, names) for row in rows)


def sections(
    uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, blocks: frozenset[str]
) -> tuple[Section, ...]:
    """Return what was answered, a section per step, as far as *blocks* may be read."""
    found = [_pupil(uow, case)] if "identity" in blocks and case.pupil_id is not None else []
    for key, answers in dossiers.details_of(uow, case.id).items():
        name, _, nr = key.partition("#")
        element = definition.route.elements.get(name)
        form = definition.route.forms.get(element.properties.get("form", name)) if element is not None else None
        if element is None or form is None:
            continue
        allowed = {field.id for field in form.asking if field.block in blocks}
        context = context_for(uow, case.id, definition, {}, uow.today, form)
        rows = form.as_filled({name: value for name, value in answers.items() if name in allowed}, context)
        if rows := [(label, value) for label, value in rows if value]:
            found.append(Section(f"{element.name} ({nr})" if nr else element.name, tuple(rows)))
    return tuple(found)


def _pupil(uow: UnitOfWork, case: models.Case) -> Section:
    pupil = uow.session.get_one(models.Pupil, case.pupil_id)
    rows = [
        ("Naam", full_name(pupil.first_name, pupil.infix, pupil.last_name)),
        ("Geboortedatum", date_in_words(pupil.born_on)),
    ]
    rows += [
        (label, organisation.name)
        for party, label in (("applicant", "School"), ("board", "Schoolbestuur"), ("receiver", "Beoogde school"))
        if (organisation := dossiers.parties_of(uow, case.id).get(party)) is not None
    ]
    return Section("Leerling", tuple(rows))
