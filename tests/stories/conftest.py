"""The Vallei with its one case, lived as far as a test wants."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

import pytest

from tests.stories.milan import Milan
from tests.stories.valley import Valley
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence.unit_of_work import Database

Tell = Callable[[int], Milan]


@contextmanager
def _milan(empty: Path, folder: Path) -> Iterator[Milan]:
    shutil.copy(empty, folder / "zorgroute.sqlite")
    database = Database(f"sqlite:///{folder / 'zorgroute.sqlite'}")
    yield Milan(Valley(database, FrozenClock(at_local(date(2026, 11, 20), time(9))), folder))
    database.close()


@pytest.fixture(scope="module")
def told(_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Milan]:
    """The whole story, and what the screens showed after each step; for tests that only look."""
    with _milan(_sqlite_file, tmp_path_factory.mktemp("milan")) as milan:
        yield milan.until(15)


@pytest.fixture
def tell(_sqlite_file: Path, tmp_path: Path) -> Iterator[Tell]:
    """Tell the story up to a step; for tests that then go another way."""
    with _milan(_sqlite_file, tmp_path) as milan:
        yield milan.until
