"""Linked cases: one begins out of another, takes along what was answered, and tells it how it went."""

import pytest

from tests.routes.samples import and_, bpmn, catch, message, node, start, terminate, user, way
from tests.world import World
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import deployments, task_pages

CARRIES = "hulp=vraag sinds geheim"


def field(name: str, kind: str = "text", block: str = "request", more: str = "") -> str:
    return f'[[field]]\nid = "{name}"\nkind = "{kind}"\nlabel = "Veld {name}"\nblock = "{block}"\n{more}'


def settings(name: str) -> bytes:
    return (
        f'name = "{name}"\ntitle = "Route {name}"\nowner = "De tests"\nlegal_basis = "geen"\nmay_start = ["ib_er"]\n'
        f'frame = "{name}"\n'
    ).encode()


def steun(carries: str = CARRIES) -> Route:
    """A school asks; another case begins with it; this one waits for how that ends."""
    frame = bpmn(
        start(), user("aanvragen"), node("serviceTask", "zaak", does="start_case", route="vervolg", carries=carries),
        catch("klaar", message("vervolg_klaar"), role="secretariaat"), terminate("af", outcome="GRANTED"),
        way("begin", "aanvragen", "zaak", "klaar", "af"),
        process="steun", lane={"role": "ib_er"},
    )  # fmt: skip
    asked = field("vraag", "long") + field("sinds", "date") + field("geheim", block="health") + field("stuk", "file")
    return Route({"route.toml": settings("steun"), "steun.bpmn": frame, "forms/aanvragen.toml": asked.encode()})


def vervolg(tells: str = "vervolg_klaar", secret: str = "health") -> Route:
    """The office looks at two things at once, and tells the case it came from."""
    frame = bpmn(
        start(), and_("uit"), user("tellen"), user("bekijken"), and_("samen"),
        node("serviceTask", "zeggen", does="tell_case", message=tells), terminate("af", outcome="GRANTED"),
        way("begin", "uit", "tellen", "samen"), way("uit", "bekijken", "samen", "zeggen", "af"),
        process="vervolg", lane={"role": "secretariaat"},
    )  # fmt: skip
    forms = {
        "tellen": field("aantal", "number"),
        "bekijken": field("hulp", "long") + field("sinds", "date") + field("geheim", block=secret) + field("stuk"),
    }
    files = {f"forms/{name}.toml": text.encode() for name, text in forms.items()}
    return Route({"route.toml": settings("vervolg"), "vervolg.bpmn": frame, **files})


@pytest.fixture
def linked(world: World) -> World:
    for route in (steun(), vervolg()):
        world.system.perform(deployments.deploy, route)
    return world


def asks(world: World) -> tuple[str, str]:
    """Let Anna ask and the other case begin; return the numbers of both."""
    first = world.starts(route="steun")
    world.completes("Anna", "aanvragen", vraag="Rust in de klas", sinds="01-09-2026", geheim="Slaapt slecht")
    drain(world.system)
    origin = world.case(first).id
    return first, next(row.number for row in world.rows(models.Case) if row.linked_from_id == origin)


def test_what_was_answered_comes_along_once_as_the_draft_of_the_first_task_that_asks_for_it(linked: World) -> None:
    _, second = asks(linked)

    (draft,) = linked.rows(models.Draft)
    task = linked.task("Ria", "bekijken")
    assert draft.task_id == task.id
    assert draft.data == {"hulp": ["Rust in de klas"], "sinds": ["01-09-2026"], "geheim": ["Slaapt slecht"]}
    page = linked.system.perform(task_pages.task_page, task.id, linked.person("Ria"))
    assert page.case.number == second
    assert page.raw["hulp"] == ["Rust in de klas"]

    linked.completes("Ria", "bekijken", hulp="Toch iets anders")
    assert linked.rows(models.Draft) == []


def test_a_job_holds_nothing_that_was_answered(linked: World) -> None:
    linked.starts(route="steun")
    linked.completes("Anna", "aanvragen", vraag="Rust in de klas", geheim="Slaapt slecht")

    jobs = [row.payload for row in linked.rows(models.Job) if row.kind == "start"]
    assert [set(payload) for payload in jobs] == [{"route", "from", "element"}]


def test_what_others_may_read_there_does_not_come_along(small_world: World) -> None:
    """The route was changed after the other began to rely on it: a check cannot see that, so the case looks again."""
    small_world.system.perform(deployments.deploy, steun())
    small_world.system.perform(deployments.deploy, vervolg(secret="request"))
    asks(small_world)

    (draft,) = small_world.rows(models.Draft)
    assert set(draft.data) == {"hulp", "sinds"}


def test_both_cases_lead_to_each_other_for_who_may_see_them(linked: World) -> None:
    first, second = asks(linked)

    (to,) = linked.page(first, "Ria").links
    (back,) = linked.page(second, "Ria").links
    assert (to.number, to.origin, to.route_title) == (second, False, "Route vervolg")
    assert (back.number, back.origin) == (first, True)


def test_a_linked_case_that_is_not_theirs_does_not_exist_for_them(small_world: World) -> None:
    for route in (steun(), vervolg()):
        small_world.system.perform(deployments.deploy, route)
    first, second = asks(small_world)
    small_world.system.perform(_moves_to_another_school, small_world.case(second).id)

    assert small_world.page(first, "Anna").links == ()
    assert len(small_world.page(first, "Ria").links) == 1


def _moves_to_another_school(uow: UnitOfWork, case_id: int) -> None:
    parties = uow.session.query(models.Party).filter_by(case_id=case_id, party="applicant")
    school = uow.session.query(models.Organisation).filter_by(name="De Es").one()
    parties.one().organisation_id = school.id


def test_the_linked_case_tells_the_first_one_once_and_its_history_says_so(linked: World) -> None:
    first, second = asks(linked)
    linked.completes("Ria", "tellen")
    linked.completes("Ria", "bekijken")
    assert linked.case(first).ended_at is None  # it has its own lock: it hears right after

    (job,) = [row for row in linked.rows(models.Job) if row.kind == "tell"]
    drain(linked.system)
    assert linked.case(first).outcome == "GRANTED"
    assert len(linked.history(first, "received")) == 1
    assert any(second in str(row.text) and "Bericht" in str(row.text) for row in linked.page(first, "Ria").history)
    assert linked.broken() == {}

    linked.system.perform(_comes_again, job)
    drain(linked.system)
    assert len(linked.history(first, "received")) == 1
    assert len(linked.history(first, "link.too_late")) == 1


def _comes_again(uow: UnitOfWork, job: models.Job) -> None:
    uow.session.add(models.Job(key=job.key, kind="tell", due_at=uow.now, payload=job.payload, case_id=job.case_id))


def test_a_message_that_is_not_waited_for_becomes_an_incident_and_can_be_told_again(small_world: World) -> None:
    small_world.system.perform(deployments.deploy, vervolg())
    small_world.system.perform(deployments.deploy, waits_later())
    first = small_world.starts(route="steun")
    drain(small_world.system)
    small_world.completes("Ria", "tellen")
    small_world.completes("Ria", "bekijken")
    small_world.lives_until("2026-11-24")

    (incident,) = small_world.rows(models.Incident)
    assert (incident.kind, incident.case_id) == ("job.tell", small_world.case(first).id)
    assert small_world.history(first, "received") == []


def waits_later() -> Route:
    """The other case begins at once; the school must act before this one waits for it."""
    frame = bpmn(
        start(), node("serviceTask", "zaak", does="start_case", route="vervolg"), user("aanvragen"),
        catch("klaar", message("vervolg_klaar"), role="secretariaat"), terminate("af", outcome="GRANTED"),
        way("begin", "zaak", "aanvragen", "klaar", "af"),
        process="steun", lane={"role": "ib_er"},
    )  # fmt: skip
    asked = field("vraag", "long").encode()
    return Route({"route.toml": settings("steun"), "steun.bpmn": frame, "forms/aanvragen.toml": asked})


def test_a_case_for_another_party_is_of_that_school_and_not_of_the_one_where_it_came_from(small_world: World) -> None:
    """The TLV for VSO of a pupil in primary school is applied for by the school for VSO (WPO art. 18a lid 6 sub c)."""
    frame = bpmn(
        start(), user("aanvragen"), node("serviceTask", "noemen", does="set_party", party="receiver", fact="school"),
        node("serviceTask", "zaak", does="start_case", route="vervolg", party="receiver"),
        terminate("af", outcome="GRANTED"), way("begin", "aanvragen", "noemen", "zaak", "af"),
        process="steun", lane={"role": "ib_er"},
    )  # fmt: skip
    asked = field("school", "organisation", more="fact = true\n").encode()
    route = Route({"route.toml": settings("steun"), "steun.bpmn": frame, "forms/aanvragen.toml": asked})
    for each in (vervolg(), route):
        small_world.system.perform(deployments.deploy, each)
    es = next(row.id for row in small_world.rows(models.Organisation) if row.name == "De Es")
    first = small_world.starts(route="steun")
    small_world.completes("Anna", "aanvragen", school=str(es))
    drain(small_world.system)

    second = next(row for row in small_world.rows(models.Case) if row.route == "vervolg")
    parties = {row.party: row.organisation_id for row in small_world.rows(models.Party) if row.case_id == second.id}
    assert parties["applicant"] == es
    assert "receiver" not in parties
    assert second.pupil_id == small_world.case(first).pupil_id
