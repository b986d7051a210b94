"""The cost of a completed task through the services, durably, on SQLite with synchronous=FULL."""

import tempfile
import time
from datetime import date
from datetime import time as clock_time
from pathlib import Path

from tests.world import World
from workflows.domain.clock import FrozenClock, at_local
from workflows.domain.people import Person
from workflows.persistence.unit_of_work import Database
from workflows.services import tasks

CASES = 150
MORNING = at_local(date(2026, 11, 23), clock_time(9))


def measure() -> float:
    """Return completed tasks per second, one process, one person after the other."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.sqlite")
        database.upgrade()
        clock = FrozenClock(MORNING)
        world = World(database, clock, Path(folder))
        for number in range(CASES):
            world.starts(last_name=f"Proef{number}", key=f"bench-{number}")
        anna, ria = world.person("Anna"), world.person("Ria")
        begun = time.perf_counter()
        done = _complete_all(world, anna, {"vraag": ["hulp"]}) + _complete_all(world, ria, {"oordeel": ["ja"]})
        seconds = time.perf_counter() - begun
        database.close()
    return done / seconds


def _complete_all(world: World, by: Person, answers: dict[str, list[str]]) -> int:
    done = 0
    while waiting := world.system.read(tasks.inbox, by).rows:
        for row in waiting:
            world.system.perform(tasks.complete_task, row.id, by, answers, f"bench-{row.id}", accept_warnings=True)
            done += 1
    return done
