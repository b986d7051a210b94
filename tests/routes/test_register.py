"""The register as data: what it holds, and what is said about a row that cannot be used."""

import pytest

from tests.clocks import CALENDAR, RULES, SHARED, day
from workflows.domain.errors import InvalidRoute
from workflows.domain.periods import Period
from workflows.domain.rules import Choices
from workflows.domain.wording import Text
from workflows.routes.register import read_calendar, read_rule, read_rules

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


def problems(text, read=read_rules):
    with pytest.raises(InvalidRoute) as refusal:
        read("bpmn/shared/deadlines.toml", text.encode())
    return [str(finding) for finding in refusal.value.findings]


def rules_from(text):
    return read_rules("deadlines.toml", text.encode())


# -------------------------------------------------------------------------------------------- what it holds


def test_the_register_holds_every_term_of_the_tlv_route():
    wanted = {"T0", "T0C", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T9C", "T10", "T10U", "T11"}
    assert wanted | {"B1", "B2", "O1", "RT1", "Z1", "Z3"} == set(RULES.ids)


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


def test_a_row_that_was_stored_apart_is_read_in_the_same_way():
    data = {
        "id": "T1", "label": {"nl": "Beslissen", "en": "Decide"}, "period": {"weeks": 6}, "rolls": "backward",
        "norm": "local", "owner": "swv", "source": "ondersteuningsplan", "consequence": "Te laat.", "certainty": "S",
        "checked_on": "2026-11-21", "checked_by": "redactie", "valid_from": "2027-08-01",
    }  # fmt: skip
    rule = read_rule("register", data | {"ladder": "norm"}, RULES.ladders)
    assert (rule.label, rule.valid_from) == (Text("Beslissen", "Decide"), day("2027-08-01"))
    assert [rung.name for rung in rule.ladder] == ["d-14", "d-7", "overdue"]


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
        ("period = { weeks = 8 }\n", "", "'period' is geen periode"),
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
