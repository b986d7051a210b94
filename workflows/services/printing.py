"""Letters as files to print, or to go on with in Word. What they say was read before, in a unit that logged it."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.domain.errors import NotAllowed
from workflows.domain.wording import long_date_in_words, said
from workflows.paper.pdf import letter_pdf, post_pdf
from workflows.paper.sheets import Post, Sheet
from workflows.paper.word import letter_docx
from workflows.services.views import LetterPage

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class File:
    """A file to download; its *name* says no more than the number of the case."""

    name: str
    media_type: str
    content: bytes


def as_pdf(page: LetterPage) -> File:
    """Return a letter as a PDF, tagged and in Dutch.

    Raises:
        NotAllowed: the letter is no longer what was sealed.
    """
    return File(f"{_name(page)}.pdf", PDF, letter_pdf(_sheet(page)))


def as_word(page: LetterPage) -> File:
    """Return a letter as a Word file."""
    return File(f"{_name(page)}.docx", WORD, letter_docx(_sheet(page)))


def post_as_pdf(pages: Sequence[LetterPage]) -> File:
    """Return one PDF: the list of addressees, and every letter in that order."""
    rows = [
        (str(place), page.letter.addressee, page.letter.subject, page.letter.case_number)
        for place, page in enumerate(pages, 1)
    ]
    title = f"Te posten op {long_date_in_words(pages[0].dated)}"
    post = Post(title, ("Nr.", "Aan", "Brief", "Zaak"), rows, tuple(_sheet(page) for page in pages))
    return File(f"te-posten-{pages[0].dated.isoformat()}.pdf", PDF, post_pdf(post))


def _sheet(page: LetterPage) -> Sheet:
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
    )


def _name(page: LetterPage) -> str:
    return f"{page.kind}-{page.letter.case_number}-{page.letter.id}"
