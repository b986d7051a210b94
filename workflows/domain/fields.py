"""The fields of a form: what is asked, and what is known about the moment at which it is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from workflows.domain.expressions import Expression, Value
from workflows.domain.patterns import Pattern
from workflows.domain.wording import Said, Text

Kind = Literal[
    "text",
    "long",
    "date",
    "choice",
    "choices",
    "yesno",
    "number",
    "money",
    "email",
    "file",
    "person",
    "organisation",
    "table",
    "heading",
    "note",
]
JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"

#: Kinds that only speak and ask nothing.
SILENT: frozenset[str] = frozenset({"heading", "note"})
#: Kinds whose answer may go to the diagram: single values that say nothing about a person.
FACTUAL: frozenset[str] = frozenset({"choice", "yesno", "number", "money", "date", "person", "organisation"})
#: Kinds a column of a table may have.
COLUMNAR: frozenset[str] = frozenset({"text", "date", "choice", "yesno", "number", "money", "email"})

#: What follows on the id of a text of which the answer may be a document: the field for that document.
DOCUMENT = "_stuk"
#: How ``prefill_as`` names who did the step.
DOER = "door"

MAX_TEXT, MAX_LONG, MAX_ROWS, MAX_FILES, MAX_FILE_BYTES = 200, 10_000, 50, 20, 20_000_000
#: What may be attached: no kind of file that can carry macros or scripts.
MEDIA_TYPES: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain",
}


@dataclass(frozen=True)
class Option:
    """One answer to choose: what is stored and what people read; *note* is what they should know before they choose."""

    value: str
    label: str
    note: Text | None = None


YES_NO = (Option("ja", "Ja"), Option("nee", "Nee"))


@dataclass(frozen=True)
class Field:
    """One question of a form, or a heading or note between them.

    `min` and `max` bound the value of a number, money or date, and the count of choices, files or rows;
    `max_length` counts the characters of a text and the bytes of a file; `accept` holds extensions (MEDIA_TYPES).
    `prefill_from` names what was answered earlier in the case, as ``step.field``, the first of them that has an
    answer; or a step, of which `prefill_as` is what is proposed: words with ``{{ field }}``, `DOER` being who did it.
    The answer to a text with `or_document` may be a file instead, in the field ``<id>_stuk`` below it, which is
    asked `instead_of` the text.
    Of a person who is named, `did` tells what they did ("schreef het handelingsplan") and `did_on` names the field
    with its date. A table's `columns` are fields too; its answers arrive by column, as `<table>.<column>` with one text
    per row.
    """

    id: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = False
    required_when: Expression | None = None
    fact: bool = False
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    show_when: Expression | None = None
    block: str = ""
    purpose: str = ""
    min: Expression | None = None
    max: Expression | None = None
    max_length: int | None = None
    pattern: Pattern | None = None
    pattern_message: str = ""
    accept: tuple[str, ...] = ()
    columns: "tuple[Field, ...]" = ()
    prefill: Expression | None = None
    prefill_from: tuple[str, ...] = ()
    prefill_as: str = ""
    or_document: bool = False
    instead_of: str = ""
    not_by: tuple[str, ...] = ()
    did: str = ""
    did_on: str = ""

    def __post_init__(self) -> None:
        if self.kind == "yesno":
            object.__setattr__(self, "options", YES_NO)

    @property
    def asks(self) -> bool:
        return self.kind not in SILENT

    @property
    def limit(self) -> int:
        """The longest text in characters, or the largest file in bytes."""
        if self.max_length is not None:
            return self.max_length
        return {"long": MAX_LONG, "file": MAX_FILE_BYTES}.get(self.kind, MAX_TEXT)

    def expressions(self) -> dict[str, Expression]:
        """Return the expressions of this field by the name of their key."""
        found = {
            "show_when": self.show_when,
            "required_when": self.required_when,
            "min": self.min,
            "max": self.max,
            "prefill": self.prefill,
        }
        return {key: expression for key, expression in found.items() if expression is not None}


@dataclass(frozen=True)
class FileInfo:
    """A stored document as far as a form needs it; *size* in bytes, *remark* what who added it should know of it."""

    name: str
    media_type: str
    size: int
    remark: Said | None = None


def _any_option(_list: str) -> Sequence[Option]:
    return ()


def _anybody(_field: Field) -> Sequence[Option]:
    return ()


def _no_objection(_field: Field, _person: str) -> str | None:
    return None


@dataclass(frozen=True)
class FormContext:
    """What is known at the moment a form is shown or read.

    *on* is the legal date of the act; *facts* are those of the case. `options(list)` returns the options of a list
    and `people(field)` the persons or organisations to choose from; where these are not given (rehearsal) any
    well-formed value passes. `objection(field, person id)` says
    why this person may not, as the end of a sentence that begins with the name: "schreef het handelingsplan".
    """

    on: date
    facts: Mapping[str, Value] = field(default_factory=dict)
    options: Callable[[str], Sequence[Option]] = _any_option
    people: Callable[[Field], Sequence[Option]] = _anybody
    objection: Callable[[Field, str], str | None] = _no_objection
    files: Mapping[str, FileInfo] = field(default_factory=dict)

    def options_of(self, asked: Field) -> Sequence[Option] | None:
        """Return what may be chosen in a field; None where nobody can tell."""
        if asked.kind in ("person", "organisation"):
            return None if self.people is _anybody else self.people(asked)
        if asked.options_from is not None:
            return None if self.options is _any_option else self.options(asked.options_from)
        return asked.options
