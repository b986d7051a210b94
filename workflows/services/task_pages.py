"""A task to look at: what it asks, what is filled in, and what one must know of its case."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from workflows.domain.answers import FormContext
from workflows.domain.errors import (
    TaskEnded,
)
from workflows.domain.expressions import Value
from workflows.domain.ledger import Ledger
from workflows.domain.people import CaseAccess, Person, readable_blocks
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, inbox, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element
from workflows.services import (
    access,
    declarations,
    dossier,
    parents_talk,
    questions,
    records,
    remarks,
    terms,
    whereabouts,
)
from workflows.services import extending as extending_ways
from workflows.services.asking import context_for
from workflows.services.deployments import definition_of, shared_of
from workflows.services.proposals import proposals, with_proposals
from workflows.services.tasks import Raw, name_of, version_of
from workflows.services.views import Asked, TaskPage

AT_WORK = timedelta(minutes=15)  #: who kept a draft this recently is working on the task


def task_page(
    uow: UnitOfWork, task_id: int, by: Person, raw: Raw | None = None, *, extending: bool = False
) -> TaskPage:
    """Return a task to look at, with the form as far as it was filled in; the reading is logged.

    *extending*: filled in for the letter that extends its term.

    Raises:
        NotFound: there is none, or not for this person.
        TaskEnded: it was completed or is no longer needed.
    """
    opened = _opened(uow, task_id, by, raw, extending=extending)
    task, how, case, definition, element = opened.task, opened.how, opened.case, opened.definition, opened.element
    form, shown, context, facts = opened.asked.form, opened.asked.raw, opened.context, opened.facts
    draft, blocks, ledger, way = opened.draft, opened.blocks, opened.ledger, opened.way
    reach = opened.reach
    shared = shared_of(uow)
    rule = terms.rule_of(element, ledger)
    spoken = dossiers.entries_of(uow, case.id, remarks.KIND, *questions.KINDS)
    return TaskPage(
        id=task.id,
        name=task.name,
        instruction=element.documentation,
        case=dossier.head(uow, case, definition, by),
        form=form,
        visible=form.visible(shown, context),
        raw=shown,
        context=context,
        due=terms.due_view(ledger.deadline(rule) if rule else None, uow.today, shared.calendar),
        assignee=name_of(uow, task.assignee_id),
        can_claim=how == "own" and task.assignee_id is None,
        can_complete=how in ("own", "register"),
        draft_saved=(name_of(uow, draft.saved_by_id) or "", draft.saved_at) if draft is not None else None,
        draft=draft.data if draft is not None else {},
        version=version_of(draft.saved_at if draft is not None else None),
        at_work=_at_work(uow, draft, by),
        documents=dossier.documents(uow, case.id, blocks, by),
        dossier=dossier.sections(uow, case, definition, blocks, by),
        key=opened.asked.key,
        may_on_behalf=how == "register",
        remarks=remarks.view(uow, case, by, reach, spoken),
        questions=questions.view(uow, case, by, reach, spoken),
        whereabouts=whereabouts.view(uow, case, definition, element, blocks),
        parents_talk=how == "own" and parents_talk.may_print(form, shared.roles.get(task.actor.partition(":")[0])),
        extends=way is not None,
        banners=(
            *dossier.banners(definition, case, uow.today, blocks),
            *declarations.banners(uow, case, uow.today, blocks),
        ),
        lacks=(lacks := records.lacking(shared, element, facts, uow.today)),
        may_record=declarations.recordable(uow, case.id, by, {each.kind for each in lacks}),
        letters=how in ("own", "prepare") and element.id in definition.route.letters_ahead,
        word_form=definition.route.word_form_for(form.id) if how == "own" else None,
    )


def asked(uow: UnitOfWork, task_id: int, by: Person) -> Asked:
    """Return only what a task asks and what is filled in by now, without the dossier; the reading is logged.

    Raises:
        NotFound, TaskEnded: as ``task_page``.
    """
    return _opened(uow, task_id, by).asked


@dataclass(frozen=True)
class _Opened:
    """A task that somebody looks at, and what its page is made of."""

    task: models.UserTask
    how: access.Way
    case: models.Case
    definition: ProcessDefinition
    element: Element
    facts: Mapping[str, Value]
    context: FormContext
    draft: models.Draft | None
    reach: CaseAccess
    blocks: frozenset[str]
    ledger: Ledger
    way: extending_ways.Way | None
    asked: Asked


def _opened(uow: UnitOfWork, task_id: int, by: Person, raw: Raw | None = None, *, extending: bool = False) -> _Opened:
    task, how = access.task_for(uow, task_id, by)
    if task.ended_at is not None:
        raise TaskEnded(task.id, name_of(uow, task.ended_by_id), task.ended_at)
    case = uow.session.get_one(models.Case, task.case_id)
    access.log_read(uow, case.id, by, "task")
    inbox.see(uow, task.id, by.id)
    definition = definition_of(uow, case.deployment_id)
    element = definition.element(task.element_id)
    form = definition.route.forms[element.properties.get("form", element.id)]
    ledger = terms.ledger_of(uow, case)
    facts = dossier.facts_of(definition, case, uow.today, task.nr)
    context = context_for(uow, case.id, definition, facts, uow.today, form, task.id)
    draft = dossiers.draft(uow, task.id) if how != "register" else None  # what is not sent yet is the school's own
    reach = access.access_to(uow, case.id)
    blocks = readable_blocks(by, reach, shared_of(uow).roles)
    proposed = proposals(uow, case, definition, form, context, by, blocks)
    shown = with_proposals(raw if raw is not None else draft.data if draft is not None else None, proposed, form)
    way = extending_ways.way_from(definition, element)
    shown = extending_ways.filled_in(way, ledger, uow.today, shown, chosen=extending)
    key = f"{task.id}-{secrets.token_urlsafe(16)}"
    return _Opened(
        task, how, case, definition, element, facts, context, draft, reach, blocks, ledger, way, Asked(form, shown, key)
    )


def _at_work(uow: UnitOfWork, draft: models.Draft | None, by: Person) -> str | None:
    """Return which other than *by* is working on a task now: who kept its draft a moment ago."""
    if draft is None or draft.saved_by_id == by.id or draft.saved_at < uow.now - AT_WORK:
        return None
    return name_of(uow, draft.saved_by_id)
