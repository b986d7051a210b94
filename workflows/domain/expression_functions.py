"""The functions of the expression language; there are no others."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from workflows.domain.errors import ExpressionFailed
from workflows.domain.tlv import tlv_end
from workflows.domain.values import (
    MAX_DAYS,
    EmptyValue,
    Value,
    admitted,
    contains,
    day,
    key,
    number,
    order,
    text,
    total,
    values_of,
)

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Function:
    """One function: how it is written, how many values it takes, what it does."""

    usage: str
    least: int
    most: int
    run: Callable[..., Value]


def _is_empty(value: Value) -> bool:
    return value is None or value == "" or value == []


def _whole(value: Value) -> int:
    amount = number(value)
    if isinstance(amount, Decimal) and amount != amount.to_integral_value():
        raise ExpressionFailed("Hier hoort een heel getal.")
    return int(amount)


def _days(count: Value, of: int = 1) -> timedelta:
    length = _whole(count) * of
    if abs(length) > MAX_DAYS:
        raise ExpressionFailed("Een aantal dagen is te groot.")
    return timedelta(days=length)


def _date(written: Value) -> date:
    words = text(written)
    if not _ISO_DATE.fullmatch(words):
        raise ExpressionFailed('Schrijf een datum als date("2026-11-23").')
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ExpressionFailed(f"De datum {words} bestaat niet.") from None


def _length(value: Value) -> int:
    return len(value) if isinstance(value, str) else len(values_of(value))


def _extreme(sign: int) -> Callable[..., Value]:
    def extreme(*arguments: Value) -> Value:
        values = values_of(arguments[0]) if len(arguments) == 1 else list(arguments)
        if not values:
            raise EmptyValue("Een lege lijst heeft geen kleinste of grootste.")
        best = values[0]
        for value in values:  # the first one too: it must have an order
            if order(value, best) == sign:
                best = value
        return best

    return extreme


def _round(value: Value, digits: Value = 0) -> Value:
    """Round half up, as money is rounded; without digits the result is a whole number."""
    amount, places = Decimal(number(value)), _whole(digits)
    if not 0 <= places <= 6:
        raise ExpressionFailed("Rond af op 0 tot en met 6 cijfers achter de komma.")
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return admitted(rounded if places else int(rounded))


def _absolute(value: Value) -> Value:
    amount = number(value)
    return abs(amount) if isinstance(amount, int) else amount.copy_abs()


def _age(born: Value, on: Value) -> int:
    """Return the whole years between two dates; who was born on 29 February is a year older on 1 March."""
    birth, moment = day(born), day(on)
    if moment < birth:
        raise ExpressionFailed("De geboortedatum ligt na de datum waarop de leeftijd is gevraagd.")
    return moment.year - birth.year - ((moment.month, moment.day) < (birth.month, birth.day))


def _tlv_end(start: Value) -> date:
    try:
        return tlv_end(day(start))
    except ValueError:
        raise ExpressionFailed("Deze begindatum ligt te ver weg.") from None


def _birthday(born: Value, age: Value) -> Value:
    """Return the day on which somebody reaches an age; who was born on 29 February may have to wait until 1 March."""
    birth, years = day(born), _whole(age)
    if not 0 <= years <= 130:
        raise ExpressionFailed("Een leeftijd is een getal van 0 tot en met 130.")
    if birth.year + years > date.max.year:
        raise ExpressionFailed("Deze verjaardag ligt te ver weg.")
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def _all_in(values: Value, allowed: Value) -> bool:
    known = {key(value) for value in values_of(allowed)}
    return all(key(value) in known for value in values_of(values))


def _count(values: Value, value: Value) -> int:
    wanted = key(value) if not isinstance(value, list) else None
    return sum(key(item) == wanted for item in values_of(values))


def _distinct(values: Value) -> Value:
    """Return the list with each value once, in order of first appearance."""
    return list({key(value): value for value in values_of(values)}.values())


FUNCTIONS: Mapping[str, Function] = {
    "empty": Function("empty(gegeven)", 1, 1, _is_empty),
    "days": Function("days(aantal)", 1, 1, _days),
    "weeks": Function("weeks(aantal)", 1, 1, lambda count: _days(count, 7)),
    "date": Function('date("2026-11-23")', 1, 1, _date),
    "year": Function("year(datum)", 1, 1, lambda value: day(value).year),
    "month": Function("month(datum)", 1, 1, lambda value: day(value).month),
    "day": Function("day(datum)", 1, 1, lambda value: day(value).day),
    "age": Function("age(geboortedatum, datum)", 2, 2, _age),
    "tlv_end": Function("tlv_end(begindatum)", 1, 1, _tlv_end),
    "birthday": Function("birthday(geboortedatum, leeftijd)", 2, 2, _birthday),
    "len": Function("len(lijst of tekst)", 1, 1, _length),
    "min": Function("min(waarde, waarde, …) of min(lijst)", 1, 20, _extreme(-1)),
    "max": Function("max(waarde, waarde, …) of max(lijst)", 1, 20, _extreme(1)),
    "sum": Function("sum(lijst)", 1, 1, lambda values: total(values_of(values))),
    "abs": Function("abs(getal)", 1, 1, _absolute),
    "round": Function("round(getal) of round(getal, cijfers)", 1, 2, _round),
    "lower": Function("lower(tekst)", 1, 1, lambda value: admitted(text(value).lower())),
    "upper": Function("upper(tekst)", 1, 1, lambda value: admitted(text(value).upper())),
    "contains": Function("contains(tekst, deel)", 2, 2, contains),
    "startswith": Function("startswith(tekst, begin)", 2, 2, lambda value, start: text(value).startswith(text(start))),
    "count": Function("count(lijst, waarde)", 2, 2, _count),
    "all_in": Function("all_in(lijst, lijst)", 2, 2, _all_in),
    "distinct": Function("distinct(lijst)", 1, 1, _distinct),
}
