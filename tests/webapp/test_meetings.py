"""The pages of the committee: plan, put on the agenda, first the question, then the table and the minutes."""

from pathlib import Path

import pytest
from flask import Flask

from tests.committee import Committee
from tests.webapp.browser import Browser, site_of
from tests.world import PASSWORD, World
from workflows.domain.clock import FrozenClock
from workflows.persistence.unit_of_work import Database


@pytest.fixture
def committee(sqlite_database: Database, clock: FrozenClock, tmp_path: Path) -> Committee:
    return Committee(World(sqlite_database, clock, tmp_path))


@pytest.fixture
def site(committee: Committee) -> Flask:
    return site_of(committee.world.system)


def signed_in(site: Flask, name: str) -> Browser:
    browser = Browser(site)
    browser.get("/inloggen")
    browser.submits({"email": f"{name.lower()}@wilg.test", "password": PASSWORD}, button="Inloggen")
    return browser


def test_the_office_plans_a_year_and_mends_what_was_wrong(site: Flask) -> None:
    ria = signed_in(site, "Ria")
    ria.follows("Vergaderingen")
    ria.follows("Vergaderingen van een jaar plannen")
    page = ria.submits({"first": "11-12-2026", "last": "5-3-2027", "place": ""}, button="Plannen")
    assert (page.status, page.texts(".mistakes li")) == (422, ["Waar: vul de plaats in, in hoogstens 200 tekens."])
    page = ria.submits({"place": "Kantoor", "in_school_holidays": "ja"}, button="Plannen")
    assert "6 vergaderingen gepland." in page.text
    assert "Overgeslagen: 25-12-2026 (1e Kerstdag)." in page.text
    assert len(page.all("#komt ~ ul li")) == 6


def test_a_case_that_no_meeting_is_in_time_for_is_red_and_gets_one_proposed(committee: Committee, site: Flask) -> None:
    committee.case()
    ria = signed_in(site, "Ria")
    page = ria.get("/vergaderingen")
    assert page.texts(".badge.red") == ["te laat"]
    assert "Er is geen vergadering meer vóór de laatste dag van de wettelijke termijn, do 21-01-2027." in page.text
    ria.follows("Extra vergadering of schriftelijke ronde, uiterlijk do 07-01-2027")
    page = ria.submits({"place": "Kantoor"}, button="Plannen")
    assert "De vergadering is gepland." in page.text
    page = ria.submits(button="Voorstel overnemen")
    assert "Het voorstel staat op de agenda." in page.text
    assert len(page.all("table.agenda tbody tr")) == 1


def test_a_member_is_asked_first_wherever_they_come_from(committee: Committee, site: Flask) -> None:
    number, other = committee.case("Bekend"), committee.case("Onbekend")
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    items = {row.number: row.id for row in committee.page(meeting).items}
    task = committee.page(meeting).items[0].task_id
    frank = signed_in(site, "Frank")
    for path in (
        f"/zaken/{number}", f"/taken/{task}", f"/vergaderingen/{meeting}/zaken/{items[number]}",
        f"/vergaderingen/{meeting}/bundel.pdf", f"/vergaderingen/{meeting}/notulen",
    ):  # fmt: skip
        page = frank.get(path)
        assert page.one("h1").text_content() == "Kent u dit kind of deze school?", path
        assert "Hulp voor" not in page.text
    page = frank.submits(button="Vastleggen")
    assert page.texts(".mistakes li") == ["Milan Bekend: kies ja of nee.", "Milan Onbekend: kies ja of nee."]
    page = frank.submits({f"item-{items[number]}": "ja", f"item-{items[other]}": "nee"}, button="Vastleggen")
    assert "U doet niet mee aan 1 zaak: het dossier is voor u dicht." in page.text
    assert frank.get(f"/vergaderingen/{meeting}/zaken/{items[number]}").status == 404
    assert frank.get(f"/zaken/{number}").status == 404
    assert "Hulp voor Onbekend" in frank.get(f"/vergaderingen/{meeting}/zaken/{items[other]}").text
    assert "Milan Bekend" not in frank.get("/taken").text


def test_the_table_records_an_advice_and_the_minutes_are_fixed(committee: Committee, site: Flask) -> None:
    number = committee.case()
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    ria = signed_in(site, "Ria")
    address = f"/vergaderingen/{meeting}"
    ria.get(address)
    frank, noa = (str(committee.who(name).id) for name in ("Frank", "Noa"))
    page = ria.submits({"present": [frank, noa], f"discipline-{frank}": "arts"}, button="Vastleggen wie er is")
    assert page.texts(".mistakes li") == ["Noa: kies een discipline."]
    both = {f"discipline-{frank}": "arts", f"discipline-{noa}": "orthopedagoog"}
    assert "Er zijn 2 leden" in ria.submits({"present": [frank, noa], **both}, button="Vastleggen wie er is").text
    page = ria.follows("Milan Voorbeeld")
    assert page.one("[name=er_waren]").get("value") == "Frank, Noa"
    page = ria.submits(button="Advies vastleggen")
    assert (page.status, page.texts(".mistakes li")) == (422, ["Advies: kies een antwoord."])
    page = ria.submits({"advies": "ja"}, button="Advies vastleggen")
    assert "is afgerond." in page.text
    assert "geadviseerd" in page.text
    page = ria.follows("Notulen")
    assert "Toekennen" in page.text
    page = ria.submits(button="Notulen vaststellen")
    assert "Vastgesteld op" in page.text
    assert ria.post(f"{address}/aanwezig", {"present": frank, f"discipline-{frank}": "arts"}).status == 409
    assert number in page.text


def test_the_bundle_is_a_pdf_and_its_name_tells_nobody(committee: Committee, site: Flask) -> None:
    committee.case()
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    ria = signed_in(site, "Ria")
    got = ria.get(f"/vergaderingen/{meeting}/bundel.pdf").response
    assert got.status_code == 200
    assert got.mimetype == "application/pdf"
    assert got.data.startswith(b"%PDF-")
    assert got.headers["Content-Disposition"] == "attachment; filename=bundel-2026-11-26.pdf"


def test_for_everybody_else_there_are_no_meetings(committee: Committee, site: Flask) -> None:
    committee.case()
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    item = committee.page(meeting).items[0].id
    for name in ("Anna", "Els", "Ad"):
        browser = signed_in(site, name)
        assert "Vergaderingen" not in browser.page.text
        for path in (
            "/vergaderingen", "/vergaderingen/plannen/commissie-1", f"/vergaderingen/{meeting}",
            f"/vergaderingen/{meeting}/zaken/{item}", f"/vergaderingen/{meeting}/kent-u",
            f"/vergaderingen/{meeting}/notulen", f"/vergaderingen/{meeting}/bundel.pdf",
        ):  # fmt: skip
            assert browser.get(path).status == 404, (name, path)
        browser.get("/taken")
        for path in ("agenda", "voorstel", "vervalt", "aanwezig", "vaststellen", "notulen", f"zaken/{item}"):
            assert browser.post(f"/vergaderingen/{meeting}/{path}", {"task": "1"}).status == 404, (name, path)
