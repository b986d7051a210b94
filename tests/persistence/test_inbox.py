"""The list of tasks: mine and my groups', most urgent first, page after page."""

from datetime import date, timedelta

from tests.persistence.making import a_case, a_task, a_world, people
from workflows.domain.clock import FrozenClock
from workflows.persistence import cases
from workflows.persistence.inbox import Position, count_inbox, inbox
from workflows.persistence.models import NO_DATE
from workflows.persistence.rows import DeadlineRow
from workflows.persistence.unit_of_work import Database

MY_GROUPS = ["directeur:2", "secretariaat:2"]
SOON = date(2026, 11, 30)


def tokens(database: Database, clock: FrozenClock, person: int | None, actors: list[str]) -> list[str]:
    with database.reading(clock.now()) as uow:
        rows = inbox(uow, person, actors).rows
        return [cases.open_rows(uow, row.case_id, row.id).task(row.id).token for row in rows]  # type: ignore[union-attr]


def fill(database: Database, clock: FrozenClock) -> None:
    with database.working(clock.now()) as uow:
        people(uow)
        case = a_case(uow)
        a_task(uow, case, "mine", assignee_id=1, sort_on=SOON)
        a_task(uow, case, "of Bart", assignee_id=2, sort_on=SOON)
        a_task(uow, case, "free", sort_on=SOON - timedelta(days=1))
        a_task(uow, case, "free, another group", actor="secretariaat:2")
        a_task(uow, case, "of a stranger", actor="directeur:9")
        a_task(uow, case, "done", ended_at=uow.now, how="completed")
        a_task(uow, case, "later", snoozed_until=uow.today + timedelta(days=1))
        a_task(uow, case, "back today", snoozed_until=uow.today)


def test_my_list_holds_my_tasks_and_the_free_ones_of_my_groups_most_urgent_first(
    database: Database, clock: FrozenClock
) -> None:
    fill(database, clock)
    assert tokens(database, clock, 1, MY_GROUPS) == ["free", "mine", "free, another group", "back today"]
    assert tokens(database, clock, 1, []) == ["mine"]
    assert tokens(database, clock, None, ["directeur:9"]) == ["of a stranger"]
    assert tokens(database, clock, None, []) == []


def test_counts_are_those_of_the_list_and_stop_at_the_cap(database: Database, clock: FrozenClock) -> None:
    fill(database, clock)
    with database.reading(clock.now()) as uow:
        assert count_inbox(uow, 1, MY_GROUPS) == 4
        assert count_inbox(uow, 1, MY_GROUPS, due_before=SOON) == 1
        assert count_inbox(uow, 1, MY_GROUPS, cap=2) == 3
        assert count_inbox(uow, None, []) == 0


def test_the_pages_together_hold_every_task_once_also_those_without_a_date(
    database: Database, clock: FrozenClock
) -> None:
    with database.working(clock.now()) as uow:
        people(uow)
        case = a_case(uow)
        for number in range(25):
            on = NO_DATE if number % 3 == 0 else SOON + timedelta(days=number % 4)
            actor = MY_GROUPS[number % 2]
            a_task(uow, case, f"t{number}", sort_on=on, actor=actor, assignee_id=1 if number % 5 == 0 else None)
    seen: list[Position] = []
    after: Position | None = None
    with database.reading(clock.now()) as uow:
        while True:
            page = inbox(uow, 1, MY_GROUPS, after=after, limit=4)
            assert len(page.rows) <= 4
            seen += [(row.sort_on, row.id) for row in page.rows]
            after = page.next
            if after is None:
                break
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen) == 25


def test_a_line_says_whose_case_it_is_and_how_its_term_stands(database: Database, clock: FrozenClock) -> None:
    case, task = a_world(database, clock)
    with database.working(clock.now()) as uow:
        rule_since = date(2020, 1, 1)
        suspended = DeadlineRow(case.id, "T1", rule_since, "swv", uow.today, None, "suspended")
        earlier = DeadlineRow(
            case.id, "T1", rule_since, "swv", uow.today, uow.today, "stopped", stopped_on=uow.today
        )  # fmt: skip
        cases.write_deadlines(uow, (), [earlier, suspended])
        a_task(uow, case, "with a term", rule="T1", sort_on=SOON)
    with database.reading(clock.now()) as uow:
        first, second = inbox(uow, 1, MY_GROUPS).rows
    assert (first.number, first.first_name, first.last_name, first.school) == (
        "ZA-2026-000001", "Noor", "Jansen", "De Wilg"
    )  # fmt: skip
    assert (first.rule, first.owner, first.state) == ("T1", "swv", "suspended")
    assert (second.id, second.rule, second.state) == (task.id, None, None)
