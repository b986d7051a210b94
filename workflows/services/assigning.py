"""Who has a task: taken, given back, given back for who no longer has the role, and passed on to a colleague."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound, TaskEnded
from workflows.domain.expressions import compile_expression
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import said
from workflows.persistence import cases, dossiers, inbox, models, people
from workflows.persistence import jobs as table
from workflows.persistence.rows import CaseRow, JobRow, NewEntry, TaskRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import ladder
from workflows.services.asking import objection_to
from workflows.services.deployments import definition_of
from workflows.services.views import PassOnPage

COORDINATOR = "coordinator"  #: sees to it that work goes on, beside the office
LONGEST_REASON = 500


def assign(
    uow: UnitOfWork,
    case: CaseRow,
    task: TaskRow,
    assignee: int | None,
    how: str,
    by: int | None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Give a task of a locked case to somebody, or to nobody, and note it in the history.

    What was typed in a task that was meant for one person by name is for nobody else: two experts advise independently.
    """
    if task.by_name:
        dossiers.drop_drafts(uow, [task.id])
    cases.write_tasks(uow, [task], [replace(task, assignee_id=assignee, by_name=False)])
    entry = NewEntry(
        how,
        uow.today,
        element_id=task.element_id,
        token=task.token,
        nr=task.nr,
        actor_id=by,
        details=dict(details) if details is not None else None,
    )
    cases.append_entries(uow, case, [entry])
    for line in case.awaits:
        if line.get("task") == task.id:
            line["assignee"] = assignee
    cases.save_case(uow, case)


def hand_back(uow: UnitOfWork, person_id: int, actor: str | None, by: int | None) -> int:
    """Give the tasks that a person has back to their groups (to one group only, where given); return how many."""
    done = 0
    for task_id in inbox.taken_by(uow, person_id, actor):  # in the order of their cases, as every batch locks them
        case = cases.lock_case_of(uow, task_id)
        task = cases.open_rows(uow, case.id, task_id).task(task_id)
        if task is None or task.ended_at is not None or task.assignee_id != person_id:
            continue
        assign(uow, case, task, None, "released", by)
        done += 1
    return done


def release_of_former(uow: UnitOfWork, job: JobRow) -> bool:
    """Give back what was taken in a role that has ended by now; False if it was done already or somebody is at it."""
    if table.lock_job(uow, job.key) is None:
        return False
    person, actor = uow.session.get_one(models.Person, job.payload["person"]), job.payload["actor"]
    if actor not in people.person(uow, person).actors:  # the role may have been given again
        hand_back(uow, person.id, actor, job.payload["by"])
    return table.end_job(uow, job.key)


# ------------------------------------------------------------------ passing on
def passing_on(uow: UnitOfWork, task_id: int, by: Person) -> PassOnPage:
    """Return a task that may be passed on, and to whom.

    Raises:
        NotFound: there is no such task, or this person does not see to it that work goes on in this case.
    """
    task = uow.session.get(models.UserTask, task_id)
    if task is None or not may_pass_on(by, dossiers.parties_of(uow, task.case_id)["swv"].id):
        raise NotFound(f"no task {task_id} to pass on")
    case = uow.session.get_one(models.Case, task.case_id)
    colleagues = tuple((str(person), name) for person, name in _candidates(uow, task))
    return PassOnPage(task.id, task.name, case.number, _name(uow, task.assignee_id), colleagues)


def reassign(uow: UnitOfWork, task_id: int, by: Person, to_person: int, reason: str) -> str:
    """Pass a task on to somebody of the group that it is offered to, who hears of it by mail; return the case number.

    Raises:
        NotFound: there is no such task, or this person does not see to it that work goes on in this case.
        TaskEnded: it was completed, or is no longer needed.
        NotAllowed: the task is meant for one person by name, who may do it.
        InvalidAnswers: the other is not of that group, has it already, or is ruled out in this case; or no reason.
    """
    case = cases.lock_case_of(uow, task_id)
    rows = cases.open_rows(uow, case.id, task_id)
    task = rows.task(task_id)
    if task is None or not may_pass_on(by, rows.parties["swv"]):
        raise NotFound(f"no task {task_id} to pass on")
    if task.ended_at is not None:
        raise TaskEnded(task.id, _name(uow, task.ended_by_id), task.ended_at)
    if task.by_name and task.assignee_id is not None and not objection_of(uow, case, task, task.assignee_id):
        raise NotAllowed(said("Deze taak is voor één persoon bedoeld en kan niet naar een ander."))
    name, errors = dict(_candidates(uow, task)).get(to_person), []
    if name is None:
        errors.append(FieldError("to", said("Aan wie: kies iemand uit de groep waarvoor deze taak is.")))
    elif objection := objection_of(uow, case, task, to_person):
        words = said("Aan wie: {name} {objection}. Kies een ander.", name=name, objection=objection)
        errors.append(FieldError("to", words))
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        words = said("Reden: vul in waarom, in hoogstens {most} tekens.", most=LONGEST_REASON)
        errors.append(FieldError("reason", words))
    if errors:
        raise InvalidAnswers(errors)
    assign(uow, case, task, to_person, "reassigned", by.id, {"_aan": name, "_reden": reason.strip()})
    mail = ladder.assigned_mail(uow.now, case.id, case.number, f"{task.token}:{case.last_seq}", to_person)
    cases.write_jobs(uow, (), [mail])
    return case.number


def may_pass_on(by: Person, swv: int) -> bool:
    """Does *by* see to it that work goes on: the office or the coordinator of the samenwerkingsverband of the case?"""
    return not {f"{OFFICE}:{swv}", f"{COORDINATOR}:{swv}"}.isdisjoint(by.actors)


def _candidates(uow: UnitOfWork, task: TaskRow | models.UserTask) -> list[tuple[int, str]]:
    """Return who else of its group could do a task, as (id, name)."""
    role, _, organisation = task.actor.partition(":")
    return [(row.id, row.name) for row in people.in_role(uow, role, int(organisation)) if row.id != task.assignee_id]


def objection_of(uow: UnitOfWork, case: CaseRow, task: TaskRow | models.UserTask, person: int | Person) -> str | None:
    """Return why *person* may not do a task of this case, or None.

    Of a step that names several people, what became free is for none of them: two experts are two people.
    """
    definition = definition_of(uow, case.deployment_id)
    properties = definition.element(task.element_id).properties
    if reason := objection_to(uow, case.id, definition, person, properties.get("not_by", "").split()):
        return reason
    if "assign" in properties and not task.by_name:
        named = compile_expression(properties["assign"]).names
        taken = {each.assignee_id for each in dossiers.tasks_of(uow, case.id) if _beside(each, task)}
        number = person.id if isinstance(person, Person) else person
        if number in taken or any(case.state["facts"].get(name) == number for name in named):
            return said("is in deze zaak al voor deze stap gevraagd")
    return None


def _beside(other: models.UserTask, task: TaskRow | models.UserTask) -> bool:
    """Is this another one of the tasks of the same step, not cancelled?"""
    return other.element_id == task.element_id and other.id != task.id and other.how != "cancelled"


def _name(uow: UnitOfWork, person_id: int | None) -> str | None:
    return people.names_of(uow, {person_id}).get(person_id) if person_id is not None else None
