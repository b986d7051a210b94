"""Every due date that the law gives, through the rows of the register and the way a question is answered."""

from datetime import date

import pytest

from tests.clocks import CALENDAR, RULES, day
from tests.domain.counter import Counter
from tests.domain.vectors import AWKWARD, VECTORS
from workflows.domain.periods import Period
from workflows.domain.rules import Choices, Rules
from workflows.services.deadlines import explain

PAPER = Counter()


def asked(options):
    return {
        "suspended": [(day(from_), day(until)) for from_, until in options.get("suspended", ())],
        "regime": options.get("regime"),
        "extended": Period.parse(options["extended"]) if "extended" in options else None,
        "born": day(options["born"]) if "born" in options else None,
    }


def on_paper(rule_id, start, suspended, regime, extended, born):
    rule = RULES.at(rule_id, start)
    if rule.extension_of:
        rule, extended = RULES.at(rule.extension_of, start), rule.period
    regime = regime or next(iter(rule.regimes), "")
    fourth_birthday = born and date(born.year + 4, born.month, born.day)
    return PAPER.due(rule, start, [(*span, regime) for span in suspended], extended, fourth_birthday)


@pytest.mark.parametrize("name", VECTORS)
def test_a_term_of_the_sample_ends_where_the_law_says(name):
    rule, start, nominal, due, options = VECTORS[name]
    found = explain(RULES, CALENDAR, rule, day(start), **asked(options)).due
    assert (found.nominal, found.on) == (day(nominal), day(due))
    assert on_paper(rule, day(start), **asked(options)) == day(due)


@pytest.mark.parametrize("row", AWKWARD, ids=lambda row: f"{row[0]} {row[1]} {row[4]}")
def test_a_term_ends_where_the_law_says_on_an_awkward_spot(row):
    rule, start, due, options, _reason = row
    assert explain(RULES, CALENDAR, rule, day(start), **asked(options)).due.on == day(due)
    assert on_paper(rule, day(start), **asked(options)) == day(due)


def test_there_are_enough_awkward_spots_and_none_is_told_twice():
    assert len({(*row[:2], str(row[3])) for row in AWKWARD}) == len(AWKWARD) >= 60


def under(**choices):
    return Rules(RULES, Choices(**choices), RULES.ladders)


class TestReadingsOfDoubtfulLaw:
    """AMB-1 to AMB-6 through the register: each parameter has an effect."""

    def due(self, rules, rule, start, **more):
        return explain(rules, CALENDAR, rule, day(start), **more).due.on

    @pytest.mark.parametrize(("rolls", "due"), [(True, "2027-03-31"), (False, "2027-03-27")])
    def test_1_the_termijnenwet_moves_the_ten_weeks_or_not(self, rolls, due):
        assert self.due(under(placement_rolls=rolls), "Z3", "2027-01-15") == day(due)

    @pytest.mark.parametrize(("base", "due"), [("nominal", "2027-04-23"), ("rolled", "2027-04-28")])
    def test_2_an_extension_counts_from_the_end_before_or_after_rolling(self, base, due):
        four_weeks = Period(4, "weeks")
        assert self.due(under(extension_from=base), "Z1", "2027-02-12", extended=four_weeks) == day(due)
        assert self.due(under(extension_from=base), "Z2", "2027-02-12") == day(due)

    @pytest.mark.parametrize(("moves", "due"), [(False, "2027-02-02"), (True, "2027-02-12")])
    def test_5_a_suspension_moves_the_placement_or_not(self, moves, due):
        pause = [(day("2026-12-01"), day("2026-12-11"))]
        assert self.due(under(placement_suspended=moves), "Z3", "2026-11-23", suspended=pause) == day(due)
