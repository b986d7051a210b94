"""A case, what happened in it, and what is open: tasks, deadlines and jobs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NO_DATE, NUMBERED, Model, Numbered

OPEN = text("ended_at IS NULL")
ENDED = text("ended_at IS NOT NULL")
TAKEN = text("ended_at IS NULL AND assignee_id IS NOT NULL")
FREE = text("ended_at IS NULL AND assignee_id IS NULL")
DONE = text("ended_by_id IS NOT NULL")
RUNNING = text("stopped_on IS NULL")
STOPPED = text("stopped_on IS NOT NULL")
BREACHED = text("breached_on IS NOT NULL")
WAITING = text("failed_at IS NULL")
COMPLETED = text("kind = 'completed'")
REPROJECTING = text("kind = 'reproject'")
FOR_A_MEETING = text("ended_at IS NULL AND meeting IS NOT NULL")
TO_SIGN = text("ended_at IS NULL AND signs IS NOT NULL")
UNRESOLVED = text("resolved_at IS NULL")


class Case(Numbered):
    """One run of a route for one pupil. Its row is the only lock, and is locked first."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    route: Mapped[str] = mapped_column(String(40))
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id"), index=True)
    linked_from_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    on_behalf: Mapped[dict[str, Any] | None]  #: for whom the secretariaat started it, by which channel
    start_key: Mapped[str | None] = mapped_column(String(64), unique=True)  #: the same submit starts one case
    state: Mapped[dict[str, Any]]  #: facts, clocks and tokens; never loaded by a list
    awaits: Mapped[list[Any]]  #: who must act now, on what, by when
    last_seq: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
    started_on: Mapped[date]
    outcome: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]
    erase_on: Mapped[date | None] = mapped_column(index=True)  #: first day on which the details may be destroyed
    withheld: Mapped[bool] = mapped_column(default=False, server_default=false())  #: the SWV does not see the names
    hold: Mapped[str | None] = mapped_column(String(200))  #: why destruction waits (objection, appeal, request)
    erased_at: Mapped[datetime | None] = mapped_column(index=True)  #: when its details were destroyed
    erased_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        Index("ix_cases_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_cases_open_version", "deployment_id", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_cases_open_route", "route", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_cases_ended", "ended_at", "route", sqlite_where=ENDED, postgresql_where=ENDED),
        NUMBERED,
    )


class Party(Model):
    """Which organisation is the applicant, the board, the SWV or the receiver of a case."""

    __tablename__ = "party"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    party: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))

    __table_args__ = (Index(None, "organisation_id", "case_id"),)


class Entry(Model):
    """Something that happened in a case: the one truth, append only, chained by hashes.

    *facts* stay. *details* are personal and end: destroying them takes the salt too, so that the digest, which is
    what the chain covers, no longer tells anything.
    """

    __tablename__ = "entry"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]  #: when it was recorded
    on: Mapped[date]  #: its date in law
    kind: Mapped[str] = mapped_column(String(24))
    element_id: Mapped[str | None] = mapped_column(String(80))
    token: Mapped[str | None] = mapped_column(String(40))
    nr: Mapped[int | None]  #: which instance of a multi-instance element
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    facts: Mapped[dict[str, Any] | None]
    details: Mapped[dict[str, Any] | None]
    details_digest: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_entry_completed", "actor_id", "at", sqlite_where=COMPLETED, postgresql_where=COMPLETED),
    )


class Deadline(Numbered):
    """A term of a case as the ledger has it now, for lists; *breached_on* makes the register of breaches.

    *cause* is why it was late, from the list ``oorzaken``; who said so and when stand beside it.
    """

    __tablename__ = "deadline"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    rule: Mapped[str] = mapped_column(String(20))
    rule_valid_from: Mapped[date]
    owner: Mapped[str] = mapped_column(String(20))  #: whose term it is: school, swv, municipality, ...
    started_on: Mapped[date]
    due_on: Mapped[date | None]  #: empty while suspended
    state: Mapped[str] = mapped_column(String(12))  #: running, suspended, stopped
    stopped_on: Mapped[date | None]
    breached_on: Mapped[date | None]
    because: Mapped[list[Any] | None]  #: the steps that led to *due_on*: Dutch, English, article
    extended_on: Mapped[date | None]
    cause: Mapped[str | None] = mapped_column(String(40))
    cause_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cause_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_deadline_running", "case_id", "rule", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_deadline_case_id", "case_id"),
        Index("ix_deadline_due", "due_on", "id", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_deadline_owner", "owner", "due_on", "id", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_deadline_rule", "rule", "due_on", "id", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_deadline_stopped", "stopped_on", "id", sqlite_where=STOPPED, postgresql_where=STOPPED),
        Index("ix_deadline_ended", "rule", "stopped_on", "id", sqlite_where=STOPPED, postgresql_where=STOPPED),
        Index("ix_deadline_breached", "breached_on", "id", sqlite_where=BREACHED, postgresql_where=BREACHED),
        NUMBERED,
    )


class Reminder(Numbered):
    """A rung of a ladder that somebody is told in their next digest; gone when it was told."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    rule: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date]

    __table_args__ = (UniqueConstraint("person_id", "case_id", "rule", "due_on"), NUMBERED)


class UserTask(Numbered):
    """A step that waits for a person, or waited."""

    __tablename__ = "user_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    token: Mapped[str] = mapped_column(String(40))
    element_id: Mapped[str] = mapped_column(String(80))
    nr: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(200))
    route: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(60))  #: the group it is offered to, role:organisation
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[bool] = mapped_column(default=False)  #: meant for the assignee alone: nobody else may even look
    sort_on: Mapped[date] = mapped_column(default=NO_DATE)
    rule: Mapped[str | None] = mapped_column(String(20))  #: of the register, whose due date it carries
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  #: open while empty
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str | None] = mapped_column(String(12))  #: completed, cancelled
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    snoozed_until: Mapped[date | None]
    meeting: Mapped[str | None] = mapped_column(String(40))  #: the committee in whose meeting it is done
    signs: Mapped[str | None] = mapped_column(String(80))  #: what the register of mandates calls it: who does it signs

    __table_args__ = (
        UniqueConstraint("case_id", "token"),
        Index("ix_user_task_mine", "assignee_id", "sort_on", "id", sqlite_where=TAKEN, postgresql_where=TAKEN),
        Index("ix_user_task_done", "ended_by_id", "id", sqlite_where=DONE, postgresql_where=DONE),
        Index("ix_user_task_meeting", "actor", "id", sqlite_where=FOR_A_MEETING, postgresql_where=FOR_A_MEETING),
        Index("ix_user_task_to_sign", "actor", "sort_on", "id", sqlite_where=TO_SIGN, postgresql_where=TO_SIGN),
        Index("ix_user_task_free", "actor", "sort_on", "id", sqlite_where=FREE, postgresql_where=FREE),
        Index("ix_user_task_open", "sort_on", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        NUMBERED,
    )


class TaskSeen(Model):
    """Somebody opened a task: for them it is no longer new."""

    __tablename__ = "task_seen"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    at: Mapped[datetime]


class Job(Numbered):
    """Something due at an instant: a timer, a rung of a ladder, a mail, a clean-up."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(12))  #: what it does: see services/jobs.py
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    due_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]  #: out of tries: an incident tells why

    __table_args__ = (
        Index("ix_job_due", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_job_reproject", "id", sqlite_where=REPROJECTING, postgresql_where=REPROJECTING),
        NUMBERED,
    )


class Incident(Numbered):
    """Something that failed and waits for an administrator; nothing personal in it."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    job_key: Mapped[str | None] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        Index("ix_incident_open", "id", sqlite_where=UNRESOLVED, postgresql_where=UNRESOLVED),
        NUMBERED,
    )
