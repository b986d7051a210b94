"""A wrong pupil and a wrong school are put right on a page of the office."""

from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied


def test_the_office_puts_pupil_and_school_right(joost: Browser, marieke: Browser, ria: Browser) -> None:
    number = applied(joost)
    assert joost.get(f"/zaken/{number}/herstellen").status == 404
    ria.get(f"/zaken/{number}")
    page = ria.follows("Verkeerde leerling of school?")
    assert len({each.get("id") for each in page.all("main [id]")}) == len(page.all("main [id]"))
    assert ria.submits(button="Leerling herstellen").one(".mistakes a").get("href") == "#v-reason"
    noor = {"roepnaam": "Noor", "achternaam": "Anders", "geboortedatum": "01-02-2017", "reason": "Verwisseld"}
    page = ria.submits(noor, button="Leerling herstellen")
    assert "De zaak gaat nu over de goede leerling." in page.text
    assert "Noor Anders" in page.text

    page = ria.follows("Verkeerde leerling of school?")
    assert "Was: Sem Voorbeeld" in page.text
    other = page.all("select[name=school] option")[1]
    assert other.text == "Het Verzonnen Veld"
    assert (
        ria.submits({"school": other.get("value")}, button="School herstellen").one(".mistakes a").get("href")
        == "#v-why"
    )
    page = ria.submits({"school": other.get("value"), "why": "Verhuisd"}, button="School herstellen")
    assert "De zaak is nu van de goede school." in page.text
    assert joost.get(f"/zaken/{number}").status == 404
    assert marieke.get(f"/zaken/{number}").status == 200
