"""Our calculus against somebody with a paper calendar: no difference over many random terms of the register."""

import random
from dataclasses import replace
from datetime import date

from tests.clocks import CALENDAR, RULES
from tests.domain.counter import DAY, Counter
from workflows.domain.periods import Period
from workflows.domain.rules import DeadlineRule, Rules
from workflows.domain.wording import Text
from workflows.services.deadlines import explain

CASES = 20_000
SCHOOL_NORMS = (
    (1, "school_weeks"),
    (6, "school_weeks"),
    (3, "school_days"),
    (15, "school_days"),
)  #: a plan may have them
REGIONS = ("Noord", "Midden", "Zuid")


def _invented(chance):
    """A term that the register does not have: very short ones, and just beyond what the Termijnenwet covers."""
    unit, most = chance.choice([("days", 9), ("days", 95), ("weeks", 14), ("months", 5), ("working_days", 30)])
    rolls = chance.choice(["backward", "none"] if unit == "working_days" else ["atw", "atw", "eu", "backward", "none"])
    changes = unit != "working_days"
    return DeadlineRule(
        "N",
        Text("iets", "something"),
        Period(chance.randint(1, most), unit),
        rolls=rolls,
        source="bron",
        norm="statutory" if rolls in ("atw", "eu") else "local",
        suspendable=changes,
        regimes=("agreed", "wpo63") if changes else (),
        max_extension=Period(4, "weeks") if changes and chance.random() < 0.7 else None,
    )


def test_twenty_thousand_random_terms_come_out_as_on_paper():
    chance = random.Random(20261123)
    rows = [row for row in RULES if not row.moment and not row.extension_of]
    rows += [replace(RULES.at("Q2", date(2027, 1, 1)), id="S", period=Period(n, unit)) for n, unit in SCHOOL_NORMS]
    rows += [_invented(chance) for _ in range(100)]
    rules = Rules([replace(row, id=f"{row.id}_{number}") for number, row in enumerate(rows)], RULES.choices)
    table = list(rules)
    changeable = [row for row in table if row.suspendable or row.extendable]
    counters = {region: Counter(region=region) for region in REGIONS}
    seen = set()
    for number in range(CASES):
        rule = chance.choice(table if chance.random() < 0.4 else changeable)
        region = chance.choice(REGIONS)
        in_school = rule.period.unit.startswith("school") or rule.anchor
        start = (
            (date(2026, 8, 31) + chance.randrange(400) * DAY)
            if in_school
            else (date(2023, 1, 2) + chance.randrange(2000) * DAY)
        )
        if rule.period.unit == "school_weeks" and not counters[region]._counts("school_weeks", start):
            continue
        days = (rule.period.after(start, CALENDAR) - start).days  # so that some fall about the end
        regime, pauses = None, []
        if rule.regimes and chance.random() < 0.7:
            regime = chance.choice(rule.regimes)
            for _ in range(chance.choice([1, 1, 2, 3])):
                asked = start + chance.choice((chance.randint(0, 90), days + chance.randint(-9, 9))) * DAY
                pauses.append((asked, asked + chance.randint(0, 30) * DAY))
        extension = None
        if rule.extendable and chance.random() < 0.5:
            longest = rule.max_extension or Period(4, "weeks")
            extension = Period(chance.randint(1, longest.n), longest.unit)
        born = start - chance.randrange(1200, 1600) * DAY if rule.by_law and chance.random() < 0.5 else None
        calendar = CALENDAR.in_region(region)
        found = explain(rules, calendar, rule.id, start, pauses, regime, extension, born)
        fourth = born and date(born.year + 4, born.month, born.day)
        spans = [(asked, done, regime) for asked, done in pauses]
        expected = counters[region].due(rule, start, spans, extension, fourth)
        assert found.due.on == expected, (number, rule, start, regime, pauses, extension)
        seen.add(rule.id)
    assert seen == set(rules.ids)
