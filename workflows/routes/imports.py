"""Reads imports/<name>.toml: which answers of a Word form fill in which fields of a form of the route."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.routes.toml_text import Table, read_table

CERTAINTIES = ("V", "S", "K", "?")  #: as in the register of terms


@dataclass(frozen=True)
class Asked:
    """A question of the Word form, under any of *labels*, and the field that it answers.

    *words* are the field's own values by what the Word form says; what is not among them is taken as it stands.
    """

    labels: tuple[str, ...]
    field: str
    words: Mapping[str, str]
    certainty: str


@dataclass(frozen=True)
class WordForm:
    """A Word form: *form* is the form of the route that it fills in, *attachment* the field that takes the file."""

    id: str
    title: str
    form: str
    attachment: str
    source: str
    asked: tuple[Asked, ...]

    def find(self, label: str) -> Asked | None:
        """Return the question under a label, however it is numbered, spaced or punctuated."""
        wanted = plain(label)
        return next((each for each in self.asked if wanted in map(plain, each.labels)), None)


def plain(label: str) -> str:
    """Return a label without numbering, punctuation and capitals."""
    words = "".join(sign if sign.isalnum() else " " for sign in label.lower()).split()
    while words and (words[0].isdigit() or (len(words[0]) == 2 and words[0][0].isdigit())):
        words = words[1:]
    return " ".join(words)


def read_word_form(file: str, data: bytes) -> WordForm:
    """Read one file.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    table = Table(file, "", read_table(file, data))
    found = WordForm(
        id=PurePosixPath(file).stem,
        title=table.text("title"),
        form=table.text("form"),
        attachment=table.text("attachment"),
        source=table.text("source"),
        asked=tuple(_asked(each) for each in table.tables("answer")),
    )
    table.done()
    return found


def _asked(table: Table) -> Asked:
    words = {plain(said): value for said, value in table.table("words").all_texts().items()}
    asked = Asked(table.texts("labels"), table.text("field"), words, table.text("certainty"))
    if asked.certainty not in CERTAINTIES:
        raise table.refusal(f"'certainty' is '{asked.certainty}'", f"Kies uit: {', '.join(CERTAINTIES)}.")
    table.done()
    return asked
