"""The post that leaves today, the administrator's pages, and the second language."""

from datetime import timedelta

from flask import Flask

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied
from tests.webapp.world import PASSWORD, files
from workflows.domain.clock import FrozenClock
from workflows.routes.route import Route
from workflows.services import deployments
from workflows.system import System


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


def test_a_letter_is_downloaded_as_pdf_and_word_by_who_may_read_it(joost: Browser, ria: Browser, bea: Browser) -> None:
    number = decided(joost, ria)
    ria.get("/post")
    letter = ria.page.one("tbody tr td:nth-child(2) a").get("href")
    ria.get(letter)
    for words, begins in (("Downloaden als PDF", b"%PDF-"), ("Downloaden als Word", b"PK")):
        link = next(each.get("href") for each in ria.page.all("main a") if each.text == words)
        page = ria.get(link)
        assert page.response.data.startswith(begins)
        assert f"brief-{number}-" in page.response.headers["Content-Disposition"]
        assert bea.get(link).status == 404
        ria.get(letter)


def test_all_letters_of_today_are_one_file(joost: Browser, ria: Browser) -> None:
    assert ria.get("/post.pdf").status == 404
    decided(joost, ria)
    ria.get("/post")
    assert ria.page.one('main a[href="/post.pdf"]').text.startswith("Alle brieven in één PDF")
    assert ria.get("/post.pdf").response.data.startswith(b"%PDF-")
    assert joost.get("/post.pdf").status == 404


def test_posting_is_confirmed_with_the_day_it_left(joost: Browser, ria: Browser) -> None:
    number = decided(joost, ria)
    assert ria.get("/post").one("main [name=on]").get("value") == "23-11-2026"
    page = ria.submits({"letter": [], "on": "24-11-2026"}, button="Vastleggen")
    assert [link.get("href") for link in page.all("#mistakes a")] == ["#v-letter", "#v-on"]
    ria.get("/post")
    page = ria.submits({"on": "23-11-2026"}, button="Vastleggen")
    assert "1 brief staat als gepost." in page.text
    assert "Alle brieven zijn de deur uit." in page.text
    assert "verzonden op ma 23-11-2026" in ria.get(f"/zaken/{number}").text


def test_what_was_not_posted_yesterday_comes_first_and_says_so(
    joost: Browser, ria: Browser, clock: FrozenClock
) -> None:
    decided(joost, ria)
    assert "van een eerdere dag" not in ria.get("/post").text
    clock.instant += timedelta(days=1)
    ria.signs_in("Ria")
    page = ria.get("/post")
    assert "1 brief ligt er van een eerdere dag." in page.one(".note").text_content()
    assert page.texts("tbody .badge") == ["! van een eerdere dag"]


def test_a_letter_that_came_back_says_so(joost: Browser, ria: Browser) -> None:
    decided(joost, ria)
    ria.get("/post")
    letter = ria.page.one("tbody tr td:nth-child(2) a").get("href")
    ria.submits(button="Vastleggen")
    ria.get(letter)
    assert ria.submits({"on": "32-11-2026"}, button="Vastleggen").status == 422
    assert "retour afzender ma 23-11-2026" in ria.submits({"on": "23-11-2026"}, button="Vastleggen").text


def test_a_letter_that_came_back_goes_out_again_to_another_address(joost: Browser, ria: Browser) -> None:
    number = decided(joost, ria)
    ria.get("/post")
    letter = ria.page.one("tbody tr td:nth-child(2) a").get("href")
    ria.submits(button="Vastleggen")
    ria.get(letter)
    ria.submits({"on": "23-11-2026"}, button="Vastleggen")
    page = ria.submits({"address": ""}, button="Klaarleggen voor de post")
    assert page.status == 422
    assert page.one("#mistakes a").get("href") == "#v-address"
    page = ria.submits({"address": "Nieuwe Laan 1\n1234 AB Dal"}, button="Klaarleggen voor de post")
    assert "De brief ligt opnieuw klaar voor de post" in page.text
    page = ria.follows(f"Uw aanvraag {number}")
    assert "Nieuwe Laan 1" in page.one(".paper address").text_content()
    assert "Versie 2. Wat is veranderd: Opnieuw verzonden naar een ander adres." in page.text
    assert "Van deze brief is een nieuwere versie." in ria.follows("Naar de vorige versie").text


def test_a_letter_is_rectified_with_a_new_version_beside_the_old_one(joost: Browser, ria: Browser) -> None:
    number = decided(joost, ria)
    ria.get("/post")
    letter = ria.page.one("tbody tr td:nth-child(2) a").get("href")
    ria.get(letter)
    page = ria.follows("Herstellen of rectificeren")
    assert page.one("h1").text == "Brief herstellen"
    assert page.one("[name=text-uitleg]").text.strip() == "Wij hebben besloten: ja."
    page = ria.submits({"change": "", "text-uitleg": "Toch niet."}, button="Nieuwe versie maken")
    assert page.status == 422
    assert page.one("[name=text-uitleg]").text.strip() == "Toch niet."
    page = ria.submits({"change": "Het besluit is anders."}, button="Nieuwe versie maken")
    assert "2 nieuwe versies liggen klaar." in page.text
    assert "niet verzonden, er is een nieuwe versie" in page.text
    page = ria.follows("Naar de nieuwe versie")
    assert page.texts(".paper p")[-1] == "Toch niet."
    assert "Het besluit is anders." in page.one(".paper").text_content()
    assert "Brief gerectificeerd" in ria.get(f"/zaken/{number}/geschiedenis").text
    assert "Herstellen" not in joost.get(f"/zaken/{number}").text
    assert joost.get(f"{letter}/herstellen").status == 404


def test_the_post_is_for_the_office_alone(joost: Browser) -> None:
    assert joost.get("/post").status == 404
    assert "Post" not in joost.get("/taken").texts("header nav a")


def test_anybody_hands_in_an_objection_and_keeps_the_receipt(browser: Browser, ria: Browser, joost: Browser) -> None:
    browser.get("/indienen")
    page = browser.submits({"naam": "Moeder Voorbeeld"}, button="Indienen")
    assert page.status == 422
    assert page.one("[name=naam]").get("value") == "Moeder Voorbeeld"
    assert [link.get("href") for link in page.all("#mistakes a")] == ["#v-_kind", "#v-verhaal"]
    page = browser.submits({"_kind": "bezwaar", "verhaal": "Ik ben het niet eens."}, button="Indienen")
    assert page.title == "Bewijs van ontvangst IN-2026-000001 · Zorgroute"
    assert "maandag 18 januari 2027" in page.text
    ria.get("/taken")
    ria.follows("Post")
    ria.follows("Binnengekomen")
    page = ria.follows("IN-2026-000001")
    assert "Ik ben het niet eens." in page.text
    assert ria.submits({"note": "Bevestigd"}, button="Afgehandeld").texts("main .empty") == [
        "Er ligt niets te wachten."
    ]
    assert joost.get("/binnengekomen").status == joost.get("/binnengekomen/IN-2026-000001").status == 404


def test_a_flood_on_the_public_page_is_answered_politely_with_what_was_typed(browser: Browser) -> None:
    told = {"_kind": "bezwaar", "naam": "Moeder Voorbeeld", "verhaal": "Ik ben het niet eens."}
    for _ in range(5):
        browser.get("/indienen")
        assert browser.submits(told, button="Indienen").status == 200
    browser.get("/indienen")
    page = browser.submits(told, button="Indienen")
    assert page.status == 429
    assert "te veel tegelijk" in page.text
    assert page.one("[name=verhaal]").text_content().strip() == "Ik ben het niet eens."


def test_a_field_that_people_do_not_see_keeps_machines_out(browser: Browser, ria: Browser) -> None:
    browser.get("/indienen")
    told = {"_kind": "bezwaar", "naam": "x", "verhaal": "x", "_website": "http://koop.test"}
    assert browser.submits(told, button="Indienen").one("h1").text == "Bezwaar of klacht indienen"
    assert ria.get("/binnengekomen").texts("main .empty") == ["Er ligt niets te wachten."]


def test_the_register_of_tlvs_is_searched_without_a_name_in_the_address(ria: Browser, joost: Browser) -> None:
    ria.get("/taken")
    assert ria.follows("TLV-register").texts("main .empty") == ["Geen TLV's gevonden."]
    page = ria.submits({"text": "Voorbeeld", "kind": "SO"}, button="Zoeken")
    assert page.response.request.path == "/tlv"
    assert page.one("[name=text]").get("value") == "Voorbeeld"
    page = ria.submits({"text": "", "kind": "SO", "state": "geldig"}, button="Zoeken")
    assert page.response.request.query_string == b"kind=SO&state=geldig"
    assert joost.get("/tlv").status == joost.get("/tlv/nummers").status == 404
    assert "TLV-register" not in joost.get("/taken").texts("header nav a")


def test_only_who_can_start_a_case_is_offered_to(joost: Browser, ria: Browser, bea: Browser) -> None:
    offered = {"joost": joost, "ria": ria, "bea": bea}
    assert {name: "Nieuwe aanvraag" in each.get("/taken").texts("header nav a") for name, each in offered.items()} == {
        "joost": True, "ria": True, "bea": False,
    }  # fmt: skip


def test_administration_begins_with_its_first_page(ria: Browser, bea: Browser) -> None:
    assert bea.get("/beheer").one("h1").text == "Mensen"
    assert ria.get("/beheer", follow=False).status == 404


def test_the_pages_of_the_administrator_are_for_the_administrator_alone(ria: Browser, bea: Browser) -> None:
    pages = ("mensen", "mensen/1", "organisaties", "organisaties/1", "mandaten", "wijzigingen", "storingen")
    kept = ("kalender", "termijnen", "termijnen/T1", "termijnen.zip", "wijzigen/kb_days", "wijzigen/norm?rule=T1")
    for page in (*pages, *kept):
        assert bea.get(f"/beheer/{page}").status == 200
        assert ria.get(f"/beheer/{page}").status == 404
    assert bea.get("/beheer/mensen/999").status == bea.get("/beheer/organisaties/999").status == 404


def test_an_administrator_adds_somebody_who_can_then_sign_in(bea: Browser, browser: Browser) -> None:
    bea.get("/beheer/mensen")
    typed = {"name": "Hans", "email": "hans@voorbeeld.test", "role": "ib_er", "code": "99AB00"}
    page = bea.submits({**typed, "password": "kort"}, button="Toevoegen")
    assert page.status == 422
    assert page.one("[name=name]").get("value") == "Hans"
    assert "kort" not in [field.get("value") for field in page.all("input")]
    page = bea.submits({**typed, "password": "een wachtwoord van Hans"}, button="Toevoegen")
    assert "Hans kan nu inloggen." in page.text
    page = browser.signs_in("Hans", password="een wachtwoord van Hans").page
    assert "Kies nu een eigen wachtwoord." in page.text
    assert browser.get("/zaken").one("h1").text == "Hans"  # nothing else before there is a new one
    new = {"old": "een wachtwoord van Hans", "new": "mijn eigen wachtwoord", "again": "mijn eigen wachtwoord"}
    assert browser.submits(new, button="Wachtwoord wijzigen").one("h1").text == "Taken"


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


def test_a_forgotten_password_is_replaced_by_one_that_is_shown_once(bea: Browser, ria: Browser, app: Flask) -> None:
    bea.get("/beheer/mensen")
    bea.follows("Ria")
    new = bea.submits(button="Nieuw wachtwoord maken").one("#new-password").text
    assert ria.get("/taken").one("h1").text == "Inloggen"
    assert new not in bea.follows("Ria").text
    assert "Kies nu een eigen wachtwoord." in Browser(app).signs_in("Ria", password=new).page.text


def test_a_school_comes_with_its_board_and_goes_again(bea: Browser) -> None:
    bea.get("/beheer/organisaties")
    school = {"kind": "school", "code": "99AC00", "name": "De Linde", "board": "99901", "region": "Midden"}
    page = bea.submits({**school, "address": "Laan 1\n1234 AB Dal"}, button="Toevoegen")
    assert page.status == 422
    assert page.one("#mistakes a").get("href") == "#v-swv"
    assert page.one("textarea[name=address]").text.strip() == "Laan 1\n1234 AB Dal"
    assert "De Linde is toegevoegd." in bea.submits({"swv": "PO9901"}, button="Toevoegen").text
    bea.follows("De Linde")
    assert bea.submits({"name": ""}, button="Wijzigen").status == 422
    assert bea.submits({"name": "De Eik"}, button="Wijzigen").one("h1").text == "De Eik"
    assert bea.submits({"last_day": "eens"}, button="Vastleggen").status == 422
    assert "tot en met vr 20-11-2026" in bea.submits({"last_day": "20-11-2026"}, button="Vastleggen").text
    bea.get("/beheer/mensen/1")
    assert "De Eik" not in bea.page.texts("select[name=code] option")


def test_a_mandate_is_entered_and_ends(bea: Browser, system: System) -> None:
    due = b'<s:property name="due" value="T1"/>'
    route = {name.removeprefix("proef/"): data for name, data in files().items() if name.startswith("proef/")}
    route["beoordeling.bpmn"] = route["beoordeling.bpmn"].replace(
        due, due + b'<s:property name="mandate" value="oordelen"/>'
    )
    system.perform(deployments.deploy, Route(route))
    bea.get("/beheer/mandaten")
    given = {"code": "PO9901", "email": "ria@voorbeeld.test", "act": "Besluit 1", "on_behalf_of": "het bestuur"}
    page = bea.submits({**given, "from_on": "eens"}, button="Toevoegen")
    assert page.status == 422
    assert page.one("[name=act]").get("value") == "Besluit 1"
    page = bea.submits({"what": "oordelen", "from_on": "23-11-2026"}, button="Toevoegen")
    assert "Het mandaat staat in het register." in page.text
    assert page.texts("tbody td:first-child") == ["Ria"]
    page = bea.submits(button="Vandaag laten eindigen")
    assert "ma 23-11-2026 – ma 23-11-2026" in page.text


def test_who_changed_what_stays_to_be_seen(bea: Browser) -> None:
    bea.get("/beheer/mensen")
    bea.follows("Marieke")
    bea.submits(button="Blokkeren")
    bea.get("/beheer/wijzigingen")
    assert bea.page.texts("tbody tr")[0] == "ma 23-11-2026 09:00 Marieke geblokkeerd Bea"
    assert bea.page.texts("tbody tr")[-1].endswith("Joost toegevoegd opdrachtregel")


def test_what_was_changed_of_an_organisation_stays_dutch_on_an_english_page(bea: Browser) -> None:
    bea.get("/beheer/organisaties")
    bea.follows("Het Verzonnen Veld")
    bea.submits({"name": "De Beuk"}, button="Wijzigen")
    bea.get("/beheer/wijzigingen")
    bea.submits(button="English", form="header form")
    page = bea.get("/beheer/wijzigingen")
    assert page.one("html").get("lang") == "en"
    assert page.texts("tbody td [lang=nl]")[0] == "naam (heette Het Verzonnen Veld)"
    assert "De Beuk changed:" in page.texts("tbody tr")[0]


def test_a_role_that_somebody_has_is_not_given_again(bea: Browser) -> None:
    bea.get("/beheer/mensen")
    bea.follows("Marieke")
    page = bea.submits({"role": "ib_er", "code": "99AB00"}, button="Rol toevoegen")
    assert page.status == 422
    assert page.one("#mistakes a").get("href") == "#v-role"


def test_the_office_passes_a_task_on_with_a_reason(joost: Browser, ria: Browser, bea: Browser) -> None:
    number = joost.starts()
    bea.get("/beheer/mensen")
    bea.follows("Marieke")
    bea.submits({"role": "ib_er", "code": "99AA00"}, button="Rol toevoegen")
    ria.get(f"/zaken/{number}")
    page = ria.follows("Taak overdragen aan")
    assert page.texts("select[name=to] option") == ["– kies –", "Joost", "Marieke"]
    page = ria.submits({"reason": "Joost is ziek"}, button="Taak overdragen")
    assert page.status == 422
    assert page.one("[name=reason]").get("value") == "Joost is ziek"
    marieke = page.all("select[name=to] option")[2].get("value")
    assert "De taak is overgedragen." in ria.submits({"to": marieke}, button="Taak overdragen").text
    assert "Doe aanvragen overgedragen aan Marieke: Joost is ziek" in ria.get(f"/zaken/{number}/geschiedenis").text
    assert "Taak overdragen" not in joost.get(f"/zaken/{number}").text


def test_a_letter_in_the_portal_says_when_it_was_placed_there(joost: Browser, ria: Browser) -> None:
    number = decided(joost, ria)
    assert "in het dossier geplaatst op ma 23-11-2026" in joost.get(f"/zaken/{number}").text


def test_the_site_speaks_english_and_marks_what_stays_dutch(joost: Browser) -> None:
    number = applied(joost)
    joost.get(f"/zaken/{number}")
    page = joost.submits(button="English", form="header form")
    assert page.response.request.path == f"/zaken/{number}"
    assert page.one("html").get("lang") == "en"
    assert page.texts(".tabs a") == ["Overview", "People around the pupil", "Progress", "History"]
    assert "Decide" in page.one(".deadline").text_content()
    status = page.one(".status-text")
    assert status.text_content().startswith("It is up to Office of SWV De Fictieve Vallei: doe beoordelen, due on ")
    assert [part.text for part in status.findall("span")] == ["doe beoordelen"]
    assert status.find("span").get("lang") == "nl"
    assert joost.get("/taken").one("html").get("lang") == "en"


def test_the_language_is_chosen_before_signing_in_too(browser: Browser) -> None:
    browser.get("/inloggen")
    page = browser.submits(button="English", form="header form")
    assert page.one("h1").text == "Sign in"
    page = browser.submits({"email": "ria@voorbeeld.test", "password": PASSWORD}, button="Sign in")
    assert page.one("h1").text == "Tasks"
