"""What came in outside any task, until it is handled: looked at, put with a case, its date of receipt set right."""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.answers import JSON
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.names import Name
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import Said, Text, said
from workflows.persistence import cases, dossiers, models, people, queries, relations
from workflows.persistence import incoming as table
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, documents, dossier, merging, outages
from workflows.services.deadlines import explain
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.handing_in import EARLIEST, WEBSITE, form_of, hears_by
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


# ------------------------------------------------------------------ what waits
def _theirs(uow: UnitOfWork, by: Person) -> list[tuple[int, str]]:
    """Return for which samenwerkingsverband and role this person handles what comes in.

    Raises:
        NotFound: for none.
    """
    closed: dict[str, set[str]] = {}
    for kind in shared_of(uow).incoming.values():
        closed.setdefault(kind.role, set()).update(kind.closed_to)
    theirs = [
        (hat.organisation_id, hat.role)
        for hat in by.memberships
        if hat.role in closed and not closed[hat.role] & by.roles_in(hat.organisation_id)
    ]
    if not theirs:
        raise NotFound("incoming post")
    return theirs


def waiting(uow: UnitOfWork, by: Person, after: str | None = None) -> IncomingList:
    """Return what waits for this person; a complaint about the office waits elsewhere.

    Raises:
        NotFound: nothing that comes in is theirs to handle.

    Source: Awb art. 9:7 lid 1 (who was involved does not handle the complaint).
    """
    theirs = _theirs(uow, by)
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
        outage=outages.in_words(outage) if (outage := _outage(uow, row)) is not None else None,
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


# ------------------------------------------------------------------ what is done with it
def join(uow: UnitOfWork, by: Person, number: str, case_number: str) -> None:
    """Put what came in with the case to which it belongs, its files among the documents.

    Raises:
        NotFound: it is not theirs, or there is no such case for them.
        NotAllowed: it belongs to a case already, has files and that case keeps none, or is about who would read it
            there.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    found = access.case_for(uow, case_number.strip().upper(), by, needs="request")
    if row.case_id is not None:
        raise NotAllowed(said("Dit stuk hoort al bij een zaak."))
    if row.role != OFFICE:
        raise NotAllowed(said("Dit stuk blijft buiten de zaken: daar zou lezen over wie het gaat."))
    if table.files_of(uow, row.id):
        documents.refuse_where_none_are_kept(uow, found)
    case = cases.lock_case(uow, found.id)
    put_with(uow, by, row, case.id)
    facts: dict[str, JSON] = {"incoming": row.number, "kind": row.kind}
    if row.outage_id is not None:
        facts["outage"] = row.outage_id
    cases.append_entries(uow, case, [NewEntry("incoming", row.received_on, actor_id=by.id, facts=facts)])
    cases.save_case(uow, case)
    note(uow, row, by, "joined", case=case.number)


def put_with(uow: UnitOfWork, by: Person, row: models.Incoming, case_id: int) -> None:
    """Let what came in belong to a case, its files among the documents."""
    kind = shared_of(uow).incoming[row.kind]
    for kept in table.files_of(uow, row.id):
        documents.put(
            uow, case_id, name=kept.name, data=kept.content, found=_looked(kept), kind=kind.label.nl,
            block=documents.IN_A_CASE, by=by.id,
        )  # fmt: skip
    row.case_id = case_id


def _looked(kept: models.IncomingFile) -> documents.Looked:
    """Return what was found in a file as it came in; it is not refused now that it belongs to a case."""
    looked: documents.Outcome = "clean" if kept.looked == "clean" else "doubt" if kept.looked == "doubt" else "unread"
    return documents.Looked(kept.media_type, looked, kept.doubt_at or "")


def blame_outage(uow: UnitOfWork, by: Person, number: str, outage_id: int) -> None:
    """Say that something came late because of what did not work: its day of receipt stays, and its reason stands by it.

    Raises:
        NotFound: it is not theirs, it was handled, or nothing of the kind did not work.

    Source: Awb art. 6:11 (late through no fault of one's own).
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    words = dict(outages.before(uow, row.received_on)).get(outage_id)
    if row.handled_at is not None or words is None:
        raise NotFound(f"no outage {outage_id} for {number}")
    row.outage_id = outage_id
    note(uow, row, by, "outage", why=str(words))
    if row.case_id is not None:
        case = cases.lock_case(uow, row.case_id)
        facts: dict[str, JSON] = {"incoming": row.number, "outage": outage_id}
        cases.append_entries(uow, case, [NewEntry("incoming.late", row.received_on, actor_id=by.id, facts=facts)])
        cases.save_case(uow, case)


def _outage(uow: UnitOfWork, row: models.Incoming) -> models.Outage | None:
    return uow.session.get(models.Outage, row.outage_id) if row.outage_id is not None else None


def handle(uow: UnitOfWork, by: Person, number: str, done: str) -> None:
    """Close what came in, saying what was done with it.

    Raises:
        NotFound: it is not theirs, or it was handled.
        InvalidAnswers: nobody would know what was done.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    if row.handled_at is not None:
        raise NotFound(f"{number} was handled")
    if not 3 <= len(done.strip()) <= 1_000:
        words = said("Wat is ermee gedaan: schrijf dat in 3 tot 1.000 tekens op.")
        raise InvalidAnswers([FieldError("note", words)])
    row.handled_at, row.handled_by_id, row.note = uow.now, by.id, done.strip()
    note(uow, row, by, "handled")


def propose_date(uow: UnitOfWork, by: Person, number: str, day: date, why: str) -> None:
    """Propose another date of receipt; it holds when a second person agrees.

    Raises:
        NotFound: it is not theirs.
        InvalidAnswers: the day cannot be, or there is no reason.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    errors = []
    if not uow.today - EARLIEST <= day <= uow.today or day == row.received_on:
        words = said("Ontvangen op: kies een andere dag, van {first} tot en met vandaag.", first=uow.today - EARLIEST)
        errors.append(FieldError("day", words))
    if not 5 <= len(why.strip()) <= 500:
        errors.append(FieldError("why", said("Reden: schrijf in 5 tot 500 tekens waarom de dag anders is.")))
    if errors:
        raise InvalidAnswers(errors)
    row.proposed_on, row.proposed_why, row.proposed_by_id = day, why.strip(), by.id
    note(uow, row, by, "proposed", day=day.isoformat(), why=why.strip())


def agree_date(uow: UnitOfWork, by: Person, number: str, agreed: bool) -> None:
    """Agree to the proposed date of receipt as the second person, or not.

    Raises:
        NotFound: it is not theirs, or nothing was proposed.
        NotAllowed: who proposed it does not decide.
    """
    row = theirs_to_handle(uow, by, number, lock=True)
    if row.proposed_on is None:
        raise NotFound(f"no other date for {number}")
    if agreed and row.proposed_by_id == by.id:
        raise NotAllowed(said("Een collega moet dit bevestigen: een datum van ontvangst verandert met twee personen."))
    before, day = row.received_on, row.proposed_on
    if agreed:
        row.received_on = day
    row.proposed_on, row.proposed_why, row.proposed_by_id = None, "", None
    note(uow, row, by, "moved" if agreed else "kept", before=before.isoformat(), day=day.isoformat())


def theirs_to_handle(uow: UnitOfWork, by: Person, number: str, *, lock: bool = False) -> models.Incoming:
    """Return what came in as *number*.

    Raises:
        NotFound: there is none, or it is not theirs to handle.
    """
    row = table.numbered(uow, number, lock=lock)
    if row is None or (row.swv_id, row.role) not in _theirs(uow, by):
        raise NotFound(f"nothing came in as {number}")
    return row


def note(uow: UnitOfWork, row: models.Incoming, by: Person, what: str, **details: str) -> None:
    """Put on record what was done with it."""
    uow.session.add(models.IncomingEntry(incoming_id=row.id, at=uow.now, by_id=by.id, what=what, details=dict(details)))


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
