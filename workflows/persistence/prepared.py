"""Statements of the hot path, whose text is made once: running one costs little more than the driver does.

SQLAlchemy looks a statement up, and prepares its values and its result, every time; that took three times as long.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import ClauseElement

Bound = Callable[[Mapping[str, Any]], Any]  #: makes of values by name what the driver takes


def written(statement: ClauseElement, dialect: Dialect) -> tuple[str, Bound]:
    """Return a statement in the words of a database, and what makes of values by name what its driver takes."""
    compiled: Any = statement.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    own = {name: bind.value for name, bind in binds.items() if not bind.required}
    order = compiled.positiontup or list(binds)
    made = [(name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order]

    def in_order(values: Mapping[str, Any]) -> tuple[Any, ...]:
        values = {**own, **values} if own else values
        given = [(values[name], make) for name, make in made]
        return tuple([value if make is None or value is None else make(value) for value, make in given])

    def named(values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(zip(order, in_order(values), strict=True))

    return str(compiled), in_order if compiled.positional else named


class Prepared:
    """A statement, or one for each kind of database by its name; its values go by name."""

    def __init__(self, statement: ClauseElement | Mapping[str, ClauseElement]) -> None:
        self._statement = statement
        self._written: dict[str, tuple[str, Bound]] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write all rows with one statement; none where there are no rows."""
        if rows:
            text, bound = self._for(connection.dialect)
            connection.exec_driver_sql(text, [bound(row) for row in rows])

    def ask(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return what comes back: plain numbers and texts."""
        text, bound = self._for(connection.dialect)
        return connection.exec_driver_sql(text, bound(values)).all()

    def _for(self, dialect: Dialect) -> tuple[str, Bound]:
        if dialect.name not in self._written:
            statement = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
            self._written[dialect.name] = written(statement, dialect)
        return self._written[dialect.name]
