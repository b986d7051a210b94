"""How the letters of a message will read: the message is received, its letters are read, and nothing of it is kept.

To be called in a unit of work that is undone (``System.try_out``).
"""

from workflows.domain.people import Person
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, letter_pages, messages
from workflows.services.tasks import Raw
from workflows.services.views import LetterPage


def of_message(uow: UnitOfWork, number: str, token: str, by: Person, raw: Raw) -> tuple[LetterPage, ...]:
    """Return the letters that a message would make.

    Raises:
        what ``messages.receive`` raises.
    """
    case_id = access.case_for(uow, number, by).id
    before = _letters(uow, case_id)
    messages.receive(uow, number, token, by, raw)
    return _made(uow, case_id, before, by)


def _letters(uow: UnitOfWork, case_id: int) -> set[int]:
    return {row.id for row in dossiers.letters_of(uow, case_id)}


def _made(uow: UnitOfWork, case_id: int, before: set[int], by: Person) -> tuple[LetterPage, ...]:
    made: list[models.Letter] = [row for row in dossiers.letters_of(uow, case_id) if row.id not in before]
    return tuple(letter_pages.letter(uow, row.id, by) for row in letter_pages.readable(uow, case_id, made, by))
