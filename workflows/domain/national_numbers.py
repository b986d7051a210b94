"""Finds numbers of the state that must not be kept: the BSN and the onderwijsnummer of a pupil."""

import re
from typing import Literal

from workflows.domain.wording import Said, said

NationalNumber = Literal["bsn", "onderwijsnummer"]

_RUN = re.compile(r"\d+(?:[ .\-\u00a0\u2009\u2013]\d+)*")
_GROUP = re.compile(r"\d+")
_USUAL_GROUPS = ((3, 3, 3), (4, 2, 3))


def national_number_in(text: str) -> NationalNumber | None:
    """Return which national number *text* seems to hold, if any.

    Looks at nine digits written together or in the usual groups (111 222 333, 1112.22.333); telephone numbers in
    international notation are left alone. A number is only suspected: one in six arbitrary numbers fits as well.

    Source: UAVG art. 46; WPO art. 178a (the SWV is not among the permitted users).
    """
    for run in _RUN.finditer(text):
        if text[: run.start()].endswith("+") or run.group().startswith("00"):
            continue
        groups: list[str] = _GROUP.findall(run.group())
        candidates = [group for group in groups if len(group) == 9]
        candidates += [
            "".join(window)
            for window in zip(groups, groups[1:], groups[2:], strict=False)
            if tuple(map(len, window)) in _USUAL_GROUPS
        ]
        for candidate in candidates:
            found = _kind(candidate)
            if found:
                return found
    return None


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
