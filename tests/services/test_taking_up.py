"""What came in begins a case, or is two things; a complaint is only for who handles it."""

from datetime import date
from pathlib import Path

import pytest

from tests.services.test_incoming import hands_in, waiting
from tests.world import World
from workflows.domain.errors import NotFound
from workflows.persistence import models
from workflows.routes.linking import comes_along, fields_of
from workflows.routes.route import Route, Shared
from workflows.services import deployments, incoming_pages, instances, post, taking_up, task_pages, watch

BPMN = Path(__file__).parents[2] / "bpmn"
PROPOSED = {
    "klacht_schriftelijk": "ja", "klacht_over": "directeur", "onderwerp": "gedrag", "klacht_door": "klachtbehandelaar",
}  # fmt: skip


@pytest.fixture
def complaining(small_world: World) -> World:
    small_world.system.perform(deployments.deploy, Route.from_folder(BPMN / "klacht"))
    small_world.system.perform(World.joins, "Karel", "klachtbehandelaar:PO9901")
    small_world.system.perform(World.joins, "Bas", "bestuur:PO9901")
    return small_world


def test_a_complaint_is_only_for_who_has_a_task_in_it(complaining: World) -> None:
    """Awb art. 9:7."""
    came = hands_in(complaining, "klacht_directeur").number
    number = complaining.system.perform(taking_up.begin, complaining.person("Bas"), came)
    for outsider in ("Ria", "Dirk", "Joke", "Bas"):
        with pytest.raises(NotFound):
            complaining.page(number, outsider)
        assert complaining.system.read(instances.cases, complaining.person(outsider), number).rows == ()
    task = complaining.task("Karel", "Klacht vastleggen")
    with pytest.raises(NotFound):
        complaining.system.perform(task_pages.task_page, task.id, complaining.person("Ria"))
    page = complaining.system.perform(task_pages.task_page, task.id, complaining.person("Karel"))
    assert (page.raw["klacht_ontvangen_op"], page.raw["klacht_kanaal"]) == (["23-11-2026"], ["website"])
    complaining.on("2026-11-25")
    given = {name: texts[0] for name, texts in page.raw.items() if texts}
    complaining.completes("Karel", "Klacht vastleggen", **{**given, **PROPOSED, "klager_naam": "Mevrouw Voorbeeld"})
    due = {each.rule: each.due_on for each in complaining.page(number, "Karel").deadlines}
    assert (due["K1"], due["K2"]) == (date(2027, 1, 4), date(2026, 12, 21))
    karel, ria = complaining.person("Karel"), complaining.person("Ria")
    for view in ("iedereen", "wachten"):
        assert complaining.inbox("Ria", view) == []
    terms = complaining.system.read(watch.running, ria, "wettelijk", 26).rows
    assert {(row.case_number, row.pupil, row.school) for row in terms} == {(number, "Naam niet gedeeld", "")}
    [letter] = complaining.system.read(post.to_post, karel)  # its letters go to the post past the office
    assert complaining.system.read(post.to_post, ria) == ()
    with pytest.raises(NotFound):
        complaining.system.perform(post.mark_posted, [letter.id], complaining.system.today, ria)
    assert complaining.system.perform(post.mark_posted, [letter.id], complaining.system.today, karel) == 1


def test_one_letter_that_is_two_things_is_split_and_both_keep_its_day(complaining: World) -> None:
    first = hands_in(complaining, "klacht_kantoor").number
    complaining.on("2026-11-30")
    karel = complaining.person("Karel")
    page = complaining.system.perform(incoming_pages.look, karel, first)
    assert "klacht_directeur" in [kind for kind, _ in page.splits]
    second = complaining.system.perform(taking_up.split, karel, first, "klacht_directeur")
    assert waiting(complaining, "Bas") == [second]
    assert [row.received_on for row in complaining.rows(models.Incoming)] == [date(2026, 11, 23)] * 2
    with pytest.raises(NotFound):
        complaining.system.perform(taking_up.split, complaining.person("Ria"), first, "bezwaar")


def test_what_comes_along_to_an_objection_or_a_complaint_is_asked_there() -> None:
    shared = Shared.from_folder(BPMN / "shared")
    for kind in shared.incoming.values():
        if not kind.route:
            continue
        there = fields_of(Route.from_folder(BPMN / kind.route))
        written = {field.id for form in shared.forms.values() for field in form.asking} | {"received_on", "channel"}
        assert {new for new, _ in kind.answers} - set(there) == set()
        assert {old for _, old in kind.answers} - written == set()
        if kind.about:
            here = fields_of(Route.from_folder(BPMN / kind.about))
            assert [pair for pair in kind.carries if not comes_along(here[pair.old], there[pair.new])] == []
