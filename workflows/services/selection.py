"""Several tasks of a list at once: taken, given back, put off or passed on, each for itself and with its own result.

Never what advises or decides: that is looked at case by case.
Source: LBT 107186 (a decision is on the case itself).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound
from workflows.domain.people import Person, is_offered
from workflows.domain.wording import Said, said
from workflows.persistence import inbox as lists
from workflows.persistence.inbox import ChosenRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, assigning, inbox, nudging, tasks
from workflows.services.deployments import definition_of

MOST = 50  #: tasks at once: a page of a list
TAKE, RELEASE, LATER, PASS_ON = "oppakken", "teruggeven", "later", "overdragen"
_DONE = {
    TAKE: said("Opgepakt: de taak staat op uw naam."),
    RELEASE: said("Teruggegeven aan de groep."),
    LATER: said("Komt later terug in uw lijst."),
    PASS_ON: said("Overgedragen."),
}


@dataclass(frozen=True)
class Order:
    """What to do with the tasks: until which *day* they are put off, *to* whom they are passed on and why."""

    what: str
    day: date | None = None
    to: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Chosen:
    """A task that somebody chose; *why_not* says why it is not done with others at once."""

    id: int
    name: str
    number: str
    why_not: Said | None


def refuse_incomplete(chosen: Sequence[int], order: Order) -> None:
    """Refuse an order that would be wrong for every task.

    Raises:
        InvalidAnswers: no tasks, or too many; not said what to do, until when, to whom or why.
    """
    errors = []
    if not 1 <= len(chosen) <= MOST:
        errors.append(FieldError("task", said("Kruis een of meer taken aan, hoogstens {most}.", most=MOST)))
    if order.what not in _DONE:
        errors.append(FieldError("do", said("Wat wilt u doen: kies een antwoord.")))
    if order.what == LATER and order.day is None:
        errors.append(FieldError("day", said("Terug op: vul een dag in.")))
    if order.what == PASS_ON and not order.to:
        errors.append(FieldError("to", said("Aan wie: kies een collega.")))
    if order.what == PASS_ON and not order.reason.strip():
        errors.append(FieldError("reason", said("Reden: vul in waarom.")))
    if errors:
        raise InvalidAnswers(errors)


def chosen(uow: UnitOfWork, by: Person, ids: Sequence[int]) -> dict[int, Chosen]:
    """Return the tasks among *ids* that stand in a list of this person or their groups; others do not exist."""
    watched, closed = access.watches(uow, by), inbox.closed_to(uow, by)
    away, recused = {(each.case_id, each.actor) for each in closed}, {each.case_id for each in closed}

    def listed(row: ChosenRow) -> bool:
        if (row.case_id, row.actor) in away:
            return False
        if row.actor in by.actors and not row.by_name:  # also what a colleague took a moment ago: it says so
            return True
        if is_offered(by, row.actor, row.assignee_id, row.by_name):
            return True
        return row.swv in watched and row.case_id not in recused

    return {
        row.id: Chosen(row.id, row.name, row.number, _why_not(uow, row))
        for row in lists.chosen(uow, ids)
        if listed(row)
    }


def _why_not(uow: UnitOfWork, row: ChosenRow) -> Said | None:
    """Return why a task is not for several at once, or None."""
    route = definition_of(uow, row.deployment_id).route
    if row.signs is not None:
        return said("Dit is een besluit: dat neemt u per zaak. Open de taak.")
    if row.meeting is not None or row.by_name or "assign" in route.elements[row.element_id].properties:
        return said("Dit is een advies: dat gaat per zaak. Open de taak.")
    ahead = route.letters_ahead.get(row.element_id, frozenset())
    if any(route.letters[letter].kind == "besluit" for letter in ahead):
        return said("Op deze taak kan een besluit volgen: dat gaat per zaak. Open de taak.")
    return None


def act(uow: UnitOfWork, task_id: int, by: Person, order: Order) -> Said:
    """Do with one task what was ordered for several; return what was done.

    Raises:
        NotFound: it is not in a list of this person, or this is not theirs to do.
        NotAllowed: it advises or decides; says why.
        TaskTaken, TaskEnded: somebody was earlier.
        InvalidAnswers: the day, or the colleague, does not fit this task.
    """
    found = chosen(uow, by, [task_id]).get(task_id)
    if found is None:
        raise NotFound(f"no task {task_id} in a list of theirs")
    if found.why_not is not None:
        raise NotAllowed(found.why_not)
    if order.what == TAKE:
        tasks.claim(uow, task_id, by)
    elif order.what == RELEASE:
        tasks.release(uow, task_id, by)
    elif order.what == LATER:
        nudging.come_back(uow, task_id, by, order.day)
    else:
        assigning.reassign(uow, task_id, by, order.to, order.reason)
    return _DONE[order.what]
