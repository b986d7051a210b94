"""The register of TLVs: who reads it, how one is found, how each stands, and the numbers that are missing."""

from datetime import date

import pytest

from tests.world import BPMN, World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import changes_between
from workflows.routes.route import Route
from workflows.services import consequences, tlvs
from workflows.services.tlvs import Sought


def issue(world: World, number: str, name: str = "Voorbeeld", *, kind: str = "SO", until: str = "2028-07-31", **more):
    """Enter a TLV as if it had been taken over."""

    def enter(uow: UnitOfWork) -> None:
        pupil = models.Pupil(
            first_name="Sem", infix="", last_name=name, sort_name=dossiers.sort_name(name, "Sem"),
            born_on=date(2018, 5, 12), created_at=uow.now,
        )  # fmt: skip
        uow.session.add(pupil)
        uow.session.flush()
        row = {"category": "L", "decided_on": date(2026, 9, 1), "valid_from": date(2026, 9, 1), **more}
        ends = date.fromisoformat(until)
        uow.session.add(models.Tlv(number=number, pupil_id=pupil.id, kind=kind, valid_until=ends, **row))

    world.system.perform(enter)


def numbers(world: World, by: str = "Ria", **sought: str) -> list[str]:
    page = world.system.read(tlvs.register, world.person(by), Sought(**sought))
    return [row.number for row in page.rows]


def test_a_tlv_is_found_by_number_by_pupil_by_kind_and_by_its_end(world: World) -> None:
    issue(world, "PO9901-2026-00001", "Fantasia")
    issue(world, "PO9901-2026-00002", "Ferman", kind="SBO", until="2027-07-31", category=None)
    assert numbers(world) == ["PO9901-2026-00002", "PO9901-2026-00001"]
    assert numbers(world, text="po9901-2026-00001") == ["PO9901-2026-00001"]
    assert numbers(world, text="fant") == ["PO9901-2026-00001"]
    assert numbers(world, kind="SBO") == numbers(world, ends="2027-07-31") == ["PO9901-2026-00002"]
    assert numbers(world, text="fe", kind="SO") == []


def test_a_tlv_stands_as_its_days_and_a_revocation_say(world: World) -> None:
    issue(world, "PO9901-2024-00001", until="2026-07-31", valid_from=date(2024, 8, 1))
    issue(world, "PO9901-2026-00001")
    issue(world, "PO9901-2026-00002", valid_from=date(2027, 2, 1))
    issue(world, "PO9901-2026-00003", revoked_on=date(2026, 11, 2))
    found = world.system.read(tlvs.register, world.person("Ria"), Sought()).rows
    assert [row.state for row in found] == ["ingetrokken", "toekomstig", "geldig", "afgelopen"]
    for row in found:
        assert numbers(world, state=row.state) == [row.number]


def test_the_register_is_for_who_sees_all_cases_of_the_samenwerkingsverband(small_world: World) -> None:
    issue(small_world, "PO9901-2026-00001")
    issue(small_world, "PO9977-2026-00001")
    for name in ("Ria", "Dirk", "Joke"):
        assert numbers(small_world, name) == ["PO9901-2026-00001"]
    for name in ("Anna", "Coen", "Els", "Ad"):
        with pytest.raises(NotFound):
            numbers(small_world, name)
    with pytest.raises(NotFound):
        small_world.system.perform(tlvs.tlv, "PO9977-2026-00001", small_world.person("Ria"))


def test_looking_at_one_tlv_is_put_on_record(small_world: World) -> None:
    issue(small_world, "PO9901-2026-00001")
    row = small_world.system.perform(tlvs.tlv, "PO9901-2026-00001", small_world.person("Ria"))
    assert (row.pupil, row.category, row.case_number) == ("Sem Voorbeeld", "1 (laag)", None)
    [read] = [each for each in small_world.rows(models.ReadLog) if each.what == "tlv"]
    assert (read.person_id, read.pupil_id) == (small_world.person("Ria").id, 1)


def test_every_missing_number_gets_a_reason_that_stays_on_record(world: World) -> None:
    for number in ("00001", "00002", "00005"):
        issue(world, f"PO9901-2026-{number}")
    ria = world.person("Ria")
    [year] = world.system.read(tlvs.gaps, ria)
    assert year.gaps == (("PO9901-2026-00003", ""), ("PO9901-2026-00004", ""))
    for reason in ("Papieren besluit ingetrokken", "Papieren besluit van maart, ingetrokken"):
        world.system.perform(tlvs.explain_gap, ria, "PO9901-2026-00003", reason)
    [year] = world.system.read(tlvs.gaps, ria)
    assert year.gaps[0] == ("PO9901-2026-00003", "Papieren besluit van maart, ingetrokken")
    assert [row.what for row in world.rows(models.AdminEntry)][-2:] == ["tlv_gap", "tlv_gap"]


@pytest.mark.parametrize("number", ["PO9901-2026-00001", "PO9901-2026-00009", "PO9977-2026-00001", "onzin"])
def test_only_a_number_that_is_missing_is_explained(small_world: World, number: str) -> None:
    issue(small_world, "PO9901-2026-00001")
    issue(small_world, "PO9901-2026-00003")
    with pytest.raises(NotFound):
        small_world.system.perform(tlvs.explain_gap, small_world.person("Ria"), number, "Papieren besluit")


def test_a_gap_without_a_reason_is_refused_and_others_than_the_office_explain_nothing(small_world: World) -> None:
    issue(small_world, "PO9901-2026-00002")
    with pytest.raises(InvalidAnswers, match="Reden"):
        small_world.system.perform(tlvs.explain_gap, small_world.person("Ria"), "PO9901-2026-00001", " ")
    with pytest.raises(NotFound):
        small_world.system.perform(tlvs.explain_gap, small_world.person("Dirk"), "PO9901-2026-00001", "Papier")


def test_a_shorter_longest_duration_says_how_many_tlvs_of_the_year_were_longer(world: World) -> None:
    """Users, change 13: always for one year."""
    first = date(2026, 8, 1)
    for number, until in (("00001", "2027-07-31"), ("00002", "2028-07-31"), ("00003", "2030-07-31")):
        issue(world, f"PO9901-2026-{number}", until=until, decided_on=date(2026, 6, 1), valid_from=first)
    issue(world, "PO9901-2025-00001", decided_on=date(2025, 6, 1), valid_from=first)
    live = Route.from_folder(BPMN / "tlv")
    path, limit = "forms/besluit_nemen.toml", b'min = "tlv_end(ingangsdatum)"'
    files = {**live.files, path: live.files[path].replace(limit, limit + b"\n" + limit.replace(b"min", b"max"))}
    new = Route(files)
    told = world.system.read(consequences.counted, live, new, changes_between(live, new))
    assert [str(each) for each in told] == [
        "Van de 3 TLV's van het afgelopen jaar golden er 2 langer dan dit toelaat. "
        "Per jaar komen er ongeveer 4 herbeoordelingen bij.",
        "De kortste duur verandert niet: één heel schooljaar (WEC art. 40 lid 15).",
    ]
    assert world.system.read(consequences.counted, new, live, changes_between(new, live)) == ()
