"""Organisations, the people who work in them, what they may decide, and the pupils it is about."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text, true
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Model, Numbered
from workflows.persistence.types import Searchable

STANDS_IN = text("substitute_for_id IS NOT NULL")


class Organisation(Numbered):
    """The samenwerkingsverband itself, a school board, or a school."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  #: swv, board or school
    code: Mapped[str] = mapped_column(String(20), unique=True)  #: SWV number, board number, BRIN with branch
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str | None] = mapped_column(String(12))  #: noord, midden, zuid: decides the school holidays
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  #: board of a school
    swv_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  #: to which a school belongs
    address: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(254))
    closed_on: Mapped[date | None]


class Person(Numbered):
    """Somebody who can sign in."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  #: in lower case
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_epoch: Mapped[int] = mapped_column(default=0)  #: raised by "log overal uit": older sessions end
    failed_logins: Mapped[int] = mapped_column(default=0)  #: wrong passwords since the last right one
    failed_at: Mapped[datetime | None]  #: the last of them
    must_change: Mapped[bool] = mapped_column(default=False)  #: the password was handed out, and works once
    locale: Mapped[str] = mapped_column(String(5), default="nl")
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default=true())  #: single keys do something
    blocked_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Membership(Numbered):
    """A person acts in a role for an organisation, from a day until a day (inclusive).

    Who stands in has the role of another until then, by an *act*; source: Awb art. 10:1-10:12, practice.
    """

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    substitute_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    act: Mapped[str | None] = mapped_column(String(200))  #: of who stands in: the decision by which they do

    __table_args__ = (
        Index(None, "organisation_id", "role"),
        Index("ix_membership_stand_in", "until_on", "id", sqlite_where=STANDS_IN, postgresql_where=STANDS_IN),
        NUMBERED,
    )


class Invitation(Model):
    """The one link by which somebody may choose a password, until a moment; the secret itself is not kept."""

    __tablename__ = "invitation"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    until_at: Mapped[datetime]


class Mandate(Numbered):
    """A person or a role may decide or sign something on behalf of an organisation.

    Source: Awb art. 10:1-10:12.
    """

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str | None] = mapped_column(String(40))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    what: Mapped[str] = mapped_column(String(80))
    amount: Mapped[int | None]  #: whole euros, where the mandate has a limit
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    act: Mapped[str] = mapped_column(String(200))  #: the decision by which it was given
    on_behalf_of: Mapped[str] = mapped_column(String(200))  #: as a letter says it: "het bestuur van ..." (Awb 10:10)


class Pupil(Numbered):
    """A child or young person; never a BSN."""

    __tablename__ = "pupil"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(100))
    infix: Mapped[str] = mapped_column(String(20), default="")
    last_name: Mapped[str] = mapped_column(String(100))
    sort_name: Mapped[str] = mapped_column(Searchable, index=True)  #: lower case, without accents and infix
    born_on: Mapped[date] = mapped_column(index=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id"))
    created_at: Mapped[datetime]


class AdminEntry(Numbered):
    """Something an administrator changed: who may sign in and as what, organisations, mandates, terms. Append only.

    Source: AVG art. 5 lid 2, 32 (who gave whom access must be shown).
    """

    __tablename__ = "admin_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: empty: who runs the system, by command
    what: Mapped[str] = mapped_column(String(40))  #: role.given, person.blocked, organisation.closed, ...
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  #: whom it is about
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    part: Mapped[str | None] = mapped_column(String(60), index=True)  #: of the register: kb, school, rule:T1, ...
    live_id: Mapped[int | None] = mapped_column(index=True)  #: since when the register is so
    details: Mapped[dict[str, Any]]
