"""A case and what is open in it, as plain values: what the hot path reads and writes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflows.persistence.models import NO_DATE


@dataclass(slots=True)
class CaseRow:
    """A case under lock. Change it, then ``save_case``; ``append_entries`` moves *last_seq* and *last_hash*."""

    id: int
    number: str
    route: str
    deployment_id: int
    pupil_id: int | None
    linked_from_id: int | None
    on_behalf: dict[str, Any] | None
    state: dict[str, Any]
    awaits: list[Any]
    last_seq: int
    last_hash: str
    started_on: date
    outcome: str | None
    ended_at: datetime | None
    erase_on: date | None
    hold: str | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Something that happened; *at* is the moment of the unit of work when empty. *facts* stay, *details* end."""

    kind: str
    on: date
    at: datetime | None = None
    element_id: str | None = None
    token: str | None = None
    nr: int | None = None
    actor_id: int | None = None
    facts: dict[str, Any] | None = None
    details: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the history; *details* are None when there were none or when they were destroyed."""

    case_id: int
    seq: int
    at: datetime
    on: date
    kind: str
    element_id: str | None
    token: str | None
    nr: int | None
    actor_id: int | None
    facts: dict[str, Any] | None
    details: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A step for a person; new while *id* is 0, open while *ended_at* is empty."""

    case_id: int
    token: str
    element_id: str
    name: str
    route: str
    actor: str
    created_at: datetime
    nr: int | None = None
    assignee_id: int | None = None
    by_name: bool = False
    sort_on: date = NO_DATE
    rule: str | None = None
    ended_at: datetime | None = None
    ended_by_id: int | None = None
    how: str | None = None
    submit_key: str | None = None
    snoozed_until: date | None = None
    meeting: str | None = None
    signs: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A term of a case; new while *id* is 0, over when *stopped_on* has a date; *due_on* is empty while suspended.

    *because* holds the steps that led to *due_on*: Dutch, English, article.
    """

    case_id: int
    rule: str
    rule_valid_from: date
    owner: str
    started_on: date
    due_on: date | None
    state: str
    stopped_on: date | None = None
    breached_on: date | None = None
    because: list[Any] | None = None
    extended_on: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class JobRow:
    """Something due at an instant; *key* says what, so that it is never there twice."""

    key: str
    kind: str
    due_at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    case_id: int | None = None
    attempts: int = 0
    failed_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was added to a case."""

    id: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class OpenRows:
    """What is open in a case: tasks (and the one that was asked for, open or not), terms not stopped, armed jobs."""

    tasks: tuple[TaskRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    jobs: tuple[JobRow, ...]
    parties: dict[str, int]  #: party to organisation
    drafts: dict[int, tuple[datetime, int | None]]  #: by task, when its draft was saved and by whom
    files: tuple[FileRow, ...]  #: added in the task that was asked for

    def task(self, task_id: int) -> TaskRow | None:
        return next((task for task in self.tasks if task.id == task_id), None)
