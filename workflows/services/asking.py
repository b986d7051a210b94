"""Everything a form needs to know about the case it is asked in: lists, people to choose, why somebody may not."""

from collections.abc import Mapping, Sequence
from datetime import date

from workflows.domain.answers import Field, FileInfo, Form, FormContext, Option
from workflows.domain.expressions import Value
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import shared_of

ROLE = "role:"  #: how ``not_by`` names everybody with a role, beside ids of elements and of fields


def context_for(
    uow: UnitOfWork, case_id: int, definition: ProcessDefinition, facts: Mapping[str, Value], on: date, form: Form
) -> FormContext:
    """Return the context of *form* in a case on the legal date of the act; files only where the form asks for one."""
    shared = shared_of(uow)
    asked = _Asked(uow, case_id, definition)
    asks_files = any(field.kind == "file" for field in form.fields)
    rows = dossiers.documents_of(uow, case_id) if asks_files else ()
    documents = {str(row.id): FileInfo(row.name, row.media_type, row.size) for row in rows}
    return FormContext(
        on=on,
        facts=facts,
        options=lambda name: shared.lists.get(name, ()),
        people=asked.people,
        objection=asked.objection,
        files=documents,
    )


class _Asked:
    """Answers what a form asks about people, looking up each thing once."""

    def __init__(self, uow: UnitOfWork, case_id: int, definition: ProcessDefinition) -> None:
        self._uow, self._case_id, self._definition = uow, case_id, definition
        self._offered: dict[str, Sequence[Option]] = {}

    def people(self, field: Field) -> Sequence[Option]:
        key = f"{field.kind}:{field.options_from}"
        if key not in self._offered:
            self._offered[key] = self._organisations() if field.kind == "organisation" else self._persons(field)
        return self._offered[key]

    def _organisations(self) -> Sequence[Option]:
        return [Option(str(row.id), row.name) for row in people.organisations(self._uow, "school")]

    def _persons(self, field: Field) -> Sequence[Option]:
        role = field.options_from or "deskundige"
        party = shared_of(self._uow).roles[role].party
        organisation = dossiers.parties_of(self._uow, self._case_id).get(party)
        rows = people.in_role(self._uow, role, organisation.id if organisation is not None else None)
        return [Option(str(row.id), row.name) for row in rows]

    def objection(self, field: Field, person: str) -> str | None:
        return objection_to(self._uow, self._case_id, self._definition, int(person), field.not_by)


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
        return f"deed in deze zaak al '{definition.element(did).name}'"
    roles = {name.removeprefix(ROLE) for name in not_by if name.startswith(ROLE)}
    row = uow.session.get(models.Person, person)
    for membership in people.person(uow, row).memberships if row is not None and roles else ():
        if membership.role in roles:
            label = shared_of(uow).roles[membership.role].label.nl
            return f"is {label.lower()} bij {membership.organisation}"
    for answers in dossiers.details_of(uow, case_id).values():
        for name in not_by:
            if name in answers and str(person) == str(answers[name]):
                return f"is in deze zaak genoemd bij '{_label_of(definition, name)}'"
    return None


def _label_of(definition: ProcessDefinition, field: str) -> str:
    for form in definition.route.forms.values():
        for asked in form.fields:
            if asked.id == field:
                return asked.label
    return field
