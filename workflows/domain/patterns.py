"""Patterns for texts such as a postcode: a small part of regular expressions that is never slow.

Regular expressions of users can take for ever. These have letters, `\\d`, `[A-Z0-9]`, and the repeats `?` `*` `+`
`{2}` `{1,4}`, no groups and no alternatives; a text is matched in one pass.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from workflows.domain.errors import InvalidExpression

MAX_PATTERN, MAX_PLACES = 200, 300

_PART = re.compile(
    r"(?P<one>\\[d.\-+*?()\[\]{}/\\]|\[\^?(?:[^\[\]\\]|\\[d\-\]\[\\.])+\]|[^\\\[\](){}?*+|^$.])"
    r"(?P<repeat>[?*+]|\{(?P<least>[0-9]{1,2})(?P<comma>,(?P<most>[0-9]{1,2}))?\})?"
)


@dataclass(frozen=True)
class _Place:
    """One character to match; *skip*: may be left out, *again*: may be repeated."""

    fits: re.Pattern[str]
    skip: bool = False
    again: bool = False


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; the whole text must match it."""

    source: str
    _places: tuple[_Place, ...]

    def matches(self, text: str) -> bool:
        """Return whether the whole *text* fits; takes len(text) × MAX_PLACES looks at most."""
        last = len(self._places)
        here = self._from(0)
        for character in text:
            following: set[int] = set()
            for place in here:
                if place < last and self._places[place].fits.fullmatch(character):
                    following |= self._from(place + 1)
                    if self._places[place].again:
                        following |= self._from(place)
            here = following
            if not here:
                return False
        return last in here

    def _from(self, place: int) -> set[int]:
        reached = {place}
        while place < len(self._places) and self._places[place].skip:
            place += 1
            reached.add(place)
        return reached


@lru_cache(maxsize=512)
def compile_pattern(source: str) -> Pattern:
    """Return the pattern.

    Raises:
        InvalidExpression: not a pattern of this small language; says where it stops being one.
    """
    if len(source) > MAX_PATTERN:
        raise InvalidExpression(f"Een patroon heeft hoogstens {MAX_PATTERN} tekens.", MAX_PATTERN)
    at, end = int(source.startswith("^")), len(source) - int(source.endswith("$") and not source.endswith("\\$"))
    places: list[_Place] = []
    while at < end:
        part = _PART.match(source, at, end)
        if part is None:
            raise InvalidExpression(
                f"Het patroon klopt niet bij teken {at + 1}. Gebruik letters, \\d, [A-Z] en herhalingen als {{2}}.", at
            )
        places += _places(part, at)
        if len(places) > MAX_PLACES:
            raise InvalidExpression("Het patroon is te lang.", at)
        at = part.end()
    if not places:
        raise InvalidExpression("Het patroon is leeg.", 0)
    return Pattern(source, tuple(places))


def _places(part: re.Match[str], at: int) -> list[_Place]:
    one = part["one"]
    try:
        fits = re.compile(one if len(one) > 1 else re.escape(one), re.ASCII)
    except re.error:
        raise InvalidExpression(f"Het patroon klopt niet bij teken {at + 1}.", at) from None
    match part["repeat"]:
        case None:
            return [_Place(fits)]
        case "?":
            return [_Place(fits, skip=True)]
        case "*":
            return [_Place(fits, skip=True, again=True)]
        case "+":
            return [_Place(fits, again=True)]
    least = int(part["least"])
    most = int(part["most"]) if part["comma"] else least
    if most < least:
        raise InvalidExpression(f"Het patroon herhaalt minder dan niets (bij teken {at + 1}).", at)
    return [_Place(fits)] * least + [_Place(fits, skip=True)] * (most - least)
