"""What somebody wrote down about a case outside its steps, and when they come back to it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Numbered

TO_FOLLOW = text("next_on IS NOT NULL AND done_at IS NULL")
ENDING = text("erase_on IS NOT NULL")


class Note(Numbered):
    """A note: for its writer alone, gone on *erase_on*; or of the dossier, where it stays as it is and ends with it."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    in_dossier: Mapped[bool]
    how: Mapped[str] = mapped_column(String(12))  #: telefoon, bezoek, overleg, anders
    whom: Mapped[str] = mapped_column(String(200))  #: with whom it was
    told: Mapped[str] = mapped_column(Text)  #: what was said or seen
    plan: Mapped[str] = mapped_column(Text)  #: what will be done
    next_on: Mapped[date | None]  #: when somebody comes back to it
    follower_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: who does: the writer, or a successor
    done_at: Mapped[datetime | None]  #: when they did
    erase_on: Mapped[date | None]  #: first day on which a note for its writer alone may be there no more

    __table_args__ = (
        Index("ix_note_to_follow", "follower_id", "next_on", "id", sqlite_where=TO_FOLLOW, postgresql_where=TO_FOLLOW),
        Index("ix_note_ending", "erase_on", sqlite_where=ENDING, postgresql_where=ENDING),
        NUMBERED,
    )
