"""Rows of several tables in one statement: a UNION ALL in which columns of the same type share a place.

Saves round trips on the hot path, where a case's tasks, terms, jobs and parties are all needed at once.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    String,
    cast,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.types import TypeEngine

from workflows.persistence.types import Json, UtcDateTime

KINDS: tuple[type[TypeEngine[Any]], ...] = (Integer, String, Date, UtcDateTime, Json)


@dataclass(frozen=True)
class Part:
    """Rows of one table: *make* is called with the values of *columns*, in that order."""

    make: Callable[..., Any]
    columns: Sequence[Column[Any]]
    where: ColumnElement[bool]


class Together:
    """Reads several parts with one statement; ``read`` returns one list per part."""

    def __init__(self, *parts: Part) -> None:
        counts = [Counter(_kind(column) for column in part.columns) for part in parts]
        places = [(kind, n) for kind in KINDS for n in range(max(count[kind] for count in counts))]
        self._parts = [(part.make, self._order(part, places)) for part in parts]
        self._statement = union_all(
            *(
                self._aligned(number, part, order, places)
                for number, (part, (_, order)) in enumerate(zip(parts, self._parts, strict=True))
            )
        )

    @staticmethod
    def _order(part: Part, places: Sequence[tuple[Any, int]]) -> list[int]:
        seen: Counter[Any] = Counter()
        order = []
        for column in part.columns:
            kind = _kind(column)
            order.append(places.index((kind, seen[kind])))
            seen[kind] += 1
        return order

    @staticmethod
    def _aligned(number: int, part: Part, order: list[int], places: Sequence[tuple[Any, int]]) -> Any:
        column_at = dict(zip(order, part.columns, strict=True))
        values: list[ColumnElement[Any]] = [literal_column(str(number), Integer).label("part")]
        for place, (kind, _) in enumerate(places):
            values.append(column_at.get(place, cast(null(), kind())).label(f"place_{place}"))
        return select(*values).where(part.where)

    def read(self, connection: Connection, parameters: Mapping[str, Any]) -> list[list[Any]]:
        found: list[list[Any]] = [[] for _ in self._parts]
        for row in connection.execute(self._statement, parameters):
            make, order = self._parts[row[0]]
            found[row[0]].append(make(*[row[place + 1] for place in order]))
        return found


def _kind(column: Column[Any]) -> type[TypeEngine[Any]]:
    return next(kind for kind in KINDS if isinstance(column.type, kind))
