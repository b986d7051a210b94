"""A question on the pages: put out from a task, answered under 'Vragen aan mij', and laid aside."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied


def test_a_question_is_put_out_from_a_task_and_its_answer_comes_back(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.opens("Doe beoordelen")
    page = ria.follows("Vraag uitzetten bij")
    assert [option.text for option in page.all("select[name=to] option")] == [
        "– kies –", "IB'er: wie het eerst kan", "Joost (IB'er)",
    ]  # fmt: skip
    page = ria.submits({"text": "Waar is <b>het OPP</b>?", "wished": ""}, button="Vraag uitzetten")
    assert (page.status, page.one(".mistakes a").get("href")) == (422, "#v-to")
    group = page.all("select[name=to] option")[1].get("value")
    page = ria.submits({"to": group}, button="Vraag uitzetten")
    assert page.one("h1").text == "Doe beoordelen"
    assert "De vraag is uitgezet" in page.text
    assert "Waar is <b>het OPP</b>?" in page.texts("main .said-so")

    assert "1 vraag wacht op uw antwoord" in joost.get("/taken").text
    page = joost.follows("Vragen aan mij")
    assert number in page.text
    joost.follows("Waar is")
    assert joost.submits(button="Antwoord geven").status == 422
    page = joost.submits({"text": "Bij de bijlagen."}, button="Antwoord geven")
    assert "Er wacht geen vraag op u." in page.text

    assert "1 vraag van u is beantwoord." in ria.get("/taken").text
    ria.follows("Vragen aan mij")
    assert "Bij de bijlagen." in ria.follows("Waar is").texts(".said-so")
    assert "Het antwoord blijft in het dossier staan." in ria.submits(button="Gelezen").text
    assert "Bij de bijlagen." in ria.get(f"/zaken/{number}").texts(".said-so")


def test_a_question_of_another_does_not_exist(joost: Browser, marieke: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.get(f"/zaken/{number}/vraag")
    group = ria.page.all("select[name=to] option")[1].get("value")
    ria.submits({"to": group, "text": "Waar is het OPP?"}, button="Vraag uitzetten")
    for path in ("/vragen/1", f"/zaken/{number}/vraag", "/vragen/99"):
        assert marieke.get(path).status == 404
    for act in ("antwoord", "intrekken", "gelezen"):
        marieke.get("/vragen")
        assert marieke.post(f"/vragen/1/{act}", {"text": "Nee"}).status == 404
    assert "intrekken" not in joost.get("/vragen/1").text
    ria.get("/vragen/1")
    assert "De vraag is ingetrokken." in ria.submits(button="Vraag intrekken").text
    joost.get("/vragen")
    assert joost.post("/vragen/1/antwoord", {"text": "Toch"}).status == 409
