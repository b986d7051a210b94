"""The secret links by which calendars read along."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import Model


class AgendaLink(Model):
    """The one link by which the calendar of a person reads their dates; the secret itself is not kept."""

    __tablename__ = "agenda_link"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
