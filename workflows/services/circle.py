"""The people around the pupil of a case: the register learns them from the forms, letters ask who gets them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from workflows.domain.answers import JSON, Form
from workflows.domain.names import same_person
from workflows.domain.people import Person
from workflows.domain.relations import Circle, Relation
from workflows.persistence import dossiers, models
from workflows.persistence.on_file import OnFile, on_file
from workflows.persistence.relations import RelationRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.access import is_office
from workflows.services.act import Act
from workflows.services.parents import KINDS, SLOTS, as_answers, hidden_fields, in_answers


def learn(act: Act, details: Mapping[str, JSON], by: int | None) -> None:
    """Let the register take over whom a form names, so that nobody types it twice.

    What the office wrote down by hand stands: a form only adds what was empty. A secret address stays secret.

    Source: AVG art. 5 lid 1 sub d (what is known stays right).
    """
    if act.case.pupil_id is None:
        return
    for slot, told in in_answers(details).items():
        before = _stored(_known(act), act.case.id, slot, told)
        here = before is not None and before.case_id == act.case.id
        if before is None:
            after = replace(told, key=new_key())
        else:
            after = _renewed(before, told, details, slot, same_case=here)
        if before is None or not here or after != before.relation:
            act.relations[after.key] = version(
                act.uow, after, before, pupil=act.case.pupil_id, case=act.case.id, by=by, slot=slot
            )


def new_key() -> str:
    return token_hex(8)


def version(
    uow: UnitOfWork,
    relation: Relation,
    before: RelationRow | None,
    *,
    pupil: int,
    case: int,
    by: int | None,
    slot: str = "",
    reason: str | None = None,
    document: int | None = None,
) -> RelationRow:
    """Return a new version of what is known of somebody; without a *reason* it is as a form says."""
    by_hand = reason is not None or (before is not None and before.by_hand)
    return RelationRow(
        id=0,
        pupil_id=pupil,
        key=relation.key,
        kind=relation.kind,
        name=relation.name,
        authority=relation.authority,
        address=relation.address,
        secret=relation.secret,
        email=relation.email,
        phone=relation.phone,
        digital=sorted(relation.digital),
        language=relation.language,
        behalf_of=list(relation.behalf_of),
        authorised_on=relation.authorised_on,
        document_id=before.document_id if before is not None and reason is None else document,
        from_on=relation.from_on,
        until_on=relation.until_on,
        case_id=case,
        slot=slot or (before.slot if before is not None else ""),
        by_hand=by_hand,
        reason=reason or "",
        entered_at=uow.now,
        entered_by_id=by,
        replaced=False,
    )


def _known(act: Act) -> list[RelationRow]:
    return list({**{row.key: row for row in act.on_file.relations}, **act.relations}.values())


def _stored(rows: Iterable[RelationRow], case_id: int, slot: str, told: Relation) -> RelationRow | None:
    """Return what the register knows of whom a form names: named in the same place of this case, or called the same."""
    rows = list(rows)
    here = [row for row in rows if (row.case_id, row.slot) == (case_id, slot)]
    named = [row for row in rows if row.kind != "representative" and same_person(row.name, told.name)]
    return next(iter([*here, *named]), None)


def _renewed(
    before: RelationRow, told: Relation, details: Mapping[str, JSON], slot: str, *, same_case: bool
) -> Relation:
    """Return what is known now; of a secret address another case, whose school may not know it, says nothing."""
    was = before.relation
    withheld = was.secret and not same_case
    if before.by_hand:
        return replace(
            was,
            address=was.address or told.address,
            email=was.email or told.email,
            phone=was.phone or told.phone,
            language=was.language or told.language,
        )
    return replace(
        was,
        kind=told.kind if details.get(f"{slot}_relatie") else was.kind,
        name=told.name,
        authority=told.authority if f"{slot}_gezag" in details else was.authority,
        address=was.address if withheld else told.address or was.address,
        secret=told.secret or was.secret,
        email=was.email if withheld else told.email or was.email,
        phone=was.phone if withheld else told.phone or was.phone,
        digital=told.digital if f"{slot}_digitaal" in details and not withheld else was.digital,
        language=told.language or was.language,
    )


def people_in(case_id: int, rows: Iterable[RelationRow], answers: Mapping[str, Any]) -> list[Relation]:
    """Return who is around a pupil: as the register has it, and who stands in the forms of the case only."""
    rows = list(rows)
    in_forms = in_answers(answers).items()
    only = [told for slot, told in in_forms if _stored(rows, case_id, slot, told) is None]
    return [*(row.relation for row in rows), *only]


def circle_of(act: Act, answers: Mapping[str, Any]) -> Circle:
    """Return who is around the pupil today, this act included: a letter goes out today, whatever day it is about."""
    about = act.on_file.about
    people = people_in(act.case.id, _known(act), answers)
    return Circle.at(about.pupil, about.born_on, act.uow.today, people)


def proposed(uow: UnitOfWork, case: models.Case, form: Form, by: Person) -> dict[str, list[str]]:
    """Return what a form that asks for the parents may take over from the register, as typed texts.

    The office sees everybody; a school whom its own cases named, without a secret address.

    Source: practice, nobody types twice what we know; AVG art. 5 lid 1 sub c.
    """
    asked = {field.id for field in form.asking}
    filed = on_file(uow, case.id)
    rows = [row for row in filed.relations if row.kind in KINDS.values() and row.relation.holds(uow.today)]
    if "ouder1_naam" not in asked or not rows:
        return {}
    if not is_office(by, filed.parties["swv"].id):
        school = filed.parties["applicant"].id if "applicant" in filed.parties else 0
        named = {
            each.case_id
            for each in dossiers.parties_of_cases(uow, sorted({row.case_id for row in rows}))
            if (each.party, each.organisation_id) == ("applicant", school)
        }
        rows = [row for row in rows if row.case_id in named] if by.roles_in(school) else []
    typed = as_answers([row.relation for row in rows][: len(SLOTS)])
    hidden = frozenset() if is_office(by, filed.parties["swv"].id) else _hidden(typed)
    return {name: texts for name, texts in typed.items() if name in asked and name not in hidden}


def _hidden(typed: Mapping[str, list[str]]) -> frozenset[str]:
    return hidden_fields({name: texts[0] for name, texts in typed.items()})


def secret_names(filed: OnFile) -> frozenset[str]:
    """Return whose address is secret by now, whatever a form said before."""
    return frozenset(row.name for row in filed.relations if row.secret)
