"""The calendar of a person: made and ended on their own page, read by calendars that cannot sign in."""

import logging
from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar, Component

from tests.webapp.browser import Browser, Page
from workflows.domain.clock import FrozenClock


def makes_link(browser: Browser) -> str:
    """Make a link and return its path."""
    browser.get("/agenda")
    address = str(browser.submits(button="Link maken").one("#link").get("value"))
    return address.removeprefix("http://localhost")


def asks(app: Flask, path: str, **headers: str) -> Page:
    """Ask as a calendar does: without a session."""
    return Browser(app).get(path, headers=headers, follow=False)


def events(page: Page) -> list[Component]:
    return Calendar.from_ical(page.response.data).walk("VEVENT")


@pytest.fixture
def feed(joost: Browser, ria: Browser) -> str:
    """The path of Ria's calendar, in which one task waits for her."""
    joost.starts()
    joost.opens("Doe aanvragen")
    joost.submits({"gesproken_op": "01-11-2026", "soort": "sbo"}, button="Afronden")
    return makes_link(ria)


def test_a_calendar_reads_days_without_signing_in_and_without_names(app: Flask, feed: str) -> None:
    page = asks(app, feed)
    assert page.status == 200
    assert page.response.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(page.response.data)
    assert (calendar["version"], calendar["x-wr-timezone"]) == ("2.0", "Europe/Amsterdam")
    task = events(page)[0]
    number = str(task["summary"]).partition(":")[0]
    assert task["summary"] == f"{number}: Doe beoordelen (wettelijke termijn)"
    assert (task["dtstart"].dt, task["dtend"].dt) == (date(2027, 1, 18), date(2027, 1, 19))
    assert task["dtstart"].params["VALUE"] == "DATE"
    assert task["url"] == f"http://localhost/zaken/{number}"
    assert task["uid"].endswith("@localhost")
    assert (task["class"], task["transp"]) == ("PRIVATE", "TRANSPARENT")
    assert not [name for name in ("Sem", "Voorbeeld", "Ria", "Joost") if name in page.response.text]


def test_it_speaks_the_language_of_its_person(app: Flask, ria: Browser, feed: str) -> None:
    ria.get("/taken")
    ria.submits(button="English", form="header form")
    assert "(statutory term)" in asks(app, feed).response.text
    assert "Not claimed by anybody yet." in str(events(asks(app, feed))[0]["description"])


def test_it_is_for_its_reader_only_and_is_not_sent_again_while_it_is_the_same(
    app: Flask, ria: Browser, feed: str, clock: FrozenClock
) -> None:
    first = asks(app, feed).response
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in first.headers
    tag = first.headers["ETag"]
    clock.instant += timedelta(minutes=20)
    again = asks(app, feed, **{"If-None-Match": tag}).response
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    ria.opens("Doe beoordelen")
    ria.submits({"akkoord": "ja"}, button="Afronden")
    done = asks(app, feed, **{"If-None-Match": tag})
    assert (done.status, events(done)) == (200, [])


def test_a_link_that_is_not_there_is_a_page_that_is_not_there(app: Flask, ria: Browser, feed: str) -> None:
    ria.get("/agenda")
    assert "U hebt een link" in ria.page.text
    assert feed not in ria.page.response.text, "shown once"
    ria.submits(button="Link intrekken")
    gone, never = asks(app, feed), asks(app, "/agenda/verzonnen.ics")
    assert (gone.status, never.status) == (404, 404)
    assert gone.response.headers["Cache-Control"] == "no-store"
    assert gone.text == never.text


def test_a_new_link_ends_the_old_one(app: Flask, ria: Browser, feed: str) -> None:
    ria.get("/agenda")
    new = str(ria.submits(button="Nieuwe link maken").one("#link").get("value")).removeprefix("http://localhost")
    assert ria.page.all(f'a[href="webcal://localhost{new}"]')
    assert (asks(app, feed).status, asks(app, new).status) == (404, 200)


def test_the_administrator_ends_the_link_of_somebody(app: Flask, bea: Browser, feed: str) -> None:
    bea.get("/beheer/mensen")
    bea.follows("Ria")
    bea.submits(button="Link intrekken")
    assert "De link werkt niet meer." in bea.page.text
    assert "Agenda" not in bea.page.texts("main h2")
    assert asks(app, feed).status == 404


def test_who_is_no_administrator_ends_nobodys_link(app: Flask, joost: Browser, feed: str) -> None:
    joost.get("/taken")
    assert joost.post("/beheer/mensen/3/agenda").status == 404
    assert asks(app, feed).status == 200


def test_a_calendar_that_asks_too_often_must_wait(app: Flask, feed: str, clock: FrozenClock) -> None:
    answers = [asks(app, feed) for _ in range(40)]
    assert answers[0].status == 200
    refused = answers[-1].response
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    clock.instant += timedelta(minutes=10)
    assert asks(app, feed).status == 200


def test_the_web_server_does_not_write_the_secret_in_its_log(
    app: Flask, feed: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("waitress").info("Client disconnected while serving %s", feed)
    assert "Client disconnected while serving /agenda/" in caplog.text
    assert feed not in caplog.text
