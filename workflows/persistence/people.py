"""Who there is: persons with their memberships, organisations, mandates; and who changed any of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select

from workflows.domain.people import Membership, Person
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork


def _valid(table: type[models.Membership] | type[models.Mandate], day: date) -> tuple[object, ...]:
    return table.from_on <= day, or_(table.until_on.is_(None), table.until_on >= day)


def person_by_email(uow: UnitOfWork, email: str) -> models.Person | None:
    return uow.session.scalar(select(models.Person).where(models.Person.email == email.strip().lower()))


def lock_person(uow: UnitOfWork, email: str) -> models.Person | None:
    """Lock the row of a person until the unit ends, and return it as it is now."""
    return uow.session.scalar(
        select(models.Person)
        .where(models.Person.email == email.strip().lower())
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def memberships_of(uow: UnitOfWork, persons: Sequence[int]) -> dict[int, tuple[Membership, ...]]:
    """Return what each of *persons* is today, in the order in which it was entered."""
    rows = uow.session.execute(
        select(models.Membership, models.Organisation.name)
        .join(models.Organisation, models.Organisation.id == models.Membership.organisation_id)
        .where(models.Membership.person_id.in_(persons), *_valid(models.Membership, uow.today))  # type: ignore[arg-type]
        .order_by(models.Membership.id)
    )
    found: dict[int, list[Membership]] = {person: [] for person in persons}
    for row, organisation in rows:
        hat = Membership(row.role, row.organisation_id, organisation, row.from_on, row.until_on, row.substitute_for_id)
        found[row.person_id].append(hat)
    return {person: tuple(memberships) for person, memberships in found.items()}


def person(uow: UnitOfWork, row: models.Person) -> Person:
    """Return the person of *row* with the memberships that hold today."""
    return Person(row.id, row.name, row.email, row.locale, memberships_of(uow, [row.id])[row.id])


def all_persons(uow: UnitOfWork) -> Sequence[models.Person]:
    return uow.session.scalars(select(models.Person).order_by(models.Person.name, models.Person.id)).all()


def in_role(uow: UnitOfWork, role: str, organisation: int | None = None) -> Sequence[models.Person]:
    """Return who can sign in and has *role* today (for *organisation*, where given), by name."""
    query = (
        select(models.Person)
        .join(models.Membership, models.Membership.person_id == models.Person.id)
        .where(
            models.Membership.role == role,
            models.Person.blocked_at.is_(None),
            *_valid(models.Membership, uow.today),  # type: ignore[arg-type]
        )
        .distinct()
        .order_by(models.Person.name, models.Person.id)
    )
    if organisation is not None:
        query = query.where(models.Membership.organisation_id == organisation)
    return uow.session.scalars(query).all()


def who_act_for(uow: UnitOfWork, organisations: Sequence[int], roles: Sequence[str]) -> list[tuple[int, int]]:
    """Return (organisation, person) for who can sign in and has one of *roles* there today, each pair once."""
    hats = models.Membership
    rows = uow.session.execute(
        select(hats.organisation_id, hats.person_id)
        .join(models.Person, models.Person.id == hats.person_id)
        .where(
            hats.organisation_id.in_(organisations),
            hats.role.in_(roles),
            models.Person.blocked_at.is_(None),
            *_valid(hats, uow.today),  # type: ignore[arg-type]
        )
        .distinct()
        .order_by(hats.organisation_id, hats.person_id)
    )
    return [(organisation, person) for organisation, person in rows]


def names_of(uow: UnitOfWork, persons: set[int]) -> dict[int, str]:
    if not persons:
        return {}
    rows = uow.session.execute(select(models.Person.id, models.Person.name).where(models.Person.id.in_(persons)))
    return {row.id: row.name for row in rows}


def working_at(uow: UnitOfWork, organisations: Sequence[int], *, blocked: bool = True) -> Sequence[tuple[int, str]]:
    """Return who has a role at one of *organisations* today, as (id, name), by name; also who cannot sign in, unless
    *blocked* says otherwise."""
    rows = with_roles_at(uow, organisations)
    return [(row.id, row.name) for row in rows if blocked or row.blocked_at is None]


def with_roles_at(uow: UnitOfWork, organisations: Sequence[int]) -> Sequence[models.Person]:
    """Return who has a role at one of *organisations* today, by name."""
    hats = select(models.Membership.person_id).where(
        models.Membership.organisation_id.in_(organisations),
        *_valid(models.Membership, uow.today),  # type: ignore[arg-type]
    )
    query = select(models.Person).where(models.Person.id.in_(hats))
    return uow.session.scalars(query.order_by(models.Person.name, models.Person.id)).all()


def colleagues(
    uow: UnitOfWork, organisations: Sequence[int], roles: Sequence[str]
) -> Sequence[tuple[str, int, int, str]]:
    """Return who can sign in and is one of *roles* at one of *organisations* today, as (role, organisation, id, name).

    By name; not those who only stand in.
    """
    hats = models.Membership
    found = uow.session.execute(
        select(hats.role, hats.organisation_id, models.Person.id, models.Person.name)
        .join(models.Person, models.Person.id == hats.person_id)
        .where(
            hats.organisation_id.in_(organisations),
            hats.role.in_(roles),
            hats.substitute_for_id.is_(None),
            models.Person.blocked_at.is_(None),
            *_valid(hats, uow.today),  # type: ignore[arg-type]
        )
        .distinct()
        .order_by(models.Person.name, models.Person.id, hats.role)
    )
    return [(role, organisation, number, name) for role, organisation, number, name in found]


def organisations(uow: UnitOfWork, kind: str | None = None, *, closed: bool = False) -> Sequence[models.Organisation]:
    """Return the organisations that are there today, also the *closed* ones where asked for, by kind and name."""
    table = models.Organisation
    query = select(table).order_by(table.kind, table.name)
    if kind is not None:
        query = query.where(table.kind == kind)
    if not closed:
        query = query.where(or_(table.closed_on.is_(None), table.closed_on >= uow.today))
    return uow.session.scalars(query).all()


def schools_like(uow: UnitOfWork, words: str, most: int = 5) -> Sequence[models.Organisation]:
    """Return the schools whose code this is, or whose name has these words; nobody looks for one by two letters."""
    if len(words) < 3:
        return []
    sought = words.casefold()
    there = organisations(uow, "school", closed=True)
    return [each for each in there if sought == each.code.casefold() or sought in each.name.casefold()][:most]


def organisation_by_code(uow: UnitOfWork, code: str) -> models.Organisation | None:
    return uow.session.scalar(select(models.Organisation).where(models.Organisation.code == code))


def organisation_names(uow: UnitOfWork, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = uow.session.execute(
        select(models.Organisation.id, models.Organisation.name).where(models.Organisation.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def mandates(uow: UnitOfWork) -> Sequence[models.Mandate]:
    return uow.session.scalars(select(models.Mandate).order_by(models.Mandate.what, models.Mandate.id)).all()


def count_persons(uow: UnitOfWork) -> int:
    return uow.session.scalar(select(func.count()).select_from(models.Person)) or 0


def membership(uow: UnitOfWork, person_id: int, role: str, organisation_id: int) -> models.Membership | None:
    """Return the membership that holds today; not where they only stand in."""
    return uow.session.scalar(
        select(models.Membership)
        .where(
            models.Membership.person_id == person_id,
            models.Membership.role == role,
            models.Membership.organisation_id == organisation_id,
            models.Membership.substitute_for_id.is_(None),
            *_valid(models.Membership, uow.today),  # type: ignore[arg-type]
        )
        .limit(1)
    )


def invitation(uow: UnitOfWork, token_hash: str) -> models.Invitation | None:
    return uow.session.scalars(
        select(models.Invitation).where(models.Invitation.token_hash == token_hash)
    ).one_or_none()


# ------------------------------------------------------------------ what administrators change
def note_change(
    uow: UnitOfWork,
    what: str,
    by: int | None,
    *,
    person_id: int | None = None,
    organisation_id: int | None = None,
    **details: str | None,
) -> None:
    """Keep on record that *by* (empty: who runs the system) changed something."""
    row = models.AdminEntry(
        at=uow.now, by_id=by, what=what, person_id=person_id, organisation_id=organisation_id, details=details
    )
    uow.session.add(row)


def noted_since(
    uow: UnitOfWork, what: str, persons: Sequence[int], since: datetime
) -> dict[tuple[int, int | None], datetime]:
    """Return when something was last noted about these people since a moment, by person and organisation."""
    entry = models.AdminEntry
    query = select(entry.person_id, entry.organisation_id, func.max(entry.at)).where(
        entry.person_id.in_(persons), entry.what == what, entry.at >= since
    )
    rows = uow.session.execute(query.group_by(entry.person_id, entry.organisation_id))
    return {(row[0], row[1]): row[2] for row in rows if row[0] is not None}


def changes(uow: UnitOfWork, limit: int) -> Sequence[models.AdminEntry]:
    """Return what was changed, the latest first."""
    return uow.session.scalars(select(models.AdminEntry).order_by(models.AdminEntry.id.desc()).limit(limit)).all()


def note_register_change(
    uow: UnitOfWork, what: str, by: int | None, live_id: int, details: Mapping[str, str], part: str | None = None
) -> None:
    """Keep on record that *by* changed a part of the register, which is so since *live_id*."""
    uow.session.add(
        models.AdminEntry(at=uow.now, by_id=by, what=what, part=part, live_id=live_id, details=dict(details))
    )


def changes_of_part(uow: UnitOfWork, part: str, limit: int) -> Sequence[models.AdminEntry]:
    """Return what was changed in a part of the register, the latest first."""
    query = select(models.AdminEntry).where(models.AdminEntry.part == part)
    return uow.session.scalars(query.order_by(models.AdminEntry.id.desc()).limit(limit)).all()


def changes_since(uow: UnitOfWork, live_id: int, limit: int) -> Sequence[models.AdminEntry]:
    """Return what was changed in the register after *live_id*, in order."""
    query = select(models.AdminEntry).where(models.AdminEntry.live_id > live_id)
    return uow.session.scalars(query.order_by(models.AdminEntry.live_id).limit(limit)).all()


def changes_by_id(uow: UnitOfWork, ids: set[int]) -> dict[int, models.AdminEntry]:
    rows = uow.session.scalars(select(models.AdminEntry).where(models.AdminEntry.id.in_(ids))) if ids else ()
    return {row.id: row for row in rows}
