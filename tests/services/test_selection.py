"""Several tasks at once: each for itself, with its own result; never what advises or decides."""

from datetime import date

import pytest

from tests.committee import Committee
from tests.databases import spending
from tests.services.test_signing import Desk
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound, TaskTaken
from workflows.persistence import models
from workflows.services import selection, tasks
from workflows.services.selection import LATER, PASS_ON, RELEASE, TAKE, Order


def does(world: World, task: int, by: str, order: Order) -> str:
    return world.system.perform(selection.act, task, world.person(by), order)


def test_a_task_is_taken_put_off_passed_on_and_given_back_as_it_would_be_alone(world: World) -> None:
    number = world.starts()
    task, bart = world.task("Anna").id, world.person("Bart").id
    assert does(world, task, "Anna", Order(TAKE)) == "Opgepakt: de taak staat op uw naam."
    assert does(world, task, "Anna", Order(LATER, day=date(2026, 12, 1))) == "Komt later terug in uw lijst."
    assert does(world, task, "Ria", Order(PASS_ON, to=bart, reason="Ziek")) == "Overgedragen."
    assert does(world, task, "Bart", Order(RELEASE)) == "Teruggegeven aan de groep."
    kinds = ("claimed", "put_off", "reassigned", "released")
    assert tuple(row.kind for row in world.history(number, *kinds)) == kinds
    assert world.broken() == {}


def test_what_is_in_no_list_of_theirs_does_not_exist(small_world: World) -> None:
    small_world.starts()
    task = small_world.task("Anna").id
    for outsider in ("Cees", "Els", "Ad"):
        assert small_world.system.read(selection.chosen, small_world.person(outsider), [task]) == {}
        with pytest.raises(NotFound):
            does(small_world, task, outsider, Order(TAKE))
    small_world.system.perform(tasks.claim, task, small_world.person("Bart"))
    with pytest.raises(TaskTaken, match="Bart heeft"):
        does(small_world, task, "Anna", Order(TAKE))
    with pytest.raises(NotFound):  # the office sees it, but it is of the school
        does(small_world, task, "Ria", Order(TAKE))


def test_decisions_and_advice_say_why_they_go_case_by_case(small_world: World) -> None:
    desk = Desk(small_world)
    decision = desk.case("Een")
    with pytest.raises(NotAllowed, match="Dit is een besluit"):
        does(small_world, decision, "Dirk", Order(TAKE))
    committee = Committee(small_world)
    committee.case("Twee")
    advice = committee.waiting()[0].task_id
    with pytest.raises(NotAllowed, match="Dit is een advies"):
        does(small_world, advice, "Frank", Order(TAKE))
    assert {row.assignee_id for row in small_world.rows(models.UserTask) if row.ended_at is None} == {None}


def test_an_order_says_what_until_when_to_whom_and_why() -> None:
    for chosen, order, wrong in (
        ([], Order(TAKE), ["task"]), (list(range(51)), Order(TAKE), ["task"]), ([1], Order("wissen"), ["do"]),
        ([1], Order(LATER), ["day"]), ([1], Order(PASS_ON, reason=" "), ["to", "reason"]),
    ):  # fmt: skip
        with pytest.raises(InvalidAnswers) as refused:
            selection.refuse_incomplete(chosen, order)
        assert [error.field for error in refused.value.errors] == wrong
    selection.refuse_incomplete([1], Order(RELEASE))


def test_looking_at_many_costs_no_more_statements_than_at_one(small_world: World) -> None:
    for name in ("Een", "Twee", "Drie"):
        small_world.starts(last_name=name)
    anna, ids = small_world.person("Anna"), [row.id for row in small_world.inbox("Anna")]

    def cost(chosen: list[int]) -> int:
        with spending(small_world.system.database) as spent:
            assert len(small_world.system.read(selection.chosen, anna, chosen)) == len(chosen)
        return len(spent.statements)

    assert cost(ids[:1]) == cost(ids)
