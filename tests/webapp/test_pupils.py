"""The page of a pupil on the screen: found by searching, and from the case."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied


def test_the_office_searches_a_pupil_and_reads_who_must_act_and_whom_to_call(
    joost: Browser, ria: Browser, marieke: Browser, bea: Browser
) -> None:
    number = applied(joost, ouder1_naam="A. Voorbeeld", ouder1_gezag="ja")
    ria.get("/zaken")
    ria.submits({"q": "voorbeeld 2017"}, button="Zoeken", form="form")
    address = str(ria.page.one("main ul.rows a.strong[href^='/leerlingen']").get("href"))
    page = ria.get(address)
    assert page.one("h1").text_content().strip() == "Sem Voorbeeld"
    for words in (
        number,
        "is aan zet",
        "A. Voorbeeld",
        "Mag aan de telefoon alles horen",
        "Beslissen",
        "Zaak begonnen",
    ):
        assert words in page.text, words
    assert ria.get(f"/zaken/{number}").one(".case-line a").get("href") == address
    assert joost.get(address).status == 200
    for stranger in (marieke, bea):
        assert stranger.get(address).status == 404
    assert ria.get(f"{address}?na=onzin").status == 200
