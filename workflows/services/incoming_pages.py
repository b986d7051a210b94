"""What came in, to look at: which letters wait, one with what is near it, and a file of it."""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.errors import NotFound
from workflows.domain.names import Name
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import dossiers, models, people, queries, relations
from workflows.persistence import incoming as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, documents, dossier, merging, outages
from workflows.services.deadlines import explain
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.handing_in import WEBSITE, form_of, hears_by
from workflows.services.incoming import groups_of, outage_of, theirs_to_handle
from workflows.services.views import DueView

PAGE = 50


@dataclass(frozen=True)
class IncomingRow:
    """Something that waits, in a list."""

    number: str
    kind: Text
    channel: str
    received_on: date
    case_number: str | None
    proposed: bool
    hears_by: date | None
    late: bool  #: because of something that did not work


@dataclass(frozen=True)
class IncomingList:
    """What waits for this person, the oldest first; *next* asks for the following page."""

    rows: tuple[IncomingRow, ...]
    next: str | None
    may_register: bool


@dataclass(frozen=True)
class IncomingFileView:
    """Something that came along."""

    id: int
    name: str
    size: int
    remark: Said | None


@dataclass(frozen=True)
class Happened:
    """A line of what was done with it."""

    at: datetime
    who: str
    text: Said


@dataclass(frozen=True)
class IncomingView:
    """Something that came in, with what can be done with it; *cases* are those it may belong to, as (number, words,
    may a case begin from it, what to look out for). *begins* is the title of the route that begins with it, empty if
    none; *about* says that it is about a case. *splits* are the kinds it may be as well.
    """

    number: str
    kind: Text
    channel: str
    received_on: date
    recorded_at: datetime
    recorded_by: str
    rows: tuple[tuple[str, str], ...]
    files: tuple[IncomingFileView, ...]
    hears_by: DueView | None
    case_number: str | None
    cases: tuple[tuple[str, str, bool, Said | None], ...]
    begins: str
    about: bool
    splits: tuple[tuple[str, Text], ...]
    handled_at: datetime | None
    note: str
    proposed: tuple[date, str, str] | None  #: day, why, by whom
    may_agree: bool
    history: tuple[Happened, ...]
    outage: Said | None = None  #: why it came later than it was sent
    outages: tuple[tuple[int, Said], ...] = ()  #: what may be why


def waiting(uow: UnitOfWork, by: Person, after: str | None = None) -> IncomingList:
    """Return what waits for this person; a complaint about the office waits elsewhere.

    Raises:
        NotFound: nothing that comes in is theirs to handle.

    Source: Awb art. 9:7 lid 1 (who was involved does not handle the complaint).
    """
    theirs = groups_of(uow, by)
    position = None
    if after is not None:
        day, _, number = after.partition("_")
        try:
            position = (date.fromisoformat(day), int(number))
        except ValueError:
            raise NotFound(f"no page after {after!r}") from None
    found = table.waiting(uow, theirs, position, PAGE + 1)
    shared = shared_of(uow)
    rows = []
    for line in found[:PAGE]:
        kind = shared.incoming[line.kind]
        due = explain(shared.rules, shared.calendar, kind.confirm, line.received_on) if kind.confirm else None
        rows.append(
            IncomingRow(
                line.number,
                kind.label,
                line.channel,
                line.received_on,
                line.case_number,
                line.proposed,
                due.due.on if due is not None else None,
                line.late,
            )
        )
    last = found[PAGE - 1] if len(found) > PAGE else None
    following = f"{last.received_on.isoformat()}_{last.id}" if last is not None else None
    return IncomingList(tuple(rows), following, bool(access.offices_of(by)))


def look(uow: UnitOfWork, by: Person, number: str, sought: str = "") -> IncomingView:
    """Return something that came in; *sought* looks for the case it may belong to. The reading is logged.

    Raises:
        NotFound: there is none, or it is not theirs to handle.
    """
    row = theirs_to_handle(uow, by, number)
    uow.session.add(models.ReadLog(person_id=by.id, what=f"incoming {row.number}", at=uow.now))
    kind = shared_of(uow).incoming[row.kind]
    form = form_of(uow, kind, public=row.channel == WEBSITE)
    entries = table.entries_of(uow, row.id)
    names = people.names_of(
        uow, {each for each in (row.recorded_by_id, row.proposed_by_id, *(entry.by_id for entry in entries)) if each}
    )
    case = uow.session.get(models.Case, row.case_id) if row.case_id is not None else None
    titles = {each.route.name: each.route.settings.title for each in live_definitions(uow)}
    others = [each for each in shared_of(uow).incoming.values() if each.route in titles and each.id != kind.id]
    why = (row.proposed_on, row.proposed_why, names.get(row.proposed_by_id or 0, "")) if row.proposed_on else None
    return IncomingView(
        number=row.number,
        kind=kind.label,
        channel=row.channel,
        received_on=row.received_on,
        recorded_at=row.recorded_at,
        recorded_by=names.get(row.recorded_by_id or 0, ""),
        rows=tuple(form.as_filled({name: given for name, given in row.answers.items() if given not in (None, "")})),
        files=tuple(
            IncomingFileView(file.id, file.name, file.size, documents.remark_on(file))
            for file in table.files_of(uow, row.id)
        ),
        hears_by=hears_by(uow, row),
        case_number=case.number if case is not None else None,
        cases=_possible(uow, row, sought) if row.case_id is None and row.role == OFFICE else (),
        begins=titles.get(kind.route, ""),
        about=bool(kind.about),
        splits=tuple((each.id, each.label) for each in others) if kind.route in titles else (),
        handled_at=row.handled_at,
        note=row.note,
        proposed=why,
        may_agree=row.proposed_by_id not in (None, by.id),
        outage=outages.in_words(outage) if (outage := outage_of(uow, row)) is not None else None,
        outages=tuple(outages.before(uow, row.received_on)) if row.handled_at is None and row.role == OFFICE else (),
        history=tuple(Happened(entry.at, names.get(entry.by_id or 0, ""), _told(entry)) for entry in entries),
    )


def _possible(uow: UnitOfWork, row: models.Incoming, sought: str) -> tuple[tuple[str, str, bool, Said | None], ...]:
    """Return the cases that it may belong to: by the reference that was given, the name, or what was typed.

    Where a birth date was given those of a pupil born that day and called alike come first, twins told apart.
    """
    kind = shared_of(uow).incoming[row.kind]
    alike = {} if sought else _alike(uow, row)
    tried = [sought] if sought else [str(row.answers.get("kenmerk") or ""), str(row.answers.get("leerling") or "")]
    found: dict[str, tuple[str, bool]] = {}
    for text in tried:
        words = text.strip()
        for wanted in (words, words.split()[-1] if words.split() else ""):
            if len(wanted) >= 3 and not found:
                for line in queries.cases(uow, [("swv", row.swv_id)], open_only=False, matching=wanted, limit=8):
                    pupil = dossier.shown_name(line, not line.withheld)
                    found[line.number] = f"{pupil}, {line.school or ''}", bool(kind.about) and line.route == kind.about
    return (
        *(
            (number, words, bool(kind.about) and _route_of(uow, number) == kind.about, why)
            for number, (words, why) in alike.items()
        ),
        *((number, words, begins, None) for number, (words, begins) in found.items() if number not in alike),
    )


def _route_of(uow: UnitOfWork, number: str) -> str:
    case = dossiers.case_by_number(uow, number)
    return case.route if case is not None else ""


def _alike(uow: UnitOfWork, row: models.Incoming) -> dict[str, tuple[str, Said | None]]:
    born, name = str(row.answers.get("geboortedatum") or ""), str(row.answers.get("leerling") or "")
    first, _, last = name.strip().partition(" ")
    if not born or not last:
        return {}
    found: dict[str, tuple[str, Said | None]] = {}
    for pupil in merging.alike(uow, Name(first, last), date.fromisoformat(born), row.swv_id):
        ids = [case for case, _ in relations.cases_of(uow, [pupil.id])]
        for number, _ in relations.numbers_of(uow, ids).values():
            found[number] = (f"{pupil.name}, {pupil.school}", pupil.why)
    return found


def file(uow: UnitOfWork, by: Person, number: str, file_id: int) -> tuple[str, str, bytes]:
    """Return name, media type and content of something that came along.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    row = theirs_to_handle(uow, by, number)
    found = next((each for each in table.files_of(uow, row.id) if each.id == file_id), None)
    if found is None:
        raise NotFound(f"no file {file_id}")
    return found.name, found.media_type, found.content


_WORDS = {
    "joined": said("Bij zaak {case} gevoegd"),
    "handled": said("Afgehandeld"),
    "begun": said("Zaak {case} begonnen"),
    "split": said("Gesplitst: ook geregistreerd als {other}"),
    "outage": said("Later binnengekomen door {why}"),
    "proposed": said("Andere datum van ontvangst voorgesteld: {day}, omdat: {why}"),
    "moved": said("Datum van ontvangst gewijzigd van {before} in {day}"),
    "kept": said("Andere datum van ontvangst niet overgenomen"),
}


def _told(entry: models.IncomingEntry) -> Said:
    details = {
        name: date.fromisoformat(value) if name in ("day", "before") else Said(value)
        for name, value in entry.details.items()
    }
    return _WORDS[entry.what].of(**details)
