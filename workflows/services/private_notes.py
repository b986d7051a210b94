"""What a member of a committee writes down for themselves: no part of the dossier, and gone with the decision.

Nothing of it stands in the history, in a bundle or in any file that leaves the system.
Source: AVG art. 15 (what is shared or kept is in the dossier, and its subject may see it).
"""

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import definition_of
from workflows.services.meetings import meeting_for

LONGEST = 20_000


def keep(uow: UnitOfWork, by: Person, meeting_id: int, item_id: int, text: str) -> None:
    """Keep what a member wrote down about a case on the agenda; empty: destroy it.

    Raises:
        NotFound: they do not sit in this meeting, or take no part in this case.
        AnswerFirst: they have not said yet whether they know the child or the school.
        NotAllowed: the decision was taken.
        InvalidAnswers: it is too long.
    """
    _, seat = meeting_for(uow, by, meeting_id)
    item = uow.session.get(models.MeetingItem, item_id)
    if item is None or item.meeting_id != meeting_id or not seat.member:
        raise NotFound(f"no item {item_id}")
    case = uow.session.get_one(models.Case, item.case_id)
    access.case_for(uow, case.number, by)
    if is_decided(uow, case):
        raise NotAllowed(said("Het besluit is genomen: aantekeningen worden niet meer bewaard."))
    if len(text) > LONGEST:
        words = said("Mijn aantekeningen: hoogstens {most} tekens.", most=LONGEST)
        raise InvalidAnswers([FieldError("note", words)])
    known = uow.session.get(models.PrivateNote, (case.id, by.id))
    if known is not None and not text.strip():
        uow.session.delete(known)
    elif known is not None:
        known.text, known.saved_at = text.strip(), uow.now
    elif text.strip():
        uow.session.add(models.PrivateNote(case_id=case.id, person_id=by.id, text=text.strip(), saved_at=uow.now))


def is_decided(uow: UnitOfWork, case: models.Case) -> bool:
    """Was the decision on a case taken: is there a letter with it, or did the case end?"""
    if case.ended_at is not None:
        return True
    letters = definition_of(uow, case.deployment_id).route.letters
    return any(letters[row.letter].kind == "besluit" for row in dossiers.letters_of(uow, case.id))
