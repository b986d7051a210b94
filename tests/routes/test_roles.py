"""The roles of the SWV, as sentences name them."""

from pathlib import Path

from workflows.routes.route import Shared

ROLES = Shared.from_folder(Path(__file__).parents[2] / "bpmn" / "shared").roles


def test_before_the_name_of_its_organisation_a_role_does_not_say_the_kind_of_organisation_again() -> None:
    named = {role: each.at for role, each in ROLES.items()}
    assert (named["bestuur"].nl, named["bestuur"].en, ROLES["bestuur"].label.nl) == (
        "Bestuur", "Board", "Bestuur van het SWV",
    )  # fmt: skip
    assert [role for role, at in named.items() if "SWV" in f"{at.nl} {at.en}" or " van " in at.nl] == []
    assert named["secretariaat"] == ROLES["secretariaat"].label
