"""What did not work and when, the terms that ended meanwhile, and what came late because of it.

Source: Awb art. 6:11 (who is late through no fault of their own is not refused for it), 4:15 lid 2c and lid 3 (force
majeure suspends our own term, and is told at once), afd. 2.3 as it holds since 2026 (the electronic way must be open).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import ADMINISTRATOR, Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import models, people
from workflows.persistence import outages as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import shared_of
from workflows.services.dossier import full_name

WHAT = {
    "site": said("de hele website"),
    "page": said("de openbare pagina om iets in te dienen"),
    "mail": said("de e-mail"),
}
EVERY = timedelta(minutes=1)  #: so often the scheduler notes that it is alive
GAP = timedelta(minutes=15)  #: a longer silence is proposed as an outage
LONGEST = timedelta(days=60)
BACK = timedelta(days=90)  #: what came in may be late because of what did not work within so many days before


@dataclass(frozen=True)
class OutageView:
    """Something that did not work; *proposed*: the system was silent, and nobody said yet whether that matters."""

    id: int
    what: Said
    from_at: datetime
    until_at: datetime
    note: str
    proposed: bool


@dataclass(frozen=True)
class OutageList:
    """What did not work, as far as this person needs it: the administrator records, the office sees the cases."""

    rows: tuple[OutageView, ...]
    may_record: bool
    may_see_cases: bool


@dataclass(frozen=True)
class EndedRow:
    """A term that ended meanwhile; *ours*: our own, which did not stand still by itself."""

    case_number: str
    pupil: str
    school: str
    term: Text
    due_on: date
    ours: bool


@dataclass(frozen=True)
class OutagePage:
    """One outage, and the terms that ended while it lasted."""

    outage: OutageView
    rows: tuple[EndedRow, ...]


def outages(uow: UnitOfWork, by: Person) -> OutageList:
    """Return what did not work.

    Raises:
        NotFound: only administrators and the office see it.
    """
    may_record, offices = by.has(ADMINISTRATOR), access.offices_of(by)
    if not may_record and not offices:
        raise NotFound("outages")
    rows = tuple(map(view_of, table.outages(uow, proposed=may_record)))
    return OutageList(rows, may_record, bool(offices))


def view_of(row: models.Outage) -> OutageView:
    return OutageView(row.id, WHAT[row.what], row.from_at, row.until_at, row.note, row.recorded_at is None)


def in_words(row: models.Outage) -> Said:
    """Return what did not work and when, as part of a sentence."""
    first, last = local_date(row.from_at), local_date(row.until_at)
    return said("uitval van {what}, {first} tot en met {last}", what=WHAT[row.what], first=first, last=last)


def record(uow: UnitOfWork, by: Person, what: str, from_at: datetime, until_at: datetime, note: str) -> int:
    """Put on record that something did not work; return its number.

    Raises:
        NotFound: only an administrator records.
        InvalidAnswers: field by field.
    """
    who = access.administrator(by)
    errors = []
    if what not in WHAT:
        errors.append(FieldError("what", said("Wat werkte niet: kies een antwoord.")))
    if not from_at < until_at <= uow.now or until_at - from_at > LONGEST:
        words = said("Tot: kies een moment na het begin en niet in de toekomst, hoogstens 60 dagen later.")
        errors.append(FieldError("until", words))
    if not 3 <= len(note.strip()) <= 1_000:
        errors.append(FieldError("note", said("Wat was er: schrijf dat in 3 tot 1.000 tekens op.")))
    if errors:
        raise InvalidAnswers(errors)
    row = models.Outage(
        what=what, from_at=from_at, until_at=until_at, note=note.strip(), recorded_by_id=who, recorded_at=uow.now
    )
    uow.session.add(row)
    uow.session.flush()
    people.note_change(uow, "outage.recorded", who, what_failed=what, note=note.strip())
    return row.id


def judge(uow: UnitOfWork, by: Person, outage_id: int, matters: bool) -> None:
    """Say of a silence of the system whether people could not reach it; if they could, it is forgotten.

    Raises:
        NotFound: only an administrator judges, and only what is proposed.
    """
    who = access.administrator(by)
    row = uow.session.get(models.Outage, outage_id)
    if row is None or row.recorded_at is not None:
        raise NotFound(f"no proposed outage {outage_id}")
    if matters:
        row.recorded_by_id, row.recorded_at = who, uow.now
        people.note_change(uow, "outage.recorded", who, what_failed=row.what, note=row.note)
    else:
        uow.session.delete(row)


def ended(uow: UnitOfWork, by: Person, outage_id: int) -> OutagePage:
    """Return the terms that ended on a day on which something did not work.

    Raises:
        NotFound: there is no such outage, or this person does not work at the office.
    """
    offices, row = access.offices_of(by), uow.session.get(models.Outage, outage_id)
    if not offices or row is None or row.recorded_at is None:
        raise NotFound(f"no outage {outage_id}")
    rules = shared_of(uow).rules
    found = table.ended_between(uow, offices, local_date(row.from_at), local_date(row.until_at))
    rows = tuple(
        EndedRow(
            each.number,
            full_name(each.first_name, each.infix, each.last_name),
            each.school or "",
            rules.at(each.rule, each.due_on).label,
            each.due_on,
            each.owner == "swv",
        )
        for each in found
    )
    return OutagePage(view_of(row), rows)


def before(uow: UnitOfWork, day: date) -> list[tuple[int, Said]]:
    """Return what may be why something came as late as on *day*, as (number, words)."""
    found = table.outages(uow, since=uow.now - BACK, proposed=False)
    return [(row.id, in_words(row)) for row in found if local_date(row.from_at) <= day]


def during(uow: UnitOfWork, days: list[date]) -> list[Said]:
    """Return what did not work on any of these days, in words."""
    found = table.outages(uow, proposed=False) if days else ()
    return [
        in_words(row)
        for row in found
        if any(local_date(row.from_at) <= day <= local_date(row.until_at) for day in days)
    ]


# ------------------------------------------------------------------ the pulse of the scheduler
def is_due(uow: UnitOfWork) -> bool:
    """Is it time to note that the scheduler is alive?"""
    last = table.last_beat(uow)
    return last is None or uow.now - last >= EVERY


def beat(uow: UnitOfWork) -> None:
    """Note that the scheduler is alive; a long silence before is proposed as an outage."""
    last = table.beat(uow)
    if last is not None and uow.now - last >= GAP:
        words = "De automatische taken van het systeem lagen stil."
        uow.session.add(models.Outage(what="site", from_at=last, until_at=uow.now, note=words))
