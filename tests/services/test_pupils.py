"""The page of a pupil: all cases that one may read at once, and no more of each than its own page tells."""

from datetime import date

import pytest

from tests.databases import spending
from tests.services.test_names import asks
from tests.world import World
from workflows.domain.errors import NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import instances, links, pupils


def page(world: World, by: str, after: str = "") -> pupils.PupilPage:
    (pupil,) = {row.pupil_id for row in world.rows(models.Case) if row.pupil_id is not None}
    return world.system.perform(pupils.page, pupil, world.person(by), after)


def again(world: World, number: str, school: str = "") -> str:
    """Begin another case of the same pupil, of another school where one is named; return its number."""
    case = world.case(number)
    parties = {row.party: row.organisation_id for row in world.rows(models.Party) if row.case_id == case.id}
    if school:
        parties["applicant"] = next(row.id for row in world.rows(models.Organisation) if row.name == school)
    return world.system.perform(links.open_case, "proef", pupil_id=case.pupil_id, parties=parties)


def test_the_office_reads_all_cases_of_a_pupil_on_one_page_with_what_happened_the_latest_first(world: World) -> None:
    first = world.submits()
    world.on("2026-11-24")
    world.completes("Ria", "beoordelen", oordeel="ja")
    second = again(world, first)
    seen = page(world, "Ria")
    assert (seen.name, seen.born, seen.school) == ("Milan Voorbeeld", date(2018, 5, 12), "De Wilg")
    assert [row.number for row in seen.rows] == [second, first]
    assert [(case.number, len(case.letters)) for case in seen.cases] == [(second, 0), (first, 2)]
    assert [card.name for card in seen.people] == ["Moeder Voorbeeld", "Milan Voorbeeld"]
    moments = [row.at for _, row in seen.happened]
    assert moments == sorted(moments, reverse=True)
    assert {number for number, _ in seen.happened} == {first, second}
    assert [(row.what, row.case_id) for row in world.rows(models.ReadLog)][-2:] == [
        ("pupil", world.case(number).id) for number in (second, first)
    ]


def test_a_school_reads_of_the_pupil_only_its_own_cases_and_a_stranger_finds_no_pupil(small_world: World) -> None:
    first = small_world.submits()
    with pytest.raises(NotFound):
        page(small_world, "Cees")
    second = again(small_world, first, "De Es")
    assert [row.number for row in page(small_world, "Anna").rows] == [first]
    assert [row.number for row in page(small_world, "Cees").rows] == [second]
    assert page(small_world, "Cees").school == "De Es"
    assert {number for number, _ in page(small_world, "Anna").happened} == {first}
    for stranger in ("Ad", "Els"):
        with pytest.raises(NotFound):
            page(small_world, stranger)
    with pytest.raises(NotFound):
        small_world.system.perform(pupils.page, 999, small_world.person("Ria"))


def test_each_reads_the_letters_terms_and_history_that_the_page_of_the_case_tells_them(small_world: World) -> None:
    number = small_world.submits()
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    open_number = again(small_world, number)
    small_world.completes("Anna", "vragen", vraag="Meer hulp", ouder1_naam="Moeder Voorbeeld", ouder1_gezag="ja")
    for who in ("Anna", "Ria", "Dirk", "Coen", "Joke"):
        seen = page(small_world, who)
        for case in seen.cases:
            alone = small_world.page(case.number, who)
            assert {letter.id for letter in case.letters} == {letter.id for letter in alone.letters}
            assert case.deadlines == tuple(
                each for each in alone.deadlines if each.state != "stopped" and alone.head.state == "loopt"
            )
            told = [row for of, row in seen.happened if of == case.number]
            assert told == [row for row in alone.history if not str(row.text).startswith("Termijn ")]
            assert bool(told) == (who != "Coen")  # the board reads no history
        assert [case.number for case in seen.cases if case.deadlines] == [open_number]


def test_a_case_that_withholds_the_name_is_not_on_the_page_that_the_samenwerkingsverband_reads(
    small_world: World,
) -> None:
    silent = asks(small_world, "nee")
    with pytest.raises(NotFound):
        page(small_world, "Ria")
    named = again(small_world, silent)
    assert [row.number for row in page(small_world, "Ria").rows] == [named]
    assert {number for number, _ in page(small_world, "Ria").happened} == {named}
    assert [row.number for row in page(small_world, "Anna").rows] == [named, silent]
    rows = small_world.system.read(instances.cases, small_world.person("Ria")).rows
    assert {row.number: row.pupil_id is not None for row in rows} == {named: True, silent: False}


def test_the_timeline_goes_on_where_the_page_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.submits()
    world.completes("Ria", "beoordelen", oordeel="ja")  # at the very same moment
    again(world, first)
    whole = page(world, "Ria").happened
    monkeypatch.setattr(pupils, "PAGE", 3)
    seen, after = [], ""
    while True:
        part = page(world, "Ria", after)
        seen += part.happened
        if part.next is None:
            break
        after = part.next
    assert seen == list(whole)
    assert page(world, "Ria", "1-x").happened == page(world, "Ria").happened


def test_the_age_is_that_of_today_also_where_all_cases_have_ended(small_world: World) -> None:
    small_world.submits()
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    small_world.on("2029-06-01")
    assert page(small_world, "Anna").age == page(small_world, "Ria").age == 11


def test_a_pupil_who_became_another_is_that_other(small_world: World) -> None:
    small_world.submits()
    kept = small_world.rows(models.Pupil)[0].id

    def double(uow: UnitOfWork) -> int:
        row = models.Pupil(
            first_name="Miel", infix="", last_name="Voorbeeld", sort_name="voorbeeld miel", born_on=date(2018, 5, 12),
            merged_into_id=kept, created_at=uow.now,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        return row.id

    gone = small_world.system.perform(double)
    assert small_world.system.perform(pupils.page, gone, small_world.person("Ria")).id == kept


def test_a_pupil_with_many_cases_costs_as_many_statements_as_one_with_one(small_world: World) -> None:
    number = small_world.submits()
    few = statements(small_world)
    for _ in range(4):
        again(small_world, number)
    assert statements(small_world) == few <= 30


def statements(world: World) -> int:
    with spending(world.system.database) as spent:
        page(world, "Ria")
    return len([each for each in spent.statements if not each.startswith("INSERT INTO read_log")])


def test_who_searches_for_a_pupil_finds_the_pupil_once(small_world: World) -> None:
    number = small_world.submits()
    again(small_world, number)
    found = small_world.system.read(instances.cases, small_world.person("Ria"), "voorb 2018")
    assert [(each.name, each.born, each.school) for each in found.pupils] == [
        ("Milan Voorbeeld", date(2018, 5, 12), "De Wilg")
    ]
    assert small_world.system.read(instances.cases, small_world.person("Ria")).pupils == ()
