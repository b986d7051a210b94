"""The history of a case: append only, chained, and whole after its details have been destroyed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.persistence.making import a_world
from workflows.domain.clock import FrozenClock
from workflows.persistence import cases, queries
from workflows.persistence.rows import CaseRow, NewEntry
from workflows.persistence.unit_of_work import Database


@pytest.fixture
def case(database: Database, clock: FrozenClock) -> CaseRow:
    """A case with three entries, the second with details."""
    case, _ = a_world(database, clock)
    with database.working(clock.now()) as uow:
        entries = [
            NewEntry("started", uow.today, facts={"soort": "SO"}),
            NewEntry("completed", uow.today, element_id="a", actor_id=1, details={"toelichting": "Zoë"}),
        ]
        assert cases.append_entries(uow, case, entries) == [1, 2]
        cases.save_case(uow, case)
    with database.working(clock.now()) as uow:
        again = cases.lock_case(uow, case.id)
        assert cases.append_entries(uow, again, [NewEntry("fired", uow.today)]) == [3]
        cases.save_case(uow, again)
    return again


def broken(database: Database, clock: FrozenClock, case: CaseRow) -> list[int]:
    with database.reading(clock.now()) as uow:
        return queries.broken_history(uow, case.id)


def tamper(database: Database, clock: FrozenClock, statement: str) -> None:
    """Do what somebody could who owns the database: first take away what guards the history."""
    with database.working(clock.now()) as uow:
        for trigger in ("entry_stays", "entry_is_kept", "details_only_end"):
            on = " ON entry" if uow.connection.dialect.name == "postgresql" else ""
            uow.session.execute(text(f"DROP TRIGGER {trigger}{on}"))
        uow.session.execute(text(statement))


def test_a_history_that_nobody_touched_is_whole(database: Database, clock: FrozenClock, case: CaseRow) -> None:
    assert broken(database, clock, case) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET kind = 'cancelled' WHERE seq = 2",
        "UPDATE entry SET facts = '{}' WHERE seq = 1",
        "UPDATE entry SET details = '{}' WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_the_past(
    database: Database, clock: FrozenClock, case: CaseRow, change: str
) -> None:
    with pytest.raises(IntegrityError, match="an entry is final"), database.working(clock.now()) as uow:
        uow.session.execute(text(change))
    assert broken(database, clock, case) == []


def test_details_may_be_destroyed_and_the_history_stays_whole(
    database: Database, clock: FrozenClock, case: CaseRow
) -> None:
    with database.working(clock.now()) as uow:
        uow.session.execute(text("UPDATE entry SET details = NULL, salt = NULL"))
    assert broken(database, clock, case) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE entry SET kind = 'cancelled' WHERE seq = 2", [2]),
        ("UPDATE entry SET details = '{}' WHERE seq = 2", [2]),
        ("UPDATE entry SET at = '2020-01-01 00:00:00.000000' WHERE seq = 1", [1]),
        ("DELETE FROM entry WHERE seq = 1", [2]),
        ("DELETE FROM entry WHERE seq = 3", [0]),
    ],
)
def test_who_changes_the_past_behind_our_back_is_found_out(
    sqlite_database: Database, clock: FrozenClock, change: str, found: list[int]
) -> None:
    case, _ = a_world(sqlite_database, clock)
    with sqlite_database.working(clock.now()) as uow:
        entries = [NewEntry("completed", uow.today, details={"n": number}) for number in range(3)]
        cases.append_entries(uow, case, entries)
        cases.save_case(uow, case)
    tamper(sqlite_database, clock, change)
    assert broken(sqlite_database, clock, case) == found
