"""A note on a case, as it is read."""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.wording import Said


@dataclass(frozen=True)
class NoteView:
    """A note as it is read; *own*: who reads it wrote it; *follows*: who reads it still comes back to it."""

    id: int
    case_number: str
    at: datetime
    by: str
    how: Said
    whom: str
    told: str
    plan: str
    in_dossier: bool
    own: bool
    next_on: date | None
    follows: bool
    erase_on: date | None
