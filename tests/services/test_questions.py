"""A question to a colleague or a group: no task waits for it, and its answer comes back to who asked."""

from datetime import date

import pytest

from tests.services.test_retention import destroys
from tests.world import World
from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import asking_colleagues, instances, notices, questions, task_pages
from workflows.services.views import QuestionLists, QuestionsView


def school(world: World) -> str:
    """Return the group of the IB'ers of De Wilg, as it is chosen."""
    return next(hat.actor for hat in world.person("Anna").memberships)


def asks(world: World, number: str, by: str, to: str, text: str = "Is er een verslag?", **more: object) -> int:
    who = world.person(by)
    return world.system.perform(asking_colleagues.ask, number, who, to, text, str(more.pop("wished", "")), **more)  # type: ignore[arg-type]


def lists(world: World, by: str) -> QuestionLists:
    return world.system.read(questions.lists, world.person(by))


def seen(world: World, number: str, by: str) -> QuestionsView | None:
    return world.system.perform(instances.case_page, number, world.person(by)).questions


def wrong(world: World, number: str, by: str, to: str, text: str = "Is er een verslag?", **more: object) -> list[str]:
    with pytest.raises(InvalidAnswers) as refused:
        asks(world, number, by, to, text, **more)
    return [error.field for error in refused.value.errors if isinstance(error, FieldError)]


def test_a_question_waits_for_a_group_and_its_answer_for_who_asked(world: World) -> None:
    number, group = world.submits(), school(world)
    task = world.task("Ria")
    question = asks(world, number, "Ria", group, wished="27-11-2026", task_id=task.id)
    assert asks(world, number, "Ria", group, wished="27-11-2026", task_id=task.id) == question  # pressed twice
    [waiting] = lists(world, "Bart").to_me
    assert (waiting.id, waiting.who, waiting.wished) == (question, "Ria", date(2026, 11, 27))
    assert lists(world, "Cees").to_me == ()
    world.system.perform(questions.answer, question, world.person("Bart"), "Ja, sinds juni.")
    with pytest.raises(Conflict):
        world.system.perform(questions.answer, question, world.person("Anna"), "Nee.")
    assert lists(world, "Anna").to_me == ()
    [answer] = lists(world, "Ria").answers
    assert (answer.state, answer.answer) == ("answered", "Ja, sinds juni.")
    page = world.system.perform(task_pages.task_page, task.id, world.person("Ria"))
    assert page.can_complete
    assert page.questions is not None
    assert [(each.text, each.answer) for each in page.questions.lines] == [("Is er een verslag?", "Ja, sinds juni.")]
    world.system.perform(questions.lay_aside, question, world.person("Ria"))
    assert lists(world, "Ria") == QuestionLists((), (), ())
    told = [row.text for row in world.page(number, "Ria").history if row.text.startswith("Vraag ")]
    assert told == ["Vraag beantwoord", "Vraag uitgezet bij IB'er"]
    assert world.broken() == {}


def test_who_is_asked_and_who_asked_hear_of_it_by_mail_without_any_name(small_world: World) -> None:
    number = small_world.submits()
    question = asks(small_world, number, "Ria", school(small_world))
    mails = {row.payload["to"]: row.payload for row in small_world.rows(models.Job) if row.kind == "mail"}
    asked = {small_world.person(name).id for name in ("Anna", "Bart")}
    assert {person for person, each in mails.items() if each["notice"] == "question"} == asked
    small_world.system.perform(questions.answer, question, small_world.person("Anna"), "Ja.")
    told = [row.payload["notice"] for row in small_world.rows(models.Job) if row.kind == "mail"]
    assert told.count("answer") == 1
    mail = small_world.system.read(notices.notice_of, "key", mails[small_world.person("Anna").id])
    assert mail is None  # it was answered in the meantime
    answered = next(row for row in small_world.rows(models.Job) if row.payload.get("notice") == "answer")
    mail = small_world.system.read(notices.notice_of, answered.key, answered.payload)
    assert mail is not None
    assert (number in mail.subject, mail.path) == (True, f"/vragen/{question}")
    assert not {"Milan", "Voorbeeld", "Anna"} & set(mail.text.split())


def test_only_who_reads_that_part_of_the_case_in_their_own_role_is_asked(small_world: World) -> None:
    number, world = small_world.submits(), small_world
    swv = next(row.id for row in world.rows(models.Organisation) if row.kind == "swv")
    page = world.system.read(asking_colleagues.ask_page, number, world.person("Anna"))
    labels = [str(label) for _, label in page.to]
    assert "Bart (IB'er)" in labels
    assert "Secretariaat: wie het eerst kan" in labels
    assert not any("Ria" in label or "Els" in label or "Coen" in label for label in labels)
    by_ria = [str(label) for _, label in world.system.read(asking_colleagues.ask_page, number, world.person("Ria")).to]
    assert {"Anna (IB'er)", "Joke (Coördinator SWV)", "Dirk (Directeur)"} <= set(by_ria)
    assert wrong(world, number, "Ria", f"coordinator:{swv}", health=True) == ["to"]
    assert wrong(world, number, "Ria", "ib_er:99999") == ["to"]
    for outsider in ("Cees", "Coen", "Ad"):
        with pytest.raises(NotFound):
            asks(world, number, outsider, school(world))


def test_a_question_about_health_is_read_by_who_may_read_that_only(small_world: World) -> None:
    number = small_world.submits()
    asks(small_world, number, "Ria", school(small_world), health=True)
    for name, reads in (("Anna", True), ("Dirk", True), ("Joke", False)):
        found = seen(small_world, number, name)
        assert found is not None
        assert bool(found.lines) == reads, name
    question = small_world.rows(models.Question)[0].id
    with pytest.raises(NotFound):
        small_world.system.perform(questions.page, question, small_world.person("Joke"))


def test_experts_read_their_own_questions_only(advising: World) -> None:
    number = advising.starts(route="advies")
    advising.appoints()
    question = asks(advising, number, "Els", school(advising), task_id=advising.task("Els").id)
    advising.system.perform(questions.answer, question, advising.person("Anna"), "Ja.")
    pages = {
        name: advising.system.perform(task_pages.task_page, advising.task(name).id, advising.person(name)).questions
        for name in ("Els", "Fred")
    }
    assert [len(page.lines) for page in pages.values() if page is not None] == [1, 0]
    assert lists(advising, "Els").answers[0].answer == "Ja."


def test_an_answer_is_never_wished_for_after_the_term(small_world: World) -> None:
    number, group = small_world.submits(), school(small_world)
    last = small_world.task("Ria").due_on
    assert last is not None
    page = small_world.system.read(asking_colleagues.ask_page, number, small_world.person("Ria"))
    assert page.last == last
    assert page.proposed <= last
    assert wrong(small_world, number, "Ria", group, wished="31-12-2026") == ["wished"]
    assert wrong(small_world, number, "Ria", group, wished="01-11-2026") == ["wished"]
    assert wrong(small_world, number, "Ria", "", " ", wished="morgen") == ["to", "text", "wished"]
    assert wrong(small_world, number, "Ria", group, "Het nummer is 111222333.") == ["text"]


def test_who_asked_takes_it_back_and_nobody_answers_after_the_end_of_the_case(world: World) -> None:
    number, group = world.submits(), school(world)
    first, second = asks(world, number, "Ria", group), asks(world, number, "Ria", group, "En het OPP?")
    with pytest.raises(NotFound):
        world.system.perform(questions.withdraw, first, world.person("Sjaak"))
    world.system.perform(questions.withdraw, first, world.person("Ria"))
    assert [row.id for row in lists(world, "Anna").to_me] == [second]
    world.receives(number, "Anna", reden="Verhuisd")
    assert lists(world, "Anna").to_me == ()
    assert [row.state for row in lists(world, "Ria").answers] == ["ended"]
    with pytest.raises(Conflict):
        world.system.perform(questions.answer, second, world.person("Anna"), "Ja.")


def test_a_question_is_destroyed_with_the_details_of_its_case(small_world: World) -> None:
    number = small_world.submits()
    asks(small_world, number, "Ria", school(small_world), "Iets over thuis")
    small_world.completes("Ria", "beoordelen", oordeel="ja")

    def comes(uow: UnitOfWork) -> None:
        uow.session.query(models.Case).filter_by(number=number).one().erase_on = date(2026, 11, 20)

    small_world.system.perform(comes)
    assert destroys(small_world, number) == 1
    assert small_world.rows(models.Question) == []
    assert seen(small_world, number, "Ria") is None
    assert small_world.broken() == {}
