"""Running cases follow to a version in which only texts are different, and no other."""

import pytest

from tests.services.test_deployments import changed
from tests.world import World
from workflows.domain.errors import NotFound
from workflows.persistence import jobs, models
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import deployments, following, replay

RENAMED = changed(
    proef_bpmn=('name="Doe vragen"', 'name="Stel uw vraag"'), forms_vragen_toml=("Wat vraagt u?", "Wat wilt u?")
)
STRICTER = changed(forms_vragen_toml=('kind = "file"', 'kind = "file"\nrequired = true'))


def deployed(world: World, route: Route) -> int:
    world.system.perform(deployments.deploy, route)
    return world.system.read(lambda uow: deployments.live_definition(uow, "proef")[0])


def follows(world: World, by: str = "Dirk") -> int:
    count = world.system.perform(following.follow, world.person(by), "proef")
    drain(world.system)
    return count


def test_a_running_case_shows_the_new_texts_says_so_and_goes_on(world: World) -> None:
    old = world.starts()
    new = deployed(world, RENAMED)
    assert world.system.read(following.can_follow, "proef", RENAMED) == {world.case(old).deployment_id: 1}
    assert follows(world) == 1
    assert world.case(old).deployment_id == new
    assert [row.name for row in world.inbox("Anna")] == ["Stel uw vraag"]
    told = [row.text for row in world.page(old, "Anna").history]
    assert "Volgt voortaan versie 2 van de route; alleen teksten zijn anders" in told
    assert world.system.read(replay.differences, world.case(old).id) == []
    world.completes("Anna", "Stel uw vraag", vraag="Hulp")
    assert follows(world) == 0  # nothing is left to follow


def test_a_case_keeps_its_version_when_more_than_text_is_different(small_world: World) -> None:
    old = small_world.starts()
    before = small_world.case(old).deployment_id
    deployed(small_world, STRICTER)
    assert follows(small_world) == 0
    assert small_world.case(old).deployment_id == before
    with pytest.raises(NotFound):
        follows(small_world, "Anna")


def test_a_case_that_would_stand_otherwise_stays_and_the_administrator_is_told(small_world: World) -> None:
    old = small_world.starts()
    small_world.completes("Anna", "Doe vragen", vraag="Hulp")
    case = small_world.case(old)
    other = deployed(small_world, changed(beoordeling_bpmn=('value="T0C T2"', 'value="T0C T1 T2"')))
    payload = {"from": [case.deployment_id], "by": small_world.person("Dirk").id}

    def let_follow(uow: UnitOfWork) -> None:
        jobs.add_jobs(uow, [JobRow(f"follow:{other}:{case.id}", following.KIND, uow.now, payload, case.id)])

    small_world.system.perform(let_follow)  # as if only texts were different
    drain(small_world.system)
    assert small_world.case(old).deployment_id == case.deployment_id
    [incident] = small_world.rows(models.Incident)
    assert (incident.kind, incident.case_id) == ("follow", case.id)
    assert "due: was" in incident.detail
