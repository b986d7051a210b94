"""Freezes saved states for the corpus: ``python -m tests.engine.freeze`` adds what is not there yet.

A frozen state is never written again: what was saved once must be restored for ever.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.engine.drawing import MONDAY, Diagram, ledger_of, route_of
from tests.engine.models import Model
from tests.engine.playing import noon
from tests.engine.scenes import choice_of_events, inclusive, nested, rework, term
from workflows.domain.facts import facts_from_json, facts_to_json
from workflows.domain.ledger import Ledger
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution
from workflows.routes.route import Route

CORPUS = Path(__file__).parent / "corpus"
LATER = datetime(2027, 6, 1, tzinfo=UTC)

Act = dict[str, Any]
SCENES: dict[str, tuple[list[Diagram], dict[str, int], list[Act]]] = {
    "join_with_one_arrival_in_the_second_round": (
        [rework()],
        {},
        [*({"completes": each, "facts": {"good": 0}} for each in ("a", "b", "review", "b"))],
    ),
    "inclusive_join_that_waits": (
        [inclusive()],
        {},
        [{"completes": "ask", "facts": {"a": 1, "b": 1, "c": 0}}, {"completes": "b"}],
    ),
    "warned": ([term()], {"T": 14}, [{"fires": "2026-12-05T12:00:00+00:00"}]),
    "events_after_a_gateway": ([choice_of_events()], {"LONG": 10, "SHORT": 2}, []),
    "instances_in_a_call_in_a_call": (
        nested(),
        {"T": 10, "D": 3},
        [{"completes": "appoint"}, {"completes": "advise", "nr": 2, "facts": {"good": 1}}],
    ),
    "withdrawn": (nested(), {"T": 10, "D": 3}, [{"receives": "ingetrokken"}]),
}


def act(execution: Execution, done: Act) -> None:
    """Do one act of the corpus."""
    facts = done.get("facts", {})
    if "fires" in done:
        execution.moment(execution.on, datetime.fromisoformat(done["fires"]))
        execution.fire_due()
    elif "receives" in done:
        execution.receive(done["receives"], facts)
    elif "finishes" in done:
        execution.finish(next(each.token for each in execution.effects() if each.element.id == done["finishes"]), facts)
    else:
        wanted = (done["completes"], done.get("nr"))
        execution.complete(
            next(each.token for each in execution.open_tasks() if (each.element.id, each.nr) == wanted), facts
        )


def next_act(execution: Execution, facts: dict[str, int]) -> Act:
    """Return what a person in a hurry does: the first task, else an effect, a message, or wait for a timer."""
    for task in execution.open_tasks():
        return {"completes": task.element.id, "nr": task.nr, "facts": {} if task.nr else facts}
    for effect in execution.effects():
        return {"finishes": effect.element.id, "facts": facts}
    for listener in execution.listeners():
        return {"receives": listener.message, "facts": facts}
    return {"fires": LATER.isoformat()}


def frozen(route: Route, rules: dict[str, int], execution: Execution, facts: dict[str, int]) -> dict[str, Any]:
    """Return the state of a case with all that is needed to go on, and how it goes on to its end."""
    entry: dict[str, Any] = {
        "files": {path: data.decode() for path, data in route.files.items()},
        "rules": rules,
        "on": execution.on.isoformat(),
        "state": json.loads(json.dumps(execution.dump())),
        "facts": facts_to_json(execution.facts),
        "clocks": execution.ledger.to_json(),
        "then": [],
    }
    execution.take_passed()
    while not execution.ended:
        entry["then"].append(next_act(execution, facts))
        act(execution, entry["then"][-1])
    entry["passes"] = [each.element.id for each in execution.take_passed()]
    entry["outcome"] = execution.outcome
    return entry


def restored(entry: dict[str, Any]) -> Execution:
    """Return the case of a frozen state, as it was."""
    definition = ProcessDefinition.compile(Route({path: text.encode() for path, text in entry["files"].items()}))
    empty = ledger_of(**entry["rules"])
    ledger = Ledger.from_json(entry["clocks"], empty._rules, empty._calendar)
    execution = Execution.restore(definition, entry["state"], facts_from_json(entry["facts"]), ledger)
    day = date.fromisoformat(entry["on"])
    execution.moment(day, noon(day))
    return execution


def start(route: Route, rules: dict[str, int], facts: dict[str, int]) -> Execution:
    definition = ProcessDefinition.compile(route)
    return Execution.start(definition, ledger_of(**rules), on=MONDAY, at=noon(MONDAY), facts=facts)


def scene(name: str) -> dict[str, Any]:
    diagrams, rules, acts = SCENES[name]
    route, facts = route_of(*diagrams), {"good": 1, "a": 1, "b": 1, "c": 0}
    execution = start(route, rules, facts)
    for done in acts:
        act(execution, done)
    return frozen(route, rules, execution, facts)


def random_model(seed: int) -> dict[str, Any]:
    """A random sound route, somewhere on its way; its loops end because the facts say so later."""
    random = Random(seed)
    model = Model(random, 14, sound=True)
    rules = dict.fromkeys(model.timers, 1)
    facts = {name: int(random.random() < 0.5) for name in model.facts}
    execution = start(model.route, rules, facts)
    for _ in range(random.randint(0, 6)):
        if (done := next_act(execution, facts)) and not execution.ended and "fires" not in done:
            act(execution, done)
    return frozen(model.route, rules, execution, dict.fromkeys(model.facts, 0))


def main() -> None:
    CORPUS.mkdir(exist_ok=True)
    wanted: dict[str, Callable[[], dict[str, Any]]] = {name: lambda name=name: scene(name) for name in SCENES}
    wanted |= {f"random_{seed}": lambda seed=seed: random_model(seed) for seed in RANDOM}
    for name, make in wanted.items():
        file = CORPUS / f"{name}.json"
        if not file.exists():
            file.write_text(json.dumps(make(), indent=1) + "\n")


#: Seeds whose case rests at more than one place and comes to an end without timers.
RANDOM = (66, 138, 178, 209, 248, 388)

if __name__ == "__main__":
    main()
