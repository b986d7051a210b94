"""Finds numbers of the state that must not be kept: the BSN and the onderwijsnummer of a pupil."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workflows.domain.wording import Said, said

NationalNumber = Literal["bsn", "onderwijsnummer"]

_RUN = re.compile(r"\d+(?:[ .\-\u00a0\u2009\u2013]\d+)*")
_GROUP = re.compile(r"\d+")
_USUAL_GROUPS = ((3, 3, 3), (4, 2, 3))
#: What such a number is called; it stands before the number, or close behind it.
_NAMES = re.compile(
    r"(?<![a-z])(?:bsn|burger[ -]?service[ -]?n(?:ummer|r)|sofi[ -]?n(?:ummer|r)|pgn|persoonsgebonden[ -]?nummer"
    r"|onderwijs[ -]?n(?:ummer|r))(?![a-z])",
    re.IGNORECASE,
)
_BEFORE, _BEHIND = 60, 25  #: characters


@dataclass(frozen=True)
class Suspect:
    """A number that may be one of the state; *last* are its last two digits, *named*: a word says that it is one."""

    kind: NationalNumber
    last: str
    named: bool

    @property
    def masked(self) -> str:
        return f"•••••••{self.last}"


def national_number_in(text: str) -> NationalNumber | None:
    """Return which national number *text* seems to hold, if any.

    Looks at nine digits written together or in the usual groups (111 222 333, 1112.22.333); telephone numbers in
    international notation are left alone. A number is only suspected: one in six arbitrary numbers fits as well.

    Source: UAVG art. 46; WPO art. 178a (the SWV is not among the permitted users).
    """
    found: Iterator[NationalNumber] = (kind for digits, _, _ in _written(text) if (kind := _kind(digits)))
    return next(found, None)


def suspects_in(text: str) -> Iterator[Suspect]:
    """Yield every number in *text* that may be a national number, and whether the words around it say so.

    Where they do, eight digits count as well: a table drops the zero in front.
    """
    for digits, start, end in _written(text, eight=True):
        named = _NAMES.search(text[max(0, start - _BEFORE) : start] + " | " + text[end : end + _BEHIND]) is not None
        if (len(digits) == 9 or named) and (kind := _kind(digits.zfill(9))):
            yield Suspect(kind, digits[-2:], named)


def _written(text: str, *, eight: bool = False) -> Iterator[tuple[str, int, int]]:
    """Yield what is written as a number of nine digits (or *eight* together), and from where to where."""
    for run in _RUN.finditer(text):
        if text.startswith("+", max(0, run.start() - 1), run.start()) or run.group().startswith("00"):
            continue
        groups: list[str] = _GROUP.findall(run.group())
        candidates = [group for group in groups if len(group) == 9 or (eight and len(group) == 8)]
        candidates += [
            "".join(window)
            for window in zip(groups, groups[1:], groups[2:], strict=False)
            if tuple(map(len, window)) in _USUAL_GROUPS
        ]
        for digits in candidates:
            yield digits, run.start(), run.end()


def _kind(nine: str) -> NationalNumber | None:
    digits = [int(digit) for digit in nine]
    weighed = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits[:8], strict=True))
    if any(digits) and (weighed - digits[8]) % 11 == 0:
        return "bsn"
    if weighed % 11 == digits[8] + 5:
        return "onderwijsnummer"
    return None


def explanation(found: NationalNumber) -> Said:
    """Return, for the person who typed it, why this number cannot stay and what to do."""
    return said(
        "hier staat een getal dat {what} kan zijn. Het samenwerkingsverband mag dat nummer niet vastleggen"
        " (UAVG art. 46). Haal het weg; naam en geboortedatum zijn genoeg."
        " Is het een ander nummer? Schrijf dan alleen de laatste vier cijfers.",
        what=said("een BSN") if found == "bsn" else said("een onderwijsnummer"),
    )
