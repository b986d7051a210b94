"""The monitor on the screen and on paper: whose term, why, what the law says; and noting what comes next."""

from pathlib import Path

import pytest

from tests.services.test_monitor import REGISTERED
from tests.webapp.browser import Browser, site_of
from tests.world import BPMN, PASSWORD, World
from workflows.domain.clock import FrozenClock
from workflows.persistence.unit_of_work import Database
from workflows.routes.route import Route
from workflows.services import deployments


@pytest.fixture
def world(sqlite_database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    """A child that Anna registered, seven weeks ago."""
    made = World(sqlite_database, clock, tmp_path)
    made.system.perform(deployments.deploy, Route.from_folder(BPMN / "zorgplicht"))
    made.starts(route="zorgplicht", last_name="Jansen")
    made.completes("Anna", "Aanmelding vastleggen", **REGISTERED)
    made.lives_until("2027-01-11")
    return made


def signed_in(world: World, name: str) -> Browser:
    browser = Browser(site_of(world.system))
    browser.get("/inloggen")
    browser.submits({"email": f"{name.lower()}@wilg.test", "password": PASSWORD}, button="Inloggen")
    return browser


def test_a_line_says_whose_term_it_is_why_and_what_the_law_says_now(world: World) -> None:
    page = signed_in(world, "Joke").follows("Zorgplicht")
    assert page.texts("h1") == ["Zorgplicht: bij ons bekend"]
    line = page.one(".monitor tbody tr").text_content()
    assert "M.J." in line
    assert "Jansen" not in line
    for words in (
        "Week 8 van 10", "loopt door", "Uiterlijk maandag 4 januari 2027", "termijn van de school, wij kijken mee",
        "6 weken na ontvangst van de aanmelding op ma 23 november 2026", "WPO art. 40 lid 6",
        "vanaf dinsdag 2 februari 2027", "Wat de wet nu zegt: De leerling is niet vanzelf toegelaten",
        "bij ons bekend sinds ma 23-11-2026", "wij zijn aan zet Bellen over de late beslissing",
    ):  # fmt: skip
        assert words in " ".join(line.split())
    assert not [words for words in page.texts(".monitor .deadline") if "te laat" in words]  # it is not our term
    assert page.all(".monitor .badge.red") == []


def test_on_the_page_of_the_case_nobody_is_late_for_what_happens_by_law(world: World) -> None:
    world.on("2027-02-02")
    page = signed_in(world, "Joke").get("/zaken/ZA-2026-000001")
    placed = next(words for words in page.texts(".deadline") if words.startswith("Tijdelijke plaatsing"))
    assert "vanaf dinsdag 2 februari 2027 geldt nu" in placed


def test_what_comes_next_is_a_day_and_a_line(world: World) -> None:
    joke = signed_in(world, "Joke")
    joke.get("/zorgplicht")
    joke.follows("Volgende stap vastleggen")
    refused = joke.submits({"on": "10-01-2027", "note": ""}, button="Vastleggen")
    assert refused.status == 422
    assert [link.get("href") for link in refused.all("#mistakes a")] == ["#v-on", "#v-note"]
    page = joke.submits({"on": "15-01-2027", "note": "Ouders gaan vrijdag kijken"}, button="Vastleggen")
    assert "Ouders gaan vrijdag kijken" in page.one(".monitor tbody tr").text_content()
    assert "Joke" in joke.follows("Volgende stap vastleggen").one(".rows").text_content()


def test_on_paper_there_are_initials_only_on_a_sheet_per_board(world: World) -> None:
    joke = signed_in(world, "Joke")
    joke.get("/zorgplicht?bestuur=99901")
    page = joke.follows("Op papier")
    assert page.texts(".sheet h2") == ["Stichting Proef"]
    assert page.texts(".sheet td")[0].startswith("M.J.")
    assert "Jansen" not in page.text


@pytest.mark.parametrize("name", ["Anna", "Els", "Ad"])
def test_for_others_the_monitor_does_not_exist(world: World, name: str) -> None:
    browser = signed_in(world, name)
    assert [
        browser.get(path).status for path in ("/zorgplicht", "/zorgplicht/print", "/zorgplicht/ZA-2026-000001")
    ] == [404] * 3
    assert "Bij ons bekend" not in browser.get("/zorgplicht/maandopgave").texts("header nav a")
