"""A change of a route: made in a proposal, checked, agreed to by another, in use from a day, and back in one step."""

from datetime import date, time
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.routes.foreign import FOREIGN
from tests.world import World
from workflows.domain.clock import AMSTERDAM
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.domain.findings import Finding
from workflows.persistence import models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.folders import files_in_zip
from workflows.scheduler import drain
from workflows.services import (
    checking,
    comparing,
    deployments,
    drawing,
    notices,
    publishing,
    route_versions,
    studio,
    studio_forms,
    studio_intake,
    task_pages,
    tasks,
    waiting_proposals,
)
from workflows.services.deployments import live_definition

FILE = "forms/vragen.toml"
NOTE = {"note": "Er is een andere vraag."}


def begun(world: World, by: str = "Bea") -> int:
    return world.system.perform(studio.open_proposal, world.person(by), "proef")


def text(world: World, number: int, path: str = FILE) -> str:
    return world.system.read(studio.text_of, world.person("Bea"), number, path)


def saved(world: World, number: int, old: str, new: str, by: str = "Bea", path: str = FILE) -> None:
    page = world.system.read(studio.page, world.person(by), number)
    changed = text(world, number, path).replace(old, new, 1)
    assert changed != text(world, number, path)
    world.system.perform(studio.save, world.person(by), number, path, changed, page.version)


def version(world: World) -> int:
    return world.system.read(lambda uow: live_definition(uow, "proef")[0])


def relabelled(world: World) -> int:
    """Let Bea give the first question another label; return the proposal."""
    number = begun(world)
    label = next(line for line in text(world, number).splitlines() if line.startswith("label"))
    saved(world, number, label, 'label = "Wat wilt u vragen?"')
    return number


def test_two_who_change_a_route_change_the_same_proposal(makers: World) -> None:
    assert begun(makers) == begun(makers, "Ben")
    for outsider in ("Ria", "Anna", "Ad"):
        with pytest.raises(NotFound):
            begun(makers, outsider)
        with pytest.raises(NotFound):
            makers.system.read(studio.lines, makers.person(outsider))


def test_a_proposal_is_saved_with_its_errors_and_changes_nothing_that_runs(makers: World) -> None:
    number, before = begun(makers), version(makers)
    makers.system.perform(studio.save, makers.person("Bea"), number, FILE, "dit is geen toml", 1)
    found = makers.system.read(studio.findings, makers.person("Bea"), number)
    assert [(each.level, each.file) for each in found][:1] == [("error", FILE)]
    with pytest.raises(InvalidAnswers):
        makers.offers("Bea", number, NOTE)
    assert version(makers) == before
    assert makers.starts()  # cases begin as before
    assert makers.system.perform(studio.undo, makers.person("Bea"), number) == f"{FILE} gewijzigd"
    assert makers.system.read(studio.page, makers.person("Bea"), number).changes == ()


def test_a_proposal_says_how_many_schools_keep_a_draft_and_the_draft_stays(makers: World) -> None:
    makers.starts()
    task = makers.task("Anna", "vragen").id
    makers.system.perform(tasks.save_draft, task, makers.person("Anna"), {"vraag": ["Half een zin"]})
    number = relabelled(makers)
    reached = makers.system.read(studio.page, makers.person("Bea"), number).reached
    assert (reached.schools, reached.letters) == (1, 0)
    makers.offers("Bea", number, NOTE)
    makers.agrees("Dirk", number, running=True)
    drain(makers.system)
    page = makers.system.perform(task_pages.task_page, task, makers.person("Anna"))
    assert (page.form.fields[0].label, page.raw["vraag"]) == ("Wat wilt u vragen?", ["Half een zin"])


def test_nobody_writes_over_what_a_colleague_saved(makers: World) -> None:
    number = relabelled(makers)
    with pytest.raises(studio.ProposalMoved):
        makers.system.perform(studio.save, makers.person("Ben"), number, FILE, "anders", 1)
    assert "Wat wilt u vragen?" in text(makers, number)


def test_who_draws_is_not_in_the_way_of_who_changes_another_part(makers: World) -> None:
    number, drawn = begun(makers), "proef.bpmn"
    bea, ben = makers.person("Bea"), makers.person("Ben")
    saved(makers, number, "Doe vragen", "Vragen", "Ben", drawn)
    saved(makers, number, "Naam ouder 1", "Naam van ouder 1", "Ben")
    before, seen = text(makers, number), makers.system.read(studio.page, bea, number).version
    both = makers.system.read(drawing.drawing, ben, number, drawn)
    mark = both.mark
    for name in ("Vraag", "Vraag het", "Vraag het ons"):  # one sitting: many saves, one step of the history
        drawn_now = both.text.replace('name="Vragen"', f'name="{name}"')
        mark = makers.system.perform(drawing.keep, ben, number, drawn, drawn_now, mark, going_on=name != "Vraag")
    makers.system.perform(studio.save, bea, number, FILE, before.replace("Wat vraagt u?", "Wat wilt u?"), seen)
    with pytest.raises(studio.ProposalMoved):
        makers.system.perform(studio.save, bea, number, drawn, both.text, seen)
    now = makers.system.read(studio.page, bea, number).version
    makers.system.perform(studio.undo, ben, number)
    with pytest.raises(studio.ProposalMoved):  # taken back meanwhile
        makers.system.perform(studio.save, bea, number, FILE, before.replace("Wat vraagt u?", "Wat dan?"), now)


def test_who_makes_a_change_does_not_agree_to_it(makers: World) -> None:
    number, before = relabelled(makers), version(makers)
    with pytest.raises(InvalidAnswers):  # what changes for who works with it
        makers.offers("Bea", number, {})
    makers.offers("Bea", number, NOTE)
    with pytest.raises(NotAllowed):
        makers.agrees("Bea", number)
    with pytest.raises(NotAllowed):  # what lies there to be agreed to stays as it is
        makers.system.perform(studio.save, makers.person("Ben"), number, FILE, "anders", 2)
    running = makers.starts(last_name="Eerder")
    assert makers.agrees("Ben", number) == 2  # a text: a colleague may
    assert version(makers) != before
    assert makers.case(running).deployment_id == before  # what runs keeps its version
    assert makers.case(makers.starts(last_name="Later")).deployment_id == version(makers)


def test_a_change_is_checked_before_anything_is_locked_and_nothing_else_than_what_was_checked_is_used(
    makers: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check of a large route takes long; whoever writes meanwhile would wait for it."""

    def runs(*_: object, **__: object) -> list[Finding]:
        raise AssertionError("a check runs while others wait to write")

    number, bea, dirk = relabelled(makers), makers.person("Bea"), makers.person("Dirk")
    early = makers.system.read(publishing.check_to_offer, bea, number)
    saved(makers, number, "Wat wilt u vragen?", "Wat zou u vragen?", by="Ben")
    with pytest.raises(deployments.CheckedOther):
        makers.system.perform(publishing.offer, bea, number, NOTE, None, early)
    checked = makers.system.read(publishing.check_to_offer, bea, number)
    with monkeypatch.context() as locked:
        locked.setattr(deployments, "check", runs)
        locked.setattr(checking, "check_of", runs)
        makers.system.perform(publishing.offer, bea, number, NOTE, None, checked)
    again = makers.system.read(publishing.check_to_agree, dirk, number)
    with monkeypatch.context() as locked:
        locked.setattr(deployments, "check", runs)
        makers.system.perform(publishing.agree, dirk, number, again)
    with pytest.raises(deployments.CheckedOther):  # what was checked was the change, not what was there before it
        makers.system.perform(route_versions.roll_back, dirk, "proef", 2, "Toch niet.", again)


def test_a_change_is_in_use_from_its_day_and_goes_back_in_one_step(makers: World) -> None:
    number, before = relabelled(makers), version(makers)
    with pytest.raises(InvalidAnswers):
        makers.offers("Bea", number, NOTE, date(2026, 11, 1))
    makers.offers("Bea", number, NOTE, date(2026, 12, 1))
    makers.agrees("Dirk", number)
    assert version(makers) == before
    makers.on("2026-12-01")
    assert version(makers) != before
    with pytest.raises(InvalidAnswers):
        makers.rolls_back("Dirk", "proef", before, " ")
    makers.rolls_back("Dirk", "proef", before, "De vraag was onduidelijk.")
    assert version(makers) == before
    lines = makers.system.read(route_versions.versions, makers.person("Bea"), "proef")
    assert [(line.version, line.is_live) for line in lines] == [(2, False), (1, True)]


def test_a_new_text_about_a_child_is_looked_at_by_the_privacy_officer(makers: World) -> None:
    number = begun(makers)
    field = (
        '\n[[field]]\nid = "logopedist"\nkind = "text"\nlabel = "Logopedist"\nblock = "request"\npurpose = "Overleg."\n'
    )
    makers.system.perform(studio.save, makers.person("Bea"), number, FILE, text(makers, number) + field, 1)
    makers.offers("Bea", number, {**NOTE, "warnings": "Nog niet nodig."})
    assert [waiting_for(makers, name) for name in ("Bea", "Dirk", "Frits")] == [0, 1, 1]
    with pytest.raises(NotAllowed):
        makers.agrees("Dirk", number)
    with pytest.raises(NotFound):
        makers.system.perform(publishing.look_along, makers.person("Dirk"), number, "")
    makers.system.perform(publishing.look_along, makers.person("Frits"), number, "Goed zo.")
    assert [waiting_for(makers, name) for name in ("Dirk", "Frits")] == [1, 0]
    assert makers.agrees("Dirk", number) == 2
    assert waiting_for(makers, "Dirk") == 0


def waiting_for(makers: World, name: str) -> int:
    """Return how many changes the first page says wait for somebody."""
    tiles = makers.system.read(waiting_proposals.tiles, makers.person(name))
    return sum(len(tile.lines) for tile in tiles if tile.id == "goedkeuren")


def test_what_is_sent_back_says_why_and_can_be_changed_again(makers: World) -> None:
    number = relabelled(makers)
    makers.offers("Bea", number, NOTE)
    makers.system.perform(publishing.send_back, makers.person("Dirk"), number, "Schrijf 'kind'.")
    page = makers.system.read(publishing.page, makers.person("Bea"), number)
    assert (page.state, page.may_edit, page.reasons["remark"]) == ("open", True, "Dirk: Schrijf 'kind'.")
    makers.system.perform(studio.drop, makers.person("Bea"), number)
    assert begun(makers) != number


def test_a_route_goes_out_as_a_zip_and_comes_back(makers: World) -> None:
    number = relabelled(makers)
    name, data = makers.system.read(studio.exported, makers.person("Bea"), number)
    assert (name, files_in_zip(data)[FILE].decode()) == ("proef", text(makers, number))
    makers.system.perform(studio.undo, makers.person("Bea"), number)
    makers.system.perform(studio_intake.take_in, makers.person("Bea"), number, "proef.zip", data)
    assert "Wat wilt u vragen?" in text(makers, number)
    with pytest.raises(InvalidAnswers):
        makers.system.perform(studio_intake.take_in, makers.person("Bea"), number, "onbekend.toml", b"")


def test_a_drawing_from_another_program_takes_the_place_of_one_or_becomes_a_part(makers: World) -> None:
    """Whatever it was written in, it can be drawn on at once; what nobody would see is left out, and that is said."""
    number = relabelled(makers)
    data = FOREIGN["Camunda 7, external task"].decode().replace("<bpmn:userTask", "<bpmn:task").encode("utf-16")
    for name, instead, path, process in (
        ("proef.bpmn", "", "proef.bpmn", "proef"),
        ("Mijn Diagram (2).BPMN", "", "mijn_diagram_2.bpmn", "mijn_diagram_2"),
        ("Mijn Diagram (2).BPMN", "proef.bpmn", "proef.bpmn", "proef"),
    ):
        taken = makers.system.perform(studio_intake.take_in, makers.person("Bea"), number, name, data, instead)
        assert taken.drawing == path
        assert "2 keer een instelling" in taken.done[0]
        page = makers.system.read(drawing.drawing, makers.person("Bea"), number, path)
        assert f'<bpmn:process id="{process}"' in page.text
        assert "camunda:topic" not in page.text
        assert 'bpmnElement="Stap"' in page.text.replace(f"{process}_Stap", "Stap")


def test_the_questions_of_a_task_that_was_drawn_are_made_from_nothing(makers: World) -> None:
    number, bea = relabelled(makers), makers.person("Bea")
    makers.system.perform(studio_intake.take_in, bea, number, "los.bpmn", FOREIGN["bpmn.io, a first drawing"])
    (nothing,) = makers.system.read(studio_forms.form, bea, number, "forms/Stap.toml").rows
    assert nothing.values["kind"] == "note"
    other = text(makers, number, "los.bpmn").replace("Stap", "Werk")
    makers.system.perform(studio.save, bea, number, "los.bpmn", other, 99)
    raw = {"label": "Wat is er gedaan?", "kind": "text", "block": "request", "purpose": "Weten wat er gedaan is."}
    with pytest.raises(NotFound):
        makers.system.perform(studio_forms.change, bea, number, "forms/niets.toml", 0, raw, 99, new=True)
    makers.system.perform(studio_forms.change, bea, number, "forms/Werk.toml", 0, raw, 99, new=True)
    (row,) = makers.system.read(studio_forms.form, bea, number, "forms/Werk.toml").rows
    assert row.values["label"] == "Wat is er gedaan?"


def test_a_term_that_the_planned_meetings_leave_no_room_for_is_a_warning_that_asks_for_a_reason(makers: World) -> None:
    """A committee that meets every twelve weeks cannot advise within eight."""

    def plan(uow: UnitOfWork) -> None:
        (swv,) = people.organisations(uow, "swv")
        for day in (date(2026, 12, 1), date(2027, 2, 23)):
            row = models.Meeting(
                swv_id=swv.id, committee="commissie", kind="vergadering", held_on=day, starts_at="13:30", place="Zaal",
                closes_on=day, capacity=8, present=[],
            )  # fmt: skip
            uow.session.add(row)

    makers.system.perform(plan)
    number = begun(makers)
    diagram, task = "beoordeling.bpmn", '<s:property name="due" value="T0C"/>'

    def unfit() -> list[Finding]:
        every = makers.system.read(studio.findings, makers.person("Bea"), number)
        return [each for each in every if each.code == "not-feasible"]

    assert unfit() == []
    saved(makers, number, task, task + '<s:property name="meeting" value="commissie"/>', path=diagram)
    (found,) = unfit()
    assert (found.level, found.file, found.element) == ("warning", diagram, "beoordelen")
    assert "schooljaar 2027-2028" in found.why
    assert found.remedy == "Wel haalbaar bij een vergadering elke week."  # in the summer nobody meets
    with pytest.raises(InvalidAnswers) as refused:
        makers.offers("Bea", number, NOTE)
    assert "warnings" in [each.field for each in refused.value.errors]


def test_running_cases_may_follow_a_change_of_texts_on_the_day_it_is_in_use(makers: World) -> None:
    running, number = makers.starts(last_name="Eerder"), relabelled(makers)
    makers.offers("Bea", number, NOTE, date(2026, 12, 1))
    assert makers.system.read(publishing.page, makers.person("Dirk"), number).may_follow == 1
    makers.agrees("Dirk", number, running=True)
    drain(makers.system)
    assert makers.case(running).deployment_id == version(makers)
    makers.on("2026-12-01")
    drain(makers.system)
    assert makers.case(running).deployment_id == version(makers)
    assert [entry.facts for entry in makers.history(running, "followed")] == [{"former": 1, "version": 2}]


def test_on_the_day_of_a_change_everybody_with_a_step_in_the_route_gets_one_mail(makers: World) -> None:
    number = relabelled(makers)
    makers.offers("Bea", number, NOTE, date(2026, 12, 1))
    makers.agrees("Dirk", number)
    drain(makers.system)
    assert [row.key for row in makers.rows(models.Job) if row.payload.get("notice") == "release"] == []
    makers.on("2026-12-01", time(3))  # at night it is in use, and nobody is mailed
    drain(makers.system)
    told = [row for row in makers.rows(models.Job) if row.payload.get("notice") == "release"]
    assert {row.payload["to"] for row in told} >= {makers.person("Anna").id, makers.person("Ria").id}
    assert not {row.payload["to"] for row in told} & {makers.person("Bea").id, makers.person("Ad").id}
    assert {row.due_at.astimezone(AMSTERDAM).hour for row in told} == {8}
    one = makers.system.read(notices.notice_of, told[0].key, told[0].payload)
    assert one is not None
    assert (one.subject, NOTE["note"] in one.text) == ("Gewijzigd: Proefaanvraag", True)
    makers.rolls_back("Dirk", "proef", 2, "Toch niet.")
    drain(makers.system)
    assert len([row for row in makers.rows(models.Job) if row.payload.get("notice") == "release"]) == len(told)


# ------------------------------------------------------------------ beside what is in use
def test_every_difference_stands_under_its_subject_with_the_words_of_before_and_after(makers: World) -> None:
    number, letter = begun(makers), "notices/oordeel.txt"
    saved(makers, number, "Doe vragen", "Vragen aan u", path="proef.bpmn")
    saved(makers, number, 'due" value="T0C"', 'due" value="T2"', path="beoordeling.bpmn")
    saved(makers, number, "Het oordeel is", "Ons oordeel is", path=letter)
    found = makers.system.read(comparing.compared, makers.person("Dirk"), number)
    assert [subject for subject, _changes in found.parts] == ["tekeningen", "termijnen", "brieven"]
    [change] = found.parts[-1][1]
    assert (change.was, change.now) == ("Het oordeel is {{ oordeel }}.", "Ons oordeel is {{ oordeel }}.")
    assert [path for path, _name in found.drawings] == ["beoordeling.bpmn", "proef.bpmn"]
    both = makers.system.read(comparing.drawings, makers.person("Dirk"), number, "proef.bpmn")
    assert ("Vragen aan u" in both.old, "Vragen aan u" in both.new) == (False, True)
    with pytest.raises(NotFound):
        makers.system.read(comparing.compared, makers.person("Ria"), number)


def test_who_has_no_login_reads_the_proposal_on_paper(makers: World) -> None:
    number = relabelled(makers)
    makers.offers("Bea", number, NOTE)
    paper = makers.system.read(comparing.as_pdf, makers.person("Dirk"), number)
    words = " ".join(PdfReader(BytesIO(paper.content)).pages[0].extract_text().split())
    for said in ("Wijzigingsvoorstel Proefaanvraag", NOTE["note"], "heet voortaan 'Wat wilt u vragen?'", "tekst"):
        assert said in words
    assert paper.name == f"wijzigingsvoorstel-{number}.pdf"
    assert makers.system.read(comparing.as_word, makers.person("Frits"), number).name.endswith(".docx")
