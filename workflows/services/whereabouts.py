"""Where in its route a task stands, and who else works on its case: small, beside the form."""

from workflows.domain.wording import Said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element
from workflows.services import questions, walked
from workflows.services.deployments import shared_of
from workflows.services.views import Involved, Whereabouts


def view(
    uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, element: Element, blocks: frozenset[str]
) -> Whereabouts:
    """Return where the task of *element* stands in its route, from what its page has read already and its tasks."""
    waiting = [task for task in dossiers.tasks_of(uow, case.id) if task.ended_at is None]
    now = {task.element_id for task in waiting}
    done = [each for each in on_file(uow, case.id).done if each.element_id is not None]
    passed = {each.element_id for each in done}
    steps = tuple(
        (each.name, "nu" if each.id in now else "gedaan" if each.id in passed else "later")
        for each in walked.along(definition)
        if each.kind == "userTask" and each.process == element.process
    )
    shown = _involved(uow, definition, waiting, {each.actor_id: str(each.element_id) for each in done})
    return Whereabouts(definition.route.processes[element.process].name, steps, shown if "history" in blocks else ())


def _involved(
    uow: UnitOfWork, definition: ProcessDefinition, waiting: list[models.UserTask], did: dict[int | None, str]
) -> tuple[Involved, ...]:
    """Return who does what now, persons and groups, and then who did what last, each person once."""
    assigned = {task.assignee_id for task in waiting if task.assignee_id is not None}
    names = people.names_of(uow, assigned | {person for person in did if person is not None})
    shared, elements = shared_of(uow), definition.route.elements
    busy = [
        Involved(Said(names[task.assignee_id]) if task.assignee_id in names else questions.whom(shared, task.actor),
                 task.name, True)
        for task in waiting
    ]  # fmt: skip
    before = [
        Involved(Said(names[person]), elements[step].name, False)
        for person, step in reversed(did.items())
        if person in names and person not in assigned and step in elements
    ]
    return tuple(dict.fromkeys([*busy, *before]))
