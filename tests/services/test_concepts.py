"""Who signs sees each letter first, may change some of it, and what they saw is what goes out."""

import pytest

from tests.world import World, listed, proef
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import concepts, deployments, tasks
from workflows.services.concepts import Concept, FreeText
from workflows.services.letters import TextMoved

LETTER = """+++
subject = "Over {{ zaaknummer }}"
+++
Beste {{ aan }},

{% vrij uitleg %}
Het oordeel is {{ oordeel }}.
{% endvrij %}

Dag.
"""


def waiting(world: World, letter: str = LETTER, oordeel: str = "ja") -> int:
    """Let a case wait for the office, which has saved a draft; return the task."""
    world.system.perform(deployments.deploy, Route(dict(proef().files) | {"notices/oordeel.txt": letter.encode()}))
    world.submits()
    task = world.task("Ria", "beoordelen").id
    world.system.perform(tasks.save_draft, task, world.person("Ria"), listed({"oordeel": oordeel}))
    return task


def concept(world: World, task: int, by: str = "Ria", **how: bool) -> Concept:
    (found,) = world.system.try_out(concepts.concepts, task, world.person(by), **how)
    return found


def changes(world: World, task: int, text: str, by: str = "Ria") -> None:
    free = concept(world, task).free[0]
    changed = FreeText(free.letter, free.name, free.was, text)
    world.system.perform(concepts.change, task, world.person(by), [changed])


def completes(world: World, task: int, oordeel: str = "ja") -> None:
    world.completes_task(task, "Ria", oordeel=oordeel)


def bodies(world: World) -> list[str]:
    return ["\n".join(line for _, lines, *_ in row.body for line in lines) for row in world.rows(models.Letter)]


def test_a_concept_is_the_very_letter_for_each_addressee_and_nothing_happened(world: World) -> None:
    task = waiting(world)
    found = concept(world, task)
    assert [page.letter.addressee for page in found.pages] == ["De Wilg", "Moeder Voorbeeld"]
    assert found.free == (FreeText("oordeel", "uitleg", "Het oordeel is ja.", "Het oordeel is ja."),)
    assert world.rows(models.Letter) == []
    assert world.task("Ria", "beoordelen").id == task
    completes(world, task)
    shown = ["\n".join(line for _, lines in page.blocks for line in lines) for page in found.pages]
    assert bodies(world) == shown
    assert world.broken() == {}


def test_what_was_changed_before_signing_goes_out_and_stays_on_record(world: World) -> None:
    task = waiting(world)
    changes(world, task, "Het mag.\r\n\r\n- om te beginnen\r\n")
    found = concept(world, task)
    assert (found.free[0].was, found.free[0].typed) == ("Het oordeel is ja.", "Het mag.\n\n- om te beginnen")
    completes(world, task)
    assert [body.split("\n", 1)[1] for body in bodies(world)] == ["Het mag.\nom te beginnen\nDag."] * 2
    number = world.rows(models.Case)[0].number
    (changed,) = world.history(number, "letter.changed")
    assert (changed.actor_id, changed.facts) == (world.person("Ria").id, {"letter": "oordeel"})
    assert changed.details == {"teksten": {"uitleg": "Het mag.\n\n- om te beginnen"}}
    (completed,) = [row for row in world.history(number, "completed") if row.element_id == "beoordelen"]
    assert completed.details["_brieven"]["oordeel"]["uitleg"]["was"] == "Het oordeel is ja."
    assert world.broken() == {}


def test_a_change_survives_a_later_draft_and_can_be_taken_back(small_world: World) -> None:
    task, ria = waiting(small_world), small_world.person("Ria")
    changes(small_world, task, "Anders.")
    small_world.system.perform(tasks.save_draft, task, ria, listed({"oordeel": "ja"}))
    assert concept(small_world, task).free[0].typed == "Anders."
    assert small_world.system.perform(concepts.opened, task, ria).changed
    changes(small_world, task, "Het oordeel is ja.")
    assert not small_world.system.perform(concepts.opened, task, ria).changed
    assert len(small_world.history(small_world.rows(models.Case)[0].number, "letter.changed")) == 2


def test_what_became_another_text_since_is_never_signed_unseen(small_world: World) -> None:
    task, ria = waiting(small_world), small_world.person("Ria")
    changes(small_world, task, "Het mag.")
    with pytest.raises(TextMoved, match="Bekijk de brieven opnieuw"):
        completes(small_world, task, oordeel="nee")
    assert small_world.rows(models.Letter) == []
    small_world.system.perform(tasks.save_draft, task, ria, listed({"oordeel": "nee"}))
    with pytest.raises(TextMoved):
        concept(small_world, task)
    free = concept(small_world, task, as_made=True).free[0]
    assert free == FreeText("oordeel", "uitleg", "Het oordeel is nee.", "Het oordeel is nee.")
    small_world.system.perform(concepts.change, task, ria, [FreeText("oordeel", "uitleg", free.was, "Het mag niet.")])
    completes(small_world, task, oordeel="nee")
    assert "Het mag niet." in bodies(small_world)[0]


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "schrijf iets"), ("x" * 20_001, "schrijf"), ("bsn 111222333", "BSN")]
)
def test_a_text_that_cannot_go_out_is_refused(small_world: World, text: str, words: str) -> None:
    task = waiting(small_world)
    with pytest.raises(InvalidAnswers, match=words) as refused:
        changes(small_world, task, text)
    assert refused.value.errors[0].field == "text-0"


def test_a_letter_that_lacks_something_says_so_before_signing(small_world: World) -> None:
    task = waiting(small_world, LETTER + "\n{{ gebeld }}\n")
    with pytest.raises(InvalidAnswers, match="gebeld"):
        concept(small_world, task)


def test_what_is_hard_to_read_in_a_letter_is_shown_to_who_signs(small_world: World) -> None:
    task = waiting(small_world)
    assert concept(small_world, task).remarks == ()
    changes(small_world, task, "Derhalve is het " + "heel " * 30 + "goed.")
    assert [remedy for _, remedy in concept(small_world, task).remarks] == [
        "Maak er twee zinnen van.",
        "Schrijf liever: daarom.",
    ]


@pytest.mark.parametrize("stranger", ["Anna", "Dirk", "Els"])
def test_only_who_may_complete_the_task_sees_its_letters(small_world: World, stranger: str) -> None:
    task = waiting(small_world)
    for look in (concepts.opened, concepts.concepts):
        with pytest.raises(NotFound):
            small_world.system.try_out(look, task, small_world.person(stranger))


def test_without_a_draft_there_is_nothing_to_show(small_world: World) -> None:
    small_world.submits()
    task = small_world.task("Ria", "beoordelen").id
    with pytest.raises(NotAllowed, match="Vul eerst de taak in"):
        small_world.system.perform(concepts.opened, task, small_world.person("Ria"))
