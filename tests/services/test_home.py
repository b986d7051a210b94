"""The first page: each person finds what they need in the morning, and nothing of another's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.databases import spending
from tests.services.test_monitor import REGISTERED
from tests.world import BPMN, World
from workflows.domain.errors import NotFound
from workflows.persistence import outages
from workflows.routes.route import Route
from workflows.services import advices, deployments, home, risks, tasks
from workflows.services.tiles import Tile
from workflows.services.upkeep import GIGABYTE, Machine

WELL = Machine("1.2.3", 40 * GIGABYTE, 100 * GIGABYTE, mails=True)


def tiles(world: World, name: str, machine: Machine = WELL) -> dict[str, Tile]:
    return {tile.id: tile for tile in world.system.read(home.home, world.person(name), machine).tiles}


def test_a_school_sees_its_own_tasks_and_who_is_on_the_move_in_its_cases(world: World) -> None:
    world.submits("Een")
    world.starts("Cees", last_name="Ander")
    found = tiles(world, "Anna")
    assert set(found) == {"taken", "zaken"}
    [line] = found["zaken"].lines
    assert line.text == "Secretariaat van SWV De Vallei is aan zet: doe beoordelen, uiterlijk ma 30-11-2026."
    assert "Milan Een" in str(line.minor)
    assert found["taken"].count == "0"


def test_the_office_sees_the_post_what_came_in_what_schools_owe_and_which_terms_end(world: World) -> None:
    world.submits("Een")
    started = world.starts(last_name="Twee")
    found = tiles(world, "Ria")
    assert set(found) == {"taken", "post", "wachten", "termijnen", "binnengekomen"}
    assert [line.key["number"] for line in found["wachten"].lines] == [started]
    assert (found["post"].count, found["termijnen"].count) == ("0", "0")
    world.on("2026-11-27")
    assert tiles(world, "Ria")["termijnen"].count == "1"
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert int(tiles(world, "Ria")["post"].count) > 0


def test_a_coordinator_sees_the_load_per_person_and_step_and_where_to_pass_it_on(world: World) -> None:
    for name in ("Een", "Twee", "Drie"):
        world.submits(name)
    world.system.perform(tasks.claim, world.task("Ria").id, world.person("Ria"))
    lines = tiles(world, "Joke")["werk"].lines
    assert [(line.text, line.minor) for line in lines] == [
        ("Secretariaat, nog niet opgepakt: 2", "Doe beoordelen"),
        ("Ria: 1", "Doe beoordelen"),
    ]
    assert lines[1].key == {
        "lijst": "iedereen", "route": "proef", "stap": "beoordelen", "wie": world.person("Ria").id,
    }  # fmt: skip


def test_a_coordinator_sees_where_a_term_of_the_zorgplicht_has_passed(world: World) -> None:
    world.system.perform(deployments.deploy, Route.from_folder(BPMN / "zorgplicht"))
    number = world.starts(route="zorgplicht")
    world.completes("Anna", "Aanmelding vastleggen", **REGISTERED)
    assert (tiles(world, "Joke")["zorgplicht"].count, tiles(world, "Joke")["zorgplicht"].tone) == ("0", "")
    world.on("2027-01-05")
    found = tiles(world, "Joke")["zorgplicht"]
    assert (found.count, found.tone, found.lines[0].key) == ("1", "red", {"number": number})


def test_a_director_sees_decisions_that_come_near_without_a_meeting_and_the_board_no_names(small_world: World) -> None:
    world = small_world
    number = world.submits("Geheim")
    assert tiles(world, "Dirk")["beslissen"].count == "0"
    world.on("2027-01-08")
    found = tiles(world, "Dirk")["beslissen"]
    assert (found.count, [line.minor for line in found.lines]) == ("1", [number])
    paper = world.system.read(risks.for_the_board, world.person("Dirk"))
    assert ("Binnen 14 dagen beslissen, nog in geen vergadering", "1") in paper.rows
    assert "Geheim" not in str(paper)
    assert number not in str(paper)
    assert world.system.read(risks.board_pdf, world.person("Dirk")).startswith(b"%PDF")
    for outsider in ("Anna", "Ria", "Joke", "Ad"):
        with pytest.raises(NotFound):
            world.system.read(risks.board_pdf, world.person(outsider))


def test_how_long_cases_are_open_is_told_by_the_weeks_of_their_route(small_world: World) -> None:
    world = small_world
    route = Route.from_folder(BPMN / "thuiszitters")
    assert route.settings.risk_weeks == (4, 8, 12)
    world.system.perform(deployments.deploy, route)
    world.starts(route="thuiszitters")
    world.on("2027-01-04")  # six weeks later
    found = tiles(world, "Dirk")["route-thuiszitters"]
    assert found.count == "1"
    assert [str(line.text).rpartition(": ")[2] for line in found.lines] == ["1", "0", "0"]


def test_an_expert_finds_the_advices_of_a_month_without_names(advising: World) -> None:
    world = advising
    with pytest.raises(NotFound):
        world.system.read(advices.month, world.person("Ria"))
    world.starts(route="advies")
    world.appoints()
    world.completes("Els", "adviseren", advies="Veel rust.")
    page = world.system.read(advices.month, world.person("Els"))
    [row] = page.rows
    assert (row.name, row.on, page.earlier, page.later) == (
        "Doe adviseren",
        date(2026, 11, 23),
        date(2026, 10, 1),
        None,
    )
    assert world.system.read(advices.month, world.person("Fred")).rows == ()
    for wrong in ("2026-13", "gisteren", "2027-01"):
        with pytest.raises(NotFound):
            world.system.read(advices.month, world.person("Els"), wrong)
    assert "adviezen" in tiles(world, "Els")


def test_an_administrator_sees_whether_the_system_is_well(small_world: World) -> None:
    world = small_world
    found = tiles(world, "Ad")
    assert {name: tile.tone for name, tile in found.items()} == {
        "storingen": "", "planner": "red", "mail": "", "schijf": "", "reservekopie": "red", "versie": "",
    }  # fmt: skip
    world.system.perform(outages.beat)
    assert tiles(world, "Ad")["planner"].state == "De planner loopt."
    world.clock.advance(timedelta(minutes=20))
    assert tiles(world, "Ad")["planner"].tone == "red"
    full = replace(WELL, free=GIGABYTE // 2, mails=False)
    assert (tiles(world, "Ad", full)["schijf"].tone, tiles(world, "Ad", full)["mail"].tone) == ("red", "amber")


@pytest.mark.parametrize("name", ["Anna", "Ria", "Joke", "Dirk", "Els", "Ad"])
def test_more_work_asks_no_more_of_the_database(small_world: World, name: str) -> None:
    world = small_world

    def asked() -> int:
        with spending(world.system.database) as spent:
            world.system.read(home.home, world.person(name), WELL)
        return len(spent.statements)

    world.submits("Een")
    asked()  # what is read once is read
    few = asked()
    for n in range(8):
        world.submits(f"Meer{n}")
    assert asked() == few <= 45
