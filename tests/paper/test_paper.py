"""A letter on paper: in Dutch, tagged, with its address in the window, and silent about people in what surrounds it."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from workflows.paper.pdf import bundle_pdf, letter_pdf, post_pdf
from workflows.paper.sheets import CaseBundle, CaseSheet, Part, Post, Sheet
from workflows.paper.word import letter_docx

SHEET = Sheet(
    title="Besluit, zaak 2026-000012",
    sender=("SWV De Fictieve Vallei", "Straat 1", "1234 AB Dal"),
    addressee=("A. Voorbeeld", "Laan 3", "4321 BA Berg"),
    date="26 november 2026",
    reference="2026-000012",
    subject="Besluit: toelaatbaarheidsverklaring toegekend",
    blocks=(
        ("heading", ("Ons besluit",)),
        ("paragraph", ("Wij besluiten dat het mag.", "En wel nu.")),
        ("list", ("Nummer: 1", "Soort: SO")),
    ),
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def words_of_word(data: bytes) -> str:
    document = docx.Document(BytesIO(data))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def everything_in(data: bytes) -> str:
    """Return every part of a Word file as text, and nothing of it packed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_a_pdf_is_tagged_and_says_its_language_and_title():
    pdf = read(letter_pdf(SHEET))
    catalogue = pdf.trailer["/Root"]
    assert (catalogue["/Lang"], catalogue["/MarkInfo"]["/Marked"]) == ("nl-NL", True)
    assert pdf.metadata.title == "Besluit, zaak 2026-000012"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    tags = re.findall(r"'/S': '/(\w+)'", str([each.get_object() for each in _nodes(catalogue["/StructTreeRoot"])]))
    assert {"H1", "H2", "P", "L", "LI"} <= set(tags)


def _nodes(node):
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from _nodes(each)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from _nodes(node["/K"])


@pytest.mark.parametrize("words", [lambda: words_of(letter_pdf(SHEET)), lambda: words_of_word(letter_docx(SHEET))])
def test_a_letter_says_everything_once_and_in_order(words: Callable[[], str]):
    text = words()
    parts = [
        *SHEET.addressee,
        "26 november 2026",
        SHEET.subject,
        "Ons besluit",
        "Wij besluiten",
        "En wel nu.",
        "Soort: SO",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert [text.count(part) for part in parts] == [1] * len(parts)


def test_what_a_letter_quotes_is_never_markup():
    quoted = '#panic("x") *vet* $x$ \\ <a> & `code` @label = kop'
    sheet = replace(
        SHEET, subject=quoted, blocks=(("paragraph", (quoted,)), ("list", (quoted,)), ("heading", (quoted,)))
    )
    assert words_of(letter_pdf(sheet)).replace("\n", " ").count(quoted) == 4
    assert words_of_word(letter_docx(sheet)).count(quoted) == 4


def test_a_name_that_no_font_here_can_draw_does_not_keep_a_letter_in():
    pdf = read(letter_pdf(replace(SHEET, addressee=("𓀀 𓁀",))))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_word_file_has_real_headings_and_lists_in_dutch_and_an_address_in_the_window():
    document = docx.Document(BytesIO(letter_docx(SHEET)))
    styles = {paragraph.text.partition("\n")[0]: paragraph.style.name for paragraph in document.paragraphs}
    assert styles[SHEET.subject] == "Heading 1"
    assert styles["Ons besluit"] == "Heading 2"
    assert styles["Nummer: 1"] == styles["Soort: SO"] == "List Bullet"
    about = document.core_properties
    assert (about.title, about.author, about.language) == (SHEET.title, "SWV De Fictieve Vallei", "nl-NL")
    assert 'w:lang w:val="nl-NL"' in everything_in(letter_docx(SHEET))
    (framed,) = [each for each in document.paragraphs if "w:framePr" in each._p.xml]
    assert framed.text.split("\n") == list(SHEET.addressee)


def test_the_same_letter_is_the_same_file():
    assert letter_pdf(SHEET) == letter_pdf(SHEET)


def test_nobody_is_named_outside_the_text():
    about = read(letter_pdf(SHEET)).metadata
    assert not re.search("Voorbeeld|Laan|Berg", str(dict(about)))
    with zipfile.ZipFile(BytesIO(letter_docx(SHEET))) as archive:
        around = [
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "document" not in name
        ]
    assert not re.search("Voorbeeld|Laan 3|Berg", "\n".join(around))


def test_the_post_is_one_file_with_a_list_in_front_and_each_letter_on_a_sheet_of_its_own():
    """Printed on both sides, no letter may begin on the back of somebody else's."""
    long = replace(SHEET, addressee=("B. Lang", "Pad 2"), blocks=(("paragraph", ("Tekst. " * 1500,)),))
    rows = [("1", "A. Voorbeeld", SHEET.subject, "2026-000012"), ("2", "B. Lang", SHEET.subject, "2026-000012")]
    pdf = read(post_pdf(Post("Te posten op maandag", ("Nr.", "Aan", "Brief", "Zaak"), rows, (SHEET, long, SHEET))))
    pages = [page.extract_text() for page in pdf.pages]
    assert "A. Voorbeeld" in pages[0]
    assert "Laan 3" not in pages[0]
    begins = [number for number, text in enumerate(pages, 1) if "26 november 2026" in text]
    assert len(begins) == 3
    assert all(number % 2 == 1 for number in begins)
    assert "pagina 1 van 1" in pages[begins[0] - 1]
    assert re.search(r"pagina 2 van [2-9]", pages[begins[1]])


def test_a_bundle_has_a_page_for_each_case_with_the_name_of_its_reader_across_it() -> None:
    twice = ((("Soort", "SO"), ("Conclusie", "#link[x] *ja*")), (("Soort", "SBO"),))
    cases = tuple(
        CaseSheet(f"TLV, zaak {number}", ("Milan",), (Part("De deskundigen", twice), Part("Ouders", ((),))))
        for number in (12, 13)
    )
    columns = ("Zaak", "Leerling", "School", "Laatste dag")
    rows = (("12", "Milan", "De Wilg", "T2"), ("13", "Milan", "De Wilg", "T2"))
    pdf = bundle_pdf(
        CaseBundle("Vergadering", "SWV", "F. Vergader", "Van F. Vergader", ("Let op",), columns, rows, cases)
    )
    pages = read(pdf).pages
    assert len(pages) == 3
    assert all(page.extract_text().count("F. Vergader") >= 2 for page in pages)  # across it and under it
    assert "#link[x] *ja*" in words_of(pdf)  # what people typed is never markup
    assert "SBO" in words_of(pdf)
    assert read(pdf).trailer["/Root"]["/Lang"] == "nl-NL"
    assert read(pdf).trailer["/Root"]["/MarkInfo"]["/Marked"]
