"""The steps of a route in their order, and those that a case has passed: as a list, and on the drawing."""

from collections.abc import Sequence
from typing import Any

from workflows.domain.wording import Text, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element, Process
from workflows.services import sent
from workflows.services.views import DiagramView, StepRow


def in_order(definition: ProcessDefinition) -> list[Process]:
    """Return the processes of a route, the frame first, in the order in which the drawing calls them."""
    processes = definition.route.processes
    names = dict.fromkeys(element.process for element in along(definition) if element.kind == "startEvent")
    return [processes[name] for name in names]


def along(definition: ProcessDefinition) -> list[Element]:
    """Return the elements of a route as its drawings run, from left to right; what is called where it is called."""
    found: list[Element] = []
    entered: set[str] = set()

    def enter(process: Process) -> None:
        entered.add(process.id)
        boxes = process.drawing.shapes
        found.append(process.start)
        others = [each for each in process.elements.values() if each is not process.start and each.id in boxes]
        for element in sorted(others, key=lambda each: (boxes[each.id].x, boxes[each.id].y)):
            found.append(element)
            if element.called and element.called not in entered:
                enter(definition.route.processes[element.called])

    enter(definition.route.frame)
    return found


_DONE = ("completed", "effect", "received", "fired")


def steps(
    definition: ProcessDefinition,
    tasks: Sequence[models.UserTask],
    entries: Sequence[models.Entry],
    persons: dict[int, str],
    roles: Any,
) -> tuple[StepRow, ...]:
    """Return the steps of people, as a list: what was done, what is going on, what may come while the case runs."""
    done = {entry.element_id for entry in sent.standing(entries) if entry.kind in _DONE}
    waiting = {task.element_id: task for task in tasks if task.ended_at is None}
    ended = any(entry.kind == "ended" for entry in entries)
    rows = []
    for element in along(definition):
        if element.kind != "userTask":
            continue
        task = waiting.get(element.id)
        lane_roles = (element.lane.role or "").split() if element.lane is not None else []
        labels = [roles[each].label for each in lane_roles if each in roles]
        role = said(
            "{role}", role=Text(" of ".join(each.nl for each in labels), " or ".join(each.en for each in labels))
        )
        who = persons.get(task.assignee_id or 0, "") if task is not None else ""
        due = task.sort_on if task is not None and task.sort_on != models.NO_DATE else None
        state = "nu" if task is not None else "gedaan" if element.id in done else "later"
        if state != "later" or not ended:
            rows.append(StepRow(element.name, who or role, state, due))
    return tuple(rows)


def diagram(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, xml: bytes) -> DiagramView:
    """Return a drawing with the elements where the case is now, and those it has passed."""
    entries = dossiers.history(uow, case.id)
    done = {entry.element_id for entry in sent.standing(entries) if entry.kind in _DONE and entry.element_id}
    current = {task.element_id for task in dossiers.tasks_of(uow, case.id) if task.ended_at is None}
    calls = {element.called: element.id for element in definition.route.elements.values() if element.called}
    for element in [*current]:
        process = definition.element(element).process
        while process in calls:
            current.add(calls[process])
            process = definition.element(calls[process]).process
    return DiagramView(xml, tuple(sorted(current)), tuple(sorted(done - current)))
