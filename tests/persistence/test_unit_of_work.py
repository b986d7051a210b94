"""Units of work: all or nothing, readers that cannot write, refusals with a name."""

import shutil
import sqlite3
import threading
import traceback
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import bindparam, create_engine, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.pool import NullPool

from workflows.domain.clock import FrozenClock
from workflows.domain.errors import Conflict, Unavailable, WorkflowError
from workflows.persistence.models import Counter, Job, Person
from workflows.persistence.unit_of_work import Database, UnitOfWork


def value_of(database: Database, clock: FrozenClock, name: str) -> int | None:
    with database.reading(clock.now()) as uow:
        return uow.session.scalar(select(Counter.value).where(Counter.name == name))


def test_a_working_unit_that_succeeds_is_kept_and_one_that_fails_leaves_nothing(
    database: Database, clock: FrozenClock
) -> None:
    with database.working(clock.now()) as uow:
        uow.session.add(Counter(name="kept", value=1))

    def fail_half_way(uow: UnitOfWork) -> None:
        uow.session.add(Counter(name="lost", value=1))
        uow.session.flush()
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"), database.working(clock.now()) as uow:
        fail_half_way(uow)
    assert (value_of(database, clock, "kept"), value_of(database, clock, "lost")) == (1, None)


def test_a_reading_unit_cannot_write_and_the_next_working_unit_can(database: Database, clock: FrozenClock) -> None:
    for _ in range(3):
        with pytest.raises((DBAPIError, WorkflowError)), database.reading(clock.now()) as uow:
            uow.session.execute(text("INSERT INTO counter (name, value) VALUES ('sneaky', 1)"))
        with database.working(clock.now()) as uow:
            uow.session.merge(Counter(name="honest", value=1))
    assert (value_of(database, clock, "sneaky"), value_of(database, clock, "honest")) == (None, 1)


def test_a_reading_unit_sees_one_picture_however_long_it_looks(database: Database, clock: FrozenClock) -> None:
    with database.reading(clock.now()) as uow:
        before = uow.session.scalars(select(Counter.name)).all()
        with database.working(clock.now()) as other:
            other.session.add(Counter(name="new", value=1))
        assert uow.session.scalars(select(Counter.name)).all() == before


def test_people_who_raise_one_number_at_the_same_time_lose_no_raise(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        uow.session.add(Counter(name="shared", value=0))

    def raise_often() -> None:
        for _ in range(25):
            with database.working(clock.now()) as uow:
                row = uow.session.scalars(select(Counter).where(Counter.name == "shared").with_for_update()).one()
                row.value += 1

    threads = [threading.Thread(target=raise_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value_of(database, clock, "shared") == 200


def test_two_who_record_the_same_unique_thing_get_a_conflict_in_words(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        uow.session.add(Counter(name="one", value=1))
    with pytest.raises(Conflict, match="hetzelfde moment"), database.working(clock.now()) as uow:
        uow.session.add(Counter(name="one", value=2))


def test_a_unit_tells_the_date_of_amsterdam(database: Database) -> None:
    with database.reading(datetime.fromisoformat("2026-11-22T23:30:00+00:00")) as uow:
        assert uow.today.isoformat() == "2026-11-23"


def test_plain_data_comes_back_as_it_went_in(database: Database, clock: FrozenClock) -> None:
    value = {"naam": "Zoë – ‘s-Gravenhage", "lijst": [1, None, True, 2.5], "leeg": None}
    with database.working(clock.now()) as uow:
        uow.session.add(Job(key="k", kind="mail", due_at=uow.now, payload=value))
    with database.reading(clock.now()) as uow:
        assert uow.session.scalars(select(Job.payload)).one() == value


def test_an_instant_without_zone_is_refused_and_others_come_back_in_utc(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        uow.session.add(
            Person(email="a@b.nl", name="A", created_at=datetime.fromisoformat("2026-11-23T09:30:00.123456+01:00"))
        )
    with database.reading(clock.now()) as uow:
        assert uow.session.scalars(select(Person.created_at)).one().isoformat() == "2026-11-23T08:30:00.123456+00:00"
    with pytest.raises(StatementError, match="naive"), database.working(clock.now()) as uow:
        uow.session.add(Person(email="c@d.nl", name="C", created_at=datetime(2026, 11, 23)))  # noqa: DTZ001


def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path, clock: FrozenClock) -> None:
    database = Database(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable, match="niets gewijzigd"), database.working(clock.now()):
        pass


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(WorkflowError, match="sqlite"):
        Database("sqlite://")


def test_sqlite_is_durable_journaled_and_keeps_its_references(sqlite_database: Database, clock: FrozenClock) -> None:
    with sqlite_database.working(clock.now()) as uow:
        settings = {
            name: uow.session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}


def test_what_is_written_in_haste_waits_for_no_disk_and_is_there_afterwards(
    database: Database, clock: FrozenClock
) -> None:
    waits = text("SHOW synchronous_commit" if database.writer.name == "postgresql" else "PRAGMA synchronous")
    with database.in_haste() as hasty, hasty.working(clock.now()) as uow:
        uow.session.add(Counter(name="hasty", value=1))
        assert uow.session.scalar(waits) in (0, "off")
    assert value_of(database, clock, "hasty") == 1


def test_what_was_written_in_haste_stands_in_the_file_itself(tmp_path: Path, clock: FrozenClock) -> None:
    database = Database(f"sqlite:///{tmp_path / 'zorgroute.sqlite'}")
    database.upgrade()
    with database.in_haste() as hasty, hasty.working(clock.now()) as uow:
        uow.session.add(Counter(name="hasty", value=1))
    shutil.copy(tmp_path / "zorgroute.sqlite", tmp_path / "copy.sqlite")
    database.close()
    copy = Database(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    assert value_of(copy, clock, "hasty") == 1
    copy.close()


def test_who_gets_no_turn_in_time_is_told_so_and_gets_it_afterwards(
    sqlite_database: Database, clock: FrozenClock
) -> None:
    hasty = Database(f"sqlite:///{sqlite_database.writer.url.database}", patience=0.05)
    with sqlite_database.working(clock.now()), pytest.raises(Unavailable), hasty.working(clock.now()):
        pass  # the queue of processes
    with hasty.working(clock.now()), pytest.raises(Unavailable), hasty.working(clock.now()):
        pass  # the queue of threads
    foreign = sqlite3.connect(str(sqlite_database.writer.url.database), isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable), hasty.working(clock.now()):
        pass  # a program that knows no queue
    foreign.close()
    with hasty.working(clock.now()) as uow:
        uow.session.add(Counter(name="patient", value=1))
    hasty.close()
    assert value_of(sqlite_database, clock, "patient") == 1


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    database.upgrade()
    database.close()
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {"new.sqlite": "0o600"}


def test_a_silent_client_does_not_keep_postgresql_waiting(postgresql_database: Database, clock: FrozenClock) -> None:
    with postgresql_database.working(clock.now()) as uow:
        limits = {
            name: uow.session.execute(text(f"SHOW {name}")).scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone")
        }
    assert limits == {
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
        "timezone": "UTC",
    }


def test_a_connection_that_postgresql_dropped_is_replaced(postgresql_database: Database, clock: FrozenClock) -> None:
    with postgresql_database.working(clock.now()) as uow:
        backend = uow.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    killer = create_engine(postgresql_database.writer.url, poolclass=NullPool)
    with killer.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})
    with postgresql_database.working(clock.now()) as uow:
        assert uow.session.execute(text("SELECT pg_backend_pid()")).scalar_one() != backend


@pytest.mark.parametrize("harm", ["twice", "missing"])
def test_the_text_of_a_database_error_holds_nothing_that_was_typed(
    database: Database, clock: FrozenClock, harm: str
) -> None:
    values = {"email": "geheim@school.test", "name": None if harm == "missing" else "Geheimnaam", "at": clock.now()}
    insert = text(
        "INSERT INTO person (email, name, created_at, session_epoch, failed_logins, must_change, locale) "
        "VALUES (:email, :name, :at, 0, 0, false, 'nl')"
    ).bindparams(bindparam("at", type_=Person.__table__.c.created_at.type))
    with pytest.raises((DBAPIError, Conflict)) as failed, database.working(clock.now()) as uow:
        uow.session.execute(insert, [values, values])
    told = "".join(traceback.format_exception(failed.value))
    assert "person" in told
    assert "geheim" not in told.lower()
