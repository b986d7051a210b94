"""A round in writing between two meetings: members agree with the draft, or bring the case to the table."""

from workflows.domain import meetings as rules
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import dossiers, models, people
from workflows.persistence import meetings as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.meeting_agenda import open_item
from workflows.services.meetings import Seat, meeting_for

VOTES = ("eens", "bespreken")


def vote(uow: UnitOfWork, by: Person, meeting_id: int, item_id: int, what: str, reason: str) -> None:
    """Say in a written round that one agrees with the draft, or wants to talk: that brings the case to the table.

    Raises:
        NotFound: this is no round, or they are no member who takes part.
        NotAllowed: the round is over, or there is no draft.
        InvalidAnswers: nothing chosen, or no reason to talk.
    """
    meeting, seat = meeting_for(uow, by, meeting_id, changes=True)
    item = open_item(uow, meeting_id, item_id)
    answer = uow.session.get(models.MeetingReader, (item_id, by.id))
    if meeting.kind != rules.ROUND or not seat.member or answer is None or answer.knows:
        raise NotFound(f"no round {meeting_id}")
    if meeting.closes_at is None or uow.now >= meeting.closes_at:
        raise NotAllowed(said("Deze schriftelijke ronde is voorbij."))
    if what not in VOTES:
        raise InvalidAnswers([FieldError("vote", said("Kies of u het eens bent of de zaak wilt bespreken."))])
    if what == "bespreken" and not 1 <= len(reason.strip()) <= 500:
        raise InvalidAnswers([FieldError("reason", said("Reden: vul in waarom, in hoogstens 500 tekens."))])
    if what == "eens" and dossiers.draft(uow, item.task_id) is None:
        raise NotAllowed(said("Er is nog geen concept-advies om het mee eens te zijn."))
    answer.vote, answer.vote_reason, answer.voted_at = what, reason.strip(), uow.now
    if what == "bespreken":
        item.state, item.reason = table.TABLE, reason.strip()
    uow.session.flush()
    _note_who_answered(uow, meeting, seat)


def _note_who_answered(uow: UnitOfWork, meeting: models.Meeting, seat: Seat) -> None:
    """Of a written round, who answered was present."""
    rows = table.readers(uow, [item.id for item, _ in table.items(uow, meeting.id)])
    voted = {person for each in rows.values() for person, row in each.items() if row.voted_at is not None}
    names, before = people.names_of(uow, voted), table.disciplines_of(uow, seat.swv_id, seat.committee.id)
    meeting.present = [
        {"person": person, "name": names[person], "discipline": before.get(person, "")} for person in sorted(voted)
    ]
