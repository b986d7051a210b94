"""The season: a case begins by itself for each school, and from it a case for each pupil in a table."""

import pytest

from tests.routes.samples import bpmn, node, start, terminate, user, way
from tests.services.test_links import field, settings
from tests.world import World
from workflows.domain.errors import InvalidRoute
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import deployments, instances, tasks

BEGINS = b'[begins]\non = "1 december"\nuntil = "31 maart"\nswv = "PO"\n'
CARRIES = {"carries": "waarom=reden"}
COLUMNS = """
[[field.columns]]
id = "roepnaam"
kind = "text"
label = "Roepnaam"
required = true
[[field.columns]]
id = "achternaam"
kind = "text"
label = "Achternaam"
required = true
[[field.columns]]
id = "geboortedatum"
kind = "date"
label = "Geboortedatum"
required = true
[[field.columns]]
id = "reden"
kind = "text"
label = "Waarom?"
"""


def seizoen() -> Route:
    """A school lists its pupils, every year; a case of another route begins for each of them."""
    frame = bpmn(
        start(), user("noemen"),
        node("serviceTask", "zaken", does="start_case", route="leerlingzaak", each="leerlingen", **CARRIES),
        terminate("klaar", outcome="LISTED"), way("begin", "noemen", "zaken", "klaar"),
        process="seizoen", lane={"role": "ib_er"},
    )  # fmt: skip
    form = (field("leerlingen", "table", "identity") + COLUMNS).encode()
    return Route({"route.toml": settings("seizoen") + BEGINS, "seizoen.bpmn": frame, "forms/noemen.toml": form})


def leerlingzaak() -> Route:
    frame = bpmn(
        start(), user("bekijken"), terminate("af", outcome="GRANTED"), way("begin", "bekijken", "af"),
        process="leerlingzaak", lane={"role": "ib_er"},
    )  # fmt: skip
    form = field("waarom", block="identity").encode()
    return Route({"route.toml": settings("leerlingzaak"), "leerlingzaak.bpmn": frame, "forms/bekijken.toml": form})


def begun(world: World) -> list[models.Case]:
    drain(world.system)
    return [case for case in world.rows(models.Case) if case.route == "seizoen"]


@pytest.fixture
def yearly(world: World) -> World:
    for route in (leerlingzaak(), seizoen()):
        world.system.perform(deployments.deploy, route)
    drain(world.system)
    return world


def test_every_school_gets_its_case_once_also_when_nothing_ran_on_the_day_itself(yearly: World) -> None:
    assert begun(yearly) == []
    yearly.on("2026-12-03")
    assert {case.start_key for case in begun(yearly)} == {
        f"season:seizoen:2026:{row.id}" for row in yearly.rows(models.Organisation) if row.kind == "school"
    }
    yearly.on("2026-12-04")
    assert len(begun(yearly)) == 2
    yearly.on("2027-04-01")
    assert len(begun(yearly)) == 2
    yearly.on("2027-12-01")
    assert len(begun(yearly)) == 4


def test_a_school_that_is_new_gets_its_case_until_the_season_is_over(yearly: World) -> None:
    def founds(code: str) -> None:
        swv = next(row.id for row in yearly.rows(models.Organisation) if row.kind == "swv")
        new = models.Organisation(kind="school", code=code, name=code, swv_id=swv)
        yearly.system.perform(lambda uow: uow.session.add(new))

    yearly.on("2026-12-01")
    begun(yearly)
    founds("99AX00")
    yearly.on("2027-03-31")
    assert len(begun(yearly)) == 3
    founds("99AY00")
    yearly.on("2027-04-02")
    assert len(begun(yearly)) == 3


def test_each_row_begins_a_case_of_its_own_pupil_and_a_pupil_known_by_name_and_birthday_is_the_same_child(
    yearly: World,
) -> None:
    yearly.starts(last_name="Jansen", born="03-05-2015")
    yearly.on("2026-12-01")
    drain(yearly.system)
    rows = {"roepnaam": ["Milan", "Noor"], "achternaam": ["Jansen", "Smit"], "geboortedatum": ["03-05-2015"] * 2}
    raw = {f"leerlingen.{name}": texts for name, texts in rows.items()} | {"leerlingen.reden": ["Dyslexie", ""]}
    task = yearly.task("Anna", "noemen")
    yearly.system.perform(tasks.complete_task, task.id, yearly.person("Anna"), raw, "noemen", None, True)
    jobs = [row.payload for row in yearly.rows(models.Job) if row.kind == "start"]
    assert [set(payload) for payload in jobs] == [{"route", "from", "element", "entry", "row"}] * 2  # no name in it

    drain(yearly.system)
    drain(yearly.system)
    cases = [case for case in yearly.rows(models.Case) if case.route == "leerlingzaak"]
    named = {pupil.id: (pupil.first_name, pupil.last_name) for pupil in yearly.rows(models.Pupil)}
    assert sorted(named[case.pupil_id] for case in cases) == [("Milan", "Jansen"), ("Noor", "Smit")]
    assert len(named) == 2
    assert [draft.data for draft in yearly.rows(models.Draft)] == [{"waarom": ["Dyslexie"]}]
    origin = next(case for case in yearly.rows(models.Case) if case.id == cases[0].linked_from_id)
    assert len(yearly.page(origin.number, "Anna").links) == 2
    assert yearly.broken() == {}


@pytest.mark.parametrize(("line", "wrong"), [(b'on = "1 december"', b'on = "31 juni"'), (b'swv = "PO"', b'swv = "BO"')])
def test_a_season_that_cannot_be_is_refused(small_world: World, line: bytes, wrong: bytes) -> None:
    files = dict(seizoen().files)
    files["route.toml"] = files["route.toml"].replace(line, wrong)
    with pytest.raises(InvalidRoute):
        _ = Route(files).settings


def test_a_case_that_is_about_no_pupil_stands_in_the_lists_with_its_school(yearly: World) -> None:
    yearly.on("2026-12-01")
    drain(yearly.system)
    listed = yearly.system.read(instances.cases, yearly.person("Ria")).rows
    assert sorted((row.pupil, row.school) for row in listed) == [("", "De Es"), ("", "De Wilg")]
