"""When something did not work, so that nobody is blamed for what could not reach us."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Model, Numbered


class Outage(Numbered):
    """From one moment until another something did not work; *recorded_at* is empty while it is only proposed."""

    __tablename__ = "outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(12))  #: page, mail, site
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "until_at", "id"), NUMBERED)


class Pulse(Model):
    """When the scheduler was last alive."""

    __tablename__ = "pulse"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
