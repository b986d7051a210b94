"""What people do with their tasks: see them, claim, release, draft and complete them."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from workflows.domain.answers import JSON
from workflows.domain.errors import (
    FieldError,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    TaskEnded,
    TaskTaken,
)
from workflows.domain.people import Person, may_claim
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import cases, dossiers, models, people
from workflows.persistence import inbox as lists
from workflows.persistence.rows import CaseRow, NewEntry, OpenRows
from workflows.persistence.rows import TaskRow as OpenTaskRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element
from workflows.services import access, dossier, terms
from workflows.services.asking import context_for, objection_to
from workflows.services.deployments import definition_of, live_definitions, shared_of
from workflows.services.rehearsal import legal_day
from workflows.services.stepping import Step, stepping
from workflows.services.views import Completed, InboxPage, OnBehalf, TaskPage, TaskRow

PAGE = 50
VIEWS = ("alles", "mijn", "open", "te_laat", "gedaan")
Raw = Mapping[str, Sequence[str]]


class WarningsToConfirm(InvalidAnswers):
    """The answers are acceptable, but there are warnings that the person must have seen."""


# ------------------------------------------------------------------ the list
def inbox(uow: UnitOfWork, by: Person, view: str = "alles", after: str | None = None) -> InboxPage:
    """Return a page of tasks: mine and those offered to my groups, the most urgent first.

    *view* is alles, mijn, open (not claimed), te_laat or gedaan; *after* is what the former page gave as *next*.
    """
    if view == "gedaan":
        return _done(uow, by, after)
    mine = by.id if view != "open" else None
    actors = by.actors if view != "mijn" else ()
    found = lists.inbox(uow, mine, actors, after=_position(after), limit=PAGE)
    if view == "te_laat":  # the list is by due date, so what is late comes first
        late = tuple(row for row in found.rows if row.sort_on < uow.today)
        found = lists.Inbox(late, found.next if len(late) == len(found.rows) else None)
    titles = {definition.route.name: definition.route.settings.title for definition in live_definitions(uow)}
    names = people.names_of(uow, {row.assignee_id for row in found.rows if row.assignee_id is not None})
    rows = tuple(_row(uow, row, by, titles, names) for row in found.rows)
    following = f"{found.next[0].isoformat()}_{found.next[1]}" if found.next is not None else None
    return InboxPage(rows, following, _counts(uow, by))


def _position(after: str | None) -> tuple[date, int] | None:
    if after is None:
        return None
    day, _, number = after.partition("_")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        raise NotFound(f"no page after {after!r}") from None


def _counts(uow: UnitOfWork, by: Person) -> dict[str, str]:
    counted = {
        "alles": lists.count_inbox(uow, by.id, by.actors),
        "mijn": lists.count_inbox(uow, by.id, ()),
        "open": lists.count_inbox(uow, None, by.actors),
        "te_laat": lists.count_inbox(uow, by.id, by.actors, due_before=uow.today),
    }
    return {view: "1.000+" if n > 1000 else str(n) for view, n in counted.items()}


def _row(
    uow: UnitOfWork, row: lists.InboxRow, by: Person, titles: Mapping[str, str], names: Mapping[int, str]
) -> TaskRow:
    shared = shared_of(uow)
    due_on = row.sort_on if row.sort_on != models.NO_DATE else None
    tone = ""
    if row.rule is not None and due_on is not None:
        tone = terms.tone_of(
            shared.rules.at(row.rule, row.rule_valid_from or uow.today), due_on, uow.today, shared.calendar
        )
    role = row.actor.partition(":")[0]
    return TaskRow(
        id=row.id,
        name=row.name,
        route_title=titles.get(row.route, row.route),
        case_number=row.number,
        pupil=dossier.full_name(row.first_name, row.infix, row.last_name),
        who=names.get(row.assignee_id or 0) or shared.roles[role].label.nl,
        mine=row.assignee_id == by.id,
        claimable=row.assignee_id is None and row.actor in by.actors,
        due_on=due_on,
        tone=tone,
        suspended=row.state == "suspended",
    )


def _done(uow: UnitOfWork, by: Person, after: str | None) -> InboxPage:
    """Return what this person completed, the latest first."""
    found = lists.done(uow, by.id, before=int(after) if after is not None and after.isdigit() else None, limit=PAGE + 1)
    titles = {definition.route.name: definition.route.settings.title for definition in live_definitions(uow)}
    rows = tuple(
        TaskRow(
            id=row.id,
            name=row.name,
            route_title=titles.get(row.route, row.route),
            case_number=row.number,
            pupil=dossier.full_name(row.first_name, row.infix, row.last_name),
            who=by.name,
            mine=False,
            claimable=False,
            due_on=None,
            tone="",
            suspended=False,
            done_at=row.ended_at,
        )
        for row in found[:PAGE]
    )
    return InboxPage(rows, str(found[PAGE - 1].id) if len(found) > PAGE else None, _counts(uow, by))


# ------------------------------------------------------------------ one task
def task_page(uow: UnitOfWork, task_id: int, by: Person, raw: Raw | None = None) -> TaskPage:
    """Return a task to look at, with the form as far as it was filled in; the reading is logged.

    Raises:
        NotFound: there is none, or not for this person.
        TaskEnded: it was completed or is no longer needed.
    """
    task = access.task_for(uow, task_id, by)
    if task.ended_at is not None:
        raise TaskEnded(task.id, _name(uow, task.ended_by_id), task.ended_at)
    case = uow.session.get_one(models.Case, task.case_id)
    access.log_read(uow, case.id, by, "task")
    definition = definition_of(uow, case.deployment_id)
    element = definition.element(task.element_id)
    form = definition.route.forms[element.properties.get("form", element.id)]
    ledger = terms.ledger_of(uow, case)
    facts = dossier.facts_of(definition, case, uow.today, task.nr)
    context = context_for(uow, case.id, definition, facts, uow.today, form)
    draft = dossiers.draft(uow, task.id)
    shown = raw if raw is not None else draft.data if draft is not None else dossier.prefilled(uow, case, form, context)
    shared = shared_of(uow)
    rule = element.properties.get("due")
    mine = may_claim(by, task.actor, task.assignee_id)
    blocks = access.blocks_of_case(uow, case.id, by)
    return TaskPage(
        id=task.id,
        name=task.name,
        instruction=element.documentation,
        case=dossier.head(uow, case, definition),
        form=form,
        visible=form.visible(shown, context),
        raw=shown,
        context=context,
        due=terms.due_view(ledger.deadline(rule) if rule else None, uow.today, shared.calendar),
        assignee=_name(uow, task.assignee_id),
        can_claim=mine and task.assignee_id is None,
        can_complete=mine or access.may_register(uow, by, task.actor),
        draft_saved=(_name(uow, draft.saved_by_id) or "", draft.saved_at) if draft is not None else None,
        documents=dossier.documents(uow, case.id, blocks),
        dossier=dossier.sections(uow, case, definition, blocks),
        key=f"{task.id}-{secrets.token_urlsafe(16)}",
        may_on_behalf=access.may_register(uow, by, task.actor) and task.actor not in by.actors,
    )


def _name(uow: UnitOfWork, person_id: int | None) -> str | None:
    return people.names_of(uow, {person_id}).get(person_id) if person_id is not None else None


def claim(uow: UnitOfWork, task_id: int, by: Person) -> None:
    """Take a task that is offered to one of my groups; taking it twice is taking it once.

    Raises:
        NotFound: there is no such task for this person.
        TaskTaken, TaskEnded: somebody was earlier.
        NotAllowed: this person did something in the case that rules them out.
    """
    case, _, task = _locked(uow, task_id, by)
    if task.assignee_id == by.id:
        return
    if task.assignee_id is not None:
        raise TaskTaken(task.id, _name(uow, task.assignee_id) or "")
    if task.actor not in by.actors:
        raise NotFound(f"task {task_id} is not offered to them")
    _refuse_the_dependent(uow, case, definition_of(uow, case.deployment_id), task, by)
    _assign(uow, case, task, by.id, "claimed", by)


def release(uow: UnitOfWork, task_id: int, by: Person) -> None:
    """Give a task back to its group.

    Raises:
        NotFound: it is not theirs, or the task is meant for them by name.
    """
    case, _, task = _locked(uow, task_id, by)
    definition = definition_of(uow, case.deployment_id)
    if task.assignee_id != by.id or "assign" in definition.element(task.element_id).properties:
        raise NotFound(f"task {task_id} cannot be given back by them")
    _assign(uow, case, task, None, "released", by)


def _assign(uow: UnitOfWork, case: CaseRow, task: OpenTaskRow, assignee: int | None, how: str, by: Person) -> None:
    cases.write_tasks(uow, [task], [replace(task, assignee_id=assignee)])
    entry = NewEntry(how, uow.today, element_id=task.element_id, token=task.token, nr=task.nr, actor_id=by.id)
    cases.append_entries(uow, case, [entry])
    for line in case.awaits:
        if line.get("task") == task.id:
            line["assignee"] = assignee
    cases.save_case(uow, case)


def save_draft(uow: UnitOfWork, task_id: int, by: Person, raw: Raw) -> None:
    """Keep what was typed so far; it belongs to the task, so to everybody to whom the task is offered.

    Raises:
        NotFound, TaskEnded: as ``task_page``.
        InvalidAnswers: it is more than anybody types.
    """
    _, _, task = _locked(uow, task_id, by)
    access.task_for(uow, task_id, by)
    if sum(len(text) for texts in raw.values() for text in texts) > 500_000:
        raise InvalidAnswers(
            [FieldError("", "Het concept is te groot om te bewaren. Voeg lange teksten toe als bijlage.")]
        )
    organisation = int(task.actor.partition(":")[2])
    dossiers.save_draft(uow, task.id, {name: list(texts) for name, texts in raw.items()}, by.id, organisation)


def complete_task(
    uow: UnitOfWork,
    task_id: int,
    by: Person,
    raw: Raw,
    key: str,
    on_behalf: OnBehalf | None = None,
    accept_warnings: bool = False,
) -> Completed:
    """Record a person's answers and let the case go on. The same submit (*key*) twice is one completion.

    Raises:
        NotFound: there is no such task, or it is not offered to this person.
        TaskEnded: somebody completed it, or it is no longer needed; says who and when.
        TaskTaken: somebody else is working on it.
        InvalidAnswers: field by field, in words; WarningsToConfirm when only warnings are left.
        NotAllowed: this person may not do this step in this case; says why.
        LedgerRefused: the law does not allow what the step would do to a term.
    """
    case = cases.lock_case_of(uow, task_id)  # the only lock, always first
    rows = cases.open_rows(uow, case.id, task_id)
    task = rows.task(task_id)
    if task is None:
        raise NotFound(f"no task {task_id}")
    if task.ended_at is not None and task.submit_key == key:
        return _completed(task, rows.tasks, by)  # the answer got lost: here it is again
    _refuse_strangers(uow, task, by, on_behalf)
    with stepping(uow, case, rows, on=on_behalf.received_on if on_behalf is not None else None) as step:
        if all(open_task.token != task.token for open_task in step.execution.open_tasks()):
            raise TaskEnded(task.id, None, None)
        _complete(step, task, by, raw, key, on_behalf, accept_warnings)
    return _completed(task, step.written, by)


def _completed(task: OpenTaskRow, others: Iterable[OpenTaskRow], by: Person) -> Completed:
    waiting = (each for each in others if each.ended_at is None and may_claim(by, each.actor, each.assignee_id))
    return Completed(f"'{task.name}' is afgerond.", next((each.id for each in waiting), None))


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
    if on_behalf is None:
        _refuse_the_dependent(uow, step.case, definition, task, by)
    mandate = _mandate(step, element, by)
    form = definition.route.forms[element.properties.get("form", element.id)]
    context = context_for(uow, step.case.id, definition, step.execution.context(task.nr), step.execution.on, form)
    answers = form.read(raw, context)
    if answers.warnings and not accept_warnings:
        raise WarningsToConfirm([FieldError(warning.field, warning.message) for warning in answers.warnings])
    details: dict[str, JSON] = dict(answers.details)
    if on_behalf is not None:
        details["_namens"] = {"wie": on_behalf.who, "kanaal": on_behalf.channel}
    if mandate is not None:
        details["_mandaat"] = mandate.id
    if (day := legal_day(element, answers.facts)) is not None:
        step.execution.moment(day, uow.now)
    step.complete(task, answers.facts, key=key, by=by.id, details=details)
    asked = [answers.details.get(field.id) for field in form.fields if field.kind == "file"]
    files = [int(document) for given in asked for document in _ids(given)]
    if files:
        dossiers.submit_documents(uow, files, step.case.id)
    dossiers.drop_draft(uow, task.id)


def _mandate(step: Step, element: Element, by: Person) -> models.Mandate | None:
    """Return the mandate under which *by* does a step that needs one.

    Raises:
        NotAllowed: the register has none for them today.

    Source: Awb art. 10:1-10:12; who decides without a mandate decides nothing (LBT 106806).
    """
    what = element.properties.get("mandate")
    if what is None:
        return None
    organisation = int(step.actor_of(element).partition(":")[2])
    for role in (None, *sorted(by.roles)):
        if (found := people.mandate_for(step.uow, what, organisation, person=by.id, role=role)) is not None:
            return found
    raise NotAllowed("U mag dit besluit niet nemen: in het mandaatregister staat geen mandaat op uw naam.")


def _ids(value: JSON) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _locked(uow: UnitOfWork, task_id: int, by: Person) -> tuple[CaseRow, OpenRows, OpenTaskRow]:
    case = cases.lock_case_of(uow, task_id)
    rows = cases.open_rows(uow, case.id, task_id)
    task = rows.task(task_id)
    if task is None or not (
        access.may_open(by, task.actor, task.assignee_id) or access.may_register(uow, by, task.actor)
    ):
        raise NotFound(f"no task {task_id}")
    if task.ended_at is not None:
        raise TaskEnded(task.id, _name(uow, task.ended_by_id), task.ended_at)
    return case, rows, task


def _refuse_strangers(uow: UnitOfWork, task: OpenTaskRow, by: Person, on_behalf: OnBehalf | None) -> None:
    registers = on_behalf is not None and access.may_register(uow, by, task.actor)
    if not (registers or access.may_open(by, task.actor, task.assignee_id)):
        raise NotFound(f"no task {task.id}")
    if task.ended_at is not None:
        raise TaskEnded(task.id, _name(uow, task.ended_by_id), task.ended_at)
    if on_behalf is not None:
        if not registers:
            raise NotAllowed("U kunt deze taak niet namens een ander invullen.")
        if on_behalf.received_on > uow.today:
            raise InvalidAnswers(
                [FieldError("received_on", "Ontvangen op: deze dag moet nog komen. Vul de dag van ontvangst in.")]
            )
        if not on_behalf.who.strip():
            raise InvalidAnswers([FieldError("on_behalf_who", "Namens: vul in wie dit heeft ingevuld of verteld.")])
    elif task.assignee_id not in (None, by.id):
        raise TaskTaken(task.id, _name(uow, task.assignee_id) or "")


def _refuse_the_dependent(
    uow: UnitOfWork, case: CaseRow, definition: ProcessDefinition, task: OpenTaskRow, by: Person
) -> None:
    not_by = definition.element(task.element_id).properties.get("not_by", "").split()
    if reason := objection_to(uow, case.id, definition, by.id, not_by):
        raise NotAllowed(f"U kunt deze taak niet doen: u {reason}. Geef de taak terug of vraag een collega.")
