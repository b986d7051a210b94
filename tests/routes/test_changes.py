"""What changed between two versions of a route, in which class, and who must agree."""

from collections.abc import Callable

import pytest

from tests.world import BPMN
from workflows.routes.changes import changes_between, gates_of, heaviest
from workflows.routes.route import Route

TLV = Route.from_folder(BPMN / "tlv")
FORM = "forms/aanvragen.toml"
FIELD = """
[[field]]
id = "logopedist"
kind = "text"
label = "Naam van de logopedist"
block = "request"
purpose = "Om te kunnen overleggen."
"""


def edited(path: str, edit: Callable[[str], str]) -> Route:
    text = TLV.files[path].decode()
    changed = edit(text)
    assert changed != text
    return Route({**TLV.files, path: changed.encode()})


def replaced(path: str, old: str, new: str) -> Route:
    return edited(path, lambda text: text.replace(old, new, 1))


def test_nothing_changed_is_no_change() -> None:
    assert changes_between(TLV, Route(dict(TLV.files))) == []


@pytest.mark.parametrize(
    ("new", "kind", "gates", "words"),
    [
        (replaced("volledigheid.bpmn", 'name="Volledigheid toetsen"', 'name="Aanvraag controleren"'), "A", "",
         "'Volledigheid toetsen' heet voortaan 'Aanvraag controleren'."),
        (replaced("besluit.bpmn", ' default="besluit_rijp_naar_tlv_nummeren"',
                  ' default="besluit_rijp_naar_eerst_horen"'), "D", "",
         "De standaardpijl van 'Kan het besluit uitgaan?': besluit_rijp_naar_tlv_nummeren wordt "
         "besluit_rijp_naar_eerst_horen."),
        (edited(FORM, lambda text: text + FIELD), "A", "P", "Nieuw veld 'Naam van de logopedist'."),
        (edited(FORM, lambda text: text + FIELD + "required = true\n"), "C", "P",
         "Nieuw veld 'Naam van de logopedist', verplicht."),
        (edited("notices/bericht_aan_ouders.txt", lambda text: text + "\nMet vriendelijke groet\n"), "A", "",
         "De tekst van de brief 'bericht_aan_ouders' is gewijzigd."),
        (edited("decisions/bevoegd_swv.dmn", lambda text: text + "<!-- -->"), "C", "",
         "Beslistabel 'bevoegd_swv' gewijzigd."),
        (replaced("route.toml", 'compleet = "ja" }', 'compleet = "nee" }'), "C", "P",
         "Hoe lopende zaken uit een ander systeem binnenkomen, is gewijzigd."),
        (Route({path: data for path, data in TLV.files.items() if path != FORM}), "C", "",
         "Formulier 'aanvragen' weggehaald."),
    ],
)  # fmt: skip
def test_a_change_says_what_it_is_its_class_and_who_looks_along(new: Route, kind: str, gates: str, words: str) -> None:
    [change] = changes_between(TLV, new)
    assert (change.kind, "".join(sorted(change.gates)), change.text) == (kind, gates, words)


def test_a_heading_is_the_same_one_wherever_it_stands() -> None:
    heading = '[[field]]\nkind = "heading"\nlabel = "Wat vraagt u aan?"\n'
    lower = edited(FORM, lambda text: text.replace(heading, "", 1) + f"\n{heading}")
    assert [change.text for change in changes_between(TLV, lower)] == ["De volgorde van de velden is gewijzigd."]
    first = edited(FORM, lambda text: text.replace(heading, FIELD + heading, 1))
    assert [change.text for change in changes_between(TLV, first)] == ["Nieuw veld 'Naam van de logopedist'."]
    without = edited(FORM, lambda text: text.replace(heading, "", 1))
    assert [(each.kind, each.text) for each in changes_between(TLV, without)] == [
        ("A", "Tekst 'Wat vraagt u aan?' weggehaald.")
    ]


def test_a_question_that_comes_under_a_condition_is_no_change_of_order_alone() -> None:
    """What stands under a heading is asked when the heading is shown."""
    heading = 'kind = "heading"\nlabel = "De leerling nu"\n'
    sometimes = replaced(FORM, heading, heading + "show_when = 'soort_gevraagd == \"SO\"'\n")
    changes = changes_between(TLV, sometimes)
    assert heaviest(changes) == "B"
    assert any(each.text.endswith("staat onder een kop met een andere voorwaarde.") for each in changes)


@pytest.mark.parametrize("key", ["not_by", "records"])
def test_what_the_law_decides_cannot_become_less(key: str, tlv_property: Callable[[str, str], Route]) -> None:
    found = changes_between(TLV, tlv_property(key, ""))
    assert found
    assert heaviest(found) == "D"


def test_who_may_decide_is_the_mandate_of_the_board(tlv_property: Callable[[str, str], Route]) -> None:
    found = changes_between(TLV, tlv_property("mandate", "anders"))
    assert gates_of(found) >= {"M"}


def test_what_cannot_be_read_is_named_and_no_light_change() -> None:
    [change] = changes_between(TLV, Route({**TLV.files, "tlv.bpmn": b"<geen"}))
    assert (change.kind, change.file) == ("C", "tlv.bpmn")


@pytest.fixture(scope="module")
def tlv_property() -> Callable[[str, str], Route]:
    """Return the TLV route with the first property of a name changed or, for nothing, taken away."""

    def change(name: str, value: str) -> Route:
        for path, data in TLV.files.items():
            text = data.decode()
            start = text.find(f'<spiffworkflow:property name="{name}"')
            if path.endswith(".bpmn") and start >= 0:
                end = text.index("/>", start) + 2
                new = f'<spiffworkflow:property name="{name}" value="{value}" />' if value else ""
                return Route({**TLV.files, path: (text[:start] + new + text[end:]).encode()})
        raise AssertionError(f"no property {name}")

    return change
