"""What is saved of a case is small, says where the tokens are, and fits the definition or is refused."""

import copy
import json

import pytest

from tests.engine.freeze import CORPUS, act, restored
from tests.engine.playing import MONDAY, Case, Diagram, ledger_of, noon, route_of
from tests.engine.scenes import choice_of_events, inclusive, nested, rework, term
from workflows.domain.errors import StepFailed
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution


def beside() -> Diagram:
    """A loop beside a task that stays open, and an activity with an event that is entered again in each round."""
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.gateway("parallel", "f"), diagram.task("long"), diagram.end("e1"))
    diagram.flow(
        "f", diagram.gateway("exclusive", "again"), diagram.task("short"), diagram.gateway("exclusive", "x", "b")
    )
    diagram.event("weg", message="weg", on="short", interrupts=False)
    diagram.flow("weg", diagram.end("e2"))
    diagram.flow("x", "again", name="b")
    diagram.flow("x", diagram.end("e3"), when="1 == 2")
    return diagram


@pytest.mark.parametrize(
    ("diagram", "round_"),
    [(beside, ["short"]), (rework, ["a", "b", "review"])],
    ids=["a loop beside an open task", "a loop with a join"],
)
def test_two_hundred_rounds_weigh_as_much_as_one(diagram, round_):
    case, sizes = Case(diagram()), []
    for _ in range(200):
        for task in round_:
            case.completes(task, good=0)
        sizes.append(len(json.dumps(case.execution.dump())))
    assert sizes[-1] - sizes[0] < 20  # the numbers of the tokens grow longer
    assert sizes[-1] < 400


def test_a_case_that_is_never_saved_stays_small_too():
    case = Case(beside())
    for _ in range(200):
        token = next(each.token for each in case.execution.open_tasks() if each.element.id == "short")
        case.execution.complete(token, {})
    assert len(case.execution._case.tasks) < 10


def test_the_state_of_a_case_holds_its_tokens_and_no_facts():
    case = Case(*nested(), ledger=ledger_of(T=10, D=3), facts={"geheim": "x"})
    assert case.execution.dump() == {
        "v": 1,
        "last": 11,
        "tokens": [
            ["2", "treat", "edge", {"tokens": [
                ["3", "treat", "call", {"inside": [
                    ["8", "expertise", "call", {"inside": [["11", "appoint", "user"]]}],
                    ["9", "talk", "user"],
                ]}],
                ["4", "weg", "message"],
                ["5", "late", "timer"],
            ]}],
        ],
    }  # fmt: skip


def test_the_same_acts_leave_the_same_state():
    first, second = (Case(*nested(), ledger=ledger_of(T=10, D=3)).completes("appoint") for _ in "ab")
    assert first.execution.dump() == second.execution.dump()


def test_an_ended_case_keeps_its_outcome():
    case = Case(*nested(), ledger=ledger_of(T=10, D=3)).receives("ingetrokken")
    again = Execution.restore(case.definition, case.execution.dump(), {}, case.ledger)
    assert (again.ended, again.outcome) == (True, "WITHDRAWN")


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.json")), ids=lambda file: file.stem)
def test_a_state_that_was_saved_once_can_always_be_restored_and_completed(file):
    entry = json.loads(file.read_text())
    execution = restored(entry)
    assert execution.dump() == entry["state"]
    for done in entry["then"]:
        assert not execution.ended
        act(execution, done)
    assert [each.element.id for each in execution.take_passed()] == entry["passes"]
    assert (execution.ended, execution.outcome) == (True, entry["outcome"])


def changed(diagram: Diagram, old: str, new: str) -> ProcessDefinition:
    """Compile *diagram* with one word of its XML changed."""
    files = dict(route_of(diagram).files)
    text = files["p.bpmn"].decode()
    assert old in text
    files["p.bpmn"] = text.replace(old, new).encode()
    return ProcessDefinition.compile(type(route_of(diagram))(files))


def extra_flow() -> Diagram:
    diagram = rework()
    diagram.flow("fork", diagram.task("c"), "meet")
    return diagram


def other_edge(*events: tuple[str, bool]) -> Diagram:
    """The diagram of `term` with other events on the edge of its task."""
    diagram = Diagram("p")
    diagram.flow(diagram.start("s", starts="T"), diagram.task("decide"), diagram.end("e", terminate=True))
    for name, interrupts in events:
        diagram.event(name, timer='due_at("T")', on="decide", interrupts=interrupts)
        diagram.flow(name, diagram.end(f"e_{name}"))
    return diagram


def warned() -> Case:
    case = Case(term(), ledger=ledger_of(T=9)).after(7)
    assert case.fires() == ["warning"]
    return case


@pytest.mark.parametrize(
    ("case", "definition", "where"),
    [
        (lambda: Case(rework()), lambda: changed(rework(), '"a"', '"a2"'), "'a' staat niet"),
        (
            lambda: Case(rework()),
            lambda: changed(rework(), "userTask", "sendTask"),
            "'a' staat niet, of als iets anders",
        ),
        (lambda: Case(rework()).completes("a"), lambda: ProcessDefinition.compile(route_of(extra_flow())), "'meet'"),
        (
            lambda: Case(term(), ledger=ledger_of(T=9)),
            lambda: ProcessDefinition.compile(route_of(other_edge(("over", True)))),
            "'warning' staat niet",
        ),
        (
            warned,
            lambda: ProcessDefinition.compile(route_of(other_edge(("over", True)))),
            "Bij 'decide' horen in deze versie van de route andere gebeurtenissen",
        ),
        (
            lambda: Case(term(), ledger=ledger_of(T=9)),
            lambda: ProcessDefinition.compile(route_of(other_edge())),
            "'decide'",
        ),
        (
            lambda: Case(other_edge(), ledger=ledger_of(T=9)),
            lambda: ProcessDefinition.compile(route_of(term())),
            "'decide' heeft in deze versie van de route een randgebeurtenis erbij",
        ),
    ],
    ids=[
        "renamed",
        "another kind",
        "another flow to join",
        "an event less",
        "a fired event less",
        "no events left",
        "an event more",
    ],
)
def test_a_state_that_does_not_fit_a_new_version_is_refused_by_name(case, definition, where):
    state = case().execution.dump()
    with pytest.raises(StepFailed, match=where):
        Execution.restore(definition(), state, {}, ledger_of(T=9))


def test_a_state_moves_to_a_new_version_that_has_all_its_elements():
    case = Case(rework()).completes("b")
    newer = changed(rework(), '<endEvent id="e" >', '<endEvent id="e" name="Klaar">')
    execution = Execution.restore(newer, case.execution.dump(), {}, ledger_of())
    execution.moment(MONDAY, noon(MONDAY))
    execution.complete(execution.open_tasks()[0].token, {})
    assert [task.element.id for task in execution.open_tasks()] == ["review"]


def test_an_unknown_version_of_the_format_is_refused():
    case = Case(rework())
    with pytest.raises(StepFailed, match="onbekende soort"):
        Execution.restore(case.definition, {**case.execution.dump(), "v": 2}, {}, ledger_of())


def damages(state: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the path to every value in a state."""
    found = [path]
    if isinstance(state, dict | list):
        for key, value in state.items() if isinstance(state, dict) else enumerate(state):
            found += damages(value, (*path, key))
    return found


@pytest.mark.parametrize("value", [None, "x", 7, [], {}, [["1"]]], ids=repr)
@pytest.mark.parametrize("scene", [inclusive, rework, choice_of_events], ids=lambda scene: scene.__name__)
def test_a_damaged_state_is_refused_or_harmless(scene, value):
    case = Case(scene(), ledger=ledger_of(LONG=10, SHORT=2))
    if scene is not choice_of_events:
        case.completes(*{inclusive: ["ask"], rework: ["a"]}[scene], a=1, b=1, c=1)
    state = json.loads(json.dumps(case.execution.dump()))
    for *path, last in filter(None, damages(state)):
        damaged = copy.deepcopy(state)
        place = damaged
        for key in path:
            place = place[key]
        place[last] = value
        try:
            execution = Execution.restore(case.definition, damaged, {}, ledger_of(LONG=10, SHORT=2))
        except StepFailed:
            continue
        assert execution.open_tasks() or execution.listeners() or execution.ended
