"""The committees that meet: read strictly, and the one of the product is in order."""

import pytest

from tests.clocks import SHARED
from workflows.domain.errors import InvalidRoute
from workflows.routes.committees import read_committees
from workflows.routes.route import Shared

GOOD = """
[raad]
label = "Raad"
role = "commissie"
papers = 3
capacity = 6
quorum = 2
round_hours = 48
bundle_days = 3
"""


def test_a_committee_says_when_papers_close_and_how_many_members_it_takes() -> None:
    raad = read_committees("committees.toml", GOOD.encode())["raad"]
    assert (raad.papers, raad.capacity, raad.quorum, raad.disciplines) == (3, 6, 2, ())


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("quorum = 2", "quorum = 0", "Kies een getal van 1 tot en met 50"),
        ("quorum = 2", 'quorum = "twee"', "geen getal"),
        ("quorum = 2", "quorum = true", "geen getal"),
        ("quorum = 2\n", "", "ontbreekt"),
        ("quorum = 2", "quorum = 2\nkoffie = 1", "onbekend"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(was: str, becomes: str, told: str) -> None:
    with pytest.raises(InvalidRoute, match=told):
        read_committees("committees.toml", GOOD.replace(was, becomes).encode())


def test_the_committees_of_the_product_have_a_role_and_disciplines_that_exist() -> None:
    shared = Shared.from_folder(SHARED)
    disciplines = {option.value for option in shared.lists["disciplines"]}
    for committee in shared.committees.values():
        assert committee.role in shared.roles
        assert set(committee.disciplines) <= disciplines
