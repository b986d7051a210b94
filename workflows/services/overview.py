"""The page of a case: how it stands, what happened, where in the route it is, and what may be done now."""

from collections.abc import Sequence
from datetime import date

from workflows.domain.people import OFFICE, Person, is_offered, readable_blocks, writable_blocks
from workflows.domain.wording import said
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution, Listener
from workflows.persistence import dossiers, models, people
from workflows.persistence import meetings as table_of_meetings
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import RouteSettings
from workflows.services import (
    access,
    assigning,
    case_bundle,
    declarations,
    dossier,
    extending,
    happened,
    letter_pages,
    meetings,
    merging,
    notes,
    outages,
    penalties,
    questions,
    records,
    remarks,
    supplementing,
    taking_back,
    terms,
    turns,
    walked,
)
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.views import (
    CasePage,
    LinkView,
    ListenerView,
    OpenTaskView,
    StatusLine,
    TakenOver,
)


def case_page(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, by: Person) -> CasePage:
    """Return everything about a case that this person may read."""
    ledger, shared = terms.ledger_of(uow, case), shared_of(uow)
    reach = access.access_to(uow, case.id)
    blocks = readable_blocks(by, reach, shared.roles)
    may_add = writable_blocks(by, reach, shared.roles)
    names = turns.Names(uow, [case.awaits])
    tasks = dossiers.tasks_of(uow, case.id)
    entries = dossiers.history(uow, case.id)
    made = dossiers.letters_of(uow, case.id)
    persons = people.names_of(
        uow,
        {row.actor_id for row in entries if row.actor_id} | {task.assignee_id for task in tasks if task.assignee_id},
    )
    changes = people.changes_by_id(uow, {each for row in entries for each in (row.facts or {}).get("changes", ())})
    pupil = uow.session.get(models.Pupil, case.pupil_id) if case.pupil_id else None  # held, so that it is read once
    head = dossier.head(uow, case, definition, by)
    first = case.awaits[0] if case.awaits and case.ended_at is None else {}
    due = terms.due_view(ledger.deadline(first["rule"]), uow.today, shared.calendar) if first.get("rule") else None
    open_tasks = sorted((task for task in tasks if task.ended_at is None), key=lambda task: (task.sort_on, task.id))
    mine = [task for task in open_tasks if is_offered(by, task.actor, task.assignee_id, task.by_name)]
    passes_on = assigning.may_pass_on(by, reach.parties["swv"])
    roles, deadlines = shared.roles, terms.deadline_views(ledger, uow.today, shared.rules, shared.calendar)
    shown = {deadline.rule: deadline for deadline in deadlines}
    facts = dossier.facts_of(definition, case, uow.today)
    task_views = tuple(
        OpenTaskView(
            id=task.id,
            name=task.name,
            who=persons.get(task.assignee_id or 0) or said("{role}", role=roles[task.actor.partition(":")[0]].label),
            due_on=task.sort_on if task.sort_on != models.NO_DATE else None,
            tone=shown[task.rule].tone if task.rule in shown else "",
            norm=shown[task.rule].norm if task.rule in shown else "",
            mine=task in mine,
            claimable=task.assignee_id is None and task in mine,
            can_pass_on=passes_on and not task.by_name,
            lacks=tuple(
                each
                for each in records.lacking(shared, definition.element(task.element_id), facts, uow.today)
                if each.block in blocks
            ),
        )
        for task in open_tasks
    )
    heard = [
        each
        for each in listeners_of(uow, case, definition)
        if access.message_way(uow, each.element, reach, by) is not None
    ]
    listeners = tuple(ListenerView(each.token, each.message, each.element.name) for each in heard)
    awaited = [] if open_tasks else [each.token for each in heard if each.element.name == first.get("name")]
    status = StatusLine(
        text=turns.status_in_words(case.awaits, names)
        if case.ended_at is None
        else turns.ended_in_words(definition, case.outcome),
        due=due,
        yours=bool(mine or awaited),
        task_id=mine[0].id if mine else None,
        token=awaited[0] if awaited else None,
    )
    return CasePage(
        head=head,
        status=status,
        deadlines=deadlines,
        tasks=task_views,
        extensions=extending.cards(
            definition,
            ledger,
            deadlines,
            [(view, definition.element(task.element_id)) for view, task in zip(task_views, open_tasks, strict=True)],
            [(view, each.element) for view, each in zip(listeners, heard, strict=True)],
            uow.today,
        ),
        history=happened.history(entries, definition, persons, shared, changes) if "history" in blocks else (),
        documents=dossier.documents(uow, case.id, blocks, by),
        letters=tuple(letter_pages.view_of(row) for row in letter_pages.readable_with(blocks, reach.parties, made, by)),
        listeners=listeners,
        steps=walked.steps(definition, tasks, entries, persons, roles),
        diagrams=tuple((process.id, process.name) for process in walked.in_order(definition)),
        here=next(
            (definition.element(task.element_id).process for task in tasks if task.ended_at is None),
            definition.route.frame.id,
        ),
        dossier=dossier.sections(uow, case, definition, blocks, by),
        remarks=remarks.view(uow, case, by, reach, entries),
        sent=taking_back.offer(uow, case, by, reach, tasks, entries),
        may_repair=merging.may_put_right(uow, case, by, reach.parties["swv"], made),
        may_supplement=supplementing.may_send(uow, case, by, reach),
        questions=questions.view(uow, case, by, reach, entries),
        keeps_documents=definition.route.settings.documents,
        may_add_documents=definition.route.settings.documents and case.ended_at is None and "request" in may_add,
        erase_on=case.erase_on if case.erased_at is None else None,
        banners=(
            *dossier.banners(definition, case, uow.today, blocks),
            *declarations.banners(uow, case, uow.today, blocks),
        ),
        records=declarations.section(uow, case, entries, persons, by),
        links=_links(uow, case, by),
        may_name_pupil=case.pupil_id is None and "request" in blocks and _may_begin(definition.route.settings, by),
        agenda=_agenda(uow, case, by),
        people=pupil is not None and "identity" in blocks,
        doubles=_doubles(uow, case, by, reach.parties["swv"]),
        taken_over=_taken_over(entries),
        bundles=case_bundle.may_bundle(blocks, reach),
        notes=notes.of_cases(uow, {case.id: case.number}, {case.id: blocks}, by),
        may_note=letter_pages.CORRESPONDENCE in blocks and case.erased_at is None,
        outages=tuple(outages.during(uow, [each.due_on for each in deadlines if each.due_on is not None])),
        penalty=penalties.meter(ledger, shared, uow.today) if penalties.watches(by, reach.parties["swv"]) else None,
    )


def _may_begin(settings: RouteSettings, by: Person) -> bool:
    """May this person let a case of a pupil begin where this one is about nobody in particular?"""
    return bool(settings.without_pupil) and any(hat.role in (OFFICE, *settings.may_start) for hat in by.memberships)


def _agenda(uow: UnitOfWork, case: models.Case, by: Person) -> tuple[date, int | None] | None:
    """Return on the agenda of which meeting a case is, with its number for who has a seat there."""
    meeting = table_of_meetings.next_of(uow, case.id)
    if meeting is None:
        return None
    key = f"{meeting.committee}-{meeting.swv_id}"
    return meeting.held_on, meeting.id if any(seat.key == key for seat in meetings.seats(uow, by)) else None


def _doubles(uow: UnitOfWork, case: models.Case, by: Person, swv: int) -> int:
    """Return how many other pupils may be the one of an open case: told to the office only (AVG art. 5)."""
    if case.ended_at is not None or case.pupil_id is None or not access.is_office(by, swv):
        return 0
    return sum(each.likely for each in merging.doubles(uow, case.pupil_id, swv))


def _taken_over(entries: Sequence[models.Entry]) -> TakenOver | None:
    found = next((each for each in entries if each.kind == "taken_over"), None)
    return TakenOver(str((found.details or {}).get("_kenmerk", "")), found.on, found.at) if found is not None else None


def _links(uow: UnitOfWork, case: models.Case, by: Person) -> tuple[LinkView, ...]:
    """Return the case that this one came from, and those that began with it, as far as they are theirs to see."""
    linked = dossiers.linked_with(uow, case.id, case.linked_from_id)
    reach, roles = access.reach_of(uow, linked), shared_of(uow).roles
    titles = {each.route.name: each.route.settings.title for each in live_definitions(uow)} if linked else {}
    return tuple(
        LinkView(row.number, titles.get(row.route, row.route), row.id == case.linked_from_id, row.ended_at is not None)
        for row in linked
        if "deadlines" in readable_blocks(by, reach[row.id], roles)
    )


def listeners_of(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition) -> list[Listener]:
    """Return the messages that may reach a case now."""
    if case.ended_at is not None:
        return []
    execution = Execution.restore(definition, case.state["tokens"], {}, terms.ledger_of(uow, case))
    return execution.listeners()
