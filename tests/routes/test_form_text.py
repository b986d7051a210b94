"""The questions of a form changed in its text: the one that changes, and every other byte stays."""

from pathlib import Path

import pytest

from workflows.domain.errors import InvalidRoute, NotFound
from workflows.routes.form_text import FormText
from workflows.routes.forms import read_form

FORMS = sorted((Path(__file__).parents[2] / "bpmn").glob("*/forms/*.toml"))[::8]
SMALL = b"""# Boven alles.
intro = "Lees eerst."
block = "request"

[[field]]
id = "soort"   # de eerste
kind = "choice"
label = "Soort"
options = { so = "SO", sbo = "SBO" }

# Over de toelichting.
[[field]]
id = "uitleg"
kind = "long"
label = "Uitleg"

[[check]]
unless = 'soort == "so"'
message = "Mag niet."
"""


def text(data: bytes = SMALL) -> FormText:
    return FormText("forms/proef.toml", data)


def test_every_form_of_the_product_has_its_pieces() -> None:
    for path in FORMS:
        form = FormText(path.name, path.read_bytes())
        for number, values in enumerate(form.fields):
            form.change(number, values)
        assert form.data == path.read_bytes(), path


def test_a_question_changes_and_the_rest_stays() -> None:
    form = text()
    form.change(0, {"label": "Soort onderwijs", "hint": 'Zeg "so".', "options": {"so": "SO", "vso": "VSO"}})
    form.change(1, {"required": True})
    assert form.data.decode() == SMALL.decode().replace('label = "Soort"', 'label = "Soort onderwijs"').replace(
        'options = { so = "SO", sbo = "SBO" }\n', 'options = { so = "SO", vso = "VSO" }\nhint = \'Zeg "so".\'\n'
    ).replace('label = "Uitleg"\n', 'label = "Uitleg"\nrequired = true\n')
    form.change(0, {"hint": None, "options": {"so": "SO", "sbo": "SBO"}, "label": "Soort"})
    form.change(1, {"required": None})
    assert form.data == SMALL


def test_a_question_is_added_moved_and_taken_away() -> None:
    form = text()
    form.add(1, {"id": "naam", "kind": "text", "label": "Naam", "required": True})
    form.add(3, {"id": "laatste", "kind": "yesno", "label": "Klaar?"})
    assert [each["id"] for each in form.fields] == ["soort", "naam", "uitleg", "laatste"]
    assert [field.id for field in read_form("forms/proef.toml", form.data).fields] == [
        "soort", "naam", "uitleg", "laatste",
    ]  # fmt: skip
    form.move(2, 0)
    assert [each["id"] for each in form.fields] == ["uitleg", "soort", "naam", "laatste"]
    assert b'# Over de toelichting.\n[[field]]\nid = "uitleg"' in form.data
    form.move(0, 2)
    form.remove(3)
    form.remove(1)
    assert form.data == SMALL
    with pytest.raises(NotFound):
        form.remove(2)


@pytest.mark.parametrize("data", [b"geen toml", b"field = [{ id = 'a' }]", b'[[field]]\nlabel = """\n[[field]]\n"""'])
def test_what_has_no_pieces_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(InvalidRoute) as refused:
        text(data)
    assert refused.value.findings[0].remedy
