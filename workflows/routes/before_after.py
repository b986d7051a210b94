"""What a text or a table said before and what it says now, without what stayed as it was."""

import re
from difflib import SequenceMatcher

from workflows.domain.errors import NotFound
from workflows.routes.decision_text import DecisionText

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
MAX_LINES = 600  #: of one text; a longer one is named and not compared line by line


def different_lines(old: list[str], new: list[str]) -> tuple[str, str]:
    """Return the lines that are only in *old*, and those that are only in *new*, in their order."""
    if len(old) > MAX_LINES or len(new) > MAX_LINES:
        return "", ""
    gone, come = [], []
    for what, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            gone += old[first:last]
            come += new[start:end]
    return "\n".join(gone), "\n".join(come)


def letters(old: bytes, new: bytes) -> tuple[str, str]:
    """Return the sentences of a letter that went, and those that came."""
    return different_lines(_sentences(old), _sentences(new))


def _sentences(letter: bytes) -> list[str]:
    body = letter.decode(errors="replace").replace("\r\n", "\n").rpartition("\n+++\n")[2]
    return [sentence for each in _SENTENCE.split(body) if (sentence := each.strip())]


def tables(old: bytes, new: bytes) -> tuple[str, str]:
    """Return the rules of a decision table that went, and those that came; nothing where it cannot be read."""
    try:
        return different_lines(_rules(old), _rules(new))
    except (NotFound, UnicodeDecodeError, ValueError):
        return "", ""


def _rules(table: bytes) -> list[str]:
    text = DecisionText(table)
    asks, answers = [column.label for column in text.asks], [column.label for column in text.answers]
    found = []
    for cells in text.rules:
        asked = [f"{label}: {cell}" for label, cell in zip(asks, cells, strict=False) if cell.strip() not in ("", "-")]
        given = [f"{label}: {cell}" for label, cell in zip(answers, cells[len(asks) :], strict=False)]
        found.append(f"Als {'; '.join(asked)} → {'; '.join(given)}" if asked else f"Altijd → {'; '.join(given)}")
    return found
