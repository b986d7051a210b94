"""How the columns of an overview of DUO are called, as ``bpmn/shared/duo.toml`` says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.routes.imports import CERTAINTIES
from workflows.routes.toml_text import Table, read_table

COLUMNS = ("number", "kind", "category", "school", "brin", "location", "enrolled_on")


@dataclass(frozen=True)
class DuoColumns:
    """The names of each of ``COLUMNS``, those that are not read, and the words for categories and kinds."""

    columns: Mapping[str, tuple[str, ...]]
    forbidden: tuple[str, ...]
    categories: Mapping[str, str]
    kinds: Mapping[str, str]

    def find(self, names: Sequence[str]) -> dict[str, int]:
        """Return at which place each column stands that is there."""
        plain = [plain_name(name) for name in names]
        wanted = {column: {plain_name(each) for each in called} for column, called in self.columns.items()}
        return {
            column: next(place for place, name in enumerate(plain) if name in called)
            for column, called in wanted.items()
            if called & set(plain)
        }

    def numbers_of_people(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the names of columns that hold the number of a person."""
        forbidden = {plain_name(each) for each in self.forbidden}
        return tuple(name for name in names if plain_name(name) in forbidden)


def plain_name(name: str) -> str:
    """Return the name of a column without capitals and punctuation."""
    return "".join(sign for sign in name.lower() if sign.isalnum())


def read_duo(file: str, data: bytes) -> DuoColumns:
    """Read ``duo.toml``.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    table = Table(file, "", read_table(file, data))
    columns = table.table("columns")
    if unknown := set(columns.names) - set(COLUMNS):
        raise columns.refusal(f"'{', '.join(sorted(unknown))}' is hier onbekend", f"Kies uit: {', '.join(COLUMNS)}.")
    if table.text("certainty") not in CERTAINTIES:
        raise table.refusal("'certainty' is onbekend", f"Kies uit: {', '.join(CERTAINTIES)}.")
    found = DuoColumns(
        columns={name: columns.texts(name) for name in columns.names},
        forbidden=table.table("forbidden").texts("names"),
        categories=table.table("categories").all_texts(),
        kinds=table.table("kinds").all_texts(),
    )
    table.done()
    return found
