"""Taking back and adding to what was sent, on the pages of a case."""

from datetime import timedelta
from io import BytesIO

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import PDF, applied, value
from workflows.domain.clock import FrozenClock


def test_what_nobody_opened_comes_back_as_a_draft(joost: Browser, ria: Browser, clock: FrozenClock) -> None:
    number = applied(joost, toelichting="Het gaat niet goed")
    page = joost.get(f"/zaken/{number}")
    assert "heeft nog niemand het geopend" in page.text
    assert "Aanvulling sturen" not in page.text
    page = joost.submits(button="Terughalen")
    assert "Er is nu niets ingediend" in page.text
    assert page.one("textarea[name=toelichting]").text.strip() == "Het gaat niet goed"
    assert value(page, "gesproken_op") == "20-11-2026"
    assert number not in ria.get("/taken").text
    joost.submits(button="Afronden")
    clock.advance(timedelta(minutes=1))

    assert "Terughalen" not in ria.get(f"/zaken/{number}").texts("main button")
    page = joost.get(f"/zaken/{number}")
    assert "Terughalen" not in page.texts("main button")
    joost.follows("Aanvulling sturen")
    assert joost.submits(button="Aanvulling sturen").one(".mistakes a").get("href") == "#v-text"
    more = {"text": "Het verslag is er nu.", "file": (BytesIO(PDF), "verslag.pdf")}
    page = joost.submits(more, button="Aanvulling sturen")
    assert "De aanvulling is gestuurd" in page.text
    assert "verslag.pdf" in page.text
    assert ria.get(f"/zaken/{number}/aanvulling").status == 404
