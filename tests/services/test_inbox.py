"""The list of tasks: mine and my groups' only, most urgent first, page by page."""

from datetime import date

import pytest
from sqlalchemy import insert

from tests.databases import spending
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import inbox, instances, nudging, task_pages, tasks
from workflows.services.inbox import Sought


def copies(world: World, count: int) -> None:
    """Put *count* more tasks like the one that Ria may judge in the list, due one day after the other."""
    source = next(row for row in world.rows(models.UserTask) if row.element_id == "beoordelen")
    columns = {column.name: getattr(source, column.name) for column in models.UserTask.__table__.columns}
    first = date(2027, 1, 4).toordinal()
    rows = [
        columns | {"id": 1000 + n, "token": f"copy{n}", "sort_on": date.fromordinal(first + n)} for n in range(count)
    ]

    def add(uow: UnitOfWork) -> None:
        uow.session.execute(insert(models.UserTask), rows)

    world.system.perform(add)


def test_a_person_sees_their_own_tasks_and_those_of_their_groups_and_no_others(world: World) -> None:
    number = world.starts("Anna")
    world.starts("Cees", last_name="Ander")
    assert [row.case_number for row in world.inbox("Anna")] == [number]
    assert [row.case_number for row in world.inbox("Bart")] == [number]
    assert [row.pupil for row in world.inbox("Cees")] == ["Milan Ander"]
    for outsider in ("Ria", "Dirk", "Coen", "Els", "Ad"):
        assert world.inbox(outsider) == []


def test_what_a_colleague_took_is_no_longer_offered(world: World) -> None:
    world.starts("Anna")
    task = world.task("Anna")
    assert (task.mine, task.claimable, task.who) == (False, True, "IB'er")
    world.system.perform(tasks.claim, task.id, world.person("Anna"))
    assert world.inbox("Bart") == []
    mine = world.task("Anna")
    assert (mine.mine, mine.claimable, mine.who) == (True, False, "Anna")


def test_the_views_split_the_list_and_are_counted(small_world: World) -> None:
    world = small_world
    for name in ("Een", "Twee"):
        world.submits(name)
    world.system.perform(tasks.claim, world.task("Ria").id, world.person("Ria"))

    def names(view: str) -> list[str]:
        return [row.pupil for row in world.inbox("Ria", view)]

    assert names("alles") == ["Milan Een", "Milan Twee"]
    assert names("mijn") == ["Milan Een"]
    assert names("open") == ["Milan Twee"]
    assert names("te_laat") == []
    world.on("2026-12-01")  # the day after the last of five working days
    assert len(names("te_laat")) == 2
    counts = world.system.read(inbox.page, world.person("Ria")).counts
    assert counts == {"alles": "2", "mijn": "1", "open": "1", "te_laat": "2"}


def test_who_sees_all_cases_sees_the_work_of_everybody_and_what_the_schools_owe(small_world: World) -> None:
    world = small_world
    submitted, started = world.submits("Een"), world.starts(last_name="Twee")
    assert [row.case_number for row in world.inbox("Ria", "iedereen")] == [submitted, started]
    [waiting] = world.inbox("Joke", "wachten")
    assert (waiting.case_number, waiting.school, waiting.since) == (started, "De Wilg", world.system.today)
    for outsider in ("Anna", "Els", "Ad"):
        with pytest.raises(NotFound):
            world.inbox(outsider, "iedereen")


def test_a_list_shows_only_what_is_sought(small_world: World) -> None:
    world = small_world
    submitted, started = world.submits("Een"), world.starts(last_name="Twee")
    anna, wilg = world.person("Anna"), world.person("Anna").memberships[0].organisation_id

    def finds(**sought: str) -> list[str]:
        found = world.system.read(inbox.page, world.person("Joke"), "iedereen", None, Sought(**sought))
        return [row.case_number for row in found.rows]

    assert finds(step="vragen") == finds(role="ib_er") == finds(words="VRAGEN") == [started]
    assert finds(route="proef", school=str(wilg)) == [submitted, started]
    assert finds(route="tlv") == finds(school="0") == finds(board="x") == finds(role="ib") == []
    assert finds(window="week") == [submitted]
    assert finds(window="te_laat") == []
    world.system.perform(tasks.claim, world.task("Anna").id, anna)
    assert finds(person=str(anna.id)) == [started]


def test_a_task_is_new_until_one_opens_it(small_world: World) -> None:
    world = small_world
    world.submits()
    assert world.task("Ria").new
    world.system.perform(task_pages.task_page, world.task("Ria").id, world.person("Ria"))
    assert not world.task("Ria").new
    assert world.task("Sjaak").new


def test_what_was_put_off_is_out_of_the_list_until_its_day_and_never_past_its_last_day(small_world: World) -> None:
    world = small_world
    number = world.submits()
    ria, task = world.person("Ria"), world.task("Ria")
    assert task.due_on is not None
    for day in (world.system.today, task.due_on):
        with pytest.raises(InvalidAnswers):
            world.system.perform(nudging.come_back, task.id, ria, day)
    world.system.perform(nudging.come_back, task.id, ria, date(2026, 11, 26))
    assert world.inbox("Ria") == []
    assert [row.case_number for row in world.inbox("Ria", "terug")] == [number]
    world.on("2026-11-26")
    assert [row.id for row in world.inbox("Ria")] == [task.id]
    with pytest.raises(NotFound):
        world.system.perform(nudging.come_back, task.id, world.person("Anna"), None)
    assert [entry.kind for entry in world.history(number, "put_off")] == ["put_off"]


def test_the_office_reminds_a_school_once_a_day(small_world: World) -> None:
    world = small_world
    number = world.starts()
    task, ria = world.task("Anna"), world.person("Ria")
    for _ in range(2):
        assert world.system.perform(nudging.remind, task.id, ria) == 2  # Anna and Bart
    keys = [row.key for row in world.rows(models.Job) if ":asked:" in row.key]
    assert len(keys) == 2
    with pytest.raises(NotFound):  # who works at the school does not send reminders
        world.system.perform(nudging.remind, task.id, world.person("Anna"))
    world.submits("Twee")
    with pytest.raises(NotFound):  # nor are they for colleagues
        world.system.perform(nudging.remind, world.task("Ria").id, ria)
    assert len(world.history(number, "reminded")) == 1


def test_what_somebody_did_is_listed_the_latest_first(small_world: World) -> None:
    for name in ("Een", "Twee"):
        small_world.submits(name)
    done = small_world.inbox("Anna", "gedaan")
    assert [row.pupil for row in done] == ["Milan Twee", "Milan Een"]
    assert small_world.inbox("Bart", "gedaan") == []


def test_the_pages_follow_each_other_without_gaps_or_doubles_while_the_list_changes(world: World) -> None:
    world.submits()
    copies(world, 120)
    ria = world.person("Ria")
    seen, after, sizes = [], None, []
    while True:
        page = world.system.read(inbox.page, ria, "alles", after)
        seen += [row.id for row in page.rows]
        sizes.append(len(page.rows))
        if page.next is None:
            break
        after = page.next
        world.system.perform(tasks.claim, page.rows[0].id, world.person("Sjaak"))  # one less before the position
    assert sizes == [50, 50, 21]
    assert len(seen) == len(set(seen)) == 121


def test_a_page_that_nobody_gave_does_not_exist(small_world: World) -> None:
    for position in ("gisteren", "2026-11-23_x", "_", "2026-13-01_4"):
        with pytest.raises(NotFound):
            small_world.system.read(inbox.page, small_world.person("Ria"), "alles", position)


def test_beyond_a_thousand_nobody_counts(small_world: World) -> None:
    small_world.submits()
    copies(small_world, 1000)
    counts = small_world.system.read(inbox.page, small_world.person("Ria")).counts
    assert (counts["alles"], counts["mijn"]) == ("1.000+", "0")


def test_a_longer_list_asks_no_more_of_the_database(small_world: World) -> None:
    world = small_world
    ria = world.person("Ria")
    numbers = [world.submits(f"Kind{n}") for n in range(5)]
    few = asked_for_lists(world, ria, numbers[0], 5)
    for n in range(46):
        world.submits(f"Later{n}")
    assert asked_for_lists(world, ria, numbers[0], 50) == few
    assert few["inbox"] <= 12
    assert few["cases"] <= 9
    assert few["case"] <= 30


def asked_for_lists(world: World, by: Person, number: str, rows: int) -> dict[str, int]:
    """Return how many statements each page takes, when the lists have this many rows."""
    asked = {}
    with spending(world.system.database) as spent:
        assert len(world.system.read(inbox.page, by).rows) == rows
    asked["inbox"] = len(spent.statements)
    with spending(world.system.database) as spent:
        assert len(world.system.read(instances.cases, by).rows) == rows
    asked["cases"] = len(spent.statements)
    with spending(world.system.database) as spent:
        world.system.perform(instances.case_page, number, by)
    asked["case"] = len(spent.statements)
    return asked
