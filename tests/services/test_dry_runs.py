"""A proposal is tried as a case that is none: step by step, with a clock that moves, and kept as an example."""

from datetime import date

import pytest

from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import dry_examples, dry_runs, histories, studio
from workflows.services.dry_runs import DryPage


@pytest.fixture
def makers(small_world: World) -> World:
    def join(uow: UnitOfWork) -> None:
        World.joins(uow, "Bea", "beleidsmaker:PO9901")
        World.joins(uow, "Ben", "beleidsmaker:PO9901")

    small_world.system.perform(join)
    return small_world


@pytest.fixture
def number(makers: World) -> int:
    bea = makers.person("Bea")
    found = makers.system.perform(studio.open_proposal, bea, "proef")
    makers.system.perform(dry_runs.begin, bea, found, "PO", mandate=False)
    return found


def page(world: World, number: int, role: str = "", by: str = "Bea") -> DryPage:
    return world.system.read(dry_runs.page, world.person(by), number, role)


def does(world: World, number: int, key: str, **raw: str) -> None:
    typed = {name: [value] for name, value in raw.items()}
    world.system.perform(dry_runs.do, world.person("Bea"), number, key, typed)


def lets_pass(world: World, number: int, until: str = "") -> DryPage:
    day = date.fromisoformat(until) if until else None
    world.system.perform(dry_runs.let_pass, world.person("Bea"), number, day)
    return page(world, number)


def told(of: DryPage, *kinds: str) -> list[str]:
    return [f"{each.on:%d-%m} {each.what}" for each in reversed(of.happenings) if each.kind in kinds]


def asks(world: World, number: int) -> None:
    does(world, number, "vragen:", vraag="Hulp bij lezen", ouder1_gezag="ja")


def test_a_dry_run_touches_no_case_and_is_of_who_walks_it(makers: World, number: int) -> None:
    before = [len(makers.rows(table)) for table in (models.Case, models.UserTask, models.Letter, models.Job)]
    asks(makers, number)
    does(makers, number, "beoordelen:", oordeel="ja")
    assert page(makers, number).ended
    assert [len(makers.rows(table)) for table in (models.Case, models.UserTask, models.Letter, models.Job)] == before
    assert not page(makers, number, by="Ben").began
    with pytest.raises(NotFound):
        makers.system.read(dry_runs.page, makers.person("Ria"), number)


def test_each_step_says_who_does_it_until_when_and_asks_its_own_form(makers: World, number: int) -> None:
    first = page(makers, number)
    assert [(step.key, [role for role, _ in step.roles]) for step in first.steps] == [("vragen:", ["ib_er"])]
    assert not page(makers, number, "secretariaat").steps
    with pytest.raises(InvalidAnswers) as wrong:
        does(makers, number, "vragen:")
    assert [error.field for error in wrong.value.errors] == ["vraag"]
    asks(makers, number)
    open_ = {step.key: step.due for step in page(makers, number).steps}
    assert open_ == {"beoordelen:": date(2026, 11, 30), "!ingetrokken": None}
    with pytest.raises(NotFound):
        does(makers, number, "vragen:", vraag="Nog eens")
    example = makers.system.read(dry_runs.form, makers.person("Bea"), number, "beoordelen:", example=True)
    assert example.raw["oordeel"] == ["ja"]


def test_the_clock_moves_to_what_comes_next_and_everything_that_happens_is_told(makers: World, number: int) -> None:
    asks(makers, number)
    following = page(makers, number).following
    assert following is not None
    assert lets_pass(makers, number).today == following[0] > date(2026, 11, 23)
    later = lets_pass(makers, number, "2026-12-02")
    assert [step.key for step in later.steps] == ["beoordelen:", "aanmanen:", "!ingetrokken"]
    assert any("te laat" in line for line in told(later, "late"))
    assert told(later, "reminder")
    assert [line for line in told(later, "time") if line.startswith("30-11")]
    with pytest.raises(InvalidAnswers):
        lets_pass(makers, number, "2026-11-01")
    does(makers, number, "beoordelen:", oordeel="nee")
    ended = page(makers, number)
    (letter,) = [each.letter for each in ended.happenings if each.kind == "letter"]
    rendered, why = makers.system.read(dry_runs.letter, makers.person("Bea"), number, letter)
    assert rendered is not None
    assert not why
    assert "Het oordeel is" in rendered.blocks[1].text
    makers.system.perform(dry_runs.take_back, makers.person("Bea"), number)
    assert not page(makers, number).ended


def test_a_dry_run_goes_on_with_the_proposal_as_it_is_now(makers: World, number: int) -> None:
    asks(makers, number)
    bea = makers.person("Bea")
    text = makers.system.read(studio.text_of, bea, number, "forms/vragen.toml")
    makers.system.perform(studio.save, bea, number, "forms/vragen.toml", "geen toml", 1)
    assert page(makers, number).errors
    makers.system.perform(studio.save, bea, number, "forms/vragen.toml", text, 2)
    assert (page(makers, number).count, page(makers, number).lost) == (2, "")
    diagram = makers.system.read(studio.text_of, bea, number, "proef.bpmn")
    form = (
        '<extensionElements><s:properties><s:property name="form" value="vragen"/></s:properties></extensionElements>'
    )
    other = diagram.replace('"vragen"', '"anders"').replace(">vragen<", ">anders<")
    other = other.replace("</documentation>", f"</documentation>{form}", 1)
    makers.system.perform(studio.save, bea, number, "proef.bpmn", other, 3)
    now = page(makers, number)
    assert "vragen" in now.lost
    assert [step.key for step in now.steps] == ["anders:"]
    makers.system.perform(dry_runs.take_back, bea, number)
    assert page(makers, number).lost == ""


def test_a_dry_run_becomes_an_example_that_the_check_walks(makers: World, number: int) -> None:
    bea = makers.person("Bea")
    asks(makers, number)
    lets_pass(makers, number, "2026-11-26")
    does(makers, number, "beoordelen:", oordeel="nee")
    makers.system.perform(dry_examples.record, bea, number, "afgewezen na een paar dagen")
    text = makers.system.read(studio.text_of, bea, number, "paths.toml")
    assert 'completes = "beoordelen"' in text
    assert 'has_sent = ["oordeel"], ends_at = "REFUSED"' in text
    found = makers.system.read(studio.findings, bea, number)
    assert not [each for each in found if each.level == "error"]
    with pytest.raises(InvalidAnswers):  # a name is used once
        makers.system.perform(dry_examples.record, bea, number, "afgewezen na een paar dagen")
    makers.system.perform(dry_runs.stop, bea, number)
    assert not makers.rows(models.DryRun)


def test_what_nobody_uses_for_a_week_goes_by_night(makers: World, number: int) -> None:
    makers.system.perform(histories.arm)
    makers.lives_until("2026-11-25")
    assert makers.rows(models.DryRun)
    makers.lives_until("2026-12-02")
    assert not makers.rows(models.DryRun)
