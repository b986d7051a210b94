"""What parents and pupil declared, on the pages: recorded, needed, withdrawn; and what is destroyed."""

from pathlib import Path

import pytest
from flask import Flask

from tests.services.test_records import CONSENT, discusses, made, plan
from tests.services.test_retention import ended
from tests.webapp.browser import Browser, site_of
from tests.world import PASSWORD, World
from workflows.domain.clock import FrozenClock
from workflows.persistence.unit_of_work import Database
from workflows.services import deployments


@pytest.fixture
def world(sqlite_database: Database, clock: FrozenClock, tmp_path: Path) -> World:
    world = World(sqlite_database, clock, tmp_path)
    world.system.perform(deployments.deploy, plan())
    return world


@pytest.fixture
def number(world: World) -> str:
    """A case in which a plan is to be adopted; one of its parents agreed, the pupil was ill."""
    found = made(world)
    discusses(world, "ouder1", leerling_gesproken="nee", leerling_woorden="Hij was ziek.")
    return found


@pytest.fixture
def site(world: World) -> Flask:
    return site_of(world.system)


def visitor(site: Flask, name: str) -> Browser:
    browser = Browser(site)
    browser.get("/inloggen")
    browser.submits({"email": f"{name}@wilg.test", "password": PASSWORD}, button="Inloggen")
    return browser


def test_a_task_that_cannot_be_completed_yet_says_why_beside_its_button(number: str, site: Flask) -> None:
    anna = visitor(site, "Anna")
    page = anna.opens("Doe vaststellen")
    button = page.one("form#task button.primary")
    assert (button.get("disabled"), button.get("aria-describedby")) == ("disabled", "lacks")
    reason = page.texts("#lacks li")
    assert len(reason) == 1, "that the pupil was not heard, and why, is on record: that will do"
    assert reason[0].startswith("Instemming met het handelingsdeel: nog niet van iedereen die erover gaat.")
    assert "WPO art. 40a lid 2" in reason[0]
    assert "Kan nog niet: Instemming met het handelingsdeel" in anna.get(f"/zaken/{number}").text


def test_the_office_records_on_paper_and_the_school_withdraws_in_one_step(number: str, site: Flask) -> None:
    ria, anna, dirk = (visitor(site, name) for name in ("Ria", "Anna", "Dirk"))
    ria.get(f"/zaken/{number}")
    ria.follows("Toestemming om gegevens te delen")
    assert "Geven zij toestemming: kies een antwoord." in ria.submits(button="Vastleggen").text
    page = ria.submits(CONSENT, button="Vastleggen")
    assert "Toestemming om gegevens te delen (aan: De gemeente (leerplicht)) geldt" in page.text
    anna.get(f"/zaken/{number}")
    page = anna.follows("Toestemming intrekken")
    assert anna.submits({"who": "ouder1"}, button="Intrekken").status == 422
    page = anna.submits({"who": "ouder1", "how": "telefoon"}, button="Intrekken")
    assert "Ingetrokken: Toestemming om gegevens te delen" in page.text
    assert "ingetrokken: eerste ouder" in page.text
    assert "ja: eerste ouder (Moeder); ja: tweede ouder (Vader)" in page.text, "what was given stays to be read"
    assert anna.get(f"/zaken/{number}/verklaringen/toestemming").status == 404
    assert anna.get("/vernietigen").status == 404
    assert "Er is nu niets te vernietigen." in dirk.get("/vernietigen").text


def test_a_file_is_destroyed_when_a_second_person_agrees(world: World, site: Flask) -> None:
    chosen = {"number": ended(world, "Voorbeeld"), "sure": "ja"}
    ria, dirk = visitor(site, "Ria"), visitor(site, "Dirk")
    ria.get("/vernietigen")
    page = ria.submits(chosen, button="Akkoord met vernietigen")
    assert "Eén dossier wacht op een tweede." in page.text
    assert (page.all("input[name=number]"), page.texts("main button.secondary")[-1][:16]) == ([], "Akkoord intrekke")
    assert "met uw akkoord wordt dit vernietigd" in dirk.get("/vernietigen").text
    page = dirk.submits(chosen, button="Akkoord met vernietigen")
    assert "Eén dossier is vernietigd." in page.text
    assert "door Ria en Dirk op" in page.text
