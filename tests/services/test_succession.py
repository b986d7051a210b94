"""Who keeps the people of a board: a successor gets all at once, and every year is asked who still works there."""

import pytest

from tests.databases import spending
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models, reminders
from workflows.persistence.reminders import ReminderRow
from workflows.scheduler import drain
from workflows.services import colleagues, people, succession, tasks


def works(world: World) -> tuple[int, int]:
    """Let Anna have a task with a draft, and a reminder; return who Anna and Cees are."""
    number = world.starts("Anna")
    anna, cees = world.person("Anna"), world.person("Cees")
    task = world.task("Anna", "vragen")
    if world.rows(models.UserTask)[0].assignee_id is None:
        world.system.perform(tasks.claim, task.id, anna)
    world.system.perform(tasks.save_draft, task.id, anna, {"vraag": ["Half af"]})
    case = next(row.id for row in world.rows(models.Case) if row.number == number)
    rows = [ReminderRow(anna.id, case, "T2", world.system.today)]
    world.system.perform(lambda uow: reminders.add(uow, rows))
    return anna.id, cees.id


def test_a_contact_person_gives_all_of_who_left_to_a_successor_in_one_act(world: World) -> None:
    anna, cees = works(world)
    coen = world.person("Coen")
    page = world.system.read(succession.preview, coen, anna)
    assert (page.name, page.tasks, page.drafts, page.reminders, page.named) == ("Anna", 1, 1, 1, 0)
    assert [name for _, name in page.candidates] == ["Bart", "Cees", "Coen"]
    done = world.system.perform(succession.hand_over, coen, anna, str(cees), "weg")
    assert (done.name, done.tasks, done.returned) == ("Cees", 1, 0)
    assert [row.assignee_id for row in world.rows(models.UserTask)] == [cees]
    assert [row.data["vraag"] for row in world.rows(models.Draft)] == [["Half af"]]
    assert [row.person_id for row in world.rows(models.Reminder)] == [cees]
    assert {hat.organisation for hat in world.person("Cees").memberships} == {"De Wilg", "De Es"}
    left = next(row for row in world.rows(models.Person) if row.id == anna)
    assert left.blocked_at is not None
    assert world.broken() == {}
    assert [job.payload for job in world.rows(models.Job) if job.payload.get("notice") == "succeeded"] == [
        {"notice": "succeeded", "to": cees, "tasks": 1}
    ]
    world.on("2026-11-25")
    with pytest.raises(NotFound):
        world.system.read(succession.preview, coen, anna)


def test_who_is_only_away_keeps_their_role_and_the_way_in(small_world: World) -> None:
    anna, cees = works(small_world)
    done = small_world.system.perform(succession.hand_over, small_world.person("Ad"), anna, str(cees), "afwezig")
    assert done.tasks == 1
    assert [hat.role for hat in small_world.person("Anna").memberships] == ["ib_er"]
    assert small_world.rows(models.Person)[0].blocked_at is None


def test_a_task_for_one_person_by_name_does_not_go_along(advising: World) -> None:
    world = advising
    world.starts(route="advies")
    world.appoints()
    els, gijs = world.person("Els").id, world.person("Gijs").id
    page = world.system.read(succession.preview, world.person("Ad"), els)
    assert (page.tasks, page.named) == (0, 1)
    done = world.system.perform(succession.hand_over, world.person("Ad"), els, str(gijs), "weg")
    assert (done.tasks, done.returned) == (0, 1)
    assert els not in {row.assignee_id for row in world.rows(models.UserTask) if row.ended_at is None}
    assert gijs not in {row.assignee_id for row in world.rows(models.UserTask) if row.ended_at is None}


def test_nobody_gives_away_what_they_do_not_keep(small_world: World) -> None:
    world = small_world
    anna, ria, coen = (world.person(name) for name in ("Anna", "Ria", "Coen"))
    for by, whose in (("Anna", anna.id), ("Ria", anna.id), ("Dirk", anna.id), ("Coen", ria.id)):
        with pytest.raises(NotFound):
            world.system.read(succession.preview, world.person(by), whose)
        with pytest.raises(NotFound):
            world.system.perform(succession.hand_over, world.person(by), whose, "1", "weg")
    for to, why, field in ((str(ria.id), "weg", "to"), ("x", "weg", "to"), (str(coen.id), "", "why")):
        with pytest.raises(InvalidAnswers) as refused:
            world.system.perform(succession.hand_over, coen, anna.id, to, why)
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(NotFound):
        world.system.read(colleagues.page, world.person("Anna"))


def test_every_september_a_contact_person_is_asked_and_says_who_still_works_there(world: World) -> None:
    coen = world.person("Coen")
    [board] = world.system.read(colleagues.page, coen).boards
    assert [row.name for row in board.rows] == ["Anna", "Bart", "Cees", "Coen"]
    assert board.open == 4
    with pytest.raises(InvalidAnswers):
        world.system.perform(colleagues.answer, coen, board.id, {})
    with pytest.raises(InvalidAnswers):
        world.system.perform(colleagues.answer, coen, board.id, {coen.id: "nee"})
    with pytest.raises(NotFound):
        world.system.perform(colleagues.answer, coen, board.id, {world.person("Ria").id: "nee"})
    given = {row.id: "nee" if row.name == "Bart" else "ja" for row in board.rows}
    bart = world.person("Bart").id
    assert world.system.perform(colleagues.answer, coen, board.id, given) == (3, 1)
    world.on("2026-11-24")
    [board] = world.system.read(colleagues.page, coen).boards
    assert ([row.name for row in board.rows], board.open) == (["Anna", "Cees", "Coen"], 0)
    assert next(row for row in world.rows(models.Person) if row.id == bart).blocked_at is not None
    assert "Anna werkt nog bij Stichting Proef" in [
        str(row.text) for row in world.system.read(people.changes, world.person("Ad"))
    ]


def test_who_did_not_answer_is_reminded_once_more_and_then_left(small_world: World) -> None:
    world, mails = small_world, []
    for day in ("2027-08-31", "2027-09-01", "2027-09-02", "2027-09-15", "2027-09-16"):
        world.on(day)
        drain(world.system)
        mails.append(sum(job.payload.get("notice") == "review" for job in world.rows(models.Job)))
    assert mails == [0, 1, 1, 2, 2]


def test_however_many_people_there_are_the_page_asks_as_often(small_world: World) -> None:
    world, ad = small_world, small_world.person("Ad")

    def asked() -> int:
        with spending(world.system.database) as spent:
            world.system.read(colleagues.page, ad)
        return len(spent.statements)

    few = asked()
    for name in ("Xan", "Yf", "Zed"):
        world.system.perform(World.joins, name, "ib_er:99AA00")
    assert asked() == few


def test_a_contact_person_adds_who_comes_to_work_at_a_school_of_the_board(small_world: World) -> None:
    world, coen = small_world, small_world.person("Coen")
    new = {"name": "Dora Nieuw", "email": "dora@wilg.test", "role": "ib_er", "code": "99AB00"}
    assert world.system.perform(colleagues.add, coen, **new)
    assert [hat.organisation for hat in world.person("Dora").memberships] == ["De Es"]
    assert [job.payload["notice"] for job in world.rows(models.Job) if job.kind == "mail"] == ["invitation"]
    assert not world.system.perform(colleagues.add, coen, **new | {"code": "99AA00"})
    for field, value in (("role", "beheerder"), ("role", "contactpersoon"), ("code", "PO9901")):
        with pytest.raises(InvalidAnswers) as refused:
            world.system.perform(colleagues.add, coen, **new | {field: value})
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(NotFound):
        world.system.perform(colleagues.add, world.person("Anna"), **new)
