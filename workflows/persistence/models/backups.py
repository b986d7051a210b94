"""When all data was copied, and when a copy was restored to see whether it can be."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Numbered


class Backup(Numbered):
    """One time that a copy was made, or restored as a rehearsal; *ok* is empty until it ended."""

    __tablename__ = "backup"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  #: copy, rehearsal
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: empty: by itself
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    step: Mapped[str] = mapped_column(String(12), default="")
    done: Mapped[int] = mapped_column(default=0)  #: of the step, in hundredths
    ok: Mapped[bool | None]
    file: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    result: Mapped[dict[str, Any]]  #: how many of what was found
    problem: Mapped[list[Any]]  #: a sentence, and what stands in it

    __table_args__ = (
        Index(
            "ux_backup_open", "kind", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "kind", "ended_at"),
        NUMBERED,
    )  # fmt: skip
