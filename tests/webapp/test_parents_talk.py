"""What the school takes along on paper to its talk with the parents."""

from tests.webapp.browser import Browser


def test_what_is_filled_in_and_a_page_for_each_parent_are_printed(joost: Browser, ria: Browser) -> None:
    joost.starts()
    joost.follows("Naar de taak")
    given = {"soort": "sbo", "toelichting": "Meer rust <nodig>", "ouder1_naam": "M. Voorbeeld", "ouder1_gezag": "ja"}
    joost.submits(given, button="Concept bewaren")
    assert "Waar in de route" in joost.page.text
    page = joost.follows("Print voor gesprek met ouders")
    first, parent = page.all("section.sheet")
    told = " ".join(first.text_content().split())
    assert "SBO" in told
    assert "Meer rust <nodig>" in told
    assert "M. Voorbeeld" not in told
    assert "M. Voorbeeld" in parent.text_content()
    assert page.texts(".boxes li") == ["eens", "oneens", "ik wil niet tekenen"]
    assert page.texts(".sign dt") == ["Naam", "Plaats en datum", "Handtekening"]
    assert ria.get(page.response.request.path).status == 404
