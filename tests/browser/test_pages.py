"""Every page, for every kind of reader: narrow screens, assistive technology, both languages, no complaints."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveServer, Visit
from tests.browser.visitor import Visitor
from tests.stories.milan import OFFICE, SCHOOL, Milan
from workflows.services import inbox, instances, meeting_agenda, meeting_year, meetings, sitting, watch
from workflows.services.views import CasePage
from workflows.services.watch import Sought

AXE = (Path(__file__).parents[2] / "webapp/frontend/node_modules/axe-core/axe.min.js").read_text("utf-8")
NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
ADMINISTRATOR, EXPERT, DIRECTOR = "Ad Beheer", "drs. Piet Verzonnen", "Anna Schijn"

ALIKE = (  # for everybody
    *(
        "/taken?lijst=mijn",
        "/taken?lijst=open",
        "/taken?lijst=te_laat",
        "/taken?lijst=gedaan",
        "/wachtwoord",
        "/agenda",
    ),
    *("/toegankelijkheid", "/bestaat-niet"),
)


def pages_of(milan: Milan, name: str) -> Iterator[str]:
    """Yield the address of every page that somebody can open on the day the tests look."""
    yield from ("/", "/taken", "/zaken", "/nieuw", *(ALIKE if name == OFFICE else ()))
    valley, case = milan.valley, f"/zaken/{milan.number}"
    who = valley.person(name)
    if name == ADMINISTRATOR:
        yield from ("/beheer/mensen", "/beheer/organisaties", "/beheer/mandaten", "/beheer/routes", "/beheer/storingen")
        yield from (
            "/waarneming",
            "/uitval",
            "/beheer/reservekopie",
            "/beheer/huisstijl",
            "/sneltoetsen",
            "/wie-werkt-hier",
        )
        yield f"/beheer/mensen/{valley.person(SCHOOL).id}"
        yield f"/wie-werkt-hier/{valley.person(SCHOOL).id}/opvolger"
        yield from ("/beheer/uit-een-lijst/mensen", "/beheer/uit-een-lijst/organisaties")
        yield from ("/beheer/kalender", "/beheer/termijnen", "/beheer/termijnen/T1", "/beheer/termijnen/T2")
        yield from (f"/beheer/wijzigen/{kind}" for kind in ("kb_days", "holiday", "closing"))
        yield from (f"/beheer/wijzigen/{kind}?rule=T1" for kind in ("norm", "rule", "ladder"))
        yield "/beheer/wijzigen/norm_beside?rule=T2"
        return
    yield from (case, f"{case}/verloop", f"{case}/verloop/behandeling", f"{case}/geschiedenis")
    page: CasePage = valley.page(milan.number, name)
    yield from (f"{case}/vastleggen/{listener.token}" for listener in page.listeners)
    yield from (f"/brieven/{letter.id}" for letter in page.letters[:1])
    yield f"{case}/mensen"
    yield f"/leerlingen/{page.head.pupil_id}"
    if name == OFFICE:
        yield f"/brieven/{page.letters[0].id}/herstellen"
        yield from ("/vragen", f"{case}/vraag", *((f"{case}/herstellen",) if page.may_repair else ()))
        yield from ("/vragen", f"{case}/vraag", f"{case}/bundel?alles=1", f"{case}/aantekening", "/vernietigen")
        yield from ("/scholen", f"/scholen/{valley.id_of('99AA00')}", f"/stukken/{page.documents[0].id}/bekijken")
        yield from (f"{case}/mensen/toevoegen", f"{case}/mensen/leerling")
    yield from (f"/taken/{row.id}" for row in valley.system.read(inbox.page, who).rows)
    if name == DIRECTOR:
        yield from ("/dwangsom", "/ondertekenen", "/waarneming")
    if name in (SCHOOL, OFFICE, DIRECTOR):
        yield "/zorgplicht/maandopgave"
    if name == SCHOOL:
        yield f"/zorgplicht/maandopgave/{who.memberships[0].organisation_id}?maand=2026-11"
    if name == OFFICE:
        yield from (
            "/taken?lijst=iedereen&route=tlv",
            "/taken?lijst=wachten",
            "/post",
            "/ondertekenen",
            "/zorgplicht",
            "/zorgplicht/print",
            "/tlv",
            "/tlv/nummers",
            "/tlv/verlengen/2028-07-31",
            "/tlv/overnemen",
            "/tlv/duo",
            "/uitval",
            "/zaken-overnemen",
            "/jaarwisseling",
            "/binnengekomen",
            "/binnengekomen/registreren",
            "/termijnen?weken=8",
            "/termijnen?lijst=norm&weken=8",
            "/termijnen/overschrijdingen",
        )
        late = valley.system.read(watch.breaches, who, Sought()).rows
        yield from (f"/termijnen/overschrijdingen/{row.id}" for row in late[:1])
    if valley.system.read(instances.startable, who):
        yield "/nieuw/tlv"


@pytest.mark.parametrize("language", ["Nederlands", "English"])
@pytest.mark.parametrize("name", [OFFICE, SCHOOL, EXPERT, DIRECTOR, ADMINISTRATOR, ""])
def test_every_page_is_for_everybody(
    lived: tuple[LiveServer, Milan], visit_lived: Visit, name: str, language: str
) -> None:
    milan = lived[1]
    visitor = visit_lived(name, viewport=WIDE)
    if language == "English":
        visitor.goes("/taken" if name else "/inloggen").speaks_english()
    refused = [
        f"{address}: {fault}"
        for address in (pages_of(milan, name) if name else ["/inloggen", "/indienen"])
        for fault in faults(visitor.goes(address))
    ]
    assert refused == []
    assert [said for said in visitor.complaints if "404" not in said] == []


@pytest.mark.parametrize("language", ["Nederlands", "English"])
def test_a_page_with_mistakes_is_for_everybody(visit_lived: Visit, language: str) -> None:
    ria = visit_lived("drs. Elske Fictief", viewport=WIDE).opens("Deskundigenadvies geven")
    if language == "English":
        ria.speaks_english()
    ria.presses("Afronden" if language == "Nederlands" else "Complete")
    expect(ria.page.locator("#mistakes")).to_be_focused()
    assert list(faults(ria)) == []


@pytest.mark.parametrize("language", ["Nederlands", "English"])
def test_the_link_of_a_calendar_is_for_everybody(visit: Visit, language: str) -> None:
    ria = visit(OFFICE, viewport=WIDE).goes("/agenda")
    if language == "English":
        ria.speaks_english()
    ria.presses("Link maken" if language == "Nederlands" else "Make a link")
    expect(ria.page.locator("#link")).to_have_value(re.compile(r"\.ics$"))
    assert list(faults(ria)) == []


@pytest.mark.parametrize("language", ["Nederlands", "English"])
def test_the_pages_of_a_meeting_are_for_everybody(visit: Visit, site: LiveServer, language: str) -> None:
    valley = site.valley
    number = Milan(valley).until(9).number
    swv = valley.id_of("PO9901")
    perform, key, ria = valley.system.perform, f"commissie-{swv}", valley.person(OFFICE)
    meeting = perform(
        meeting_year.plan_one, ria, key, kind="extra", held_on=valley.system.today, starts_at="09:30", place="Kantoor",
        capacity="8",
    )  # fmt: skip
    calendar = ["/vergaderingen", f"/vergaderingen/plannen/{key}", f"/vergaderingen/extra/{key}"]
    visitors = {name: visit(name, viewport=WIDE) for name in (OFFICE, "Frank Vergader", DIRECTOR)}
    if language == "English":
        for visitor in visitors.values():
            visitor.goes("/taken").speaks_english()
    refused = [fault for address in calendar for fault in faults(visitors[OFFICE].goes(address))]
    [row] = valley.system.read(meetings.page, ria, key).waiting
    assert row.number == number
    perform(meeting_agenda.put_on, ria, meeting, [row.task_id])
    address = f"/vergaderingen/{meeting}"
    item = valley.system.read(sitting.page, ria, meeting).items[0].id
    frank = visitors["Frank Vergader"]
    refused += [fault for page in ("", "/kent-u") for fault in faults(frank.goes(address + page))]
    frank.page.check(f"#v-item-{item}")
    frank.turns("main .primary")
    for page in ("", f"/zaken/{item}", "/notulen"):
        for visitor in visitors.values():
            refused += faults(visitor.goes(address + page))
    assert refused == []
    assert [said for visitor in visitors.values() for said in visitor.complaints] == []


@pytest.mark.parametrize("language", ["Nederlands", "English"])
def test_the_studio_is_for_everybody(visit: Visit, language: str) -> None:
    bea = visit("Bea Beleid", viewport=WIDE).goes("/routes")
    if language == "English":
        bea.speaks_english()
    refused = list(faults(bea))
    bea.turns("form[action='/routes/tlv/wijzigen'] button")
    expect(bea.page.locator("#findings[hx-get]")).to_have_count(0, timeout=60_000)  # the whole check, by itself
    for address in ("", "/bestand?pad=forms/aanvragen.toml"):
        refused += faults(bea.goes(f"/routes/voorstel/1{address}"))
    refused += faults(bea.goes("/routes/tlv/versies"))
    if language == "Nederlands":  # the other pages have no other shape in the other language
        guides = (
            "",
            "/stap",
            "/herinnering",
            "/herinnering?norm=ja",
            "/herinnering/T2",
            "/herinnering/T2/nieuw",
            "/tekst",
        )
        for address in (*(f"/ik-wil{guide}" for guide in guides), "/vergelijken", "/proefdraaien"):
            refused += faults(bea.goes(f"/routes/voorstel/1{address}"))
    assert refused == []
    assert bea.complaints == []


def faults(visitor: Visitor) -> Iterator[str]:
    """Yield what makes a page hard to use: scrolling sideways on a narrow screen, and what axe finds."""
    page = visitor.page
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        widest = page.evaluate(
            "() => [...document.querySelectorAll('body *:not(svg *)')]"
            ".filter(e => e.getBoundingClientRect().right > 321).map(e => e.tagName + '.' + e.className).slice(0, 3)"
        )
        yield f"{width} pixels wide on a screen of {NARROW['width']}: {widest}"
    page.set_viewport_size(WIDE)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.add_init_script(AXE)  # the next pages bring it with them: handing it over takes longer than looking
    # Colours are the same in both languages.
    rules = {"color-contrast": {"enabled": page.locator("html").get_attribute("lang") == "nl"}}
    found: Sequence[dict[str, Any]] = page.evaluate(
        "async (rules) => (await axe.run({resultTypes: ['violations'], rules})).violations", rules
    )
    yield from (f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found)


def test_the_page_that_says_whose_dates_move_is_for_everybody(
    lived: tuple[LiveServer, Milan], visit_lived: Visit
) -> None:
    ad = visit_lived(ADMINISTRATOR, viewport=WIDE).goes("/beheer/wijzigen/norm?rule=T1")
    ad.page.fill("[name=period_n]", "5")
    ad.page.check("[value=correction]")
    ad.turns("main .primary")
    expect(ad.page.locator("main table")).to_contain_text(lived[1].number)
    assert list(faults(ad)) == []
    ad.turns("main .primary")  # without a reason: nothing is saved
    expect(ad.page.locator("#mistakes")).to_be_focused()
    assert list(faults(ad)) == []


def test_the_director_finds_the_register_and_no_other_page_of_the_administrator(visit_lived: Visit) -> None:
    director = visit_lived("Anna Schijn", viewport=WIDE).goes("/taken")
    director.turns("header nav a[href='/waarneming']")
    expect(director.page.locator("header .beneath a")).to_have_count(3)
    assert list(faults(director)) == []
    expect(director.goes("/beheer/mensen").page.locator("h1")).not_to_have_text("Mensen")
