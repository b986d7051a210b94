"""Elements start, suspend, resume, extend and stop the clocks of the case at the moment a token passes them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.clocks import CALENDAR, RULES
from tests.engine.playing import MONDAY, Case, Diagram, ledger_of
from workflows.domain.errors import LedgerRefused, StepFailed
from workflows.domain.ledger import Choices, Ledger, Rules
from workflows.engine.clocks import Moment, apply
from workflows.routes.elements import Verbs


def one_task(**properties: str) -> Diagram:
    diagram = Diagram("p")
    diagram.flow(diagram.start("s", starts="T"), diagram.task("a", **properties), diagram.task("b"), diagram.end("e"))
    return diagram


def events(case: Case) -> list[tuple[str, str, str]]:
    return [(event.what, event.rule, event.element) for event in case.ledger.events]


def test_a_start_event_starts_a_clock_on_the_legal_date_of_the_act():
    case = Case(one_task(), ledger=ledger_of(T=10))
    assert case.ledger.due("T").on == MONDAY + timedelta(days=10)


def test_a_task_acts_when_it_is_completed_not_when_it_opens():
    case = Case(one_task(starts="U"), ledger=ledger_of(T=10, U=5))
    assert case.ledger.state("U") == "none"
    case.after(2).completes("a")
    assert case.ledger.due("U").on == MONDAY + timedelta(days=7)


def test_day_zero_can_be_a_fact():
    case = Case(one_task(starts="U", from_="received"), ledger=ledger_of(T=10, U=5))
    case.completes("a", received=MONDAY - timedelta(days=3))
    assert case.ledger.due("U").on == MONDAY + timedelta(days=2)


def test_without_that_fact_day_zero_is_the_date_of_the_act():
    case = Case(one_task(starts="U", from_="received"), ledger=ledger_of(T=10, U=5)).completes("a", received=None)
    assert case.ledger.due("U").on == MONDAY + timedelta(days=5)


@pytest.mark.parametrize(("choice", "due"), [("receipt", date(2027, 2, 2)), ("request", date(2027, 1, 30))])
def test_of_two_days_to_count_from_the_register_chooses(choice, due):
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("a", starts="Z3", from_="received requested"), diagram.task("b"))
    diagram.flow("b", diagram.end("e"))
    case = Case(diagram, ledger=Ledger(Rules(RULES, Choices(placement_from=choice)), CALENDAR))
    case.completes("a", received=date(2026, 11, 23), requested=date(2026, 11, 20))
    assert case.ledger.due("Z3").on == due


@pytest.mark.parametrize(
    ("admitted", "conditions", "due"), [(None, None, 11), (15, None, 15), (15, 20, 20), (3, 9, 11)]
)
def test_what_happens_by_law_waits_for_the_last_of_the_days_before_which_it_may_not(admitted, conditions, due):
    """WPO art. 40 lid 7: not before the child may be admitted."""
    ledger = ledger_of(T=1, Z=10)
    ledger._rules = Rules([replace(row, by_law=row.id == "Z") for row in ledger._rules])
    case = Case(one_task(starts="Z", not_before="admitted conditions"), ledger=ledger)
    days = {"admitted": admitted, "conditions": conditions}
    case.completes("a", **{name: n and MONDAY + timedelta(days=n) for name, n in days.items()})
    assert case.ledger.due("Z").on == MONDAY + timedelta(days=due)
    again = Ledger.from_json(json.loads(json.dumps(ledger.to_json())), ledger._rules, ledger._calendar)
    assert again.due("Z") == ledger.due("Z")


def test_a_fact_that_should_be_a_date_and_is_not_fails():
    case = Case(one_task(starts="U", from_="received"), ledger=ledger_of(T=10, U=5))
    with pytest.raises(StepFailed, match=r"^a: het gegeven 'received' is geen datum"):
        case.completes("a", received="gisteren")


def test_suspending_resuming_and_stopping():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s", starts="T U"), diagram.task("ask", suspends="T U", regime="agreed"))
    diagram.flow("ask", diagram.event("answer", message="answer", resumes="T"), diagram.task("act", stops="T U"))
    diagram.flow("act", diagram.end("e"))
    case = Case(diagram, ledger=ledger_of(T=10, U=10)).completes("ask")
    states = [[case.ledger.state(rule) for rule in "TU"]]
    case.after(3).receives("answer")
    states.append([case.ledger.state(rule) for rule in "TU"])
    case.completes("act")
    states.append([case.ledger.state(rule) for rule in "TU"])
    assert states == [["suspended", "suspended"], ["running", "suspended"], ["stopped", "stopped"]]


def test_a_clock_that_is_not_there_is_not_stopped_resumed_or_suspended():
    case = Case(one_task(stops="U", resumes="T", suspends="V", regime="agreed"), ledger=ledger_of(T=10, U=5, V=5))
    case.completes("a")
    assert events(case) == [("started", "T", "s")]


def test_an_extension_needs_a_date_and_stays_within_the_law():
    until = MONDAY + timedelta(days=15)
    case = Case(one_task(extends="T", until="new"), ledger=ledger_of(T=10)).completes("a", new=until)
    assert case.ledger.due("T").on == until


@pytest.mark.parametrize("new", [None, date(2027, 3, 1)])
def test_an_extension_that_the_law_does_not_allow_refuses_the_act(new):
    with pytest.raises(LedgerRefused):
        Case(one_task(extends="T", until="new"), ledger=ledger_of(T=10)).completes("a", new=new)


def test_a_flow_acts_when_it_is_taken_and_before_the_task_it_leads_to_opens():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("ask"), diagram.gateway("exclusive", "x", "no"))
    diagram.flow("x", diagram.task("a", due="U"), when="go == 1", starts="U", from_="since")
    diagram.flow("x", diagram.task("b"), name="no", starts="T")
    diagram.flow("a", diagram.end("e1"))
    diagram.flow("b", diagram.end("e2"))
    case = Case(diagram, ledger=ledger_of(T=10, U=5)).completes("ask", go=1, since=MONDAY - timedelta(days=1))
    assert events(case) == [("started", "U", "a")]
    assert case.ledger.due("U").on == MONDAY + timedelta(days=4)


def test_a_task_with_a_due_date_starts_its_clock_and_stops_it():
    case = Case(one_task(due="D"), ledger=ledger_of(T=10, D=3))
    assert case.ledger.due("D").on == MONDAY + timedelta(days=3)
    case.completes("a")
    assert events(case) == [("started", "T", "s"), ("started", "D", "a"), ("stopped", "D", "a")]


def test_a_task_that_goes_by_a_clock_that_runs_leaves_it_alone():
    case = Case(one_task(due="T"), ledger=ledger_of(T=10)).completes("a")
    assert events(case) == [("started", "T", "s")]


def test_a_task_may_start_anew_the_clock_it_went_by():
    case = Case(one_task(due="D", starts="D"), ledger=ledger_of(T=10, D=3)).after(1).completes("a")
    assert case.ledger.due("D").on == MONDAY + timedelta(days=4)


def test_a_clock_that_started_with_several_tasks_stops_with_the_last():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("advise", times="3", due="D"), diagram.task("b"), diagram.end("e"))
    case = Case(diagram, ledger=ledger_of(D=3)).completes("advise", 1).completes("advise", 3)
    assert case.ledger.state("D") == "running"
    case.completes("advise", 2)
    assert case.ledger.state("D") == "stopped"


def test_an_element_with_instances_acts_once_when_the_last_is_done():
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("advise", times="2", starts="U"), diagram.task("b"), diagram.end("e"))
    case = Case(diagram, ledger=ledger_of(U=5)).completes("advise", 1)
    assert events(case) == []
    case.completes("advise", 2)
    assert events(case) == [("started", "U", "advise")]


@pytest.mark.parametrize(("day", "way"), [(10, "in_time"), (11, "late")])
def test_a_condition_may_ask_for_the_last_day_of_a_term_and_find_none_where_it_does_not_run(day: int, way: str):
    diagram = Diagram("p")
    chosen = diagram.gateway("exclusive", "x", default="else")
    diagram.flow(diagram.start("s", starts="T"), diagram.task("a"), chosen)
    diagram.flow(chosen, diagram.task("in_time"), when="empty(uiterlijk_U) and on <= uiterlijk_T")
    diagram.flow("in_time", diagram.end("e"))
    diagram.flow(chosen, diagram.task("late"), name="else")
    diagram.flow("late", diagram.end("f"))
    case = Case(diagram, ledger=ledger_of(T=10)).after(day).completes("a")
    assert case.waits_at() == [way]


def test_a_term_in_hours_runs_from_the_hour_of_the_event_and_not_from_when_it_was_recorded():
    """AVG art. 33 lid 1: 72 hours from the discovery; Amsterdam's clocks, also over a change of them."""
    ledger = Ledger(RULES, CALENDAR)
    verbs = Verbs(starts=("A2",), from_="ontdekt_op", hour="ontdekt_om")
    facts = {"ontdekt_op": date(2026, 10, 23), "ontdekt_om": "15:00"}
    apply(verbs, "vastleggen", ledger, facts, Moment(date(2026, 10, 24), datetime(2026, 10, 24, 9, tzinfo=UTC)))
    assert ledger.due_at("A2") == datetime(2026, 10, 26, 13, tzinfo=UTC)  # 14:00 in winter time
    with pytest.raises(StepFailed, match="geen tijd"):
        apply(verbs, "vastleggen", ledger, facts | {"ontdekt_om": "laat"}, Moment(date(2026, 10, 24), MONDAY))
