"""The monthly return: each school says whether pupils are registered and without a place, also when there are none.

Without it "none are known to us" and "nobody told us" look the same.

Source: WPO art. 40 lid 4 (no refusal before another school is found); practice of co-ordination in an SWV.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from workflows.domain.clock import at_local
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import WATCHERS, Person
from workflows.domain.returns import MOST, ReturnCount, month_before, months_open, reminded_on
from workflows.domain.wording import Said, said
from workflows.persistence import cases, models, people
from workflows.persistence import jobs as table_of_jobs
from workflows.persistence import returns as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, ladder
from workflows.services.deployments import shared_of

GIVES = ("ib_er", "zorgcoordinator", "schooldirecteur")  #: who speaks for a school
JOB = "returns"  #: of the one job that reminds schools; it is never done, only moved to the next month
MORNING = time(8)


@dataclass(frozen=True)
class ReturnRow:
    """What a school said about a month: how many pupils are waiting (None: nothing yet), when, and by whom.

    *last_month* is the last month about which it said anything (None: it never did).
    """

    school_id: int
    school: str
    waiting: int | None
    given_at: datetime | None
    given_by: str
    on_behalf: bool
    last_month: date | None
    may_give: bool


@dataclass(frozen=True)
class ReturnsPage:
    """The monthly returns about one month: those of one's own schools, and of all schools for who watches.

    *waiting* is how many pupils without a place all schools together told us of.
    """

    month: date
    months: tuple[date, ...]
    reminded_on: date
    own: tuple[ReturnRow, ...]
    all: tuple[ReturnRow, ...]
    summary: str | None
    waiting: int


# ------------------------------------------------------------------ looking
def page(uow: UnitOfWork, by: Person, month: date | None = None) -> ReturnsPage:
    """Return what the schools of *by* said about a month (the past one), and for who watches that of all schools.

    Raises:
        NotFound: neither speaks for a school nor watches over a samenwerkingsverband, or not about this month.
    """
    months = months_open(uow.today)
    month = month or months[0]
    schools = people.organisations(uow, "school")
    own, watched = _own(by, schools), _watched(by, schools)
    if month not in months or not (own or watched):
        raise NotFound(f"no returns about {month}")
    counted = count(uow, watched, month) if watched else None
    return ReturnsPage(
        month=month,
        months=months,
        reminded_on=reminded_on(month, shared_of(uow).calendar),
        own=_rows(uow, by, own, month),
        all=_rows(uow, by, watched, month),
        summary=in_words(counted) if counted is not None else None,
        waiting=counted.waiting if counted is not None else 0,
    )


def summary(uow: UnitOfWork, by: Person) -> Said | None:
    """Return in one sentence how many schools gave their return about the past month; None for who does not watch."""
    watched = _watched(by, people.organisations(uow, "school"))
    return in_words(count(uow, watched, month_before(uow.today))) if watched else None


def in_words(counted: ReturnCount) -> Said:
    return said(
        "Van {schools} scholen: {given} opgegeven, {missing} nog niet, {never} nog nooit.",
        schools=counted.schools,
        given=counted.given,
        missing=counted.missing,
        never=counted.never,
    )


def count(uow: UnitOfWork, schools: Sequence[models.Organisation], month: date) -> ReturnCount:
    """Count what *schools* said about a month."""
    ids = [school.id for school in schools]
    given, ever = table.about(uow, month, ids), table.last_months(uow, ids)
    waiting = sum(row.waiting for row in given.values())
    return ReturnCount(len(ids), len(given), len(ever) - len(given), len(ids) - len(ever), waiting)


def _own(by: Person, schools: Sequence[models.Organisation]) -> list[models.Organisation]:
    theirs = {hat.organisation_id for hat in by.memberships if hat.role in GIVES}
    return [school for school in schools if school.id in theirs]


def _watched(by: Person, schools: Sequence[models.Organisation]) -> list[models.Organisation]:
    theirs = {hat.organisation_id for hat in by.memberships if hat.role in WATCHERS}
    return [school for school in schools if school.swv_id in theirs]


def _rows(uow: UnitOfWork, by: Person, schools: Sequence[models.Organisation], month: date) -> tuple[ReturnRow, ...]:
    if not schools:
        return ()
    ids = [school.id for school in schools]
    given, ever = table.about(uow, month, ids), table.last_months(uow, ids)
    names = people.names_of(uow, {row.given_by_id for row in given.values()})
    offices, own = access.offices_of(by), {school.id for school in _own(by, schools)}
    return tuple(
        ReturnRow(
            school_id=school.id,
            school=school.name,
            waiting=row.waiting if row is not None else None,
            given_at=row.given_at if row is not None else None,
            given_by=names.get(row.given_by_id, "") if row is not None else "",
            on_behalf=row is not None and row.on_behalf,
            last_month=ever.get(school.id),
            may_give=school.id in own or school.swv_id in offices,
        )
        for school in schools
        for row in [given.get(school.id)]
    )


# ------------------------------------------------------------------ giving
def of_school(uow: UnitOfWork, by: Person, school_id: int, month: date) -> ReturnRow:
    """Return what a school said about a month, to give it or to correct it.

    Raises:
        NotFound: *by* does not speak for this school, or it is not asked about this month.
    """
    if month not in months_open(uow.today):
        raise NotFound(f"no return about {month}")
    schools = [school for school in people.organisations(uow, "school") if school.id == school_id]
    for row in _rows(uow, by, schools, month):
        if row.may_give:
            return row
    raise NotFound(f"no return of school {school_id}")


def give(uow: UnitOfWork, by: Person, school_id: int, month: date, answer: str, waiting: str) -> None:
    """Record what a school says about a month: *answer* is geen, or wel with a number. A later one takes its place.

    Raises:
        NotFound: *by* does not speak for this school, or it is not asked about this month.
        InvalidAnswers: nothing was chosen, or no number.
    """
    of_school(uow, by, school_id, month)
    if answer not in ("geen", "wel"):
        raise InvalidAnswers([FieldError("answer", said("Kies of er open aanmeldingen zonder plek zijn."))])
    typed = waiting.strip()
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0
    if answer == "wel" and not 1 <= number <= MOST:
        raise InvalidAnswers([FieldError("waiting", said("Aantal leerlingen: vul een getal in van 1 tot en met 999."))])
    speaks = any(hat.organisation_id == school_id and hat.role in GIVES for hat in by.memberships)
    uow.session.add(
        models.SchoolReturn(
            school_id=school_id,
            month=month,
            waiting=number if answer == "wel" else 0,
            given_at=uow.now,
            given_by_id=by.id,
            on_behalf=not speaks,
        )
    )


# ------------------------------------------------------------------ reminding
def arm(uow: UnitOfWork) -> None:
    """See to it that schools are reminded from now on; what lies in the past is left."""
    if not table_of_jobs.is_armed(uow, JOB):
        cases.write_jobs(uow, (), [JobRow(JOB, JOB, _next_moment(uow), {})])


def _next_moment(uow: UnitOfWork) -> datetime:
    """Return the first moment after now at which schools are reminded."""
    calendar, month = shared_of(uow).calendar, month_before(uow.today)
    while (moment := at_local(reminded_on(month, calendar), MORNING)) <= uow.now:
        month = _month_after(month)
    return moment


def _month_after(month: date) -> date:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def remind(uow: UnitOfWork, job: JobRow) -> bool:
    """Mail the schools that said nothing about the past month, each once; False if somebody else is at it.

    However long we were down, only the last month that is late is asked for.
    """
    held = table_of_jobs.lock_job(uow, job.key)
    if held is None or held.due_at > uow.now:
        return False
    calendar, month = shared_of(uow).calendar, month_before(uow.today)
    if at_local(reminded_on(month, calendar), MORNING) > uow.now:
        month = month_before(month)
    schools = [school for school in people.organisations(uow, "school") if school.swv_id is not None]
    given = table.about(uow, month, [school.id for school in schools])
    silent = [school.id for school in schools if school.id not in given]
    mails = [
        JobRow(
            f"mail:return:{month.isoformat()}:{school}:{person}",
            "mail",
            ladder.office_hours(uow.now),
            {"notice": "return", "to": person, "month": month.isoformat(), "school": school, "path": path_about(month)},
        )
        for school, person in people.who_act_for(uow, silent, GIVES)
    ]
    cases.write_jobs(uow, (), mails)
    table_of_jobs.postpone_job(uow, job.key, _next_moment(uow))
    return True


def path_about(month: date) -> str:
    return f"/zorgplicht/maandopgave?maand={month:%Y-%m}"


def is_given(uow: UnitOfWork, school_id: int, month: date) -> bool:
    """Did a school say anything about a month?"""
    return school_id in table.about(uow, month, [school_id])
