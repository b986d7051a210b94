"""A proposed change on paper: what differs is said in words, also of the drawing; what it quotes stays plain text."""

from io import BytesIO

import docx
from lxml import etree
from pypdf import PdfReader

from workflows.paper.drawn import Arrow, Picture, Shape, svg
from workflows.paper.pdf import proposed_pdf
from workflows.paper.sheets import ChangeRow, Proposed
from workflows.paper.word_proposal import proposed_docx

AWKWARD = 'Toetsen & <b>wegen</b> "snel"'
PICTURE = Picture(
    "Behandeling: voorstel",
    "Tekening. Anders zijn: Toetsen (nieuw).",
    (
        Shape("lane", "Secretariaat", (0, 0, 600, 200), mark="changed"),
        Shape("startEvent", "Begin", (60, 80, 36, 36), (40, 120, 76, 14)),
        Shape("userTask", AWKWARD, (150, 60, 100, 80), mark="new"),
        Shape("exclusiveGateway", "Goed?", (300, 75, 50, 50), (280, 50, 90, 14), mark="gone"),
        Shape("boundaryEvent", "", (180, 122, 36, 36), event="timer", interrupting=False),
    ),
    (Arrow(((96, 98), (150, 98)), "ja", (100, 80, 40, 14), "changed"), Arrow(())),
)
PAPER = Proposed(
    "Wijzigingsvoorstel TLV",
    "SWV De Vallei",
    (("Ondersteuningsplan", "artikel 4"),),
    (("Brieven", (ChangeRow("De tekst is gewijzigd.", "tekst", "oude #woorden", "nieuwe *woorden*"),)),),
    (PICTURE, PICTURE),
)


def test_a_drawing_says_what_differs_in_words_and_runs_nothing() -> None:
    root = etree.fromstring(svg(PICTURE).encode())
    words = [text for node in root.iter() if (text := (node.text or "").strip())]
    assert {"NIEUW", "WEG", "GEWIJZIGD", "Secretariaat", "Goed?", "ja"} <= set(words)
    assert AWKWARD in " ".join(words)
    assert {etree.QName(node).localname for node in root.iter()} <= {"svg", "rect", "path", "circle", "text"}


def test_a_proposal_on_paper_has_its_reasons_its_changes_and_both_drawings() -> None:
    reader = PdfReader(BytesIO(proposed_pdf(PAPER)))
    words = " ".join(reader.pages[0].extract_text().split())
    for said in ("artikel 4", "De tekst is gewijzigd. (tekst)", "oude #woorden", "nieuwe *woorden*"):
        assert said in words
    assert len(reader.pages) == 3
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    document = docx.Document(BytesIO(proposed_docx(PAPER)))
    assert [each.text for each in document.paragraphs if each.style.name.startswith("Heading")] == [
        "Wijzigingsvoorstel TLV", "Brieven", PICTURE.title, PICTURE.title,
    ]  # fmt: skip
    assert [each._inline.docPr.get("descr") for each in document.inline_shapes] == [PICTURE.told] * 2
    assert [cell.text for cell in document.tables[1].rows[1].cells] == ["Wordt", "nieuwe *woorden*"]
