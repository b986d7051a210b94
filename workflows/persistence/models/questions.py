"""Questions that people who work on a case ask each other."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NO_DATE, NUMBERED, Numbered

MINE = text("closed_at IS NULL AND assignee_id IS NOT NULL")
FREE = text("closed_at IS NULL AND assignee_id IS NULL")
OPEN = text("closed_at IS NULL")
UNREAD = text("read_at IS NULL")


class Question(Numbered):
    """A question to a colleague or a group. Its words stand in the history of the case, and end with those.

    Closed when it was answered or withdrawn, or when its case ended; read when who asked laid the answer aside.
    """

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"))  #: in which it came up
    block: Mapped[str] = mapped_column(String(40))  #: data block that decides who may read it
    actor: Mapped[str] = mapped_column(String(60))  #: the group that is asked, role:organisation
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: who of them, where one is asked
    sort_on: Mapped[date] = mapped_column(default=NO_DATE)  #: when the answer is wished for
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    asked_seq: Mapped[int]  #: the entry with its words
    answered_seq: Mapped[int | None]  #: the entry with the answer
    closed_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_question_mine", "assignee_id", "sort_on", "id", sqlite_where=MINE, postgresql_where=MINE),
        Index("ix_question_free", "actor", "sort_on", "id", sqlite_where=FREE, postgresql_where=FREE),
        Index("ix_question_asked", "asked_by_id", "id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index("ix_question_open", "case_id", sqlite_where=OPEN, postgresql_where=OPEN),
        NUMBERED,
    )
