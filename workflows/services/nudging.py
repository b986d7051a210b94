"""A task comes back later, or its people are reminded of it."""

from datetime import date
from typing import Any

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound, TaskEnded
from workflows.domain.people import Person, is_offered
from workflows.domain.wording import said
from workflows.persistence import cases, inbox, models, people
from workflows.persistence.jobs import is_armed
from workflows.persistence.rows import CaseRow, JobRow, NewEntry, TaskRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, ladder
from workflows.services.deployments import shared_of


def remind(uow: UnitOfWork, task_id: int, by: Person) -> int:
    """Remind who works outside the office of a task that waits for them; return how many people get a mail.

    Asking twice on one day is asking once.

    Raises:
        NotFound: there is no such task, or *by* does not see all cases of this samenwerkingsverband.
        TaskEnded: it was done in the meantime.
        NotAllowed: nobody of that group can sign in; they must be called.
    """
    case, task, parties = _locked(uow, task_id)
    role, _, organisation = task.actor.partition(":")
    if parties["swv"] not in access.watches(uow, by) or not shared_of(uow).roles[role].outside:
        raise NotFound(f"no task {task_id} to remind of")
    group = [row.id for row in people.in_role(uow, role, int(organisation))]
    told = group if task.assignee_id is None else [task.assignee_id]
    if not told:
        raise NotAllowed(said("Niemand van deze groep kan inloggen. Bel de organisatie."))
    payload: dict[str, Any] = {"notice": "asked", "case": case.number, "since": _since(uow, task_id)}
    mails = [
        JobRow(f"mail:{case.id}:asked:{task.token}:{uow.today.isoformat()}:{person}", "mail",
               ladder.office_hours(uow.now), {**payload, "to": person}, case.id)
        for person in told
    ]  # fmt: skip
    if not is_armed(uow, mails[0].key):
        cases.write_jobs(uow, (), mails)
        _note(uow, case, task, "reminded", by)
    return len(told)


def come_back(uow: UnitOfWork, task_id: int, by: Person, day: date | None) -> None:
    """Take a task out of the list until *day*; it stays open, and its term runs. None brings it back at once.

    Raises:
        NotFound: the task is not theirs.
        TaskEnded: it was done in the meantime.
        InvalidAnswers: the day is not after today, or not before the last day of the task.
    """
    case, task, _ = _locked(uow, task_id)
    if not is_offered(by, task.actor, task.assignee_id):
        raise NotFound(f"task {task_id} is not theirs")
    if day is not None and day <= uow.today:
        raise InvalidAnswers([FieldError("day", said("Terug op: kies een dag na vandaag."))])
    if day is not None and day >= task.sort_on:
        words = said("Terug op: kies een dag voor de laatste dag, {day}.", day=task.sort_on)
        raise InvalidAnswers([FieldError("day", words)])
    inbox.put_off(uow, task.id, day)
    _note(uow, case, task, "put_off" if day is not None else "put_back", by, day)


def _locked(uow: UnitOfWork, task_id: int) -> tuple[CaseRow, TaskRow, dict[str, int]]:
    case = cases.lock_case_of(uow, task_id)
    rows = cases.open_rows(uow, case.id, task_id)
    task = rows.task(task_id)
    if task is None:
        raise NotFound(f"no task {task_id}")
    if task.ended_at is not None:
        who = people.names_of(uow, {task.ended_by_id} if task.ended_by_id else set()).get(task.ended_by_id or 0)
        raise TaskEnded(task.id, who, task.ended_at)
    return case, task, dict(rows.parties)


def _since(uow: UnitOfWork, task_id: int) -> str:
    return uow.session.get_one(models.UserTask, task_id).created_at.isoformat()


def _note(uow: UnitOfWork, case: CaseRow, task: TaskRow, how: str, by: Person, until: date | None = None) -> None:
    entry = NewEntry(
        how,
        uow.today,
        element_id=task.element_id,
        token=task.token,
        nr=task.nr,
        actor_id=by.id,
        details={"_terug": until.isoformat()} if until is not None else None,
    )
    cases.append_entries(uow, case, [entry])
    cases.save_case(uow, case)
