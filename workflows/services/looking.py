"""Looking at a document without taking it along: some pages at a time, as pictures."""

from dataclasses import dataclass

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.paper.looking import Look, can_be_seen, look_at
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import documents
from workflows.services.views import DocumentView

MANY = 5  #: pages at a time


@dataclass(frozen=True)
class Opened:
    """A document that may be looked at, of which case, with what it holds."""

    document: DocumentView
    case_number: str
    content: bytes


@dataclass(frozen=True)
class Preview:
    """Some pages of a document, numbered from *first*; none: it cannot be opened. *of* is how many it has."""

    document: DocumentView
    case_number: str
    first: int
    pages: tuple[Look, ...]
    of: int


def opened(uow: UnitOfWork, document_id: int, by: Person) -> Opened:
    """Return a document to look at; the reading is logged.

    Raises:
        NotFound: there is none, it is not theirs to see, or it is of a kind that cannot be looked at.
    """
    view, content = documents.fetch(uow, document_id, by)
    if not can_be_seen(view.media_type):
        raise NotFound(f"document {document_id} cannot be looked at")
    row = uow.session.get_one(models.Document, document_id)
    return Opened(view, uow.session.get_one(models.Case, row.case_id).number, content)


def preview(seen: Opened, first: int) -> Preview:
    """Return some pages, from the *first* on; drawing takes up to some seconds: do it outside any unit of work."""
    looks = look_at(seen.document.media_type, seen.content, max(first, 1) - 1, MANY)
    pages, of = (looks.pages, looks.of) if looks is not None else ((), 0)
    return Preview(seen.document, seen.case_number, max(first, 1), pages, of)
