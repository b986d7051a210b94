"""What a process of its own does until it is done or killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from workflows.domain.clock import FrozenClock
from workflows.domain.errors import WorkflowError
from workflows.persistence import people
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.scheduler import poll
from workflows.services import inbox, tasks
from workflows.system import Settings, System

PROCESSES = get_context("forkserver")  # a clean process, quickly
PROCESSES.set_forkserver_preload([__name__])


def system_of(url: str, home: Path, now: datetime, smtp_url: str | None) -> System:
    settings = Settings(home, url, smtp_url, "http://zorgroute.test", None)
    return System(settings, clock=FrozenClock(now), database=Database(url, pool_size=2))


def complete(tell: Connection, email: str, *where: Any) -> None:
    """Complete everything in somebody's list; *tell* the id of each task once that is certain."""
    system = system_of(*where)

    def find(uow: UnitOfWork) -> Any:
        row = people.person_by_email(uow, email)
        assert row is not None
        return people.person(uow, row)

    by = system.read(find)
    while waiting := system.read(inbox.page, by).rows:
        for row in waiting:
            try:
                system.perform(tasks.complete_task, row.id, by, {"oordeel": ["ja"]}, f"{row.id}", None, True)
            except WorkflowError:
                continue  # a colleague was first
            tell.send(row.id)


def caretake(tell: Connection, *where: Any) -> None:
    """Run what is due until nothing is; *tell* how many jobs were run each time."""
    system = system_of(*where)
    while ran := poll(system, 10):
        tell.send(ran)


@contextmanager
def working(work: Any, *where: Any) -> Iterator[tuple[BaseProcess, Connection]]:
    """Let *work* be done in a process; killed, at the latest, when the block ends."""
    hear, tell = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(tell, *where))
    process.start()
    tell.close()  # so that we hear it when the process is gone
    try:
        yield process, hear
    finally:
        process.kill()
        process.join()
        hear.close()


def told(hear: Connection) -> list[int]:
    """Return everything that a process said before it was done or killed."""
    found = []
    try:
        while True:
            found.append(hear.recv())
    except (EOFError, OSError):
        return found
