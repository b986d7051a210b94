"""The cases that are watched: where a child may be without a school, and what comes next."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NO_DATE, Model


class Watched(Model):
    """An open case as the monitor shows it: a projection of the case, and the next action that people agreed on.

    The row goes when the case ends, and the note with it; its entries end with the details of the case.
    """

    __tablename__ = "watched"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    swv_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    received_on: Mapped[date]
    sort_on: Mapped[date] = mapped_column(default=NO_DATE)  #: the first of its terms: the most urgent on top
    terms: Mapped[list[Any]]  #: the clocks that run or stand still, each with its reasons
    shown: Mapped[dict[str, Any]]  #: what the route lets the monitor say of it
    next_on: Mapped[date | None]
    next_note: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        Index("ix_watched_swv", "swv_id", "sort_on", "case_id"),
        Index("ix_watched_board", "board_id", "sort_on", "case_id"),
        Index("ix_watched_school", "school_id", "sort_on", "case_id"),
    )
