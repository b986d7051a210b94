"""PDFs that somebody sent, put behind what we wrote ourselves: each page on A4, with our own words across it.

As in ``reading``: strange files are opened in a process of its own, with limits of time, memory and number. What cannot
be opened is told, so that it can be named on paper: nothing is left out in silence. ``python -m
workflows.paper.merging`` is that process; it gets a line of JSON with sizes, then the files.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO
from typing import Any

SECONDS = 60.0
MEMORY = 2 << 30  #: bytes
MOST_PAGES = 400  #: of one file
LOCKED, BROKEN, TOO_LONG = "locked", "broken", "long"
WIDTH, HEIGHT, MARGIN, FOOT = 595.28, 841.89, 28.0, 48.0  #: of a page of A4, in points


def try_out(files: Sequence[bytes], seconds: float = SECONDS) -> list[int | str]:
    """Return of each file how many pages it has, or why it cannot be put in: locked, broken or long.

    Where the process itself fails, each file is tried alone: one that breaks it takes no other along.
    """
    if not files:
        return []
    try:
        found: list[int | str] = json.loads(_apart("try", files, seconds))
    except (subprocess.SubprocessError, OSError, ValueError):
        if len(files) == 1:
            return [BROKEN]
        return [each for file in files for each in try_out([file], seconds / 4)]
    return found


def together(
    parts: Sequence[tuple[bytes, Sequence[bytes]]],
    stamps: bytes,
    *,
    duplex: bool = False,
    marks: Sequence[str] = (),
    seconds: float = SECONDS,
) -> bytes:
    """Return each part of ours with its files behind it, in order, and a page of *stamps* over each page of those.

    *duplex*: every part begins on a sheet of its own. *marks*: what the bookmark of each file says, if they have any.

    Raises:
        subprocess.SubprocessError: it could not be done.
    """
    files = [stamps, *(each for base, behind in parts for each in (base, *behind))]
    return _apart("join", files, seconds, [len(behind) for _, behind in parts], duplex, list(marks))


def _apart(what: str, files: Sequence[bytes], seconds: float, *more: object) -> bytes:
    command = [sys.executable, "-I", "-m", __name__, what]
    given = json.dumps([[len(file) for file in files], *more]).encode() + b"\n" + b"".join(files)
    return subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=True).stdout  # noqa: S603  # ours


# ------------------------------------------------------------------ in the process apart
def _pages(data: bytes) -> list[Any]:
    """Return the pages of a file, each scaled to a page of A4 with room for a line below.

    Raises:
        PermissionError: it takes a password.
        OverflowError: it has too many pages.
        anything: it is broken.
    """
    from pypdf import PageObject, PdfReader, Transformation

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise PermissionError
    if len(reader.pages) > MOST_PAGES:
        raise OverflowError
    found = []
    for page in reader.pages:
        if page.rotation:
            page.transfer_rotation_to_content()
        box = page.cropbox
        scale = min((WIDTH - 2 * MARGIN) / float(box.width), (HEIGHT - MARGIN - FOOT) / float(box.height), 1.0)
        left, top = (WIDTH - float(box.width) * scale) / 2, HEIGHT - MARGIN - float(box.height) * scale
        moved = Transformation().translate(-float(box.left), -float(box.bottom)).scale(scale).translate(left, top)
        sheet = PageObject.create_blank_page(width=WIDTH, height=HEIGHT)
        sheet.merge_transformed_page(page, moved)
        found.append(sheet)
    return found


def _judged(data: bytes) -> int | str:
    from pypdf import PdfWriter

    try:
        pages = _pages(data)
        writer = PdfWriter()
        for page in pages:
            writer.add_page(page)
        writer.write(BytesIO())
    except PermissionError:
        return LOCKED
    except OverflowError:
        return TOO_LONG
    except Exception:
        return BROKEN
    return len(pages) or BROKEN


def _joined(files: Sequence[bytes], behind: Sequence[int], duplex: bool, marks: Sequence[str]) -> bytes:
    from pypdf import PdfReader, PdfWriter

    given, bookmarks = iter(files), iter(marks)
    writer, words = PdfWriter(), iter(PdfReader(BytesIO(next(given))).pages)
    for count in behind:
        if duplex and len(writer.pages) % 2:
            writer.add_blank_page(WIDTH, HEIGHT)
        writer.append(BytesIO(next(given)))
        for _ in range(count):
            begins = len(writer.pages)
            for page in _pages(next(given)):
                page.merge_page(next(words))
                writer.add_page(page)
            if mark := next(bookmarks, ""):
                writer.add_outline_item(title=mark, page_number=begins)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _main() -> None:
    import logging
    import resource

    logging.disable()  # what a strange file makes the library say is nobody's to read
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sizes, *more = json.loads(sys.stdin.buffer.readline())
    files = [sys.stdin.buffer.read(size) for size in sizes]
    if sys.argv[1] == "join":
        sys.stdout.buffer.write(_joined(files, *more))
    else:
        print(json.dumps([_judged(file) for file in files]))


if __name__ == "__main__":
    _main()
