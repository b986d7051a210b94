"""The name, colours and logo of the organisation, on every page and on paper."""

from io import BytesIO

from PIL import Image
from pypdf import PdfReader

from tests.webapp.browser import Browser
from workflows.paper.pdf import letter_pdf
from workflows.paper.sheets import Sheet
from workflows.paper.word import letter_docx
from workflows.services import house_style
from workflows.system import System


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGBA", (900, 300), (180, 30, 90, 255)).save(made, "PNG")
    return made.getvalue()


def test_who_did_not_sign_in_sees_the_name_colours_and_logo_that_an_administrator_chose(
    bea: Browser, browser: Browser
) -> None:
    bea.get("/beheer/huisstijl")
    given = {"name": "De Kaap", "masthead": "#ffcc00", "brand": "#7a1f5c", "logo": (BytesIO(picture()), "logo.png")}
    assert "De huisstijl is gewijzigd." in bea.submits(given, button="Bewaren").text
    page = browser.get("/inloggen")
    assert page.title.endswith("· De Kaap")
    style, logo = page.all("link[rel=stylesheet]")[1].get("href"), page.one(".brand img").get("src")
    sheet = browser.get(str(style)).response
    assert "--masthead: #ffcc00; --on-masthead: #000000; --brand: #7a1f5c" in sheet.text
    for each in (sheet, browser.get(str(logo)).response):
        assert "immutable" in each.headers["Cache-Control"]
    with Image.open(BytesIO(browser.get(str(logo)).response.data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (480, 160))


def test_a_colour_in_which_links_cannot_be_read_is_refused_with_one_that_can(bea: Browser) -> None:
    bea.get("/beheer/huisstijl")
    page = bea.submits({"name": "De Kaap", "brand": "#ff9900"}, button="Bewaren")
    assert page.status == 422
    assert "1,9 op 1" in page.texts(".mistakes li")[0]
    assert page.title.endswith("· Zorgroute")


def test_a_file_that_is_no_picture_is_no_logo(bea: Browser) -> None:
    bea.get("/beheer/huisstijl")
    page = bea.submits({"logo": (BytesIO(b"<svg onload=alert(1)>"), "logo.png")}, button="Bewaren")
    assert page.texts(".mistakes li") == ["Logo: dit kan niet worden geopend. Kies een png of jpg."]


def test_only_an_administrator_chooses(ria: Browser, system: System) -> None:
    assert ria.get("/beheer/huisstijl").status == 404
    assert ria.post("/beheer/huisstijl", {"name": "Van mij"}).status == 404
    assert system.read(house_style.house_style) == house_style.PLAIN


def test_a_letter_bears_the_logo_on_paper_and_in_word() -> None:
    logo = house_style.see_logo("logo.png", picture())
    sheet = Sheet("Besluit", ("De Kaap",), ("Ouders",), "26 november 2026", "ZA-1", "Besluit", (), logo)
    [page] = PdfReader(BytesIO(letter_pdf(sheet))).pages
    assert len(page.images) == 1
    assert len(letter_docx(sheet)) > len(
        letter_docx(Sheet(*[getattr(sheet, each) for each in sheet.__match_args__[:-1]]))
    )
