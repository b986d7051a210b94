"""Milan Voorbeeld, had somebody gone wrong: what the TLV route does not let happen, and the words for it."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.stories.milan import (
    APPLICATION,
    COMPLETE,
    COMPLETION,
    DECISION,
    EXPERTS,
    FATHER,
    INCOMPLETE,
    MOTHER,
    OFFICE,
    PLACE,
    PUPIL,
    RECEIPT,
    SCHOOL,
    SENT,
    SIGNED,
    TALK,
    Milan,
)
from tests.stories.valley import Valley, words_of
from workflows.domain.errors import InvalidAnswers, LedgerRefused, NotAllowed
from workflows.domain.wording import date_in_words
from workflows.persistence import models
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import people, post, replay, taking_back, tasks

Tell = Callable[[int], Milan]
REVOKED = {
    "besluit_ingetrokken_op": "10-02-2027",
    "intrekking_grond": "fout",
    "intrekking_motivering": "In het besluit stond de verkeerde categorie.",
    "intrekking_zienswijzen": "De vader vindt het jammer, de moeder is het ermee eens.",
    "intrekking_gehoord": "ja",
}


def sent_on(day: str) -> dict[str, str | list[str]]:
    return {**SENT, "verzonden_op": day}


# ------------------------------------------------------------------ the day of sending
def test_a_decision_is_not_sent_while_a_letter_waits_for_the_post(tell: Tell) -> None:
    valley = tell(13).valley
    valley.on("2027-01-28")
    waiting = f"Nog niet gepost: de brief aan Stichting Proefonderwijs, {MOTHER}(,| en) {FATHER}"
    with pytest.raises(InvalidAnswers, match=waiting):
        valley.completes(OFFICE, "Besluit verzenden", SENT)
    father = [each.id for each in valley.post(OFFICE) if each.addressee == FATHER]
    by = valley.person(OFFICE)
    others = [each.id for each in valley.post(OFFICE) if each.id not in father]
    valley.system.perform(post.mark_posted, others, valley.system.today, by)
    with pytest.raises(InvalidAnswers, match=f"Nog niet gepost: de brief aan {FATHER}"):
        valley.completes(OFFICE, "Besluit verzenden", SENT)


def test_the_day_on_which_the_last_letter_went_is_proposed_and_no_earlier_one_taken(tell: Tell) -> None:
    valley = tell(13).valley
    valley.on("2027-01-28")
    assert valley.task_page(OFFICE, "Besluit verzenden").raw.get("verzonden_op", []) == []
    valley.posts(OFFICE)
    valley.on("2027-01-29")
    assert valley.task_page(OFFICE, "Besluit verzenden").raw["verzonden_op"] == ["28-01-2027"]
    with pytest.raises(InvalidAnswers, match="de laatste brief ging op do 28-01-2027 op de post"):
        valley.completes(OFFICE, "Besluit verzenden", sent_on("27-01-2027"))
    valley.completes(OFFICE, "Besluit verzenden", sent_on("28-01-2027"))


def test_a_decision_is_sent_after_it_was_taken_and_not_tomorrow(tell: Tell) -> None:
    valley = tell(13).valley
    valley.on("2027-01-28")
    valley.posts(OFFICE)
    for day, why in (
        ("26-01-2027", "op of na 27-01-2027"),  # before the decision
        ("20-11-2026", "op of na 27-01-2027"),  # before the application was received
        ("29-01-2027", "op of vóór 28-01-2027"),  # still to come
    ):
        with pytest.raises(InvalidAnswers, match=f"Verzonden op: kies een datum {why}"):
            valley.completes(OFFICE, "Besluit verzenden", sent_on(day))


def test_a_decision_carries_who_decided_and_the_day_on_which_it_went(tell: Tell) -> None:
    milan = tell(13)
    [first, *_] = milan.valley.letters(milan.number, "Besluit:").values()
    assert "Anna Schijn, directeur" in words_of(first)
    assert "Verzonden op wo 27-01-2027." in words_of(first)  # as the office would print it today
    milan.until(14)
    for page in milan.valley.letters(milan.number, "Besluit:").values():
        assert "Verzonden op do 28-01-2027." in words_of(page)


# ------------------------------------------------------------------ time stands still until the true day
def test_time_runs_again_from_the_day_on_which_everything_came_though_it_is_entered_later(tell: Tell) -> None:
    milan = tell(4)
    milan.valley.on("2026-12-09")
    milan.valley.receives(milan.number, SCHOOL, "Aanvulling indienen", COMPLETION)
    due = milan.valley.due(milan.number, "T1", "T2", "T3", "T5")
    assert [date_in_words(day) for day in due.values() if day] == [
        *("do 14-01-2027", "do 28-01-2027", "do 28-01-2027", "ma 04-01-2027"),
    ]


def test_what_was_asked_for_cannot_have_come_before_it_was_asked(tell: Tell) -> None:
    milan = tell(4)
    milan.valley.on("2026-12-09")
    early = {**COMPLETION, "aangevuld_op": "25-11-2026"}
    with pytest.raises(LedgerRefused, match="pas opgeschort op do 26-11-2026"):
        milan.valley.receives(milan.number, SCHOOL, "Aanvulling indienen", early)


def test_half_of_the_documents_is_half_and_time_stands_still(tell: Tell) -> None:
    milan = tell(4)
    assert "uiterlijk do 10-12-2026 (1 van 2 ontvangen)." in milan.shown[4].office.status.text
    milan.valley.on("2026-12-08")
    assert "(1 van 2 ontvangen)" in milan.valley.page(milan.number, SCHOOL).status.text
    assert milan.valley.term(milan.number, "T2").state == "suspended"
    milan.valley.receives(milan.number, SCHOOL, "Aanvulling indienen", COMPLETION)
    assert "ontvangen" not in milan.valley.page(milan.number, SCHOOL).status.text


# ------------------------------------------------------------------ two hats
def test_an_expert_of_the_case_takes_no_part_in_the_assessment(tell: Tell) -> None:
    valley, piet = (milan := tell(6)).valley, "drs. Piet Verzonnen"
    consulent = {"role": "consulent", "code": "PO9901"}
    valley.system.perform(people.add_membership, valley.person("Ad Beheer"), valley.person(piet).id, **consulent)
    for task, answers in (("Met ouders en leerling praten", TALK), ("Plaats nagaan", PLACE)):
        with pytest.raises(NotAllowed, match="genoemd bij 'Tweede deskundige"):
            valley.completes(piet, task, answers)
    assert {"Met ouders en leerling praten", "Plaats nagaan"} <= set(valley.names(milan.number))


def test_who_spoke_with_the_parents_cannot_be_an_expert(tell: Tell) -> None:
    valley = tell(5).valley
    hans = valley.person("Hans Demo")
    valley.system.perform(people.add_membership, valley.person("Ad Beheer"), hans.id, role="deskundige", code="PO9901")
    valley.on("2026-12-16")
    valley.completes(OFFICE, "Volledigheid toetsen", COMPLETE)
    valley.completes("Hans Demo", "Met ouders en leerling praten", TALK)
    with pytest.raises(InvalidAnswers, match="Hans Demo deed in deze zaak al 'Met ouders en leerling praten'"):
        valley.completes(OFFICE, "Deskundigen benoemen", {**EXPERTS, "deskundige_1": "@Hans Demo"})


# ------------------------------------------------------------------ terms that outlive the case
def test_the_copy_of_the_advices_has_a_term_of_its_own(told: Milan) -> None:
    [copy] = [each for each in told.shown[9].office.deadlines if each.rule == "T11"]
    assert (copy.due_on, copy.stopped_on) == (date(2027, 1, 12), date(2027, 1, 5))


def test_a_placed_pupil_is_assessed_again_before_the_tlv_ends(told: Milan) -> None:
    page = told.shown[15].office
    running = {each.rule: each.due_on for each in page.deadlines if each.state == "running"}
    assert running["T10U"] == date(2027, 12, 31)  # invitation in December
    assert running["T10"] == date(2028, 4, 14)  # application before 15 April
    assert page.erase_on == date(2030, 1, 29)


# ------------------------------------------------------------------ mandates
def brought(valley: Valley) -> list[str]:
    """Let an IB'er whose board gave a standing mandate submit; return what waits then."""
    number = valley.starts("Fleur Bedenksel", {**PUPIL, "school": "@99AG00"})
    opp = valley.adds("Fleur Bedenksel", "Aanvraag invullen", "opp", "opp.pdf")
    valley.completes("Fleur Bedenksel", "Aanvraag invullen", {**APPLICATION, "opp": opp})
    return valley.names(number)


@pytest.mark.parametrize(("change", "waits"), [
    ({}, "Ontvangst bevestigen"),
    ({"role": "zorgcoordinator"}, "Aanvraag ondertekenen"),  # somebody else's
    ({"until_on": date(2026, 11, 22)}, "Aanvraag ondertekenen"),  # of yesterday
    ({"from_on": date(2026, 11, 24)}, "Aanvraag ondertekenen"),  # of tomorrow
])  # fmt: skip
def test_a_mandate_counts_for_who_submits_on_the_day_of_submission(
    tell: Tell, change: dict[str, object], waits: str
) -> None:
    valley = tell(1).valley

    def set_mandate(uow: UnitOfWork) -> None:
        row = uow.session.query(models.Mandate).filter_by(what="tlv_aanvragen").one()
        for name, value in change.items():
            setattr(row, name, value)

    valley.system.perform(set_mandate)
    assert brought(valley) == [waits]


def test_what_was_submitted_is_taken_back_with_its_terms_and_submitted_again(tell: Tell) -> None:
    valley = tell(1).valley
    fleur, opened = "Fleur Bedenksel", {**PUPIL, "school": "@99AG00"}
    number = valley.starts(fleur, opened)
    opp = valley.adds(fleur, "Aanvraag invullen", "opp", "opp.pdf")
    valley.completes(fleur, "Aanvraag invullen", {**APPLICATION, "opp": opp})
    assert valley.system.perform(taking_back.take_back, number, valley.person(fleur))
    assert valley.names(number) == ["Aanvraag invullen"]
    assert valley.page(number, OFFICE).deadlines == ()
    case = valley.case(number)
    assert [row.party for row in valley.rows(models.Party) if row.case_id == case.id] == ["applicant", "board", "swv"]
    valley.completes(fleur, "Aanvraag invullen", {**APPLICATION, "opp": opp})
    assert valley.names(number) == ["Ontvangst bevestigen"]
    assert valley.system.read(replay.differences, case.id) == []


def test_what_the_head_signed_on_paper_is_submitted_at_once_and_its_date_stays(tell: Tell) -> None:
    valley = tell(1).valley
    number = valley.starts("Joost Oefening", {**PUPIL, "school": "@99AB00"})
    opp, page = (valley.adds("Joost Oefening", "Aanvraag invullen", name, f"{name}.pdf") for name in ("opp", "blad"))
    signed = {"op_papier_getekend": "ja", "op_papier_getekend_op": "20-11-2026", "getekende_aanvraag": page}
    application = {**APPLICATION, "opp": opp, **signed}
    for wrong in ({"op_papier_getekend_op": "24-11-2026"}, {"getekende_aanvraag": []}):
        with pytest.raises(InvalidAnswers):
            valley.completes("Joost Oefening", "Aanvraag invullen", {**application, **wrong})
    valley.completes("Joost Oefening", "Aanvraag invullen", application)
    assert valley.names(number) == ["Ontvangst bevestigen"]
    page = valley.page(number, OFFICE)
    assert {each.rule: each.due_on for each in page.deadlines}["T2"] == date(2027, 1, 18)
    assert ("Getekend op", "vr 20-11-2026") in [row for section in page.dossier for row in section.rows]


def test_only_who_has_a_mandate_revokes_a_decision_and_the_letter_says_who(tell: Tell) -> None:
    milan = tell(14)
    valley = milan.valley
    valley.on("2027-02-10")
    carla = valley.person("Carla Maatwerk")
    valley.system.perform(people.add_membership, valley.person("Ad Beheer"), carla.id, role="directeur", code="PO9901")
    with pytest.raises(NotAllowed, match="geen mandaat"):
        valley.receives(milan.number, "Carla Maatwerk", "SWV trekt besluit in", REVOKED)
    early = {**REVOKED, "besluit_ingetrokken_op": "27-01-2027"}
    with pytest.raises(InvalidAnswers, match="op of na 28-01-2027"):
        valley.receives(milan.number, "Anna Schijn", "SWV trekt besluit in", early)
    valley.receives(
        milan.number, "Anna Schijn", "SWV trekt besluit in", {**REVOKED, "besluit_ingetrokken_op": "09-02-2027"}
    )
    revoking = valley.letters(milan.number, "ingetrokken")
    assert set(revoking) == {"Stichting Proefonderwijs", MOTHER, FATHER}
    for block in ("Anna Schijn, directeur", "PO9901-2027-00001", "de moeder is het ermee eens", "di 09-02-2027"):
        assert all(block in words_of(page) for page in revoking.values())
    valley.posts(OFFICE)
    with pytest.raises(InvalidAnswers, match="op of na 09-02-2027"):
        valley.completes(OFFICE, "Besluit verzenden", {"verzonden_op": "08-02-2027", "apart_verzonden": "ja"})


# ------------------------------------------------------------------ other cases of the same child
def test_a_second_application_for_a_child_is_told_to_the_office(tell: Tell) -> None:
    valley = tell(2).valley
    number = valley.starts("Joost Oefening", {**PUPIL, "school": "@99AB00"})
    opp = valley.adds("Joost Oefening", "Aanvraag invullen", "opp", "opp.pdf")
    valley.completes("Joost Oefening", "Aanvraag invullen", {**APPLICATION, "opp": opp})
    valley.completes("Gerard Veldman", "Aanvraag ondertekenen", SIGNED)
    assert valley.names(number) == ["Ontvangst bevestigen"]
    with pytest.raises(tasks.WarningsToConfirm, match="loopt al een TLV-aanvraag"):
        valley.completes(OFFICE, "Ontvangst bevestigen", RECEIPT)
    valley.completes(OFFICE, "Ontvangst bevestigen", RECEIPT, seen=True)


def former_tlv(milan: Milan, **changes: object) -> None:
    """Enter a TLV for SO that Milan has already, from an earlier case."""
    case = milan.valley.case(milan.number)
    row = {
        "number": "PO9901-2025-00007",
        "case_id": case.id,
        "pupil_id": case.pupil_id,
        "kind": "SO",
        "category": "L",
        "decided_on": date(2025, 6, 1),
        "valid_from": date(2025, 8, 1),
        "valid_until": date(2027, 7, 31),
        **changes,
    }
    milan.valley.system.perform(lambda uow: uow.session.add(models.Tlv(**row)))


def decides(milan: Milan) -> None:
    milan.valley.on("2027-01-27")
    milan.valley.completes("Anna Schijn", "Zienswijzen wegen", {"weging": "besluiten", "weging_reden": "Gewogen."})
    milan.valley.completes("Anna Schijn", "Besluit nemen", DECISION)


def test_two_tlvs_of_one_kind_are_never_valid_at_the_same_time(tell: Tell) -> None:
    milan = tell(12)
    former_tlv(milan)
    with pytest.raises(InvalidAnswers, match="heeft al een TLV voor SO, PO9901-2025-00007, geldig van"):
        decides(milan)
    assert [row.number for row in milan.valley.rows(models.Tlv)] == ["PO9901-2025-00007"]


def test_another_kind_a_revoked_one_or_one_that_ends_before_is_no_obstacle(tell: Tell) -> None:
    milan = tell(1)
    former_tlv(milan, number="PO9901-2025-00001", kind="SBO")
    former_tlv(milan, number="PO9901-2025-00002", revoked_on=date(2026, 1, 1))
    former_tlv(milan, number="PO9901-2025-00003", valid_until=date(2027, 1, 31))
    filed = milan.valley.system.read(on_file, milan.valley.case(milan.number).id)
    assert filed.overlapping_tlv("SO", date(2027, 2, 1), date(2028, 7, 31)) is None
    last_day = filed.overlapping_tlv("SO", date(2027, 1, 31), date(2028, 7, 31))
    assert last_day is not None
    assert last_day.number == "PO9901-2025-00003"


def test_another_category_takes_the_place_of_the_former_tlv(tell: Tell) -> None:
    milan = tell(12)
    former_tlv(milan)

    def as_change(uow: UnitOfWork) -> None:
        case = uow.session.query(models.Case).filter_by(number=milan.number).one()
        case.state = {**case.state, "facts": {**case.state["facts"], "soort_aanvraag": "wijziging_categorie"}}

    milan.valley.system.perform(as_change)
    decides(milan)
    former, new = milan.valley.rows(models.Tlv)
    assert (former.valid_until, new.valid_from) == (date(2027, 1, 31), date(2027, 2, 1))


# ------------------------------------------------------------------ time to complete in the holiday
def test_time_to_complete_that_ends_in_the_holiday_of_the_school_may_be_longer_when_it_agrees(tell: Tell) -> None:
    milan = tell(2)
    valley = milan.valley
    valley.on("2026-12-09")  # two weeks end on 23 December, in the holiday that lasts until 3 January
    with pytest.raises(tasks.WarningsToConfirm) as doubtful:
        valley.completes(OFFICE, "Volledigheid toetsen", INCOMPLETE)
    said = {error.field: str(error.message) for error in doubtful.value.errors}
    assert "valt in de kerstvakantie van de school" in said["herstel_tot"]
    assert "bijvoorbeeld vr 08-01-2027" in said["herstel_tot"]
    with pytest.raises(InvalidAnswers, match="Hoe stemde de school"):
        valley.completes(OFFICE, "Volledigheid toetsen", {**INCOMPLETE, "herstel_tot": "08-01-2027"}, seen=True)
    agreed = {**INCOMPLETE, "herstel_tot": "08-01-2027", "herstel_instemming": "E-mail van 9 december"}
    with pytest.raises(tasks.WarningsToConfirm) as doubtful:
        valley.completes(OFFICE, "Volledigheid toetsen", agreed)
    assert "herstel_tot" not in [error.field for error in doubtful.value.errors]
    valley.completes(OFFICE, "Volledigheid toetsen", agreed, seen=True)
    assert valley.due(milan.number, "T4") == {"T4": date(2027, 1, 8)}
    [letter] = valley.letters(milan.number, "aanvul").values()
    assert "uiterlijk vr 08-01-2027" in words_of(letter)
