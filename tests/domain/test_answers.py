"""Forms accept what is right, refuse what is not in words that help, and keep what was said."""

import json
from datetime import date
from decimal import Decimal

import pytest

from workflows.domain.answers import (
    Check,
    Field,
    FileInfo,
    Form,
    FormContext,
    Message,
    Option,
    facts_from_json,
    facts_to_json,
    parse_date,
)
from workflows.domain.errors import ExpressionFailed, InvalidAnswers, InvalidExpression
from workflows.domain.expressions import compile_expression
from workflows.domain.facts import UnreadableFacts
from workflows.domain.national_numbers import national_number_in, suspects_in
from workflows.domain.patterns import compile_pattern

ON = date(2026, 11, 23)
JA_NEE = (Option("ja", "Ja"), Option("nee", "Nee, aanvullen"))
FILES = {
    "1": FileInfo("opp.pdf", "application/pdf", 1_000),
    "2": FileInfo("foto.png", "image/png", 1_000),
    "3": FileInfo("groot.pdf", "application/pdf", 20_000_001),
    "4": FileInfo("macro.docm", "application/vnd.ms-word.document.macroEnabled.12", 9),
    "5": FileInfo("verslag 111222333.pdf", "application/pdf", 9),
    "6": FileInfo("leeg.pdf", "application/pdf", 0),
}


def field(kind, name="vraag", label="Vraag", **more):
    return Field(name, kind, label, **more)


def read(asked, *typed, **context):
    """The detail that is kept of one answer, or the message that refuses it."""
    try:
        answers = Form("f", (asked,)).read({asked.id: list(typed)}, FormContext(on=ON, files=FILES, **context))
    except InvalidAnswers as refused:
        [error] = refused.errors
        assert error.field == asked.id
        return error.message
    return answers.details[asked.id]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  Ria   de\nVries ", "Ria de Vries"),
        ("text", "e\u0301e\u0301n", "één"),
        ("text", "", None),
        ("text", "   ", None),
        ("long", " een \r\n\r\ntwee\t3 \n", "een\n\ntwee 3"),
        ("date", "23-11-2026", "2026-11-23"),
        ("date", "3/1/2026", "2026-01-03"),
        ("date", "2026-11-23", "2026-11-23"),
        ("date", "29.02.2028", "2028-02-29"),
        ("number", "12", 12),
        ("number", "-3", -3),
        ("number", "1.234", 1234),
        ("number", "12,50", "12.50"),
        ("money", "1.234,50", "1234.50"),
        ("money", "€ 25,-", "25.00"),
        ("money", "12.50", "12.50"),
        ("money", "1.234", "1234.00"),
        ("yesno", "ja", True),
        ("yesno", "nee", False),
        ("email", "ria.de-vries@school.example.nl", "ria.de-vries@school.example.nl"),
        ("person", "7", 7),
        ("organisation", "12", 12),
    ],
)
def test_an_answer_is_kept_as_it_is_meant(kind, typed, kept):
    detail = read(field(kind), typed)
    assert detail == kept
    assert type(detail) is type(kept)


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("date", "31-02-2026", "Vraag: 31-02-2026 bestaat niet."),
        ("date", "29-02-2026", "Vraag: 29-02-2026 bestaat niet."),
        ("date", "00-01-2026", "bestaat niet"),
        ("date", "gisteren", "Vraag: ‘gisteren’ is geen datum. Schrijf dag-maand-jaar, bijvoorbeeld 23-11-2026."),
        ("date", "23-11-26", "is geen datum"),
        ("date", "23-11-0206", "het jaar 206 kan niet kloppen"),
        ("number", "twaalf", "is geen getal"),
        ("number", "12.5", "met een komma"),
        ("number", "1.23.456", "is geen getal"),
        ("number", "1e5", "is geen getal"),
        ("money", "12,5", "Schrijf bijvoorbeeld 1.234,50"),
        ("money", "-12,50", "is geen bedrag"),
        ("money", "1.2345", "is geen bedrag"),
        ("yesno", "misschien", "kies een antwoord uit de lijst"),
        ("email", "ria", "naam@school.nl"),
        ("email", "ria@school", "naam@school.nl"),
        ("email", "ria@@school.nl", "naam@school.nl"),
        ("email", "ria@school..nl", "naam@school.nl"),
        ("email", "ria vries@school.nl", "naam@school.nl"),
        ("text", "x" * 201, "hoogstens 200 tekens (nu 201)"),
        ("long", "x" * 10_001, "hoogstens 10.000 tekens (nu 10.001)"),
        ("text", "a\x00b", "onleesbaar teken"),
        ("person", "jan", "uit de lijst"),
        ("person", "0", "uit de lijst"),
    ],
)
def test_a_wrong_answer_is_refused_with_label_and_remedy(kind, typed, message):
    said = read(field(kind), typed)
    assert said.startswith("Vraag: ")
    assert message in said


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("text", "Vraag: vul dit in."),
        ("date", "Vraag: vul een datum in, bijvoorbeeld 23-11-2026."),
        ("choice", "Vraag: kies een antwoord."),
        ("yesno", "Vraag: kies een antwoord."),
        ("choices", "Vraag: kies er minstens één."),
        ("file", "Vraag: voeg het stuk toe."),
        ("table", "Vraag: vul minstens één regel in."),
    ],
)
def test_what_is_required_and_missing_is_asked_for(kind, message):
    assert read(field(kind, required=True)) == message
    assert read(field(kind, required=True), "", " ") == message


def test_a_single_question_has_a_single_answer():
    assert read(field("text"), "a", "b") == "Vraag: er zijn twee antwoorden gegeven. Geef er één."


def test_only_listed_answers_can_be_chosen():
    assert read(field("choice", options=JA_NEE), "nee") == "nee"
    assert read(field("choice", options=JA_NEE), "Nee, aanvullen") == "Vraag: kies een antwoord uit de lijst."
    assert read(field("choices", options=JA_NEE), "nee", "ja", "nee") == ["nee", "ja"]
    assert "uit de lijst" in read(field("choices", options=JA_NEE), "nee", "x")


def test_a_list_comes_from_the_context():
    lists = {"stukken": (Option("opp", "Het OPP"),)}
    asked = field("choices", options_from="stukken")
    assert read(asked, "opp", options=lists.__getitem__) == ["opp"]
    assert "uit de lijst" in read(asked, "iq", options=lists.__getitem__)
    assert read(asked, "iq") == ["iq"]


@pytest.mark.parametrize(
    ("kind", "limits", "typed", "message"),
    [
        ("number", ("1", "10"), ["0"], "vul minstens 1 in."),
        ("number", ("1", "10"), ["10,5"], "vul hoogstens 10 in."),
        ("money", ("0", "1000"), ["1.000,01"], "vul hoogstens 1000 in."),
        ("date", ("on", "on + days(10)"), ["22-11-2026"], "kies een datum op of na 23-11-2026."),
        ("date", ("on", "on + days(10)"), ["04-12-2026"], "kies een datum op of vóór 03-12-2026."),
        ("choices", ("2", "2"), ["a"], "kies er minstens 2."),
        ("file", ("0", "1"), ["1", "2"], "voeg hoogstens 1 stuk toe."),
    ],
)
def test_limits_are_kept(kind, limits, typed, message):
    least, most = map(compile_expression, limits)
    assert read(field(kind, min=least, max=most, options_from="lijst"), *typed) == f"Vraag: {message}"


def test_a_limit_that_is_empty_limits_nothing():
    form = Form("f", (field("date", "van"), field("date", "tot", min=compile_expression("van"))))
    assert form.read({"tot": ["01-01-2026"]}, FormContext(on=ON)).details == {"van": None, "tot": "2026-01-01"}


def test_a_pattern_is_explained_in_the_words_of_the_form():
    asked = field("text", pattern=compile_pattern(r"[1-9]\d{3} ?[A-Z]{2}"), pattern_message="schrijf 1234 AB.")
    assert read(asked, "1234AB") == "1234AB"
    assert read(asked, "0234 AB") == "Vraag: schrijf 1234 AB."


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        (r"\d{2}[A-Z]{2}", ["99ZZ"], ["9ZZ", "99zz", "99ZZ1", "٩٩ZZ"]),
        (r"^[PV]O\d{4}-\d{4}-\d{5}$", ["PO9903-2026-00042"], ["PO9903-2026-042", "po3101-2026-00042"]),
        (r"a?b*c+", ["c", "abc", "bbcc"], ["", "ab", "aac"]),
        (r"[^0-9]{1,3}", ["a", "abc"], ["", "abcd", "a1"]),
        (r"\d+\.\d+", ["1.5"], ["15", "1,5"]),
    ],
)
def test_a_pattern_matches_the_whole_text(pattern, fitting, others):
    compiled = compile_pattern(pattern)
    assert [compiled.matches(text) for text in fitting + others] == [True] * len(fitting) + [False] * len(others)


@pytest.mark.parametrize("pattern", ["(a)", "a|b", ".*", "a**", "[", "", "a{1", "a{,2}", "\\w", "é(", "^a^"])
def test_a_pattern_beyond_the_small_language_is_refused(pattern):
    with pytest.raises(InvalidExpression):
        compile_pattern(pattern)


# ---------------------------------------------------------------- numbers of the state


@pytest.mark.parametrize("number", ["111222333", "123456782", "999999990"])
def test_a_bsn_is_recognised(number):
    assert national_number_in(f"Leerling {number}, groep 5") == "bsn"


@pytest.mark.parametrize("number", ["101000000", "101000012", "101000024"])
def test_an_onderwijsnummer_is_recognised(number):
    assert national_number_in(number) == "onderwijsnummer"


@pytest.mark.parametrize(
    "text",
    [
        "111 222 333",
        "1112.22.333",
        "111.222.333",
        "111-222-333",
        "bsn:111222333.",
        "groep 5 111222333",
        "１１１２２２３３３",
    ],
)
def test_a_bsn_is_recognised_however_it_is_written(text):
    assert national_number_in(text) == "bsn"


@pytest.mark.parametrize(
    "text",
    ["123456789", "000000000", "1112223330", "0612345678", "+31 111222333", "0031 111222333", "PO9903-2026-00042",
     "23-11-2026", "11122233", "111222 333", "NL91ABNA0417164300", "ZA-2026-000123", ""],
)  # fmt: skip
def test_other_numbers_are_left_alone(text):
    assert national_number_in(text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("BSN 999990019", True),
        ("BSN van de leerling\n\n9999.90.019", True),
        ("Burger service nummer: 999 990 019", True),
        ("999990019 (burgerservicenummer)", True),
        ("sofi-nummer 999990019", True),
        ("Onderwijsnummer 999990019", True),
        ("Dossier 999990019", False),
        ("Wij vragen geen BSN." + " Dit is een lang verhaal." * 4 + " Dossier 999990019", False),
        ("absnt 999990019", False),
    ],
)
def test_a_number_is_a_bsn_when_the_words_around_it_say_so(text: str, named: bool) -> None:
    (suspect,) = suspects_in(text)
    assert (suspect.named, suspect.masked) == (named, "•••••••19")


def test_eight_digits_count_only_where_they_are_called_a_bsn() -> None:
    assert [each.masked for each in suspects_in("BSN 12345672")] == ["•••••••72"]
    assert list(suspects_in("Dossier 12345672")) == []


@pytest.mark.parametrize("kind", ["text", "long", "number", "money"])
def test_a_bsn_in_an_answer_is_refused_with_an_explanation(kind):
    said = read(field(kind), "111222333")
    assert said.startswith("Vraag: hier staat een getal dat een BSN kan zijn.")
    assert "UAVG art. 46" in said
    assert "111222333" not in said


def test_a_bsn_in_a_table_or_a_file_name_is_refused_too():
    table = field("table", columns=(field("text", "naam", "Naam"),))
    with pytest.raises(InvalidAnswers, match="regel 2, Naam: hier staat een getal dat een BSN kan zijn"):
        Form("f", (table,)).read({"vraag.naam": ["Ada", "111222333"]}, FormContext(on=ON))
    assert "BSN" in read(field("file"), "5")


# ---------------------------------------------------------------- files and people


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["1"], ["1"]),
        (["1", "1", "2"], ["1", "2"]),
        (["9"], "Vraag: dit stuk is er niet meer. Voeg het opnieuw toe."),
        (["3"], "Vraag: bijlage groot.pdf is groter dan 20 MB. Maak haar kleiner of knip haar in delen."),
        (["4"], "Vraag: bijlage macro.docm kan niet worden aangenomen. Wel: PDF, PNG."),
        (["6"], "Vraag: bijlage leeg.pdf is leeg. Voeg haar opnieuw toe."),
    ],
)
def test_files_are_known_small_and_of_an_accepted_kind(typed, said):
    assert read(field("file", accept=(".pdf", ".png")), *typed) == said


def test_a_file_may_be_limited_further():
    assert "groter dan 1 kB" in read(field("file", max_length=999), "1")


def test_who_may_not_do_it_cannot_be_chosen():
    people = (Option("7", "Ria de Vries"), Option("8", "Bo Smit"))

    def objection(asked, person):
        assert asked.not_by == ("opstellen",)
        return "schreef het handelingsplan" if person == "7" else None

    asked = field("person", not_by=("opstellen",), fact=True)
    said = {"people": lambda _field: people, "objection": objection}
    assert read(asked, "8", **said) == 8
    assert read(asked, "7", **said) == "Vraag: Ria de Vries schreef het handelingsplan. Kies iemand anders."
    assert read(asked, "9", **said) == "Vraag: kies een antwoord uit de lijst."


# ---------------------------------------------------------------- whole forms

FORM = Form(
    "volledigheid",
    (
        field("heading", "kop", "De aanvraag"),
        field("choice", "compleet", "Is de aanvraag compleet?", options=JA_NEE, required=True, fact=True),
        field("choices", "ontbreekt", "Wat ontbreekt?", options=(Option("opp", "het OPP"), Option("iq", "het verslag")),
              show_when=compile_expression('compleet == "nee"'), required=True),
        field("date", "opp_datum", "Datum van het OPP", fact=True,
              required_when=compile_expression('compleet == "ja"')),
        field("money", "kosten", "Kosten", fact=True, show_when=compile_expression("not empty(opp_datum)")),
        field("table", "gesprekken", "Gesprekken",
              columns=(field("date", "dag", "Dag", required=True), field("text", "met", "Met wie"))),
    ),
    (
        Check(compile_expression("empty(opp_datum) or opp_datum >= on - days(365)"), "Het OPP is ouder dan een jaar.",
              "warning"),
        Check(compile_expression("empty(kosten) or kosten <= budget"), "Kosten: dit is meer dan het budget.",
              field="kosten"),
    ),
)  # fmt: skip
CONTEXT = FormContext(on=ON, facts={"budget": Decimal("1000.00")})


def test_facts_go_to_the_diagram_and_details_hold_everything():
    answers = FORM.read(
        {
            "compleet": ["ja"],
            "opp_datum": ["01-09-2026"],
            "kosten": ["12,50"],
            "gesprekken.dag": ["01-10-2026", "", "02-10-2026"],
            "gesprekken.met": ["moeder", "", ""],
        },
        CONTEXT,
    )
    assert answers.facts == {"compleet": "ja", "opp_datum": date(2026, 9, 1), "kosten": Decimal("12.50")}
    assert answers.details == {
        "compleet": "ja",
        "opp_datum": "2026-09-01",
        "kosten": "12.50",
        "gesprekken": [{"dag": "2026-10-01", "met": "moeder"}, {"dag": "2026-10-02", "met": None}],
    }
    assert json.loads(json.dumps(answers.details)) == answers.details
    assert answers.warnings == ()


def test_a_hidden_question_is_not_read_and_its_fact_is_empty():
    answers = FORM.read({"compleet": ["nee"], "ontbreekt": ["opp"], "kosten": ["onzin"]}, CONTEXT)
    assert answers.facts == {"compleet": "nee", "opp_datum": None, "kosten": None}
    assert "kosten" not in answers.details


SECTIONS = Form(
    "f",
    (
        field("yesno", "tweede"),
        field("heading", "kop", show_when=compile_expression("tweede == True")),
        field("text", "naam", required=True),
        field("choice", "gezag", options=(Option("ja", "Ja"),), fact=True),
        field("text", "nog", show_when=compile_expression("not empty(naam)")),
        field("heading", "daarna"),
        field("text", "einde", required=True),
    ),
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({}, ["tweede", "daarna", "einde"]),
        ({"tweede": ["nee"], "naam": ["Oud"]}, ["tweede", "daarna", "einde"]),
        ({"tweede": ["ja"]}, ["tweede", "kop", "naam", "gezag", "daarna", "einde"]),
        ({"tweede": ["ja"], "naam": ["A"]}, ["tweede", "kop", "naam", "gezag", "nog", "daarna", "einde"]),
    ],
)
def test_what_stands_under_a_heading_comes_and_goes_with_it_up_to_the_next(typed, shown):
    assert [each.id for each in SECTIONS.visible(typed, FormContext(on=ON))] == shown


def test_a_question_in_a_hidden_section_is_not_read():
    answers = SECTIONS.read({"einde": ["x"], "naam": ["Oud"], "gezag": ["ja"]}, FormContext(on=ON))
    assert answers.details == {"tweede": None, "einde": "x"}
    assert answers.facts == {"gezag": None}


def test_a_document_is_an_answer_where_the_form_says_so():
    form = Form("f", (field("long", "waarom", required=True, or_document=True), field("file", "waarom_stuk")))
    context = FormContext(on=ON, files={"7": FileInfo("opp.pdf", "application/pdf", 10)})
    with pytest.raises(InvalidAnswers) as refused:
        form.read({"waarom": [" "], "waarom_stuk": [""]}, context)
    assert [error.message for error in refused.value.errors] == ["Vraag: vul dit in of voeg een stuk toe."]
    assert form.read({"waarom_stuk": ["7"]}, context).details == {"waarom": None, "waarom_stuk": ["7"]}
    assert form.read({"waarom": ["Omdat"]}, context).details == {"waarom": "Omdat", "waarom_stuk": []}
    with pytest.raises(InvalidAnswers):
        form.read({"waarom_stuk": ["8"]}, context)  # it is not there any more


def test_the_visible_questions_follow_what_was_typed():
    def shown(raw):
        return [(asked.id, asked.required) for asked in FORM.visible(raw, CONTEXT) if asked.kind != "heading"]

    assert shown({}) == [("compleet", True), ("opp_datum", False), ("gesprekken", False)]
    assert shown({"compleet": ["nee"]})[1] == ("ontbreekt", True)
    assert shown({"compleet": ["ja"], "opp_datum": ["01-09-2026"]})[1:3] == [("opp_datum", True), ("kosten", False)]


def test_every_mistake_is_reported_at_once():
    with pytest.raises(InvalidAnswers) as refused:
        FORM.read(
            {"compleet": ["nee"], "opp_datum": ["x"], "gesprekken.dag": ["", ""], "gesprekken.met": ["a", ""]}, CONTEXT
        )
    assert [(error.field, error.message.partition(".")[0]) for error in refused.value.errors] == [
        ("ontbreekt", "Wat ontbreekt: kies er minstens één"),
        ("opp_datum", "Datum van het OPP: ‘x’ is geen datum"),
        ("gesprekken", "Gesprekken: regel 1, Dag: vul een datum in, bijvoorbeeld 23-11-2026"),
    ]


def test_a_check_warns_or_refuses():
    typed = {"compleet": ["ja"], "opp_datum": ["01-09-2025"]}
    answers = FORM.read(typed, CONTEXT)
    assert answers.warnings == (Message("opp_datum", "Het OPP is ouder dan een jaar."),)
    with pytest.raises(InvalidAnswers, match="Kosten: dit is meer dan het budget"):
        FORM.read({**typed, "kosten": ["1.000,01"]}, CONTEXT)


def test_a_check_that_cannot_be_made_is_an_error_not_a_pass():
    form = Form(
        "f", (field("date", "van"), field("date", "tot")), (Check(compile_expression("van <= tot"), "Van na tot."),)
    )
    with pytest.raises(InvalidAnswers, match=r"Van na tot\. .*niet na te gaan.*Leeg is: tot"):
        form.read({"van": ["01-01-2026"]}, FormContext(on=ON))


def test_a_check_on_hidden_questions_is_not_held_against_anybody():
    hidden = compile_expression("False")
    form = Form("f", (field("date", "van", show_when=hidden),), (Check(compile_expression("van <= on"), "Van na nu."),))
    assert form.read({}, FormContext(on=ON)).details == {}


def test_a_question_whose_condition_is_not_yet_known_is_not_asked():
    form = Form(
        "f", (field("number", "leeftijd"), field("text", "beroep", show_when=compile_expression("leeftijd > 15")))
    )
    assert [asked.id for asked in form.visible({}, FormContext(on=ON))] == ["leeftijd"]


def test_an_unknown_name_in_a_form_is_an_error():
    form = Form("f", (field("text", show_when=compile_expression("gewicht == 3")),))
    with pytest.raises(ExpressionFailed, match="gewicht"):
        form.visible({}, FormContext(on=ON))


def test_given_answers_are_read_back_in_words():
    form = Form(
        "f",
        (
            *FORM.fields,
            field("yesno", "spoed", "Spoed"),
            field("person", "wie", "Wie"),
            field("file", "stukken", "Stukken"),
            field("number", "uren", "Uren"),
        ),
    )
    details = {
        "compleet": "nee",
        "ontbreekt": ["opp", "iq"],
        "opp_datum": "2026-12-22",
        "kosten": "1234.50",
        "gesprekken": [{"dag": "2026-10-01", "met": "moeder"}, {"dag": "2026-10-02", "met": None}],
        "spoed": False,
        "wie": 7,
        "stukken": ["1", "2"],
        "uren": "12.5",
    }
    context = FormContext(on=ON, people=lambda _field: [Option("7", "Ria de Vries")], files=FILES)
    assert form.as_filled(details, context) == [
        ("Is de aanvraag compleet?", "Nee, aanvullen"),
        ("Wat ontbreekt?", "het OPP en het verslag"),
        ("Datum van het OPP", "di 22-12-2026"),
        ("Kosten", "€ 1.234,50"),
        ("Gesprekken", "Dag: do 01-10-2026, Met wie: moeder\nDag: vr 02-10-2026"),
        ("Spoed", "Nee"),
        ("Wie", "Ria de Vries"),
        ("Stukken", "opp.pdf en foto.png"),
        ("Uren", "12,5"),
    ]
    assert form.as_filled({"opp_datum": None, "ontbreekt": []})[0] == ("Wat ontbreekt?", "niet ingevuld")


def test_stored_answers_can_be_typed_again():
    raw = {
        "compleet": ["ja"],
        "opp_datum": ["1-9-2026"],
        "kosten": ["800"],
        "gesprekken.dag": ["01-10-2026", "02-10-2026"],
        "gesprekken.met": ["", "vader"],
    }
    answers = FORM.read(raw, CONTEXT)
    again = FORM.raw(answers.details)
    assert again["opp_datum"] == ["01-09-2026"]
    assert again["kosten"] == ["800,00"]
    assert again["gesprekken.met"] == ["", "vader"]
    assert FORM.read(again, CONTEXT) == answers
    assert FORM.raw(answers.facts)["kosten"] == ["800,00"]


@pytest.mark.parametrize(
    ("kind", "stored", "typed"),
    [("yesno", False, "nee"), ("number", "12.5", "12,5"), ("number", 12345, "12345"), ("money", "1234.5", "1.234,50"),
     ("date", ON, "23-11-2026"), ("person", 7, "7")],
)  # fmt: skip
def test_a_stored_answer_is_typed_as_a_person_would(kind, stored, typed):
    assert Form("f", (field(kind),)).raw({"vraag": stored}) == {"vraag": [typed]}


def test_a_form_proposes_what_is_known():
    form = Form(
        "f",
        (
            field("date", "dag", prefill=compile_expression("on")),
            field("text", "school", prefill=compile_expression("school")),
            field("money", "kosten", prefill=compile_expression("budget * 2")),
            field("number", "uren", prefill=compile_expression("uren_vorig + 1")),
        ),
    )
    context = FormContext(on=ON, facts={"school": "De Wissel", "budget": Decimal("5.00"), "uren_vorig": None})
    assert form.prefilled(context) == {"dag": ["23-11-2026"], "school": ["De Wissel"], "kosten": ["10,00"]}


def test_a_remark_quotes_what_was_answered_and_leaves_open_what_is_not_known():
    unless = compile_expression("empty(tot) or tot > on")
    form = Form(
        "f", (field("date", "tot"), field("text", "naam")), (Check(unless, "{{ naam }} kan niet op {{ tot }}."),)
    )
    with pytest.raises(InvalidAnswers) as refused:
        form.read({"tot": ["23-11-2026"], "naam": [""]}, FormContext(on=ON))
    assert refused.value.errors[0].message == "… kan niet op ma 23-11-2026."


def test_facts_survive_json():
    facts = {
        "soort": "SO",
        "spoed": True,
        "aantal": 3,
        "bedrag": Decimal("12.50"),
        "dag": ON,
        "leeg": None,
        "adviezen": ["ja", None, ON],
    }
    stored = facts_to_json(facts)
    assert stored["dag"] == {"date": "2026-11-23"}
    assert stored["bedrag"] == {"number": "12.50"}
    assert facts_from_json(json.loads(json.dumps(stored))) == facts


@pytest.mark.parametrize(
    "stored",
    [
        {"date": "2026-02-30"},
        {"number": "x"},
        {"date": "2026-01-01", "b": 1},
        {"typename": "x"},
        {},
        1.5,
        {"days": 10**12},
    ],
)
def test_facts_that_are_something_else_are_refused(stored):
    with pytest.raises(UnreadableFacts, match="feit"):
        facts_from_json({"feit": stored})


def test_a_typed_day_is_a_day_or_nothing():
    assert [parse_date(typed) for typed in ("23-11-2026", "31-02-2026", "")] == [ON, None, None]
