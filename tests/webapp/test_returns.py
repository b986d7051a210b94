"""The pages of the monthly return, for schools, the office and nobody else."""

from tests.webapp.browser import Browser


def test_a_school_gives_its_return_and_corrects_it(joost: Browser, ria: Browser) -> None:
    joost.get("/taken")
    page = joost.follows("Zorgplicht")
    assert page.title == "Maandopgave zorgplicht · Zorgroute"
    assert "oktober 2026" in page.one("h1").text_content()
    joost.follows("Opgeven De Proefballon")
    page = joost.submits(button="Opgeven")
    assert (page.status, page.title) == (422, "Fout: Maandopgave zorgplicht · Zorgroute")
    assert page.texts(".mistakes li") == ["Kies of er open aanmeldingen zonder plek zijn."]
    page = joost.submits({"answer": "wel"}, button="Opgeven")
    assert page.texts(".mistakes li") == ["Aantal leerlingen: vul een getal in van 1 tot en met 999."]
    page = joost.submits({"answer": "wel", "waiting": "2"}, button="Opgeven")
    assert "2 leerlingen zonder plek" in page.text
    joost.follows("Verbeteren")
    assert "Geen open aanmeldingen" in joost.submits({"answer": "geen"}, button="Opgeven").text
    assert "Van 2 scholen: 1 opgegeven, 0 nog niet, 1 nog nooit." in ria.get("/zorgplicht/maandopgave").text


def test_the_office_gives_it_for_a_school(ria: Browser, marieke: Browser) -> None:
    ria.get("/zorgplicht/maandopgave?maand=2026-08")
    ria.follows("Namens de school opgeven Het Verzonnen Veld")
    page = ria.submits({"answer": "geen"}, button="Opgeven")
    assert "augustus 2026" in page.one("h1").text_content()
    assert "Ria namens de school" in page.text
    assert "Ria namens de school" in marieke.get("/zorgplicht/maandopgave?maand=2026-08").text


def test_what_is_not_theirs_is_not_there(joost: Browser, bea: Browser) -> None:
    joost.get("/zorgplicht/maandopgave")
    own = str(joost.page.one("main .rows a").get("href"))
    other = own.replace("maandopgave/3", "maandopgave/4") if "/3?" in own else own.replace("/4?", "/3?")
    assert joost.get(own).status == 200
    assert joost.get(other).status == 404
    assert joost.post(other, {"answer": "geen"}).status == 404
    assert bea.get("/zorgplicht/maandopgave").status == 404
    for wrong in ("maand=2026-13", "maand=2026-11", "maand=1999-01", "maand=x", "maand=2026-1"):
        assert joost.get(f"/zorgplicht/maandopgave?{wrong}").status == 404
        assert joost.get(f"{own.partition('?')[0]}?{wrong}").status == 404
    assert joost.get(own.partition("?")[0]).status == 404
