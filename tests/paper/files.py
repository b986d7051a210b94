"""Small files as people send them, with text in them."""

from base64 import b64decode
from io import BytesIO

import docx
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter

from workflows.paper.pdf import letter_pdf
from workflows.paper.sheets import Sheet


def pdf(*pages: str) -> bytes:
    """Return a PDF with these texts, a page each; an empty page is a scan: a picture without text."""
    writer = PdfWriter()
    for text in pages:
        sheet = Sheet(
            title="Verslag", sender=("SWV De Vallei",), addressee=(), date="", reference="", subject="Verslag",
            blocks=(("paragraph", (text,)),),
        )  # fmt: skip
        writer.append(PdfReader(BytesIO(letter_pdf(sheet))))
    return _written(writer)


def scan() -> bytes:
    """Return a PDF with a page on which there is no text."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def word(*lines: str, footer: str = "") -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.sections[0].footer.paragraphs[0].text = footer
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def excel(sheets: dict[str, list[list[object]]]) -> bytes:
    book = Workbook()
    del book[book.active.title]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def word_form(rows: list[tuple[str, ...]], *lines: str) -> bytes:
    """Return a Word form: a table with a question and its answer beside it, and lines below."""
    document = docx.Document()
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for line in lines:
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


#: A red square as an iPhone takes it; nothing here writes this kind.
HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAABkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xy"
    "bmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAACFt"
    "ZGF0AAAAFSgBrwQY/Hk46//6WU/fUBdsDEdDgA=="
)


def photo(width: int = 60, height: int = 80, *, turned: bool = False) -> bytes:
    """Return a photo of a phone that says where it was taken; *turned*: it lies on its side, and says so."""
    picture, file = Image.new("RGB", (width, height), "white"), BytesIO()
    told = picture.getexif()
    told[0x0112] = 6 if turned else 1
    told[0x010F] = "Waar het kind woont"
    picture.save(file, "JPEG", exif=told)
    return file.getvalue()
