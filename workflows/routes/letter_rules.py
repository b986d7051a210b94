"""What the law and plain language want of letters, and the standard paragraphs: ``letters.toml``, ``paragraphs/*``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.domain.errors import InvalidExpression, InvalidRoute
from workflows.domain.findings import Finding
from workflows.domain.letters import Paragraph, compile_paragraph
from workflows.routes.toml_text import Table, read_table

FILE, FOLDER = "letters.toml", "paragraphs"


@dataclass(frozen=True)
class LetterPart:
    """A part that every decision must have; *words* must stand in it, *label* says to people what it is about."""

    id: str
    label: str
    source: str
    words: tuple[str, ...] = ()
    always: bool = False  #: in every letter that has this part, whatever is so in the case


@dataclass(frozen=True)
class LetterRules:
    """The parts of a decision, and what makes a text hard to read: long sentences, words of the office (*avoid*)."""

    parts: Mapping[str, LetterPart]
    longest_sentence: int
    avoid: Mapping[str, str]


def read_letter_rules(file: str, data: bytes) -> LetterRules:
    """Return the rules.

    Raises:
        InvalidRoute: the file says something else, or too little.
    """
    table = read_table(file, data)
    head = Table(file, "", {key: value for key, value in table.items() if not isinstance(value, dict | list)})
    longest = head.text("longest_sentence")
    if not longest.isdecimal():
        raise head.refusal("'longest_sentence' is geen getal", 'Schrijf longest_sentence = "25".')
    head.done()
    parts = {}
    for values in table.get("part", []):
        entry = Table(file, "part", values)
        part = LetterPart(
            entry.text("id"), entry.text("label"), entry.text("source"), entry.texts("words", ()), entry.flag("always")
        )
        entry.done()
        parts[part.id] = part
    return LetterRules(parts, int(longest), Table(file, "avoid", table.get("avoid", {})).all_texts())


def read_paragraphs(files: Mapping[str, bytes]) -> dict[str, Paragraph]:
    """Return the standard paragraphs by name.

    Raises:
        InvalidRoute: one cannot be read; with its file and line.
    """
    found = {}
    for path, data in sorted(files.items()):
        if str(PurePosixPath(path).parent) != FOLDER or not path.endswith(".txt"):
            continue
        name = PurePosixPath(path).stem
        try:
            body = data.decode("utf-8-sig").replace("\r\n", "\n")
            found[name] = compile_paragraph(name, body)
        except UnicodeDecodeError:
            raise _refused(path, "", "Het bestand is geen UTF-8.", "Bewaar de alinea als UTF-8.") from None
        except InvalidExpression as error:
            line = "" if error.position is None else f"regel {1 + body.count(chr(10), 0, error.position)}"
            raise _refused(path, line, str(error), "Verbeter de alinea op deze plaats.") from None
    return found


def _refused(file: str, place: str, problem: str, remedy: str) -> InvalidRoute:
    return InvalidRoute([Finding("error", file, place, "paragraph", problem, remedy)])
