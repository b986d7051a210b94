"""The office puts right of which pupil or school a case is; nothing disappears, and access follows."""

import pytest

from tests.services.test_questions import asks, lists, school
from tests.world import World, listed
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.services import instances, relations, repairing, replay, task_pages, tasks
from workflows.services.instances import KnownPupils

NOOR = {"roepnaam": "Noor", "achternaam": "Anders", "geboortedatum": "01-02-2017"}


def repairs_pupil(world: World, number: str, by: str = "Ria", reason: str = "Verwisseld", **raw: str) -> None:
    who = world.person(by)
    world.system.perform(repairing.repair_pupil, number, who, listed(raw or NOOR), reason)


def repairs_school(world: World, number: str, by: str = "Ria", code: str = "99AB00", reason: str = "Verhuisd") -> None:
    found = next((row.id for row in world.rows(models.Organisation) if row.code == code), 0)
    world.system.perform(repairing.repair_school, number, world.person(by), found, reason)


def pupils(world: World) -> list[str]:
    return [f"{row.first_name} {row.last_name}".strip() for row in world.rows(models.Pupil)]


def is_as_replayed(world: World, number: str) -> bool:
    return world.system.read(replay.differences, world.case(number).id) == [] and not world.broken()


def test_a_case_is_about_another_pupil_with_the_people_whom_it_taught(world: World) -> None:
    number = world.submits()
    repairs_pupil(world, number)
    page = world.page(number, "Anna")
    assert page.head.pupil == "Noor Anders"
    assert [row.pupil for row in world.inbox("Ria")] == ["Noor Anders"]
    around = world.system.perform(relations.page, number, world.person("Ria"))
    assert "Moeder Voorbeeld" in str(around)
    told = [row.text for row in page.history if "hersteld" in row.text]
    assert told == ["Leerling hersteld: Verwisseld"]
    assert pupils(world) == ["", "Noor Anders"]  # of whom nothing else is kept, is forgotten
    [(_, was, why)] = world.system.perform(repairing.page, number, world.person("Ria")).former
    assert (was, why) == ("Milan Voorbeeld", "Verwisseld")
    assert is_as_replayed(world, number)


def test_a_pupil_with_another_case_keeps_their_own_people(world: World) -> None:
    number = world.submits()
    world.completes("Ria", "beoordelen", oordeel="ja")
    second = world.starts(key="again")
    first_pupil = world.case(number).pupil_id
    world.system.perform(
        lambda uow: setattr(uow.session.get(models.Case, world.case(second).id), "pupil_id", first_pupil)
    )
    world.completes("Anna", "vragen", key="k2", vraag="Nog iets", ouder1_naam="Moeder Voorbeeld", ouder1_gezag="nee")
    repairs_pupil(world, second)
    kept = {row.pupil_id: row for row in world.rows(models.Relation) if not row.replaced}
    assert set(kept) == {first_pupil, world.case(second).pupil_id}
    assert len({row.key for row in kept.values()}) == 2
    assert [row.authority for row in kept.values()] == ["ja", "nee"]
    assert pupils(world)[0] == "Milan Voorbeeld"


def test_a_child_whom_the_school_knows_is_chosen_not_entered_twice(small_world: World) -> None:
    small_world.starts(last_name="Anders", born="01-02-2017")
    number = small_world.submits()
    typed = {"roepnaam": "Milan", "achternaam": "Anders", "geboortedatum": "01-02-2017"}
    with pytest.raises(KnownPupils) as doubtful:
        repairs_pupil(small_world, number, **typed)
    [(known, name, _)] = doubtful.value.alike
    assert name == "Milan Anders"
    repairs_pupil(small_world, number, **typed, leerling=known)
    assert str(small_world.case(number).pupil_id) == known


def test_a_case_is_of_another_school_that_does_its_tasks_and_reads_it(world: World) -> None:
    number = world.starts()
    task = world.task("Anna").id
    world.system.perform(tasks.claim, task, world.person("Anna"))
    world.system.perform(tasks.save_draft, task, world.person("Anna"), {"vraag": ["Hulp"]})
    question = asks(world, number, "Ria", school(world))
    repairs_school(world, number)
    assert world.inbox("Anna") == []
    assert lists(world, "Anna").to_me == ()
    for look in (task_pages.task_page, tasks.claim):
        with pytest.raises(NotFound):
            world.system.perform(look, task, world.person("Anna"))
    with pytest.raises(NotFound):
        world.page(number, "Bart")
    [offered] = world.inbox("Cees")
    assert (offered.id, offered.claimable, offered.school) == (task, True, "De Es")
    page = world.system.perform(task_pages.task_page, task, world.person("Cees"))
    assert page.raw["vraag"] == ["Hulp"]
    assert world.page(number, "Cees").head.school == "De Es"
    assert world.page(number, "Ria").status.text.startswith("IB'er van De Es is aan zet")
    assert "School hersteld van De Wilg in De Es: Verhuisd" in [row.text for row in world.page(number, "Ria").history]
    assert [row.id for row in lists(world, "Ria").answers] == [question]
    world.completes("Cees", "vragen", vraag="Hulp bij lezen")
    assert is_as_replayed(world, number)


def test_only_the_office_puts_right_with_a_reason_and_until_the_end(small_world: World) -> None:
    number = small_world.submits()
    for other in ("Anna", "Joke", "Dirk", "Els", "Ad"):
        with pytest.raises(NotFound):
            repairs_pupil(small_world, number, by=other)
        with pytest.raises(NotFound):
            repairs_school(small_world, number, by=other)
    for wrong, fields in (({"reason": " "}, ["reason"]), ({"code": "99901", "reason": ""}, ["school", "reason"])):
        with pytest.raises(InvalidAnswers) as refused:
            repairs_school(small_world, number, **wrong)
        assert [error.field for error in refused.value.errors] == fields
    same = {"roepnaam": "Milan", "achternaam": "Voorbeeld", "geboortedatum": "12-05-2018"}
    with pytest.raises(InvalidAnswers):
        repairs_pupil(small_world, number, **same, leerling=str(small_world.case(number).pupil_id))
    assert small_world.system.perform(instances.case_page, number, small_world.person("Ria")).may_repair
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    with pytest.raises(NotFound):
        repairs_pupil(small_world, number)
