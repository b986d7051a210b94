"""The cost of the inbox page with 1,000 and with 1,000,000 open tasks, and of the question what is due, on SQLite."""

import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text

from tests.world import PASSWORD, World
from webapp import create_app
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence import jobs, terms
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.services import inbox

DAY = date(2026, 11, 23)
SMALL, LARGE = 1_000, 1_000_000  #: open tasks
PER_CASE, PER_PERSON, PER_SCHOOL = (
    5,
    200,
    5_000,
)  #: so that 1,000,000 tasks have 200,000 cases, 5,000 people, 200 schools
DAYS = 300  #: over which what is due is spread
ASKED = 40  #: times that each page is asked for

PAGES = {
    "first page": "/taken",
    "mine": "/taken?lijst=mijn",
    "of everybody": "/taken?lijst=iedereen",
    "of everybody, a deep page": f"/taken?lijst=iedereen&na={(DAY + timedelta(days=150)).isoformat()}_500",
    "that we wait for": "/taken?lijst=wachten",
    "of everybody, at a school": "/taken?lijst=iedereen&school={school}",
    "of everybody, due this week": "/taken?lijst=iedereen&binnen=week",
    "of everybody, of a route and a role": "/taken?lijst=iedereen&route=proef&rol=deskundige",
}

# Everything is made like the one real case there is; n counts from 1.
COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {rows})"
FILL = (
    ("schools", "organisation (kind, code, name, parent_id, swv_id)",
     "'school', 'S' || n, 'School ' || n, {board}, {swv} FROM counted"),
    ("people", "person (email, name, session_epoch, failed_logins, must_change, locale, created_at)",
     "'p' || n || '@wilg.test', 'Persoon ' || n, 0, 0, 0, 'nl', (SELECT created_at FROM person LIMIT 1) FROM counted"),
    ("people", "membership (person_id, role, organisation_id, from_on)",
     "(SELECT max(id) FROM person) - {people} + n, CASE WHEN n > {office} THEN 'ib_er' ELSE 'deskundige' END,"
     " CASE WHEN n > {office} THEN (SELECT max(id) FROM organisation) - n % {schools} ELSE {swv} END, '2026-01-01'"
     " FROM counted"),
    ("cases", "pupil (first_name, infix, last_name, sort_name, born_on, school_id, created_at)",
     "'Sem', '', 'Leerling ' || n, 'leerling ' || n, date('2014-01-01', '+' || (n % 2000) || ' days'),"
     " (SELECT max(id) FROM organisation) - n % {schools}, p.created_at FROM counted, pupil p WHERE p.id = {pupil}"),
    ("cases", "cases (number, route, deployment_id, pupil_id, state, awaits, last_seq, last_hash, started_on,"
     " withheld)",
     "'B-' || n, c.route, c.deployment_id, (SELECT max(id) FROM pupil) - {cases} + n, c.state, c.awaits, c.last_seq,"
     " c.last_hash, c.started_on, 0 FROM counted, cases c WHERE c.id = {case}"),
    ("cases", "party (case_id, party, organisation_id)",
     "(SELECT max(id) FROM cases) - {cases} + n, 'swv', {swv} FROM counted"),
    ("cases", "party (case_id, party, organisation_id)",
     "(SELECT max(id) FROM cases) - {cases} + n, 'applicant', (SELECT max(id) FROM organisation) - n % {schools}"
     " FROM counted"),
    ("tasks", "user_task (case_id, token, element_id, name, route, actor, assignee_id, by_name, sort_on, rule,"
     " created_at)",
     "(SELECT max(id) FROM cases) - (n - 1) % {cases}, 'token ' || n, t.element_id, t.name, t.route,"
     " CASE n % 4 WHEN 0 THEN t.actor WHEN 1 THEN 'deskundige:{swv}' ELSE 'ib_er:' || (SELECT max(id) FROM organisation"
     ") END, CASE WHEN n % 3 = 0 THEN (SELECT max(id) FROM person) - n % {people} END, 0,"
     " date('{first}', '+' || (n * 7919 % {days}) || ' days'), t.rule, t.created_at"
     " FROM counted, user_task t WHERE t.id = {task}"),
    ("waiting", "job (key, kind, case_id, due_at, payload, attempts)",
     "'bench ' || n, 'timer', {case}, datetime('{first}', '+' || n || ' hours') || '.000000', '{{}}', 0"
     " FROM counted"),
    ("waiting", "deadline (case_id, rule, rule_valid_from, owner, started_on, due_on, state)",
     "{case}, 'B' || n, '{day}', 'swv', '{day}', date('{day}', '+' || (n / 50) || ' days'), 'running' FROM counted"),
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Milliseconds (95th percentile) with few and with many open tasks."""

    small: float
    large: float

    @property
    def ratio(self) -> float:
        return self.large / self.small


def measure() -> dict[str, Cost]:
    """Return what each list costs in both sizes, as its reader meets it: the whole page."""
    small, large = _at(SMALL), _at(LARGE)
    return {what: Cost(small[what], large[what]) for what in small}


def _at(tasks: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.sqlite")
        database.upgrade()
        world = World(database, FrozenClock(at_local(DAY, time(9))), Path(folder))
        world.starts()
        world.completes("Anna", "vragen", vraag="hulp")
        ria = world.person("Ria")
        swv = [("swv", membership.organisation_id) for membership in ria.memberships]
        school = world.system.perform(_fill, tasks, swv[0][1])
        client = _signed_in(world)
        found = {
            f"the page of tasks, {name}": _p95(partial(_ask, client, address.format(school=school)))
            for name, address in PAGES.items()
        }
        found["tasks by a word in their name"] = _p95(lambda: world.system.read(inbox.found, ria, "nergens"))
        found["jobs due"] = _p95(lambda: world.system.read(jobs.due_jobs, 100))
        found["terms due"] = _p95(lambda: world.system.read(terms.due, swv, ["swv"], DAY))
        database.close()
    return found


def _fill(uow: UnitOfWork, tasks: int, swv: int) -> int:
    """Make the database of a region with this many open tasks, beside one real case; return one of its schools."""
    one = {
        "case": "SELECT id FROM cases", "pupil": "SELECT id FROM pupil", "swv": f"SELECT {swv}",
        "task": "SELECT id FROM user_task WHERE ended_at IS NULL",
        "board": "SELECT id FROM organisation WHERE kind = 'board'",
    }  # fmt: skip
    values = {name: uow.connection.exec_driver_sql(query).scalars().first() for name, query in one.items()}
    values |= {"tasks": tasks, "cases": tasks // PER_CASE, "people": max(5, tasks // PER_PERSON), "office": 50}
    values |= {
        "schools": max(4, tasks // PER_SCHOOL),
        "waiting": 2 * tasks // 10,
        "day": DAY,
        "first": DAY - timedelta(days=20),
        "days": DAYS,
    }
    for rows, into, what in FILL:
        filled = f"INSERT INTO {into} {COUNTED.format(rows=values[rows])} SELECT {what.format(**values)}"
        uow.connection.execute(text(filled))
    uow.connection.exec_driver_sql("ANALYZE")
    return int(uow.connection.exec_driver_sql("SELECT max(id) FROM organisation").scalar_one())


def _signed_in(world: World) -> FlaskClient:
    client = create_app(world.system).test_client()
    page = html.document_fromstring(client.get("/inloggen").text)
    (token,) = {each.get("value") for each in page.cssselect("input[name=csrf_token]")}
    client.post("/inloggen", data={"csrf_token": token, "email": "ria@wilg.test", "password": PASSWORD})
    return client


def _ask(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def _p95(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(ASKED):
        begun = perf_counter()
        ask()
        taken.append(1000 * (perf_counter() - begun))
    return statistics.quantiles(taken, n=20)[-1]
