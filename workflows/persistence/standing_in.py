"""Who has the role of another for a time, and who could: few rows, each by an index."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from workflows.persistence.models import Mandate, Membership, Person
from workflows.persistence.models.people import STANDS_IN
from workflows.persistence.unit_of_work import UnitOfWork


def since(uow: UnitOfWork, organisations: Sequence[int], day: date) -> Sequence[Membership]:
    """Return who stood in on a day or later, the last to begin first."""
    query = select(Membership).where(STANDS_IN, Membership.until_on >= day)
    return uow.session.scalars(
        query.where(Membership.organisation_id.in_(organisations), Membership.until_on >= Membership.from_on)
        .order_by(Membership.from_on.desc(), Membership.id.desc())
    ).all()  # fmt: skip


def overlapping(uow: UnitOfWork, hat: Membership, first: date, last: date) -> bool:
    """Does somebody stand in for this person, in this role, on one of these days?"""
    return any(
        (each.substitute_for_id, each.role) == (hat.person_id, hat.role) and each.from_on <= last
        for each in since(uow, [hat.organisation_id], first)
    )


def signers(uow: UnitOfWork, organisations: Sequence[int]) -> list[Membership]:
    """Return what makes somebody sign today in these organisations: by a mandate on their name or own role."""
    today = uow.today
    rows = uow.session.scalars(
        select(Membership)
        .join(Mandate, Mandate.organisation_id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id.in_(organisations),
            Membership.substitute_for_id.is_(None),
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
            Mandate.from_on <= today,
            or_(Mandate.until_on.is_(None), Mandate.until_on >= today),
            or_(Mandate.person_id == Membership.person_id, Mandate.role == Membership.role),
            Person.blocked_at.is_(None),
        )
        .order_by(Person.name, Membership.id)
    )
    return list(dict.fromkeys(rows))


def colleagues(uow: UnitOfWork, organisations: Sequence[int]) -> list[tuple[int, str]]:
    """Return who can sign in and has a role of their own in these organisations today, by name."""
    today = uow.today
    rows = uow.session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id.in_(organisations),
            Membership.substitute_for_id.is_(None),
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
            Person.blocked_at.is_(None),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(row[0], row[1]) for row in rows]
