"""Milan Voorbeeld: what every screen must say, day by day, from an application until a place."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.stories.milan import (
    ADVICE,
    COMMITTEE,
    COMPLETE,
    DECISION,
    EXPERTS,
    FATHER,
    INCOMPLETE,
    MOTHER,
    OFFICE,
    SCHOOL,
    SECRET,
    WEIGHED,
    Milan,
)
from tests.stories.valley import words_of
from workflows.domain.errors import InvalidAnswers, NotAllowed
from workflows.domain.wording import date_in_words, kept_in_words
from workflows.persistence import models
from workflows.services import people, tasks
from workflows.services.views import CasePage, DeadlineView

Tell = Callable[[int], Milan]


def term(page: CasePage, rule: str) -> DeadlineView:
    """Return a term as a case page shows it."""
    [found] = [each for each in page.deadlines if each.rule == rule]
    return found


def due(page: CasePage, rule: str) -> str:
    """Return the last day of a term as it is read on the screen."""
    day = term(page, rule).due_on
    return date_in_words(day) if day is not None else ""


def answers(page: CasePage, section: str) -> dict[str, str]:
    """Return the lines of a section of the dossier."""
    return dict(next(each.rows for each in page.dossier if each.title == section))


def waiting(page: CasePage) -> list[tuple[str, str, str]]:
    """Return the open tasks: what, who, by when."""
    return [(task.name, task.who, date_in_words(task.due_on) if task.due_on else "") for task in page.tasks]


# ------------------------------------------------------------------ every date of the story
@pytest.mark.parametrize(("step", "rule", "last_day"), [
    (1, "T0", "wo 25-11-2026"),
    (1, "T0C", "ma 30-11-2026"),
    (1, "T1", "ma 04-01-2027"),
    (1, "T2", "ma 18-01-2027"),
    (3, "T4", "do 10-12-2026"),
    (3, "T1", ""),  # the clock stands still
    (3, "T2", ""),
    (4, "T2", ""),
    (5, "T1", "do 14-01-2027"),
    (5, "T2", "do 28-01-2027"),
    (5, "T0C", "ma 14-12-2026"),
    (6, "T6", "di 22-12-2026"),
    (10, "T7", "ma 25-01-2027"),
    (13, "T8", "vr 29-01-2027"),
    (14, "B1", "do 11-03-2027"),
    (14, "T9", "ma 31-07-2028"),
    (15, "O1", "di 30-03-2027"),
])  # fmt: skip
def test_the_case_shows_the_last_day_of_every_term(told: Milan, step: int, rule: str, last_day: str) -> None:
    assert due(told.shown[step].office, rule) == last_day


@pytest.mark.parametrize(("step", "line"), [
    (1, "Secretariaat van SWV PO De Fictieve Vallei is aan zet: ontvangst bevestigen, uiterlijk wo 25-11-2026."),
    (3, "IB'er van De Proefballon is aan zet: aanvulling indienen, uiterlijk do 10-12-2026."),
    (4, "IB'er van De Proefballon is aan zet: aanvulling indienen, uiterlijk do 10-12-2026 (1 van 2 ontvangen)."),
    (5, "Secretariaat van SWV PO De Fictieve Vallei is aan zet: volledigheid toetsen, uiterlijk ma 14-12-2026."),
    (8, "drs. Piet Verzonnen is aan zet: deskundigenadvies geven, uiterlijk di 22-12-2026."),
    (9, "Commissie van SWV PO De Fictieve Vallei is aan zet: commissieadvies geven, uiterlijk do 28-01-2027."),
    (10, "Secretariaat van SWV PO De Fictieve Vallei is aan zet: zienswijzen vastleggen, uiterlijk ma 25-01-2027."),
    (13, "Secretariaat van SWV PO De Fictieve Vallei is aan zet: besluit verzenden, uiterlijk do 28-01-2027."),
    (14, "IB'er van De Proefballon is aan zet: aanmelding begeleiden, uiterlijk do 11-03-2027."),
    (15, "Afgesloten: toegekend en geplaatst."),
])  # fmt: skip
def test_the_first_line_says_to_everybody_who_must_act(told: Milan, step: int, line: str) -> None:
    assert told.shown[step].office.status.text == line
    assert told.shown[step].school.status.text == line


# ------------------------------------------------------------------ 1, 2: received
def test_the_application_is_received_on_the_day_it_is_submitted_and_not_when_the_head_signed(told: Milan) -> None:
    [signing] = [section for section in told.shown[1].office.dossier if section.title == "Aanvraag ondertekenen"]
    assert dict(signing.rows)["Getekend op"] == "vr 20-11-2026"
    first = term(told.shown[1].office, "T2").because[0]
    assert first[0].nl == "8 weken na ontvangst op ma 23 november 2026: ma 18 januari 2027"
    assert first[1] == "Awb art. 4:13 lid 2"


def test_this_swv_decides_and_says_so(told: Milan) -> None:
    texts = [row.text for row in told.shown[2].office.history]
    assert "Bevoegdheid bepalen: Dit samenwerkingsverband" in texts


def test_each_parent_is_told_apart(told: Milan) -> None:
    letters = told.valley.letters(told.number, "Er is een TLV aangevraagd")
    assert {name: page.address[0] for name, page in letters.items()} == {MOTHER: SECRET, FATHER: "Bedachtestraat 4"}


def test_a_secret_address_is_on_one_envelope_and_nowhere_else(told: Milan) -> None:
    carriers = {
        (page.letter.addressee, line)
        for page in told.valley.letters(told.number, "").values()
        for line in words_of(page).splitlines()
        if SECRET in line or "Nergensbuiten" in line
    }
    assert {name for name, _ in carriers} == {MOTHER}
    for row in told.valley.rows(models.Letter):
        words = str([row.subject, row.body, row.address if row.addressee_name != MOTHER else ""])
        assert SECRET not in words


def test_the_list_for_the_post_carries_no_address(told: Milan) -> None:
    assert SECRET not in str([shown.post for shown in told.shown.values()])


def test_a_secret_address_on_a_letter_is_for_the_office_only(told: Milan) -> None:
    assert {each.addressee for each in told.shown[2].school.letters} == {"De Proefballon"}
    for_hans = told.valley.letters(told.number, "Er is een TLV aangevraagd", by="Hans Demo")
    assert SECRET not in "".join(words_of(page) for page in for_hans.values())


def test_the_dossier_keeps_a_secret_address_from_whoever_is_not_the_office(tell: Tell) -> None:
    milan = tell(3)
    assert SECRET in str(milan.shown[3].office.dossier)
    assert SECRET not in str(milan.valley.page(milan.number, "Hans Demo").dossier)


# ------------------------------------------------------------------ 3, 4, 5: incomplete
def test_asking_for_weak_grounds_must_be_meant(tell: Tell) -> None:
    milan = tell(2)
    milan.valley.on("2026-11-26")
    with pytest.raises(tasks.WarningsToConfirm, match="zwakke gronden"):
        milan.valley.completes(OFFICE, "Volledigheid toetsen", INCOMPLETE)


def test_the_school_reads_what_is_missing_and_until_when(told: Milan) -> None:
    [letter] = told.valley.letters(told.number, "aanvullen", by=SCHOOL).values()
    words = words_of(letter)
    assert "de evaluatie van het handelingsdeel" in words
    assert "Stuur de evaluatie van het handelingsdeel en de mening van de vader." in words
    assert "uiterlijk do 10-12-2026" in words


def test_time_stands_still_from_the_day_after_the_letter(told: Milan) -> None:
    for step in (3, 4):
        for rule in ("T1", "T2"):
            stands = term(told.shown[step].office, rule)
            assert (stands.state, stands.suspended_since) == ("suspended", date(2026, 11, 27))


def test_not_processing_is_possible_until_four_weeks_after_the_repair_term(told: Milan) -> None:
    then = term(told.shown[3].office, "T4").then
    assert then is not None
    assert (then[0].nl, date_in_words(then[1])) == ("Besluiten de aanvraag niet te behandelen", "do 07-01-2027")


def test_the_first_half_of_the_completion_is_in_the_file_and_time_still_stands(told: Milan) -> None:
    page = told.shown[4].office
    assert [document.kind for document in page.documents if document.kind] == ["evaluatie van het handelingsdeel"]
    assert page.tasks == ()


def test_ten_days_do_not_count_and_every_step_names_its_article(told: Milan) -> None:
    because = [(text.nl, source) for text, source in term(told.shown[5].office, "T2").because]
    assert because == [
        ("8 weken na ontvangst op ma 23 november 2026: ma 18 januari 2027", "Awb art. 4:13 lid 2"),
        (
            "+10 dagen opschorting (vr 27-11 t/m zo 06-12-2026): do 28 januari 2027",
            "Awb art. 4:15 lid 1 onder a",
        ),
        ("valt op een werkdag en blijft staan: do 28 januari 2027", "Algemene termijnenwet art. 1 en 3"),
    ]


# ------------------------------------------------------------------ 6, 8, 9: two independent experts
@pytest.mark.parametrize("field", ["deskundige_1", "deskundige_2"])
def test_who_wrote_the_plan_cannot_be_an_expert(tell: Tell, field: str) -> None:
    milan = tell(5)
    milan.valley.completes(OFFICE, "Volledigheid toetsen", COMPLETE)
    with pytest.raises(InvalidAnswers, match=r"Bedacht schreef het handelingsplan \(sept\. 2026\)\."):
        milan.valley.completes(OFFICE, "Deskundigen benoemen", {**EXPERTS, field: "@drs. Quirijn Bedacht"})


def test_who_sits_in_the_committee_cannot_be_an_expert(tell: Tell) -> None:
    milan = tell(5)
    valley = milan.valley
    valley.completes(OFFICE, "Volledigheid toetsen", COMPLETE)
    both = valley.person("Annelies Oordeel")
    valley.system.perform(people.add_membership, valley.person("Ad Beheer"), both.id, role="deskundige", code="PO9901")
    with pytest.raises(InvalidAnswers, match="Annelies Oordeel is lid van de commissie bij SWV PO De Fictieve Vallei"):
        valley.completes(OFFICE, "Deskundigen benoemen", {**EXPERTS, "deskundige_2": "@Annelies Oordeel"})


def test_a_member_of_the_committee_stands_in_the_list_and_is_refused_by_name(tell: Tell) -> None:
    milan = tell(5)
    milan.valley.completes(OFFICE, "Volledigheid toetsen", COMPLETE)
    page = milan.valley.task_page(OFFICE, "Deskundigen benoemen")
    [offered] = [page.context.options_of(field) for field in page.visible if field.id == "deskundige_1"]
    noted = {option.label: option.note.nl if option.note else "" for option in offered or ()}
    assert (noted["drs. Elske Fictief"], noted["Frank Vergader"]) == ("", "lid van de commissie")
    with pytest.raises(InvalidAnswers, match=r"Eerste deskundige .*: Frank Vergader is lid van de commissie"):
        milan.valley.completes(OFFICE, "Deskundigen benoemen", {**EXPERTS, "deskundige_1": "@Frank Vergader"})


def test_parents_who_differ_are_named_above_the_case_for_who_may_know(told: Milan) -> None:
    [banner] = told.shown[7].office.banners
    assert banner.title == "Ouders verdeeld"
    assert all(word in banner.text for word in ("meerpartijenoverleg", "onderwijsconsulent"))
    assert told.shown[7].school.banners == told.shown[7].office.banners
    assert told.valley.page(told.number, "Petra Ballon").banners == ()  # the head does not read of the talk
    assert told.valley.page(told.number, OFFICE).banners == told.shown[15].office.banners


def test_both_experts_have_ten_working_days(told: Milan) -> None:
    advising = [task for task in waiting(told.shown[6].office) if task[0] == "Deskundigenadvies geven"]
    assert advising == [
        ("Deskundigenadvies geven", "drs. Elske Fictief", "di 22-12-2026"),
        ("Deskundigenadvies geven", "drs. Piet Verzonnen", "di 22-12-2026"),
    ]


def test_an_expert_does_not_read_what_the_other_advises(tell: Tell) -> None:
    milan = tell(8)
    page = milan.valley.task_page("drs. Piet Verzonnen", "Deskundigenadvies geven")
    assert ADVICE["advies_motivering"] not in str(page.dossier)
    assert "advies.pdf" not in [document.name for document in page.documents]


def test_an_expert_who_is_late_is_amber_and_reminded(told: Milan) -> None:
    late = term(told.shown[8].office, "T6")
    assert (late.norm, late.tone) == ("local", "amber")
    assert kept_in_words(date(2026, 12, 22), date(2026, 12, 23), told.valley.calendar) == "1 werkdag te laat"
    piet = told.valley.person("drs. Piet Verzonnen").id
    mails = [row for row in told.valley.rows(models.Job) if row.kind == "mail" and row.payload["to"] == piet]
    digests = {row.payload["day"]: row.payload["lines"] for row in mails if row.payload["notice"] == "digest"}
    assert [told.number, "T6", "2026-12-22"] in digests["2026-12-21"]  # the last working day but one
    assert [row.due_at.date() for row in mails if row.payload.get("rule") == "T6"] == [date(2026, 12, 23)]


def test_nobody_can_advise_on_or_decide_the_case_before_both_advices_are_there(told: Milan) -> None:
    names = {task.name for task in told.shown[8].office.tasks}
    assert names == {"Deskundigenadvies geven"}
    assert "Zonder twee adviezen kan niet over de TLV worden beslist" in term(told.shown[8].office, "T6").consequence.nl
    states = {step.name: step.state for step in told.shown[8].office.steps}
    assert (states["Commissieadvies geven"], states["Besluit nemen"]) == ("later", "later")


def test_both_parents_get_a_copy_of_the_advices(told: Milan) -> None:
    assert set(told.valley.letters(told.number, "De adviezen van de deskundigen")) == {MOTHER, FATHER}


# ------------------------------------------------------------------ 7, 10, 12: the parents
def test_the_view_of_each_parent_is_kept_apart(told: Milan) -> None:
    talk = answers(told.shown[7].office, "Met ouders en leerling praten")
    assert (talk["Mening van de eerste ouder"], talk["Mening van de tweede ouder"]) == ("Oneens", "Eens")
    assert talk["Samengevat: de ouders zijn het"] == "Ouders verdeeld"
    assert talk["Aangeboden"] == "Gesprek met alle partijen en Onderwijsconsulent"


def test_school_and_parents_may_react_until_a_day_in_their_letter(told: Milan) -> None:
    letters = told.valley.letters(told.number, "Wat wij van plan zijn")
    assert set(letters) == {"De Proefballon", MOTHER, FATHER}
    assert all("uiterlijk ma 25-01-2027" in words_of(page) for page in letters.values())
    assert all("Beide deskundigen en de commissie" in words_of(page) for page in letters.values())


def test_an_expert_of_the_case_cannot_advise_in_the_committee(tell: Tell) -> None:
    valley = tell(9).valley
    piet = valley.person("drs. Piet Verzonnen")
    valley.system.perform(people.add_membership, valley.person("Ad Beheer"), piet.id, role="commissie", code="PO9901")
    valley.on("2027-01-11")
    with pytest.raises(NotAllowed, match="Deskundigenadvies geven"):
        valley.completes("drs. Piet Verzonnen", "Commissieadvies geven", COMMITTEE)


# ------------------------------------------------------------------ 8, 11, 12: tones and breaches
@pytest.mark.parametrize(("day", "rule", "tone"), [
    ("2026-12-30", "T1", "blue"),
    ("2026-12-31", "T1", "amber"),  # 14 days before
    ("2027-01-13", "T2", ""),
    ("2027-01-14", "T2", "amber"),
    ("2027-01-20", "T2", "amber"),
    ("2027-01-21", "T2", "red"),  # 7 days before
])  # fmt: skip
def test_a_term_changes_colour_on_the_day_of_its_rung(told: Milan, day: str, rule: str, tone: str) -> None:
    assert term(told.days[day], rule).tone == tone


def test_a_passed_norm_is_a_breach_from_the_next_day(told: Milan) -> None:
    t1 = [row for row in told.valley.rows(models.Deadline) if row.rule == "T1"][-1]
    assert (t1.due_on, t1.breached_on) == (date(2027, 1, 14), date(2027, 1, 15))
    assert kept_in_words(t1.due_on, t1.breached_on, told.valley.calendar) == "1 werkdag te laat"
    assert not [row for row in told.valley.rows(models.Deadline) if row.rule == "T2" and row.breached_on]


def test_two_weeks_before_the_end_the_office_is_asked_whether_it_will_be_in_time(told: Milan) -> None:
    assert ("Nagaan of het op tijd lukt", "Secretariaat", "do 28-01-2027") in waiting(told.shown[11].office)


def test_the_rungs_of_the_statutory_term_are_climbed_on_their_days(told: Milan) -> None:
    climbed = [
        (row.facts["rung"], row.on)
        for row in told.valley.rows(models.Entry)
        if row.kind == "rung" and row.facts["rule"] == "T2"
    ]
    assert climbed == [
        ("d-14", date(2027, 1, 14)),
        ("d-7", date(2027, 1, 21)),
        ("wd-3", date(2027, 1, 25)),
        ("wd-1", date(2027, 1, 27)),
    ]


# ------------------------------------------------------------------ 13: the decision
def test_only_who_has_a_mandate_decides(tell: Tell) -> None:
    valley = tell(12).valley
    valley.on("2027-01-27")
    valley.completes("Anna Schijn", "Zienswijzen wegen", WEIGHED)
    bea, ad = valley.person("Bea Beleid"), valley.person("Ad Beheer")
    valley.system.perform(people.add_membership, ad, bea.id, role="directeur", code="PO9901")
    with pytest.raises(NotAllowed, match="mandaatregister"):
        valley.completes("Bea Beleid", "Besluit nemen", DECISION)


@pytest.mark.parametrize("needed", ["weging_ouders", "motivering", "adviseurs"])
def test_a_decision_gives_its_reasons(tell: Tell, needed: str) -> None:
    valley = tell(12).valley
    valley.on("2027-01-27")
    valley.completes("Anna Schijn", "Zienswijzen wegen", WEIGHED)
    with pytest.raises(InvalidAnswers, match="vul dit in"):
        valley.completes("Anna Schijn", "Besluit nemen", {**DECISION, needed: ""})


def test_the_tlv_gets_its_number_and_the_shortest_end(told: Milan) -> None:
    [tlv] = told.valley.rows(models.Tlv)
    assert (tlv.number, tlv.kind, tlv.category) == ("PO9901-2027-00001", "SO", "L")
    assert (tlv.valid_from, tlv.valid_until) == (date(2027, 2, 1), date(2028, 7, 31))


@pytest.mark.parametrize("block", [
    "Wij besluiten Milan Voorbeeld, geboren op 12-05-2018",
    "Nummer: PO9901-2027-00001",
    "Categorie: 1 (laag)",
    "Geldig van ma 01-02-2027 tot en met ma 31-07-2028",
    "Wet op de expertisecentra art. 40",
    "De moeder wil het SBO.",
    "drs. Elske Fictief (orthopedagoog) en drs. Piet Verzonnen (kinder- en jeugdpsycholoog)",
    "Hun adviezen horen bij dit besluit en zijn bijgevoegd.",
    "U kunt bezwaar maken.",
    "binnen zes weken",
    "Namens het bestuur van SWV PO De Fictieve Vallei",
    "Anna Schijn, directeur",
    "Verzonden op do 28-01-2027.",
])  # fmt: skip
def test_the_decision_says_what_the_law_wants_to_each_addressee(told: Milan, block: str) -> None:
    letters = told.valley.letters(told.number, "Besluit:")
    assert set(letters) == {"Stichting Proefonderwijs", MOTHER, FATHER}
    assert all(block in words_of(page) for page in letters.values())


# ------------------------------------------------------------------ 14, 15: sent, placed
def test_three_decisions_wait_for_the_post_until_they_are_posted(told: Milan) -> None:
    decisions = {each.addressee for each in told.shown[13].post if each.subject.startswith("Besluit:")}
    assert decisions == {"Stichting Proefonderwijs", MOTHER, FATHER}
    posted = {each.posted_on for each in told.shown[14].office.letters if each.subject.startswith("Besluit:")}
    assert posted == {date(2027, 1, 28)}


@pytest.mark.parametrize(("rule", "kept"), [
    ("T2", "op tijd, op de laatste dag"),
    ("T1", "10 werkdagen te laat"),
    ("T0", "op tijd"),
])  # fmt: skip
def test_a_term_that_is_over_says_how_it_was_kept(told: Milan, rule: str, kept: str) -> None:
    over = term(told.shown[14].office, rule)
    assert over.due_on is not None
    assert over.stopped_on is not None
    assert kept_in_words(over.due_on, over.stopped_on, told.valley.calendar) == kept


def test_an_objection_by_post_may_come_a_week_later(told: Milan) -> None:
    then = term(told.shown[14].office, "B1").then
    assert then is not None
    assert date_in_words(then[1]) == "do 18-03-2027"


def test_the_new_opp_is_due_after_easter(told: Milan) -> None:
    because = [text.nl for text, _ in term(told.shown[15].office, "O1").because]
    assert because[-1] == "valt op 2e Paasdag: di 30 maart 2027"


def test_the_file_is_destroyed_three_years_after_the_decision(told: Milan) -> None:
    assert told.shown[14].office.erase_on == date(2030, 1, 29)
    assert date_in_words(date(2030, 1, 29)) == "di 29-01-2030"


def test_nothing_of_the_story_failed_on_the_way(told: Milan) -> None:
    assert told.valley.rows(models.Incident) == []
    assert [row for row in told.valley.rows(models.Job) if row.failed_at] == []


def test_every_completion_takes_at_most_twelve_statements_and_one_commit(told: Milan) -> None:
    spent = told.valley.spent
    assert len(spent) >= 14  # with letters, mails, a number of a TLV, mandates, independence, terms that start and stop
    assert {name: len(each.statements) for name, each in spent.items() if len(each.statements) > 12} == {}
    assert {each.commits for each in spent.values()} == {1}
