"""The values of the expression language: their kinds, bounds, comparison and arithmetic."""

import ast
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TypeAlias

from workflows.domain.errors import ExpressionFailed

Scalar: TypeAlias = bool | int | Decimal | str | date | timedelta | None
Value: TypeAlias = "Scalar | list[Value]"

MAX_TEXT, MAX_LIST, MAX_NUMBER, MAX_DAYS = 10_000, 200, 10**18, 100_000
_KINDS: Mapping[type, str] = {
    type(None): "leeg",
    bool: "ja of nee",
    int: "getal",
    Decimal: "getal",
    str: "tekst",
    date: "datum",
    timedelta: "aantal dagen",
    list: "lijst",
}
_DECIMALS = Context(prec=28, Emin=-99, Emax=99, traps=[InvalidOperation, DivisionByZero, Overflow])


class EmptyValue(ExpressionFailed):
    """An operation met an empty value; the author guards it with `empty(…)`."""


def kind_of(value: object) -> str:
    """Return the Dutch word for the kind of *value*; refuse what is no value of the language."""
    try:
        return _KINDS[type(value)]
    except KeyError:
        raise ExpressionFailed(f"Een gegeven van de soort {type(value).__name__} kan hier niet.") from None


def admitted(value: Value) -> Value:
    """Return *value* if its kind and size are within the language's bounds."""
    kind = type(value)
    if kind is bool or value is None or kind is date or kind is timedelta:
        return value
    if kind is str and isinstance(value, str):  # most values are
        if len(value) > MAX_TEXT:
            raise ExpressionFailed(f"Een tekst is langer dan {MAX_TEXT} tekens.")
        return value
    if isinstance(value, list):
        return list(scalars(value))
    if isinstance(value, int):
        if abs(value) > MAX_NUMBER:
            raise ExpressionFailed("Een getal is te groot.")
    elif isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -40 or abs(value.adjusted()) > 40 or abs(value) > MAX_NUMBER:
            raise ExpressionFailed("Een getal is te groot of te klein.")
    kind_of(value)
    return value


def scalars(values: list[Value]) -> list[Value]:
    """Return the single values of a list; lists are short and hold no lists."""
    if len(values) > MAX_LIST:
        raise ExpressionFailed(f"Een lijst heeft hoogstens {MAX_LIST} onderdelen.")
    for value in values:
        if isinstance(value, list):
            raise ExpressionFailed("Een lijst kan geen lijst bevatten.")
        admitted(value)
    return values


def truth(value: Value) -> bool:
    """Return a yes or no; an empty value or another kind is neither."""
    if type(value) is bool:
        return value
    if value is None:
        raise EmptyValue("Een leeg gegeven is geen ja of nee. Schrijf bijvoorbeeld: gegeven == True.")
    raise ExpressionFailed(f"Hier hoort ja of nee, geen {kind_of(value)}.")


def number(value: Value) -> int | Decimal:
    if isinstance(value, int | Decimal) and type(value) is not bool:
        return value
    raise _expected("een getal", value)


def text(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise _expected("een tekst", value)


def day(value: Value) -> date:
    if isinstance(value, date):
        return value
    raise _expected("een datum", value)


def values_of(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    raise _expected("een lijst", value)


def _expected(what: str, value: Value) -> ExpressionFailed:
    if value is None:
        return EmptyValue(f"Hier hoort {what}, maar het gegeven is leeg. Toets eerst met empty(…).")
    return ExpressionFailed(f"Hier hoort {what}, geen {kind_of(value)}.")


def key(value: Value) -> tuple[str, object]:
    """Return what a single value is compared by: kinds never mix, 2 equals 2.0, True is not 1."""
    return kind_of(value), value


def equal(left: Value, right: Value) -> bool:
    """Return whether both are the same; empty equals only empty, and unlike kinds are a mistake of the author."""
    if left is None or right is None:
        return left is right
    if kind_of(left) != kind_of(right):
        raise ExpressionFailed(f"Een {kind_of(left)} is niet te vergelijken met een {kind_of(right)}.")
    if isinstance(left, list) and isinstance(right, list):
        return [key(value) for value in left] == [key(value) for value in right]
    return left == right


def contains(container: Value, value: Value) -> bool:
    """Return whether a list holds *value*, or a text holds that text."""
    if isinstance(container, str):
        return text(value) in container
    return any(equal(value, item) for item in values_of(container))


def order(left: Value, right: Value) -> int:
    """Return -1, 0 or 1; only numbers, dates and numbers of days have an order, and empty has none."""
    if left is None or right is None:
        raise EmptyValue("Een leeg gegeven is niet groter of kleiner dan iets. Toets eerst met empty(…).")
    if kind_of(left) != kind_of(right):
        raise ExpressionFailed(f"Een {kind_of(left)} is niet te vergelijken met een {kind_of(right)}.")
    if isinstance(left, bool | str | list):
        raise ExpressionFailed(f"Een {kind_of(left)} kent geen groter of kleiner.")
    return (left > right) - (left < right)  # type: ignore[operator]  # the kinds are equal


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, str):
        return admitted(left + text(right))
    if isinstance(left, date) and isinstance(right, timedelta):
        return left + right
    if isinstance(left, timedelta) and isinstance(right, date):
        return right + left
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return _bounded(left + right)
    a, b = number(left), number(right)
    return admitted(a + b if isinstance(a, int) and isinstance(b, int) else _DECIMALS.add(a, b))


def _subtract(left: Value, right: Value) -> Value:
    if isinstance(left, date) and isinstance(right, date):
        return left - right
    if isinstance(left, date) and isinstance(right, timedelta):
        return left - right
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return _bounded(left - right)
    a, b = number(left), number(right)
    return admitted(a - b if isinstance(a, int) and isinstance(b, int) else _DECIMALS.subtract(a, b))


def _multiply(left: Value, right: Value) -> Value:
    a, b = number(left), number(right)
    return admitted(a * b if isinstance(a, int) and isinstance(b, int) else _DECIMALS.multiply(a, b))


def _divide(left: Value, right: Value) -> Value:
    return admitted(_DECIMALS.divide(Decimal(number(left)), number(right)))


def _whole_parts(left: Value, right: Value) -> tuple[int, int]:
    a, b = number(left), number(right)
    if isinstance(a, Decimal) or isinstance(b, Decimal):
        raise ExpressionFailed("// en % rekenen met hele getallen.")
    return divmod(a, b)


def negative(value: Value) -> Value:
    amount = number(value)
    return -amount if isinstance(amount, int) else _DECIMALS.minus(amount)


def total(values: Iterable[Value]) -> Value:
    result: Value = 0
    for value in values:
        result = _add(result, number(value))
    return result


def _bounded(length: timedelta) -> timedelta:
    if abs(length.days) > MAX_DAYS:
        raise ExpressionFailed("Een aantal dagen is te groot.")
    return length


Operation = Callable[[Value, Value], Value]
ARITHMETIC: Mapping[type[ast.operator], Operation] = {
    ast.Add: _add,
    ast.Sub: _subtract,
    ast.Mult: _multiply,
    ast.Div: _divide,
    ast.FloorDiv: lambda left, right: _whole_parts(left, right)[0],
    ast.Mod: lambda left, right: _whole_parts(left, right)[1],
}
COMPARISONS: Mapping[type[ast.cmpop], Operation] = {
    ast.Eq: equal,
    ast.NotEq: lambda left, right: not equal(left, right),
    ast.Lt: lambda left, right: order(left, right) < 0,
    ast.LtE: lambda left, right: order(left, right) <= 0,
    ast.Gt: lambda left, right: order(left, right) > 0,
    ast.GtE: lambda left, right: order(left, right) >= 0,
    ast.In: lambda left, right: contains(right, left),
    ast.NotIn: lambda left, right: not contains(right, left),
}
