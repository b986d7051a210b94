"""The small world that the tests of the services are set in, and its second route."""

from pathlib import Path

import pytest

from tests.world import World, advies
from workflows.domain.clock import FrozenClock
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.services import deployments


@pytest.fixture
def world(database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    """The world, on each kind of database."""
    return World(database, clock, tmp_path)


@pytest.fixture
def small_world(sqlite_database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    """The world on SQLite only, for promises in which the database plays no part."""
    return World(sqlite_database, clock, tmp_path)


@pytest.fixture
def advising(small_world: World) -> World:
    """The world with the route in which experts advise."""
    small_world.system.perform(deployments.deploy, advies())
    return small_world


@pytest.fixture
def makers(small_world: World) -> World:
    """The world with who makes routes and who looks along."""

    def join(uow: UnitOfWork) -> None:
        World.joins(uow, "Bea", "beleidsmaker:PO9901")
        World.joins(uow, "Ben", "beleidsmaker:PO9901")
        World.joins(uow, "Frits", "fg:PO9901")

    small_world.system.perform(join)
    return small_world
