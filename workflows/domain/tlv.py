"""The toelaatbaarheidsverklaring itself: its number and how long it must hold."""

import re
from dataclasses import dataclass
from datetime import date

CATEGORIES = ("L", "M", "H")  #: of funding: 1 (low), 2 (middle), 3 (high)
FIRST_YEAR = 2014  #: passend onderwijs began on 1 August 2014


@dataclass(frozen=True, order=True)
class TlvNumber:
    """The number on a decision: the SWV that decided, the year of issue, a sequence within that year.

    Source: DUO Programma van Eisen BRON, element 94, checks 421 and 422.
    """

    swv: str
    year: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.swv}-{self.year}-{self.sequence:05}"

    @staticmethod
    def parse(text: str) -> "TlvNumber":
        """Read ``PO9903-2026-00042``.

        Raises:
            ValueError: it is no TLV number; says in Dutch what one looks like.
        """
        match = re.fullmatch(r"([PV]O[0-9]{4})-([0-9]{4})-([0-9]{5})", text)
        if match is None or int(match[2]) < FIRST_YEAR:
            raise ValueError(f"'{text}' is geen TLV-nummer; het ziet eruit als PO9903-2026-00042.")
        return TlvNumber(match[1], int(match[2]), int(match[3]))


def national_category(kind: str, category: object) -> str | None:
    """Return the category of a TLV as the country knows it: only SO and VSO have one, and no code of one's own is one.

    Source: DUO Programma van Eisen BRON, list of values of the category; WEC art. 40.
    """
    return str(category) if kind in ("SO", "VSO") and category in CATEGORIES else None


def tlv_end(start: date) -> date:
    """Return the earliest 31 July on which a TLV that begins on *start* may end.

    It holds at least one full school year (1 August to 31 July); one that begins during a school year holds for the
    rest of that year and one more.

    Source: WEC art. 40 lid 15; DUO checks 423 and 424.
    """
    return date(start.year + (1 if (start.month, start.day) <= (8, 1) else 2), 7, 31)


def is_tlv_end(start: date, end: date) -> bool:
    """Say whether a TLV that begins on *start* may end on *end*: a 31 July, not before the earliest one."""
    return (end.month, end.day) == (7, 31) and end >= tlv_end(start)
