"""People around a pupil: who gets the letters and what each may, by relation, age and date."""

from datetime import date

import pytest

from workflows.domain.relations import PUPIL, Circle, Relation
from workflows.domain.rights import standing

BORN = date(2012, 3, 1)
YOUNG = date(2022, 11, 26)  # 10 years old
MOTHER = Relation("m", "parent", "Moeder", "ja")
FATHER = Relation("v", "parent", "Vader", "ja")


def around(*people: Relation, on: date = YOUNG, born: date | None = BORN) -> Circle:
    return Circle.at("Milan", born, on, people)


def receive(circle: Circle) -> list[tuple[str, list[str]]]:
    return [(each.relation.name, [other.name for other in each.behalf_of]) for each in circle.recipients()]


@pytest.mark.parametrize(
    ("relation", "told", "decides", "consents", "letters"),
    [
        (MOTHER, "all", True, True, True),
        (Relation("x", "parent", "X", "nee"), "some", False, False, False),  # BW 1:377c: on request
        (Relation("x", "parent", "X", "onbekend"), "some", False, False, False),  # first the register of authority
        (Relation("x", "guardian", "X"), "all", True, True, True),
        (Relation("x", "institution", "X"), "all", True, True, True),
        (Relation("x", "supervisor", "X"), "some", False, False, False),
        (Relation("x", "foster", "X"), "some", False, False, False),
        (Relation("x", "curator", "X"), "nothing", False, False, False),
        (Relation("x", "contact", "X"), "some", False, False, False),
        (Relation("x", "representative", "X"), "some", False, False, False),
    ],
)
def test_each_relation_has_its_own_rights_around_a_child(
    relation: Relation, told: str, decides: bool, consents: bool, letters: bool
) -> None:
    found = standing(around(relation), relation)
    assert (found.told, found.decides, found.consents, found.letters) == (told, decides, consents, letters)
    assert found.rights
    assert all(right.source and right.text.nl and right.text.en for right in found.rights)


@pytest.mark.parametrize(
    ("on", "decide", "consent"),
    [
        ("2024-02-29", ["Moeder"], ["Moeder"]),  # 11
        ("2028-02-29", ["Moeder"], ["Moeder"]),  # the day before 16
        ("2028-03-01", ["Moeder"], ["Milan"]),  # UAVG art. 5
        ("2030-02-28", ["Moeder"], ["Milan"]),
        ("2030-03-01", ["Milan"], ["Milan"]),  # BW art. 1:233, WVO 2020 art. 8.1
    ],
)
def test_who_decides_and_who_consents_moves_with_the_age(on: str, decide: list[str], consent: list[str]) -> None:
    circle = around(MOTHER, on=date.fromisoformat(on))
    assert [each.name for each in circle.deciders()] == decide
    assert [each.name for each in circle.consenters()] == consent


def test_a_curator_takes_the_place_of_a_pupil_who_is_of_age() -> None:
    circle = around(MOTHER, Relation("c", "curator", "Curator"), on=date(2030, 3, 1))
    assert receive(circle) == [("Curator", [])]
    assert not standing(circle, circle.the_pupil).decides


def test_a_pupil_of_age_gets_letters_at_their_own_address_and_the_parents_only_hear_what_the_pupil_agrees_to() -> None:
    own = Relation("p", "pupil", "Milan", address="Kamer 1")
    circle = around(MOTHER, own, on=date(2030, 3, 1))
    assert [each.relation.address for each in circle.recipients()] == ["Kamer 1"]
    assert standing(circle, MOTHER).told == "some"
    assert not standing(circle, MOTHER).letters


def test_both_with_authority_get_letters_apart_and_who_has_none_gets_none() -> None:
    assert receive(around(MOTHER, FATHER, Relation("z", "parent", "Z", "nee"))) == [("Moeder", []), ("Vader", [])]


def lawyer(*of: str, seen: date | None = date(2022, 1, 1), until: date | None = None) -> Relation:
    return Relation("g", "representative", "Mr. G", behalf_of=of, authorised_on=seen, until_on=until)


@pytest.mark.parametrize(
    ("acting", "who"),
    [
        (lawyer("m"), [("Mr. G", ["Moeder"]), ("Vader", [])]),
        (lawyer("m", "v"), [("Mr. G", ["Moeder", "Vader"])]),  # one letter, on behalf of both
        (lawyer("m", seen=None), [("Moeder", []), ("Vader", [])]),  # the machtiging was not seen (Awb 2:1 lid 2)
        (lawyer("m", seen=date(2022, 11, 27)), [("Moeder", []), ("Vader", [])]),
        (lawyer("m", until=date(2022, 11, 25)), [("Moeder", []), ("Vader", [])]),
        (lawyer("z"), [("Moeder", []), ("Vader", [])]),
    ],
)
def test_a_representative_gets_the_letters_instead_of_who_they_act_for(
    acting: Relation, who: list[tuple[str, list[str]]]
) -> None:
    assert receive(around(MOTHER, FATHER, acting)) == who


def test_a_representative_hears_what_the_machtiging_is_about_and_the_represented_still_decides() -> None:
    circle = around(MOTHER, acting := lawyer("m"))
    assert (standing(circle, acting).told, standing(circle, acting).letters) == ("some", True)
    assert (standing(circle, MOTHER).told, standing(circle, MOTHER).letters) == ("all", False)


def test_a_pupil_of_age_may_be_represented() -> None:
    assert receive(around(lawyer(PUPIL), on=date(2030, 3, 1))) == [("Mr. G", ["Milan"])]


def test_authority_that_ended_or_has_not_begun_does_not_count() -> None:
    former = Relation("v", "parent", "Vader", "ja", until_on=date(2022, 11, 25))
    coming = Relation("o", "guardian", "Oma", from_on=date(2022, 11, 27))
    assert receive(around(former, coming, MOTHER)) == [("Moeder", [])]
    assert receive(around(former, coming, MOTHER, on=date(2022, 11, 27))) == [("Oma", []), ("Moeder", [])]


def test_a_secret_address_is_told_to_nobody_else() -> None:
    hiding = Relation("m", "parent", "Moeder", "ja", address="Ergens 1", secret=True)
    circle = around(hiding, FATHER)
    assert [right.text.nl for right in standing(circle, FATHER).rights if "geheim" in right.text.nl] == [
        "het adres van Moeder horen: dat is geheim"
    ]
    assert not [right for right in standing(circle, hiding).rights if "geheim" in right.text.nl]


def test_without_a_birth_date_who_has_authority_decides() -> None:
    assert receive(around(MOTHER, born=None)) == [("Moeder", [])]
