"""Values of the expression language in Dutch words, for letters and for answers read back."""

from datetime import date, timedelta
from decimal import Decimal

from workflows.domain.values import Value
from workflows.domain.wording import date_in_words, number_in_words


def in_words(value: Value) -> str:
    """Return *value* as a Dutch reader writes it; an empty value is an empty text."""
    match value:
        case str():  # most values are; no other kind is one
            return value
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case int():
            return str(value)
        case Decimal():
            return number_in_words(value)
        case date():
            return date_in_words(value)
        case timedelta():
            return "1 dag" if value.days == 1 else f"{value.days} dagen"
        case list():
            return enumeration([in_words(item) for item in value])


def money_in_words(value: Decimal) -> str:
    """Return an amount in euro: '€ 1.234,50'."""
    return f"€ {number_in_words(value.quantize(Decimal('0.01')))}"


def enumeration(words: list[str], last: str = "en") -> str:
    """Return 'a', 'a en b' or 'a, b en c'; in English with 'and' before the *last*."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
