"""A letter file has a head and a text; what is wrong with it is found before it is ever sent."""

import pytest

from workflows.domain.errors import InvalidRoute
from workflows.routes.notices import letter_findings, read_letter

FILE = "notices/besluit_toegekend.txt"
GOOD = """+++
kind = "besluit"
subject = "Besluit op uw aanvraag {{ zaaknummer }}"
to = ["applicant", "parents"]
+++
# Besluit

{% if soort == "SO" %}
Wij kennen de TLV toe.
{% endif %}
"""


def findings(text, known=None):
    return [(each.element, each.code) for each in letter_findings(FILE, text.encode(), known)]


def test_a_letter_is_read_with_its_head():
    letter = read_letter(FILE, GOOD.encode())
    assert (letter.id, letter.kind, letter.to) == ("besluit_toegekend", "besluit", ("applicant", "parents"))
    assert letter.names == {"zaaknummer", "soort"}
    assert letter.render({"zaaknummer": "ZA-1", "soort": "SO"}).text == "Besluit\n\nWij kennen de TLV toe."
    assert read_letter(FILE, GOOD.replace("\n", "\r\n").encode()).names == letter.names


def test_a_letter_is_an_ordinary_one_unless_it_says_so():
    letter = read_letter(FILE, b'+++\nsubject = "Ontvangen"\nto = "applicant parents"\n+++\nDank u.')
    assert (letter.kind, letter.to) == ("brief", ("applicant", "parents"))


def test_a_name_nobody_knows_is_found_with_a_suggestion():
    [finding] = letter_findings(FILE, GOOD.encode(), known={"zaaknummer", "soortt"})
    assert "vraagt naar soort, maar dat gegeven bestaat niet. Bedoelt u soortt?" in finding.problem


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Beste lezer", [("", "letter-head")]),
        ('+++\nsubject = "x"\nBeste lezer', [("", "letter-head")]),
        ("+++\nsubject = \n+++\nx", [("", "toml")]),
        ("+++\n+++\nx", [("", "value")]),
        ('+++\nsubject = "x"\n+++\n\n', [("", "letter-empty")]),
        ('+++\nsubject = "x"\nkind = "mail"\n+++\nx', [("", "letter-kind")]),
        ('+++\nsubject = "x"\naan = "x"\n+++\nx', [("", "unknown-key")]),
        ('+++\nsubject = "{{ a.b }}"\n+++\nx', [("", "letter")]),
        ('+++\nsubject = "x"\n+++\nregel\n\n{% if a %}\nx', [("regel 7", "letter")]),
        ('+++\nsubject = "x"\n+++\nregel\n\n{{ a b }}\nx', [("regel 6", "letter")]),
        ("x" * 200_000, [("", "too-large")]),
    ],
)
def test_a_mistake_in_a_letter_is_found_with_its_line(text, found):
    assert findings(text) == found


def test_what_is_no_text_file_is_refused():
    assert [each.code for each in letter_findings("notices/brief.docx", b"PK")] == ["letter-file"]
    with pytest.raises(InvalidRoute):
        read_letter(FILE, b"\xff\xfe")
