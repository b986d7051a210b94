"""The cells of a decision table: S-FEEL unary tests, and the literals of its outcomes.

    -   (blank)   "a"   "a","b"   not("a")   5   < 5   >= 2.5   [1..5]   ]1..5[   (1..5)   true   false   null
    date("2026-01-01")

A test asks whether a value of the right kind fits. An empty value fits only `-` and tests that name `null`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from workflows.domain.errors import InvalidExpression
from workflows.domain.values import Scalar, Value, admitted, equal, order

MAX_CELL, MAX_TESTS = 1_000, 50

_BLANK = re.compile(r"\s*")
_TOKEN = re.compile(
    r"""(?P<number>-?[0-9]{1,18}(?:\.[0-9]{1,12})?(?![0-9A-Za-z_]))
      | (?P<text>"(?:[^"\\\n]|\\["\\n])*")
      | (?P<dots>\.\.)
      | (?P<compare><=|>=|!=|[<>=])
      | (?P<sign>[\[\](),])
      | (?P<word>[A-Za-z_]+)""",
    re.VERBOSE,
)
_ESCAPES = {r"\"": '"', r"\\": "\\", r"\n": "\n"}
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_COMPARE: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


@dataclass(frozen=True)
class Same:
    """The value equals a literal, or (when *unless*) does not."""

    literal: Scalar
    unless: bool = False

    def fits(self, value: Value) -> bool:
        if value is None:
            return self.literal is None and not self.unless
        return equal(value, self.literal) != self.unless


@dataclass(frozen=True)
class Compared:
    """The value stands in an order to a literal: <, <=, >, >=."""

    sign: str
    literal: Scalar

    def fits(self, value: Value) -> bool:
        return value is not None and _COMPARE[self.sign](order(value, self.literal))


@dataclass(frozen=True)
class Between:
    """The value lies in an interval; *low_in* and *high_in* tell whether its ends belong to it."""

    low: Scalar
    high: Scalar
    low_in: bool
    high_in: bool

    def fits(self, value: Value) -> bool:
        if value is None:
            return False
        low, high = order(value, self.low), order(value, self.high)
        return (low > 0 or (low == 0 and self.low_in)) and (high < 0 or (high == 0 and self.high_in))


Part = Same | Compared | Between


@dataclass(frozen=True)
class UnaryTest:
    """One cell. No parts: everything fits. *negated*: what none of the parts fits."""

    source: str
    parts: tuple[Part, ...] = ()
    negated: bool = False

    def fits(self, value: Value) -> bool:
        """Return whether *value* fits.

        Raises:
            ExpressionFailed: the value is of another kind than the cell.
        """
        if not self.parts:
            return True
        if value is None and self.negated:
            return False
        fitting = [part.fits(value) for part in self.parts]  # all of them, to notice a value of the wrong kind
        return any(fitting) != self.negated

    def literals(self) -> Iterator[Scalar]:
        """Yield every value the cell mentions."""
        for part in self.parts:
            if isinstance(part, Between):
                yield from (part.low, part.high)
            else:
                yield part.literal


@lru_cache(maxsize=4096)
def parse_test(cell: str) -> UnaryTest:
    """Return the test of a cell.

    Raises:
        InvalidExpression: in Dutch, with the position.
    """
    source = cell.strip()
    if source in ("", "-"):
        return UnaryTest(source)
    reader = _Reader(source)
    negated = reader.next_is("not")
    if negated:
        reader.take("not")
        reader.take("(")
    parts = [_part(reader)]
    while reader.next_is(","):
        reader.take(",")
        parts.append(_part(reader))
    if negated:
        reader.take(")")
    reader.finish()
    if len(parts) > MAX_TESTS:
        raise InvalidExpression(f"Een cel heeft hoogstens {MAX_TESTS} waarden.", 0)
    return UnaryTest(source, tuple(parts), negated)


@lru_cache(maxsize=4096)
def parse_literal(cell: str) -> Scalar:
    """Return the one value of an outcome cell: text, number, date, true, false or null.

    Raises:
        InvalidExpression: something else, or nothing.
    """
    source = cell.strip()
    if not source:
        raise InvalidExpression("Deze uitkomst is leeg. Schrijf een waarde, of null.", 0)
    reader = _Reader(source)
    literal = _literal(reader)
    reader.finish()
    return int(literal) if isinstance(literal, Decimal) and "." not in source else literal


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


class _Reader:
    """The tokens of one cell, taken from left to right."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_CELL:
            raise InvalidExpression(f"Een cel heeft hoogstens {MAX_CELL} tekens.", MAX_CELL)
        self.tokens: list[_Token] = []
        self.length, self.index = len(source), 0
        at = 0
        while at < len(source):
            found = _TOKEN.match(source, at)
            if found is None or not found.group().isprintable():
                raise InvalidExpression(
                    f"Vanaf teken {at + 1} is deze cel niet te lezen: {source[at : at + 12]!r}."
                    ' Zet tekst tussen rechte aanhalingstekens: "…".',
                    at,
                )
            self.tokens.append(_Token(found.lastgroup or "", found.group(), at))
            blank = _BLANK.match(source, found.end())
            at = blank.end() if blank else found.end()

    def next_is(self, *texts: str) -> bool:
        return self.index < len(self.tokens) and self.tokens[self.index].text in texts

    def take(self, *wanted: str) -> _Token:
        """Take the next token, which must be one of the *wanted* texts or kinds."""
        if self.index >= len(self.tokens):
            raise InvalidExpression("Deze cel is niet af.", self.length)
        token = self.tokens[self.index]
        if wanted and token.text not in wanted and token.kind not in wanted:
            raise InvalidExpression(f"{token.text!r} hoort hier niet (bij teken {token.at + 1}).", token.at)
        self.index += 1
        return token

    def finish(self) -> None:
        if self.index < len(self.tokens):
            token = self.tokens[self.index]
            raise InvalidExpression(f"Na teken {token.at} staat te veel: {token.text!r}.", token.at)


def _part(reader: _Reader) -> Part:
    start = reader.tokens[reader.index].at if reader.index < len(reader.tokens) else reader.length
    if reader.next_is("[", "]", "("):
        opening = reader.take().text
        low = _literal(reader)
        reader.take("..")
        high = _literal(reader)
        closing = reader.take("]", ")", "[").text
        if not (_ordered(low) and _ordered(high) and type(low) is type(high)):
            raise InvalidExpression("Een interval loopt tussen twee getallen of twee datums.", start)
        if order(low, high) > 0:
            raise InvalidExpression("De ondergrens van dit interval ligt boven de bovengrens.", start)
        return Between(low, high, opening == "[", closing == "]")
    if reader.next_is("=", "!="):
        return Same(unless=reader.take().text == "!=", literal=_literal(reader))
    if reader.next_is(*_COMPARE):
        sign, literal = reader.take().text, _literal(reader)
        if not _ordered(literal):
            raise InvalidExpression(f"Achter {sign} hoort een getal of een datum.", start)
        return Compared(sign, literal)
    return Same(_literal(reader))


def _ordered(literal: Scalar) -> bool:
    return isinstance(literal, Decimal | int | date) and not isinstance(literal, bool)


def _literal(reader: _Reader) -> Scalar:
    token = reader.take("number", "text", "word")
    if token.kind == "number":
        return Decimal(token.text)  # so that 5 and 5.0 are one value
    if token.kind == "text":
        text = re.sub(r"\\.", lambda found: _ESCAPES[found.group()], token.text[1:-1])
        admitted(text)
        return text
    if token.text in _WORDS:
        return _WORDS[token.text]
    if token.text != "date":
        raise InvalidExpression(f'Zet tekst tussen aanhalingstekens: "{token.text}".', token.at)
    reader.take("(")
    written = reader.take("text").text[1:-1]
    reader.take(")")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        raise InvalidExpression('Schrijf een datum als date("2026-11-23").', token.at)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidExpression(f"De datum {written} bestaat niet.", token.at) from None
