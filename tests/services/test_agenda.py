"""The calendar of a person: a secret link that ends, and days without names that move with the terms."""

from datetime import date

import pytest
from sqlalchemy import event

from tests.world import World
from workflows.domain.errors import NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import agenda, people
from workflows.services.agenda import Agenda


def link(world: World, name: str) -> str:
    return world.system.perform(agenda.make_link, world.person(name))


def read(world: World, token: str) -> Agenda:
    return world.system.read(agenda.agenda, token)


# ------------------------------------------------------------------ what stands in it
def test_the_last_days_of_tasks_stand_in_it_and_for_the_office_the_statutory_terms(world: World) -> None:
    number = world.submits()
    anna, ria = link(world, "Anna"), link(world, "Ria")
    assert read(world, anna).days == ()
    judging, term = read(world, ria).days
    assert (judging.case_number, judging.on, judging.what) == (number, date(2026, 11, 30), "Doe beoordelen")
    assert (judging.norm, judging.taken) == ("local", False)
    assert (term.key, term.on, term.norm) == (f"term-{number}-T2", date(2027, 1, 18), "statutory")


def test_a_task_of_another_school_stands_in_no_calendar_of_ours(world: World) -> None:
    token = link(world, "Anna")
    world.starts(by="Cees")
    assert read(world, token).days == ()


def test_a_day_that_moves_keeps_its_key_and_a_task_that_is_done_disappears(advising: World) -> None:
    world, token = advising, link(advising, "Ria")
    number = world.starts(route="advies")
    before = {each.key: each.on for each in read(world, token).days}
    assert before == {f"term-{number}-T2": date(2027, 1, 18)}
    world.appoints()
    for expert in ("Els", "Fred"):
        world.completes(expert, "adviseren", advies="Doen")
    world.completes("Ria", "aanvulling_vragen", wat_ontbreekt="Het OPP")
    assert read(world, token).days == (), "the time stands still: there is no day"
    world.on("2026-12-03")
    world.receives(number, "Anna", aanvulling="Het OPP")
    days = {each.key: each.on for each in read(world, token).days}
    assert days[f"term-{number}-T2"] == date(2027, 1, 27)
    task = next(key for key in days if key.startswith("task-"))
    world.completes("Sjaak", "besluiten", besluit="Toegekend")
    assert task not in {each.key for each in read(world, token).days}


def test_no_name_stands_in_it(world: World) -> None:
    world.submits(last_name="Bijzonder")
    told = repr(read(world, link(world, "Ria")))
    assert not [name for name in ("Bijzonder", "Milan", "Anna", "Ria", "Wilg") if name in told]


def test_reading_it_costs_as_many_statements_for_many_cases_as_for_one(world: World) -> None:
    token = link(world, "Ria")
    world.submits(last_name="Een")
    few = statements(world, token)
    for number in range(5):
        world.submits(last_name=f"Voorbeeld{number}")
    assert len(read(world, token).days) == 12
    assert statements(world, token) == few


def statements(world: World, token: str) -> int:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def counted(uow: UnitOfWork) -> None:
        event.listen(uow.connection, "before_cursor_execute", note)
        agenda.agenda(uow, token)

    world.system.read(counted)
    assert not [each for each in asked if "cases.state" in each], "no case is opened"
    return len(asked)


# ------------------------------------------------------------------ the link
def test_the_secret_itself_is_not_kept(world: World) -> None:
    token = link(world, "Ria")
    (row,) = world.rows(models.AgendaLink)
    assert len(token) >= 43
    assert token not in repr(vars(row))
    assert token not in repr([vars(each) for each in world.rows(models.AdminEntry)])


def test_a_new_link_ends_the_old_one(world: World) -> None:
    old = link(world, "Ria")
    new = link(world, "Ria")
    with pytest.raises(NotFound):
        read(world, old)
    assert read(world, new).locale == "nl"


def test_a_link_ends_when_its_person_or_an_administrator_says_so(world: World) -> None:
    ria, ad = world.person("Ria"), world.person("Ad")
    token = link(world, "Ria")
    world.system.perform(agenda.end_link, ria)
    with pytest.raises(NotFound):
        read(world, token)
    assert world.system.read(agenda.link_made_at, ria) is None
    token = link(world, "Ria")
    assert next(row.agenda_link for row in world.system.read(people.people, ad) if row.id == ria.id)
    with pytest.raises(NotFound):
        world.system.perform(people.end_agenda_link, world.person("Anna"), ria.id)
    world.system.perform(people.end_agenda_link, ad, ria.id)
    with pytest.raises(NotFound):
        read(world, token)
    assert [row.text for row in world.system.read(people.changes, ad)][:4] == [
        "De agendalink van Ria is ingetrokken",
        "Ria maakte een agendalink",
        "De agendalink van Ria is ingetrokken",
        "Ria maakte een agendalink",
    ]


def test_a_link_ends_for_good_when_its_person_is_blocked(world: World) -> None:
    token, ad, ria = link(world, "Ria"), world.person("Ad"), world.person("Ria")
    for blocked in (True, False):
        world.system.perform(people.block, ad, ria.id, blocked=blocked)
        with pytest.raises(NotFound):
            read(world, token)


def test_who_has_a_role_no_longer_has_its_days_no_longer(world: World) -> None:
    world.submits()
    token, ad, ria = link(world, "Ria"), world.person("Ad"), world.person("Ria")
    hat = ria.memberships[0]
    world.system.perform(people.end_membership, ad, ria.id, hat.role, hat.organisation_id, date(2026, 11, 23))
    world.on("2026-11-24")
    assert read(world, token).days == ()
