"""The tiles of the first page: a few lines each, and where to go on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflows.domain.wording import Said, Sayable

SHOWN = 5  #: lines on one tile; the rest stands where the tile leads to


@dataclass(frozen=True)
class Line:
    """A line of a tile; *place* names the page it leads to, if any, and *key* which one.

    What a route or a school calls something is *text* as it is; words of our own were said.
    """

    text: Sayable
    minor: Sayable = ""
    place: str = ""
    key: Mapping[str, str | int] = field(default_factory=dict)
    due_on: date | None = None
    tone: str = ""
    norm: str = ""


@dataclass(frozen=True)
class Tile:
    """What one subject asks of this person today.

    *count* stands beside the title; *state* says how it is where that is more than a number, and *tone* how bad.
    """

    id: str
    title: Said
    place: str = ""
    key: Mapping[str, str | int] = field(default_factory=dict)
    count: str = ""
    state: Said | None = None
    tone: str = ""
    lines: Sequence[Line] = ()


def capped(number: int, most: int) -> str:
    """``17``, or ``50+`` where only so many were counted."""
    return f"{most}+" if number > most else str(number)


def aside(*words: str | None) -> str:
    """Return what stands small beside a line, without what is not known."""
    return " · ".join(word for word in words if word)


def worst(tones: Iterable[str]) -> str:
    """Return the tone of a tile in which something is late: red where any of its lines is."""
    return "red" if "red" in tones else "amber"
