"""A case projected onto the rows that lists and the scheduler read: tasks, terms, jobs, and who must act now."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workflows.domain.answers import JSON
from workflows.domain.clock import end_of
from workflows.domain.expressions import EmptyValue, compile_expression
from workflows.domain.ledger import Deadline
from workflows.domain.wording import said
from workflows.engine.execution import OpenTask
from workflows.persistence import people, routes
from workflows.persistence.models import NO_DATE
from workflows.persistence.on_file import on_file
from workflows.persistence.rows import DeadlineRow, JobRow, TaskRow
from workflows.routes.diagram import Element
from workflows.routes.register_text import CHOICES, KB_DAYS, SCHOOL
from workflows.routes.vocabulary import NOBODY
from workflows.services import ladder
from workflows.services.act import Act
from workflows.services.asking import did_already, objection_to
from workflows.services.extending import way_from
from workflows.services.settling import legal_date_of


def open_and_close_tasks(act: Act) -> None:
    waiting = {task.token: task for task in act.execution.open_tasks()}
    for token, row in act.tasks.items():
        if row.ended_at is None and token not in waiting:
            act.tasks[token] = replace(row, ended_at=act.uow.now, how="cancelled")
        elif row.ended_at is None:
            rule, sort_on = act.due_of(waiting[token].element)
            element = waiting[token].element
            signs = element.properties.get("mandate")
            act.tasks[token] = replace(row, name=element.name, rule=rule, sort_on=sort_on, signs=signs)
    for token, task in waiting.items():
        if token not in act.tasks:
            act.tasks[token] = new_task(act, task)


def new_task(act: Act, task: OpenTask) -> TaskRow:
    element, actor = task.element, act.actor_of(task.element)
    assignee, (rule, sort_on) = assignee_of(act, task, actor), act.due_of(element)
    if assignee is not None:
        ladder.tell_assigned(act, assignee, task.token)
    return TaskRow(
        case_id=act.case.id,
        token=task.token,
        element_id=element.id,
        nr=task.nr,
        name=element.name,
        route=act.case.route,
        actor=actor,
        assignee_id=assignee,
        by_name=assignee is not None,
        rule=rule,
        sort_on=sort_on,
        created_at=act.uow.now,
        meeting=element.properties.get("meeting"),
        signs=element.properties.get("mandate"),
    )


def assignee_of(act: Act, task: OpenTask, actor: str) -> int | None:
    """Return for whom a task is meant by name; who may not do it is passed over, and the group gets it."""
    named = task.element.properties.get("assign")
    if named is None:
        return None
    person = compile_expression(named).evaluate(act.execution.context(task.nr))
    if not isinstance(person, int):
        return None
    if (reason := _objection(act, task.element, actor, person)) is None:
        return person
    details: dict[str, JSON] = {"_wie": people.names_of(act.uow, {person}).get(person, ""), "_reden": reason}
    act.record("offered", task.element.id, token=task.token, nr=task.nr, details=details)
    return None


def _objection(act: Act, element: Element, actor: str, person: int) -> str | None:
    role, _, organisation = actor.partition(":")
    if person not in on_file(act.uow, act.case.id).in_role(role, int(organisation)):
        return said("kan hier geen taken meer doen")
    not_by = element.properties.get("not_by", "").split()
    for entry in act.entries:  # what is done in this very step is not in the tables yet
        if entry.kind == "completed" and entry.actor_id == person and entry.element_id in not_by:
            return did_already(act.definition, entry.element_id, entry.on)
    return objection_to(act.uow, act.case.id, act.definition, person, not_by)


def deadlines(act: Act) -> list[DeadlineRow]:
    """Return the rows of the clocks that changed or still run; a clock that was started again has two."""
    rows, known = [], {row.rule: row for row in act.rows.deadlines}
    for clock in act.execution.ledger.deadlines():
        row = known.get(clock.rule.id)
        if row is not None and row.started_on != clock.started_on:
            rows.append(replace(row, state="stopped", stopped_on=act.execution.on))
            row = None
        if row is None and clock.state == "stopped" and clock.rule.id not in act.started:
            continue
        fresh = row or DeadlineRow(
            case_id=act.case.id,
            rule=clock.rule.id,
            rule_valid_from=clock.rule.valid_from,
            owner=clock.rule.owner,
            started_on=clock.started_on,
            due_on=None,
            state=clock.state,
        )
        due_on = clock.due.on if clock.due is not None else None
        late = first_day_late(act, clock)
        rows.append(
            replace(
                fresh,
                due_on=due_on,
                state=clock.state,
                stopped_on=clock.stopped_on,
                because=because(clock),
                extended_on=clock.extended_on,
                breached_on=late
                if clock.state == "stopped" or clock.rule.id in act.moved
                else fresh.breached_on or late,
            )
        )
    return rows


def note_moves(act: Act, since: int) -> None:
    """Write down which terms of a case moved because the register changed since it was last stepped, and by what."""
    ledger, moved = act.execution.ledger, []
    for row in act.rows.deadlines:
        clock = ledger.deadline(row.rule)
        if clock is None or clock.due is None or row.due_on is None or clock.started_on != row.started_on:
            continue
        if clock.due.on != row.due_on:
            moved.append((row.rule, row.due_on, clock.due.on))
            act.moved.add(row.rule)
    if moved:
        changes = people.changes_since(act.uow, routes.last_live(act.uow, since), 50)
        for rule, before, after in moved:
            why = [change.id for change in changes if change.part in (f"rule:{rule}", KB_DAYS, SCHOOL, CHOICES)]
            facts = {"rule": rule, "from": before.isoformat(), "to": after.isoformat(), "changes": why}
            act.record("deadline.moved", facts=facts)


def because(clock: Deadline) -> list[Any] | None:
    """Return the steps that led to the last day, as a list keeps them: it opens no case."""
    return [[step.text.nl, step.text.en, step.source] for step in clock.due.because] if clock.due is not None else None


def first_day_late(act: Act, clock: Deadline) -> date | None:
    """Return the first day on which the term was over and the act not done.

    A breach survives completion, but not when it turns out that the act was done in time and only entered late. Whoever
    may object breaches nothing by leaving it; and what runs on after the case is out of our sight.
    """
    unseen = act.execution.ended and clock.state != "stopped"
    if clock.due is None or unseen or clock.rule.owner == "objector":
        return None
    last_day = clock.stopped_on if clock.state == "stopped" else legal_date_of(act.uow.now)
    return clock.due.day_after if last_day is not None and last_day > clock.due.on else None


def armed(act: Act) -> list[JobRow]:
    """Return the jobs that follow from the state: a timer per waiting token, and what comes next of each running term.

    That is the next rung of its ladder, or its end where that is earlier.
    """
    case, jobs = act.case, []
    for timer in act.execution.timers():
        if timer.at is not None:
            key = f"timer:{case.id}:{timer.token}:{timer.element.id}"
            jobs.append(JobRow(key, "timer", timer.at, {"element": timer.element.id}, case.id))
    ends, rungs = noticed_breaches(act), {}
    for wanted in ladder.next_to_climb(act):
        key = f"rung:{case.id}:{wanted.rule}:{wanted.due_on.isoformat()}:{wanted.rung.name}"
        payload = {"rule": wanted.rule, "due_on": wanted.due_on.isoformat(), "rung": wanted.rung.name}
        rungs[wanted.rule] = JobRow(key, "rung", ladder.moment_of(wanted), payload, case.id)
    next_of_each = rungs | {
        rule: job for rule, job in ends.items() if rule not in rungs or job.due_at < rungs[rule].due_at
    }
    return [*jobs, *next_of_each.values()]


def noticed_breaches(act: Act) -> dict[str, JobRow]:
    """Return, by rule, a job for each running term right after its last day, so that its breach is on record at once.

    Also where the ladder of the term says nothing then. The job does nothing itself: writing the case is enough.
    """
    jobs: dict[str, JobRow] = {}
    known = {row.rule: row for row in act.rows.deadlines}
    for clock in act.execution.ledger.deadlines() if not act.execution.ended else ():
        row = known.get(clock.rule.id)
        noticed = row is not None and row.started_on == clock.started_on and row.breached_on is not None
        if clock.state == "running" and clock.due is not None and clock.rule.owner != "objector" and not noticed:
            moment = end_of(clock.due.on) + timedelta(seconds=1)
            if moment > act.uow.now:
                key = f"rung:{act.case.id}:{clock.rule.id}:{clock.due.on.isoformat()}:breach"
                payload = {"rule": clock.rule.id, "due_on": clock.due.on.isoformat(), "rung": "breach"}
                jobs[clock.rule.id] = JobRow(key, "rung", moment, payload, act.case.id)
    return jobs


def withholds_names(act: Act) -> bool:
    """Are the names of this case not for who works at the samenwerkingsverband, as it is now?"""
    shown = act.definition.route.settings.names_when
    if shown is None:
        return False
    try:
        return not shown.holds(act.execution.context())
    except EmptyValue:  # nobody was asked yet
        return True


def awaits(act: Act, tasks: tuple[TaskRow, ...]) -> list[dict[str, JSON]]:
    """Return who must act now, on what, by when; the most urgent first."""
    waiting = sorted((task for task in tasks if task.ended_at is None), key=lambda task: (task.sort_on, task.id))
    lines: list[dict[str, JSON]] = [
        {
            "task": task.id,
            "name": task.name,
            "actor": task.actor,
            "assignee": task.assignee_id,
            "rule": task.rule,
            "due_on": task.sort_on.isoformat() if task.sort_on != NO_DATE else None,
        }
        for task in waiting
    ]
    return lines or awaited_messages(act)


def awaited_messages(act: Act) -> list[dict[str, JSON]]:
    """Return the message that the case waits for, the first to be due, its term, and how far it has come in parts.

    A letter that extends a term may be sent; nobody waits for it.
    """
    lines: list[dict[str, JSON]] = []
    for listener in act.execution.listeners():
        element, role = listener.element, listener.element.properties.get("role")
        awaited = element.properties.get("awaits")
        if element.kind == "boundaryEvent" or not role or awaited == NOBODY:
            continue
        if way_from(act.definition, element) is None:
            rule, due_on = act.due_of(element)
            line: dict[str, JSON] = {
                "name": element.name,
                "actor": act.actor_of(element, role),
                "rule": rule if due_on != NO_DATE else None,
                "due_on": due_on.isoformat() if due_on != NO_DATE else None,
            }
            if awaited:
                line["awaits"] = awaited
            if progress := _progress(act, element):
                line["so_far"] = progress
            lines.append(line)
    return sorted(lines, key=lambda line: str(line["due_on"] or NO_DATE.isoformat()))[:1]


def _progress(act: Act, element: Element) -> list[JSON] | None:
    """Return how much came of how much, where a message comes in parts (property ``progress``: came, to come)."""
    if (fields := element.properties.get("progress", "").split()) == []:
        return None
    now = [each for each in act.entries if each.element_id == element.id and each.kind == "received"]
    last = now[-1] if now else act.on_file.last_done([element.id])
    clock = act.execution.ledger.deadline(element.properties.get("due", ""))
    if last is None or (clock is not None and last.on < clock.started_on):  # of an earlier round
        return None
    came, to_come = (len((last.details or {}).get(field) or ()) for field in fields)
    return [came, came + to_come] if to_come else None
