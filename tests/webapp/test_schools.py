"""The page of a school on the screen."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied


def test_the_office_finds_a_school_with_its_cases_and_keeps_whom_to_call(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.get("/scholen")
    page = ria.follows("De Proefballon")
    assert number in page.text
    assert "Joost" in page.text
    address = page.response.request.path
    page = ria.submits({"phone": "bel maar"}, button="Nummer bewaren")
    assert (page.status, page.one("input[name=phone]").get("value")) == (422, "bel maar")
    page = ria.submits({"phone": "06 1234"}, button="Nummer bewaren")
    assert page.one("a[href^=tel]").get("href") == "tel:061234"
    assert joost.get(address).status == 404
    assert joost.get("/scholen").status == 404
