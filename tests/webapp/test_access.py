"""Who may look at what: everything asks for a sign-in, sessions end, and what was typed survives."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.webapp.browser import Browser
from webapp import create_app
from workflows.domain.clock import FrozenClock
from workflows.services import jobs
from workflows.system import Settings, System

PUBLIC = {
    "agenda.feed",
    "accessibility.statement",
    *("listed.welcome", "listed.choose_password", "listed.forgotten", "listed.mail_link"),
    *("incoming.public_page", "incoming.public_questions", "incoming.hand_in"),
    "accounts.sign_in",
    "accounts.enter",
    "accounts.choose_language",
    *("house_style.stylesheet", "house_style.logo"),
    "static",
}
FILLED_IN = {"number": "ZA-2026-000001", "process": "proef", "token": "x", "route": "proef", "filename": "inbox.css"}


def addresses(app: Flask, method: str) -> list[tuple[str, str]]:
    """Return (endpoint, path) of every address that takes the method, with something filled in where it varies."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            (
                rule.endpoint,
                adapter.build(rule.endpoint, {name: FILLED_IN.get(name, 1) for name in rule.arguments}, method),
            )
            for rule in app.url_map.iter_rules()
            if method in (rule.methods or ())
        ]


def test_every_address_asks_for_a_sign_in_except_the_public_ones(browser: Browser, app: Flask) -> None:
    for endpoint, path in addresses(app, "GET"):
        answer = browser.get(path, follow=False).response
        asked = answer.headers.get("Location", "").startswith("/inloggen")
        assert asked == (endpoint not in PUBLIC), endpoint


def test_every_act_asks_for_a_sign_in_except_the_public_ones(browser: Browser, app: Flask) -> None:
    for endpoint, path in addresses(app, "POST"):
        browser.get("/inloggen")
        page = browser.post(path, follow=False)
        assert (page.status == 401) == (endpoint not in PUBLIC), endpoint


def test_an_unknown_address_asks_for_a_sign_in_too(browser: Browser) -> None:
    assert browser.get("/bestaat-niet").one("h1").text == "Inloggen"


def test_every_act_needs_the_token_of_a_page_of_ours(app: Flask, ria: Browser) -> None:
    for endpoint, path in addresses(app, "POST"):
        page = ria.post(path, {"csrf_token": ""}, follow=False)
        assert (endpoint, page.status) == (endpoint, 403)
        assert "te lang open" in page.text


def test_a_wrong_password_is_told_without_saying_whether_the_address_is_known(browser: Browser) -> None:
    page = browser.signs_in("Ria", password="fout").page
    assert page.status == 422
    assert page.title.startswith("Fout: Inloggen")
    known = page.texts(".mistakes li")
    assert browser.signs_in("Niemand", password="fout").page.texts(".mistakes li") == known


def test_too_many_wrong_passwords_make_the_next_one_wait(browser: Browser) -> None:
    for _ in range(6):
        browser.signs_in("Ria", password="fout")
    refused = browser.page.texts(".mistakes li")
    assert browser.signs_in("Ria").page.texts(".mistakes li") == refused
    assert "te vaak een verkeerd wachtwoord" in refused[0]


def test_signing_in_goes_on_to_the_page_that_was_asked_for(browser: Browser) -> None:
    browser.get("/zaken")
    page = browser.submits({"email": "ria@voorbeeld.test", "password": "een heel lang wachtwoord"}, button="Inloggen")
    assert page.response.request.path == "/zaken"


@pytest.mark.parametrize(
    "address", ["https://elders.test/", "//elders.test", "/\\elders.test", "\\\\elders.test", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(browser: Browser, address: str) -> None:
    browser.get("/inloggen?next=/zaken")
    credentials = {"email": "ria@voorbeeld.test", "password": "een heel lang wachtwoord", "next": address}
    assert browser.post("/inloggen", credentials, follow=False).response.headers["Location"] == "/taken"


def test_a_session_ends_after_half_an_hour_without_a_visit(ria: Browser, clock: FrozenClock) -> None:
    clock.advance(timedelta(minutes=29))
    assert ria.get("/taken").one("h1").text == "Taken"
    clock.advance(timedelta(minutes=31))
    assert ria.get("/taken").one("h1").text == "Inloggen"


def test_a_session_ends_after_ten_hours_in_any_case(ria: Browser, clock: FrozenClock) -> None:
    for _ in range(20):
        assert ria.get("/taken").one("h1").text == "Taken"
        clock.advance(timedelta(minutes=29, seconds=59))
    clock.advance(timedelta(seconds=21))
    assert ria.get("/taken").one("h1").text == "Inloggen"


def test_what_was_typed_in_a_session_that_ended_goes_on_after_signing_in(joost: Browser, clock: FrozenClock) -> None:
    joost.starts()
    joost.follows("Naar de taak")
    clock.advance(timedelta(minutes=45))
    page = joost.submits({"toelichting": "Een lang verhaal"}, button="Concept bewaren")
    assert page.status == 401
    assert "Wat u invulde is er nog" in page.text
    joost.submits({"email": "joost@voorbeeld.test", "password": "een heel lang wachtwoord"}, button="Inloggen")
    page = joost.submits(button="Verder met mijn antwoorden")
    assert page.one("textarea[name=toelichting]").text.strip() == "Een lang verhaal"
    assert "Het concept is bewaard" in page.text


def test_what_was_typed_in_a_page_of_an_earlier_session_can_be_submitted_again(joost: Browser) -> None:
    joost.starts()
    joost.follows("Naar de taak")
    stale = {"csrf_token": "van een andere sessie", "_seen": "", "toelichting": "Een lang verhaal"}
    page = joost.post("/taken/1/bewaren", stale, headers={"Origin": "http://localhost"})
    assert page.status == 403
    assert "te lang open" in page.text
    assert "Een lang verhaal" in page.one(".kept").text_content()
    page = joost.submits(button="Opnieuw indienen")
    assert "Het concept is bewaard" in page.text
    assert page.one("textarea[name=toelichting]").text.strip() == "Een lang verhaal"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elders.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "//elders.test/x"}, {}]
)
def test_what_another_site_made_up_is_not_offered_to_be_submitted(joost: Browser, headers: dict[str, str]) -> None:
    joost.starts()
    page = joost.post("/taken/1/bewaren", {"csrf_token": "", "toelichting": "Verzonnen"}, headers=headers)
    assert page.status == 403
    assert "Verzonnen" not in page.text
    assert not page.all("main form")


def test_signing_in_from_a_page_of_an_earlier_session_keeps_what_was_typed(joost: Browser, clock: FrozenClock) -> None:
    joost.starts()
    joost.follows("Naar de taak")
    clock.advance(timedelta(minutes=45))
    joost.submits({"toelichting": "Een lang verhaal"}, button="Concept bewaren")
    kept = {name: joost.page.one(f"[name={name}]").get("value") for name in ("next", "kept")}
    credentials = {"email": "joost@voorbeeld.test", "password": "een heel lang wachtwoord"}
    own = {"Sec-Fetch-Site": "same-origin"}
    page = joost.post("/inloggen", {**kept, **credentials, "csrf_token": "oud"}, headers=own)
    assert page.status == 403
    joost.submits(credentials, button="Inloggen")
    page = joost.submits(button="Verder met mijn antwoorden")
    assert page.one("textarea[name=toelichting]").text.strip() == "Een lang verhaal"


def test_a_question_in_the_background_of_an_ended_session_changes_nothing_on_the_page(
    joost: Browser, clock: FrozenClock
) -> None:
    joost.starts()
    joost.follows("Naar de taak")
    clock.advance(timedelta(minutes=45))
    answer = joost.post("/taken/1/vragen", headers={"HX-Request": "true"}).response
    assert (answer.status_code, answer.headers["HX-Reswap"], answer.text) == (401, "none", "")


def test_signing_out_everywhere_ends_the_sessions_on_other_devices(app: Flask, ria: Browser) -> None:
    elsewhere = Browser(app).signs_in("Ria")
    ria.get("/wachtwoord")
    ria.submits(button="Overal uitloggen")
    assert elsewhere.get("/taken").one("h1").text == "Inloggen"


def test_a_new_password_keeps_this_session_and_ends_the_others(app: Flask, ria: Browser) -> None:
    elsewhere = Browser(app).signs_in("Ria")
    ria.get("/wachtwoord")
    new = "nog een veel langer wachtwoord"
    page = ria.submits({"old": "een heel lang wachtwoord", "new": new, "again": new}, button="Wachtwoord wijzigen")
    assert "Uw wachtwoord is gewijzigd" in page.text
    assert ria.get("/taken").one("h1").text == "Taken"
    assert elsewhere.get("/taken").one("h1").text == "Inloggen"
    assert Browser(app).signs_in("Ria", password=new).page.one("h1").text == "Taken"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"old": "fout", "new": "nog een langer wachtwoord", "again": "nog een langer wachtwoord"}, "v-old"),
        ({"old": "een heel lang wachtwoord", "new": "kort", "again": "kort"}, "v-new"),
        ({"old": "een heel lang wachtwoord", "new": "nog een langer wachtwoord", "again": "anders"}, "v-again"),
    ],
)
def test_a_password_that_will_not_do_is_told_at_its_field(ria: Browser, typed: dict[str, str], wrong: str) -> None:
    ria.get("/wachtwoord")
    page = ria.submits(typed, button="Wachtwoord wijzigen")
    assert page.status == 422
    assert page.one(".mistakes a").get("href") == f"#{wrong}"


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(browser: Browser) -> None:
    cookie = browser.get("/inloggen").response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_cookie_travels_only_encrypted_where_the_site_is_encrypted(system: System) -> None:
    settings = Settings(system.settings.home, "", None, "https://zorgroute.example", None)
    app = create_app(System(settings, clock=system.clock, database=system.database))
    answer = app.test_client().get("/inloggen", base_url="https://zorgroute.example")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(browser: Browser, system: System) -> None:
    browser.get("/wachtwoord-vergeten")
    told = [browser.post("/wachtwoord-vergeten", {"email": f"{who}@voorbeeld.test"}).text for who in ("Ria", "Niemand")]
    assert told[0] == told[1]
    [mail] = system.read(jobs.due, 10)
    new, path = "nog een veel langer wachtwoord", str(mail.payload["path"])
    browser.get(path)
    assert browser.submits({"new": new, "again": "anders"}, button="Wachtwoord bewaren").status == 422
    browser.submits({"new": new, "again": new}, button="Wachtwoord bewaren")
    assert browser.get(path).status == 404
    assert browser.signs_in("Ria", password=new).page.one("h1").text == "Taken"
