"""The register of mandates, as an administrator keeps it; *by* is empty for who runs the system by its commands.

Every change goes on record with who made it. Source: Awb art. 10:1-10:12.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person, RoleDefinition
from workflows.domain.wording import Text, said
from workflows.persistence import models
from workflows.persistence import people as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import live_definitions, shared_of


@dataclass(frozen=True)
class MandateRow:
    """Who may decide or sign what, from when until when, by which act."""

    id: int
    who: str
    what: str
    from_on: date
    until_on: date | None
    act: str
    on_behalf_of: str
    organisation: str
    amount: int | None


def mandates(uow: UnitOfWork, by: Person | None) -> tuple[MandateRow, ...]:
    """Return the register of mandates, also those that ended.

    Raises:
        NotFound: this person is no administrator.

    Source: Awb art. 10:3, 10:5 (who may do what on whose behalf).
    """
    access.administrator(by)
    return rows(uow)


def rows(uow: UnitOfWork) -> tuple[MandateRow, ...]:
    """Return the register of mandates, for who may see it."""
    found = table.mandates(uow)
    names = table.names_of(uow, {row.person_id for row in found if row.person_id is not None})
    named = table.organisation_names(uow, {row.organisation_id for row in found if row.organisation_id is not None})
    roles = shared_of(uow).roles
    return tuple(
        MandateRow(
            id=row.id,
            who=names.get(row.person_id or 0) or said("{role}", role=_in_words(roles, row.role or "")),
            what=row.what,
            from_on=row.from_on,
            until_on=row.until_on,
            act=row.act,
            on_behalf_of=row.on_behalf_of,
            organisation=named.get(row.organisation_id or 0, ""),
            amount=row.amount,
        )
        for row in found
    )


def _in_words(roles: Mapping[str, RoleDefinition], role: str) -> Text | str:
    return roles[role].label if role in roles else role


def what_needs_a_mandate(uow: UnitOfWork, by: Person | None) -> tuple[str, ...]:
    """Return what the routes in use want a mandate for.

    Raises:
        NotFound: this person is no administrator.
    """
    access.administrator(by)
    found = set()
    for definition in live_definitions(uow):
        for element in definition.route.elements.values():
            named = element.properties.get("mandate")
            if named is None and element.properties.get("does") == "check_mandate":
                named = f"{definition.route.name}_aanvragen"
            found |= {named} if named is not None else set()
    return tuple(sorted(found))


def add_mandate(
    uow: UnitOfWork,
    by: Person | None,
    *,
    what: str,
    code: str,
    email: str = "",
    role: str = "",
    from_on: date,
    until_on: date | None = None,
    act: str,
    on_behalf_of: str,
    amount: str = "",
) -> int:
    """Enter a mandate of an organisation for one person (by *email*) or for whoever has a *role*.

    It reaches up to *amount*, in whole euros; without one the amount does not matter.

    Raises:
        NotFound: this person is no administrator.
        InvalidAnswers: field by field, in words.

    Source: Awb art. 10:5 (a mandate is written down), 10:10 (a decision says on whose behalf).
    """
    who = access.administrator(by)
    errors = []
    if what not in (known := what_needs_a_mandate(uow, by)):
        words = said("Mag: '{what}' komt in geen route voor. Kies uit: {known}.", what=what, known=", ".join(known))
        errors.append(FieldError("what", words))
    organisation = table.organisation_by_code(uow, code)
    if organisation is None:
        errors.append(FieldError("code", said("Organisatie: '{code}' bestaat niet.", code=code)))
    person = table.person_by_email(uow, email) if email.strip() else None
    if email.strip() and person is None:
        words = said("Persoon: er is niemand met het adres {email}.", email=email.strip())
        errors.append(FieldError("email", words))
    if role and role not in shared_of(uow).roles:
        errors.append(FieldError("role", said("Rol: '{role}' bestaat niet.", role=role)))
    if bool(email.strip()) == bool(role):
        errors.append(FieldError("email", said("Wie: kies een persoon of een rol, en niet allebei.")))
    if until_on is not None and until_on < from_on:
        errors.append(FieldError("until_on", said("Tot en met: deze dag ligt voor de eerste dag.")))
    for field, label, text in (("act", said("Grondslag"), act), ("on_behalf_of", said("Namens"), on_behalf_of)):
        if not 1 <= len(text.strip()) <= 200:
            errors.append(FieldError(field, said("{label}: vul dit in, in hoogstens 200 tekens.", label=label)))
    limit = euros(amount)
    if amount.strip() and limit is None:
        errors.append(FieldError("amount", said("Tot en met bedrag: vul hele euro's in, zoals 5000.")))
    if errors or organisation is None:
        raise InvalidAnswers(errors)
    row = models.Mandate(
        person_id=person.id if person is not None else None,
        role=role or None,
        organisation_id=organisation.id,
        what=what,
        amount=limit,
        from_on=from_on,
        until_on=until_on,
        act=act.strip(),
        on_behalf_of=on_behalf_of.strip(),
    )
    return enter(uow, who, row)


def euros(typed: str) -> int | None:
    """Return an amount in whole euros, as one types it; None where it is none."""
    limit = re.fullmatch(r"(?:€ ?)?(\d{1,3}(?:\.?\d{3}){0,2})(?:,00)?", typed.strip())
    return int(limit[1].replace(".", "")) if limit is not None else None


def enter(uow: UnitOfWork, who: int | None, row: models.Mandate) -> int:
    """Put a mandate in the register and on record; *who* is the administrator."""
    uow.session.add(row)
    uow.session.flush()
    _note(uow, "mandate.given", who, row)
    return row.id


def end_mandate(uow: UnitOfWork, by: Person | None, mandate_id: int, last_day: date) -> None:
    """Let a mandate end after *last_day*.

    Raises:
        NotFound: this person is no administrator, or there is no such mandate.
        InvalidAnswers: the last day lies before the first.

    Source: Awb art. 10:8 (a mandate may be withdrawn at any time).
    """
    who = access.administrator(by)
    row = uow.session.get(models.Mandate, mandate_id)
    if row is None:
        raise NotFound(f"no mandate {mandate_id}")
    if last_day < row.from_on:
        raise InvalidAnswers([FieldError("last_day", said("Laatste dag: deze ligt voor de eerste dag."))])
    row.until_on = last_day
    _note(uow, "mandate.ended", who, row, last_day=last_day.isoformat())


def _note(uow: UnitOfWork, what: str, who: int | None, row: models.Mandate, **more: str) -> None:
    details = {"mandate": row.what, **({"role": row.role} if row.role is not None else {}), **more}
    table.note_change(uow, what, who, person_id=row.person_id, organisation_id=row.organisation_id, **details)
