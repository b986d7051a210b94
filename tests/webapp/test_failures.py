"""When something breaks: a polite page, the text kept, nothing personal in the log."""

from typing import Any

import pytest
from flask import Flask

from tests.webapp.browser import Browser
from workflows.domain.errors import LedgerRefused, NotAllowed, StepFailed
from workflows.services import tasks
from workflows.system import System


class Breaking(System):
    """A system in which completing a task goes wrong."""

    def __init__(self, system: System, problem: Exception) -> None:
        super().__init__(system.settings, clock=system.clock, database=system.database)
        self._problem = problem

    def perform(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        if use_case is tasks.complete_task:
            raise self._problem
        return super().perform(use_case, *args, **kwargs)


def completing(app: Flask, joost: Browser, system: System, problem: Exception) -> Browser:
    joost.starts()
    joost.follows("Naar de taak")
    app.extensions["zorgroute"] = Breaking(system, problem)
    joost.submits({"toelichting": "Over mijn leerling"}, button="Afronden")
    return joost


@pytest.mark.parametrize("problem", [RuntimeError("kapot"), StepFailed("vast")])
def test_a_failure_of_ours_gives_the_text_back_and_says_that_it_was_ours(
    app: Flask, joost: Browser, system: System, problem: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    page = completing(app, joost, system, problem).page
    assert page.status == 500
    assert "Er ging iets mis aan onze kant" in page.text
    assert "Over mijn leerling" in page.one(".kept").text_content()
    assert "tasks.complete failed" in caplog.text
    assert "mijn leerling" not in caplog.text


def test_what_the_law_does_not_allow_is_told_in_the_form_with_its_article(
    app: Flask, joost: Browser, system: System
) -> None:
    problem = LedgerRefused("De termijn is al verlengd.", "Awb art. 4:14")
    page = completing(app, joost, system, problem).page
    assert page.status == 422
    assert page.texts("#mistakes li") == ["De termijn is al verlengd. (Awb art. 4:14)"]
    assert page.one("textarea[name=toelichting]").text.strip() == "Over mijn leerling"


def test_who_may_see_but_not_do_reads_why(app: Flask, joost: Browser, system: System) -> None:
    page = completing(app, joost, system, NotAllowed("U gaf zelf het advies.")).page
    assert page.status == 404
    assert "U gaf zelf het advies." in page.text


def test_a_refusal_never_wipes_a_form_in_which_somebody_types(joost: Browser) -> None:
    joost.get("/taken")
    answer = joost.post("/taken/999/vragen", headers={"HX-Request": "true"}).response
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (404, "none")


def test_a_refusal_of_a_button_is_shown_in_the_place_of_the_page(joost: Browser) -> None:
    joost.get("/taken")
    answer = joost.post("/taken/999/oppakken", headers={"HX-Request": "true"}).response
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (404, "main")
