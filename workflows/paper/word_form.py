"""Reads what was filled in in a Word form, in a process of its own: labels with what stands beside or below them.

``python -m workflows.paper.word_form`` is that process; why apart is said in ``reading``.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from workflows.paper.reading import MEMORY, refuse_bombs, run_apart

Line = tuple[str, str]  #: a label and what stands beside it; text without a label of its own has an empty one

CHECKED, UNCHECKED = "☒", "☐"
MOST_LINES, LONGEST = 2_000, 10_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHECKED_SIGNS = frozenset({"F0FE", "F0FD", "F052", "F053", "F078"})  # of Wingdings
_UNCHECKED_SIGNS = frozenset({"F0A8", "F06F", "F0A3", "F071"})


def lines_apart(data: bytes) -> tuple[Line, ...] | None:
    """Return what is filled in in a Word file; None where it cannot be read."""
    found = run_apart(__name__, [], data)
    return tuple((str(label), str(text)) for label, text in found) if isinstance(found, list) else None


def lines_of(data: bytes) -> Iterator[Line]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with ZipFile(BytesIO(data)) as packed:
        refuse_bombs(packed)
        body = etree.fromstring(packed.read("word/document.xml"), parser).find(f"{_W}body")
    if body is not None:
        yield from _blocks(body)


def _blocks(parent: Any) -> Iterator[Line]:
    """Yield the lines of paragraphs and tables in order, also of those within content controls."""
    for block in parent:
        if block.tag == f"{_W}p":
            yield from _line(_text(block))
        elif block.tag == f"{_W}tbl":
            for row in block.iter(f"{_W}tr"):
                yield from _row([cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row])
        elif block.tag == f"{_W}sdt" and not _is_placeholder(block):
            for content in block.iterchildren(f"{_W}sdtContent"):
                yield from _blocks(content)


def _row(cells: list[Any]) -> Iterator[Line]:
    if len(cells) == 1:
        yield from _blocks(cells[0])
        return
    texts = ["\n".join(_text(line) for line in cell.iter(f"{_W}p")).strip() for cell in cells]
    yield from zip(texts[::2], texts[1::2], strict=False)


def _line(text: str) -> Iterator[Line]:
    label, colon, rest = text.partition(":")
    if text.strip():
        yield (label.strip(), rest.strip()) if colon and len(label) <= 150 else ("", text.strip())


def _is_placeholder(control: Any) -> bool:
    return control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph: boxes as signs, without what Word shows where nothing was filled in."""
    parts: list[str] = []
    for part in paragraph.iter():
        text = part.text or ""
        empty = any(_is_placeholder(control) for control in part.iterancestors(f"{_W}sdt"))
        if empty and CHECKED not in text and UNCHECKED not in text:
            continue
        if part.tag == f"{_W}t":
            parts.append(text)
        elif part.tag in (f"{_W}tab", f"{_W}br"):
            parts.append("\n" if part.tag == f"{_W}br" else " ")
        elif part.tag == f"{_W}sym":
            sign = str(part.get(f"{_W}char", "")).upper()
            parts.append(CHECKED if sign in _CHECKED_SIGNS else UNCHECKED if sign in _UNCHECKED_SIGNS else "")
        elif part.tag == f"{_W}checkBox":
            checked = part.find(f"{_W}checked")
            on = checked is not None and checked.get(f"{_W}val", "1") not in ("0", "false")
            parts.append(CHECKED if on else UNCHECKED)
    return "".join(parts)


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found = [(label[:200], text[:LONGEST]) for label, text in lines_of(sys.stdin.buffer.read())]
    print(json.dumps(found[:MOST_LINES]))


if __name__ == "__main__":
    _main()
