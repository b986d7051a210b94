"""Remarks on a case: part of the dossier, for who may read the application, and destroyed with it."""

from datetime import date

import pytest

from tests.services.test_retention import destroys
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import instances, remarks, task_pages
from workflows.services.views import RemarksView


def says(world: World, number: str, by: str, text: str) -> None:
    world.system.perform(remarks.add, number, world.person(by), text)


def seen(world: World, number: str, by: str) -> RemarksView | None:
    return world.system.perform(instances.case_page, number, world.person(by)).remarks


def test_a_remark_is_read_on_the_case_and_its_tasks_by_who_may_read_the_application(world: World) -> None:
    number = world.submits()
    says(world, number, "Anna", " De ouders zijn op vakantie.\r\nTot 1 december. ")
    says(world, number, "Ria", "Dank, wij wachten.")
    says(world, number, "Ria", "Dank, wij wachten.")  # pressed twice
    told = seen(world, number, "Bart")
    assert told is not None
    assert [(line.who, line.text) for line in told.lines] == [
        ("Ria", "Dank, wij wachten."), ("Anna", "De ouders zijn op vakantie.\nTot 1 december."),
    ]  # fmt: skip
    page = world.system.perform(task_pages.task_page, world.task("Ria").id, world.person("Ria"))
    assert page.remarks == told
    texts = [row.text for row in world.page(number, "Ria").history]
    assert texts.count("Opmerking geplaatst") == 2
    assert not any("vakantie" in text for text in texts)
    assert world.broken() == {}


def test_nobody_else_adds_one_and_none_is_added_to_what_ended(small_world: World) -> None:
    number = small_world.submits()
    for outsider in ("Cees", "Ad", "Els"):
        with pytest.raises(NotFound):
            says(small_world, number, outsider, "Hallo")
    small_world.receives(number, "Anna", reden="Verhuisd")
    with pytest.raises(NotFound):
        says(small_world, number, "Ria", "Te laat")
    told = seen(small_world, number, "Ria")
    assert told is not None
    assert not told.may_add


def test_a_remark_says_something_and_holds_no_bsn(small_world: World) -> None:
    number = small_world.submits()
    for text in ("  ", "x" * 2001, "Het nummer is 111222333."):
        with pytest.raises(InvalidAnswers) as refused:
            says(small_world, number, "Anna", text)
        assert [error.field for error in refused.value.errors] == ["remark"]


def test_a_remark_is_destroyed_with_the_details_of_its_case(small_world: World) -> None:
    number = small_world.submits()
    says(small_world, number, "Anna", "Iets over thuis")
    small_world.completes("Ria", "beoordelen", oordeel="ja")

    def comes(uow: UnitOfWork) -> None:
        uow.session.query(models.Case).filter_by(number=number).one().erase_on = date(2026, 11, 20)

    small_world.system.perform(comes)
    assert destroys(small_world, number) == 1
    told = seen(small_world, number, "Ria")
    assert told is not None
    assert told.lines == ()
