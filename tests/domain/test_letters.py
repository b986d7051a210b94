"""Letters say what their author wrote, in the words of the reader, and never what somebody slipped in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from workflows.domain.errors import ExpressionFailed, InvalidExpression
from workflows.domain.expressions import EmptyValue, compile_expression
from workflows.domain.letters import Block, compile_letter, compile_paragraph

FACTS = {
    "naam": "Ada de Wit",
    "soort": "VSO",
    "tot": date(2026, 12, 22),
    "bedrag": Decimal("1234.50"),
    "aantal": 3,
    "duur": timedelta(days=14),
    "toegekend": True,
    "ontbreekt": ["opp", "verslag", "advies"],
    "leeg": None,
}


def rendered(body, subject="Besluit", labels=None, **facts):
    return compile_letter("brief", subject, body).render({**FACTS, **facts}, labels)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("naam", "Ada de Wit"),
        ("tot", "di 22-12-2026"),
        ("bedrag", "1.234,50"),
        ("aantal + 1", "4"),
        ("duur", "14 dagen"),
        ("toegekend", "ja"),
        ("ontbreekt", "opp, verslag en advies"),
        ("tot - days(1)", "ma 21-12-2026"),
        ("upper(naam)", "ADA DE WIT"),
    ],
)
def test_values_are_written_as_a_dutch_reader_writes_them(place, words):
    assert rendered(f"x {{{{ {place} }}}}.").text == f"x {words}."


def test_stored_answers_appear_under_their_labels():
    labels = {"soort": {"VSO": "voortgezet speciaal onderwijs"}, "ontbreekt": {"opp": "het OPP"}}
    text = rendered("Naar {{ soort }}: {{ ontbreekt }}, {{ lower(soort) }}.", labels=labels).text
    assert text == "Naar voortgezet speciaal onderwijs: het OPP, verslag en advies, vso."


def test_a_text_becomes_headings_lists_and_paragraphs():
    letter = rendered(
        "# Besluit over {{ naam }}\n"
        "Wij kennen de TLV toe\n"
        "tot {{ tot }}.\n"
        "\n"
        "- eerste\n"
        "- tweede,\n"
        "  die doorloopt\n"
        "\n"
        "Slot.\n"
    )
    assert letter.blocks == (
        Block("heading", "Besluit over Ada de Wit"),
        Block("paragraph", "Wij kennen de TLV toe tot di 22-12-2026."),
        Block("list", items=("eerste", "tweede, die doorloopt")),
        Block("paragraph", "Slot."),
    )
    assert letter.text == (
        "Besluit over Ada de Wit\n\nWij kennen de TLV toe tot di 22-12-2026.\n\n"
        "- eerste\n- tweede, die doorloopt\n\nSlot."
    )


@pytest.mark.parametrize(("aantal", "words"), [(1, "één"), (2, "twee"), (3, "veel")])
def test_a_choice_takes_the_first_branch_that_holds(aantal, words):
    body = "{% if aantal == 1 %}één{% elif aantal == 2 %}twee{% else %}veel{% endif %}"
    assert rendered(body, aantal=aantal).text == words


def test_a_tag_on_its_own_line_leaves_no_trace():
    body = "- a\n{% if toegekend %}\n- b\n{% if aantal > 5 %}\n- c\n{% endif %}\n{% endif %}\n- d\n"
    assert rendered(body).blocks == (Block("list", items=("a", "b", "d")),)


def test_a_branch_that_is_not_taken_is_not_asked():
    assert rendered("{% if not empty(leeg) %}{{ leeg }}{% endif %}klaar").text == "klaar"


@pytest.mark.parametrize("value", [None, "", []])
def test_a_letter_with_a_hole_is_never_made(value):
    with pytest.raises(EmptyValue, match="De brief noemt leeg, maar dat is leeg"):
        rendered("Beste {{ leeg }},", leeg=value)


def test_a_condition_on_something_empty_fails_unless_guarded():
    with pytest.raises(EmptyValue):
        rendered("{% if leeg > 3 %}x{% endif %}")


@pytest.mark.parametrize(
    "typed",
    [
        "# Besluit: toegekend",
        "- punt",
        "a\n\n# Besluit\n\nb",
        "{{ naam }}",
        "{% if toegekend %}",
        "a\x00b\x01c",
        "\r\n# x",
    ],
)
def test_what_a_person_typed_stays_plain_words(typed):
    letter = rendered("{{ invoer }}\n\nSlot.", invoer=typed)
    assert [block.kind for block in letter.blocks] == ["paragraph", "paragraph"]
    assert "Ada" not in letter.text


def test_line_breaks_a_person_typed_are_kept_inside_the_paragraph():
    assert rendered("Mening: {{ invoer }}", invoer="een\n\ntwee").blocks == (Block("paragraph", "Mening: een\n\ntwee"),)


def test_a_subject_is_one_line():
    assert rendered("x", subject="Besluit {{ soort }}\n{{ invoer }}", invoer="a\nb").subject == "Besluit VSO a b"


def test_a_letter_knows_every_name_it_asks_for():
    letter = compile_letter(
        "brief", "Over {{ a }}", "{% if b > 1 %}{{ c }}{% elif d %}x{% else %}{{ e + f }}{% endif %}"
    )
    assert letter.names == {"a", "b", "c", "d", "e", "f"}


def test_an_unknown_name_is_an_error_before_anything_is_sent():
    with pytest.raises(InvalidExpression, match=r"vraagt naar naaam, .* Bedoelt u naam\?"):
        compile_letter("brief", "x", "Beste {{ naaam }}", known={"naam", "soort"})


@pytest.mark.parametrize(
    ("body", "position", "words"),
    [
        ("ab {{ naam", 3, "mist }}"),
        ("ab naam }}", 8, "hoort bij geen begin"),
        ("{{ naam %}", 0, "mist }}"),
        ("{{ a.b }}", 0, "punt"),
        ("{{ }}", 0, "leeg"),
        ("x {% if a %}", 12, "mist zijn"),
        ("x {% endif %}", 13, "hoort bij geen"),
        ("{% if a %}{% else %}{% else %}{% endif %}", 30, "kan hier niet"),
        ("{% for x in y %}", 16, "hoort bij geen"),
        ("ab {% if a = 1 %}x{% endif %}", 3, "Schrijf =="),
        ("ab {% %}", 3, "leeg"),
    ],
)
def test_a_mistake_in_a_letter_is_explained_with_its_place(body, position, words):
    with pytest.raises(InvalidExpression, match=words) as refused:
        compile_letter("brief", "x", body)
    assert refused.value.position == position


def test_a_letter_does_not_grow_without_end():
    with pytest.raises(ExpressionFailed, match="te lang"):
        rendered("{{ invoer }}" * 100, invoer="x" * 10_000)


# ------------------------------------------------------------------ standard paragraphs, parts, texts to change
LIBRARY = {
    "groet": compile_paragraph("groet", "# Groet\n\nDag {{ naam }}.\n"),
    "woord": compile_paragraph("woord", '{% if wat == "VSO" %}voortgezet{% else %}anders{% endif %}\n'),
}


def whole(body, free=None, **facts):
    return compile_letter("brief", "x", body).render({**FACTS, **facts}, library=LIBRARY, free=free)


def test_a_standard_paragraph_stands_in_the_letter_as_if_it_was_written_there():
    letter = whole('Eerst.\n\n{{ alinea("groet") }}\n\nDan {{ alinea("woord", wat=soort) }} onderwijs.')
    assert letter.text == "Eerst.\n\nGroet\n\nDag Ada de Wit.\n\nDan voortgezet onderwijs."
    assert letter.blocks[1].kind == "heading"


def test_a_letter_asks_what_its_standard_paragraphs_ask():
    letter = compile_letter("brief", "x", '{{ alinea("groet") }}{{ alinea("woord", wat=soort) }}{{ tot }}')
    assert letter.asks(LIBRARY) == {"naam", "soort", "tot"}
    with pytest.raises(ExpressionFailed, match="groet bestaat niet"):
        letter.render(FACTS)


def test_a_part_is_said_when_more_than_its_heading_is_there():
    body = "{% blok a b %}\n# Kop\n\n{% if toegekend %}\nTekst.\n{% endif %}\n{% endblok %}\nBuiten.\n"
    assert whole(body).parts == {"a", "b"}
    assert whole(body, toegekend=False).parts == frozenset()
    assert [block.parts for block in whole(body).blocks] == [frozenset("ab"), frozenset("ab"), frozenset()]


def test_a_letter_knows_which_parts_it_lacks():
    letter = compile_letter(
        "brief", "x", "{% if toegekend %}\n{% blok a %}\nTekst.\n{% endblok %}\n{% endif %}\n",
        needed_when={"b": compile_expression("aantal > 2")}, not_needed={"c": "daarom"},
    )  # fmt: skip
    assert letter.missing(letter.render(FACTS), ["a", "b", "c"], FACTS) == ["b"]
    less = {**FACTS, "toegekend": False, "aantal": 1}
    assert letter.missing(letter.render(less), ["a", "b", "c"], less) == ["a"]


def test_a_text_to_change_is_given_as_typed_and_replaced_by_what_was_typed():
    body = "{% blok a %}\n{% vrij uitleg %}\nWij vinden\ndit.\n\n- een\n- twee\n{% endvrij %}\n{% endblok %}\nSlot.\n"
    letter = whole(body)
    assert letter.free == {"uitleg": "Wij vinden dit.\n\n- een\n- twee"}
    changed = whole(body, free={"uitleg": "Toch iets anders.\n\n# {{ naam }}\n\x02\n{% if %}"})
    assert changed.text == "Toch iets anders.\n\n{{ naam }}\n\n{% if %}\n\nSlot."
    assert changed.parts == {"a"}
    assert whole(body, free={"uitleg": letter.free["uitleg"]}) == letter


@pytest.mark.parametrize("typed", ["{% blok b %}", "\x02blok b", "\x02", 'x {{ alinea("groet") }}'])
def test_what_a_letter_quotes_opens_no_part_and_inserts_nothing(typed):
    letter = whole("{% blok a %}\n{{ invoer }}\n{% endblok %}\nSlot.", invoer=typed)
    assert letter.parts == {"a"}
    assert [block.kind for block in letter.blocks] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("body", "position", "words"),
    [
        ("x {% blok a %}\ny\n{% endblok %}", 2, "eigen regel"),
        ("{% blok %}\ny\n{% endblok %}", 0, "met een naam"),
        ("{% vrij a b %}\ny\n{% endvrij %}", 0, "één naam"),
        ("{% blok a %}\ny\n", 15, "mist zijn {% endblok %}"),
        ("{% blok a %}\n{% if toegekend %}\n{% endblok %}\n{% endif %}", 46, "kan hier niet"),
        ("{% endvrij %}", 13, "hoort bij geen {% vrij %}"),
    ],
)
def test_a_mark_that_is_wrong_is_explained_with_its_place(body, position, words):
    with pytest.raises(InvalidExpression, match=words) as refused:
        compile_letter("brief", "x", body)
    assert refused.value.position == position
