"""The people around a pupil on the screen, and two pupils made one."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied

PARENT = {"ouder1_naam": "A. Voorbeeld", "ouder1_gezag": "ja"}


def people(browser: Browser, number: str) -> str:
    return browser.get(f"/zaken/{number}/mensen").text


def test_the_office_reads_who_may_be_told_what_and_a_stranger_finds_no_page(
    joost: Browser, ria: Browser, marieke: Browser
) -> None:
    number = applied(joost, **PARENT)
    ria.get(f"/zaken/{number}")
    text = ria.follows("Mensen om de leerling").text
    assert "Mag aan de telefoon alles horen over deze leerling." in text
    assert "Krijgt elk besluit en elke brief, op eigen naam. Awb art. 3:41" in text
    assert "A. Voorbeeld" in people(joost, number)
    assert not joost.page.all("a[href$=toevoegen]")
    for path in ("", "/toevoegen", "/leerling", "/samenvoegen/1"):
        assert marieke.get(f"/zaken/{number}/mensen{path}").status == 404
    assert joost.get(f"/zaken/{number}/mensen/toevoegen").status == 404


def test_the_office_adds_somebody_is_told_what_is_missing_and_keeps_what_was_typed(
    joost: Browser, ria: Browser
) -> None:
    number = applied(joost, **PARENT)
    ria.get(f"/zaken/{number}/mensen/toevoegen")
    page = ria.submits({"kind": "guardian", "address": "Straat 2", "from_on": "31-02-2026"}, button="Vastleggen")
    assert page.status == 422
    assert [link.get("href") for link in page.all("#mistakes a")] == ["#v-from_on"]
    page = ria.submits({"name": "Oma Voogd", "from_on": "01-02-2026"}, button="Vastleggen")
    assert [link.get("href") for link in page.all("#mistakes a")] == ["#v-reason"]
    assert page.one("[name=address]").text_content().strip() == "Straat 2"
    page = ria.submits({"reason": "Uittreksel gezien"}, button="Vastleggen")
    assert page.texts("h3") == ["A. Voorbeeld", "Oma Voogd", "Sem Voorbeeld"]
    page = ria.follows("Wijzigen Oma Voogd")
    assert "Eerdere versies" in page.text
    assert "Uittreksel gezien" in page.text


def test_two_pupils_are_compared_made_one_and_parted_again(joost: Browser, ria: Browser) -> None:
    first = applied(joost, **PARENT)
    joost.get("/nieuw/proef")
    twin = {"roepnaam": "Sara", "achternaam": "Voorbeeld", "geboortedatum": "14-03-2017"}
    page = joost.submits(twin, button="Beginnen")
    assert "tweeling" in page.text
    page = joost.submits({**twin, "leerling": "andere"}, button="Beginnen")
    second = page.one("h1").text.strip()
    assert "Misschien staat deze leerling" not in ria.get(f"/zaken/{second}").text  # a brother or sister is none
    ria.follows("Mensen om de leerling")
    page = ria.follows("Vergelijken")
    assert page.texts("section h2") == ["Sara Voorbeeld", "Sem Voorbeeld"]
    page = ria.submits({}, button="Samenvoegen")
    assert [link.get("href") for link in page.all("#mistakes a")] == ["#v-reason", "#v-keep"]
    keep = page.all("[name=keep]")[1].get("value")
    page = ria.submits({"keep": keep, "reason": "Typefout"}, button="Samenvoegen")
    assert "Samengevoegd met Sara Voorbeeld" in page.text
    assert "Leerling stond dubbel en is samengevoegd" in ria.get(f"/zaken/{first}/geschiedenis").text
    people(ria, second)
    page = ria.submits({"reason": "Toch een tweeling"}, button="Ongedaan maken")
    assert "Ongedaan gemaakt op" in page.text
    assert "Sara Voorbeeld" in page.one(".case-line").text_content()
