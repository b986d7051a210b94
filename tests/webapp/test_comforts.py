"""What each visitor chooses for themselves: shortcuts of one key, and a screen that others may look at."""

from tests.webapp.browser import Browser
from webapp.comforts import without_names


def test_who_shares_their_screen_sees_initials_on_every_page_until_they_stop(ria: Browser, joost: Browser) -> None:
    number = joost.starts("Voorbeeld")
    pages = ("/zaken", f"/zaken/{number}", "/taken?lijst=iedereen")
    assert all("Sem Voorbeeld" in ria.get(page).text for page in pages)
    stop = ria.submits(button="Scherm delen", form="header form")
    assert "namen van leerlingen zijn verborgen" in stop.one(".banner").text_content()
    for page in pages:
        text = ria.get(page).response.text
        assert ("Voorbeeld" in text, "S.V." in text) == (False, True), page
    assert "Sem Voorbeeld" in joost.get("/zaken").text
    ria.submits(button="Namen weer tonen", form="header form")
    assert "Sem Voorbeeld" in ria.get("/zaken").text


def test_names_are_hidden_in_words_and_in_what_is_read_aloud_and_never_in_a_field() -> None:
    page = (
        "<header>Ria Vries</header><main><h1>Milan de Vries</h1>"
        '<p aria-label="Kies Milan de Vries" data-x="Milan">Vries en Milanese; '
        'De Vries &amp; O&#39;Neil</p><input value="Milan"><textarea name="x">\nMilan</textarea></main>'
    )
    hidden = without_names(page, {("Milan", "de", "Vries"), ("Eva", "", "O'Neil")})
    assert hidden == (
        "<header>Ria Vries</header><main><h1>M.V.</h1>"
        '<p aria-label="Kies M.V." data-x="Milan">M.V. en Milanese; M.V. &amp; E.O.'
        '</p><input value="Milan"><textarea name="x">\nMilan</textarea></main>'
    )


def test_shortcuts_can_be_switched_off_for_good_and_on_again(ria: Browser) -> None:
    assert ria.get("/sneltoetsen").all("dialog a[data-key=t]")
    page = ria.submits(button="Sneltoetsen uitzetten")
    assert not page.all("dialog")
    assert not [each for each in page.all("script") if "keys.js" in str(each.get("src"))]
    assert ria.submits(button="Sneltoetsen aanzetten").all("dialog")
