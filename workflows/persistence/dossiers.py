"""What a case holds beside its steps: its history, documents, letters, drafts; and the pupils it is about."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork


# ------------------------------------------------------------------ cases and their history
def case_by_number(uow: UnitOfWork, number: str) -> models.Case | None:
    return uow.session.scalar(select(models.Case).where(models.Case.number == number))


def started_with(uow: UnitOfWork, key: str) -> str | None:
    """Return the number of the case that the submit with *key* started, if it did."""
    return uow.session.scalar(select(models.Case.number).where(models.Case.start_key == key))


def parties_of(uow: UnitOfWork, case_id: int) -> dict[str, models.Organisation]:
    rows = uow.session.execute(
        select(models.Party.party, models.Organisation)
        .join(models.Organisation, models.Organisation.id == models.Party.organisation_id)
        .where(models.Party.case_id == case_id)
    )
    return {row.party: row.Organisation for row in rows}


def tasks_of(uow: UnitOfWork, case_id: int) -> Sequence[models.UserTask]:
    """Return all tasks of a case, open and ended, in the order in which they came."""
    return uow.session.scalars(
        select(models.UserTask).where(models.UserTask.case_id == case_id).order_by(models.UserTask.id)
    ).all()


def history(uow: UnitOfWork, case_id: int) -> Sequence[models.Entry]:
    """Return what happened, oldest first."""
    return uow.session.scalars(
        select(models.Entry).where(models.Entry.case_id == case_id).order_by(models.Entry.seq)
    ).all()


_DETAILS = (
    select(models.Entry.element_id, models.Entry.nr, models.Entry.details)
    .where(
        models.Entry.case_id == bindparam("case_id"),
        models.Entry.kind.in_(("completed", "received", "started")),
        models.Entry.details.is_not(None),
    )
    .order_by(models.Entry.seq)
)


def details_of(uow: UnitOfWork, case_id: int) -> dict[str, dict[str, Any]]:
    """Return the last answers given at each element, by element; only what was not destroyed."""
    found: dict[str, dict[str, Any]] = {}
    for element, nr, details in uow.connection.execute(_DETAILS, {"case_id": case_id}):
        found[element if nr is None else f"{element}#{nr}"] = details
    return found


def answers_of(uow: UnitOfWork, case_id: int) -> dict[str, Any]:
    """Return the last answer given to each question of a case, by field."""
    known: dict[str, Any] = {}
    for answers in details_of(uow, case_id).values():
        known |= answers
    return known


def was_received(uow: UnitOfWork, case_id: int, token: str, by: int) -> bool:
    """Did this person let the message reach the case already?"""
    entry = select(models.Entry.seq).where(
        models.Entry.case_id == case_id,
        models.Entry.kind == "received",
        models.Entry.token == token,
        models.Entry.actor_id == by,
    )
    return uow.session.scalar(entry.limit(1)) is not None


def who_did(uow: UnitOfWork, case_id: int, elements: Sequence[str]) -> dict[int, str]:
    """Return who did any of *elements* in the case: person to element.

    What the office registered for another counts as done by the person it was meant for by name, if there was one.
    """
    rows = uow.session.execute(
        select(models.Entry.actor_id, models.Entry.element_id, models.Entry.details).where(
            models.Entry.case_id == case_id, models.Entry.kind == "completed", models.Entry.element_id.in_(elements)
        )
    )
    done: dict[int, str] = {}
    for actor, element, details in rows:
        registered = (details or {}).get("_namens")
        person = registered.get("voor") if registered is not None else actor
        if person is not None and element is not None:
            done[person] = element
    return done


def last_done(uow: UnitOfWork, case_id: int, elements: Sequence[str]) -> models.Entry | None:
    """Return the last time that somebody did any of *elements*: completed the task, or recorded the message."""
    return uow.session.scalar(
        select(models.Entry)
        .where(
            models.Entry.case_id == case_id,
            models.Entry.kind.in_(("completed", "received")),
            models.Entry.element_id.in_(elements),
        )
        .order_by(models.Entry.seq.desc())
        .limit(1)
    )


# ------------------------------------------------------------------ drafts, documents, letters
def draft(uow: UnitOfWork, task_id: int) -> models.Draft | None:
    return uow.session.get(models.Draft, task_id)


_SAVED = select(models.Draft.saved_at, models.Draft.saved_by_id).where(models.Draft.task_id == bindparam("task_id"))


def draft_saved(uow: UnitOfWork, task_id: int) -> tuple[datetime, int] | None:
    """Return when the draft of a task was saved, and by whom; None while there is none."""
    row = uow.connection.execute(_SAVED, {"task_id": task_id}).first()
    return None if row is None else (row.saved_at, row.saved_by_id)


def save_draft(uow: UnitOfWork, task_id: int, data: Mapping[str, Any], by: int, organisation: int | None) -> None:
    row = draft(uow, task_id)
    if row is None:
        row = models.Draft(task_id=task_id, organisation_id=organisation)
        uow.session.add(row)
    row.data, row.saved_at, row.saved_by_id = dict(data), uow.now, by


_DROP_DRAFT = delete(models.Draft).where(models.Draft.task_id == bindparam("task_id"))


def drop_draft(uow: UnitOfWork, task_id: int) -> None:
    uow.connection.execute(_DROP_DRAFT, {"task_id": task_id})


def documents_of(uow: UnitOfWork, case_id: int) -> Sequence[models.Document]:
    return uow.session.scalars(
        select(models.Document)
        .where(models.Document.case_id == case_id, models.Document.removed_at.is_(None))
        .order_by(models.Document.id)
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


def letters_of(uow: UnitOfWork, case_id: int) -> Sequence[models.Letter]:
    return uow.session.scalars(
        select(models.Letter).where(models.Letter.case_id == case_id).order_by(models.Letter.id)
    ).all()


def letters_by_post(uow: UnitOfWork, case_id: int, names: Sequence[str]) -> Sequence[models.Letter]:
    """Return the letters of these names that go by post, posted or not."""
    return [row for row in letters_of(uow, case_id) if row.letter in names and row.channel == "post"]


@dataclass(frozen=True)
class PartyName:
    """An organisation as a letter names it."""

    name: str
    address: str


@dataclass(frozen=True)
class Letterhead:
    """Whom and what a letter of a case is about."""

    pupil: str
    born_on: date | None
    tlv_number: str | None
    parties: Mapping[str, PartyName]

    def name_of(self, party: str) -> str:
        return self.parties[party].name if party in self.parties else ""


_LETTERHEAD = (
    select(
        models.Party.party,
        models.Organisation.name,
        models.Organisation.address,
        models.Pupil.first_name,
        models.Pupil.infix,
        models.Pupil.last_name,
        models.Pupil.born_on,
        models.Tlv.number,
    )
    .join(models.Organisation, models.Organisation.id == models.Party.organisation_id)
    .join(models.Case, models.Case.id == models.Party.case_id)
    .outerjoin(models.Pupil, models.Pupil.id == models.Case.pupil_id)
    .outerjoin(models.Tlv, models.Tlv.case_id == models.Case.id)
    .where(models.Party.case_id == bindparam("case_id"))
    .order_by(models.Tlv.id)
)


def letterhead(uow: UnitOfWork, case_id: int) -> Letterhead:
    """Return whom and what a letter of a case is about; with the last TLV, where there are more. One statement."""
    rows = uow.connection.execute(_LETTERHEAD, {"case_id": case_id}).all()
    parties = {row[0]: PartyName(row[1], row[2] or "") for row in rows}
    *_, first, infix, last, born_on, number = rows[-1]
    return Letterhead(" ".join(part for part in (first, infix, last) if part), born_on, number, parties)


def add_letters(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add letters, one row per addressee."""
    if rows:
        uow.connection.execute(insert(models.Letter), rows)


def in_order_of_case(uow: UnitOfWork, letters: Sequence[int]) -> list[int]:
    """Return ids of letters in the order of their cases; ids that do not exist last."""
    rows = uow.session.execute(select(models.Letter.id, models.Letter.case_id).where(models.Letter.id.in_(letters)))
    place = {row.id: row.case_id for row in rows}
    return sorted(set(letters), key=lambda letter: (letter not in place, place.get(letter, 0), letter))


def letters_to_post(uow: UnitOfWork, swvs: Sequence[int], limit: int) -> Sequence[tuple[models.Letter, str]]:
    """Return the letters of these samenwerkingsverbanden that wait for the post, oldest first, with case number."""
    rows = uow.session.execute(
        select(models.Letter, models.Case.number)
        .join(models.Case, models.Case.id == models.Letter.case_id)
        .join(models.Party, (models.Party.case_id == models.Case.id) & (models.Party.party == "swv"))
        .where(models.Party.organisation_id.in_(swvs))
        .where(models.Letter.channel == "post", models.Letter.posted_on.is_(None))
        .order_by(models.Letter.made_at, models.Letter.id)
        .limit(limit)
    )
    return [(letter, number) for letter, number in rows]


# ------------------------------------------------------------------ pupils
def sort_name(last_name: str, first_name: str = "") -> str:
    """Return the name by which pupils are found: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", f"{last_name} {first_name}").encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def pupils_like(uow: UnitOfWork, last_name: str, born_on: date, schools: Sequence[int]) -> Sequence[models.Pupil]:
    """Return pupils of *schools* who may be the same child: born on that day, and a name that begins alike.

    Only of those schools: that a child is known elsewhere is nobody's business there (AVG art. 5).
    """
    start = sort_name(last_name)[:3]
    return uow.session.scalars(
        select(models.Pupil)
        .where(
            models.Pupil.born_on == born_on,
            models.Pupil.school_id.in_(schools),
            models.Pupil.sort_name.startswith(start, autoescape=True),
        )
        .order_by(models.Pupil.id)
    ).all()


def pupil_named(uow: UnitOfWork, name: str, born_on: date) -> models.Pupil | None:
    """Return the pupil with this sort name and birthday, the first where two schools each entered it."""
    return uow.session.scalar(
        select(models.Pupil)
        .where(models.Pupil.sort_name == name, models.Pupil.born_on == born_on, models.Pupil.merged_into_id.is_(None))
        .order_by(models.Pupil.id)
        .limit(1)
    )


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


def other_open_cases(uow: UnitOfWork, case: models.Case) -> int:
    """Return how many other cases of the same route run for the same child at the same samenwerkingsverband.

    Source: a second application for a pupil is told to the office, not to the school (AVG art. 5).
    """
    if case.pupil_id is None:
        return 0
    other, swv = aliased(models.Party), aliased(models.Party)
    query = (
        select(func.count())
        .select_from(models.Case)
        .join(other, (other.case_id == models.Case.id) & (other.party == "swv"))
        .join(swv, (swv.organisation_id == other.organisation_id) & (swv.party == "swv") & (swv.case_id == case.id))
        .where(
            models.Case.id != case.id,
            models.Case.route == case.route,
            models.Case.ended_at.is_(None),
            models.Case.pupil_id.in_(_same_child(case.pupil_id)),
        )
    )
    return uow.session.scalar(query) or 0


def overlapping_tlv(uow: UnitOfWork, pupil_id: int, kind: str, starts_on: date, until: date) -> models.Tlv | None:
    """Return a TLV of this kind that the same child has already, valid on a day from *starts_on* up to *until*."""
    return uow.session.scalar(
        select(models.Tlv)
        .where(
            models.Tlv.pupil_id.in_(_same_child(pupil_id)),
            models.Tlv.kind == kind,
            models.Tlv.revoked_on.is_(None),
            models.Tlv.valid_from <= until,
            models.Tlv.valid_until >= starts_on,
        )
        .order_by(models.Tlv.valid_until.desc())
        .limit(1)
    )


# ------------------------------------------------------------------ incidents
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
