"""When a question is asked, as people say it."""

import pytest

from workflows.domain.fields import Field, Option
from workflows.routes.condition_words import in_words

YES, NO, SO, VSO = Option("ja", "Ja"), Option("nee", "Nee"), Option("SO", "SO"), Option("VSO", "VSO")
FIELDS = {
    "gehoord": Field("gehoord", "choice", "Gehoord?", options=(YES, NO)),
    "soort": Field("soort", "choice", "Soort", options=(SO, VSO, Option("X", "Ander"))),
    "datum": Field("datum", "date", "Datum van het OPP"),
}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('gehoord != "nee"', "bij ‘Gehoord?’ niet ‘Nee’ is gekozen"),
        ('soort in ["VSO", "SO"]', "bij ‘Soort’ ‘SO’ of ‘VSO’ is gekozen"),
        ('not (soort == "X")', "bij ‘Soort’ niet ‘Ander’ is gekozen"),
        ("not empty(datum)", "‘Datum van het OPP’ ingevuld is"),
        ('gehoord == "ja" and empty(datum)', "bij ‘Gehoord?’ ‘Ja’ is gekozen en ‘Datum van het OPP’ leeg is"),
        ('not (gehoord == "ja" or soort == "X")',
         "bij ‘Gehoord?’ niet ‘Ja’ is gekozen en bij ‘Soort’ niet ‘Ander’ is gekozen"),
        ('soort == "onbekend"', 'soort == "onbekend"'),  # no such answer: the check says so
        ('elders == "ja"', 'elders == "ja"'),
        ("datum >= on", "datum >= on"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_the_words_of_the_questions_it_is_about(source: str, words: str) -> None:
    assert in_words(source, FIELDS, lambda field: field.options) == words
