"""What one case gives or tells another is checked against both routes."""

import pytest

from tests.routes import samples
from tests.services.test_links import field, steun, vervolg
from tests.services.test_seasons import leerlingzaak, seizoen
from workflows.routes.check import check_route
from workflows.routes.route import Route


def said(route: Route, *others: Route) -> list[tuple[str, str]]:
    found = check_route(route, samples.shared(), {each.name: each for each in others})
    return [(finding.level, finding.problem) for finding in found if finding.code == "link"]


def test_what_comes_along_and_is_waited_for_gets_no_remarks() -> None:
    assert said(steun(), vervolg()) == said(vervolg(), steun()) == []


def test_while_the_other_route_is_not_known_the_check_warns() -> None:
    assert [level for level, _ in said(steun())] == ["warning"]
    assert [level for level, _ in said(vervolg())] == ["warning"]


@pytest.mark.parametrize(
    ("carries", "words"),
    [
        ("hulp=vraagje", "Het veld 'vraagje' staat in geen formulier van deze route."),
        ("hulpje=vraag", "Het veld 'hulpje' staat in geen formulier van de route 'vervolg'."),
        ("vraag", "Het veld 'vraag' staat in geen formulier van de route 'vervolg'."),
        ("hulp=sinds", "'sinds' en 'hulp' zijn niet van dezelfde soort of van hetzelfde gegevensblok."),
        ("stuk", "'stuk' is een stuk: dat komt niet mee."),
    ],
)
def test_what_would_not_arrive_is_refused(carries: str, words: str) -> None:
    assert said(steun(carries), vervolg()) == [("error", words)]


def test_what_others_may_read_in_the_other_route_is_refused() -> None:
    (found,) = said(steun(), vervolg(secret="request"))
    assert found == ("error", "'geheim' en 'geheim' zijn niet van dezelfde soort of van hetzelfde gegevensblok.")


def test_a_message_that_the_first_route_does_not_wait_for_is_refused() -> None:
    words = "De route 'steun' wacht nergens op het bericht 'iets_anders'."
    assert said(vervolg("iets_anders"), steun()) == [("error", words)]


def test_a_word_that_is_no_pair_of_names_is_refused() -> None:
    found = check_route(steun("hulp=vraag=meer"), samples.shared(), {"vervolg": vervolg()})
    assert "value" in [finding.code for finding in found]


def test_a_case_for_each_row_needs_a_table_in_which_every_row_names_a_pupil() -> None:
    unnamed = seizoen().files | {"forms/noemen.toml": field("leerlingen").encode()}
    words = "'leerlingen' is geen tabel waarin elke regel een leerling noemt."
    assert said(seizoen(), leerlingzaak()) == []
    assert ("error", words) in said(Route(unnamed), leerlingzaak())


def test_a_route_may_let_another_case_of_its_own_begin() -> None:
    files = dict(steun("vraag").files)
    files["steun.bpmn"] = files["steun.bpmn"].replace(b'value="vervolg"', b'value="steun"')
    assert said(Route(files)) == []


def test_what_comes_along_from_a_case_without_a_pupil_must_be_asked() -> None:
    files = dict(steun("vraag").files)
    files["route.toml"] += b'without_pupil = ["vraagje"]\n'
    found = said(Route(files), vervolg())
    assert ("error", "Het veld 'vraagje' staat in geen formulier van deze route, of is een stuk.") in found
