"""From the meeting to the post: what becomes of each case that was advised on, and the letters of the meeting."""

from dataclasses import dataclass
from datetime import datetime

from workflows.domain.errors import NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Sayable, said
from workflows.persistence import dossiers, models, people
from workflows.persistence import meetings as table
from workflows.persistence import signing as to_sign
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, task_pages, tasks
from workflows.services.addressing import BY_HAND, EMAIL
from workflows.services.deployments import shared_of
from workflows.services.dossier import full_name
from workflows.services.letter_pages import page_of
from workflows.services.meetings import MeetingRow, Seat, meeting_for, row_of
from workflows.services.sitting import state_of
from workflows.services.views import LetterPage

#: What becomes of a case, in this order: something else first, to decide, to sign, on the way to the post, posted.
ELSEWHERE, TO_DECIDE, TO_SIGN, AT_THE_POST, POSTED = "elders", "te besluiten", "te tekenen", "op de post", "gepost"


@dataclass(frozen=True)
class FollowRow:
    """A case that was advised on: how far it is, *who* is to act on what, and the letters that wait for the post."""

    number: str
    pupil: str
    state: str
    returned: bool
    who: Sayable
    task_id: int | None  #: what is next, where who looks may do it
    task: str
    letters: tuple[int, ...]
    closed: bool  #: who looks stood aside


@dataclass(frozen=True)
class FollowPage:
    """What becomes of the cases of a meeting; *may_prepare*: there are decisions that nobody began to prepare."""

    meeting: MeetingRow
    seat: Seat
    rows: tuple[FollowRow, ...]
    office: bool
    may_prepare: bool
    on_paper: bool

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        states = [row.state for row in self.rows]
        return tuple((each, states.count(each)) for each in (TO_DECIDE, TO_SIGN, AT_THE_POST, POSTED, ELSEWHERE))

    @property
    def letters(self) -> tuple[int, ...]:
        """The letters that wait for the post."""
        return tuple(letter for row in self.rows for letter in row.letters)


def page(uow: UnitOfWork, by: Person, meeting_id: int) -> FollowPage:
    """Return what becomes of the cases of a meeting, by names only.

    Raises:
        NotFound: there is none for this person: it is for who plans or watches, not for members.
    """
    meeting, seat = _meeting(uow, by, meeting_id)
    rows = [(item, line) for item, line in table.items(uow, meeting.id) if state_of(item, line) == table.ADVISED]
    cases = [line.case_id for _, line in rows]
    signs = {each.case_id: each for each in to_sign.of_cases(uow, cases)}
    letters = dossiers.letters_of_cases(uow, cases)
    waiting = dossiers.tasks_of_cases(uow, cases) if cases else ()
    latest = [each for each in reversed(waiting) if each.ended_at is None]
    recused = table.recused_from(uow, cases)
    names = people.names_of(uow, {task.assignee_id for task in waiting if task.assignee_id is not None})
    roles, office = shared_of(uow).roles, access.is_office(by, seat.swv_id)
    found = []
    for _, line in rows:
        made = [row for row in letters if row.case_id == line.case_id and _is_after(row.made_at, line.ended_at)]
        unposted = [row for row in made if row.channel in BY_HAND and row.posted_on is None]
        task = next((each for each in latest if each.case_id == line.case_id), None)
        sign = signs.get(line.case_id)
        if sign is not None:
            task = next(each for each in waiting if each.id == sign.id)
        who: Sayable = ""
        if task is not None:
            who = names.get(task.assignee_id or 0) or said("{role}", role=roles[task.actor.partition(":")[0]].label)
        theirs = task is not None and (office or task.actor in by.actors)
        found.append(
            FollowRow(
                number=line.number,
                pupil=full_name(line.first_name, line.infix, line.last_name),
                state=_state(sign, made, unposted),
                returned=sign is not None and sign.returned_at is not None,
                who=who,
                task_id=task.id if task is not None and theirs else None,
                task=task.name if task is not None else "",
                letters=tuple(row.id for row in unposted),
                closed=by.id in recused[line.case_id],
            )
        )
    return FollowPage(
        meeting=row_of(meeting, len(rows), uow.today),
        seat=seat,
        rows=tuple(found),
        office=office,
        may_prepare=office and meeting.fixed_at is not None and any(each.drafted_at is None for each in signs.values()),
        on_paper=any(row.channel != EMAIL and row.posted_on is None and row.channel in BY_HAND for row in letters),
    )


def _meeting(uow: UnitOfWork, by: Person, meeting_id: int) -> tuple[models.Meeting, Seat]:
    meeting, seat = meeting_for(uow, by, meeting_id)
    if not seat.looks:
        raise NotFound(f"no follow-up of meeting {meeting_id}")
    return meeting, seat


def _is_after(made_at: datetime, advised_at: datetime | None) -> bool:
    return advised_at is not None and made_at >= advised_at


def _state(sign: to_sign.ToSign | None, made: list[models.Letter], unposted: list[models.Letter]) -> str:
    if sign is not None:
        return TO_SIGN if sign.prepared_at is not None and sign.returned_at is None else TO_DECIDE
    if unposted:
        return AT_THE_POST
    return POSTED if made else ELSEWHERE


def prepare(uow: UnitOfWork, by: Person, meeting_id: int) -> int:
    """Fill in what is known of each decision of a meeting that nobody began to prepare; return how many.

    It stays a proposal: the office looks at each, and lays it ready for who signs.

    Raises:
        NotFound: there is no such meeting for this person, or they do not work at its office.
        NotAllowed: the minutes are not fixed, or there is nothing to prepare.
    """
    meeting, seat = _meeting(uow, by, meeting_id)
    if not access.is_office(by, seat.swv_id):
        raise NotFound(f"no follow-up of meeting {meeting_id} to prepare")
    if meeting.fixed_at is None:
        raise NotAllowed(said("Stel eerst de notulen vast."))
    cases = [line.case_id for item, line in table.items(uow, meeting.id) if state_of(item, line) == table.ADVISED]
    chosen = [each for each in to_sign.of_cases(uow, cases) if each.drafted_at is None]
    if not chosen:
        raise NotAllowed(said("Er is nu geen besluit om voor te bereiden."))
    for each in sorted(chosen, key=lambda each: each.case_id):  # in the order in which every batch locks
        shown = task_pages.task_page(uow, each.id, by)
        known = {name: list(texts) for name, texts in shown.raw.items()}
        following = {name: list(texts) for name, texts in shown.form.following(known, shown.context).items()}
        tasks.save_draft(uow, each.id, by, {**following, **known})
    return len(chosen)


def letters_on_paper(uow: UnitOfWork, by: Person, meeting_id: int) -> tuple[LetterPage, ...]:
    """Return the letters of a meeting on paper that wait for the post, as they go out; each reading is logged.

    Raises:
        NotFound: there is no such meeting for this person, they do not handle its post, or nothing waits.
    """
    shown = page(uow, by, meeting_id)
    if not shown.office:
        raise NotFound(f"no post of meeting {meeting_id}")
    pages = []
    for row, case, swv in dossiers.letters_with_case(uow, shown.letters):
        if row.channel == EMAIL:
            continue
        access.log_read(uow, case.id, by, "letter")
        pages.append(page_of(uow, row, case, swv, by))
    if not pages:
        raise NotFound(f"the post of meeting {meeting_id} is out")
    return tuple(pages)
