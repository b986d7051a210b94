"""The voorbeeldgegevens: a samenwerkingsverband in full swing, made by the services, in which everything occurs."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from workflows import demo
from workflows.domain.clock import FrozenClock, at_local
from workflows.domain.national_numbers import national_number_in
from workflows.persistence import models, people, queries
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import accounts, inbox, jobs, monitor, replay
from workflows.services.deployments import shared_of
from workflows.services.views import InboxPage
from workflows.system import Settings, System

BPMN = Path(__file__).parent.parent / "bpmn"
TODAY = date(2027, 3, 16)

M = TypeVar("M", bound=models.Model)


@dataclass
class Demo:
    """The demonstration of one day, some hours after it was made."""

    system: System

    def rows(self, model: type[M], *where: Any) -> list[M]:
        def find(uow: UnitOfWork) -> list[M]:
            return list(uow.session.scalars(select(model).where(*where)))

        return self.system.read(find)

    def waiting(self, case_id: int | None = None) -> list[models.UserTask]:
        found = self.rows(models.UserTask, models.UserTask.ended_at.is_(None))
        return [task for task in found if case_id in (None, task.case_id)]

    def steps_of(self, case_id: int) -> set[str]:
        return {task.element_id for task in self.rows(models.UserTask, models.UserTask.case_id == case_id)}

    def cases_asking(self, **facts: str) -> list[models.Case]:
        """Return the cases that were applied for with these facts."""
        rows = self.rows(models.Case)
        return [case for case in rows if all(case.state["facts"].get(name) == value for name, value in facts.items())]

    def inbox_of(self, name: str) -> InboxPage:
        def find(uow: UnitOfWork) -> InboxPage:
            row = people.person_by_email(uow, demo.address_of(name))
            assert row is not None
            return inbox.page(uow, people.person(uow, row))

        return self.system.read(find)


@pytest.fixture(scope="module")
def made(_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration of Tuesday 16 March 2027 at nine o'clock, after the scheduler did its morning round."""
    home = tmp_path_factory.mktemp("demo")
    shutil.copy(_sqlite_file, home / "demo.sqlite")
    database = Database(f"sqlite:///{home / 'demo.sqlite'}")
    clock = FrozenClock(at_local(TODAY, time(9)))
    system = System(Settings(home, "", None, "http://zorgroute.test", None), clock=clock, database=database)
    demo.fill(system)
    drain(system)
    yield Demo(system)
    database.close()


# ------------------------------------------------------------------ nothing went wrong
def test_nothing_failed_and_nothing_is_left_to_do(made: Demo) -> None:
    assert made.rows(models.Incident) == []
    assert drain(made.system) == 0


def test_the_history_of_every_case_is_whole(made: Demo) -> None:
    broken = {case.number: made.system.read(queries.broken_history, case.id) for case in made.rows(models.Case)}
    assert {number: entries for number, entries in broken.items() if entries} == {}


def test_every_case_played_again_on_its_own_route_comes_out_the_same(made: Demo) -> None:
    differences = {case.number: made.system.read(replay.differences, case.id) for case in made.rows(models.Case)}
    assert {number: found for number, found in differences.items() if found} == {}


def test_a_database_with_people_in_it_is_not_filled_again(made: Demo) -> None:
    assert not made.system.read(demo.is_empty)


# ------------------------------------------------------------------ everything occurs
@pytest.mark.parametrize(
    ("route", "least", "most", "still_open"),
    [("tlv", 140, 190, 30), ("zorgplicht", 30, 40, 20), ("thuiszitters", 14, 30, 8)],
)
def test_there_are_enough_cases_open_and_closed(made: Demo, route: str, least: int, most: int, still_open: int) -> None:
    cases = made.rows(models.Case, models.Case.route == route)
    assert least <= len(cases) <= most
    assert sum(case.ended_at is None for case in cases) >= still_open


def test_about_three_hundred_cases_began_in_three_school_years(made: Demo) -> None:
    cases = made.rows(models.Case)
    assert 280 <= len(cases) <= 340
    years = {case.started_on.year - (case.started_on.month < 8) for case in cases if case.route == "tlv"}
    assert years == {2024, 2025, 2026}


def test_most_applications_of_a_school_year_come_towards_the_summer(made: Demo) -> None:
    # 62 % in one of three trimesters, at an SWV that publishes them
    began = [case.started_on for case in made.rows(models.Case, models.Case.route == "tlv")]
    year = [day for day in began if date(2025, 8, 1) <= day < date(2026, 8, 1)]
    assert 0.5 <= sum(day >= date(2026, 4, 1) for day in year) / len(year) <= 0.75


def test_many_applications_are_renewals_and_many_children_never_went_to_school(made: Demo) -> None:
    tlv = [case for case in made.rows(models.Case, models.Case.route == "tlv") if case.started_on < date(2026, 8, 1)]
    renewed = [case for case in tlv if case.state["facts"].get("soort_aanvraag") == "verlenging"]
    never = [case for case in tlv if case.state["facts"].get("inschrijving") == "niet_ingeschreven"]
    assert len(renewed) / len(tlv) >= 0.4
    assert len(never) / len(tlv) >= 0.15
    assert {case.outcome for case in renewed} == {"GRANTED"}


@pytest.mark.parametrize("route", sorted(file.parent.name for file in BPMN.glob("*/route.toml")))
def test_every_outcome_of_every_route_occurs(made: Demo, route: str) -> None:
    ends = Route.from_folder(BPMN / route).frame.elements.values()
    outcomes = {end.properties["outcome"] for end in ends if "outcome" in end.properties}
    assert {case.outcome for case in made.rows(models.Case, models.Case.route == route)} - {None} == outcomes


@pytest.mark.parametrize("route", demo.STORIES)
def test_somewhere_somebody_did_or_must_do_every_step_of_the_route(made: Demo, route: str) -> None:
    steps = {name for name, each in Route.from_folder(BPMN / route).elements.items() if each.kind == "userTask"}
    assert steps - {task.element_id for task in made.rows(models.UserTask)} == set()


@pytest.mark.parametrize(
    "step",
    [
        "aanvragen", "ondertekenen", "ontvangst_bevestigen", "bevoegdheid_beoordelen", "volledigheid_toetsen",
        "niet_behandelen_overwegen", "deskundigen_benoemen", "advies_geven", "advies_kopie_versturen",
        "ouders_spreken", "ouders_horen",
        "plaats_nagaan", "criteria_toetsen", "commissie_adviseren", "zienswijzen_vastleggen", "zienswijzen_wegen",
        "besluit_nemen", "besluit_verzenden", "beslistermijn_bezien", "termijn_overschreden", "aanmelden_bij_school",
        "overbruggen", "plaatsing_nagaan",
    ],
)  # fmt: skip
def test_a_case_waits_at(made: Demo, step: str) -> None:
    assert step in {task.element_id for task in made.waiting()}


def test_of_some_cases_the_time_stands_still(made: Demo) -> None:
    table = models.Deadline
    assert len(made.rows(table, table.state == "suspended", table.rule == "T2")) >= 3


@pytest.mark.parametrize("rule", ["T0", "T1", "T2", "T6"])
def test_a_case_is_late_for(made: Demo, rule: str) -> None:
    table = models.Deadline
    assert made.rows(table, table.state == "running", table.rule == rule, table.due_on < TODAY)


def test_somebody_is_late_in_at_least_three_cases(made: Demo) -> None:
    assert len({task.case_id for task in made.waiting() if task.sort_on < TODAY}) >= 3


def test_a_decision_was_put_off_with_a_letter(made: Demo) -> None:
    extended = {entry.case_id for entry in made.rows(models.Entry, models.Entry.kind == "deadline.extended")}
    open_cases = {case.id for case in made.rows(models.Case, models.Case.ended_at.is_(None))}
    assert extended & open_cases
    assert extended - open_cases


def test_pro_and_lwoo_and_emb_are_decided_without_the_committee(made: Demo) -> None:
    light = [case for kind in ("PRO", "LWOO") for case in made.cases_asking(soort_gevraagd=kind)]
    severe = made.cases_asking(emb="ja")
    assert all("deskundigen_benoemen" not in made.steps_of(case.id) for case in light)
    assert all("commissie_adviseren" not in made.steps_of(case.id) for case in light + severe)
    assert {case.outcome for case in light} >= {"GRANTED"}
    assert {case.outcome for case in severe} >= {"GRANTED"}


def test_children_that_never_went_to_school_were_placed(made: Demo) -> None:
    assert {case.outcome for case in made.cases_asking(inschrijving="niet_ingeschreven")} == {"GRANTED"}


def test_with_a_standing_mandate_no_head_teacher_signs(made: Demo) -> None:
    mandated = made.cases_asking(staand_mandaat=True)  # type: ignore[arg-type]
    assert mandated
    assert all("ondertekenen" not in made.steps_of(case.id) for case in mandated)


def test_letters_were_posted_wait_for_the_post_and_came_back(made: Demo) -> None:
    letters = made.rows(models.Letter, models.Letter.channel == "post")
    assert any(letter.posted_on for letter in letters)
    assert any(letter.posted_on is None for letter in letters)
    assert any(letter.returned_on for letter in letters)


def test_tasks_were_claimed_and_drafts_saved_by_who_claimed_them(made: Demo) -> None:
    # what came along into a linked case was typed by nobody there
    drafts = {draft.task_id: draft.saved_by_id for draft in made.rows(models.Draft) if draft.saved_by_id is not None}
    claimed = {task.id: task.assignee_id for task in made.waiting() if task.assignee_id is not None}
    assert len(drafts) >= 3
    assert drafts.items() <= claimed.items()
    assert any(task.assignee_id is None for task in made.waiting())


# ------------------------------------------------------------------ people
def test_somebody_has_every_role_and_can_sign_in(made: Demo) -> None:
    given = {membership.role for membership in made.rows(models.Membership)}
    assert given == set(made.system.read(shared_of).roles)
    persons = made.rows(models.Person)
    assert all(person.password_hash and person.blocked_at is None for person in persons)
    assert accounts.HASHER.verify(str(persons[0].password_hash), demo.PASSWORD)


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("Marieke Proef", 1),  # IB'er
        ("Iris Zorgzaam", 1),  # zorgcoördinator
        ("Ria Voorbeeld", 5),  # secretariaat
        ("Sjaak Kantoor", 6),  # secretariaat of both
        ("Hans Demo", 3),  # consulent
        ("Ellen Begeleider", 1),  # consulent VO
        ("drs. Elske Fictief", 1),  # deskundige
        ("drs. Piet Verzonnen", 2),  # deskundige
        ("Frank Vergader", 3),  # commissie
        ("Anna Schijn", 3),  # directeur
        ("Victor Vallei", 1),  # directeur VO
    ],
)
def test_there_is_work_for(made: Demo, name: str, at_least: int) -> None:
    assert len(made.inbox_of(name).rows) >= at_least


def test_there_is_work_for_some_head_teacher(made: Demo) -> None:
    assert any(task.actor.startswith("schooldirecteur:") for task in made.waiting())


# ------------------------------------------------------------------ privacy
def test_what_was_mailed_in_the_past_is_not_mailed_now(made: Demo) -> None:
    mails = made.rows(models.Job, models.Job.kind == "mail")
    assert mails
    assert all(mail.due_at >= at_local(TODAY, time()) for mail in mails)


def test_mails_name_no_pupil(made: Demo) -> None:
    names = {name for pupil in made.rows(models.Pupil) for name in (pupil.first_name, pupil.last_name)}
    for mail in made.rows(models.Job, models.Job.kind == "mail"):
        notice = made.system.read(jobs.notice_of, mail)
        assert notice is not None
        words = set(f"{notice.subject} {notice.text} {notice.path}".replace(".", " ").replace(",", " ").split())
        assert words & names == set()


def test_there_is_no_national_number_anywhere(made: Demo) -> None:
    kept: list[Any] = [(entry.facts, entry.details) for entry in made.rows(models.Entry)]
    kept += [draft.data for draft in made.rows(models.Draft)]
    kept += [(letter.subject, letter.body, letter.address) for letter in made.rows(models.Letter)]
    kept += [document.name for document in made.rows(models.Document)]
    assert [text for text in map(json.dumps, kept) if national_number_in(text)] == []


# ------------------------------------------------------------------ the monitor
def test_the_monitor_shows_a_registration_in_every_stage(made: Demo) -> None:
    def lines(uow: UnitOfWork) -> tuple[monitor.MonitorLine, ...]:
        row = people.person_by_email(uow, demo.address_of("Carla Maatwerk"))
        assert row is not None
        return monitor.monitor(uow, people.person(uow, row)).lines

    shown = made.system.read(lines)
    terms = [term for line in shown for term in line.terms]
    assert any(not line.passed for line in shown)
    assert any(term.over and not term.by_law for term in terms)
    assert any(line.by_law_on and line.placed_on for line in shown)
    assert any(line.by_law_on and not line.placed_on for line in shown)
    assert any(term.since for term in terms)
    assert any(term.extended for term in terms)
    assert any(line.next for line in shown)
    assert any(line.ours for line in shown)
    assert any(line.known_on > line.received_on for line in shown)
    assert {term.owner for term in terms} == {"school"}


def test_the_season_began_by_itself_at_every_primary_school_and_each_pupil_of_a_list_has_a_case(made: Demo) -> None:
    seasons = made.rows(models.Case, models.Case.route == "overdracht_seizoen")
    assert all((case.start_key or "").startswith("season:") for case in seasons)
    assert len({case.start_key for case in seasons}) == len(seasons) >= 8
    pupils = made.rows(models.Case, models.Case.route == "overdracht")
    assert {case.linked_from_id for case in pupils} <= {case.id for case in seasons}
    assert len(pupils) >= 10
    waits = {task.element_id for case in pupils for task in made.waiting(case.id)}
    assert len(waits) >= 3
