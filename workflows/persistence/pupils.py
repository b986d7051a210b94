"""A pupil over all cases: which there are, and what lies in them, for all of them at once."""

from collections.abc import Sequence

from sqlalchemy import or_, select, tuple_

from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork


def now_known_as(uow: UnitOfWork, pupil_id: int) -> models.Pupil | None:
    """Return a pupil; who became another is that other."""
    found = uow.session.get(models.Pupil, pupil_id)
    while found is not None and found.merged_into_id is not None:
        found = uow.session.get_one(models.Pupil, found.merged_into_id)
    return found


def cases_of(uow: UnitOfWork, pupil_id: int, limit: int) -> Sequence[models.Case]:
    """Return the cases of a pupil, the newest first."""
    found = select(models.Case).where(models.Case.pupil_id == pupil_id)
    return uow.session.scalars(found.order_by(models.Case.id.desc()).limit(limit)).all()


def happened(
    uow: UnitOfWork,
    cases: Sequence[int],
    kinds: Sequence[str],
    before: tuple[int, int] | None,
    limit: int,
) -> Sequence[models.Entry]:
    """Return what happened in several cases, of these kinds, the latest first.

    *before* is the case and the number of the entry from which a page goes on.
    """
    entry = models.Entry
    last = uow.session.get(entry, before) if before is not None and before[0] in cases else None
    query = select(entry).where(entry.case_id.in_(cases), entry.kind.in_(kinds))
    if last is not None:
        earlier = tuple_(entry.case_id, entry.seq) < (last.case_id, last.seq)
        query = query.where(or_(entry.at < last.at, (entry.at == last.at) & earlier))
    query = query.order_by(entry.at.desc(), entry.case_id.desc(), entry.seq.desc()).limit(limit)
    return uow.session.scalars(query).all()


def documents_in(uow: UnitOfWork, cases: Sequence[int]) -> Sequence[models.Document]:
    """Return the submitted documents of several cases, the latest first."""
    document = models.Document
    found = select(document).where(document.case_id.in_(cases), document.submitted, document.removed_at.is_(None))
    return uow.session.scalars(found.order_by(document.id.desc())).all()
