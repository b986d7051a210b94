"""A policy maker tries a proposal in the browser, without a script: steps, clock, and kept as an example."""

import pytest
from flask import Flask

from tests.webapp.browser import Browser

AT = "/routes/voorstel/1"
RUN = f"{AT}/proefdraaien"


@pytest.fixture
def pol(pol: Browser) -> Browser:
    """The same, with a dry run begun."""
    pol.follows("Proefdraaien")
    pol.submits(button="Zaak beginnen")
    return pol


def test_a_proposal_is_tried_step_by_step_and_kept_as_an_example(pol: Browser) -> None:
    assert pol.page.texts("#steps ~ ul strong") == ["Doe aanvragen"]
    assert len(pol.page.all(".picture .here")) == 1
    page = pol.get(f"{RUN}/stap?bij=aanvragen:")
    assert page.all("main form [name]:not([name=csrf_token])")
    assert pol.submits(button="Afronden").status == 422
    pol.get(f"{RUN}/stap?bij=aanvragen:&voorbeeld=ja")
    pol.submits(button="Afronden")
    assert "Doe aanvragen: afgerond." in pol.page.text
    before = pol.page.texts("#clock")
    pol.submits({"do": "day"}, button="Een dag verder")
    assert pol.page.texts("#clock") != before
    assert pol.submits({"do": "until", "until": "1-1-2020"}, button="Naar deze dag").status == 422
    pol.get(RUN)
    assert pol.submits({"name": ""}, button="Vastleggen").status == 422
    pol.submits({"name": "zoals vandaag"}, button="Vastleggen")
    assert "zoals vandaag" in pol.get(f"{AT}/bestand?pad=paths.toml").text
    pol.get(RUN)
    pol.submits(button="Stoppen en weggooien")
    assert pol.page.all("[name=kind]")


def test_who_has_nothing_to_do_with_routes_finds_no_dry_run(app: Flask, pol: Browser) -> None:
    other = Browser(app).signs_in("Ria")
    for address in (RUN, f"{RUN}/stap?bij=aanvragen:", f"{RUN}/brief/0"):
        assert other.get(address).status == 404
    for address in ("begin", "klok", "terug", "stoppen", "vastleggen", "stap"):
        assert other.post(f"{RUN}/{address}", {}).status == 404
    assert pol.get(f"{RUN}/stap?bij=niets:").status == 404
