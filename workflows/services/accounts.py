"""Signing in: passwords, throttling per account, sessions that can be ended everywhere."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.people import ADMINISTRATOR, OFFICE, TERMS
from workflows.domain.wording import said
from workflows.persistence import models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.views import MembershipView, PersonView

HASHER = PasswordHasher()
_NOBODY = HASHER.hash("nobody")  # an unknown address takes as long as a wrong password

FREE_TRIES = 5  #: wrong passwords before the account must wait
FIRST_WAIT = timedelta(minutes=1)  #: doubles with every further wrong password
LONGEST_WAIT = timedelta(hours=1)
FORGIVEN = timedelta(days=1)  #: after so long without a wrong password the count starts anew
REFUSED = said(
    "Dit e-mailadres en wachtwoord horen niet bij elkaar, of er is te vaak een verkeerd wachtwoord ingevuld. "
    "Wacht even en probeer het opnieuw."
)


@dataclass(frozen=True)
class Proof:
    """What a password was checked against: the hash of an account, or of nobody's."""

    email: str
    password_hash: str

    def holds(self, password: str) -> bool:
        """Is this the password? Slow on purpose: ask it outside any unit of work."""
        try:
            return bool(HASHER.verify(self.password_hash, password))
        except (VerifyMismatchError, InvalidHashError):
            return False

    def replaced(self, old: str, new: str) -> str:
        """Return what is kept of a *new* password, for who knows the *old* one. Slow on purpose.

        Raises:
            InvalidAnswers: the old one is wrong, or the new one is not of a good length.
        """
        if not self.holds(old):
            raise InvalidAnswers([FieldError("old", said("Huidig wachtwoord: dit klopt niet."))])
        return hashed(new, "new")


def proof_for(uow: UnitOfWork, email: str) -> Proof:
    """Return what the password of *email* is to be checked against; the work is the same for an unknown address."""
    row = people.person_by_email(uow, email)
    return Proof(email, row.password_hash if row is not None and row.password_hash is not None else _NOBODY)


def sign_in(uow: UnitOfWork, proof: Proof, held: bool) -> PersonView | NotAllowed:
    """Return who signs in, now that the password *held* or did not, or the reason why not.

    A refusal is returned and not raised: the count of wrong passwords has to be committed with it. It is the same for
    an unknown address, a wrong password and an account that must wait.
    """
    row = people.lock_person(uow, proof.email)  # guesses at the same moment are counted one after the other
    if row is None or not _holds(row, proof, held, uow.now):
        return NotAllowed(REFUSED)
    if row.blocked_at is not None:
        return NotAllowed(said("U bent geblokkeerd en kunt niet inloggen. Vraag de beheerder om hulp."))
    row.last_login_at = uow.now
    return view_of(uow, row)


def judged(uow: UnitOfWork, proof: Proof, held: bool) -> NotAllowed | None:
    """Return why somebody who is signed in did not prove once more who they are; None: they did.

    Counted as when signing in, and returned for the same reason.
    """
    row = people.lock_person(uow, proof.email)
    if row is None or not _holds(row, proof, held, uow.now):
        words = said(
            "Wachtwoord: dit klopt niet, of er is te vaak een verkeerd wachtwoord ingevuld. Probeer het opnieuw."
        )
        return NotAllowed(words)
    return None


def _holds(row: models.Person, proof: Proof, held: bool, now: datetime) -> bool:
    """Was the password right, and may this account be tried now? A wrong one is counted."""
    if _waits(row, now):
        return False
    if not held or row.password_hash != proof.password_hash:
        forgiven = row.failed_at is not None and now - row.failed_at >= FORGIVEN
        row.failed_logins = 1 if forgiven else row.failed_logins + 1
        row.failed_at = now
        return False
    row.failed_logins, row.failed_at = 0, None
    return True


def _waits(row: models.Person, now: datetime) -> bool:
    """Were there so many wrong passwords that nobody may try this account now?"""
    beyond = row.failed_logins - FREE_TRIES
    if beyond < 0 or row.failed_at is None:
        return False
    doubled = min(beyond, 10)  # beyond any wait, and short of numbers that no time can hold
    return now < row.failed_at + min(FIRST_WAIT * (1 << doubled), LONGEST_WAIT)


def view_of(uow: UnitOfWork, row: models.Person) -> PersonView:
    person = people.person(uow, row)
    roles = shared_of(uow).roles
    memberships = tuple(
        MembershipView(each.role, roles[each.role].label, each.organisation_id, each.organisation)
        for each in person.memberships
        if each.role in roles
    )
    starting = {role for each in live_definitions(uow) for role in each.route.settings.may_start}
    return PersonView(
        id=person.id,
        name=person.name,
        email=person.email,
        locale=person.locale,
        session_epoch=row.session_epoch,
        memberships=memberships,
        roles=person.roles,
        is_admin=ADMINISTRATOR in person.roles,
        may_start=person.has(OFFICE, *starting),
        watches=any(TERMS in roles[each.role].reads for each in memberships),
        must_change=row.must_change,
        shortcuts=row.shortcuts,
        person=person,
    )


def person_by_id(uow: UnitOfWork, person_id: int, epoch: int) -> PersonView | None:
    """Return the person of a session, unless the session was ended or the account was blocked."""
    row = uow.session.get(models.Person, person_id)
    if row is None or row.session_epoch != epoch or row.blocked_at is not None:
        return None
    return view_of(uow, row)


def hashed(password: str, field: str = "password") -> str:
    """Return what is kept of a new password. Slow on purpose: ask it outside any unit of work.

    Raises:
        InvalidAnswers: it is shorter than twelve characters, or longer than two hundred.
    """
    if not 12 <= len(password) <= 200:
        raise InvalidAnswers([FieldError(field, said("Nieuw wachtwoord: kies er een van 12 tot 200 tekens."))])
    return HASHER.hash(password)


def one_time_password() -> str:
    """Return a password to hand out: easy to read aloud, hard to guess."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))


def change_password(uow: UnitOfWork, by: PersonView, proof: Proof, password_hash: str) -> None:
    """Set a new password, now that the old one held; every other session of this person ends.

    Raises:
        Conflict: the password was changed meanwhile.
    """
    row = _row(uow, by.id)
    if row.password_hash != proof.password_hash:
        raise Conflict(said("Uw wachtwoord is intussen al gewijzigd."))
    row.password_hash, row.must_change = password_hash, False
    row.session_epoch += 1


def sign_out_everywhere(uow: UnitOfWork, by: PersonView) -> None:
    _row(uow, by.id).session_epoch += 1


def set_shortcuts(uow: UnitOfWork, by: PersonView, on: bool) -> None:
    """Let single keys do something for this person, or not. Source: WCAG 2.2, success criterion 2.1.4."""
    _row(uow, by.id).shortcuts = on


def set_locale(uow: UnitOfWork, by: PersonView, locale: str) -> None:
    _row(uow, by.id).locale = "en" if locale == "en" else "nl"


def _row(uow: UnitOfWork, person_id: int) -> models.Person:
    row = uow.session.get(models.Person, person_id)
    if row is None:
        raise NotFound(f"no person {person_id}")
    return row


def add_person(
    uow: UnitOfWork, *, name: str, email: str, password_hash: str | None, roles: Sequence[str], by: int | None = None
) -> int:
    """Add somebody who can sign in; *roles* are ``role:organisation code``, or ``role`` for the only SWV.

    Raises:
        InvalidAnswers: the address or a role is no good.
        Conflict: somebody has this address already.
    """
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        words = said("E-mailadres: '{email}' is geen e-mailadres.", email=email)
        raise InvalidAnswers([FieldError("email", words)])
    if not name.strip():
        raise InvalidAnswers([FieldError("name", said("Naam: vul een naam in."))])
    if people.person_by_email(uow, email) is not None:
        raise Conflict(said("Er is al iemand met dit e-mailadres."))
    row = models.Person(name=name.strip(), email=email, password_hash=password_hash, created_at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    people.note_change(uow, "person.added", by, person_id=row.id)
    for role in roles:
        add_membership(uow, row.id, role, by)
    return row.id


def add_membership(uow: UnitOfWork, person_id: int, role_and_organisation: str, by: int | None = None) -> None:
    """Give a person a role from today on.

    Raises:
        InvalidAnswers: there is no such role or organisation, or the person has the role already.
    """
    role, _, code = role_and_organisation.partition(":")
    roles = shared_of(uow).roles
    if role not in roles:
        words = said("Rol '{role}' bestaat niet. Kies uit: {known}.", role=role, known=", ".join(sorted(roles)))
        raise InvalidAnswers([FieldError("role", words)])
    organisation = organisation_named(uow, code)
    held = people.membership(uow, person_id, role, organisation.id)
    if held is not None and held.until_on is None:
        label = roles[role].label.lower()
        words = said("Rol: deze persoon is al {role} bij {organisation}.", role=label, organisation=organisation.name)
        raise InvalidAnswers([FieldError("role", words)])
    if held is not None:
        held.until_on = None  # it was to end, and goes on
    else:
        uow.session.add(
            models.Membership(person_id=person_id, role=role, organisation_id=organisation.id, from_on=uow.today)
        )
    people.note_change(uow, "role.given", by, person_id=person_id, organisation_id=organisation.id, role=role)


def organisation_named(uow: UnitOfWork, code: str) -> models.Organisation:
    """Return the organisation with a code, or without one the only samenwerkingsverband.

    Raises:
        InvalidAnswers: there is none, or it closed.
    """
    if code:
        found = people.organisation_by_code(uow, code)
    else:
        own = people.organisations(uow, "swv")
        found = own[0] if len(own) == 1 else None
    if found is None:
        words = said("Organisatie '{code}' bestaat niet; schrijf rol:organisatiecode.", code=code)
        raise InvalidAnswers([FieldError("code", words)])
    if found.closed_on is not None and found.closed_on < uow.today:
        words = said("{organisation} is gesloten. Kies een andere organisatie.", organisation=found.name)
        raise InvalidAnswers([FieldError("code", words)])
    return found


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
