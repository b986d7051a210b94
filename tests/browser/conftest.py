"""A real browser on the real site: the Vallei served from this process, under a clock that stands still."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.visitor import Visitor
from tests.stories.milan import Milan
from tests.stories.valley import Valley
from webapp import create_app
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence.unit_of_work import Database

FRIDAY = at_local(date(2026, 11, 20), time(9))

Visit = Callable[..., Visitor]


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None:
        """Say nothing of each request."""


class LiveServer:
    """The site of one Valley, on a free port of this machine."""

    def __init__(self, valley: Valley) -> None:
        self.valley = valley
        self._server = make_server("127.0.0.1", 0, create_app(valley.system), threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def _live(database: Database, home: Path) -> Iterator[LiveServer]:
    server = LiveServer(Valley(database, FrozenClock(FRIDAY), home))
    yield server
    server.stop()


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Iterator[LiveServer]:
    """The site with nothing in it yet but the people."""
    with _live(sqlite_database, tmp_path) as server:
        yield server


@pytest.fixture(scope="session")
def lived(_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Milan]]:
    """The site on 17 December: Milan's case waits for the second expert; for tests that only look."""
    home = tmp_path_factory.mktemp("lived")
    shutil.copy(_sqlite_file, home / "zorgroute.sqlite")
    with closing(Database(f"sqlite:///{home / 'zorgroute.sqlite'}")) as database, _live(database, home) as server:
        yield server, Milan(server.valley).until(7)


@pytest.fixture
def visit(chromium: Browser, site: LiveServer) -> Iterator[Visit]:
    """Let somebody come to the site: a browser of their own, signed in if a name is given."""
    with ExitStack() as stack:
        yield lambda name="", **how: _visitor(chromium, site, stack, name, how)


@pytest.fixture(scope="module")
def visit_lived(chromium: Browser, lived: tuple[LiveServer, Milan]) -> Iterator[Visit]:
    """Let somebody come to the site on which Milan's case is lived."""
    with ExitStack() as stack:
        yield lambda name="", **how: _visitor(chromium, lived[0], stack, name, how)


def _visitor(chromium: Browser, site: LiveServer, stack: ExitStack, name: str, how: dict[str, object]) -> Visitor:
    context = chromium.new_context(base_url=site.url, locale="nl-NL", **how)  # type: ignore[arg-type]
    stack.callback(context.close)
    context.set_default_timeout(30_000)
    shots = os.environ.get("ZORGROUTE_SCREENSHOTS")
    visitor = Visitor(context.new_page(), site.valley, Path(shots) if shots else None)
    return visitor.signs_in(name) if name else visitor
