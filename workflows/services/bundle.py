"""The bundle of a meeting: the page about each case that this reader may see, to read without a network."""

from dataclasses import dataclass
from datetime import date

from workflows.domain import meetings as rules
from workflows.domain.errors import AnswerFirst, NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import dossiers
from workflows.persistence import meetings as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.case_summary import CaseSummary, summary
from workflows.services.meetings import MeetingRow, Seat, meeting_for, row_of
from workflows.services.sitting import state_of
from workflows.services.views import Enclosure

MOST_BYTES = 80_000_000  #: of all files in one bundle; what does not fit is named in it


@dataclass(frozen=True)
class Bundle:
    """The pages of a meeting for one *reader*, to be opened until a day; *left_out*: cases that are closed to them."""

    meeting: MeetingRow
    seat: Seat
    reader: str
    until: date
    pages: tuple[CaseSummary, ...]
    left_out: tuple[str, ...]
    files: tuple[tuple[str, tuple[Enclosure, ...]], ...] = ()  #: the documents of each case, to go behind the pages


def bundle(uow: UnitOfWork, by: Person, meeting_id: int) -> Bundle:
    """Return the bundle of a meeting; each case in it is logged as read.

    Raises:
        NotFound: there is none for this person: only members and the office read bundles.
        AnswerFirst: this member has not said of every case whether they know the child or the school.
        NotAllowed: it may not be opened any more, or there is nothing in it.
    """
    meeting, seat = meeting_for(uow, by, meeting_id)
    if not (seat.member or access.is_office(by, seat.swv_id)):
        raise NotFound(f"no bundle of meeting {meeting_id}")
    until = rules.valid_until(meeting.held_on, seat.committee)
    if uow.today > until:
        raise NotAllowed(said("Deze bundel was te openen tot en met {day}.", day=until))
    rows = [(item, line) for item, line in table.items(uow, meeting.id) if state_of(item, line) == table.OPEN]
    recused = table.recused_from(uow, [item.case_id for item, _ in rows])
    answers = table.readers(uow, [item.id for item, _ in rows])
    if seat.member and any(by.id not in answers[item.id] and by.id not in recused[item.case_id] for item, _ in rows):
        raise AnswerFirst(meeting_id)
    own = [line for item, line in rows if by.id not in recused[item.case_id]]
    if not own:
        raise NotAllowed(said("Er staat niets in deze bundel."))
    for answer in (answers[item.id].get(by.id) for item, _ in rows):
        if answer is not None and not answer.knows and answer.read_at is None:
            answer.read_at = uow.now  # who takes the bundle along has opened the cases in it
    pages = tuple(summary(uow, access.case_for(uow, line.number, by), by, "bundle") for line in own)
    room = MOST_BYTES
    files = []
    for page, line in zip(pages, own, strict=True):
        behind = []
        for document in page.documents:
            access.log_read(uow, line.case_id, by, "document", document.id)
            room -= document.size
            content = dossiers.content_of(uow, document.id) if room >= 0 else b""
            behind.append(Enclosure(document.name, document.media_type, content))
        files.append((line.number, tuple(behind)))
    return Bundle(
        meeting=row_of(meeting, len(rows), uow.today),
        seat=seat,
        reader=by.name,
        until=until,
        pages=pages,
        files=tuple(files),
        left_out=tuple(line.number for item, line in rows if by.id in recused[item.case_id]),
    )
