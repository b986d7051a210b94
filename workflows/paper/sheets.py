"""A letter as it stands on paper, whatever writes it, and what may be said about it outside the text."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """One letter to one addressee; lines of address, then (kind, lines) for headings, paragraphs and lists.

    What a file says of itself travels further than the letter: *title* names no person, only the case.
    """

    title: str
    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    date: str
    reference: str
    subject: str
    blocks: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Post:
    """The letters of one day in the order of the list in front of them."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    sheets: tuple[Sheet, ...]
