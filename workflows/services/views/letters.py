"""A letter, its enclosures and its page."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from workflows.domain.clock import local_date
from workflows.services.views.head import CaseHead


@dataclass(frozen=True)
class LetterView:
    """A letter to one addressee."""

    id: int
    subject: str
    addressee: str
    channel: str
    made_at: datetime
    posted_on: date | None
    returned_on: date | None
    case_number: str = ""
    version: int = 1
    replaced: bool = False  #: a newer version goes out instead

    @property
    def made_on(self) -> date:
        return local_date(self.made_at)


@dataclass(frozen=True)
class Enclosure:
    """A document that goes along with something on paper."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class LetterPage:
    """A letter as it goes out: *sender* and *address* are lines, *blocks* are (kind, text or lines).

    *kind* is besluit, brief or bericht; *dated* the day that stands above it. It is *broken* where it is no longer what
    was sealed.
    """

    letter: LetterView
    case: CaseHead | None
    kind: str
    dated: date
    sender: tuple[str, ...]
    address: tuple[str, ...]
    blocks: tuple[tuple[str, tuple[str, ...]], ...]
    seal: str = ""
    broken: bool = False
    change: str = ""  #: what is other than in the letter that it replaces
    replaces: int | None = None
    enclosed: tuple[int, ...] = ()  #: the documents that go along, by id

    def without_address(self, words: str) -> "LetterPage":
        """Return the page with *words* in the place of the address."""
        return replace(self, address=(words,))
