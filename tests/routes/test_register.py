"""The register as data: what it holds, and what is said about a row that cannot be used."""

import re

import pytest

from tests.clocks import CALENDAR, RULES, SHARED, day
from workflows.domain.errors import InvalidRoute
from workflows.domain.periods import Period
from workflows.domain.rules import Amount, Choices
from workflows.routes.register import read_calendar, read_rules
from workflows.routes.route import Shared

ROW = """
[[rule]]
id = "T2"
label = "Beslissen"
period = { weeks = 8 }
rolls = "atw"
norm = "statutory"
owner = "swv"
source = "Awb art. 4:13 lid 2"
consequence = "Te laat."
certainty = "V"
checked_on = 2026-11-21
checked_by = "redactie"
"""
HOLIDAYS = """
known_from = 2026
known_through = 2028
region = "Midden"
"""


def one_file(file, data):
    return read_rules({file: data})


def problems(text, read=one_file):
    with pytest.raises(InvalidRoute) as refusal:
        read("bpmn/shared/deadlines.toml", text.encode())
    return [str(finding) for finding in refusal.value.findings]


def rules_from(text):
    return read_rules({"deadlines.toml": text.encode()})


# -------------------------------------------------------------------------------------------- what it holds


#: id, length, how it counts (back, rolls, anchor), law or own norm, owner, grounds to suspend, extension, certainty
REGISTER = (
    ("B1", "6 weeks", "atw", "law", "objector", "-", "-", "V"),
    ("B2", "1 weeks", "atw", "law", "objector", "-", "-", "V"),
    ("B3", "12 weeks", "atw", "law", "swv", "awb7:10 consent", "6 weeks", "V"),
    ("B3z", "6 weeks", "atw", "law", "swv", "awb7:10 consent", "6 weeks", "V"),
    ("B4", "5 working_days", "backward", "own", "swv", "-", "-", "V"),
    ("B1R", "14 days", "backward", "own", "objector", "-", "-", "K"),
    ("B5", "14 days", "backward", "own", "swv", "-", "-", "S"),
    ("B5C", "3 weeks", "backward", "own", "swv", "-", "-", "K"),
    ("B6", "14 days", "backward", "own", "objector", "-", "-", "V"),
    ("B6G", "14 days", "backward", "own", "objector", "-", "-", "K"),
    ("B7", "10 days", "back+atw", "law", "objector", "-", "-", "V"),
    ("B7I", "1 weeks", "back+atw", "law", "swv", "-", "-", "V"),
    ("B8", "6 weeks", "atw", "law", "objector", "-", "-", "V"),
    ("B8H", "6 weeks", "atw", "law", "objector", "-", "-", "K"),
    ("B9", "2 weeks", "atw", "law", "swv", "-", "-", "V"),
    ("B9D", "42 days", "none", "law", "swv", "-", "-", "S"),
    ("B9V", "2 weeks", "atw", "law", "swv", "-", "-", "V"),
    ("B10", "moment", "none", "law", "objector", "-", "-", "V"),
    ("K0", "5 working_days", "backward", "own", "swv", "-", "-", "V"),
    ("K0I", "5 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("K1", "6 weeks", "atw", "law", "swv", "consent", "4 weeks", "V"),
    ("K1c", "10 weeks", "atw", "law", "swv", "consent", "4 weeks", "V"),
    ("K2", "4 weeks", "atw", "law", "swv", "-", "-", "V"),
    ("K3", "moment", "none", "law", "swv", "-", "-", "V"),
    ("K4", "moment", "none", "law", "swv", "-", "-", "V"),
    ("K5", "4 weeks", "atw", "law", "board", "-", "named", "V"),
    ("K6", "1 years", "atw", "law", "swv", "-", "-", "V"),
    ("KM", "0 days", "backward", "own", "swv", "-", "-", "K"),
    ("KS", "5 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("KT", "7 days", "backward", "own", "swv", "-", "-", "K"),
    ("KV", "3 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("R4_4", "6 weeks", "backward", "own", "swv", "-", "-", "?"),
    ("R4_12", "moment", "none", "own", "swv", "-", "-", "K"),
    ("R1", "6 weeks", "backward", "own", "swv", "awb4:15 agreed", "-", "S"),
    ("R1_12", "2 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("R1_13", "5 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("R1_14", "14 days", "backward", "own", "school", "-", "-", "K"),
    ("R1_14H", "7 days", "backward", "own", "school", "-", "-", "K"),
    ("R1_17", "15 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("R1_18", "5 working_days", "backward", "own", "other", "-", "-", "K"),
    ("R1_RES", "8 weeks", "backward", "own", "expert", "-", "-", "K"),
    ("R1_C1", "2 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("R1_C2", "5 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("R1_30", "0 days", "backward", "own", "school", "-", "-", "K"),
    ("R1_31", "6 weeks", "back+backward", "own", "school", "-", "-", "K"),
    ("O1", "6 weeks", "atw", "law", "school", "-", "-", "V"),
    ("O2", "31-7", "none", "law", "school", "-", "-", "V"),
    ("O3", "moment", "none", "law", "school", "-", "-", "?"),
    ("O4", "14 days", "none", "law", "school", "-", "-", "?"),
    ("O4I", "7 days", "none", "law", "school", "-", "-", "?"),
    ("P1", "1-9..31-10", "none", "own", "school", "-", "-", "S"),
    ("P2", "15-11", "none", "law", "school", "-", "-", "?"),
    ("P3", "1-12..1-2", "none", "own", "school", "-", "-", "S"),
    ("P4", "10-1..31-1", "none", "law", "school", "-", "-", "S"),
    ("P5", "25-1..14-2", "none", "law", "school", "-", "-", "?"),
    ("P6", "15-3", "none", "law", "other", "-", "-", "S"),
    ("P7", "24-3", "none", "law", "school", "-", "-", "S"),
    ("P8", "25-3..31-3", "none", "law", "parents", "-", "-", "V"),
    ("P9", "6 weeks", "atw", "law", "school", "awb4:15 agreed", "4 weeks", "V"),
    ("P10", "moment", "none", "law", "school", "-", "-", "S"),
    ("P11", "4 weeks", "back+backward+Zomervakantie", "own", "school", "-", "-", "K"),
    ("P12", "1-8", "none", "law", "school", "-", "-", "V"),
    ("P13", "1-10..30-11", "none", "own", "school", "-", "-", "K"),
    ("P14", "1-2", "none", "own", "school", "-", "-", "K"),
    ("R3_X", "31-5", "none", "own", "swv", "-", "-", "K"),
    ("R3_S", "1-4", "none", "own", "school", "-", "-", "K"),
    ("R3_21", "31-3", "none", "own", "school", "-", "-", "K"),
    ("R3_C", "0 days", "backward", "own", "school", "-", "-", "K"),
    ("A1", "1 months", "eu", "law", "swv", "-", "2 months", "K"),
    ("A1I", "5 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("A1F", "5 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("A1U", "10 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("A2", "72 hours", "none", "law", "swv", "-", "-", "K"),
    ("A2F", "1 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("A2A", "10 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("A2B", "2 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("A2R", "10 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("RTD", "3 years", "none", "own", "swv", "-", "-", "K"),
    ("RT1", "3 years", "atw", "law", "swv", "-", "-", "V"),
    ("RT2", "3 years", "atw", "law", "swv", "-", "-", "V"),
    ("RT3", "3 years", "atw", "law", "swv", "-", "-", "V"),
    ("RT4", "7 years", "atw", "law", "swv", "-", "-", "?"),
    ("RT5", "3 years", "none", "own", "swv", "-", "-", "K"),
    ("RT6", "2 years", "none", "own", "swv", "-", "-", "K"),
    ("RT7", "12 months", "none", "own", "swv", "-", "-", "K"),
    ("RTN", "3 months", "none", "own", "swv", "-", "-", "?"),
    ("RT8", "moment", "none", "own", "swv", "-", "-", "K"),
    ("RT9", "moment", "none", "own", "school", "-", "-", "S"),
    ("T0", "2 working_days", "backward", "own", "swv", "-", "-", "V"),
    ("T0C", "5 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("T1", "6 weeks", "backward", "own", "swv", "awb4:15 agreed attributable force_majeure", "-", "S"),
    ("T2", "8 weeks", "atw", "law", "swv", "awb4:15 agreed attributable force_majeure", "named", "V"),
    ("T2O", "2 weeks", "backward", "own", "swv", "-", "-", "K"),
    ("T3", "8 weeks", "atw", "law", "swv", "awb4:15 agreed attributable force_majeure", "-", "V"),
    ("T4", "14 days", "backward", "own", "school", "-", "named", "V"),
    ("T5", "4 weeks", "atw", "law", "swv", "-", "-", "V"),
    ("T6", "10 working_days", "backward", "own", "expert", "-", "-", "V"),
    ("T7", "10 working_days", "backward", "own", "parents", "-", "-", "V"),
    ("T8", "2 working_days", "backward", "own", "swv", "-", "-", "V"),
    ("T9", "0 days", "none", "law", "school", "-", "-", "V"),
    ("T9C", "0 days", "backward", "own", "swv", "-", "-", "K"),
    ("T10U", "1-12..31-12", "back+none", "own", "swv", "-", "-", "S"),
    ("T10", "14-4", "back+none", "own", "school", "-", "-", "S"),
    ("T11", "5 working_days", "backward", "own", "swv", "-", "-", "V"),
    ("AT1", "moment", "none", "law", "school", "-", "-", "V"),
    ("AT2", "4 weeks", "none", "law", "school", "-", "-", "?"),
    ("AT3", "moment", "none", "law", "municipality", "-", "-", "V"),
    ("AT4", "3 months", "none", "own", "swv", "-", "-", "S"),
    ("AT5", "moment", "none", "law", "swv", "-", "-", "S"),
    ("AT1W", "4 school_weeks", "none", "law", "school", "-", "-", "V"),
    ("AT1M", "1 working_days", "backward", "own", "school", "-", "-", "K"),
    ("QV", "0 days", "backward", "own", "swv", "-", "-", "K"),
    ("QT", "3 months", "backward", "own", "school", "-", "-", "K"),
    ("Q1", "moment", "none", "own", "swv", "-", "-", "K"),
    ("Q2", "2 weeks", "backward", "own", "school", "-", "-", "K"),
    ("Q3", "3 weeks", "backward", "own", "swv", "-", "-", "K"),
    ("Q4", "2 weeks", "backward", "own", "swv", "-", "-", "K"),
    ("Q4V", "4 weeks", "backward", "own", "swv", "-", "-", "K"),
    ("Q5", "8 weeks", "backward", "own", "swv", "-", "-", "K"),
    ("Q6", "3 months", "backward", "own", "swv", "-", "-", "S"),
    ("Q7", "3 months", "backward", "own", "swv", "-", "-", "K"),
    ("Z0", "10 weeks", "back+none", "law", "parents", "-", "-", "V"),
    ("Z1", "6 weeks", "atw", "law", "school", "wpo63 awb4:15 agreed", "4 weeks", "V"),
    ("Z2", "4 weeks", "atw+of Z1", "law", "school", "-", "-", "V"),
    ("Z3", "10 weeks", "atw", "law", "school", "wpo63 awb4:15", "-", "?"),
    ("Z4", "moment", "none", "law", "board", "-", "-", "V"),
    ("Z5", "moment", "none", "law", "board", "-", "-", "V"),
    ("Z6", "6 weeks", "atw", "law", "objector", "-", "-", "V"),
    ("Z7", "4 weeks", "atw", "law", "board", "wpo43", "-", "V"),
    ("Z8", "4 weeks", "atw", "law", "board", "wpo43", "-", "V"),
    ("Z9", "10 weeks", "atw", "law", "other", "-", "-", "V"),
    ("Z10", "1 weeks", "none", "law", "school", "-", "-", "V"),
    ("Z10M", "moment", "none", "law", "school", "-", "-", "V"),
    ("Z1A", "14 days", "backward", "own", "parents", "-", "-", "V"),
    ("Z1B", "2 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("Z3V", "2 working_days", "backward", "own", "swv", "-", "-", "K"),
    ("Z3L", "2 working_days", "backward", "own", "school", "-", "-", "K"),
    ("Z4W", "4 weeks", "backward", "own", "swv", "-", "-", "K"),
)


@pytest.mark.parametrize("row", REGISTER, ids=lambda row: row[0])
def test_a_rule_is_as_long_as_the_law_or_the_plan_says_and_counts_as_it_says(row):
    name, length, how, norm, owner, regimes, extension, certainty = row
    [rule] = [rule for rule in RULES if rule.id == name]
    assert _length(rule) == length
    ways = ["back" if rule.direction == "backward" else "", rule.rolls, rule.anchor, rule.extension_of]
    assert "+".join(filter(None, ways)) == how.replace("of ", "")
    assert (rule.norm, rule.owner) == ({"law": "statutory", "own": "local"}[norm], owner)
    assert (" ".join(rule.regimes) or "-", rule.certainty) == (regimes, certainty)
    named = "named" if rule.extension_source else "-"
    assert (f"{rule.max_extension.n} {rule.max_extension.unit}" if rule.max_extension else named) == extension


def _length(rule):
    if rule.moment:
        return "moment"
    if rule.ends:
        opens = f"{rule.opens.day}-{rule.opens.month}.." if rule.opens else ""
        return f"{opens}{rule.ends.day}-{rule.ends.month}"
    return f"{rule.period.n} {rule.period.unit}"


def test_the_register_holds_every_rule_of_the_domain_and_no_other():
    assert {row[0] for row in REGISTER} == set(RULES.ids)
    series = {"Z": range(11), "O": range(1, 5), "T": range(12), "B": range(1, 11), "K": range(7), "P": range(1, 15),
              "AT": range(1, 6), "A": range(1, 3), "RT": range(1, 10), "Q": range(1, 8)}  # fmt: skip
    assert {f"{letter}{n}" for letter, numbers in series.items() for n in numbers} <= set(RULES.ids)


def test_a_doubtful_rule_says_what_is_doubtful():
    """Source: the texts of WPO and WEC at hand are of 2015; since then paragraphs may have been renumbered."""
    renumbered = re.compile(r"(WPO art\. (14|18a|40|40a|43|63)|WEC art\. (40|41a)) lid|Awb art\. 4:17 lid 1")
    assert {rule.id for rule in RULES if renumbered.search(rule.source) and not rule.doubt} == set()
    for rule in RULES:
        assert rule.doubt or rule.certainty != "?"
        assert rule.doubt.nl != rule.doubt.en or not rule.doubt


def test_a_statutory_rule_without_an_article_carries_the_mark_of_doubt():
    without = {rule.id for rule in RULES if rule.statutory and not re.search(r"art\. \d", rule.source)}
    assert without == {"AT2", "O3", "O4I", "P2", "P5", "P6", "P10", "RT4"}
    assert all(RULES.at(rule, day("2026-11-23")).doubt for rule in without)


def test_the_penalty_for_a_late_decision_is_data_with_its_source():
    rule = RULES.at("B9D", day("2027-02-02"))
    assert rule.amounts == (Amount(14, 23), Amount(14, 35), Amount(14, 45))
    assert sum(amount.days for amount in rule.amounts) == rule.period.n == 42
    assert sum(amount.days * amount.euros for amount in rule.amounts) == 1442
    assert (rule.source, rule.certainty, rule.then) == ("Awb art. 4:17 lid 1 en 2", "S", "B9V")
    assert "1.442" in rule.doubt.nl


@pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: rule.id)
def test_every_rule_says_whose_it_is_what_it_rests_on_and_what_happens_when_it_passes(rule):
    assert rule.label.nl
    assert rule.label.en != rule.label.nl
    assert rule.consequence.en != rule.consequence.nl
    assert rule.source
    assert rule.checked_by
    assert rule.statutory or rule.rolls in ("backward", "none")
    assert "escalation" not in {to for rung in rule.ladder for to in rung.to}
    assert all(rung.to for rung in rule.ladder)


def test_a_local_norm_does_not_carry_only_an_article_of_law():
    assert all("ondersteuningsplan" in rule.source for rule in RULES if not rule.statutory)
    assert not any("ondersteuningsplan" in rule.source for rule in RULES if rule.statutory)


def test_the_readings_of_doubtful_law_stand_in_the_register_with_their_defaults():
    assert RULES.choices == Choices()
    assert rules_from("[choices]\nlapse_day_suspended = true").choices == Choices(lapse_day_suspended=True)


def test_an_admission_can_be_extended_by_four_weeks_and_a_tlv_until_a_named_date():
    z1, t2 = RULES.at("Z1", day("2026-11-23")), RULES.at("T2", day("2026-11-23"))
    assert z1.max_extension == Period(4, "weeks")
    assert (t2.max_extension, t2.extension_source, t2.extendable) == (None, "Awb art. 4:14 lid 3", True)
    assert not RULES.at("T1", day("2026-11-23")).extendable


def test_a_rule_may_have_several_versions():
    new = ROW.replace("weeks = 8", "weeks = 6").replace('id = "T2"', 'id = "T2"\nvalid_from = 2028-01-01')
    rules = rules_from(ROW + new)
    assert rules.at("T2", day("2027-12-31")).period == Period(8, "weeks")
    assert rules.at("T2", day("2028-01-01")).period == Period(6, "weeks")


def test_a_ladder_is_addressed_to_whom_the_rule_escalates_to():
    ladder = """
    [[ladder]]
    name = "kort"
    rungs = [{ name = "te-laat", after = { days = 1 }, tone = "overdue", to = ["assignee", "escalation"] }]
    """
    row = ROW + 'ladder = "kort"\nescalates_to = ["directeur", "assignee"]\n'
    [rung] = rules_from(ladder + row).at("T2", day("2026-11-23")).ladder
    assert (rung.before, rung.to) == (Period(-1, "days"), ("assignee", "directeur"))


def test_the_calendar_knows_the_decrees_and_the_holidays_of_three_regions():
    assert day("2027-05-07") in CALENDAR.kb_days
    assert len(CALENDAR.kb_days) == 17
    assert CALENDAR.region == "Midden"
    assert set(CALENDAR.school_holidays) == {"Noord", "Midden", "Zuid"}
    for holidays in CALENDAR.school_holidays.values():
        assert all(first.weekday() == 5 and last.weekday() == 6 for first, last, _ in holidays)
        assert list(holidays) == sorted(holidays)


# ------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("change", "to", "expected"),
    [
        ("period = { weeks = 8 }\n", "", "heeft één van 'period', 'ends' en 'moment' nodig"),
        ("period = { weeks = 8 }", 'period = { weeks = 8 }\nends = "24 maart"', "heeft één van 'period', 'ends'"),
        ("period = { weeks = 8 }", 'ends = "24 maart"', "een vaste dag of een plicht zonder lengte schuift niet"),
        ("period = { weeks = 8 }", 'ends = "30 februari"', "'ends' is geen dag van het jaar"),
        ("period = { weeks = 8 }", 'ends = "29 februari"', "'ends' is geen dag van het jaar"),
        ("period = { weeks = 8 }", 'ends = "24 march"', 'Schrijf bijvoorbeeld ends = "24 maart"'),
        ("period = { weeks = 8 }", 'moment = "meteen"', "een plicht zonder lengte schuift niet"),
        ("{ weeks = 8 }", '{ weeks = 8 }\nopens = "10 maart"', "'opens' hoort bij een vaste dag"),
        ("{ weeks = 8 }", "{ weeks = 8 }\nanchor = 3", "'anchor' is geen tekst"),
        ("{ weeks = 8 }", '{ weeks = 8 }\nextension_of = "T2"', "heeft zichzelf als grondslag"),
        ("{ weeks = 8 }", '{ weeks = 8 }\nextension_of = "T9"', "de termijn 'T9' bestaat niet"),
        ("{ weeks = 8 }", "{ weeks = 8 }\namounts = [{ days = 14 }]", "'euros' is geen getal"),
        ("{ weeks = 8 }", "{ weeks = 8 }\namounts = [{ days = 14, euros = 0 }]", "'euros' is geen getal"),
        ("{ weeks = 8 }", "{ weeks = 8 }\namounts = [{ days = 14, euros = 2, per = 1 }]", "'per' is hier onbekend"),
        ('certainty = "V"', 'certainty = "?"', "zegt niet waaraan getwijfeld wordt"),
        ("{ weeks = 8 }", "8", "Schrijf bijvoorbeeld period = { weeks = 6 }"),
        ("{ weeks = 8 }", "{ fortnights = 4 }", "'period' is geen periode"),
        ('source = "Awb art. 4:13 lid 2"\n', "", "'source' ontbreekt"),
        ('rolls = "atw"', 'rolls = "vooruit"', "Kies uit: atw, backward, eu, none"),
        ('rolls = "atw"', 'rolls = "backward"', "een wettelijke termijn mag niet korter worden"),
        ('norm = "statutory"', 'norm = "local"', "Algemene termijnenwet geldt alleen voor wettelijke termijnen"),
        ('owner = "swv"', 'owner = "iemand"', "'owner' kan niet 'iemand' zijn"),
        ('certainty = "V"', 'certainty = "zeker"', "Kies uit: V, S, K, ?"),
        ("checked_on = 2026-11-21", 'checked_on = "gisteren"', "'checked_on' is geen datum"),
        ("checked_on = 2026-11-21", "checked_on = 2026-11-21T10:00:00", "'checked_on' is geen datum"),
        ("checked_on = 2026-11-21\n", "", "'checked_on' is geen datum"),
        ('owner = "swv"', 'owner = "swv"\nperiode = 3', "'periode' is hier onbekend"),
        ('owner = "swv"', 'owner = "swv"\nladder = "hoog"', "de ladder 'hoog' bestaat niet"),
        ('owner = "swv"', 'owner = "swv"\nthen = "T99"', "de termijn 'T99' bestaat niet"),
        ('owner = "swv"', 'owner = "swv"\nsuspended_by = ["vakantie"]', "de grond 'vakantie' voor opschorting"),
        ('owner = "swv"', 'owner = "swv"\nby_law = "ja"', "Schrijf by_law = true of by_law = false"),
        ('owner = "swv"', 'owner = "swv"\nextension = { max = { weeks = 4 } }', "'source' ontbreekt"),
        ('owner = "swv"', 'owner = "swv"\nextension = "4 weken"', "'extension' is geen groep van waarden"),
        (
            'owner = "swv"',
            'owner = "swv"\nvalid_from = 2027-01-01\nvalid_until = 2026-01-01',
            "'valid_until' ligt vóór",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_what_to_do(change, to, expected):
    [problem] = problems(ROW.replace(change, to))
    assert problem.startswith("bpmn/shared/deadlines.toml: T2: ")
    assert expected in problem


def test_every_file_of_the_register_is_read_and_named():
    subject = ROW.replace('"T2"', '"T3"') + 'then = "T2"\nladder = "kort"\n'
    ladders = (
        '[[ladder]]\nname = "kort"\nrungs = [{ name = "d-7", before = { days = 7 }, tone = "amber", to = ["lane"] }]\n'
    )
    files = {"deadlines.toml": ladders, "deadlines/a.toml": ROW, "deadlines/b.toml": subject}
    rules = read_rules({file: text.encode() for file, text in files.items()})
    assert set(rules.ids) == {"T2", "T3"}
    assert [rung.name for rung in rules.at("T3", day("2026-11-23")).ladder] == ["d-7"]
    with pytest.raises(InvalidRoute) as refusal:
        read_rules({"deadlines/a.toml": ROW.encode(), "deadlines/b.toml": ROW.encode(), "deadlines/c.toml": b"["})
    assert {(each.file, each.element) for each in refusal.value.findings} == {
        ("deadlines/b.toml", "T2"),
        ("deadlines/c.toml", ""),
    }


def test_the_product_reads_every_file_of_its_register():
    only = Shared({path: data for path, data in Shared.from_folder(SHARED).files.items() if "/" not in path})
    assert set(only.rules.ids) == set()
    assert len(list((SHARED / "deadlines").glob("*.toml"))) == 9


def test_every_wrong_row_is_named_at_once():
    wrong = ROW.replace("weeks = 8", "weken = 8")
    found = problems(wrong + wrong.replace('"T2"', '"T3"') + ROW.replace('"T2"', '"2T"'))
    assert [problem.split(": ")[1] for problem in found] == ["T2", "T3", "2T"]


def test_two_rows_for_the_same_day_are_refused():
    [problem] = problems(ROW + ROW)
    assert "staat er twee keer" in problem


def test_a_row_without_an_id_is_named_by_its_place():
    with pytest.raises(InvalidRoute, match=r"\[rule 1\] 'id' ontbreekt"):
        rules_from(ROW.replace('id = "T2"\n', ""))


@pytest.mark.parametrize("text", ["rule = 3", "[[rule]", "[rules]\nid = 3", "ladder = [1, 2]"])
def test_what_is_no_register_is_refused(text):
    assert problems(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "'known_from' is geen jaar"),
        (HOLIDAYS.replace("2028", "28"), "'known_through' is geen jaar"),
        (HOLIDAYS.replace("Midden", "Oost"), "Kies uit: Noord, Midden, Zuid"),
        (HOLIDAYS + '[[kb_day]]\nsource = "KB"\ncertainty = "S"\ndays = [3]', "KB: [KB] 'days' is geen datum"),
        (HOLIDAYS + '[[kb_day]]\nsource = "KB"\ncertainty = "S"', "'days' is geen lijst van datums"),
        (
            HOLIDAYS + '[[school_year]]\nname = "2026"\ncertainty = "?"\n'
            'holidays = [{ name = "Kerst", Noord = [2026-12-20, 2026-12-19] }]',
            "Kerst: [Kerst] 'Noord' is geen eerste en laatste dag",
        ),
    ],
)
def test_a_calendar_that_cannot_be_used_is_named_with_what_to_do(text, expected):
    assert any(expected in problem for problem in problems(text, read_calendar))


def test_the_product_is_delivered_with_a_register_that_reads():
    assert (SHARED / "deadlines.toml").is_file()
    assert CALENDAR.knows(2028)


# -------------------------------------------------------------------------------------------- days that clash
REGION = "Noord = [{0}], Midden = [{1}], Zuid = [{0}]"
SCHOOL_YEAR = f"""
[[school_year]]
name = "2026-2027"
certainty = "S"
holidays = [
  {{ name = "Herfst", {REGION.format("2026-10-10, 2026-10-18", "2026-10-17, 2026-10-25")} }},
  {{ name = "Ook", {REGION.format("2026-11-10, 2026-11-18", "2026-10-25, 2026-10-26")} }},
]
"""


def test_holidays_of_one_region_closings_and_days_by_decree_do_not_fall_together():
    kb_day = '[[kb_day]]\ndays = [2027-05-07]\nsource = "KB"\ncertainty = "S"\n'
    closing = '[[closing]]\nname = "Brug"\ndays = [2027-05-07, 2027-05-09]\n'
    found = problems(HOLIDAYS + SCHOOL_YEAR + kb_day * 2 + closing * 2, read_calendar)
    assert [problem.partition("[")[2] for problem in found] == [
        "KB] 07-05-2027 staat er twee keer. Haal er een weg.",
        "Ook] overlapt met Herfst (17-10-2026) in Midden. Verbeter een van beide.",
        "Brug] overlapt met Brug (07-05-2027). Verbeter een van beide.",
    ]
