"""Photos become one PDF that tells nothing more than they show; a page of a file is shown as a picture."""

from base64 import b64decode
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.paper import files
from tests.paper.test_merging import locked
from workflows.paper.looking import PDF, look_at
from workflows.paper.photos import NoPhoto, as_pdf


def test_photos_are_one_pdf_upright_in_their_order_without_where_they_were_taken() -> None:
    made = as_pdf([files.photo(), files.photo(turned=True), files.HEIC])
    boxes = [page.mediabox for page in PdfReader(BytesIO(made)).pages]
    assert [round(box.width / box.height, 2) for box in boxes] == [0.75, 1.33, 1.0]
    assert b"Waar het kind woont" in files.photo()
    assert b"Waar het kind woont" not in made


def test_a_photo_that_cannot_be_opened_is_named() -> None:
    with pytest.raises(NoPhoto) as refused:
        as_pdf([files.photo(), b"\xff\xd8\xff en verder niets"])
    assert refused.value.number == 1


def test_some_pages_of_a_file_are_shown_with_their_text() -> None:
    looks = look_at(PDF, files.pdf("Een", "Twee", "Drie"), 1, 5)
    assert looks is not None
    assert looks.of == 3
    assert [("Twee" in page.text, "Drie" in page.text) for page in looks.pages] == [(True, False), (False, True)]
    assert b64decode(looks.pages[0].picture).startswith(b"\xff\xd8\xff")


def test_a_picture_is_shown_and_what_cannot_be_opened_is_not() -> None:
    shown = look_at("image/jpeg", files.photo(), 0, 5)
    assert shown is not None
    assert b"Waar het kind woont" not in b64decode(shown.pages[0].picture)
    assert look_at(PDF, locked(), 0, 5) is None
