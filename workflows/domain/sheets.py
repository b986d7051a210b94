"""Rows of a table that somebody made elsewhere: columns found by their names, every mistake with its place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from workflows.domain.field_reading import Refused
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.wording import Said, said

V = TypeVar("V")


@dataclass(frozen=True)
class Sheet:
    """A table as texts: the names in its first row, and the rows below with the number that they have in the file."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def lacking(self, columns: Sequence[str]) -> list[str]:
        """Return which of *columns* the first row does not name."""
        known = {_plain(name) for name in self.names}
        return [column for column in columns if _plain(column) not in known]


@dataclass(frozen=True)
class Mistake:
    """Something in a row that cannot be taken over: where, and what to do about it."""

    row: int
    column: str
    message: Said


@dataclass
class Row:
    """One row, asked for its cells one by one; what is wrong is gathered."""

    number: int
    cells: Mapping[str, str]
    mistakes: list[Mistake] = field(default_factory=list)

    def refuse(self, column: str, message: Said) -> None:
        self.mistakes.append(Mistake(self.number, column, message))

    def text(self, column: str, *, required: bool = True, longest: int = 100) -> str:
        """Return what stands in a column; a number that may be a BSN is refused there."""
        text = self.cells.get(_plain(column), "").strip()
        if not text and required:
            self.refuse(column, said("vul dit in."))
        elif len(text) > longest:
            self.refuse(column, said("dit is langer dan {longest} tekens. Maak het korter.", longest=longest))
        elif (found := national_number_in(text)) is not None:
            self.refuse(column, explanation(found))
        else:
            return text
        return ""

    def read(self, column: str, how: Callable[[str], V], *, required: bool = True) -> V | None:
        """Return what stands in a column as *how* reads it, which raises Refused with what to do."""
        text = self.text(column, required=required)
        if not text:
            return None
        try:
            return how(text)
        except Refused as wrong:
            [words] = wrong.args
            self.refuse(column, words)
            return None


def rows_of(sheet: Sheet) -> list[Row]:
    """Return the rows that are not empty."""
    names = [_plain(name) for name in sheet.names]
    return [
        Row(number, dict(zip(names, cells, strict=False)))
        for number, cells in sheet.rows
        if any(cell.strip() for cell in cells)
    ]


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("-", " ").split())
