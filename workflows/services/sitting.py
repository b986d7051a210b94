"""The meeting itself, to look at: who is there, what is on the agenda, one case after the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflows.domain import meetings as rules
from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import meetings as table
from workflows.persistence import models, people, signing
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, task_pages
from workflows.services.asking import objection_to
from workflows.services.case_summary import CaseSummary, summary
from workflows.services.deployments import definition_of, shared_of
from workflows.services.dossier import full_name
from workflows.services.meetings import LastDay, MeetingRow, Seat, last_days, meeting_for, row_of, sittings
from workflows.services.private_notes import is_decided
from workflows.services.terms import OWN
from workflows.services.views import TaskPage

#: What a form may ask of the meeting itself: not what was answered at an earlier one.
OF_THE_MEETING = frozenset({"vergaderd_op", "aanwezig_in_vergadering", "teruggetrokken_leden"})
GONE = "gone"  #: the state of a case whose task is no longer needed


@dataclass(frozen=True)
class Member:
    """A member of the committee at a meeting; *discipline* is what they were the last time, while not present."""

    person_id: int
    name: str
    present: bool
    discipline: str
    unanswered: int  #: cases of which they have not said whether they know the child or the school


@dataclass(frozen=True)
class ItemRow:
    """A case on an agenda. *closed*: who looks recused themselves. *unread* are the members who did not open it yet."""

    id: int
    task_id: int
    case_id: int
    number: str
    pupil: str
    school: str
    together: bool
    state: str
    statutory: LastDay | None
    own: LastDay | None
    tone: str
    closed: bool
    stood_aside: tuple[str, ...]
    unread: tuple[str, ...]
    has_draft: bool
    held_until: date | None
    reason: str
    tally: rules.Tally | None


@dataclass(frozen=True)
class MeetingPage:
    """A meeting: who is there, and what is on its agenda."""

    meeting: MeetingRow
    seat: Seat
    members: tuple[Member, ...]
    items: tuple[ItemRow, ...]
    quorum: rules.Quorum
    disciplines: tuple[tuple[str, str], ...]
    begun: bool  #: the day is there
    unanswered: int  #: questions that this member must answer before reading anything
    bundle_until: date
    may_advise: bool  #: at the table

    @property
    def together(self) -> tuple[ItemRow, ...]:
        """The hamerstukken that wait."""
        return tuple(item for item in self.items if item.together and item.state == table.OPEN)


@dataclass(frozen=True)
class Later:
    """A later meeting to which a case can be put off, and what that does to its terms."""

    id: int
    held_on: date
    tone: str
    effect: Said


@dataclass(frozen=True)
class ItemPage:
    """One case at the table: its summary, the form of its task (None: not theirs, or not now), who takes part."""

    meeting: MeetingRow
    seat: Seat
    item: ItemRow
    summary: CaseSummary
    task: TaskPage | None
    quorum: rules.Quorum
    away: tuple[tuple[str, str], ...]  #: who is there and takes no part, and why
    later: tuple[Later, ...]
    next_item: int | None
    vote: str | None  #: what this member said in the round
    note: str | None  #: what this member wrote down for themselves; None: not theirs to write, or not any more


# ------------------------------------------------------------------ looking
def page(uow: UnitOfWork, by: Person, meeting_id: int) -> MeetingPage:
    """Return a meeting with names only: what the cases hold is behind them.

    Raises:
        NotFound: there is none for this person.
    """
    meeting, seat = meeting_for(uow, by, meeting_id)
    rows = table.items(uow, meeting.id)
    members = members_of(uow, meeting, seat, rows)
    shared = shared_of(uow)
    live = sum(item.state in (table.OPEN, table.ADVISED) for item, _ in rows)
    return MeetingPage(
        meeting=row_of(meeting, live, uow.today),
        seat=seat,
        members=members,
        items=item_rows(uow, meeting, seat, rows, by, members),
        quorum=rules.quorum_of(seat.committee, present_at(meeting)),
        disciplines=tuple((each.value, each.label) for each in shared.lists.get("disciplines", ())),
        begun=uow.today >= meeting.held_on,
        unanswered=next((each.unanswered for each in members if each.person_id == by.id), 0) if seat.member else 0,
        bundle_until=rules.valid_until(meeting.held_on, seat.committee),
        may_advise=may_advise(by, seat),
    )


def present_at(meeting: models.Meeting) -> dict[int, str]:
    """Return who is at a meeting: person to discipline."""
    return {int(each["person"]): str(each["discipline"]) for each in meeting.present}


def state_of(item: models.MeetingItem, line: table.Line) -> str:
    """Return where a case stands; what was completed outside the meeting is as good as advised on."""
    if item.state == table.OPEN and line.ended_at is not None:
        return table.ADVISED if line.how == "completed" else GONE
    return item.state


def members_of(
    uow: UnitOfWork, meeting: models.Meeting, seat: Seat, rows: Sequence[tuple[models.MeetingItem, table.Line]]
) -> tuple[Member, ...]:
    here, before = present_at(meeting), table.disciplines_of(uow, seat.swv_id, seat.committee.id)
    answers = table.readers(uow, [item.id for item, _ in rows])
    open_items = [item.id for item, line in rows if state_of(item, line) == table.OPEN]
    return tuple(
        Member(
            person_id=row.id,
            name=row.name,
            present=row.id in here,
            discipline=here.get(row.id) or before.get(row.id, ""),
            unanswered=sum(row.id not in answers[item] for item in open_items),
        )
        for row in people.in_role(uow, seat.committee.role, seat.swv_id)
    )


def item_rows(
    uow: UnitOfWork,
    meeting: models.Meeting,
    seat: Seat,
    rows: Sequence[tuple[models.MeetingItem, table.Line]],
    by: Person,
    members: Sequence[Member],
) -> tuple[ItemRow, ...]:
    answers = table.readers(uow, [item.id for item, _ in rows])
    recused = table.recused_from(uow, [item.case_id for item, _ in rows])
    terms = table.terms(uow, [item.case_id for item, _ in rows], OWN)
    drafts = table.drafts(uow, [item.task_id for item, _ in rows])
    names = people.names_of(uow, {person for each in recused.values() for person in each})
    here = present_at(meeting) if meeting.kind != rules.ROUND else {}  # a round asks every member
    found = []
    for item, line in rows:
        statutory, own = last_days(uow, line, terms[item.case_id])
        task = rules.Waiting(item.task_id, meeting.held_on, *(each.on if each else None for each in (statutory, own)))
        away, state = recused[item.case_id], state_of(item, line)
        taking_part = [each for each in members if each.person_id not in away and (each.present or not here)]
        read = {person for person, row in answers[item.id].items() if row.read_at is not None}
        found.append(
            ItemRow(
                id=item.id,
                task_id=item.task_id,
                case_id=item.case_id,
                number=line.number,
                pupil=full_name(line.first_name, line.infix, line.last_name),
                school=line.school or "",
                together=item.together,
                state=state,
                statutory=statutory,
                own=own,
                tone=rules.tone_of(max(meeting.held_on, uow.today), task) if state == table.OPEN else "",
                closed=by.id in away,
                stood_aside=tuple(sorted(names.get(person, "") for person in away)),
                unread=tuple(each.name for each in taking_part if each.person_id not in read),
                has_draft=item.task_id in drafts,
                held_until=item.held_until,
                reason=item.reason,
                tally=_tally(uow, meeting, seat, answers[item.id].values(), drafts.get(item.task_id), taking_part)
                if meeting.kind == rules.ROUND
                else None,
            )
        )
    return tuple(found)


def _tally(
    uow: UnitOfWork,
    meeting: models.Meeting,
    seat: Seat,
    answers: Iterable[models.MeetingReader],
    draft_at: object,
    taking_part: Sequence[Member],
) -> rules.Tally:
    """Return how a written round stands; who agreed with an earlier draft has not agreed with this one."""
    votes = [row for row in answers if row.voted_at is not None and not row.knows]
    agreed = sum(row.vote == "eens" and draft_at is not None and row.voted_at >= draft_at for row in votes)  # type: ignore[operator]
    closed = meeting.closes_at is not None and uow.now >= meeting.closes_at
    discuss = sum(row.vote == "bespreken" for row in votes)
    return rules.Tally(agreed, discuss, len(taking_part), seat.committee.quorum, closed)


def item_page(
    uow: UnitOfWork, by: Person, meeting_id: int, item_id: int, raw: Mapping[str, Sequence[str]] | None = None
) -> ItemPage:
    """Return one case of a meeting; the reading is logged, and a member has opened it from now on.

    Raises:
        NotFound: there is none for this person.
        AnswerFirst: this member has not said yet whether they know the child or the school.
    """
    meeting, seat = meeting_for(uow, by, meeting_id)
    rows = table.items(uow, meeting.id)
    members = members_of(uow, meeting, seat, rows)
    listed = item_rows(uow, meeting, seat, rows, by, members)
    row = next((each for each in listed if each.id == item_id), None)
    if row is None:
        raise NotFound(f"no item {item_id}")
    case = access.case_for(uow, row.number, by)
    answer = uow.session.get(models.MeetingReader, (item_id, by.id))
    if answer is not None and answer.read_at is None:
        answer.read_at = uow.now
    line = next(line for item, line in rows if item.id == item_id)
    away = away_from(uow, meeting, line)
    names = people.names_of(uow, set(away))
    order = [each.id for each in listed]
    still = [each.id for each in listed if each.state == table.OPEN and not each.closed and each.id != item_id]
    after = [each for each in still if order.index(each) > order.index(item_id)]
    return ItemPage(
        meeting=row_of(meeting, len(listed), uow.today),
        seat=seat,
        item=row,
        summary=summary(uow, case, by, "meeting"),
        task=_task(uow, by, meeting, seat, row, raw),
        quorum=rules.quorum_of(seat.committee, present_at(meeting), without=away),
        away=tuple((names[person], why) for person, why in away.items()),
        later=_later(uow, meeting, seat, row),
        next_item=next(iter([*after, *still]), None),
        vote=answer.vote if answer is not None else None,
        note=signing.note_of(uow, case.id, by.id) if seat.member and not is_decided(uow, case) else None,
    )


def _task(
    uow: UnitOfWork,
    by: Person,
    meeting: models.Meeting,
    seat: Seat,
    row: ItemRow,
    raw: Mapping[str, Sequence[str]] | None,
) -> TaskPage | None:
    """Return the form of the task with what the meeting knows filled in, for who may fill it in at the table."""
    if row.state != table.OPEN or uow.today < meeting.held_on or meeting.fixed_at is not None:
        return None
    if not may_advise(by, seat):
        return None
    found = task_pages.task_page(uow, row.task_id, by, raw)
    if raw is not None:
        return found
    filled = at_the_table(found, found.raw)
    return replace(found, raw=filled, visible=found.form.visible(filled, found.context))


def at_the_table(found: TaskPage, raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return answers with what the meeting itself knows: its day, who is there, who takes no part."""
    fresh = found.form.prefilled(found.context)
    prefills = {field.id: field.prefill for field in found.form.fields if field.prefill is not None}
    ours = [name for name, prefill in prefills.items() if prefill.names & OF_THE_MEETING]
    return {**{name: list(texts) for name, texts in raw.items()}, **{name: list(fresh.get(name, [])) for name in ours}}


def may_advise(by: Person, seat: Seat) -> bool:
    """May *by* fill in the advice at the table: the office of the committee, or a member who chairs?"""
    return seat.member or access.is_office(by, seat.swv_id)


def away_from(uow: UnitOfWork, meeting: models.Meeting, line: table.Line) -> dict[int, str]:
    """Return who is there and takes no part in a case, each with why: they know the child, or did something in it."""
    definition = definition_of(uow, line.deployment_id)
    not_by = definition.element(line.element_id).properties.get("not_by", "").split()
    recused = table.recused_from(uow, [line.case_id])[line.case_id]
    found: dict[int, str] = {}
    for person in present_at(meeting):
        if person in recused:
            found[person] = said("kent dit kind of deze school")
        elif reason := objection_to(uow, line.case_id, definition, person, not_by):
            found[person] = reason
    return found


def _later(uow: UnitOfWork, meeting: models.Meeting, seat: Seat, row: ItemRow) -> tuple[Later, ...]:
    """Return the meetings to come, and what waiting for each does to the terms of a case."""
    ends = (each.on if each else None for each in (row.statutory, row.own))
    task = rules.Waiting(row.task_id, meeting.held_on, *ends)
    found = []
    for sitting in sittings(uow, seat)[:6]:
        if sitting.held_on <= meeting.held_on or sitting.room < 1:
            continue
        tone, effect = rules.tone_of(sitting.held_on, task), said("binnen de termijn")
        if tone == "red" and row.statutory is not None:
            effect = said("na de laatste dag van de wettelijke termijn ({day})", day=row.statutory.on)
        elif tone == "amber" and row.own is not None:
            effect = said("na de eigen norm ({day})", day=row.own.on)
        found.append(Later(sitting.id, sitting.held_on, tone, effect))
    return tuple(found)


def task_of(uow: UnitOfWork, by: Person, meeting_id: int, item_id: int) -> int:
    """Return the task of a case on an agenda, to which files are added.

    Raises:
        NotFound: there is none at the table of this person.
    """
    _, seat = meeting_for(uow, by, meeting_id)
    item = uow.session.get(models.MeetingItem, item_id)
    if item is None or item.meeting_id != meeting_id or not may_advise(by, seat):
        raise NotFound(f"no item {item_id}")
    return item.task_id
