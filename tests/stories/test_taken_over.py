"""An application that ran in another system: taken over where it stood, decided here, on time for its true term."""

from datetime import date, time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.stories.milan import DECISION, OFFICE, SENT
from tests.stories.valley import Valley, words_of
from workflows.domain.clock import FrozenClock, at_local
from workflows.persistence import models
from workflows.persistence.unit_of_work import Database
from workflows.services import case_takeover, replay

PARENTS = {
    "Ouder 1 naam": "S. Voorbeeld", "Ouder 1 gezag": "ja", "Ouder 1 adres": "Fabelweg 1, 0000 AA Verzonnendam",
    "Ouder 1 geheim adres": "nee", "Tweede ouder": "ja", "Ouder 2 naam": "T. Voorbeeld", "Ouder 2 gezag": "ja",
    "Ouder 2 adres": "Sprookjeslaan 2, 0000 AB Verzonnendam", "Ouder 2 geheim adres": "ja",
}  # fmt: skip
OPEN = PARENTS | {
    "Route": "tlv", "Kenmerk": "2026-0815", "Roepnaam": "Sem", "Achternaam": "Voorbeeld", "Geboortedatum": "14-03-2017",
    "School": "99AA00", "Ontvangen op": "01-10-2026", "Staat bij": "Besluit nemen", "Opgeschort op": "05-10-2026",
    "Hervat op": "12-10-2026", "Verlengd op": "20-11-2026", "Verlengd tot": "29-01-2027", "Soort aanvraag": "nieuw",
    "Soort gevraagd": "Speciaal onderwijs (SO)", "Categorie": "1", "EMB": "Nee", "Inschrijving": "bao",
    "Ouders eens": "Eens", "Advies van de commissie": "toekennen", "Commissie soort": "SO", "Commissie categorie": "L",
    **{f"Deskundige {n} onafhankelijk": "ja" for n in (1, 2)},
    **{f"Deskundige {n} toelaatbaar": "ja" for n in (1, 2)}, **{f"Deskundige {n} soort": "SO" for n in (1, 2)},
    **{f"Deskundige {n} categorie": "L" for n in (1, 2)}, "Deskundige 1 discipline": "orthopedagoog",
    "Deskundige 2 discipline": "Arts",
}  # fmt: skip


@pytest.fixture
def valley(sqlite_database: Database, tmp_path: Path) -> Valley:
    return Valley(sqlite_database, FrozenClock(at_local(date(2026, 11, 23), time(9))), tmp_path)


def offered(valley: Valley, **other: str) -> case_takeover.Trial:
    book, row = Workbook(), OPEN | {name.replace("_", " "): value for name, value in other.items()}
    book.active.append(list(row))
    book.active.append(list(row.values()))
    made = BytesIO()
    book.save(made)
    ria = valley.person(OFFICE)
    number = valley.system.perform(case_takeover.offer, ria, "oud.xlsx", made.getvalue())
    return valley.system.read(case_takeover.trial, ria, number)


def test_an_application_is_taken_over_and_decided_with_a_letter_to_each_parent(valley: Valley) -> None:
    trial = offered(valley)
    assert [str(each.message) for each in trial.mistakes] == []
    valley.system.perform(case_takeover.confirm, valley.person(OFFICE), trial.file_id)
    [case] = valley.rows(models.Case)
    assert valley.names(case.number) == ["Besluit nemen"]
    assert valley.due(case.number, "T2") == {"T2": date(2027, 1, 29)}
    valley.on("2026-12-01")
    valley.completes("Anna Schijn", "Besluit nemen", DECISION, seen=True)
    letters = valley.letters(case.number, "esluit")
    assert {"S. Voorbeeld", "T. Voorbeeld"} <= set(letters)
    assert "Sprookjeslaan" not in words_of(letters["S. Voorbeeld"])
    valley.posts(OFFICE)
    valley.completes(OFFICE, "Besluit verzenden", {**SENT, "verzonden_op": "01-12-2026"}, seen=True)
    term = valley.term(case.number, "T2")
    assert (term.state, term.passed) == ("stopped", None)
    assert valley.system.read(replay.differences, case.id) == []


@pytest.mark.parametrize(
    ("other", "column", "said"),
    [
        ({"Advies_van_de_commissie": ""}, "Advies van de commissie", "nodig voor een zaak die hier staat"),
        ({"Advies_van_de_commissie": "afwijzen"}, "Staat bij", "komt de zaak niet bij ‘Besluit nemen’"),
        ({"Deskundige_2_soort": ""}, "Deskundige 2 soort", "nodig voor een zaak die hier staat"),
        ({"Deskundige_2_discipline": "tovenaar"}, "Deskundige 2 discipline", "kies uit: Orthopedagoog"),
        ({"Ouder_2_adres": ""}, "Ouder 2 adres", "vul dit in"),
        ({"Categorie": "zwaar"}, "Categorie", "kies uit: 1 (laag)"),
    ],
)
def test_what_a_decision_needs_is_asked_before_the_case_is_taken_over(
    valley: Valley, other: dict[str, str], column: str, said: str
) -> None:
    [mistake] = offered(valley, **other).mistakes
    assert (mistake.column, said in mistake.message) == (column, True), mistake.message
