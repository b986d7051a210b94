"""A case as each role may see it; not allowed and not existing look the same; every reading is noted."""

from datetime import date

import pytest

from tests.routes.samples import and_, bpmn, message, node, start, terminate, user, way
from tests.services.test_links import field, settings
from tests.world import World
from workflows.domain.errors import NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import deployments, instances, messages, people, task_pages, turns


def told(world: World, number: str, by: str) -> set[str]:
    """Return the labels of everything that the dossier tells this person."""
    return {label for section in world.page(number, by).dossier for label, _ in section.rows}


@pytest.mark.parametrize(
    ("who", "identity", "asked", "letters"),
    [
        ("Anna", True, True, 1),  # the letter to the school; not the one to the parent
        ("Bart", True, True, 1),
        ("Ria", True, True, 2),
        ("Dirk", True, True, 2),
        ("Coen", True, False, 0),  # of the board: who and what was decided, not what was asked
        ("Joke", True, True, 0),
    ],
)
def test_each_role_sees_its_own_blocks_of_the_case(
    small_world: World, who: str, identity: bool, asked: bool, letters: int
) -> None:
    number = small_world.submits()
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    labels = told(small_world, number, who)
    assert ("Naam" in labels) == ("Naam ouder 1" in labels) == identity
    assert ("Wat vraagt u?" in labels) == asked
    page = small_world.page(number, who)
    assert len(page.letters) == letters
    assert not page.may_add_documents  # the case has ended


@pytest.mark.parametrize(("who", "may"), [("Anna", True), ("Ria", True), ("Dirk", False), ("Joke", False)])
def test_who_may_only_read_a_case_adds_nothing_to_it(small_world: World, who: str, may: bool) -> None:
    number = small_world.submits()
    assert small_world.page(number, who).may_add_documents is may


@pytest.mark.parametrize("who", ["Cees", "Els", "Ad"])
def test_who_has_no_part_in_a_case_cannot_tell_that_it_exists(small_world: World, who: str) -> None:
    number = small_world.submits()
    by = small_world.person(who)
    for unknown in (number, "ZA-2026-999999"):
        for ask in (
            lambda: small_world.system.perform(instances.case_page, unknown, by),  # noqa: B023
            lambda: small_world.system.read(instances.diagram, unknown, "proef", by),  # noqa: B023
            lambda: small_world.system.perform(messages.message_page, unknown, "1", by),  # noqa: B023
            lambda: small_world.system.perform(messages.receive, unknown, "1", by, {}),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                ask()
    assert small_world.system.read(instances.cases, by).rows == ()
    assert small_world.system.read(instances.cases, by, number).rows == ()


def test_an_expert_sees_the_case_only_while_it_waits_for_them(advising: World) -> None:
    number = advising.starts(route="advies")
    experts = {f"deskundige_{n}": str(advising.person(name).id) for n, name in ((1, "Els"), (2, "Fred"))}
    with pytest.raises(NotFound):
        advising.page(number, "Els")
    advising.completes("Ria", "benoemen", **experts)
    assert [row.name for row in advising.inbox("Els")] == ["Doe adviseren"]
    assert advising.page(number, "Els").status.yours
    advising.completes("Els", "adviseren", advies="Een klein groepje helpt.")
    for ask in (lambda: advising.page(number, "Els"), lambda: told(advising, number, "Els")):
        with pytest.raises(NotFound):
            ask()
    assert "Wat is uw advies?" in told(advising, number, "Dirk")  # each advice is there, by its number
    assert [section.title for section in advising.page(number, "Dirk").dossier][-1] == "Doe adviseren (1)"
    assert advising.page(number, "Fred").status.yours
    assert "Wat is uw advies?" not in told(advising, number, "Coen")


def test_a_role_that_ended_opens_nothing_any_more(small_world: World) -> None:
    number = small_world.submits()
    bart = small_world.person("Bart")
    school = bart.memberships[0].organisation_id
    small_world.system.perform(
        people.end_membership, small_world.person("Ad"), bart.id, "ib_er", school, date(2026, 11, 23)
    )
    assert small_world.page(number, "Bart")  # the last day still counts
    small_world.on("2026-11-24")
    with pytest.raises(NotFound):
        small_world.page(number, "Bart")


def test_every_reading_is_noted_with_who_and_when(world: World) -> None:
    number = world.submits()
    world.page(number, "Dirk")
    world.system.perform(task_pages.task_page, world.task("Ria").id, world.person("Sjaak"))
    log = [(row.person_id, row.case_id, row.what, row.at) for row in world.rows(models.ReadLog)]
    case = world.case(number).id
    assert log == [
        (world.person("Dirk").id, case, "case", world.clock.now()),
        (world.person("Sjaak").id, case, "task", world.clock.now()),
    ]


def test_the_first_line_says_who_must_act_on_what_by_when(small_world: World) -> None:
    number = small_world.submits()
    ria, anna = small_world.page(number, "Ria"), small_world.page(number, "Anna")
    assert ria.status.text == ("Secretariaat van SWV De Vallei is aan zet: doe beoordelen, uiterlijk ma 30-11-2026.")
    assert (ria.status.yours, anna.status.yours) == (True, False)
    assert ria.status.task_id == small_world.task("Ria").id
    line = small_world.system.read(instances.cases, small_world.person("Anna")).rows[0]
    assert (line.status, line.due_on, line.ended) == (anna.status.text, date(2026, 11, 30), False)
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    ended = small_world.page(number, "Anna")
    assert ended.head.outcome == "GRANTED"
    assert ended.status.text.startswith("Afgesloten")
    assert small_world.system.read(instances.cases, small_world.person("Anna")).rows[0].ended


def test_while_somebody_outside_must_act_it_is_not_the_office_that_must(small_world: World) -> None:
    line = {"name": "Herstel ontvangen", "actor": "secretariaat:1", "due_on": "2026-12-01", "awaits": "indiener"}
    told = small_world.system.read(lambda uow: turns.status_in_words([line], turns.Names(uow, [[line]])))
    assert told == "Wij wachten op wie bezwaar maakte: herstel ontvangen, uiterlijk di 01-12-2026."


def test_the_case_shows_where_it_is_in_its_route(small_world: World) -> None:
    number = small_world.submits()
    page = small_world.page(number, "Anna")
    assert [(step.name, step.state) for step in page.steps] == [
        ("Doe vragen", "gedaan"),
        ("Doe beoordelen", "nu"),
        ("Doe aanmanen", "later"),
    ]
    drawing = small_world.system.read(instances.diagram, number, "proef", small_world.person("Anna"))
    assert drawing.current == ("beoordelen", "laten_beoordelen")
    assert "vragen" in drawing.done
    with pytest.raises(NotFound):
        small_world.system.read(instances.diagram, number, "nergens", small_world.person("Anna"))


def test_cases_are_found_by_number_and_by_the_beginning_of_a_name(small_world: World) -> None:
    first = small_world.starts(last_name="Müller")
    second = small_world.starts(last_name="Muis")
    small_world.starts("Cees", last_name="Muller")

    def found(q: str, by: str = "Anna") -> list[str]:
        return [row.number for row in small_world.system.read(instances.cases, small_world.person(by), q).rows]

    assert found("mul") == [first]
    assert found("Mu") == [second, first]
    assert found(first.lower()) == [first]
    assert found("%") == []
    assert len(found("mu", "Ria")) == 3


def test_the_list_of_cases_comes_in_pages(small_world: World) -> None:
    for n in range(55):
        small_world.starts(last_name=f"Kind{n}")
    by = small_world.person("Ria")
    first = small_world.system.read(instances.cases, by)
    second = small_world.system.read(instances.cases, by, "", first.next)
    assert (len(first.rows), len(second.rows), second.next) == (50, 5, None)
    assert len({row.number for row in (*first.rows, *second.rows)}) == 55


def test_the_first_line_leads_to_what_is_due_first_and_then_to_what_must_be_put_on_record(small_world: World) -> None:
    frame = bpmn(
        start(starts="T0C T2"), and_("uit"), user("later", due="T2"), user("eerst", due="T0C"), and_("samen"),
        node("intermediateCatchEvent", "antwoord", message("antwoord"), {"name": "Antwoord ontvangen"}, role="ib_er"),
        terminate("af", outcome="GRANTED"),
        way("begin", "uit", "later", "samen"), way("uit", "eerst", "samen", "antwoord", "af"),
        process="lijn", lane={"role": "secretariaat"},
    )  # fmt: skip
    forms = {f"forms/{each}.toml": field("gezien").encode() for each in ("later", "eerst")}
    route = Route({"route.toml": settings("lijn"), "lijn.bpmn": frame, **forms})
    small_world.system.perform(deployments.deploy, route)
    number = small_world.starts(route="lijn")
    page = small_world.page(number, "Ria")
    assert [task.name for task in page.tasks] == ["Doe eerst", "Doe later"]
    assert "doe eerst" in page.status.text
    assert (page.status.task_id, page.status.token) == (page.tasks[0].id, None)

    for each in ("eerst", "later"):
        small_world.completes("Ria", each, gezien="ja")
    page, other = small_world.page(number, "Anna"), small_world.page(number, "Dirk")
    assert "antwoord ontvangen" in page.status.text
    assert (page.status.task_id, page.status.token, page.status.yours) == (None, page.listeners[0].token, True)
    assert (other.status.token, other.status.yours) == (None, False)
