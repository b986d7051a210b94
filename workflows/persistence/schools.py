"""A school as the samenwerkingsverband looks after it: who does, who works there, which pupils are known."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import exists, func, or_, select, union_all

from workflows.persistence.models import Case, Membership, Note, Organisation, Party, Person, Pupil, SchoolCare
from workflows.persistence.queries import Rows
from workflows.persistence.unit_of_work import UnitOfWork

MOST_EACH = 51  #: open cases counted of one school


class CareRow(NamedTuple):
    """Who looks after a school, now or from a later day on."""

    care: SchoolCare
    name: str


def care_of(uow: UnitOfWork, schools: Sequence[int]) -> list[CareRow]:
    """Return who looks after these schools today or will, in the order in which they do."""
    rows = uow.session.execute(
        select(SchoolCare, Person.name)
        .join(Person, Person.id == SchoolCare.person_id)
        .where(SchoolCare.school_id.in_(schools))
        .where(or_(SchoolCare.until_on.is_(None), SchoolCare.until_on >= uow.today))
        .order_by(SchoolCare.from_on, SchoolCare.id)
    )
    return [CareRow(*row) for row in rows]


def looked_after_by(uow: UnitOfWork, person: int, limit: int) -> Sequence[Organisation]:
    """Return the schools that somebody looks after today, by name."""
    query = (
        select(Organisation)
        .join(SchoolCare, SchoolCare.school_id == Organisation.id)
        .where(SchoolCare.person_id == person, SchoolCare.from_on <= uow.today)
        .where(or_(SchoolCare.until_on.is_(None), SchoolCare.until_on >= uow.today))
        .order_by(Organisation.name, Organisation.id)
        .limit(limit)
    )
    return uow.session.scalars(query).all()


def of_swvs(uow: UnitOfWork, swvs: Sequence[int]) -> Sequence[Organisation]:
    """Return the schools of these samenwerkingsverbanden that are there today, by name."""
    there = or_(Organisation.closed_on.is_(None), Organisation.closed_on >= uow.today)
    query = select(Organisation).where(Organisation.kind == "school", Organisation.swv_id.in_(swvs), there)
    return uow.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def open_cases(uow: UnitOfWork, schools: Sequence[int], without: Sequence[str]) -> dict[int, int]:
    """Return how many open cases each of these schools applies in, without some routes; no more than ``MOST_EACH``."""
    if not schools:
        return {}
    ranges = [
        select(Party.organisation_id)
        .join(Case, Case.id == Party.case_id)
        .where(Party.organisation_id == school, Party.party == "applicant")
        .where(Case.ended_at.is_(None), Case.route.not_in(without))
        .limit(MOST_EACH)
        .subquery()
        for school in schools
    ]
    merged = union_all(*(select(part) for part in ranges)).subquery("open_of_schools").c
    counted: Rows = select(merged.organisation_id, func.count()).group_by(merged.organisation_id)
    return {row[0]: row[1] for row in uow.connection.execute(counted)}


class StaffRow(NamedTuple):
    """What somebody is at a school, and how to reach them."""

    person_id: int
    name: str
    role: str
    phone: str
    email: str


def staff(uow: UnitOfWork, school: int) -> list[StaffRow]:
    """Return who works at a school today and can sign in, by name."""
    rows = uow.session.execute(
        select(Person.id, Person.name, Membership.role, Person.phone, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == school, Membership.from_on <= uow.today)
        .where(or_(Membership.until_on.is_(None), Membership.until_on >= uow.today), Person.blocked_at.is_(None))
        .order_by(Person.name, Person.id, Membership.role)
    )
    return [StaffRow(*row) for row in rows]


def pupils_without_case(uow: UnitOfWork, school: int, limit: int) -> Sequence[Pupil]:
    """Return the pupils of a school of whom there is no case, by name: of a TLV that was taken over."""
    query = (
        select(Pupil)
        .where(Pupil.school_id == school, Pupil.merged_into_id.is_(None), Pupil.last_name != "")
        .where(~exists().where(Case.pupil_id == Pupil.id))
        .order_by(Pupil.sort_name, Pupil.id)
        .limit(limit)
    )
    return uow.session.scalars(query).all()


class Visit(NamedTuple):
    """When somebody last visited a school."""

    at: datetime
    name: str


def last_visit(uow: UnitOfWork, school: int) -> Visit | None:
    """Return the last visit that a note of a dossier of the school tells of."""
    row = uow.session.execute(
        select(Note.at, Person.name)
        .join(Party, (Party.case_id == Note.case_id) & (Party.party == "applicant"))
        .join(Person, Person.id == Note.by_id)
        .where(Party.organisation_id == school, Note.how == "bezoek", Note.in_dossier)
        .order_by(Note.id.desc())
        .limit(1)
    ).one_or_none()
    return Visit(*row) if row is not None else None


def end_care(uow: UnitOfWork, school: int, last_day: date) -> None:
    """Let who looks after a school do so no longer than a day; who had not begun by then never does."""
    for row, _ in care_of(uow, [school]):
        if row.from_on > last_day:
            uow.session.delete(row)
        else:
            row.until_on = last_day
    uow.session.flush()
