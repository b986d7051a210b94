"""Word by python-docx: the same letter, with real headings and lists, to be worked on by who must."""

from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from workflows.paper.sheets import Sheet

_TWIPS = 56.7  #: in a millimetre
_WINDOW = {"w": 90, "h": 40, "x": 25, "y": 50}  #: where the address stands, in millimetres from the corner of the page
_LANGUAGE = "nl-NL"
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)  #: the same letter makes the same file, whenever it is asked for


def letter_docx(sheet: Sheet) -> bytes:
    """Return one letter, laid out for a window envelope (window to the left)."""
    document = docx.Document()
    prepare(document, sheet.title, sheet.sender[0], sheet.reference)
    if sheet.logo:
        above = document.sections[0].header.paragraphs[0].add_run().add_picture(BytesIO(sheet.logo), height=Mm(11))
        above._inline.docPr.set("descr", f"Logo van {sheet.sender[0]}")  # python-docx has no name for it
    for place, line in enumerate(sheet.sender):
        run = _close(document.add_paragraph()).add_run(line)
        run.bold = place == 0
    address = document.add_paragraph()
    _lines(address, sheet.addressee)
    _in_window(address)
    dated = document.add_paragraph()
    dated.paragraph_format.space_before = Mm(60 - 5 * len(sheet.sender))
    _lines(dated, (sheet.date, f"Ons kenmerk: {sheet.reference}"))
    document.add_heading(sheet.subject, 1)
    for kind, lines in sheet.blocks:
        if kind == "heading":
            document.add_heading(" ".join(lines), 2)
        elif kind == "list":
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
        else:
            _lines(document.add_paragraph(), lines)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def prepare(document: Document, title: str, author: str, below: str) -> None:
    """Give a document its page, letters, language, and what it says of itself; *below* stands at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    section.footer.paragraphs[0].text = below
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(11)
        style.font.color.rgb = None
        properties = style.element.get_or_add_rPr()
        properties.rFonts.attrib.clear()  # or the fonts of the theme win
        style.font.name = "Arial"
        language = OxmlElement("w:lang")
        for attribute in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(attribute), _LANGUAGE)
        properties.append(language)
    package = document.part.package
    for key in [key for key, each in package.rels.items() if each.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # a picture of the page of the template
    about = document.core_properties
    about.title, about.author, about.language = title, author, _LANGUAGE
    about.last_modified_by, about.comments, about.keywords = author, "", ""
    about.created = about.modified = _NO_DAY


def _lines(paragraph: Paragraph, lines: tuple[str, ...]) -> None:
    for place, line in enumerate("\n".join(lines).split("\n")):
        run = paragraph.add_run()
        if place:
            run.add_break()
        run.add_text(line)


def _close(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.alignment = 2  # type: ignore[assignment]
    return paragraph


def _in_window(paragraph: Paragraph) -> None:
    frame = OxmlElement("w:framePr")
    for name, place in _WINDOW.items():
        frame.set(qn(f"w:{name}"), str(round(place * _TWIPS)))
    for name, value in (("hRule", "exact"), ("wrap", "around"), ("hAnchor", "page"), ("vAnchor", "page")):
        frame.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert(0, frame)  # type: ignore[arg-type]  # python-docx types its own elements only
