"""The Vallei with its one case, lived as far as a test wants."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, time
from pathlib import Path

import pytest

from tests.stories.milan import Milan
from tests.stories.valley import Valley
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence.unit_of_work import Database

Tell = Callable[[int], Milan]


def _milan(database: Database, home: Path) -> Milan:
    return Milan(Valley(database, FrozenClock(at_local(date(2026, 11, 20), time(9))), home))


@pytest.fixture(scope="module")
def told(_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Milan]:
    """The whole story, and what the screens showed after each step; for tests that only look."""
    home = tmp_path_factory.mktemp("milan")
    shutil.copy(_sqlite_file, home / "zorgroute.sqlite")
    with closing(Database(f"sqlite:///{home / 'zorgroute.sqlite'}")) as database:
        yield _milan(database, home).until(15)


@pytest.fixture
def tell(sqlite_database: Database, tmp_path: Path) -> Tell:
    """Tell the story up to a step; for tests that then go another way."""
    return _milan(sqlite_database, tmp_path).until
