"""Routes in use: checked, frozen, and never changed under a running case."""

import shutil
from pathlib import Path

import pytest

from tests.world import BPMN, World, proef
from workflows.domain.errors import InvalidRoute, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import deployments, instances, upkeep, waiting_routes


def changed(**texts: tuple[str, str]) -> Route:
    """Return the mini route with in each file (dots written as _) one text replaced by another."""
    files = dict(proef().files)
    for name, (old, new) in texts.items():
        path = next(path for path in files if path.replace("/", "_").replace(".", "_") == name)
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode())
    return Route(files)


def versions(world: World) -> list[tuple[str, int]]:
    return [(row.route, row.version) for row in world.rows(models.Deployment) if row.route == "proef"]


def test_a_route_with_errors_is_refused_and_says_where(small_world: World) -> None:
    for broken, file in (
        (changed(proef_bpmn=('calledElement="beoordeling"', 'calledElement="nergens"')), "proef.bpmn"),
        (changed(beoordeling_bpmn=('due_at("T0C")', 'due_at("T99")')), "beoordeling.bpmn"),
        (changed(forms_vragen_toml=('kind = "text"', 'kind = "tekst"')), "forms/vragen.toml"),
        (changed(notices_oordeel_txt=("{{ oordeel }}", "{{ ordeel }}")), "notices/oordeel.txt"),
    ):
        with pytest.raises(InvalidRoute) as refused:
            small_world.system.perform(deployments.deploy, broken)
        assert file in {finding.file for finding in refused.value.findings}
    assert versions(small_world) == [("proef", 1)]
    assert small_world.rows(models.Incident) == []


def test_the_same_content_is_not_frozen_twice(world: World) -> None:
    assert world.system.perform(deployments.deploy, proef()) == 1
    assert versions(world) == [("proef", 1)]
    assert len([row for row in world.rows(models.Live) if row.route == "proef"]) == 1


def test_a_running_case_keeps_its_version_and_a_new_one_takes_the_new(world: World) -> None:
    old = world.starts()
    renamed = changed(proef_bpmn=('name="Doe vragen"', 'name="Stel uw vraag"'))
    assert world.system.perform(deployments.deploy, renamed, note="Andere naam") == 2
    new = world.starts(last_name="Ander")
    assert {row.case_number: row.name for row in world.inbox("Anna")} == {old: "Doe vragen", new: "Stel uw vraag"}
    world.completes("Anna", "Doe vragen", vraag="Hulp")
    assert world.page(old, "Anna").steps[0].name == "Doe vragen"
    assert world.page(new, "Anna").steps[0].name == "Stel uw vraag"


def test_rolling_back_is_deploying_the_former_content_again(world: World) -> None:
    renamed = changed(proef_bpmn=('name="Doe vragen"', 'name="Stel uw vraag"'))
    world.system.perform(deployments.deploy, renamed)
    assert world.system.perform(deployments.deploy, proef(), note="Terug") == 1
    world.starts()
    assert world.task("Anna").name == "Doe vragen"
    assert versions(world) == [("proef", 1), ("proef", 2)]
    assert len([row for row in world.rows(models.Live) if row.route == "proef"]) == 3  # nothing is forgotten


def test_what_the_product_brings_does_not_replace_what_is_there(small_world: World, tmp_path: Path) -> None:
    folder = tmp_path / "bpmn"
    for path, data in changed(proef_bpmn=('name="Doe vragen"', 'name="Uit de doos"')).files.items():
        file = folder / "proef" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (folder / "shared").symlink_to(BPMN / "shared")
    for _ in range(2):
        small_world.system.perform(deployments.seed, folder)
    assert versions(small_world) == [("proef", 1), ("proef", 2)]  # it waits
    small_world.starts()
    assert small_world.task("Anna").name == "Doe vragen"


def test_a_route_that_is_not_in_use_is_not_found(small_world: World) -> None:
    with pytest.raises(NotFound):
        small_world.system.read(instances.before_start, "nergens", small_world.person("Anna"))


def test_a_new_route_that_does_not_go_with_those_in_use_waits_and_stops_nothing(
    small_world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A new version of the product brings a route that speaks to one in words that the version in use does not know."""
    shutil.copytree(BPMN / "shared", tmp_path / "shared")
    broken = changed(proef_bpmn=('calledElement="beoordeling"', 'calledElement="nergens"'))
    for path, data in broken.files.items():
        file = tmp_path / "anders" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.replace(b'name = "proef"', b'name = "anders"'))
    small_world.system.perform(deployments.seed, tmp_path)
    assert "route anders waits" in caplog.text
    with pytest.raises(NotFound):
        small_world.system.read(deployments.live_definition, "anders")
    assert small_world.starts()
    # Who makes routes and who keeps the system see it said, with why; it can be used as soon as it goes with the rest.
    dirk, ad, anna = (small_world.person(name) for name in ("Dirk", "Ad", "Anna"))
    assert [each.route for each in small_world.system.read(waiting_routes.waiting, dirk)] == ["anders"]
    assert [each.element for each in small_world.system.read(waiting_routes.page, dirk, "anders").errors]
    machine = upkeep.Machine("1", 1, 1, mails=True)
    assert "routes" in [tile.id for tile in small_world.system.read(upkeep.tiles, ad, machine)]
    with pytest.raises(NotFound):
        small_world.system.read(waiting_routes.waiting, anna)
    checked = small_world.system.read(waiting_routes.check_to_use, dirk, "anders")
    with pytest.raises(InvalidRoute):
        small_world.system.perform(waiting_routes.put_in_use, dirk, "anders", checked)
    diagram = tmp_path / "anders" / "proef.bpmn"
    diagram.write_bytes(diagram.read_bytes().replace(b'calledElement="nergens"', b'calledElement="beoordeling"'))
    small_world.system.perform(deployments.seed, tmp_path)
    assert small_world.system.read(waiting_routes.waiting, dirk) == ()
