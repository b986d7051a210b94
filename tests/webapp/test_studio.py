"""The studio on the screen: begin, edit, see what changed, offer, agree, go back."""

from io import BytesIO

from flask import Flask

from tests.webapp.browser import Browser

FORM = "forms/aanvragen.toml"


def edits(browser: Browser, old: str, new: str) -> None:
    page = browser.get(f"/routes/voorstel/1/bestand?pad={FORM}")
    text = page.one("textarea").text_content()
    assert old in text
    browser.submits({"text": text.replace(old, new, 1)}, button="Bewaren")


def test_a_route_is_changed_agreed_to_by_another_and_taken_back(pol: Browser, joost: Browser, app: Flask) -> None:
    joost.starts()
    assert "Nog niets gewijzigd" in pol.page.text
    edits(pol, 'label = "Gesproken op"', 'label = "Gesproken met de ouders op"')
    assert "Er is nog niets in gebruik" in pol.page.texts("#said[autofocus]")[0]
    page = pol.get("/routes/voorstel/1")
    assert "Veld 'Gesproken op' heet voortaan 'Gesproken met de ouders op'." in page.text
    assert page.one("#findings").get("hx-get") == "/routes/voorstel/1/controle"
    assert "vul dit in" in pol.submits(button="Aanbieden").text
    pol.submits({"note": "Alleen de tekst.", "live_from": ""}, button="Aanbieden")
    assert "keurt haar niet zelf goed" in pol.page.text
    pam = Browser(app).signs_in("Pam")
    pam.get("/routes/voorstel/1")
    assert "1 lopende zaak toont de nieuwe tekst" in pam.page.text
    late = Browser(app).signs_in("Pam")
    late.get("/routes/voorstel/1")
    assert "lopende zaken houden de hunne" in pam.submits(button="Akkoord").text
    assert late.submits(button="Akkoord").texts("#mistakes h2") == ["Nog geen akkoord"]
    assert pam.get("/routes/proef/versies").texts("h1 .title") == ["Proefaanvraag"]
    assert "1 lopende zaak volgt vanzelf" in pam.submits(button="Laten volgen").text
    assert "Reden: vul in" in pam.submits(button="Nieuwe zaken op deze versie").text
    assert "versie 1" in pam.submits({"reason": "Toch niet."}, button="Nieuwe zaken op deze versie").text
    assert pam.page.texts(".rows .badge") == ["in gebruik"]


def test_what_the_check_says_leads_to_its_place(pol: Browser) -> None:
    edits(pol, 'kind = "date"', 'kind = "dag"')
    page = pol.get("/routes/voorstel/1/controle")
    assert page.texts(".findings strong")[0] == "Fout"
    assert FORM in str(page.one(".findings a").get("href"))
    page = pol.get("/routes/voorstel/1")  # by now it is known, and there at once
    assert page.texts("#findings strong")[0] == "Fout"
    assert page.one("#findings").get("hx-get") is None
    assert "Teruggenomen" in pol.submits(button="Laatste wijziging").text


def test_two_who_save_the_same_keep_both_texts(pol: Browser, app: Flask) -> None:
    pam = Browser(app).signs_in("Pam")
    pam.get(f"/routes/voorstel/1/bestand?pad={FORM}")
    edits(pol, 'label = "Toelichting"', 'label = "Uitleg"')
    page = pam.submits({"text": "van Pam"}, button="Bewaren")
    assert page.status == 409
    assert "van Pam" in page.one("textarea").text_content()
    assert "Uitleg" in page.one("pre").text_content()


def test_a_route_comes_in_and_goes_out_as_a_zip(pol: Browser) -> None:
    data = pol.get("/routes/voorstel/1/route.zip").response.data
    pol.get("/routes/voorstel/1")
    assert "Ingelezen" in pol.submits({"file": (BytesIO(data), "proef.zip")}, button="Inlezen").text
    pol.get("/routes/voorstel/1")
    assert "geen leesbaar ZIP" in pol.submits({"file": (BytesIO(b"x"), "proef.zip")}, button="Inlezen").text
    pol.get("/routes/voorstel/1")
    assert "kies een onderdeel" in pol.submits(button="Inlezen").text


def test_a_proposal_is_read_beside_what_is_in_use(pol: Browser, ria: Browser) -> None:
    at = "/routes/voorstel/1/vergelijken"
    assert "Nog niets gewijzigd" in pol.get(at).text
    edits(pol, 'label = "Gesproken op"', 'label = "Gesproken op"\nhint = "De dag van het gesprek."')
    pol.get("/routes/voorstel/1")
    page = pol.follows("Vergelijken met wat in gebruik is")
    assert page.texts("h2")[0] == "Vragen"
    assert page.texts(".before-after dd") == ["niets", "De dag van het gesprek."]
    assert not page.all("#compare")  # no drawing differs
    for name, kind in (("pdf", "application/pdf"), ("docx", "application/vnd.openxmlformats")):
        answer = pol.get(f"{at}/voorstel.{name}").response
        assert answer.headers["Content-Type"].startswith(kind)
    assert "<definitions" in pol.get(f"{at}/tekening?pad=proef.bpmn").response.get_json()["old"]
    for page in ("", "/voorstel.pdf", "/voorstel.docx", "/tekening?pad=proef.bpmn"):
        assert ria.get(f"{at}{page}").status == 404


def test_for_everybody_else_there_is_no_studio(pol: Browser, ria: Browser, joost: Browser, bea: Browser) -> None:
    for browser in (ria, joost, bea):
        for page in ("/routes", "/routes/proef/versies", "/routes/voorstel/1", "/routes/voorstel/1/route.zip"):
            assert browser.get(page).status == 404
