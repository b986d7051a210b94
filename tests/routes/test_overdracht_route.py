"""What the routes of PO-VO may not lose: facts only, no name without consent, and every node of their description."""

from pathlib import Path

import pytest

from workflows.routes.route import Route

BPMN = Path(__file__).parents[2] / "bpmn"
SEASON, ROUTE = (Route.from_folder(BPMN / name) for name in ("overdracht_seizoen", "overdracht"))
NODES = [
    *("R3_SE", "R3_10", "R3_11", "R3_G1", "R3_12", "R3_G2", "R3_13", "R3_14", "R3_15", "R3_20", "R3_21", "R3_G3"),
    *("R3_22", "R3_30", "R3_31", "R3_G4", "R3_32", "R3_33", "R3_34", "R3_35", "R3_40", "R3_41", "R3_42", "R3_X"),
]
OUTCOMES = {"HANDED_OVER", "HANDED_OVER_COLD", "TRANSFERRED", "VSO_PLACED", "NOT_PLACED", "MOVED", "WITHDRAWN"}


def test_every_node_of_the_description_has_an_element() -> None:
    elements = [*SEASON.elements.values(), *ROUTE.elements.values()]
    drawn = {name for element in elements for name in element.properties.get("node", "").split()}
    assert drawn == set(NODES)
    ends = ROUTE.frame.elements.values()
    assert {end.properties["outcome"] for end in ends if "outcome" in end.properties} == OUTCOMES


@pytest.mark.parametrize("route", [SEASON, ROUTE], ids=lambda route: route.name)
def test_nothing_can_be_attached_and_what_names_or_describes_anybody_is_for_the_schools_only(route: Route) -> None:
    """WPO art. 18a lid 13: content goes from school to school; the SWV keeps no report and no second dossier."""
    asked = [field for form in route.forms.values() for field in form.asking]
    assert not [field.id for field in asked if field.kind == "file" or field.or_document]
    wordy = [field for field in asked if field.kind in ("text", "long", "table", "email")]
    assert {field.id: field.block for field in wordy if field.id != "andere_school"} == {
        field.id: "identity" for field in wordy if field.id != "andere_school"
    }
    assert not [field.id for field in asked if field.block == "health"]
    assert route.settings.names_when is not None
    assert not route.settings.documents


def test_the_list_of_a_school_is_never_read_at_the_samenwerkingsverband() -> None:
    assert SEASON.settings.names_when is not None
    assert not SEASON.settings.names_when.holds({})


def test_a_name_is_shown_only_while_the_consent_stands() -> None:
    """AVG art. 7 lid 3: one parent alone, or a consent that was withdrawn, shows no name any more."""
    shown = ROUTE.settings.names_when
    assert shown is not None
    assert shown.holds({"geldt_toestemming_overgang": True, "toestemming_swv": True})
    assert not shown.holds({"geldt_toestemming_overgang": False, "toestemming_swv": True})


def test_nothing_is_shared_that_needs_a_declaration_which_does_not_stand() -> None:
    needs = {each.id: each.properties["needs"] for each in ROUTE.elements.values() if "needs" in each.properties}
    assert needs == {
        **dict.fromkeys(
            ["vroeg_contact_vastleggen", "ondersteuning_voorstellen", "warme_overdracht_houden", "terugkoppelen"],
            "toestemming_overgang",
        ),
        "oso_klaarzetten": "inzage_okr",
        "opp_vaststellen": "hoorrecht_overgang instemming_handelingsdeel",
    }


@pytest.mark.parametrize(
    ("enrolled", "counts"), [("bao", "nee"), ("sbo", "nee"), ("so", "nee"), ("vo", "ja"), ("vso", "ja")]
)
def test_a_primary_school_does_not_count_as_enrolment_so_that_the_ten_weeks_run(enrolled: str, counts: str) -> None:
    """WVO 2020 art. 8.13, WEC art. 40 lid 9."""
    table = ROUTE.decisions["telt_als_ingeschreven"]
    assert table.decide({"soort_school": "vo", "ingeschreven_soort": enrolled})["telt_als_ingeschreven"] == counts
    assert (
        ROUTE.files["decisions/telt_als_ingeschreven.dmn"].replace(b"overdracht", b"zorgplicht")
        == (BPMN / "zorgplicht" / "decisions" / "telt_als_ingeschreven.dmn").read_bytes()
    )


def test_a_refusal_says_why_which_school_does_and_how_to_object() -> None:
    words = ROUTE.files["notices/weigering.txt"].decode()
    assert {"beslissing_reden", "andere_school", "leerling"} <= ROUTE.letters["weigering"].names
    for block in ("# Waarom?", "bezwaar maken bij het bestuur", "binnen zes weken", "Geschillencommissie"):
        assert block in words
