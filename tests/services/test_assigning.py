"""Passing a task on: the office keeps work going when a colleague is away."""

import pytest

from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound, TaskEnded
from workflows.persistence import cases, models
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import assigning, people, tasks


def passes_on(world: World, task: int, by: str, to: str, reason: str = "Ziek") -> str:
    return world.system.perform(assigning.reassign, task, world.person(by), world.person(to).id, reason)


def taken(world: World) -> tuple[str, int]:
    """Let Anna begin and take her task; return the case and the task."""
    number = world.starts()
    task = world.task("Anna").id
    world.system.perform(tasks.claim, task, world.person("Anna"))
    return number, task


@pytest.mark.parametrize("by", ["Ria", "Joke"])
def test_the_office_and_the_coordinator_pass_a_task_on_to_a_colleague_of_its_group(world: World, by: str) -> None:
    number, task = taken(world)
    page = world.system.read(assigning.passing_on, task, world.person(by))
    bart = world.person("Bart").id
    assert (page.case_number, page.assignee, page.colleagues) == (number, "Anna", ((str(bart), "Bart"),))
    assert passes_on(world, task, by, "Bart", " Anna is ziek. ") == number
    assert world.task("Bart").mine
    assert world.inbox("Anna") == []
    (entry,) = world.history(number, "reassigned")
    assert (entry.actor_id, entry.facts) == (world.person(by).id, None)
    assert "Doe vragen overgedragen aan Bart: Anna is ziek." in [row.text for row in world.page(number, "Ria").history]
    assert "Bart is aan zet" in world.page(number, "Anna").status.text
    assert world.broken() == {}


def test_who_gets_a_task_hears_of_it_by_mail_each_time(small_world: World) -> None:
    _, task = taken(small_world)
    for to in ("Bart", "Anna", "Bart"):
        passes_on(small_world, task, "Ria", to)
    mails = [row for row in small_world.rows(models.Job) if row.payload.get("notice") == "assigned"]
    bart, anna = small_world.person("Bart").id, small_world.person("Anna").id
    assert [row.payload["to"] for row in mails] == [bart, anna, bart]
    assert len({row.key for row in mails}) == 3


@pytest.mark.parametrize("by", ["Anna", "Bart", "Coen", "Dirk", "Els", "Ad"])
def test_nobody_else_passes_tasks_on(small_world: World, by: str) -> None:
    number, task = taken(small_world)
    with pytest.raises(NotFound):
        passes_on(small_world, task, by, "Bart")
    with pytest.raises(NotFound):
        small_world.system.read(assigning.passing_on, task, small_world.person(by))
    if by == "Anna":
        assert not any(task.can_pass_on for task in small_world.page(number, by).tasks)


def test_a_task_goes_only_to_who_could_do_it_and_with_a_reason(small_world: World) -> None:
    number, task = taken(small_world)
    for to, reason, wrong in (
        ("Anna", "Ziek", ["to"]), ("Cees", "Ziek", ["to"]), ("Ria", "Ziek", ["to"]), ("Bart", " ", ["reason"]),
        ("Cees", "x" * 501, ["to", "reason"]),
    ):  # fmt: skip
        with pytest.raises(InvalidAnswers) as refused:
            passes_on(small_world, task, "Ria", to, reason)
        assert [error.field for error in refused.value.errors] == wrong
    small_world.system.perform(people.block, small_world.person("Ad"), small_world.person("Bart").id, blocked=True)
    with pytest.raises(InvalidAnswers):
        passes_on(small_world, task, "Ria", "Bart")
    assert small_world.history(number, "reassigned") == []


def test_a_task_that_has_ended_is_passed_on_to_nobody(small_world: World) -> None:
    _, task = taken(small_world)
    small_world.completes_task(task, "Anna", vraag="Hulp")
    with pytest.raises(TaskEnded, match="Anna"):
        passes_on(small_world, task, "Ria", "Bart")
    with pytest.raises(NotFound):
        passes_on(small_world, 999, "Ria", "Bart")


def test_what_is_meant_for_one_person_by_name_is_passed_on_to_nobody(advising: World) -> None:
    number = advising.starts(route="advies")
    advising.appoints()
    task = advising.task("Els", "adviseren").id
    with pytest.raises(NotAllowed, match="één persoon"):
        passes_on(advising, task, "Ria", "Gijs")
    shown = {each.id: each.can_pass_on for each in advising.page(number, "Ria").tasks}
    assert shown[task] is False


def test_who_is_ruled_out_in_this_case_gets_no_task_of_it(advising: World) -> None:
    """Ria appointed the experts, so she may not decide (not_by): Sjaak may."""
    number = advising.starts(route="advies")
    advising.appoints("Ria")
    for expert in ("Els", "Fred"):
        advising.completes(expert, "adviseren", advies="Goed")
    advising.completes("Ria", "aanvulling_vragen", wat_ontbreekt="Het OPP")
    advising.receives(number, "Anna", aanvulling="Hier is het")
    deciding = next(row for row in advising.rows(models.UserTask) if row.ended_at is None)
    assert deciding.element_id == "besluiten"
    with pytest.raises(InvalidAnswers, match="Ria deed in deze zaak al"):
        passes_on(advising, deciding.id, "Joke", "Ria")
    passes_on(advising, deciding.id, "Joke", "Sjaak")


def test_who_is_named_for_a_task_and_may_not_do_it_leaves_it_to_the_group(advising: World) -> None:
    """Ria appoints herself as an expert; who appoints does not advise (not_by)."""
    ad, ria = advising.person("Ad"), advising.person("Ria")
    advising.system.perform(people.add_membership, ad, ria.id, role="deskundige", code="PO9901")
    number = advising.starts(route="advies")
    advising.completes("Ria", "benoemen", deskundige_1=str(ria.id), deskundige_2=str(advising.person("Fred").id))
    (entry,) = advising.history(number, "offered")
    assert entry.facts is None
    told = "Doe adviseren staat open voor de groep: Ria deed in deze zaak al 'Doe benoemen' (ma 23-11-2026)"
    assert told in [row.text for row in advising.page(number, "Ria").history]
    mails = [row.payload["to"] for row in advising.rows(models.Job) if row.payload.get("notice") == "assigned"]
    assert mails == [advising.person("Fred").id]
    free = next(row for row in advising.inbox("Gijs") if row.claimable)
    with pytest.raises(NotAllowed, match="Doe benoemen"):
        advising.system.perform(tasks.claim, free.id, advising.person("Ria"))
    advising.system.perform(tasks.claim, free.id, advising.person("Gijs"))
    assert advising.broken() == {}


def test_who_may_not_do_a_task_any_more_that_is_theirs_by_name_can_give_it_back(advising: World) -> None:
    advising.starts(route="advies")
    advising.appoints()
    task, els = advising.task("Els", "adviseren").id, advising.person("Els")
    with pytest.raises(NotFound):
        advising.system.perform(tasks.release, task, els)

    def say_that_els_appointed(uow: UnitOfWork) -> None:
        case = cases.lock_case_of(uow, task)
        cases.append_entries(uow, case, [NewEntry("completed", uow.today, element_id="benoemen", actor_id=els.id)])
        cases.save_case(uow, case)

    advising.system.perform(say_that_els_appointed)
    with pytest.raises(NotAllowed, match="Geef de taak terug"):
        advising.completes_task(task, "Els", advies="Goed.")
    advising.system.perform(tasks.release, task, els)
    assert next(row for row in advising.inbox("Gijs") if row.id == task).claimable
