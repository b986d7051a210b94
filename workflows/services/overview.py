"""How a case stands: who must act now, on what, by when; what happened; where in the route it is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from workflows.domain.people import OFFICE, Person, may_claim
from workflows.domain.rules import Rules
from workflows.domain.wording import date_in_words
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution, Listener
from workflows.persistence import dossiers, models, people
from workflows.persistence.queries import CaseLine
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element, Process
from workflows.services import dossier, letters, terms
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.views import (
    CasePage,
    CaseRow,
    DiagramView,
    HistoryRow,
    LetterView,
    ListenerView,
    OpenTaskView,
    StatusLine,
    StepRow,
)


# ------------------------------------------------------------------ who must act
class Names:
    """Names of groups, persons and organisations, looked up once for a page."""

    def __init__(self, uow: UnitOfWork, lines: Sequence[Sequence[dict[str, Any]]]) -> None:
        self._roles = shared_of(uow).roles
        flat = [line for each in lines for line in each[:1]]
        self._persons = people.names_of(uow, {line["assignee"] for line in flat if line.get("assignee")})
        wanted = {int(line["actor"].partition(":")[2]) for line in flat}
        self._organisations = people.organisation_names(uow, wanted)

    def who(self, line: dict[str, Any]) -> str:
        role, _, organisation = line["actor"].partition(":")
        if name := self._persons.get(line.get("assignee") or 0):
            return name
        label = self._roles[role].label.nl if role in self._roles else role
        return f"{label} van {self._organisations.get(int(organisation), '')}"


def status_in_words(awaits: Sequence[dict[str, Any]], names: Names) -> str:
    """Return the first line of a case: who must act now, on what, by when."""
    if not awaits:
        return "Wij wachten op een bericht van buiten. U hoeft niets te doen."
    line = awaits[0]
    due = f", uiterlijk {date_in_words(date.fromisoformat(line['due_on']))}" if line.get("due_on") else ""
    return f"{names.who(line)} is aan zet: {line['name'][:1].lower()}{line['name'][1:]}{due}."


def case_rows(uow: UnitOfWork, found: Sequence[CaseLine]) -> tuple[CaseRow, ...]:
    """Return lines for a list of cases; no case is opened for it."""
    shared = shared_of(uow)
    names = Names(uow, [line.awaits for line in found])
    definitions = {each.route.name: each for each in live_definitions(uow)}
    rows = []
    for line in found:
        first = line.awaits[0] if line.awaits and line.ended_at is None else {}
        due_on = date.fromisoformat(first["due_on"]) if first.get("due_on") else None
        tone = ""
        if due_on is not None and first.get("rule"):
            tone = terms.tone_of(shared.rules.at(first["rule"], uow.today), due_on, uow.today, shared.calendar)
        definition = definitions.get(line.route)
        title = definition.route.settings.title if definition is not None else line.route
        status = status_in_words(line.awaits, names) if line.ended_at is None else _ended(definition, line.outcome)
        pupil = dossier.full_name(line.first_name, line.infix, line.last_name)
        ended = line.ended_at is not None
        rows.append(
            CaseRow(
                number=line.number,
                route_title=title,
                pupil=pupil,
                school=line.school or "",
                status=status,
                due_on=due_on,
                tone=tone,
                started_on=line.started_on,
                ended=ended,
            )
        )
    return tuple(rows)


def _ended(definition: ProcessDefinition | None, outcome: str | None) -> str:
    """Return how a case ended, in the words of the end that it reached."""
    ends = definition.route.frame.elements.values() if definition is not None else ()
    name = next((each.name for each in ends if each.properties.get("outcome") == outcome), "")
    return f"Afgesloten: {name[:1].lower()}{name[1:]}." if name else "Afgesloten."


# ------------------------------------------------------------------ one case
def case_page(
    uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, by: Person, blocks: frozenset[str]
) -> CasePage:
    """Return everything about a case that may be read with *blocks*."""
    ledger, shared = terms.ledger_of(uow, case), shared_of(uow)
    names = Names(uow, [case.awaits])
    tasks = dossiers.tasks_of(uow, case.id)
    entries = dossiers.history(uow, case.id)
    persons = people.names_of(
        uow,
        {row.actor_id for row in entries if row.actor_id} | {task.assignee_id for task in tasks if task.assignee_id},
    )
    head = dossier.head(uow, case, definition)
    first = case.awaits[0] if case.awaits and case.ended_at is None else {}
    due = terms.due_view(ledger.deadline(first["rule"]), uow.today, shared.calendar) if first.get("rule") else None
    mine = [task for task in tasks if task.ended_at is None and may_claim(by, task.actor, task.assignee_id)]
    status = StatusLine(
        text=status_in_words(case.awaits, names) if case.ended_at is None else _ended(definition, case.outcome),
        due=due,
        yours=bool(mine),
        task_id=mine[0].id if mine else None,
    )
    roles, deadlines = shared.roles, terms.deadline_views(ledger, uow.today, shared.rules, shared.calendar)
    tones = {deadline.rule: deadline.tone for deadline in deadlines}
    return CasePage(
        head=head,
        status=status,
        deadlines=deadlines,
        tasks=tuple(
            OpenTaskView(
                id=task.id,
                name=task.name,
                who=persons.get(task.assignee_id or 0) or roles[task.actor.partition(":")[0]].label.nl,
                due_on=task.sort_on if task.sort_on != models.NO_DATE else None,
                tone=tones.get(task.rule or "", ""),
                mine=task in mine,
                claimable=task.assignee_id is None and task in mine,
            )
            for task in tasks
            if task.ended_at is None
        ),
        history=_history(entries, definition, persons, shared.rules),
        documents=dossier.documents(uow, case.id, blocks),
        letters=tuple(letters.view_of(row) for row in dossiers.letters_of(uow, case.id))
        if "decision" in blocks
        else (),
        listeners=tuple(
            ListenerView(each.token, each.message, each.element.name)
            for each in listeners_of(uow, case, definition)
            if by.has(OFFICE, *each.element.properties.get("role", OFFICE).split())
        ),
        steps=_steps(definition, tasks, entries, persons, roles),
        diagrams=tuple((process.id, process.name) for process in _in_order(definition)),
        dossier=dossier.sections(uow, case, definition, blocks),
        may_add_documents="request" in blocks,
        erase_on=case.erase_on,
    )


def _letters(uow: UnitOfWork, case_id: int, blocks: frozenset[str]) -> tuple[LetterView, ...]:
    if "decision" not in blocks:
        return ()
    return tuple(letters.view_of(row) for row in dossiers.letters_of(uow, case_id))


def listeners_of(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition) -> list[Listener]:
    """Return the messages that may reach a case now."""
    if case.ended_at is not None:
        return []
    execution = Execution.restore(definition, case.state["tokens"], {}, terms.ledger_of(uow, case))
    return execution.listeners()


def _in_order(definition: ProcessDefinition) -> list[Process]:
    """Return the processes of a route, the frame first, in the order in which the drawing calls them."""
    processes = definition.route.processes
    names = dict.fromkeys(element.process for element in _along(definition) if element.kind == "startEvent")
    return [processes[name] for name in names]


def _along(definition: ProcessDefinition) -> list[Element]:
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


_WORDS = {
    "started": "Zaak begonnen",
    "completed": "{name} afgerond",
    "claimed": "{name} opgepakt",
    "released": "{name} teruggegeven",
    "received": "Bericht vastgelegd: {name}",
    "decided": "{name}: {result}",
    "fired": "{name}",
    "letter": "Brief gemaakt: {name}",
    "letter.posted": "Brief op de post gedaan",
    "letter.returned": "Brief kwam terug",
    "link.started": "Gekoppelde zaak {case} begonnen",
    "link.missing": "Gekoppelde zaak niet begonnen: de route '{route}' is nog niet in gebruik",
    "ended": "Zaak afgesloten",
    "rung": "Herinnering verstuurd: {rule}",
    "rung.skipped": "Herinnering overgeslagen: {rule}",
    "deadline.started": "Termijn '{rule}' begint",
    "deadline.suspended": "Termijn '{rule}': de tijd staat stil",
    "deadline.resumed": "Termijn '{rule}' loopt weer",
    "deadline.extended": "Termijn '{rule}' verlengd",
    "deadline.stopped": "Termijn '{rule}' stopt",
}


def _history(
    entries: Sequence[models.Entry], definition: ProcessDefinition, persons: dict[int, str], rules: Rules
) -> tuple[HistoryRow, ...]:
    rows = []
    for entry in entries:
        element = definition.route.elements.get(entry.element_id or "")
        decided = entry.kind == "effect" and element is not None and element.kind == "businessRuleTask"
        if (words := _WORDS.get("decided" if decided else entry.kind)) is None:
            continue
        facts = entry.facts or {}
        known = {key: facts.get(key, "") for key in ("case", "route")}
        known["rule"] = rules.at(facts["rule"], entry.on).label.nl if "rule" in facts else ""
        known["result"] = ", ".join(_in_words(definition, *fact) for fact in facts.items()) if decided else ""
        text = words.format(name=element.name if element is not None else "", **known)
        if (behalf := (entry.details or {}).get("_namens")) is not None:
            text += f" (namens {behalf['wie']}, per {behalf['kanaal']})"
        rows.append(HistoryRow(entry.at, entry.on, persons.get(entry.actor_id or 0, ""), text))
    return tuple(reversed(rows))


def _in_words(definition: ProcessDefinition, fact: str, value: Any) -> str:
    """Return the outcome of a decision as a form would show it."""
    labels = {
        option.value: option.label
        for form in definition.route.forms.values()
        for field in form.facts
        if field.id == fact
        for option in field.options
    }
    return labels.get(value, str(value))


_DONE = ("completed", "effect", "received", "fired")


def _steps(
    definition: ProcessDefinition,
    tasks: Sequence[models.UserTask],
    entries: Sequence[models.Entry],
    persons: dict[int, str],
    roles: Any,
) -> tuple[StepRow, ...]:
    """Return the steps of people, as a list: what was done, what is going on, what may come."""
    done = {entry.element_id for entry in entries if entry.kind in _DONE}
    waiting = {task.element_id: task for task in tasks if task.ended_at is None}
    rows = []
    for element in _along(definition):
        if element.kind != "userTask":
            continue
        task = waiting.get(element.id)
        lane_roles = (element.lane.role or "").split() if element.lane is not None else []
        role = " of ".join(roles[each].label.nl for each in lane_roles if each in roles)
        who = persons.get(task.assignee_id or 0, "") if task is not None else ""
        due = task.sort_on if task is not None and task.sort_on != models.NO_DATE else None
        state = "nu" if task is not None else "gedaan" if element.id in done else "later"
        rows.append(StepRow(element.name, who or role, state, due))
    return tuple(rows)


def diagram(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, xml: bytes) -> DiagramView:
    """Return a drawing with the elements where the case is now, and those it has passed."""
    entries = dossiers.history(uow, case.id)
    done = {entry.element_id for entry in entries if entry.kind in _DONE and entry.element_id}
    current = {task.element_id for task in dossiers.tasks_of(uow, case.id) if task.ended_at is None}
    calls = {element.called: element.id for element in definition.route.elements.values() if element.called}
    for element in [*current]:
        process = definition.element(element).process
        while process in calls:
            current.add(calls[process])
            process = definition.element(calls[process]).process
    return DiagramView(xml, tuple(sorted(current)), tuple(sorted(done - current)))
