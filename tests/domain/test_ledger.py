"""The clocks of a case: what may happen to them, and the dates of whole stories."""

import json
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.clocks import CALENDAR, RULES, day, due_on, event, recorded, started
from workflows.domain.clock import at_local, end_of
from workflows.domain.ledger import (
    LAPSED,
    RESTARTED,
    Choices,
    DeadlineRule,
    Ledger,
    LedgerRefused,
    Rules,
    UnknownRule,
)
from workflows.domain.periods import Period
from workflows.domain.wording import Text


def rungs(ledger, rule):
    return {wanted.rung.name: wanted.day for wanted in ledger.wanted_rungs() if wanted.rule == rule}


# --------------------------------------------------------------------------------------------------- stories


def test_a_tlv_with_an_incomplete_file_runs_by_the_dates_of_the_law():
    ledger = started("T0 T0C T1 T2", "2026-11-23")
    assert [due_on(ledger, rule) for rule in ("T0", "T0C", "T1", "T2")] == [
        day("2026-11-25"),
        day("2026-11-30"),
        day("2027-01-04"),
        day("2027-01-18"),
    ]
    recorded(ledger, "stopped", "T0", "2026-11-24")

    recorded(ledger, "suspended", "T1 T2", "2026-11-26", regime="awb4:15")
    recorded(ledger, "started", "T4", "2026-11-26")
    assert due_on(ledger, "T4") == day("2026-12-10")
    assert ledger.state("T2") == "suspended"
    assert ledger.suspended_since("T2") == day("2026-11-27")
    assert ledger.due("T2") is None

    recorded(ledger, "resumed", "T1 T2", "2026-12-07")
    assert due_on(ledger, "T1") == day("2027-01-14")
    assert due_on(ledger, "T2") == day("2027-01-28")
    assert rungs(ledger, "T1")["d-14"] == day("2026-12-31")
    assert rungs(ledger, "T2") == {
        "d-14": day("2027-01-14"),
        "d-7": day("2027-01-21"),
        "wd-3": day("2027-01-25"),
        "wd-1": day("2027-01-27"),
        "overdue": day("2027-01-29"),
        "d+7": day("2027-02-04"),
    }

    recorded(ledger, "started", "T6", "2026-12-08")
    recorded(ledger, "started", "T7", "2027-01-11")
    assert due_on(ledger, "T6") == day("2026-12-22")
    assert due_on(ledger, "T7") == day("2027-01-25")

    recorded(ledger, "stopped", "T1 T2", "2027-01-28")
    recorded(ledger, "started", "B1 RT1", "2027-01-28")
    recorded(ledger, "started", "O1", "2027-02-15")
    assert due_on(ledger, "T2") == day("2027-01-28")
    assert due_on(ledger, "B1") == day("2027-03-11")
    assert due_on(ledger, "O1") == day("2027-03-30")
    assert ledger.due("RT1").day_after == day("2030-01-29")
    recorded(ledger, "started", "B2", "2027-03-11")
    assert due_on(ledger, "B2") == day("2027-03-18")


def test_what_is_never_completed_may_be_left_unprocessed_for_four_weeks():
    ledger = started("T1 T2 T4", "2026-11-26")
    recorded(ledger, "suspended", "T1 T2", "2026-11-26", regime="awb4:15")
    recorded(ledger, "resumed", "T1 T2", "2026-12-10", why=LAPSED)
    recorded(ledger, "started", "T5", "2026-12-10")
    assert due_on(ledger, "T5") == day("2027-01-07")
    assert due_on(ledger, "T2") == day("2027-01-21") + timedelta(days=13)  # 27 November through 9 December


def test_the_last_day_of_a_lapsed_repair_term_is_suspended_only_by_choice():
    rules = Rules(RULES, Choices(lapse_day_suspended=True))
    events = [
        event("started", "T2", "2026-11-26"),
        event("suspended", "T2", "2026-11-26"),
        event("resumed", "T2", "2026-12-10", why=LAPSED),
    ]
    assert due_on(Ledger.fold(events, RULES, CALENDAR), "T2") == day("2027-02-03")
    assert due_on(Ledger.fold(events, rules, CALENDAR), "T2") == day("2027-02-04")


def test_a_second_tlv_of_a_pupil_runs_by_its_own_dates():
    ledger = started("T0 T0C T1 T2", "2027-05-31")
    recorded(ledger, "started", "T6", "2027-06-02")
    recorded(ledger, "started", "B1 RT1", "2027-07-08")
    recorded(ledger, "started", "O1", "2027-09-06")
    recorded(ledger, "started", "T11", "2026-12-17")
    assert {rule: str(due_on(ledger, rule)) for rule in ledger.running()} == {
        "T0": "2027-06-02",
        "T0C": "2027-06-07",
        "T1": "2027-07-12",
        "T2": "2027-07-26",
        "T6": "2027-06-16",
        "B1": "2027-08-19",
        "RT1": "2030-07-08",
        "O1": "2027-10-18",
        "T11": "2026-12-24",
    }


def test_the_end_of_a_tlv_reminds_of_its_reassessment():
    ledger = started("T9 T10 T10U", "2027-01-28", day0=day("2028-07-31"))
    assert due_on(ledger, "T9") == day("2028-07-31")
    assert due_on(ledger, "T10U") == day("2027-12-31")
    assert due_on(ledger, "T10") == day("2028-04-14")
    assert rungs(ledger, "T10") == {
        "d-14": day("2028-03-31"),
        "1-mei": day("2028-05-01"),
        "1-juni": day("2028-06-01"),
        "1-juli": day("2028-06-30"),  # 1 July 2028 is a Saturday
    }


# ------------------------------------------------------------------------------------------ what may happen


def test_a_clock_starts_runs_stands_still_runs_again_and_stops():
    ledger = Ledger(RULES, CALENDAR)
    seen = [ledger.state("T2")]
    for what, on in [("started", "11-23"), ("suspended", "11-26"), ("resumed", "12-07"), ("stopped", "12-10")]:
        recorded(ledger, what, "T2", f"2026-{on}")
        seen.append(ledger.state("T2"))
    assert seen == ["none", "running", "suspended", "running", "stopped"]
    assert ledger.deadline("T2").stopped_on == day("2026-12-10")


def test_a_clock_that_never_started_has_nothing_to_say():
    ledger = Ledger(RULES, CALENDAR)
    assert (ledger.state("T2"), ledger.due("T2"), ledger.due_at("T2"), ledger.running()) == ("none", None, None, ())


def test_starting_a_running_clock_again_stops_the_former_and_says_so():
    ledger = started("T0C", "2026-11-23")
    ledger.take_new()
    recorded(ledger, "started", "T0C", "2026-12-07")
    assert [(new.what, new.why) for new in ledger.take_new()] == [("stopped", RESTARTED), ("started", "")]
    assert due_on(ledger, "T0C") == day("2026-12-14")


def test_a_start_may_count_from_another_day_than_the_act():
    ledger = started("T2", "2026-11-26", day0=day("2026-11-23"))
    assert due_on(ledger, "T2") == day("2027-01-18")


def test_stopping_what_does_not_run_changes_nothing():
    ledger = started("T1", "2026-11-23")
    recorded(ledger, "stopped", "T1 T2", "2026-12-01")
    recorded(ledger, "stopped", "T1", "2026-12-02")
    assert [event.what for event in ledger.events] == ["started", "stopped"]


def test_a_clock_stopped_while_it_stood_still_keeps_the_date_as_if_it_had_resumed():
    ledger = started("T2", "2026-11-23")
    recorded(ledger, "suspended", "T2", "2026-11-26")
    recorded(ledger, "stopped", "T2", "2026-12-07")
    assert due_on(ledger, "T2") == day("2027-01-28")


def test_an_agreed_delay_with_an_end_needs_no_one_to_resume_it():
    ledger = started("T2", "2026-11-23")
    recorded(ledger, "suspended", "T2", "2026-12-01", regime="agreed", until=day("2026-12-15"))
    assert ledger.state("T2") == "running"
    assert due_on(ledger, "T2") == day("2027-02-01")


def test_a_clock_stands_still_until_the_last_of_two_grounds_has_ended():
    ledger = started("T2", "2026-11-23")
    recorded(ledger, "suspended", "T2", "2026-11-26", regime="awb4:15")
    recorded(ledger, "suspended", "T2", "2026-12-01", regime="agreed")
    recorded(ledger, "resumed", "T2", "2026-12-07", regime="awb4:15")
    assert ledger.state("T2") == "suspended"
    recorded(ledger, "resumed", "T2", "2026-12-11")
    assert due_on(ledger, "T2") == day("2027-01-18") + timedelta(days=14)


def test_what_is_asked_too_late_leaves_the_clock_running():
    ledger = started("T2", "2026-11-23")
    recorded(ledger, "suspended", "T2", "2027-01-18")
    assert ledger.state("T2") == "running"
    recorded(ledger, "resumed", "T2", "2027-01-25")
    assert due_on(ledger, "T2") == day("2027-01-18")
    assert "telt niet" in ledger.due("T2").warnings[0].nl


def test_placement_by_law_goes_on_while_the_decision_stands_still():
    ledger = started("Z1 Z3", "2026-11-23")
    recorded(ledger, "suspended", "Z1 Z3", "2026-12-01", regime="wpo63")
    assert (ledger.state("Z1"), ledger.state("Z3")) == ("suspended", "running")
    recorded(ledger, "resumed", "Z1 Z3", "2027-01-11")
    recorded(ledger, "extended", "Z1", "2027-01-12", period=Period(4, "weeks"))
    assert due_on(ledger, "Z3") < due_on(ledger, "Z1")


def test_the_decision_on_admission_is_extended_once_and_by_four_weeks_at_most():
    ledger = started("Z1", "2026-11-23")
    with pytest.raises(LedgerRefused, match=r"hoogstens 4 weken.*WPO art. 40 lid 6"):
        recorded(ledger, "extended", "Z1", "2026-12-15", period=Period(5, "weeks"))
    recorded(ledger, "extended", "Z1", "2026-12-15")
    assert due_on(ledger, "Z1") == day("2027-02-01")
    with pytest.raises(LedgerRefused, match="al verlengd"):
        recorded(ledger, "extended", "Z1", "2026-12-16", period=Period(1, "weeks"))


def test_an_objection_is_adjourned_once_and_further_only_by_consent():
    """Awb art. 7:10 lid 3 and 4."""
    ledger = started("B3", "2026-12-28")
    recorded(ledger, "extended", "B3", "2027-03-15")
    assert due_on(ledger, "B3") == day("2027-05-03")
    with pytest.raises(LedgerRefused, match="alleen met instemming") as refused:
        recorded(ledger, "extended", "B3", "2027-04-01", until=day("2027-05-31"))
    assert refused.value.source == "Awb art. 7:10 lid 4 en 9:11 lid 3"
    recorded(ledger, "extended", "B3", "2027-04-01", regime="consent", until=day("2027-05-31"))
    assert due_on(ledger, "B3") == day("2027-05-31")


def test_a_term_that_has_passed_cannot_be_extended():
    ledger = started("T2", "2026-11-23")
    with pytest.raises(LedgerRefused, match="al voorbij op ma 18-01-2027"):
        recorded(ledger, "extended", "T2", "2027-01-19", until=day("2027-02-11"))
    recorded(ledger, "extended", "T2", "2027-01-18", until=day("2027-02-11"))
    assert due_on(ledger, "T2") == day("2027-02-11")


@pytest.mark.parametrize(
    ("what", "rule", "on", "more", "reason"),
    [
        ("resumed", "T2", "2026-12-01", {}, "is niet opgeschort"),
        ("suspended", "T1X", "2026-12-01", {}, "loopt niet"),
        ("suspended", "O1", "2026-12-01", {}, "kan niet worden opgeschort"),
        ("suspended", "T2", "2026-12-01", {"regime": "wpo63"}, r"op deze grond .*WPO art. 63 lid 4"),
        ("suspended", "T2", "2026-12-01", {"regime": "vakantie"}, "bestaat niet"),
        ("extended", "T1", "2026-12-01", {}, "kan niet worden verlengd"),
        ("extended", "T2", "2026-12-01", {}, "Noem de datum"),
        ("extended", "B1", "2026-12-01", {}, "loopt niet"),
    ],
)
def test_what_the_law_does_not_allow_is_refused_and_not_recorded(what, rule, on, more, reason):
    ledger = started("T1 T2 O1", "2026-11-23")
    before = ledger.events
    with pytest.raises(LedgerRefused, match=reason):
        recorded(ledger, what, rule, on, **more)
    assert ledger.events == before


def test_a_clock_does_not_resume_before_it_was_suspended():
    ledger = started("T2", "2026-11-23")
    recorded(ledger, "suspended", "T2", "2026-11-26")
    with pytest.raises(LedgerRefused, match="pas opgeschort op do 26-11-2026"):
        recorded(ledger, "resumed", "T2", "2026-11-25")


def test_a_rule_that_the_register_lacks_cannot_be_started():
    with pytest.raises(UnknownRule, match="'T99' staat niet in het termijnenregister"):
        started("T99", "2026-11-23")


# ------------------------------------------------------------------------------------------------- instants


def test_a_due_date_is_over_at_midnight_in_amsterdam():
    ledger = started("T2", "2026-11-23")
    assert ledger.due_at("T2") == end_of(day("2027-01-18")) == at_local(day("2027-01-19"), time())
    assert ledger.due_at("T2", -14) == end_of(day("2027-01-04"))
    assert ledger.due_at("T2", -2, "weeks") == end_of(day("2027-01-04"))
    assert ledger.due_at("T2", -3, "workdays") == end_of(day("2027-01-13"))
    assert ledger.due_at("T2", 1, "workdays") == end_of(day("2027-01-19"))


def test_an_objection_in_the_last_minute_is_in_time():
    ledger = started("B1", "2026-11-13")
    assert due_on(ledger, "B1") == day("2026-12-28")
    last_minute = ledger.due_at("B1") - timedelta(minutes=1)
    assert str(last_minute) == "2026-12-28 22:59:00+00:00"


def test_a_clock_that_stands_still_or_has_stopped_wakes_nobody():
    ledger = started("T2", "2026-11-23")
    recorded(ledger, "suspended", "T2", "2026-11-26")
    assert (ledger.due_at("T2"), ledger.wanted_rungs(), ledger.running()) == (None, [], ())
    recorded(ledger, "resumed", "T2", "2026-12-07")
    recorded(ledger, "stopped", "T2", "2026-12-08")
    assert (ledger.due_at("T2"), ledger.wanted_rungs()) == (None, [])


def test_a_term_in_hours_ends_to_the_minute():
    breach = DeadlineRule("A2", Text("Datalek melden", "Report a breach"), Period(72, "hours"), source="AVG art. 33")
    ledger = Ledger(Rules([breach]), CALENDAR)
    start = event("started", "A2", "2026-11-23")
    ledger.record(start)
    assert ledger.due_at("A2") == start.at + timedelta(hours=72)
    assert ledger.due_at("A2", -24, "hours") == start.at + timedelta(hours=48)
    *_, last = ledger.due("A2").because
    assert last.text.nl.startswith("tot ")
    assert "telt in uren" in last.text.nl


# --------------------------------------------------------------------------------------------------- ladders


def test_reminders_before_a_term_fall_on_working_days():
    ledger = started("T2", "2027-03-03")  # due Wednesday 28 April, the day after Koningsdag
    assert due_on(ledger, "T2") == day("2027-04-28")
    assert rungs(ledger, "T2")["wd-1"] == day("2027-04-26")
    ledger = started("T2", "2027-01-30")  # due Monday 29 March rolls over Easter to Tuesday
    assert due_on(ledger, "T2") == day("2027-03-30")
    assert rungs(ledger, "T2")["d-14"] == day("2027-03-16")
    assert all(CALENDAR.is_working_day(wanted) for wanted in rungs(ledger, "T2").values())


def test_what_follows_a_due_date_never_comes_before_it_has_passed():
    ledger = started("T9", "2027-01-28", day0=day("2027-07-30"))  # a Friday; T9 has no ladder
    assert ledger.wanted_rungs() == []
    rule = replace(RULES.at("T9", day("2027-01-28")), ladder=RULES.at("T2", day("2027-01-28")).ladder)
    ledger = Ledger(Rules([rule]), CALENDAR)
    recorded(ledger, "started", "T9", "2027-01-28", day0=day("2027-07-30"))
    assert rungs(ledger, "T9")["overdue"] == day("2027-07-31")


def test_before_three_or_more_free_days_one_reminder_more_goes_out():
    tuesday = started("T6", "2027-04-21")  # due Tuesday 11 May; 5 to 9 May are free
    assert due_on(tuesday, "T6") == day("2027-05-11")
    assert rungs(tuesday, "T6") == {
        "wd-1": day("2027-05-10"),
        "before_free_days": day("2027-05-04"),
        "overdue": day("2027-05-12"),
    }
    monday = started("T6", "2027-04-20")  # due Monday 10 May: the last reminder is on 4 May already
    assert rungs(monday, "T6") == {"wd-1": day("2027-05-04"), "overdue": day("2027-05-11")}
    assert "before_free_days" not in rungs(started("T6", "2026-12-08"), "T6")


def test_a_short_term_is_not_reminded_of_before_it_began():
    assert rungs(started("T0", "2026-11-23"), "T0") == {"wd-1": day("2026-11-24"), "overdue": day("2026-11-26")}


# -------------------------------------------------------------------------------------------------- register


def test_a_changed_rule_leaves_running_clocks_on_the_row_of_their_start():
    old = RULES.at("T1", day("2026-11-23"))
    longer = replace(old, period=Period(8, "weeks"), valid_from=day("2027-08-01"))
    rules = Rules([old, longer])
    before = Ledger.fold([event("started", "T1", "2027-07-26")], rules, CALENDAR)
    after = Ledger.fold([event("started", "T1", "2027-08-02")], rules, CALENDAR)
    assert due_on(before, "T1") == day("2027-09-06")
    assert due_on(after, "T1") == day("2027-09-27")
    assert after.deadline("T1").rule.valid_from == day("2027-08-01")


def test_a_corrected_row_replaces_the_one_with_the_same_first_day():
    wrong = replace(RULES.at("T1", day("2026-11-23")), period=Period(5, "weeks"))
    right = replace(wrong, period=Period(6, "weeks"), entered_at=end_of(day("2026-12-01")))
    assert due_on(Ledger.fold([event("started", "T1", "2026-11-23")], Rules([right, wrong]), CALENDAR), "T1") == day(
        "2027-01-04"
    )


def test_a_rule_that_no_longer_holds_cannot_be_started():
    ended = replace(RULES.at("T1", day("2026-11-23")), valid_until=day("2026-12-31"))
    with pytest.raises(UnknownRule, match="geldig op ma 04-01-2027"):
        Ledger(Rules([ended]), CALENDAR).record(event("started", "T1", "2027-01-04"))


# ------------------------------------------------------------------------------------------------------ JSON


def everything():
    ledger = started("T1 T2 Z1", "2026-11-23", element="aanvragen")
    recorded(ledger, "suspended", "T1 T2", "2026-11-26", regime="awb4:15", element="aanvulling_vragen")
    recorded(ledger, "resumed", "T1 T2", "2026-12-07", why=LAPSED)
    recorded(ledger, "extended", "T2", "2027-01-11", until=day("2027-02-11"))
    recorded(ledger, "extended", "Z1", "2026-12-15", period=Period(3, "weeks"))
    recorded(ledger, "started", "T9", "2027-01-28", day0=day("2028-07-31"))
    return recorded(ledger, "stopped", "T1", "2027-01-20")


def test_a_ledger_read_back_from_json_is_the_same_ledger():
    ledger = everything()
    text = json.dumps(ledger.to_json())
    again = Ledger.from_json(json.loads(text), RULES, CALENDAR)
    assert again.events == ledger.events
    assert again.deadlines() == ledger.deadlines()
    assert again.wanted_rungs() == ledger.wanted_rungs()
    assert json.dumps(again.to_json()) == text
    assert again.take_new() == ()


def test_the_json_of_an_event_holds_nothing_empty_at_its_end():
    assert started("T2", "2026-11-23").to_json() == [["started", "T2", "2026-11-23", "2026-11-23T12:00:00+00:00"]]


def test_new_events_are_taken_once():
    ledger = started("T1", "2026-11-23")
    assert [event.rule for event in ledger.take_new()] == ["T1"]
    recorded(ledger, "started", "T2", "2026-11-23")
    assert [event.rule for event in ledger.take_new()] == ["T2"]
    assert ledger.take_new() == ()


def test_folding_does_not_judge_again_what_was_allowed_then():
    stricter = Rules([replace(rule, suspendable=False) for rule in RULES])
    assert due_on(Ledger.fold(everything().events, stricter, CALENDAR), "Z1") == day("2027-01-25")


def test_what_is_kept_of_a_clock_that_starts_again_is_its_last_start() -> None:
    ledger = started("T4", "2026-11-26")
    for n in range(1, 50):
        recorded(ledger, "stopped", "T4", "2026-11-27")
        recorded(ledger, "started", "T4", (day("2026-11-27") + timedelta(days=n)).isoformat())

    kept = ledger.to_json()

    assert len(kept) == 1
    assert due_on(Ledger.from_json(kept, RULES, CALENDAR), "T4") == due_on(ledger, "T4")


@pytest.mark.parametrize(("rule", "why"), [("Z4", "heeft geen lengte"), ("Z2", "is de verlenging van Z1")])
def test_no_clock_runs_for_what_has_no_length_of_its_own(rule, why):
    ledger = Ledger(RULES, CALENDAR)
    with pytest.raises(LedgerRefused, match=why):
        ledger.record(event("started", rule, "2026-11-23"))
    assert ledger.events == ()


@pytest.mark.parametrize(
    ("choices", "rule", "usual", "other", "counts_from"),
    [
        (Choices(), "Z3", "2026-11-23", "2026-11-20", "2026-11-23"),  # AMB-6: received, or requested
        (Choices(placement_from="request"), "Z3", "2026-11-23", "2026-11-20", "2026-11-20"),
        (Choices(), "B3", "2026-12-28", "2027-01-14", "2026-12-28"),  # AMB-4: end of the term, or late receipt
        (Choices(objection_from="receipt"), "B3", "2026-12-28", "2027-01-14", "2027-01-14"),
        (Choices(objection_from="receipt"), "B3", "2026-12-28", "2026-12-10", "2026-12-28"),  # an objection in time
        (Choices(objection_from="receipt", placement_from="request"), "T2", "2026-11-23", "2026-11-20", "2026-11-23"),
    ],
)
def test_where_the_law_leaves_two_days_to_count_from_the_register_chooses(choices, rule, usual, other, counts_from):
    ledger = Ledger(Rules(RULES, choices), CALENDAR)
    assert ledger.day0(rule, day("2026-11-23"), day(usual), day(other)) == day(counts_from)
    assert ledger.day0(rule, day("2026-11-23"), day(usual), None) == day(usual)
    assert ledger.day0(rule, day("2026-11-23"), None, None) is None
