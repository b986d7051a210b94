"""The same child twice: noticed, made one, and made two again exactly."""

from datetime import date
from typing import Any

import pytest

from tests.world import World, listed
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import instances, merging, relations

TABLES = (models.Pupil, models.Relation, models.Tlv)


def two_schools(world: World) -> tuple[str, str]:
    """Let two schools each enter the same child; return the numbers of their cases."""
    first = world.starts("Anna")
    world.completes("Anna", "vragen", vraag="Hulp", ouder1_naam="Moeder Voorbeeld", ouder1_gezag="ja")
    second = world.starts("Cees", last_name="Vorbeeld")
    world.completes("Cees", "vragen", vraag="Hulp", ouder1_naam="Vader Voorbeeld", ouder1_gezag="ja")
    return first, second


def with_a_tlv(world: World, number: str) -> None:
    case = world.case(number)

    def give(uow: UnitOfWork) -> None:
        uow.session.add(
            models.Tlv(
                number="PO9901-2026-00001", case_id=case.id, pupil_id=case.pupil_id, kind="SO", category="L",
                decided_on=date(2026, 11, 1), valid_from=date(2026, 11, 1), valid_until=date(2028, 7, 31),
            )
        )  # fmt: skip

    world.system.perform(give)


def state(world: World) -> list[Any]:
    """Return everything that belongs to pupils, as it is now."""
    rows = [
        {column.name: getattr(row, column.name) for column in row.__table__.columns}
        for table in TABLES
        for row in world.rows(table)
    ]
    return [*rows, *((row.number, row.pupil_id) for row in world.rows(models.Case))]


def page(world: World, number: str, by: str = "Ria") -> relations.PeoplePage:
    return world.system.perform(relations.page, number, world.person(by))


def test_the_office_hears_that_a_child_may_be_here_twice_and_a_school_does_not(small_world: World) -> None:
    first, second = two_schools(small_world)
    (double,) = page(small_world, second).doubles
    assert (double.name, double.school, "bijna dezelfde naam" in double.why) == ("Milan Voorbeeld", "De Wilg", True)
    assert [small_world.page(first, who).doubles for who in ("Ria", "Anna")] == [1, 0]
    assert page(small_world, first, "Anna").doubles == ()


def test_a_twin_is_told_from_the_same_child_when_a_case_starts(small_world: World) -> None:
    small_world.starts("Anna")
    school = next(str(row.id) for row in small_world.rows(models.Organisation) if row.name == "De Wilg")
    twin = listed({"school": school, "roepnaam": "Sara", "achternaam": "Voorbeeld", "geboortedatum": "12-05-2018"})
    with pytest.raises(instances.KnownPupils) as asked:
        small_world.system.perform(instances.start_case, "proef", small_world.person("Anna"), twin, "twee")
    ((_, name, why),) = asked.value.alike
    assert name == "Milan Voorbeeld"
    assert "tweeling" in why


def test_merging_moves_everything_tells_both_histories_and_can_be_undone_exactly(world: World) -> None:
    first, second = two_schools(world)
    with_a_tlv(world, second)
    before = state(world)
    kept, gone = world.case(first).pupil_id or 0, world.case(second).pupil_id or 0
    ria = world.person("Ria")
    world.system.perform(merging.merge, first, gone, ria, keep=kept, reason="Zelfde kind")
    assert {world.case(number).pupil_id for number in (first, second)} == {kept}
    assert [row.pupil_id for row in world.rows(models.Tlv)] == [kept]
    together = page(world, second)
    assert [card.name for card in together.now] == ["Moeder Voorbeeld", "Vader Voorbeeld", "Milan Voorbeeld"]
    assert (together.doubles, together.merges[0].may_undo) == ((), True)
    assert [len(world.history(number, "pupil.merged")) for number in (first, second)] == [1, 1]

    world.system.perform(merging.undo, second, together.merges[0].id, ria, "Toch een tweeling")
    assert state(world) == before
    assert [len(world.history(number, "pupil.parted")) for number in (first, second)] == [1, 1]
    assert [card.name for card in page(world, second).now] == ["Vader Voorbeeld", "Milan Vorbeeld"]
    assert page(world, first).merges[0].undone is not None
    assert world.broken() == {}
    with pytest.raises(NotFound):
        world.system.perform(merging.undo, first, together.merges[0].id, ria, "Nog eens")


def test_what_came_after_the_merge_stays_with_the_one_who_was_kept(small_world: World) -> None:
    first, second = two_schools(small_world)
    kept, gone = small_world.case(first).pupil_id or 0, small_world.case(second).pupil_id or 0
    ria = small_world.person("Ria")
    small_world.system.perform(merging.merge, second, kept, ria, keep=kept, reason="Zelfde kind")
    chosen = listed(
        {
            "school": str(small_world.rows(models.Pupil)[0].school_id), "roepnaam": "Milan", "achternaam": "Voorbeeld",
            "geboortedatum": "12-05-2018", "leerling": str(kept),
        }
    )  # fmt: skip
    third = small_world.system.perform(instances.start_case, "proef", small_world.person("Anna"), chosen, "derde")
    (done,) = page(small_world, third).merges
    small_world.system.perform(merging.undo, third, done.id, ria, "Toch niet")
    assert [small_world.case(number).pupil_id for number in (first, second, third)] == [kept, gone, kept]


def test_who_became_another_is_never_chosen_or_merged_again(small_world: World) -> None:
    first, second = two_schools(small_world)
    kept, gone = small_world.case(first).pupil_id or 0, small_world.case(second).pupil_id or 0
    ria = small_world.person("Ria")
    small_world.system.perform(merging.merge, first, gone, ria, keep=kept, reason="Zelfde kind")
    with pytest.raises(NotFound):
        small_world.system.perform(merging.merge_page, first, gone, ria)
    third = small_world.starts("Cees", last_name="Vorbeeld", key="nieuw")
    other = small_world.case(third).pupil_id or 0
    assert other not in (kept, gone)
    small_world.system.perform(merging.merge, third, kept, ria, keep=other, reason="Ook")
    done = small_world.rows(models.PupilMerge)[0]
    with pytest.raises(NotFound):  # the one who was kept became another: undo that first
        small_world.system.perform(merging.undo, first, done.id, ria, "Toch niet")


@pytest.mark.parametrize("who", ["Anna", "Dirk", "Ad"])
def test_only_the_office_makes_two_pupils_one_and_not_without_a_reason(small_world: World, who: str) -> None:
    first, second = two_schools(small_world)
    gone = small_world.case(second).pupil_id or 0
    with pytest.raises(NotFound):
        small_world.system.perform(merging.merge_page, first, gone, small_world.person(who))
    with pytest.raises(InvalidAnswers) as refused:
        small_world.system.perform(merging.merge, first, gone, small_world.person("Ria"), keep=0, reason=" ")
    assert [error.field for error in refused.value.errors] == ["reason", "keep"]
    with pytest.raises(InvalidAnswers):
        small_world.system.read(merging.pupil_of, first, "ZA-2026-999999", small_world.person("Ria"))
    assert small_world.system.read(merging.pupil_of, first, second, small_world.person("Ria")) == gone
