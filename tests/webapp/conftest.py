"""The pages on the real services, with a small route of their own."""

import shutil
from datetime import date, time
from pathlib import Path

import pytest
from flask import Flask

from tests.databases import replace
from tests.webapp.browser import Browser, site_of
from tests.webapp.world import fill, system_on
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence.unit_of_work import Database
from workflows.system import System


@pytest.fixture(scope="session")
def _filled(_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small_world")
    file = folder / "filled.sqlite"
    shutil.copy(_sqlite_file, file)
    database = Database(f"sqlite:///{file}")
    fill(database, FrozenClock(at_local(date(2026, 11, 23), time(8))), folder)
    database.close()
    return file


@pytest.fixture
def system(sqlite_database: Database, _filled: Path, clock: FrozenClock, tmp_path: Path) -> System:
    """The small samenwerkingsverband, on Monday 23 November 2026."""
    replace(sqlite_database, _filled)
    return system_on(sqlite_database, clock, tmp_path)


@pytest.fixture
def app(system: System) -> Flask:
    return site_of(system)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app)


@pytest.fixture
def joost(app: Flask) -> Browser:
    """The IB'er of De Proefballon, signed in."""
    return Browser(app).signs_in("Joost")


@pytest.fixture
def marieke(app: Flask) -> Browser:
    """The IB'er of another school, signed in."""
    return Browser(app).signs_in("Marieke")


@pytest.fixture
def ria(app: Flask) -> Browser:
    """The office, signed in."""
    return Browser(app).signs_in("Ria")


@pytest.fixture
def bea(app: Flask) -> Browser:
    """The administrator, signed in."""
    return Browser(app).signs_in("Bea")


@pytest.fixture
def pol(app: Flask) -> Browser:
    """A policy maker who began to change the route."""
    browser = Browser(app).signs_in("Pol")
    browser.get("/routes")
    browser.submits(button="Wijzigen")
    return browser
