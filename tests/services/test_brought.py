"""After an update: what the new version asks for is told apart from what a proposal does, and can be taken over."""

import shutil
from pathlib import Path

from tests.world import BPMN, World, proef
from workflows.domain.findings import errors_in
from workflows.persistence import models, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import heaviest
from workflows.services import brought, deployments, route_versions, studio, told

DUTY = """
[proef_vragen]
label = "Er is een vraag gesteld"
source = "Awb art. 4:1"
outcomes = ["GRANTED"]
routes = ["proef"]
"""
STEP = b'<userTask id="vragen" name="Doe vragen">'
MARKED = (
    STEP + b'<extensionElements><s:properties><s:property name="duty" value="proef_vragen"/></s:properties>'
    b"</extensionElements>"
)


def updated(world: World, folder: Path) -> None:
    """Let the product come with a duty, and with a route that keeps it and says something else in a letter."""

    def came_with_the_product(uow: UnitOfWork) -> None:
        for row in routes.versions(uow, "proef"):
            row.note = routes.SHIPPED[0]

    world.system.perform(came_with_the_product)
    shutil.copytree(BPMN / "shared", folder / "shared")
    with (folder / "shared" / "duties.toml").open("a") as duties:
        duties.write(DUTY)
    for path, data in proef().files.items():
        file = folder / "proef" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.replace(STEP, MARKED).replace(b"Het oordeel is", b"Ons oordeel is"))
    for _ in range(2):
        world.system.perform(deployments.seed, folder)


def test_after_an_update_a_proposal_can_take_over_the_version_that_waits_and_keeps_its_own(
    makers: World, tmp_path: Path
) -> None:
    bea, letter = makers.person("Bea"), "notices/oordeel.txt"
    number = makers.system.perform(studio.open_proposal, bea, "proef")
    mine = makers.system.read(studio.text_of, bea, number, letter).replace("Beste", "Geachte")
    makers.system.perform(studio.save, bea, number, letter, mine, 1)
    updated(makers, tmp_path)

    # What the version in use lacks is not laid at the door of who changed a letter; it says what waits.
    found = makers.system.read(told.told, bea, number)
    assert not errors_in(found.rows)
    assert [each.code for each in errors_in(found.before)] == ["duty-avoided"]
    assert makers.system.read(told.known, bea, number) == found
    assert [row.version for row in makers.rows(models.Deployment) if row.route == "proef"] == [1, 2]
    waits = makers.system.read(brought.by_route, bea)["proef"]
    assert (waits.in_use, waits.version, [*waits.parts]) == (1, 2, [letter, "proef.bpmn"])

    # One step takes over what is here as the product once brought it, and names what is different on both sides.
    beside = makers.system.perform(brought.take, bea, number)
    assert ([*beside.parts], [*beside.own]) == (["proef.bpmn"], [letter])
    assert makers.system.read(studio.text_of, bea, number, letter) == mine
    found = makers.system.read(told.told, bea, number)
    assert not errors_in(found.rows + found.before)
    assert heaviest(makers.system.read(studio.page, bea, number).changes) in "ABC"
    left = makers.system.read(brought.beside, bea, number)
    assert left is not None
    assert ([*left.parts], [*left.own]) == ([], [letter])
    assert makers.system.perform(studio.undo, bea, number) == "versie 2, meegeleverd met Zorgroute, overgenomen"

    makers.system.perform(brought.take, bea, number, own_too=True)
    assert makers.system.read(brought.beside, bea, number) is None
    assert not makers.system.read(route_versions.versions, bea, "proef")[0].is_live
