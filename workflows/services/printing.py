"""Letters as files to print, or to go on with in Word. What they say was read before, in a unit that logged it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from workflows.domain.errors import NotAllowed
from workflows.domain.wording import date_in_words, long_date_in_words, said
from workflows.paper import photos
from workflows.paper.looking import PICTURES
from workflows.paper.pdf import NOT_A_PDF, WHY, bundle_pdf, dossier_pdf, letter_pdf, post_pdf
from workflows.paper.sheets import Behind, CaseBundle, CaseSheet, Dossier, InDossier, Part, Post, Sheet
from workflows.paper.word import letter_docx
from workflows.services.bundle import Bundle
from workflows.services.case_bundle import CaseBundle as BundleOfCase
from workflows.services.case_bundle import Content, Piece
from workflows.services.case_summary import CaseSummary
from workflows.services.views import Enclosure, LetterPage, NoteView

EMPTY: Mapping[str, Sequence[Enclosure]] = MappingProxyType({})
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class File:
    """A file to download; its *name* says no more than the number of the case."""

    name: str
    media_type: str
    content: bytes


def as_pdf(page: LetterPage, enclosed: Sequence[Enclosure] = (), logo: bytes = b"") -> File:
    """Return a letter as a PDF, tagged and in Dutch, with what goes along behind it.

    Raises:
        NotAllowed: the letter is no longer what was sealed.
    """
    return File(f"{_name(page)}.pdf", PDF, letter_pdf(_sheet(page, logo), _behind(page.letter.case_number, enclosed)))


def as_word(page: LetterPage, logo: bytes = b"") -> File:
    """Return a letter as a Word file."""
    return File(f"{_name(page)}.docx", WORD, letter_docx(_sheet(page, logo)))


def _behind(reference: str, files: Sequence[Enclosure]) -> tuple[Behind, ...]:
    return tuple(Behind(each.name, reference, *_as_pages(each)) for each in files)


def _as_pages(file: Enclosure) -> tuple[bytes, bool]:
    """Return a file as a PDF, if it is one or a photo, and whether it is."""
    if file.media_type not in PICTURES:
        return file.content, file.media_type == PDF
    try:
        return photos.as_pdf([file.content]), True
    except photos.NoPhoto:
        return b"", True  # told as what cannot be opened


def post_as_pdf(
    pages: Sequence[LetterPage], enclosed: Mapping[str, Sequence[Enclosure]] = EMPTY, logo: bytes = b""
) -> File:
    """Return one PDF: the list of addressees, and every letter in that order with what goes along (by case number)."""
    rows = [
        (str(place), page.letter.addressee, page.letter.subject, page.letter.case_number)
        for place, page in enumerate(pages, 1)
    ]
    title = f"Te posten op {long_date_in_words(pages[0].dated)}"
    numbers = [page.letter.case_number for page in pages]
    files = tuple(_behind(number, enclosed.get(number, ())) for number in numbers)
    post = Post(title, ("Nr.", "Aan", "Brief", "Zaak"), rows, tuple(_sheet(page, logo) for page in pages), files)
    return File(f"te-posten-{pages[0].dated.isoformat()}.pdf", PDF, post_pdf(post))


def bundle_as_pdf(bundle: Bundle) -> File:
    """Return the bundle of a meeting as one PDF; in the language of the dossiers, which is Dutch."""
    day = long_date_in_words(bundle.meeting.held_on)
    until = date_in_words(bundle.until)
    rows = tuple((page.head.number, page.head.pupil, page.head.school, _first_term(page)) for page in bundle.pages)
    intro = [f"Alleen voor {bundle.reader}. Te openen tot en met {until}; vernietig daarna wat u afdrukte."]
    if bundle.left_out:
        intro.append(f"Niet in deze bundel, omdat u zich terugtrok: {', '.join(bundle.left_out)}.")
    files = tuple(each for number, given in bundle.files for each in _behind(number, given))
    paper = CaseBundle(
        title=f"Vergadering van {day}",
        author=bundle.seat.swv,
        watermark=bundle.reader,
        footer=f"Persoonlijk exemplaar van {bundle.reader}",
        intro=tuple(intro),
        columns=("Zaak", "Leerling", "School", "Laatste dag"),
        rows=rows,
        pages=tuple(_case_sheet(page) for page in bundle.pages),
    )
    return File(f"bundel-{bundle.meeting.held_on.isoformat()}.pdf", PDF, bundle_pdf(paper, files))


def _noted(note: NoteView, dated: str) -> Sheet:
    """Return a note of the dossier as it stands on paper."""
    told = [("paragraph", tuple(note.told.splitlines()))] if note.told else []
    if note.plan:
        told += [("heading", (f"Wat {note.by} gaat doen",)), ("paragraph", tuple(note.plan.splitlines()))]
    subject = f"{note.how}, {note.whom}" if note.whom else str(note.how)
    return Sheet(f"Aantekening, zaak {note.case_number}", (note.by,), (), dated, note.case_number, subject, tuple(told))


WITHOUT_OTHERS = (
    "Weggelaten zijn adressen en telefoonnummers van ouders, en wat gegevens van anderen bevat (AVG art. 15 lid 4)."
)


def dossier_as_pdf(bundle: BundleOfCase, logo: bytes = b"") -> File:
    """Return the bundle of a case as one PDF; in the language of the dossiers, which is Dutch.

    Raises:
        NotAllowed: a letter in it is no longer what was sealed.
    """
    head = bundle.head
    born = f", geboren {head.born:%d-%m-%Y}" if head.born is not None else ""
    intro = (
        *((f"{head.pupil}{born}",) if head.pupil else ()),
        *((head.school,) if head.school else ()),
        f"Gemaakt door {bundle.reader} op {long_date_in_words(bundle.on)}, voor: {bundle.purpose}.",
        *((WITHOUT_OTHERS,) if bundle.without_others else ()),
    )
    dossier = Dossier(
        title=f"Dossier van zaak {head.number}",
        author=bundle.swv,
        watermark=bundle.reader,
        footer=f"Zaak {head.number}, exemplaar van {bundle.reader}, {bundle.on:%d-%m-%Y}",
        intro=(f"{head.route_title}, begonnen op {date_in_words(head.started_on)}", *intro),
        parts=tuple(Part(str(each.title), (each.rows,)) for each in bundle.sections),
    )
    pieces = [_in_dossier(piece, content, logo, without=bundle.without_others) for piece, content in bundle.pieces]
    return File(f"dossier-{head.number}.pdf", PDF, dossier_pdf(dossier, pieces))


def _in_dossier(piece: Piece, content: Content | None, logo: bytes, *, without: bool) -> InDossier:
    dated = date_in_words(piece.on)
    if content is None:
        return InDossier("Een stuk of brief", "", dated, why="niet opgenomen: gegevens van anderen")
    if isinstance(content, LetterPage):
        sheet = _sheet(content, logo)
        made = letter_pdf(replace(sheet, addressee=sheet.addressee[:1]) if without else sheet)
        return InDossier(piece.title, piece.about, dated, made)
    if isinstance(content, NoteView):
        return InDossier(piece.title, piece.about, dated, letter_pdf(_noted(content, dated)))
    made, is_pdf = _as_pages(content)
    return InDossier(piece.title, piece.about, dated, made, "" if is_pdf else WHY[NOT_A_PDF])


def _first_term(page: CaseSummary) -> str:
    days = [(term.due_on, term.rule) for term in page.terms if term.due_on is not None and term.norm == "statutory"]
    return f"{date_in_words(min(days)[0])} ({min(days)[1]})" if days else ""


def _case_sheet(page: CaseSummary) -> CaseSheet:
    head, parts = page.head, [Part(str(each.title), each.columns) for each in page.sections]
    born = f", geboren {head.born:%d-%m-%Y}" if head.born is not None else ""
    ends = tuple(
        (term.label.nl, date_in_words(term.due_on) if term.due_on is not None else "opgeschort") for term in page.terms
    )
    had = tuple(
        (each.number, f"{each.kind}, {date_in_words(each.valid_from)} tot en met {date_in_words(each.valid_until)}")
        for each in page.tlvs
    )
    files = tuple((each.kind or "stuk", each.name) for each in page.documents)
    for title, rows in (("Eerdere TLV's", had), ("Laatste dagen", ends), ("Stukken in het dossier", files)):
        if rows:
            parts.append(Part(title, (rows,)))
    lines = (f"{head.pupil}{born}", head.school, *(each.title for each in page.banners))
    return CaseSheet(f"{head.route_title}, zaak {head.number}", lines, tuple(parts))


def _sheet(page: LetterPage, logo: bytes) -> Sheet:
    letter = page.letter
    if page.broken:
        raise NotAllowed(
            said(
                "De brief van zaak {case} is niet meer de brief die is verzegeld. Stuur hem niet weg; meld het de"
                " beheerder.",
                case=letter.case_number,
            )
        )
    return Sheet(
        title=f"{page.kind.capitalize()}, zaak {letter.case_number}",
        sender=page.sender,
        addressee=(letter.addressee, *page.address),
        date=long_date_in_words(page.dated).partition(" ")[2],
        reference=letter.case_number,
        subject=letter.subject,
        blocks=page.blocks,
        logo=logo,
    )


def _name(page: LetterPage) -> str:
    return f"{page.kind}-{page.letter.case_number}-{page.letter.id}"
