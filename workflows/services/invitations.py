"""The link by which somebody chooses their first password: for a while, once, and only known to who got the mail."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.persistence import jobs, models, people
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access

VALID = timedelta(days=14)
SHORT = timedelta(hours=2)  #: for who asks for one themselves
AT_ONCE = "forgotten"  #: the notice that waits for no office hours: its receiver does
PATH = "/welkom/"


@dataclass(frozen=True)
class Invited:
    """Who may choose a password by a link."""

    person_id: int
    name: str
    email: str


def invite(uow: UnitOfWork, by: Person | None, person_id: int) -> None:
    """Mail somebody a link to choose a password by; one that they had works no more.

    Raises:
        NotFound: *by* is no administrator, or there is nobody like that who may sign in.
    """
    who = access.administrator(by)
    person = uow.session.get(models.Person, person_id)
    if person is None or person.blocked_at is not None:
        raise NotFound(f"nobody {person_id} to invite")
    mail_link(uow, person_id, who)


def mail_link(uow: UnitOfWork, person_id: int, who: int | None) -> None:
    """As ``invite``, for who may: an administrator, or who keeps the people of a board."""
    _send(uow, person_id, "invitation", VALID)
    people.note_change(uow, "person.invited", who, person_id=person_id)


def forgotten(uow: UnitOfWork, email: str) -> None:
    """Mail who forgot their password a link for a short while; who is unknown or blocked gets nothing, and no one is
    told which."""
    person = people.person_by_email(uow, email)
    if person is not None and person.blocked_at is None:
        _send(uow, person.id, AT_ONCE, SHORT)


def _send(uow: UnitOfWork, person_id: int, notice: str, valid: timedelta) -> None:
    token = secrets.token_urlsafe(32)
    row = uow.session.get(models.Invitation, person_id) or models.Invitation(person_id=person_id)
    row.token_hash, row.until_at = _hash(token), uow.now + valid
    uow.session.add(row)
    # The secret stands in the mail that waits, and nowhere else; when that has left, it is gone here.
    payload = {"notice": notice, "to": person_id, "path": f"{PATH}{token}", "until": row.until_at.isoformat()}
    uow.session.flush()
    jobs.add_jobs(uow, [JobRow(f"mail:{notice}:{person_id}:{row.token_hash[:12]}", "mail", uow.now, payload)])


def invited(uow: UnitOfWork, token: str) -> Invited:
    """Return who may choose a password by this link.

    Raises:
        NotFound: nobody, or not any more.
    """
    row = people.invitation(uow, _hash(token))
    person = uow.session.get(models.Person, row.person_id) if row is not None else None
    if row is None or person is None or row.until_at <= uow.now or person.blocked_at is not None:
        raise NotFound("no such invitation")
    return Invited(person.id, person.name, person.email)


def accept(uow: UnitOfWork, token: str, password_hash: str) -> None:
    """Take the password that was chosen by a link; the link works no more, and other sessions end.

    Raises:
        NotFound: as ``invited``.
    """
    person = uow.session.get_one(models.Person, invited(uow, token).person_id)
    person.password_hash, person.must_change = password_hash, False
    person.failed_logins, person.failed_at = 0, None
    person.session_epoch += 1
    uow.session.delete(uow.session.get_one(models.Invitation, person.id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
