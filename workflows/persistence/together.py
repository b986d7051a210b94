"""Rows of several tables in one statement: a UNION ALL in which every row comes as one list in JSON.

Saves round trips on the hot path, where a case's tasks, terms, jobs and parties are all needed at once; and a row of
one text is read sooner than one of many columns.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Text,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy import union_all as all_of
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from workflows.persistence.prepared import Prepared
from workflows.persistence.types import Json, UtcDateTime


def _instant(text: str) -> datetime:
    """Return an instant; SQLite keeps no offset, because nothing but UTC goes in."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


#: What makes of a value in JSON what it is; numbers and texts are that already.
MADE: tuple[tuple[type[TypeEngine[Any]], Callable[[Any], Any]], ...] = (
    (Boolean, bool),  # SQLite keeps 0 and 1
    (Date, date.fromisoformat),
    (UtcDateTime, _instant),
    (Json, json.loads),
)


@dataclass(frozen=True)
class Part:
    """Rows of one table, or of *source*: *make* is called with the values of *columns*, in that order."""

    make: Callable[..., Any]
    columns: Sequence[Column[Any]] | Sequence[InstrumentedAttribute[Any]]
    where: ColumnElement[bool]
    source: FromClause | None = None


class Together:
    """Reads several parts with one statement; ``read`` returns one list per part."""

    def __init__(self, *parts: Part) -> None:
        self._parts = [(part.make, _makers(part.columns)) for part in parts]
        lists = {"sqlite": func.json_array, "postgresql": func.json_build_array}
        self._statement = Prepared(
            {name: all_of(*(_select(n, part, row) for n, part in enumerate(parts))) for name, row in lists.items()}
        )

    def read(self, connection: Connection, parameters: Mapping[str, Any]) -> list[list[Any]]:
        found: list[list[Any]] = [[] for _ in self._parts]
        for number, text in self._statement.ask(connection, parameters):
            (make, makers), values = self._parts[number], json.loads(text)
            for place, maker in makers:
                if values[place] is not None:
                    values[place] = maker(values[place])
            found[number].append(make(*values))
        return found


def _makers(columns: Sequence[Any]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return, for the columns that need it, the place of the value and what makes it what it is."""
    return [(n, maker) for n, column in enumerate(columns) for kind, maker in MADE if isinstance(column.type, kind)]


def _select(number: int, part: Part, row: Callable[..., ColumnElement[Any]]) -> Any:
    statement: Any = select(literal_column(str(number)), cast(row(*part.columns), Text)).where(part.where)
    return statement if part.source is None else statement.select_from(part.source)
