"""What needs a real browser: scripts under our own policy, focus, the drawing, narrow screens."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, expect
from werkzeug.serving import make_server

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied
from tests.webapp.world import PASSWORD


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Window:
    """A page in the browser, and what the browser complained about."""

    page: Page
    address: str
    complaints: list[str]

    def opens(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def signs_in(self, name: str) -> None:
        self.opens("/inloggen")
        self.page.fill("#v-email", f"{name.lower()}@voorbeeld.test")
        self.page.fill("#v-password", PASSWORD)
        self.page.click("main button")


@pytest.fixture
def window(chromium: Chromium, address: str) -> Iterator[Window]:
    """A window in which Joost is signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    window = Window(context.new_page(), address, [])

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 422" not in message.text:
            window.complaints.append(message.text)

    window.page.on("console", note)
    window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
    window.signs_in("Joost")
    yield window
    context.close()


def test_a_question_appears_while_one_types_and_nothing_typed_is_lost(window: Window, joost: Browser) -> None:
    joost.starts()
    page = window.opens("/taken/1")
    page.fill("[name=toelichting]", "Een lang verhaal")
    page.check("[name=soort][value=so]")
    expect(page.locator("[name=categorie]").first).to_be_visible()
    expect(page.locator("[name=toelichting]")).to_have_value("Een lang verhaal")
    expect(page.locator("[name=soort][value=so]")).to_be_focused()
    page.check("[name=soort][value=sbo]")
    expect(page.locator("[name=categorie]")).to_have_count(0)
    assert window.complaints == []


def test_mistakes_get_the_focus_and_lead_to_their_field(window: Window, joost: Browser) -> None:
    joost.starts()
    page = window.opens("/taken/1")
    page.get_by_role("button", name="Afronden", exact=True).click()
    expect(page.locator("#mistakes")).to_be_focused()
    page.locator("#mistakes a").first.click()
    expect(page.locator("[name=gesproken_op]")).to_be_focused()
    assert window.complaints == []


def test_a_file_is_sent_when_it_is_chosen(window: Window, joost: Browser) -> None:
    joost.starts()
    page = window.opens("/taken/1")
    content = {"name": "opp.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 inhoud"}
    page.set_input_files("[name=opp]", files=[content])
    expect(page.locator(".files a")).to_have_text("opp.pdf")
    page.get_by_role("button", name="Weghalen opp.pdf").click()
    expect(page.locator(".files a")).to_have_count(0)
    assert window.complaints == []


def test_claiming_changes_the_list_in_place_and_says_so(window: Window, joost: Browser) -> None:
    joost.starts()
    page = window.opens("/taken")
    page.get_by_role("button", name="Oppakken").click()
    expect(page.get_by_role("link", name="Openen")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("De taak staat nu op uw naam.")
    assert window.complaints == []


def test_the_drawing_marks_where_the_case_is_and_keeps_the_sign_of_its_makers(window: Window, joost: Browser) -> None:
    page = window.opens(f"/zaken/{applied(joost)}/verloop/beoordeling")
    expect(page.locator("[data-drawn] .is-current[data-element-id=beoordelen]")).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    page.get_by_role("button", name="Groter").click()
    assert window.complaints == []


def test_on_a_narrow_screen_nothing_falls_off(window: Window, joost: Browser) -> None:
    number = applied(joost)
    joost.starts(born="01-02-2016")
    window.page.set_viewport_size({"width": 320, "height": 640})
    task = f"/taken/{joost.opens('Doe aanvragen').response.request.path.rpartition('/')[2]}"
    for path in (
        "/taken",
        task,
        "/zaken",
        f"/zaken/{number}",
        f"/zaken/{number}/verloop",
        "/nieuw/proef",
        "/wachtwoord",
    ):
        page = window.opens(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_without_scripts_everything_can_still_be_done(chromium: Chromium, address: str, joost: Browser) -> None:
    joost.starts()
    context = chromium.new_context(java_script_enabled=False)
    window = Window(context.new_page(), address, [])
    window.signs_in("Joost")
    page = window.opens("/taken/1")
    page.fill("[name=gesproken_op]", "20-11-2026")
    page.check("[name=soort][value=so]")
    page.get_by_role("button", name="Vragen bijwerken").click()
    page.check("[name=categorie][value=laag]")
    page.get_by_role("button", name="Afronden", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("is afgerond")
    context.close()


def test_a_file_that_is_too_large_is_told_at_once_and_not_sent(window: Window, joost: Browser) -> None:
    joost.starts()
    page = window.opens("/taken/1")
    page.fill("[name=toelichting]", "Een lang verhaal")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    large = {"name": "groot.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + bytes(20_000_001)}
    page.set_input_files("#v-opp", large)
    expect(page.locator(".upload [role=alert]")).to_contain_text("groter dan 20 MB")
    assert page.input_value("#v-opp") == ""
    assert page.input_value("[name=toelichting]") == "Een lang verhaal"
    assert [address for address in sent if not address.endswith("/concept")] == []  # which holds no files
    assert window.complaints == []
