"""Processes that are killed at any moment lose nothing and double nothing."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.channels.test_email import Sink, running
from tests.kill.workers import caretake, complete, told, working
from tests.world import World
from workflows.domain.clock import FrozenClock
from workflows.persistence import models
from workflows.persistence.unit_of_work import Database
from workflows.scheduler import drain

CASES = 32
KILLS = 5
CASE = re.compile(r"ZA-2026-\d+")


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server."""
    yield from running()


@pytest.fixture
def world(database: Database, clock: FrozenClock, tmp_path: Path, sink: Sink) -> World:
    """The world with cases that wait for the office, and whose reminders are due."""
    world = World(database, clock, tmp_path, f"smtp://{sink.address}")
    for n in range(CASES):
        world.submits(f"Kind{n}")
    return world


def url_of(world: World) -> str:
    return world.system.database.url.render_as_string(hide_password=False)


def test_people_work_on_while_processes_are_killed(world: World, tmp_path: Path) -> None:
    where = (url_of(world), tmp_path, world.clock.now(), None)
    wanted = {row.id for row in world.rows(models.UserTask) if row.element_id == "beoordelen"}
    confirmed: list[int] = []
    for _ in range(KILLS):
        with working(complete, "ria@wilg.test", *where) as (process, hear):
            confirmed += [hear.recv() for _ in range(random.randint(1, 3))]
            process.join(random.uniform(0, 0.005))  # a moment that nobody chose
            process.kill()
            confirmed += told(hear)
    killed = len(confirmed)
    with working(complete, "sjaak@wilg.test", *where) as (process, hear):
        confirmed += told(hear)
    assert KILLS <= killed < CASES  # it was killed at work, not after
    assert len(set(confirmed)) == len(confirmed)
    done = {row.id for row in world.rows(models.UserTask) if row.element_id == "beoordelen" and row.how == "completed"}
    assert done == wanted
    assert set(confirmed) <= done
    assert len(done - set(confirmed)) <= KILLS  # done, but killed before it could say so
    for case in world.rows(models.Case):
        assert case.outcome == "GRANTED"
        happened = [(row.kind, row.element_id, row.facts) for row in world.history(case.number)]
        assert all(happened.count(each) == 1 for each in happened)
        assert ("completed", "beoordelen", {"oordeel": "ja"}) in happened
    assert Counter(row.case_id for row in world.rows(models.Letter)) == {row.id: 2 for row in world.rows(models.Case)}
    assert world.broken() == {}


def test_reminders_go_on_while_schedulers_are_killed(world: World, tmp_path: Path, sink: Sink) -> None:
    world.on("2027-01-04")
    smtp_url = f"smtp://{sink.address}"
    for _ in range(KILLS):
        now = world.clock.now()
        where = (url_of(world), tmp_path, now, smtp_url)
        with working(caretake, *where) as (first, heard), working(caretake, *where) as (second, also_heard):
            heard.poll(10)
            first.join(random.uniform(0, 0.08))
            first.kill()
            also_heard.poll(10)
            second.join(random.uniform(0, 0.08))
            second.kill()
        world.clock.advance(timedelta(minutes=6))  # a claimed mail is left to who claimed it for five
    drain(world.system)
    assert [row for row in world.rows(models.Job) if row.due_at <= world.clock.now()] == []
    assert world.rows(models.Incident) == []
    for case in world.rows(models.Case):
        counted = Counter(
            (row.kind, row.element_id, (row.facts or {}).get("rule"), (row.facts or {}).get("rung"))
            for row in world.history(case.number, "fired", "rung", "rung.skipped")
        )
        assert counted == {
            ("fired", "te_laat", None, None): 1,
            ("rung.skipped", None, "T0C", "wd-1"): 1,
            ("rung", None, "T0C", "overdue"): 1,
            ("rung", None, "T2", "d-14"): 1,
        }
    mails = Counter(message_from_bytes(each.content)["Message-ID"] for each in sink.got)
    assert len(mails) == CASES + 2  # the coordinator of each case, and a digest for each of the two at the office
    assert sum(mails.values()) - len(mails) <= 2 * KILLS
    sent = [message_from_bytes(each.content, policy=policy.default) for each in sink.got]
    digests = {(each["To"], *CASE.findall(each.get_content())) for each in sent if "Uw termijnen" in each["Subject"]}
    assert [len(set(digest)) for digest in digests] == [1 + CASES] * 2  # all cases, however often it was sent
    assert world.rows(models.Reminder) == []
    assert world.broken() == {}
