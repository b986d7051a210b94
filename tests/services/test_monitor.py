"""The zorgplicht monitor: what it shows of whom, why each date, and what was agreed next."""

from datetime import date
from typing import Any

import pytest

from tests.databases import spending
from tests.world import BPMN, World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import deployments, messages, monitor, task_pages
from workflows.services.monitor import MonitorLine, MonitorPage

REGISTERED = {
    "schriftelijk": "ja", "aangemeld_op": "23-11-2026", "aanmelding_ontvangen_op": "23-11-2026", "soort_school": "bao",
    "bestuursvorm": "bijzonder", "voorkeur": "eerste", "ingeschreven_soort": "niet_ingeschreven", "leerplichtig": "nee",
    "extra_ondersteuning": "onbekend", "advies_gevraagd": "nee",
}  # fmt: skip


@pytest.fixture
def watching(world: World) -> World:
    world.system.perform(deployments.deploy, Route.from_folder(BPMN / "zorgplicht"))
    return world


def registers(world: World, by: str = "Anna", last_name: str = "Voorbeeld", **more: str) -> str:
    number = world.starts(by, route="zorgplicht", last_name=last_name)
    world.completes(by, "Aanmelding vastleggen", **REGISTERED | more)
    return number


def page(world: World, by: str = "Joke", **more: Any) -> MonitorPage:
    return world.system.read(monitor.monitor, world.person(by), **more)


def line(world: World, number: str) -> MonitorLine:
    return next(each for each in page(world).lines if each.number == number)


def dues(shown: MonitorLine) -> list[date | None]:
    return [term.due_on for term in shown.terms]


# ------------------------------------------------------------------ what stands there
def test_a_registration_is_watched_from_its_recording_until_the_end(watching: World) -> None:
    number = watching.starts(route="zorgplicht")
    assert page(watching).lines == ()
    assert page(watching).returns == "Van 2 scholen: 0 opgegeven, 0 nog niet, 2 nog nooit."
    watching.completes("Anna", "Aanmelding vastleggen", **REGISTERED)
    shown = line(watching, number)
    assert (shown.school, shown.board) == ("De Wilg", "Stichting Proef")
    assert (shown.received_on, shown.known_on, shown.bar.week) == (date(2026, 11, 23), date(2026, 11, 23), 1)
    assert dues(shown) == [date(2027, 1, 4), date(2027, 2, 2)]
    withdrawn = {"ingetrokken_op": "23-11-2026", "ingetrokken_schriftelijk": "ja"}
    heard = next(each for each in watching.page(number, "Anna").listeners if each.message == "ingetrokken")
    raw = {name: [text] for name, text in withdrawn.items()}
    watching.system.perform(messages.receive, number, heard.token, watching.person("Anna"), raw)
    assert page(watching).lines == ()
    assert watching.rows(models.Watched) == []


def test_every_date_says_why_and_a_date_that_has_passed_says_what_the_law_does_now(watching: World) -> None:
    number = registers(watching)
    decide, placed = line(watching, number).terms
    assert decide.because[0][0].nl == "6 weken na ontvangst van de aanmelding op ma 23 november 2026: ma 4 januari 2027"
    assert (decide.owner, decide.over, placed.by_law) == ("school", False, True)
    watching.lives_until("2027-01-05")
    decide, placed = line(watching, number).terms
    assert decide.over
    assert "niet vanzelf toegelaten" in decide.consequence.nl
    assert (decide.tone, placed.over) == ("amber", False)  # another's term is never red
    assert line(watching, number).passed == (decide,)


def test_a_child_goes_by_its_initials_until_the_school_asks_for_advice(watching: World) -> None:
    """WPO art. 18a lid 6 onder d: before that the SWV has no ground for the name."""
    registers(watching, last_name="Jansen")
    registers(watching, last_name="Pietersen", advies_gevraagd="ja")
    assert {each.pupil for each in page(watching).lines} == {"M.J.", "Milan Pietersen"}
    assert {each.initials for each in page(watching).lines} == {"M.J.", "M.P."}


def test_it_says_why_a_child_will_not_be_placed(watching: World) -> None:
    es = str(next(row.id for row in watching.rows(models.Organisation) if row.name == "De Es"))
    number = registers(watching, ingeschreven_soort="bao", ingeschreven_bij=es)
    shown = line(watching, number)
    assert [term.by_law for term in shown.terms] == [False]
    assert shown.reason is not None
    assert shown.reason.nl == "Geen tijdelijke plaatsing. Ingeschreven op basisschool De Es: telt mee."


def test_time_that_stands_still_does_not_move_the_temporary_placement(watching: World) -> None:
    number = registers(watching)
    watching.on("2026-11-30")
    watching.completes("Anna", "Nagaan", genoeg_bekend="nee")
    watching.completes("Anna", "Ouders om", aanvulling_wat="Het verslag", aanvulling_gevraagd_op="30-11-2026")
    decide, placed = line(watching, number).terms
    assert (decide.due_on, decide.since, placed.due_on) == (None, date(2026, 11, 30), date(2027, 2, 2))


def test_what_ends_first_stands_on_top_and_boards_and_schools_can_be_chosen(watching: World) -> None:
    later, sooner = (
        registers(watching),
        registers(watching, "Cees", "Jansen", aanmelding_ontvangen_op="19-11-2026", aangemeld_op="19-11-2026"),
    )
    assert [each.number for each in page(watching).lines] == [sooner, later]
    assert [each.number for each in page(watching, school="99AA00").lines] == [later]
    assert len(page(watching, board="99901").lines) == 2
    first = watching.system.read(monitor.monitor, watching.person("Joke"), whole=True)
    assert len(first.lines) == 2
    with pytest.raises(NotFound):
        page(watching, board="weg")


def test_school_holidays_are_on_the_bar_and_do_not_move_it(watching: World) -> None:
    bar = line(watching, registers(watching)).bar
    assert [(each.name, each.start, each.days) for each in bar.holidays] == [("Kerstvakantie", 26, 16)]
    assert (bar.six_on, bar.ten_on) == (date(2027, 1, 4), date(2027, 2, 1))


def test_a_child_of_three_is_not_placed_before_its_fourth_birthday_which_the_form_proposes(watching: World) -> None:
    """Vector V23; WPO art. 40 lid 7."""
    number = watching.starts(route="zorgplicht", born="10-03-2023")
    task = watching.task("Anna", "Aanmelding")
    proposed = watching.system.perform(task_pages.task_page, task.id, watching.person("Anna")).raw
    assert proposed["vierde_verjaardag"] == ["10-03-2027"]
    assert proposed["leerplichtig"] == ["nee"]
    watching.completes("Anna", "Aanmelding", vierde_verjaardag="10-03-2027", **REGISTERED)
    assert dues(line(watching, number)) == [date(2027, 1, 4), date(2027, 3, 10)]
    assert "niet eerder dan toelating kan" in line(watching, number).terms[1].because[-1][0].nl


# ------------------------------------------------------------------ who sees it
@pytest.mark.parametrize(
    ("who", "may"),
    [("Joke", True), ("Dirk", True), ("Ria", True), ("Anna", False), ("Els", False), ("Coen", False), ("Ad", False)],
)
def test_only_who_sees_all_cases_of_the_samenwerkingsverband_has_a_monitor(
    watching: World, who: str, may: bool
) -> None:
    number = registers(watching)
    if may:
        assert len(page(watching, who).lines) == 1
        return
    for ask in (
        lambda: page(watching, who),
        lambda: watching.system.perform(monitor.next_page, number, watching.person(who)),
        lambda: watching.system.perform(monitor.set_next, number, watching.person(who), date(2026, 12, 1), "bellen"),
    ):
        with pytest.raises(NotFound):
            ask()


# ------------------------------------------------------------------ what comes next
def test_what_comes_next_is_kept_and_its_line_goes_with_the_case(watching: World) -> None:
    number, joke = registers(watching), watching.person("Joke")
    watching.system.perform(monitor.set_next, number, joke, date(2026, 11, 27), "  Ouders gaan   vrijdag kijken ")
    watching.system.perform(monitor.set_next, number, joke, date(2026, 12, 1), "School belt")
    shown = line(watching, number)
    assert shown.next is not None
    assert (shown.next.on, shown.next.note) == (date(2026, 12, 1), "School belt")
    before = watching.system.perform(monitor.next_page, number, joke).before
    assert [(each.note, each.by) for each in before] == [
        ("School belt", "Joke"),
        ("Ouders gaan vrijdag kijken", "Joke"),
    ]
    entries = watching.history(number, "watch.next")
    assert [entry.facts for entry in entries] == [{"on": "2026-11-27"}, {"on": "2026-12-01"}]  # the note can be erased
    watching.completes("Anna", "Nagaan", genoeg_bekend="ja")
    assert line(watching, number).next == shown.next
    assert watching.broken() == {}


@pytest.mark.parametrize(
    ("on", "note"),
    [
        (date(2026, 11, 22), "bellen"),
        (date(2026, 11, 24), " "),
        (date(2026, 11, 24), "x" * 201),
        (date(2026, 11, 24), "kind 111222333"),
    ],
)
def test_what_comes_next_is_a_coming_day_and_one_line(watching: World, on: date, note: str) -> None:
    number = registers(watching)
    with pytest.raises(InvalidAnswers):
        watching.system.perform(monitor.set_next, number, watching.person("Joke"), on, note)


def test_the_monitor_takes_as_many_statements_for_many_children_as_for_one(watching: World) -> None:
    registers(watching)
    with spending(watching.system.database) as one:
        page(watching)
    for n in range(4):
        registers(watching, last_name=f"Proef{n}", advies_gevraagd="ja")
    with spending(watching.system.database) as five:
        assert len(page(watching).lines) == 5
    assert len(one.statements) == len(five.statements)
