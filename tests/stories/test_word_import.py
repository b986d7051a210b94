"""A school fills in the application from the national Word form: read, shown, chosen, and nothing lost."""

from datetime import date, time
from pathlib import Path

import pytest

from tests.paper import files as made
from tests.stories.milan import OFFICE, PUPIL, SCHOOL
from tests.stories.valley import Valley
from workflows.domain.clock import FrozenClock, at_local
from workflows.domain.errors import DraftMoved, InvalidAnswers, NotFound
from workflows.persistence.unit_of_work import Database
from workflows.services import documents, tasks, word_import
from workflows.services.word_import import ImportPage

TASK = "Aanvraag invullen"
FORM = [
    ("1. Naam contactpersoon:", "Marieke Proef"),
    ("Aangevraagde onderwijssoort", "☐ SBO ☒ SO ☐ VSO"),
    ("Bekostigingscategorie", "Categorie 2"),
    ("EMB", "☒ ja ☒ nee"),
    ("Datum OPP", "begin september"),
    ("Schoenmaat", "34"),
]


@pytest.fixture
def valley(sqlite_database: Database, tmp_path: Path) -> Valley:
    valley = Valley(sqlite_database, FrozenClock(at_local(date(2026, 11, 23), time(9))), tmp_path)
    valley.starts(SCHOOL, PUPIL)
    return valley


def reads(valley: Valley, data: bytes) -> ImportPage:
    task, who = valley.task(SCHOOL, TASK).id, valley.person(SCHOOL)
    valley.system.perform(documents.add, task, who, name="aanvraag.docx", data=data, field="bijlagen")
    file = valley.system.read(word_import.added, task, who)
    return valley.system.perform(word_import.look, task, who, file, word_import.lines_in(file))


def takes(valley: Valley, fields: list[str], seen: str | None = None) -> int:
    task, who = valley.task(SCHOOL, TASK).id, valley.person(SCHOOL)
    file = valley.system.read(word_import.added, task, who)
    return valley.system.perform(word_import.take, task, who, file, word_import.lines_in(file), fields, seen)


def test_a_word_form_is_read_shown_and_taken_over_in_the_draft(valley: Valley) -> None:
    task, who = valley.task(SCHOOL, TASK).id, valley.person(SCHOOL)
    valley.system.perform(tasks.save_draft, task, who, {"soort_gevraagd": ["SBO"], "leerjaar": ["4"]})
    found = reads(valley, made.word_form(FORM, "Ondersteuningsbehoeften", "Een kleine groep.", "Veel rust."))
    shown = {each.field: (each.found, each.now, each.differs) for each in found.proposed}
    assert shown == {
        "contactpersoon": ("Marieke Proef", "", False),
        "soort_gevraagd": ("Speciaal onderwijs (SO)", "Speciaal basisonderwijs (SBO)", True),
        "categorie_gevraagd": ("2 (midden)", "", False),
        "hulpvraag": ("Een kleine groep.\nVeel rust.", "", False),
    }
    assert [(each.label, str(each.reason).partition(".")[0]) for each in found.not_read] == [
        ("EMB", "er is meer dan één antwoord aangekruist"),
        ("Datum OPP", "‘begin september’ is geen datum"),
        ("Schoenmaat", "deze vraag staat hier niet"),
    ]
    assert "Uitstroombestemming" in found.not_found

    valley.clock.instant = at_local(date(2026, 11, 23), time(10))
    assert takes(valley, ["contactpersoon", "hulpvraag", "onzin"], found.page.version) == 2
    raw = valley.task_page(SCHOOL, TASK).raw
    assert (raw["contactpersoon"], raw["soort_gevraagd"], raw["leerjaar"]) == (["Marieke Proef"], ["SBO"], ["4"])
    with pytest.raises(DraftMoved):
        takes(valley, ["soort_gevraagd"], found.page.version)


def test_only_who_fills_in_the_application_reads_a_word_form_and_there_must_be_one(valley: Valley) -> None:
    task = valley.task(SCHOOL, TASK).id
    with pytest.raises(InvalidAnswers, match="kies eerst het ingevulde Word-document"):
        valley.system.read(word_import.added, task, valley.person(SCHOOL))
    for stranger in (OFFICE, "Anna Schijn"):
        with pytest.raises(NotFound):
            valley.system.read(word_import.added, task, valley.person(stranger))


def test_a_number_that_may_not_be_here_is_not_taken_over(valley: Valley) -> None:
    with pytest.raises(InvalidAnswers, match="een BSN"):
        reads(valley, made.word_form([("BSN", "999990019")]))
    found = reads(valley, made.word_form([("Contactpersoon", "Marieke 999990019")]))
    assert found.proposed == ()
    assert "BSN" in str(found.not_read[0].reason)
