"""From the task list or the case to the letter that extends a term: filled in, read, and sent."""

from datetime import date
from pathlib import Path

import pytest

from tests.services.test_extending import slow
from tests.webapp.browser import Browser, site_of
from tests.world import PASSWORD, World
from workflows.domain.clock import FrozenClock
from workflows.persistence import models
from workflows.persistence.unit_of_work import Database
from workflows.scheduler import drain
from workflows.services import deployments


@pytest.fixture
def world(sqlite_database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    """A case whose term to decide, until 18 January 2027, turned amber today."""
    world = World(sqlite_database, clock, tmp_path)
    world.system.perform(deployments.deploy, slow())
    world.starts(route="traag")
    world.on("2027-01-04")
    drain(world.system)
    return world


@pytest.fixture
def ria(world: World) -> Browser:
    """The office, signed in."""
    browser = Browser(site_of(world.system))
    browser.get("/inloggen")
    browser.submits({"email": "ria@wilg.test", "password": PASSWORD}, button="Inloggen")
    return browser


def due(world: World) -> date | None:
    row: models.Deadline = next(row for row in world.rows(models.Deadline) if row.rule == "T2")
    return row.due_on


@pytest.mark.parametrize("page", ["/taken", "/zaken/ZA-2026-000001"])
def test_the_letter_is_one_click_away_filled_in_read_and_sent(world: World, ria: Browser, page: str) -> None:
    ria.get(page)
    ria.follows("Brief over verlenging klaarzetten")
    assert ria.page.one("input[name=lukt][checked]").get("value") == "nee"
    assert ria.page.one("input[name=nieuwe_dag]").get("value") == "15-02-2027"
    task = ria.page.response.request.path
    shown = ria.submits(button="Brieven bekijken")
    assert "U hoort het uiterlijk ma 15-02-2027." in " ".join(shown.texts("article.paper p"))
    assert (world.rows(models.Letter), due(world)) == ([], date(2027, 1, 18))
    assert ria.get(task).one("input[name=nieuwe_dag]").get("value") == "15-02-2027"
    assert "is afgerond" in ria.submits(button="Afronden").text
    assert ([row.letter for row in world.rows(models.Letter)], due(world)) == (["later"], date(2027, 2, 15))
    assert "verlengd op ma 04-01-2027" in ria.get("/termijnen?weken=8").text


def test_the_card_names_the_term_the_article_and_the_proposal(ria: Browser) -> None:
    (card,) = ria.get("/zaken/ZA-2026-000001").texts(".note.amber")
    for words in ("Lukt het op tijd?", "ma 18-01-2027", "ma 15-02-2027", "Dat kan één keer.", "Awb art. 4:14 lid 3"):
        assert words in card


def test_a_preview_says_what_is_wrong_as_sending_would(ria: Browser) -> None:
    ria.opens("Doe nagaan")
    assert ria.submits(button="Brieven bekijken").status == 422
    page = ria.submits({"lukt": "nee", "nieuwe_dag": "11-01-2027"}, button="Brieven bekijken")
    assert page.status == 422
    assert "(Awb art. 4:14 lid 3)" in page.text
    assert page.all("article.paper") == []


def test_the_letter_can_still_be_sent_by_who_thought_it_would_be_in_time(world: World, ria: Browser) -> None:
    ria.opens("Doe nagaan")
    ria.submits({"lukt": "ja"}, button="Afronden")
    ria.get("/zaken/ZA-2026-000001")
    ria.follows("Brief over verlenging klaarzetten")
    shown = ria.submits(button="Voorbeeld van de brief")
    assert "U hoort het uiterlijk ma 15-02-2027." in " ".join(shown.texts("article.paper p"))
    assert due(world) == date(2027, 1, 18)
    ria.submits(button="Vastleggen")
    assert due(world) == date(2027, 2, 15)
