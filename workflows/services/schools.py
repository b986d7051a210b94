"""The page of a school, for who looks after it: whom to call, what is asked, which pupils are known, what comes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import WATCHERS, Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import models, people, queries, terms
from workflows.persistence import schools as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, turns
from workflows.services.deployments import closed_routes, shared_of
from workflows.services.dossier import full_name
from workflows.services.terms import OWN, tone_of
from workflows.services.tiles import SHOWN, Line, Tile, capped
from workflows.services.views import CaseRow

CARES = "consulent"  #: the role of who looks after schools
MOST = 200  #: cases of a school shown, and of which the pupils are in sight; the newest
MOST_SCHOOLS = 100  #: that one person looks after
COMING, AHEAD = 8, timedelta(weeks=52)  #: terms shown, of the coming year
PHONE = re.compile(r"[0-9 +()\-]{0,40}")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Contact:
    """Somebody who works at the school."""

    person_id: int
    name: str
    roles: tuple[Text, ...]
    phone: str
    email: str


@dataclass(frozen=True)
class PupilInSight:
    """A pupil for whom the school asks, or asked, something; *status* is that of the newest case, if there is one."""

    name: str
    pupil_id: int | None
    status: Said | None
    since: date | None


@dataclass(frozen=True)
class ComingTerm:
    """A term of a case of the school that comes near."""

    label: Text
    number: str
    due_on: date
    tone: str
    norm: str


@dataclass(frozen=True)
class Care:
    """Who looks after the school, from a day on, and until when."""

    name: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class SchoolPage:
    """Everything about a school; *candidates*: who may be asked to look after it, empty for who may not ask."""

    id: int
    name: str
    code: str
    board: str
    address: str
    email: str
    contacts: tuple[Contact, ...]
    care: tuple[Care, ...]
    candidates: tuple[tuple[int, str], ...]
    open: tuple[CaseRow, ...]
    pupils: tuple[PupilInSight, ...]
    coming: tuple[ComingTerm, ...]
    visited: tuple[date, str] | None
    today: date


@dataclass(frozen=True)
class SchoolRow:
    """A school in the list; *mine*: who looks at the list looks after it."""

    id: int
    name: str
    board: str
    care: str
    mine: bool


# ------------------------------------------------------------------ reading
def schools(uow: UnitOfWork, by: Person) -> tuple[SchoolRow, ...]:
    """Return the schools of the samenwerkingsverbanden of which *by* sees all cases, their own on top.

    Raises:
        NotFound: these pages do not exist for them.
    """
    rows = table.of_swvs(uow, _swvs(uow, by))
    boards = people.organisation_names(uow, {row.parent_id for row in rows if row.parent_id is not None})
    now = {row.care.school_id: row for row in table.care_of(uow, [row.id for row in rows]) if _holds(row.care, uow)}
    found = [
        SchoolRow(
            row.id,
            row.name,
            boards.get(row.parent_id or 0, ""),
            now[row.id].name if row.id in now else "",
            row.id in now and now[row.id].care.person_id == by.id,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: not row.mine))


def page(uow: UnitOfWork, school_id: int, by: Person) -> SchoolPage:
    """Return the page of a school; as many statements, however much there is.

    Raises:
        NotFound: there is no such school, or *by* does not see all cases of its samenwerkingsverband.
    """
    school = _school_for(uow, school_id, by)
    closed = sorted(closed_routes(uow))
    theirs = [("applicant", school.id)]
    running = queries.cases(uow, theirs, without=closed, limit=MOST)
    lines = queries.cases(uow, theirs, without=closed, open_only=False, limit=MOST)
    board = people.organisation_names(uow, {school.parent_id} if school.parent_id is not None else set())
    visit = table.last_visit(uow, school.id)
    return SchoolPage(
        id=school.id,
        name=school.name,
        code=school.code,
        board=board.get(school.parent_id or 0, ""),
        address=school.address or "",
        email=school.email or "",
        contacts=_contacts(uow, school.id),
        care=tuple(Care(row.name, row.care.from_on, row.care.until_on) for row in table.care_of(uow, [school.id])),
        candidates=_candidates(uow, school, by),
        open=turns.case_rows(uow, running, by),
        pupils=_in_sight(uow, school.id, lines, turns.case_rows(uow, lines, by)),
        coming=_coming(uow, school.id, closed),
        visited=(local_date(visit.at), visit.name) if visit is not None else None,
        today=uow.today,
    )


def _swvs(uow: UnitOfWork, by: Person) -> list[int]:
    if not (found := access.watches(uow, by)):
        raise NotFound("schools are for who sees all cases")
    return found


def _school_for(uow: UnitOfWork, school_id: int, by: Person) -> models.Organisation:
    row = uow.session.get(models.Organisation, school_id)
    if row is None or row.kind != "school" or row.swv_id not in _swvs(uow, by):
        raise NotFound(f"no school {school_id}")
    return row


def _holds(care: models.SchoolCare, uow: UnitOfWork) -> bool:
    return care.from_on <= uow.today <= (care.until_on or date.max)


def _contacts(uow: UnitOfWork, school: int) -> tuple[Contact, ...]:
    roles = shared_of(uow).roles
    found: dict[int, Contact] = {}
    for row in table.staff(uow, school):
        label = roles[row.role].label if row.role in roles else Text(row.role, row.role)
        former = found[row.person_id].roles if row.person_id in found else ()
        found[row.person_id] = Contact(row.person_id, row.name, (*former, label), row.phone, row.email)
    return tuple(found.values())


def _candidates(uow: UnitOfWork, school: models.Organisation, by: Person) -> tuple[tuple[int, str], ...]:
    if school.swv_id is None or by.roles_in(school.swv_id).isdisjoint(WATCHERS):
        return ()
    return tuple((row.id, row.name) for row in people.in_role(uow, CARES, school.swv_id))


def _in_sight(
    uow: UnitOfWork, school: int, lines: Sequence[queries.CaseLine], rows: Sequence[CaseRow]
) -> tuple[PupilInSight, ...]:
    """Return each pupil once, with the newest case; then those of whom there is none. Who is not named is not told."""
    found: dict[int, PupilInSight] = {}
    for line, row in zip(lines, rows, strict=True):
        if row.pupil_id is not None and row.pupil_id not in found:
            status = Said(row.status) if row.ended else said("Er loopt een zaak.")
            found[row.pupil_id] = PupilInSight(row.pupil, row.pupil_id, status, line.started_on)
    without = table.pupils_without_case(uow, school, MOST)
    others = [
        PupilInSight(full_name(each.first_name, each.infix, each.last_name), None, None, None) for each in without
    ]
    return (*found.values(), *others)


def _coming(uow: UnitOfWork, school: int, closed: Sequence[str]) -> tuple[ComingTerm, ...]:
    shared = shared_of(uow)
    due = terms.due(uow, [("applicant", school)], (OWN, "school"), uow.today + AHEAD, limit=COMING)
    found = []
    for line in due:
        rule = shared.rules.at(line.rule, line.rule_valid_from)
        if line.due_on is not None and line.route not in closed:
            tone = tone_of(rule, line.due_on, uow.today, shared.calendar)
            found.append(ComingTerm(rule.label, line.number, line.due_on, tone, rule.norm))
    return tuple(found)


# ------------------------------------------------------------------ changing
def ask_to_look_after(uow: UnitOfWork, school_id: int, by: Person, person: int, from_on: date | None) -> None:
    """Let somebody look after a school from a day on; who did until then stops the day before.

    Raises:
        NotFound: as ``page``, or it is not theirs to ask.
        InvalidAnswers: they are none of those who can, or the day is past or missing.
    """
    school = _school_for(uow, school_id, by)
    candidates = dict(_candidates(uow, school, by))
    if school.swv_id is None or by.roles_in(school.swv_id).isdisjoint(WATCHERS):
        raise NotFound("it is not theirs to ask")
    errors = []
    if person not in candidates:
        errors.append(FieldError("person", said("Wie: kies een collega.")))
    if from_on is None or from_on < uow.today:
        errors.append(FieldError("from_on", said("Vanaf: kies vandaag of een latere dag.")))
    if errors or from_on is None:
        raise InvalidAnswers(errors)
    table.end_care(uow, school.id, from_on - DAY)
    care = models.SchoolCare(school_id=school.id, person_id=person, from_on=from_on, by_id=by.id, at=uow.now)
    uow.session.add(care)
    people.note_change(
        uow, "school.care", by.id, person_id=person, organisation_id=school.id, first_day=from_on.isoformat()
    )


def count(uow: UnitOfWork, person: int, swvs: Collection[int]) -> int:
    """Return how many schools of these samenwerkingsverbanden somebody looks after."""
    return sum(row.swv_id in swvs for row in table.looked_after_by(uow, person, MOST_SCHOOLS))


def pass_on(uow: UnitOfWork, by: Person, person: int, to: int, swvs: Collection[int]) -> None:
    """Let a successor look after the schools of somebody in these samenwerkingsverbanden from today on."""
    for row in table.looked_after_by(uow, person, MOST_SCHOOLS):
        if row.swv_id not in swvs:
            continue
        table.end_care(uow, row.id, uow.today - DAY)
        uow.session.add(models.SchoolCare(school_id=row.id, person_id=to, from_on=uow.today, by_id=by.id, at=uow.now))


def set_phone(uow: UnitOfWork, school_id: int, by: Person, person: int, phone: str) -> None:
    """Keep the telephone number of somebody who works at a school.

    Raises:
        NotFound: as ``page``, or they do not work there.
        InvalidAnswers: it is no telephone number.
    """
    school = _school_for(uow, school_id, by)
    if all(row.person_id != person for row in table.staff(uow, school.id)):
        raise NotFound(f"{person} does not work at {school_id}")
    if not PHONE.fullmatch(phone.strip()):
        words = said("Telefoon: alleen cijfers, spaties, +, - en haakjes, hoogstens 40 tekens.")
        raise InvalidAnswers([FieldError(f"phone-{person}", words)])
    row = uow.session.get_one(models.Person, person)
    if row.phone != phone.strip():
        row.phone = phone.strip()
        people.note_change(uow, "person.phone", by.id, person_id=person, organisation_id=school.id)


# ------------------------------------------------------------------ the first page
def cares(_uow: UnitOfWork, by: Person) -> bool:
    return by.has(CARES)


def tiles(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    """Return the schools that somebody looks after, those with the most open applications first."""
    rows = table.looked_after_by(uow, by.id, MOST_SCHOOLS)
    counts = table.open_cases(uow, [row.id for row in rows], sorted(closed_routes(uow)))
    busy = sorted(rows, key=lambda row: -counts.get(row.id, 0))
    lines = tuple(
        Line(
            Said(row.name),
            said("Lopende zaken: {count}", count=capped(counts.get(row.id, 0), table.MOST_EACH - 1)),
            "school",
            {"school_id": row.id},
        )
        for row in busy[:SHOWN]
    )
    state = None if rows else said("Er zijn nog geen scholen aan u toegewezen.")
    return (Tile("scholen", said("Mijn scholen"), "schools", count=str(len(rows)), state=state, lines=lines),)
