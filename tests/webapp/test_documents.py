"""Adding documents and looking at them, without JavaScript and with."""

from io import BytesIO

from tests.paper import files
from tests.webapp.browser import Browser
from tests.webapp.test_tasks import applied
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.system import System


def test_photos_that_come_together_are_one_document_to_look_at(joost: Browser, ria: Browser, system: System) -> None:
    number = applied(joost)
    ria.get(f"/zaken/{number}")
    photos = [(BytesIO(data), name) for data, name in ((files.photo(), "een.jpg"), (files.HEIC, "twee.heic"))]
    page = ria.submits({"file": photos, "kind": "brief"}, button="Toevoegen")
    assert "De bijlage is toegevoegd." in page.text
    assert page.texts("#stukken ~ ul a[href$=bekijken]") == ["Bekijken een.pdf"]
    page = ria.follows("Bekijken")
    assert page.texts("main h2") == ["Bladzijde 1 van 2", "Bladzijde 2 van 2"]
    assert [image.get("src")[:23] for image in page.all("main img")] == ["data:image/jpeg;base64,"] * 2

    def reads(uow: UnitOfWork) -> int:
        return uow.session.query(models.ReadLog).filter_by(what="document").count()

    assert system.read(reads) == 1
    address = page.response.request.path
    assert Browser(ria.app).signs_in("Marieke").get(address).status == 404


def test_a_script_that_sends_a_file_is_told_where_to_go_or_what_is_wrong(joost: Browser, ria: Browser) -> None:
    number = applied(joost)
    ria.get(f"/zaken/{number}")
    as_script = {"Accept": "application/json"}
    broken = {"file": [(BytesIO(b"\xff\xd8\xff"), f"{n}.jpg") for n in (1, 2)]}
    answer = ria.post(f"/zaken/{number}/stukken", broken, headers=as_script).response
    assert answer.status_code == 422
    assert answer.json["said"].startswith("Bijlage '1.jpg': deze foto kan niet worden geopend.")
    ria.get(f"/zaken/{number}")
    good = {"file": (BytesIO(files.photo()), "een.jpg")}
    answer = ria.post(f"/zaken/{number}/stukken", good, headers=as_script).response
    assert answer.json == {"to": f"/zaken/{number}#stukken"}
