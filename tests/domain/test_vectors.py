"""The calculus of due dates: how days are counted, suspended and added, and the readings of doubtful law."""

from dataclasses import replace
from datetime import date

import pytest

from tests.clocks import CALENDAR, RULES, day
from workflows.domain.calendar import DAY
from workflows.domain.deadlines import Extension, Suspension, due_date, extended_due_date
from workflows.domain.errors import LedgerRefused
from workflows.domain.periods import Period
from workflows.domain.rules import REGIMES, DeadlineRule
from workflows.domain.wording import Text


def statutory(period, **more):
    more = {"rolls": "atw", "norm": "statutory", "source": "een wet", "max_extension": Period(6, "weeks")} | more
    return DeadlineRule("X", Text("iets", "something"), Period.parse(period), suspendable=True, **more)


def local(period, **more):
    return statutory(period, norm="local", rolls="backward", **more)


def suspended(regime, asked_on, done_on):
    ground = REGIMES[regime]
    return Suspension(ground, day(asked_on) + ground.first * DAY, day(done_on) - DAY)


def extended(by):
    return Extension(date.max, Period.parse(by))


Z1, T1, T2 = (RULES.at(rule, day("2026-11-23")) for rule in ("Z1", "T1", "T2"))
B3, SIX_WEEKS = statutory("12w"), statutory("6w")

#: Terms that the register does not have; those that it has are in test_law.py.
TERMS = {
    "X01": (statutory("3d"), "2026-12-24", "2026-12-27", "2026-12-29"),
    "objection handled, adjourned": (
        B3, "2026-12-28", "2027-05-09", "2027-05-10",
        suspended("awb7:10", "2027-01-19", "2027-01-26"), extended("6w"),
    ),
    "papers before the hearing": (statutory("10d", direction="backward"), "2027-03-04", "2027-02-22", "2027-02-22"),
    "open for inspection": (statutory("1w", direction="backward"), "2027-03-04", "2027-02-25", "2027-02-25"),
    "counting back to a Sunday": (statutory("4d", direction="backward"), "2027-03-04", "2027-02-28", "2027-02-28"),
    "exactly 12 weeks rolls": (statutory("12w"), "2027-02-08", "2027-05-03", "2027-05-03"),
    "13 weeks does not": (statutory("13w"), "2027-02-06", "2027-05-08", "2027-05-08"),
    "local norm ends on Christmas Day": (local("2w"), "2026-12-11", "2026-12-25", "2026-12-24"),
    "local norm of one day from a Friday": (local("1d"), "2026-11-20", "2026-11-21", "2026-11-23"),
    "72 hours are never rolled": (statutory("72h"), "2026-11-25", "2026-11-28", "2026-11-28"),
}  # fmt: skip


@pytest.mark.parametrize("name", TERMS)
def test_a_term_ends_where_the_law_says(name):
    rule, start, nominal, due, *changes = TERMS[name]
    found = due_date(
        rule,
        day(start),
        CALENDAR,
        suspensions=[change for change in changes if isinstance(change, Suspension)],
        extensions=[change for change in changes if isinstance(change, Extension)],
    )
    assert (found.nominal, found.on) == (day(nominal), day(due))


@pytest.mark.parametrize(
    ("regime", "days"), [("awb4:15", 10), ("wpo63", 11), ("awb7:10", 10), ("wpo43", 11), ("agreed", 10)]
)
def test_each_regime_has_its_own_first_and_last_suspended_day(regime, days):
    pause = suspended(regime, "2026-11-26", "2026-12-07")
    due = due_date(SIX_WEEKS, day("2026-11-23"), CALENDAR, suspensions=[pause])
    assert due.nominal == day("2027-01-04") + days * DAY


def test_days_in_two_suspensions_count_once():
    pauses = [suspended("awb4:15", "2026-11-26", "2026-12-07"), suspended("agreed", "2026-12-01", "2026-12-11")]
    due = due_date(SIX_WEEKS, day("2026-11-23"), CALENDAR, suspensions=pauses)
    assert due.nominal == day("2027-01-04") + 14 * DAY  # 27 November through 10 December
    assert "overlap telt één keer" in due.because[2].text.nl


def test_what_is_asked_after_the_running_end_does_not_suspend():
    on_the_last_day = suspended("awb4:15", "2027-01-04", "2027-01-11")
    a_day_before = suspended("awb4:15", "2027-01-03", "2027-01-11")
    assert due_date(SIX_WEEKS, day("2026-11-23"), CALENDAR, suspensions=[a_day_before]).on == day("2027-01-11")
    due = due_date(SIX_WEEKS, day("2026-11-23"), CALENDAR, suspensions=[on_the_last_day])
    assert due.on == day("2027-01-04")
    assert due.warnings[0].nl == "opschorting vanaf di 05-01-2027 telt niet: de termijn was al voorbij"


def test_a_term_lengthened_by_free_days_can_still_be_suspended_and_keeps_what_was_left():
    asked_on_sunday = suspended("awb4:15", "2026-12-27", "2027-01-06")  # ends Sat 26, rolled to Mon 28 December
    due = due_date(Z1, day("2026-11-14"), CALENDAR, suspensions=[asked_on_sunday])
    assert due.on == day("2027-01-06")


def test_a_completion_on_the_day_it_was_asked_suspends_nothing():
    for done_on in ("2026-11-26", "2026-11-27"):
        due = due_date(T2, day("2026-11-23"), CALENDAR, suspensions=[suspended("awb4:15", "2026-11-26", done_on)])
        assert due.on == day("2027-01-18")


def test_every_step_says_what_it_did_in_two_languages_and_why():
    pause = suspended("awb4:15", "2026-11-26", "2026-12-07")
    due = due_date(T2, day("2026-11-23"), CALENDAR, suspensions=[pause])
    assert [(step.text.nl, step.source) for step in due.because] == [
        ("8 weken na ontvangst op ma 23 november 2026: ma 18 januari 2027", "Awb art. 4:13 lid 2"),
        ("+10 dagen opschorting (vr 27-11 t/m zo 06-12-2026): do 28 januari 2027", "Awb art. 4:15 lid 1 onder a"),
        ("valt op een werkdag en blijft staan: do 28 januari 2027", "Algemene termijnenwet art. 1 en 3"),
    ]
    assert due.because[0].text.en == "8 weeks after receipt on Mon 23 November 2026: Mon 18 January 2027"
    assert [step.on for step in due.because] == [day("2027-01-18"), day("2027-01-28"), day("2027-01-28")]


@pytest.mark.parametrize(
    ("rule", "start", "text", "source"),
    [
        (Z1, "2027-02-12", "valt op Goede Vrijdag, gevolgd door zaterdag, zondag en 2e Paasdag: di 30 maart 2027",
         "Algemene termijnenwet art. 1 en 3"),
        (T2, "2026-11-06", "valt op Nieuwjaarsdag, gevolgd door zaterdag en zondag: ma 4 januari 2027",
         "Algemene termijnenwet art. 1 en 3"),
        (RULES.at("RT1", day("2026-12-26")), "2026-12-26",
         "valt op 2e Kerstdag, maar een termijn van 3 jaar wordt niet verlengd: wo 26 december 2029",
         "Algemene termijnenwet art. 4"),
        (statutory("4d", direction="backward"), "2027-03-04",
         "valt op zondag, maar een termijn die terugtelt wordt niet verlengd: zo 28 februari 2027",
         "Algemene termijnenwet art. 1 lid 2"),
        (local("2w"), "2026-12-12", "valt op 2e Kerstdag, voorafgegaan door 1e Kerstdag: do 24 december 2026",
         "eigen norm"),
        (statutory("3d"), "2026-12-24",
         "een termijn van enkele dagen bevat ten minste twee werkdagen: di 29 december 2026",
         "Algemene termijnenwet art. 2"),
    ],
)  # fmt: skip
def test_the_last_step_tells_why_the_end_moved_or_stayed(rule, start, text, source):
    last = due_date(rule, day(start), CALENDAR).because[-1]
    assert (last.text.nl, last.source) == (text, source)


@pytest.mark.parametrize("start", ["2028-11-20", "2029-03-01", "2031-03-15", "2022-03-01"])
def test_a_due_date_in_a_year_without_kb_days_warns(start):
    due = due_date(T2, day(start), CALENDAR)
    assert any(warning.nl.startswith(f"KB-dagen {due.on.year} niet bekend") for warning in due.warnings)


def test_a_term_that_no_free_day_can_move_does_not_warn():
    assert due_date(RULES.at("RT1", day("2027-01-28")), day("2027-01-28"), CALENDAR).warnings == ()


def test_school_weeks_without_known_holidays_warn():
    due = due_date(local("6sw"), day("2028-07-01"), CALENDAR)
    assert any("schoolvakanties niet bekend" in warning.nl for warning in due.warnings)
    assert due_date(local("6sw"), day("2026-10-01"), CALENDAR).warnings == ()


def test_a_suspension_does_not_move_placement_by_law_and_the_answer_says_so():
    z3 = RULES.at("Z3", day("2026-11-23"))
    pause = [suspended("wpo63", "2026-12-01", "2026-12-11")]
    due = due_date(z3, day("2026-11-23"), CALENDAR, suspensions=pause)
    assert due.on == day("2027-02-02")
    assert due.warnings[0].nl == "opschorting verschuift deze datum niet"


class TestExtensions:
    """More time within what the rule allows."""

    def test_a_named_date_stands_as_it_is(self):
        due = extended_due_date(T2, day("2026-11-23"), CALENDAR, Extension(day("2027-01-11"), until=day("2027-02-13")))
        assert due.on == day("2027-02-13")  # a Saturday: a letter's date is no statutory term
        assert due.because[-1].source == "Awb art. 4:14 lid 3"

    def test_days_suspended_after_a_named_date_was_given_are_added_to_it(self):
        until = Extension(day("2026-12-01"), until=day("2027-02-11"))
        pause = [suspended("awb4:15", "2026-11-26", "2026-12-07")]  # five of its ten days come after 1 December
        assert due_date(T2, day("2026-11-23"), CALENDAR, suspensions=pause, extensions=[until]).on == day("2027-02-16")

    @pytest.mark.parametrize(
        ("rule", "extension", "reason"),
        [
            (T1, Extension(day("2026-12-01"), Period(1, "weeks")), "kan niet worden verlengd"),
            (T2, Extension(day("2026-12-01")), "Noem de datum"),
            (T2, Extension(day("2026-12-01"), until=day("2027-01-18")), "moet na ma 18-01-2027 liggen"),
            (Z1, Extension(day("2026-12-01"), Period(5, "weeks")), "hoogstens 4 weken, dus tot en met ma 01-02-2027"),
            (Z1, Extension(day("2026-12-01"), until=day("2027-02-02")), "hoogstens 4 weken"),
        ],
    )
    def test_what_the_rule_does_not_allow_is_refused_with_its_article(self, rule, extension, reason):
        rule = replace(rule, max_extension=None) if rule is T1 else rule
        with pytest.raises(LedgerRefused, match=reason) as refusal:
            extended_due_date(rule, day("2026-11-23"), CALENDAR, extension)
        assert refusal.value.source

    def test_a_very_long_extension_without_a_maximum_warns(self):
        due = extended_due_date(T2, day("2026-11-23"), CALENDAR, Extension(day("2027-01-11"), until=day("2027-06-01")))
        assert "moet redelijk zijn" in due.warnings[0].nl
