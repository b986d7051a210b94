"""Organisations, as an administrator changes them; *by* is empty for who runs the system by its commands.

Every change goes on record with who made it.
"""

import re
from dataclasses import dataclass
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import models
from workflows.persistence import people as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access

REGIONS = ("Noord", "Midden", "Zuid")
#: What the code of each kind looks like, and an example of it.
CODES = {
    "swv": (r"[PV]O\d{4}", "PO9903"),
    "board": (r"\d{5}", "41234"),
    "school": (r"\d{2}[A-Z]{2}\d{2}", "12AB00"),
}


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the administrator's list."""

    id: int
    kind: str
    code: str
    name: str
    region: str
    parent: str
    swv: str
    address: str
    email: str
    closed_on: date | None


def organisations(uow: UnitOfWork, by: Person | None) -> tuple[OrganisationRow, ...]:
    """Return the samenwerkingsverbanden, boards and schools, also those that closed.

    Raises:
        NotFound: this person is no administrator.
    """
    access.administrator(by)
    rows = table.organisations(uow, closed=True)
    names = {row.id: row.name for row in rows}
    return tuple(
        OrganisationRow(
            id=row.id,
            kind=row.kind,
            code=row.code,
            name=row.name,
            region=row.region or "",
            parent=names.get(row.parent_id or 0, ""),
            swv=names.get(row.swv_id or 0, ""),
            address=row.address or "",
            email=row.email or "",
            closed_on=row.closed_on,
        )
        for row in rows
    )


def choices(uow: UnitOfWork, by: Person | None, kind: str | None = None) -> tuple[tuple[str, str], ...]:
    """Return the organisations that are there today, as (code, label).

    Raises:
        NotFound: this person is no administrator.
    """
    access.administrator(by)
    return tuple((row.code, row.name) for row in table.organisations(uow, kind))


def add_organisation(
    uow: UnitOfWork,
    by: Person | None,
    *,
    kind: str,
    code: str,
    name: str,
    board: str = "",
    swv: str = "",
    region: str = "",
    address: str = "",
    email: str = "",
) -> int:
    """Add an organisation; a school names its *board* and *swv* by their codes.

    Raises:
        NotFound: this person is no administrator.
        InvalidAnswers: field by field, in words.
    """
    who = access.administrator(by)
    code, errors = code.strip().upper(), _wrong(name, email)
    if kind not in CODES:
        raise InvalidAnswers([FieldError("kind", said("Soort: kies uit {known}.", known=", ".join(CODES)))])
    shape, example = CODES[kind]
    if not re.fullmatch(shape, code):
        words = said("Nummer: '{code}' klopt niet; het ziet eruit als {example}.", code=code, example=example)
        errors.append(FieldError("code", words))
    elif table.organisation_by_code(uow, code) is not None:
        errors.append(FieldError("code", said("Nummer: er is al een organisatie met nummer {code}.", code=code)))
    above = {"board": table.organisation_by_code(uow, board), "swv": table.organisation_by_code(uow, swv)}
    for field, label in (("board", said("Schoolbestuur")), ("swv", said("Samenwerkingsverband"))):
        found = above[field]
        if (found is None and kind == "school") or (found is not None and found.kind != field):
            errors.append(FieldError(field, said("{label}: kies er een uit de lijst.", label=label)))
    if region and region not in REGIONS:
        errors.append(FieldError("region", said("Vakantieregio: kies uit {known}.", known=", ".join(REGIONS))))
    if errors:
        raise InvalidAnswers(errors)
    row = models.Organisation(
        kind=kind,
        code=code,
        name=name.strip(),
        region=region or None,
        parent_id=above["board"].id if above["board"] is not None and kind == "school" else None,
        swv_id=above["swv"].id if above["swv"] is not None and kind != "swv" else None,
        address=_lines(address),
        email=email.strip() or None,
    )
    uow.session.add(row)
    uow.session.flush()
    table.note_change(uow, "organisation.added", who, organisation_id=row.id)
    return row.id


def change_organisation(
    uow: UnitOfWork, by: Person | None, organisation_id: int, *, name: str, address: str, email: str
) -> None:
    """Give an organisation another name or address; letters that were made keep theirs.

    Raises:
        NotFound: this person is no administrator, or there is no such organisation.
        InvalidAnswers: the name is missing, or the address for mail is none.
    """
    who = access.administrator(by)
    row = _organisation(uow, organisation_id)
    if errors := _wrong(name, email):
        raise InvalidAnswers(errors)
    before = (row.name, row.address, row.email)
    row.name, row.address, row.email = after = name.strip(), _lines(address), email.strip() or None
    labels = ("naam", "adres", "e-mailadres")
    changed = [label for label, old, new in zip(labels, before, after, strict=True) if old != new]
    if changed:
        words = ", ".join(changed) + (f" (heette {before[0]})" if before[0] != after[0] else "")
        table.note_change(uow, "organisation.changed", who, organisation_id=row.id, change=words)


def close_organisation(uow: UnitOfWork, by: Person | None, organisation_id: int, last_day: date) -> None:
    """Let an organisation end after *last_day*: nobody can choose it any more; its cases go on.

    Raises:
        NotFound: this person is no administrator, or there is no such organisation.
    """
    who = access.administrator(by)
    row = _organisation(uow, organisation_id)
    row.closed_on = last_day
    table.note_change(uow, "organisation.closed", who, organisation_id=row.id, last_day=last_day.isoformat())


def _organisation(uow: UnitOfWork, organisation_id: int) -> models.Organisation:
    row = uow.session.get(models.Organisation, organisation_id)
    if row is None:
        raise NotFound(f"no organisation {organisation_id}")
    return row


def _wrong(name: str, email: str) -> list[FieldError]:
    errors = []
    if not 1 <= len(name.strip()) <= 200:
        errors.append(FieldError("name", said("Naam: vul een naam in van hoogstens 200 tekens.")))
    if email.strip() and not re.fullmatch(r"[^@\s]+@[^@\s]+", email.strip()):
        errors.append(FieldError("email", said("E-mailadres: '{email}' is geen e-mailadres.", email=email.strip())))
    return errors


def _lines(address: str) -> str | None:
    return "\n".join(line.strip() for line in address.splitlines() if line.strip()) or None
