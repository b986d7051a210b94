"""What a completed task and a term that falls due cost through the services, durably: SQLite with synchronous=FULL."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path
from time import perf_counter, process_time

from bench.engine import bare
from tests.world import World
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence.unit_of_work import Database
from workflows.scheduler import poll
from workflows.services import tasks

CASES = 150
DAY = date(2026, 11, 23)


@dataclass
class Measured:
    """Acts, each beside a bare step of the engine: the machine drifts, and does so for both."""

    acts: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    steps: int = 0
    bare_seconds: float = 0.0
    bare_processor_seconds: float = 0.0

    def time(self, act: Callable[[], int], step: Callable[[], None]) -> None:
        """Do *act*, which says how much it did, and then as often a bare run of two steps."""
        begun, worked = perf_counter(), process_time()
        done = act()
        between, worked_between = perf_counter(), process_time()
        for _ in range(done):
            step()
        self.bare_seconds += perf_counter() - between
        self.bare_processor_seconds += process_time() - worked_between
        self.seconds += between - begun
        self.processor_seconds += worked_between - worked
        self.acts, self.steps = self.acts + done, self.steps + 2 * done

    @property
    def per_second(self) -> float:
        return self.acts / self.seconds

    @property
    def bare_per_second(self) -> float:
        return self.steps / self.bare_seconds

    @property
    def ratio(self) -> float:
        return self.per_second / self.bare_per_second

    @property
    def ratio_of_processor(self) -> float:
        """The ratio without what was waited for: the disk, and on a busy machine the others."""
        return (self.bare_processor_seconds / self.steps) / (self.processor_seconds / self.acts)


@contextmanager
def _world() -> Iterator[World]:
    """A world in which so many cases have begun."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.sqlite")
        database.upgrade()
        world = World(database, FrozenClock(at_local(DAY, clock_time(9))), Path(folder))
        for number in range(CASES):
            world.starts(last_name=f"Proef{number}", key=f"bench-{number}")
        yield world
        database.close()


def completions() -> Measured:
    """Measure completions by one process, one person after the other; half of them make a letter and end the case."""
    measured, step = Measured(), bare()
    with _world() as world:
        for name, answers in (("Anna", {"vraag": ["hulp"]}), ("Ria", {"oordeel": ["ja"]})):
            _complete_all(world, name, answers, measured, step)
    return measured


def terms() -> Measured:
    """Measure what the scheduler does in a fortnight: reminders that go out, timers that move a token."""
    measured, step = Measured(), bare()
    with _world() as world:
        _complete_all(world, "Anna", {"vraag": ["hulp"]}, Measured(), step)
        for days in range(15):
            world.clock.instant = at_local(DAY + timedelta(days=days), clock_time(9))
            ran = True
            while ran:
                before = measured.acts
                measured.time(lambda: poll(world.system), step)
                ran = measured.acts > before
    return measured


def _complete_all(
    world: World, name: str, answers: dict[str, list[str]], measured: Measured, step: Callable[[], None]
) -> None:
    by = world.person(name)
    while waiting := world.inbox(name):
        for row in waiting:

            def complete(task: int = row.id) -> int:
                world.system.perform(tasks.complete_task, task, by, answers, f"bench-{task}", accept_warnings=True)
                return 1

            measured.time(complete, step)
