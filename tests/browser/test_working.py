"""Ways of working that only a real browser can show: without JavaScript, without a mouse, and with two at once."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.conftest import LiveServer, Visit
from tests.browser.visitor import Visitor
from tests.stories import milan
from tests.stories.milan import OFFICE, SCHOOL, Milan

MOST_TABS = 80


def test_an_application_can_be_made_without_javascript(site: LiveServer, visit: Visit) -> None:
    marieke = visit(SCHOOL, java_script_enabled=False)
    marieke.script = False
    marieke.goes("/nieuw").follows("Toelaatbaarheidsverklaring")
    marieke.presses("Beginnen").sees("Controleer")
    marieke.page.get_by_label("School", exact=True).select_option(label="De Proefballon")
    for label, name in (("Roepnaam", "roepnaam"), ("Achternaam", "achternaam"), ("Geboren op", "geboortedatum")):
        marieke.page.get_by_label(label, exact=True).fill(milan.PUPIL[name])
    marieke.presses("Beginnen").follows("Naar de taak")
    marieke.fills_in("aanvragen", {**milan.APPLICATION, "opp": "ja", "opp_datum": "31-02-2026"})
    marieke.presses("Afronden").sees("Controleer 1 antwoord", "31-02-2026 bestaat niet")
    expect(marieke.page.get_by_label("Wat heeft de leerling nodig?")).to_have_value(milan.APPLICATION["hulpvraag"])
    marieke.sees("stuk.pdf")
    marieke.fills_in("aanvragen", {"opp_datum": "14-09-2026"}).finishes()


def test_a_task_can_be_completed_with_the_keyboard_alone(site: LiveServer, visit: Visit) -> None:
    Milan(site.valley).until(1)
    ria = visit(OFFICE).goes("/taken")
    page = ria.page

    def press(target: Locator, key: str) -> None:
        reach(ria, target)
        page.keyboard.press(key)

    press(page.locator("table.list").get_by_role("link", name="Ontvangst bevestigen", exact=True), "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ontvangst bevestigen")
    press(page.locator("[name=leerling_bekend]").first, "Space")
    press(page.locator("[name=adressen_kloppen]").first, "Space")
    press(page.locator("button.primary"), "Enter")
    ria.sees("is afgerond.")


def reach(visitor: Visitor, target: Locator) -> None:
    """Press Tab until *target* has the focus, which can be seen."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("e => e === document.activeElement"):
            assert target.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with the keyboard")


def test_who_is_second_is_told_who_was_first_and_keeps_the_text(site: LiveServer, visit: Visit) -> None:
    Milan(site.valley).until(1)
    opens: Callable[[str], Visitor] = lambda name: visit(name).opens("Ontvangst bevestigen")  # noqa: E731
    ria, sjaak = opens(OFFICE), opens("Sjaak Kantoor")
    sjaak.fills_in("ontvangst_bevestigen", {**milan.RECEIPT, "opmerking_ontvangst": "De moeder belde vanochtend."})
    ria.fills_in("ontvangst_bevestigen", milan.RECEIPT).finishes()
    sjaak.presses("Afronden").sees("Deze taak is al klaar", OFFICE, "De moeder belde vanochtend.").shot("tweede")


def test_nobody_loses_a_half_written_form_by_a_second_press(site: LiveServer, visit: Visit) -> None:
    Milan(site.valley).until(1)
    ria = visit(OFFICE).opens("Ontvangst bevestigen").fills_in("ontvangst_bevestigen", milan.RECEIPT)
    ria.page.locator("button.primary").dblclick()
    ria.sees("is afgerond.")


def test_what_is_typed_is_kept_by_itself_and_two_at_once_are_told_of_each_other(site: LiveServer, visit: Visit) -> None:
    Milan(site.valley).until(1)
    ria, sjaak = (visit(name).opens("Ontvangst bevestigen") for name in (OFFICE, "Sjaak Kantoor"))
    remark = "[name=opmerking_ontvangst]"
    ria.page.locator(remark).fill("De moeder belde vanochtend.")
    expect(ria.page.locator("#kept")).to_have_text(re.compile(r"^Bewaard om \d\d:\d\d$"))
    ria.page.reload()  # nothing asks whether one may leave: it is kept
    expect(ria.page.locator(remark)).to_have_value("De moeder belde vanochtend.")
    sjaak.page.locator(remark).fill("De vader ook.")
    expect(sjaak.page.locator("#kept")).to_contain_text(f"{OFFICE} werkt hier nu aan")
    sjaak.shot("werkt_hier_nu_aan").presses("Concept bewaren").sees("De moeder belde vanochtend.")
    expect(sjaak.page.locator(remark)).to_have_value("De vader ook.")
    # What is sent while a concept is on its way waits for it, and is not taken for that of another.
    ria.page.locator(remark).fill("De moeder belde vanochtend, om negen uur.")
    with ria.page.expect_request("**/concept"):
        pass
    ria.presses("Concept bewaren").sees("Het concept is bewaard")
    # What was typed last is kept before another form of the page goes out.
    ria.page.locator(remark).fill("De moeder belt morgen weer.")
    ria.page.locator("summary", has_text="Opmerking plaatsen").click()
    ria.page.get_by_label("Opmerking", exact=True).last.fill("Wie belt de moeder?")
    ria.presses("Opmerking plaatsen").sees("De opmerking staat in het dossier", "Wie belt de moeder?")
    expect(ria.page.locator(remark)).to_have_value("De moeder belt morgen weer.")
