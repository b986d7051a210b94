"""Who watches over terms sees what comes near and what was late, and puts on record why."""

from datetime import date, time

import pytest

from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.scheduler import drain
from workflows.services import task_pages, watch
from workflows.services.watch import BreachRow, Sought, TermRow


def running(world: World, name: str, view: str = "wettelijk", weeks: int = 8) -> list[TermRow]:
    return list(world.system.read(watch.running, world.person(name), view, weeks).rows)


def late(world: World, name: str, sought: Sought | None = None) -> list[BreachRow]:
    return list(world.system.read(watch.breaches, world.person(name), sought or Sought()).rows)


def head_of(world: World, name: str, school: str) -> None:
    """Let somebody be the head of a school."""

    def join(uow: UnitOfWork) -> None:
        world.joins(uow, name, f"schooldirecteur:{school}")

    world.system.perform(join)


# ------------------------------------------------------------------ what comes near
def test_running_terms_come_most_urgent_first_ours_of_the_law_apart_from_our_norms(world: World) -> None:
    first = world.submits("Een")
    world.on("2026-11-25")
    second = world.submits("Twee")
    statutory = running(world, "Joke")
    assert [(row.case_number, row.due_on) for row in statutory] == [
        (first, date(2027, 1, 18)),
        (second, date(2027, 1, 20)),
    ]
    assert {row.norm for row in statutory} == {"statutory"}
    assert {row.norm for row in running(world, "Joke", "norm")} == {"local"}
    assert running(world, "Joke", "scholen") == running(world, "Joke", "anderen") == []
    assert running(world, "Joke", weeks=1) == []
    assert [row.case_number for row in running(world, "Joke", weeks=8)] == [first, second]
    world.on("2027-01-19")
    drain(world.system)
    assert [(row.case_number, row.tone) for row in running(world, "Joke", weeks=0)] == [(first, "red")]


def test_each_date_in_the_list_explains_itself_and_no_case_is_opened_for_it(small_world: World) -> None:
    small_world.submits()
    (row,) = running(small_world, "Joke")
    assert [(text.nl, source) for text, source in row.because] == [
        ("8 weken na ontvangst op ma 23 november 2026: ma 18 januari 2027", "Awb art. 4:13 lid 2"),
        ("valt op een werkdag en blijft staan: ma 18 januari 2027", "Algemene termijnenwet art. 1 en 3"),
    ]


def test_the_list_goes_on_where_a_page_ends(small_world: World) -> None:
    for n in range(52):
        small_world.submits(f"Kind{n}")
    joke = small_world.person("Joke")
    first = small_world.system.read(watch.running, joke, "wettelijk", 8)
    assert (len(first.rows), first.next is None) == (50, False)
    second = small_world.system.read(watch.running, joke, "wettelijk", 8, first.next)
    assert (len(second.rows), second.next) == (2, None)
    assert not {row.case_number for row in first.rows} & {row.case_number for row in second.rows}


@pytest.mark.parametrize("name", ["Anna", "Coen", "Els", "Ad"])
def test_for_who_does_not_watch_over_terms_the_lists_do_not_exist(small_world: World, name: str) -> None:
    small_world.submits()
    for query in (watch.running, watch.breaches):
        with pytest.raises(NotFound):
            small_world.system.read(
                query, small_world.person(name), *(["wettelijk", 2] if query is watch.running else [Sought()])
            )


@pytest.mark.parametrize(
    ("view", "weeks", "after"), [("x", 2, None), ("norm", 99, None), ("norm", -1, None), ("norm", 2, "x")]
)
def test_what_is_no_list_does_not_exist(small_world: World, view: str, weeks: int, after: str | None) -> None:
    with pytest.raises(NotFound):
        small_world.system.read(watch.running, small_world.person("Joke"), view, weeks, after)


def test_a_head_sees_the_terms_of_the_own_school_only(world: World) -> None:
    number = world.submits()
    head_of(world, "Hans", "99AA00")
    head_of(world, "Elsbeth", "99AB00")
    assert [row.case_number for row in running(world, "Hans")] == [number]
    assert running(world, "Elsbeth") == []
    world.on("2026-12-01")
    drain(world.system)
    assert [row.case_number for row in late(world, "Hans")] == [number]
    assert late(world, "Elsbeth") == []
    breach = late(world, "Hans")[0].id
    for name in ("Hans", "Elsbeth"):
        with pytest.raises(NotFound):
            world.system.perform(watch.tell_cause, breach, "drukte", world.person(name))


# ------------------------------------------------------------------ what was late
def test_a_breach_is_on_record_right_after_the_last_day(world: World) -> None:
    number = world.submits()
    world.on("2027-01-18", time(23, 59))
    drain(world.system)
    assert [row.label.nl for row in late(world, "Joke")] == ["Controleren of de aanvraag compleet is"]
    world.on("2027-01-19", time(0, 1))
    drain(world.system)
    row = late(world, "Joke")[0]
    assert (row.case_number, row.norm, row.owner) == (number, "statutory", "samenwerkingsverband")
    assert (row.due_on, row.late_on, row.days_late, row.done_on) == (date(2027, 1, 18), date(2027, 1, 19), 1, None)
    assert row.asks
    assert drain(world.system) == 0


def test_a_breach_keeps_its_cause_when_the_case_is_over(world: World) -> None:
    number = world.submits()
    world.lives_until("2027-01-20")
    breach = late(world, "Joke")[0].id
    world.system.perform(watch.tell_cause, breach, "stukken", world.person("Joke"))
    world.system.perform(watch.tell_cause, breach, "deskundige", world.person("Ria"))
    world.on("2027-01-22")
    world.completes("Ria", "beoordelen", oordeel="ja")
    world.completes("Ria", "aanmanen", gebeld="ja")
    assert world.case(number).ended_at is not None
    row = late(world, "Joke")[0]
    assert (row.cause, row.cause_by, row.done_on, row.days_late) == (
        "Deskundigenadvies later", "Ria", date(2027, 1, 22), 4
    )  # fmt: skip
    assert not row.asks
    told = [(entry.facts["rule"], entry.facts["cause"]) for entry in world.history(number, "deadline.explained")]
    assert told == [("T2", "stukken"), ("T2", "deskundige")]
    assert world.broken() == {}


def test_a_cause_is_one_of_the_list_and_of_a_breach(small_world: World) -> None:
    small_world.submits()
    small_world.on("2026-12-01")
    drain(small_world.system)
    (row,) = late(small_world, "Joke")
    with pytest.raises(InvalidAnswers):
        small_world.system.perform(watch.tell_cause, row.id, "zomaar", small_world.person("Joke"))
    for term in (row.id + 1, 99):  # one that is not late, and none
        with pytest.raises(NotFound):
            small_world.system.perform(watch.tell_cause, term, "drukte", small_world.person("Joke"))


def test_the_register_is_narrowed_by_period_owner_rule_and_norm_and_counts(small_world: World) -> None:
    for n in range(3):
        small_world.submits(f"Kind{n}")
    small_world.on("2027-01-22")
    drain(small_world.system)

    def rules(**sought: object) -> set[str]:
        page = small_world.system.read(watch.breaches, small_world.person("Joke"), Sought(**sought))  # type: ignore[arg-type]
        return {total.rule for total in page.totals}

    assert rules() == rules(owner="swv") == {"T0C", "T2"}
    assert rules(norm="statutory") == rules(rule="T2") == rules(since=date(2027, 1, 1)) == {"T2"}
    assert rules(norm="local") == rules(until=date(2026, 12, 31)) == {"T0C"}
    assert rules(owner="school") == rules(norm="local", rule="T2") == rules(rule="X") == set()
    page = small_world.system.read(watch.breaches, small_world.person("Joke"), Sought())
    assert {(total.rule, total.count, total.running, total.unexplained) for total in page.totals} == {
        ("T0C", 3, 3, 3), ("T2", 3, 3, 3)
    }  # fmt: skip
    assert page.unexplained == 3


# ------------------------------------------------------------------ the card of what passed
def test_a_term_that_passed_says_what_the_law_says_now_and_what_can_still_be_done(small_world: World) -> None:
    number = small_world.submits()
    small_world.on("2027-01-18")
    assert [deadline.passed for deadline in small_world.page(number, "Ria").deadlines if deadline.rule == "T2"] == [
        None
    ]
    small_world.on("2027-01-19")
    drain(small_world.system)
    passed = {each.rule: each.passed for each in small_world.page(number, "Ria").deadlines}
    law, norm = passed["T2"], passed["T0C"]
    assert law is not None
    assert norm is not None
    assert (law.norm, law.tone, law.since, law.source) == ("statutory", "red", date(2027, 1, 19), "Awb art. 4:13 lid 2")
    assert "niet vanzelf verleend" in law.consequence.nl
    assert "Verlengen kan niet meer" in law.remedy.nl
    assert (norm.norm, norm.tone, norm.since) == ("local", "amber", date(2026, 12, 1))
    task = small_world.system.perform(
        task_pages.task_page, small_world.task("Ria", "beoordelen").id, small_world.person("Ria")
    )
    assert task.due is not None
    assert task.due.passed is not None
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    small_world.completes("Ria", "aanmanen", gebeld="ja")
    assert all(each.passed is None for each in small_world.page(number, "Ria").deadlines)
