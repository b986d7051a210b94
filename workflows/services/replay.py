"""Plays the acts of a past case again on a route, in memory, and says where it would have gone otherwise."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from workflows.domain.answers import facts_from_json
from workflows.domain.clock import local_date
from workflows.domain.expressions import Value
from workflows.domain.ledger import Ledger
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Effect, Execution
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Shared
from workflows.services import entering
from workflows.services.deployments import definition_of, shared_between, shared_of
from workflows.services.sent import standing
from workflows.services.settling import catch_up, decide, settle

SCHOOL = "school.repaired"  #: whose holidays count from then on
ACTS = ("started", "taken_over", "completed", "received", "record", SCHOOL)


@dataclass(frozen=True)
class PastAct:
    """What somebody did then: at which element (which of several), with which facts, on which date and moment."""

    kind: str
    element: str
    nr: int | None
    facts: dict[str, Value]
    on: date
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How a case stands: what can be compared between what was and what would have been."""

    outcome: str | None
    open_tasks: tuple[tuple[str, int | None], ...]
    due: tuple[tuple[str, str, date | None], ...]

    @classmethod
    def of(cls, execution: Execution) -> "Standing":
        tasks = sorted((task.element.id, task.nr or 0) for task in execution.open_tasks())
        clocks = execution.ledger.deadlines()
        due = sorted((each.rule.id, each.state, each.due.on if each.due is not None else None) for each in clocks)
        return cls(execution.outcome, tuple((element, nr or None) for element, nr in tasks), tuple(due))


@dataclass
class RecordedEffects:
    """Decisions are taken anew; what an effect gave then, it gives again; letters were sent already."""

    results: dict[str, deque[dict[str, Value]]] = field(default_factory=lambda: defaultdict(deque))
    missing: list[str] = field(default_factory=list)

    def perform(self, effect: Effect, execution: Execution) -> dict[str, Value]:
        if effect.element.kind == "businessRuleTask":
            return decide(effect, execution)
        waiting = self.results[effect.element.id]
        if not waiting:
            self.missing.append(effect.element.id)
            return {}
        return waiting.popleft()


@dataclass(frozen=True)
class Replayed:
    """How the case would stand now, and the first act that found no place, if any."""

    standing: Standing
    lost_at: PastAct | None
    effects_missing: tuple[str, ...]


def replay(
    definition: ProcessDefinition,
    shared: Shared,
    acts: Sequence[PastAct],
    effects: RecordedEffects,
    until: datetime,
    corrected: Sequence[tuple[datetime, Shared]] = (),
) -> Replayed:
    """Play *acts* again on a route and let time pass until *until*; no database, nothing is saved.

    *shared* holds the register of the start, *corrected* what it became while the case ran, and when.
    """
    first, *later = acts
    ledger = Ledger(shared.rules, shared.calendar_for(first.facts))
    execution = Execution.start(definition, ledger, on=first.on, at=first.at, facts=first.facts)
    settle(execution, effects)
    lost_at, changes, counts = None, list(corrected), [shared]

    def let_pass(moment: datetime) -> None:
        while changes and changes[0][0] <= moment:
            at, then = changes.pop(0)
            catch_up(execution, effects, at)
            ledger.count_under(then.rules, then.calendar_for(execution.facts))
            counts[0] = then
        catch_up(execution, effects, moment)

    for act in later:
        if act.kind == "taken_over":
            _enters_again(execution, act)
            settle(execution, effects)
            continue
        let_pass(act.at)
        execution.moment(act.on, act.at)
        if act.kind == SCHOOL:
            execution.facts |= act.facts
            ledger.count_under(counts[0].rules, counts[0].calendar_for(execution.facts))
            continue
        if not _done_again(execution, act):
            lost_at = act
            break
        settle(execution, effects)
    let_pass(until)
    return Replayed(Standing.of(execution), lost_at, tuple(effects.missing))


def _enters_again(execution: Execution, act: PastAct) -> None:
    takeover = execution.definition.route.settings.takeover
    if takeover is not None:
        entering.enter(execution, takeover, entering.Standing.from_facts(act.facts, act.on), local_date(act.at), act.at)


def _done_again(execution: Execution, act: PastAct) -> bool:
    """Do an act at the open token of its element; False when the case does not wait there."""
    if act.kind == "record":
        execution.facts |= act.facts
        return True
    if act.kind == "received":
        for listener in execution.listeners():
            if listener.element.id == act.element:
                execution.receive(listener.message, act.facts, token=listener.token)
                return True
        return False
    for task in execution.open_tasks():
        if (task.element.id, task.nr) == (act.element, act.nr):
            execution.complete(task.token, act.facts)
            return True
    return False


def differences(uow: UnitOfWork, case_id: int, on: ProcessDefinition | None = None) -> list[str]:
    """Return what comes out otherwise when a case is played again; nothing, when all is well.

    It is played on its own deployment, or *on* another.
    """
    case = uow.session.get_one(models.Case, case_id)
    definition, shared = on or definition_of(uow, case.deployment_id), shared_of(uow)
    entries = dossiers.history(uow, case_id)
    acts, effects = acts_of(entries), effects_of(entries)
    ledger = Ledger.from_json(case.state["clocks"], shared.rules, shared.calendar_for(case.state["facts"]))
    facts = facts_from_json(case.state["facts"])
    now = Standing.of(Execution.restore(definition, case.state["tokens"], facts, ledger))
    then, *corrected = shared_between(uow, entries[0].at, until := max(entry.at for entry in entries))
    again = replay(definition, then[1], acts, effects, until, corrected)
    found = [] if again.lost_at is None else [f"'{again.lost_at.element}' vindt geen plaats"]
    found += [f"effect van '{element}' ontbreekt" for element in again.effects_missing]
    for what in ("outcome", "open_tasks", "due"):
        was, would_be = getattr(now, what), getattr(again.standing, what)
        if was != would_be:
            found.append(f"{what}: was {was}, zou {would_be}")
    return found


def acts_of(entries: Sequence[models.Entry]) -> list[PastAct]:
    """Return what people did in a case, in order."""
    return [
        PastAct(entry.kind, entry.element_id or "", entry.nr, facts_from_json(entry.facts or {}), entry.on, entry.at)
        for entry in standing(entries)
        if entry.kind in ACTS
    ]


def effects_of(entries: Sequence[models.Entry]) -> RecordedEffects:
    """Return what the effects of a case gave, per element in order."""
    effects = RecordedEffects()
    for entry in standing(entries):
        if entry.kind == "effect" and entry.element_id is not None:
            effects.results[entry.element_id].append(facts_from_json(entry.facts or {}))
    return effects
