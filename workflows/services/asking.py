"""Everything a form needs to know about the case it is asked in: lists, people to choose, why somebody may not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from workflows.domain.answers import JSON, Field, FileInfo, Form, FormContext, Option, parse_date
from workflows.domain.expressions import Value
from workflows.domain.people import Membership, Person
from workflows.domain.wording import Said, said, short_month_in_words
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence.on_file import on_file
from workflows.persistence.rows import FileRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.vocabulary import MANDATED
from workflows.services import documents, known
from workflows.services.deployments import definition_of, shared_of

BOARD = "bestuur"  #: decides itself: a row of the register for this role is no mandate
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
    files: Sequence[FileRow] | None = None,
    to_show: bool = False,
) -> FormContext:
    """Return the context of *form* in a case on the legal date of the act.

    Files that can be named are those added in this task (outside any task, for a message), where they were not read
    before (*files*); *to_show* answers that were given before, all of the case.
    """
    shared = shared_of(uow)
    asked = [*form.fields, *(column for field in form.fields for column in field.columns)]
    named = {str(row.id): FileInfo(row.name, row.media_type, row.size) for row in files or ()}
    if files is None and any(field.kind == "file" for field in asked):
        rows = [row for row in dossiers.documents_of(uow, case_id) if to_show or row.task_id == task_id]
        named = {str(row.id): FileInfo(row.name, row.media_type, row.size, documents.remark_on(row)) for row in rows}
    # Looked up now, and not when the form is shown: then the unit of work has ended.
    offered = {_offer_of(field): field for field in asked if field.kind in ("person", "organisation")}
    people_of = {offer: _somebody(uow, case_id, field, to_show) for offer, field in offered.items()}
    return FormContext(
        on=on,
        facts=facts if to_show else {**facts, **known.names_for(uow, case_id, definition, form)},
        options=lambda name: shared.lists.get(name, ()),
        people=lambda field: people_of.get(_offer_of(field), ()),
        objection=lambda field, person: objection_to(uow, case_id, definition, int(person), field.not_by),
        files=named,
    )


def _offer_of(field: Field) -> tuple[str, str | None, tuple[str, ...]]:
    """Return what decides who is offered in a field."""
    return field.kind, field.options_from, tuple(_ruled_out(field))


def _ruled_out(field: Field) -> list[str]:
    """Return the roles whose people may not be chosen in a field."""
    return [name.removeprefix(ROLE) for name in field.not_by if name.startswith(ROLE)]


def _somebody(uow: UnitOfWork, case_id: int, field: Field, to_show: bool) -> Sequence[Option]:
    """Return the schools, or who has the role that the field asks for in the organisation of the case."""
    if field.kind == "organisation":
        return [Option(str(row.id), row.name) for row in people.organisations(uow, "school", closed=to_show)]
    role, roles, filed = field.options_from or "deskundige", shared_of(uow).roles, on_file(uow, case_id)
    organisation = filed.parties.get(roles[role].party)
    if organisation is None:
        return [Option(str(row.id), row.name) for row in people.in_role(uow, role)]
    found = {id_: Option(str(id_), name) for id_, name in filed.in_role(role, organisation.id).items()}
    # Who is ruled out by a role is named too: choosing them tells why not, where leaving them out would tell nothing.
    for other in (roles[name] for name in _ruled_out(field)):
        for id_, name in filed.in_role(other.id, organisation.id).items():
            known = found.pop(id_, None) or Option(str(id_), name)
            found[id_] = replace(known, note=known.note or other.holder)
    return list(found.values())


def objection_to(
    uow: UnitOfWork,
    case_id: int,
    definition: ProcessDefinition,
    person: int | Person,
    not_by: Sequence[str],
) -> str | None:
    """Return why *person* may not do something that the named people may not do, or None.

    Each of *not_by* is the id of an element (who completed it in this case), of a field (who is named there),
    ``role:`` with a role (who has it today), or ``mandated:`` with an element (who did it under mandate in the case
    that this one came from). The answer ends a sentence that begins with the name.

    Source: Awb art. 2:4 (no bias), 3:5-3:9 (advisers), 10:3 lid 3; LBT 107632, 108110 (independence of experts).
    """
    if not not_by:
        return None
    elements = [name for name in not_by if name in definition.route.elements]
    filed = on_file(uow, case_id)
    number = person.id if isinstance(person, Person) else person
    if (done := filed.who_did(elements).get(number)) is not None:
        return did_already(definition, *done)
    roles = {name.removeprefix(ROLE) for name in not_by if name.startswith(ROLE)}
    for membership in _memberships(uow, person) if roles else ():
        if membership.role in roles:
            holder = shared_of(uow).roles[membership.role].holder
            return said("is {role} bij {organisation}", role=holder, organisation=membership.organisation)
    if (reason := _decided_before(uow, case_id, number, not_by)) is not None:
        return reason
    for answers in filed.answers().values():
        for name in not_by:
            if name in answers and str(number) == str(answers[name]):
                return _named(_field_of(definition, name), answers)
    return None


def _decided_before(uow: UnitOfWork, case_id: int, person: int, not_by: Sequence[str]) -> str | None:
    """Return that *person* decided under mandate in the case that this one came from, if that rules them out.

    What the board did itself is no mandate: its own row in the register names the role.

    Source: Awb art. 10:3 lid 3.
    """
    steps = {name.removeprefix(MANDATED) for name in not_by if name.startswith(MANDATED)}
    case = uow.session.get(models.Case, case_id) if steps else None
    origin = uow.session.get(models.Case, case.linked_from_id) if case is not None and case.linked_from_id else None
    if origin is None:
        return None
    filed = on_file(uow, origin.id)
    for each in filed.done:
        mandate = filed.mandates.get((each.details or {}).get("_mandaat", 0))
        if each.element_id in steps and each.actor_id == person and mandate is not None and mandate.role != BOARD:
            name = definition_of(uow, origin.deployment_id).element(str(each.element_id)).name
            return said(
                "deed in zaak {case} in mandaat '{step}' ({day}; Awb art. 10:3 lid 3)",
                case=origin.number, step=Said(name), day=each.on,
            )  # fmt: skip
    return None


def _memberships(uow: UnitOfWork, person: int | Person) -> Sequence[Membership]:
    return person.memberships if isinstance(person, Person) else people.memberships_of(uow, [person])[person]


def did_already(definition: ProcessDefinition, element: str, on: date) -> Said:
    """Return that somebody did a step of this case, and when; it ends a sentence that begins with the name."""
    return said("deed in deze zaak al '{step}' ({day})", step=Said(definition.element(element).name), day=on)


def _named(field: Field, answers: Mapping[str, JSON]) -> Said:
    """Return what somebody did who is named in a field, and when, as far as the form tells."""
    if not field.did:
        return said("is in deze zaak genoemd bij '{question}'", question=Said(field.label))
    day = parse_date(str(answers.get(field.did_on) or ""))
    if day is None:
        return Said(field.did)
    return said("{did} ({month})", did=Said(field.did), month=short_month_in_words(day))


def _field_of(definition: ProcessDefinition, name: str) -> Field:
    return next(each for form in definition.route.forms.values() for each in form.fields if each.id == name)
