"""Trying a proposal: a case in memory, walked step by step as any role with a clock that moves, kept as an example.

What is kept is what was done; it is done again from the start at every look, on the proposal as it is now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workflows.domain.answers import Form
from workflows.domain.calendar import DAY
from workflows.domain.errors import (
    ExpressionFailed,
    FieldError,
    InvalidAnswers,
    InvalidRoute,
    NotFound,
)
from workflows.domain.facts import facts_to_json
from workflows.domain.findings import errors_in
from workflows.domain.letters import Rendered
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import models, proposals
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element, Process
from workflows.routes.route import Shared
from workflows.services import studio
from workflows.services.dry_answers import context_for, example_of, made_up_files
from workflows.services.dry_letters import letter_of
from workflows.services.dry_ready import ready
from workflows.services.dry_world import DryWorld
from workflows.services.views import DryForm, DryPage, OpenStep, TermLine

MOST_STEPS, FURTHEST = 150, timedelta(days=3 * 366)
Raw = Mapping[str, Sequence[str]]


# ------------------------------------------------------------------ looking
def page(uow: UnitOfWork, by: Person, proposal_id: int, role: str = "") -> DryPage:
    """Return how far this person walked through a proposal; *role* leaves only what that role can do.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    head = studio.page(uow, by, proposal_id)
    files = studio.files_of(uow, by, proposal_id)
    empty = DryPage(proposal_id, head.title, head.may_edit, False)
    try:
        definition, shared = ready(uow, files)
    except InvalidRoute as refused:
        return replace(empty, errors=len(errors_in(refused.findings)))
    used = {each.properties.get("does") for each in definition.route.elements.values()}
    empty = replace(empty, mandated="check_mandate" in used)
    row = proposals.dry_run(uow, proposal_id, by.id)
    if row is None:
        return empty
    world = _world(definition, shared, row.steps)
    if world.done == 0:
        return replace(empty, began=True, lost=world.lost, count=len(row.steps))
    open_ = tuple(_open(world))
    return replace(
        empty,
        began=True,
        today=world.today,
        steps=tuple(step for step in open_ if not role or role in dict(step.roles)),
        roles=tuple(dict(pair for step in open_ for pair in step.roles).items()),
        terms=tuple(_terms(world)),
        happenings=tuple(reversed(world.happenings)),
        following=world.next_day(),
        ended=world.execution.ended,
        lost=world.lost,
        count=len(row.steps),
        drawn=tuple(_drawn(world)),
    )


def _open(world: DryWorld) -> Iterator[OpenStep]:
    for task in world.execution.open_tasks():
        key = f"{task.element.id}:{task.nr or ''}"
        name = task.element.name or task.element.id
        yield _step(world, task.element, key, f"{name} ({task.nr})" if task.nr else name)
    for listener in world.execution.listeners():
        step = _step(world, listener.element, f"!{listener.message}", listener.element.name or listener.message)
        yield replace(step, message=True)


def _step(world: DryWorld, element: Element, key: str, name: str) -> OpenStep:
    named = element.properties.get("role") or (element.lane.role if element.lane else "") or ""
    roles = tuple((role, world.shared.roles[role].label) for role in named.split() if role in world.shared.roles)
    due = world.execution.ledger.due(element.properties.get("due", "")) if element.properties.get("due") else None
    return OpenStep(key, name, roles, due.on if due else None, due is not None and due.on < world.today)


def _terms(world: DryWorld) -> Iterator[TermLine]:
    for clock in world.execution.ledger.deadlines():
        due = clock.due.on if clock.due is not None else None
        late = clock.state == "running" and due is not None and due < world.today
        yield TermLine(clock.rule.label, clock.state, due, late)


def _drawn(world: DryWorld) -> Iterator[tuple[Process, frozenset[str]]]:
    """Yield the drawings in which the case is now, the case itself first, with where it is."""
    there = {task.element.id for task in world.execution.open_tasks()}
    there |= {each.element.id for each in world.execution.timers() if each.element.attached_to is None}
    waiting = {each.element.id for each in world.execution.listeners() if each.element.attached_to is None}
    here, processes = there | waiting, world.route.processes
    inside = {process.id for process in processes.values() if here & process.elements.keys()}
    while True:
        calls = {
            each.id for process in processes.values() for each in process.elements.values() if each.called in inside
        }
        around = {process.id for process in processes.values() if calls & process.elements.keys()}
        if around <= inside:
            break
        inside |= around
    frame = world.route.frame.id
    for name in sorted(inside | {frame}, key=lambda each: (each != frame, list(processes).index(each))):
        yield processes[name], frozenset((here | calls) & processes[name].elements.keys())


def form(
    uow: UnitOfWork, by: Person, proposal_id: int, key: str, raw: Raw | None = None, *, example: bool = False
) -> DryForm:
    """Return the form of a step that waits, with what was typed (*raw*), is proposed, or an *example* of it.

    Raises:
        NotFound: the dry run does not wait there.
    """
    world, _row = walking(uow, by, proposal_id)
    element, nr = _waiting(world, key)
    asked = _form_of(world, element)
    context = context_for(world, asked, nr)
    if raw is None:
        raw = example_of(world, element, nr, asked, context) if example else asked.prefilled(context)
    raw = {**made_up_files(asked), **raw}
    visible = tuple(asked.visible(raw, context))
    name = element.name or element.id
    return DryForm(key, name, element.documentation, asked, visible, raw, context, world.today)


def letter(uow: UnitOfWork, by: Person, proposal_id: int, place: int) -> tuple[Rendered | None, str]:
    """Return a letter that was made, as it reads, or why it cannot be made.

    Raises:
        NotFound: there is no such letter.
    """
    world, _row = walking(uow, by, proposal_id)
    if not 0 <= place < len(world.letters):
        raise NotFound(f"no letter {place}")
    try:
        return letter_of(world.route, world.shared, world.letters[place]), ""
    except ExpressionFailed as hole:
        return None, str(hole)


# ------------------------------------------------------------------ walking
def begin(uow: UnitOfWork, by: Person, proposal_id: int, kind: str, *, mandate: bool) -> None:
    """Begin a case that is none, on today; *kind* is PO or VO, *mandate* says whether the register knows one.

    Raises:
        NotFound: there is no such proposal for this person.
        InvalidRoute: the check has errors.
    """
    definition, _shared = ready(uow, studio.files_of(uow, by, proposal_id))
    first = {
        "act": "starts",
        "on": uow.today.isoformat(),
        "given": {"swv_soort": "VO" if kind == "VO" else "PO"},
        "effects": {"staand_mandaat": True} if mandate else {},
        "by": next(iter(definition.route.settings.may_start), "secretariaat"),
    }
    if (row := proposals.dry_run(uow, proposal_id, by.id)) is None:
        row = models.DryRun(proposal_id=proposal_id, person_id=by.id, steps=[], used_at=uow.now)
        uow.session.add(row)
    row.steps, row.used_at = [first], uow.now


def do(uow: UnitOfWork, by: Person, proposal_id: int, key: str, raw: Raw) -> None:
    """Do a step that waits, or let a message come, with these answers.

    Raises:
        NotFound: the dry run does not wait there (any more).
        InvalidAnswers: field by field; or the case cannot go on, with why.
    """
    world, row = walking(uow, by, proposal_id)
    element, nr = _waiting(world, key)
    asked = _form_of(world, element)
    answers = asked.read({**made_up_files(asked), **raw}, context_for(world, asked, nr))
    roles = element.properties.get("role") or (element.lane.role if element.lane else "") or ""
    step: dict[str, Any] = {
        "on": world.today.isoformat(),
        "by": next(iter(roles.split()), ""),
        "facts": facts_to_json(answers.facts),
        "details": answers.details,
    }
    if key.startswith("!"):
        step |= {"act": "receives", "message": key[1:]}
    else:
        step |= {"act": "completes", "element": element.id, "nr": nr}
    _append(uow, world, row, step)


def let_pass(uow: UnitOfWork, by: Person, proposal_id: int, until: date | None) -> None:
    """Let time pass until a day, or (None) until the next one on which something happens or a term ends.

    Raises:
        NotFound: this person has no dry run here.
        InvalidAnswers: the day lies in the past or too far ahead, nothing more happens by itself, or it goes wrong.
    """
    world, row = walking(uow, by, proposal_id)
    if until is None:
        following = world.next_day()
        if following is None:
            raise InvalidAnswers([FieldError("", said("Er komt nu niets vanzelf."))])
        until = following[0]
    if not world.today < until <= world.today + FURTHEST:
        raise InvalidAnswers([FieldError("until", said("Naar: kies een dag na vandaag, hoogstens drie jaar verder."))])
    _append(uow, world, row, {"act": "on", "on": until.isoformat()})


def next_morning(uow: UnitOfWork, by: Person, proposal_id: int) -> None:
    """Let a day pass; raises as ``let_pass``."""
    world, _row = walking(uow, by, proposal_id)
    let_pass(uow, by, proposal_id, world.today + DAY)


def take_back(uow: UnitOfWork, by: Person, proposal_id: int) -> None:
    """Take back the last thing that was done, or all that can no longer be done.

    Raises:
        NotFound: this person has no dry run here.
    """
    world, row = walking(uow, by, proposal_id)
    if len(row.steps) > 1:
        _kept(uow, row, row.steps[: max(1, min(world.done, len(row.steps) - 1))])


def stop(uow: UnitOfWork, by: Person, proposal_id: int) -> None:
    """Throw a dry run away; without one nothing happens."""
    studio.files_of(uow, by, proposal_id)
    if (row := proposals.dry_run(uow, proposal_id, by.id)) is not None:
        uow.session.delete(row)


def _append(uow: UnitOfWork, world: DryWorld, row: models.DryRun, step: Mapping[str, Any]) -> None:
    steps = [*row.steps[: world.done], step]
    if len(steps) > MOST_STEPS:
        raise InvalidAnswers([FieldError("", said("Een proef heeft hoogstens {most} stappen.", most=MOST_STEPS))])
    again = DryWorld(world.execution.definition, world.shared, steps)
    if again.lost:
        raise InvalidAnswers([FieldError("", said("Zo kan de zaak niet verder: {why}", why=Said(again.lost)))])
    _kept(uow, row, steps)


def _kept(uow: UnitOfWork, row: models.DryRun, steps: Sequence[Any]) -> None:
    row.steps, row.used_at = list(steps), uow.now


def walking(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[DryWorld, models.DryRun]:
    """Return the dry run of this person as it stands, with its row.

    Raises:
        NotFound: there is none, or it cannot begin any more.
    """
    files = studio.files_of(uow, by, proposal_id)
    row = proposals.dry_run(uow, proposal_id, by.id)
    if row is None:
        raise NotFound("no dry run")
    world = _world(*ready(uow, files), row.steps)
    if world.done == 0:
        raise NotFound("a dry run that cannot begin")
    return world, row


def _world(definition: ProcessDefinition, shared: Shared, steps: Sequence[Mapping[str, Any]]) -> DryWorld:
    """Return the dry run after the steps that go; a step that does not leaves a case half-way, which is thrown away."""
    world = DryWorld(definition, shared, steps)
    if world.lost and world.done:
        why = world.lost
        world = DryWorld(definition, shared, steps[: world.done])
        world.lost = why
    return world


def _waiting(world: DryWorld, key: str) -> tuple[Element, int | None]:
    if key.startswith("!"):
        for listener in world.execution.listeners():
            if listener.message == key[1:]:
                return listener.element, None
    for task in world.execution.open_tasks():
        if key == f"{task.element.id}:{task.nr or ''}":
            return task.element, task.nr
    raise NotFound(f"the dry run does not wait at {key!r}")


def _form_of(world: DryWorld, element: Element) -> Form:
    usual = element.id if element.kind == "userTask" else ""
    return world.route.forms.get(element.properties.get("form", usual)) or Form(element.id, ())
