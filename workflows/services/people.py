"""People and their roles, as an administrator changes them; *by* is empty for who runs the system by its commands.

Every change goes on record with who made it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.clock import end_of
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, Sayable, said
from workflows.persistence import agenda, cases, models
from workflows.persistence import people as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, accounts, assigning
from workflows.services.deployments import shared_of
from workflows.services.register_words import in_words
from workflows.services.views import MembershipView

SHOWN = 300  #: changes on the page, the latest first


@dataclass(frozen=True)
class PersonRow:
    """A person in the administrator's list."""

    id: int
    name: str
    email: str
    blocked: bool
    memberships: tuple[MembershipView, ...]
    agenda_link: bool


@dataclass(frozen=True)
class ChangeRow:
    """What an administrator changed, in words; *who* is empty for the command line."""

    at: datetime
    who: str
    text: str


def people(uow: UnitOfWork, by: Person) -> tuple[PersonRow, ...]:
    """Return everybody with an account, by name.

    Raises:
        NotFound: this person is no administrator.
    """
    access.administrator(by)
    rows = table.all_persons(uow)
    hats = table.memberships_of(uow, [row.id for row in rows])
    linked = agenda.with_link(uow)
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
                if hat.role in roles and hat.substitute_for is None
            ),
            row.id in linked,
        )
        for row in rows
    )


def role_choices(uow: UnitOfWork, by: Person) -> tuple[tuple[str, str], ...]:
    """Return the roles that may be given, as (value, label).

    Raises:
        NotFound: this person is no administrator.
    """
    access.administrator(by)
    return tuple((role.id, said("{role}", role=role.label)) for role in shared_of(uow).roles.values())


def add_person(
    uow: UnitOfWork, by: Person | None, *, name: str, email: str, password_hash: str, role: str, code: str
) -> int:
    """Add somebody with a first role and a password that was handed out: they change it at their first sign-in.

    Raises:
        NotFound: this person is no administrator.
        InvalidAnswers, Conflict: as ``accounts.add_person``.
    """
    who = access.administrator(by)
    added = accounts.add_person(
        uow, name=name, email=email, password_hash=password_hash, roles=[f"{role}:{code}"], by=who
    )
    _person(uow, added).must_change = True
    return added


def add_membership(uow: UnitOfWork, by: Person | None, person_id: int, *, role: str, code: str) -> None:
    """Give somebody a role from today on.

    Raises:
        NotFound: this person is no administrator, or there is no such person.
        InvalidAnswers: as ``accounts.add_membership``.
    """
    who = access.administrator(by)
    _person(uow, person_id)
    accounts.add_membership(uow, person_id, f"{role}:{code}", who)


def end_membership(
    uow: UnitOfWork, by: Person | None, person_id: int, role: str, organisation_id: int, last_day: date
) -> None:
    """Let a role end after *last_day*; the tasks taken in that role go back to the group, today or when it ends.

    Raises:
        NotFound: this person is no administrator, or that person does not have the role.
        InvalidAnswers: the last day lies before the first.
    """
    end_role(uow, access.administrator(by), person_id, role, organisation_id, last_day)


def end_role(uow: UnitOfWork, who: int | None, person_id: int, role: str, organisation_id: int, last_day: date) -> None:
    """As ``end_membership``, for who may: an administrator, or who keeps the people of a board."""
    row = table.membership(uow, person_id, role, organisation_id)
    if row is None:
        raise NotFound(f"person {person_id} is no {role}")
    if last_day < row.from_on:
        raise InvalidAnswers([FieldError("last_day", said("Laatste dag: deze ligt voor de eerste dag."))])
    actor = f"{role}:{organisation_id}"
    if last_day <= uow.today:
        assigning.hand_back(uow, person_id, actor, who)
    if last_day >= uow.today:  # until then a task may be taken still
        payload = {"person": person_id, "actor": actor, "by": who}
        key = f"release:{person_id}:{actor}:{last_day.isoformat()}"
        cases.write_jobs(uow, (), [JobRow(key, "release", end_of(last_day), payload)])
    row.until_on = last_day
    details = {"role": role, "last_day": last_day.isoformat()}
    table.note_change(uow, "role.ended", who, person_id=person_id, organisation_id=organisation_id, **details)


def block(uow: UnitOfWork, by: Person | None, person_id: int, *, blocked: bool) -> None:
    """Block an account, or let it in again; open sessions end at once, and tasks that were taken go back.

    The link of a calendar ends with it, and does not come back.

    Raises:
        NotFound: this person is no administrator, or there is no such person.
        InvalidAnswers: nobody blocks themselves.
    """
    who = access.administrator(by)
    if person_id == who and blocked:
        raise InvalidAnswers([FieldError("person", said("U kunt uzelf niet blokkeren."))])
    if blocked:
        close_account(uow, who, person_id)
        return
    row = _person(uow, person_id)
    row.blocked_at = None
    row.session_epoch += 1
    table.note_change(uow, "person.admitted", who, person_id=person_id)


def close_account(uow: UnitOfWork, who: int | None, person_id: int) -> None:
    """As ``block``, for who may: an administrator, or who keeps the people of a board."""
    assigning.hand_back(uow, person_id, None, who)
    agenda.end_link(uow, person_id)
    row = _person(uow, person_id)
    row.blocked_at = uow.now
    row.session_epoch += 1
    table.note_change(uow, "person.blocked", who, person_id=person_id)


def rename(uow: UnitOfWork, by: Person | None, person_id: int, name: str) -> None:
    """Give somebody another name; what was recorded under the former keeps it.

    Raises:
        NotFound: this person is no administrator, or there is no such person.
        InvalidAnswers: there is no name.
    """
    who = access.administrator(by)
    row = _person(uow, person_id)
    if not name.strip():
        raise InvalidAnswers([FieldError("name", said("Naam: vul een naam in."))])
    table.note_change(uow, "person.renamed", who, person_id=person_id, former=row.name)
    row.name = name.strip()


def reset_password(uow: UnitOfWork, by: Person | None, person_id: int, password_hash: str) -> str:
    """Replace a forgotten password by one to hand out, and return whose it is; open sessions end at once.

    Raises:
        NotFound: this person is no administrator, or there is no such person.
    """
    who = access.administrator(by)
    row = _person(uow, person_id)
    row.password_hash, row.must_change = password_hash, True
    row.failed_logins, row.failed_at = 0, None
    row.session_epoch += 1
    table.note_change(uow, "password.reset", who, person_id=person_id)
    return row.name


def end_agenda_link(uow: UnitOfWork, by: Person | None, person_id: int) -> None:
    """End the link by which the calendar of somebody reads along.

    Raises:
        NotFound: this person is no administrator, or there is no such person.
    """
    who = access.administrator(by)
    _person(uow, person_id)
    if agenda.end_link(uow, person_id):
        table.note_change(uow, "agenda.ended", who, person_id=person_id)


def _person(uow: UnitOfWork, person_id: int) -> models.Person:
    row = uow.session.get(models.Person, person_id)
    if row is None:
        raise NotFound(f"no person {person_id}")
    return row


# ------------------------------------------------------------------ on record
_WORDS = {
    "person.added": said("{person} toegevoegd"),
    "school.went_over": said("{organisation} gaat over in {successor}: {cases} zaken en {tlvs} TLV's"),
    "person.confirmed": said("{person} werkt nog bij {organisation}"),
    "person.succeeded": said("{person} {why}; {successor} volgt op"),
    "person.renamed": said("{person} heette {former}"),
    "person.invited": said("{person} kreeg een link om een wachtwoord te kiezen"),
    "people.listed": said("{count} mensen of rollen overgenomen uit {name}"),
    "organisations.listed": said("{count} scholen of schoolbesturen overgenomen uit {name}"),
    "person.blocked": said("{person} geblokkeerd"),
    "person.admitted": said("{person} weer toegelaten"),
    "person.phone": said("Telefoonnummer van {person} gewijzigd"),
    "school.care": said("{person} is consulent van {organisation} vanaf {first_day}"),
    "password.reset": said("{person} kreeg een nieuw wachtwoord"),
    "agenda.made": said("{person} maakte een agendalink"),
    "agenda.ended": said("De agendalink van {person} is ingetrokken"),
    "role.given": said("{person} is {role} bij {organisation}"),
    "role.ended": said("{person} is {role} bij {organisation} tot en met {last_day}"),
    "organisation.added": said("{organisation} toegevoegd"),
    "organisation.changed": said("{organisation} gewijzigd: {change}"),
    "organisation.closed": said("{organisation} gesloten na {last_day}"),
    "mandate.given": said("{person}{role} mag '{mandate}' namens {organisation}"),
    "route.offered": said("Wijziging van de route '{route}' aangeboden (klasse {kind})"),
    "route.published": said("Wijziging van de route '{route}' goedgekeurd: versie {version}"),
    "route.followed": said("Lopende zaken van de route '{route}' volgen naar versie {version}"),
    "route.rolled_back": said("Route '{route}' terug naar versie {version}: {reason}"),
    "list.exported": said("Lijst van {count} taken meegenomen in Excel: {purpose}"),
    "stand_in.recorded": said(
        "{person} neemt waar voor {absent} ({role}, {organisation}), van {first_day} tot en met {last_day}: {act}"
    ),
    "stand_in.ended": said("{person} neemt niet meer waar voor {absent} ({role}, {organisation})"),
    "tlv.taken_over": said("{count} TLV's overgenomen uit {name}"),
    "cases.taken_over": said("{count} lopende zaken overgenomen uit {name}"),
    "route.in_use": said("Zaken van ‘{title}’ beginnen hier vanaf {first_day}"),
    "house_style.changed": said("Huisstijl gewijzigd: {name}, {masthead}, {brand}"),
    "backup.asked": said("Reservekopie of proefherstel gevraagd"),
    "outage.recorded": said("Uitval vastgelegd: {note}"),
    "tlv_gap": said("TLV-nummer {number} is niet uitgegeven: {reason}"),
    "mandate.ended": said("{person}{role} mag '{mandate}' namens {organisation} tot en met {last_day}"),
}


def changes(uow: UnitOfWork, by: Person) -> tuple[ChangeRow, ...]:
    """Return who changed what, the latest first.

    Raises:
        NotFound: this person is no administrator.

    Source: AVG art. 5 lid 2, 32.
    """
    access.administrator(by)
    rows = table.changes(uow, SHOWN)
    persons = table.names_of(uow, {each for row in rows for each in (row.by_id, row.person_id) if each is not None})
    named = table.organisation_names(uow, {row.organisation_id for row in rows if row.organisation_id is not None})
    roles = shared_of(uow).roles
    found = []
    for row in rows:
        if row.what.startswith("register."):
            text = in_words(row.what, row.details)
            if why := row.details.get("why"):
                text = said("{what} (reden: {why})", what=text, why=why)
            found.append(ChangeRow(row.at, persons.get(row.by_id or 0, ""), text))
            continue
        details: dict[str, Sayable] = {"role": "", **row.details}
        if (role := row.details.get("role")) is not None:
            details["role"] = roles[role].label if role in roles else role
        for name in ("first_day", "last_day"):
            if (day := row.details.get(name)) is not None:
                details[name] = date.fromisoformat(day)
        if (change := row.details.get("change")) is not None:
            details["change"] = Said(change)  # stored as it was said: in Dutch
        details["person"] = persons.get(row.person_id or 0, "")
        details["organisation"] = named.get(row.organisation_id or 0, "")
        text = _WORDS[row.what].of(**details)
        found.append(ChangeRow(row.at, persons.get(row.by_id or 0, ""), text))
    return tuple(found)
