"""The post that leaves today, the administrator's pages, and the second language."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied
from tests.webapp.world import PASSWORD


def decided(joost: Browser, ria: Browser) -> str:
    """Decide on an application: a letter for the school, and one on paper for a parent."""
    number = applied(joost, ouder1_naam="A. Voorbeeld", ouder1_gezag="ja")
    ria.opens("Doe beoordelen")
    ria.submits({"akkoord": "ja"}, button="Afronden")
    return number


def test_a_letter_is_shown_as_it_goes_out(joost: Browser, ria: Browser) -> None:
    number = decided(joost, ria)
    ria.get("/post")
    page = ria.follows("Uw aanvraag")
    assert page.one("h1").text == f"Uw aanvraag {number}"
    assert "Geachte A. Voorbeeld," in page.one(".paper").text_content()
    assert "nog niet verzonden" in page.text


def test_posting_is_confirmed_with_the_day_it_left(joost: Browser, ria: Browser) -> None:
    number = decided(joost, ria)
    assert ria.get("/post").one("[name=on]").get("value") == "23-11-2026"
    page = ria.submits({"letter": [], "on": "24-11-2026"}, button="Vastleggen")
    assert [link.get("href") for link in page.all("#mistakes a")] == ["#v-letter", "#v-on"]
    ria.get("/post")
    page = ria.submits({"on": "23-11-2026"}, button="Vastleggen")
    assert "1 brief staat als gepost." in page.text
    assert "Alle brieven zijn de deur uit." in page.text
    assert "verzonden op ma 23-11-2026" in ria.get(f"/zaken/{number}").text


def test_a_letter_that_came_back_says_so(joost: Browser, ria: Browser) -> None:
    decided(joost, ria)
    ria.get("/post")
    letter = ria.page.one("tbody tr td:nth-child(2) a").get("href")
    ria.submits(button="Vastleggen")
    ria.get(letter)
    assert ria.submits({"on": "32-11-2026"}, button="Vastleggen").status == 422
    assert "retour afzender ma 23-11-2026" in ria.submits({"on": "23-11-2026"}, button="Vastleggen").text


def test_the_post_is_for_the_office_alone(joost: Browser) -> None:
    assert joost.get("/post").status == 404
    assert "Post" not in joost.get("/taken").texts("header nav a")


def test_the_pages_of_the_administrator_are_for_the_administrator_alone(ria: Browser, bea: Browser) -> None:
    for page in ("mensen", "mensen/1", "organisaties", "mandaten", "storingen"):
        assert bea.get(f"/beheer/{page}").status == 200
        assert ria.get(f"/beheer/{page}").status == 404
    assert bea.get("/beheer/mensen/999").status == 404


def test_an_administrator_adds_somebody_who_can_then_sign_in(bea: Browser, browser: Browser) -> None:
    bea.get("/beheer/mensen")
    typed = {"name": "Hans", "email": "hans@voorbeeld.test", "role": "ib_er", "code": "99AB00"}
    page = bea.submits({**typed, "password": "kort"}, button="Toevoegen")
    assert page.status == 422
    assert page.one("[name=name]").get("value") == "Hans"
    assert "kort" not in [field.get("value") for field in page.all("input")]
    page = bea.submits({**typed, "password": "een wachtwoord van Hans"}, button="Toevoegen")
    assert "Hans kan nu inloggen." in page.text
    assert browser.signs_in("Hans", password="een wachtwoord van Hans").page.one("h1").text == "Taken"


def test_an_address_is_of_one_person(bea: Browser) -> None:
    bea.get("/beheer/mensen")
    typed = {"name": "Ria", "email": "ria@voorbeeld.test", "role": "ib_er", "code": "99AB00"}
    page = bea.submits({**typed, "password": "een heel lang wachtwoord"}, button="Toevoegen")
    assert page.status == 422
    assert page.one("#mistakes a").get("href") == "#v-email"


def test_blocking_works_at_once_and_can_be_undone(bea: Browser, ria: Browser) -> None:
    bea.get("/beheer/mensen")
    bea.follows("Ria")
    assert "geblokkeerd" in bea.submits(button="Blokkeren").one("h1").text_content()
    assert ria.get("/taken").one("h1").text == "Inloggen"
    bea.submits(button="Weer toelaten")
    assert ria.signs_in("Ria").page.one("h1").text == "Taken"


def test_nobody_blocks_themselves(bea: Browser) -> None:
    bea.get("/beheer/mensen")
    bea.follows("Bea")
    assert bea.submits(button="Blokkeren").status == 422
    assert bea.get("/taken").one("h1").text == "Taken"


def test_a_role_begins_and_ends(bea: Browser) -> None:
    bea.get("/beheer/mensen")
    bea.follows("Marieke")
    page = bea.submits({"role": "secretariaat", "code": "PO9901"}, button="Rol toevoegen")
    assert page.texts("#rollen ~ form .choice") == ["IB'er, Het Verzonnen Veld", "Secretariaat, SWV De Fictieve Vallei"]
    assert bea.submits({"last_day": "gisteren"}, button="Rol laten eindigen").status == 422
    assert "De rol eindigt." in bea.submits({"last_day": "23-11-2026"}, button="Rol laten eindigen").text
    assert bea.submits({"role": "", "code": ""}, button="Rol toevoegen").status == 422


def test_the_site_speaks_english_and_marks_what_stays_dutch(joost: Browser) -> None:
    number = applied(joost)
    joost.get(f"/zaken/{number}")
    page = joost.submits(button="English", form="header form")
    assert page.response.request.path == f"/zaken/{number}"
    assert page.one("html").get("lang") == "en"
    assert page.texts(".tabs a") == ["Overview", "Progress", "History"]
    assert "Decide" in page.one(".deadline").text_content()
    assert page.one(".status-text").get("lang") == "nl"
    assert joost.get("/taken").one("html").get("lang") == "en"


def test_the_language_is_chosen_before_signing_in_too(browser: Browser) -> None:
    browser.get("/inloggen")
    page = browser.submits(button="English", form="header form")
    assert page.one("h1").text == "Sign in"
    page = browser.submits({"email": "ria@voorbeeld.test", "password": PASSWORD}, button="Sign in")
    assert page.one("h1").text == "Tasks"
