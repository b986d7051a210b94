"""Tokens go where the diagram says: choices, joins, loops, called processes, instances, ends."""

import pytest

from tests.engine.playing import MONDAY, Case, Diagram, ledger_of, noon
from tests.engine.scenes import inclusive, rework
from workflows.domain.errors import Conflict, StepFailed
from workflows.engine.execution import Execution


def choice(*conditions: str) -> Diagram:
    """A task, an exclusive gateway with a default, and a task per condition: t0, t1, … and `other`."""
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("ask"), diagram.gateway("exclusive", "x", "otherwise"))
    for number, condition in enumerate(conditions):
        diagram.flow("x", diagram.task(f"t{number}"), when=condition)
        diagram.flow(f"t{number}", diagram.end(f"e{number}", outcome=f"T{number}"))
    diagram.flow("x", diagram.task("other"), name="otherwise")
    diagram.flow("other", diagram.end("e"))
    return diagram


@pytest.mark.parametrize(
    ("answer", "goes_to"),
    [
        ({"score": 9}, "t0"),
        ({"score": 6}, "t1"),  # the first condition that holds, in the order of the file
        ({"score": 1}, "other"),
    ],
)
def test_a_choice_takes_the_first_flow_whose_condition_holds_or_the_default(answer, goes_to):
    assert Case(choice("score > 8", "score > 5")).completes("ask", **answer).waits_at() == [goes_to]


def test_conditions_see_facts_unknown_ones_as_empty_and_the_date_of_the_act():
    case = Case(
        choice('not empty(wens) and wens == "ja"', f"on == date({MONDAY.isoformat()!r})"), forms={"ask": "wens"}
    )
    assert case.completes("ask").waits_at() == ["t1"]


def test_a_condition_without_an_answer_fails_and_names_the_gateway():
    with pytest.raises(StepFailed, match=r"^x: 'score > 8' heeft geen antwoord"):
        Case(choice("score > 8")).completes("ask")


def test_a_condition_that_is_no_yes_or_no_fails():
    with pytest.raises(StepFailed, match="geen ja of nee"):
        Case(choice("1 + 1")).completes("ask")


def test_the_outcome_is_that_of_the_end_that_was_reached():
    case = Case(choice("score > 8")).completes("ask", score=9).completes("t0")
    assert (case.execution.ended, case.execution.outcome, case.waits_at()) == (True, "T0", [])


def test_a_completed_step_cannot_be_completed_again():
    case = Case(choice("score > 8"))
    token = case.execution.open_tasks()[0].token
    case.completes("ask", score=9)
    with pytest.raises(Conflict):
        case.execution.complete(token, {})


def test_an_effect_cannot_be_completed_as_a_task_nor_a_task_finished_as_an_effect():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("a"), diagram.node("serviceTask", "number"), diagram.end("e"))
    case = Case(diagram)
    with pytest.raises(Conflict):
        case.execution.finish(case.execution.open_tasks()[0].token)
    case.completes("a")
    with pytest.raises(Conflict):
        case.execution.complete(case.execution.effects()[0].token, {})


@pytest.mark.parametrize("kind", ["serviceTask", "sendTask", "businessRuleTask"])
def test_an_effect_holds_the_token_until_it_is_performed_and_its_facts_count(kind):
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.node(kind, "decide"), diagram.gateway("exclusive", "x", "no"))
    diagram.flow("x", diagram.task("a"), when="wel")
    diagram.flow("x", diagram.task("b"), name="no")
    diagram.flow("a", diagram.end("e1"))
    diagram.flow("b", diagram.end("e2"))
    case = Case(diagram)
    assert case.waits_at() == ["decide"]
    assert case.finishes("decide", wel=True).waits_at() == ["a"]


def test_passed_elements_are_reported_once_and_in_order():
    case = Case(choice("score > 8"))
    assert case.passed() == ["s"]
    case.completes("ask", score=9).completes("t0")
    assert case.passed() == ["ask", "x", "t0", "e0"]
    assert case.passed() == []


@pytest.mark.parametrize("order", ["ab", "ba"])
@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_a_join_in_a_loop_waits_for_both_in_every_round_whoever_comes_first(order, rounds):
    case = Case(rework())
    for _ in range(rounds):
        case.completes(order[0])
        assert case.waits_at() == [order[1]]
        case.completes(order[1])
        assert case.waits_at() == ["review"]
        case.completes("review", good=0)
        assert case.waits_at() == ["a", "b"]


def test_the_branches_of_a_join_do_not_undo_each_others_facts():
    case = Case(rework(), facts={"v": 0}).completes("a", v=7).completes("b")
    assert case.execution.facts == {"v": 7}


def test_an_inclusive_join_waits_for_those_that_were_sent_and_no_others():
    case = Case(inclusive()).completes("ask", a=1, b=1, c=0)
    assert case.waits_at() == ["a", "b"]
    assert case.completes("b").waits_at() == ["a"]
    assert case.completes("a").waits_at() == ["after"]


def test_an_inclusive_gateway_takes_its_default_when_nothing_holds():
    assert Case(inclusive()).completes("ask", a=0, b=0, c=0).waits_at() == ["none"]


def test_an_inclusive_join_goes_on_when_the_last_it_waited_for_is_gone():
    case = Case(inclusive()).completes("ask", a=1, b=1, c=0).completes("b").receives("weg")
    assert case.waits_at() == ["after"]


def test_each_instance_is_a_task_with_its_number_and_answers_a_list():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("ask"), diagram.task("advise", times="size"), diagram.end("e"))
    case = Case(diagram, forms={"advise": "advice"}).completes("ask", size=3)
    assert case.waits_at() == ["advise/1", "advise/2", "advise/3"]
    case.completes("advise", 2, advice="b").completes("advise", 3, advice="c")
    assert case.execution.facts["advice"] == [None, "b", "c"]
    assert case.completes("advise", 1, advice="a").execution.ended
    assert case.execution.facts["advice"] == ["a", "b", "c"]


def test_a_second_round_of_instances_begins_without_answers():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.gateway("exclusive", "again"), diagram.task("advise", times="2"))
    diagram.flow("advise", diagram.gateway("exclusive", "x", "back"))
    diagram.flow("x", "again", name="back")
    diagram.flow("x", diagram.end("e"), when="1 == 2")
    case = (
        Case(diagram, forms={"advise": "advice"}).completes("advise", 1, advice="a").completes("advise", 2, advice="b")
    )
    assert case.waits_at() == ["advise/1", "advise/2"]
    assert case.execution.facts["advice"] == [None, None]


def test_instances_one_by_one():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("sign", times="2", sequential=True), diagram.end("e"))
    case = Case(diagram)
    assert case.waits_at() == ["sign/1"]
    assert case.completes("sign", 1).waits_at() == ["sign/2"]
    assert case.completes("sign", 2).execution.ended


@pytest.mark.parametrize("times", ["0 - 1", "51", '"two"'])
def test_a_count_that_makes_no_sense_fails(times):
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("sign", times=times), diagram.end("e"))
    with pytest.raises(StepFailed, match=r"^sign: het aantal keren"):
        Case(diagram)


def test_no_instances_at_all_and_the_token_goes_on():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("sign", times="0"), diagram.task("after"), diagram.end("e"))
    assert Case(diagram).waits_at() == ["after"]


def test_a_terminate_end_ends_everything_in_its_own_process_only():
    outer, inner = Diagram("outer"), Diagram("inner")
    outer.flow(outer.start("s"), outer.gateway("parallel", "f"), outer.call("c", "inner"), outer.task("after"))
    outer.flow("after", outer.end("e1"))
    outer.flow("f", outer.task("beside"), outer.end("e2"))
    inner.flow(inner.start("is"), inner.gateway("parallel", "if"), inner.task("a"), inner.end("ie", terminate=True))
    inner.flow("if", inner.task("b"), inner.end("ie2"))
    case = Case(outer, inner)
    assert case.waits_at() == ["a", "b", "beside"]
    assert case.completes("a").waits_at() == ["after", "beside"]


def test_a_route_that_goes_round_without_waiting_is_stopped():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.gateway("exclusive", "again"), diagram.gateway("exclusive", "x", "back"))
    diagram.flow("x", "again", name="back")
    diagram.flow("x", diagram.end("e"), when="1 == 2")
    with pytest.raises(StepFailed, match="komt niet tot rust"):
        Case(diagram)


def test_cases_share_a_definition_and_nothing_else():
    first = Case(rework())
    second = Execution.start(first.definition, ledger_of(), on=MONDAY, at=noon(MONDAY))
    first.completes("a", v=1)
    assert [task.element.id for task in second.open_tasks()] == ["a", "b"]
    assert second.facts == {}
