"""The page of a school, for who looks after it."""

from datetime import date

import pytest

from tests.databases import spending
from tests.services.test_home import tiles
from tests.services.test_notes import writes
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import notes, schools, succession
from workflows.services.schools import SchoolPage


def school(world: World, name: str = "De Wilg") -> int:
    found: int = next(row.id for row in world.rows(models.Organisation) if row.name == name)
    return found


def page(world: World, by: str, name: str = "De Wilg") -> SchoolPage:
    return world.system.read(schools.page, school(world, name), world.person(by))


def asks(world: World, by: str, whom: str, from_on: str, name: str = "De Wilg") -> None:
    day, person = date.fromisoformat(from_on), world.person(whom).id
    world.system.perform(schools.ask_to_look_after, school(world, name), world.person(by), person, day)


@pytest.fixture
def world_with_hans(small_world: World) -> World:
    """The world with two who look after schools."""
    for name in ("Hans", "Ellen"):
        small_world.system.perform(World.joins, name, "consulent:PO9901")
    return small_world


def test_a_school_has_what_is_asked_who_is_known_whom_to_call_and_what_comes(world_with_hans: World) -> None:
    world = world_with_hans
    done, running = world.submits("Eerder"), world.submits("Nu")
    world.completes_task(next(row.id for row in world.inbox("Ria") if row.case_number == done), "Ria", oordeel="ja")
    writes(world, running, by="Hans", how="bezoek")
    found = page(world, "Hans")
    assert [row.number for row in found.open] == [running]
    assert [(pupil.name, str(pupil.status)[:9]) for pupil in found.pupils] == [
        ("Milan Nu", "Er loopt "),
        ("Milan Eerder", "Afgeslote"),
    ]
    assert [contact.name for contact in found.contacts] == ["Anna", "Bart"]
    assert (running, date(2026, 11, 30)) in [(term.number, term.due_on) for term in found.coming]
    assert found.visited == (date(2026, 11, 23), "Hans")
    assert page(world, "Hans", "De Es").pupils == ()


def test_a_pupil_without_a_case_is_in_sight_too(world_with_hans: World) -> None:
    def takes_over(uow: UnitOfWork) -> None:
        pupil = models.Pupil(
            first_name="Noor", infix="", last_name="Zonder", sort_name="zonder noor", born_on=date(2018, 1, 1),
            school_id=school(world_with_hans), created_at=uow.now,
        )  # fmt: skip
        uow.session.add(pupil)

    world_with_hans.system.perform(takes_over)
    [pupil] = page(world_with_hans, "Hans").pupils
    assert (pupil.name, pupil.status, pupil.pupil_id) == ("Noor Zonder", None, None)


def test_a_colleague_takes_a_school_over_from_a_day_on(world_with_hans: World) -> None:
    world = world_with_hans
    asks(world, "Joke", "Hans", "2026-11-23")
    world.submits("Nu")
    assert [(str(line.text), str(line.minor)) for line in tiles(world, "Hans")["scholen"].lines] == [
        ("De Wilg", "Lopende zaken: 1")
    ]
    asks(world, "Ria", "Ellen", "2026-12-01")
    assert [(care.name, care.until_on) for care in page(world, "Hans").care] == [
        ("Hans", date(2026, 11, 30)),
        ("Ellen", None),
    ]
    world.on("2026-12-01")
    assert tiles(world, "Hans")["scholen"].lines == ()
    [mine, other] = world.system.read(schools.schools, world.person("Ellen"))
    assert (mine.name, mine.care, mine.mine, other.mine) == ("De Wilg", "Ellen", True, False)


def test_only_who_watches_asks_and_only_who_sees_all_cases_looks(world_with_hans: World) -> None:
    world = world_with_hans
    for name in ("Anna", "Els", "Ad"):
        with pytest.raises(NotFound):
            page(world, name)
    assert page(world, "Hans").candidates == ()
    with pytest.raises(NotFound):
        asks(world, "Hans", "Ellen", "2026-12-01")
    for whom, day in (("Anna", "2026-12-01"), ("Hans", "2026-11-22")):
        with pytest.raises(InvalidAnswers):
            asks(world, "Joke", whom, day)


def test_the_telephone_number_of_who_works_at_the_school_is_kept(world_with_hans: World) -> None:
    world = world_with_hans

    def sets(whom: str, phone: str) -> None:
        world.system.perform(schools.set_phone, school(world), world.person("Hans"), world.person(whom).id, phone)

    sets("Anna", " 06 1234 5678 ")
    assert page(world, "Hans").contacts[0].phone == "06 1234 5678"
    with pytest.raises(InvalidAnswers):
        sets("Anna", "bel maar")
    with pytest.raises(NotFound):
        sets("Cees", "06")


def test_a_school_with_more_cases_asks_no_more_questions(world_with_hans: World) -> None:
    world = world_with_hans
    spent = []
    for name in ("Een", "Twee"):
        world.submits(name)
        with spending(world.system.database) as counted:
            page(world, "Hans")
        spent.append(len(counted.statements))
    assert spent[0] == spent[1]


def test_a_successor_gets_the_schools_and_comes_back_to_the_notes(world_with_hans: World) -> None:
    world = world_with_hans
    asks(world, "Joke", "Hans", "2026-11-23")
    number = world.submits("Nu")
    writes(world, number, by="Hans", weeks=1)
    writes(world, number, by="Hans", weeks=1, in_dossier=False)
    hans, ellen = world.person("Hans").id, world.person("Ellen").id
    assert world.system.read(succession.preview, world.person("Ad"), hans).schools == 1
    world.system.perform(succession.hand_over, world.person("Ad"), hans, str(ellen), "weg")
    assert [care.name for care in page(world, "Joke").care] == ["Ellen"]
    [follow_up] = world.system.read(notes.follow_ups, world.person("Ellen"))
    assert (follow_up.plan, world.page(number, "Ellen").notes[0].by) == ("School bellen", "Hans")
