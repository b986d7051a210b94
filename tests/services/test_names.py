"""Who works for the SWV sees the names of some cases only with consent; the school always does."""

import pytest

from tests.routes.samples import bpmn, start, terminate, user, way
from tests.services.test_links import field, settings
from tests.world import World
from workflows.domain.errors import NotAllowed
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import deployments, documents, instances, watch

UNNAMED = "Naam niet gedeeld"


def stil() -> Route:
    """A school asks whether it may tell whom it is about, while a term of the samenwerkingsverband runs."""
    frame = bpmn(
        start(starts="T2"), user("vragen"), user("kijken"), terminate("af", outcome="GRANTED"),
        way("begin", "vragen", "kijken", "af"),
        process="stil", lane={"role": "ib_er"},
    )  # fmt: skip
    asked = field("delen", "yesno", more="fact = true\n") + field("van_wie", block="identity")
    consent = b"documents = false\nnames_when = 'delen == True'\n"
    files = {"forms/vragen.toml": asked.encode(), "forms/kijken.toml": field("gezien").encode()}
    return Route({"route.toml": settings("stil") + consent, "stil.bpmn": frame, **files})


def asks(world: World, shares: str) -> str:
    world.system.perform(deployments.deploy, stil())
    number = world.starts(route="stil")
    world.completes("Anna", "vragen", delen=shares, van_wie="Moeder Geheim")
    return number


def names_seen(world: World, number: str, by: str) -> set[str]:
    """Return every name of the pupil that somebody reads: on the case, and in the list of cases."""
    listed = world.system.read(instances.cases, world.person(by)).rows
    return {str(world.page(number, by).head.pupil), *(str(row.pupil) for row in listed)}


def test_without_consent_the_samenwerkingsverband_reads_no_name_anywhere_and_finds_none(world: World) -> None:
    number = asks(world, "nee")

    for name in ("Ria", "Joke"):
        assert names_seen(world, number, name) == {UNNAMED}
        page = str(world.page(number, name))
        assert "Geheim" not in page
        assert "Voorbeeld" not in page
        assert world.system.read(instances.cases, world.person(name), "Voorbeeld").rows == ()
    running = world.system.read(watch.running, world.person("Ria"), "wettelijk", 12).rows
    assert {str(row.pupil) for row in running} == {UNNAMED}


def test_the_school_itself_always_reads_the_name(small_world: World) -> None:
    number = asks(small_world, "nee")
    assert names_seen(small_world, number, "Anna") == {"Milan Voorbeeld"}
    assert {str(row.pupil) for row in small_world.inbox("Anna")} == {"Milan Voorbeeld"}
    assert "Moeder Geheim" in str(small_world.page(number, "Anna"))
    assert len(small_world.system.read(instances.cases, small_world.person("Anna"), "Voorbeeld").rows) == 1


def test_with_consent_the_name_is_there(small_world: World) -> None:
    number = asks(small_world, "ja")
    assert names_seen(small_world, number, "Ria") == {"Milan Voorbeeld"}
    assert [case.withheld for case in small_world.rows(models.Case)] == [False]


def test_a_route_that_keeps_facts_only_takes_no_document(small_world: World) -> None:
    number = asks(small_world, "nee")
    assert not small_world.page(number, "Anna").may_add_documents
    with pytest.raises(NotAllowed):
        small_world.system.perform(
            documents.add, number, small_world.person("Anna"), name="rapport.txt", data=b"Het rapport"
        )
