"""What every test may ask for: a frozen clock, an empty database of either kind, a world on it, a browser."""

import shutil
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.databases import Cluster, empty, replace, shared_cluster
from tests.world import World
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence.unit_of_work import Database

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--in-process-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync"),
]
# The shell first: the same browser without a window around each page, which takes longer than the page.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def clock() -> FrozenClock:
    """Monday 23 November 2026, nine o'clock in Amsterdam."""
    return FrozenClock(at_local(date(2026, 11, 23), time(9)))


@pytest.fixture(scope="session")
def _sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.close()
    return file


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Cluster]:
    """The PostgreSQL server of this test run."""
    base = tmp_path_factory.getbasetemp()
    with shared_cluster((base if worker_id == "master" else base.parent) / "postgresql") as found:
        yield found


@pytest.fixture(scope="session")
def _postgresql(cluster: Cluster, worker_id: str) -> Iterator[Database]:
    database = Database(cluster.create(f"tests_{worker_id}"))
    database.upgrade()
    yield database
    database.close()


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'zorgroute.sqlite'}")
    yield database
    database.close()


@pytest.fixture
def sqlite_database(_sqlite: Database, _sqlite_file: Path) -> Iterator[Database]:
    """An empty SQLite database: a file of its own, opened by engines that know the statements of former tests."""
    replace(_sqlite, _sqlite_file)
    yield _sqlite
    _sqlite.close()


@pytest.fixture
def postgresql_database(_postgresql: Database) -> Iterator[Database]:
    """An empty PostgreSQL database."""
    yield _postgresql
    empty(_postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database; the test runs once on each kind."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this test run; one, because only one can be driven from a process."""
    program = next(found for name in PROGRAMS if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        expect.set_options(timeout=30_000)  # on a busy machine a drawing may take longer than five seconds
        yield browser
        browser.close()


@pytest.fixture
def world(database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    """The world, on each kind of database."""
    return World(database, clock, tmp_path)


@pytest.fixture
def small_world(sqlite_database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    """The world on SQLite only, for promises in which the database plays no part."""
    return World(sqlite_database, clock, tmp_path)
