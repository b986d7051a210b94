"""When something breaks: a polite page, the text kept, nothing personal in the log."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from tests.webapp.browser import Browser
from workflows.domain.errors import LedgerRefused, NotAllowed, StepFailed, Unavailable
from workflows.services import tasks
from workflows.system import System


class Breaking(System):
    """A system in which one use case goes wrong."""

    def __init__(self, system: System, problem: Exception, broken: object = tasks.complete_task) -> None:
        super().__init__(system.settings, clock=system.clock, database=system.database)
        self._problem, self._broken = problem, broken

    def perform(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        if use_case is self._broken:
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


def test_who_may_see_but_not_do_reads_why_and_keeps_the_text(app: Flask, joost: Browser, system: System) -> None:
    page = completing(app, joost, system, NotAllowed("U gaf zelf het advies.")).page
    assert page.status == 422
    assert page.texts("#mistakes li") == ["U gaf zelf het advies."]
    assert page.one("textarea[name=toelichting]").text.strip() == "Over mijn leerling"


def test_a_button_that_one_may_not_press_says_why(app: Flask, joost: Browser, system: System) -> None:
    joost.starts()
    joost.get("/taken/1")
    app.extensions["zorgroute"] = Breaking(system, NotAllowed("U gaf zelf het advies."), tasks.claim)
    page = joost.submits(button="Oppakken")
    assert page.status == 409
    assert "U gaf zelf het advies." in page.text


def test_a_system_that_is_too_busy_says_so_and_takes_the_text_again(app: Flask, joost: Browser, system: System) -> None:
    page = completing(app, joost, system, Unavailable()).page
    assert page.status == 503
    assert "te druk of niet bereikbaar" in page.text
    assert "Er ging iets mis" not in page.text
    assert "Over mijn leerling" in page.one(".kept").text_content()
    app.extensions["zorgroute"] = system
    page = joost.submits(button="Opnieuw indienen")
    assert page.status == 422  # the questions are judged now, and the text is in them
    assert page.one("textarea[name=toelichting]").text.strip() == "Over mijn leerling"


class Gone(System):
    """A system whose database is not there."""

    def read(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        raise Unavailable

    perform = read


def test_a_database_that_is_gone_gives_a_page_that_needs_none(app: Flask, joost: Browser, system: System) -> None:
    joost.get("/taken")
    app.extensions["zorgroute"] = Gone(system.settings, clock=system.clock, database=system.database)
    for page in (joost.get("/taken"), joost.post("/taken/1/bewaren", {"toelichting": "Over mijn leerling"})):
        assert page.status == 503
        assert "probeer het opnieuw" in page.text


# ------------------------------------------------------------------ too large
def test_a_file_that_is_too_large_is_told_at_its_field_and_the_text_stays(joost: Browser) -> None:
    joost.starts()
    joost.follows("Naar de taak")
    large = BytesIO(b"%PDF-1.7" + bytes(20_000_001))
    page = joost.submits({"toelichting": "Over mijn leerling", "opp": (large, "groot.pdf")}, button="Concept bewaren")
    assert page.status == 422
    assert "20 MB" in page.one("#v-opp-error").text_content()
    assert page.one("textarea[name=toelichting]").text.strip() == "Over mijn leerling"
    assert joost.get("/taken/1").one("textarea[name=toelichting]").text.strip() == "Over mijn leerling"


def test_more_than_can_be_taken_at_once_says_so(joost: Browser) -> None:
    joost.starts()
    page = joost.post("/taken/1/bewaren", environ_overrides={"CONTENT_LENGTH": "300000000"})
    assert page.status == 413
    assert "Een concept dat u bewaarde, is er nog." in page.text


# ------------------------------------------------------------------ the log
def test_the_log_says_where_it_broke_and_not_on_what(
    app: Flask, joost: Browser, system: System, caplog: pytest.LogCaptureFixture
) -> None:
    completing(app, joost, system, RuntimeError("bij Geheimnaam"))
    assert "tasks.complete failed with RuntimeError" in caplog.text
    assert "tasks.py:" in caplog.text
    assert "Geheimnaam" not in caplog.text


def test_a_refusal_never_wipes_a_form_in_which_somebody_types(joost: Browser) -> None:
    joost.get("/taken")
    answer = joost.post("/taken/999/vragen", headers={"HX-Request": "true"}).response
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (404, "none")


def test_a_refusal_of_a_button_is_shown_in_the_place_of_the_page(joost: Browser) -> None:
    joost.get("/taken")
    answer = joost.post("/taken/999/oppakken", headers={"HX-Request": "true"}).response
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (404, "main")
