"""All data in one file: it is whole, it can be restored, it comes by itself, and an update leaves a way back."""

import os
from datetime import timedelta
from pathlib import Path

import alembic.command
import pytest
from sqlalchemy import text

from tests.databases import Cluster
from tests.services.test_home import tiles
from tests.test_cli import run as command
from tests.world import World
from workflows import backup
from workflows.domain.clock import FrozenClock
from workflows.domain.errors import Conflict, CopyFailed, NotFound
from workflows.persistence import models, schema
from workflows.persistence.unit_of_work import Database
from workflows.services import backups
from workflows.system import Settings, System


def quietly(_step: str, _done: int) -> None:
    """Nobody watches."""


def alter(world: World, statement: str) -> None:
    with world.system.database.writer.begin() as connection:
        connection.execute(text(statement))


def test_a_copy_holds_everything_can_be_restored_and_only_its_owner_may_read_it(world: World) -> None:
    world.submits()
    made = backup.make(world.system, quietly)
    assert made.file.stat().st_mode & 0o077 == 0
    assert made.contents.rows["cases"] == 1
    steps: list[str] = []
    found = backup.rehearse(world.system, made.file, lambda step, _done: steps.append(step))
    assert found.contents == made.contents
    assert steps == ["opening", "checking", "upgrading", "checking"]
    assert [each.name for each in made.file.parent.iterdir()] == [made.file.name]  # nothing else is left


def test_what_a_power_cut_left_of_an_earlier_copy_goes(small_world: World) -> None:
    folder = small_world.system.settings.backup_folder
    for name, age in ((".bezig-oud", 2 * 24 * 3600), (".bezig-nu", 60)):
        (folder / name).mkdir(parents=True)
        (folder / name / "gegevens").write_bytes(b"leerlingen")
        moment = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (moment, moment))
    made = backup.make(small_world.system, quietly)
    assert {each.name for each in folder.iterdir()} == {".bezig-nu", made.file.name}


def test_a_scratch_database_that_was_left_behind_goes_with_the_next_rehearsal(
    postgresql_database: Database, cluster: Cluster, clock: FrozenClock, tmp_path: Path
) -> None:
    world = World(postgresql_database, clock, tmp_path)
    ours = f"zorgroute_proef_{postgresql_database.url.database}_"
    cluster.create(f"{ours}0badcafe")
    cluster.create(f"{ours}van_een_ander_00000000")
    backup.rehearse(world.system, backup.make(world.system, quietly).file, quietly)
    with postgresql_database.reader.connect() as connection:
        left = connection.execute(text("SELECT datname FROM pg_database")).scalars().all()
    assert [name for name in left if name.startswith(ours)] == [f"{ours}van_een_ander_00000000"]


def test_what_is_damaged_or_altered_is_not_taken_for_a_copy(small_world: World, tmp_path: Path) -> None:
    small_world.submits()
    made = backup.make(small_world.system, quietly).file
    data, damaged = made.read_bytes(), tmp_path / "kapot.zip"
    middle = len(data) // 2
    for wrong in (b"", data[:middle], data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :]):
        damaged.write_bytes(wrong)
        with pytest.raises(CopyFailed, match="beschadigd"):
            backup.rehearse(small_world.system, damaged, quietly)
    alter(small_world, "DROP TRIGGER entry_is_kept")
    alter(small_world, "UPDATE entry SET facts = '{}', kind = 'anders' WHERE seq = 2")
    with pytest.raises(CopyFailed, match="geschiedenis"):
        backup.make(small_world.system, quietly)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_copy_that_is_put_back_brings_back_what_was_and_keeps_what_is(
    kind: str, request: pytest.FixtureRequest, clock: FrozenClock, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'een.sqlite'}"
    if kind == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.create("put_back")
    database = Database(url)
    database.upgrade()
    world = World(database, clock, tmp_path)
    number = world.submits()
    made = backup.make(world.system, quietly)
    alter(world, "DELETE FROM user_task")
    if kind == "sqlite":  # on PostgreSQL the same, by its own count of who is connected
        other = Database(url)
        with other.reading(clock.now()) as busy:
            busy.connection.execute(text("SELECT count(*) FROM person"))
            with pytest.raises(CopyFailed, match="nog in gebruik"):
                backup.put_back(world.system, made.file, quietly)
        other.close()
    kept = backup.put_back(world.system, made.file, quietly)
    assert world.task("Ria").case_number == number
    assert "tot" in kept
    database.close()


def test_it_copies_every_night_rehearses_every_month_and_keeps_the_last_ones(small_world: World) -> None:
    world = small_world
    assert tiles(world, "Ad")["reservekopie"].tone == "red"
    object.__setattr__(world.system.settings, "backups_kept", 2)
    for day, done in (("2026-11-23", 2), ("2026-11-24", 1), ("2026-11-25", 1), ("2026-12-01", 2), ("2026-12-01", 0)):
        world.on(day)
        ran = 0
        while backup.caretake(world.system):
            ran += 1
        assert (day, ran) == (day, done)
    assert [row.kind for row in world.rows(models.Backup) if row.ok] == [
        "copy", "rehearsal", "copy", "copy", "copy", "rehearsal",
    ]  # fmt: skip
    assert len(list(world.system.settings.backup_folder.glob("*.zip"))) == 2
    assert (tiles(world, "Ad")["reservekopie"].tone, world.rows(models.Incident)) == ("", [])
    world.clock.advance(timedelta(hours=26))
    assert tiles(world, "Ad")["reservekopie"].tone == "red"


def test_an_administrator_asks_once_sees_how_it_goes_and_learns_why_it_failed(world: World) -> None:
    ad = world.person("Ad")
    for stranger in ("Ria", "Anna"):
        with pytest.raises(NotFound):
            world.system.perform(backups.ask, world.person(stranger), backups.COPY)
        with pytest.raises(NotFound):
            world.system.read(backups.page, world.person(stranger))
    world.system.perform(backups.ask, ad, backups.REHEARSAL)
    with pytest.raises(Conflict):
        world.system.perform(backups.ask, ad, backups.REHEARSAL)
    [waiting] = world.system.read(backups.page, ad).running
    assert (waiting.kind, waiting.step, waiting.who) == ("Proefherstel", "wacht op de planner", "Ad")
    assert backup.caretake(world.system)  # before there is a copy
    [row] = world.system.read(backups.page, ad).rows
    assert (row.ok, row.problem) == (False, "Er is nog geen reservekopie om te proberen. Maak er eerst een.")
    assert [each.kind for each in world.rows(models.Incident)] == ["backup.rehearsal"]
    assert world.rows(models.AdminEntry)[-1].what == "backup.asked"


def test_what_was_broken_off_has_failed_and_is_done_again(small_world: World) -> None:
    world = small_world
    world.system.perform(backups.begin_now, backups.COPY)
    world.clock.advance(timedelta(hours=7))
    while backup.caretake(world.system):
        pass
    copies = [row.ok for row in world.rows(models.Backup) if row.kind == "copy"]
    assert copies[0] is False
    world.clock.advance(timedelta(days=1))
    assert backup.caretake(world.system)
    assert [row.ok for row in world.rows(models.Backup) if row.kind == "copy"][-1] is True


def test_an_update_makes_a_copy_first_and_says_how_to_go_back_when_it_fails(clock: FrozenClock, tmp_path: Path) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with old.writer.begin() as connection:  # as an older version left it
        alembic.command.upgrade(schema.config(connection), "0024")
        connection.execute(text("CREATE TABLE backup (of_somebody_else INTEGER)"))
    system = System(Settings(tmp_path, "", None, "http://zorgroute.test", None), clock=clock, database=old)
    with pytest.raises(CopyFailed, match="zorgroute restore"):
        backup.update(system, quietly)
    with old.writer.begin() as connection:
        connection.execute(text("DROP TABLE backup"))
    before = backup.update(system, quietly)
    assert before is not None
    assert old.is_current()
    with old.reading(clock.now()) as uow:
        assert [(row.kind, row.file) for row in uow.session.query(models.Backup)] == [("copy", before.file.name)]
    assert backup.update(system, quietly) is None  # nothing to do
    old.close()


def test_the_commands_make_a_copy_try_it_and_put_it_back(tmp_path: Path) -> None:
    made = command("backup", home=tmp_path)
    assert made.exit_code == 0, made.output
    [file] = (tmp_path / "backups").glob("*.zip")
    tried = command("restore", "--check", file, home=tmp_path)
    assert "Proefherstel gelukt" in tried.output
    assert "teruggezet" in command("restore", file, home=tmp_path).output
    (tmp_path / "geen.zip").write_bytes(b"niets")
    refused = command("restore", "--check", tmp_path / "geen.zip", home=tmp_path)
    assert (refused.exit_code, "beschadigd" in refused.output) == (1, True)
