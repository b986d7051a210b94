"""A telephone note on the screen: from the case, back on the first page, done."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied


def test_a_telephone_note_is_written_from_the_case_and_comes_back_on_its_day(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.get(f"/zaken/{number}")
    ria.follows("Telefoonnotitie")
    page = ria.submits({"told": "Moeder belde", "plan": "School bellen", "when": "dag"}, button="Aantekening bewaren")
    assert page.status == 422
    assert [words[:8] for words in page.texts(".mistakes li")] == ["Terug op"]
    assert page.one("textarea[name=told]").text.strip() == "Moeder belde"
    page = ria.submits({"day": "23-11-2026"}, button="Aantekening bewaren")
    assert "Wat ik ga doen: School bellen" in page.text
    assert "Moeder belde" not in joost.get(f"/zaken/{number}").text
    ria.get("/")
    page = ria.follows("Hier komt u op terug")
    assert "School bellen" in page.text
    assert "Er is niets waar u op terugkomt." in ria.submits(button="Afgehandeld").text


def test_a_working_note_says_until_when_it_is_there_and_can_go_at_once(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    page = ria.get(f"/zaken/{number}/aantekening")
    assert "na 3 maanden vernietigd" in page.text
    page = ria.submits({"told": "Nog nagaan", "kind": "werk"}, button="Aantekening bewaren")
    assert "alleen voor u" in page.text
    ria.submits(button="Nu vernietigen")
    assert "Nog nagaan" not in ria.get(f"/zaken/{number}").text
