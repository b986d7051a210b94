"""Routes as they were deployed, the register of rules, and proposals that are being drawn."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
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


BEING_MADE = text("state IN ('open', 'offered')")


class Proposal(Numbered):
    """A change of a route that is being made: all its files, saved each time, also with errors.

    One at a time for a route; it is open, offered to who must agree, published, or dropped.
    """

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(40))
    base_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))  #: what it changes
    files: Mapped[Mapping[str, bytes]] = mapped_column(Files)
    version: Mapped[int] = mapped_column(default=1)  #: one more with every save
    state: Mapped[str] = mapped_column(String(12), default="open")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    offered_at: Mapped[datetime | None]
    live_from: Mapped[date | None]  #: the day from which new cases take it, as proposed
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)  #: what the gates ask, and why warnings are accepted
    deployment_id: Mapped[int | None] = mapped_column(ForeignKey("deployment.id"))  #: what became of it

    __table_args__ = (
        Index("uq_proposal_being_made", "route", unique=True, sqlite_where=BEING_MADE, postgresql_where=BEING_MADE),
        NUMBERED,
    )


class ProposalEdit(Numbered):
    """One save of a proposal: which files, and what stood in them before, so that it can be undone."""

    __tablename__ = "proposal_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(200))
    paths: Mapped[list[Any]]  #: of the files that changed
    before: Mapped[Mapping[str, bytes]] = mapped_column(Files)  #: without those that were not there
    undone: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0, server_default="0")  #: of the proposal, since it was done or undone


class DryRun(Numbered):
    """A proposal that somebody walks through on answers that are made up: the steps done, to be done again from them.

    One for each who walks; nothing of it touches a case, and it goes when it is stopped or not used any more.
    """

    __tablename__ = "dry_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    steps: Mapped[list[Any]]
    used_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("proposal_id", "person_id"), NUMBERED)


class RouteStart(Model):
    """From this day on cases of a route begin here; those that began earlier are taken over."""

    __tablename__ = "route_start"

    route: Mapped[str] = mapped_column(String(40), primary_key=True)
    from_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Counter(Model):
    """The last number handed out in a series (case numbers of a year, TLV numbers of a year)."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]
