"""What a case holds beside its steps: its history, documents, letters, drafts; and the pupils it is about."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from workflows.persistence import models
from workflows.persistence.cases import table_of
from workflows.persistence.models.dossier import UNPOSTED
from workflows.persistence.prepared import Prepared
from workflows.persistence.unit_of_work import UnitOfWork

MOST_COUNTED = 1_000  #: letters that wait for the post


# ------------------------------------------------------------------ cases and their history
def case_by_number(uow: UnitOfWork, number: str) -> models.Case | None:
    return uow.session.scalar(select(models.Case).where(models.Case.number == number))


def started_with(uow: UnitOfWork, key: str) -> str | None:
    """Return the number of the case that the submit with *key* started, if it did."""
    return uow.session.scalar(select(models.Case.number).where(models.Case.start_key == key))


def started_keys(uow: UnitOfWork, keys: Sequence[str]) -> set[str]:
    """Return which of these keys a case was started with."""
    found = uow.session.scalars(select(models.Case.start_key).where(models.Case.start_key.in_(keys)))
    return {key for key in found if key is not None}


def parties_of(uow: UnitOfWork, case_id: int) -> dict[str, models.Organisation]:
    rows = uow.session.execute(
        select(models.Party.party, models.Organisation)
        .join(models.Organisation, models.Organisation.id == models.Party.organisation_id)
        .where(models.Party.case_id == case_id)
    )
    return {row.party: row.Organisation for row in rows}


class PartyOf(NamedTuple):
    """Which organisation is what in a case."""

    case_id: int
    party: str
    organisation_id: int


class Awaited(NamedTuple):
    """By whom a task of a case is awaited, or was: *open* tells which."""

    case_id: int
    actor: str
    assignee_id: int | None
    meeting: str | None
    open: bool


# Made once: asked for every case that is looked at, and making a statement takes longer than running it.
_AMONG: Any = bindparam("cases", expanding=True)
_PARTIES = select(models.Party.case_id, models.Party.party, models.Party.organisation_id).where(
    models.Party.case_id.in_(_AMONG)
)
_AWAITED = (
    select(
        models.UserTask.case_id,
        models.UserTask.actor,
        models.UserTask.assignee_id,
        models.UserTask.meeting,
        models.UserTask.ended_at.is_(None),
    )
    .where(models.UserTask.case_id.in_(_AMONG))
    .order_by(models.UserTask.id)
)


def parties_of_cases(uow: UnitOfWork, cases: Sequence[int]) -> list[PartyOf]:
    """Return which organisations are what in each of *cases*."""
    return [PartyOf(*row) for row in uow.connection.execute(_PARTIES, {"cases": cases})]


def awaited_in(uow: UnitOfWork, cases: Sequence[int]) -> list[Awaited]:
    """Return by whom the tasks of each of *cases* are or were awaited, in the order in which they came."""
    return [Awaited(*row) for row in uow.connection.execute(_AWAITED, {"cases": cases})]


def tasks_of_cases(uow: UnitOfWork, cases: Sequence[int]) -> Sequence[models.UserTask]:
    """Return all tasks of each of *cases*, open and ended, in the order in which they came."""
    return uow.session.scalars(
        select(models.UserTask).where(models.UserTask.case_id.in_(cases)).order_by(models.UserTask.id)
    ).all()


def linked_with(uow: UnitOfWork, case_id: int, origin: int | None) -> Sequence[models.Case]:
    """Return the case *origin* that a case came from, and then those that came from it, oldest first."""
    linked = models.Case.linked_from_id == case_id
    if origin is not None:
        linked |= models.Case.id == origin
    return uow.session.scalars(select(models.Case).where(linked).order_by(models.Case.id).limit(50)).all()


def tasks_of(uow: UnitOfWork, case_id: int) -> Sequence[models.UserTask]:
    """Return all tasks of a case, open and ended, in the order in which they came."""
    return tasks_of_cases(uow, [case_id])


def history(uow: UnitOfWork, case_id: int) -> Sequence[models.Entry]:
    """Return what happened, oldest first."""
    return uow.session.scalars(
        select(models.Entry).where(models.Entry.case_id == case_id).order_by(models.Entry.seq)
    ).all()


def entries_of(uow: UnitOfWork, case_id: int, *kinds: str) -> Sequence[models.Entry]:
    """Return the entries of these kinds in the history of a case, oldest first."""
    return uow.session.scalars(
        select(models.Entry)
        .where(models.Entry.case_id == case_id, models.Entry.kind.in_(kinds))
        .order_by(models.Entry.seq)
    ).all()


def was_received(uow: UnitOfWork, case_id: int, token: str, by: int) -> bool:
    """Did this person let the message reach the case already?"""
    entry = select(models.Entry.seq).where(
        models.Entry.case_id == case_id,
        models.Entry.kind == "received",
        models.Entry.token == token,
        models.Entry.actor_id == by,
    )
    return uow.session.scalar(entry.limit(1)) is not None


# ------------------------------------------------------------------ drafts, documents, letters
def draft(uow: UnitOfWork, task_id: int) -> models.Draft | None:
    return uow.session.get(models.Draft, task_id)


def save_draft(
    uow: UnitOfWork, task_id: int, data: Mapping[str, Any], by: int | None, organisation: int | None
) -> None:
    row = draft(uow, task_id)
    if row is None:
        row = models.Draft(task_id=task_id, organisation_id=organisation)
        uow.session.add(row)
    row.data, row.saved_at, row.saved_by_id = dict(data), uow.now, by


def move_drafts(uow: UnitOfWork, case_id: int, of: int, to: int) -> None:
    """Let what one organisation typed in the tasks of a case and did not submit be another's."""
    tasks = select(models.UserTask.id).where(models.UserTask.case_id == case_id).scalar_subquery()
    mine = models.Draft.task_id.in_(tasks) & (models.Draft.organisation_id == of)
    uow.session.execute(update(models.Draft).where(mine).values(organisation_id=to))


_DROP_DRAFT = Prepared(delete(models.Draft).where(models.Draft.task_id == bindparam("task_id")))


def drop_drafts(uow: UnitOfWork, tasks: Sequence[int]) -> None:
    _DROP_DRAFT.run(uow.connection, [{"task_id": task_id} for task_id in tasks])


def documents_of(uow: UnitOfWork, case_id: int) -> Sequence[models.Document]:
    return uow.session.scalars(
        select(models.Document)
        .where(models.Document.case_id == case_id, models.Document.removed_at.is_(None))
        .order_by(models.Document.id)
    ).all()


def documents_by_id(uow: UnitOfWork, ids: Sequence[int]) -> Sequence[models.Document]:
    """Return documents in the order in which they were added."""
    return uow.session.scalars(
        select(models.Document).where(models.Document.id.in_(ids)).order_by(models.Document.id)
    ).all()


def submit_documents(uow: UnitOfWork, ids: Sequence[int], task_id: int) -> None:
    """What was uploaded into a draft becomes part of the case with the form."""
    uow.session.execute(
        update(models.Document)
        .where(models.Document.id.in_(ids), models.Document.task_id == task_id)
        .values(submitted=True)
        .execution_options(synchronize_session=False)
    )


def content_of(uow: UnitOfWork, document_id: int) -> bytes:
    return uow.session.execute(
        select(models.DocumentContent.content).where(models.DocumentContent.document_id == document_id)
    ).scalar_one()


def destroy_content(uow: UnitOfWork, document_id: int, content: bytes) -> None:
    """Put *content* in the place of what a document held; nothing of that stays in the database.

    SQLite would leave it in pages that are free now; it is told to write over them.
    """
    row = models.DocumentContent.document_id == document_id
    on_sqlite = uow.connection.dialect.name == "sqlite"
    if on_sqlite:
        uow.connection.exec_driver_sql("PRAGMA secure_delete = ON")
    uow.session.execute(delete(models.DocumentContent).where(row))
    uow.session.execute(insert(models.DocumentContent).values(document_id=document_id, content=content))
    if on_sqlite:
        uow.connection.exec_driver_sql("PRAGMA secure_delete = OFF")


_WITH_CASE = (
    select(models.Letter, models.Case, models.Organisation)
    .join(models.Case, models.Case.id == models.Letter.case_id)
    .join(models.Party, (models.Party.case_id == models.Case.id) & (models.Party.party == "swv"))
    .join(models.Organisation, models.Organisation.id == models.Party.organisation_id)
)


def letters_of(uow: UnitOfWork, case_id: int) -> Sequence[models.Letter]:
    return uow.session.scalars(
        select(models.Letter).where(models.Letter.case_id == case_id).order_by(models.Letter.id)
    ).all()


def letters_of_cases(uow: UnitOfWork, cases: Sequence[int]) -> Sequence[models.Letter]:
    """Return the letters of several cases that no newer version takes the place of."""
    query = select(models.Letter).where(models.Letter.case_id.in_(cases), ~models.Letter.replaced)
    return uow.session.scalars(query.order_by(models.Letter.id)).all()


def letters_with_case(
    uow: UnitOfWork, ids: Sequence[int]
) -> Sequence[tuple[models.Letter, models.Case, models.Organisation]]:
    """Return letters, oldest first, with case and samenwerkingsverband."""
    rows = uow.session.execute(_WITH_CASE.where(models.Letter.id.in_(ids)).order_by(models.Letter.id))
    return [(letter, case, swv) for letter, case, swv in rows]


def unposted(uow: UnitOfWork, before: datetime) -> dict[int, int]:
    """Return of each samenwerkingsverband how many letters wait for the post that were made before a moment.

    No more than ``MOST_COUNTED`` are counted, the oldest first.
    """
    # The limit keeps SQLite, and the scalar PostgreSQL, from beginning with the parties of all cases.
    waiting = (
        select(models.Letter.case_id)
        .where(UNPOSTED, models.Letter.made_at < before)
        .order_by(models.Letter.made_at, models.Letter.id)
        .limit(MOST_COUNTED)
        .subquery("waiting")
    )
    theirs = select(models.Party.organisation_id).where(
        models.Party.case_id == waiting.c.case_id, models.Party.party == "swv"
    )
    return Counter(uow.session.scalars(select(theirs.scalar_subquery()).select_from(waiting)))


_ADD_LETTERS = Prepared(
    insert(models.Letter).values(
        {
            name: bindparam(name, type_=table_of(models.Letter).c[name].type)
            for name in (
                "case_id", "letter", "subject", "body", "addressee_kind", "addressee_name", "address",
                "secret_address", "channel", "made_at", "posted_on", "seal", "version", "replaces_id", "change",
                "restarts", "replaced", "encloses",
            )
        }
    )
)  # fmt: skip


def add_letters(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add letters, one row per addressee."""
    _ADD_LETTERS.run(uow.connection, rows)


def in_order_of_case(uow: UnitOfWork, letters: Sequence[int]) -> list[int]:
    """Return ids of letters in the order of their cases; ids that do not exist last."""
    rows = uow.session.execute(select(models.Letter.id, models.Letter.case_id).where(models.Letter.id.in_(letters)))
    place = {row.id: row.case_id for row in rows}
    return sorted(set(letters), key=lambda letter: (letter not in place, place.get(letter, 0), letter))


def letters_to_post(
    uow: UnitOfWork, trays: Sequence[tuple[int, bool]], closed: Sequence[str], limit: int
) -> Sequence[tuple[models.Letter, models.Case, models.Organisation]]:
    """Return the letters in these trays that wait for the post, oldest first, with case and SWV.

    A tray is of a samenwerkingsverband, and holds either the letters of the *closed* routes or all others.
    """
    theirs = [
        (models.Party.organisation_id == swv)
        & (models.Case.route.in_(closed) if apart else models.Case.route.not_in(closed))
        for swv, apart in trays
    ]
    rows = uow.session.execute(
        _WITH_CASE.where(or_(*theirs))
        .where(UNPOSTED)  # in the words of the index, or SQLite does not see that it fits
        .order_by(models.Letter.made_at, models.Letter.id)
        .limit(limit)
    )
    return [(letter, case, swv) for letter, case, swv in rows]


# ------------------------------------------------------------------ pupils
def sort_name(last_name: str, first_name: str = "") -> str:
    """Return the name by which pupils are found: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", f"{last_name} {first_name}").encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def pupils_born(uow: UnitOfWork, born_on: date, schools: Sequence[int]) -> Sequence[models.Pupil]:
    """Return the pupils of *schools* who were born on a day, without those that became another.

    Only of those schools: that a child is known elsewhere is nobody's business there (AVG art. 5).
    """
    return uow.session.scalars(
        select(models.Pupil)
        .where(
            models.Pupil.born_on == born_on,
            models.Pupil.school_id.in_(schools),
            models.Pupil.merged_into_id.is_(None),
        )
        .order_by(models.Pupil.id)
    ).all()


def add_pupil(
    uow: UnitOfWork, *, first_name: str, infix: str, last_name: str, born_on: date, school_id: int
) -> models.Pupil:
    pupil = models.Pupil(
        first_name=first_name,
        infix=infix,
        last_name=last_name,
        sort_name=sort_name(last_name, first_name),
        born_on=born_on,
        school_id=school_id,
        created_at=uow.now,
    )
    uow.session.add(pupil)
    uow.session.flush()
    return pupil


def pupil_named(uow: UnitOfWork, name: str, born_on: date) -> models.Pupil | None:
    """Return the pupil with this sort name and birthday, the first where two schools each entered it.

    Who became another is that other.
    """
    found = uow.session.scalar(
        select(models.Pupil)
        .where(models.Pupil.sort_name == name, models.Pupil.born_on == born_on)
        .order_by(models.Pupil.merged_into_id.is_not(None), models.Pupil.id)
        .limit(1)
    )
    while found is not None and found.merged_into_id is not None:
        found = uow.session.get_one(models.Pupil, found.merged_into_id)
    return found


def tlv_of(uow: UnitOfWork, case_id: int) -> models.Tlv | None:
    return uow.session.scalar(
        select(models.Tlv).where(models.Tlv.case_id == case_id).order_by(models.Tlv.id.desc()).limit(1)
    )


def _same_child(pupil_id: int) -> Select[int]:
    """Select the pupils who are this child: two schools may each have entered it, alike in name and birthday."""
    this, other = models.Pupil, aliased(models.Pupil)
    return (
        select(other.id)
        .join(this, (this.born_on == other.born_on) & (this.sort_name == other.sort_name))
        .where(this.id == pupil_id)
    )


def other_open_cases(uow: UnitOfWork, case_id: int, route: str, pupil_id: int | None) -> int:
    """Return how many other cases of the same route run for the same child at the same samenwerkingsverband.

    Source: a second application for a pupil is told to the office, not to the school (AVG art. 5).
    """
    if pupil_id is None:
        return 0
    other, swv = aliased(models.Party), aliased(models.Party)
    query = (
        select(func.count())
        .select_from(models.Case)
        .join(other, (other.case_id == models.Case.id) & (other.party == "swv"))
        .join(swv, (swv.organisation_id == other.organisation_id) & (swv.party == "swv") & (swv.case_id == case_id))
        .where(
            models.Case.id != case_id,
            models.Case.route == route,
            models.Case.ended_at.is_(None),
            models.Case.pupil_id.in_(_same_child(pupil_id)),
        )
    )
    return uow.session.scalar(query) or 0


def end_tlv(uow: UnitOfWork, tlv_id: int, last_day: date, note: str) -> None:
    """Let a TLV be valid for less long than it was; *note* says why."""
    uow.connection.execute(update(models.Tlv).where(models.Tlv.id == tlv_id).values(valid_until=last_day, note=note))


# ------------------------------------------------------------------ incidents
def has_open_incident(uow: UnitOfWork, kind: str, case_id: int) -> bool:
    found = select(models.Incident.id).where(
        models.Incident.case_id == case_id, models.Incident.kind == kind, models.Incident.resolved_at.is_(None)
    )
    return uow.session.scalar(found.limit(1)) is not None


def open_incidents(uow: UnitOfWork) -> Sequence[tuple[models.Incident, str | None, bool]]:
    """Return what failed and is not resolved, the latest first: with its case, and whether a job waits for a retry."""
    rows = uow.session.execute(
        select(models.Incident, models.Case.number, models.Job.failed_at.is_not(None))
        .outerjoin(models.Case, models.Case.id == models.Incident.case_id)
        .outerjoin(models.Job, models.Job.key == models.Incident.job_key)
        .where(models.Incident.resolved_at.is_(None))
        .order_by(models.Incident.id.desc())
        .limit(200)
    )
    return [(incident, number, bool(failed)) for incident, number, failed in rows]
