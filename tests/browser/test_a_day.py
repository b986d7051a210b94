"""A day in the life of four people, at a desk and on a phone: what waits in the morning, and the way to it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveServer, Visit
from tests.stories.milan import OFFICE, SCHOOL, Milan

EXPERT, DIRECTOR = "drs. Piet Verzonnen", "Anna Schijn"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}

#: who, and the way they go: the address, and what they see there
DAYS = {
    SCHOOL: (
        ("/", "Vandaag"),
        ("/zaken", "Milan Voorbeeld"),
        ("/zaken/{number}", "Toelaatbaarheidsverklaring"),
        ("/nieuw", "Nieuwe aanvraag"),
    ),
    OFFICE: (
        ("/", "Vandaag"),
        ("/taken", "Taken"),
        ("/post", "Vandaag te posten"),
        ("/zaken/{number}", "Milan Voorbeeld"),
    ),
    EXPERT: (
        ("/", "Deskundigenadvies"),
        ("first task", "Milan Voorbeeld"),
        ("/mijn-adviezen", "Mijn adviezen"),
    ),
    DIRECTOR: (
        ("/", "Vandaag"),
        ("/ondertekenen", "Ter ondertekening"),
        ("/termijnen?weken=8", "Milan Voorbeeld"),
        ("/vergaderingen", "Vergaderingen"),
    ),
}


@pytest.mark.parametrize("who", DAYS)
def test_everybody_finds_their_work_at_a_desk_and_on_a_phone(
    lived: tuple[LiveServer, Milan], visit_lived: Visit, who: str
) -> None:
    visitor = visit_lived(who, viewport=DESK)
    for place, (address, seen) in enumerate(DAYS[who]):
        if address == "first task":
            visitor.goes("/").page.locator("main section[aria-labelledby=taken] li a").first.click()
        else:
            visitor.goes(address.format(number=lived[1].number))
        for screen, name in ((DESK, "bureau"), (PHONE, "telefoon")):
            visitor.page.set_viewport_size(screen)  # type: ignore[arg-type]
            visitor.sees(seen).shot(f"dag_{who.split()[-1].lower()}_{place}_{name}")
            expect(visitor.page.locator("h1")).to_be_in_viewport()
            assert visitor.page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
        visitor.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert visitor.complaints == []


def test_a_list_is_worked_through_with_single_keys_and_they_stay_out_of_the_way(visit_lived: Visit) -> None:
    ria = visit_lived(OFFICE, viewport=DESK).goes("/zaken")
    page = ria.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Sneltoetsen")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("gt?j")
    expect(page.locator("#find")).to_have_value("gt?j")
    page.locator("#find").blur()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("ZA-")
    with page.expect_navigation(url="**/taken"):
        page.keyboard.type("gt")
