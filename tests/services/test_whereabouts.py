"""Beside the form: where the task stands in its route, and who is involved; for the school also what to print."""

from tests.databases import spending
from tests.world import World
from workflows.services import parents_talk, task_pages, tasks
from workflows.services.views import TaskPage, Whereabouts


def page_of(world: World, by: str, name: str = "") -> TaskPage:
    return world.system.perform(task_pages.task_page, world.task(by, name).id, world.person(by))


def beside(world: World, by: str) -> Whereabouts:
    found = page_of(world, by).whereabouts
    assert found is not None
    return found


def test_a_task_tells_where_it_stands_and_who_does_what(world: World) -> None:
    world.submits()
    world.system.perform(tasks.claim, world.task("Sjaak").id, world.person("Sjaak"))
    place = beside(world, "Sjaak")
    assert place.steps == (("Doe beoordelen", "nu"), ("Doe aanmanen", "later"))
    assert place.place == 1
    assert [(str(each.who), each.step, each.now) for each in place.people] == [
        ("Sjaak", "Doe beoordelen", True), ("Anna", "Doe vragen", False),
    ]  # fmt: skip


def test_experts_see_the_steps_and_not_who_the_others_are(advising: World) -> None:
    advising.starts(route="advies")
    advising.appoints()
    place = beside(advising, "Els")
    assert place.steps == (("Doe adviseren", "nu"),)
    assert place.people == ()


def test_beside_the_form_nothing_asks_more_as_more_is_done(small_world: World) -> None:
    world = small_world
    world.submits()

    def statements() -> int:
        task, ria = world.task("Ria").id, world.person("Ria")
        with spending(world.system.database) as spent:
            world.system.perform(task_pages.task_page, task, ria)
        return len(spent.statements)

    statements()
    first = statements()
    world.lives_until("2026-12-01")
    world.completes("Ria", "aanmanen", gebeld="ja")
    assert statements() <= first


def test_only_the_school_prints_for_its_talk_and_no_parent_reads_of_the_other(small_world: World) -> None:
    world = small_world
    world.starts()
    asking = page_of(world, "Anna")
    assert asking.parents_talk
    fields = {field.id: field for field in asking.form.asking}
    assert parents_talk.slots(asking.form, set(fields)) == ("ouder1",)
    assert [name for name, field in fields.items() if parents_talk.is_about_pupil(field)] == ["vraag", "bijlage"]
    assert not any(parents_talk.is_own_word(field, "ouder1") for field in fields.values())  # who and where: of nobody
    world.completes("Anna", "vragen", vraag="Hulp")
    assert not page_of(world, "Ria").parents_talk
