"""The history of a case: everything that happened, in order, never changed."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.world import World
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import documents, post, tasks


def lived(world: World) -> str:
    """Return a case to which everything happened that can."""
    number = world.starts()
    task, anna, ria = world.task("Anna").id, world.person("Anna"), world.person("Ria")
    world.system.perform(tasks.claim, task, anna)
    world.system.perform(tasks.release, task, anna)
    world.system.perform(tasks.save_draft, task, anna, {"vraag": ["H"]})
    file = world.system.perform(documents.add, task, anna, name="opp.pdf", data=b"%PDF-", field="bijlage")
    answers = {"vraag": "Hulp", "ouder1_naam": "Zoë Müller", "ouder1_gezag": "ja", "bijlage": str(file.id)}
    world.completes_task(task, "Anna", **answers)
    world.lives_until("2026-12-02")
    world.completes("Sjaak", "aanmanen", gebeld="ja")
    world.completes("Ria", "beoordelen", oordeel="ja")
    world.system.perform(post.mark_posted, [2], date(2026, 12, 2), ria)
    return number


def test_the_history_tells_everything_in_order_and_is_whole(world: World) -> None:
    number = lived(world)
    assert [row.kind for row in world.history(number) if not row.kind.startswith("deadline")] == [
        *("started", "claimed", "released", "completed", "rung", "fired", "rung", "completed", "completed"),
        *("letter", "effect", "ended", "letter.posted"),
    ]
    assert [row.seq for row in world.history(number)] == list(range(1, len(world.history(number)) + 1))
    instants = [row.at for row in world.history(number)]
    assert instants == sorted(instants)
    assert world.broken() == {}
    told = [row.text for row in world.page(number, "Anna").history]
    assert told[0] == "Brief op de post gedaan"
    assert told[-1] == "Zaak begonnen"
    assert all("{" not in line for line in told)


def test_only_answers_that_are_facts_stay_and_what_is_personal_is_a_detail(world: World) -> None:
    number = lived(world)
    asked, phoned, judged = world.history(number, "completed")
    assert asked.facts == {}
    assert asked.details["ouder1_naam"] == "Zoë Müller"
    assert (phoned.facts, judged.facts) == ({}, {"oordeel": "ja"})
    facts = " ".join(str(row.facts) for row in world.history(number))
    for personal in ("Zoë", "Milan", "Voorbeeld", "Hulp"):
        assert personal not in facts


@pytest.mark.parametrize(
    "change", ["DELETE FROM entry", "UPDATE entry SET actor_id = NULL", "UPDATE entry SET seq = 0"]
)
def test_nobody_changes_the_past(world: World, change: str) -> None:
    number = lived(world)
    before = [(row.seq, row.hash) for row in world.history(number)]

    def forge(uow: UnitOfWork) -> None:
        uow.session.execute(text(change))

    with pytest.raises(IntegrityError):
        world.system.attempt(forge)
    assert [(row.seq, row.hash) for row in world.history(number)] == before
    assert world.rows(models.Incident) == []


def test_destroying_the_details_leaves_the_history_whole(world: World) -> None:
    number = lived(world)

    def destroy(uow: UnitOfWork) -> None:
        uow.session.execute(text("UPDATE entry SET details = NULL, salt = NULL"))

    world.system.perform(destroy)
    assert world.broken() == {}
    page = world.page(number, "Anna")
    assert "Hulp" not in str(page.dossier)
    assert page.head.outcome == "GRANTED"
