"""How a case stands: who must act now, on what, by when; what happened; where in the route it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflows.domain.people import OFFICE, Person, is_offered, readable_blocks, writable_blocks
from workflows.domain.wording import Said, Text, said
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution, Listener
from workflows.persistence import dossiers, models, people
from workflows.persistence import meetings as table_of_meetings
from workflows.persistence.queries import CaseLine
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element, Process
from workflows.routes.route import RouteSettings, Shared
from workflows.routes.vocabulary import AWAITED
from workflows.services import (
    access,
    assigning,
    case_bundle,
    declarations,
    declaring,
    dossier,
    extending,
    letters,
    meetings,
    merging,
    notes,
    outages,
    penalties,
    questions,
    records,
    register_changes,
    remarks,
    sent,
    supplementing,
    taking_back,
    terms,
)
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.views import (
    CasePage,
    CaseRow,
    DiagramView,
    HistoryRow,
    LinkView,
    ListenerView,
    OpenTaskView,
    StatusLine,
    StepRow,
    TakenOver,
)


# ------------------------------------------------------------------ who must act
class Names:
    """Names of groups, persons and organisations, looked up once for a page."""

    def __init__(self, uow: UnitOfWork, lines: Sequence[Sequence[dict[str, Any]]]) -> None:
        self._roles = shared_of(uow).roles
        self._awaited = {each.value: each.label for each in shared_of(uow).lists.get(AWAITED, ())}
        flat = [line for each in lines for line in each[:1]]
        self._persons = people.names_of(uow, {line["assignee"] for line in flat if line.get("assignee")})
        wanted = {int(line["actor"].partition(":")[2]) for line in flat}
        self._organisations = people.organisation_names(uow, wanted)

    def awaited(self, line: dict[str, Any]) -> str:
        """Return whom outside it a case waits for, where the office only writes down what they do; else nothing."""
        return self._awaited.get(line.get("awaits", ""), "")

    def who(self, line: dict[str, Any]) -> str:
        role, _, organisation = line["actor"].partition(":")
        if name := self._persons.get(line.get("assignee") or 0):
            return name
        label = self._roles[role].label if role in self._roles else role
        return said(
            "{role} van {organisation}", role=label, organisation=self._organisations.get(int(organisation), "")
        )


def status_in_words(awaits: Sequence[dict[str, Any]], names: Names) -> Said:
    """Return the first line of a case: who must act now, on what, by when."""
    if not awaits:
        return said("Wij wachten op een bericht van buiten. U hoeft niets te doen.")
    line = awaits[0]
    what = _inside(line["name"])
    if line.get("due_on"):
        what = said("{what}, uiterlijk {day}", what=what, day=date.fromisoformat(line["due_on"]))
    if line.get("so_far"):
        came, of = line["so_far"]
        what = said("{what} ({came} van {of} ontvangen)", what=what, came=came, of=of)
    if awaited := names.awaited(line):
        return said("Wij wachten op {who}: {what}.", who=awaited, what=what)
    return said("{who} is aan zet: {what}.", who=names.who(line), what=what)


def _inside(name: str) -> Said:
    """Return words of a route as they stand inside a sentence."""
    return Said(f"{name[:1].lower()}{name[1:]}")


def case_rows(uow: UnitOfWork, found: Sequence[CaseLine], by: Person) -> tuple[CaseRow, ...]:
    """Return lines for a list of cases; no case is opened for it."""
    shared = shared_of(uow)
    names = Names(uow, [line.awaits for line in found])
    definitions = {each.route.name: each for each in live_definitions(uow)}
    opens = any("identity" in shared.roles[hat.role].reads for hat in by.memberships if hat.role in shared.roles)
    rows = []
    for line in found:
        first = line.awaits[0] if line.awaits and line.ended_at is None else {}
        due_on = date.fromisoformat(first["due_on"]) if first.get("due_on") else None
        tone = norm = ""
        if due_on is not None and first.get("rule"):
            rule = shared.rules.at(first["rule"], uow.today)
            tone, norm = terms.tone_of(rule, due_on, uow.today, shared.calendar), rule.norm
        definition = definitions.get(line.route)
        title = definition.route.settings.title if definition is not None else line.route
        status = status_in_words(line.awaits, names) if line.ended_at is None else _ended(definition, line.outcome)
        named = access.sees_name(uow, by, line.withheld, line.school_id)
        ended = line.ended_at is not None
        rows.append(
            CaseRow(
                number=line.number,
                route_title=title,
                pupil=dossier.shown_name(line, named),
                school=line.school or "",
                status=status,
                due_on=due_on,
                tone=tone,
                norm=norm,
                started_on=line.started_on,
                ended=ended,
                pupil_id=line.pupil_id if named and opens else None,
            )
        )
    return tuple(rows)


def _ended(definition: ProcessDefinition | None, outcome: str | None) -> Said:
    """Return how a case ended, in the words of the end that it reached."""
    ends = definition.route.frame.elements.values() if definition is not None else ()
    name = next((each.name for each in ends if each.properties.get("outcome") == outcome), "")
    return said("Afgesloten: {how}.", how=_inside(name)) if name else said("Afgesloten.")


# ------------------------------------------------------------------ one case
def case_page(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, by: Person) -> CasePage:
    """Return everything about a case that this person may read."""
    ledger, shared = terms.ledger_of(uow, case), shared_of(uow)
    reach = access.access_to(uow, case.id)
    blocks = readable_blocks(by, reach, shared.roles)
    may_add = writable_blocks(by, reach, shared.roles)
    names = Names(uow, [case.awaits])
    tasks = dossiers.tasks_of(uow, case.id)
    entries = dossiers.history(uow, case.id)
    made = dossiers.letters_of(uow, case.id)
    persons = people.names_of(
        uow,
        {row.actor_id for row in entries if row.actor_id} | {task.assignee_id for task in tasks if task.assignee_id},
    )
    changes = people.changes_by_id(uow, {each for row in entries for each in (row.facts or {}).get("changes", ())})
    pupil = uow.session.get(models.Pupil, case.pupil_id) if case.pupil_id else None  # held, so that it is read once
    head = dossier.head(uow, case, definition, by)
    first = case.awaits[0] if case.awaits and case.ended_at is None else {}
    due = terms.due_view(ledger.deadline(first["rule"]), uow.today, shared.calendar) if first.get("rule") else None
    mine = [
        task for task in tasks if task.ended_at is None and is_offered(by, task.actor, task.assignee_id, task.by_name)
    ]
    passes_on = assigning.may_pass_on(by, reach.parties["swv"])
    status = StatusLine(
        text=status_in_words(case.awaits, names) if case.ended_at is None else _ended(definition, case.outcome),
        due=due,
        yours=bool(mine),
        task_id=mine[0].id if mine else None,
    )
    roles, deadlines = shared.roles, terms.deadline_views(ledger, uow.today, shared.rules, shared.calendar)
    shown = {deadline.rule: deadline for deadline in deadlines}
    open_tasks = [task for task in tasks if task.ended_at is None]
    facts = dossier.facts_of(definition, case, uow.today)
    task_views = tuple(
        OpenTaskView(
            id=task.id,
            name=task.name,
            who=persons.get(task.assignee_id or 0) or said("{role}", role=roles[task.actor.partition(":")[0]].label),
            due_on=task.sort_on if task.sort_on != models.NO_DATE else None,
            tone=shown[task.rule].tone if task.rule in shown else "",
            norm=shown[task.rule].norm if task.rule in shown else "",
            mine=task in mine,
            claimable=task.assignee_id is None and task in mine,
            can_pass_on=passes_on and not task.by_name,
            lacks=tuple(
                each
                for each in records.lacking(shared, definition.element(task.element_id), facts, uow.today)
                if each.block in blocks
            ),
        )
        for task in open_tasks
    )
    heard = [
        each
        for each in listeners_of(uow, case, definition)
        if access.message_way(uow, each.element, reach, by) is not None
    ]
    listeners = tuple(ListenerView(each.token, each.message, each.element.name) for each in heard)
    return CasePage(
        head=head,
        status=status,
        deadlines=deadlines,
        tasks=task_views,
        extensions=extending.cards(
            definition,
            ledger,
            deadlines,
            [(view, definition.element(task.element_id)) for view, task in zip(task_views, open_tasks, strict=True)],
            [(view, each.element) for view, each in zip(listeners, heard, strict=True)],
            uow.today,
        ),
        history=_history(entries, definition, persons, shared, changes) if "history" in blocks else (),
        documents=dossier.documents(uow, case.id, blocks, by),
        letters=tuple(letters.view_of(row) for row in letters.readable_with(blocks, reach.parties, made, by)),
        listeners=listeners,
        steps=_steps(definition, tasks, entries, persons, roles),
        diagrams=tuple((process.id, process.name) for process in _in_order(definition)),
        here=next(
            (definition.element(task.element_id).process for task in tasks if task.ended_at is None),
            definition.route.frame.id,
        ),
        dossier=dossier.sections(uow, case, definition, blocks, by),
        remarks=remarks.view(uow, case, by, reach, entries),
        sent=taking_back.offer(uow, case, by, reach, tasks, entries),
        may_repair=merging.may_put_right(uow, case, by, reach.parties["swv"], made),
        may_supplement=supplementing.may_send(uow, case, by, reach),
        questions=questions.view(uow, case, by, reach, entries),
        keeps_documents=definition.route.settings.documents,
        may_add_documents=definition.route.settings.documents and case.ended_at is None and "request" in may_add,
        erase_on=case.erase_on if case.erased_at is None else None,
        banners=(
            *dossier.banners(definition, case, uow.today, blocks),
            *declarations.banners(uow, case, uow.today, blocks),
        ),
        records=declarations.section(uow, case, entries, persons, by),
        links=_links(uow, case, by),
        may_name_pupil=case.pupil_id is None and "request" in blocks and _may_begin(definition.route.settings, by),
        agenda=_agenda(uow, case, by),
        people=pupil is not None and "identity" in blocks,
        doubles=_doubles(uow, case, by, reach.parties["swv"]),
        taken_over=_taken_over(entries),
        bundles=case_bundle.may_bundle(blocks, reach),
        notes=notes.of_cases(uow, {case.id: case.number}, {case.id: blocks}, by),
        may_note=letters.CORRESPONDENCE in blocks and case.erased_at is None,
        outages=tuple(outages.during(uow, [each.due_on for each in deadlines if each.due_on is not None])),
        penalty=penalties.meter(ledger, shared, uow.today) if penalties.watches(by, reach.parties["swv"]) else None,
    )


def _may_begin(settings: RouteSettings, by: Person) -> bool:
    """May this person let a case of a pupil begin where this one is about nobody in particular?"""
    return bool(settings.without_pupil) and any(hat.role in (OFFICE, *settings.may_start) for hat in by.memberships)


def _agenda(uow: UnitOfWork, case: models.Case, by: Person) -> tuple[date, int | None] | None:
    """Return on the agenda of which meeting a case is, with its number for who has a seat there."""
    meeting = table_of_meetings.next_of(uow, case.id)
    if meeting is None:
        return None
    key = f"{meeting.committee}-{meeting.swv_id}"
    return meeting.held_on, meeting.id if any(seat.key == key for seat in meetings.seats(uow, by)) else None


def _doubles(uow: UnitOfWork, case: models.Case, by: Person, swv: int) -> int:
    """Return how many other pupils may be the one of an open case: told to the office only (AVG art. 5)."""
    if case.ended_at is not None or case.pupil_id is None or not access.is_office(by, swv):
        return 0
    return sum(each.likely for each in merging.doubles(uow, case.pupil_id, swv))


def _taken_over(entries: Sequence[models.Entry]) -> TakenOver | None:
    found = next((each for each in entries if each.kind == "taken_over"), None)
    return TakenOver(str((found.details or {}).get("_kenmerk", "")), found.on, found.at) if found is not None else None


def _links(uow: UnitOfWork, case: models.Case, by: Person) -> tuple[LinkView, ...]:
    """Return the case that this one came from, and those that began with it, as far as they are theirs to see."""
    linked = dossiers.linked_with(uow, case.id, case.linked_from_id)
    reach, roles = access.reach_of(uow, linked), shared_of(uow).roles
    titles = {each.route.name: each.route.settings.title for each in live_definitions(uow)} if linked else {}
    return tuple(
        LinkView(row.number, titles.get(row.route, row.route), row.id == case.linked_from_id, row.ended_at is not None)
        for row in linked
        if "deadlines" in readable_blocks(by, reach[row.id], roles)
    )


def listeners_of(uow: UnitOfWork, case: models.Case, definition: ProcessDefinition) -> list[Listener]:
    """Return the messages that may reach a case now."""
    if case.ended_at is not None:
        return []
    execution = Execution.restore(definition, case.state["tokens"], {}, terms.ledger_of(uow, case))
    return execution.listeners()


def _in_order(definition: ProcessDefinition) -> list[Process]:
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


_WORDS = {
    "started": said("Zaak begonnen"),
    "taken_over": said("Overgenomen uit een ander systeem; de zaak stond bij ‘{place}’"),
    "completed": said("{name} afgerond"),
    "taken_back": said("{name} teruggehaald"),
    "claimed": said("{name} opgepakt"),
    "released": said("{name} teruggegeven"),
    "reassigned": said("{name} overgedragen"),
    "remark": said("Opmerking geplaatst"),
    "question.asked": said("Vraag uitgezet bij {group}"),
    "question.answered": said("Vraag beantwoord"),
    "question.withdrawn": said("Vraag ingetrokken"),
    "reminded": said("{name}: herinnering gestuurd"),
    "put_off": said("{name}: komt later terug in de takenlijst"),
    "put_back": said("{name}: weer in de takenlijst"),
    "offered": said("{name} staat open voor de groep"),
    "received": said("Bericht vastgelegd: {name}"),
    "decided": said("{name}: {result}"),
    "fired": said("{name}"),
    "letter": said("Brief gemaakt: {name}"),
    "letter.changed": said("Tekst van een brief aangepast vóór het ondertekenen"),
    "sign.prepared": said("{name} klaargelegd om te ondertekenen"),
    "sign.returned": said("{name} teruggegeven vóór het ondertekenen"),
    "letter.posted": said("Brief op de post gedaan"),
    "letter.returned": said("Brief kwam terug"),
    "record": said("Verklaring vastgelegd: {kind}"),
    "record.withdrawn": said("Ingetrokken: {kind}"),
    "followed": said("Volgt voortaan versie {version} van de route; alleen teksten zijn anders"),
    "incoming": said("Post {incoming} bij de zaak gevoegd"),
    "supplement": said("Aanvulling {incoming} gestuurd door de school"),
    "incoming.late": said("Post {incoming} kwam later door uitval"),
    "document.replaced": said("Bijlage vervangen door een versie zonder BSN; de oude inhoud is vernietigd"),
    "bundled": said("Dossierbundel gemaakt, aantal stukken: {pieces}"),
    "note": said("Aantekening in het dossier gezet"),
    "watch.next": said("Volgende stap afgesproken"),
    "letter.rectified": said("Brief gerectificeerd"),
    "letter.sent_again": said("Brief opnieuw verzonden naar een ander adres"),
    "link.started": said("Gekoppelde zaak {case} begonnen"),
    "link.missing": said("Gekoppelde zaak niet begonnen: de route '{route}' is nog niet in gebruik"),
    "link.too_late": said("Bericht uit zaak {case} kwam na het einde van deze zaak"),
    "relation": said("Mensen om de leerling gewijzigd"),
    "school.changed": said("Naar een andere school"),
    "of_age": said("Nagegaan wat er verandert nu de leerling 18 wordt"),
    "pupil.repaired": said("Leerling hersteld: {why}"),
    "school.repaired": said("School hersteld van {was} in {becomes}: {why}"),
    "pupil.merged": said("Leerling stond dubbel en is samengevoegd"),
    "pupil.parted": said("Samenvoegen van de leerling ongedaan gemaakt"),
    "ended": said("Zaak afgesloten"),
    "erased": said("Gegevens vernietigd"),
    "rung": said("Herinnering verstuurd: {rule}"),
    "rung.skipped": said("Herinnering overgeslagen: {rule}"),
    "deadline.started": said("Termijn '{rule}' begint"),
    "deadline.suspended": said("Termijn '{rule}': de tijd staat stil"),
    "deadline.resumed": said("Termijn '{rule}' loopt weer"),
    "deadline.extended": said("Termijn '{rule}' verlengd"),
    "deadline.stopped": said("Termijn '{rule}' stopt"),
    "deadline.moved": said("Termijn '{rule}' herberekend"),
    "deadline.explained": said("Oorzaak van de overschrijding van '{rule}' vastgelegd"),
}
#: what may be told of an entry; an effect only where it was a decision
KINDS = (*_WORDS, "effect")


def _place(definition: ProcessDefinition, facts: Mapping[str, Any]) -> Said:
    """Return the words for the place at which a case of another system entered."""
    takeover = definition.route.settings.takeover
    place = takeover.place(facts.get("_plek", "")) if takeover is not None else None
    return Said(place.label if place is not None else "")


_CHANNELS = {
    each: each for each in (said("post"), said("telefoon"), said("e-mail"), said("balie"), said("vergadering"))
}


def _history(
    entries: Sequence[models.Entry],
    definition: ProcessDefinition,
    persons: dict[int, str],
    shared: Shared,
    changes: Mapping[int, models.AdminEntry],
) -> tuple[HistoryRow, ...]:
    rows = (history_row(entry, definition, persons, shared, changes) for entry in reversed(entries))
    return tuple(row for row in rows if row is not None)


def history_row(
    entry: models.Entry,
    definition: ProcessDefinition,
    persons: Mapping[int, str],
    shared: Shared,
    changes: Mapping[int, models.AdminEntry],
) -> HistoryRow | None:
    """Return something that happened in words; None for what only the system needs to know."""
    rules = shared.rules
    element = definition.route.elements.get(entry.element_id or "")
    decided = entry.kind == "effect" and element is not None and element.kind == "businessRuleTask"
    withdrawn = entry.kind == "record" and declaring.WITHDRAWAL in (entry.details or {})
    named = "record.withdrawn" if withdrawn else "decided" if decided else entry.kind
    if (words := _WORDS.get(named)) is None:
        return None
    facts = entry.facts or {}
    text = words.of(
        name=Said(element.name if element is not None else ""),
        rule=rules.at(facts["rule"], entry.on).label if "rule" in facts else "",
        result=Said(", ".join(_in_words(definition, *fact) for fact in facts.items()) if decided else ""),
        case=facts.get("case", ""),
        route=facts.get("route", ""),
        incoming=facts.get("incoming", ""),
        kind=records.kinds_in(facts, shared.records) if entry.kind == "record" else "",
        place=_place(definition, facts),
        pieces=facts.get("pieces", ""),
        version=facts.get("version", ""),
        was=Said((entry.details or {}).get("_was", "")),
        becomes=Said((entry.details or {}).get("_wordt", "")),
        why=Said((entry.details or {}).get("_reden", "")),
        group=questions.whom(shared, facts["actor"]) if entry.kind == questions.ASKED else "",
    )
    if entry.kind == "bundled" and entry.details is not None:
        text = said("{what}: {why}", what=text, why=Said(entry.details[case_bundle.KEPT]))
    if entry.kind == "incoming" and "outage" in facts:
        text = said("{what}; het kwam later door uitval", what=text)
    if entry.kind == "deadline.moved":
        text = register_changes.moved_in_words(facts, rules.at(facts["rule"], entry.on).label, changes)
    if entry.kind == "reassigned" and entry.details is not None:
        details = entry.details
        text = said("{what} aan {who}: {why}", what=text, who=details["_aan"], why=details["_reden"])
    if entry.kind in ("sign.returned", "school.changed") and entry.details is not None:
        text = said("{what}: {why}", what=text, why=entry.details["_reden"])
    if entry.kind == "offered" and entry.details is not None:
        who, why = entry.details["_wie"], Said(entry.details["_reden"])
        text = said("{what}: {who} {why}", what=text, who=who, why=why)
    if (told_by := (entry.details or {}).get("_zaak")) is not None:
        text = said("{what} (uit zaak {case})", what=text, case=told_by)
    if (behalf := (entry.details or {}).get("_namens")) is not None:
        how = _CHANNELS.get(behalf["kanaal"], behalf["kanaal"])
        text = said("{what} (namens {who}, per {channel})", what=text, who=behalf["wie"], channel=how)
    return HistoryRow(entry.at, entry.on, persons.get(entry.actor_id or 0, ""), text)


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
