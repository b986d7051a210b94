"""The pages on which the calendar and the register of terms are kept."""

import io
import zipfile

import pytest

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied
from tests.webapp.world import HASH
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.scheduler import drain
from workflows.services import accounts
from workflows.system import System

KB = {"days": "18-01-2027", "source": "KB 1 december 2026", "through": "2028"}


@pytest.fixture
def dirk(browser: Browser, system: System) -> Browser:
    """A second administrator, signed in."""
    system.perform(_second)
    return browser.signs_in("Dirk")


def _second(uow: UnitOfWork) -> None:
    accounts.add_person(uow, name="Dirk", email="dirk@voorbeeld.test", password_hash=HASH, roles=["beheerder:PO9901"])


def test_a_day_by_royal_decree_is_previewed_saved_and_told_in_the_case(
    joost: Browser, ria: Browser, bea: Browser, system: System
) -> None:
    number = applied(joost)
    bea.get("/beheer/kalender")
    bea.follows("KB-dagen toevoegen")
    page = bea.submits(KB, button="Bekijk wat er verandert")
    assert "1 lopende termijn krijgt een andere datum." in page.text
    assert number in page.text
    assert "ma 18-01-2027" in page.text
    assert "di 19-01-2027" in page.text
    assert "maandag 18 januari 2027" not in bea.get("/beheer/kalender").text
    bea.follows("KB-dagen toevoegen")
    bea.submits(KB, button="Bekijk wat er verandert")
    page = bea.submits({"reason": "Staatscourant gelezen"}, button="Vastleggen")
    assert "Vastgelegd: KB-dagen 18-01-2027 toegevoegd" in page.text
    assert "maandag 18 januari 2027" in page.text
    drain(system)
    history = ria.get(f"/zaken/{number}/geschiedenis").text
    assert "Termijn 'Beslissen' herberekend: ma 18-01-2027 wordt di 19-01-2027, omdat: KB-dagen 18-01-2027" in history
    assert "(reden: Staatscourant gelezen)" in bea.get("/beheer/wijzigingen").text
    bea.get("/beheer/kalender")
    assert "Teruggedraaid: KB-dagen 18-01-2027" in bea.submits(button="Terugdraaien").text


def test_a_mistake_keeps_what_was_typed_and_saves_nothing(bea: Browser) -> None:
    bea.get("/beheer/wijzigen/closing")
    typed = {"name": "Zomer", "closing_first": "13-08-2027", "closing_last": "26-07-2027"}
    page = bea.submits(typed, button="Bekijk wat er verandert")
    assert page.status == 422
    assert page.texts("#mistakes a") == ["Sluiting: de laatste dag ligt vóór de eerste."]
    assert page.one("[name=name]").get("value") == "Zomer"
    page = bea.submits({"closing_first": "26-07-2027", "closing_last": "13-08-2027"}, button="Bekijk wat er verandert")
    assert "Geen lopende termijn krijgt een andere datum" in page.text
    page = bea.submits(button="Vastleggen")
    assert page.status == 422
    assert page.texts("#mistakes a") == ["Reden: vul in waarom u dit wijzigt, met hoogstens 300 tekens."]
    assert "Er staan geen sluitingsdagen in." in bea.get("/beheer/kalender").text


def test_a_text_of_all_letters_is_seen_before_it_is_saved_and_told_below_it(bea: Browser) -> None:
    assert bea.get("/beheer/alineas").one("h1").text == "Teksten die in veel brieven staan"
    bea.get("/beheer/wijzigen/paragraph?paragraph=groet")
    page = bea.submits({"text": "Met vriendelijke groet,\n\nA. Directeur"}, button="Bekijk wat er verandert")
    assert "A. Directeur" in page.text
    assert "klasse A" in page.text
    bea.submits({"reason": "Nieuwe directeur"}, button="Vastleggen")
    page = bea.get("/beheer/wijzigen/paragraph?paragraph=groet")
    assert "A. Directeur" in str(page.one("textarea").text)
    assert "reden: Nieuwe directeur" in page.text
    assert bea.get("/beheer/wijzigen/paragraph?paragraph=niets").status == 404


def test_a_statutory_term_cannot_be_changed_and_says_so_with_its_article(bea: Browser) -> None:
    page = bea.get("/beheer/termijnen/T1")
    assert "wettelijke termijn, niet te wijzigen" in page.text
    assert "Eigen norm wijzigen" not in page.text
    typed = {"rule": "T1", "period_n": "10", "period_unit": "weeks", "source": "plan", "how": "correction"}
    bea.get("/beheer/kalender")
    page = bea.post("/beheer/wijzigen/norm", {**typed, "seen": "1", "step": "save", "reason": "Kan dat?"})
    assert page.status == 422
    assert "T1 is een wettelijke termijn, niet te wijzigen: 8 weken (Awb art. 4:13)." in page.text


def test_a_closing_warns_with_the_term_in_the_case_and_in_its_task(joost: Browser, ria: Browser, bea: Browser) -> None:
    number = applied(joost)
    bea.get("/beheer/wijzigen/closing")
    bea.submits(
        {"name": "Winter", "closing_first": "11-01-2027", "closing_last": "22-01-2027"},
        button="Bekijk wat er verandert",
    )
    bea.submits({"reason": "Kantoor dicht"}, button="Vastleggen")
    warning = "T1 valt in de sluiting 11 jan - 22 jan: plan vóór 8 jan"
    assert warning in ria.get(f"/zaken/{number}").texts(".warning")
    assert warning in ria.opens("Doe beoordelen").texts(".warning")


def test_who_edits_an_older_page_reads_who_was_first(bea: Browser, dirk: Browser) -> None:
    bea.get("/beheer/wijzigen/kb_days")
    dirk.get("/beheer/wijzigen/kb_days")
    dirk.submits(KB, button="Bekijk wat er verandert")
    dirk.submits({"reason": "Eerste"}, button="Vastleggen")
    page = bea.submits({**KB, "days": "19-01-2027"}, button="Bekijk wat er verandert")
    assert page.status == 409
    assert "Dirk heeft het register intussen gewijzigd: KB-dagen 18-01-2027" in page.text


def test_the_register_is_downloaded_as_its_files(bea: Browser) -> None:
    page = bea.get("/beheer/termijnen.zip")
    assert page.response.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(page.response.data)) as archive:
        assert {"deadlines.toml", "holidays.toml"} <= set(archive.namelist())


@pytest.mark.parametrize(
    "path", ["wijzigen/niets", "termijnen/X9", "wijzigen/norm?rule=X9", "wijzigen/undo", "wijzigen/adopt"]
)
def test_what_is_not_there_is_not_found(bea: Browser, path: str) -> None:
    assert bea.get(f"/beheer/{path}").status == 404


@pytest.mark.parametrize("kind", ["undo", "adopt", "no_kb_day", "no_closing", "norm", "niets"])
def test_a_post_about_nothing_is_refused_politely(bea: Browser, kind: str) -> None:
    bea.get("/beheer/kalender")
    for step in ("", "save"):
        assert bea.post(f"/beheer/wijzigen/{kind}", {"seen": "1", "step": step, "reason": "Zomaar"}).status in (
            404,
            422,
        )


@pytest.mark.parametrize("after", ["x", "x|1", "2027-01-18|", "T1|2027-01-18|9", "2027-01-18|99999999999999999999"])
def test_a_page_of_the_preview_that_cannot_be_is_the_first(bea: Browser, after: str) -> None:
    bea.get("/beheer/wijzigen/kb_days")
    bea.submits(KB, button="Bekijk wat er verandert")
    assert bea.submits({"after": after}, button="Vastleggen", form="main form").status in (200, 422)


def test_the_pages_also_speak_english(bea: Browser) -> None:
    bea.get("/beheer/kalender")
    bea.submits(button="English", form="form")
    assert "Days equated with a holiday by royal decree" in bea.get("/beheer/kalender").text
    bea.follows("Add KB-dagen")
    assert "KB-dagen 18-01-2027 added" in bea.submits(KB, button="See what changes").text
