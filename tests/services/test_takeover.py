"""Taking over TLVs from a list: what is wrong is named by row and column, and nothing changes until confirmed."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from tests.services.test_tlvs import issue
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.services import takeover
from workflows.services.sheets import read_sheet, sheet_of
from workflows.services.takeover import Trial

RIGHT = dict(zip(takeover.COLUMNS, takeover.EXAMPLE, strict=True)) | {"Nummer": "PO9901-2025-00042", "School": "99AA00"}


def a_list(*rows: dict[str, object], leaving_out: str = "") -> bytes:
    book = Workbook()
    columns = [column for column in takeover.COLUMNS if column != leaving_out]
    book.active.append(columns)
    for row in rows:
        book.active.append([(RIGHT | row)[column] for column in columns])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def tried(world: World, data: bytes, name: str = "tlvs.xlsx") -> Trial:
    ria = world.person("Ria")
    return world.system.read(takeover.trial, ria, world.system.perform(takeover.offer, ria, name, data))


def test_nothing_is_entered_until_the_office_confirms(world: World) -> None:
    data = a_list({}, {"Nummer": "po9901-2025-00043", "Achternaam": "Ander", "Categorie": "2 (midden)"})
    trial = tried(world, data)
    assert [(row.number, row.category) for row in trial.rows] == [
        ("PO9901-2025-00042", "L"),
        ("PO9901-2025-00043", "M"),
    ]
    assert world.rows(models.Tlv) == []
    assert world.system.perform(takeover.confirm, world.person("Ria"), trial.file_id) == 2
    first, _ = world.rows(models.Tlv)
    assert (first.number, str(first.valid_until), first.case_id, first.school_id) == (
        "PO9901-2025-00042", "2027-07-31", None, world.rows(models.Organisation)[2].id,
    )  # fmt: skip
    assert [pupil.last_name for pupil in world.rows(models.Pupil)] == ["Voorbeeld", "Ander"]
    [kept] = world.rows(models.ImportFile)
    assert kept.content == b""
    assert world.rows(models.AdminEntry)[-1].what == "tlv.taken_over"
    with pytest.raises(NotFound):
        world.system.perform(takeover.confirm, world.person("Ria"), trial.file_id)


@pytest.mark.parametrize(
    ("wrong", "column", "said"),
    [
        ({"Nummer": "PO9901-2025-42"}, "Nummer", "dit is geen TLV-nummer"),
        ({"Nummer": "PO9977-2025-00042"}, "Nummer", "niet van uw samenwerkingsverband (PO9901)"),
        ({"Soort": "speciaal"}, "Soort", "kies uit SBO, SO"),
        ({"Categorie": "zwaar"}, "Categorie", "kies uit L, M, H"),
        ({"Categorie": ""}, "Categorie", "vul L, M of H in"),
        ({"Soort": "SBO"}, "Categorie", "SBO heeft geen landelijke categorie"),
        ({"Geldig tot en met": "30-06-2027"}, "Geldig tot en met", "een TLV eindigt op 31 juli"),
        ({"Geldig tot en met": "31-07-2025"}, "Geldig tot en met", "minstens één heel schooljaar"),
        ({"Geboortedatum": "31-02-2017"}, "Geboortedatum", "31-02-2017 bestaat niet"),
        ({"Achternaam": ""}, "Achternaam", "vul dit in"),
        ({"Achternaam": "Voorbeeld 111222333"}, "Achternaam", "een BSN"),
        ({"School": "88ZZ00"}, "School", "deze school kennen wij niet"),
        ({"Roepnaam": "x" * 101}, "Roepnaam", "langer dan 100 tekens"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column_and_stays_out(
    small_world: World, wrong: dict[str, object], column: str, said: str
) -> None:
    trial = tried(small_world, a_list({"Nummer": "PO9901-2025-00001"}, wrong))
    assert [row.number for row in trial.rows] == ["PO9901-2025-00001"]
    [mistake] = trial.mistakes
    assert (mistake.row, mistake.column) == (3, column)
    assert said in mistake.message


def test_a_number_counts_once_and_what_is_in_the_register_stays_as_it_is(small_world: World) -> None:
    issue(small_world, "PO9901-2025-00001", "Eerder")
    trial = tried(small_world, a_list({"Nummer": "PO9901-2025-00001"}, {}, {}))
    assert (len(trial.rows), trial.known, trial.wrong_rows) == (1, 1, 1)
    assert "staat ook in regel 3" in trial.mistakes[0].message
    small_world.system.perform(takeover.confirm, small_world.person("Ria"), trial.file_id)
    assert [row.number for row in small_world.rows(models.Tlv)] == ["PO9901-2025-00001", "PO9901-2025-00042"]


def test_a_child_that_is_known_by_name_and_birthday_is_not_entered_twice(small_world: World) -> None:
    data = a_list({}, {"Nummer": "PO9901-2023-00007", "Geldig vanaf": "01-08-2023", "Geldig tot en met": "31-07-2025"})
    small_world.system.perform(takeover.confirm, small_world.person("Ria"), tried(small_world, data).file_id)
    assert len(small_world.rows(models.Pupil)) == 1


def test_a_column_that_is_missing_is_named(small_world: World) -> None:
    trial = tried(small_world, a_list({}, leaving_out="Geboortedatum"))
    assert [(mistake.row, mistake.column) for mistake in trial.mistakes] == [(1, "Geboortedatum")]
    assert trial.rows == ()


def test_a_csv_as_excel_writes_it_reads_alike(small_world: World) -> None:
    lines = [";".join(takeover.COLUMNS), ";".join(RIGHT.values()).replace("Sem", "Zoë")]
    trial = tried(small_world, "\r\n".join(lines).encode("cp1252"), "oud.csv")
    assert trial.rows[0].first_name == "Zoë"


def test_the_empty_list_reads_as_it_was_made() -> None:
    sheet = read_sheet("lijst.xlsx", sheet_of(takeover.COLUMNS, [takeover.EXAMPLE]))
    assert (sheet.names, sheet.rows) == (takeover.COLUMNS, ((2, takeover.EXAMPLE),))


def bomb() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", compression=8) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 200_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("", b"", "kies een Excel-lijst"),
        ("oud.xls", b"x", "deze soort nemen wij niet aan"),
        ("oud.xlsx", b"PK\x03\x04 kapot", "deze kan niet worden gelezen"),
        ("oud.xlsx", bomb(), "deze kan niet worden gelezen"),
        ("oud.csv", b"x" * 5_000_001, "groter dan 5 MB"),
        ("oud.csv", b"Nummer;Soort\n", "geen regels onder de kop"),
        ("oud.csv", b"a;b\n" + b"1;2\n" * 5_001, "meer dan 5.000 regels"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(name: str, data: bytes, said: str) -> None:
    with pytest.raises(InvalidAnswers, match=said):
        read_sheet(name, data)


def test_only_the_office_takes_over_and_only_its_own_list(small_world: World) -> None:
    trial = tried(small_world, a_list({}))
    for stranger in ("Anna", "Dirk", "Ad"):
        with pytest.raises(NotFound):
            small_world.system.perform(takeover.offer, small_world.person(stranger), "x.xlsx", a_list({}))
    with pytest.raises(NotFound):
        small_world.system.read(takeover.trial, small_world.person("Sjaak"), trial.file_id)
