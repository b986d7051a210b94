"""A case: started, found, understood at a glance; and what reaches it from outside."""

from io import BytesIO

from tests.paper import files
from tests.webapp.browser import Browser, Page
from tests.webapp.test_tasks import applied
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.system import System


def test_before_one_begins_one_reads_what_is_needed_and_when_the_answer_comes(joost: Browser) -> None:
    joost.get("/nieuw")
    assert joost.page.texts(".cards h2") == ["Proefaanvraag"]
    page = joost.follows("Proefaanvraag")
    assert "Het OPP van de leerling" in page.text
    assert "Beslissen: uiterlijk maandag 18 januari 2027" in page.text
    assert "Awb art. 4:13" in page.one(".why").text_content()
    assert page.texts("select[name=school] option") == ["– kies –", "De Proefballon"]


def test_a_start_that_misses_something_keeps_what_was_typed(joost: Browser) -> None:
    joost.get("/nieuw/proef")
    page = joost.submits({"roepnaam": "Sem"}, button="Beginnen")
    assert page.status == 422
    assert page.one("[name=roepnaam]").get("value") == "Sem"
    assert all(page.one(link.get("href")) is not None for link in page.all("#mistakes a"))


def test_a_pupil_who_may_be_known_already_is_asked_about(joost: Browser) -> None:
    joost.starts()
    joost.get("/nieuw/proef")
    typed = {"school": "3", "roepnaam": "Semmie", "achternaam": "Voorbeeld", "geboortedatum": "14-03-2017"}
    page = joost.submits(typed, button="Beginnen")
    assert page.status == 422
    assert "Ja, het is Sem Voorbeeld" in page.one("fieldset.amber").text_content()
    assert "ZA-2026-000002" in joost.submits({"leerling": "andere"}, button="Beginnen").title


def test_starting_twice_with_the_same_page_is_starting_once(joost: Browser) -> None:
    joost.get("/nieuw/proef")
    key = joost.page.one("[name=_key]").get("value")
    number = joost.starts()
    joost.get("/nieuw/proef")
    first = joost.submits(
        {"school": "3", "roepnaam": "Bo", "achternaam": "Proef", "geboortedatum": "01-02-2016", "_key": key},
        button="Beginnen",
    ).title
    joost.get("/nieuw/proef")
    second = joost.submits(
        {"school": "3", "roepnaam": "Bo", "achternaam": "Proef", "geboortedatum": "01-02-2016", "_key": key},
        button="Beginnen",
    ).title
    assert first == second
    assert number not in first


def test_nobody_starts_what_is_not_theirs_to_start(bea: Browser) -> None:
    assert "U kunt nu niets beginnen" in bea.get("/nieuw").text
    assert bea.get("/nieuw/proef").status == 404


def test_the_first_line_of_a_case_says_who_must_act_on_what_by_when(joost: Browser) -> None:
    number = applied(joost)
    page = joost.get(f"/zaken/{number}")
    status = page.one(".status-text").text_content()
    assert "Secretariaat van SWV De Fictieve Vallei is aan zet: doe beoordelen" in status
    assert "ma 18-01-2027" in status
    assert page.one("main").cssselect("h1, .status")[1].get("class") == "status"


def test_a_case_explains_its_terms(joost: Browser) -> None:
    page = joost.get(f"/zaken/{applied(joost)}")
    term = page.one(".deadline").text_content()
    assert "Beslissen wettelijke termijn" in " ".join(term.split())
    assert "Awb art. 4:13" in term


def test_the_progress_of_a_case_is_a_drawing_and_a_list(joost: Browser) -> None:
    page = joost.get(f"/zaken/{applied(joost)}/verloop")  # opens on the drawing in which the case is now
    assert page.texts(".choices [aria-current]") == ["beoordeling"]
    drawing = page.one("[data-diagram]")
    assert drawing.get("data-current") == "behandelen beoordelen"
    assert "aanvragen" in drawing.get("data-done").split()
    assert page.texts(".steps li") == [
        "Doe aanvragen gedaan · IB'er",
        "Doe beoordelen nu · Secretariaat · uiterlijk ma 18-01-2027",
    ]
    answer = joost.get(drawing.get("data-diagram")).response
    assert answer.mimetype == "application/xml"
    assert b'id="beoordelen"' in answer.data


def test_a_drawing_that_the_route_does_not_have_does_not_exist(joost: Browser) -> None:
    assert joost.get(f"/zaken/{joost.starts()}/verloop/onzin").status == 404


def test_the_history_says_what_happened_when_and_who_did_it(joost: Browser) -> None:
    page = joost.get(f"/zaken/{applied(joost)}/geschiedenis")
    assert page.texts("tbody tr")[-1] == "ma 23-11-2026 09:00 Zaak begonnen Joost"


def test_a_message_from_outside_reaches_the_case(joost: Browser) -> None:
    number = applied(joost)
    joost.get(f"/zaken/{number}")
    link = joost.page.one("[aria-labelledby=vastleggen] a").get("href")
    joost.get(link)
    page = joost.submits({}, button="Vastleggen")
    assert page.status == 422
    page = joost.submits({"reden": "Verhuisd"}, button="Vastleggen")
    assert "Het is vastgelegd" in page.text
    assert "Afgesloten" in page.one(".status").text_content()
    assert joost.get(link).status == 404


def test_a_case_is_found_by_number_or_name_without_the_name_in_an_address(joost: Browser) -> None:
    number = joost.starts()
    joost.starts("Proef", "01-02-2016")
    joost.get("/zaken")

    def finds(words: str) -> Page:
        return joost.submits({"q": words}, button="Zoeken", form="header form")

    page = finds("voorbeeld")
    assert page.texts("tbody .strong") == [number]
    assert page.response.request.query_string == b""
    assert len(finds("proefballon").texts("tbody .strong")) == 2  # the school
    assert finds("2016").texts("tbody td .strong") != [number]
    assert finds("voorbeeld 2017").texts("tbody .strong") == [number]
    assert finds("doe aanvragen").texts(".rows .strong") == ["Doe aanvragen", "Doe aanvragen"]  # tasks
    assert "Geen zaken gevonden" in finds("niemand").text


def test_a_case_of_another_school_looks_like_one_that_does_not_exist(joost: Browser, marieke: Browser) -> None:
    number = joost.starts()
    for page in ("", "/verloop", "/geschiedenis", "/verloop/proef", "/verloop/proef.bpmn", "/vastleggen/x"):
        assert marieke.get(f"/zaken/{number}{page}").status == 404
    assert number not in marieke.get("/zaken").text


def test_a_document_comes_back_as_it_was_sent_and_only_to_be_saved(joost: Browser, marieke: Browser) -> None:
    number = joost.starts()
    content = b"%PDF-1.7 inhoud"
    page = joost.submits({"file": (BytesIO(content), "verslag.pdf"), "kind": "verslag"}, button="Toevoegen")
    assert page.texts(".rows a:not(.minor)")[-1] == "verslag.pdf"
    link = page.all("#stukken ~ .rows a")[0].get("href")
    answer = joost.get(link).response
    assert answer.data == content
    assert answer.headers["Content-Disposition"] == "attachment; filename=verslag.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert marieke.get(link).status == 404
    assert marieke.get(f"/zaken/{number}").status == 404


def test_a_document_that_is_not_taken_says_why(joost: Browser) -> None:
    joost.starts()
    page = joost.submits({"file": (BytesIO(b"MZ"), "virus.exe")}, button="Toevoegen")
    assert "nemen wij niet aan" in page.one("#said .wrong").text_content()
    assert "Kies eerst een bijlage" in joost.submits({}, button="Toevoegen").text


def test_a_document_with_a_bsn_is_refused_and_one_that_may_hold_one_is_marked(joost: Browser) -> None:
    joost.starts()
    page = joost.submits({"file": (BytesIO(files.word("BSN 999990019")), "brief.docx")}, button="Toevoegen")
    assert "in de tekst staat een BSN: •••••••19" in page.one("#said .wrong").text_content()
    page = joost.submits({"file": (BytesIO(files.word("Dossier 999990019")), "brief.docx")}, button="Toevoegen")
    assert page.texts(".rows .remark") == ["Mogelijk een BSN in de tekst: controleer en vervang"]


def test_linked_cases_lead_to_each_other(system: System, joost: Browser) -> None:
    first, second = joost.starts(), joost.starts(born="15-03-2017")
    system.perform(_link, first, second)

    page = joost.get(f"/zaken/{first}")
    assert page.texts("#gekoppeld ~ .rows .minor") == ["Hieruit begon"]
    assert joost.follows(f"{second} Proefaanvraag").title.startswith(second)
    assert joost.page.texts("#gekoppeld ~ .rows .minor") == ["Komt voort uit"]
    assert joost.page.texts("#gekoppeld ~ .rows a") == [f"{first} Proefaanvraag"]


def _link(uow: UnitOfWork, first: str, second: str) -> None:
    cases = {row.number: row for row in uow.session.query(models.Case)}
    cases[second].linked_from_id = cases[first].id


def test_what_is_too_large_is_refused_with_the_limit(joost: Browser) -> None:
    joost.starts()
    page = joost.submits({"file": (BytesIO(b"%PDF-" + b"x" * 26_000_000), "groot.pdf")}, button="Toevoegen")
    assert "groter dan 20 MB" in page.one("#said .wrong").text_content()
