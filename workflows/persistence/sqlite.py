"""SQLite as we use it: write-ahead log, durable commits, writers in a queue."""

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from workflows.domain.errors import CopyFailed
from workflows.domain.wording import said

if sys.platform != "win32":
    import fcntl

PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
IN_HASTE = ("synchronous = OFF", "wal_autocheckpoint = 20000")


def engines(url: URL, pool_size: int, patience: float, lasting: bool = True) -> tuple[Engine, Engine]:
    """Return the engines that read and that write; *patience* in seconds, *lasting*: after a power cut as well."""
    with suppress(OSError):  # what is wrong with the folder, SQLite tells at the first unit
        Path(str(url.database)).touch(mode=0o600)
    waiting = f"busy_timeout = {int(patience * 1000)}"
    # Only one unit writes at a time; a second connection may still be on its way back.
    # What was typed stands in the parameters of a statement, and must not stand in the text of an error.
    reader, writer = (
        create_engine(url, pool_size=size, max_overflow=pool_size, pool_timeout=patience, hide_parameters=True)
        for size in (pool_size, 2)
    )
    pragmas = PRAGMAS if lasting else (*PRAGMAS, *IN_HASTE)
    _settle(reader, "BEGIN", waiting, *pragmas, "query_only = ON")
    # What is destroyed goes from the file as well, and not only from sight.
    _settle(writer, "BEGIN IMMEDIATE", waiting, *pragmas, "secure_delete = ON")
    return reader, writer


def write_through(writer: Engine) -> None:
    """Bring all that was committed to the file itself, and the file to the disk."""
    connection = writer.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def settle_alone(file: Path) -> None:
    """Bring all that was committed into the one file, without a log beside it.

    Raises:
        CopyFailed: somebody else has it open.
    """
    try:
        with closing(sqlite3.connect(file, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError:
        words = said("De database is nog in gebruik. Stop eerst alle onderdelen van Zorgroute.")
        raise CopyFailed(words) from None


def migrating_engine(url: URL) -> Engine:
    """Return the engine for migrations: tables are made anew, so foreign keys cannot be watched meanwhile."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    _settle(engine, "BEGIN IMMEDIATE", "busy_timeout = 60000", *PRAGMAS, "foreign_keys = OFF")
    return engine


def _settle(engine: Engine, begin: str, *pragmas: str) -> None:
    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; we do, below
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


class WriteQueue:
    """Lets one unit of work at a time begin to write: first among the threads of this process, then among processes.

    SQLite itself makes a second writer sleep ever longer, whoever came first; with eight writers the slowest waited
    ten times as long as here.
    """

    def __init__(self, lock_file: Path, patience: float) -> None:
        self._lock_file, self._patience = lock_file, patience
        self._threads = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for our turn and keep it until the block ends.

        Raises:
            TimeoutError: somebody else kept theirs for longer than we wait.
        """
        until = time.monotonic() + self._patience
        if not self._threads.acquire(timeout=self._patience):
            raise TimeoutError("another thread keeps writing")
        try:
            file = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                _lock(file, until)
                yield
            finally:
                os.close(file)
        finally:
            self._threads.release()


def _lock(file: int, until: float) -> None:
    if sys.platform == "win32":
        return  # no such lock there: SQLite's own waiting has to do
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise TimeoutError("another process keeps writing") from None
            time.sleep(0.001)
        else:
            return
