"""That somebody agreed to destroy a file, before a second person does it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import Model


class Erasure(Model):
    """Who agreed first that a file may be destroyed; who did it stands with the case."""

    __tablename__ = "erasure"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    first_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first_at: Mapped[datetime]
