"""The one place where transactions begin and end.

Two kinds of unit: *reading*, which cannot write, and *working*. Each kind has its own pool of connections, so that
what a unit may do is a property of its connection and not of good behaviour.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, exc, make_url
from sqlalchemy.orm import Session

from workflows.domain.clock import local_date
from workflows.domain.errors import Conflict, Unavailable, WorkflowError
from workflows.domain.wording import said
from workflows.persistence import postgresql, schema, sqlite


@dataclass(frozen=True)
class UnitOfWork:
    """One use case, one transaction, one reading of the clock; *session* is the same transaction, for objects.

    *locked* are the cases that were locked in it, in order: what it is about, when it fails. *known* keeps what was
    read and stays as it is until the unit ends.
    """

    connection: Connection
    now: datetime
    locked: list[int] = field(default_factory=list)
    known: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def session(self) -> Session:
        """Made at first use: what the hot path does needs none."""
        return Session(self.connection, expire_on_commit=False)

    def flush(self) -> None:
        """Write what was changed through the session, if there is one."""
        if "session" in self.__dict__:
            self.session.flush()

    def close(self) -> None:
        """Let go of the objects of the session; they keep their values."""
        if "session" in self.__dict__:
            self.session.close()

    @property
    def today(self) -> date:
        """The date in Amsterdam."""
        return local_date(self.now)


class Database:
    """A database by its URL: ``sqlite:////path/file`` or ``postgresql+psycopg://…``.

    *patience* is how many seconds a unit waits for its turn, or for the lock on a row; *lasting*: what is committed
    survives a power cut.

    Raises:
        WorkflowError: the URL names another kind of database, or one in memory, which units cannot share.
    """

    def __init__(self, url: str, pool_size: int = 10, patience: float = 10.0, *, lasting: bool = True) -> None:
        self.url = make_url(url)
        self._turn: Callable[[], AbstractContextManager[None]]
        self.reader: Engine
        self.writer: Engine
        if self.url.get_backend_name() == "postgresql":
            self.reader, self.writer = postgresql.engines(self.url, pool_size, patience, lasting)
            self._turn = nullcontext
        elif self.url.get_backend_name() == "sqlite" and self.url.database not in (None, "", ":memory:"):
            self.reader, self.writer = sqlite.engines(self.url, pool_size, patience, lasting)
            self._turn = sqlite.WriteQueue(Path(f"{self.url.database}.lock"), patience).turn
        else:
            raise WorkflowError(f"Deze database kennen wij niet: {self.url.render_as_string(hide_password=True)}")

    @contextmanager
    def reading(self, now: datetime) -> Iterator[UnitOfWork]:
        """Read a consistent picture of the database; any attempt to write fails."""
        with _by_name(), self.reader.connect() as connection, closing(UnitOfWork(connection, now)) as uow:
            connection.begin()  # of all that is read now, one picture
            yield uow

    @contextmanager
    def working(self, now: datetime) -> Iterator[UnitOfWork]:
        """Commit on success, roll back on any exception.

        Raises:
            Unavailable: the database is locked, unreachable or full.
            Conflict: another unit recorded the same unique thing first.
        """
        with _by_name(), self._turn(), self.writer.begin() as connection, closing(UnitOfWork(connection, now)) as uow:
            yield uow
            uow.flush()

    def upgrade(self) -> None:
        """Bring the tables to what this version of the product needs; an empty database gets them all."""
        with _by_name():
            schema.upgrade(self.url)

    def is_current(self) -> bool:
        """Are the tables those of this version of the product?"""
        with _by_name(), self.reader.connect() as connection:
            return schema.is_current(connection)

    def is_new(self) -> bool:
        """Has the database no tables yet?"""
        with _by_name(), self.reader.connect() as connection:
            return not schema.revision_of(connection)

    @contextmanager
    def in_haste(self) -> Iterator["Database"]:
        """Lend the same database to who fills it while it is empty: only at the end it survives a power cut."""
        url = self.url.render_as_string(hide_password=False)
        with closing(Database(url, lasting=False)) as hasty:
            yield hasty
        if self.url.get_backend_name() == "sqlite":
            sqlite.write_through(self.writer)

    def close(self) -> None:
        """Close all idle connections."""
        self.reader.dispose()
        self.writer.dispose()


@contextmanager
def _by_name() -> Iterator[None]:
    """Say in our own words what the database refused."""
    try:
        yield
    except exc.IntegrityError as problem:
        if "unique" in str(problem.orig).lower():
            raise Conflict(said("Iemand anders heeft dit op hetzelfde moment vastgelegd.")) from problem
        raise
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, TimeoutError) as problem:
        raise Unavailable from problem
