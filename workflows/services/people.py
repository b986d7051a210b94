"""The administrator's view of people, organisations and mandates."""

from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.persistence import models
from workflows.persistence import people as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import accounts
from workflows.services.deployments import shared_of
from workflows.services.incidents import ADMINISTRATOR
from workflows.services.views import MandateRow, MembershipView, OrganisationRow, PersonRow


def people(uow: UnitOfWork, by: Person) -> tuple[PersonRow, ...]:
    """Return everybody with an account, by name.

    Raises:
        NotFound: this person is no administrator.
    """
    _administrator(by)
    rows = table.all_persons(uow)
    hats = table.memberships_of(uow, [row.id for row in rows])
    roles = shared_of(uow).roles
    return tuple(
        PersonRow(
            row.id,
            row.name,
            row.email,
            row.blocked_at is not None,
            tuple(
                MembershipView(hat.role, roles[hat.role].label, hat.organisation_id, hat.organisation)
                for hat in hats[row.id]
                if hat.role in roles
            ),
        )
        for row in rows
    )


def organisations(uow: UnitOfWork, by: Person) -> tuple[OrganisationRow, ...]:
    """Return the samenwerkingsverbanden, boards and schools.

    Raises:
        NotFound: this person is no administrator.
    """
    _administrator(by)
    rows = table.organisations(uow)
    names = {row.id: row.name for row in rows}
    return tuple(
        OrganisationRow(row.id, row.kind, row.code, row.name, row.region or "", names.get(row.parent_id or 0, ""))
        for row in rows
    )


def mandates(uow: UnitOfWork, by: Person) -> tuple[MandateRow, ...]:
    """Return the register of mandates.

    Raises:
        NotFound: this person is no administrator.

    Source: Awb art. 10:3, 10:5 (who may do what on whose behalf).
    """
    _administrator(by)
    rows = table.mandates(uow)
    names = table.names_of(uow, {row.person_id for row in rows if row.person_id is not None})
    roles = shared_of(uow).roles
    return tuple(
        MandateRow(
            row.id,
            names.get(row.person_id or 0) or (roles[row.role].label.nl if row.role else ""),
            row.what,
            row.from_on,
            row.until_on,
            row.act,
            row.on_behalf_of,
        )
        for row in rows
    )


def role_choices(uow: UnitOfWork, by: Person) -> tuple[tuple[str, str], ...]:
    """Return the roles that may be given, as (value, label).

    Raises:
        NotFound: this person is no administrator.
    """
    _administrator(by)
    return tuple((role.id, role.label.nl) for role in shared_of(uow).roles.values())


def add_person(uow: UnitOfWork, by: Person, *, name: str, email: str, password: str, role: str, code: str) -> int:
    """Add somebody with a first password and a first role.

    Raises:
        NotFound: this person is no administrator.
        InvalidAnswers, Conflict: as ``accounts.add_person``.
    """
    _administrator(by)
    return accounts.add_person(uow, name=name, email=email, password=password, roles=[f"{role}:{code}"])


def add_membership(uow: UnitOfWork, by: Person, person_id: int, *, role: str, code: str) -> None:
    """Give somebody a role from today on.

    Raises:
        NotFound: this person is no administrator, or there is no such person.
        InvalidAnswers: there is no such role or organisation.
    """
    _administrator(by)
    _person(uow, person_id)
    accounts.add_membership(uow, person_id, f"{role}:{code}")


def end_membership(
    uow: UnitOfWork, by: Person, person_id: int, role: str, organisation_id: int, last_day: date
) -> None:
    """Let a role end after *last_day*.

    Raises:
        NotFound: this person is no administrator, or that person does not have the role.
    """
    _administrator(by)
    row = table.membership(uow, person_id, role, organisation_id)
    if row is None:
        raise NotFound(f"person {person_id} is no {role}")
    if last_day < row.from_on:
        raise InvalidAnswers([FieldError("last_day", "Laatste dag: deze ligt voor de eerste dag.")])
    row.until_on = last_day


def block(uow: UnitOfWork, by: Person, person_id: int, *, blocked: bool) -> None:
    """Block an account, or let it in again; open sessions end at once.

    Raises:
        NotFound: this person is no administrator, or there is no such person.
        InvalidAnswers: nobody blocks themselves.
    """
    _administrator(by)
    if person_id == by.id and blocked:
        raise InvalidAnswers([FieldError("person", "U kunt uzelf niet blokkeren.")])
    row = _person(uow, person_id)
    row.blocked_at = uow.now if blocked else None
    row.session_epoch += 1


def _person(uow: UnitOfWork, person_id: int) -> models.Person:
    row = uow.session.get(models.Person, person_id)
    if row is None:
        raise NotFound(f"no person {person_id}")
    return row


def _administrator(by: Person) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotFound("administration")
