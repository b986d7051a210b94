"""Routes as they were deployed, the register of rules, and proposals that are being drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Model, Numbered
from workflows.persistence.types import Files


class Deployment(Numbered):
    """The files of a route, frozen."""

    __tablename__ = "deployment"

    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    files: Mapped[Mapping[str, bytes]] = mapped_column(Files)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    change_class: Mapped[str | None] = mapped_column(String(1))  #: A to D: who must agree to the change
    approvals: Mapped[list[Any]] = mapped_column(default=list)

    __table_args__ = (UniqueConstraint("route", "version"), NUMBERED)


class Live(Numbered):
    """From a moment, new cases of a route run on a deployment. Append only: publishing and rolling back add a row."""

    __tablename__ = "live"

    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[datetime]
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index(None, "route", "from_at"), NUMBERED)


class Counter(Model):
    """The last number handed out in a series (case numbers of a year, TLV numbers of a year)."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]
