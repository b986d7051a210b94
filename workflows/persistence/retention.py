"""Cases whose time has come: the list, and what is destroyed of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import aliased

from workflows.persistence.models import (
    Case,
    Document,
    DocumentContent,
    Draft,
    Entry,
    Erasure,
    Incoming,
    IncomingFile,
    Letter,
    Meeting,
    MeetingItem,
    MeetingReader,
    Note,
    Party,
    Prepared,
    Pupil,
    PupilMerge,
    Question,
    Relation,
    Tlv,
    UserTask,
)
from workflows.persistence.unit_of_work import UnitOfWork


class DueRow(NamedTuple):
    """A case whose details end: since when they may be destroyed, and what keeps them: an open case that is linked."""

    id: int
    number: str
    route: str
    deployment_id: int
    first_name: str | None
    infix: str | None
    last_name: str | None
    ended_at: datetime
    erase_on: date
    hold: str | None
    waits_for: str | None
    first_by_id: int | None  #: who agreed, before a second person destroys it
    first_at: datetime | None


class ErasedRow(NamedTuple):
    """That a case was destroyed: by whom, and who agreed before."""

    number: str
    route: str
    erased_at: datetime
    by_id: int | None
    first_by_id: int | None


_linked = aliased(Case)
_WAITS_FOR = (
    select(func.min(_linked.number))
    .where(_linked.linked_from_id == Case.id, _linked.ended_at.is_(None))
    .scalar_subquery()
)


def _due(swvs: Sequence[int], until: date) -> Any:
    return (
        select(
            Case.id, Case.number, Case.route, Case.deployment_id, Pupil.first_name, Pupil.infix, Pupil.last_name,
            Case.ended_at, Case.erase_on, Case.hold, _WAITS_FOR, Erasure.first_by_id, Erasure.first_at,
        )
        .join(Party, (Party.case_id == Case.id) & (Party.party == "swv"))
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Erasure, Erasure.case_id == Case.id)
        .where(Case.erase_on <= until, Case.erased_at.is_(None), Case.ended_at.is_not(None))
        .where(Party.organisation_id.in_(swvs))
        .order_by(Case.erase_on, Case.id)
    )  # fmt: skip


def due(uow: UnitOfWork, swvs: Sequence[int], until: date, limit: int) -> list[DueRow]:
    """Return the ended cases whose details may be destroyed by a day, the first to end on top."""
    return [DueRow(*row) for row in uow.session.execute(_due(swvs, until).limit(limit))]


def erased(uow: UnitOfWork, swvs: Sequence[int], limit: int) -> list[ErasedRow]:
    """Return which cases were destroyed, the latest first."""
    rows: Any = uow.session.execute(
        select(Case.number, Case.route, Case.erased_at, Case.erased_by_id, Erasure.first_by_id)
        .outerjoin(Erasure, Erasure.case_id == Case.id)
        .join(Party, (Party.case_id == Case.id) & (Party.party == "swv"))
        .where(Case.erased_at.is_not(None), Party.organisation_id.in_(swvs))
        .order_by(Case.erased_at.desc(), Case.id.desc())
        .limit(limit)
    )
    return [ErasedRow(*row) for row in rows]


def letters_of(uow: UnitOfWork, case_id: int) -> Sequence[Letter]:
    return uow.session.scalars(select(Letter).where(Letter.case_id == case_id)).all()


def meetings_of(uow: UnitOfWork, case_id: int) -> list[tuple[Meeting, list[MeetingItem]]]:
    """Return the meetings that had the case on their agenda, each with all of its items in order."""
    ids = select(MeetingItem.meeting_id).where(MeetingItem.case_id == case_id)
    found = uow.session.scalars(select(Meeting).where(Meeting.id.in_(ids))).all()
    return [
        (
            meeting,
            list(
                uow.session.scalars(
                    select(MeetingItem)
                    .where(MeetingItem.meeting_id == meeting.id)
                    .order_by(MeetingItem.place, MeetingItem.id)
                )
            ),
        )
        for meeting in found
    ]


def destroy_details(uow: UnitOfWork, case_id: int) -> int:
    """Destroy what was answered, declared and noted in a case, its documents and drafts; return how many documents."""
    uow.session.flush()
    run = uow.session.execute
    mine = select(Document.id).where(Document.case_id == case_id).scalar_subquery()
    documents = uow.session.scalar(select(func.count()).select_from(Document).where(Document.case_id == case_id)) or 0
    run(update(Entry).where(Entry.case_id == case_id).values(details=None, salt=None))
    run(delete(DocumentContent).where(DocumentContent.document_id.in_(mine)))
    gone = {"name": "", "kind": "", "sha256": "", "doubt_at": None, "size": 0, "removed_at": uow.now}
    run(update(Document).where(Document.case_id == case_id).values(**gone))
    tasks = select(UserTask.id).where(UserTask.case_id == case_id).scalar_subquery()
    run(delete(Draft).where(Draft.task_id.in_(tasks)))
    run(delete(Prepared).where(Prepared.task_id.in_(tasks)))
    run(delete(Question).where(Question.case_id == case_id))
    run(delete(Note).where(Note.case_id == case_id))
    run(delete(MeetingReader).where(MeetingReader.case_id == case_id))
    post = select(Incoming.id).where(Incoming.case_id == case_id).scalar_subquery()
    run(delete(IncomingFile).where(IncomingFile.incoming_id.in_(post)))
    run(update(Incoming).where(Incoming.case_id == case_id).values(answers={}, note=""))
    run(delete(Relation).where(Relation.case_id == case_id, Relation.replaced))
    return documents


def part_with_pupil(uow: UnitOfWork, case: Case) -> None:
    """Let a case no longer say whom it was about; a pupil of whom nothing else is kept has no name any more.

    The people around a pupil go with the last case; who was made one with the pupil goes with them.
    """
    pupil_id, case.pupil_id = case.pupil_id, None
    uow.session.flush()
    if pupil_id is None:
        return
    forget_pupil_of_nothing(uow, pupil_id)


def forget_pupil_of_nothing(uow: UnitOfWork, pupil_id: int) -> None:
    """Forget the people around a pupil without a case; and who a pupil was of whom no TLV is kept either."""
    if not uow.session.scalar(select(exists().where(Case.pupil_id == pupil_id))):
        uow.session.execute(delete(Relation).where(Relation.pupil_id == pupil_id))
    kept = exists().where(Case.pupil_id == pupil_id) | exists().where(Tlv.pupil_id == pupil_id)
    if not uow.session.scalar(select(kept)):
        nobody = {"first_name": "", "infix": "", "last_name": "", "sort_name": "", "born_on": date(1900, 1, 1)}
        them = (Pupil.id == pupil_id) | (Pupil.merged_into_id == pupil_id)
        uow.session.execute(update(Pupil).where(them).values(**nobody, school_id=None))
        merges = (PupilMerge.kept_id == pupil_id) | (PupilMerge.gone_id == pupil_id)
        uow.session.execute(update(PupilMerge).where(merges).values(reason="", undone_reason=""))
