"""A form file is read as it is meant; every mistake in it is named, with what to do."""

from datetime import date

import pytest

from workflows.domain.answers import FormContext, Option
from workflows.domain.errors import InvalidRoute
from workflows.routes.forms import form_findings, read_form

FILE = "forms/volledigheid_toetsen.toml"
GOOD = """
title = "Volledigheid"
block = "request"

[[field]]
kind = "heading"
label = "De aanvraag"

[[field]]
id = "compleet"
kind = "choice"
label = "Is de aanvraag compleet?"
options = { ja = "Ja", nee = "Nee, aanvullen" }
required = true
fact = true

[[field]]
id = "ontbreekt"
kind = "choices"
label = "Wat ontbreekt?"
options_from = "stukken_tlv"
show_when = 'compleet == "nee"'
block = "health"
min = 1

[[field]]
id = "opp_datum"
kind = "date"
label = "Datum van het OPP"
fact = true
max = 'on'
prefill = 'opp_vorig'

[[field]]
id = "postcode"
kind = "text"
label = "Postcode"
pattern = '[1-9]\\d{3} ?[A-Z]{2}'
pattern_message = "schrijf 1234 AB."

[[field]]
id = "opp"
kind = "file"
label = "Het OPP"
accept = ["pdf", ".DOCX"]
required_when = 'soort == "SO"'

[[field]]
id = "gesprekken"
kind = "table"
label = "Gesprekken"
columns = [
  { id = "dag", kind = "date", label = "Dag", required = true },
  { id = "wie", kind = "choice", label = "Met wie", options = { ouder = "Ouder", leerling = "Leerling" } },
]

[[check]]
unless = 'empty(opp_datum) or opp_datum >= on - days(365)'
message = "Het OPP is ouder dan 12 maanden."
level = "warning"
"""


def findings(text):
    return [(each.element, each.code) for each in form_findings(FILE, text.encode())]


def one_field(text):
    return f'block = "request"\n[[field]]\nid = "a"\nkind = "text"\nlabel = "A"\n[[field]]\n{text}'


def test_a_form_is_read_as_it_is_written():
    form = read_form(FILE, GOOD.encode())
    assert (form.id, form.title) == ("volledigheid_toetsen", "Volledigheid")
    by_id = {field.id: field for field in form.fields}
    assert [field.id for field in form.asking] == [
        "compleet",
        "ontbreekt",
        "opp_datum",
        "postcode",
        "opp",
        "gesprekken",
    ]
    assert by_id["compleet"].options == (Option("ja", "Ja"), Option("nee", "Nee, aanvullen"))
    assert (by_id["compleet"].block, by_id["ontbreekt"].block) == ("request", "health")
    assert by_id["opp"].accept == (".pdf", ".docx")
    assert [column.id for column in by_id["gesprekken"].columns] == ["dag", "wie"]
    assert [field.id for field in form.facts] == ["compleet", "opp_datum"]
    assert form_findings(FILE, GOOD.encode()) == []
    answers = form.read(
        {"compleet": ["ja"], "opp_datum": ["01-09-2025"], "postcode": ["3511 AA"]},
        FormContext(on=date(2026, 11, 23), facts={"soort": "SBO"}),
    )
    assert [warning.message for warning in answers.warnings] == ["Het OPP is ouder dan 12 maanden."]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ('id = "b"\nkind = "tekst"\nlabel = "B"', [("b", "kind")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nverplicht = true', [("b", "unknown-key")]),
        ('id = "b"\nkind = "text"', [("b", "value")]),
        ('kind = "text"\nlabel = "B"', [("veld 2", "value")]),
        ('id = "2b"\nkind = "text"\nlabel = "B"', [("2b", "id")]),
        ('id = "naam-kind"\nkind = "text"\nlabel = "B"', [("naam-kind", "id")]),
        ('id = "in"\nkind = "text"\nlabel = "B"', [("in", "id")]),
        ('id = "on"\nkind = "text"\nlabel = "B"', [("on", "id")]),
        ('id = "empty"\nkind = "text"\nlabel = "B"', [("empty", "id")]),
        ('id = "csrf_token"\nkind = "text"\nlabel = "B"', [("csrf_token", "id")]),
        ('id = "a"\nkind = "text"\nlabel = "B"', [("a", "duplicate")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nblock = "medisch"', [("b", "block")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nfact = true', [("b", "fact")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nor_document = true', [("b", "unknown-key")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nprefill_as = "{{ door }}"', [("b", "unknown-key")]),
        ('id = "b"\nkind = "date"\nlabel = "B"\nprefill = "on"\nprefill_from = "x.y"', [("b", "prefill")]),
        ('id = "b"\nkind = "choices"\nlabel = "B"\noptions = { x = "X" }\nfact = true', [("b", "fact")]),
        ('id = "b"\nkind = "choice"\nlabel = "B"', [("b", "options")]),
        ('id = "b"\nkind = "choice"\nlabel = "B"\noptions = { x = "X" }\noptions_from = "l"', [("b", "options")]),
        ('id = "b"\nkind = "choice"\nlabel = "B"\noptions = ["x"]', [("b", "value")]),
        ('id = "b"\nkind = "yesno"\nlabel = "B"\noptions = { ja = "Ja" }', [("b", "unknown-key")]),
        ('id = "b"\nkind = "date"\nlabel = "B"\nmax_length = 3', [("b", "unknown-key")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nmax_length = 99999', [("b", "value")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nrequired = "ja"', [("b", "value")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\nrequired = true\nrequired_when = "on == on"', [("b", "required")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\npattern = "(x)+"\npattern_message = "x"', [("b", "pattern")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\npattern = "x+"', [("b", "pattern")]),
        ('id = "b"\nkind = "file"\nlabel = "B"\naccept = ["exe"]', [("b", "accept")]),
        ('id = "b"\nkind = "table"\nlabel = "B"', [("b", "columns")]),
        ('id = "b"\nkind = "table"\nlabel = "B"\ncolumns = [{ id = "k", kind = "file", label = "K" }]',
         [("b.k", "kind"), ("b", "columns")]),
        ('id = "b"\nkind = "table"\nlabel = "B"\ncolumns = [{ id = "k", kind = "text", label = "K", x = 1 }]',
         [("b.k", "unknown-key")]),
        ('id = "b"\nkind = "number"\nlabel = "B"\nmin = "a b"', [("b", "expression")]),
        ("id = \"b\"\nkind = \"text\"\nlabel = \"B\"\nshow_when = 'a = 1'", [("b", "expression")]),
        ("id = \"b\"\nkind = \"text\"\nlabel = \"B\"\nshow_when = 'c == \"x\"'\n"
         '[[field]]\nid = "c"\nkind = "text"\nlabel = "C"', [("b", "order")]),
        ("id = \"b\"\nkind = \"text\"\nlabel = \"B\"\nshow_when = 'b == \"x\"'", [("b", "order")]),
        ("id = \"b\"\nkind = \"text\"\nlabel = \"B\"\nshow_when = 'len(a) > 3'", [("b", "empty")]),
        ('id = "b"\nkind = "text"\nlabel = "B"\ndid = "deed iets"', [("b", "unknown-key")]),
        ('id = "b"\nkind = "person"\nlabel = "B"\ndid_on = "a"', [("b", "unknown-key"), ("b", "field")]),
        ('id = "b"\nkind = "person"\nlabel = "B"\ndid = "deed iets"\ndid_on = "a"', [("b", "field")]),
        ("id = \"b\"\nkind = \"text\"\nlabel = \"B\"\n[[check]]\nunless = 'empty(b)'\nmessage = '{{ b'",
         [("check 1", "expression")]),
        ("id = \"b\"\nkind = \"text\"\nlabel = \"B\"\nshow_when = 'a > 3'", [("b", "expression")]),
        ("id = \"b\"\nkind = \"text\"\nlabel = \"B\"\nshow_when = 'not empty(a) and len(a) > 3'", []),
        ('id = "b"\nkind = "yesno"\nlabel = "B"\n[[field]]\nid = "c"\nkind = "text"\nlabel = "C"\n'
         "show_when = 'b'", [("c", "empty")]),
        ('kind = "note"\nlabel = "Let op"\nrequired = true', [("veld 2", "unknown-key")]),
        ('id = "b"\nkind = "number"\nlabel = "B"\nmin = 0.5\nmax = 2026-01-01', []),
    ],
)  # fmt: skip
def test_a_mistake_in_a_field_is_found(entry, found):
    assert findings(one_field(entry)) == found


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ('unless = "b >= on"\nmessage = "x"', [("check 1", "empty")]),
        ('unless = "c >= on"\nmessage = "x"', []),
        ('unless = "empty(b) or b >= on"\nmessage = "x"', []),
        ('unless = "empty(b) or b >= 3"\nmessage = "x"', [("check 1", "expression")]),
        ('unless = "b"\nmessage = "x"', [("check 1", "expression")]),
        ('unless = "b >= soort"\nmessage = "x"', []),
        ('unless = "b >"\nmessage = "x"', [("check 1", "expression")]),
        ('message = "x"', [("check 1", "expression")]),
        ('unless = "empty(b)"', [("check 1", "value")]),
        ('unless = "empty(b)"\nmessage = "x"\nlevel = "erg"', [("check 1", "level")]),
        ('unless = "empty(b)"\nmessage = "x"\nfield = "z"', [("check 1", "field")]),
        ('unless = "empty(b)"\nmessage = "x"\nals = "y"', [("check 1", "unknown-key")]),
    ],
)
def test_a_mistake_in_a_check_is_found(entry, found):
    fields = 'id = "b"\nkind = "date"\nlabel = "B"\n[[field]]\nid = "c"\nkind = "date"\nlabel = "C"\nrequired = true\n'
    assert findings(one_field(f"{fields}[[check]]\n{entry}")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("", "empty")]),
        ("[[field]\n", [("", "toml")]),
        ('field = "a"', [("", "value"), ("", "empty")]),
        ('[[field]]\nid = "a"\nkind = "text"\nlabel = "A"', [("a", "block")]),
        ('titel = "x"\n[[field]]\nid = "a"\nkind = "date"\nlabel = "A"\nblock = "request"', [("", "unknown-key")]),
        ("x = " + "[" * 20_000, [("", "toml")]),
        ("x = 1\n" * 20_000, [("", "too-large")]),
        ("\x00", [("", "toml")]),
    ],
)
def test_a_mistake_in_the_file_is_found(text, found):
    assert findings(text) == found


def test_a_finding_names_the_file_the_field_and_the_remedy():
    [finding] = form_findings(FILE, one_field('id = "b"\nkind = "txt"\nlabel = "B"').encode())
    assert str(finding) == f"{FILE}: b: De soort veld ‘txt’ bestaat niet. Bedoelt u ‘text’?"


def test_all_mistakes_are_found_at_once_and_forbid_the_form():
    with pytest.raises(InvalidRoute) as refused:
        read_form(FILE, one_field('id = "b"\nkind = "text"\nlabel = "B"\nfact = true\nmin = 3\nx = 1').encode())
    assert [finding.code for finding in refused.value.findings] == ["fact", "unknown-key", "unknown-key"]


def test_a_text_that_may_be_a_document_gets_a_field_for_it():
    form = read_form(
        FILE,
        b'[[field]]\nid = "waarom"\nkind = "long"\nlabel = "Waarom?"\nblock = "health"\nor_document = true\n'
        b'required = true\nshow_when = "on == on"',
    )
    text, document = form.fields
    assert (document.id, document.kind, document.block) == ("waarom_stuk", "file", "health")
    assert document.label == "Waarom (als stuk)"
    assert document.show_when == text.show_when
    assert not document.required
