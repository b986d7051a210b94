"""What reaches a case from outside, when it is told, with its true date of receipt."""

from collections.abc import Mapping, Sequence

from workflows.domain.answers import JSON, Form
from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Listener
from workflows.persistence import cases as rows
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, declaring, dossier, overview, terms
from workflows.services.asking import context_for
from workflows.services.deployments import definition_of
from workflows.services.extending import filled_in, way_from
from workflows.services.proposals import proposals, with_proposals
from workflows.services.registering import as_details, day_received
from workflows.services.rehearsal import legal_day
from workflows.services.stepping import stepping
from workflows.services.under_mandate import mandate_for, under
from workflows.services.views import (
    ListenerView,
    MessagePage,
    OnBehalf,
)

Raw = Mapping[str, Sequence[str]]


def message_page(uow: UnitOfWork, number: str, token: str, by: Person, raw: Raw | None = None) -> MessagePage:
    """Return the form of a message that may reach the case now.

    Raises:
        NotFound: there is no such case or message for this person.
    """
    case = access.case_for(uow, number, by)
    definition = definition_of(uow, case.deployment_id)
    listener, way = _heard(uow, overview.listeners_of(uow, case, definition), token, case.id, by)
    form = _form_of(definition, listener)
    context = context_for(uow, case.id, definition, dossier.facts_of(definition, case, uow.today), uow.today, form)
    blocks = access.blocks_of_case(uow, case.id, by)
    proposed = proposals(uow, case, definition, form, context, by, blocks, again=False)
    extending = way_from(definition, listener.element)
    ledger = terms.ledger_of(uow, case)
    shown = filled_in(extending, ledger, uow.today, with_proposals(raw, proposed, form))
    view = ListenerView(token, listener.message, listener.element.name)
    head = dossier.head(uow, case, definition, by)
    return MessagePage(
        head,
        view,
        form,
        form.visible(shown, context),
        shown,
        context,
        may_on_behalf=way == "register",
        instruction=listener.element.documentation,
        extends=extending is not None,
    )


def receive(
    uow: UnitOfWork,
    number: str,
    token: str,
    by: Person,
    raw: Raw,
    on_behalf: OnBehalf | None = None,
) -> bool:
    """Let a message reach the case, with its true date of receipt; say whether the case is still theirs to look at.

    Raises:
        NotFound: there is no such case or message for this person, or the case does not wait for it any more.
        InvalidAnswers: field by field, in words.
        NotAllowed: only the office records what another told us; some messages need a mandate.
    """
    case = rows.lock_case_numbered(uow, number)
    access.case_for(uow, number, by)
    open_rows = rows.open_rows(uow, case.id)
    definition = definition_of(uow, case.deployment_id)
    waiting = overview.listeners_of(uow, uow.session.get_one(models.Case, case.id), definition)
    if all(each.token != token for each in waiting) and dossiers.was_received(uow, case.id, token, by.id):
        return bool(access.blocks_of_case(uow, case.id, by))  # the answer got lost: here it is again
    _, way = _heard(uow, waiting, token, case.id, by)
    day = day_received(uow, way, case.started_on, on_behalf)
    with stepping(uow, case, open_rows, on=day) as step:
        listener, _ = _heard(uow, step.execution.listeners(), token, case.id, by)
        form = _form_of(definition, listener)
        context = context_for(uow, case.id, definition, step.execution.context(), step.execution.on, form)
        answers = form.read(raw, context)
        mandate = mandate_for(step, listener.element, by, answers.facts)
        details: dict[str, JSON] = {**answers.details, **as_details(on_behalf, None)}
        if mandate is not None:
            details |= under(mandate, by, step.actor_of(listener.element, listener.element.properties.get("role")))
        if (told := legal_day(listener.element, answers.facts)) is not None:
            step.execution.moment(told, uow.now)
        declaring.from_step(step, listener.element, answers.details, answers.facts, by.id)
        step.receive(listener, answers.facts, by=by.id, details=details)
    return bool(access.blocks_of_case(uow, case.id, by))


def _heard(
    uow: UnitOfWork, waiting: Sequence[Listener], token: str, case_id: int, by: Person
) -> tuple[Listener, access.Way]:
    """Return the listener with *token*, and how *by* may let it hear something.

    Raises:
        NotFound: the case does not wait for it (any more), or not from them.
    """
    reach = access.access_to(uow, case_id)
    for listener in waiting:
        if listener.token == token and (way := access.message_way(uow, listener.element, reach, by)) is not None:
            return listener, way
    raise NotFound(f"no message {token}")


def _form_of(definition: ProcessDefinition, listener: Listener) -> Form:
    form = definition.route.forms.get(listener.element.properties.get("form", listener.element.id))
    return form or Form(listener.element.id, ())
