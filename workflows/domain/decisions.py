"""Decision tables: which rule applies to these facts, and whether the rules leave gaps or overlap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from workflows.domain.errors import ExpressionFailed
from workflows.domain.expressions import Expression
from workflows.domain.unary_tests import UnaryTest, parse_literal, parse_test
from workflows.domain.value_words import enumeration, in_words
from workflows.domain.values import Scalar, Value, kind_of

__all__ = [
    "DecisionTable",
    "HitPolicy",
    "Input",
    "NoRuleApplies",
    "Output",
    "Remark",
    "Rule",
    "RulesConflict",
    "UnaryTest",
    "parse_literal",
    "parse_test",
]

HitPolicy = Literal["UNIQUE", "FIRST", "ANY", "COLLECT"]

MAX_SITUATIONS, MAX_REMARKS = 20_000, 20


class NoRuleApplies(ExpressionFailed):
    """The table says nothing about these facts; names them and the table."""


class RulesConflict(ExpressionFailed):
    """More rules apply than the hit policy allows; names the rules by number."""


@dataclass(frozen=True)
class Input:
    """A column that asks: an expression, its heading, and the values it can have (empty: not said)."""

    expression: Expression
    label: str
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class Output:
    """A column that answers: the name of the fact, its heading, and the values it may give (empty: not said)."""

    name: str
    label: str = ""
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A row: a test per input, an outcome per output."""

    tests: tuple[UnaryTest, ...]
    results: tuple[Scalar, ...]
    note: str = ""


@dataclass(frozen=True)
class Remark:
    """What the rules together get wrong: *situation* is an example, as heading → words.

    gap: no rule applies · overlap: rules that exclude each other apply · unreachable: a rule never gets a turn ·
    unproven: too many situations to look at all of them.
    """

    kind: Literal["gap", "overlap", "unreachable", "unproven"]
    rules: tuple[int, ...]
    situation: dict[str, str]

    def __str__(self) -> str:
        return enumeration([f"{label} is {words}" for label, words in self.situation.items()])


@dataclass(frozen=True)
class DecisionTable:
    """A decision table; rules are numbered from 1 in what it says."""

    id: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = "UNIQUE"
    name: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The facts the table asks for."""
        return frozenset().union(*(column.expression.names for column in self.inputs))

    def decide(self, context: Mapping[str, Value]) -> dict[str, Value]:
        """Return the outcome by name; with COLLECT a list per name, in order of the rules.

        Raises:
            NoRuleApplies: no rule fits (COLLECT: then the lists are empty).
            RulesConflict: two rules fit under UNIQUE, or disagree under ANY.
            ExpressionFailed: an input has no value, or one of another kind than its column.
        """
        asked = [column.expression.evaluate(context) for column in self.inputs]
        hits = [(number, rule) for number, rule in enumerate(self.rules, start=1) if _fits(rule, asked)]
        if self.hit_policy == "COLLECT":
            return {output.name: [rule.results[place] for _, rule in hits] for place, output in enumerate(self.outputs)}
        if not hits:
            situation = zip(self.inputs, asked, strict=True)
            words = enumeration([f"{column.label} is {in_words(value) or 'leeg'}" for column, value in situation])
            raise NoRuleApplies(f"Geen regel van de beslistabel {self.name or self.id} past als {words}.")
        if self._conflict([rule for _, rule in hits]):
            numbers = enumeration([str(number) for number, _ in hits])
            raise RulesConflict(f"De regels {numbers} van de beslistabel {self.name or self.id} passen allebei.")
        results = hits[0][1].results
        return {output.name: result for output, result in zip(self.outputs, results, strict=True)}

    def _conflict(self, hits: list[Rule]) -> bool:
        if self.hit_policy == "UNIQUE":
            return len(hits) > 1
        return self.hit_policy == "ANY" and any(rule.results != hits[0].results for rule in hits)

    def gaps_and_overlaps(self) -> list[Remark]:
        """Return what is wrong with the rules together, at most MAX_REMARKS of each kind.

        Every input is split into the situations its cells can tell apart: the values it can have where the column
        lists them, else the values that are mentioned, what lies between them, and one other. That is exact. An
        empty input is looked at only where a cell mentions `null`.
        """
        if self.hit_policy == "COLLECT" or not self.rules:
            return []
        columns = [_situations(self, place) for place in range(len(self.inputs))]
        size = 1
        for situations in columns:
            size *= len(situations)
        if size > MAX_SITUATIONS:
            return [Remark("unproven", (), {})]
        gaps: list[Remark] = []
        overlaps: dict[tuple[int, ...], Remark] = {}
        reached = 0
        for chosen, fitting in _combinations(columns, (1 << len(self.rules)) - 1):
            hits = [number for number in range(len(self.rules)) if fitting >> number & 1]
            reached |= 1 << hits[0] if hits and self.hit_policy == "FIRST" else fitting
            situation = {column.label: words for column, words in zip(self.inputs, chosen, strict=False)}
            if not hits:
                gaps.append(Remark("gap", (), situation))
            elif self._conflict([self.rules[number] for number in hits]):
                rules = tuple(number + 1 for number in hits)
                overlaps.setdefault(rules, Remark("overlap", rules, situation))
        unreachable = [
            Remark("unreachable", (number + 1,), {}) for number in range(len(self.rules)) if not reached >> number & 1
        ]
        return [*overlaps.values()][:MAX_REMARKS] + unreachable[:MAX_REMARKS] + gaps[:MAX_REMARKS]


def _fits(rule: Rule, asked: list[Value]) -> bool:
    fitting = [test.fits(value) for test, value in zip(rule.tests, asked, strict=True)]  # all, to notice wrong kinds
    return all(fitting)


_OTHER = "\0"  # a text no cell can hold
Situation = tuple[str, int]  # its words, and a bit for each rule whose cell fits it


def _situations(table: DecisionTable, place: int) -> list[Situation]:
    """Return the situations one column can tell apart; equal ones once, the first of them as the example."""
    tests = [rule.tests[place] for rule in table.rules]
    column = table.inputs[place]
    mentioned = [literal for test in tests for literal in test.literals()]
    examples = [(value, _shown(value)) for value in column.values] or list(_examples(mentioned))
    if None in mentioned and None not in column.values:
        examples.append((None, "leeg"))
    found: dict[int, str] = {}
    for value, words in examples:
        fitting = sum(1 << number for number, test in enumerate(tests) if test.fits(value))
        found.setdefault(fitting, words)
    return [(words, fitting) for fitting, words in found.items()]


def _examples(mentioned: list[Scalar]) -> Iterator[tuple[Scalar, str]]:
    """Yield values such that each value that can occur is treated like one of them."""
    kinds = {kind_of(value) for value in mentioned if value is not None}
    if len(kinds) > 1:
        raise ExpressionFailed(f"De cellen van één kolom vragen naar {enumeration(sorted(kinds))} door elkaar.")
    if not kinds:
        yield _OTHER, "wat dan ook"
    elif kinds == {"ja of nee"}:
        yield from ((True, "ja"), (False, "nee"))
    elif kinds == {"tekst"}:
        for text in sorted({value for value in mentioned if isinstance(value, str)}):
            yield text, _shown(text)
        yield _OTHER, "iets anders"
    elif kinds == {"datum"}:
        days = {value.toordinal() for value in mentioned if isinstance(value, date)}
        for day in sorted({each + shift for each in days for shift in (-1, 0, 1)} - {0, date.max.toordinal() + 1}):
            yield date.fromordinal(day), _shown(date.fromordinal(day))
    else:
        numbers = sorted(value for value in mentioned if isinstance(value, Decimal))
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        for number in sorted({*numbers, *between, numbers[0] - 1, numbers[-1] + 1}):
            yield number, _shown(number)


def _shown(value: Scalar) -> str:
    return f"‘{value}’" if isinstance(value, str) else in_words(value) or "leeg"


def _combinations(columns: list[list[Situation]], fitting: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield each combination of situations and the rules that fit; a part no rule fits is one combination."""
    if not columns or not fitting:
        yield (), fitting
        return
    for words, mask in columns[0]:
        for rest, hits in _combinations(columns[1:], fitting & mask):
            yield (words, *rest), hits
