"""With 100,000 open tasks, and 200,000 terms and jobs that wait, every list still reads a short range of an index.

Counted in rows, not in seconds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.databases import Cluster
from tests.persistence.making import people
from workflows.persistence import (
    cases,
    dossiers,
    home,
    incoming,
    jobs,
    meetings,
    models,
    penalties,
    pupils,
    queries,
    questions,
    register,
    relations,
    renewals,
    returns,
    signing,
    terms,
    tlvs,
    watched,
)
from workflows.persistence.inbox import MOST_READ, Sieve, Whose, count_inbox, inbox, sifted
from workflows.persistence.on_file import on_file
from workflows.persistence.register import Reach
from workflows.persistence.unit_of_work import Database, UnitOfWork

LARGE = (
    "cases",
    "user_task",
    "deadline",
    "job",
    "entry",
    "party",
    "pupil",
    "tlv",
    "relation",
    "pupil_merge",
    "incoming",
    "watched",
    "meeting_item",
    "letter",
    "question",
)
HOW = "(ANALYZE, TIMING OFF, FORMAT JSON)"
ROWS = 4_500  # of a table or index, for one statement; counting up to 1,000 in four ranges reads the most
INSTRUCTIONS = 30  # thousands, of SQLite's machine, for one statement
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = date(2026, 12, 1)
GROUPS = ["role3", "role4", "role5"]
ALL, MOST, WAITING = 100_000, 20_000, 200_000
SWV, SCHOOL = [("swv", 2)], [("applicant", 3)]
LATE = terms.Late(date(2026, 6, 1), DAY, owner="swv")

# Plain SQL that both databases understand: n counts from 1, a day and an instant vary with it.
COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {rows})"
FILL = (
    (MOST, "pupil (first_name, infix, last_name, sort_name, born_on, created_at)",
     "'A', '', 'B', 'pupil ' || n, {day}, {instant}"),
    (MOST, "cases (number, route, deployment_id, pupil_id, state, awaits, last_seq, last_hash, started_on, ended_at)",
     "'ZA-' || n, 'tlv', 1, n, {state}, '[]', 0, '', {day}, CASE WHEN n % 4 = 0 THEN {instant} END"),
    (MOST, "party (case_id, party, organisation_id)", "n, 'applicant', CASE WHEN n % 151 = 0 THEN 3 ELSE 1 END"),
    (MOST, "party (case_id, party, organisation_id)", "n, 'swv', 2"),
    (WAITING, "deadline (case_id, rule, rule_valid_from, owner, started_on, due_on, state, breached_on)",
     "(n - 1) % 20000 + 1, 'T' || ((n - 1) / 20000), {day}, 'swv', {day}, {day}, 'running',"
     " CASE WHEN n % 503 = 0 THEN {day} END"),
    (100, "organisation (kind, code, name)", "'school', 'S' || n, 'School ' || n"),
    (3_600, "school_return (school_id, month, waiting, given_at, given_by_id, on_behalf)",
     "(n - 1) % 100 + 1, {month}, 0, {instant}, 1, n < 0"),
    (20, "deadline (case_id, rule, rule_valid_from, owner, started_on, due_on, state, breached_on, stopped_on)",
     "n, 'B9', {day}, 'swv', {day}, {day}, 'running', CASE WHEN n < 9 THEN {day} END, CASE WHEN n < 9 THEN {day} END"),
    (MOST, "relation (pupil_id, key, kind, name, authority, address, secret, email, phone, digital, language,"
     " behalf_of, case_id, slot, by_hand, reason, entered_at, replaced)",
     "n, 'k' || n, 'parent', 'A', 'ja', '', n < 0, '', '', '[]', '', '[]', n, 'ouder1', n < 0, '', {instant}, n < 0"),
    (MOST, "pupil_merge (kept_id, gone_id, reason, moved, at, by_id, undone_reason)",
     "n, n, '', '{{}}', {instant}, 1, ''"),
    (WAITING, "job (key, kind, case_id, due_at, payload, attempts)",
     "'timer ' || n, 'timer', (n - 1) % 20000 + 1, {instant}, '{{}}', 0"),
    (MOST, 'entry (case_id, seq, at, "on", kind, actor_id, hash)', "n, 1, {instant}, {day}, 'completed', 1, ''"),
    (MOST, "tlv (number, case_id, pupil_id, school_id, kind, decided_on, valid_from, valid_until, note)",
     "'PO9901-2' || (100000000 + n), n, n, 1, 'SO', {day}, {day}, {day}, ''"),
    (MOST, "letter (case_id, letter, subject, body, addressee_kind, addressee_name, secret_address, channel, made_at,"
     " version, replaced)", "n, 'besluit', 'Besluit', '[]', 'parents', 'A', n < 0, 'post', {instant}, 1, n < 0"),
    (MOST, "incoming (number, kind, channel, received_on, recorded_at, swv_id, role, answers, note, proposed_why)",
     "'IN-' || n, 'brief', 'post', {day}, {instant}, 2, 'secretariaat', '{{}}', '', ''"),
    (MOST, "watched (case_id, swv_id, board_id, school_id, received_on, sort_on, terms, shown)",
     "n, 2, 2, 1, {day}, {day}, '[]', '{{}}'"),
    (ALL, "user_task (case_id, token, element_id, name, route, actor, assignee_id, sort_on, rule, created_at, meeting,"
     " signs)",
     "(n - 1) % 20000 + 1, 'token ' || n, 'e', 'Stap', 'tlv', 'role' || (n % 40),"
     " CASE WHEN n % 3 = 0 THEN n % 2 + 1 END, {day}, 'T1', {instant},"
     " CASE WHEN n % 400 = 0 THEN 'commissie' END, CASE WHEN n % 400 = 1 THEN 'besluiten' END"),
    (MOST, "question (case_id, block, actor, assignee_id, sort_on, asked_by_id, asked_at, asked_seq, closed_at)",
     "n, 'request', 'role' || (n % 40), CASE WHEN n % 3 = 0 THEN n % 2 + 1 END, {day}, n % 2 + 1, {instant}, 1,"
     " CASE WHEN n % 4 = 0 THEN {instant} END"),
    (400, "meeting (swv_id, committee, kind, held_on, starts_at, place, closes_on, capacity, present)",
     "2, 'commissie', 'vergadering', {day}, '09:30', 'X', {day}, 8, '[]'"),
    (MOST, "meeting_item (meeting_id, case_id, task_id, place, together, state, reason)",
     "(n - 1) % 400 + 1, n, n, n, n < 0, 'advised', ''"),
    (MOST, "meeting_reader (item_id, person_id, case_id, knows, answered_at, vote_reason)",
     "n, 1, n, n % 400 = 0, {instant}, ''"),
)  # fmt: skip
WORDS = {
    "sqlite": {
        "month": "date('2023-11-01', '+' || ((n - 1) / 100) || ' months')",
        "state": '\'{"clocks":[],"tokens":"\' || hex(zeroblob(500)) || \'"}\'',
        "day": "date('2026-06-01', '+' || (n * 7919 % 400) || ' days')",
        "instant": "datetime('2026-06-01', '+' || (n * 7919 % 400) || ' days') || '.000000'",
    },
    "postgresql": {
        "month": "DATE '2023-11-01' + ((n - 1) / 100) * INTERVAL '1 month'",
        "state": "'{\"clocks\":[],\"tokens\":\"' || repeat('0', 1000) || '\"}'",
        "day": "DATE '2026-06-01' + n * 7919 % 400",
        "instant": "TIMESTAMPTZ '2026-06-01 00:00+00' + n * 7919 % 400 * INTERVAL '1 day'",
    },
}
QUERIES: dict[str, Callable[[UnitOfWork], Any]] = {
    "my tasks": lambda uow: inbox(uow, 1, GROUPS).rows,
    "my tasks, a deep page": lambda uow: inbox(uow, 1, GROUPS, after=(DAY, 50_000)).rows,
    "counting my tasks": lambda uow: count_inbox(uow, 1, GROUPS),
    "counting what is overdue": lambda uow: count_inbox(uow, 1, GROUPS, due_before=DAY),
    "what is open in a case": lambda uow: cases.open_rows(uow, 9, 9).tasks,
    "what is on file of a case": lambda uow: on_file(uow, 9).done,
    "cases of a school": lambda uow: queries.cases(uow, [("applicant", 1)]),
    "cases of two organisations, a deep page": lambda uow: queries.cases(
        uow, [("applicant", 1), ("swv", 2)], before=5000
    ),
    "cases of a pupil": lambda uow: queries.cases(uow, [("applicant", 1)], matching="pupil 123"),
    "cases of a school that is looked for": lambda uow: queries.cases(uow, [("swv", 2)], matching="es", at_schools=[3]),
    "cases of pupils born in a year": lambda uow: queries.cases(uow, [("swv", 2)], matching="2026"),
    "a case by its number, in a list": lambda uow: queries.cases(uow, None, matching="ZA-9"),
    "all open cases": lambda uow: queries.cases(uow, None),
    "statutory terms for a calendar": lambda uow: terms.due(uow, SWV, ["swv"], DAY, rules=["T1", "T2"], limit=100),
    "notices of default that run": lambda uow: penalties.running(uow, "B9", [2], 100),
    "notices of default decided late": lambda uow: penalties.decided_late(uow, "B9", [2], date(2026, 1, 1), 100),
    "monthly returns about a month": lambda uow: returns.about(uow, date(2026, 10, 1), range(1, 51)),
    "the last monthly return of each school": lambda uow: returns.last_months(uow, range(1, 51)),
    "terms that are due": lambda uow: terms.due(uow, SWV, ["swv", "school"], DAY),
    "terms that are due, a deep page": lambda uow: terms.due(uow, SWV, ["swv"], DAY, after=(date(2026, 11, 1), 9)),
    "terms of a school": lambda uow: terms.due(uow, SCHOOL, ["swv"], DAY),
    "breaches": lambda uow: terms.breaches(uow, SWV, LATE),
    "breaches, a deep page": lambda uow: terms.breaches(uow, SWV, LATE, before=(date(2026, 11, 1), 9)),
    "breaches of a school": lambda uow: terms.breaches(uow, SCHOOL, LATE),
    "breaches counted": lambda uow: terms.totals(uow, SWV, LATE),
    "the register of TLVs": lambda uow: tlvs.tlvs(uow, ["PO9901"]),
    "the register of TLVs, a deep page": lambda uow: tlvs.tlvs(uow, ["PO9901"], before=5000),
    "TLVs of a pupil": lambda uow: tlvs.tlvs(uow, ["PO9901"], matching="pupil 123"),
    "a TLV by its number": lambda uow: tlvs.tlvs(uow, ["PO9901"], matching="PO9901-2100000009"),
    "TLVs that end on a day": lambda uow: tlvs.tlvs(uow, ["PO9901"], ends_on=DAY),
    "TLVs of a school that end": lambda uow: renewals.ending(uow, 1, DAY),
    "how far the schools are": lambda uow: renewals.counts(uow, ["PO9901"], DAY),
    "what came in": lambda uow: incoming.waiting(uow, [(2, "secretariaat")]),
    "what came in, a deep page": lambda uow: incoming.waiting(uow, [(2, "secretariaat")], after=(DAY, 9)),
    "the monitor": lambda uow: watched.lines(uow, [2, 1]),
    "the monitor of a board": lambda uow: watched.lines(uow, [2], board=2),
    "the monitor of a school, a deep page": lambda uow: watched.lines(uow, [2], school=1, after=(DAY, 9)),
    "a line of the monitor": lambda uow: watched.line_of(uow, "ZA-9", [2]),
    "meetings of a year": lambda uow: meetings.between(uow, 2, "commissie", date(2026, 6, 1), DAY),
    "how full the agendas are": lambda uow: meetings.counts(uow, range(1, 27)),
    "what waits for a meeting": lambda uow: meetings.waiting(uow, "role0", "commissie", 200),
    "terms of what waits": lambda uow: meetings.terms(uow, range(1, 51), "swv"),
    "an agenda": lambda uow: meetings.items(uow, 9),
    "who answered about an agenda": lambda uow: meetings.readers(uow, range(1, 51)),
    "who stood aside": lambda uow: meetings.recused_from(uow, range(380, 430)),
    "what is closed to somebody": lambda uow: meetings.closed_to(uow, 1),
    "running terms of a rule": lambda uow: register.clocks(uow, Reach(rules=("T1",)), limit=200),
    "running terms of rules, a deep page": lambda uow: register.clocks(
        uow, Reach(rules=("T0", "T1")), after=("T1|2026-12-01", 9), limit=200
    ),
    "running terms from a day, a deep page": lambda uow: register.clocks(
        uow, Reach(due_from=DAY), after=("2027-01-05", 9), limit=200
    ),
    "counting running terms of a rule": lambda uow: register.count_clocks(uow, Reach(rules=("T1", "T2")), 1000),
    "counting running terms from a day": lambda uow: register.count_clocks(uow, Reach(due_from=DAY), 1000),
    "terms of a rule that ended in a year": lambda uow: register.ended_clocks(uow, "B9", date(2026, 6, 1), 1000),
    "what waits for a signature": lambda uow: signing.to_sign(uow, ["role1", "role2"], 200),
    "my tasks, and those of who is absent": lambda uow: inbox(uow, 1, GROUPS, absent=[(2, "role3")]).rows,
    "pupils born on a day": lambda uow: relations.born_on(uow, date(2026, 8, 1), 2),
    "the people around a pupil": lambda uow: relations.versions(uow, 9),
    "the cases of a pupil": lambda uow: pupils.cases_of(uow, 9, 50),
    "what happened in the cases of a pupil": lambda uow: pupils.happened(uow, [8, 9], ["completed"], None, 51),
    "the TLVs of a pupil": lambda uow: tlvs.of_child(uow, 9, [8, 9]),
    "what belongs to a pupil": lambda uow: relations.belonging_to(uow, 9),
    "in which merges a pupil took part": lambda uow: relations.merges_of(uow, [9]),
    "today: the load per person and step": lambda uow: home.load(uow, [1, 2], ["role3", "role4"]),
    "today: how long cases are open": lambda uow: home.open_since(uow, ["tlv"], [2])["tlv"],
    "today: which cases were in a meeting": lambda uow: home.been_to_a_meeting(uow, range(1, 51), ["advised"]),
    "today: what is still to read": lambda uow: home.unread(uow, 1, range(1, 51)),
    "today: what is due and not done": home.overdue,
    "how many letters wait for the post": lambda uow: dossiers.unposted(uow, NOW),
    "the questions to me": lambda uow: questions.asked_of(uow, 1, GROUPS, [(2, "role3")], 50),
    "what I asked": lambda uow: questions.asked_by(uow, 1, 50),
    "counting questions and answers": lambda uow: questions.counts(uow, 1, GROUPS),
    "due jobs": jobs.due_jobs,
    "one history to verify": lambda uow: queries.broken_history(uow, 9),
    "the next histories to verify": lambda uow: queries.histories(uow, 9, 50),
}
EVERYBODY = Whose(everyone_of=(2,))
SIFTED: dict[str, Callable[[UnitOfWork], Any]] = {
    "tasks of everybody": lambda uow: sifted(uow, EVERYBODY, Sieve()).rows,
    "tasks of everybody in a window": lambda uow: sifted(uow, EVERYBODY, Sieve(due_from=DAY)).rows,
    "tasks of a school": lambda uow: sifted(uow, EVERYBODY, Sieve(school=3), after=(DAY, 9)).rows,
    "tasks of a person": lambda uow: sifted(uow, EVERYBODY, Sieve(assignee=1, route="tlv")).rows,
    "tasks of a role": lambda uow: sifted(uow, EVERYBODY, Sieve(roles=("role3",))).next,
    "my tasks by their name": lambda uow: sifted(uow, Whose(1, tuple(GROUPS)), Sieve(words="nergens")).next,
}
LOCKS: dict[str, Callable[[UnitOfWork], Any]] = {
    "the case of a task": lambda uow: cases.lock_case_of(uow, 9),
    "a case by its number": lambda uow: cases.lock_case_numbered(uow, "ZA-9"),
    "a free case": lambda uow: cases.lock_free_case(uow, 9),
    "a job": lambda uow: jobs.lock_job(uow, "timer 9"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def large(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Database]:
    """A database of 20,000 cases with 100,000 open tasks and 200,000 waiting terms and jobs."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('large') / 'large.sqlite'}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.create(f"large_{worker_id}")
    database = Database(url)
    database.upgrade()
    with database.working(NOW) as uow:
        people(uow)
        uow.session.add(models.Organisation(kind="school", code="99ZZ01", name="De Es"))
        uow.session.flush()
        for rows, into, values in FILL:
            filled = f"INSERT INTO {into} {COUNTED} SELECT {values} FROM counted"
            uow.connection.execute(text(filled.format(rows=rows, **WORDS[request.param])))
        uow.connection.exec_driver_sql("ANALYZE")
    yield database
    database.close()


@pytest.mark.parametrize("name", QUERIES)
def test_no_list_reads_more_than_it_shows_or_counts(large: Database, name: str) -> None:
    with large.reading(NOW) as uow:
        assert_reads_little(uow, QUERIES[name])


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_searches(large: Database, name: str) -> None:
    with large.working(NOW) as uow:
        assert_reads_little(uow, LOCKS[name])


@pytest.mark.parametrize("name", SIFTED)
def test_a_sifted_list_looks_at_two_thousand_tasks_at_most(large: Database, name: str) -> None:
    with large.reading(NOW) as uow:
        # each of them with its row, and its parties where these are asked for
        assert_reads_little(uow, SIFTED[name], rows=4 * MOST_READ, instructions=350)


def assert_reads_little(
    uow: UnitOfWork, query: Callable[[UnitOfWork], Any], rows: int = ROWS, instructions: int = INSTRUCTIONS
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(uow.connection, "before_cursor_execute", note)
    assert query(uow), "a plan for nothing proves nothing"
    event.remove(uow.connection, "before_cursor_execute", note)
    for statement, parameters in asked:
        if uow.connection.dialect.name == "postgresql":
            found = uow.connection.exec_driver_sql(f"EXPLAIN {HOW} {statement}", parameters).scalar_one()
            steps = list(steps_of(found))
            assert sum(step.rows_read for step in steps) <= rows, steps
            assert not [step for step in steps if step.kind == "Seq Scan" and step.table in LARGE], steps
        else:
            plan = [row.detail for row in uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            assert work_of(uow, statement, parameters) <= instructions, "\n".join(plan)


def work_of(uow: UnitOfWork, statement: str, parameters: Any) -> int:
    """Return how many instructions of its machine SQLite needs, in thousands."""
    passed: list[None] = []
    driver: Any = uow.connection.connection.driver_connection
    driver.set_progress_handler(lambda: passed.append(None), 1000)
    driver.execute(statement, parameters).fetchall()
    driver.set_progress_handler(None, 0)
    return len(passed)


@dataclass(frozen=True)
class Step:
    """A step of a plan of PostgreSQL, as it went."""

    kind: str
    table: str
    index: str
    rows_read: float


def steps_of(found: Any) -> Iterator[Step]:
    node = found[0]["Plan"] if isinstance(found, list) else found
    table = node.get("Relation Name", "")
    rows = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] if table else 0
    yield Step(node["Node Type"], table, node.get("Index Name", ""), rows)
    for part in node.get("Plans", ()):
        yield from steps_of(part)
