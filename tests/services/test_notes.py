"""Notes on a case: who reads them, when their writer comes back, and how they end."""

from datetime import date

import pytest

from tests.services.test_home import tiles
from tests.services.test_retention import destroys, ended
from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import case_bundle, notes, pupils
from workflows.services.notes import NewNote
from workflows.services.views import NoteView


def writes(world: World, number: str, by: str = "Ria", told: str = "Moeder belde", **more: object) -> None:
    new = NewNote(
        **{"how": "telefoon", "whom": "moeder", "told": told, "plan": "School bellen", "in_dossier": True, **more}
    )  # type: ignore[arg-type]
    world.system.perform(notes.add, number, world.person(by), new)


def reads(world: World, number: str, by: str) -> list[NoteView]:
    return list(world.page(number, by).notes)


def morning(world: World, by: str) -> list[str]:
    """Return what somebody's first page says they come back to."""
    found = tiles(world, by).get("terugkomen")
    return [str(line.text) for line in found.lines] if found is not None else []


def test_a_note_of_the_dossier_is_read_by_who_reads_the_correspondence_and_told_in_the_history(
    small_world: World,
) -> None:
    number = small_world.submits()
    writes(small_world, number)
    for name in ("Ria", "Sjaak", "Dirk"):
        assert [(note.told, note.by) for note in reads(small_world, number, name)] == [("Moeder belde", "Ria")]
    for name in ("Anna", "Joke"):
        assert reads(small_world, number, name) == []
        with pytest.raises(NotFound):
            writes(small_world, number, by=name)
    assert "Aantekening in het dossier gezet" in [str(row.text) for row in small_world.page(number, "Anna").history]
    page = small_world.system.perform(pupils.page, small_world.case(number).pupil_id, small_world.person("Dirk"))
    assert (len(page.notes), page.note_on) == (1, number)
    titles = [
        piece.title for piece in small_world.system.read(case_bundle.choice, number, small_world.person("Dirk")).pieces
    ]
    assert titles == ["Aantekening: Telefoon"], "a part of the dossier goes along with it"


def test_a_working_note_is_for_its_writer_alone_and_ends_by_itself(small_world: World) -> None:
    number = small_world.submits()
    writes(small_world, number, in_dossier=False)
    writes(small_world, number, told="Later", in_dossier=False, weeks=3)
    assert reads(small_world, number, "Sjaak") == []
    assert {row.kind for row in small_world.history(number)} & {"note"} == set()
    assert small_world.system.read(case_bundle.choice, number, small_world.person("Ria")).pieces == ()
    ends = [note.erase_on for note in reads(small_world, number, "Ria")]
    assert ends == [date(2027, 3, 15), date(2027, 2, 24)], "three months after it was written, or comes back"
    small_world.lives_until("2027-02-23")
    assert len(reads(small_world, number, "Ria")) == 2
    small_world.lives_until("2027-02-24")
    assert [note.told for note in reads(small_world, number, "Ria")] == ["Later"]
    note = reads(small_world, number, "Ria")[0]
    with pytest.raises(NotFound):
        small_world.system.perform(notes.take_away, note.id, small_world.person("Sjaak"))
    small_world.system.perform(notes.take_away, note.id, small_world.person("Ria"))
    assert small_world.rows(models.Note) == []


def test_its_writer_comes_back_to_a_note_on_a_working_day_until_it_is_done(small_world: World) -> None:
    number = small_world.submits()
    writes(small_world, number, next_on=date(2026, 12, 25))
    assert morning(small_world, "Ria") == []
    small_world.on("2026-12-28")
    assert morning(small_world, "Ria") == ["Telefoon: School bellen"]
    assert morning(small_world, "Sjaak") == []
    [row] = small_world.system.read(notes.follow_ups, small_world.person("Ria"))
    assert (row.next_on, row.pupil) == (date(2026, 12, 28), "Milan Voorbeeld")
    with pytest.raises(NotFound):
        small_world.system.perform(notes.finish, row.id, small_world.person("Sjaak"))
    small_world.system.perform(notes.finish, row.id, small_world.person("Ria"))
    assert small_world.system.read(notes.follow_ups, small_world.person("Ria")) == ()


def test_who_may_not_read_a_case_any_more_is_told_of_nothing_in_it(small_world: World) -> None:
    number = small_world.submits()
    writes(small_world, number, weeks=1)

    def leaves(uow: UnitOfWork) -> None:
        for row in uow.session.query(models.Membership).filter_by(person_id=small_world.person("Ria").id):
            row.role = "coordinator"

    small_world.system.perform(leaves)
    assert small_world.system.read(notes.follow_ups, small_world.person("Ria")) == ()


def test_notes_go_with_the_dossier(small_world: World) -> None:
    number = ended(small_world, "Voorbeeld")
    writes(small_world, number)
    writes(small_world, number, in_dossier=False, weeks=3)
    destroys(small_world, number)
    assert small_world.rows(models.Note) == []
    with pytest.raises(NotFound):
        writes(small_world, number)


def test_a_note_says_something_holds_no_bsn_and_comes_back_within_a_year(small_world: World) -> None:
    number = small_world.submits()
    for wrong, fields in (
        ({"told": " ", "plan": "", "how": "duif"}, ["how", "told"]),
        ({"told": "BSN 999990019"}, ["told"]),
        ({"whom": "x" * 201, "next_on": date(2026, 11, 22)}, ["whom", "day"]),
    ):
        with pytest.raises(InvalidAnswers) as refused:
            writes(small_world, number, **wrong)
        assert [error.field for error in refused.value.errors] == fields
