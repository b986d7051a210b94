"""Did anybody at a samenwerkingsverband look at a case since a moment?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select, update

from workflows.persistence.models import Document, Membership, ReadLog, TaskSeen
from workflows.persistence.unit_of_work import UnitOfWork


def opened_since(uow: UnitOfWork, case_id: int, tasks: Sequence[int], swv: int, at: datetime) -> bool:
    """Did anybody who works for *swv* open one of *tasks*, or read anything of the case after *at*? One statement."""
    theirs = select(Membership.person_id).where(
        Membership.organisation_id == swv,
        Membership.from_on <= uow.today,
        or_(Membership.until_on.is_(None), Membership.until_on >= uow.today),
    )
    seen = exists().where(TaskSeen.task_id.in_(tasks), TaskSeen.person_id.in_(theirs))
    read = exists().where(ReadLog.case_id == case_id, ReadLog.at > at, ReadLog.person_id.in_(theirs))
    return bool(uow.session.scalar(select(or_(seen, read))))


def documents_return(uow: UnitOfWork, task_id: int) -> None:
    """Let what was submitted with a task belong to its draft again."""
    mine = (Document.task_id == task_id) & Document.removed_at.is_(None)
    uow.session.execute(update(Document).where(mine).values(submitted=False))
