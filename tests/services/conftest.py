"""The small world that the tests of the services are set in, and its second route."""

import pytest

from tests.world import World, advies
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import deployments


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
