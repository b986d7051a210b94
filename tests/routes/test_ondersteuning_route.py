"""What the route of a request for support may not lose: its nodes, the copy for the parents, and who says yes first."""

from pathlib import Path

from workflows.routes.linking import carries_of
from workflows.routes.route import Route

ROUTE = Route.from_folder(Path(__file__).parents[2] / "bpmn" / "ondersteuning")
NODES = (
    "R1_SE R1_10 R1_XA R1_20 R1_11 R1_12 R1_13 R1_XB R1_14 R1_EX1 R1_15 R1_16 R1_17 R1_18 R1_XC R1_RES R1_COL R1_19"
    " R1_21 R1_22 R1_XD R1_23 R1_24 R1_ADVC R1_30 R1_31 R1_XE R1_TLV R1_C1"
)


def fields_of(process: str) -> set[str]:
    """Return the questions of the forms in a process."""
    forms = (each.properties.get("form", each.id) for each in ROUTE.processes[process].elements.values())
    return {field.id for name in forms if name in ROUTE.forms for field in ROUTE.forms[name].asking}


def test_every_node_of_the_description_has_an_element() -> None:
    drawn = {node for each in ROUTE.elements.values() for node in each.properties.get("node", "").split()}
    assert set(NODES.split()) <= drawn


def test_a_question_without_a_pupil_asks_for_nobody_and_writes_to_nobody() -> None:
    assert fields_of("anoniem_advies") == {
        *("hulpvraag", "ondernomen_stappen", "anoniem_zeker", "anoniem_advies", "anoniem_vervolg"),
    }
    assert all("letter" not in each.properties for each in ROUTE.processes["anoniem_advies"].elements.values())


def test_a_report_that_nobody_released_has_no_place_in_the_file() -> None:
    """NVO/NIP: the parents read it first and may block it; a blocked report is absent, not missing."""
    files = {field.id for form in ROUTE.forms.values() for field in form.asking if field.kind == "file"}
    assert fields_of("onderzoek") & files == {"onderzoek_scan", "verslag"}
    (way,) = [flow for flow in ROUTE.processes["onderzoek"].flows.values() if flow.target == "verslag_toevoegen"]
    assert str(way.condition) == "geldt_vrijgave_verslag"


def test_no_step_goes_on_without_the_declaration_that_the_law_or_the_code_asks_for() -> None:
    """NVO/NIP (examination, release), WPO art. 40a and WVO 2020 art. 2.44 (agreement to this version, hearing)."""
    needs = {each.id: each.properties["needs"] for each in ROUTE.elements.values() if "needs" in each.properties}
    assert needs == {
        "onderzoek_doen": "toestemming_onderzoek",
        "verslag_toevoegen": "vrijgave_verslag",
        "opp_vaststellen": "hoorrecht instemming_handelingsdeel",
    }


def test_papers_about_health_do_not_come_along_to_another_application() -> None:
    """Given for another purpose: the school adds them again where they are needed (WPO art. 18a lid 13)."""
    along = {
        carried.old
        for each in ROUTE.elements.values()
        if each.id == "tlv_beginnen"
        for carried in carries_of(each.properties)
    }
    assert {"treden", "ondernomen_stappen", "opp_datum", "arrangement_volstaat_niet", "ouder1_naam"} <= along
    fields = [field for form in ROUTE.forms.values() for field in form.asking if field.id in along]
    assert not [field.id for field in fields if field.block == "health" or field.kind == "file"]
    assert not {"ouder1_mening", "ouder2_mening", "ouders_eens"} & along  # asked again


def test_an_allocation_says_where_to_turn_and_does_not_promise_an_objection() -> None:
    """Only the TLV goes to the committee for objections (WPO art. 18a lid 12)."""
    for name in ("toekenning", "afwijzing", "advies", "niet_behandeld"):
        words = ROUTE.files[f"notices/{name}.txt"].decode()
        assert 'alinea("niet_eens_ondersteuning")' in words
        assert "bezwaar" not in words
