"""The page of the notices of default, for who watches over a samenwerkingsverband."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask, render_template
from lxml import html

from tests.webapp.browser import Browser
from tests.webapp.world import HASH
from workflows.domain.wording import Text
from workflows.services import accounts
from workflows.services.penalties import PenaltiesPage
from workflows.services.views import PenaltyView
from workflows.system import System


@pytest.fixture
def coordinator(app: Flask, system: System) -> Browser:
    """The coordinator, signed in."""
    system.perform(
        accounts.add_person, name="Joke", email="joke@voorbeeld.test", password_hash=HASH, roles=["coordinator:PO9901"]
    )
    return Browser(app).signs_in("Joke")


def test_an_empty_list_is_said_nicely(coordinator: Browser) -> None:
    coordinator.get("/taken")
    page = coordinator.follows("Termijnen")
    assert page.title == "Dwangsom · Zorgroute"
    assert "Zo moet het zijn." in page.text


def test_for_others_there_is_no_such_page(joost: Browser, ria: Browser, bea: Browser) -> None:
    for browser in (joost, ria, bea):
        assert browser.get("/dwangsom").status == 404
        assert "Dwangsom" not in browser.get("/termijnen").texts("header a")


RUNNING = PenaltyView(
    number="ZA-2026-000001",
    pupil="Sem Voorbeeld",
    what_if=False,
    notice_on=date(2027, 1, 19),
    grace_until=date(2027, 2, 2),
    first_day=date(2027, 2, 3),
    last_day=date(2027, 3, 16),
    spans=((date(2027, 2, 3), date(2027, 2, 16), 23), (date(2027, 2, 17), date(2027, 3, 2), 35)),
    today=35,
    owed=357,
    most=1442,
    sent_on=None,
    last_owed=date(2027, 3, 16),
    decide_by=None,
    because=((Text("2 weken na ontvangst", "2 weeks after receipt"), "Awb art. 4:17 lid 3"),),
    source="Awb art. 4:17 lid 2",
    doubt=Text("Nazoeken.", "To be checked."),
)
OVER = {"today": 0, "decide_by": date(2027, 3, 30)}


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (RUNNING, ["Tot en met vandaag: € 357", "Vandaag komt er € 35 bij.", "wo 17-02-2027 tot en met di 02-03-2027"]),
        (replace(RUNNING, what_if=True), ["dagen vanaf wo 03-02-2027 tot en met di 16-03-2027, hoogstens € 1.442."]),
        (replace(RUNNING, owed=0, today=0), ["Verzend het besluit uiterlijk dinsdag 2 februari 2027"]),
        (
            replace(RUNNING, owed=1442, **OVER),
            ["Tot en met vandaag: € 1.442", "Het hoogste bedrag is bereikt op di 16-03-2027", "uiterlijk dinsdag 30"],
        ),
        (
            replace(RUNNING, owed=322, sent_on=date(2027, 2, 17), last_owed=date(2027, 2, 16), **OVER),
            ["Verschuldigd: € 322", "liep van wo 03-02-2027 tot en met di 16-02-2027", "Awb art. 4:18"],
        ),
        (replace(RUNNING, owed=0, today=0, sent_on=date(2027, 1, 26)), ["Geen dwangsom verschuldigd"]),
    ],
)
def test_the_meter_says_in_words_how_it_stands_and_why(app: Flask, view: PenaltyView, told: list[str]) -> None:
    with app.test_request_context("/dwangsom"):
        page = render_template("penalties.html", page=PenaltiesPage((view,), ()))
    text = " ".join(html.document_fromstring(page).text_content().split())
    for words in (*told, "2 weken na ontvangst", "Awb art. 4:17 lid 3", "Nazoeken."):
        assert words in text
