"""The register is kept in the browser: who may, whose dates move, what is refused, and that nothing is lost."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path

import pytest

from tests.world import BPMN, World
from workflows.domain.errors import Conflict, InvalidAnswers, NotFound
from workflows.domain.findings import errors_in
from workflows.domain.ledger import Ledger
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route, Shared
from workflows.scheduler import drain, poll
from workflows.services import deployments, people, register, replay, reprojection
from workflows.services import register_changes as edits
from workflows.services.register_changes import Preview

KB = {"days": "18-01-2027", "source": "KB 1 december 2026, Stcrt. 2026, 1", "through": "2028"}
T0C = {"rule": "T0C", "period_unit": "working_days", "source": "ondersteuningsplan art. 4.2"}


def raw(typed: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in typed.items()}


def seen(world: World) -> int:
    return world.system.read(register.calendar, world.person("Ad")).seen


def looks(world: World, kind: str, by: str = "Ad", **typed: str | list[str]) -> Preview:
    return world.system.read(edits.preview, world.person(by), kind, raw(typed), seen=seen(world))


def saves(world: World, kind: str, by: str = "Ad", reason: str = "Het stond er niet in", **typed: str) -> str:
    """Let somebody save an edit, with the consent of the director where that is needed."""
    agreed = "e-mail van 20-11-2026"
    return world.system.perform(
        edits.publish, world.person(by), kind, raw(typed), seen=seen(world), reason=reason, agreed=agreed
    )


def refused(world: World, kind: str, **typed: str | list[str]) -> list[str]:
    with pytest.raises(InvalidAnswers) as refusal:
        looks(world, kind, **typed)
    return [str(error.message) for error in refusal.value.errors]


def due(world: World, number: str, rule: str) -> date | None:
    """Return the last day as the lists have it."""
    case = world.case(number)
    [row] = [row for row in world.rows(models.Deadline) if (row.case_id, row.rule) == (case.id, rule)]
    found: date | None = row.due_on
    return found


def moved(world: World, number: str) -> list[tuple[str, str, str]]:
    entries = world.history(number, "deadline.moved")
    return [(row.facts["rule"], row.facts["from"], row.facts["to"]) for row in entries]


def shared(world: World) -> Shared:
    return world.system.read(deployments.shared_of)


def ladder_form(world: World, rule: str) -> dict[str, str | list[str]]:
    found = world.system.read(register.proposed, world.person("Ad"), "ladder", raw({"rule": rule}))
    return {name: values if name.endswith("_to") else values[0] for name, values in found.items()}


# ------------------------------------------------------------------ a correction reaches what runs
def test_a_day_by_royal_decree_moves_the_terms_that_end_on_it_and_says_so_first(world: World) -> None:
    number = world.submits()
    page = looks(world, "kb_days", **KB)
    assert [(move.number, move.rule, move.before, move.after) for move in page.moves if move.moves] == [
        (number, "T2", date(2027, 1, 18), date(2027, 1, 19))
    ]
    assert any("KB-dag" in text.nl for text, _source in page.moves[-1].because)
    assert due(world, number, "T2") == date(2027, 1, 18)  # looking changes nothing
    saves(world, "kb_days", **KB)
    drain(world.system)
    assert due(world, number, "T2") == date(2027, 1, 19)
    assert moved(world, number) == [("T2", "2027-01-18", "2027-01-19")]
    rungs = {
        job.key.split(":")[3] for job in world.rows(models.Job) if job.key.startswith("rung") and ":T2:" in job.key
    }
    assert rungs == {"2027-01-19"}
    words = [row.text for row in world.page(number, "Ria").history]
    told = [each for each in words if "herberekend" in each]
    assert told == [
        "Termijn 'Beslissen op de TLV-aanvraag' herberekend: ma 18-01-2027 wordt di 19-01-2027, omdat: KB-dagen "
        "18-01-2027 toegevoegd (KB 1 december 2026, Stcrt. 2026, 1); bekend tot en met 2028"
    ]
    assert world.broken() == {}
    assert world.system.read(register.being_counted_again, world.person("Ad")) == 0


def test_a_corrected_norm_moves_task_timer_and_reminders_with_it(world: World) -> None:
    number = world.submits()
    assert world.task("Ria").due_on == date(2026, 11, 30)
    saves(world, "norm", period_n="3", how="correction", **T0C)
    drain(world.system)
    assert world.task("Ria").due_on == due(world, number, "T0C") == date(2026, 11, 26)
    timers = [job for job in world.rows(models.Job) if job.kind == "timer"]
    assert [job.due_at.date() for job in timers] == [date(2026, 11, 26)]
    assert moved(world, number) == [("T0C", "2026-11-30", "2026-11-26")]
    world.on("2026-11-27")
    drain(world.system)
    assert [row.name for row in world.inbox("Ria")] == ["Doe beoordelen", "Doe aanmanen"]


def test_a_change_holds_from_a_day_and_leaves_what_runs(small_world: World) -> None:
    number = small_world.submits()
    page = looks(small_world, "norm", period_n="3", how="change", valid_from="01-12-2026", **T0C)
    assert (page.moves, page.moved) == ((), 0)
    saves(small_world, "norm", period_n="3", how="change", valid_from="01-12-2026", **T0C)
    drain(small_world.system)
    assert (due(small_world, number, "T0C"), moved(small_world, number)) == (date(2026, 11, 30), [])
    small_world.on("2026-12-01")
    later = small_world.submits("Later")
    assert due(small_world, later, "T0C") == date(2026, 12, 4)
    page_of_rule = small_world.system.read(register.rule_page, small_world.person("Ad"), "T0C")
    assert [row.period.n for row in page_of_rule.versions] == [3, 5]
    assert page_of_rule.versions[1].valid_until == date(2026, 11, 30)


def test_a_case_that_somebody_steps_before_its_job_is_told_once(small_world: World) -> None:
    number = small_world.submits()
    saves(small_world, "kb_days", **KB)
    small_world.on("2026-12-02")
    small_world.system.perform(_step, number)
    drain(small_world.system)
    assert moved(small_world, number) == [("T2", "2027-01-18", "2027-01-19")]


def _step(uow: UnitOfWork, number: str) -> None:
    from workflows.persistence import cases
    from workflows.services.stepping import stepping

    case = cases.lock_case_numbered(uow, number)
    with stepping(uow, case, cases.open_rows(uow, case.id)):
        pass


def test_counting_again_goes_on_where_it_was_broken_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [world.submits(f"Kind {n}") for n in range(5)]
    monkeypatch.setattr(reprojection, "BATCH", 2)
    saves(world, "kb_days", **KB)
    assert poll(world.system) == 1  # two clocks were looked at
    waiting = [job.key for job in world.rows(models.Job) if job.kind == "reproject"]
    assert any(job.payload.get("after") for job in world.rows(models.Job) if job.kind == "reproject"), waiting
    job = next(job for job in world.rows(models.Job) if job.kind == "reproject" and job.case_id is None)
    with pytest.raises(ZeroDivisionError):
        world.system.attempt(_broken_off, job.key)
    drain(world.system)
    assert [moved(world, number) for number in numbers] == [[("T2", "2027-01-18", "2027-01-19")]] * 5
    assert [job for job in world.rows(models.Job) if job.kind == "reproject"] == []


def _broken_off(uow: UnitOfWork, key: str) -> None:
    """Look further, and be killed before the transaction ends."""
    reprojection._look_further(uow, key)
    _ = 1 // 0


def test_what_was_late_by_a_wrong_norm_is_not_late_any_more(small_world: World) -> None:
    number = small_world.submits()
    small_world.on("2026-12-02")
    drain(small_world.system)
    breached = [row.breached_on for row in small_world.rows(models.Deadline) if row.rule == "T0C"]
    assert breached == [date(2026, 12, 1)]
    saves(small_world, "norm", period_n="20", how="correction", **T0C)
    drain(small_world.system)
    assert [row.breached_on for row in small_world.rows(models.Deadline) if row.rule == "T0C"] == [None]
    assert due(small_world, number, "T0C") == date(2026, 12, 21)


def test_a_case_plays_again_the_same_after_a_correction(small_world: World) -> None:
    number = small_world.submits()
    small_world.on("2026-12-01")
    drain(small_world.system)  # the reminder task came by the norm as it was
    saves(small_world, "norm", period_n="9", how="correction", **T0C)
    drain(small_world.system)
    small_world.on("2026-12-02")
    small_world.completes("Ria", "aanmanen", gebeld="ja")
    assert small_world.system.read(replay.differences, small_world.case(number).id) == []


# ------------------------------------------------------------------ our own office
def test_a_closing_warns_and_moves_nothing(small_world: World) -> None:
    number = small_world.submits()
    typed = {"name": "Wintersluiting", "closing_first": "11-01-2027", "closing_last": "22-01-2027"}
    assert looks(small_world, "closing", **typed).total == 0
    saves(small_world, "closing", **typed)
    drain(small_world.system)
    [term] = [term for term in small_world.page(number, "Ria").deadlines if term.rule == "T2"]
    assert term.due_on == date(2027, 1, 18)
    assert [warning.nl for warning in term.warnings] == ["T2 valt in de sluiting 11 jan - 22 jan: plan vóór 8 jan"]
    assert moved(small_world, number) == []
    saves(small_world, "no_closing", closing_first="11-01-2027")
    assert shared(small_world).calendar.closings == ()


# ------------------------------------------------------------------ a norm beside the law
def test_a_stricter_norm_beside_a_statutory_term_starts_stands_still_and_stops_with_it(advising: World) -> None:
    typed = {"rule": "T2", "period_n": "7", "period_unit": "weeks", "source": "ondersteuningsplan art. 5"}
    saves(advising, "norm_beside", **typed)
    number = advising.starts(by="Anna", route="advies")
    assert due(advising, number, "T2N") == date(2027, 1, 11)
    advising.appoints()
    for expert in ("Els", "Fred"):
        advising.completes(expert, "adviseren", advies="Ja")
    advising.completes("Ria", "aanvulling_vragen", wat_ontbreekt="Het OPP")
    assert due(advising, number, "T2N") is None
    advising.on("2026-12-03")
    advising.receives(number, "Anna", aanvulling="Hier")
    assert due(advising, number, "T2N") == date(2027, 1, 20)
    advising.completes("Sjaak", "besluiten", besluit="Ja")
    state = {row.rule: row.state for row in advising.rows(models.Deadline)}
    assert state == {"T2": "stopped", "T2N": "stopped"}


def test_a_norm_that_is_undone_is_not_started_again_and_its_cases_go_on(advising: World) -> None:
    typed = {"rule": "T2", "period_n": "7", "period_unit": "weeks", "source": "ondersteuningsplan art. 5"}
    saves(advising, "norm_beside", **typed)
    number = advising.starts(by="Anna", route="advies")
    [change] = advising.system.read(register.rule_page, advising.person("Ad"), "T2N").changes
    saves(advising, "undo", change=str(change.id))
    drain(advising.system)
    advising.on("2026-12-03")
    other = advising.starts(by="Anna", route="advies", last_name="Tweede")
    rules = {(row.case_id, row.rule) for row in advising.rows(models.Deadline)}
    assert (advising.case(number).id, "T2N") in rules
    assert (advising.case(other).id, "T2N") not in rules
    assert any("eigen norm" in term.label.nl for term in advising.page(number, "Ria").deadlines)


# ------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("kb_days", {**KB, "days": "18-01-2027 18-01-2027"}, "staat er al als KB-dag"),
        ("kb_days", {**KB, "days": "07-05-2027"}, "staat er al als KB-dag"),
        ("kb_days", {**KB, "days": "16-01-2027"}, "is al een vrije dag: zaterdag"),
        ("kb_days", {**KB, "days": "25-12-2028"}, "is al een vrije dag: 1e Kerstdag"),
        ("kb_days", {**KB, "days": "20-11-2026"}, "is voorbij"),
        ("kb_days", {**KB, "days": "31-02-2027"}, "Dagen: "),
        ("kb_days", {**KB, "days": "30-04-2029"}, "vul minstens dat jaar in"),
        ("kb_days", {**KB, "source": ""}, "Koninklijk besluit: vul dit in"),
        ("kb_days", {**KB, "through": "2027"}, "vul een heel getal in van 2028"),
        ("kb_days", {"days": "", "source": "geen", "through": "2028"}, "Er verandert niets"),
        ("no_kb_day", {"day": "15-05-2026"}, "is voorbij en blijft staan"),
        ("closing", {"name": "X", "closing_first": "13-08-2027", "closing_last": "26-07-2027"}, "ligt vóór de eerste"),
        ("closing", {"name": "X", "closing_first": "13-08-2025", "closing_last": "26-08-2025"}, "al voorbij"),
        ("norm", {**T0C, "period_n": "0", "how": "correction"}, "vul een heel getal in van 1"),
        ("norm", {**T0C, "period_n": "-3", "how": "correction"}, "vul een heel getal in van 1"),
        ("norm", {**T0C, "period_n": "4", "period_unit": "eeuwen", "how": "correction"}, "kies dagen"),
        ("norm", {**T0C, "period_n": "4"}, "Kies of dit een wijziging of een verbetering is"),
        (
            "norm",
            {**T0C, "period_n": "4", "how": "change", "valid_from": "23-11-2026"},
            "kies een dag na ma 23-11-2026",
        ),
        ("norm", {**T0C, "period_n": "4", "source": "", "how": "correction"}, "Artikel in het ondersteuningsplan"),
        (
            "norm",
            {**T0C, "period_n": "4", "how": "correction", "extension_n": "2", "extension_unit": "weeks"},
            "niet langer dan de termijn zelf (4 werkdagen, ondersteuningsplan art. 4.2)",
        ),
        (
            "norm",
            {"rule": "T2", "period_n": "10", "period_unit": "weeks", "source": "plan", "how": "correction"},
            "T2 is een wettelijke termijn, niet te wijzigen: 8 weken (Awb art. 4:13 lid 2)",
        ),
        (
            "norm",
            {"rule": "Z1", "period_n": "6", "period_unit": "weeks", "extension_n": "6", "extension_unit": "weeks"},
            "Verlengen kan met hoogstens 4 weken; dat staat in de wet (WPO art. 40 lid 6",
        ),
        (
            "norm_beside",
            {"rule": "T2", "period_n": "2", "period_unit": "months", "source": "plan"},
            "een eigen norm is korter dan de wettelijke termijn van 8 weken (Awb art. 4:13 lid 2)",
        ),
        (
            "norm_beside",
            {"rule": "T2", "period_n": "8", "period_unit": "weeks", "source": "plan"},
            "een eigen norm is korter",
        ),
        (
            "paragraph",
            {"paragraph": "groet", "text": "Groet, {{ leerling }}"},
            "leerling staat niet in elke brief vast",
        ),
        ("paragraph", {"paragraph": "bezwaar", "text": "Dat kan."}, "laat de regels met blok bezwaar staan"),
        ("paragraph", {"paragraph": "groet", "text": "Groet, {{ leerling"}, "Tekst: Hier mist }}."),
        ("rule", {"rule": "T2", "source": "Awb", "checked_on": "24-11-2026", "checked_by": "Ad"}, "moet nog komen"),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(
    small_world: World, kind: str, typed: dict[str, str], words: str
) -> None:
    assert words in " ".join(refused(small_world, kind, **typed))


def test_holidays_of_one_region_do_not_overlap_and_end_after_they_begin(small_world: World) -> None:
    typed = {"year": "2026-2027", "name": "Extra vakantie"}
    for region in ("Noord", "Midden", "Zuid"):
        typed |= {f"{region}_first": "01-03-2027", f"{region}_last": "05-03-2027"}
    assert looks(small_world, "holiday", **typed).total == 0
    wrong = {**typed, "Midden_last": "26-02-2027"}
    assert refused(small_world, "holiday", **wrong) == ["Midden: de laatste dag ligt vóór de eerste."]
    wrong = {**typed, "Noord_first": "26-02-2027"}
    assert refused(small_world, "holiday", **wrong) == [
        "Noord: overlapt met Voorjaarsvakantie in schooljaar 2026-2027."
    ]
    wrong = {**typed, "Zuid_first": "01-03-2028", "Zuid_last": "05-03-2028"}
    assert refused(small_world, "holiday", **wrong)[0] == "Zuid: valt buiten schooljaar 2026-2027."
    assert refused(small_world, "holiday", **{**typed, "year": "2026"}) == ["Schooljaar: schrijf het zo: 2028-2029."]
    saves(small_world, "holiday", **typed)
    assert (date(2027, 3, 1), date(2027, 3, 5), "Extra vakantie") in shared(small_world).calendar.school_holidays[
        "Zuid"
    ]
    saves(small_world, "no_holiday", year="2026-2027", name="Extra vakantie")
    names = {name for *_days, name in shared(small_world).calendar.school_holidays["Zuid"]}
    assert "Extra vakantie" not in names


def test_reminders_need_a_day_of_their_own_and_somebody_who_gets_them(small_world: World) -> None:
    form = ladder_form(small_world, "T0C")
    more = {"r2_unit": "working_days", "r2_side": "before", "r2_tone": "amber", "r2_text": "Nog even"}
    wrong = refused(small_world, "ladder", **form, **more, r2_n="1", r2_to=[])
    assert wrong == [
        "Herinnering 3: er is al een herinnering op die dag.",
        "Herinnering 3: kies wie de herinnering krijgt.",
    ]
    assert refused(small_world, "ladder", **form) == ["Er verandert niets: dit staat er al zo."]


# ------------------------------------------------------------------ rights and consent
@pytest.mark.parametrize("name", ["Anna", "Ria", "Joke", "Els", "Coen"])
def test_the_register_is_kept_by_the_administrator_and_the_director_alone(small_world: World, name: str) -> None:
    who = small_world.person(name)
    for query in (
        register.calendar,
        register.rules,
        register.export,
        edits.brought,
        register.being_counted_again,
    ):
        with pytest.raises(NotFound):
            small_world.system.read(query, who)
    with pytest.raises(NotFound):
        small_world.system.read(register.rule_page, who, "T2")
    with pytest.raises(NotFound):
        small_world.system.read(register.proposed, who, "norm", raw({"rule": "T1"}))
    with pytest.raises(NotFound):
        small_world.system.read(edits.preview, who, "kb_days", raw(KB), seen=seen(small_world))
    with pytest.raises(NotFound):
        small_world.system.perform(
            edits.publish, who, "kb_days", raw(KB), seen=seen(small_world), reason="Zomaar", agreed=""
        )


def test_how_we_work_needs_the_consent_of_the_director_unless_it_is_the_director(small_world: World) -> None:
    typed = raw({**T0C, "period_n": "3", "how": "correction"})
    assert looks(small_world, "norm", **{name: each[0] for name, each in typed.items()}).asks == ("agreed",)
    with pytest.raises(InvalidAnswers) as refusal:
        small_world.system.perform(
            edits.publish, small_world.person("Ad"), "norm", typed, seen=seen(small_world), reason=""
        )
    assert [error.field for error in refusal.value.errors] == ["reason", "agreed"]
    small_world.system.perform(
        edits.publish, small_world.person("Dirk"), "norm", typed, seen=seen(small_world), reason="Besluit"
    )
    assert shared(small_world).rules.versions("T0C")[-1].period.n == 3


# ------------------------------------------------------------------ one truth, and its history
def test_who_comes_second_hears_who_was_first_and_what_changed(world: World) -> None:
    before = seen(world)
    saves(world, "kb_days", **KB)
    with pytest.raises(Conflict, match="Ad heeft het register intussen gewijzigd: KB-dagen 18-01-2027"):
        world.system.perform(
            edits.publish,
            world.person("Dirk"),
            "no_kb_day",
            raw({"day": "07-05-2027"}),
            seen=before,
            reason="Fout",
        )
    assert date(2027, 5, 7) in shared(world).calendar.kb_days


def test_every_change_is_on_record_and_can_be_undone_by_a_new_one(world: World) -> None:
    number = world.submits()
    files = dict(shared(world).files)
    saves(world, "kb_days", **KB)
    drain(world.system)
    [change] = world.system.read(register.calendar, world.person("Ad")).changes
    assert (change.who, change.why, change.undoable) == ("Ad", "Het stond er niet in", True)
    saves(world, "undo", reason="Toch niet", change=str(change.id))
    drain(world.system)
    assert dict(shared(world).files) == files
    assert moved(world, number) == [("T2", "2027-01-18", "2027-01-19"), ("T2", "2027-01-19", "2027-01-18")]
    last, first = world.system.read(register.calendar, world.person("Ad")).changes
    assert last.text.startswith("Teruggedraaid: KB-dagen 18-01-2027 toegevoegd")
    assert (last.undoable, first.undoable) == (True, False)
    with pytest.raises(Conflict, match="Draai eerst de laatste wijziging terug"):
        saves(world, "undo", change=str(first.id))
    saves(world, "undo", change=str(last.id))
    assert date(2027, 1, 18) in shared(world).calendar.kb_days
    texts = [row.text for row in world.system.read(people.changes, world.person("Ad"))]
    assert texts[0].startswith("Teruggedraaid: Teruggedraaid: KB-dagen 18-01-2027 toegevoegd")
    assert texts[1].endswith("(reden: Toch niet)")


def test_the_register_is_exported_as_the_files_it_came_from(small_world: World) -> None:
    saves(small_world, "kb_days", **KB)
    with zipfile.ZipFile(io.BytesIO(small_world.system.read(register.export, small_world.person("Ad")))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == set(Shared.from_folder(BPMN / "shared").files)
    assert date(2027, 1, 18) in Shared(files).calendar.kb_days
    for path, data in Shared.from_folder(BPMN / "shared").files.items():
        remarks = [line for line in data.decode().splitlines() if line.startswith("#")]
        assert [line for line in files[path].decode().splitlines() if line.startswith("#")] == remarks


def test_a_new_version_of_the_product_waits_where_the_administrator_may_look(
    small_world: World, tmp_path: Path
) -> None:
    saves(small_world, "norm", period_n="3", how="correction", **T0C)
    number = small_world.submits()
    folder = tmp_path / "shared"
    folder.mkdir()
    for path, data in Shared.from_folder(BPMN / "shared").files.items():
        text = data.decode()
        if path == "deadlines/tlv.toml":
            text = text.replace("period = { working_days = 5 }\nrolls", "period = { working_days = 6 }\nrolls", 1)
            text += text[text.index('[[rule]]\nid = "T0"') : text.index('[[rule]]\nid = "T0C"')].replace(
                '"T0"', '"NIEUW"'
            )
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    for _ in range(2):  # also when it is started again
        small_world.system.perform(deployments.seed_shared, folder)
    rules = shared(small_world).rules
    assert rules.versions("T0C")[-1].period.n == 3
    assert "NIEUW" in rules.ids
    assert small_world.system.read(edits.brought, small_world.person("Ad")) == ("rule:T0C",)
    saves(small_world, "adopt", part="rule:T0C")
    drain(small_world.system)
    assert shared(small_world).rules.versions("T0C")[-1].period.n == 6
    assert moved(small_world, number) == [("T0C", "2026-11-26", "2026-12-01")]
    assert small_world.system.read(edits.brought, small_world.person("Ad")) == ()


def test_the_clocks_of_a_case_count_the_same_from_their_events_under_any_register(small_world: World) -> None:
    number = small_world.submits()
    saves(small_world, "kb_days", **KB)
    drain(small_world.system)
    now, state = shared(small_world), small_world.case(number).state
    ledger = Ledger.from_json(state["clocks"], now.rules, now.calendar)
    first = Shared.from_folder(BPMN / "shared")
    assert ledger.due("T2").on == date(2027, 1, 19)  # type: ignore[union-attr]
    ledger.count_under(first.rules, first.calendar)
    assert ledger.due("T2").on == date(2027, 1, 18)  # type: ignore[union-attr]


def test_the_page_of_a_large_installation_is_bounded(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [small_world.submits(f"Kind {n}") for n in range(6)]
    monkeypatch.setattr(edits, "PAGE", 2)
    monkeypatch.setattr(edits, "JUDGED", 5)
    typed = {"rule": "T0C", "period_n": "3", "how": "correction", "period_unit": "working_days", "source": "plan"}
    page, found = looks(small_world, "norm", **typed), []
    assert (page.total, page.judged, page.moved) == (6, 5, 5)
    while True:
        found += [move.number for move in page.moves]
        if page.next is None:
            break
        page = small_world.system.read(
            edits.preview,
            small_world.person("Ad"),
            "norm",
            raw(typed),
            seen=seen(small_world),
            after=page.next,
        )
    assert found == numbers


def test_nothing_is_said_outside_office_hours_because_the_register_changed(small_world: World) -> None:
    small_world.submits()
    small_world.on("2026-12-30", time(22))
    saves(small_world, "norm", period_n="3", how="correction", **T0C)
    drain(small_world.system)
    mails = [job.due_at for job in small_world.rows(models.Job) if job.kind == "mail"]
    assert all(7 <= at.hour < 19 for at in mails if at > small_world.clock.now())


def test_a_route_is_deployed_though_its_examples_have_the_dates_of_the_norm_as_it_was_shipped(
    small_world: World,
) -> None:
    route = Route.from_folder(BPMN / "tlv")
    saves(small_world, "norm", rule="T1", period_n="5", period_unit="weeks", source="plan", how="correction")
    assert errors_in(deployments.check(route, shared(small_world)))  # the examples say six weeks
    assert small_world.system.perform(deployments.deploy, route) == 1
