"""What schools say each month about their zorgplicht."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Numbered


class SchoolReturn(Numbered):
    """A school said how many pupils were registered and without a place; the last one about a month counts."""

    __tablename__ = "school_return"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date]  #: its first day
    waiting: Mapped[int]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on_behalf: Mapped[bool] = mapped_column(default=False)  #: the office filled it in for the school

    __table_args__ = (Index(None, "school_id", "month", "id"), NUMBERED)
