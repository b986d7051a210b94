"""A letter as it stands on paper, whatever writes it, and what may be said about it outside the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.paper.drawn import Picture


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
    logo: bytes = b""  #: a JPEG, above it


@dataclass(frozen=True)
class CaseSheet:
    """One case in the bundle of a meeting: lines under its title, then parts with one or more columns of answers."""

    title: str
    head: tuple[str, ...]
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Part:
    """A part of a case in a bundle; each column is a list of (question, answer)."""

    title: str
    columns: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True)
class CaseBundle:
    """The bundle of a meeting: a list in front, then the cases; *watermark* stands across every page."""

    title: str
    author: str
    watermark: str
    footer: str
    intro: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    pages: tuple[CaseSheet, ...]
    behind: tuple[tuple[str, ...], ...] = ()  #: a row for each file behind it, and how many pages, or why not


@dataclass(frozen=True)
class Dossier:
    """The front of the bundle of a case: lines about it, then what was answered; the index comes from the pieces."""

    title: str
    author: str
    watermark: str
    footer: str
    intro: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class InDossier:
    """A piece of a bundle in its place: what it is, and its PDF; *why* says why it is only named."""

    title: str
    about: str
    dated: str
    content: bytes = b""
    why: str = ""


@dataclass(frozen=True)
class Behind:
    """A file that goes behind what we wrote: what it is called, in which case, and what stands below its pages."""

    name: str
    reference: str
    content: bytes
    is_pdf: bool


@dataclass(frozen=True)
class Post:
    """The letters of one day in the order of the list in front of them."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    sheets: tuple[Sheet, ...]
    files: tuple[tuple[Behind, ...], ...] = ()  #: of each letter, in that order; none: no letter has any


@dataclass(frozen=True)
class Figures:
    """Some figures on one page: *rows* are (what is counted, how many)."""

    title: str
    author: str
    intro: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[str, str] = ("Wat", "Aantal")


@dataclass(frozen=True)
class ChangeRow:
    """A change in one sentence, what kind it is, and the words before and after where words changed."""

    text: str
    kind: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Proposed:
    """A change of a route for who has no login: what it is about and why, the changes by subject, the drawings."""

    title: str
    author: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, tuple[ChangeRow, ...]], ...]
    drawings: tuple[Picture, ...]
