"""A decision says what the law wants, standard paragraphs exist, and a letter is plain: else the check says so."""

import pytest

from tests.routes import samples
from tests.routes.samples import bpmn, end, node, start, way
from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding
from workflows.routes.check import check_route

WHOLE = "{% blok besluit %}\nWij besluiten.\n{% endblok %}\n{% blok bezwaar %}\nMaak bezwaar.\n{% endblok %}\n"


def findings(body: str, head: str = "", kind: str = "besluit", **shared: str) -> list[Finding]:
    diagram = bpmn(
        start("begin"), node("sendTask", "sturen", letter="brief", to="applicant"), end("klaar", outcome="DONE"),
        way("begin", "sturen", "klaar"), process="proces",
    )  # fmt: skip
    text = f'+++\nsubject = "Besluit"\nkind = "{kind}"\n{head}\n+++\n{body}'
    route = samples.route(diagram, notices__brief=text)
    return [each for each in check_route(route, samples.shared(**shared)) if "notices/" in each.file]


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return [(each.element, each.code) for each in found]


def test_a_whole_decision_is_accepted() -> None:
    assert findings(WHOLE) == []


def test_an_ordinary_letter_needs_none_of_it() -> None:
    assert findings("Dag.", kind="brief") == []


def test_a_decision_without_a_part_is_refused_with_its_source() -> None:
    [finding] = findings(WHOLE.partition("{% blok bezwaar")[0])
    assert (finding.element, finding.code, finding.level) == ("bezwaar", "letter-part", "error")
    assert "zegt niet hoe bezwaar kan (Awb art. 3:45)" in finding.problem


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (WHOLE.replace("Wij besluiten.", "Wij delen mee."), [("besluit", "letter-part")]),
        (WHOLE.replace("Maak bezwaar.", ""), [("bezwaar", "letter-part")]),
        (WHOLE.replace("blok bezwaar", "blok bezwaren"), [("bezwaren", "unknown-part"), ("bezwaar", "letter-part")]),
        (WHOLE + "\n{% vrij slot %}\nDag {{ aan }}.\n{% endvrij %}\n", [("slot", "free-text")]),
        (WHOLE + '\n{{ alinea("groet") }}', [("", "unknown-paragraph")]),
    ],
)
def test_what_is_wrong_in_a_decision_is_found(body: str, found: list[tuple[str, str]]) -> None:
    assert codes(findings(body)) == found


def test_a_part_that_a_decision_never_needs_is_left_out_with_the_reason() -> None:
    body = WHOLE.partition("{% blok bezwaar")[0]
    assert findings(body, '[not_needed]\nbezwaar = "Dit is een tussenbesluit."') == []


def test_when_a_part_is_needed_is_an_expression_over_what_the_route_knows() -> None:
    assert findings(WHOLE, "[needed_when]\nbezwaar = 'zaaknummer != \"1\"'") == []
    assert codes(findings(WHOLE, "[needed_when]\nbezwaar = 'onbekend == 1'")) == [("", "unknown-fact")]
    assert codes(findings(WHOLE, "[needed_when]\nbezwaar = '1 +'")) == [("needed_when", "expression")]
    assert codes(findings(WHOLE, 'needed_when = "ja"')) == [("", "value")]


def test_a_standard_paragraph_counts_as_the_letter_s_own_words() -> None:
    body = WHOLE.partition("{% blok bezwaar")[0] + '{{ alinea("bezwaar") }}\n'
    clause = "{% blok bezwaar %}\nMaak bezwaar onder {{ zaaknummer }}.\n{% endblok %}\n"
    assert findings(body, paragraphs__bezwaar=clause) == []
    unknown = findings(body, paragraphs__bezwaar=clause.replace("zaaknummer", "zaaknr"))
    assert codes(unknown) == [("", "unknown-fact")]


def test_a_paragraph_knows_what_it_is_given_under_its_own_name() -> None:
    body = WHOLE + '{{ alinea("over", wie=leerling) }}\n'
    assert findings(body, paragraphs__over="Over {{ wie }}.") == []
    assert codes(findings(body.replace("leerling", "leering"), paragraphs__over="Over {{ wie }}.")) == [
        ("", "unknown-fact")
    ]


@pytest.mark.parametrize("text", ["{% if x %}", '{{ alinea("ander") }}'])
def test_a_paragraph_that_cannot_be_read_is_refused_with_its_file(text: str) -> None:
    with pytest.raises(InvalidRoute, match=r"paragraphs/fout\.txt"):
        _ = samples.shared(paragraphs__fout=text).paragraphs


def test_a_long_sentence_and_a_word_of_the_office_are_a_warning() -> None:
    long = "Deze zin is veel te lang omdat er steeds weer een woord bij komt. Derhalve kort."
    found = findings(long, kind="brief")
    assert [(each.code, each.level) for each in found] == [("hard-to-read", "warning")] * 2
    assert "Deze zin heeft 14 woorden" in found[0].problem
    assert found[1].remedy == "Schrijf liever: daarom."


def test_each_item_of_a_list_and_each_heading_is_a_sentence_of_its_own() -> None:
    assert findings("# Kop met vijf woorden erin\n\n- een twee drie vier\n- vijf zes zeven acht\n", kind="brief") == []


def test_a_reference_to_the_law_between_brackets_does_not_make_a_sentence_long() -> None:
    cited = "Wij vragen u om uw zienswijze (Algemene wet bestuursrecht art. 4:7, art. 4:8 lid 1 en lid 2)."
    assert findings(cited, kind="brief") == []
    assert len(findings(cited.replace("art.", "artikel"), kind="brief")) == 1
