"""The minutes of a meeting: made from what was recorded, and fixed once, under a seal.

What is minuted of a case stands with its item and names the case by its number only, so that it ends with the case.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.domain.errors import AnswerFirst, NotAllowed
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import meetings as table
from workflows.persistence import models, people, retention
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.asking import context_for
from workflows.services.deployments import definition_of, shared_of
from workflows.services.meetings import MeetingRow, Seat, meeting_for, row_of
from workflows.services.sitting import OF_THE_MEETING, away_from, members_of, present_at, state_of


@dataclass(frozen=True)
class MinutesItem:
    """What was minuted of one case; *closed*: who reads stood aside, and reads no more than that."""

    number: str
    state: str
    together: bool
    closed: bool
    aside: tuple[tuple[str, str], ...]  #: who took no part, and why
    rows: tuple[tuple[str, str], ...]
    held: str


@dataclass(frozen=True)
class MinutesPage:
    """The minutes as they are, fixed or not; *broken*: they are no longer what was fixed."""

    meeting: MeetingRow
    seat: Seat
    present: tuple[tuple[str, str], ...]
    absent: tuple[str, ...]
    items: tuple[MinutesItem, ...]
    fixed_at: datetime | None
    fixed_by: str
    broken: bool
    may_fix: bool
    waiting: tuple[str, ...]  #: the cases that stand in the way of fixing them


def minutes(uow: UnitOfWork, by: Person, meeting_id: int) -> MinutesPage:
    """Return the minutes of a meeting; what they say of each case is logged as read.

    Raises:
        NotFound: there is no such meeting for this person.
        AnswerFirst: this member has not answered yet whether they know a child or a school on the agenda.
    """
    meeting, seat = meeting_for(uow, by, meeting_id)
    rows = table.items(uow, meeting.id)
    recused = table.recused_from(uow, [item.case_id for item, _ in rows])
    answers = table.readers(uow, [item.id for item, _ in rows])
    asks = seat.member and not seat.looks
    if asks and any(by.id not in answers[item.id] and by.id not in recused[item.case_id] for item, _ in rows):
        raise AnswerFirst(meeting_id)
    general = meeting.minutes if meeting.minutes is not None else _general(uow, meeting, seat, rows)
    items = []
    for item, line in rows:
        closed = by.id in recused[item.case_id]
        if not closed:
            access.log_read(uow, item.case_id, by, "minutes")
        told = item.minutes if meeting.fixed_at is not None and item.minutes else _of_case(uow, meeting, item, line)
        items.append(_as_view(told, closed=closed))
    waiting = tuple(line.number for item, line in rows if state_of(item, line) == table.OPEN)
    fixed_by = people.names_of(uow, {meeting.fixed_by_id}) if meeting.fixed_by_id is not None else {}
    return MinutesPage(
        meeting=row_of(meeting, len(rows), uow.today),
        seat=seat,
        present=tuple((each[0], each[1]) for each in general["present"]),
        absent=tuple(general["absent"]),
        items=tuple(items),
        fixed_at=meeting.fixed_at,
        fixed_by=next(iter(fixed_by.values()), ""),
        broken=meeting.fixed_at is not None and meeting.seal != _seal(meeting, [item for item, _ in rows]),
        may_fix=_may_fix(by, seat) and meeting.fixed_at is None and meeting.held_on <= uow.today,
        waiting=waiting,
    )


def fix(uow: UnitOfWork, by: Person, meeting_id: int) -> None:
    """Fix the minutes: from now on nothing of the meeting changes.

    Raises:
        NotFound, NotAllowed: it is not this person's to fix, still to come, fixed already, or a case has no result.
    """
    meeting, seat = meeting_for(uow, by, meeting_id, plans=True, changes=True)
    rows = table.items(uow, meeting.id)
    if meeting.held_on > uow.today:
        raise NotAllowed(said("Deze vergadering moet nog komen."))
    if waiting := [line.number for item, line in rows if state_of(item, line) == table.OPEN]:
        words = said("Eerst een advies, of aanhouden: {cases}.", cases=", ".join(waiting))
        raise NotAllowed(words)
    meeting.minutes = _general(uow, meeting, seat, rows)
    for item, line in rows:
        item.minutes = _of_case(uow, meeting, item, line)
        item.state = state_of(item, line)
    meeting.fixed_at, meeting.fixed_by_id = uow.now, by.id
    meeting.seal = _seal(meeting, [item for item, _ in rows])


def forget(uow: UnitOfWork, case_id: int) -> None:
    """Let meetings forget what they minuted of a case; minutes that were whole are so without it."""
    for meeting, items in retention.meetings_of(uow, case_id):
        whole = meeting.fixed_at is not None and meeting.seal == _seal(meeting, items)
        for item in items:
            if item.case_id == case_id:
                item.minutes, item.reason = ({} if item.minutes is not None else None), ""
        if whole:
            meeting.seal = _seal(meeting, items)


def _may_fix(by: Person, seat: Seat) -> bool:
    return seat.plans or access.is_office(by, seat.swv_id)


def _seal(meeting: models.Meeting, items: Sequence[models.MeetingItem]) -> str:
    told = [meeting.id, meeting.minutes, *([item.id, item.minutes] for item in items)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _general(
    uow: UnitOfWork, meeting: models.Meeting, seat: Seat, rows: Sequence[tuple[models.MeetingItem, table.Line]]
) -> dict[str, Any]:
    labels = {each.value: str(each.label) for each in shared_of(uow).lists.get("disciplines", ())}
    here = present_at(meeting)
    return {
        "present": [[str(each["name"]), labels.get(each["discipline"], "")] for each in meeting.present],
        "absent": [each.name for each in members_of(uow, meeting, seat, rows) if each.person_id not in here],
    }


def _of_case(uow: UnitOfWork, meeting: models.Meeting, item: models.MeetingItem, line: table.Line) -> dict[str, Any]:
    """Return what is minuted of one case, in plain Dutch."""
    state = state_of(item, line)
    away = away_from(uow, meeting, line)
    recused = table.recused_from(uow, [item.case_id])[item.case_id]
    names = people.names_of(uow, {*away, *recused})
    known = said("kent dit kind of deze school")
    aside = [[names[person], away.get(person, known)] for person in sorted({*away, *recused})]
    return {
        "number": line.number,
        "state": state,
        "together": item.together and state == table.ADVISED,
        "aside": [[name, str(why)] for name, why in aside],
        "rows": _advice(uow, meeting, item, line) if state == table.ADVISED else [],
        "held": _held(item),
    }


def _held(item: models.MeetingItem) -> str:
    if item.state == table.TABLE:
        return said("Een lid wil dit bespreken: {why}", why=item.reason)
    if item.state != table.HELD:
        return ""
    if item.held_until is None:
        return said("Aangehouden: {why}", why=item.reason)
    return said("Aangehouden tot {day}: {why}", day=item.held_until, why=item.reason)


def _advice(uow: UnitOfWork, meeting: models.Meeting, item: models.MeetingItem, line: table.Line) -> list[list[str]]:
    """Return the advice as the form of the task shows it, without what stands in the minutes already."""
    definition = definition_of(uow, line.deployment_id)
    element = definition.element(line.element_id)
    form = definition.route.forms[element.properties.get("form", element.id)]
    done = [each for each in on_file(uow, item.case_id).done if each.element_id == element.id]
    given = next((each for each in done if each.on >= meeting.held_on and each.kind == "completed"), None)
    if given is None or given.details is None:
        return []
    context = context_for(uow, item.case_id, definition, {}, uow.today, form, to_show=True)
    prefills = {field.id: field.prefill for field in form.fields if field.prefill is not None}
    left_out = {name for name, prefill in prefills.items() if prefill.names & OF_THE_MEETING}
    filled = {
        name: value for name, value in given.details.items() if name not in left_out and value not in (None, "", [])
    }
    return [[str(label), str(words)] for label, words in form.as_filled(filled, context)]


def _as_view(told: dict[str, Any], *, closed: bool) -> MinutesItem:
    return MinutesItem(
        number=told["number"],
        state=told["state"],
        together=told["together"],
        closed=closed,
        aside=tuple((each[0], each[1]) for each in told["aside"]),
        rows=() if closed else tuple((each[0], each[1]) for each in told["rows"]),
        held="" if closed else told["held"],
    )
