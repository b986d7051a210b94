"""The hot path: one lock, few statements, rows that become what they should be."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.databases import spending
from tests.persistence.making import a_case, a_task, a_world, people
from workflows.domain.clock import FrozenClock
from workflows.domain.errors import Conflict, NotFound
from workflows.persistence import cases, jobs
from workflows.persistence.rows import DeadlineRow, JobRow, NewEntry, TaskRow
from workflows.persistence.unit_of_work import Database, UnitOfWork


def complete(uow: UnitOfWork, task_id: int, key: str) -> TaskRow:
    """Complete a task as a step does, open the next one, move a term and its timer; return the task as it was found."""
    case = cases.lock_case_of(uow, task_id)
    rows = cases.open_rows(uow, case.id, task_id)
    task = rows.task(task_id)
    assert task is not None
    if task.ended_at is not None:
        return task
    cases.append_entries(
        uow,
        case,
        [
            NewEntry(
                "completed", uow.today, element_id=task.element_id, token=task.token, actor_id=1, details={"a": 1}
            ),
            NewEntry("deadline.started", uow.today, facts={"rule": "T1"}),
        ],
    )
    cases.write_deadlines(uow, rows.deadlines, [*rows.deadlines, term(case.id, uow.today)])
    done = replace(task, ended_at=uow.now, ended_by_id=1, how="completed", submit_key=key)
    following = replace(task, id=0, token=f"after {task.token}")
    cases.write_tasks(uow, rows.tasks, [done, following])
    timer = JobRow(f"timer:{case.id}:T1", "timer", uow.now + timedelta(days=1), case_id=case.id)
    cases.write_jobs(uow, rows.jobs, [timer])
    case.state, case.awaits = {"tokens": [following.token]}, ["directeur"]
    cases.save_case(uow, case)
    return task


def term(case_id: int, today: date) -> DeadlineRow:
    return DeadlineRow(case_id, "T1", date(2020, 1, 1), "swv", today, today + timedelta(weeks=8), "running")


def test_a_completed_step_takes_seven_statements_and_one_commit(database: Database, clock: FrozenClock) -> None:
    _, task = a_world(database, clock)
    with spending(database) as spent, database.working(clock.now()) as uow:
        complete(uow, task.id, "key")
    assert (len(spent.statements), spent.commits) == (7, 1)
    assert "cases" in spent.statements[0]


def test_what_was_written_is_read_back_as_open(database: Database, clock: FrozenClock) -> None:
    case, task = a_world(database, clock)
    with database.working(clock.now()) as uow:
        complete(uow, task.id, "key")
    with database.reading(clock.now()) as uow:
        rows = cases.open_rows(uow, case.id)
    assert [row.token for row in rows.tasks] == ["after t1"]
    assert [(row.rule, row.due_on) for row in rows.deadlines] == [("T1", date(2027, 1, 18))]
    assert [(row.key, row.payload) for row in rows.jobs] == [(f"timer:{case.id}:T1", {})]
    assert rows.parties == {"applicant": 1, "swv": 2}
    with database.working(clock.now()) as uow:
        again = cases.lock_case_numbered(uow, case.number)
    assert (again.state, again.awaits, again.last_seq) == ({"tokens": ["after t1"]}, ["directeur"], 2)


def test_eight_people_who_complete_one_task_complete_it_once_and_the_others_see_who_did(
    database: Database, clock: FrozenClock
) -> None:
    _, task = a_world(database, clock)
    found: list[TaskRow] = []
    ready = threading.Barrier(8)

    def press(key: str) -> None:
        ready.wait()
        with database.working(clock.now()) as uow:
            found.append(complete(uow, task.id, key))

    people = [threading.Thread(target=press, args=(f"key {number}",)) for number in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(row.ended_at is None for row in found) == [False] * 7 + [True]
    assert len({row.submit_key for row in found if row.ended_at}) == 1
    with database.reading(clock.now()) as uow:
        assert [row.token for row in cases.open_rows(uow, task.case_id).tasks] == ["after t1"]


def test_a_case_that_somebody_has_is_skipped_by_work_that_can_wait(
    postgresql_database: Database, clock: FrozenClock
) -> None:
    case, _ = a_world(postgresql_database, clock)
    with postgresql_database.working(clock.now()) as uow:
        cases.lock_case(uow, case.id)
        with postgresql_database.working(clock.now()) as other:
            assert cases.lock_free_case(other, case.id) is None
    with postgresql_database.working(clock.now()) as uow:
        assert cases.lock_free_case(uow, case.id) == case


def test_what_does_not_exist_is_not_found(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        for lock in (cases.lock_case, cases.lock_case_of):
            with pytest.raises(NotFound):
                lock(uow, 404)


def test_one_submit_key_completes_one_task(database: Database, clock: FrozenClock) -> None:
    case, first = a_world(database, clock)
    with database.working(clock.now()) as uow:
        second = a_task(uow, case, "t2")
    with database.working(clock.now()) as uow:
        cases.write_tasks(uow, [first], [replace(first, ended_at=uow.now, how="completed", submit_key="same")])
    with pytest.raises(Conflict), database.working(clock.now()) as uow:
        cases.write_tasks(uow, [second], [replace(second, ended_at=uow.now, how="completed", submit_key="same")])


def test_tasks_that_do_not_change_are_not_written(database: Database, clock: FrozenClock) -> None:
    _, task = a_world(database, clock)
    with database.working(clock.now()) as uow, spending(database) as spent:
        assert cases.write_tasks(uow, [task], [task]) == (task,)
    assert spent.statements == []


def test_a_term_may_stop_and_start_again_in_one_act(database: Database, clock: FrozenClock) -> None:
    case, _ = a_world(database, clock)
    with database.working(clock.now()) as uow:
        cases.write_deadlines(uow, (), [term(case.id, uow.today)])
        (first,) = cases.open_rows(uow, case.id).deadlines
        stopped = replace(first, state="stopped", stopped_on=uow.today)
        with spending(database) as spent:
            cases.write_deadlines(uow, [first], [term(case.id, uow.today), stopped])
        assert len(spent.statements) == 1
        assert [row.id for row in cases.open_rows(uow, case.id).deadlines] == [first.id + 1]


def test_one_rule_runs_once_in_a_case(database: Database, clock: FrozenClock) -> None:
    case, _ = a_world(database, clock)
    with pytest.raises(Conflict), database.working(clock.now()) as uow:
        cases.write_deadlines(uow, (), [term(case.id, uow.today)] * 2)


def test_a_job_that_moves_starts_again_and_one_that_is_gone_is_deleted(database: Database, clock: FrozenClock) -> None:
    case, _ = a_world(database, clock)
    early = JobRow("timer:1", "timer", clock.now(), case_id=case.id)
    mail = JobRow("mail:1", "mail", clock.now(), {"person": 1}, case_id=case.id)
    with database.working(clock.now()) as uow:
        cases.write_jobs(uow, (), [early, replace(early, key="timer:2"), mail])
        jobs.fail_job(uow, "timer:1")
        assert [job.key for job in jobs.due_jobs(uow)] == ["timer:2", "mail:1"]
    with database.working(clock.now()) as uow:
        before = cases.open_rows(uow, case.id).jobs
        assert {job.key for job in before} == {"timer:1", "timer:2"}
        cases.write_jobs(uow, before, [replace(early, due_at=clock.now() - timedelta(hours=1))])
        assert [(job.key, job.attempts) for job in jobs.due_jobs(uow)] == [("timer:1", 0), ("mail:1", 0)]


def test_the_numbers_of_a_series_are_given_once_each(database: Database, clock: FrozenClock) -> None:
    given: list[int] = []

    def take() -> None:
        for _ in range(10):
            with database.working(clock.now()) as uow:
                given.append(cases.next_number(uow, "ZA-2026"))

    takers = [threading.Thread(target=take) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(given) == list(range(1, 41))


def test_a_party_may_be_replaced(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        people(uow)
        case = a_case(uow)
        cases.set_party(uow, case.id, "applicant", 2)
        assert cases.open_rows(uow, case.id).parties == {"applicant": 2, "swv": 2}


def test_what_seldom_changes_of_a_case_is_written_when_it_does_and_left_alone_when_it_does_not(
    database: Database, clock: FrozenClock
) -> None:
    found, _ = a_world(database, clock)
    with database.working(clock.now()) as uow, spending(database) as spent:
        case = cases.lock_case(uow, found.id)
        case.awaits = ["directeur"]
        cases.save_case(uow, case)
        case.hold, case.pupil_id = "bezwaar", None
        cases.save_case(uow, case)
    assert ["pupil_id=" in statement for statement in spent.statements[1:]] == [False, True]
    with database.working(clock.now()) as uow:
        again = cases.lock_case(uow, found.id)
    assert (again.awaits, again.hold, again.pupil_id) == (["directeur"], "bezwaar", None)
