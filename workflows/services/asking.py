"""Everything a form needs to know about the case it is asked in: lists, people to choose, why somebody may not."""

from collections.abc import Mapping, Sequence
from datetime import date

from workflows.domain.answers import Field, FileInfo, Form, FormContext, Option
from workflows.domain.expressions import Value
from workflows.domain.wording import Said, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import known
from workflows.services.deployments import shared_of

ROLE = "role:"  #: how ``not_by`` names everybody with a role, beside ids of elements and of fields


def context_for(
    uow: UnitOfWork,
    case_id: int,
    definition: ProcessDefinition,
    facts: Mapping[str, Value],
    on: date,
    form: Form,
    task_id: int | None = None,
    *,
    to_show: bool = False,
) -> FormContext:
    """Return the context of *form* in a case on the legal date of the act.

    Files that can be named are those added in this task (outside any task, for a message); *to_show* answers that were
    given before, all of the case.
    """
    shared = shared_of(uow)
    asked = [*form.fields, *(column for field in form.fields for column in field.columns)]
    rows = dossiers.documents_of(uow, case_id) if any(field.kind == "file" for field in asked) else ()
    named = [row for row in rows if to_show or row.task_id == task_id]
    documents = {str(row.id): FileInfo(row.name, row.media_type, row.size) for row in named}
    # Looked up now, and not when the form is shown: then the unit of work has ended.
    offered = {_offer_of(field): field for field in asked if field.kind in ("person", "organisation")}
    people_of = {offer: _somebody(uow, case_id, field, to_show) for offer, field in offered.items()}
    return FormContext(
        on=on,
        facts=facts if to_show else {**facts, **known.names_for(uow, case_id, definition, form)},
        options=lambda name: shared.lists.get(name, ()),
        people=lambda field: people_of.get(_offer_of(field), ()),
        objection=lambda field, person: objection_to(uow, case_id, definition, int(person), field.not_by),
        files=documents,
    )


def _offer_of(field: Field) -> tuple[str, str | None]:
    """Return what decides who is offered in a field."""
    return field.kind, field.options_from


def _somebody(uow: UnitOfWork, case_id: int, field: Field, to_show: bool) -> Sequence[Option]:
    """Return the schools, or who has the role that the field asks for in the organisation of the case."""
    if field.kind == "organisation":
        return [Option(str(row.id), row.name) for row in people.organisations(uow, "school", closed=to_show)]
    role = field.options_from or "deskundige"
    organisation = dossiers.parties_of(uow, case_id).get(shared_of(uow).roles[role].party)
    rows = people.in_role(uow, role, organisation.id if organisation is not None else None)
    return [Option(str(row.id), row.name) for row in rows]


def objection_to(
    uow: UnitOfWork, case_id: int, definition: ProcessDefinition, person: int, not_by: Sequence[str]
) -> str | None:
    """Return why *person* may not do something that the named people may not do, or None.

    Each of *not_by* is the id of an element (who completed it in this case), of a field (who is named there), or
    ``role:`` with a role (who has it today). The answer ends a sentence that begins with the name.

    Source: Awb art. 2:4 (no bias), 3:5-3:9 (advisers), 10:3 lid 3; LBT 107632, 108110 (independence of experts).
    """
    if not not_by:
        return None
    elements = [name for name in not_by if name in definition.route.elements]
    if did := dossiers.who_did(uow, case_id, elements).get(person):
        return said("deed in deze zaak al '{step}'", step=Said(definition.element(did).name))
    roles = {name.removeprefix(ROLE) for name in not_by if name.startswith(ROLE)}
    row = uow.session.get(models.Person, person)
    for membership in people.person(uow, row).memberships if row is not None and roles else ():
        if membership.role in roles:
            label = shared_of(uow).roles[membership.role].label.lower()
            return said("is {role} bij {organisation}", role=label, organisation=membership.organisation)
    for answers in dossiers.details_of(uow, case_id).values():
        for name in not_by:
            if name in answers and str(person) == str(answers[name]):
                return said("is in deze zaak genoemd bij '{question}'", question=Said(_label_of(definition, name)))
    return None


def _label_of(definition: ProcessDefinition, field: str) -> str:
    for form in definition.route.forms.values():
        for asked in form.fields:
            if asked.id == field:
                return asked.label
    return field
