"""Notes on cases: those of a case, those that somebody comes back to, those whose time is over."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, delete, exists, or_, select, update

from workflows.persistence.models import Case, Note, Party, Pupil
from workflows.persistence.models.notes import ENDING, TO_FOLLOW
from workflows.persistence.unit_of_work import UnitOfWork


def of_cases(uow: UnitOfWork, cases: Sequence[int], reader: int) -> Sequence[Note]:
    """Return the notes on these cases that are of the dossier or of *reader* alone, the latest first."""
    theirs = or_(Note.in_dossier, Note.by_id == reader)
    return uow.session.scalars(select(Note).where(Note.case_id.in_(cases), theirs).order_by(Note.id.desc())).all()


class ToFollow(NamedTuple):
    """A note that somebody comes back to, with its case and whom that is about."""

    note: Note
    case: Case
    first_name: str | None
    infix: str | None
    last_name: str | None


def to_follow(uow: UnitOfWork, follower: int, until: date, limit: int) -> list[ToFollow]:
    """Return what somebody comes back to up to a day, the first on top; only of cases that were not destroyed."""
    rows = uow.session.execute(
        select(Note, Case, Pupil.first_name, Pupil.infix, Pupil.last_name)
        .join(Case, Case.id == Note.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .where(TO_FOLLOW, and_(Note.follower_id == follower, Note.next_on <= until))
        .order_by(Note.next_on, Note.id)
        .limit(limit)
    )
    return [ToFollow(*row) for row in rows]


def are_ending(uow: UnitOfWork, today: date) -> bool:
    """Is there a note that may be there no more?"""
    return bool(uow.session.scalar(select(exists().where(ENDING, Note.erase_on <= today))))


def destroy_ended(uow: UnitOfWork, today: date) -> None:
    """Destroy the notes that may be there no more."""
    uow.session.execute(delete(Note).where(ENDING, Note.erase_on <= today))


def pass_on(uow: UnitOfWork, person: int, to: int, swvs: Sequence[int]) -> None:
    """Let another come back to the notes of dossiers of these samenwerkingsverbanden.

    What somebody wrote for themselves alone stays with them.
    """
    ours = select(Party.case_id).where(
        Party.case_id == Note.case_id, Party.party == "swv", Party.organisation_id.in_(swvs)
    )
    which = and_(TO_FOLLOW, Note.follower_id == person, Note.in_dossier, ours.exists())
    ids = uow.session.scalars(select(Note.id).where(which)).all()
    uow.session.execute(update(Note).where(Note.id.in_(ids)).values(follower_id=to))
