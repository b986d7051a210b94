"""What comes in outside any task: a receipt at once, the right hands, the case it belongs to, its true date."""

from datetime import date

import pytest

from tests.paper import files as made
from tests.world import World, listed
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models
from workflows.services import accounts, handing_in, incoming, incoming_pages
from workflows.services.handing_in import Receipt, TooMuch

TOLD = {
    "verhaal": "Ik ben het er niet mee eens.", "naam": "Moeder Voorbeeld", "relatie": "ouder",
    "adres": "Fabelweg 1\n0000 AA Verzonnendam",
}  # fmt: skip
PDF = b"%PDF-1.4 een brief"


def hands_in(
    world: World, kind: str = "bezwaar", *, files=(), source: str = "a", key: str = "", **told: str
) -> Receipt:
    raw = listed({name: text for name, text in (TOLD | told).items() if text})
    return world.system.perform(
        handing_in.hand_in, kind=kind, swv="PO9901", raw=raw, files=files, source=source,
        key=key or f"{kind}-{source}-{len(world.rows(models.Incoming))}",
    )  # fmt: skip


def registers(world: World, by: str = "Ria", *, on: str = "2026-11-20", kind: str = "brief", channel="post", files=()):
    raw = listed({"naam": "Moeder Voorbeeld", "leerling": "Milan Voorbeeld", "verhaal": "Nieuw adres"})
    return world.system.perform(
        handing_in.register, world.person(by), kind=kind, swv="PO9901", raw=raw, files=files, channel=channel,
        received_on=date.fromisoformat(on), key=f"{by}-{kind}-{len(world.rows(models.Incoming))}",
    )  # fmt: skip


def waiting(world: World, by: str) -> list[str]:
    return [row.number for row in world.system.read(incoming_pages.waiting, world.person(by)).rows]


def test_who_hands_something_in_gets_a_number_and_a_date_at_once(world: World) -> None:
    receipt = hands_in(world)
    assert (receipt.number, receipt.swv) == ("IN-2026-000001", "SWV De Vallei")
    assert receipt.at == world.clock.now()
    assert receipt.hears_by is not None
    assert (receipt.hears_by.rule, receipt.hears_by.on) == ("B4", date(2026, 11, 30))
    assert waiting(world, "Ria") == ["IN-2026-000001"]


def test_the_same_submit_twice_is_one_and_gives_the_same_receipt(world: World) -> None:
    assert hands_in(world, key="k") == hands_in(world, key="k", naam="Iemand anders")
    assert len(world.rows(models.Incoming)) == 1


def test_a_complaint_about_the_office_or_the_director_is_not_read_by_them(small_world: World) -> None:
    small_world.system.perform(World.joins, "Karel", "klachtbehandelaar:PO9901")
    small_world.system.perform(World.joins, "Bas", "bestuur:PO9901")
    about_the_office = hands_in(small_world, "klacht_kantoor").number
    about_the_director = hands_in(small_world, "klacht_directeur").number
    about_a_school = hands_in(small_world, "klacht_school").number
    assert waiting(small_world, "Ria") == [about_a_school]
    assert waiting(small_world, "Karel") == [about_the_office]
    assert waiting(small_world, "Bas") == [about_the_director]
    with pytest.raises(NotFound):
        small_world.system.perform(incoming_pages.look, small_world.person("Ria"), about_the_office)
    for stranger in ("Anna", "Dirk", "Joke", "Ad"):
        with pytest.raises(NotFound):
            waiting(small_world, stranger)


def test_nobody_reads_a_complaint_about_themselves_by_another_way(small_world: World) -> None:
    """Neither with a second role, nor by its number, a file, a search, the list, a case or the history of changes."""
    small_world.system.perform(World.joins, "Karel", "klachtbehandelaar:PO9901")
    for name, role in (("Ria", "klachtbehandelaar:PO9901"), ("Dirk", "bestuur:PO9901")):
        small_world.system.perform(accounts.add_membership, small_world.person(name).id, role, None)
    case = small_world.submits("Voorbeeld")
    about_the_office = hands_in(small_world, "klacht_kantoor", files=[("brief.pdf", PDF)]).number
    about_the_director = hands_in(small_world, "klacht_directeur").number
    [file] = small_world.rows(models.IncomingFile)
    for name, number in (("Ria", about_the_office), ("Sjaak", about_the_office), ("Dirk", about_the_director)):
        who = small_world.person(name)
        for read in (
            lambda who=who, number=number: small_world.system.perform(incoming_pages.look, who, number, "Voorbeeld"),
            lambda who=who, number=number: small_world.system.read(incoming_pages.file, who, number, file.id),
            lambda who=who, number=number: small_world.system.perform(incoming.handle, who, number, "Gelezen"),
            lambda who=who, number=number: small_world.system.perform(incoming.join, who, number, case),
        ):
            with pytest.raises(NotFound):
                read()
    assert waiting(small_world, "Ria") == []
    assert waiting(small_world, "Karel") == [about_the_office]
    assert about_the_office not in str([row.details for row in small_world.rows(models.AdminEntry)])
    with pytest.raises((NotFound, NotAllowed)):
        small_world.system.perform(incoming.join, small_world.person("Karel"), about_the_office, case)
    assert small_world.page(case, "Ria").documents == ()


def test_a_flood_is_told_so_and_loses_nothing_that_was_confirmed(world: World) -> None:
    confirmed = [hands_in(world, source="een adres").number for _ in range(handing_in.FROM_ONE)]
    with pytest.raises(TooMuch):
        hands_in(world, source="een adres")
    assert hands_in(world, source="een ander adres").number not in confirmed
    world.on("2026-11-24")
    assert hands_in(world, source="een adres").number == "IN-2026-000007"
    assert waiting(world, "Ria")[: len(confirmed)] == confirmed
    kept = [row.name for row in world.rows(models.Counter) if row.name.startswith("visits:")]
    assert len(kept) == 2
    assert "een adres" not in str(kept)


@pytest.mark.parametrize(
    ("told", "field", "said"),
    [
        ({"verhaal": ""}, "verhaal", "vul dit in"),
        ({"naam": "Jan 111222333"}, "naam", "een BSN"),
        ({"geboortedatum": "31-02-2018"}, "geboortedatum", "bestaat niet"),
        ({"relatie": "gemachtigde"}, "namens", "vul dit in"),
        ({"email": "moeder@voorbeeld.test"}, "per_email", "kies een antwoord"),
        ({"files": [("brief.exe", b"MZ")]}, "_files", "deze soort nemen wij niet aan"),
        ({"files": [("brief.pdf", b"geen pdf")]}, "_files", "de inhoud is geen pdf"),
        ({"files": [("b.pdf", PDF)] * 6}, "_files", "hoogstens vijf"),
        ({"kind": "aanvulling"}, "_kind", "kies een antwoord"),
        ({"kind": "onzin"}, "_kind", "kies een antwoord"),
    ],
)
def test_what_cannot_be_taken_is_refused_field_by_field(small_world: World, told, field: str, said: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        hands_in(small_world, **told)
    assert [(error.field, said in error.message) for error in refused.value.errors] == [(field, True)]
    assert small_world.rows(models.Incoming) == []


def test_post_about_a_child_is_told_from_post_about_a_twin(small_world: World) -> None:
    case = small_world.submits("Voorbeeld")
    ria = small_world.person("Ria")
    for name, why in (("Milan Vorbeeld", "bijna dezelfde naam"), ("Sara Voorbeeld", "andere roepnaam: tweeling")):
        raw = listed({"naam": "Moeder", "leerling": name, "geboortedatum": "12-05-2018", "verhaal": "Nieuw adres"})
        number = small_world.system.perform(
            handing_in.register, ria, kind="brief", swv="PO9901", raw=raw, files=(), channel="post",
            received_on=date(2026, 11, 20), key=name,
        )  # fmt: skip
        ((found, _, _, remark),) = small_world.system.perform(incoming_pages.look, ria, number).cases
        assert (found, why in str(remark)) == (case, True)


def test_the_office_registers_post_with_its_true_day_and_puts_it_with_its_case(world: World) -> None:
    case = world.submits("Voorbeeld")
    number = registers(world, kind="aanvulling", files=[("brief van school.pdf", PDF)])
    ria = world.person("Ria")
    view = world.system.perform(incoming_pages.look, ria, number)
    assert (view.received_on, view.channel, view.recorded_by) == (date(2026, 11, 20), "post", "Ria")
    assert [row[0] for row in view.cases] == [case]
    world.system.perform(incoming.join, ria, number, case)
    assert [document.name for document in world.page(case, "Ria").documents] == ["brief van school.pdf"]
    assert str(world.page(case, "Ria").history[0].text) == f"Post {number} bij de zaak gevoegd"
    assert world.history(case, "incoming")[0].on == date(2026, 11, 20)
    with pytest.raises(NotAllowed):
        world.system.perform(incoming.join, ria, number, case)
    assert world.broken() == {}
    world.system.perform(incoming.handle, ria, number, "Aanvulling vastgelegd in de zaak")
    assert waiting(world, "Ria") == []


def test_a_date_of_receipt_changes_with_a_reason_and_a_second_person(world: World) -> None:
    number, ria, sjaak = registers(world), world.person("Ria"), world.person("Sjaak")
    with pytest.raises(InvalidAnswers, match="Reden"):
        world.system.perform(incoming.propose_date, ria, number, date(2026, 11, 18), "")
    world.system.perform(incoming.propose_date, ria, number, date(2026, 11, 18), "Stempel van de balie")
    assert not world.system.perform(incoming_pages.look, ria, number).may_agree
    with pytest.raises(NotAllowed, match="twee personen"):
        world.system.perform(incoming.agree_date, ria, number, True)
    assert world.system.perform(incoming_pages.look, sjaak, number).may_agree
    world.system.perform(incoming.agree_date, sjaak, number, True)
    view = world.system.perform(incoming_pages.look, sjaak, number)
    assert (view.received_on, view.proposed) == (date(2026, 11, 18), None)
    assert [str(line.text) for line in view.history] == [
        "Andere datum van ontvangst voorgesteld: wo 18-11-2026, omdat: Stempel van de balie",
        "Datum van ontvangst gewijzigd van vr 20-11-2026 in wo 18-11-2026",
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"on": "2026-11-24"}, "_received_on"), ({"on": "2025-01-01"}, "_received_on"), ({"channel": "duif"}, "_channel")],
)
def test_post_that_cannot_have_come_so_is_not_registered(small_world: World, given: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        registers(small_world, **given)
    assert [error.field for error in refused.value.errors] == [field]


def test_only_the_office_registers_and_every_look_is_on_record(small_world: World) -> None:
    number = registers(small_world)
    for stranger in ("Anna", "Dirk", "Ad"):
        with pytest.raises(NotFound):
            registers(small_world, stranger)
    small_world.system.perform(incoming_pages.look, small_world.person("Sjaak"), number)
    [read] = [row for row in small_world.rows(models.ReadLog) if row.what == f"incoming {number}"]
    assert read.person_id == small_world.person("Sjaak").id


def test_what_was_done_with_it_is_written_down(small_world: World) -> None:
    number = registers(small_world)
    with pytest.raises(InvalidAnswers):
        small_world.system.perform(incoming.handle, small_world.person("Ria"), number, "")
    small_world.system.perform(incoming.handle, small_world.person("Ria"), number, "Adres gewijzigd")
    with pytest.raises(NotFound):
        small_world.system.perform(incoming.handle, small_world.person("Ria"), number, "Nog eens")


def test_a_bsn_in_what_is_handed_in_is_refused_and_what_may_be_one_is_marked_also_in_the_case(world: World) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        hands_in(world, files=[("brief.docx", made.word("BSN 999990019"))])
    assert [error.field for error in refused.value.errors] == ["_files"]
    assert "in de tekst staat een BSN: •••••••19" in refused.value.errors[0].message

    case = world.starts()
    number = hands_in(world, files=[("brief.docx", made.word("Dossier 999990019")), ("scan.pdf", PDF)]).number
    page = world.system.perform(incoming_pages.look, world.person("Ria"), number)
    told = ["Mogelijk een BSN in de tekst: controleer en vervang", "Niet gelezen: kijk zelf of er geen BSN in staat"]
    assert [str(file.remark) for file in page.files] == told

    world.system.perform(incoming.join, world.person("Ria"), number, case)
    assert [str(row.remark) for row in world.page(case, "Ria").documents] == told
