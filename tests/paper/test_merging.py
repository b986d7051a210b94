"""What somebody sent goes behind what we wrote, each page numbered; what cannot be opened is named."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from tests.paper.files import pdf
from workflows.paper.pdf import bundle_pdf, letter_pdf, post_pdf
from workflows.paper.sheets import Behind, CaseBundle, Post, Sheet

LETTER = Sheet("Besluit, zaak ZA-1", ("SWV De Vallei",), ("Mevrouw A",), "26 november 2026", "ZA-1", "Besluit", ())


def locked() -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("geheim")
    writer.write(file)
    return file.getvalue()


def pages(made: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]


@pytest.fixture(scope="module")
def letter() -> list[str]:
    files = (
        Behind("advies.pdf", "ZA-1", pdf("Het advies", "Het vervolg"), True),
        Behind("dicht.pdf", "ZA-1", locked(), True),
        Behind("stuk.pdf", "ZA-1", b"%PDF-1.7 en verder niets", True),
        Behind("verslag.docx", "ZA-1", b"PK", False),
    )
    return pages(letter_pdf(LETTER, files))


def test_each_page_of_an_enclosure_says_which_it_is(letter: list[str]) -> None:
    assert len(letter) == 4  # the letter, the list, two pages
    assert "Het advies" in letter[2]
    assert "Bijlage 1, zaak ZA-1, bladzijde 2 van 2" in letter[3]


def test_what_cannot_go_along_is_named_with_the_reason(letter: list[str]) -> None:
    listed = " ".join(letter[1].split())
    assert "dicht.pdf niet opgenomen: beveiligd met een wachtwoord" in listed
    assert "stuk.pdf niet opgenomen: niet te openen" in listed
    assert "verslag.docx niet opgenomen: geen PDF" in listed


def test_in_the_post_each_letter_has_its_own_enclosures_and_begins_on_a_sheet_of_its_own() -> None:
    files = (Behind("advies.pdf", "ZA-1", pdf("Het advies"), True),)
    post = Post("Te posten", ("Nr.",), [("1",), ("2",)], (LETTER, LETTER), (files, ()))
    found = pages(post_pdf(post))
    begins = [number for number, text in enumerate(found) if "Mevrouw A" in text]
    assert begins == [2, 6]  # counted from nought: on the front of a sheet
    assert "Het advies" in found[4]


def test_the_bundle_bears_the_name_of_its_reader_on_every_page_also_of_the_files() -> None:
    bundle = CaseBundle("Vergadering", "SWV", "Frank Vergader", "Van Frank Vergader", (), ("Zaak",), (("ZA-1",),), ())
    found = pages(bundle_pdf(bundle, (Behind("advies.pdf", "ZA-1", pdf("Het advies"), True),)))
    assert len(found) == 2
    assert all("Frank Vergader" in text for text in found)
