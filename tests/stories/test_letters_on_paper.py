"""The letters of the whole story as files: a secret address stands on its own letters and nowhere else in any file."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.stories.milan import MOTHER, OFFICE, SECRET, Milan
from workflows.persistence import models
from workflows.routes.route import Route, Shared
from workflows.services import letter_pages, printing
from workflows.services.parents import PRIVATE
from workflows.services.views import LetterPage

BPMN = Path(__file__).parents[2] / "bpmn"


@pytest.fixture(scope="module")
def pages(told: Milan) -> list[LetterPage]:
    """Every letter of the story, as the office reads it."""
    system, office = told.valley.system, told.valley.person(OFFICE)
    ids = system.read(lambda uow: [row.id for row in uow.session.query(models.Letter).order_by(models.Letter.id)])
    return [system.perform(letter_pages.letter, letter_id, office) for letter_id in ids]


def told_by_pdf(data: bytes) -> str:
    """Return everything that a PDF says: its text, what it says of itself, and every part of it unpacked."""
    reader = PdfReader(io.BytesIO(data))
    text = "\n".join(page.extract_text() for page in reader.pages)
    parts = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    streams = [part.get_data().decode("latin-1") for part in parts if hasattr(part, "get_data")]
    return "\n".join([text, str(dict(reader.metadata or {})), *map(str, parts), *streams])


def told_by_word(data: bytes) -> str:
    """Return every part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_a_secret_address_is_in_no_other_letter_whatever_the_file(pages: list[LetterPage]) -> None:
    own = [page for page in pages if page.letter.addressee == MOTHER]
    others = [page for page in pages if page.letter.addressee != MOTHER]
    assert len({page.letter.subject for page in own}) >= 5
    assert len({page.letter.addressee for page in others}) >= 3
    for page in own:
        assert page.address == (SECRET, "9998 ZZ Nergensbuiten")
        assert SECRET in told_by_pdf(printing.as_pdf(page).content)
        assert SECRET in told_by_word(printing.as_word(page).content)
    for page in others:
        said = told_by_pdf(printing.as_pdf(page).content) + told_by_word(printing.as_word(page).content)
        assert not [line for line in (SECRET, "Nergensbuiten") if line in said], page.letter.subject


def test_no_file_names_anybody_outside_its_text(pages: list[LetterPage]) -> None:
    people = (MOTHER, "Milan")
    for page in pages:
        pdf = printing.as_pdf(page)
        about = str(dict(PdfReader(io.BytesIO(pdf.content)).metadata or {}))
        with zipfile.ZipFile(io.BytesIO(printing.as_word(page).content)) as archive:
            about += "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("docProps/"))
        assert not [name for name in people if name in about + pdf.name]
        assert page.letter.case_number in about


def test_the_list_of_the_post_names_people_and_no_addresses(pages: list[LetterPage]) -> None:
    by_post = [page for page in pages if page.letter.channel == "post"]
    reader = PdfReader(io.BytesIO(printing.post_as_pdf(by_post).content))
    texts = [page.extract_text() for page in reader.pages]
    listed = "".join(texts[: next(n for n, text in enumerate(texts) if "pagina 1 van" in text)])
    assert MOTHER in listed
    assert SECRET not in listed
    assert sum(bool(re.search(r"pagina 1 van \d", text)) for text in texts) == len(by_post)


@pytest.mark.parametrize(
    "folder", [path.parent for path in sorted(BPMN.glob("*/route.toml"))], ids=lambda path: path.name
)
def test_no_letter_of_any_route_asks_for_an_address_or_a_number_to_reach_a_parent(folder: Path) -> None:
    paragraphs = Shared.from_folder(BPMN / "shared").paragraphs
    asked = {name: letter.asks(paragraphs) & PRIVATE for name, letter in Route.from_folder(folder).letters.items()}
    assert {name: found for name, found in asked.items() if found} == {}
