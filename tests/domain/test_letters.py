"""Letters say what their author wrote, in the words of the reader, and never what somebody slipped in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from workflows.domain.errors import ExpressionFailed, InvalidExpression
from workflows.domain.expressions import EmptyValue
from workflows.domain.letters import Block, compile_letter

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
