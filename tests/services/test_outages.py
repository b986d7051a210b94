"""What did not work: on record, with the terms that ended meanwhile and what came late because of it."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.services.test_incoming import registers
from tests.world import World
from workflows.domain.clock import at_local
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.scheduler import Scheduler
from workflows.services import incoming, incoming_pages, outages


def at(day: str, hour: int = 9) -> datetime:
    return at_local(date.fromisoformat(day), time(hour))


def records(world: World, first: str, last: str, by: str = "Ad", what: str = "page") -> int:
    return world.system.perform(outages.record, world.person(by), what, at(first), at(last, 17), "Storing bij de host")


def test_the_terms_that_ended_while_it_did_not_work_are_listed_for_the_office(world: World) -> None:
    case = world.submits()  # received on 23 November: to be judged by 30 November (T0C), decided by 18 January (T2)
    world.on("2026-12-01")
    outage = records(world, "2026-11-30", "2026-11-30")
    found = world.system.read(outages.ended, world.person("Ria"), outage)
    assert [(row.case_number, row.due_on) for row in found.rows] == [(case, date(2026, 11, 30))]
    assert world.system.read(outages.ended, world.person("Ria"), records(world, "2026-11-24", "2026-11-27")).rows == ()
    assert [str(words) for words in world.page(case, "Ria").outages] == [
        "uitval van de openbare pagina om iets in te dienen, ma 30-11-2026 tot en met ma 30-11-2026"
    ]
    # Also when the term was met or lapsed on its last day: somebody else may have been kept from it.
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert len(world.system.read(outages.ended, world.person("Ria"), outage).rows) == 1


def test_what_came_late_because_of_it_keeps_its_true_day_and_says_why(world: World) -> None:
    case, ria = world.submits(), world.person("Ria")
    world.on("2026-12-02")
    outage = records(world, "2026-11-27", "2026-11-30")
    number = registers(world, on="2026-12-01", kind="aanvulling")
    assert [each for each, _ in world.system.perform(incoming_pages.look, ria, number).outages] == [outage]
    world.system.perform(incoming.blame_outage, ria, number, outage)
    view = world.system.perform(incoming_pages.look, ria, number)
    assert (view.received_on, str(view.outage)) == (
        date(2026, 12, 1),
        "uitval van de openbare pagina om iets in te dienen, vr 27-11-2026 tot en met ma 30-11-2026",
    )
    assert str(view.history[0].text).startswith("Later binnengekomen door uitval van de openbare pagina")
    assert world.system.read(incoming_pages.waiting, ria).rows[0].late
    world.system.perform(incoming.join, ria, number, case)
    assert str(world.page(case, "Ria").history[0].text) == (
        f"Post {number} bij de zaak gevoegd; het kwam later door uitval"
    )
    assert world.broken() == {}
    earlier = registers(world, on="2026-11-20")
    with pytest.raises(NotFound):
        world.system.perform(incoming.blame_outage, ria, earlier, outage)


def test_only_an_administrator_records_and_only_what_can_have_been(small_world: World) -> None:
    for stranger in ("Ria", "Anna", "Dirk"):
        with pytest.raises(NotFound):
            records(small_world, "2026-11-20", "2026-11-20", by=stranger)
    with pytest.raises(InvalidAnswers) as refused:
        records(small_world, "2026-11-20", "2026-11-24", what="koffie")
    assert [error.field for error in refused.value.errors] == ["what", "until"]
    with pytest.raises(NotFound):
        small_world.system.read(outages.outages, small_world.person("Anna"))
    with pytest.raises(NotFound):
        small_world.system.read(
            outages.ended, small_world.person("Ad"), records(small_world, "2026-11-20", "2026-11-20")
        )


def test_a_silence_of_the_system_is_proposed_and_judged(world: World) -> None:
    ad, scheduler = world.person("Ad"), Scheduler(world.system)
    scheduler.beat()
    silent_from = world.clock.now()
    for minutes, proposed in ((10, 0), (10, 0), (40, 1), (1, 1)):
        world.clock.advance(timedelta(minutes=minutes))
        scheduler.beat()
        assert len(world.system.read(outages.outages, ad).rows) == proposed
    [row] = world.system.read(outages.outages, ad).rows
    assert (row.proposed, row.from_at) == (True, silent_from + timedelta(minutes=20))
    assert world.system.read(outages.outages, world.person("Ria")).rows == ()
    world.system.perform(outages.judge, ad, row.id, True)
    assert len(world.system.read(outages.outages, world.person("Ria")).rows) == 1
    with pytest.raises(NotFound):
        world.system.perform(outages.judge, ad, row.id, False)
    assert world.rows(models.AdminEntry)[-1].what == "outage.recorded"
