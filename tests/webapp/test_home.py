"""The first page as people see it."""

from tests.webapp.browser import Browser
from workflows import backup
from workflows.system import System


def test_who_signs_in_finds_what_waits_and_can_go_on_from_there(joost: Browser) -> None:
    joost.starts("Voorbeeld")
    page = joost.get("/")
    number = str(page.one("section[aria-labelledby=zaken] li a").get("href")).rpartition("/")[2]
    assert page.one("h1").text.startswith("Vandaag")
    task = page.one("section[aria-labelledby=taken] li a")
    assert number in page.one("section[aria-labelledby=taken] li").text_content()
    assert joost.get(str(task.get("href"))).one("h1").text == "Doe aanvragen"


def test_on_a_narrow_screen_a_button_says_where_one_is_and_opens_the_menu(joost: Browser) -> None:
    page = joost.get("/taken")
    button = page.one(".bar > .menu-button")
    assert button.text == "Menu: Taken"
    menu = page.one(f"#{button.get('popovertarget')}[popover]")
    assert menu.get("id") == page.one("[popovertargetaction=hide]").get("popovertarget")
    assert "Zaken" in page.texts(f"#{menu.get('id')} nav a")


def test_an_administrator_is_told_that_the_scheduler_never_ran(bea: Browser) -> None:
    page = bea.get("/")
    assert "De planner heeft nog niet gedraaid." in page.one("section[aria-labelledby=planner]").text_content()
    assert not page.all("section[aria-labelledby=taken]")


def test_an_administrator_makes_a_backup_with_one_button_and_sees_that_it_runs(bea: Browser, system: System) -> None:
    bea.get("/").one("section[aria-labelledby=reservekopie] a")
    bea.get("/beheer/reservekopie")
    page = bea.submits(button="Reservekopie maken")
    assert page.one("#running progress").get("aria-label") == "Reservekopie"
    assert backup.caretake(system)
    assert "gelukt" in bea.get("/beheer/reservekopie").one("tbody tr").text_content()


def test_the_figures_for_the_board_and_the_advices_are_not_there_for_others(joost: Browser, ria: Browser) -> None:
    for who in (joost, ria):
        assert who.get("/risicos.pdf").status == 404
        assert who.get("/mijn-adviezen").status == 404


def test_how_accessible_the_website_is_can_be_read_without_signing_in(browser: Browser) -> None:
    link = browser.get("/inloggen").one("footer a").get("href")
    assert browser.get(str(link)).one("h1").text == "Toegankelijkheid"
