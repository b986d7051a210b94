"""Answers that come along to another case, as ``field`` or ``new=old``."""

from collections.abc import Iterable
from typing import NamedTuple


class Carried(NamedTuple):
    """An answer that comes along: the field that takes it, and the field elsewhere that gave it."""

    new: str
    old: str


def pairs_in(words: Iterable[str]) -> tuple[Carried, ...]:
    """Return what the words ``field`` or ``new=old`` name."""
    parts = (word.partition("=") for word in words)
    return tuple(Carried(new, old or new) for new, _, old in parts)
