"""Starting a case: for one's own schools, once per submit, for a pupil that is known or new."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.clocks import SHARED
from tests.routes.samples import bpmn, start, terminate, user, way
from tests.services.test_links import steun, vervolg
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.domain.ledger import ClockEvent
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.check import check_route
from workflows.routes.route import Route, Shared
from workflows.services import deployments, instances, tasks, terms


def form(world: World, **changes: str) -> dict[str, list[str]]:
    school = next(row for row in world.rows(models.Organisation) if row.name == "De Wilg")
    raw = {"school": str(school.id), "roepnaam": "Milan", "achternaam": "Voorbeeld", "geboortedatum": "12-05-2018"}
    return {name: [text] for name, text in (raw | changes).items()}


def test_before_starting_one_reads_what_is_needed_and_when_the_answer_comes(small_world: World) -> None:
    before = small_world.system.read(instances.before_start, "proef", small_world.person("Anna"))
    assert before.begin == ("Een stuk",)
    assert [each.text.nl for each in before.promised] == ["Beslissen op de TLV-aanvraag: ma 18-01-2027"]
    assert [name for _, name in before.schools] == ["De Wilg"]
    assert before.promised[0].due.because


def test_a_school_starts_for_itself_and_the_office_for_each_of_its_schools(small_world: World) -> None:
    def schools(name: str) -> list[str]:
        before = small_world.system.read(instances.before_start, "proef", small_world.person(name))
        return sorted(label for _, label in before.schools)

    assert schools("Cees") == ["De Es"]
    assert schools("Ria") == ["De Es", "De Wilg"]
    with pytest.raises(InvalidAnswers, match="kies uw school"):
        small_world.system.perform(instances.start_case, "proef", small_world.person("Cees"), form(small_world), "k")


@pytest.mark.parametrize("stranger", ["Dirk", "Els", "Coen", "Ad"])
def test_who_may_not_start_a_route_does_not_see_it(small_world: World, stranger: str) -> None:
    by = small_world.person(stranger)
    assert small_world.system.read(instances.startable, by) == ()
    for route in ("proef", "bestaat_niet"):
        with pytest.raises(NotFound):
            small_world.system.read(instances.before_start, route, by)
        with pytest.raises(NotFound):
            small_world.system.perform(instances.start_case, route, by, form(small_world), "k")


def test_the_same_submit_twice_starts_one_case(world: World) -> None:
    first = world.starts(key="sleutel")
    assert world.starts(key="sleutel") == first
    assert len(world.rows(models.Case)) == len(world.rows(models.Pupil)) == 1
    assert world.starts(last_name="Ander") != first


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_submit_without_a_key_of_ours_is_refused(world: World, key: str) -> None:
    anna = world.person("Anna")
    with pytest.raises(InvalidAnswers, match="Open deze pagina opnieuw"):
        world.system.perform(instances.start_case, "proef", anna, form(world), key)
    world.starts()
    with pytest.raises(InvalidAnswers, match="Open deze pagina opnieuw"):
        world.system.perform(tasks.complete_task, world.task("Anna").id, anna, {"vraag": ["Hulp"]}, key)
    assert world.rows(models.Incident) == []


def test_eight_clicks_at_once_start_one_case_with_one_answer(world: World) -> None:
    anna, raw, together = world.person("Anna"), form(world), Barrier(8, timeout=30)

    def click(n: int, key: str) -> str:
        together.wait()
        return world.system.perform(instances.start_case, "proef", anna, raw, key, accept_warnings=True)

    with ThreadPoolExecutor(8) as pool:
        for key in ("een", "twee", "drie"):
            assert len(set(pool.map(click, range(8), [key] * 8))) == 1
    assert len(world.rows(models.Case)) == len(world.rows(models.Pupil)) == 3


def test_cases_that_start_at_the_same_time_get_numbers_that_follow_each_other(world: World) -> None:
    anna = world.person("Anna")

    def start(n: int) -> str:
        raw = form(world, achternaam=f"Kind{n}")
        return world.system.perform(instances.start_case, "proef", anna, raw, f"k{n}", accept_warnings=True)

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(start, range(16)))
    assert numbers == [f"ZA-2026-{n:06}" for n in range(1, 17)]


def test_a_child_that_may_be_known_already_is_asked_about(small_world: World) -> None:
    world = small_world
    world.starts()
    anna = world.person("Anna")
    with pytest.raises(instances.KnownPupils) as asked:
        world.system.perform(instances.start_case, "proef", anna, form(world, achternaam="Voorbéeld"), "k1")
    assert [name for _, name, _ in asked.value.alike] == ["Milan Voorbeeld"]
    known = world.rows(models.Pupil)[0].id
    world.system.perform(instances.start_case, "proef", anna, form(world, leerling=str(known)), "k2")
    assert [row.pupil_id for row in world.rows(models.Case)] == [known, known]
    twin = form(world, roepnaam="Mila", leerling="andere")
    world.system.perform(instances.start_case, "proef", anna, twin, "k3")
    assert [row.first_name for row in world.rows(models.Pupil)] == ["Milan", "Mila"]
    world.system.perform(instances.start_case, "proef", anna, form(world, geboortedatum="13-05-2018"), "k4")
    assert len(world.rows(models.Pupil)) == 3


def test_a_school_is_not_told_that_a_child_is_known_at_another_school(small_world: World) -> None:
    small_world.starts("Cees")
    small_world.system.perform(instances.start_case, "proef", small_world.person("Anna"), form(small_world), "k1")

    assert len({row.pupil_id for row in small_world.rows(models.Case)}) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"roepnaam": " "}, "roepnaam"),
        ({"achternaam": "x" * 101}, "achternaam"),
        ({"geboortedatum": "31-02-2018"}, "geboortedatum"),
        ({"geboortedatum": "24-11-2026"}, "geboortedatum"),
        ({"geboortedatum": "01-01-1990"}, "geboortedatum"),
        ({"school": "999"}, "school"),
        ({"school": "Wilg"}, "school"),
    ],
)
def test_what_is_wrong_is_told_by_field_and_starts_nothing(
    small_world: World, change: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        small_world.system.perform(
            instances.start_case, "proef", small_world.person("Anna"), form(small_world, **change), "k"
        )
    assert [error.field for error in refused.value.errors] == [field]
    assert small_world.rows(models.Case) == small_world.rows(models.Pupil) == []


def test_a_new_case_knows_its_organisations_and_what_kind_of_swv_it_is_for(small_world: World) -> None:
    number = small_world.starts()
    case = small_world.case(number)
    names = {row.id: row.name for row in small_world.rows(models.Organisation)}
    parties = {row.party: names[row.organisation_id] for row in small_world.rows(models.Party)}
    assert parties == {"applicant": "De Wilg", "board": "Stichting Proef", "swv": "SWV De Vallei"}
    assert case.state["facts"] == {"swv_soort": "PO"}  # no region is known of this school
    assert case.started_on == date(2026, 11, 23)


def test_a_term_in_school_time_goes_by_the_holidays_of_the_school_of_the_case(small_world: World) -> None:
    for region, due in (("Noord", date(2027, 6, 11)), ("Zuid", date(2027, 6, 25))):
        small_world.system.perform(_move_schools_to, region)
        case = small_world.case(small_world.starts(key=f"in {region}", last_name=region))
        assert case.state["facts"]["vakantieregio"] == region
        ledger = small_world.system.read(terms.ledger_of, case)
        ledger.record(ClockEvent("started", "P11", date(2026, 11, 23), NOON))
        found = ledger.due("P11")
        assert found is not None
        assert found.on == due


NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def _move_schools_to(uow: UnitOfWork, region: str) -> None:
    for row in uow.session.scalars(select(models.Organisation).where(models.Organisation.kind == "school")):
        row.region = region


def office_route(more: str, role: str = "secretariaat") -> Route:
    """A route of the office alone."""
    frame = bpmn(
        start(), user("bekijken"), terminate("af", outcome="GRANTED"), way("begin", "bekijken", "af"),
        process="kantoor", lane={"role": role},
    )  # fmt: skip
    said = 'name = "kantoor"\ntitle = "Van het kantoor"\nowner = "De tests"\nlegal_basis = "geen"\nmay_start = []\n'
    files = {"route.toml": f'{said}frame = "kantoor"\n{more}'.encode(), "kantoor.bpmn": frame}
    form = b'[[field]]\nid = "wat"\nkind = "text"\nlabel = "Wat"\nblock = "request"\n'
    return Route({**files, "forms/bekijken.toml": form})


def test_a_case_of_the_office_alone_has_no_school_and_may_have_no_pupil(world: World) -> None:
    """AVG art. 15 and 33: a school has nothing to do with a request or a breach of the SWV itself."""
    world.system.perform(deployments.deploy, office_route('parties = ["swv"]\npupil = false\n'))
    ria = world.person("Ria")
    before = world.system.read(instances.before_start, "kantoor", ria)
    assert not before.pupil
    [(swv, _)] = before.schools
    number = world.system.perform(instances.start_case, "kantoor", ria, {"school": [swv]}, "k")
    case = world.case(number)
    assert case.pupil_id is None
    assert {row.party for row in world.rows(models.Party) if row.case_id == case.id} == {"swv"}
    assert world.system.perform(instances.case_page, number, ria).head.school == ""
    with pytest.raises(NotFound):
        world.system.perform(instances.case_page, number, world.person("Anna"))


def test_who_acts_for_a_party_that_a_case_does_not_have_gets_no_tasks_of_it() -> None:
    codes = {
        finding.code
        for finding in check_route(office_route('parties = ["swv"]\n', "ib_er"), Shared.from_folder(SHARED))
    }
    assert "party-missing" in codes


def test_a_question_about_nobody_can_become_a_case_of_a_pupil(world: World) -> None:
    files = dict(steun().files)
    files["route.toml"] += b'without_pupil = ["vraag", "sinds"]\n'
    for route in (Route(files), vervolg()):
        world.system.perform(deployments.deploy, route)
    anna, cees = world.person("Anna"), world.person("Cees")
    nobody = world.system.perform(instances.start_case, "steun", anna, form(world, zonder_leerling="ja"), "a")
    assert not world.rows(models.Pupil)
    assert world.case(nobody).state["facts"]["zonder_leerling"]
    world.completes("Anna", "aanvragen", vraag="Rust in de klas", sinds="01-09-2026", geheim="Slaapt slecht")
    assert world.system.read(instances.before_start, "steun", anna, nobody).origin == nobody
    with pytest.raises(NotFound):
        world.system.read(instances.before_start, "steun", cees, nobody)
    named = world.system.perform(instances.start_case, "steun", anna, form(world, vanuit=nobody), "b")
    assert world.case(named).linked_from_id == world.case(nobody).id
    (draft,) = world.rows(models.Draft)
    assert draft.data == {"vraag": ["Rust in de klas"], "sinds": ["01-09-2026"]}
    with pytest.raises(NotFound):  # a case of a pupil becomes nobody else's
        world.system.perform(instances.start_case, "steun", anna, form(world, vanuit=named), "c")


def test_a_case_is_about_a_pupil_where_the_route_does_not_say_otherwise(small_world: World) -> None:
    anna = small_world.person("Anna")
    raw = form(small_world, zonder_leerling="ja", achternaam="")
    with pytest.raises(InvalidAnswers, match="Achternaam"):
        small_world.system.perform(instances.start_case, "proef", anna, raw, "k")
