"""Signing in: passwords, throttling per account, sessions that can be ended everywhere."""

import re
from collections.abc import Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import shared_of
from workflows.services.views import MembershipView, PersonView

HASHER = PasswordHasher()
_NOBODY = HASHER.hash("nobody")  # an unknown address takes as long as a wrong password

FREE_TRIES = 5  #: wrong passwords before the account must wait
FIRST_WAIT = timedelta(minutes=1)  #: doubles with every further wrong password
LONGEST_WAIT = timedelta(hours=1)
REFUSED = "Dit e-mailadres en wachtwoord horen niet bij elkaar."


class TooManyTries(NotAllowed):
    """The account waits after wrong passwords; says until when."""


def sign_in(uow: UnitOfWork, email: str, password: str) -> PersonView | NotAllowed:
    """Return who signs in, or the reason why not.

    A refusal is returned and not raised: the count of wrong passwords has to be committed with it.
    """
    row = people.person_by_email(uow, email)
    if row is None or row.password_hash is None:
        _matches(_NOBODY, password)
        return NotAllowed(REFUSED)
    if row.locked_until is not None and uow.now < row.locked_until:
        minutes = -(-(row.locked_until - uow.now).seconds // 60)
        return TooManyTries(f"Te vaak een verkeerd wachtwoord. Probeer het over {minutes} minuten opnieuw.")
    if not _matches(row.password_hash, password):
        row.failed_logins += 1
        if row.failed_logins >= FREE_TRIES:
            row.locked_until = uow.now + min(FIRST_WAIT * 2 ** (row.failed_logins - FREE_TRIES), LONGEST_WAIT)
        return NotAllowed(REFUSED)
    if row.blocked_at is not None:
        return NotAllowed("U bent geblokkeerd en kunt niet inloggen. Vraag de beheerder om hulp.")
    row.failed_logins, row.locked_until, row.last_login_at = 0, None, uow.now
    return view_of(uow, row)


def _matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def view_of(uow: UnitOfWork, row: models.Person) -> PersonView:
    person = people.person(uow, row)
    roles = shared_of(uow).roles
    memberships = tuple(
        MembershipView(each.role, roles[each.role].label, each.organisation_id, each.organisation)
        for each in person.memberships
        if each.role in roles
    )
    return PersonView(
        id=person.id,
        name=person.name,
        email=person.email,
        locale=person.locale,
        session_epoch=row.session_epoch,
        memberships=memberships,
        roles=person.roles,
        is_admin="beheerder" in person.roles,
        person=person,
    )


def person_by_id(uow: UnitOfWork, person_id: int, epoch: int) -> PersonView | None:
    """Return the person of a session, unless the session was ended or the account was blocked."""
    row = uow.session.get(models.Person, person_id)
    if row is None or row.session_epoch != epoch or row.blocked_at is not None:
        return None
    return view_of(uow, row)


def change_password(uow: UnitOfWork, by: PersonView, old: str, new: str) -> None:
    """Set a new password; every other session of this person ends.

    Raises:
        InvalidAnswers: the old one is wrong, or the new one is shorter than twelve characters.
    """
    row = _row(uow, by.id)
    if row.password_hash is None or not _matches(row.password_hash, old):
        raise InvalidAnswers([FieldError("old", "Huidig wachtwoord: dit klopt niet.")])
    _check_password(new, "new")
    row.password_hash = HASHER.hash(new)
    row.session_epoch += 1


def _check_password(password: str, field: str) -> None:
    if not 12 <= len(password) <= 200:
        raise InvalidAnswers([FieldError(field, "Nieuw wachtwoord: kies er een van 12 tot 200 tekens.")])


def sign_out_everywhere(uow: UnitOfWork, by: PersonView) -> None:
    _row(uow, by.id).session_epoch += 1


def set_locale(uow: UnitOfWork, by: PersonView, locale: str) -> None:
    _row(uow, by.id).locale = "en" if locale == "en" else "nl"


def _row(uow: UnitOfWork, person_id: int) -> models.Person:
    row = uow.session.get(models.Person, person_id)
    if row is None:
        raise NotFound(f"no person {person_id}")
    return row


def add_person(uow: UnitOfWork, *, name: str, email: str, password: str, roles: Sequence[str]) -> int:
    """Add somebody who can sign in; *roles* are ``role:organisation code``, or ``role`` for the only SWV.

    Raises:
        InvalidAnswers: the address, the password or a role is no good.
        Conflict: somebody has this address already.
    """
    _check_password(password, "password")
    return add_person_with_hash(uow, name=name, email=email, password_hash=HASHER.hash(password), roles=roles)


def add_person_with_hash(
    uow: UnitOfWork, *, name: str, email: str, password_hash: str | None, roles: Sequence[str]
) -> int:
    """Add somebody whose password was hashed before (take-over, demonstration)."""
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise InvalidAnswers([FieldError("email", f"E-mailadres: '{email}' is geen e-mailadres.")])
    if not name.strip():
        raise InvalidAnswers([FieldError("name", "Naam: vul een naam in.")])
    if people.person_by_email(uow, email) is not None:
        raise Conflict("Er is al iemand met dit e-mailadres.")
    row = models.Person(name=name.strip(), email=email, password_hash=password_hash, created_at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    for role in roles:
        add_membership(uow, row.id, role)
    return row.id


def add_membership(uow: UnitOfWork, person_id: int, role_and_organisation: str) -> None:
    """Give a person a role from today on.

    Raises:
        InvalidAnswers: there is no such role or organisation.
    """
    role, _, code = role_and_organisation.partition(":")
    if role not in shared_of(uow).roles:
        known = ", ".join(sorted(shared_of(uow).roles))
        raise InvalidAnswers([FieldError("role", f"Rol '{role}' bestaat niet. Kies uit: {known}.")])
    if code:
        organisation = people.organisation_by_code(uow, code)
    else:
        own = people.organisations(uow, "swv")
        organisation = own[0] if len(own) == 1 else None
    if organisation is None:
        raise InvalidAnswers([FieldError("role", f"Organisatie '{code}' bestaat niet; schrijf rol:organisatiecode.")])
    uow.session.add(
        models.Membership(person_id=person_id, role=role, organisation_id=organisation.id, from_on=uow.today)
    )


def who_can_sign_in(uow: UnitOfWork) -> list[str]:
    """Return a line per person who can sign in: address, name, roles."""
    rows = [row for row in people.all_persons(uow) if row.password_hash and row.blocked_at is None]
    roles = shared_of(uow).roles
    hats = people.memberships_of(uow, [row.id for row in rows])
    return [
        f"{row.email:32} {row.name} "
        f"({', '.join(f'{roles[hat.role].label.nl}, {hat.organisation}' for hat in hats[row.id] if hat.role in roles)})"
        for row in rows
    ]
