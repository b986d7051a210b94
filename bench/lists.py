"""The cost of the inbox page at 100,000 open tasks, and of the question what is due, on SQLite."""

import statistics
import tempfile
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert

from tests.world import World
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence import jobs, models, terms
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.services import inbox

DAY = date(2026, 11, 23)
OPEN, WAITING = 100_000, 200_000


def measure() -> dict[str, float]:
    """Return milliseconds (95th percentile of 60): first page, a deep page, and what is due of jobs and of terms."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.sqlite")
        database.upgrade()
        world = World(database, FrozenClock(at_local(DAY, time(9))), Path(folder))
        world.starts()
        world.completes("Anna", "vragen", vraag="hulp")
        world.system.perform(_many)
        ria = world.person("Ria")
        swv = [("swv", membership.organisation_id) for membership in ria.memberships]
        after = f"{(DAY + timedelta(days=150)).isoformat()}_50000"
        found = {
            f"inbox at {OPEN:,} open tasks, first page": _p95(lambda: world.system.read(inbox.page, ria)),
            f"inbox at {OPEN:,} open tasks, deep page": _p95(
                lambda: world.system.read(inbox.page, ria, "alles", after)
            ),
            f"jobs due among {WAITING:,} that wait": _p95(lambda: world.system.read(jobs.due_jobs, 100)),
            f"terms due among {WAITING:,} that run": _p95(lambda: world.system.read(terms.due, swv, ["swv"], DAY)),
        }
        database.close()
    return found


def _many(uow: UnitOfWork) -> None:
    """Add open tasks, waiting jobs and running terms by the thousand, beside those of one real case."""
    task = uow.session.query(models.UserTask).filter_by(ended_at=None).one()
    rows = [
        {
            "case_id": task.case_id,
            "token": f"bench-{number}",
            "element_id": task.element_id,
            "name": task.name,
            "route": task.route,
            "actor": task.actor,
            "rule": task.rule,
            "sort_on": DAY + timedelta(days=number % 300),
            "created_at": uow.now,
        }
        for number in range(OPEN)
    ]
    uow.connection.execute(insert(models.UserTask), rows)
    waiting = [
        {
            "key": f"bench-{number}",
            "kind": "timer",
            "case_id": task.case_id,
            "due_at": uow.now + timedelta(hours=number - 50),  # some fifty are due
            "payload": {},
        }
        for number in range(WAITING)
    ]
    uow.connection.execute(insert(models.Job), waiting)
    running = [
        {
            "case_id": task.case_id,
            "rule": f"B{number}",
            "rule_valid_from": DAY,
            "owner": "swv",
            "started_on": DAY,
            "due_on": DAY + timedelta(days=number // 50),
            "state": "running",
        }
        for number in range(WAITING)
    ]
    uow.connection.execute(insert(models.Deadline), running)


def _p95(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(60):
        begun = perf_counter()
        ask()
        taken.append(1000 * (perf_counter() - begun))
    return statistics.quantiles(taken, n=20)[-1]
