"""Who did one thing in a case may be kept from doing another, and hears why."""

import pytest

from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.services import documents, task_pages, tasks


def advised(world: World, appointer: str) -> str:
    """Return a case in which *appointer* chose the experts, and that waits for a decision."""
    number = world.starts(route="advies")
    world.appoints(appointer)
    for name in ("Els", "Fred"):
        world.completes(name, "adviseren", advies="Goed.")
    world.completes("Sjaak", "aanvulling_vragen", wat_ontbreekt="Niets")
    world.receives(number, "Anna", aanvulling="Hier")
    return number


def test_who_appointed_the_experts_does_not_decide(advising: World) -> None:
    advised(advising, "Ria")
    task, ria = advising.task("Ria", "besluiten").id, advising.person("Ria")
    why = r"U kunt deze taak niet doen: u deed in deze zaak al 'Doe benoemen' \(ma 23-11-2026\)"
    with pytest.raises(NotAllowed, match=why):
        advising.system.perform(tasks.claim, task, ria)
    with pytest.raises(NotAllowed, match=why):
        advising.completes_task(task, "Ria", besluit="Toegekend")
    advising.system.perform(tasks.claim, task, advising.person("Sjaak"))
    assert advising.completes_task(task, "Sjaak", besluit="Toegekend").message == "'Doe besluiten' is afgerond."


def test_what_somebody_did_in_another_case_does_not_count(advising: World) -> None:
    advised(advising, "Sjaak")
    advising.completes("Ria", "besluiten", besluit="Toegekend")


def test_a_task_that_is_meant_for_somebody_by_name_cannot_be_taken_or_given_back(advising: World) -> None:
    advising.starts(route="advies")
    advising.appoints()
    task = advising.task("Els", "adviseren").id
    with pytest.raises(NotFound):
        advising.system.perform(tasks.release, task, advising.person("Els"))
    with pytest.raises(NotFound):
        advising.system.perform(tasks.claim, task, advising.person("Fred"))


def test_an_expert_does_not_see_what_a_colleague_is_working_on(advising: World) -> None:
    advising.starts(route="advies")
    advising.appoints()
    task = advising.task("Els", "adviseren").id
    els, gijs = advising.person("Els"), advising.person("Gijs")
    advising.system.perform(tasks.save_draft, task, els, {"advies": ["Een voorlopige gedachte"]})
    draft = advising.system.perform(documents.add, task, els, name="advies.pdf", data=b"%PDF-")
    for spy in (
        lambda: advising.system.perform(task_pages.task_page, task, gijs),
        lambda: advising.system.perform(tasks.save_draft, task, gijs, {"advies": ["Iets anders"]}),
        lambda: advising.system.perform(documents.fetch, draft.id, gijs),
        lambda: advising.system.perform(documents.add, task, gijs, name="advies.pdf", data=b"%PDF-"),
    ):
        with pytest.raises(NotFound):
            spy()
    assert advising.system.perform(task_pages.task_page, task, els).raw["advies"] == ["Een voorlopige gedachte"]


def test_only_people_who_are_on_the_list_can_be_chosen(advising: World) -> None:
    advising.starts(route="advies")
    for odd in ("999", "Els", str(advising.person("Anna").id), "-1", "1e3"):
        with pytest.raises(InvalidAnswers, match="Deskundige 1"):
            advising.completes("Ria", "benoemen", deskundige_1=odd, deskundige_2=str(advising.person("Fred").id))
