"""What the zorgplicht route may not lose: which enrolment counts, what stands still, and what a refusal must say."""

from pathlib import Path

import pytest

from workflows.routes.linking import carries_of, comes_along, fields_of
from workflows.routes.route import Route

BPMN = Path(__file__).parents[2] / "bpmn"
ROUTE = Route.from_folder(BPMN / "zorgplicht")


@pytest.mark.parametrize(
    ("applied", "enrolled", "counts", "placement"),
    [
        ("bao", "niet_ingeschreven", "nee", "ja"),
        ("bao", "bao", "ja", "nee_ingeschreven"),
        ("so", "bao", "ja", "nee_ingeschreven"),
        ("bao", "ander", "nee", "ja"),
        ("vo", "bao", "nee", "ja_basisschool"),  # every pupil of group 8: WVO 2020 art. 8.13
        ("vso", "sbo", "nee", "ja_basisschool"),  # WEC art. 40 lid 9
        ("pro", "so", "nee", "ja_basisschool"),
        ("vo", "vo", "ja", "nee_ingeschreven"),
        ("vso", "vso", "ja", "nee_ingeschreven"),
    ],
)
def test_an_enrolment_counts_by_the_sector_of_the_school_applied_to(applied, enrolled, counts, placement) -> None:
    facts = {"soort_school": applied, "ingeschreven_soort": enrolled, "voorkeur": "eerste"}
    facts |= ROUTE.decisions["telt_als_ingeschreven"].decide(facts)
    assert facts["telt_als_ingeschreven"] == counts
    assert ROUTE.decisions["tijdelijke_plaatsing"].decide(facts) == {"tijdelijke_plaatsing": placement}


def test_only_the_school_of_first_preference_places_temporarily() -> None:
    facts = {"voorkeur": "andere", "telt_als_ingeschreven": "nee", "ingeschreven_soort": "niet_ingeschreven"}
    assert ROUTE.decisions["tijdelijke_plaatsing"].decide(facts) == {"tijdelijke_plaatsing": "nee_voorkeur"}


@pytest.mark.parametrize(
    ("board", "applied", "ground"),
    [
        ("openbaar", "bao", "awb4:15"),
        ("openbaar", "vo", "awb4:15"),
        ("bijzonder", "sbo", "wpo63"),
        ("bijzonder", "vo", "geen"),  # WVO 2020 art. 8.8 lid 3 has no sentence about it
        ("bijzonder", "so", "geen"),
    ],
)
def test_asking_the_parents_to_complete_suspends_by_the_law_of_the_school(board, applied, ground) -> None:
    facts = {"bestuursvorm": board, "soort_school": applied}
    assert ROUTE.decisions["opschorting"].decide(facts) == {"opschorting": ground}


@pytest.mark.parametrize("letter", ["weigering", "niet_behandelen"])
def test_a_refusal_says_why_and_how_to_object(letter: str) -> None:
    """WPO art. 63 lid 3, WVO 2020 art. 8.8 lid 5."""
    assert {"beslissing_reden", "leerling", "school", "schoolbestuur"} <= ROUTE.letters[letter].names
    words = ROUTE.files[f"notices/{letter}.txt"].decode()
    for block in ("# Waarom?", "U kunt bezwaar maken bij het bestuur", "binnen zes weken", "Geschillencommissie"):
        assert block in words


def test_the_school_writes_to_the_parents_itself_so_that_their_addresses_stay_with_the_school() -> None:
    """WPO art. 40: the school decides; the SWV has no ground for the names of parents."""
    assert {each.properties["to"] for each in ROUTE.elements.values() if "letter" in each.properties} == {"applicant"}
    assert not any(field.startswith("ouder1") for field in ROUTE.fields)


def test_a_child_without_school_gets_a_case_of_thuiszitters_with_what_is_known_already() -> None:
    here, there = fields_of(ROUTE), fields_of(Route.from_folder(BPMN / "thuiszitters"))
    starts = [each.properties for each in ROUTE.elements.values() if each.properties.get("does") == "start_case"]
    assert [properties["route"] for properties in starts] == ["thuiszitters", "thuiszitters"]
    assert all(comes_along(here[old], there[new]) for each in starts for new, old in carries_of(each))
