"""What may no longer be kept goes when the director approves, and the proof of it stays."""

from datetime import date

import pytest

from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import replay, retention


def ended(world: World, last_name: str, erase_on: date = date(2026, 11, 20)) -> str:
    """Let a case run to its end, and its time come; return its number."""
    number = world.submits(last_name)
    world.completes("Ria", "beoordelen", oordeel="ja")

    def comes(uow: UnitOfWork) -> None:
        uow.session.query(models.Case).filter_by(number=number).one().erase_on = erase_on

    world.system.perform(comes)
    return number


def due(world: World, by: str = "Dirk") -> list[tuple[str, str]]:
    page = world.system.read(retention.page, world.person(by))
    return [(each.number, str(each.waits or "")) for each in page.due]


def agrees(world: World, *numbers: str, by: str = "Dirk", sure: bool = True) -> int:
    """Let somebody agree; return how many went."""
    return world.system.perform(retention.agree, world.person(by), numbers, sure).destroyed


def destroys(world: World, *numbers: str, by: str = "Dirk") -> int:
    """Let the office agree, and then somebody else; return how many went."""
    assert agrees(world, *numbers, by="Ria") == 0
    return agrees(world, *numbers, by=by)


def test_the_details_go_and_the_chain_and_the_facts_stay(world: World) -> None:
    number, other = ended(world, "Voorbeeld"), ended(world, "Ander", date(2026, 11, 24))
    assert due(world) == [(number, "")], "the other may be kept for another day"
    assert destroys(world, number) == 1
    assert due(world) == []
    told = world.history(number)
    assert [entry.details for entry in told if entry.details] == []
    assert (told[-1].kind, told[-1].facts) == (
        "erased",
        {"documents": 0, "letters": 2, "first": world.person("Ria").id},
    )
    assert not world.broken()
    assert world.system.read(replay.differences, world.case(number).id) == []
    letters = [row for row in world.rows(models.Letter) if row.case_id == world.case(number).id]
    assert {(row.subject, row.addressee_name, str(row.body)) for row in letters} == {("", "", "[]")}
    pupils = {row.last_name for row in world.rows(models.Pupil)}
    assert pupils == {"", "Ander"}
    assert {row.pupil_id for row in world.rows(models.Relation)} == {world.case(other).pupil_id}
    page = world.page(number, "Ria")
    assert (page.head.pupil, page.dossier, str(page.history[0].text)) == ("", (), "Gegevens vernietigd")
    [proof] = world.system.read(retention.page, world.person("Dirk")).erased
    assert (proof.number, proof.first, proof.by) == (number, "Ria", "Dirk")
    assert world.case(other).erased_at is None


def test_two_people_agree_and_one_of_them_is_the_director(small_world: World) -> None:
    number = ended(small_world, "Voorbeeld")
    assert agrees(small_world, number, by="Ria") == 0
    for name in ("Ria", "Sjaak"):
        with pytest.raises(InvalidAnswers):
            agrees(small_world, number, by=name)
    [file] = small_world.system.read(retention.page, small_world.person("Dirk")).due
    assert (file.agreed and file.agreed[0], file.can_end, file.mine) == ("Ria", True, False)
    with pytest.raises(NotFound):
        small_world.system.perform(retention.take_back, small_world.person("Dirk"), number)
    small_world.system.perform(retention.take_back, small_world.person("Ria"), number)
    assert agrees(small_world, number, by="Dirk") == 0
    with pytest.raises(InvalidAnswers):
        agrees(small_world, number, by="Dirk")
    assert agrees(small_world, number, by="Sjaak") == 1


def test_only_who_may_agrees_and_only_on_what_is_due(small_world: World) -> None:
    number, other = ended(small_world, "Voorbeeld"), ended(small_world, "Ander", date(2026, 11, 24))
    for name in ("Anna", "Ad", "Joke"):
        with pytest.raises(NotFound):
            agrees(small_world, number, by=name)
    with pytest.raises(NotFound):
        agrees(small_world, other)
    assert [file.number for file in small_world.system.read(retention.page, small_world.person("Ria")).soon] == [other]
    for refused in ((), (number,)):
        with pytest.raises(InvalidAnswers):
            agrees(small_world, *refused, sure=False)


def test_a_file_waits_while_a_case_that_came_from_it_runs_or_it_is_held(small_world: World) -> None:
    number = ended(small_world, "Voorbeeld")
    objection = small_world.starts(last_name="Bezwaar")

    def link(uow: UnitOfWork) -> None:
        rows = {row.number: row for row in uow.session.query(models.Case)}
        rows[objection].linked_from_id = rows[number].id

    small_world.system.perform(link)
    assert due(small_world) == [(number, f"Wacht: zaak {objection} loopt nog")]
    with pytest.raises(NotFound):
        destroys(small_world, number)
