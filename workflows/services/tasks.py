"""What people do with a task: claim, release, draft and complete it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from workflows.domain.answers import JSON
from workflows.domain.errors import (
    DraftMoved,
    FieldError,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    TaskEnded,
    TaskTaken,
)
from workflows.domain.people import Person, is_offered
from workflows.domain.wording import Said, said
from workflows.persistence import cases, dossiers, people
from workflows.persistence.rows import CaseRow, OpenRows
from workflows.persistence.rows import TaskRow as OpenTaskRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import (
    access,
    declaring,
    letters,
    records,
)
from workflows.services.asking import context_for
from workflows.services.assigning import assign, objection_of
from workflows.services.drafts import Changes, as_json, changes_of, with_changes
from workflows.services.registering import BEFORE_THE_CASE, as_details, day_received
from workflows.services.rehearsal import legal_day
from workflows.services.stepping import Step, stepping
from workflows.services.under_mandate import mandate_for, under
from workflows.services.views import Completed, OnBehalf

SCHOOL_DAYS_AFTER = 5  #: that a school has after its holiday, in the day that is proposed
Raw = Mapping[str, Sequence[str]]


class WarningsToConfirm(InvalidAnswers):
    """The answers are acceptable, but there are warnings that the person must have seen."""


def name_of(uow: UnitOfWork, person_id: int | None) -> str | None:
    return people.names_of(uow, {person_id}).get(person_id) if person_id is not None else None


def claim(uow: UnitOfWork, task_id: int, by: Person) -> None:
    """Take a task that is offered to one of my groups; taking it twice is taking it once.

    Raises:
        NotFound: there is no such task for this person.
        TaskTaken, TaskEnded: somebody was earlier.
        NotAllowed: this person did something in the case that rules them out.
    """
    case, _, task, way = _locked(uow, task_id, by)
    if task.assignee_id == by.id:
        return
    if way in ("register", "prepare"):
        raise NotFound(f"task {task_id} is not offered to them")
    if task.assignee_id is not None:
        raise TaskTaken(task.id, name_of(uow, task.assignee_id) or "")
    _refuse_the_dependent(uow, case, task, by)
    assign(uow, case, task, by.id, "claimed", by.id)


def release(uow: UnitOfWork, task_id: int, by: Person) -> None:
    """Give a task back to its group.

    Raises:
        NotFound: it is not theirs, or it is meant for them by name and they may do it.
    """
    case, _, task, _ = _locked(uow, task_id, by)
    if task.assignee_id != by.id or (task.by_name and not objection_of(uow, case, task, by)):
        raise NotFound(f"task {task_id} cannot be given back by them")
    assign(uow, case, task, None, "released", by.id)


def save_draft(uow: UnitOfWork, task_id: int, by: Person, raw: Raw, seen: str | None = None) -> datetime:
    """Keep what was typed so far; it belongs to the task, so to everybody to whom the task is offered.

    Return the moment. *seen* is the version of the draft that was looked at (None: whatever there is may go).

    Raises:
        DraftMoved: somebody saved another draft since.
        NotFound, TaskEnded: as ``task_page``.
        InvalidAnswers: it is more than anybody types.
    """
    _, rows, task, way = _locked(uow, task_id, by)
    if way == "register":
        raise NotAllowed(said("Een concept is van wie de taak doet. Vul namens een ander in één keer in."))
    if sum(len(text) for texts in raw.values() for text in texts) > 500_000:
        raise InvalidAnswers(
            [FieldError("", said("Het concept is te groot om te bewaren. Voeg lange teksten toe als bijlage."))]
        )
    _refuse_over_newer(uow, rows.drafts.get(task.id), seen)
    organisation = int(task.actor.partition(":")[2])
    former = dossiers.draft(uow, task.id)
    answers = {name: list(texts) for name, texts in raw.items()}
    kept = with_changes(answers, changes_of(former.data) if former is not None else {})
    dossiers.save_draft(uow, task.id, kept, by.id, organisation)
    return uow.now


def _refuse_over_newer(uow: UnitOfWork, saved: tuple[datetime, int | None] | None, seen: str | None) -> None:
    """Refuse where somebody *saved* another draft, at a moment, than was *seen*."""
    if saved is not None and seen is not None and version_of(saved[0]) != seen:
        raise DraftMoved(name_of(uow, saved[1]) or said("Een collega"))


def version_of(saved_at: datetime | None) -> str:
    """Return what tells one saved draft of a task from the next; empty while there is none."""
    return saved_at.isoformat() if saved_at is not None else ""


def complete_task(
    uow: UnitOfWork,
    task_id: int,
    by: Person,
    raw: Raw,
    key: str,
    on_behalf: OnBehalf | None = None,
    accept_warnings: bool = False,
    seen: str | None = None,
) -> Completed:
    """Record a person's answers and let the case go on. The same submit (*key*) twice is one completion.

    *seen* is the version of the draft that was looked at (None: whatever there is may go).

    Raises:
        DraftMoved: somebody saved another draft since.
        NotFound: there is no such task, or it is not offered to this person.
        TaskEnded: somebody completed it, or it is no longer needed; says who and when.
        TaskTaken: somebody else is working on it.
        InvalidAnswers: field by field, in words; WarningsToConfirm when only warnings are left.
        NotAllowed: this person may not do this step in this case; says why.
        LedgerRefused: the law does not allow what the step would do to a term.
    """
    refuse_odd_key(key)
    case = cases.lock_case_of(uow, task_id)  # the only lock, always first
    rows = cases.open_rows(uow, case.id, task_id)
    task = rows.task(task_id)
    if task is None:
        raise NotFound(f"no task {task_id}")
    if task.ended_at is not None and task.submit_key == key:
        return _completed(task, rows.tasks, by)  # the answer got lost: here it is again
    way = access.way_to(uow, task, by)
    if task.ended_at is not None:
        raise TaskEnded(task.id, name_of(uow, task.ended_by_id), task.ended_at)
    if way == "prepare":
        raise NotFound(f"task {task_id} is signed by another")
    if way == "colleague":
        raise TaskTaken(task.id, name_of(uow, task.assignee_id) or "")
    _refuse_over_newer(uow, rows.drafts.get(task.id), seen)
    received = day_received(uow, way, case.started_on - BEFORE_THE_CASE, on_behalf)
    with stepping(uow, case, rows, on=received) as step:
        if all(open_task.token != task.token for open_task in step.execution.open_tasks()):
            raise TaskEnded(task.id, None, None)
        _complete(step, task, by, raw, key, on_behalf, accept_warnings)
    return _completed(task, step.written, by)


def refuse_odd_key(key: str) -> None:
    """Refuse a submit whose key is not one of ours: without it, two submits could pass for one."""
    if not 1 <= len(key) <= 64:
        raise InvalidAnswers(
            [FieldError("", said("Uw antwoorden kwamen niet goed over. Open deze pagina opnieuw en dien ze dan in."))]
        )


def _completed(task: OpenTaskRow, others: Iterable[OpenTaskRow], by: Person) -> Completed:
    waiting = (
        each for each in others if each.ended_at is None and is_offered(by, each.actor, each.assignee_id, each.by_name)
    )
    return Completed(said("'{task}' is afgerond.", task=Said(task.name)), next((each.id for each in waiting), None))


def _complete(
    step: Step,
    task: OpenTaskRow,
    by: Person,
    raw: Raw,
    key: str,
    on_behalf: OnBehalf | None,
    accept_warnings: bool,
) -> None:
    uow, definition = step.uow, step.definition
    element = definition.element(task.element_id)
    meant_for = task.assignee_id if task.by_name else None
    doer = by.id if on_behalf is None else meant_for
    if doer is not None:
        _refuse_the_dependent(uow, step.case, task, by if doer == by.id else doer)
    form = definition.route.forms[element.properties.get("form", element.id)]
    facts, on = step.execution.context(task.nr), step.execution.on
    context = context_for(uow, step.case.id, definition, facts, on, form, files=step.rows.files)
    answers = form.read(raw, context)
    mandate = mandate_for(step, element, by, answers.facts)
    details: dict[str, JSON] = {**answers.details, **as_details(on_behalf, meant_for)}
    if mandate is not None:
        details |= under(mandate, by, task.actor)
    if changes := _changes(step, task):
        details[letters.CHANGES] = as_json(changes)
    records.refuse_lacking(step, element, answers.facts)
    day = legal_day(element, answers.facts)
    if posts := element.properties.get("posts", "").split():
        letters.refuse_unposted(uow, step.case.id, posts, element.properties["on"], day)
    if day is not None:
        step.execution.moment(day, uow.now)
    declaring.from_step(step, element, answers.details, answers.facts, by.id)
    step.complete(task, answers.facts, key=key, by=by.id, details=details)
    doubts = [FieldError(warning.field, warning.message) for warning in answers.warnings]
    if not accept_warnings and (doubts := [*doubts, *ends_in_holiday(step)]):
        raise WarningsToConfirm(doubts)  # all at once: whoever accepts them has seen them all
    asked = [answers.details.get(field.id) for field in form.fields if field.kind == "file"]
    files = [int(document) for given in asked for document in _ids(given)]
    if files:
        dossiers.submit_documents(uow, files, task.id)


def ends_in_holiday(step: Step) -> list[FieldError]:
    """Return a warning for each term of the school that this step starts and that ends in the holiday of its school.

    Only where the term may be longer: the field for the day is the one that the diagram extends it until.

    Source: Awb art. 4:15 lid 2 onder a (delay to which the applicant agreed in writing).
    """
    calendar = step.shared.calendar_for(step.execution.facts)
    flows = [flow for process in step.definition.route.processes.values() for flow in process.flows.values()]
    found = []
    for rule in sorted(step.started):
        deadline = step.execution.ledger.deadline(rule)
        if deadline is None or deadline.due is None or deadline.rule.owner != "school" or deadline.state != "running":
            continue
        holiday = calendar.school_holiday(deadline.due.on)
        until = next(
            (flow.properties["until"] for flow in flows if rule in flow.properties.get("extends", "").split()), ""
        )
        if holiday is None or not until:
            continue
        words = said(
            "{term}: de laatste dag, {day}, valt in de {holiday} van de school. Spreek een latere dag af, bijvoorbeeld"
            " {later}, en leg vast dat de school daar schriftelijk mee instemt (Awb art. 4:15 lid 2 onder a).",
            term=deadline.rule.label,
            day=deadline.due.on,
            holiday=Said(holiday[:1].lower() + holiday[1:]),
            later=calendar.add_school_days(deadline.due.on, SCHOOL_DAYS_AFTER),
        )
        found.append(FieldError(until, words))
    return found


def _changes(step: Step, task: OpenTaskRow) -> Changes:
    """Return the texts that were changed in the letters that go out with a task; only where there are letters."""
    if task.id not in step.rows.drafts or task.element_id not in step.definition.route.letters_ahead:
        return {}
    draft = dossiers.draft(step.uow, task.id)
    return changes_of(draft.data) if draft is not None else {}


def _ids(value: JSON) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _locked(uow: UnitOfWork, task_id: int, by: Person) -> tuple[CaseRow, OpenRows, OpenTaskRow, access.Way]:
    case = cases.lock_case_of(uow, task_id)
    rows = cases.open_rows(uow, case.id, task_id)
    task = rows.task(task_id)
    if task is None:
        raise NotFound(f"no task {task_id}")
    way = access.way_to(uow, task, by)
    if task.ended_at is not None:
        raise TaskEnded(task.id, name_of(uow, task.ended_by_id), task.ended_at)
    return case, rows, task, way


def _refuse_the_dependent(uow: UnitOfWork, case: CaseRow, task: OpenTaskRow, person: int | Person) -> None:
    if reason := objection_of(uow, case, task, person):
        words = said("U kunt deze taak niet doen: u {reason}. Geef de taak terug of vraag een collega.", reason=reason)
        raise NotAllowed(words)
