"""The links by which calendars read along: one per person, known by the hash of its secret."""

from datetime import datetime

from sqlalchemy import delete, select

from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork


def replace_link(uow: UnitOfWork, person_id: int, token_hash: str) -> None:
    """Give a person a link; the one they had ends."""
    row = uow.session.get(models.AgendaLink, person_id)
    if row is None:
        row = models.AgendaLink(person_id=person_id, token_hash=token_hash, made_at=uow.now)
        uow.session.add(row)
    row.token_hash, row.made_at = token_hash, uow.now


def end_link(uow: UnitOfWork, person_id: int) -> bool:
    """End the link of a person; False if there was none."""
    ended = uow.session.execute(delete(models.AgendaLink).where(models.AgendaLink.person_id == person_id))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def link_made_at(uow: UnitOfWork, person_id: int) -> datetime | None:
    return uow.session.scalar(select(models.AgendaLink.made_at).where(models.AgendaLink.person_id == person_id))


def with_link(uow: UnitOfWork) -> set[int]:
    """Return who has a link."""
    return set(uow.session.scalars(select(models.AgendaLink.person_id)))


def reader_of(uow: UnitOfWork, token_hash: str) -> models.Person | None:
    """Return the person of a link, unless they can no longer sign in."""
    return uow.session.scalar(
        select(models.Person)
        .join(models.AgendaLink, models.AgendaLink.person_id == models.Person.id)
        .where(models.AgendaLink.token_hash == token_hash, models.Person.blocked_at.is_(None))
    )
