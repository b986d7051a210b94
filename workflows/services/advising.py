"""What is done at the table: who is there, the advice on each case, putting one off.

The advice is given by ``tasks.complete_task`` and nowhere else: what the form and the law refuse is refused here too.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from workflows.domain import meetings as rules
from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, dossiers, models, people
from workflows.persistence import meetings as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, task_pages, tasks
from workflows.services.assigning import assign
from workflows.services.deployments import shared_of
from workflows.services.drafts import with_changes
from workflows.services.meeting_agenda import hold as put_off
from workflows.services.meeting_agenda import open_item
from workflows.services.meetings import Seat, meeting_for
from workflows.services.sitting import at_the_table, away_from, item_rows, may_advise, members_of, present_at
from workflows.services.views import Completed, OnBehalf


def set_present(uow: UnitOfWork, by: Person, meeting_id: int, present: Mapping[int, str]) -> None:
    """Record who is at a meeting and in which discipline; once for the meeting, and so for each advice.

    Raises:
        NotFound: there is none for this person, or they neither plan nor sit in it.
        NotAllowed: it is still to come.
        InvalidAnswers: somebody without a discipline.
    """
    meeting, seat = meeting_for(uow, by, meeting_id, changes=True)
    if not (seat.plans or seat.member):
        raise NotFound(f"no meeting {meeting_id}")
    if uow.today < meeting.held_on:
        raise NotAllowed(said("Deze vergadering moet nog komen."))
    members = {row.id: row.name for row in people.in_role(uow, seat.committee.role, seat.swv_id)}
    known = {each.value for each in shared_of(uow).lists.get("disciplines", ())}
    errors = [
        FieldError(f"discipline-{person}", said("{name}: kies een discipline.", name=members[person]))
        for person, discipline in present.items()
        if person in members and discipline not in known
    ]
    if errors:
        raise InvalidAnswers(errors)
    meeting.present = [
        {"person": person, "name": name, "discipline": present[person]}
        for person, name in members.items()
        if person in present
    ]


def advise(
    uow: UnitOfWork,
    by: Person,
    meeting_id: int,
    item_id: int,
    raw: Mapping[str, Sequence[str]],
    key: str,
    *,
    accept_warnings: bool = False,
) -> Completed:
    """Record the advice of the committee on one case: it completes the task of the case.

    Raises:
        NotFound: there is none for this person.
        NotAllowed: the meeting is still to come, too few members take part, or it is a written round.
        whatever ``tasks.complete_task`` refuses.
    """
    item = _locked_item(uow, meeting_id, item_id)
    meeting, seat = meeting_for(uow, by, meeting_id, changes=True)
    if not may_advise(by, seat):
        raise NotFound(f"no meeting {meeting_id} to advise in")
    if item.state == table.OPEN:
        _refuse_too_few(uow, meeting, seat, item)
    return _complete(uow, by, meeting, seat, item, raw, key, accept_warnings=accept_warnings)


def decide_drafts(uow: UnitOfWork, by: Person, meeting_id: int, key: str) -> int:
    """Decide the hamerstukken together, or what was agreed in writing, each as its draft says; return how many.

    Raises:
        NotFound: there is none for this person.
        NotAllowed: nothing to decide; a case that somebody did not open, or without a draft: says which.
        whatever ``tasks.complete_task`` refuses.

    Source: LBT 107186 (an advice is on the case itself, not only on how it was prepared).
    """
    for _, case_id in sorted((line.number, item.case_id) for item, line in table.items(uow, meeting_id)):
        cases.lock_case(uow, case_id)
    meeting, seat = meeting_for(uow, by, meeting_id, changes=True)
    if not may_advise(by, seat):
        raise NotFound(f"no meeting {meeting_id} to advise in")
    rows = table.items(uow, meeting_id)
    listed = item_rows(uow, meeting, seat, rows, by, members_of(uow, meeting, seat, rows))
    written = meeting.kind == rules.ROUND
    chosen = [
        each
        for each in listed
        if each.state == table.OPEN
        and not each.closed
        and (each.tally.decided if each.tally is not None else each.together)
    ]
    if not chosen:
        raise NotAllowed(said("Er is nu niets om samen vast te stellen."))
    for each in chosen:
        item = uow.session.get_one(models.MeetingItem, each.id)
        if each.unread and not written:
            names = ", ".join(each.unread)
            words = said("Zaak {case} is nog niet geopend door {names}.", case=each.number, names=names)
            raise NotAllowed(words)
        draft = dossiers.draft(uow, each.task_id)
        if draft is None:
            raise NotAllowed(said("Zaak {case} heeft nog geen concept-advies.", case=each.number))
        if not written:
            _refuse_too_few(uow, meeting, seat, item)
        raw = at_the_table(task_pages.task_page(uow, each.task_id, by), with_changes(draft.data, {}))
        try:
            _complete(uow, by, meeting, seat, item, raw, f"{key}-{each.id}", accept_warnings=True)
        except InvalidAnswers as lacking:
            what = " ".join(str(error.message) for error in lacking.errors)
            words = said("Zaak {case}: het concept-advies is nog niet af. {what}", case=each.number, what=Said(what))
            raise NotAllowed(words) from None
    return len(chosen)


def _locked_item(uow: UnitOfWork, meeting_id: int, item_id: int) -> models.MeetingItem:
    """Return a case of a meeting, locked: the case row first, always."""
    item = uow.session.get(models.MeetingItem, item_id)
    if item is None or item.meeting_id != meeting_id or item.state not in (table.OPEN, table.ADVISED):
        raise NotFound(f"no item {item_id}")
    cases.lock_case(uow, item.case_id)
    return item


def _refuse_too_few(uow: UnitOfWork, meeting: models.Meeting, seat: Seat, item: models.MeetingItem) -> None:
    if uow.today < meeting.held_on:
        raise NotAllowed(said("Deze vergadering moet nog komen."))
    if meeting.kind == rules.ROUND:
        raise NotAllowed(said("In een schriftelijke ronde stelt u vast wat de leden in het concept lazen."))
    line = next(line for each, line in table.items(uow, meeting.id) if each.id == item.id)
    quorum = rules.quorum_of(seat.committee, present_at(meeting), without=away_from(uow, meeting, line))
    if quorum.reached:
        return
    if quorum.present < quorum.needed:
        raise NotAllowed(
            said(
                "Te weinig leden doen mee aan deze zaak: {present} van de {needed} die nodig zijn. Leg vast wie er is,"
                " of houd de zaak aan.",
                present=quorum.present,
                needed=quorum.needed,
            )
        )
    labels = {each.value: each.label for each in shared_of(uow).lists.get("disciplines", ())}
    names = ", ".join(labels.get(each, each) for each in quorum.missing)
    raise NotAllowed(said("Aan deze zaak doet nog niemand mee als: {names}.", names=names))


def _complete(
    uow: UnitOfWork,
    by: Person,
    meeting: models.Meeting,
    seat: Seat,
    item: models.MeetingItem,
    raw: Mapping[str, Sequence[str]],
    key: str,
    *,
    accept_warnings: bool,
) -> Completed:
    task = uow.session.get_one(models.UserTask, item.task_id)
    on_behalf, way = None, access.way_to(uow, task, by)
    if way == "colleague":  # who wrote the draft does not keep the table waiting
        case = cases.lock_case(uow, item.case_id)
        if (row := cases.open_rows(uow, case.id, task.id).task(task.id)) is not None:
            assign(uow, case, row, by.id, "claimed", by.id)
    if way == "register":
        who = said("{committee}, {day}", committee=seat.committee.label, day=meeting.held_on)
        on_behalf = OnBehalf(who, "vergadering", min(meeting.held_on, uow.today))
    done = tasks.complete_task(uow, item.task_id, by, raw, key, on_behalf, accept_warnings)
    item.state = table.ADVISED
    return done


def hold(uow: UnitOfWork, by: Person, meeting_id: int, item_id: int, later: str, reason: str) -> date | None:
    """Put a case off to a later meeting (its id), or without a day ("geen"); return the day of that meeting.

    Raises:
        NotFound: there is none for this person, or it was advised on.
        InvalidAnswers: no meeting chosen, or no reason.
        NotAllowed: that agenda is full.
    """
    _locked_item(uow, meeting_id, item_id)
    meeting, seat = meeting_for(uow, by, meeting_id, changes=True)
    if not may_advise(by, seat):
        raise NotFound(f"no meeting {meeting_id}")
    item = open_item(uow, meeting_id, item_id)
    errors = []
    if later != "geen" and not (later.isascii() and later.isdecimal() and len(later) < 10):
        errors.append(FieldError("later", said("Aanhouden tot: kies een vergadering.")))
    if not 1 <= len(reason.strip()) <= 500:
        errors.append(FieldError("reason", said("Reden: vul in waarom, in hoogstens 500 tekens.")))
    if errors:
        raise InvalidAnswers(errors)
    return put_off(uow, meeting, seat, item, None if later == "geen" else int(later), reason.strip())
