"""What somebody has that can go to a successor."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from workflows.persistence.models import Draft, UserTask
from workflows.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Taken:
    """An open task on somebody's name; *drafted*: something was typed in it already."""

    id: int
    by_name: bool
    drafted: bool


def taken(uow: UnitOfWork, person: int, actors: Sequence[str]) -> list[Taken]:
    """Return what somebody has through these groups, in the order of the cases, as every batch locks them."""
    query = (
        select(UserTask.id, UserTask.by_name, Draft.task_id.is_not(None))
        .outerjoin(Draft, Draft.task_id == UserTask.id)
        .where(UserTask.assignee_id == person, UserTask.actor.in_(actors), UserTask.ended_at.is_(None))
        .order_by(UserTask.case_id, UserTask.id)
    )
    return [Taken(row[0], row[1], row[2]) for row in uow.session.execute(query)]
