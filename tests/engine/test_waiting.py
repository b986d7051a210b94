"""Timers ask the clocks of the case; messages reach whoever listens; the first event wins."""

from datetime import timedelta

import pytest

from tests.engine.playing import MONDAY, Case, Diagram, end_of, ledger_of, noon
from tests.engine.scenes import choice_of_events, nested, term
from workflows.domain.errors import Conflict, StepFailed
from workflows.domain.ledger import ClockEvent


def test_a_timer_names_the_end_of_a_day_in_amsterdam():
    case = Case(term(), ledger=ledger_of(T=14))
    assert case.timers() == {
        "warning": end_of(MONDAY + timedelta(days=11)),
        "over": end_of(MONDAY + timedelta(days=14)),
    }


def test_a_timer_is_due_from_its_very_instant():
    case = Case(term(), ledger=ledger_of(T=14))
    instant = case.timers()["warning"]
    assert case.on(MONDAY, instant - timedelta(microseconds=1)).fires() == []
    assert case.on(MONDAY, instant).fires() == ["warning"]
    assert case.waits_at() == ["decide", "hurry"]


def test_a_warning_is_given_once_and_the_end_of_the_term_ends_the_task():
    case = Case(term(), ledger=ledger_of(T=14)).after(12)
    assert case.fires() == ["warning"]
    assert case.fires() == []
    assert case.after(15).fires() == ["over"]
    assert case.waits_at() == ["explain", "hurry"]


def test_what_is_due_together_fires_in_order_of_its_instants():
    assert Case(term(), ledger=ledger_of(T=14)).after(30).fires() == ["warning", "over"]


def test_who_is_in_time_leaves_no_timer_behind():
    case = Case(term(), ledger=ledger_of(T=14)).completes("decide")
    assert (case.timers(), case.execution.ended) == ({}, True)


def test_a_suspended_clock_keeps_its_timers_waiting_and_moves_them_when_it_resumes():
    case = Case(term(), ledger=ledger_of(T=14))
    case.ledger.record(ClockEvent("suspended", "T", MONDAY, case.now, regime="agreed"))
    assert case.timers() == {"warning": None, "over": None}
    assert case.after(40).fires() == []
    before = end_of(MONDAY + timedelta(days=14))
    case.ledger.record(ClockEvent("resumed", "T", MONDAY + timedelta(days=5), case.now))
    assert before < case.timers()["over"] <= before + timedelta(days=6)


def test_a_timer_of_a_clock_that_was_never_started_waits_without_a_moment():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.event("later", timer='due_at("T")'), diagram.end("e"))
    case = Case(diagram, ledger=ledger_of(T=1)).after(100)
    assert (case.timers(), case.fires()) == ({"later": None}, [])


def test_a_timer_without_a_task_in_its_loop_is_stopped():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s", starts="T"), diagram.gateway("exclusive", "again"))
    diagram.flow("again", diagram.event("later", timer='due_at("T")'), diagram.gateway("exclusive", "x", "back"))
    diagram.flow("x", "again", name="back")
    diagram.flow("x", diagram.end("e"), when="1 == 2")
    with pytest.raises(StepFailed, match="komt niet tot rust"):
        Case(diagram, ledger=ledger_of(T=1)).after(5).fires()


def test_of_two_timers_after_a_gateway_each_keeps_its_own_moment():
    case = Case(choice_of_events(), ledger=ledger_of(LONG=10, SHORT=2))
    assert case.after(2).fires() == []
    assert case.after(3).fires() == ["short"]
    assert (case.waits_at(), case.timers(), case.listens_to()) == (["after_short"], {}, [])


def test_a_message_after_a_gateway_ends_the_timers_beside_it():
    case = Case(choice_of_events(), ledger=ledger_of(LONG=10, SHORT=2)).receives("told", reason=3)
    assert (case.waits_at(), case.timers(), case.execution.facts) == (["after_told"], {}, {"reason": 3})
    assert case.after(20).fires() == []


def test_a_message_nobody_waits_for_is_a_conflict():
    with pytest.raises(Conflict, match="wacht nu niet op 'anders'"):
        Case(choice_of_events(), ledger=ledger_of(LONG=10, SHORT=2)).receives("anders")


def test_where_two_listen_to_one_name_the_token_chooses():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.gateway("parallel", "f"))
    for name in ("left", "right"):
        diagram.flow("f", diagram.event(name, message="told"), diagram.task(f"after_{name}"), diagram.end(f"e_{name}"))
    case = Case(diagram)
    with pytest.raises(Conflict, match=r"left, right"):
        case.receives("told")
    right = next(each.token for each in case.execution.listeners() if each.element.id == "right")
    case.execution.receive("told", {}, token=right)
    assert (case.waits_at(), case.listens_to()) == (["after_right"], ["told"])


def in_the_middle() -> Case:
    return Case(*nested(), ledger=ledger_of(T=10, D=3)).completes("appoint").completes("advise", 2)


def test_a_timer_on_a_call_fires_beside_everything_inside():
    case = in_the_middle().after(11)
    assert case.fires() == ["doubt", "late"]
    assert case.waits_at() == ["advise/1", "ask_again", "remind", "talk"]
    case.completes("ask_again").completes("advise", 1).completes("talk")
    assert case.waits_at() == ["after", "remind"]
    assert case.completes("after").execution.outcome == "DONE"


def test_a_message_on_a_call_ends_everything_inside():
    case = in_the_middle().receives("ingetrokken")
    assert (case.execution.ended, case.execution.outcome, case.waits_at()) == (True, "WITHDRAWN", [])
    assert (case.timers(), case.listens_to()) == ({}, [])


def test_the_clocks_of_tasks_that_are_ended_from_outside_stop_with_them():
    case = in_the_middle()
    assert case.ledger.state("D") == "running"
    case.receives("ingetrokken")
    assert (case.ledger.state("D"), case.ledger.state("T")) == ("stopped", "running")


def test_an_event_on_an_activity_that_was_left_is_not_heard_any_more():
    case = in_the_middle().completes("talk").completes("advise", 1)
    assert (case.waits_at(), case.listens_to(), case.timers()) == (["after"], [], {})


def test_a_moment_must_be_said_before_a_restored_case_acts():
    case = in_the_middle()
    restored = type(case.execution).restore(case.definition, case.execution.dump(), {}, case.ledger)
    with pytest.raises(StepFailed, match="datum en een moment"):
        restored.fire_due()
    restored.moment(MONDAY, noon(MONDAY))
    assert restored.fire_due() == []
