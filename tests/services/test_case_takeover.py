"""Taking over open cases: each enters where it stood with the true days of its term, once it was confirmed."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.world import World, advies
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import case_takeover, deployments, instances, replay, route_starts
from workflows.services.case_takeover import Trial

TAKEOVER = """
[takeover]
form = "besluiten"
clocks = ["T2"]
regime = "awb4:15"
extends = "T2"
[[takeover.column]]
label = "Besluit"
field = "besluit"
[[takeover.place]]
at = "aanvulling_vragen"
label = "Aanvulling vragen"
steps = [{ completes = "benoemen" }, { completes = "adviseren" }]
[[takeover.place]]
at = "aangevuld"
label = "Wachten op aanvulling"
after = "aanvulling_vragen"
steps = [{ completes = "aanvulling_vragen", on = "opgeschort" }]
suspended = true
"""
RIGHT = {
    "Route": "advies", "Kenmerk": "2026-0815", "Roepnaam": "Sem", "Achternaam": "Voorbeeld",
    "Geboortedatum": "14-03-2017", "School": "99AA00", "Ontvangen op": "01-10-2026", "Staat bij": "Aanvulling vragen",
    "Opgeschort op": "", "Hervat op": "", "Opgeschort op 2": "", "Hervat op 2": "", "Verlengd op": "",
    "Verlengd tot": "", "Besluit": "Nog niet",
}  # fmt: skip


@pytest.fixture
def taking(small_world: World) -> World:
    """The world on 23 November, with a route that takes over open cases."""
    return ready(small_world)


def ready(world: World) -> World:
    route = advies()
    settings = route.files["route.toml"] + TAKEOVER.encode()
    world.system.perform(deployments.deploy, Route({**route.files, "route.toml": settings}))
    return world


def tried(world: World, *rows: dict[str, str], leaving_out: str = "") -> Trial:
    book = Workbook()
    columns = [column for column in RIGHT if column != leaving_out]
    book.active.append(columns)
    for row in rows:
        book.active.append([(RIGHT | row)[column] for column in columns])
    made = BytesIO()
    book.save(made)
    ria = world.person("Ria")
    return world.system.read(
        case_takeover.trial, ria, world.system.perform(case_takeover.offer, ria, "o.xlsx", made.getvalue())
    )


def taken(world: World, *rows: dict[str, str]) -> list[models.Case]:
    trial = tried(world, *rows)
    assert [str(each.message) for each in trial.mistakes] == []
    world.system.perform(case_takeover.confirm, world.person("Ria"), trial.file_id)
    return list(world.rows(models.Case))


def test_a_case_goes_on_where_it_stood_with_the_true_days_of_its_term(world: World) -> None:
    ready(world)
    suspended = {"Opgeschort op": "05-10-2026", "Hervat op": "15-10-2026"}
    trial = tried(world, suspended)
    assert world.rows(models.Case) == []
    # 8 weeks from 1 October is 26 November; the 9 days between asking and completing come on top (Awb art. 4:15).
    assert [due for _, due in trial.rows[0].due] == [date(2026, 12, 7)]
    assert world.system.perform(case_takeover.confirm, world.person("Ria"), trial.file_id) == 1

    [case] = world.rows(models.Case)
    assert case.started_on == date(2026, 10, 1)
    [task] = world.inbox("Ria")
    assert (task.name, task.case_number) == ("Doe aanvulling_vragen", case.number)
    page = world.page(case.number, "Ria")
    assert page.taken_over is not None
    assert (page.taken_over.reference, page.taken_over.received_on) == ("2026-0815", date(2026, 10, 1))
    told = [str(row.text) for row in page.history]
    assert "Overgenomen uit een ander systeem; de zaak stond bij ‘Aanvulling vragen’" in told
    because = " ".join(str(text.nl) for text, _ in page.deadlines[0].because)
    assert "9 dagen" in because
    assert [entry.on for entry in world.history(case.number, "deadline.suspended", "deadline.resumed")] == [
        date(2026, 10, 5), date(2026, 10, 15),
    ]  # fmt: skip
    assert world.rows(models.Letter) == []
    assert world.broken() == {}
    assert world.system.read(replay.differences, case.id) == []


def test_a_case_whose_time_stands_still_waits_for_what_it_waited_for(taking: World) -> None:
    [case] = taken(taking, {"Staat bij": "Wachten op aanvulling", "Opgeschort op": "16-11-2026"})
    [term] = taking.page(case.number, "Ria").deadlines
    assert (term.state, term.suspended_since) == ("suspended", date(2026, 11, 17))
    taking.receives(case.number, "Anna", aanvulling="Hier is het")
    [term] = taking.page(case.number, "Ria").deadlines
    # Asked on 16, complete on 23 November: 6 days (Awb art. 4:15 lid 1).
    assert (term.state, term.due_on) == ("running", date(2026, 12, 2))
    assert taking.system.read(replay.differences, case.id) == []


def test_an_extension_counts_and_a_term_that_is_over_says_so(taking: World) -> None:
    extended, late = taken(
        taking,
        {"Verlengd op": "20-11-2026", "Verlengd tot": "18-12-2026"},
        {"Kenmerk": "oud", "Achternaam": "Ander", "Ontvangen op": "01-09-2026"},
    )
    [term] = taking.page(extended.number, "Ria").deadlines
    assert term.due_on == date(2026, 12, 18)
    [term] = taking.page(late.number, "Ria").deadlines
    assert term.passed is not None
    assert term.passed.since == date(2026, 10, 28)


@pytest.mark.parametrize(
    ("wrong", "column", "said"),
    [
        ({"Route": "klacht"}, "Route", "neemt geen lopende zaken over. Kies uit: advies"),
        ({"Staat bij": "Besluiten"}, "Staat bij", "Kies uit: Aanvulling vragen, Wachten op aanvulling"),
        ({"Ontvangen op": "24-11-2026"}, "Ontvangen op", "moet nog komen"),
        ({"Ontvangen op": "gisteren"}, "Ontvangen op", "is geen datum"),
        ({"School": "88ZZ00"}, "School", "deze school kennen wij niet"),
        ({"Kenmerk": ""}, "Kenmerk", "vul dit in"),
        ({"Achternaam": "Voorbeeld 111222333"}, "Achternaam", "een BSN"),
        ({"Besluit": "999990019"}, "Besluit", "een BSN"),
        ({"Hervat op": "15-10-2026"}, "Opgeschort op", "sinds wanneer"),
        ({"Opgeschort op": "15-10-2026", "Hervat op": "12-10-2026"}, "Hervat op", "van do 15-10-2026 tot en met"),
        ({"Opgeschort op": "15-09-2026", "Hervat op": "12-10-2026"}, "Opgeschort op", "van do 01-10-2026"),
        ({"Opgeschort op": "15-10-2026"}, "Hervat op", "staat de tijd niet stil"),
        ({"Staat bij": "aangevuld"}, "Opgeschort op", "sinds wanneer de termijn stilstaat"),
        ({"Verlengd op": "20-11-2026"}, "Verlengd tot", "een dag waarop en een dag tot wanneer"),
        (
            {"Ontvangen op": "01-09-2026", "Verlengd op": "20-11-2026", "Verlengd tot": "18-12-2026"},
            "Verlengd op",
            "De termijn was al voorbij",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_row_and_column_with_what_to_do(
    taking: World, wrong: dict[str, str], column: str, said: str
) -> None:
    trial = tried(taking, {"Kenmerk": "goed"}, wrong)
    assert [row.reference for row in trial.rows] == ["goed"]
    [mistake] = trial.mistakes
    assert (mistake.row, mistake.column) == (3, column)
    assert said in mistake.message


def test_a_case_is_taken_over_once_and_a_child_that_is_known_is_not_entered_twice(taking: World) -> None:
    taken(taking, {}, {"Kenmerk": "2026-0900"})
    assert len(taking.rows(models.Pupil)) == 1
    trial = tried(taking, {}, {"Kenmerk": "2026-0815"}, {"Kenmerk": "nieuw"}, {"Kenmerk": "NIEUW"})
    assert (trial.known, len(trial.rows), trial.wrong_rows) == (1, 1, 2)


def test_only_the_office_takes_over_and_a_missing_column_is_named(taking: World) -> None:
    trial = tried(taking, {}, leaving_out="Ontvangen op")
    assert [(each.row, each.column) for each in trial.mistakes] == [(1, "Ontvangen op")]
    for stranger in ("Anna", "Dirk", "Ad"):
        with pytest.raises(NotFound):
            taking.system.read(case_takeover.lists, taking.person(stranger))
    with pytest.raises(NotFound):
        taking.system.read(case_takeover.trial, taking.person("Sjaak"), trial.file_id)


def test_cases_begin_here_from_the_day_that_the_administrator_chose(taking: World) -> None:
    anna, ad = taking.person("Anna"), taking.person("Ad")
    taking.system.perform(route_starts.set_first_day, ad, "advies", date(2026, 12, 1))
    assert [card.route for card in taking.system.read(instances.startable, anna)] == ["proef"]
    with pytest.raises(NotFound):
        taking.starts(route="advies")
    taking.on("2026-12-01")
    assert taking.starts(route="advies")
    [mistake] = tried(taking, {"Ontvangen op": "01-12-2026"}).mistakes
    assert "beginnen zaken van deze route hier" in mistake.message
    assert taking.rows(models.AdminEntry)[-1].what == "route.in_use"
    with pytest.raises(NotFound):
        taking.system.perform(route_starts.set_first_day, anna, "advies", date(2026, 12, 1))
    with pytest.raises(InvalidAnswers, match="binnen twee jaar"):
        taking.system.perform(route_starts.set_first_day, ad, "advies", date(2036, 12, 1))
