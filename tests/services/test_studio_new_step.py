"""A task is added to a route in a few choices, and the check finds nothing that it did not find before."""

import pytest

from tests.world import BPMN, World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.engine.definition import ProcessDefinition
from workflows.routes.route import Route, Shared
from workflows.routes.step_text import NewStep, with_step
from workflows.services import studio, studio_new_norm, studio_new_step
from workflows.services.deployments import check
from workflows.services.entering import check_places
from workflows.services.examples import past_new_step

FLOW = "beoordelen_naar_brief_sturen"
GIVEN = {
    "name": "Collegiaal toetsen", "explanation": "Laat een collega meelezen.", "who": "role:coordinator", "form": "new",
    "question": "Bent u het eens?", "kind": "yesno", "block": "request", "purpose": "Om samen te wegen.",
    "term": "new", "norm_n": "5", "norm_unit": "working_days", "source": "ondersteuningsplan art. 4.2",
}  # fmt: skip


def raw(**other: str) -> dict[str, list[str]]:
    return {name: [value] for name, value in {**GIVEN, **other}.items()}


def test_a_task_comes_into_the_route_with_who_does_it_its_questions_and_its_norm(makers: World) -> None:
    bea = makers.person("Bea")
    number = makers.system.perform(studio.open_proposal, bea, "proef")
    before = makers.system.read(studio.findings, bea, number)
    places = makers.system.read(studio_new_step.places, bea, number)
    assert ("Doe beoordelen", "brief sturen") in [(each.after, each.before) for each in places]
    seen = makers.system.read(studio_new_step.preview, bea, number, "beoordeling.bpmn", FLOW, raw())
    assert {change.kind for change in seen.changes} <= {"A", "B"}
    assert makers.system.read(studio.page, bea, number).changes == ()  # looking changes nothing
    assert seen.asks == ("agreed",)  # a norm is how we work: the director agrees before it is in the register
    with pytest.raises(InvalidAnswers, match="Instemming van de directeur"):
        makers.system.perform(studio_new_step.add, bea, number, "beoordeling.bpmn", FLOW, raw())
    assert makers.system.read(studio.page, bea, number).changes == ()
    agreed = raw(agreed="e-mail van 20-11-2026")
    step = makers.system.perform(studio_new_step.add, bea, number, "beoordeling.bpmn", FLOW, agreed)
    assert step == "collegiaal_toetsen"
    found = [each for each in makers.system.read(studio.findings, bea, number) if each not in before]
    assert [each.code for each in found] == ["not-walked"]  # this route has no examples
    makers.offers("Bea", number, {"note": "Een collega leest mee.", "warnings": "Zo was het."})
    makers.agrees("Dirk", number)
    makers.submits()
    makers.completes("Ria", "Doe beoordelen", oordeel="ja")
    assert [(row.name, row.due_on is not None) for row in makers.inbox("Joke")] == [("Collegiaal toetsen", True)]
    makers.completes("Joke", "Collegiaal toetsen", collegiaal_toetsen_antwoord="ja")
    assert makers.inbox("Joke") == []


def test_a_task_that_is_taken_back_leaves_its_norm_in_the_register_and_says_so(makers: World) -> None:
    bea = makers.person("Bea")
    number = makers.system.perform(studio.open_proposal, bea, "proef")
    agreed = raw(agreed="e-mail van 20-11-2026")
    makers.system.perform(studio_new_step.add, bea, number, "beoordeling.bpmn", FLOW, agreed)
    undone = makers.system.perform(studio_new_norm.undo, bea, number)
    assert len(undone.norms) == 1
    assert makers.system.read(studio.page, bea, number).changes == ()


def test_what_is_missing_is_said_field_by_field_and_nothing_is_added(makers: World) -> None:
    bea = makers.person("Bea")
    number = makers.system.perform(studio.open_proposal, bea, "proef")
    with pytest.raises(InvalidAnswers) as refused:
        makers.system.perform(
            studio_new_step.add, bea, number, "beoordeling.bpmn", FLOW, {"form": ["new"], "term": ["new"]}
        )
    assert {each.field for each in refused.value.errors} >= {
        "name",
        "explanation",
        "who",
        "question",
        "norm_n",
        "source",
    }
    with pytest.raises(NotFound):
        makers.system.perform(studio_new_step.add, bea, number, "beoordeling.bpmn", "geen_pijl", raw())
    assert makers.system.read(studio.page, bea, number).changes == ()


def test_the_examples_of_a_route_do_the_new_task_where_it_waits() -> None:
    shared, flow = Shared.from_folder(BPMN / "shared"), "ap_melden_naar_alles_gemeld"
    old = Route.from_folder(BPMN / "datalek")
    file = next(path for path, data in old.files.items() if path.endswith(".bpmn") and flow.encode() in data)
    files = files_with(old, file, flow)
    changed = past_new_step(Route(files), shared, "nieuw", "secretariaat", {})
    assert changed["paths.toml"].count(b'completes = "nieuw"') > 0
    known = check(old, shared)
    assert [each for each in check(Route({**files, **changed}), shared) if each not in known] == []


def test_who_comes_from_another_system_did_the_new_task_as_well() -> None:
    shared = Shared.from_folder(BPMN / "shared")
    old = Route.from_folder(BPMN / "tlv")
    files = files_with(old, "volledigheid.bpmn", "volledigheid_toetsen_naar_aanvraag_volledig")
    del files["paths.toml"]  # the places alone
    wrong = Route(files)
    assert check_places(wrong, shared, ProcessDefinition.compile(wrong))
    right = Route({**files, **past_new_step(wrong, shared, "nieuw", "secretariaat", {})})
    assert check_places(right, shared, ProcessDefinition.compile(right)) == []


def files_with(route: Route, file: str, flow: str) -> dict[str, bytes]:
    lane = next(
        each.id for process in route.processes.values() if flow in process.flows for each in process.lanes.values()
    )
    form = b'block = "notes"\n[[field]]\nid = "nieuw_ja"\nkind = "yesno"\nlabel = "Gedaan?"\n'
    data = with_step(file, route.files[file], NewStep("nieuw", "Nieuw doen", "Doe het.", flow, lane))
    return {**route.files, file: data, "forms/nieuw.toml": form}
