"""A policy maker reads what a part is called, and not the name of its file."""

from pathlib import Path

from workflows.routes.part_names import part_names
from workflows.routes.route import Route

TLV = Route.from_folder(Path(__file__).parents[2] / "bpmn" / "tlv")


def test_each_part_is_called_as_people_know_it_and_a_broken_one_has_no_name() -> None:
    names = part_names({**TLV.files, "notices/wat_nu_ouders.txt": b"geen kop", "horen.bpmn": b"<geen>"})
    assert names["besluit.bpmn"] == "Besluiten en verzenden"
    assert names["besluit.bpmn#besluit_nemen"] == "Besluit nemen"
    assert names["forms/besluit_nemen.toml"] == "Besluit nemen"  # as the step that asks it
    assert names["notices/ontvangstbevestiging.txt"] == "Ontvangen: TLV-aanvraag …"
    assert names["decisions/bevoegd_swv.dmn"] == "Is een TLV nodig en beslist dit SWV?"
    assert names.keys().isdisjoint({"notices/wat_nu_ouders.txt", "horen.bpmn", "route.toml"})
