"""A proposed change of a route as a Word file: to be commented on by who has no login."""

from io import BytesIO

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm, Pt
from docx.table import Table

from workflows.paper.pdf import picture_png
from workflows.paper.sheets import Proposed
from workflows.paper.word import prepare

_WIDE, _HIGH = Mm(297), Mm(210)
_ROOM = (Mm(257), Mm(140))  #: for a drawing on its side


def proposed_docx(proposed: Proposed) -> bytes:
    """Return a proposed change, with headings, tables, and the drawings as pictures that say what they show."""
    document = docx.Document()
    prepare(document, proposed.title, proposed.author, proposed.author)
    document.add_heading(proposed.title, 1)
    about = document.add_table(rows=0, cols=2)
    for label, words in proposed.about:
        _row(about, label, words)
    for title, rows in proposed.parts:
        document.add_heading(title, 2)
        for row in rows:
            document.add_paragraph(style="List Bullet").add_run(f"{row.text} ({row.kind})")
            if row.was or row.now:
                table = document.add_table(rows=0, cols=2)
                _row(table, "Was", row.was or "niets")
                _row(table, "Wordt", row.now or "niets")
    for place, picture in enumerate(proposed.drawings):
        if place == 0:
            section = document.add_section(WD_SECTION.NEW_PAGE)
            section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, _WIDE, _HIGH
            section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
        document.add_heading(picture.title, 2).paragraph_format.page_break_before = place > 0
        drawn = document.add_picture(BytesIO(picture_png(picture)))
        smaller = min(1.0, _ROOM[0] / drawn.width, _ROOM[1] / drawn.height)
        drawn.width, drawn.height = round(drawn.width * smaller), round(drawn.height * smaller)
        drawn._inline.docPr.set("descr", picture.told)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _row(table: Table, label: str, words: str) -> None:
    table.style = "Table Grid"
    left, right = table.add_row().cells  # type: ignore[no-untyped-call]  # of python-docx
    left.width, right.width = Mm(40), Mm(120)
    run = left.paragraphs[0].add_run(label)
    run.bold, run.font.size = True, Pt(10)
    for place, line in enumerate(words.split("\n")):
        paragraph = right.paragraphs[0] if place == 0 else right.add_paragraph()
        paragraph.add_run(line).font.size = Pt(10)
