"""The mother of Milan objects to his TLV on the public page: her objection becomes a case of its own, and another
decides than who decided first."""

from datetime import date, time

import pytest

from tests.stories.conftest import Tell
from tests.stories.milan import FATHER, MOTHER, Milan
from tests.stories.valley import BPMN, Valley, words_of
from workflows.domain.clock import at_local
from workflows.domain.errors import NotAllowed, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import asking, deployments, handing_in, incoming_pages, taking_up, task_pages

RIA, ANNA, BAS = "Ria Voorbeeld", "Anna Schijn", "Bas Denkbeeld"
HANDED_IN = {
    "leerling": "Milan Voorbeeld",
    "verhaal": "Milan hoort op het SBO, niet op het SO.",
    "naam": MOTHER,
    "relatie": "ouder",
    "adres": "Nieuwe weg 1\n9998 ZZ Nergensbuiten",
}
DECISION = {
    "wat_nu": "beslissen",
    "bezwaar_gehoord": "helemaal_tegemoet",
    "dictum": "gegrond",
    "herroepen": "ja",
    "nieuw_besluit": "toekennen",
    "besluit_soort": "SBO",
    "ingangsdatum": "01-08-2027",
    "motivering": "Bij nader inzien past het SBO.",
    "weging_partijen": "De moeder wil SBO; de vader stemt daarmee in.",
    "kosten": "niet_gevraagd",
    "thema": "inhoud",
}


def jumps(valley: Valley, day: str) -> None:
    """Let time pass at once: what was due in between happens in its own order all the same."""
    valley.clock.instant = at_local(date.fromisoformat(day), time(9))
    drain(valley.system)


def objects(valley: Valley) -> str:
    """Let the mother object on the last day, and the office begin the case a day later; return its number."""
    jumps(valley, "2027-03-11")
    raw = {name: [text] for name, text in HANDED_IN.items()}
    valley.system.perform(
        handing_in.hand_in, kind="bezwaar", swv="PO9901", raw=raw, files=[("brief.pdf", b"%PDF-1.7\n%%EOF")],
        source="een telefoon", key="bezwaar",
    )  # fmt: skip
    jumps(valley, "2027-03-12")
    [post] = valley.rows(models.Incoming)
    page = valley.system.perform(incoming_pages.look, valley.person(RIA), post.number)
    assert page.begins == "Bezwaar tegen een TLV-besluit"
    [(number, _, may_begin, _)] = page.cases
    assert may_begin
    begun = valley.system.perform(taking_up.begin, valley.person(RIA), post.number, number)
    with pytest.raises(NotAllowed):
        valley.system.perform(taking_up.begin, valley.person(RIA), post.number, number)
    return begun


def records(milan: Milan, number: str) -> None:
    """Let the office record the objection with what is filled in already, and talk: the SWV meets it wholly."""
    valley = milan.valley
    page = valley.task_page(RIA, "Bezwaar vastleggen")
    assert page.case.number == number
    given = {name: texts[0] for name, texts in page.raw.items() if len(texts) == 1}
    assert given["bezwaar_ontvangen_op"] == "11-03-2027"
    assert (given["schrijver_naam"], given["ouder2_naam"], given["tlv_besluit"]) == (MOTHER, FATHER, "toekennen")
    given |= {"indiener_naam": MOTHER, "bezwaartermijn_tot": "11-03-2027", "gezag": "ja", "verzuim": "nee"}
    valley.completes(RIA, "Bezwaar vastleggen", given)
    valley.completes(
        "Hans Demo", "Bezwaar bespreken",
        {"gesproken_op": "12-03-2027", "gesprek_met": "moeder en vader", "gesprek_verslag": "SBO past beter.",
         "tegemoet": "ja", "anderen_niet_geschaad": "ja"},
    )  # fmt: skip


def test_an_objection_keeps_its_day_is_decided_by_another_and_replaces_the_tlv(tell: Tell) -> None:
    """Awb art. 6:15, 7:10, 7:11, 10:3 lid 3."""
    milan = tell(14)
    valley = milan.valley
    valley.system.perform(deployments.deploy, Route.from_folder(BPMN / "bezwaar_tlv"))
    number = objects(valley)
    assert [each.name for each in valley.page(number, RIA).documents] == ["brief.pdf"]
    assert [each.number for each in valley.page(number, RIA).links] == [milan.number]
    context = valley.task_page(RIA, "Bezwaar vastleggen").context
    assert context.facts["vorige_uiterlijk_B1"] == date(2027, 3, 11)

    records(milan, number)
    assert valley.due(number, "B3", "B5") == {"B3": date(2027, 6, 3), "B5": date(2027, 3, 25)}
    received = valley.letters(number, "Ontvangen")
    assert list(received) == [MOTHER]
    assert "Wij beslissen uiterlijk do 03-06-2027" in words_of(received[MOTHER])

    task = valley.task(BAS, "Beslissen op het bezwaar").id  # the lane names the director first
    with pytest.raises(NotFound):
        valley.system.perform(task_pages.task_page, task, valley.person(ANNA))

    def why(uow: UnitOfWork) -> str | None:
        case = valley.case(number)
        definition = deployments.definition_of(uow, case.deployment_id)
        return asking.objection_to(uow, case.id, definition, valley.person(ANNA), ["mandated:besluit_nemen"])

    assert str(valley.system.read(why)) == (
        f"deed in zaak {milan.number} in mandaat 'Besluit nemen' (wo 27-01-2027; Awb art. 10:3 lid 3)"
    )
    valley.completes(BAS, "Beslissen op het bezwaar", DECISION)
    drain(valley.system)
    first, second = valley.rows(models.Tlv)
    assert (first.revoked_on, first.case_id) == (date(2027, 3, 12), valley.case(milan.number).id)
    assert (second.number, second.kind, second.valid_until, second.revoked_on) == (
        "PO9901-2027-00002", "SBO", date(2028, 7, 31), None,
    )  # fmt: skip
    assert valley.case(milan.number).outcome == "REVOKED"
    made = valley.letters(number, "beslissing op het bezwaar")
    assert list(made) == [MOTHER, "Stichting Proefonderwijs", FATHER]
    assert "Namens het bestuur van SWV PO De Fictieve Vallei" in str(made[MOTHER].blocks)
    valley.posts(RIA)
    valley.completes(RIA, "Beslissing verzenden", {"beslissing_verzonden_op": "12-03-2027", "apart_verzonden": "ja"})
    assert valley.due(number, "B8") == {"B8": date(2027, 4, 23)}
    jumps(valley, "2027-05-01")
    assert valley.case(number).outcome == "UPHELD"
