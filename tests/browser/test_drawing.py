"""A route drawn in a real browser: what is drawn is kept, checked and undone, and opening changes nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveServer, Visit
from tests.browser.test_pages import WIDE, faults
from tests.browser.visitor import Visitor
from tests.stories.milan import Milan
from tests.stories.valley import BPMN
from workflows.routes.changes import changes_between
from workflows.routes.diagram import read_diagram
from workflows.routes.elements import Element
from workflows.routes.route import Route
from workflows.services import studio

DRAWINGS = sorted(BPMN.glob("**/*.bpmn"))
MAKER = "Bea Beleid"
PAGE = "/routes/voorstel/1/tekening?pad=besluit.bpmn"
OPEN_AND_SAVE = """
async xml => {
  const { modeler } = document.getElementById('drawing');
  const { warnings } = await modeler.importXML(xml);
  const saved = await modeler.saveXML({ format: true });
  return [warnings.map(String), saved.xml];
}
"""


@pytest.fixture(scope="module")
def maker(lived: tuple[LiveServer, Milan], visit_lived: Visit) -> Visitor:
    """A policy maker who has a drawing of the TLV route before her."""
    return visit_lived(MAKER, viewport=WIDE)


def opened(maker: Visitor, address: str = PAGE) -> Page:
    maker.goes(address)
    expect(maker.page.locator("#drawing")).to_have_attribute("data-drawn", "yes")
    return maker.page


def element(lived: tuple[LiveServer, Milan], name: str) -> Element:
    """Return a part of the drawing as it is kept now."""
    text = lived[0].valley.system.read(studio.text_of, lived[0].valley.person(MAKER), 1, "besluit.bpmn")
    [process] = read_diagram("besluit.bpmn", text.encode())
    return process.elements[name]


@pytest.fixture(scope="module", autouse=True)
def _proposal(lived: tuple[LiveServer, Milan]) -> None:
    valley = lived[0].valley
    valley.system.perform(studio.open_proposal, valley.person(MAKER), "tlv")


def chosen(page: Page, name: str) -> None:
    """Choose a part of the drawing as a click on it does; wait until the panel shows it."""
    page.evaluate(
        "name => { const { modeler } = document.getElementById('drawing');"
        " modeler.get('selection').select(modeler.get('elementRegistry').get(name)); }",
        name,
    )
    expect(page.locator("#p-id")).to_have_value(name)


def test_every_drawing_of_the_product_comes_back_from_the_page_as_it_was(maker: Visitor) -> None:
    page = opened(maker)
    for file in DRAWINGS:
        before = file.read_bytes()
        warnings, saved = page.evaluate(OPEN_AND_SAVE, before.decode())
        assert warnings == [], file
        assert read_diagram(file.name, saved.encode()) == read_diagram(file.name, before), file
        assert changes_between(Route({file.name: before}), Route({file.name: saved.encode()})) == []


def test_what_is_drawn_is_kept_by_itself_and_can_be_undone(maker: Visitor, lived: tuple[LiveServer, Milan]) -> None:
    page = opened(maker, f"{PAGE}&bij=besluit_nemen")
    expect(page.locator("#p-id")).to_have_value("besluit_nemen")
    expect(page.locator("#panel .badge[title*='wet']").first).to_contain_text("klasse D")  # before anything is edited
    page.fill("#p-documentation", "Kort.")
    page.keyboard.press("Tab")
    expect(page.locator("#p-id")).to_be_focused()
    page.select_option("#w-not_by-add", "role:directeur")
    page.click("#w-not_by-add-button")
    expect(page.locator("#kept")).to_have_text(re.compile(r"Bewaard om \d\d:\d\d"))
    kept = element(lived, "besluit_nemen")
    assert kept.documentation == "Kort."
    assert kept.properties["not_by"] == "deskundige_1 deskundige_2 advies_geven role:directeur"
    page.click("#undo")
    page.click("#undo")
    expect(page.locator("#p-documentation")).to_have_value(re.compile("^Beslis over de aanvraag"))
    expect(page.locator("#kept")).to_have_text("Nog niet bewaard")
    expect(page.locator("#kept")).to_have_text(re.compile("Bewaard om"))
    assert element(lived, "besluit_nemen").properties["not_by"] == "deskundige_1 deskundige_2 advies_geven"


def test_conditions_messages_and_moments_are_filled_in_as_words(
    maker: Visitor, lived: tuple[LiveServer, Milan]
) -> None:
    page = opened(maker, f"{PAGE.replace('besluit', 'beslistermijn')}&bij=beslistermijn_voorbij")
    page.fill("#p-moment-before", "3")
    page.select_option("#p-moment-unit", "workdays")
    chosen(page, "verlengen_nodig")
    page.fill("#p-message", "uitstel_nodig")
    chosen(page, "termijn_verlengen")
    page.select_option("#p-default", "termijn_verlengen_naar_brief_nodig")
    page.locator("[data-element-id=termijn_verlengen_naar_alsnog_verlengen] .djs-hit").first.dispatch_event("click")
    page.select_option("#p-fact", "besluit")
    page.click("#p-fact-insert")
    page.locator("#p-condition").press("Tab")
    expect(page.locator("#kept")).to_have_text(re.compile("Bewaard om"))
    valley = lived[0].valley
    text = valley.system.read(studio.text_of, valley.person(MAKER), 1, "beslistermijn.bpmn")
    [process] = read_diagram("beslistermijn.bpmn", text.encode())
    assert process.elements["beslistermijn_voorbij"].due_at == ("T2", -3, "workdays")
    assert process.elements["verlengen_nodig"].message == "uitstel_nodig"
    assert process.elements["termijn_verlengen"].default == "termijn_verlengen_naar_brief_nodig"
    condition = process.flows["termijn_verlengen_naar_alsnog_verlengen"].condition
    assert condition is not None
    assert condition.source.startswith("besluit ==")
    assert process.flows["termijn_verlengen_naar_brief_nodig"].condition is None


def test_a_part_is_found_moved_and_put_back_with_the_keyboard(maker: Visitor) -> None:
    page = opened(maker)
    page.locator("#canvas svg").first.focus()
    page.keyboard.press("Control+f")
    page.keyboard.type("Besluit verz")
    expect(page.locator(".djs-search-result").first).to_contain_text("besluit_verzenden")
    page.keyboard.press("Enter")
    expect(page.locator("#p-id")).to_have_value("besluit_verzenden")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#undo")).to_be_enabled()
    page.keyboard.press("Control+z")
    expect(page.locator("#undo")).to_be_disabled()
    expect(page.locator("#kept")).to_have_text(re.compile("Bewaard om"))


def test_who_may_not_change_a_drawing_can_read_all_of_it(visit_lived: Visit) -> None:
    director = visit_lived("Anna Schijn", viewport=WIDE)
    page = opened(director, f"{PAGE}&bij=besluit_nemen")
    expect(page.locator("#p-id")).to_be_disabled()
    expect(page.locator(".djs-palette, #undo")).to_have_count(0)
    assert list(faults(director)) == []
    assert director.complaints == []


def test_a_new_task_is_drawn_named_and_what_it_misses_is_shown_on_it(maker: Visitor) -> None:
    page = opened(maker)
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    shown = page.locator(".djs-palette .entry").evaluate_all("each => each.map(e => e.getAttribute('aria-label'))")
    assert "Taak voor iemand" in shown
    assert not any(re.match("Create|Activate", each) for each in shown)
    page.click(".djs-palette [data-action=task]")
    canvas = page.locator("#canvas").bounding_box()
    assert canvas is not None
    page.mouse.move(canvas["x"] + 300, canvas["y"] + 500)
    page.mouse.move(canvas["x"] + 500, canvas["y"] + 320, steps=5)
    page.mouse.click(canvas["x"] + 500, canvas["y"] + 320)
    page.keyboard.press("Escape")
    page.fill("#p-name", "Ouders bellen")
    page.keyboard.press("Tab")
    expect(page.locator("#p-id")).to_have_value("ouders_bellen")
    remark = page.locator("#remarks li", has_text="De taak heeft geen uitleg")
    expect(remark).to_be_visible()
    expect(page.locator("[data-element-id=ouders_bellen].has-error")).to_have_count(1)
    chosen(page, "besluit_nemen")
    remark.get_by_role("button", name="Ouders bellen").click()
    expect(page.locator("#p-id")).to_have_value("ouders_bellen")
    assert list(faults(maker)) == []
    page.locator(".djs-context-pad .bpmn-icon-screw-wrench").click()
    kinds = page.locator(".djs-popup-results [role=option], .djs-popup-body .entry").all_inner_texts()
    assert sorted(each.strip() for each in kinds) == sorted(
        ["Stap van het systeem", "Brief", "Beslissing met een tabel", "Andere tekening (fase)"]
    )
    page.keyboard.press("Escape")
    page.locator(".djs-context-pad .bpmn-icon-trash").click()
    expect(page.locator("[data-element-id=ouders_bellen]")).to_have_count(0)
    expect(page.locator("#remarks li")).to_have_count(0)
    assert maker.complaints == []


def test_a_proposal_is_seen_beside_what_is_in_use(maker: Visitor, lived: tuple[LiveServer, Milan]) -> None:
    system, bea, file = lived[0].valley.system, lived[0].valley.person(MAKER), "volledigheid.bpmn"
    before = system.read(studio.text_of, bea, 1, file)
    after = before.replace('name="Volledigheid toetsen"', 'name="Aanvraag nakijken"').replace(
        "<endEvent", '<userTask id="nabellen" name="School nabellen" />\n    <endEvent', 1
    )
    place = after.index("<bpmndi:BPMNEdge")
    drawn = '<dc:Bounds x="500" y="700" width="100" height="80" />'
    shape = f'<bpmndi:BPMNShape id="nabellen_di" bpmnElement="nabellen">{drawn}</bpmndi:BPMNShape>'
    system.perform(studio.save, bea, 1, file, after[:place] + shape + after[place:], 99)
    page = maker.goes(f"/routes/voorstel/1/vergelijken?pad={file}").page
    expect(page.locator("#compare")).to_have_attribute("data-drawn", "yes")
    for side in ("#old", "#new"):
        marks = page.locator(f"{side} [data-container-id=volledigheid_toetsen]")
        expect(marks).to_have_text("≠ gewijzigd")
    expect(page.locator("#new [data-container-id=nabellen]")).to_have_text("+ nieuw")
    expect(page.locator("#old [data-container-id=nabellen]")).to_have_count(0)
    page.get_by_role("button", name="Nieuw: taak 'School nabellen'.").click()
    expect(page.locator("#new [data-element-id=nabellen].selected")).to_have_count(1)
    assert list(faults(maker)) == []
    assert maker.complaints == []


def test_who_draws_in_two_places_is_told_and_loses_nothing(maker: Visitor, lived: tuple[LiveServer, Milan]) -> None:
    page = opened(maker, f"{PAGE}&bij=besluit_nemen")
    valley = lived[0].valley
    before = valley.system.read(studio.text_of, valley.person(MAKER), 1, "besluit.bpmn")
    theirs = before.replace('name="Besluit nemen"', 'name="Beslissen"')
    valley.system.perform(studio.save, valley.person(MAKER), 1, "besluit.bpmn", theirs, 1)
    page.context.set_offline(True)
    page.fill("#p-documentation", "Kort.")
    page.keyboard.press("Tab")
    expect(page.locator("#moved")).to_contain_text("Bewaren lukt niet")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Mijn tekening meenemen").click()
    assert "Kort." in taken.value.path().read_text("utf-8")
    page.context.set_offline(False)
    page.fill("#p-name", "Het besluit nemen")
    page.keyboard.press("Tab")
    expect(page.locator("#moved")).to_contain_text("intussen ergens anders gewijzigd")
    expect(page.locator("#p-name")).to_have_value("Het besluit nemen")
    assert element(lived, "besluit_nemen").name == "Beslissen"
    page.get_by_role("button", name="Mijn tekening toch bewaren").click()
    expect(page.locator("#kept")).to_have_text(re.compile("Bewaard om"))
    assert element(lived, "besluit_nemen").name == "Het besluit nemen"
    complaints = [said for said in maker.complaints if "409" not in said and "ERR_INTERNET_DISCONNECTED" not in said]
    assert complaints == []
    valley.system.perform(studio.undo, valley.person(MAKER), 1)
    assert element(lived, "besluit_nemen").name == "Beslissen"  # the other drawing is a step of the history
