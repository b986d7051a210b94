"""The calculus of due dates: the vectors of the law, the readings of doubtful law, and an independent count."""

import random
from dataclasses import replace
from datetime import date, timedelta

import holidays
import pytest

from tests.clocks import CALENDAR, RULES, day
from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.deadlines import Extension, Suspension, due_date, extended_due_date
from workflows.domain.errors import LedgerRefused
from workflows.domain.periods import Period
from workflows.domain.rules import REGIMES, Choices, DeadlineRule
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
B3, SIX_WEEKS, FOUR_WEEKS = statutory("12w"), statutory("6w"), statutory("4w")

VECTORS = {
    "V01": (Z1, "2026-11-23", "2027-01-04", "2027-01-04"),
    "V03": (Z1, "2026-11-14", "2026-12-26", "2026-12-28"),
    "V05": (Z1, "2027-02-12", "2027-03-26", "2027-03-30"),
    "V07": (Z1, "2027-03-16", "2027-04-27", "2027-04-28"),
    "V09": (Z1, "2027-03-25", "2027-05-06", "2027-05-10"),
    "V11": (Z1, "2027-03-31", "2027-05-12", "2027-05-12"),
    "V13": (Z1, "2027-06-28", "2027-08-09", "2027-08-09"),
    "V15": (Z1, "2026-04-03", "2026-05-15", "2026-05-18"),
    "V17": (Z1, "2031-03-15", "2031-04-26", "2031-04-28"),
    "V19": (Z1, "2026-11-23", "2027-02-01", "2027-02-01", extended("4w")),
    "V25": (T2, "2026-11-06", "2027-01-01", "2027-01-04"),
    "V27": (T1, "2026-11-23", "2027-01-13", "2027-01-13", suspended("awb4:15", "2026-12-03", "2026-12-13")),
    "V29": (RULES.at("T5", day("2026-12-17")), "2026-12-17", "2027-01-14", "2027-01-14"),
    "V31": (RULES.at("B1", day("2026-11-13")), "2026-11-13", "2026-12-25", "2026-12-28"),
    "V33": (B3, "2026-12-28", "2027-03-22", "2027-03-22"),
    "V35": (B3, "2026-12-28", "2027-03-31", "2027-03-31", suspended("awb7:10", "2027-01-05", "2027-01-15")),
    "V37": (SIX_WEEKS, "2026-12-28", "2027-02-08", "2027-02-08"),
    "V39": (SIX_WEEKS, "2026-11-30", "2027-01-11", "2027-01-11"),
    "V41": (statutory("10w"), "2026-11-30", "2027-03-08", "2027-03-08", extended("4w")),
    "V43": (FOUR_WEEKS, "2026-11-27", "2026-12-25", "2026-12-28"),
    "V45": (statutory("10w"), "2026-12-07", "2027-02-15", "2027-02-15"),
    "V47": (RULES.at("O1", day("2027-08-01")), "2027-08-01", "2027-09-12", "2027-09-13"),
    "V49": (RULES.at("RT1", day("2026-11-20")), "2026-11-20", "2029-11-20", "2029-11-20"),
    "V51": (RULES.at("RT1", day("2026-12-26")), "2026-12-26", "2029-12-26", "2029-12-26"),
    "V53": (statutory("1m", rolls="eu"), "2027-01-31", "2027-02-28", "2027-03-01"),
    "V55": (statutory("10d", direction="backward"), "2027-02-11", "2027-02-01", "2027-02-01"),
    "V57": (statutory("10w", direction="backward", rolls="none"), "2027-08-23", "2027-06-14", "2027-06-14"),
    "X01": (statutory("3d"), "2026-12-24", "2026-12-27", "2026-12-29"),
    "X02 grace": (statutory("2w"), "2027-01-19", "2027-02-02", "2027-02-02"),
    "X02 last day of the penalty": (statutory("42d", rolls="none"), "2027-02-02", "2027-03-16", "2027-03-16"),
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


@pytest.mark.parametrize("name", VECTORS)
def test_a_term_ends_where_the_law_says(name):
    rule, start, nominal, due, *changes = VECTORS[name]
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


class TestReadingsOfDoubtfulLaw:
    """AMB-1 to AMB-6: what the default says, and what the other reading would."""

    Z3 = RULES.at("Z3", day("2026-11-23"))

    def test_placement_by_law_is_the_day_after_the_ten_weeks_and_not_before_admission(self):
        assert due_date(self.Z3, day("2026-11-23"), CALENDAR).on == day("2027-02-02")
        fourth_birthday = day("2027-03-10")
        assert due_date(self.Z3, day("2026-11-23"), CALENDAR, not_before=fourth_birthday).on == fourth_birthday

    def test_1_the_termijnenwet_moves_the_ten_weeks_while_the_nominal_date_raises_the_flag(self):
        start = day("2027-01-15")  # ten weeks later is Good Friday
        assert due_date(self.Z3, start, CALENDAR).nominal == day("2027-03-26")
        assert due_date(self.Z3, start, CALENDAR).on == day("2027-03-31")
        assert due_date(self.Z3, start, CALENDAR, choices=Choices(placement_rolls=False)).on == day("2027-03-27")

    def test_2_an_extension_counts_from_the_end_before_rolling(self):
        start, four_weeks = day("2027-02-12"), [extended("4w")]  # ends Good Friday, rolled to Tuesday
        rolled = Choices(extension_from="rolled")
        assert due_date(Z1, start, CALENDAR, extensions=four_weeks).on == day("2027-04-23")
        assert due_date(Z1, start, CALENDAR, extensions=four_weeks, choices=rolled).on == day("2027-04-28")

    def test_4_a_late_objection_is_decided_on_from_the_end_of_its_term(self):
        term_end, received = day("2026-12-28"), day("2027-01-14")
        assert Choices().objection_start(term_end, received) == term_end
        assert Choices(objection_from="receipt").objection_start(term_end, received) == received

    def test_5_a_suspension_does_not_move_placement_by_law(self):
        pause = [suspended("wpo63", "2026-12-01", "2026-12-11")]
        due = due_date(self.Z3, day("2026-11-23"), CALENDAR, suspensions=pause)
        assert due.on == day("2027-02-02")
        assert due.warnings[0].nl == "opschorting verschuift deze datum niet"
        moved = Choices(placement_suspended=True)
        assert due_date(self.Z3, day("2026-11-23"), CALENDAR, suspensions=pause, choices=moved).on == day("2027-02-12")

    def test_6_the_ten_weeks_count_from_receipt(self):
        requested, received = day("2026-11-20"), day("2026-11-23")
        assert Choices().placement_start(requested, received) == received
        assert Choices(placement_from="request").placement_start(requested, received) == requested


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


# ------------------------------------------------------------------------------------- an independent count


class TableOfFreeDays:
    """Free days from another source than ours; the decrees are shared."""

    def __init__(self, first_year, last_year):
        years = range(first_year, last_year + 1)
        self.days = set(holidays.NL(years=years, categories=("public",)))
        self.days |= {date(year, 5, 5) for year in years} | CALENDAR.kb_days

    def __contains__(self, day):
        return day.weekday() > 4 or day in self.days


def walk(start, days, working_days, paused, rolls, free):
    """Count a term day by day, as somebody with a paper calendar would.

    *paused* maps the first day of each pause to the set of its days. What is left of a term that free days have
    lengthened is left after a pause too.
    """
    left, today, standing_still = days, start, set()
    while True:
        today += DAY
        if left:
            standing_still |= paused.get(today, set())
        if today in standing_still or (working_days and today in free and left > 0):
            continue
        left -= 1
        if left > 0:
            continue
        if rolls == "backward":
            while today in free:
                today -= DAY
            return today
        if today not in free or rolls == "none":
            return today
        end = today
        while end in free:
            end += DAY
        between = [first for first in paused if today < first <= end]
        if not between:
            return end
        left = (end - today).days


def test_twenty_thousand_random_terms_agree_with_a_count_day_by_day():
    chance = random.Random(20261123)
    free = TableOfFreeDays(2022, 2032)
    calendar = WorkingCalendar(CALENDAR.kb_days, 2023, 2028)
    for number in range(20_000):
        start = date(2023, 1, 1) + chance.randrange(2000) * DAY
        unit, most = chance.choice([("days", 90), ("weeks", 12), ("working_days", 30)])
        n = chance.randint(8 if unit == "days" else 1, most)
        rolls = "backward" if unit == "working_days" else chance.choice(["atw", "eu", "none"])
        rule = statutory("1d", rolls=rolls)
        rule = replace(rule, period=Period(n, unit))
        weeks = chance.choice([0, 0, 2, 4]) if unit != "working_days" else 0
        extensions = [Extension(start, Period(weeks, "weeks"))] if weeks else []
        pauses, paused = [], {}
        for _ in range(chance.choice([0, 0, 1, 2, 3]) if unit != "working_days" else 0):
            first = start + chance.randint(1, 7 * n + 40 if unit == "weeks" else n + 40) * DAY
            last = first + chance.randint(0, 30) * DAY
            pauses.append(Suspension(REGIMES["agreed"], first, last))
            paused.setdefault(first, set()).update(first + k * DAY for k in range((last - first).days + 1))
        due = due_date(rule, start, calendar, suspensions=pauses, extensions=extensions)
        days = n * (7 if unit == "weeks" else 1) + 7 * weeks
        expected = walk(start, days, unit == "working_days", paused, rolls, free)
        assert due.on == expected, (number, rule.period, rolls, start, weeks, pauses)
        assert due.on > start
        assert due.nominal - start >= timedelta(days=n)
