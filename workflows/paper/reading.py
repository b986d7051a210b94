"""Looks through the text of a file that somebody sent for national numbers, in a process of its own.

A strange file is read by libraries that it may break or keep busy: so apart, with limits of time, memory and number,
and only what was found comes back, never the text. ``python -m workflows.paper.reading`` is that process.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from workflows.domain.fields import MEDIA_TYPES
from workflows.domain.national_numbers import Suspect, suspects_in

SECONDS = 5.0  #: for one file, the start of the process included
AT_ONCE = threading.BoundedSemaphore(2)
MEMORY = 1 << 30  #: bytes
UNPACKED = 100_000_000  #: bytes of everything in an office file
MOST_CELLS = 500_000
PDF, DOCX, XLSX = (MEDIA_TYPES[ending] for ending in (".pdf", ".docx", ".xlsx"))

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The parts of a Word file that hold text, by how their names begin.
_TEXTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments")


@dataclass(frozen=True)
class Reading:
    """What was found in a file: *where* is the number of the page or the name of the sheet, empty in running text.

    *complete*: all of it was read; a scan is not.
    """

    complete: bool
    suspect: Suspect | None = None  #: the worst that was found
    where: str = ""


UNREAD = Reading(complete=False)


def read_apart(media_type: str, data: bytes, seconds: float = SECONDS) -> Reading:
    """Return what is in a file; what cannot be read, or not in time, was not read."""
    found = run_apart(__name__, [media_type], data, seconds) if media_type in _PASSAGES else None
    if found is None:
        return UNREAD
    suspect = Suspect(**found["suspect"]) if found["suspect"] else None
    return Reading(found["complete"], suspect, found["where"])


def run_apart(module: str, arguments: list[str], data: bytes, seconds: float = SECONDS) -> Any:
    """Return what a module of ours says of *data* in a process of its own, as JSON; None where it failed."""
    if not AT_ONCE.acquire(timeout=2 * seconds):
        return None
    try:
        command = [sys.executable, "-I", "-m", module, *arguments]
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=True)  # noqa: S603  # ours
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return None
    finally:
        AT_ONCE.release()


def look_through(media_type: str, data: bytes) -> Reading:
    """Return the first number that is named as a national number, else the first that may be one."""
    complete, worst = True, UNREAD
    for where, text in _PASSAGES[media_type](data):
        if text is None:
            complete = False
            continue
        for suspect in suspects_in(text):
            if suspect.named:
                return Reading(True, suspect, where)
            worst = worst if worst.suspect else Reading(True, suspect, where)
    return Reading(complete, worst.suspect, worst.where)


Passages = Iterator[tuple[str, str | None]]  #: where, and the text there; None where there is only a picture


def _pages(data: bytes) -> Passages:
    from pypdf import PdfReader

    read = False
    for number, page in enumerate(PdfReader(BytesIO(data)).pages, start=1):
        text = page.extract_text()
        read = read or bool(text.strip())
        pictures = (page.get("/Resources") or {}).get("/XObject")
        yield str(number), text if text.strip() or not pictures else None
    if not read:
        yield "", None


def _running_text(data: bytes) -> Passages:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with ZipFile(BytesIO(data)) as packed:
        refuse_bombs(packed)
        for name in packed.namelist():
            if name.startswith(_TEXTS) and name.endswith(".xml"):
                root = etree.fromstring(packed.read(name), parser)
                lines = ("".join(each.text or "" for each in line.iter(f"{_WORD}t")) for line in root.iter(f"{_WORD}p"))
                yield "", "\n".join(lines)


def _sheets(data: bytes) -> Passages:
    """Yield the rows of each sheet, and each of its columns: a name on top counts for what stands below it."""
    from openpyxl import load_workbook

    with ZipFile(BytesIO(data)) as packed:
        refuse_bombs(packed)
    book, cells = load_workbook(BytesIO(data), read_only=True, data_only=True), 0
    for sheet in book.worksheets:
        columns: dict[int, list[str]] = {}
        for row in sheet.iter_rows(values_only=True):
            words = [_in_cell(value) for value in row]
            cells += len(words)
            if cells > MOST_CELLS:
                yield sheet.title, None
                return
            yield sheet.title, "\n".join(words)
            for number, word in enumerate(words):
                if word:
                    columns.setdefault(number, []).append(word)
        for name, *below in columns.values():
            yield from ((sheet.title, f"{name}\n{each}") for each in below)


def _in_cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if value is not None else ""


def refuse_bombs(packed: ZipFile) -> None:
    if sum(part.file_size for part in packed.infolist()) > UNPACKED:
        raise ValueError("too large when unpacked")


_PASSAGES: dict[str, Callable[[bytes], Passages]] = {PDF: _pages, DOCX: _running_text, XLSX: _sheets}


def _main() -> None:
    import resource
    from dataclasses import asdict

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps(asdict(look_through(sys.argv[1], sys.stdin.buffer.read()))))


if __name__ == "__main__":
    _main()
