"""What is laid before who signs, who saw it, what was signed together; and the notes that are nobody else's."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import Model, Numbered


class Prepared(Model):
    """A decision laid ready to be signed, or sent back with a remark."""

    __tablename__ = "prepared"

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(Text)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    returned_at: Mapped[datetime | None]  #: it lies with who prepared it, until they lay it ready again


class Shown(Model):
    """Somebody saw the case and the letters that their signature would send, as they were then."""

    __tablename__ = "shown"

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seal: Mapped[str] = mapped_column(String(64))  #: SHA-256 over the answers and the letters
    at: Mapped[datetime]


class Series(Numbered):
    """Decisions that one person signs after another, having said once more who they are."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    signs_until: Mapped[datetime | None]  #: the password held: until then they may sign
    tasks: Mapped[list[Any]]  #: task and how it went (empty: not tried), in order


class PrivateNote(Model):
    """What a member of a committee wrote down for themselves: no part of the dossier, gone with the decision.

    Source: AVG art. 15 (a note that is shared, or kept, is in the dossier).
    """

    __tablename__ = "private_note"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
