"""TLVs that end: schools are asked once, answer per pupil, and the application that follows begins filled in."""

from datetime import date
from functools import partial

import pytest

from tests.services.test_links import field, steun, vervolg
from tests.services.test_tlvs import issue
from tests.world import BPMN, World, proef
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route, Shared
from workflows.services import deployments, renewals, task_pages, tasks

ENDS = date(2027, 7, 31)
RENEWAL = """
[renewal]
form = "vragen"
carries = ["ouder1_naam"]
kind = "soort"
category = "categorie"
since = "sinds"
due = "T10"
answers = { vraag = "Hoe nu verder?" }
of_kind = { SO = { inschrijving = "so" } }
[renewal.choice]
verlengen = { label = "Verlengen", starts = true, answers = { aanleiding = "verlenging" } }
terug = { label = "Terug naar regulier" }
"""
MORE = "".join(
    f'[[field]]\nid = "{name}"\nkind = "{kind}"\nlabel = "{name}"\nblock = "request"\n'
    for name, kind in (
        ("soort", "text"), ("categorie", "text"), ("sinds", "date"), ("inschrijving", "text"), ("aanleiding", "text")
    )
)  # fmt: skip


def renewing(settings: str = RENEWAL) -> Route:
    files = dict(proef().files)
    files["route.toml"] += settings.encode()
    files["forms/vragen.toml"] += MORE.encode()
    return Route(files)


@pytest.fixture
def asked(world: World) -> World:
    """Two pupils of De Wilg whose TLV ends in the summer; the first has an application of before."""
    before = world.submits("Aalbers")
    world.system.perform(deployments.deploy, renewing())
    wilg = school(world)
    for number, name in (("PO9901-2025-00001", "Aalbers"), ("PO9901-2025-00002", "Bos")):
        issue(world, number, name, until="2027-07-31", school_id=wilg, placed_on=date(2025, 8, 18))

    def link(uow: UnitOfWork) -> None:
        uow.session.query(models.Tlv).filter_by(number="PO9901-2025-00001").update({"case_id": world.case(before).id})

    world.system.perform(link)
    return world


def school(world: World, name: str = "De Wilg") -> int:
    return next(row.id for row in world.rows(models.Organisation) if row.name == name)


def answers(world: World, by: str = "Anna", **given: str) -> tuple[str, ...]:
    told = {number.replace("_", "-"): (choice, "") for number, choice in given.items()}
    return world.system.perform(renewals.answer, world.person(by), ENDS, school(world), told)


def test_the_office_sees_how_far_every_school_is_and_asks_each_of_them_once(asked: World) -> None:
    ria = asked.person("Ria")
    page = asked.system.read(renewals.round_of, ria, ENDS)
    assert (page.pupils, page.answered, page.nowhere, page.apply_before) == (2, 0, 0, date(2027, 4, 14))
    assert [asked.system.perform(renewals.invite, ria, ENDS) for _ in range(2)] == [1, 0]
    mails = [job for job in asked.rows(models.Job) if job.payload.get("notice") == "renewal"]
    assert {job.payload["to"] for job in mails} == {asked.person(name).id for name in ("Anna", "Bart")}
    answers(asked, PO9901_2025_00002="terug")
    [row] = asked.system.read(renewals.round_of, ria, ENDS).schools
    assert (row.name, row.pupils, row.answered, row.invited_on) == ("De Wilg", 2, 1, date(2026, 11, 23))


def test_an_application_begins_for_the_same_pupil_with_what_is_known_filled_in(asked: World) -> None:
    [number] = answers(asked, PO9901_2025_00001="verlengen", PO9901_2025_00002="terug")
    case = asked.case(number)
    tlv = asked.rows(models.Tlv)[0]
    assert (case.pupil_id, case.linked_from_id) == (tlv.pupil_id, tlv.case_id)
    task = next(row for row in asked.inbox("Anna") if row.case_number == number)
    page = asked.system.perform(task_pages.task_page, task.id, asked.person("Anna"))
    assert page.raw == {
        "ouder1_naam": ["Moeder Voorbeeld"], "soort": ["SO"], "categorie": ["L"], "sinds": ["18-08-2025"],
        "vraag": ["Hoe nu verder?"], "inschrijving": ["so"], "aanleiding": ["verlenging"],
    }  # fmt: skip
    asked.system.perform(
        tasks.complete_task, task.id, asked.person("Anna"), page.raw, page.key, None, True, page.version
    )


def test_an_answer_may_change_until_an_application_began_with_it(asked: World) -> None:
    assert answers(asked, PO9901_2025_00002="terug") == ()
    assert len(answers(asked, PO9901_2025_00002="verlengen")) == 1
    assert answers(asked, PO9901_2025_00002="terug") == ()
    page = asked.system.read(renewals.school_round, asked.person("Bart"), ENDS, school(asked))
    assert [(row.pupil, row.choice) for row in page.pupils] == [("Sem Aalbers", ""), ("Sem Bos", "verlengen")]


def test_a_school_finds_its_own_round_and_no_other(asked: World) -> None:
    [own] = asked.system.read(renewals.own_rounds, asked.person("Anna"))
    assert (own.ends_on, own.school, own.pupils, own.answered) == (ENDS, "De Wilg", 2, 0)
    assert asked.system.read(renewals.own_rounds, asked.person("Cees")) == ()
    for stranger in ("Cees", "Dirk", "Coen", "Ad"):
        with pytest.raises(NotFound):
            answers(asked, stranger, PO9901_2025_00001="terug")
    for stranger in ("Anna", "Dirk", "Ad"):
        with pytest.raises(NotFound):
            asked.system.perform(renewals.invite, asked.person(stranger), ENDS)
    with pytest.raises(NotFound):
        answers(asked, PO9901_2026_00009="terug")


def test_the_office_answers_for_a_school_that_phones(asked: World) -> None:
    assert len(answers(asked, "Ria", PO9901_2025_00001="verlengen")) == 1


def test_an_answer_that_is_not_on_the_list_is_refused_and_nothing_is_kept(asked: World) -> None:
    with pytest.raises(InvalidAnswers, match="PO9901-2025-00002: kies een antwoord"):
        answers(asked, PO9901_2025_00001="verlengen", PO9901_2025_00002="onzin")
    assert asked.rows(models.Renewal) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('form = "vragen"|form = "vraag"', "Het formulier 'vraag' bestaat niet"),
        ('carries = ["ouder1_naam"]|carries = ["ouder3_naam"]', "Het veld 'ouder3_naam' staat niet"),
        ('due = "T10"|due = "T99"', "De termijn 'T99' bestaat niet"),
        ("starts = true|starts = 1", "'starts' is geen ja of nee"),
    ],
)
def test_a_route_is_told_what_is_wrong_with_its_renewal(wrong: str, said: str) -> None:
    findings = deployments.check(renewing(RENEWAL.replace(*wrong.split("|"))), Shared.from_folder(BPMN / "shared"))
    assert any(said in str(finding) for finding in findings)


def test_an_answer_may_let_a_case_of_another_route_begin_once_that_is_in_use(asked: World) -> None:
    more = '[renewal.choice.bespreken]\nlabel = "Eerst bespreken"\nstarts = true\nroute = "steun"\n'
    asked.system.perform(deployments.deploy, renewing(RENEWAL + more))
    page = partial(asked.system.read, renewals.school_round, asked.person("Anna"), ENDS, school(asked))
    assert "bespreken" not in dict(page().choices)
    files = dict(steun("vraag").files)
    files["forms/aanvragen.toml"] += (field("tlv_tot", "date") + field("tlv_van")).encode()
    for route in (Route(files), vervolg()):
        asked.system.perform(deployments.deploy, route)
    assert "bespreken" in dict(page().choices)
    [number] = answers(asked, PO9901_2025_00001="bespreken")
    case = asked.case(number)
    assert (case.route, case.linked_from_id) == ("steun", asked.rows(models.Tlv)[0].case_id)
    (draft,) = asked.rows(models.Draft)
    assert draft.data["tlv_tot"] == ["31-07-2027"]
    assert draft.data["tlv_van"] == ["PO9901-2025-00001"]
