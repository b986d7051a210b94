"""The monthly returns of schools: the last one about a month, and about which month a school last said anything."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork

TABLE = models.SchoolReturn


def about(uow: UnitOfWork, month: date, schools: Sequence[int]) -> dict[int, models.SchoolReturn]:
    """Return what each of *schools* last said about a month; who said nothing is not in it."""
    rows = uow.session.scalars(
        select(TABLE).where(TABLE.school_id.in_(schools), TABLE.month == month).order_by(TABLE.id)
    )
    return {row.school_id: row for row in rows}


def last_months(uow: UnitOfWork, schools: Sequence[int]) -> dict[int, date]:
    """Return the last month about which each of *schools* said anything; who never did is not in it."""
    rows = uow.session.execute(
        select(TABLE.school_id, func.max(TABLE.month)).where(TABLE.school_id.in_(schools)).group_by(TABLE.school_id)
    )
    return {row[0]: row[1] for row in rows}
