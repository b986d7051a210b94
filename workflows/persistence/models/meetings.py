"""The meetings of a committee, the cases on their agendas, and what each member said before reading them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Model, Numbered

KNOWS = text("knows")
ON_AGENDA = text("state = 'open'")


class Meeting(Numbered):
    """A meeting of a committee, or a round in writing; *minutes* are fixed once *fixed_at* has a moment."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    swv_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    committee: Mapped[str] = mapped_column(String(40))  #: its id in the shared files
    kind: Mapped[str] = mapped_column(String(12))  #: vergadering, extra, ronde
    held_on: Mapped[date]
    starts_at: Mapped[str] = mapped_column(String(5))
    place: Mapped[str] = mapped_column(String(200))
    closes_on: Mapped[date]  #: the last day for papers
    closes_at: Mapped[datetime | None]  #: of a round: until when members answer
    capacity: Mapped[int]  #: so many cases
    cancelled: Mapped[str | None] = mapped_column(String(200))  #: why it is not held
    present: Mapped[list[Any]]  #: who was there: person, name, discipline
    minutes: Mapped[dict[str, Any] | None]
    seal: Mapped[str | None] = mapped_column(String(64))  #: SHA-256 over the minutes, those of each case included
    fixed_at: Mapped[datetime | None]
    fixed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index(None, "swv_id", "held_on", "id"), NUMBERED)


class MeetingItem(Numbered):
    """A case on an agenda, by the task that waits; what was minuted of it ends with the details of the case."""

    __tablename__ = "meeting_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"), index=True)
    place: Mapped[int]
    together: Mapped[bool]  #: a hamerstuk
    state: Mapped[str] = mapped_column(String(12))  #: open, advised, held (aangehouden), off, table (bespreken)
    held_until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)  #: why it was held
    minutes: Mapped[dict[str, Any] | None]

    __table_args__ = (
        UniqueConstraint("meeting_id", "task_id"),
        Index("uq_meeting_item_open", "task_id", unique=True, sqlite_where=ON_AGENDA, postgresql_where=ON_AGENDA),
        NUMBERED,
    )


class MeetingReader(Model):
    """What a member answered to "do you know this child or this school", whether they read the case, how they voted."""

    __tablename__ = "meeting_reader"

    item_id: Mapped[int] = mapped_column(ForeignKey("meeting_item.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    knows: Mapped[bool]
    answered_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    vote: Mapped[str | None] = mapped_column(String(12))  #: eens, bespreken
    vote_reason: Mapped[str] = mapped_column(Text)
    voted_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_meeting_reader_knows", "person_id", "case_id", sqlite_where=KNOWS, postgresql_where=KNOWS),
    )
