"""A definition runs what is drawn, all of it, or is refused; it never evaluates anything of SpiffWorkflow's."""

import pytest

from tests.engine.drawing import Diagram, ledger_of, route_of
from tests.engine.playing import Case
from tests.engine.scenes import nested, rework, term
from workflows.domain.errors import InvalidRoute, StepFailed
from workflows.engine.definition import ProcessDefinition, specs_of
from workflows.engine.trial import compile_in_child
from workflows.routes.diagram import reading_of


def refusals(*diagrams: Diagram) -> list[tuple[str, str]]:
    """Return element and code of what is refused, by the engine alone: what the house's reader says is passed over."""
    files = {f"{diagram.process}.bpmn": diagram.xml() for diagram in diagrams}
    processes = {process.id: process for file, data in files.items() for process in reading_of(file, data).processes}
    try:
        specs_of(processes, diagrams[0].process, files)
    except InvalidRoute as refused:
        return [(finding.element, finding.code) for finding in refused.findings]
    return []


def sound() -> Diagram:
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("a"), diagram.end("e"))
    return diagram


def with_(kind: str, inside: str = "", attributes: str = "") -> Diagram:
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.node(kind, "odd", inside=inside, attributes=attributes), diagram.end("e"))
    return diagram


def on_edge(inside: str, host: str = "userTask") -> Diagram:
    diagram = with_(host)
    diagram.node("boundaryEvent", "edge", inside=inside, attributes='attachedToRef="odd"')
    diagram.flow("edge", diagram.end("e2"))
    return diagram


def test_a_sound_diagram_is_not_refused():
    assert refusals(sound()) == refusals(*nested()) == refusals(rework()) == refusals(term()) == []


_TIMER = "<timerEventDefinition><{0}>PT1H</{0}></timerEventDefinition>"


@pytest.mark.parametrize(
    ("diagram", "element"),
    [
        (with_("scriptTask", "<script>1</script>"), "odd"),
        (with_("task"), "odd"),
        (with_("manualTask"), "odd"),
        (with_("receiveTask"), "odd"),
        (with_("complexGateway"), "odd"),
        (with_("subProcess", '<startEvent id="in"/><endEvent id="out"/>'), "odd"),
        (with_("adHocSubProcess"), "odd"),
        (with_("intermediateThrowEvent", '<linkEventDefinition name="l"/>'), "odd"),
        (with_("intermediateThrowEvent", "<signalEventDefinition/>"), "odd"),
        (with_("intermediateThrowEvent", "<messageEventDefinition/>"), "odd"),
        (with_("intermediateThrowEvent", "<escalationEventDefinition/>"), "odd"),
        (with_("intermediateThrowEvent", "<compensateEventDefinition/>"), "odd"),
        (with_("intermediateCatchEvent"), "odd"),
        (with_("intermediateCatchEvent", "<conditionalEventDefinition/>"), "odd"),
        (with_("intermediateCatchEvent", _TIMER.format("timeDuration")), "odd"),
        (with_("intermediateCatchEvent", _TIMER.format("timeCycle")), "odd"),
        (with_("intermediateCatchEvent", _TIMER.format("timeDate")), "odd"),
        (with_("userTask", '<standardLoopCharacteristics loopMaximum="3"/>'), "odd"),
        (
            with_(
                "userTask",
                "<multiInstanceLoopCharacteristics><loopDataInputRef>x</loopDataInputRef></multiInstanceLoopCharacteristics>",
            ),
            "odd",
        ),
        (with_("userTask", "<dataInputAssociation><sourceRef>o</sourceRef></dataInputAssociation>"), "odd"),
        (with_("userTask", "<ioSpecification/>"), "odd"),
        (with_("callActivity"), "odd"),
        (on_edge("<errorEventDefinition/>"), "edge"),
        (on_edge("<escalationEventDefinition/>"), "edge"),
        (on_edge("<compensateEventDefinition/>"), "edge"),
        (on_edge(""), "edge"),
        (on_edge(_TIMER.format("timeCycle")), "edge"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_spiffworkflow_passes_over_in_silence_is_refused_by_name(diagram, element):
    assert refusals(diagram) == [(element, "engine")]


@pytest.mark.parametrize(
    "event", ["signal", "compensate", "link", "timer", "conditional", "error", "escalation", "message"]
)
def test_an_end_that_would_be_a_plain_end_is_refused(event):
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.node("endEvent", "odd", inside=f"<{event}EventDefinition/>"))
    assert refusals(diagram) == [("odd", "engine")]


@pytest.mark.parametrize("event", ["message", "timer", "signal", "error"])
def test_a_start_that_would_wait_for_something_is_refused(event):
    diagram = Diagram("p")
    diagram.flow(diagram.node("startEvent", "odd", inside=f"<{event}EventDefinition/>"), diagram.end("e"))
    assert refusals(diagram) == [("odd", "engine")]


def test_an_element_that_no_flow_reaches_is_refused():
    diagram = sound()
    diagram.flow(diagram.task("alone"), "e")
    assert refusals(diagram) == [("alone", "not-run")]


@pytest.mark.parametrize("name", ["Start", "End"])
def test_an_element_with_a_name_of_the_engine_itself_is_refused(name):
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task(name), diagram.end("e"))
    assert refusals(diagram) != []


def test_an_event_on_the_edge_of_a_gateway_is_refused():
    assert refusals(on_edge("<messageEventDefinition/>", host="exclusiveGateway")) != []


def test_two_flows_out_of_a_task_are_refused():
    diagram = sound()
    diagram.flow("a", diagram.end("e2"))
    assert refusals(diagram) == [("a", "engine")]


def test_a_condition_that_would_be_passed_over_is_refused():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("a"))
    diagram.flow("a", diagram.end("e"), when="x == 1", name="f")
    assert refusals(diagram) == [("f", "condition")]


def test_a_choice_without_a_condition_is_refused():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.gateway("exclusive", "x"))
    for name in ("left", "right"):
        diagram.flow("x", diagram.end(f"e_{name}"), name=name)
    assert refusals(diagram) == [("left", "condition"), ("right", "condition")]


def calling(process: str, called: str) -> Diagram:
    diagram = Diagram(process)
    diagram.flow(diagram.start(f"s_{process}"), diagram.call(f"c_{process}", called), diagram.end(f"e_{process}"))
    return diagram


def test_a_process_that_is_not_there_not_called_or_calls_itself_is_refused():
    assert refusals(calling("p", "nowhere")) == [("c_p", "called")]
    assert refusals(sound(), calling("q", "p")) == [("q", "not-called")]
    assert refusals(calling("p", "q"), calling("q", "p")) == [("c_q", "calls-itself")]


def test_spiffworkflow_may_not_evaluate_anything():
    case = Case(rework())
    engine = case.execution._case.script_engine
    for ask in (engine.environment.evaluate, engine.environment.execute, engine.environment.call_service):
        with pytest.raises(StepFailed, match="mag 'open' niet uitrekenen"):
            ask("open", {})


def test_specs_do_not_change_while_cases_run():
    definition = ProcessDefinition.compile(route_of(*nested()))
    before = {name: _picture(spec) for name, spec in definition.specs.items()}
    for _ in range(2):
        case = Case(*nested(), ledger=ledger_of(T=10, D=3))
        case.completes("appoint").completes("advise", 1).completes("advise", 2).receives("ingetrokken")
    assert {name: _picture(spec) for name, spec in definition.specs.items()} == before


def _picture(spec: object) -> dict[str, tuple[object, ...]]:
    return {
        name: (list(node._inputs), list(node._outputs), node.completed_event.n_subscribers(), type(node))
        for name, node in spec.task_specs.items()
    }


def test_every_fact_of_the_route_is_known_and_empty():
    definition = ProcessDefinition.compile(route_of(sound(), forms={"a": "score wens"}))
    assert {"score", "wens"} <= set(definition.known_facts)
    assert set(definition.known_facts.values()) == {None}


def test_files_of_a_stranger_are_compiled_in_a_process_of_their_own():
    good, bad = route_of(sound()), sound()
    bad.flow(bad.task("alone"), "e")
    assert compile_in_child(good.files) == []
    assert [finding.code for finding in compile_in_child(route_of(bad).files)] == ["not-run"]


def test_a_child_that_takes_too_long_is_given_up():
    assert [finding.code for finding in compile_in_child(route_of(sound()).files, patience=0)] == ["engine-gave-up"]
