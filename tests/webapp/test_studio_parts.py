"""The parts of a proposal as lists: steps, questions, letters and tables are changed without the canvas."""

from io import BytesIO
from pathlib import Path

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied
from workflows.routes.folders import files_in_zip, zip_of

BPMN = Path(__file__).parents[2] / "bpmn"
AT = "/routes/voorstel/1"
FORM = "forms/aanvragen.toml"


def test_a_step_is_changed_from_the_list(pol: Browser) -> None:
    pol.follows("proef.bpmn")
    assert "Doe aanvragen" in pol.page.texts(".studio-steps strong")
    page = pol.get(f"{AT}/stap/aanvragen?pad=proef.bpmn")
    assert "klasse A Alleen tekst" in page.texts("#v-name-weight")[0]
    pol.submits({"name": "Aanvraag invullen"}, button="Bewaren")
    assert "Er is nog niets in gebruik" in pol.page.text
    assert "'Doe aanvragen' heet voortaan 'Aanvraag invullen'." in pol.get(AT).text


def test_what_means_nothing_is_said_at_its_place(pol: Browser) -> None:
    pol.get(f"{AT}/stap/aanvragen?pad=proef.bpmn")
    page = pol.submits({"stops": "T77"}, button="Bewaren")
    assert page.status == 422
    assert "T77" in page.texts("#v-stops-error")[0]
    assert "Nog niets gewijzigd" in pol.get(AT).text


def test_a_question_is_added_seen_moved_and_taken_away(pol: Browser) -> None:
    pol.get(f"{AT}/vragen/nieuw?pad={FORM}")
    new = {"label": "Wie is de logopedist?", "kind": "text", "purpose": "Om advies te vragen."}
    assert "Wie is de logopedist?" in pol.submits(new, button="Voorbeeld bijwerken").texts("#preview label")[-1]
    assert "Nog niets gewijzigd" in pol.get(AT).text  # trying is no saving
    pol.get(f"{AT}/vragen/nieuw?pad={FORM}")
    assert "kies dit zelf bij een vraag over een persoon" in pol.submits(new, button="Bewaren").text
    pol.submits({"block": "health"}, button="Bewaren")  # what was typed is still there
    questions = pol.page.texts("ol.rows strong")
    assert questions[-1] == "Wie is de logopedist?"
    pol.submits({"do": f"up:{len(questions) - 1}"}, button="Omhoog")
    assert pol.page.texts("ol.rows strong")[-2] == "Wie is de logopedist?"
    assert pol.page.texts("main [autofocus]") == ["Omhoog: Wie is de logopedist?"]  # who has no mouse presses it again
    assert pol.page.one("main [autofocus]").get("aria-describedby") == "said"
    page = pol.get(AT)
    assert "Nieuw veld 'Wie is de logopedist?'." in page.text
    assert "P" in page.texts(".rows .badge")
    pol.get(f"{AT}/vragen?pad={FORM}")
    pol.submits({"do": f"remove:{len(questions) - 2}"}, button="Weghalen")
    assert "Wie is de logopedist?" not in pol.page.texts("ol.rows strong")
    pol.get(f"{AT}/vragen/nieuw?pad={FORM}")
    pol.submits({**new, "block": "health", "place": "0"}, button="Bewaren")
    assert pol.page.texts("ol.rows strong")[0] == "Wie is de logopedist?"


def test_a_question_that_others_ask_for_stays(pol: Browser) -> None:
    text = str(pol.get(f"{AT}/bestand?pad={FORM}").one("textarea").text).lstrip("\n")
    more = '\n[[field]]\nid = "uitleg"\nkind = "long"\nlabel = "Uitleg"\nor_document = true\n'
    more += """show_when = 'soort == "so"'\n"""
    pol.submits({"text": text + more}, button="Bewaren")
    page = pol.get(f"{AT}/vragen?pad={FORM}")
    assert page.text.count("lleen als bij ‘Soort onderwijs’ ‘SO’ is gekozen") == 5  # in the list, and as it will look
    number = page.texts("ol.rows strong").index("Soort onderwijs")
    page = pol.submits({"do": f"remove:{number}"}, button="Omhoog")
    assert page.status == 422
    assert "vraag ‘Categorie’" in page.texts(".mistakes li")[0]
    page = pol.get(f"{AT}/vragen/{number}?pad={FORM}")
    page = pol.submits({"show_when": "soort ="}, button="Bewaren")
    assert page.status == 422
    assert "‘Alleen vragen als’ klopt niet" in page.texts("#v-show_when-error")[0]


def test_for_everybody_else_the_lists_do_not_exist(pol: Browser, ria: Browser, bea: Browser) -> None:
    for browser in (ria, bea):
        for page in (
            "stappen?pad=proef.bpmn",
            "stap/aanvragen?pad=proef.bpmn",
            f"vragen?pad={FORM}",
            "ik-wil",
            "ik-wil/mandaat",
        ):
            assert browser.get(f"{AT}/{page}").status == 404
    for page in ("stappen?pad=weg.bpmn", "stap/weg?pad=proef.bpmn", "vragen/99?pad=x", "brief?pad=x", "tabel?pad=x"):
        assert pol.get(f"{AT}/{page}").status == 404


def test_a_guided_change_leads_to_the_one_page_it_is_about(pol: Browser) -> None:
    pol.get(f"{AT}/ik-wil")
    pol.follows("… een vraag toevoegen")
    pol.follows("Doe aanvragen")
    assert pol.page.one("h1").text == "Vraag toevoegen"
    pol.get(f"{AT}/ik-wil/wie")
    assert pol.follows("Doe aanvragen").all("select#v-lane")
    assert pol.get(f"{AT}/ik-wil/toveren").status == 404
    assert "Voor geen stap van deze route is een mandaat nodig." in pol.get(f"{AT}/ik-wil/mandaat").text


def test_a_letter_is_read_on_made_up_answers_before_it_is_saved(pol: Browser) -> None:
    page = pol.get(f"{AT}/brief?pad=notices/besluit.txt")
    assert page.one(".paper").text_content()
    body = page.one("textarea").text_content().strip("\n")
    typed = {"body": f"{body}\n\nMet betrekking tot {{{{ leerling }}}} nog iets.\n"}
    tried = pol.submits(typed, button="Voorbeeld bijwerken")
    assert "Met betrekking tot Sem Voorbeeld nog iets." in tried.texts(".paper p")[-1]
    assert "Nog niets gewijzigd" in pol.get(AT).text
    pol.get(f"{AT}/brief?pad=notices/besluit.txt")
    assert "{% wat" in pol.submits({"body": "{% wat"}, button="Bewaren").one("textarea").text_content()
    assert pol.page.texts(".findings strong")[0] == "Fout"  # saved, and said at once
    assert pol.page.all(".paper") == []


def test_a_table_shows_its_gaps_and_is_changed_cell_by_cell(pol: Browser) -> None:
    table = (BPMN / "tlv/decisions/adviezen_geldig.dmn").read_bytes()
    files = files_in_zip(pol.get(f"{AT}/route.zip").response.data) | {"decisions/geldig.dmn": table}
    pol.get(AT)
    pol.submits({"file": (BytesIO(zip_of(files)), "proef.zip")}, button="Inlezen")
    page = pol.get(f"{AT}/tabel?pad=decisions/geldig.dmn")
    assert "geen gaten" in page.text
    assert page.one("input[name=c-0-0]").get("aria-label") == "Twee verschillende personen, regel 1"
    page = pol.submits({"do": "remove:5"}, button="Bewaren")
    assert "Geen regel past" in page.text
    page = pol.submits({"do": "add:0", "c-0-0": "<"}, button="Bewaren")
    assert len(page.all("tbody th")) == 6
    assert page.texts("tbody .findings strong")[0] == "Fout"  # at its own rule


def test_a_step_is_added_in_three_screens(pol: Browser) -> None:
    pol.get(f"{AT}/ik-wil")
    pol.follows("… een stap toevoegen")
    assert pol.page.one("h1").text == "Waar komt de stap?"
    flow = next(link for link in pol.page.all("details a") if "na Doe aanvragen" in link.text_content())
    pol.get(flow.get("href"))
    page = pol.submits({"name": "Dossier lezen"}, button="Bekijk wat er verandert")
    assert page.status == 422
    assert page.one("#v-name").get("value") == "Dossier lezen"
    typed = {"explanation": "Lees het dossier.", "question": "Wat valt op?", "block": "request", "purpose": "Advies."}
    page = pol.submits({"who": page.all("#v-who option")[1].get("value"), **typed}, button="Bekijk wat er verandert")
    assert "Nieuw: taak 'Dossier lezen', tussen 'Doe aanvragen' en" in page.text
    assert "Nog niets gewijzigd" in pol.get(AT).text
    pol.get(flow.get("href"))
    norm = {"term": "new", "norm_n": "5", "norm_unit": "working_days", "source": "ondersteuningsplan art. 4.2"}
    page = pol.submits({"name": "Dossier lezen", "who": "lane:lane", **typed, **norm}, button="Bekijk wat er verandert")
    assert "De eigen norm komt meteen in het termijnenregister." in page.text
    page = pol.submits({"do": "add"}, button="Toevoegen")
    assert "Instemming van de directeur: vul in wanneer" in page.text
    pol.submits({"do": "add", "agreed": "e-mail van 20-11-2026"}, button="Toevoegen")
    assert "Dossier lezen" in pol.page.texts(".studio-steps strong")
    pol.get(AT)
    page = pol.submits(button="Laatste wijziging ongedaan maken")
    assert "De eigen norm ‘Dossier lezen’ blijft in het termijnenregister staan." in page.text


def test_a_reminder_is_changed_by_who_makes_routes_with_the_consent_of_the_director(
    pol: Browser, joost: Browser
) -> None:
    applied(joost)
    pol.get(f"{AT}/ik-wil")
    pol.follows("… een eigen norm korter of langer maken")
    assert "/beheer/termijnen/" in str(pol.page.all("main .rows a")[0].get("href"))
    pol.get(f"{AT}/ik-wil")
    pol.follows("… een herinnering toevoegen, wijzigen of weghalen")
    pol.follows("Beslissen")
    pol.follows("Een herinnering toevoegen")
    reminder = {"r0_n": "21", "r0_to": "coordinator", "r0_text": "Nog drie weken."}
    page = pol.submits(reminder, button="Bekijk wat er verandert")
    assert "1 lopende termijn krijgt andere herinneringen. Bij 1 komt er een herinnering bij." in page.text
    assert "dan krijgt de waarnemer haar" in page.text
    page = pol.submits({"reason": "Eerder bellen"}, button="Vastleggen")
    assert "Instemming van de directeur: vul in wanneer" in page.text
    page = pol.submits({"reason": "Eerder bellen", "agreed": "e-mail van 20-11-2026"}, button="Vastleggen")
    assert "Nog drie weken." in page.text
    assert "Artikel en controle" not in page.text
    pol.get(f"{AT}/ik-wil/herinnering/T1/0")
    page = pol.submits({"r0_gone": "ja"}, button="Bekijk wat er verandert")
    assert "Bij 1 vervalt een herinnering." in page.text
    for address in ("/beheer/kalender", "/beheer/wijzigen/kb_days", "/beheer/wijzigen/rule?rule=T1"):
        assert pol.get(address).status == 404
    assert pol.get(f"{AT}/ik-wil/herinnering/T1/7").status == 404
