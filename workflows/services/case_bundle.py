"""One PDF of a case: the letters and documents that somebody chose, in their order, for a purpose that goes on record.

A copy of a whole file is the easiest way to lose one: so it is asked for, names its reader, and is made from what that
person may read. In the version without data of others, what was marked stays out and is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.domain.answers import JSON
from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import CaseAccess, Person
from workflows.domain.wording import said
from workflows.persistence import cases, dossiers, models
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier, letter_pages, notes
from workflows.services.deployments import definition_of
from workflows.services.views import CaseHead, Enclosure, LetterPage, NoteView, Section

MOST = 100  #: pieces in one bundle
Content = LetterPage | Enclosure | NoteView
Row = models.Letter | models.Document | NoteView
MOST_BYTES = 80_000_000  #: of all files in it; what does not fit is named in it
LONGEST_PURPOSE = 200
KEPT = "_waarvoor"  #: the purpose, among the details of what happened


@dataclass(frozen=True)
class Piece:
    """A letter, document or note that can go in; *others*: it is known to hold data of somebody else."""

    key: str
    title: str
    about: str  #: what kind of document, to whom the letter went, or who wrote the note
    on: date
    others: bool = False


@dataclass(frozen=True)
class Choice:
    """What can go into the bundle of a case, oldest first."""

    head: CaseHead
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Order:
    """What goes in, in which order, what for; *marked* holds data of others."""

    keys: tuple[str, ...]
    purpose: str
    without_others: bool = False
    marked: frozenset[str] = frozenset()
    sure: bool = False  #: somebody looked into every piece


@dataclass(frozen=True)
class CaseBundle:
    """A bundle for one *reader*; a piece without content is only named."""

    head: CaseHead
    swv: str
    reader: str
    on: date
    purpose: str
    without_others: bool
    sections: tuple[Section, ...]
    pieces: tuple[tuple[Piece, Content | None], ...]


def may_bundle(blocks: frozenset[str], reach: CaseAccess) -> bool:
    """May who reads these blocks of a case take it along? Who reads the correspondence, or handles a closed case."""
    return letter_pages.CORRESPONDENCE in blocks or (reach.closed and "request" in blocks)


def choice(uow: UnitOfWork, number: str, by: Person) -> Choice:
    """Return what *by* may put into the bundle of a case.

    Raises:
        NotFound: there is no such case, or no bundle of it for them.
    """
    case, _ = _case_for(uow, number, by)
    definition = definition_of(uow, case.deployment_id)
    return Choice(dossier.head(uow, case, definition, by), tuple(piece for piece, _ in _pieces(uow, case, by)))


def make(uow: UnitOfWork, number: str, by: Person, order: Order) -> CaseBundle:
    """Return the bundle of a case; it and every document in it are logged as read, and the case tells what it was for.

    Raises:
        NotFound: as ``choice``; or a piece is not theirs to read.
        InvalidAnswers: nothing or too much was chosen, no purpose, or nobody looked for data of others.

    Source: AVG art. 5 lid 1 sub b and c, lid 2 (purpose, no more than needed, accountability); art. 15 lid 4 and
    UAVG art. 41 lid 1 sub i (a copy does not harm the rights of others).
    """
    _refuse_incomplete(order)
    case, blocks = _case_for(uow, number, by)
    locked = cases.lock_case(uow, case.id)
    access.log_read(uow, case.id, by, "dossierbundel")
    found = {piece.key: (piece, row) for piece, row in _pieces(uow, case, by)}
    if unknown := [key for key in order.keys if key not in found]:
        raise NotFound(f"{unknown[0]} is not in {number}")
    chosen = [found[key] for key in dict.fromkeys(order.keys)]
    definition, swv = definition_of(uow, case.deployment_id), dossiers.parties_of(uow, case.id)["swv"]
    room = MOST_BYTES
    pieces: list[tuple[Piece, Content | None]] = []
    for piece, row in chosen:
        content: Content
        if order.without_others and (piece.others or piece.key in order.marked):
            pieces.append((Piece(piece.key, piece.title, piece.about, piece.on, others=True), None))
            continue
        if isinstance(row, models.Letter):
            content = letter_pages.page_of(uow, row, case, swv, by)
        elif isinstance(row, NoteView):
            content = row
        else:
            access.log_read(uow, case.id, by, "document", row.id)
            room -= row.size
            content = Enclosure(row.name, row.media_type, dossiers.content_of(uow, row.id) if room >= 0 else b"")
        pieces.append((piece, content))
    facts: dict[str, JSON] = {"pieces": len(pieces), "without_others": order.without_others}
    entry = NewEntry("bundled", uow.today, actor_id=by.id, facts=facts, details={KEPT: order.purpose.strip()})
    cases.append_entries(uow, locked, [entry])
    cases.save_case(uow, locked)
    return CaseBundle(
        head=dossier.head(uow, case, definition, by),
        swv=swv.name,
        reader=by.name,
        on=uow.today,
        purpose=order.purpose.strip(),
        without_others=order.without_others,
        sections=dossier.sections(uow, case, definition, blocks, by, without_others=order.without_others),
        pieces=tuple(pieces),
    )


def _refuse_incomplete(order: Order) -> None:
    errors = []
    if not 1 <= len(order.keys) <= MOST:
        errors.append(FieldError("piece", said("Stukken: kies er minstens één en hoogstens {most}.", most=MOST)))
    if not 1 <= len(order.purpose.strip()) <= LONGEST_PURPOSE:
        words = said("Waarvoor: vul in waarvoor de bundel is, in hoogstens {most} tekens.", most=LONGEST_PURPOSE)
        errors.append(FieldError("purpose", words))
    if order.without_others and not order.sure:
        words = said("Zonder gegevens van anderen: bevestig dat u elk gekozen stuk hebt bekeken.")
        errors.append(FieldError("sure", words))
    if errors:
        raise InvalidAnswers(errors)


def _case_for(uow: UnitOfWork, number: str, by: Person) -> tuple[models.Case, frozenset[str]]:
    case = access.case_for(uow, number, by, needs="request")
    blocks = access.blocks_of_case(uow, case.id, by)
    if not may_bundle(blocks, access.access_to(uow, case.id)):
        raise NotFound(f"no bundle of {number}")
    return case, blocks


def _pieces(uow: UnitOfWork, case: models.Case, by: Person) -> Iterator[tuple[Piece, Row]]:
    """Yield what *by* may read of a case, oldest first: letters as they went out, submitted documents, and notes of the
    dossier."""
    written = letter_pages.readable(uow, case.id, dossiers.letters_of(uow, case.id), by)
    blocks = access.blocks_of_case(uow, case.id, by)
    rows: list[Row] = [row for row in written if not row.replaced and row.subject]
    rows += [row for row in dossiers.documents_of(uow, case.id) if row.submitted and row.block in blocks]
    noted = notes.of_cases(uow, {case.id: case.number}, {case.id: blocks}, by)
    rows += [note for note in noted if note.in_dossier]
    for row in sorted(rows, key=_since):
        on, _, _ = _since(row)
        if isinstance(row, models.Letter):
            about = said("brief aan {who}", who=row.addressee_name)
            yield Piece(f"brief-{row.id}", row.subject, about, on, others=row.secret_address), row
        elif isinstance(row, NoteView):
            title = said("Aantekening: {how}", how=row.how)
            yield Piece(f"aantekening-{row.id}", title, said("door {who}", who=row.by), on), row
        else:
            yield Piece(f"stuk-{row.id}", row.name, row.kind, on), row


def _since(row: Row) -> tuple[date, str, int]:
    at = row.made_at if isinstance(row, models.Letter) else row.at if isinstance(row, NoteView) else row.added_at
    return local_date(at), type(row).__name__, row.id


def in_order(keys: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    """Return keys by the places that somebody typed; who typed none, or nonsense, comes last, in the given order."""
    told = [int(place) if place.strip().isdecimal() else len(keys) + MOST for place in places]
    return tuple(key for _, _, key in sorted(zip(told, range(len(keys)), keys, strict=True)))
