"""Decision tables decide what they say, and say so when they do not."""

from datetime import date
from decimal import Decimal

import pytest

from workflows.domain.decisions import (
    DecisionTable,
    Input,
    NoRuleApplies,
    Output,
    Rule,
    RulesConflict,
    parse_literal,
    parse_test,
)
from workflows.domain.errors import ExpressionFailed, InvalidExpression
from workflows.domain.expressions import compile_expression


def table(columns, rules, policy="UNIQUE", outputs=("uitkomst",), values=()):
    """A table from texts: the cells of a rule before | are tests, after it outcomes, separated by ;"""
    made = []
    for rule in rules:
        tests, _, results = rule.partition("|")
        made.append(
            Rule(
                tuple(parse_test(cell) for cell in tests.split(";")),
                tuple(parse_literal(cell) for cell in results.split(";")),
            )
        )
    listed = dict(values)
    return DecisionTable(
        "tabel",
        tuple(Input(compile_expression(column), column, listed.get(column, ())) for column in columns),
        tuple(Output(name) for name in outputs),
        tuple(made),
        policy,
    )


@pytest.mark.parametrize(
    ("cell", "fitting", "others"),
    [
        ("", ["SO", 3, None, True], []),
        ("-", ["SO", 3, None, True], []),
        ('"SO"', ["SO"], ["so", "SO ", "", None]),
        ('"SO","VSO"', ["SO", "VSO"], ["SBO", None]),
        ('not("SO", "VSO")', ["SBO", ""], ["SO", "VSO", None]),
        ('!= "SO"', ["SBO"], ["SO", None]),
        (r'"zeg \"ja\""', ['zeg "ja"'], ["zeg ja"]),
        ('"a, b"', ["a, b"], ["a", "b"]),
        ('"not"', ["not"], ["iets"]),
        ("5", [5, Decimal("5.0")], [4, None]),
        ("-5", [-5], [5]),
        ("1,2,3", [1, 3], [4]),
        ("= 5", [5], [6]),
        ("< 5", [4, Decimal("4.99")], [5, None]),
        ("<=5", [5], [6]),
        ("> 5", [6], [5]),
        (">= 2.5", [Decimal("2.5"), 3], [2]),
        ("< 5, > 10", [4, 11], [5, 10]),
        ("not(< 5)", [5, 6], [4, None]),
        ("[1..5]", [1, 3, 5], [0, 6, None]),
        ("(1..5)", [2], [1, 5]),
        ("]1..5[", [2], [1, 5]),
        ("(1..5]", [5], [1]),
        ("]1..5]", [5], [1]),
        ("[1..5)", [1], [5]),
        ("[1..5[", [1], [5]),
        ("[ -1.5 .. 1.5 ]", [Decimal("-1.5"), 0], [2]),
        ("[1..2],[5..6]", [2, 5], [3]),
        ("true", [True], [False, None]),
        ("false", [False], [True, None]),
        ("null", [None], ["SO", 3]),
        ('null, "SO"', [None, "SO"], ["VSO"]),
        ("not(null)", ["SO"], [None]),
        ('date("2026-08-01")', [date(2026, 8, 1)], [date(2026, 8, 2)]),
        ('> date("2026-08-01")', [date(2026, 8, 2)], [date(2026, 8, 1)]),
        ('[date("2026-08-01")..date("2027-07-31")]', [date(2027, 7, 31)], [date(2027, 8, 1)]),
    ],
)
def test_a_cell_fits_what_it_says(cell, fitting, others):
    test = parse_test(cell)
    assert [value for value in fitting if not test.fits(value)] == []
    assert [value for value in others if test.fits(value)] == []


@pytest.mark.parametrize(
    ("cell", "value"),
    [('"SO"', 3), ("5", "5"), ("> 5", "6"), ("true", 1), ("1", True), ('date("2026-08-01")', "2026-08-01")],
)
def test_a_value_of_another_kind_is_an_error_not_a_miss(cell, value):
    with pytest.raises(ExpressionFailed):
        parse_test(cell).fits(value)


@pytest.mark.parametrize(
    "cell",
    [
        "SO",
        "a b",
        "'SO'",
        "“SO”",
        '"SO',
        "1..5",
        "[1..5",
        "[5..1]",
        '["a".."b"]',
        "[1..true]",
        "> true",
        '> "a"',
        "? in (1,2)",
        "1 <= ? <= 5",
        "< ",
        ",",
        "1,",
        "not(1",
        "not 1",
        "not()",
        "1 2",
        'date("2026-02-30")',
        "date(1)",
        'date("1-8-2026")',
        "1e5",
        "0x1",
        "1.",
        "--",
        "- 5",
        "(1)",
        "today()",
        'duration("P1D")',
        '"\x00"',
        '"a" + "b"',
        "x" * 1_001,
        ",".join(["1"] * 51),
    ],
)
def test_a_cell_we_cannot_run_is_refused(cell):
    with pytest.raises(InvalidExpression):
        parse_test(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"SO"', "SO"),
        ("5", 5),
        ("2.50", Decimal("2.50")),
        ("true", True),
        ("null", None),
        (' date("2026-08-01") ', date(2026, 8, 1)),
    ],
)
def test_an_outcome_is_one_literal(cell, value):
    assert parse_literal(cell) == value
    assert type(parse_literal(cell)) is type(value)


@pytest.mark.parametrize("cell", ["", "-", "SO", '"a","b"', "> 5", "[1..2]", "1 + 1", "soort"])
def test_an_outcome_that_is_no_literal_is_refused(cell):
    with pytest.raises(InvalidExpression):
        parse_literal(cell)


def test_every_column_and_every_output_counts():
    decided = table(
        ["soort", "maanden - 1"],
        ['"SBO";< 6|4;"licht"', '"SBO";>= 6|6;"vol"', 'not("SBO");-|6;"vol"'],
        outputs=("weken", "spoor"),
    ).decide({"soort": "SBO", "maanden": 3})
    assert decided == {"weken": 4, "spoor": "licht"}


def test_no_rule_is_an_error_that_says_what_was_asked():
    with pytest.raises(NoRuleApplies, match="tabel past als soort is VSO en spoed is leeg"):
        table(["soort", "spoed"], ['"SO";true|1']).decide({"soort": "VSO", "spoed": None})


def test_unique_refuses_two_rules_that_apply():
    overlapping = table(["a"], ["> 1|1", "> 2|1"])
    assert overlapping.decide({"a": 2}) == {"uitkomst": 1}
    with pytest.raises(RulesConflict, match="regels 1 en 2"):
        overlapping.decide({"a": 3})


def test_first_takes_the_first_rule_that_applies():
    assert table(["a"], ["> 2|1", "-|2"], "FIRST").decide({"a": 3}) == {"uitkomst": 1}


def test_any_wants_the_rules_to_agree():
    rules = ["> 1|1", "> 2|1", "> 3|2"]
    assert table(["a"], rules, "ANY").decide({"a": 3}) == {"uitkomst": 1}
    with pytest.raises(RulesConflict):
        table(["a"], rules, "ANY").decide({"a": 4})


def test_collect_gives_every_outcome_in_order():
    collecting = table(["a"], ['> 1|"x"', '> 2|"y"', '> 3|"z"'], "COLLECT")
    assert collecting.decide({"a": 3}) == {"uitkomst": ["x", "y"]}
    assert collecting.decide({"a": 0}) == {"uitkomst": []}


def test_an_unknown_fact_is_an_error():
    with pytest.raises(ExpressionFailed, match="gewicht"):
        table(["gewicht"], ["-|1"]).decide({})


def test_a_table_knows_what_it_asks_for():
    assert table(["a + b", "empty(c)"], ["1;true|1"]).names == {"a", "b", "c"}


def remarks(*arguments, **options):
    return [(each.kind, each.rules, str(each)) for each in table(*arguments, **options).gaps_and_overlaps()]


@pytest.mark.parametrize(
    ("columns", "rules", "found"),
    [
        (["a"], ["< 5|1", ">= 5|2"], []),
        (["a"], ["< 5|1", "> 5|2"], [("gap", (), "a is 5")]),
        (["a"], ["<= 5|1", ">= 5|2"], [("overlap", (1, 2), "a is 5")]),
        (["a"], ["[1..5]|1", "> 5|2"], [("gap", (), "a is 0")]),
        (["a"], ["< 1|1", "(1..2)|2", ">= 2|1"], [("gap", (), "a is 1")]),
        (["j"], ["true|1"], [("gap", (), "j is nee")]),
        (["j"], ["true|1", "false|2"], []),
        (["s"], ['"SO"|1', 'not("SO")|2'], []),
        (["s"], ['"SO"|1', '"VSO"|2'], [("gap", (), "s is iets anders")]),
        (
            ["s"],
            ['"SO","VSO"|1', '"VSO"|2', "-|3"],
            [("overlap", (1, 3), "s is ‘SO’"), ("overlap", (1, 2, 3), "s is ‘VSO’")],
        ),
        (["s"], ["null|1", "not(null)|2"], []),
        (["s"], ["null|1", '"a"|2'], [("gap", (), "s is iets anders")]),
        (["d"], ['< date("2026-08-01")|1', '> date("2026-08-01")|2'], [("gap", (), "d is za 01-08-2026")]),
        (["s", "j"], ['"SO";true|1', 'not("SO");-|2'], [("gap", (), "s is ‘SO’ en j is nee")]),
        (["s", "j"], ["-;-|1"], []),
    ],
)
def test_gaps_and_overlaps_are_found_with_an_example(columns, rules, found):
    assert remarks(columns, rules) == found


def test_the_listed_values_are_the_only_ones_that_count():
    rules = ['"SO"|1', '"VSO"|2']
    assert remarks(["s"], rules, values={"s": ("SO", "VSO")}) == []
    assert remarks(["s"], rules, values={"s": ("SO", "VSO", "SBO")}) == [("gap", (), "s is ‘SBO’")]


def test_a_rule_that_never_gets_a_turn_is_reported():
    assert remarks(["a"], ["> 1|1", "> 2|2", "-|3"], "FIRST") == [("unreachable", (2,), "")]


def test_rules_that_agree_may_overlap_under_any():
    assert remarks(["a"], ["> 1|1", "> 2|1", "<= 1|2"], "ANY") == []
    assert remarks(["a"], ["> 1|1", "> 2|2", "<= 1|2"], "ANY") == [("overlap", (1, 2), "a is 3")]


def test_collect_has_neither_gaps_nor_overlaps():
    assert remarks(["a"], ["> 1|1", "> 1|2"], "COLLECT") == []


def test_a_table_too_large_to_prove_says_so():
    columns = [f"k{number}" for number in range(6)]
    rules = [";".join(["1,2,3,4,5,6"] * 6) + "|1"] + [";".join([str(value)] * 6) + "|2" for value in range(20)]
    assert remarks(columns, rules, "FIRST") == [("unproven", (), "")]


def test_two_kinds_in_one_column_are_a_mistake():
    with pytest.raises(ExpressionFailed, match="door elkaar"):
        table(["a"], ['"x"|1', "5|2"]).gaps_and_overlaps()


@pytest.mark.parametrize(
    "cells", [("< 3", "[3..7]", "> 7"), ("[0..4)", "(4..9]", "not([0..9])"), ("1,2", "not(1)", "> 8")]
)
def test_the_analysis_agrees_with_trying_every_number(cells):
    found = table(["a"], [f"{cell}|{number}" for number, cell in enumerate(cells)])
    tried = [sum(parse_test(cell).fits(Decimal(value) / 2) for cell in cells) for value in range(-4, 24)]
    kinds = {each.kind for each in found.gaps_and_overlaps()}
    assert ("gap" in kinds) == (0 in tried)
    assert ("overlap" in kinds) == any(hits > 1 for hits in tried)
