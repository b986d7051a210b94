"""A drawing of a proposal: it speaks the whole vocabulary, it is kept as it is drawn, and nobody's is lost."""

import pytest

from tests.services.test_studio import begun
from tests.world import World
from workflows.domain.errors import NotAllowed, NotFound
from workflows.routes.vocabulary import VOCABULARY
from workflows.routes.weighing import Weight
from workflows.services import drawing, drawing_language, studio

PATH = "proef.bpmn"


def opened(world: World, number: int, by: str = "Bea") -> drawing.DrawingPage:
    return world.system.read(drawing.drawing, world.person(by), number, PATH)


def kept(world: World, page: drawing.DrawingPage, new: str, by: str = "Bea", *, going_on: bool = False) -> None:
    """Let somebody give the first task another name, as on the page that they have before them."""
    text = page.text.replace('name="Doe vragen"', f'name="{new}"')
    assert text != page.text
    world.system.perform(drawing.keep, world.person(by), page.proposal_id, PATH, text, page.mark, going_on=going_on)


def edits(world: World, number: int) -> list[str]:
    return [each.what for each in world.system.read(studio.page, world.person("Bea"), number).edits if not each.undone]


def test_a_drawing_offers_the_whole_vocabulary_and_what_the_house_knows(makers: World) -> None:
    number = begun(makers)
    found = makers.system.read(drawing_language.language, makers.person("Bea"), number, PATH)
    assert {word.name for word in found.words} == set(VOCABULARY)
    assert {word.choices for word in found.words} - {""} <= set(found.choices)
    assert {each.value for each in found.choices["rules"]} >= {"T1", "T2"}
    assert {each.norm for each in found.choices["all_rules"]} == {"statutory", "local"}
    assert "vragen" in {each.value for each in found.choices["forms"]}
    assert {each.value: each.values for each in found.choices["facts"]}["oordeel"] == ("ja", "nee")
    assert {"proef", "beoordeling"} == {each.value for each in found.processes}
    weights = {word.name: (word.adding, word.changing) for word in found.words}
    assert weights["duty"] == (Weight("C"), Weight("D"))
    assert weights["mandate"][0] == Weight("C", frozenset({"M"}))


def test_what_the_draft_has_broken_is_offered_as_it_was(makers: World) -> None:
    number = begun(makers)
    makers.system.perform(studio.save, makers.person("Bea"), number, "forms/vragen.toml", "dit is geen toml", 1)
    found = makers.system.read(drawing_language.language, makers.person("Bea"), number, PATH)
    assert "vragen" in {each.value for each in found.choices["forms"]}


def test_who_goes_on_drawing_makes_one_step_of_the_history(makers: World) -> None:
    number = begun(makers)
    first = opened(makers, number)
    kept(makers, first, "Vragen stellen")
    second = opened(makers, number)
    makers.system.perform(
        drawing.keep, makers.person("Bea"), number, PATH, "dit is geen tekening", second.mark, going_on=True
    )
    assert edits(makers, number) == ["proef.bpmn getekend"]
    assert [each.level for each in makers.system.read(drawing.remarks_on, makers.person("Bea"), number, PATH)]
    makers.system.perform(studio.undo, makers.person("Bea"), number)
    assert opened(makers, number).text == first.text


def test_a_drawing_that_changed_meanwhile_is_not_written_over(makers: World) -> None:
    number = begun(makers)
    page = opened(makers, number, "Ben")
    kept(makers, opened(makers, number), "Vragen stellen")
    with pytest.raises(drawing.DrawingMoved, match="intussen"):
        kept(makers, page, "Vraag het", "Ben")
    with pytest.raises(drawing.DrawingMoved):  # nor by the same person on another screen
        kept(makers, page, "Vraag het", going_on=True)
    assert "Vragen stellen" in opened(makers, number).text


def test_a_drawing_is_for_who_makes_routes_while_it_is_made(makers: World) -> None:
    number = begun(makers)
    page = opened(makers, number, "Frits")
    assert not page.may_edit
    for outsider in ("Frits", "Ria"):
        with pytest.raises(NotFound):
            kept(makers, page, "Anders", outsider)
    with pytest.raises(NotFound):
        makers.system.read(drawing_language.language, makers.person("Ria"), number, PATH)
    with pytest.raises(NotFound):
        makers.system.read(drawing.drawing, makers.person("Bea"), number, "forms/vragen.toml")
    kept(makers, page, "Vragen stellen")
    makers.offers("Bea", number, {"note": "Een naam."})
    with pytest.raises(NotAllowed):
        makers.system.perform(drawing.keep, makers.person("Bea"), number, PATH, "x", opened(makers, number).mark)
