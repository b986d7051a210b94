"""The inbox and the task: found, claimed, filled in, and nothing typed is ever lost."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.webapp.browser import Browser, Page
from tests.webapp.world import files
from workflows.domain.clock import FrozenClock
from workflows.routes.route import Route
from workflows.services import deployments
from workflows.system import System

GOOD = {"gesproken_op": "20-11-2026", "soort": "sbo"}
PDF = b"%PDF-1.7 een bladzijde"


@pytest.fixture
def application(joost: Browser) -> Browser:
    """Joost before the form of his first task."""
    joost.starts()
    joost.follows("Naar de taak")
    return joost


def applied(joost: Browser, born: str = "14-03-2017", **more: str) -> str:
    """Submit an application and return its number: the office is to judge it within eight weeks."""
    number = joost.starts(born=born)
    joost.follows("Naar de taak")
    joost.submits({**GOOD, **more}, button="Afronden")
    return number


def value(page: Page, name: str) -> str:
    return str(page.one(f"[name={name}]").get("value"))


# ------------------------------------------------------------------ the list
def test_the_inbox_is_in_the_order_of_a_working_day(joost: Browser, ria: Browser, clock: FrozenClock) -> None:
    for day in range(4):
        applied(joost.signs_in("Joost"), born=f"0{day + 1}-03-2017")
        clock.advance(timedelta(days=1))
    # Eight weeks after Monday 23 November is Monday 18 January, and so on; today is Tuesday 19 January.
    clock.advance(timedelta(days=53))
    ria.signs_in("Ria")
    assert ria.get("/taken").texts("#inbox h2") == ["Te laat 1", "Vandaag 1", "Binnen drie werkdagen 2"]
    assert ria.page.texts(".badge") == ["! 1 werkdag te laat", "vandaag", "nog 1 werkdag", "nog 2 werkdagen"]


def test_each_list_shows_its_own_tasks_and_how_many(joost: Browser) -> None:
    joost.starts()
    assert joost.get("/taken").texts(".tabs a") == [
        "Alles 1", "Mijn taken 0", "Nog niet opgepakt 1", "Te laat 0", "Komt later terug", "Gedaan",
    ]  # fmt: skip
    joost.submits(button="Oppakken")
    assert "De taak staat nu op uw naam" in joost.page.text
    assert joost.follows("Mijn taken").texts(".list .strong") == ["Doe aanvragen"]
    assert "Hier staat nu niets voor u." in joost.follows("Nog niet opgepakt").text


def test_a_list_can_be_sifted_and_keeps_that_in_its_address(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.signs_in("Ria")
    page = ria.get("/taken?lijst=alles&route=proef&binnen=later")
    assert page.one("select[name=route] option[selected]").get("value") == "proef"
    assert number in page.text
    assert "route=proef&binnen=later" in str(page.one(".list form").get("action"))
    assert "Er is niets dat hieraan voldoet" in ria.get("/taken?binnen=te_laat").text
    assert ria.get("/taken?binnen=ooit").status == 404
    assert joost.get("/taken?lijst=iedereen").status == 404


def test_a_list_goes_along_in_excel_for_a_purpose_only(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.signs_in("Ria")
    ria.get("/taken?lijst=iedereen")
    assert "Waarvoor: vul in" in ria.submits(button="Lijst meenemen").text
    file = ria.submits({"purpose": "=Werkverdeling"}, button="Lijst meenemen").response.data
    rows = list(load_workbook(BytesIO(file)).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("Taak", "Route", "Zaak")
    assert rows[1][2] == number


def test_the_same_is_done_with_several_tasks_and_each_says_how_it_went(app: Flask, joost: Browser) -> None:
    numbers = [joost.starts(born=f"0{day}-03-2017") for day in (1, 2)]
    page = joost.get("/taken?lijst=alles&route=proef")
    ticks = page.all("[name=task]")
    assert [box.get("form") for box in ticks] == ["chosen", "chosen"]
    assert ticks[0].get("aria-label") == f"Aankruisen: Doe aanvragen, {numbers[0]}"
    page = joost.submits({"do": "later"}, button="Doen met")
    assert page.status == 422
    assert page.texts("#mistakes li")[1] == "Terug op: vul een dag in."
    assert not page.all("[name=to]")  # who may not pass on is not offered it
    other = Browser(app).signs_in("Joost")
    other.post("/taken/2/afronden", {**GOOD, "_key": "x"})
    both = {"do": "oppakken", "task": ["1", "2"]}
    page = joost.submits(both, button="Doen met")
    assert "Gelukt: 1 van 2." in page.text
    assert page.texts("tbody .minor") == ["Opgepakt: de taak staat op uw naam.", "Deze taak is al afgerond door Joost."]
    assert str(page.one("main a.button").get("href")) == "/taken?lijst=alles&route=proef"


def test_the_office_passes_several_tasks_on_at_once(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.signs_in("Ria")
    page = ria.get("/taken?lijst=iedereen")
    task = page.one("[name=task]").get("value")
    to = next(option.get("value") for option in page.all("#v-to option") if option.text == "Ria")
    page = ria.submits({"do": "overdragen", "to": to, "reason": "Verlof", "task": [task, "99"]}, button="Doen met")
    assert "Gelukt: 1 van 2. 1 taak staat niet meer in uw lijst." in page.text
    assert "overgedragen aan Ria: Verlof" in ria.get(f"/zaken/{number}/geschiedenis").text


def test_what_was_put_off_comes_back_on_its_day(joost: Browser, ria: Browser) -> None:
    applied(joost)
    ria.signs_in("Ria")
    ria.get("/taken").texts(".new")
    ria.follows("Doe beoordelen")
    assert "Terug op: 31-02-2027 bestaat niet" in ria.submits({"day": "31-02-2027"}, button="Later").text
    assert "komt maandag 30 november 2026 terug" in ria.submits({"day": "30-11-2026"}, button="Later").text
    assert ria.page.texts("#inbox .strong") == []
    assert ria.get("/taken?lijst=terug").texts("#inbox .strong") == ["Doe beoordelen"]


def test_what_was_done_says_when(joost: Browser) -> None:
    number = applied(joost)
    page = joost.get("/taken?lijst=gedaan")
    assert page.texts("thead th")[2] == "Gedaan"
    assert [number in row and "ma 23-11-2026" in row for row in page.texts("tbody tr")] == [True]
    assert page.all("tbody td .whole")


def test_a_list_that_does_not_exist_is_a_page_that_does_not_exist(joost: Browser) -> None:
    assert joost.get("/taken?lijst=anders").status == 404
    assert joost.get("/taken?na=onzin").status == 404


def test_a_button_in_a_list_says_of_which_task_it_is(joost: Browser) -> None:
    number = joost.starts()
    assert joost.get("/taken").one(".list button").text_content() == f"Oppakken: Doe aanvragen, {number}"


def test_claiming_leads_back_to_the_list_one_was_looking_at(joost: Browser) -> None:
    joost.starts()
    joost.get("/taken?lijst=open")
    assert joost.submits(button="Oppakken").response.request.full_path == "/taken?lijst=open"


def test_a_task_that_was_claimed_can_be_given_back(application: Browser) -> None:
    application.submits(button="Oppakken", form="main form")
    page = application.submits(button="Teruggeven")
    assert "teruggegeven aan de groep" in page.text


# ------------------------------------------------------------------ filling in
def test_an_answer_that_will_not_do_keeps_everything_that_was_typed(application: Browser) -> None:
    page = application.submits(
        {
            "gesproken_op": "31-02-2026",
            "soort": "so",
            "toelichting": "<b>Veel</b> & meer",
            "redenen": ["leren", "gedrag"],
        },
        button="Afronden",
    )
    assert page.status == 422
    assert page.title.startswith("Fout: ")
    assert value(page, "gesproken_op") == "31-02-2026"
    assert page.one("textarea[name=toelichting]").text.strip() == "<b>Veel</b> & meer"
    assert [box.get("value") for box in page.all("[name=redenen][checked]")] == ["leren", "gedrag"]
    assert page.one("[name=soort][checked]").get("value") == "so"


def test_what_is_wrong_is_said_in_english_and_the_label_stays_dutch(application: Browser) -> None:
    page = application.submits(button="English", form="header form")
    page = application.submits({"gesproken_op": "31-02-2026", "soort": "so"}, button="Complete")
    first, second = page.all("#mistakes li")[:2]
    assert first.text_content() == "Gesproken op: 31-02-2026 does not exist. Check the day, the month and the year."
    assert second.text_content() == "Categorie: choose an answer."
    assert first.find("a/span").get("lang") == "nl"
    assert {error.get("lang") for error in page.all(".error")} == {"en"}


def test_the_summary_names_each_field_and_leads_to_it(application: Browser) -> None:
    page = application.submits({"gesproken_op": "31-02-2026", "soort": "so"}, button="Afronden")
    assert page.texts("#mistakes li")[0].startswith("Gesproken op: 31-02-2026 bestaat niet.")
    assert page.texts("#mistakes li")[1].startswith("Categorie: kies een antwoord.")
    for link in page.all("#mistakes a"):
        target = page.one(link.get("href"))
        assert target.tag in ("input", "select", "textarea")
    assert page.one("#v-gesproken_op").get("aria-invalid") == "true"
    assert page.one("#v-gesproken_op").get("aria-describedby") == "v-gesproken_op-hint v-gesproken_op-error"


def test_a_question_that_depends_on_another_appears_without_javascript(application: Browser) -> None:
    assert not application.page.all("[name=categorie]")
    page = application.submits({"soort": "so", "toelichting": "al getypt"}, button="Vragen bijwerken")
    assert page.status == 200
    assert [choice.get("value") for choice in page.all("[name=categorie]")] == ["laag", "midden", "hoog"]
    assert page.one("textarea[name=toelichting]").text.strip() == "al getypt"
    assert not page.all("#mistakes")


def test_only_answers_that_other_questions_depend_on_ask_the_server_again(application: Browser) -> None:
    asking = {control.get("name") for control in application.page.all("[data-asks]")}
    assert {name for name in asking if "." not in name} == {"soort", "opp"}


def test_whoever_fills_in_the_last_row_of_a_table_gets_more_rows(application: Browser) -> None:
    rows = application.page.all("table.answers tbody tr")
    assert [len(row.cssselect("[data-asks]")) for row in rows] == [0, 2]


def test_what_may_be_chosen_from_the_register_is_looked_up(application: Browser) -> None:
    offered = application.page.texts("select[name=beoogd] option")
    assert offered == ["– kies –", "De Proefballon", "Het Verzonnen Veld"]


def test_a_draft_is_kept_and_says_by_whom_and_when(app: Flask, application: Browser) -> None:
    page = application.submits({"toelichting": "Halverwege", "soort": "so"}, button="Concept bewaren")
    assert "Concept bewaard door Joost op ma 23-11-2026 09:00." in page.text
    again = Browser(app).signs_in("Joost")
    assert again.get("/taken/1").one("textarea[name=toelichting]").text.strip() == "Halverwege"
    assert again.page.all("[name=categorie]")


def test_what_is_typed_is_kept_meanwhile_and_a_colleague_loses_nothing(app: Flask, application: Browser) -> None:
    other = Browser(app).signs_in("Joost")
    other.get("/taken/1")
    assert application.page.one("#kept").get("data-at") == "/taken/1/concept"
    kept = application.post("/taken/1/concept", {"toelichting": "Halverwege", "_seen": ""}).response.json
    assert kept is not None
    assert kept["said"] == "Bewaard om 09:00"
    refused = other.post("/taken/1/concept", {"toelichting": "Iets anders", "_seen": ""})
    assert refused.status == 409
    assert "Joost werkt hier nu aan en heeft intussen een ander concept bewaard" in refused.response.json["said"]
    assert application.get("/taken/1").one("textarea[name=toelichting]").text.strip() == "Halverwege"
    assert value(application.page, "_seen") == kept["seen"]
    too_much = application.post("/taken/1/concept", {"toelichting": "x" * 500_001, "_seen": kept["seen"]})
    assert (too_much.status, "te groot" in too_much.response.json["said"]) == (422, True)


def test_an_uploaded_file_is_sent_once_whatever_else_is_wrong(application: Browser) -> None:
    page = application.submits({"opp": (BytesIO(PDF), "opp.pdf")}, button="Afronden")
    assert page.status == 422
    assert page.texts(".files a") == ["opp.pdf"]
    page = application.submits(GOOD, button="Afronden")
    assert "is afgerond" in page.text


def test_an_uploaded_file_can_be_taken_away_again(application: Browser) -> None:
    application.submits({"opp": (BytesIO(PDF), "opp.pdf"), "toelichting": "blijft"}, button="Vragen bijwerken")
    page = application.submits(button="Weghalen")
    assert not page.all(".files a")
    assert page.one("textarea[name=toelichting]").text.strip() == "blijft"


def test_a_file_that_is_not_taken_is_told_at_its_field(application: Browser) -> None:
    page = application.submits({**GOOD, "opp": (BytesIO(b"MZ"), "virus.exe")}, button="Afronden")
    assert page.status == 422
    assert page.one("#v-opp").get("aria-invalid") == "true"
    assert value(page, "gesproken_op") == "20-11-2026"


def test_the_rows_of_a_table_come_back_with_two_empty_ones(application: Browser) -> None:
    typed = {"eerder.wat": ["", "Bijles", "Logopedie"], "eerder.hielp": ["", "ja", ""]}
    page = application.submits(typed, button="Vragen bijwerken")
    assert [cell.get("value") for cell in page.all("[name='eerder.wat']")] == ["Bijles", "Logopedie", "", ""]
    assert page.one("[name='eerder.hielp'] [selected]").get("value") == "ja"


def test_a_warning_needs_a_tick_and_keeps_what_was_typed(application: Browser) -> None:
    page = application.submits({**GOOD, "gesproken_op": "01-10-2025"}, button="Afronden")
    assert page.status == 422
    assert "langer dan een jaar geleden" in page.one("#mistakes").text_content()
    assert value(page, "gesproken_op") == "01-10-2025"
    assert "is afgerond" in application.submits({"_accepted": "ja"}, button="Afronden").text


def test_completing_twice_is_completing_once(application: Browser) -> None:
    key = value(application.page, "_key")
    application.submits(GOOD, button="Afronden")
    page = application.post("/taken/1/afronden", {**GOOD, "_key": key})
    assert "is afgerond" in page.text


def test_who_comes_second_gets_their_text_back(app: Flask, application: Browser) -> None:
    other = Browser(app).signs_in("Joost")
    other.get("/taken/1")
    application.submits(GOOD, button="Afronden")
    page = other.submits({**GOOD, "toelichting": "Mijn hele middag"}, button="Afronden")
    assert page.status == 409
    assert "al afgerond door Joost" in page.text
    assert "Mijn hele middag" in page.one(".kept").text_content()


def test_enter_completes_and_does_not_take_a_file_away(application: Browser) -> None:
    application.submits({"opp": (BytesIO(PDF), "opp.pdf")}, button="Vragen bijwerken")
    first = application.page.all("#task button")[0]
    assert first.text == "Afronden"
    assert first.get("formaction") is None


def test_a_due_date_explains_itself(joost: Browser, ria: Browser) -> None:
    applied(joost)
    page = ria.opens("Doe beoordelen")
    assert "Uiterlijk maandag 18 januari 2027" in page.text
    assert "wettelijke termijn" in page.text
    assert "Awb art. 4:13" in page.one(".due-line .why").text_content()
    assert "in gebreke" in page.one(".due-line .why").text_content()


def test_the_office_fills_in_on_behalf_of_another_with_the_true_day(joost: Browser, ria: Browser) -> None:
    number = joost.starts()
    page = ria.get("/taken/1")
    page = ria.submits({**GOOD, "_received_on": "24-11-2026"}, button="Afronden")
    assert page.status == 422
    assert [link.get("href") for link in page.all("#mistakes a")] == ["#v-_who", "#v-_channel", "#v-_received_on"]
    page = ria.submits({"_who": "Joost", "_channel": "post", "_received_on": "20-11-2026"}, button="Afronden")
    assert "is afgerond" in page.text
    assert "namens Joost, per post" in ria.get(f"/zaken/{number}/geschiedenis").text
    assert "vr 15 januari 2027" in ria.get(f"/zaken/{number}").text.replace("vrijdag", "vr")


def test_a_remark_is_added_from_a_task_and_read_on_its_case(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.signs_in("Ria")
    ria.opens("Doe beoordelen")
    page = ria.submits({"remark": ""}, button="Opmerking plaatsen")
    assert (page.status, page.texts("#mistakes li")) == (
        422, ["Opmerking: vul in wat u wilt zeggen, in hoogstens 2000 tekens."],
    )  # fmt: skip
    page = ria.submits({"remark": "<b>Belt</b> morgen"}, button="Opmerking plaatsen")
    assert page.one("h1").text == "Doe beoordelen"
    assert page.texts(".remark-line p") == ["Ria, ma 23-11-2026 09:00", "<b>Belt</b> morgen"]
    assert joost.signs_in("Joost").get(f"/zaken/{number}").texts(".said-so") == ["<b>Belt</b> morgen"]


# ------------------------------------------------------------------ a route's own words
BANNER = """
[[banner]]
when = 'soort == "sbo"'
title = "Let op"
text = "Vraag ook naar SO."
block = "decision"
"""
FOLLOWS = """
[[field]]
id = "geldig_tot"
kind = "date"
label = "Geldig tot"
prefill = "tlv_end(gesproken_op)"
"""


def test_a_banner_stands_above_the_case_and_its_tasks(system: System, joost: Browser, ria: Browser) -> None:
    deploys(system, **{"route.toml": BANNER})
    number = applied(joost)
    for page in (ria.get(f"/zaken/{number}"), ria.get(f"/zaken/{number}/geschiedenis"), ria.opens("Doe beoordelen")):
        assert page.texts(".note.amber p") == ["Let op", "Vraag ook naar SO."]
    assert joost.get(f"/zaken/{applied(joost, born='01-02-2016', soort='so', categorie='laag')}").all(".amber") == []


def test_a_proposal_follows_the_answer_it_names_until_somebody_types_another(system: System, joost: Browser) -> None:
    deploys(system, **{"forms/aanvragen.toml": FOLLOWS})
    joost.starts()
    joost.follows("Naar de taak")
    assert value(joost.page, "geldig_tot") == ""
    assert joost.page.one("[name=gesproken_op]").get("data-asks") == "yes"
    for begins, ends in (("01-02-2027", "31-07-2028"), ("23-08-2027", "31-07-2029"), ("01-02-2027", "31-07-2028")):
        assert value(joost.submits({"gesproken_op": begins}, button="Vragen bijwerken"), "geldig_tot") == ends
    joost.submits({"geldig_tot": "31-07-2030"}, button="Vragen bijwerken")
    assert value(joost.submits({"gesproken_op": "23-08-2027"}, button="Vragen bijwerken"), "geldig_tot") == "31-07-2030"
    assert value(joost.submits({"geldig_tot": ""}, button="Vragen bijwerken"), "geldig_tot") == "31-07-2029"
    joost.submits(button="Concept bewaren")
    joost.get("/taken/1")
    assert value(joost.submits({"gesproken_op": "01-02-2027"}, button="Vragen bijwerken"), "geldig_tot") == "31-07-2028"


def deploys(system: System, **more: str) -> None:
    """Take the route into use with more in its files."""
    route = {name.removeprefix("proef/"): data for name, data in files().items() if name.startswith("proef/")}
    system.perform(
        deployments.deploy, Route(route | {name: route[name] + text.encode() for name, text in more.items()})
    )


# ------------------------------------------------------------------ two at one task
def two_at_one_draft(app: Flask, application: Browser) -> Browser:
    """Let Nina, Joost's colleague, save a draft of the task that Joost is looking at."""
    bea = Browser(app).signs_in("Bea")
    bea.get("/beheer/mensen")
    bea.follows("Marieke")
    bea.submits({"role": "ib_er", "code": "99AA00"}, button="Rol toevoegen")
    marieke = Browser(app).signs_in("Marieke")
    marieke.get("/taken/1")
    marieke.submits({"toelichting": "Wat Marieke schreef", "soort": "so"}, button="Concept bewaren")
    return marieke


@pytest.mark.parametrize("button", ["Concept bewaren", "Afronden"])
def test_who_would_overwrite_a_colleagues_newer_draft_sees_both_texts(
    app: Flask, application: Browser, button: str
) -> None:
    two_at_one_draft(app, application)
    page = application.submits({**GOOD, "toelichting": "Wat Joost schreef"}, button=button)
    assert page.status == 409
    assert "Marieke heeft intussen een ander concept bewaard" in page.text
    assert page.one("textarea[name=toelichting]").text.strip() == "Wat Joost schreef"
    assert page.texts(".kept dt") == ["Soort onderwijs", "Toelichting"]
    assert page.texts(".kept dd") == ["SO", "Wat Marieke schreef"]
    both = "Wat Joost schreef. Wat Marieke schreef."
    page = application.submits({"toelichting": both}, button=button)
    assert "is afgerond" in page.text or page.one("textarea[name=toelichting]").text.strip() == both


def test_an_answer_that_will_not_do_does_not_hide_a_colleagues_newer_draft(app: Flask, application: Browser) -> None:
    two_at_one_draft(app, application)
    assert application.submits({"opp": (BytesIO(b"MZ"), "virus.exe")}, button="Afronden").status == 422
    assert application.submits({"toelichting": "Wat Joost schreef"}, button="Concept bewaren").status == 409


def test_ones_own_draft_is_saved_again_without_a_question(application: Browser, clock: FrozenClock) -> None:
    for text in ("een", "twee", "drie"):
        clock.advance(timedelta(minutes=1))
        page = application.submits({"toelichting": text}, button="Concept bewaren")
        assert "Het concept is bewaard" in page.text


# ------------------------------------------------------------------ not theirs
def test_a_task_of_another_school_looks_like_one_that_does_not_exist(joost: Browser, marieke: Browser) -> None:
    joost.starts()
    theirs, nowhere = marieke.get("/taken/1"), marieke.get("/taken/999")
    assert theirs.status == nowhere.status == 404
    assert theirs.one("main").text_content() == nowhere.one("main").text_content()
    assert "Deze pagina bestaat niet of u heeft er geen toegang toe." in theirs.text
    assert "Vraag het aan het secretariaat" in theirs.text


@pytest.mark.parametrize("act", ["oppakken", "teruggeven", "vragen", "bewaren", "afronden"])
def test_nobody_acts_on_a_task_of_another_school(joost: Browser, marieke: Browser, act: str) -> None:
    joost.starts()
    marieke.get("/taken")
    assert marieke.post(f"/taken/1/{act}", GOOD).status == 404
