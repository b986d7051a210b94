"""What fails is seen, tried again, and stands in nobody else's way."""

from datetime import timedelta

import pytest

from tests.world import World, listed
from workflows.domain.errors import NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.scheduler import drain
from workflows.services import incidents, tasks


def corrupt(world: World, number: str) -> dict[str, object]:
    """Break the saved state of a case; return what it was."""
    case_id = world.case(number).id

    def harm(uow: UnitOfWork) -> dict[str, object]:
        case = uow.session.get_one(models.Case, case_id)
        whole = case.state
        case.state = {**whole, "tokens": {"stuk": True}}
        return whole

    return world.system.perform(harm)


def mend(world: World, number: str, state: dict[str, object]) -> None:
    case_id = world.case(number).id

    def repair(uow: UnitOfWork) -> None:
        uow.session.get_one(models.Case, case_id).state = state

    world.system.perform(repair)


def lets_time_pass(world: World, minutes: int) -> None:
    for _ in range(minutes):
        world.clock.advance(timedelta(minutes=1))
        drain(world.system)


def test_a_case_that_cannot_go_on_becomes_an_incident_and_the_others_go_on(world: World) -> None:
    broken, whole = world.submits("Kapot"), world.submits("Heel")
    corrupt(world, broken)
    world.on("2026-12-01")
    lets_time_pass(world, 20)
    assert len(world.history(whole, "fired")) == 1
    assert world.history(broken, "fired") == []
    found = world.system.read(incidents.incidents, world.person("Ad"))
    assert {row.case_number for row in found} == {broken}
    assert {row.kind for row in found} <= {"job.timer", "job.rung"}
    assert all(row.can_retry for row in found)
    jobs = [row for row in world.rows(models.Job) if row.failed_at is not None]
    assert {row.attempts for row in jobs} == {3}
    assert len(found) == len(jobs)
    lets_time_pass(world, 60)
    assert len(world.system.read(incidents.incidents, world.person("Ad"))) == len(found)  # it is not tried for ever


def test_the_pauses_between_tries_grow(small_world: World) -> None:
    broken = small_world.submits()
    corrupt(small_world, broken)
    small_world.on("2026-11-27")
    tries, start = [], small_world.clock.now()
    for second in range(300):
        small_world.clock.instant = start + timedelta(seconds=second)
        before = [row.attempts for row in small_world.rows(models.Job) if row.payload.get("rung") == "wd-1"]
        drain(small_world.system)
        after = [row.attempts for row in small_world.rows(models.Job) if row.payload.get("rung") == "wd-1"]
        if after != before:
            tries.append(second)
    first, second, third = tries
    assert 30 <= second - first <= 46
    assert 120 <= third - second <= 181


def test_the_administrator_retries_and_the_case_goes_on_as_if_nothing_had_happened(world: World) -> None:
    number = world.submits()
    state = corrupt(world, number)
    world.on("2026-12-01")
    lets_time_pass(world, 20)
    mend(world, number, state)
    ad = world.person("Ad")
    for incident in world.system.read(incidents.incidents, ad):
        world.system.perform(incidents.retry, incident.id, ad)
    drain(world.system)
    assert world.system.read(incidents.incidents, ad) == ()
    assert [(row.on.isoformat(), row.element_id) for row in world.history(number, "fired")] == [
        ("2026-11-30", "te_laat")
    ]
    assert world.broken() == {}


def test_a_step_of_a_person_that_breaks_changes_nothing_and_is_an_incident_without_their_words(world: World) -> None:
    number = world.submits()
    task = world.task("Ria").id
    corrupt(world, number)
    before = len(world.history(number))
    with pytest.raises(Exception, match=r".+"):
        world.system.perform(tasks.complete_task, task, world.person("Ria"), listed({"oordeel": "ja"}), "k")
    assert len(world.history(number)) == before
    assert world.task("Ria").id == task
    (incident,) = world.rows(models.Incident)
    assert incident.kind == "act.complete_task"
    (shown,) = world.system.read(incidents.incidents, world.person("Ad"))
    assert (shown.case_number, shown.can_retry) == (number, False)
    with pytest.raises(NotFound):  # there is no job to try again: the person does
        world.system.perform(incidents.retry, incident.id, world.person("Ad"))
    assert "Voorbeeld" not in f"{incident.message}{incident.detail}"
    assert "complete_task" in incident.detail


def test_only_the_administrator_sees_incidents_and_each_is_resolved_once(small_world: World) -> None:
    corrupt(small_world, small_world.submits())
    with pytest.raises(Exception, match=r".+"):
        small_world.completes("Ria", "beoordelen", oordeel="ja")
    (row,) = small_world.rows(models.Incident)
    for name in ("Ria", "Dirk", "Anna"):
        by = small_world.person(name)
        with pytest.raises(NotFound):
            small_world.system.read(incidents.incidents, by)
        for what in (incidents.retry, incidents.close):
            with pytest.raises(NotFound):
                small_world.system.perform(what, row.id, by)
    ad = small_world.person("Ad")
    small_world.system.perform(incidents.close, row.id, ad)
    assert small_world.system.read(incidents.incidents, ad) == ()
    with pytest.raises(NotFound):
        small_world.system.perform(incidents.close, row.id, ad)
    assert small_world.rows(models.Incident)[0].resolved_by_id == ad.id
