"""Reads a table from an Excel or CSV file, within limits, and makes one."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.sheets import Sheet
from workflows.domain.wording import Said, said

LARGEST = 5_000_000  #: bytes of the file
UNPACKED = 100_000_000  #: bytes of everything in it
MOST_ROWS = 5_000
MOST_COLUMNS = 60


def read_sheet(name: str, data: bytes, field: str = "file") -> Sheet:
    """Return the first table of a file.

    Raises:
        InvalidAnswers: it is too large, of a kind we do not take, or cannot be read; says what to do.
    """

    def refuse(reason: Said) -> InvalidAnswers:
        return InvalidAnswers([FieldError(field, said("Lijst: {reason}", reason=reason))])

    if not data:
        raise refuse(said("kies een Excel-lijst of een csv-lijst."))
    if len(data) > LARGEST:
        raise refuse(said("deze is groter dan 5 MB. Knip haar in delen."))
    ending = PurePosixPath(name.lower()).suffix
    if ending not in (".xlsx", ".csv"):
        raise refuse(said("deze soort nemen wij niet aan. Bewaar haar als xlsx of csv."))
    try:
        lines = list(_from_excel(data) if ending == ".xlsx" else _from_csv(data))
    except (BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError, csv.Error, UnicodeDecodeError):
        raise refuse(said("deze kan niet worden gelezen. Bewaar haar opnieuw als xlsx of csv.")) from None
    filled = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        raise refuse(said("er staan geen regels onder de kop."))
    if len(filled) > MOST_ROWS + 1:
        raise refuse(said("er staan meer dan 5.000 regels in. Knip haar in delen."))
    return Sheet(filled[0][1], tuple(filled[1:]))


def _from_excel(data: bytes) -> Iterator[tuple[str, ...]]:
    with ZipFile(BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED:
            raise ValueError("too large when unpacked")
    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    try:
        for row in book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True):
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            yield tuple(cells)
    finally:
        book.close()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _from_csv(data: bytes) -> Iterator[tuple[str, ...]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")  # what Excel writes in the Netherlands
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator)):
        if number > MOST_ROWS + 1:
            return
        yield tuple(row[:MOST_COLUMNS])


def sheet_of(columns: Sequence[str], rows: Iterable[Sequence[str | date]]) -> bytes:
    """Return an Excel file with the names of the columns above *rows*."""
    book = Workbook()
    page = book.active
    if page is None:
        raise ValueError("a new workbook has a page")
    page.append(list(columns))
    for row in rows:
        page.append(list(row))
    for cells in page.iter_rows():
        for cell in cells:
            if cell.data_type == "f":  # what somebody typed is no formula
                cell.data_type = "s"
    for cell in page[1]:
        cell.font = Font(bold=True)
    for number, name in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = len(name) + 6
    page.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    return made.getvalue()
