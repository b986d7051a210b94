"""The pages of who watches over terms: what comes near, what was late, and why."""

from datetime import date, time

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied
from workflows.domain.clock import FrozenClock, at_local
from workflows.scheduler import drain
from workflows.system import System


def late(clock: FrozenClock, system: System, *visitors: Browser) -> None:
    """Let it be two days after the last day to decide, and let the visitors sign in again."""
    clock.instant = at_local(date(2027, 1, 20), time(9))
    drain(system)
    for visitor, name in zip(visitors, ("Ria", "Joost", "Bea"), strict=False):
        visitor.signs_in(name)


def test_the_list_of_terms_shows_ours_of_the_law_first_with_the_reason_of_each_date(
    joost: Browser, ria: Browser
) -> None:
    applied(joost)
    assert ria.get("/termijnen").one("h1").text == "Termijnen"
    assert "In deze tijd loopt er geen termijn af." in ria.page.text
    page = ria.get("/termijnen?weken=8")
    (row,) = page.texts(".list tbody tr")
    for words in (
        "ma 18-01-2027, wettelijke termijn",
        "Beslissen",
        "8 weken na de start",
        "Awb art. 4:13",
        "ZA-2026-000001",
    ):
        assert words in row
    assert ria.get("/termijnen?lijst=norm&weken=8").all(".list") == []
    for odd in ("lijst=x", "weken=3", "weken=x", "na=x"):
        assert ria.get(f"/termijnen?{odd}").status == 404


def test_what_is_late_says_so_on_every_page_in_words_with_a_mark(
    joost: Browser, ria: Browser, clock: FrozenClock, system: System
) -> None:
    applied(joost)
    late(clock, system, ria)
    task = ria.opens("Doe beoordelen").response.request.path
    for address in ("/taken", "/zaken", "/zaken/ZA-2026-000001", task, "/termijnen?weken=0"):
        ria.get(address)
        assert "! 2 werkdagen te laat" in ria.page.texts(".badge.red"), address
        assert "wettelijke termijn" in ria.page.text, address
    for address in ("/zaken/ZA-2026-000001", task):
        card = " ".join(ria.get(address).texts(".note.red"))
        assert "Wat de wet nu zegt" in card
        assert "te laat vanaf di 19-01-2027." in card
        assert "De school kan ons in gebreke stellen. Awb art. 4:13" in card
        assert "Wat kan nog: Doe het alsnog" in card


def test_the_register_asks_for_the_cause_of_what_was_late_and_keeps_it(
    joost: Browser, ria: Browser, clock: FrozenClock, system: System
) -> None:
    applied(joost)
    late(clock, system, ria)
    page = ria.get("/termijnen/overschrijdingen")
    assert "1 overschrijding van een eigen wettelijke termijn heeft nog geen oorzaak." in page.text
    ria.follows("Oorzaak vastleggen: ZA-2026-000001, Beslissen")
    assert ria.submits({"cause": ""}, button="Vastleggen").status == 422
    assert ria.page.texts(".mistakes li") == ["Oorzaak: kies er een uit de lijst."]
    page = ria.submits({"cause": "drukte"}, button="Vastleggen")
    assert "De oorzaak is vastgelegd." in page.text
    assert "heeft nog geen oorzaak" not in page.text
    assert "Drukte bij het SWVRia, wo 20-01-2027" in page.text
    assert (
        "Oorzaak van de overschrijding van 'Beslissen' vastgelegd" in ria.get("/zaken/ZA-2026-000001/geschiedenis").text
    )


def test_the_register_is_narrowed_and_taken_along(
    joost: Browser, ria: Browser, clock: FrozenClock, system: System
) -> None:
    applied(joost)
    late(clock, system, ria)
    assert "ZA-2026-000001" in ria.get("/termijnen/overschrijdingen?van=19-01-2027&wie=swv&soort=statutory").text
    for other in ("van=20-01-2027", "tot=18-01-2027", "wie=school", "soort=local", "termijn=T9"):
        assert "In deze periode ging geen termijn voorbij." in ria.get(f"/termijnen/overschrijdingen?{other}").text
    wrong = ria.get("/termijnen/overschrijdingen?van=31-02-2026")
    assert wrong.status == 422
    assert "Van:" in wrong.one(".mistakes a").text_content()
    file = ria.get("/termijnen/overschrijdingen.csv").response
    assert file.mimetype == "text/csv"
    assert file.text.removeprefix("\ufeff").splitlines()[1] == (
        "ZA-2026-000001;Beslissen;wettelijke termijn;samenwerkingsverband;18-01-2027;19-01-2027;2;;"
    )


def test_for_who_does_not_watch_over_terms_these_pages_do_not_exist(
    joost: Browser, bea: Browser, ria: Browser, clock: FrozenClock, system: System
) -> None:
    applied(joost)
    late(clock, system, ria, joost, bea)
    paths = (
        "/termijnen",
        "/termijnen/overschrijdingen",
        "/termijnen/overschrijdingen.csv",
        "/termijnen/overschrijdingen/1",
    )
    for visitor in (joost, bea):
        assert [visitor.get(path).status for path in paths] == [404] * 4
        assert visitor.post(paths[-1], {"cause": "drukte"}).status == 404
        assert "Termijnen" not in visitor.get("/taken").texts(".bar nav a")
    assert [ria.get(path).status for path in paths] == [200] * 4
    assert "Termijnen" in ria.get("/taken").texts(".bar nav a")
