"""A school takes back what it sent, as long as nobody at the samenwerkingsverband opened it.

Afterwards it sends a supplement without being asked (``supplementing``): never a second application.
"""

from collections.abc import Sequence

from workflows.domain.errors import NotAllowed, NotFound
from workflows.domain.people import CaseAccess, Person, is_offered, writable_blocks
from workflows.domain.wording import said
from workflows.persistence import cases, dossiers, models, opened
from workflows.persistence.rows import TaskRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import definition_of, shared_of
from workflows.services.sent import BEFORE
from workflows.services.stepping import turn_back
from workflows.services.views import SentView

HARMLESS = frozenset({"remark", "question.asked", "question.answered", "question.withdrawn", "document"})


def offer(
    uow: UnitOfWork,
    case: models.Case,
    by: Person,
    reach: CaseAccess,
    tasks: Sequence[models.UserTask],
    entries: Sequence[models.Entry],
) -> SentView | None:
    """Return what the school of *by* sent last in a case; None: nothing, something happened since, or not theirs."""
    before = case.state.get(BEFORE)
    if before is None or case.ended_at is not None:
        return None
    task = next((each for each in tasks if each.token == before["token"]), None)
    if task is None or not _theirs(uow, by, reach, task) or not _untouched(entries, before["until"]):
        return None
    sent_at = next(entry.at for entry in entries if entry.seq == before["seq"])
    return SentView(task.name, sent_at, not _was_opened(uow, tasks, reach.parties["swv"], task))


def take_back(uow: UnitOfWork, number: str, by: Person) -> int:
    """Take back what the school of *by* sent last: its task is open again with what was filled in; return it.

    The terms that began with it never ran, and the samenwerkingsverband has nothing to do in the case any more.

    Raises:
        NotFound: there is no such case for this person, or nothing that their school sent last.
        NotAllowed: somebody at the samenwerkingsverband opened it, or did something with it.
    """
    locked = cases.lock_case_numbered(uow, number)
    case = access.case_for(uow, number, by)
    before = locked.state.get(BEFORE)
    tasks = dossiers.tasks_of(uow, case.id)
    row = next((each for each in tasks if before is not None and each.token == before["token"]), None)
    reach = access.access_to(uow, case.id)
    if before is None or row is None or locked.ended_at is not None or not _theirs(uow, by, reach, row):
        raise NotFound(f"nothing to take back in {number}")
    entries = dossiers.history(uow, case.id)
    if not _untouched(entries, before["until"]) or _was_opened(uow, tasks, reach.parties["swv"], row):
        words = said("Het samenwerkingsverband heeft dit al geopend. U kunt nog wel een aanvulling sturen.")
        raise NotAllowed(words)
    rows = cases.open_rows(uow, case.id, row.id)
    task = rows.task(row.id)
    if task is None:
        raise NotFound(f"no task {row.id}")
    details = next((entry.details or {} for entry in entries if entry.seq == before["seq"]), {})
    turn_back(uow, locked, rows, task, by.id)
    definition = definition_of(uow, case.deployment_id)
    element = definition.element(task.element_id)
    form = definition.route.forms[element.properties.get("form", element.id)]
    dossiers.save_draft(uow, task.id, form.raw(details), by.id, int(task.actor.partition(":")[2]))
    opened.documents_return(uow, task.id)
    return task.id


def is_theirs(uow: UnitOfWork, task_id: int, by: Person) -> bool:
    """Is the task that came back theirs to go on with? The head signs, the coordinator fills in."""
    task = uow.session.get(models.UserTask, task_id)
    return task is not None and is_offered(by, task.actor, task.assignee_id, task.by_name)


def _theirs(uow: UnitOfWork, by: Person, reach: CaseAccess, task: models.UserTask | TaskRow) -> bool:
    """Does *by* work where the task was done, in a role that adds to the application?"""
    organisation, roles = int(task.actor.partition(":")[2]), shared_of(uow).roles
    hats = tuple(hat for hat in by.memberships if hat.organisation_id == organisation)
    there = Person(by.id, by.name, by.email, by.locale, hats)
    return bool(hats) and "request" in writable_blocks(there, reach, roles)


def _untouched(entries: Sequence[models.Entry], until: int) -> bool:
    return all(entry.kind in HARMLESS for entry in entries if entry.seq > until)


def _was_opened(uow: UnitOfWork, tasks: Sequence[models.UserTask], swv: int, task: models.UserTask) -> bool:
    waiting = [each.id for each in tasks if each.ended_at is None]
    return task.ended_at is not None and opened.opened_since(uow, task.case_id, waiting, swv, task.ended_at)
