"""What a diagram says about declarations of parents and pupil is checked before anybody meets it."""

import pytest

from tests.services.test_records import SHARE, plan
from tests.world import BPMN
from workflows.routes.check import check_route
from workflows.routes.route import Route, Shared

SHARED = Shared.from_folder(BPMN / "shared")
OURS = {"unknown-record", "not-withdrawable", "record-form", "never-satisfied", "unknown-fact", "unknown-field"}


def said(route: Route, shared: Shared = SHARED) -> list[tuple[str, str, str]]:
    return [(f.level, f.element, f.problem) for f in check_route(route, shared) if f.code in OURS]


def changed(old: str, new: str, *files: str) -> Route:
    """Return the route with *old* replaced in some of its files."""
    return Route({
        name: data.replace(old.encode(), new.encode()) if name in files else data for name, data in plan().files.items()
    })  # fmt: skip


def test_only_the_letter_that_no_step_asks_consent_for_gets_a_warning() -> None:
    words = "Geen stap op weg hierheen legt 'toestemming' vast."
    assert said(plan()) == [("warning", "brief", words)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("hoorrecht instemming_handelingsdeel", "hoorplicht", "De verklaring 'hoorplicht' bestaat niet."),
        ("toestemming:gemeente", "toestemming:overheid", "De verklaring 'toestemming:overheid' bestaat niet."),
        ("geldt_instemming_handelingsdeel", "geldt_iets", "Het gegeven 'geldt_iets' bestaat niet."),
    ],
)
def test_what_does_not_exist_is_refused(old: str, new: str, words: str) -> None:
    assert words in [problem for level, _, problem in said(changed(old, new, "werk.bpmn")) if level == "error"]


def test_only_what_can_be_withdrawn_is_withdrawn() -> None:
    found = said(plan(withdrawn="hoorrecht"))
    assert ("error", "gestopt", "'hoorrecht' kan niet worden ingetrokken.") in found


def test_the_form_has_to_ask_what_is_put_on_record() -> None:
    found = said(changed('id = "instemming_op"', 'id = "anders"', "forms/bespreken.toml"))
    assert found[0][:2] == ("error", "bespreken")
    assert found[0][2].endswith("mist wat 'instemming_handelingsdeel' vraagt: instemming_op.")


def test_an_answer_that_the_record_does_not_know_is_refused() -> None:
    found = said(changed('oneens = "Zij', 'misschien = "Zij', "forms/bespreken.toml"))
    assert found[0][:2] == ("error", "bespreken")


def test_a_kind_whose_form_lacks_its_fields_is_refused() -> None:
    text = SHARED.files["records.toml"].replace(b'by = "inzage_door"', b'by = "lezer"')
    found = said(plan(), Shared({**SHARED.files, "records.toml": text}))
    assert ("error", "inzage_okr", "Het veld 'lezer' staat niet in forms/inzage_okr.toml.") in found


def test_what_is_about_health_goes_to_no_third_party_without_consent() -> None:
    """WPO art. 18a lid 13."""
    quotes = changed("Dit is het plan.", "{{ opmerking }}", "notices/plan.txt").files
    sick = {
        name: data.replace(b'block = "request"', b'block = "health"') if name == "forms/delen.toml" else data
        for name, data in quotes.items()
    }
    for to, needs, found in (
        ("applicant parents", "hoorrecht", []),
        ("receiver", "toestemming:beoogde_school", []),
        ("receiver", SHARE, ["brief"]),  # for the municipality, not for that school
        ("receiver", "hoorrecht", ["brief"]),
    ):
        drawn = sick["werk.bpmn"].replace(b'"to" value="applicant"', f'"to" value="{to}"'.encode())
        route = Route({**sick, "werk.bpmn": drawn.replace(SHARE.encode(), needs.encode())})
        assert [f.element for f in check_route(route, SHARED) if f.code == "health-to-others"] == found


def test_nothing_before_a_step_that_needs_it_is_said() -> None:
    found = said(changed('name="records"', 'name="node"', "werk.bpmn"))
    assert ("warning", "vaststellen", "Geen stap op weg hierheen legt 'hoorrecht' vast.") in found
