"""The pages of signing: read first, sign several with one password, give back with a remark; who stands in."""

from pathlib import Path

import pytest
from flask import Flask

from tests.services.test_signing import Desk
from tests.webapp.browser import site_of
from tests.webapp.test_meetings import signed_in
from tests.world import PASSWORD, World
from workflows.domain.clock import FrozenClock
from workflows.persistence.unit_of_work import Database


@pytest.fixture
def desk(sqlite_database: Database, clock: FrozenClock, tmp_path: Path) -> Desk:
    return Desk(World(sqlite_database, clock, tmp_path))


@pytest.fixture
def site(desk: Desk) -> Flask:
    return site_of(desk.world.system)


def test_the_director_reads_changes_and_signs_and_a_wrong_password_loses_nothing(desk: Desk, site: Flask) -> None:
    task = desk.case("Eén")
    dirk = signed_in(site, "Dirk")
    assert "De zaak op één blad" in dirk.get(f"/taken/{task}").text
    page = dirk.submits({"oordeel": "ja"}, button="Brieven bekijken")
    assert "Het oordeel is ja." in page.text
    page = dirk.submits({"oordeel": "nee"}, button="Tekenen")
    assert "U veranderde iets." in page.text
    assert "Het oordeel is nee." in page.text
    assert "Weet u het zeker?" in page.text
    dirk.submits(button="Tekenen")
    page = dirk.submits({"password": "mis"}, button="1 besluit tekenen")
    assert page.status == 422
    assert "Nee" in page.text
    page = dirk.submits({"password": PASSWORD}, button="1 besluit tekenen")
    assert "Alles is getekend." in page.text
    assert "Het oordeel is nee." in desk.bodies()[0]


def test_what_was_not_read_is_named_and_the_office_gets_a_remark_back(desk: Desk, site: Flask) -> None:
    task = desk.case("Eén")
    ria, dirk = signed_in(site, "Ria"), signed_in(site, "Dirk")
    ria.get("/ondertekenen")
    ria.follows("Milan Eén")
    page = ria.submits({"oordeel": "ja"}, button="Brieven bekijken")
    assert "Dirk, directeur" in page.text
    page = ria.submits(button="Klaarleggen om te tekenen")
    assert "klaar om te tekenen" in page.text
    dirk.get("/ondertekenen")
    page = dirk.submits({"task": str(task)}, button="Gekozen besluiten tekenen")
    assert (page.status, len(page.all(".mistakes li"))) == (422, 1)
    dirk.get(f"/ondertekenen/{task}")
    page = dirk.submits({"remark": ""}, button="Teruggeven aan Ria")
    assert page.status == 422
    dirk.submits({"remark": "Schrijf eenvoudiger."}, button="Teruggeven aan Ria")
    assert "Schrijf eenvoudiger." in ria.get("/ondertekenen").text
    assert "Schrijf eenvoudiger." in ria.get(f"/ondertekenen/{task}").text
    for nobody in ("Anna", "Joke"):
        assert signed_in(site, nobody).get(f"/ondertekenen/{task}").status == 404


def test_the_director_records_who_stands_in(desk: Desk, site: Flask) -> None:
    desk.case("Eén")
    dirk = signed_in(site, "Dirk")
    dirk.get("/waarneming")
    page = dirk.submits({"until_on": "1-12-2026", "act": ""}, button="Vastleggen")
    assert (page.status, len(page.all(".mistakes li"))) == (422, 2)
    joke = str(desk.world.person("Joke").id)
    page = dirk.submits({"who": joke, "act": "Besluit 2026-09"}, button="Vastleggen")
    assert "loopt nu" in page.text
    assert "Milan Eén" in signed_in(site, "Joke").get("/ondertekenen").text
    assert "Besluit 2026-09" in signed_in(site, "Ad").get("/waarneming").text
    assert signed_in(site, "Ria").get("/waarneming").status == 404
    page = dirk.submits(button="Vandaag laten eindigen")
    assert "De waarneming eindigt." in page.text
