"""First the question, then the file: a member says whether they know the child or the school, on names only.

Source: Awb art. 2:4 (no bias, nor what looks like it).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import cases, models
from workflows.persistence import meetings as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.assigning import assign
from workflows.services.dossier import full_name
from workflows.services.meetings import MeetingRow, Seat, meeting_for, row_of


@dataclass(frozen=True)
class Acquaintance:
    """A case of a meeting by names only; *knows* is None until this member answered."""

    item_id: int
    number: str
    pupil: str
    school: str
    knows: bool | None


@dataclass(frozen=True)
class AcquaintancePage:
    """What a member answers before reading anything of a meeting."""

    meeting: MeetingRow
    seat: Seat
    rows: tuple[Acquaintance, ...]

    @property
    def unanswered(self) -> int:
        return sum(row.knows is None for row in self.rows)


def questions(uow: UnitOfWork, by: Person, meeting_id: int) -> AcquaintancePage:
    """Return the names on an agenda, and what this member answered.

    Raises:
        NotFound: they are no member of this committee.
    """
    meeting, seat = meeting_for(uow, by, meeting_id)
    if not seat.member:
        raise NotFound(f"no member of meeting {meeting_id}")
    return _page(uow, by, meeting, seat)


def _page(uow: UnitOfWork, by: Person, meeting: models.Meeting, seat: Seat) -> AcquaintancePage:
    rows = table.items(uow, meeting.id)
    answers = table.readers(uow, [item.id for item, _ in rows])
    before = table.recused_from(uow, [item.case_id for item, _ in rows])
    found = []
    for item, line in rows:
        row = answers[item.id].get(by.id)
        knows = True if by.id in before[item.case_id] else row.knows if row is not None else None
        name = full_name(line.first_name, line.infix, line.last_name)
        found.append(Acquaintance(item.id, line.number, name, line.school or "", knows))
    live = sum(item.state in (table.OPEN, table.ADVISED) for item, _ in rows)
    return AcquaintancePage(row_of(meeting, live, uow.today), seat, tuple(found))


def answer(uow: UnitOfWork, by: Person, meeting_id: int, given: Mapping[int, str]) -> int:
    """Record for each case whether this member knows the child or the school; return of how many they stand aside.

    *given* is ja or nee by item. Who said ja stays away from that case; their task of it, if they had one, is free
    again. A nee may become a ja later, never the other way round.

    Raises:
        NotFound: they are no member of this committee.
        InvalidAnswers: a case was left open.
    """
    page = questions(uow, by, meeting_id)
    asked = [row for row in page.rows if row.knows is not True]
    errors = [
        FieldError(f"item-{row.item_id}", said("{pupil}: kies ja of nee.", pupil=row.pupil))
        for row in asked
        if given.get(row.item_id) not in ("ja", "nee")
    ]
    if errors:
        raise InvalidAnswers(errors)
    known = [row.item_id for row in asked if given[row.item_id] == "ja"]
    items = {row.item_id: uow.session.get_one(models.MeetingItem, row.item_id) for row in asked}
    for item_id in sorted(known, key=lambda each: items[each].case_id):  # in the order in which every batch locks
        _give_back(uow, by, items[item_id].case_id)
    answers = table.readers(uow, list(items))
    for item_id, item in items.items():
        row = answers[item_id].get(by.id)
        if row is None:
            row = models.MeetingReader(item_id=item_id, person_id=by.id, case_id=item.case_id, vote_reason="")
            uow.session.add(row)
        row.knows, row.answered_at = item_id in known, uow.now
        if row.knows and (note := uow.session.get(models.PrivateNote, (item.case_id, by.id))) is not None:
            uow.session.delete(note)
    return len(known)


def _give_back(uow: UnitOfWork, by: Person, case_id: int) -> None:
    """Free the tasks of a case that somebody had who stands aside."""
    case = cases.lock_case(uow, case_id)
    for task in cases.open_rows(uow, case_id).tasks:
        if task.assignee_id == by.id and not task.by_name:
            assign(uow, case, task, None, "released", by.id)
