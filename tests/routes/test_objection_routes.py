"""What the routes of objections and complaints may not lose: their nodes, who decides, what the letters must say."""

from pathlib import Path

import pytest

from workflows.routes.elements import verbs_of
from workflows.routes.letter_check import check_letters
from workflows.routes.route import Route, Shared

BPMN = Path(__file__).parents[2] / "bpmn"
OBJECTION, COMPLAINT = (Route.from_folder(BPMN / name) for name in ("bezwaar_tlv", "klacht"))
SHARED = Shared.from_folder(BPMN / "shared")
NODES = {
    "bezwaar_tlv": {f"R4B_{n}" for n in (10, 11, 12, 20, 30, 40, 50, 60, 70, 71, 80, "B3")} | {"R4_SE", "R4_10"},
    "klacht": {f"R4A_{n}" for n in (10, 20, 21, 30, 40, 50, 60, 70, "K1")}
    | {f"R4_{n}" for n in ("SE", 10, "G1", 11, 12, 13)},
}


@pytest.mark.parametrize("route", [OBJECTION, COMPLAINT], ids=lambda route: route.name)
def test_the_nodes_of_the_procedure_all_have_an_element(route: Route) -> None:
    """Trace: domain description, common intake R4, complaint 4A, objection 4B."""
    drawn = {node for each in route.elements.values() for node in each.properties.get("node", "").split()}
    assert NODES[route.name] - drawn == set()


@pytest.mark.parametrize("route", [OBJECTION, COMPLAINT], ids=lambda route: route.name)
def test_no_letter_is_hard_to_read_or_lacks_what_the_law_wants(route: Route) -> None:
    assert check_letters(route, SHARED) == []


def test_who_decided_under_mandate_does_not_decide_on_the_objection() -> None:
    """Awb art. 10:3 lid 3: every step of the TLV route that needs a mandate is named."""
    tlv = Route.from_folder(BPMN / "tlv")
    mandated = {each.id for each in tlv.elements.values() if "mandate" in each.properties}
    not_by = OBJECTION.elements["bezwaar_besluiten"].properties["not_by"].split()
    assert {word.removeprefix("mandated:") for word in not_by if word.startswith("mandated:")} == mandated


def test_a_file_that_is_in_court_is_not_counted_down_to_destruction() -> None:
    frame = OBJECTION.frame
    court = next(each for each in frame.elements.values() if each.properties.get("outcome") == "IN_COURT")
    for flow in frame.flows.values():
        ends = "outcome" in frame.elements[flow.target].properties
        begins = {*verbs_of(flow.properties).starts, *verbs_of(frame.elements[flow.source].properties).starts}
        assert ("RT5" in begins) == (ends and flow.target != court.id)


@pytest.mark.parametrize(
    ("subject", "still_open", "way"),
    [
        ("besluit", "ja", "bezwaar"),  # Awb art. 9:8 lid 1 onder c
        ("besluit", "nee", "klacht"),
        ("gedrag", None, "klacht"),
        ("te_laat_beslist", None, "doorverwijzen"),
        ("toelating", None, "doorverwijzen"),
        ("school", None, "doorverwijzen"),
        ("gegevens", None, "doorverwijzen"),
        ("veiligheid", None, "veiligheid"),
        ("signaal", None, "signaal"),
    ],
)
def test_the_label_on_a_letter_does_not_decide_what_it_is(subject: str, still_open: str | None, way: str) -> None:
    facts = {"onderwerp": subject, "bezwaar_open": still_open}
    assert COMPLAINT.decisions["klacht_weg_naar"].decide(facts) == {"klacht_weg_naar": way}


def test_a_complaint_is_closed_to_who_has_no_task_in_it_and_one_about_the_director_is_for_the_board() -> None:
    """Awb art. 9:7."""
    assert COMPLAINT.settings.closed
    lane = COMPLAINT.elements["klacht_afdoen_bestuur"].lane
    assert lane is not None
    assert (SHARED.incoming["klacht_directeur"].role, lane.role) == ("bestuur", "bestuur")
