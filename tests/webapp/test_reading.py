"""Every page can be read by everybody: structure, names of controls, and references that lead somewhere."""

from tests.webapp.browser import Browser, Page
from tests.webapp.test_office import decided
from tests.webapp.test_tasks import applied

OFFICE = (
    "/taken", "/taken?lijst=gedaan", "/zaken", "/zaken/ZA-2026-000001", "/zaken/ZA-2026-000001/verloop",
    "/zaken/ZA-2026-000001/geschiedenis", "/nieuw", "/nieuw/proef", "/post", "/brieven/1", "/wachtwoord", "/geen",
)  # fmt: skip
ADMINISTRATOR = (
    "/beheer/mensen", "/beheer/mensen/1", "/beheer/organisaties", "/beheer/mandaten", "/beheer/storingen",
)  # fmt: skip


def test_every_page_of_the_office_is_well_built(joost: Browser, ria: Browser) -> None:
    decided(joost, ria)
    joost.starts("Proef", "01-02-2016")
    for path in OFFICE:
        check(ria.get(path))
    check(joost.opens("Doe aanvragen"))


def test_every_page_of_the_administrator_is_well_built(bea: Browser) -> None:
    for path in ADMINISTRATOR:
        check(bea.get(path))


def test_the_page_to_sign_in_is_well_built(browser: Browser) -> None:
    check(browser.get("/inloggen"))


def test_a_page_with_mistakes_is_well_built(joost: Browser) -> None:
    joost.starts()
    joost.follows("Naar de taak")
    check(joost.submits({"soort": "so", "gesproken_op": "x", "eerder.hielp": "ja"}, button="Afronden"))
    joost.get(f"/zaken/{applied(joost, born='01-02-2016')}")
    joost.get(joost.page.one("[aria-labelledby=vastleggen] a").get("href"))
    check(joost.page)


def check(page: Page) -> None:
    """Refuse a page that a reader by ear or by keyboard would get lost in."""
    assert page.one("html").get("lang") in ("nl", "en")
    assert page.title.endswith(" · Zorgroute")
    assert page.one(".skip").get("href") == "#main"
    assert len(page.all("main#main")) == len(page.all("h1")) == len(page.all("header")) == 1
    ids = [element.get("id") for element in page.all("[id]")]
    assert len(ids) == len(set(ids))
    assert _unnamed_controls(page) == []
    assert [button for button in page.all("button") if not button.text_content().strip()] == []
    assert [link for link in page.all("a") if not link.text_content().strip()] == []
    for attribute in ("aria-describedby", "aria-labelledby", "for"):
        referred = {id_ for element in page.all(f"[{attribute}]") for id_ in element.get(attribute).split()}
        assert referred <= set(ids), attribute
    assert {header.get("scope") for header in page.all("th")} <= {"col", "row"}
    assert all(table.cssselect("caption, thead") for table in page.all("table"))
    assert all(fieldset.cssselect(":scope > legend") for fieldset in page.all("fieldset"))


def _unnamed_controls(page: Page) -> list[str]:
    labelled = {label.get("for") for label in page.all("label")}
    controls = page.all("input:not([type=hidden]), select, textarea")
    silent = [control for control in controls if control.get("aria-hidden") != "true"]
    return [
        str(control.get("name"))
        for control in silent
        if control.get("id") not in labelled and not control.get("aria-label")
    ]
