"""Who may see and do what with a case; not allowed and not existing look the same."""

from workflows.domain.answers import Form
from workflows.domain.errors import NotFound
from workflows.domain.people import OFFICE, CaseAccess, Person, may_claim, readable_blocks
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import definition_of, shared_of


def blocks_of_case(uow: UnitOfWork, case_id: int, by: Person) -> frozenset[str]:
    """Return the data blocks of the case that *by* may read; empty: the case does not exist for them."""
    waiting = [task for task in dossiers.tasks_of(uow, case_id) if task.ended_at is None]
    access = CaseAccess(
        organisations=frozenset(organisation.id for organisation in dossiers.parties_of(uow, case_id).values()),
        assignees=frozenset(task.assignee_id for task in waiting if task.assignee_id is not None),
        actors=frozenset(task.actor for task in waiting if task.assignee_id is None),
    )
    return readable_blocks(by, access, shared_of(uow).roles)


def case_for(uow: UnitOfWork, number: str, by: Person, *, needs: str = "deadlines") -> models.Case:
    """Return the case with *number* if *by* may read its block *needs*.

    Raises:
        NotFound: there is none, or not for them.
    """
    case = dossiers.case_by_number(uow, number)
    if case is None or needs not in blocks_of_case(uow, case.id, by):
        raise NotFound(f"no case {number}")
    return case


def task_for(uow: UnitOfWork, task_id: int, by: Person) -> models.UserTask:
    """Return a task that *by* may open: theirs, offered to them, or one that the office may register for another.

    Raises:
        NotFound: there is none, or not for them.
    """
    task = uow.session.get(models.UserTask, task_id)
    if task is None or not (may_open(by, task.actor, task.assignee_id) or may_register(uow, by, task.actor)):
        raise NotFound(f"no task {task_id}")
    if not (may_claim(by, task.actor, task.assignee_id) or blocks_of_case(uow, task.case_id, by)):
        raise NotFound(f"task {task_id} is a colleague's, in a case that is not theirs")
    return task


def may_open(by: Person, actor: str, assignee_id: int | None) -> bool:
    """A group sees what its members are working on; only the assignee or, when free, any member may complete it."""
    return may_claim(by, actor, assignee_id) or actor in by.actors


def may_register(uow: UnitOfWork, by: Person, actor: str) -> bool:
    """May *by* fill this in on behalf of another: the office, for everybody who does not work at the office?

    Source: practice: paper, telephone and mail stay; the clock starts on the true date of receipt (Awb art. 4:13).
    """
    role = shared_of(uow).roles.get(actor.partition(":")[0])
    return by.has(OFFICE) and role is not None and role.scope in ("own", "assigned")


def block_of_field(uow: UnitOfWork, task: models.UserTask, field: str | None) -> str:
    """Return the data block of a field of the task's form; files outside a field belong to the request."""
    case = uow.session.get_one(models.Case, task.case_id)
    form = form_of(uow, case.deployment_id, task.element_id)
    return next((each.block for each in form.fields if each.id == field and each.block), "request")


def form_of(uow: UnitOfWork, deployment_id: int, element_id: str) -> Form:
    definition = definition_of(uow, deployment_id)
    return definition.route.forms[definition.element(element_id).properties.get("form", element_id)]


def log_read(uow: UnitOfWork, case_id: int, by: Person, what: str, document_id: int | None = None) -> None:
    """Note that somebody read something of a case.

    Source: AVG art. 5 lid 2 (accountability), art. 32 (security).
    """
    uow.session.add(models.ReadLog(person_id=by.id, case_id=case_id, document_id=document_id, what=what, at=uow.now))
