"""Every route goes as its own examples say, and there is nothing to remark on any of its files."""

from functools import cache
from pathlib import Path

import pytest

from workflows.engine.definition import ProcessDefinition
from workflows.routes.route import Route, Shared
from workflows.services import deployments
from workflows.services.rehearsal import PathFailed, walk

BPMN = Path(__file__).parent.parent / "bpmn"
ROUTES = sorted(file.parent.name for file in BPMN.glob("*/route.toml"))
PATHS = [(name, path["name"]) for name in ROUTES for path in Route.from_folder(BPMN / name).paths]


@cache
def shared() -> Shared:
    return Shared.from_folder(BPMN / "shared")


@cache
def definition(name: str) -> ProcessDefinition:
    return ProcessDefinition.compile(Route.from_folder(BPMN / name))


@pytest.mark.parametrize(("route", "name"), PATHS)
def test_a_route_goes_as_its_example_says(route: str, name: str) -> None:
    path = next(path for path in definition(route).route.paths if path["name"] == name)

    walk(path, definition(route), shared())


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_to_be_remarked_on_a_route_that_comes_with_the_product(route: str) -> None:
    others = {name: definition(name).route for name in ROUTES}
    assert [str(finding) for finding in deployments.check(definition(route).route, shared(), others)] == []


def test_an_example_that_expects_something_else_is_told_what_was_seen() -> None:
    path = dict(definition("tlv").route.paths[0])
    path["steps"] = [path["steps"][0] | {"waits_at": ["nergens"]}]

    with pytest.raises(PathFailed, match=r"stap 1 .*wacht bij: verwacht \['nergens'\], gezien \['aanvragen'\]"):
        walk(path, definition("tlv"), shared())


def test_an_example_may_not_use_a_fact_that_the_route_does_not_know() -> None:
    path = dict(definition("tlv").route.paths[0])
    path["steps"] = [path["steps"][0], {"completes": "aanvragen", "facts": {"schoenmaat": 38}}]

    with pytest.raises(PathFailed, match="onbekend feit: schoenmaat"):
        walk(path, definition("tlv"), shared())


def test_the_nodes_of_the_procedure_all_have_an_element() -> None:
    """Trace: domain description of the TLV route, flow R2."""
    wanted = {
        *("R2_SE", "R2_10", "R2_11", "R2_G1", "R2_12", "R2_E1", "R2_13", "R2_G2", "R2_14", "R2_15", "R2_16", "R2_17"),
        *("R2_20", "R2_21", "R2_22", "R2_23", "R2_24", "R2_25", "R2_26", "R2_G3", "R2_G4", "R2_27", "R2_28", "R2_29"),
        *("R2_30", "R2_T2", "R2_31", "R2_32", "R2_33", "R2_40", "R2_41", "R2_42", "R2_43", "R2_50", "R2_B"),
    }
    elements = definition("tlv").route.elements.values()

    assert wanted - {node for element in elements for node in element.properties.get("node", "").split()} == set()
