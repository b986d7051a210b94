"""How long the engine takes for a step, beside bare SpiffWorkflow in the same run."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from workflows.domain.calendar import WorkingCalendar
from workflows.domain.ledger import Ledger, Rules
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution
from workflows.routes.route import Route

ROUNDS, STEPS = 40, 25
ON, AT = date(2026, 11, 23), datetime(2026, 11, 23, 11, tzinfo=UTC)
_SETTINGS = b'name = "b"\ntitle = "B"\nowner = "b"\nlegal_basis = "b"\nmay_start = []\nframe = "p"\n'
_HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="bench">'


def _bpmn(nodes: str, flows: str) -> bytes:
    """Write a process: *nodes* as ``kind:id`` words, *flows* as ``source>target`` words with an optional ``?when``."""
    drawn = []
    for node in nodes.split():
        kind, name = node.split(":")
        otherwise = any(flow.startswith(f"{name}>") and flow.endswith("!") for flow in flows.split())
        default = f' default="{name}_else"' if otherwise else ""
        drawn.append(f'<{kind} id="{name}"{default}/>')
    for number, flow in enumerate(flows.split()):
        ends, _, when = flow.partition("?")
        source, target = ends.rstrip("!").split(">")
        name = f"{source}_else" if ends.endswith("!") else f"f{number}"
        condition = f"<conditionExpression>{when}</conditionExpression>" if when else ""
        drawn.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{condition}</sequenceFlow>')
    return f'{_HEAD}<process id="p" isExecutable="true">{"".join(drawn)}</process></definitions>'.encode()


STEP = _bpmn(
    "startEvent:s userTask:a exclusiveGateway:x userTask:b userTask:c endEvent:e", "s>a a>x x>b?v==1 x>c! b>e c>e"
)
LOOP = _bpmn(
    "startEvent:s exclusiveGateway:m parallelGateway:f userTask:a userTask:b parallelGateway:j exclusiveGateway:x"
    " endEvent:e",
    "s>m m>f f>a f>b a>j b>j j>x x>e?v==2 x>m!",
)
BESIDE = _bpmn(
    "startEvent:s parallelGateway:f userTask:z exclusiveGateway:m userTask:a exclusiveGateway:x parallelGateway:j"
    " endEvent:e",
    "s>f f>z f>m m>a a>x x>j?v==2 x>m! z>j j>e",
)


def bare() -> Callable[[], None]:
    """Return what lets bare SpiffWorkflow, in memory, go through two tasks with a choice between them."""
    parser = BpmnParser()
    parser.add_bpmn_str(STEP)
    spec = parser.get_spec("p")

    def run() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for _ in "ab":
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            task.data["v"] = 1
            task.run()
            workflow.do_engine_steps()

    return run


def _definition(diagram: bytes) -> ProcessDefinition:
    return ProcessDefinition.compile(Route({"route.toml": _SETTINGS, "p.bpmn": diagram}))


def _ledger() -> Ledger:
    return Ledger(Rules([]), WorkingCalendar())


def _in_memory(definition: ProcessDefinition) -> None:
    execution = Execution.start(definition, _ledger(), on=ON, at=AT)
    while not execution.ended:
        execution.complete(execution.open_tasks()[0].token, {"v": 1})


def _step(definition: ProcessDefinition, state: str) -> str:
    """Complete one task as the services do: restore, complete, look around, dump."""
    execution = Execution.restore(definition, json.loads(state), {}, _ledger())
    execution.moment(ON, AT)
    execution.complete(execution.open_tasks()[-1].token, {"v": 1})
    execution.open_tasks(), execution.effects(), execution.timers(), execution.listeners(), execution.take_passed()
    return json.dumps(execution.dump(), separators=(",", ":"))


def _stored(definition: ProcessDefinition) -> None:
    state = json.dumps(Execution.start(definition, _ledger(), on=ON, at=AT).dump())
    for _ in "ab":
        state = _step(definition, state)


def _passes(diagram: bytes, per_pass: int) -> tuple[float, float, float]:
    """Go 200 times through a loop; return the time of a first and of a last step (µs), and the bytes at the end."""
    definition = _definition(diagram)
    state = json.dumps(Execution.start(definition, _ledger(), on=ON, at=AT).dump())
    times = []
    for _ in range(200 * per_pass):
        began = perf_counter()
        state = _step(definition, state)
        times.append(perf_counter() - began)
    return 1e6 * median(times[:20]), 1e6 * median(times[-20:]), len(state)


def _timed(run: Callable[[], object], steps: int) -> float:
    began = perf_counter()
    for _ in range(steps):
        run()
    return 1e6 * (perf_counter() - began) / steps


def measure() -> dict[str, float]:
    """Return microseconds per completed task (two per run), ratios to bare SpiffWorkflow, and growth in loops."""
    definition = _definition(STEP)
    bare_run, runs = bare(), {"memory": lambda: _in_memory(definition), "stored": lambda: _stored(definition)}
    bare_us: list[float] = []
    ours: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):  # interleaved: the machine drifts
        bare_us.append(_timed(bare_run, STEPS) / 2)
        for name, run in runs.items():
            ours[name].append(_timed(run, STEPS) / 2)
    found = {"bare_us": median(bare_us), "bare_per_s": 1e6 / median(bare_us)}
    for name, times in ours.items():
        found[f"{name}_us"] = median(times)
        found[f"{name}_x"] = median(mine / theirs for mine, theirs in zip(times, bare_us, strict=True))
    for name, diagram, per_pass in (("loop", LOOP, 2), ("beside", BESIDE, 1)):
        first, last, size = _passes(diagram, per_pass)
        found |= {f"{name}_growth_x": last / first, f"{name}_bytes_at_200": size}
    return found


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:20} {value:10.2f}")
