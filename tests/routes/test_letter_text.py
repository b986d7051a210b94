"""A letter changed in its text: subject and words, and the rest of its head stays."""

from pathlib import Path

import pytest

from workflows.domain.errors import InvalidRoute
from workflows.routes.letter_text import LetterText

LETTERS = sorted((Path(__file__).parents[2] / "bpmn").glob("*/notices/*.txt"))


def test_every_letter_of_the_product_stays_as_it_is_until_it_is_changed() -> None:
    for path in LETTERS:
        text = LetterText(path.name, path.read_bytes())
        text.change(text.subject, text.body.replace("\n", "\r\n"))  # as a browser sends it
        assert text.data == path.read_bytes(), path


def test_a_subject_and_a_sentence_change() -> None:
    data = b'+++\nsubject = "Oud"  # kort\nkind = "brief"\n+++\nBeste {{ aan }},\n\nDag.\n'
    text = LetterText("brief.txt", data)
    text.change("Nieuw", text.body.replace("Dag.", "Tot ziens."))
    assert text.data == data.replace(b'"Oud"', b'"Nieuw"').replace(b"Dag.", b"Tot ziens.")


@pytest.mark.parametrize("data", [b"zonder kop", b"+++\nsubject = \n+++\nx", b"+++\nsubject = 'x'\n"])
def test_without_a_head_there_is_nothing_to_change(data: bytes) -> None:
    with pytest.raises(InvalidRoute):
        LetterText("brief.txt", data)
