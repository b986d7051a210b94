"""Is this child already here? Names as people type them."""

import pytest

from workflows.domain.names import Name, greeted, likeness, same_person


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (("Milan", "Voorbeeld"), ("Milan", "Voorbeeld"), "same"),
        (("Zoë", "Müller"), ("Zoe", "Muller"), "same"),  # accents
        (("Milan", "Jansen"), ("Milan", "Janssen"), "same"),  # a typing error
        (("Sam", "van Dijk"), ("Sam", "Dyk"), "same"),  # infix in the name, ij as y
        (("Max", "de Vries"), ("Maximiliaan", "Vries"), "same"),  # short for
        (("Fatima", "El Amrani"), ("Fatima", "El-Amrani"), "same"),
        (("Noor", "Bakker-Smit"), ("Noor", "Bakker"), "same"),  # two family names, one typed
        (("Voorbeeld", "Milan"), ("Milan", "Voorbeeld"), "same"),  # in the wrong boxes
        (("Milan", "Voorbeeld"), ("Sara", "Voorbeeld"), "sibling"),  # a twin
        (("Milan", "Voorbeeld"), ("Milan", "Bakker"), None),
        (("Li", "Wu"), ("Bo", "Xi"), None),
    ],
)
def test_children_born_on_one_day_may_be_the_same_or_a_twin(
    one: tuple[str, str], other: tuple[str, str], found: str | None
) -> None:
    assert likeness(Name(*one), Name(*other)) == found
    assert likeness(Name(*other), Name(*one)) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A. de Vries", "a de vries", True),
        ("Moeder Voorbeeld", "Voorbeeld, moeder", True),
        ("Moeder Voorbeeld", "Vader Voorbeeld", False),
    ],
)
def test_one_person_may_be_written_in_two_ways(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Mevrouw L. Voorbeeld", "mevrouw L. Voorbeeld"),
        ("De heer van Dijk", "heer van Dijk"),
        ("dhr. Smit", "heer Smit"),
        ("Mw. Smit", "mevrouw Smit"),
        ("Familie Bakker", "familie Bakker"),
        ("Sanne de Heer", "Sanne de Heer"),
        ("Mevrouwke Smit", "Mevrouwke Smit"),
    ],
)
def test_a_letter_greets_by_the_title_as_it_is_said(name: str, said: str) -> None:
    assert greeted(name) == said
