"""The page of a drawing: its words, each save, and what it is without JavaScript."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.webapp.browser import Browser
from webapp import drawing_words
from workflows.routes.bpmn_text import NODES
from workflows.routes.part_words import LABELS
from workflows.routes.vocabulary import EFFECTS, VOCABULARY

PAGE = "/routes/voorstel/1/tekening"


def drawing(browser: Browser, file: str = "proef.bpmn") -> Mapping[str, Any]:
    found = browser.get(f"{PAGE}/taal?pad={file}").response.get_json()
    assert isinstance(found, dict)
    return found


def sent(browser: Browser, data: Mapping[str, str]) -> TestResponse:
    """Send a drawing as the script of its page does."""
    token = browser.get(f"{PAGE}?pad=proef.bpmn").one("#drawing [name=csrf_token]").get("value")
    return browser.post(PAGE, {"csrf_token": token, "path": "proef.bpmn", **data}).response


def test_everything_that_can_be_drawn_has_a_word() -> None:
    assert set(drawing_words.PROPERTIES) == set(LABELS) == set(VOCABULARY)
    assert {group for group, _ in drawing_words.PROPERTIES.values()} == set(drawing_words.GROUPS)
    assert set(drawing_words.KINDS) > NODES
    assert set(drawing_words.CHOICES["effects"]) == set(EFFECTS)


def test_a_drawing_is_kept_until_it_changed_somewhere_else(pol: Browser) -> None:
    found = drawing(pol)
    page = pol.get(f"{PAGE}?pad=proef.bpmn&bij=begin")
    assert page.one("#drawing").get("data-chosen") == "begin"
    drawn = {"text": found["text"] + "\n", "mark": found["mark"]}
    kept = sent(pol, drawn)
    assert kept.status_code == 200
    assert kept.get_json()["mark"] == drawing(pol)["mark"] != found["mark"]
    moved = sent(pol, drawn)
    assert moved.status_code == 409
    assert moved.get_json()["by"] == "Pol"
    assert sent(pol, {**drawn, "path": "route.toml"}).status_code == 404


def test_a_drawing_without_javascript_is_a_text(pol: Browser) -> None:
    page = pol.get(f"{PAGE}?pad=proef.bpmn")
    assert page.one("#drawing").get("hidden") is not None
    pol.follows("Als tekst openen")
    assert "<definitions" in pol.page.one("textarea").text_content()
    pol.follows("Als tekening openen")
    assert pol.page.one("#drawing") is not None


def test_the_check_of_a_drawing_says_where(pol: Browser) -> None:
    found = drawing(pol)
    broken = found["text"].replace(' name="role"', ' name="rol"')
    sent(pol, {"text": broken, "mark": found["mark"]})
    remarks = pol.get(f"{PAGE}/controle?pad=proef.bpmn").response.get_json()
    assert any(each["element"] and "rol" in each["problem"] and each["remedy"] for each in remarks)


def test_the_words_of_a_drawing_are_english_for_who_reads_english(pol: Browser) -> None:
    assert drawing(pol)["kinds"]["userTask"] == "Taak voor iemand"
    pol.get("/routes")
    pol.submits(button="English", form="header form")
    assert drawing(pol)["kinds"]["userTask"] == "Task for somebody"


def test_for_everybody_else_there_is_no_drawing(pol: Browser, ria: Browser) -> None:
    for address in ("", "/taal", "/controle"):
        assert ria.get(f"{PAGE}{address}?pad=proef.bpmn").status == 404
        assert pol.get(f"{PAGE}{address}?pad=forms/aanvragen.toml").status == 404


def test_a_drawing_is_tidied_up_in_one_step_that_can_be_taken_back(pol: Browser, app: Flask) -> None:
    before = drawing(pol)["text"]
    page = pol.get(f"{PAGE}?pad=proef.bpmn")
    assert "De tekening is netjes gemaakt" in pol.submits(button="Tekening netjes maken").text
    after = drawing(pol)["text"]
    assert after != before
    assert "Alleen de tekening 'proef' is verschoven." in pol.get("/routes/voorstel/1").text
    assert "proef.bpmn netjes gemaakt" in pol.submits(button="Laatste wijziging ongedaan maken").text
    assert drawing(pol)["text"] == before
    token, old = (page.one(f"#tidy [name={name}]").get("value") for name in ("csrf_token", "mark"))
    sent(pol, {"text": "<geen", "mark": drawing(pol)["mark"]})
    form = {"csrf_token": token, "path": "proef.bpmn"}
    assert pol.post(f"{PAGE}/netjes", {**form, "mark": old}).status == 409  # drawn on since
    refused = pol.post(f"{PAGE}/netjes", {**form, "mark": drawing(pol)["mark"]})
    assert (refused.status, "kan niet worden gelezen" in refused.text) == (422, True)
    assert pol.post(f"{PAGE}/netjes", {**form, "path": "weg.bpmn"}).status == 404
