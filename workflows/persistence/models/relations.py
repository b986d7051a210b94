"""The people around a pupil, and two files that turned out to be of one child."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Numbered

LAST = text("NOT replaced")


class Relation(Numbered):
    """Somebody around a pupil, as one version said; a change is a new version with the same *key*, and the old stays.

    Source: AVG art. 5 lid 1 sub d and lid 2 (data are right, and it can be shown how they came to be so).
    """

    __tablename__ = "relation"

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), index=True)
    key: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(20))  #: parent, guardian, representative, ...
    name: Mapped[str] = mapped_column(String(200))
    authority: Mapped[str] = mapped_column(String(10))  #: ja, nee, onbekend; empty where nobody asks
    address: Mapped[str] = mapped_column(Text)
    secret: Mapped[bool]  #: the address stands on their own letters and nowhere else
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(100))
    digital: Mapped[list[Any]]  #: kinds of letters that they want by e-mail
    language: Mapped[str] = mapped_column(String(100))  #: for which they need an interpreter
    behalf_of: Mapped[list[Any]]  #: keys of whom a representative acts for
    authorised_on: Mapped[date | None]  #: day of the document that says so
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))  #: in which it was said
    slot: Mapped[str] = mapped_column(String(20))  #: of the form, ouder1 or ouder2; empty: the office wrote it down
    by_hand: Mapped[bool]  #: the office wrote it down: what a form says does not take its place
    reason: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced: Mapped[bool]  #: there is a later version

    __table_args__ = (
        Index("uq_relation_last", "key", unique=True, sqlite_where=LAST, postgresql_where=LAST),
        NUMBERED,
    )


class PupilMerge(Numbered):
    """Two pupils were one child: what moved from one to the other, so that it can be undone exactly."""

    __tablename__ = "pupil_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    moved: Mapped[dict[str, Any]]  #: ids by table
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_reason: Mapped[str] = mapped_column(Text)
