"""The bundle of a case on the screen: chosen without JavaScript, and what was typed survives a mistake."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied


def test_the_office_takes_a_case_along_as_one_pdf(joost: Browser, ria: Browser) -> None:
    number = applied(joost, ouder1_naam="A. Voorbeeld", ouder1_gezag="ja")
    ria.opens("Doe beoordelen")
    ria.submits({"akkoord": "ja"}, button="Afronden")
    ria.get(f"/zaken/{number}")
    ria.follows("Dossierbundel maken")
    assert not ria.page.all("input[name=piece][checked]"), "no more than is asked for"
    ria.follows("Alles aankruisen")
    page = ria.submits({"version": "zonder", "others": "brief-1"}, button="Bundel maken")
    assert page.status == 422
    assert len(page.texts(".mistakes li")) == 2
    assert page.all("input[name=others][checked]")
    made = ria.submits({"purpose": "inzage", "sure": "ja"}, button="Bundel maken").response
    assert made.data.startswith(b"%PDF-")
    assert f"filename=dossier-{number}.pdf" in made.headers["Content-Disposition"]
    assert "Dossierbundel" not in joost.get(f"/zaken/{number}").text
    assert joost.get(f"/zaken/{number}/bundel").status == 404
