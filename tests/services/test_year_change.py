"""The change of the school year: proposed line by line, and nothing happens by itself."""

from datetime import date

import pytest

from tests.services.test_tlvs import issue
from tests.world import SETTINGS, World, proef
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import accounts, deployments, organisations, people, tasks, year_change


def ends(world: World, code: str = "99AA00", last_day: str = "2027-07-31") -> tuple[models.Organisation, str]:
    """Let a school end; return it, and the number of the school that it goes over into."""
    found = {row.code: row for row in world.rows(models.Organisation)}
    ad, school = world.person("Ad"), found[code]
    world.system.perform(organisations.close_organisation, ad, school.id, date.fromisoformat(last_day))
    return school, str(found["99AB00"].id)


def takes(world: World, name: str) -> None:
    """Let somebody have every task that is free to them."""
    for row in world.rows(models.UserTask):
        if row.assignee_id is None:
            world.system.perform(tasks.claim, row.id, world.person(name))


def test_cases_and_tlvs_of_a_school_that_ends_go_over_where_they_are_approved(world: World) -> None:
    first, second = world.starts(last_name="Een"), world.starts(last_name="Twee")
    issue(world, "PO9901-2026-00001", "Drie")
    school, to = ends(world)

    def use(uow: object) -> None:
        for tlv in uow.session.query(models.Tlv):  # type: ignore[attr-defined]
            tlv.school_id = school.id

    world.system.perform(use)
    world.on("2027-06-15")
    ria = world.person("Ria")
    takes(world, "Anna")
    [closed] = world.system.read(year_change.page, ria).closed
    assert ([line.number for line in closed.cases], [line.number for line in closed.tlvs]) == (
        [first, second], ["PO9901-2026-00001"],
    )  # fmt: skip
    assert world.inbox("Cees") == []
    assert world.system.perform(
        year_change.move_school, ria, school.id, to, [first], ["PO9901-2026-00001", "PO9901-2026-00099"]
    ) == (1, 1)
    assert [row.case_number for row in world.inbox("Cees")] == [first]
    assert [row.case_number for row in world.inbox("Anna")] == [second]
    assert "De Wilg gaat over in De Es" in world.page(first, "Ria").history[0].text
    assert world.page(first, "Cees").head.school == "De Es"
    assert [str(row.school_id) for row in world.rows(models.Tlv)] == [to]
    [closed] = world.system.read(year_change.page, ria).closed
    assert ([line.number for line in closed.cases], closed.tlvs) == ([second], ())
    world.completes("Cees", "vragen", vraag="Verder", ouder1_naam="Moeder", ouder1_gezag="ja")
    assert world.broken() == {}
    assert "De Wilg gaat over in De Es: 1 zaken en 1 TLV's" in [
        str(row.text) for row in world.system.read(people.changes, world.person("Ad"))
    ]


def test_who_has_the_same_role_at_the_other_school_keeps_their_task(small_world: World) -> None:
    world = small_world
    number, (school, to) = world.starts(), ends(small_world)
    anna = world.person("Anna")
    takes(world, "Anna")
    world.system.perform(accounts.add_membership, anna.id, "ib_er:99AB00")
    world.on("2027-08-10")
    world.system.perform(year_change.move_school, world.person("Ria"), school.id, to, [number], [])
    assert [row.assignee_id for row in world.rows(models.UserTask)] == [anna.id]


def test_who_comes_of_age_in_the_school_year_is_listed_once_with_the_day(world: World) -> None:
    adult = world.starts(last_name="Groot", born="15-05-2009")
    world.starts(last_name="Later", born="01-08-2009")
    world.starts(last_name="Eerder", born="31-07-2008")
    ria = world.person("Ria")
    assert world.system.read(year_change.page, ria).first == date(2026, 8, 1)
    [line] = world.system.read(year_change.page, ria).of_age
    assert (line.number, line.pupil, line.on) == (adult, "Milan Groot", date(2027, 5, 15))
    assert world.system.perform(year_change.look_into_age, ria, [adult]) == 1
    assert world.system.read(year_change.page, ria).of_age == ()
    assert world.page(adult, "Ria").history[0].text == "Nagegaan wat er verandert nu de leerling 18 wordt"
    with pytest.raises(InvalidAnswers):
        world.system.perform(year_change.look_into_age, ria, [adult])


def test_a_case_that_the_office_may_not_know_of_is_not_listed(small_world: World) -> None:
    world = small_world
    world.starts(born="15-09-2009")
    ends(world)
    world.on("2027-06-15")
    ria, shown = world.person("Ria"), []
    for settings in (SETTINGS, SETTINGS + "closed = true\n"):
        route = Route({**proef().files, "route.toml": settings.encode()})
        world.system.perform(deployments.deploy, route)
        page = world.system.read(year_change.page, ria)
        shown.append((len(page.closed), len(page.of_age)))
    assert shown == [(1, 1), (0, 0)]


def test_only_the_office_changes_it_and_only_to_a_school_that_stays(small_world: World) -> None:
    world = small_world
    number, (school, to) = world.starts(), ends(small_world)
    world.on("2027-06-15")
    for stranger in ("Anna", "Ad", "Dirk"):
        with pytest.raises(NotFound):
            world.system.read(year_change.page, world.person(stranger))
    ria = world.person("Ria")
    for wrong, chosen, fields in (("", [number], ["to"]), (str(school.id), [number], ["to"]), (to, [], ["line"])):
        with pytest.raises(InvalidAnswers) as refused:
            world.system.perform(year_change.move_school, ria, school.id, wrong, chosen, [])
        assert [error.field.partition("-")[0] for error in refused.value.errors] == fields
    with pytest.raises(NotFound):
        world.system.perform(year_change.move_school, ria, int(to), to, [number], [])
    world.on("2027-04-01")  # too early
    assert world.system.read(year_change.page, ria).closed == ()
