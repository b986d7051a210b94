"""Copies of a PostgreSQL database, made and restored by the programs that come with it."""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, exc, text
from sqlalchemy.pool import NullPool

from workflows.domain.errors import CopyFailed
from workflows.domain.wording import said
from workflows.persistence.postgresql import CONNECT

LONGEST = 6 * 3600  #: seconds


def take_your_time(connection: Connection) -> None:
    """Let this transaction count and wait for as long as a copy takes."""
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(text(f"SET LOCAL {limit} = 0"))


def save(connection: Connection, url: URL, file: Path) -> None:
    """Write what the transaction of *connection* sees to *file*, and read it back."""
    snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    file.touch(mode=0o600)
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={file}")
    _run("pg_restore", None, "--file=/dev/null", str(file))


_UNUSED = text("SELECT datname FROM pg_database WHERE datname NOT IN (SELECT datname FROM pg_stat_activity "
               "WHERE datname IS NOT NULL)")  # fmt: skip


@contextmanager
def restored(url: URL, file: Path) -> Iterator[URL]:
    """Restore *file* into a database of its own on the server of *url*; what is not renamed meanwhile is dropped."""
    ours = f"zorgroute_proef_{str(url.database)[:30]}_"
    name, server = f"{ours}{secrets.token_hex(4)}", _server(url)
    try:
        with server.connect() as connection:
            for left in connection.execute(_UNUSED).scalars().all():
                if re.fullmatch(re.escape(ours) + "[0-9a-f]{8}", left):  # a power cut kept it from being dropped
                    connection.execute(text(f'DROP DATABASE IF EXISTS "{left}"'))
            connection.execute(text(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"))
    except exc.DBAPIError:
        words = said("Wie Zorgroute bij PostgreSQL is, mag geen database maken. Geef dat recht: ALTER ROLE … CREATEDB.")
        raise CopyFailed(words) from None
    try:
        scratch = url.set(database=name)
        _run("pg_restore", scratch, "--no-owner", "--no-acl", "--exit-on-error", str(file))
        yield scratch
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def swap(url: URL, copy: URL, moment: str) -> str:
    """Give the copy the name of the database, and the database another; return that."""
    kept = f"{url.database}_tot_{moment}".replace("-", "_").lower()
    used = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name")
    with _server(url).connect() as connection:
        if connection.execute(used, {"name": url.database}).scalar_one():
            raise CopyFailed(said("De database is nog in gebruik. Stop eerst alle onderdelen van Zorgroute."))
        connection.execute(text(f'ALTER DATABASE "{url.database}" RENAME TO "{kept}"'))
        connection.execute(text(f'ALTER DATABASE "{copy.database}" RENAME TO "{url.database}"'))
    return kept


def _server(url: URL) -> Engine:
    """Return what speaks with the server outside any transaction and outside the database itself."""
    return create_engine(
        url.set(database="postgres"),
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args=CONNECT,
    )


def _run(program: str, url: URL | None, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise CopyFailed(
            said("Op deze machine ontbreekt {program}. Installeer de programma's van PostgreSQL.", program=program)
        )
    environment, where = dict(os.environ), []
    if url is not None:
        settings = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
        # What stands in the command, everybody on the machine can read.
        environment["PGPASSWORD"] = str(settings.pop("password", ""))
        where = ["--dbname=" + " ".join(f"{name}={_quoted(str(value))}" for name, value in settings.items())]
    done = subprocess.run(  # noqa: S603  # the program is PostgreSQL's, the words are ours
        [path, *where, *arguments], env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if done.returncode:
        # The first line only: those after it may quote a row.
        why = (done.stderr.splitlines() or [""])[0]
        raise CopyFailed(said("{program} is gestopt: {why}", program=program, why=why))


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
