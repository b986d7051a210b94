"""Taking, drafting and completing tasks: once each, by who may, with an answer that says what happened."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from tests.databases import spending
from tests.world import World, listed
from workflows.domain.errors import DraftMoved, InvalidAnswers, NotFound, TaskEnded, TaskTaken, WorkflowError
from workflows.domain.people import Person
from workflows.persistence import models
from workflows.services import task_pages, tasks
from workflows.services.tasks import WarningsToConfirm
from workflows.services.views import OnBehalf


# ------------------------------------------------------------------ taking and giving back
def test_a_task_is_taken_once_and_the_other_hears_by_whom(world: World) -> None:
    number = world.starts()
    task, anna, bart = world.task("Anna").id, world.person("Anna"), world.person("Bart")
    world.system.perform(tasks.claim, task, anna)
    world.system.perform(tasks.claim, task, anna)
    with pytest.raises(TaskTaken, match=r"^Anna heeft deze taak al opgepakt\.$"):
        world.system.perform(tasks.claim, task, bart)
    with pytest.raises(TaskTaken, match="Anna"):
        world.completes_task(task, "Bart", vraag="x")
    assert [row.kind for row in world.history(number, "claimed")] == ["claimed"]
    assert world.page(number, "Bart").status.text == "Anna is aan zet: doe vragen."


def test_a_task_given_back_is_offered_again(world: World) -> None:
    number = world.starts()
    task, anna, bart = world.task("Anna").id, world.person("Anna"), world.person("Bart")
    world.system.perform(tasks.claim, task, anna)
    with pytest.raises(NotFound):
        world.system.perform(tasks.release, task, bart)
    world.system.perform(tasks.release, task, anna)
    assert world.task("Bart").claimable
    assert [row.kind for row in world.history(number, "claimed", "released")] == ["claimed", "released"]
    assert world.page(number, "Bart").status.text.startswith("IB'er van De Wilg is aan zet")


@pytest.mark.parametrize("stranger", ["Cees", "Coen", "Dirk", "Els", "Ad"])
def test_who_has_nothing_to_do_with_a_task_cannot_tell_that_it_exists(small_world: World, stranger: str) -> None:
    small_world.starts("Anna")
    task, by = small_world.task("Anna").id, small_world.person(stranger)
    for refused in (
        lambda: small_world.system.perform(tasks.claim, task, by),
        lambda: small_world.system.perform(tasks.release, task, by),
        lambda: small_world.system.perform(task_pages.task_page, task, by),
        lambda: small_world.system.perform(task_pages.asked, task, by),
        lambda: small_world.system.perform(tasks.save_draft, task, by, {"vraag": ["x"]}),
        lambda: small_world.completes_task(task, stranger, vraag="x"),
        lambda: small_world.completes_task(999, stranger, vraag="x"),
    ):
        with pytest.raises(NotFound):
            refused()


def test_what_a_task_asks_is_told_without_its_dossier_and_that_reading_is_logged_too(small_world: World) -> None:
    small_world.starts()
    task, anna = small_world.task("Anna").id, small_world.person("Anna")
    page = small_world.system.perform(task_pages.task_page, task, anna)
    before = len(small_world.rows(models.ReadLog))
    asked = small_world.system.perform(task_pages.asked, task, anna)
    assert (asked.form, asked.raw) == (page.form, page.raw)
    assert [row.person_id for row in small_world.rows(models.ReadLog)[before:]] == [anna.id]
    small_world.system.perform(tasks.complete_task, task, anna, {"vraag": ["x"]}, asked.key)


# ------------------------------------------------------------------ completing
def test_the_same_submit_twice_is_one_completion_with_the_same_answer(world: World) -> None:
    number = world.starts()
    world.starts(last_name="Ander")
    task = world.task("Anna").id
    first = world.completes_task(task, "Anna", "sleutel", vraag="Hulp")
    again = world.completes_task(task, "Anna", "sleutel", vraag="Hulp")
    assert again == first
    assert first.message == "'Doe vragen' is afgerond."
    assert [row.element_id for row in world.history(number, "completed")] == ["vragen"]


def test_who_comes_second_hears_who_was_first(world: World) -> None:
    world.starts()
    task = world.task("Anna").id
    world.completes_task(task, "Anna", "een", vraag="Hulp")
    with pytest.raises(TaskEnded, match=r"^Deze taak is al afgerond door Anna\.$") as refused:
        world.completes_task(task, "Bart", "twee", vraag="Iets anders")
    assert refused.value.at == world.clock.now()
    with pytest.raises(TaskEnded, match="Anna"):
        world.system.perform(task_pages.task_page, task, world.person("Bart"))


def test_the_next_task_of_the_same_person_follows_at_once(small_world: World) -> None:
    small_world.submits()
    small_world.lives_until("2026-12-01")  # too late: the office is to phone as well
    assert [row.name for row in small_world.inbox("Ria")] == ["Doe beoordelen", "Doe aanmanen"]
    phoning = small_world.task("Ria", "aanmanen").id
    judged = small_world.task("Ria", "beoordelen").id
    assert small_world.completes_task(phoning, "Ria", gebeld="ja").next_task_id == judged
    assert small_world.completes_task(judged, "Ria", oordeel="ja").next_task_id is None


def test_a_completion_takes_seven_statements_and_one_commit_and_twelve_at_most(world: World) -> None:
    for name in ("Een", "Twee"):  # the first one compiles the route
        world.submits(name)
    world.starts(last_name="Drie")
    task, anna = world.task("Anna").id, world.person("Anna")
    with spending(world.system.database) as spent:
        world.system.perform(tasks.complete_task, task, anna, listed({"vraag": "Hulp"}), "k1")
    assert (len(spent.statements), spent.commits) == (7, 1)
    judge, ria = world.task("Ria").id, world.person("Ria")
    with spending(world.system.database) as spent:  # with a letter to two addressees
        world.system.perform(tasks.complete_task, judge, ria, listed({"oordeel": "ja"}), "k2")
    assert len(spent.statements) <= 12
    assert spent.commits == 1


def test_answers_that_are_not_valid_change_nothing_and_say_what_to_do(world: World) -> None:
    number = world.starts()
    task = world.task("Anna").id
    world.system.perform(tasks.save_draft, task, world.person("Anna"), {"ouder1_naam": ["Moeder"]})
    before = len(world.history(number))
    with pytest.raises(InvalidAnswers) as refused:
        world.completes_task(task, "Anna", vraag="")
    assert [error.field for error in refused.value.errors] == ["vraag"]
    assert "Wat vraagt u: vul dit in." in refused.value.errors[0].message
    assert len(world.history(number)) == before
    page = world.system.perform(task_pages.task_page, task, world.person("Anna"))
    assert page.raw["ouder1_naam"] == ["Moeder"]  # what was typed before is still there
    assert world.rows(models.Incident) == []  # a refusal is an answer, not a failure


def test_a_warning_must_have_been_seen(world: World) -> None:
    number = world.submits()
    task, ria = world.task("Ria").id, world.person("Ria")
    with pytest.raises(WarningsToConfirm) as warned:
        world.system.perform(tasks.complete_task, task, ria, listed({"oordeel": "nee"}), "k")
    assert [error.message for error in warned.value.errors] == ["Weet u het zeker?"]
    assert world.case(number).ended_at is None
    world.system.perform(tasks.complete_task, task, ria, listed({"oordeel": "nee"}), "k", accept_warnings=True)
    assert world.case(number).outcome == "REFUSED"


def test_eight_people_complete_the_same_tasks_and_each_is_done_once(world: World) -> None:
    for n in range(8):
        world.system.perform(world.joins, f"Hulp{n}", "secretariaat:PO9901")
    numbers = [world.submits(f"Kind{n}") for n in range(15)]
    people = [world.person(f"Hulp{n}") for n in range(8)]
    wanted = [row.id for row in world.inbox("Ria")]

    def work(n: int) -> tuple[list[int], list[WorkflowError]]:
        done, refused = [], []
        for task in wanted:
            try:
                world.system.perform(
                    tasks.complete_task, task, people[n], listed({"oordeel": "ja"}), f"{n}-{task}", None, True
                )
                done.append(task)
            except WorkflowError as problem:
                refused.append(problem)
        return done, refused

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert sorted(task for done, _ in results for task in done) == sorted(wanted)
    refusals = [problem for _, refused in results for problem in refused]
    assert len(refusals) == 7 * 15
    assert {type(problem) for problem in refusals} == {TaskEnded}
    assert all(str(problem).startswith("Deze taak is al afgerond door Hulp") for problem in refusals)
    for number in numbers:
        assert [row.element_id for row in world.history(number, "completed")] == ["vragen", "beoordelen"]
        assert len(world.history(number, "ended")) == 1
    assert world.broken() == {}


# ------------------------------------------------------------------ drafts
def test_a_draft_belongs_to_the_school_and_is_gone_when_the_task_is_done(world: World) -> None:
    world.starts()
    task, bart = world.task("Anna").id, world.person("Bart")
    world.system.perform(tasks.save_draft, task, world.person("Anna"), {"vraag": ["Half een zin"]})
    page = world.system.perform(task_pages.task_page, task, bart)
    assert page.raw["vraag"] == ["Half een zin"]
    assert page.draft_saved == ("Anna", world.clock.now())
    world.system.perform(tasks.save_draft, task, bart, {"vraag": ["Een hele zin"]})
    world.completes_task(task, "Bart", vraag="Een hele zin")
    assert world.rows(models.Draft) == []


def test_two_who_work_on_one_task_are_told_of_each_other_and_nothing_is_lost(small_world: World) -> None:
    small_world.starts()
    task, anna, bart = small_world.task("Anna").id, small_world.person("Anna"), small_world.person("Bart")

    def at_work(who: Person) -> str | None:
        return small_world.system.perform(task_pages.task_page, task, who).at_work

    seen = tasks.version_of(small_world.system.perform(tasks.save_draft, task, anna, {"vraag": ["Van Anna"]}, ""))
    assert (at_work(anna), at_work(bart)) == (None, "Anna")
    with pytest.raises(DraftMoved, match="Anna heeft"):
        small_world.system.perform(tasks.save_draft, task, bart, {"vraag": ["Van Bart"]}, "")
    small_world.clock.advance(timedelta(minutes=16))
    assert at_work(bart) is None
    small_world.system.perform(tasks.save_draft, task, bart, {"vraag": ["Van Bart"]}, seen)
    with pytest.raises(DraftMoved, match="Bart heeft"):
        small_world.system.perform(tasks.save_draft, task, anna, {"vraag": ["Weer Anna"]}, seen)
    assert small_world.system.perform(task_pages.task_page, task, anna).raw == {"vraag": ["Van Bart"]}


def test_a_draft_of_a_task_that_is_no_longer_needed_is_gone_too(small_world: World) -> None:
    number = small_world.submits()
    task = small_world.task("Ria").id
    small_world.system.perform(tasks.save_draft, task, small_world.person("Ria"), {"oordeel": ["ja"]})
    small_world.receives(number, "Anna", reden="Verhuisd")
    assert small_world.rows(models.Draft) == []


def test_nobody_types_half_a_million_characters(small_world: World) -> None:
    small_world.starts()
    with pytest.raises(InvalidAnswers, match="te groot"):
        small_world.system.perform(
            tasks.save_draft, small_world.task("Anna").id, small_world.person("Anna"), {"vraag": ["x" * 500_001]}
        )


# ------------------------------------------------------------------ on behalf of another
def test_what_came_on_paper_counts_from_the_day_it_came(world: World) -> None:
    number = world.starts("Ria")
    task = world.system.perform(task_pages.task_page, world.task("Anna").id, world.person("Ria"))
    assert (task.may_on_behalf, task.can_complete, task.can_claim) == (True, True, False)
    paper = OnBehalf("Anna van De Wilg", "post", date(2026, 11, 16))
    world.completes_task(task.id, "Ria", on_behalf=paper, vraag="Hulp")
    assert [(row.on, row.at) for row in world.history(number, "completed")] == [(date(2026, 11, 16), world.clock.now())]
    dues = {each.rule: each.due_on for each in world.page(number, "Ria").deadlines}
    assert dues == {"T0C": date(2026, 11, 23), "T2": date(2027, 1, 11)}
    texts = [row.text for row in world.page(number, "Ria").history]
    assert "Doe vragen afgerond (namens Anna van De Wilg, per post)" in texts


@pytest.mark.parametrize(
    ("who", "received", "says"),
    [
        ("Anna", date(2026, 11, 24), "Ontvangen op"),
        ("Anna", date(2025, 11, 23), "Ontvangen op"),  # a slip of the pen: no post lies for a year
        (" ", date(2026, 11, 20), "vul in wie"),
    ],
)
def test_on_behalf_needs_a_name_and_a_day_that_can_be(small_world: World, who: str, received: date, says: str) -> None:
    small_world.starts("Ria")
    task = small_world.task("Anna").id
    with pytest.raises(InvalidAnswers, match=says):
        small_world.completes_task(task, "Ria", on_behalf=OnBehalf(who, "post", received), vraag="x")


def test_only_the_office_fills_in_for_others(small_world: World) -> None:
    small_world.starts("Anna")
    task = small_world.task("Anna").id
    paper = OnBehalf("Moeder", "post", date(2026, 11, 16))
    with pytest.raises(WorkflowError, match="niet namens een ander"):
        small_world.completes_task(task, "Bart", on_behalf=paper, vraag="x")
    assert not small_world.system.perform(task_pages.task_page, task, small_world.person("Bart")).may_on_behalf


def test_the_office_does_not_do_the_work_of_a_school_under_its_own_name(small_world: World) -> None:
    number = small_world.starts("Anna")
    with pytest.raises(InvalidAnswers, match="vul in wie"):
        small_world.completes_task(small_world.task("Anna").id, "Ria", vraag="x")
    assert small_world.history(number, "completed") == []
