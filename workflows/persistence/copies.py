"""A copy of all data that is whole at one moment, made while people work; and the same copy, opened elsewhere.

SQLite copies itself; PostgreSQL has its own programs for it (pg_dump, pg_restore), which must be on the machine.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlalchemy import URL, MetaData, Table, func, inspect, make_url, select

from workflows.domain.errors import CopyFailed
from workflows.domain.wording import said
from workflows.persistence import postgresql_copies as pg
from workflows.persistence import schema, sqlite
from workflows.persistence.unit_of_work import Database, UnitOfWork

Told = Callable[[int, int], None]  #: is told how much of how much was done
PAGES = 2_000  #: that SQLite copies before it tells so


@dataclass(frozen=True)
class Contents:
    """What is in a database: the kind, how far its tables are, and how many rows each has."""

    kind: str
    revision: str
    rows: Mapping[str, int]

    def to_json(self) -> str:
        return json.dumps({"kind": self.kind, "revision": self.revision, "rows": dict(self.rows)})

    @classmethod
    def from_json(cls, text: str) -> "Contents":
        """Raises: ValueError, KeyError, TypeError: it is no such text."""
        found = json.loads(text)
        return cls(str(found["kind"]), str(found["revision"]), {str(k): int(v) for k, v in found["rows"].items()})


def contents(uow: UnitOfWork) -> Contents:
    """Count every row of every table, in the picture of this unit; however long that takes."""
    connection = uow.connection
    if connection.dialect.name == "postgresql":
        pg.take_your_time(connection)
    tables = [Table(name, MetaData()) for name in sorted(inspect(connection).get_table_names())]
    rows = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    return Contents(connection.dialect.name, schema.revision_of(connection), rows)


def save(uow: UnitOfWork, database: Database, file: Path, told: Told) -> None:
    """Write all that this unit sees to *file*.

    Raises:
        CopyFailed: what copies PostgreSQL is missing, or did not succeed.
    """
    if database.url.get_backend_name() == "postgresql":
        pg.save(uow.connection, database.url, file)
        return
    file.touch(mode=0o600)
    source = cast(sqlite3.Connection, uow.connection.connection.driver_connection)
    with closing(sqlite3.connect(file)) as target:
        source.backup(target, pages=PAGES, progress=lambda _, left, total: told(total - left, total))


@contextmanager
def opened(found: Contents, database: Database, file: Path, scratch: Path) -> Iterator[Database]:
    """Open a copy in a place of its own, which is gone afterwards; the copy itself stays as it is.

    *database* tells on which server, for PostgreSQL.

    Raises:
        CopyFailed: it cannot be opened here.
    """
    if found.kind != database.url.get_backend_name():
        words = said("Deze reservekopie is van {kind}. Stel ZORGROUTE_DATABASE_URL daarop in.", kind=found.kind)
        raise CopyFailed(words)
    if not schema.knows(found.revision):
        raise CopyFailed(said("Deze reservekopie is van een nieuwere versie van Zorgroute. Gebruik die versie."))
    with _place(database, file, scratch) as url, closing(Database(url.render_as_string(hide_password=False))) as copy:
        yield copy


@contextmanager
def _place(database: Database, file: Path, scratch: Path) -> Iterator[URL]:
    if database.url.get_backend_name() == "postgresql":
        with pg.restored(database.url, file) as url:
            yield url
        return
    place = scratch / "restored.sqlite"
    place.touch(mode=0o600)
    try:
        with (
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(place)) as target,
        ):
            source.backup(target)
    except sqlite3.DatabaseError:
        raise CopyFailed(said("De reservekopie is beschadigd: de database erin gaat niet open.")) from None
    yield make_url(f"sqlite:///{place}")


def is_sound(uow: UnitOfWork) -> bool:
    """Is every page of the database whole, and does every reference have its row? PostgreSQL sees to it itself."""
    if uow.connection.dialect.name == "postgresql":
        return True
    whole = uow.connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    return whole and not uow.connection.exec_driver_sql("PRAGMA foreign_key_check").first()


def put_in_place(database: Database, copy: Database, moment: str) -> str:
    """Let a copy that was opened take the place of *database*, which is kept; return under which name.

    Raises:
        CopyFailed: somebody still uses the database.
    """
    database.close()
    copy.close()
    if database.url.get_backend_name() == "postgresql":
        return pg.swap(database.url, copy.url, moment)
    present, kept = Path(str(database.url.database)), Path(f"{database.url.database}.tot-{moment}")
    sqlite.settle_alone(Path(str(copy.url.database)))
    if present.exists():
        sqlite.settle_alone(present)
        present.rename(kept)
    Path(str(copy.url.database)).rename(present)
    return kept.name
