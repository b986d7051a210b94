"""Where a case takes a step: the engine meets the database. The only place where a token moves."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from workflows.domain.answers import JSON, facts_from_json, facts_to_json
from workflows.domain.errors import StepFailed
from workflows.domain.expressions import Value
from workflows.domain.ledger import Ledger
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Effect, Execution, Listener
from workflows.persistence import cases, dossiers, questions, relations, reminders, signing, terms
from workflows.persistence.rows import CaseRow, NewEntry, OpenRows, TaskRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import circle, effects, ladder, projection, sent, watching
from workflows.services.act import Act
from workflows.services.deployments import definition_of, register_of, shared_of
from workflows.services.entering import Standing, enter
from workflows.services.settling import catch_up, settle


class Step(Act):
    """What is due first, then the act, then everything that follows from it. Use ``stepping``: it writes it all."""

    def complete(
        self, task: TaskRow, facts: Mapping[str, Value], *, key: str, by: int, details: dict[str, JSON]
    ) -> None:
        """Complete a user task with its answers."""
        self.tasks[task.token] = replace(
            task,
            ended_at=self.uow.now,
            ended_by_id=by,
            how="completed",
            submit_key=key,
            assignee_id=task.assignee_id or by,
        )
        self.record(
            "completed", task.element_id, token=task.token, nr=task.nr, actor_id=by,
            facts=facts_to_json(facts), details=details,
        )  # fmt: skip
        circle.learn(self, details, by)
        properties = self.definition.element(task.element_id).properties
        if (rule := properties.get("explains")) and (cause := facts.get(properties["cause"])):
            self.causes[rule] = (str(cause), by)
        self.execution.complete(task.token, dict(facts))
        self.settle()

    def receive(self, listener: Listener, facts: Mapping[str, Value], *, by: int, details: dict[str, JSON]) -> None:
        """Let a message from outside reach the case."""
        self.record(
            "received", listener.element.id, token=listener.token, actor_id=by,
            facts=facts_to_json(facts), details=details,
        )  # fmt: skip
        circle.learn(self, details, by)
        self.execution.receive(listener.message, dict(facts), token=listener.token)
        self.settle()

    def declare(
        self, facts: Mapping[str, Value], *, on: date, element: str | None, by: int, details: dict[str, JSON]
    ) -> None:
        """Put on record what somebody declared on a day: an act of its own, from which conditions see *facts*."""
        self.entries.append(
            NewEntry("record", on, element_id=element, actor_id=by, facts=facts_to_json(facts), details=details)
        )
        self.execution.facts |= facts

    def hear(self, message: str, told_by: str) -> None:
        """Let a message from the linked case with the number *told_by* reach this case.

        Raises:
            Conflict: this case does not wait for it, or at more than one place.
        """
        heard = [each for each in self.execution.listeners() if each.message == message]
        if len(heard) == 1:
            about: dict[str, JSON] = {"_zaak": told_by}
            self.record("received", heard[0].element.id, token=heard[0].token, facts={}, details=about)
        self.execution.receive(message)
        self.settle()

    def settle(self) -> None:
        settle(self.execution, self)
        self._note_what_passed()

    def perform(self, effect: Effect, _execution: Execution) -> dict[str, Value]:
        """Do what a service, send or business rule task says, in this same transaction."""
        self._note_what_passed()
        facts = effects.perform(self, effect)
        self.record("effect", effect.element.id, token=effect.token, nr=effect.nr, facts=facts_to_json(facts))
        return facts

    def _note_what_passed(self) -> None:
        for passed in self.execution.take_passed():
            if passed.element.event == "timer":
                self.record("fired", passed.element.id, token=passed.token)
        for event in self.execution.ledger.take_new():
            self.record_clock(event)
        if uncaught := self.execution.uncaught():
            raise StepFailed(f"Niet opgevangen in het diagram: {', '.join(uncaught)}.")

    def catch_up(self) -> None:
        """Let everything happen that was due before now, each at its own moment."""
        catch_up(self.execution, self, self.uow.now)
        self._note_what_passed()
        ladder.climb(self)

    def write(self) -> None:
        """Project the case onto its rows and write what changed."""
        case, execution, uow = self.case, self.execution, self.uow
        projection.open_and_close_tasks(self)
        before = sent.kept(self)
        ended = [task.id for task in self.tasks.values() if task.ended_at is not None and task.id in self.rows.drafts]
        dossiers.drop_drafts(uow, ended)
        if execution.ended and case.ended_at is None:
            case.outcome, case.ended_at = execution.outcome, uow.now
            self.record("ended", facts={"outcome": execution.outcome})
            questions.close_of_case(uow, case.id)
        if execution.ended or any(
            self.definition.route.letters[row["letter"]].kind == "besluit" for row in self.letters
        ):
            signing.destroy_notes(uow, case.id)
        dossiers.add_letters(uow, self.letters)
        relations.add(uow, list(self.relations.values()))
        cases.append_entries(uow, case, self.entries)
        cases.write_deadlines(uow, self.rows.deadlines, projection.deadlines(self))
        for rule, (cause, by) in self.causes.items():
            if (late := terms.last_breach(uow, case.id, rule)) is not None:
                terms.set_cause(uow, late, cause, by)
        self.written = cases.write_tasks(uow, self.rows.tasks, self.tasks.values())
        if self.definition.route.settings.watch is not None:
            watching.project(self)
        cases.write_jobs(uow, self.rows.jobs, [*projection.armed(self), *self.jobs.values()])
        reminders.add(uow, self.reminders)
        retention = execution.ledger.due("RT1")
        case.erase_on = retention.day_after if retention is not None else case.erase_on
        case.awaits = projection.awaits(self, self.written)
        case.withheld = projection.withholds_names(self)
        case.state = {
            "facts": facts_to_json(execution.facts),
            "clocks": execution.ledger.to_json(),
            "tokens": execution.dump(),
            "climbed": self.climbed,
            "register": register_of(uow),
        }
        if before is not None:
            case.state[sent.BEFORE] = before | {"until": case.last_seq}
        cases.save_case(uow, case)


@contextmanager
def stepping(uow: UnitOfWork, case: CaseRow, rows: OpenRows, on: date | None = None) -> Iterator[Step]:
    """Restore a locked case, let what is due happen, let the caller act on the legal date *on*, and write it all.

    Raises:
        StepFailed: the engine could not go on; nothing is written.
    """
    shared = shared_of(uow)
    state = case.state
    ledger = Ledger.from_json(state["clocks"], shared.rules, shared.calendar_for(state["facts"]))
    definition = definition_of(uow, case.deployment_id)
    execution = Execution.restore(definition, state["tokens"], facts_from_json(state["facts"]), ledger)
    step = Step(uow, case, rows, execution)
    if (since := state.get("register", 0)) != register_of(uow):
        execution.moment(uow.today, uow.now)
        projection.note_moves(step, since)
    step.catch_up()
    execution.moment(on or uow.today, uow.now)
    yield step
    step.write()


def turn_back(uow: UnitOfWork, case: CaseRow, rows: OpenRows, task: TaskRow, by: int) -> None:
    """Let a locked case stand again as before *task* was completed, which was kept; the history says so.

    Clocks that began with it never ran.
    """
    before = case.state[sent.BEFORE]
    case.state = before["state"]
    cases.keep_parties(uow, case.id, before["parties"])
    with stepping(uow, case, replace(rows, parties=before["parties"])) as step:
        running = {clock.rule.id for clock in step.execution.ledger.deadlines() if clock.state != "stopped"}
        terms.forget(uow, [row.id for row in rows.deadlines if row.rule not in running])
        step.tasks[task.token] = replace(
            task,
            ended_at=None,
            ended_by_id=None,
            how=None,
            submit_key=None,
            assignee_id=task.assignee_id if task.by_name else None,
        )
        step.record(
            sent.TAKEN_BACK, task.element_id, token=task.token, nr=task.nr, actor_id=by, facts={"seq": before["seq"]}
        )


def begin(
    uow: UnitOfWork, case: CaseRow, definition: ProcessDefinition, facts: Mapping[str, Value], by: int | None
) -> Step:
    """Let a new case take its first step."""
    shared = shared_of(uow)
    ledger = Ledger(shared.rules, shared.calendar_for(facts))
    rows = cases.open_rows(uow, case.id)
    execution = Execution.start(definition, ledger, on=case.started_on, at=uow.now, facts=dict(facts))
    step = Step(uow, case, rows, execution)
    step.record("started", actor_id=by, facts=facts_to_json(facts))
    step.settle()
    step.write()
    return step


def begin_where_it_stands(
    uow: UnitOfWork,
    case: CaseRow,
    definition: ProcessDefinition,
    facts: Mapping[str, Value],
    standing: Standing,
    by: int,
    details: dict[str, JSON],
) -> Step:
    """Let a case that began in another system go on here: its terms have their true days, the steps before are done.

    Raises:
        DoesNotEnter: the route does not lead to where it stands.
        LedgerRefused: the law does not allow what is said to have happened to its term.
    """
    takeover = definition.route.settings.takeover
    if takeover is None:
        raise StepFailed("Deze route neemt geen lopende zaken over.")
    ledger = Ledger(shared_of(uow).rules, shared_of(uow).calendar_for(facts))
    rows = cases.open_rows(uow, case.id)
    execution = Execution.start(definition, ledger, on=standing.received_on, at=uow.now, facts=dict(facts))
    step = Step(uow, case, rows, execution)
    step.record("started", actor_id=by, facts=facts_to_json(facts))
    step.record("taken_over", takeover.form, actor_id=by, facts=facts_to_json(standing.to_facts()), details=details)
    enter(execution, takeover, standing, uow.today, uow.now)
    step.settle()
    step.write()
    return step
