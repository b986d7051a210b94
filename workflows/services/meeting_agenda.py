"""The agenda of a meeting: which tasks are on it, in which order, which are hamerstukken."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from workflows.domain import meetings as rules
from workflows.domain.clock import local_date
from workflows.domain.errors import NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import cases, models, people
from workflows.persistence import meetings as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import ladder
from workflows.services.meetings import Seat, meeting_for, waiting


def put_on(uow: UnitOfWork, by: Person, meeting_id: int, tasks: Sequence[int]) -> int:
    """Put tasks that wait on the agenda of a meeting, behind what is on it; return how many.

    Raises:
        NotFound: there is no such meeting that this person plans, or a task does not wait for one.
        NotAllowed: the agenda is full, or the meeting was before the task was there.
    """
    meeting, seat = meeting_for(uow, by, meeting_id, plans=True, changes=True)
    there = table.items(uow, meeting_id)
    taken = [item for item, _ in there if item.state in (table.OPEN, table.ADVISED)]
    if len(taken) + len(tasks) > meeting.capacity:
        raise NotAllowed(said("Er passen {most} zaken op deze agenda.", most=meeting.capacity))
    place = max((item.place for item, _ in there), default=0)
    for number, task_id in enumerate(dict.fromkeys(tasks), start=1):
        _put(uow, meeting, seat, task_id, place + number)
    if tasks and meeting.closes_at is not None:
        _tell_of_round(uow, meeting, seat, meeting.closes_at)
    return len(tasks)


def _tell_of_round(uow: UnitOfWork, meeting: models.Meeting, seat: Seat, until: datetime) -> None:
    """Mail each member, once, that a round in writing asks for their answer; never about whom."""
    starts = max(uow.now, until - timedelta(hours=seat.committee.round_hours))
    for person in people.in_role(uow, seat.committee.role, seat.swv_id):
        payload = {
            "notice": "round",
            "to": person.id,
            "until": until.isoformat(),
            "path": f"/vergaderingen/{meeting.id}",
        }
        job = JobRow(f"mail:round:{meeting.id}:{person.id}", "mail", ladder.office_hours(starts), payload)
        cases.write_jobs(uow, (), [job])


def _put(uow: UnitOfWork, meeting: models.Meeting, seat: Seat, task_id: int, place: int) -> None:
    task = uow.session.get(models.UserTask, task_id)
    if task is None or (task.actor, task.meeting) != (seat.actor, seat.committee.id) or task.ended_at is not None:
        raise NotFound(f"task {task_id} does not wait for this committee")
    if table.on_an_agenda(uow, task_id):
        raise NotAllowed(said("Deze zaak staat al op een agenda."))
    if meeting.held_on < local_date(task.created_at):
        raise NotAllowed(said("Deze vergadering was al voordat de zaak zover was."))
    item = table.item_of(uow, meeting.id, task_id)
    if item is None:
        item = models.MeetingItem(
            meeting_id=meeting.id, case_id=task.case_id, task_id=task_id, together=False, reason=""
        )
        uow.session.add(item)
    item.place, item.state, item.held_until = place, table.OPEN, None
    uow.session.flush()


def fill(uow: UnitOfWork, by: Person, meeting_id: int) -> int:
    """Put on the agenda what the proposal gives to this meeting, the most urgent first; return how many.

    Raises:
        NotFound, NotAllowed: as ``put_on``.
    """
    _, seat = meeting_for(uow, by, meeting_id, plans=True)
    tasks = [row.task_id for row in waiting(uow, seat) if row.meeting_id == meeting_id]
    return put_on(uow, by, meeting_id, tasks)


def take_off(uow: UnitOfWork, by: Person, meeting_id: int, item_id: int) -> None:
    """Take a case off an agenda: it waits for a meeting again. What members answered about it stays.

    Raises:
        NotFound: it is not on an agenda that this person plans, or was advised on.
    """
    meeting_for(uow, by, meeting_id, plans=True, changes=True)
    open_item(uow, meeting_id, item_id).state = table.OFF


def move(uow: UnitOfWork, by: Person, meeting_id: int, item_id: int, *, up: bool) -> None:
    """Move a case one place up or down.

    Raises:
        NotFound: it is not on an agenda that this person plans.
    """
    meeting_for(uow, by, meeting_id, plans=True, changes=True)
    rows = {item.id: item for item, _ in table.items(uow, meeting_id)}
    if item_id not in rows:
        raise NotFound(f"no item {item_id}")
    for place, each in enumerate(rules.moved(list(rows), item_id, up=up), start=1):
        rows[each].place = place


def set_together(uow: UnitOfWork, by: Person, meeting_id: int, item_id: int, *, together: bool) -> None:
    """Say that a case is a hamerstuk, or that it is not; the committee may still talk about it.

    Raises:
        NotFound: it is not on an agenda that this person plans.
    """
    meeting_for(uow, by, meeting_id, plans=True, changes=True)
    open_item(uow, meeting_id, item_id).together = together


def open_item(uow: UnitOfWork, meeting_id: int, item_id: int) -> models.MeetingItem:
    """Return a case that is on an agenda and not advised on.

    Raises:
        NotFound: there is none.
    """
    item = uow.session.get(models.MeetingItem, item_id)
    if item is None or item.meeting_id != meeting_id or item.state != table.OPEN:
        raise NotFound(f"no item {item_id}")
    return item


def hold(
    uow: UnitOfWork, meeting: models.Meeting, seat: Seat, item: models.MeetingItem, later: int | None, reason: str
) -> date | None:
    """Put a case off to a later meeting, whose agenda it goes on, or without a day; return that day.

    Raises:
        NotFound, NotAllowed: that meeting is not one of this committee that is still to come, or full.
    """
    item.state, item.reason = table.HELD, reason
    uow.session.flush()
    if later is None:
        return None
    other = table.lock_meeting(uow, later)
    if other is None or (other.swv_id, other.committee) != (meeting.swv_id, meeting.committee):
        raise NotFound(f"no meeting {later}")
    if other.cancelled is not None or other.fixed_at is not None or other.held_on <= meeting.held_on:
        raise NotFound(f"no later meeting {later}")
    there = table.items(uow, later)
    if sum(each.state in (table.OPEN, table.ADVISED) for each, _ in there) >= other.capacity:
        raise NotAllowed(said("Er passen {most} zaken op deze agenda.", most=other.capacity))
    item.held_until = other.held_on
    _put(uow, other, seat, item.task_id, max((each.place for each, _ in there), default=0) + 1)
    return other.held_on
