"""The caretaker at work: mail really leaves, nothing happens twice, nothing is in the way of the rest."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.channels.test_email import Sink, running
from tests.kill.workers import caretake, told, working
from tests.world import World
from workflows.cli import main
from workflows.domain.clock import FrozenClock
from workflows.persistence import cases, models
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.scheduler import Scheduler, drain, poll
from workflows.services import histories, incidents, jobs
from workflows.system import System


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server."""
    yield from running()


@pytest.fixture
def world(database: Database, clock: FrozenClock, tmp_path: Path, sink: Sink) -> World:
    """The world with a mail server."""
    return World(database, clock, tmp_path, f"smtp://{sink.address}")


@pytest.fixture
def small_world(sqlite_database: Database, clock: FrozenClock, tmp_path: Path, sink: Sink) -> World:
    """The same on SQLite only."""
    return World(sqlite_database, clock, tmp_path, f"smtp://{sink.address}")


def messages(sink: Sink) -> list[EmailMessage]:
    found = []
    for envelope in sink.got:
        assert isinstance(envelope.content, bytes)
        found.append(message_from_bytes(envelope.content, policy=policy.default))
    return found


def outbox(world: World) -> list[models.Job]:
    return [row for row in world.rows(models.Job) if row.kind == "mail"]


def address(world: World, name: str, email: str) -> None:
    """Give somebody another address."""

    def change(uow: UnitOfWork) -> None:
        for row in uow.session.query(models.Person).filter_by(name=name):
            row.email = email

    world.system.perform(change)


def speaks(world: World, name: str, locale: str) -> None:
    """Let somebody read another language."""

    def change(uow: UnitOfWork) -> None:
        for row in uow.session.query(models.Person).filter_by(name=name):
            row.locale = locale

    world.system.perform(change)


# ------------------------------------------------------------------ mail
def test_what_is_urgent_leaves_in_office_hours_the_digest_at_seven_and_neither_names_anybody(
    world: World, sink: Sink
) -> None:
    number = world.submits("Geheimnaam")
    speaks(world, "Sjaak", "en")
    world.on("2027-01-04", time(6, 59))
    drain(world.system)
    assert sink.got == []
    world.on("2027-01-04", time(7))
    drain(world.system)
    assert {str(message["To"]): str(message["Subject"]) for message in messages(sink)} == {
        "ria@wilg.test": "Uw termijnen van ma 04-01-2027: 1",
        "sjaak@wilg.test": "Your terms of Mon 4 Jan 2027: 1",
    }
    line = f"- {number}: Beslissen op de TLV-aanvraag (wettelijke termijn), uiterlijk ma 18-01-2027 (nog 10 werkdagen)"
    assert line in " ".join(message.get_content() for message in messages(sink))
    assert all("http://zorgroute.test/taken" in message.get_content() for message in messages(sink))
    world.on("2027-01-04", time(8))
    drain(world.system)
    urgent = messages(sink)[2:]
    assert [(str(message["To"]), str(message["Subject"])) for message in urgent] == [
        ("joke@wilg.test", f"Te laat: zaak {number}, uiterlijk ma 30-11-2026")
    ]
    assert f"http://zorgroute.test/zaken/{number}" in urgent[0].get_content()
    for message in messages(sink):
        text = f"{message['Subject']} {message.get_content()}"
        assert number in text
        for personal in ("Geheimnaam", "Milan", "Moeder", "De Wilg", "Hulp"):
            assert personal not in text
    assert outbox(world) == []
    assert drain(world.system) == 0


def test_a_term_of_the_law_that_is_ours_is_told_with_what_to_do(small_world: World, sink: Sink) -> None:
    small_world.submits()
    small_world.lives_until("2027-01-11")
    last = messages(sink)[-1]
    assert "De laatste dag is ma 18-01-2027. Nog een week. Leg de brief over het uitstel klaar." in last.get_content()


def test_mail_that_waited_until_the_night_leaves_in_the_morning(small_world: World, sink: Sink) -> None:
    small_world.submits()
    small_world.on("2027-01-04", time(7))
    small_world.system.email, email = None, small_world.system.email
    drain(small_world.system)
    small_world.system.email = email
    small_world.on("2027-01-04", time(23))  # the mail server is back
    drain(small_world.system)
    assert sink.got == []
    small_world.on("2027-01-05", time(7))
    drain(small_world.system)
    assert {str(message["To"]) for message in messages(sink)} == {"ria@wilg.test", "sjaak@wilg.test"}
    small_world.on("2027-01-05", time(8))
    drain(small_world.system)
    assert str(messages(sink)[-1]["To"]) == "joke@wilg.test"


def test_a_mail_that_may_have_left_before_we_fell_leaves_again_as_the_same_message(world: World, sink: Sink) -> None:
    world.submits()
    world.on("2027-01-04")
    world.system.email, email = None, world.system.email
    drain(world.system)  # the case takes its steps; the mail waits
    world.system.email = email
    job = next(job for job in world.system.read(jobs.due, 200) if job.kind == "mail")
    assert email is not None
    assert world.system.attempt(jobs.claim_mail, job)
    notice = world.system.read(jobs.notice_of, job)
    assert notice is not None
    email.deliver(notice)  # sent, and then the power fails
    drain(world.system)
    assert len(sink.got) == 3  # nobody else sends it while it is ours
    world.clock.advance(timedelta(minutes=6))
    drain(world.system)
    ids = Counter(str(message["Message-ID"]) for message in messages(sink))
    assert sorted(ids.values()) == [1, 1, 2]
    assert outbox(world) == []


def test_a_mail_server_that_is_away_is_tried_again_with_growing_pauses_and_then_told(
    small_world: World, sink: Sink
) -> None:
    small_world.submits()
    address(small_world, "Joke", "full@wilg.test")
    small_world.on("2026-12-01")
    start, tries = small_world.clock.now(), []
    for second in range(0, 400, 2):
        small_world.clock.instant = start + timedelta(seconds=second)
        before = [row.attempts for row in outbox(small_world)]
        drain(small_world.system)
        if [row.attempts for row in outbox(small_world)] != before:
            tries.append(second)
    first, second, third = tries
    assert 30 <= second - first <= 47
    assert 120 <= third - second <= 182
    ad = small_world.person("Ad")
    (incident,) = small_world.system.read(incidents.incidents, ad)
    assert (incident.kind, incident.message) == ("job.mail", "DeliveryFailed")
    address(small_world, "Joke", "joke@wilg.test")
    small_world.system.perform(incidents.retry, incident.id, ad)
    drain(small_world.system)
    assert [str(message["To"]) for message in messages(sink)] == ["joke@wilg.test"]


def test_an_address_that_does_not_exist_is_told_at_once(small_world: World, sink: Sink) -> None:
    small_world.submits()
    address(small_world, "Joke", "gone@wilg.test")
    small_world.on("2026-12-01")
    drain(small_world.system)
    (incident,) = small_world.rows(models.Incident)
    assert incident.kind == "job.mail"
    assert "gone@" not in incident.message + incident.detail


def test_who_can_no_longer_sign_in_gets_no_mail(small_world: World, sink: Sink) -> None:
    small_world.submits()
    small_world.on("2026-12-01", time(7, 30))
    drain(small_world.system)

    def block(uow: UnitOfWork) -> None:
        uow.session.get_one(models.Person, joke).blocked_at = uow.now

    joke = small_world.person("Joke").id
    small_world.system.perform(block)
    small_world.on("2026-12-01")
    drain(small_world.system)
    assert sink.got == outbox(small_world) == small_world.rows(models.Incident) == []


# ------------------------------------------------------------------ nothing stands in the way of the rest
def add_jobs(world: World, *rows: models.Job) -> None:
    def add(uow: UnitOfWork) -> None:
        uow.session.add_all(rows)

    world.system.perform(add)


def test_a_mail_that_cannot_be_made_becomes_an_incident_and_the_others_leave(small_world: World, sink: Sink) -> None:
    number = small_world.submits()
    payload = {"notice": "rung", "to": small_world.person("Ria").id, "case": number, "due_on": "2026-12-01"}
    add_jobs(
        small_world,
        models.Job(key="mail:stuk", kind="mail", due_at=small_world.clock.now(), payload=payload | {"rule": "X1"}),
        models.Job(key="mail:vreemd", kind="mail", due_at=small_world.clock.now(), payload={"notice": "?"}),
    )
    small_world.on("2026-12-01")
    for _ in range(20):
        drain(small_world.system)
        small_world.clock.advance(timedelta(minutes=1))
    assert [str(message["To"]) for message in messages(sink)] == ["joke@wilg.test"]
    assert {row.job_key for row in small_world.rows(models.Incident)} == {"mail:stuk", "mail:vreemd"}


def test_an_outbox_without_a_mail_server_holds_nothing_up(
    sqlite_database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    world = World(sqlite_database, clock, tmp_path)
    number = world.submits()
    payload = {"notice": "assigned", "to": 1, "case": number}
    add_jobs(
        world,
        *(models.Job(key=f"mail:{n}", kind="mail", due_at=clock.now(), payload=payload) for n in range(250)),
    )
    world.on("2026-12-01")
    drain(world.system)
    assert len(world.history(number, "fired")) == 1
    assert len(outbox(world)) == 251


# ------------------------------------------------------------------ several at once
def test_two_schedulers_at_once_do_everything_once(world: World, sink: Sink) -> None:
    numbers = [world.submits(f"Kind{n}") for n in range(12)]
    world.on("2027-01-04")
    together = Barrier(2, timeout=30)
    systems = [System(world.system.settings, clock=world.clock, database=world.system.database) for _ in range(2)]

    def work(system: System) -> int:
        together.wait()
        return drain(system)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, systems))
    drain(world.system)
    assert sum(done) <= 12 + MAILS + 1
    expect_once(world, numbers, sink)


def test_two_scheduler_processes_at_once_do_everything_once(world: World, sink: Sink, tmp_path: Path) -> None:
    numbers = [world.submits(f"Kind{n}") for n in range(12)]
    world.on("2027-01-04")
    url = world.system.database.url.render_as_string(hide_password=False)
    where = (url, tmp_path, world.clock.now(), world.system.settings.smtp_url)
    with working(caretake, *where) as (_, first), working(caretake, *where) as (_, second):
        done = sum(told(first)) + sum(told(second))
    drain(world.system)
    assert done <= 12 + MAILS + 1
    expect_once(world, numbers, sink)


MAILS = 12 + 2  #: the coordinator of each case that is late; the office once for all, in two digests


def expect_once(world: World, numbers: list[str], sink: Sink) -> None:
    for number in numbers:
        assert len(world.history(number, "fired")) == 1
        assert [row.facts["rung"] for row in world.history(number, "rung")] == ["overdue", "d-14"]
        assert [row.facts["rung"] for row in world.history(number, "rung.skipped")] == ["wd-1"]
    ids = Counter(str(message["Message-ID"]) for message in messages(sink))
    assert len(ids) == MAILS
    assert set(ids.values()) == {1}
    assert world.rows(models.Incident) == []
    assert world.broken() == {}


def test_a_case_that_somebody_is_working_on_is_left_for_the_next_beat(
    postgresql_database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    world = World(postgresql_database, clock, tmp_path)
    busy, free = world.submits("Bezig"), world.submits("Vrij")
    world.on("2026-12-01")
    with postgresql_database.working(clock.now()) as uow:
        cases.lock_case_numbered(uow, busy)
        assert poll(world.system) == 1
        assert len(world.history(free, "fired")) == 1
    assert world.history(busy, "fired") == []
    drain(world.system)
    assert len(world.history(busy, "fired")) == 1
    assert world.rows(models.Incident) == []


# ------------------------------------------------------------------ the heartbeat
def test_the_scheduler_catches_up_as_soon_as_it_starts(small_world: World, sink: Sink) -> None:
    number = small_world.submits()
    small_world.on("2026-12-01")
    with Scheduler(small_world.system, every=3600):
        assert len(small_world.history(number, "fired")) == 1


def test_a_beat_that_fails_is_not_the_last(
    sqlite_database: Database, clock: FrozenClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(sqlite_database, clock, tmp_path)
    number = world.submits()
    world.on("2026-12-01")
    empty = Database(f"sqlite:///{tmp_path / 'leeg.sqlite'}")  # without tables
    broken = System(world.system.settings, clock=clock, database=empty)
    Scheduler(broken).beat()
    assert "the next one tries again" in caplog.text
    empty.close()
    Scheduler(world.system).beat()
    assert len(world.history(number, "fired")) == 1


class Failing(System):
    """A system in which one use case breaks for one job, and noting that it broke breaks as well."""

    def __init__(self, system: System, use_case: object, key: str) -> None:
        super().__init__(system.settings, clock=system.clock, database=system.database)
        self._broken, self._key = (use_case, jobs.record_failure), key

    def attempt(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        if use_case in self._broken and args[0].key == self._key:
            raise RuntimeError("kapot: Geheimnaam")
        return super().attempt(use_case, *args, **kwargs)


@pytest.mark.parametrize("use_case", [jobs.run, jobs.claim_mail, jobs.record_mailed])
def test_a_job_that_breaks_even_in_noting_it_stands_in_nobodys_way(
    small_world: World, sink: Sink, use_case: object, caplog: pytest.LogCaptureFixture
) -> None:
    number = small_world.submits()
    due = {"kind": "mail", "due_at": small_world.clock.now()}
    payload = {"notice": "assigned", "to": small_world.person("Ria").id, "case": number}
    kind = "start" if use_case is jobs.run else "mail"
    add_jobs(
        small_world,
        models.Job(key="eerste", **(due | {"kind": kind}), payload=payload),
        models.Job(key="tweede", **due, payload=payload),
    )
    poll(Failing(small_world.system, use_case, "eerste"))
    assert [str(message["To"]) for message in messages(sink)][-1:] == ["ria@wilg.test"]
    assert {row.key for row in outbox(small_world)} <= {"eerste"}
    assert "noting it as well: RuntimeError" in caplog.text
    assert "Geheimnaam" not in caplog.text


# ------------------------------------------------------------------ every night
def falsify(world: World, number: str) -> None:
    """Do what somebody could who owns the database: change what happened."""
    case = world.case(number).id
    with world.system.database.working(world.clock.now()) as uow:
        for trigger in ("entry_stays", "entry_is_kept", "details_only_end"):
            uow.session.execute(text(f"DROP TRIGGER {trigger}"))
        uow.session.execute(text(f"UPDATE entry SET kind = 'cancelled' WHERE case_id = {case} AND seq = 2"))


def test_every_night_the_history_of_the_next_cases_is_verified(small_world: World) -> None:
    world = small_world
    numbers = [world.submits(name) for name in ("Eerste", "Tweede", "Derde")]
    falsify(world, numbers[2])
    for _ in range(2):  # a second scheduler finds the round going on
        world.system.attempt(histories.arm)
    found = []
    for day in range(24, 27):  # all three; none left; all three again
        world.on(f"2026-11-{day}", time(4))
        drain(world.system)
        found.append([(row.kind, row.case_id) for row in world.rows(models.Incident)])
    broken = ("history", world.case(numbers[2]).id)
    assert found == [[broken]] * 3  # told once, while nobody closed it
    (incident,) = world.rows(models.Incident)
    assert incident.detail == f"{numbers[2]}: de geschiedenis is niet wat is vastgelegd, bij 2"
    (round_,) = [row for row in world.rows(models.Job) if row.kind == histories.KIND]
    assert round_.payload == {"after": world.case(numbers[2]).id}


def test_a_night_verifies_a_few_cases_in_the_order_of_their_ids(small_world: World) -> None:
    numbers = [small_world.submits(name) for name in ("Eerste", "Tweede", "Derde")]
    falsify(small_world, numbers[2])
    ids = [small_world.case(number).id for number in numbers]
    assert small_world.system.read(histories.verify, 0, 2) == (ids[1], [])
    last, [(case, problem)] = small_world.system.read(histories.verify, ids[1], 2)
    assert (last, case, problem.entries) == (ids[2], ids[2], [2])
    assert small_world.system.read(histories.verify, ids[2], 2) == (None, [])


def test_one_command_says_of_every_case_whether_its_history_is_whole(
    tmp_path: Path, sqlite_database: Database, clock: FrozenClock
) -> None:
    world = World(sqlite_database, clock, tmp_path)
    number = world.submits()
    environment = {"ZORGROUTE_HOME": str(tmp_path), "ZORGROUTE_DATABASE_URL": str(sqlite_database.url)}
    good = CliRunner().invoke(main, ["db", "verify"], env=environment)
    assert (good.exit_code, good.output) == (0, "De geschiedenis van elke zaak klopt.\n")
    falsify(world, number)
    bad = CliRunner().invoke(main, ["db", "verify"], env=environment)
    assert bad.exit_code == 1
    assert f"{number}: de geschiedenis is niet wat is vastgelegd, bij 2" in bad.output
