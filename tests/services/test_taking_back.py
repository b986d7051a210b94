"""A school takes back what it sent while nobody at the samenwerkingsverband opened it; later it sends a supplement."""

import pytest

from tests.services.test_documents import PDF
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models
from workflows.services import (
    documents,
    incoming_pages,
    instances,
    replay,
    supplementing,
    taking_back,
    task_pages,
    tasks,
)


def takes_back(world: World, number: str, by: str) -> int:
    return world.system.perform(taking_back.take_back, number, world.person(by))


def is_as_replayed(world: World, number: str) -> bool:
    return world.system.read(replay.differences, world.case(number).id) == [] and not world.broken()


def test_what_was_sent_is_a_draft_of_the_school_again_and_no_term_runs(world: World) -> None:
    number = world.starts()
    task = world.task("Anna").id
    file = world.system.perform(documents.add, task, world.person("Anna"), name="opp.pdf", data=PDF, field="bijlage")
    world.completes_task(task, "Anna", vraag="Hulp bij lezen", bijlage=str(file.id))
    before = {row.id for row in world.rows(models.Deadline)}
    assert before
    sent = world.page(number, "Bart").sent
    assert sent is not None
    assert (sent.name, sent.unopened) == ("Doe vragen", True)

    assert takes_back(world, number, "Bart") == task
    assert world.inbox("Ria") == []
    assert world.rows(models.Deadline) == []
    assert [row for row in world.rows(models.Job) if row.kind in ("timer", "rung")] == []
    page = world.system.perform(task_pages.task_page, task, world.person("Anna"))
    assert (page.raw["vraag"], page.raw["bijlage"]) == (["Hulp bij lezen"], [str(file.id)])
    assert world.page(number, "Ria").documents == ()
    assert not any("Doe vragen" in section.title for section in world.page(number, "Ria").dossier)
    assert [row.state for row in world.page(number, "Anna").steps][:2] == ["nu", "later"]
    assert world.page(number, "Anna").sent is None
    assert is_as_replayed(world, number)

    world.on("2026-11-25")
    world.completes_task(task, "Anna", "again", vraag="Hulp bij rekenen", bijlage=str(file.id))
    assert {row.started_on.isoformat() for row in world.rows(models.Deadline)} == {"2026-11-25"}
    assert [row.name for row in world.inbox("Ria")] == ["Doe beoordelen"]
    told = [row.text for row in world.page(number, "Ria").history if "vragen" in row.text]
    assert told == ["Doe vragen afgerond", "Doe vragen teruggehaald", "Doe vragen afgerond"]
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert is_as_replayed(world, number)


@pytest.mark.parametrize("how", ["task", "case", "claim"])
def test_what_the_samenwerkingsverband_opened_stays_there(small_world: World, how: str) -> None:
    number, world = small_world.submits(), small_world
    task, ria = world.task("Ria").id, world.person("Ria")
    world.on("2026-11-24")
    if how == "task":
        world.system.perform(task_pages.task_page, task, ria)
    elif how == "case":
        world.page(number, "Ria")
    else:
        world.system.perform(tasks.claim, task, ria)
    with pytest.raises(NotAllowed, match="aanvulling sturen"):
        takes_back(world, number, "Anna")
    sent = world.page(number, "Anna").sent
    assert sent is None or not sent.unopened
    assert world.page(number, "Anna").may_supplement


def test_only_the_school_that_sent_it_takes_it_back_and_only_once(small_world: World) -> None:
    number = small_world.submits()
    for other in ("Cees", "Ria", "Coen", "Ad"):
        with pytest.raises(NotFound):
            takes_back(small_world, number, other)
    takes_back(small_world, number, "Anna")
    with pytest.raises(NotFound):
        takes_back(small_world, number, "Anna")
    with pytest.raises(NotFound):  # nothing was submitted, so there is nothing to add to
        small_world.system.perform(supplementing.send, number, small_world.person("Anna"), "Nog iets", [], "k")


def test_nothing_is_taken_back_once_the_case_went_on(small_world: World) -> None:
    number = small_world.submits()
    small_world.lives_until("2026-12-01")  # a timer fired
    with pytest.raises(NotFound):
        takes_back(small_world, number, "Anna")


def test_a_supplement_is_received_today_and_waits_for_the_office_with_its_case(world: World) -> None:
    number = world.submits()
    anna, files = world.person("Anna"), [("verslag.pdf", PDF)]
    due = [row.due_on for row in world.page(number, "Anna").deadlines]
    known = world.system.perform(supplementing.send, number, anna, "Het verslag is er.", files, "k1")
    assert world.system.perform(supplementing.send, number, anna, "Het verslag is er.", files, "k1") == known
    [waiting] = world.system.read(incoming_pages.waiting, world.person("Ria")).rows
    assert (waiting.number, waiting.case_number, waiting.received_on.isoformat()) == (known, number, "2026-11-23")
    seen = world.system.perform(incoming_pages.look, world.person("Ria"), known)
    assert ("Van wie", "Anna") in seen.rows
    assert [row.name for row in world.page(number, "Ria").documents] == ["verslag.pdf"]
    assert [row.due_on for row in world.page(number, "Anna").deadlines] == due
    assert f"Aanvulling {known} gestuurd door de school" in [row.text for row in world.page(number, "Ria").history]
    assert is_as_replayed(world, number)


def test_a_supplement_says_something_and_is_of_the_school(small_world: World) -> None:
    number = small_world.submits()
    with pytest.raises(InvalidAnswers) as refused:
        small_world.system.perform(
            supplementing.send, number, small_world.person("Anna"), "Nummer 111222333", [("x.exe", b"MZ")], "k"
        )
    assert [error.field for error in refused.value.errors] == ["text", "file"]
    for other in ("Cees", "Ria", "Coen"):
        with pytest.raises(NotFound):
            small_world.system.perform(supplementing.send, number, small_world.person(other), "Iets", [], "k")
    assert not small_world.system.perform(instances.case_page, number, small_world.person("Ria")).may_supplement
