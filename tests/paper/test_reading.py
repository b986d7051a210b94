"""What comes in is looked through for national numbers: what is called one, what may be one, what cannot be read."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.paper import files
from workflows.paper.reading import DOCX, PDF, UNREAD, XLSX, Reading, read_apart

BSN = "999990019"


def found(media_type: str, data: bytes) -> tuple[bool | None, str]:
    """Return whether a number was found that is named as one (None: no number), and where."""
    reading = read_apart(media_type, data)
    assert reading.complete
    return (reading.suspect.named if reading.suspect else None), reading.where


@pytest.mark.parametrize(
    ("media_type", "data", "named", "where"),
    [
        (PDF, files.pdf("Een verslag.", f"Burgerservicenummer van de leerling: {BSN}"), True, "2"),
        (PDF, files.pdf("Een verslag.", f"Dossier {BSN} van de school"), False, "2"),
        (PDF, files.pdf(f"Dossier {BSN}", "Meer.", f"BSN {BSN}"), True, "3"),
        (PDF, files.pdf("Een verslag."), None, ""),
        (DOCX, files.word("De leerling", f"bsn-nr {BSN}"), True, ""),
        (DOCX, files.word("De leerling", f"9999 900 19 en {BSN}"), False, ""),
        (DOCX, files.word("De leerling", footer=f"PGN: {BSN}"), True, ""),
        (DOCX, files.word("Bel 0612345678 of +31 30 123 45 67"), None, ""),
        (
            XLSX,
            files.excel({"Leeg": [], "Groep 5": [["Naam", "Sofinummer"], ["A", None], ["B", int(BSN)]]}),
            True,
            "Groep 5",
        ),
        (XLSX, files.excel({"Groep 5": [["Naam", "Nummer"], ["B", int(BSN)]]}), False, "Groep 5"),
        (
            XLSX,
            files.excel({"Groep 5": [["Naam", "BSN"], ["B", 12345672]]}),
            True,
            "Groep 5",
        ),  # a zero in front fell off
        (XLSX, files.excel({"Groep 5": [["Naam", "Nummer"], ["B", 12345672]]}), None, ""),
    ],
)
def test_a_number_is_found_where_it_stands(media_type: str, data: bytes, named: bool | None, where: str) -> None:
    assert found(media_type, data) == (named, where)


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        (PDF, files.scan()),
        (PDF, b"%PDF-1.7 geen pdf"),
        (DOCX, b"PK\x03\x04 geen zip"),
        (XLSX, files.word("De leerling")),
        ("image/jpeg", b"\xff\xd8\xff"),
    ],
)
def test_what_cannot_be_read_is_not_read(media_type: str, data: bytes) -> None:
    assert read_apart(media_type, data) == UNREAD


def test_what_takes_too_long_is_not_read() -> None:
    assert read_apart(PDF, files.pdf("Een verslag."), seconds=0.01) == UNREAD


def test_a_document_that_unpacks_to_more_than_there_is_room_for_is_not_read() -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", bytes(150_000_000))
    assert read_apart(DOCX, bomb.getvalue()) == UNREAD


def test_entities_of_a_document_are_not_followed() -> None:
    file = BytesIO()
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with ZipFile(file, "w") as packed:
        packed.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY x "BSN {BSN}"><!ENTITY y SYSTEM "file:///etc/passwd">]>'
            f'<w:d xmlns:w="{name}"><w:p><w:t>&y;</w:t></w:p></w:d>',
        )
    assert read_apart(DOCX, file.getvalue()) == Reading(complete=True)
