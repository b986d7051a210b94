"""What was filled in in a Word form: labels with what stands beside or below them, boxes and controls included."""

from io import BytesIO

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.paper import files as made
from workflows.paper.word_form import lines_apart, lines_of

PLACEHOLDER = f"""<w:sdt {nsdecls("w")}><w:sdtPr><w:showingPlcHdr/></w:sdtPr>
<w:sdtContent><w:p><w:r><w:t>Klik of tik om tekst in te voeren.</w:t></w:r></w:p></w:sdtContent></w:sdt>"""
FILLED = f"""<w:p {nsdecls("w")}><w:r><w:t>Groep: </w:t></w:r><w:sdt><w:sdtPr/>
<w:sdtContent><w:r><w:t>5</w:t></w:r></w:sdtContent></w:sdt></w:p>"""
BOXES = f"""<w:p {nsdecls("w")}><w:r><w:t>EMB: </w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>
<w:r><w:t>ja </w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r><w:r><w:t>nee</w:t></w:r></w:p>"""


def test_answers_beside_and_below_their_questions_are_read_in_order() -> None:
    data = made.word_form(
        [("Contactpersoon", "J. Proef"), ("Soort", "☐ SBO ☒ SO")], "Datum OPP: 01-09-2026", "Hulpvraag", "Rust"
    )
    assert lines_apart(data) == (
        ("Contactpersoon", "J. Proef"), ("Soort", "☐ SBO ☒ SO"), ("Datum OPP", "01-09-2026"), ("", "Hulpvraag"),
        ("", "Rust"),
    )  # fmt: skip


def test_controls_and_boxes_count_and_what_word_shows_where_nothing_was_filled_in_does_not() -> None:
    document, file = docx.Document(), BytesIO()
    for part in (PLACEHOLDER, FILLED, BOXES):
        document.element.body.insert(0, parse_xml(part))
    document.save(file)
    assert list(lines_of(file.getvalue())) == [("EMB", "☒ja ☐nee"), ("Groep", "5")]


def test_what_is_no_word_file_is_not_read() -> None:
    assert lines_apart(b"PK\x03\x04 word/document.xml kapot") is None
