"""The overview of DUO beside the register: every difference per school, and nothing kept that may not be."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.services.test_tlvs import issue
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.services import duo

HEAD = "BSN;Achternaam;TLV-nummer;Bekostigingscategorie;Soort onderwijs;BRIN;Vestigingsnummer"


def offered(world: World, *rows: str, head: str = HEAD, by: str = "Ria") -> int:
    data = "\n".join((head, *rows)).encode()
    return world.system.perform(duo.offer, world.person(by), "duo.csv", data, date(2026, 11, 20))


def found(world: World, number: int) -> dict[str, list[tuple[str, str, str]]]:
    page = world.system.read(duo.compare, world.person("Ria"), number)
    return {each.school: [(row.group, row.number, str(row.what)) for row in each.rows] for each in page.schools}


def test_what_is_otherwise_at_duo_is_listed_per_school(world: World) -> None:
    school = next(row.id for row in world.rows(models.Organisation) if row.name == "De Wilg")
    issue(world, "PO9901-2026-00001", "Gelijk")
    issue(world, "PO9901-2026-00002", "Zwaarder")
    issue(world, "PO9901-2026-00003", "Ongebruikt", school_id=school)
    issue(world, "PO9901-2026-00004", "Ingetrokken", revoked_on=date(2026, 11, 2))
    issue(world, "PO9901-2026-00005", "Later", valid_from=date(2027, 2, 1))
    issue(world, "PO9977-2026-00001", "Elders")
    number = offered(
        world,
        "999990019;Gelijk;PO9901-2026-00001;1;SO;99AA;00",
        "999990019;Zwaarder;po9901-2026-00002;3 ;SO;99AB;00",
        "999990019;Wie;;1;SO;99AA;00",
        ";Ingetrokken;PO9901-2026-00004;1;SO;99AA;00",
        ";Vreemd;PO9901-2020-00099;1;SO;77ZZ;00",
    )
    assert found(world, number) == {
        "77ZZ00": [("zonder_tlv", "PO9901-2020-00099", "dit nummer staat niet in ons register (regel 6)")],
        "De Es": [("anders", "PO9901-2026-00002", "bij DUO 3 (hoog), hier 1 (laag)")],
        "De Wilg": [
            ("niet_ingeschreven", "PO9901-2026-00003", "SO, geldig tot en met ma 31-07-2028"),
            ("zonder_tlv", "", "in regel 4 staat geen TLV-nummer"),
            ("zonder_tlv", "PO9901-2026-00004", "deze TLV is ingetrokken op ma 02-11-2026"),
        ],
    }


def test_no_number_of_a_person_and_no_name_is_kept_and_the_page_says_so(small_world: World) -> None:
    number = offered(small_world, "999990019;Voorbeeld;PO9901-2026-00001;1;SO;999990019;00")
    [kept] = small_world.rows(models.ImportFile)
    assert b"999990019" not in kept.content
    assert b"Voorbeeld" not in kept.content
    page = small_world.system.read(duo.compare, small_world.person("Ria"), number)
    assert (page.hidden, page.left_out) == (("bsn",), 1)


def test_the_differences_go_out_in_excel_without_names(small_world: World) -> None:
    issue(small_world, "PO9901-2026-00003", "Ongebruikt")
    number = offered(small_world, ";;PO9901-2020-00099;;;;")
    made = small_world.system.read(duo.as_excel, small_world.person("Ria"), number, str)
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(made)).active.iter_rows()]
    assert rows[0] == ["School", "Verschil", "TLV-nummer", "Toelichting"]
    assert [row[2] for row in rows[1:]] == ["PO9901-2026-00003", "PO9901-2020-00099"]
    assert "Ongebruikt" not in str(rows)
    small_world.system.perform(duo.forget, small_world.person("Ria"), number)
    assert small_world.rows(models.ImportFile)[0].content == b""
    with pytest.raises(NotFound):
        found(small_world, number)


def test_an_overview_without_tlv_numbers_is_refused_and_only_the_office_compares(small_world: World) -> None:
    with pytest.raises(InvalidAnswers, match="geen kolom met het TLV-nummer"):
        offered(small_world, "1", head="Achternaam")
    for stranger in ("Anna", "Dirk", "Ad"):
        with pytest.raises(NotFound):
            offered(small_world, ";;PO9901-2026-00001;;;;", by=stranger)
