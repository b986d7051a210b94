"""Nobody types twice what the case knows: it is proposed, to who may read it, until they say otherwise."""

from collections.abc import Mapping, Sequence

import pytest

from tests.routes.samples import bpmn, call, end, several, start, terminate, user, way
from tests.services.test_links import field, settings
from tests.world import World
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import deployments, task_pages, tasks

DISCIPLINES = 'options = { orthopedagoog = "Orthopedagoog", arts = "Arts", kjp = "KJP" }\n'


def raad() -> Route:
    """A school asks, two experts advise, the office decides; an expert looks once more."""
    frame = bpmn(
        start(), user("aanvragen"), call("advies", "advisering"), user("besluiten"),
        call("terug", "herstel"), terminate("af", outcome="ADVISED"),
        way("begin", "aanvragen", "advies", "besluiten", "terug", "af"),
        process="raad", lane={"role": "secretariaat"},
    )  # fmt: skip
    advising = bpmn(
        start("gevraagd"), user("adviseren", several("2"), assign="[deskundige_1, deskundige_2][nr - 1]"),
        end("geadviseerd"), way("gevraagd", "adviseren", "geadviseerd"),
        process="advisering", lane={"role": "deskundige"},
    )  # fmt: skip
    repair = bpmn(
        start("terug_begin"), user("herstellen", assign="deskundige_1"), end("hersteld"),
        way("terug_begin", "herstellen", "hersteld"),
        process="herstel", lane={"role": "deskundige"},
    )  # fmt: skip
    named = [field(f"deskundige_{n}", "person", more="required = true\nfact = true\n") for n in (1, 2)]
    parent = [field("ouder1_geheim", "yesno", "identity"), field("ouder1_adres", "long", "identity")]
    deciding = field("besluit", "choice", "decision", 'options = { ja = "Ja", nee = "Nee" }\n')
    asked = "show_when = 'besluit == \"ja\"'\n"
    advisers = 'prefill_from = "adviseren"\nprefill_as = "{{ door }} ({{ discipline }})"\n'
    deciding += field("wie", "text", "decision", asked + advisers)
    schools = "aanvragen.andere_school aanvragen.eigen_school"
    deciding += field("school", "text", "decision", f'prefill_from = "{schools}"\n')
    deciding += field("sinds", "date", "decision", 'prefill_from = "aanvragen.sinds"\n')
    repairing = field("adres", "long", "request", 'prefill_from = "aanvragen.ouder1_adres"\n')
    repairing += field("klacht", "long", "request", 'prefill_from = "aanvragen.klachten"\n')
    asking = [field("sinds", "date"), field("eigen_school"), field("andere_school"), field("klachten", "long", "money")]
    forms = {
        "aanvragen": "".join((*named, *parent, *asking)),
        "adviseren": field("discipline", "choice", "advice", f"required = true\n{DISCIPLINES}"),
        "besluiten": deciding,
        "herstellen": repairing,
    }
    files = {f"forms/{name}.toml": text.encode() for name, text in forms.items()}
    return Route(
        {
            "route.toml": settings("raad"),
            "raad.bpmn": frame,
            "advisering.bpmn": advising,
            "herstel.bpmn": repair,
            **files,
        }
    )


@pytest.fixture
def advised(world: World) -> World:
    world.system.perform(deployments.deploy, raad())
    world.starts(route="raad")
    els, fred = (str(world.person(name).id) for name in ("Els", "Fred"))
    world.completes(
        "Ria", "aanvragen", deskundige_1=els, deskundige_2=fred, sinds="01-09-2026", eigen_school="De Wilg",
        ouder1_geheim="ja", ouder1_adres="Laan 1", klachten="Slaapt slecht",
    )  # fmt: skip
    world.completes("Els", "adviseren", discipline="orthopedagoog")
    world.completes("Fred", "adviseren", discipline="kjp")
    return world


Raw = Mapping[str, Sequence[str]]


def shown(world: World, by: str, name: str, raw: Raw | None = None) -> Raw:
    return world.system.perform(task_pages.task_page, world.task(by, name).id, world.person(by), raw).raw


def test_who_advised_and_as_what_is_proposed_as_soon_as_it_is_asked(advised: World) -> None:
    raw = shown(advised, "Ria", "besluiten", {"besluit": ["ja"], "school": [""]})
    assert raw["wie"] == ["Els (orthopedagoog) en Fred (KJP)"]
    assert raw["school"] == [""]  # it was on the page, and somebody emptied it


def test_the_first_answer_that_there_is_comes_with_the_kind_that_it_has(advised: World) -> None:
    raw = shown(advised, "Ria", "besluiten")
    assert (raw["school"], raw["sinds"]) == (["De Wilg"], ["01-09-2026"])


def test_what_a_draft_says_stays_and_what_it_was_not_asked_is_proposed(advised: World) -> None:
    task, ria = advised.task("Ria", "besluiten").id, advised.person("Ria")
    advised.system.perform(tasks.save_draft, task, ria, {"besluit": ["ja"], "wie": ["Els"], "school": ["De Es"]})
    raw = shown(advised, "Ria", "besluiten")
    assert (raw["wie"], raw["school"], raw["sinds"]) == (["Els"], ["De Es"], ["01-09-2026"])


def test_nothing_is_proposed_of_what_this_person_may_not_read(advised: World) -> None:
    advised.completes("Ria", "besluiten", besluit="nee")
    raw = shown(advised, "Els", "herstellen")
    assert "adres" not in raw  # secret: for the office only
    assert "klacht" not in raw  # of a block that is not for experts


def test_what_nobody_saw_is_not_submitted(advised: World) -> None:
    advised.completes("Ria", "besluiten", besluit="nee")
    entries = advised.rows(models.Entry)
    (entry,) = [row for row in entries if (row.kind, row.element_id) == ("completed", "besluiten")]
    assert entry.details == {"besluit": "nee", "school": None, "sinds": None}
