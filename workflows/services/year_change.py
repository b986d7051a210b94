"""The change of the school year on 1 August: what it changes is proposed line by line, and nothing happens by itself.

Source: BW art. 1:233, 1:234 (of age at 18); WPO art. 1 (a school is known by its BRIN).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.relations import OF_AGE as YEARS
from workflows.domain.wording import said
from workflows.persistence import cases, models, people
from workflows.persistence import year_change as table
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.persistence.year_change import CaseOfSchool
from workflows.services import access, links
from workflows.services.deployments import closed_routes
from workflows.services.dossier import full_name
from workflows.services.stepping import stepping

AHEAD = timedelta(days=92)  #: so long before 1 August its list is there; after that it stays for the year
MOVED, OF_AGE = "school.changed", "of_age"


@dataclass(frozen=True)
class Line:
    """A case or a TLV that is proposed to change; *pupil* is empty where who looks may not know whom it is about."""

    number: str
    pupil: str
    on: date | None = None


@dataclass(frozen=True)
class ClosedSchool:
    """A school that ends, and what still stands on its name."""

    id: int
    name: str
    code: str
    closed_on: date
    cases: tuple[Line, ...]
    tlvs: tuple[Line, ...]


@dataclass(frozen=True)
class YearChangePage:
    """What the school year that begins on *first* changes; *schools* are those that another may go over into."""

    first: date
    closed: tuple[ClosedSchool, ...]
    of_age: tuple[Line, ...]
    schools: tuple[tuple[str, str], ...]


def first_day(today: date) -> date:
    """Return the 1st of August that the list is about: the last one, or the next when that is near."""
    this_year = today.replace(month=8, day=1)
    return this_year if today >= this_year - AHEAD else this_year.replace(year=today.year - 1)


def page(uow: UnitOfWork, by: Person) -> YearChangePage:
    """Return what the new school year changes; a complaint is not for the office to know (Awb art. 9:7).

    Raises:
        NotFound: only the office of a samenwerkingsverband changes it.
    """
    offices = _offices(by)
    first = first_day(uow.today)
    schools = [row for row in people.organisations(uow, "school", closed=True) if row.swv_id in offices]
    ending = {row.id: row for row in schools if row.closed_on is not None and row.closed_on <= first + AHEAD}
    found = table.cases_of_schools(uow, offices, list(ending), without=closed_routes(uow))
    used = table.tlvs_of_schools(uow, list(ending), uow.today)
    closed = tuple(
        ClosedSchool(
            id=row.id, name=row.name, code=row.code, closed_on=row.closed_on or first,
            cases=tuple(_line(uow, by, each) for each in found if each.school_id == row.id),
            tlvs=tuple(
                Line(tlv.number, full_name(pupil.first_name, pupil.infix, pupil.last_name), tlv.valid_until)
                for tlv, pupil in used
                if tlv.school_id == row.id
            ),
        )
        for row in ending.values()
    )  # fmt: skip
    return YearChangePage(
        first=first,
        closed=tuple(school for school in closed if school.cases or school.tlvs),
        of_age=tuple(_line(uow, by, each) for each in _coming_of_age(uow, offices, first)),
        schools=tuple((str(row.id), f"{row.name} ({row.code})") for row in schools if row.id not in ending),
    )


def _offices(by: Person) -> list[int]:
    if not (offices := access.offices_of(by)):
        raise NotFound("the change of the school year")
    return offices


def _coming_of_age(uow: UnitOfWork, offices: Sequence[int], first: date) -> list[CaseOfSchool]:
    """Return the open cases of who turns 18 in the school year, and of whom nobody looked into it yet."""
    born = first.replace(year=first.year - YEARS)
    found = table.born_between(uow, offices, born, born.replace(year=born.year + 1), without=closed_routes(uow))
    done = table.told(uow, [each.id for each in found], OF_AGE)
    return [each for each in found if each.id not in done]


def _line(uow: UnitOfWork, by: Person, row: CaseOfSchool) -> Line:
    named = access.sees_name(uow, by, row.withheld, row.school_id)
    return Line(
        row.number,
        full_name(row.first_name, row.infix, row.last_name) if named else "",
        _birthday(row.born_on) if row.born_on is not None and named else None,
    )


def _birthday(born: date) -> date:
    """Return the day on which somebody is of age; who was born on 29 February is on 1 March of another year."""
    try:
        return born.replace(year=born.year + YEARS)
    except ValueError:
        return date(born.year + YEARS, 3, 1)


def move_school(
    uow: UnitOfWork, by: Person, school_id: int, to: str, numbers: Sequence[str], tlvs: Sequence[str]
) -> tuple[int, int]:
    """Let cases and TLVs of a school that ends go over to another; return how many of each.

    The tasks of the school go to the same role at the other; who had one keeps it if they have that role there too.

    Raises:
        NotFound: this school does not end, or is not of a samenwerkingsverband at whose office they work.
        InvalidAnswers: no school was chosen, or nothing.
    """
    offices, shown = _offices(by), page(uow, by)
    closed = next((each for each in shown.closed if each.id == school_id), None)
    if closed is None:
        raise NotFound(f"school {school_id} does not end")
    errors = []
    if to not in dict(shown.schools):
        errors.append(FieldError(f"to-{school_id}", said("Gaat over in: kies een school.")))
    if not numbers and not tlvs:
        errors.append(FieldError(f"line-{school_id}", said("Kies minstens één regel.")))
    if errors:
        raise InvalidAnswers(errors)
    school = uow.session.get_one(models.Organisation, int(to))
    wanted = {line.number for line in closed.cases} & set(numbers)
    found = [row for row in table.cases_of_schools(uow, offices, [school_id], without=()) if row.number in wanted]
    why = f"{closed.name} gaat over in {school.name}"
    moved = sum(_move_case(uow, by, row, school, why) for row in found)
    used = [tlv for tlv, _ in table.tlvs_of_schools(uow, [school_id], uow.today) if tlv.number in set(tlvs)]
    for tlv in used:
        tlv.school_id = school.id
    people.note_change(
        uow, "school.went_over", by.id, organisation_id=school_id, successor=school.name, cases=str(moved),
        tlvs=str(len(used)),
    )  # fmt: skip
    return moved, len(used)


def _move_case(uow: UnitOfWork, by: Person, row: CaseOfSchool, school: models.Organisation, why: str) -> bool:
    case = cases.lock_case(uow, row.id)
    before = cases.open_rows(uow, case.id)
    if before.parties.get("applicant") != row.school_id or case.ended_at is not None:
        return False  # somebody was faster
    table.set_parties(uow, case.id, links.parties_for(school))
    moved = []
    for task in before.tasks:
        role, _, organisation = task.actor.partition(":")
        if organisation == str(row.school_id):
            actor = f"{role}:{school.id}"
            has_role = task.assignee_id is not None and people.membership(uow, task.assignee_id, role, school.id)
            moved.append(replace(task, actor=actor, assignee_id=task.assignee_id if has_role else None))
    cases.write_tasks(uow, before.tasks, moved)
    pupil = uow.session.get(models.Pupil, row.pupil_id) if row.pupil_id is not None else None
    if pupil is not None and pupil.school_id == row.school_id:
        pupil.school_id = school.id
        uow.session.flush()
    cases.append_entries(uow, case, [NewEntry(MOVED, uow.today, actor_id=by.id, details={"_reden": why})])
    with stepping(uow, case, cases.open_rows(uow, case.id)):
        pass  # writes anew who is to act, and what the monitor shows
    return True


def look_into_age(uow: UnitOfWork, by: Person, numbers: Sequence[str]) -> int:
    """Record that somebody looked into what follows from a pupil coming of age; return in how many cases.

    Raises:
        NotFound: only the office does.
        InvalidAnswers: nothing was chosen.
    """
    offices = _offices(by)
    found = [row for row in _coming_of_age(uow, offices, first_day(uow.today)) if row.number in set(numbers)]
    if not found:
        raise InvalidAnswers([FieldError("age", said("Kies minstens één regel."))])
    for row in found:
        case = cases.lock_case(uow, row.id)
        cases.append_entries(uow, case, [NewEntry(OF_AGE, uow.today, actor_id=by.id)])
        cases.save_case(uow, case)
    return len(found)
