"""What stands above every page of a case, and what is read there."""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.wording import Said


@dataclass(frozen=True)
class CaseHead:
    """What stands on top of everything about a case."""

    number: str
    route: str
    route_title: str
    pupil: str
    born: date | None
    school: str
    state: str
    outcome: str | None
    started_on: date
    pupil_id: int | None = None


@dataclass(frozen=True)
class DocumentView:
    """A stored document, without its content."""

    id: int
    name: str
    media_type: str
    size: int
    kind: str
    added_by: str
    added_at: datetime
    remark: Said | None = None  #: for who added it, and for the office
    replaceable: bool = False  #: by who looks at it
    can_be_seen: bool = False  #: without taking it along


@dataclass(frozen=True)
class Section:
    """A part of the dossier in words: (label, value) lines under a title."""

    title: str
    rows: tuple[tuple[str, str], ...]
