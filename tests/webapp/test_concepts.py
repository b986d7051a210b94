"""The letters of a task on the screen: seen first, changed where that is allowed, and then signed."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied

PARENT = {"ouder1_naam": "A. Voorbeeld", "ouder1_gezag": "ja"}


def looking(joost: Browser, ria: Browser) -> str:
    number = applied(joost, **PARENT)
    ria.opens("Doe beoordelen")
    ria.submits({"akkoord": "ja"}, button="Brieven bekijken")
    return number


def test_who_decides_sees_each_letter_first(joost: Browser, ria: Browser) -> None:
    number = looking(joost, ria)
    page = ria.page
    assert page.texts("main h1, main h2") == ["Brieven bij deze taak", f"Uw aanvraag {number}"]
    assert page.texts("summary") == ["Concept aan De Proefballon", "Concept aan A. Voorbeeld"]
    assert "Geachte A. Voorbeeld," in page.all(".paper")[1].text_content()
    assert ria.get(f"/zaken/{number}").texts("#brieven li") == []


def test_a_text_is_changed_and_goes_out_like_that(joost: Browser, ria: Browser) -> None:
    number = looking(joost, ria)
    page = ria.submits({"text": ""}, button="Wijzigingen bewaren")
    assert page.status == 422
    assert page.one("#mistakes a").get("href") == "#v-text-0"
    page = ria.submits({"text": "Wij zijn het eens.\r\n\r\nDat is goed nieuws."}, button="Wijzigingen bewaren")
    assert "De wijzigingen zijn bewaard." in page.text
    assert "Dat is goed nieuws." in page.all(".paper")[1].text_content()
    ria.follows("Terug naar de taak")
    ria.submits(button="Afronden")
    ria.get("/post")
    page = ria.follows(f"Uw aanvraag {number}")
    assert page.texts(".paper p")[-2:] == ["Wij zijn het eens.", "Dat is goed nieuws."]
    assert "Verzegeld op ma 23-11-2026" in page.text
    assert "Tekst van een brief aangepast vóór het ondertekenen" in ria.get(f"/zaken/{number}/geschiedenis").text


def test_other_answers_after_a_change_ask_to_look_again(joost: Browser, ria: Browser) -> None:
    looking(joost, ria)
    ria.submits({"text": "Wij zijn het eens."}, button="Wijzigingen bewaren")
    ria.follows("Terug naar de taak")
    page = ria.submits({"akkoord": "nee"}, button="Afronden")
    assert page.status == 422
    assert "Bekijk de brieven opnieuw." in page.text
    page = ria.submits({"akkoord": "nee"}, button="Brieven bekijken")
    assert "De antwoorden zijn veranderd nadat u een brief aanpaste." in page.one(".note").text_content()
    assert page.one("textarea").text.strip() == "Wij hebben besloten: nee."


def test_answers_that_are_not_whole_show_what_is_wrong_and_no_letter(joost: Browser, ria: Browser) -> None:
    applied(joost, **PARENT)
    ria.opens("Doe beoordelen")
    page = ria.submits({}, button="Brieven bekijken")
    assert page.status == 422
    assert page.one("h1").text == "Doe beoordelen"
    assert page.one("#mistakes a").get("href") == "#v-akkoord"
    page = ria.get(f"{page.response.request.path}")  # what was saved is still not whole
    assert page.status == 422
    assert "dus er zijn nog geen brieven om te zien" in page.text
    assert page.all(".paper") == []


def test_there_is_no_button_where_no_letter_goes_out(joost: Browser) -> None:
    joost.starts()
    page = joost.follows("Naar de taak")
    assert "Brieven bekijken" not in page.texts("button")


def test_the_letters_of_somebody_else_s_task_are_not_there(joost: Browser, ria: Browser) -> None:
    looking(joost, ria)
    address = ria.page.response.request.path
    assert joost.get(address).status == 404
