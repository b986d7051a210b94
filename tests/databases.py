"""Throw-away databases: SQLite files, and one PostgreSQL cluster that all test processes share."""

import fcntl
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import NullPool, create_engine, event, text

from workflows.persistence.models import Model
from workflows.persistence.unit_of_work import Database

INSTALL = (
    "PostgreSQL's server programs (initdb, pg_ctl) were not found in /usr/lib/postgresql/*/bin or on PATH. "
    "Install them, for instance with: apt-get install postgresql"
)
# Lost when the machine stops, and much faster: right for tests only.
SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c listen_addresses="


class Cluster:
    """A PostgreSQL server in a folder of its own, reached through a socket in that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # PostgreSQL refuses to run as root.
        names = {entry.pw_name for entry in pwd.getpwall()}
        self._user = None if os.getuid() else ("postgres" if "postgres" in names else "nobody")

    @classmethod
    def start(cls) -> "Cluster":
        cluster = cls(Path(tempfile.mkdtemp(prefix="zorgroute-postgresql-")))
        if cluster._user:
            shutil.chown(cluster.folder, cluster._user)
        cluster._run("initdb", "--username=zorgroute", "--auth=trust", "--encoding=UTF8", "--no-sync", "--pgdata=data")
        options = f"{SETTINGS} -c unix_socket_directories={cluster.folder}"
        cluster._run("pg_ctl", "start", "--wait", "--pgdata=data", "--log=log", f"--options={options}")
        return cluster

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate", "--pgdata=data")
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://zorgroute@/{database}?host={self.folder}"

    def create(self, database: str) -> str:
        """Make *database* anew and return its URL."""
        engine = create_engine(self.url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{database}"'))
        return self.url(database)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [_program(program), *arguments],
            cwd=self.folder,
            user=self._user,
            extra_groups=[] if self._user else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would stay open in the server and be waited for
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed: {log.read_text() if log.exists() else done.returncode}")


def _program(name: str) -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    path = os.pathsep.join([*map(str, reversed(versions)), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        raise RuntimeError(INSTALL)
    return found


@contextmanager
def shared_cluster(meeting_place: Path) -> Iterator[Cluster]:
    """Use the cluster of this test run: the first process to come starts it, the last one to go stops it.

    Each process holds a shared lock on ``users`` while it uses the cluster; the system lets go of it even when the
    process is killed. ``door`` lets one process at a time come or go.
    """
    meeting_place.mkdir(exist_ok=True)
    where, users = meeting_place / "where", (meeting_place / "users").open("a")
    with _alone(meeting_place):
        if where.exists():
            cluster = Cluster(Path(where.read_text()))
        else:
            cluster = Cluster.start()
            where.write_text(str(cluster.folder))
        fcntl.flock(users, fcntl.LOCK_SH)
    try:
        yield cluster
    finally:
        with _alone(meeting_place):
            fcntl.flock(users, fcntl.LOCK_UN)
            if _nobody_left(users.fileno()):
                where.unlink()
                cluster.stop()
        users.close()


@contextmanager
def _alone(meeting_place: Path) -> Iterator[None]:
    with (meeting_place / "door").open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _nobody_left(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def empty(database: Database) -> None:
    """Take every row out of a PostgreSQL database and let all numbers begin at 1 again."""
    with database.writer.begin() as connection:
        # Neither references nor the finality of the history hold for a test that is over.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in connection.execute(text(_FILLED)).scalars().all():
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.execute(text("SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"))


_FILLED = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in Model.metadata.sorted_tables
)


class Kept:
    """SQLite databases as they once were: files, copied each time that something begins there again."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="zorgroute-kept-")
        self._files: dict[Hashable, Path] = {}

    def keep(self, key: Hashable, database: Database) -> None:
        """Keep a database as it is now."""
        file = Path(self._folder.name) / f"{len(self._files)}.sqlite"
        with closing(sqlite3.connect(file_of(database))) as now, closing(sqlite3.connect(file)) as kept:
            now.backup(kept)
        self._files[key] = file

    def copy(self, key: Hashable, file: Path) -> bool:
        """Put a database in *file*, which nobody opened yet, as it was kept; False if it never was."""
        if key in self._files:
            shutil.copy(self._files[key], file)
        return key in self._files


def file_of(database: Database) -> Path:
    return Path(str(database.writer.url.database))


def replace(database: Database, empty: Path) -> None:
    """Let a SQLite database that nobody has open now be a copy of the *empty* one."""
    file = file_of(database)
    for left in (file, *file.parent.glob(f"{file.name}-*")):
        left.unlink(missing_ok=True)
    shutil.copy(empty, file)


_BEGUN = Kept()


def begins_with(database: Database, key: Hashable, make: Callable[[], object]) -> None:
    """Let an empty database that nobody opened yet hold what *make* does; of SQLite only the first time by doing it."""
    if database.writer.dialect.name != "sqlite":
        make()
    elif not _BEGUN.copy(key, file_of(database)):
        make()
        _BEGUN.keep(key, database)


@dataclass
class Spent:
    """What a piece of work asked of the database."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def spending(database: Database) -> Iterator[Spent]:
    """Note every statement (BEGIN left out) and every commit of the units of work in the block."""
    spent = Spent()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            spent.statements.append(statement)

    def count(_connection: object) -> None:
        spent.commits += 1

    engines = (database.reader, database.writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
        event.listen(engine, "commit", count)
    try:
        yield spent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
            event.remove(engine, "commit", count)
