"""The expression language says what a reader of Python expects, and refuses what would be guessed."""

import copy
from datetime import date, timedelta
from decimal import Decimal

import pytest

from workflows.domain.errors import ExpressionFailed, InvalidExpression
from workflows.domain.expressions import EmptyValue, Value, compile_expression

FACTS: dict[str, Value] = {
    "soort": "SO",
    "compleet": True,
    "leeftijd": 12,
    "bedrag": Decimal("12.50"),
    "ontvangen": date(2026, 11, 23),
    "on": date(2027, 1, 15),
    "leeg": None,
    "geen": [],
    "adviezen": ["ja", "nee", "ja"],
    "deskundigen": [7, 9],
    "nr": 2,
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("True", True),
        ("None", None),
        ("-3", -3),
        ("0.10", Decimal("0.10")),
        ('"Ria\'s brief"', "Ria's brief"),
        (r'"hij zei \"ja\""', 'hij zei "ja"'),
        ("[1, 2]", [1, 2]),
        ('("a", "b")', ["a", "b"]),
        ('soort == "SO"', True),
        ('soort in ["SO", "VSO"]', True),
        ('soort not in ["SO", "VSO"]', False),
        ("leeg == None", True),
        ("leeg != None", False),
        ("leeg == 3", False),
        ("leeftijd == 12.0", True),
        ("4 <= leeftijd < 20", True),
        ("not compleet or leeftijd > 11", True),
        ("compleet and leeftijd > 12", False),
        ("leeftijd if compleet else leeg", 12),
        ("empty(leeg) or leeg > 3", True),
        ("not empty(leeg) and leeg > 3", False),
        ("empty(geen) and empty(leeg)", True),
        ("1 + 2 * 3 - 4", 3),
        ("7 / 2", Decimal("3.5")),
        ("7 // 2 + 7 % 2", 4),
        ("0.1 + 0.2 == 0.3", True),
        ("bedrag * 2", Decimal("25.00")),
        ('"a" + "b"', "ab"),
        ("on - ontvangen > weeks(6)", True),
        ("ontvangen + days(10)", date(2026, 12, 3)),
        ("weeks(1) + ontvangen - days(7) == ontvangen", True),
        ('date("2026-02-28") + days(1)', date(2026, 3, 1)),
        ("days(3) - days(1)", timedelta(days=2)),
        ("deskundigen[nr - 1]", 9),
        ("len(adviezen) + len(soort)", 5),
        ('count(adviezen, "ja")', 2),
        ("all_in(deskundigen, [9, 8, 7])", True),
        ("all_in(deskundigen, [7])", False),
        ("distinct(adviezen)", ["ja", "nee"]),
        ("len(distinct(deskundigen)) == len(deskundigen)", True),
        ("min(3, 1, 2) + max(deskundigen)", 10),
        ("min(ontvangen, on)", date(2026, 11, 23)),
        ("sum(deskundigen) + sum(geen)", 16),
        ("abs(-2.5)", Decimal("2.5")),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.005, 2)", Decimal("1.01")),
        ('lower("SO") + upper("so")', "soSO"),
        ('contains("kinderpsychiater", "psych")', True),
        ('contains(adviezen, "nee")', True),
        ('startswith(soort, "S")', True),
        ('age(date("2020-02-29"), date("2026-02-28"))', 5),
        ('age(date("2020-02-29"), date("2026-03-01"))', 6),
        ('birthday(date("2023-03-10"), 4)', date(2027, 3, 10)),
        ('birthday(date("2024-02-29"), 3)', date(2027, 3, 1)),
        ("leeftijd\n  > 3\tand\r\n compleet", True),
    ],
)
def test_an_expression_has_the_value_a_reader_expects(source, value):
    result = compile_expression(source).evaluate(FACTS)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    "source",
    [
        "leeg > 3",
        "3 >= leeg",
        "not (leeg < 4)",
        "leeg + 1",
        "not leeg",
        "leeg and compleet",
        "leeg if leeg else 1",
        "len(leeg)",
        "age(leeg, on)",
        "min(geen)",
        "leeg[0]",
        "sum([1, leeg])",
        '"a" in leeg',
        "lower(leeg)",
        "-leeg",
    ],
)
def test_an_empty_value_is_an_error_unless_guarded(source):
    with pytest.raises(EmptyValue):
        compile_expression(source).evaluate(FACTS)


def test_the_error_about_an_empty_value_names_what_is_empty():
    with pytest.raises(EmptyValue, match=r"empty\(…\)\. Leeg is: leeg\."):
        compile_expression("leeg > leeftijd").evaluate(FACTS)


def test_an_unknown_name_is_an_error_that_names_it():
    with pytest.raises(ExpressionFailed, match="gewicht"):
        compile_expression("gewicht == None").evaluate(FACTS)


@pytest.mark.parametrize(
    "source",
    [
        'leeftijd == "12"',
        "True == 1",
        'soort in [1, "SO"]',
        '"10" < "9"',
        "True < False",
        "[1] < [2]",
        "on > 3",
        "leeftijd and compleet",
        "not 1",
        "soort + 1",
        "1 + True",
        "on + 1",
        "on + on",
        'sum(["a"])',
        "1.5 // 1",
        "deskundigen[2]",
        "deskundigen[0 - 1]",
        "deskundigen[True]",
        "soort[0]",
        "1 / 0",
        "5 % 0",
        "days(1.5)",
        'date("23-11-2026")',
        'date("2026-02-30")',
        'date("20261123")',
        "age(on, ontvangen)",
        "[[1]]",
        "round(1, 9)",
    ],
)
def test_what_would_be_guessed_is_refused(source):
    with pytest.raises(ExpressionFailed):
        compile_expression(source).evaluate(FACTS)


@pytest.mark.parametrize(
    "value", [1.5, (1,), {"a": 1}, {1}, b"x", object(), 1j, Decimal("NaN"), Decimal("1e999"), 10**30]
)
def test_a_fact_of_another_kind_or_size_is_refused(value):
    with pytest.raises(ExpressionFailed):
        compile_expression("feit == 1").evaluate({"feit": value})


@pytest.mark.parametrize(
    ("source", "position", "words"),
    [
        ("a = 1", 2, "Schrijf =="),
        ("a && b", 2, "Schrijf and"),
        ('a == "b', 5, "aanhalingsteken"),
        ("a == “b”", 5, "rechte aanhalingstekens"),
        ("(a == 1", 7, "niet gesloten"),
        ("a == 1)", 6, "geen partner"),
        ("a b", 0, "geen geldige voorwaarde"),
        ('["a" "b"]', 5, "mist een komma"),
        ("x == true", 5, "Schrijf True"),
        ("today()", 0, "bestaat niet"),
        ("empty", 0, "Zet haakjes"),
        ("len(a, b)", 0, "len\\(lijst of tekst\\)"),
        ('"é" == a.b', 7, "punt"),
        ("a is None", 0, "Het woord is"),
        ("", 0, "leeg"),
    ],
)
def test_a_mistake_is_explained_with_its_place(source, position, words):
    with pytest.raises(InvalidExpression, match=words) as refused:
        compile_expression(source)
    assert refused.value.position == position


def test_an_expression_knows_the_names_it_asks_for():
    names = compile_expression('empty(a) or a >= on - days(b) and c in [d, "e"] or deskundigen[nr]').names
    assert names == {"a", "b", "c", "d", "on", "deskundigen", "nr"}


def test_expressions_are_compiled_once_and_equal_by_their_text():
    first, second = compile_expression("a > 1"), compile_expression("a > 1")
    assert first is second
    assert copy.deepcopy(first) == first
    assert first != compile_expression("a > 2")
    assert str(first) == "a > 1"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("2 - 3 - 4", -5),
        ("-2 * -3", 6),
        ("7 // 2 * 2", 6),
        ("-7 // 2", -4),
        ("-7 % 3", 2),
        ("not True or True", True),
        ("not True == False", True),
        ("True or False and False", True),
        ("1 < 2 < 3", True),
        ("3 > 2 > 2", False),
        ("1 in [1] and 2 not in [1]", True),
        ("1 if False else 2 if False else 3", 3),
    ],
)
def test_precedence_is_that_of_python(source, value):
    assert compile_expression(source).evaluate({}) == value
