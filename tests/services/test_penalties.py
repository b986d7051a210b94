"""The meter of a notice of default: on the page of the case, for who watches, and in the list of all cases."""

from datetime import date

import pytest

from tests.routes.samples import boundary, bpmn, call, catch, end, message, start, terminate, timer, user, way
from tests.world import World
from workflows.domain.errors import NotFound
from workflows.routes.route import Route
from workflows.services import deployments, penalties
from workflows.services.penalties import PenaltiesPage
from workflows.services.views import PenaltyView

SETTINGS = """
name = "laat"
title = "Late aanvraag"
owner = "De tests"
legal_basis = "geen"
description = "Beslissen, of in gebreke gesteld worden."
may_start = ["ib_er"]
frame = "laat"
"""
FIELD = '[[field]]\nid = "{id}"\nkind = "{kind}"\nlabel = "Wat?"\nfact = true\nblock = "deadlines"\n'


def laat() -> Route:
    """A school asks, the office decides; beside it a notice of default may come."""
    frame = bpmn(
        start("begin"), call("laten_besluiten", "beslissing"), terminate("besloten", outcome="DECIDED"),
        way("begin", "laten_besluiten", "besloten"), process="laat", lane={"role": "secretariaat"},
    )  # fmt: skip
    deciding = bpmn(
        start("ontvangen", starts="T2"), user("besluiten", stops="T2 B9"), terminate("verzonden"),
        boundary("te_laat", "besluiten", timer('due_at("T2")'), interrupting=False),
        catch("gesteld", message("gesteld"), role="secretariaat", starts="B9", from_="gesteld_op"), end("gehoord"),
        way("ontvangen", "besluiten", "verzonden"), way("te_laat", "gesteld", "gehoord"),
        process="beslissing", lane={"role": "secretariaat"},
    )  # fmt: skip
    files = {
        "route.toml": SETTINGS,
        "forms/besluiten.toml": FIELD.format(id="besluit", kind="text").replace("fact = true\n", ""),
        "forms/gesteld.toml": FIELD.format(id="gesteld_op", kind="date"),
    }
    return Route(
        {"laat.bpmn": frame, "beslissing.bpmn": deciding} | {name: text.encode() for name, text in files.items()}
    )


@pytest.fixture
def late(world: World) -> str:
    """The number of a case of 23 November that is a day late on 19 January (the dates of vector X02)."""
    world.system.perform(deployments.deploy, laat())
    number = world.starts(route="laat")
    world.lives_until("2027-01-19")
    return number


def meter(world: World, number: str, by: str = "Dirk") -> PenaltyView:
    found = world.page(number, by).penalty
    assert found is not None
    return found


def listed(world: World, by: str = "Joke") -> PenaltiesPage:
    return world.system.read(penalties.penalties, world.person(by))


def test_when_a_decision_is_late_the_page_says_what_a_notice_today_would_cost(world: World, late: str) -> None:
    found = meter(world, late)
    assert (found.what_if, found.first_day, found.last_day) == (True, date(2027, 2, 3), date(2027, 3, 16))
    assert (found.most, found.owed, found.decide_by) == (1442, 0, None)
    assert listed(world) == PenaltiesPage((), ())


def test_as_long_as_there_is_time_there_is_no_meter(world: World) -> None:
    world.system.perform(deployments.deploy, laat())
    number = world.starts(route="laat")
    world.lives_until("2027-01-18")
    assert world.page(number, "Dirk").penalty is None


def test_after_a_notice_the_meter_runs_until_the_decision_is_sent(world: World, late: str) -> None:
    world.receives(late, "Ria", gesteld_op="19-01-2027")
    found = meter(world, late)
    assert (found.what_if, found.notice_on, found.grace_until) == (False, date(2027, 1, 19), date(2027, 2, 2))
    assert (found.today, found.owed) == (0, 0)
    (row,) = listed(world).running
    assert (row.number, row.pupil, row.grace_until) == (late, "Milan Voorbeeld", date(2027, 2, 2))
    world.lives_until("2027-02-03")
    assert (meter(world, late).today, meter(world, late).owed) == (23, 23)
    world.lives_until("2027-02-17")
    (row,) = listed(world).running
    assert (row.today, row.owed, row.decide_by) == (35, 357, None)
    world.completes("Ria", "besluiten")
    found = meter(world, late)
    assert (found.sent_on, found.owed, found.last_owed) == (date(2027, 2, 17), 322, date(2027, 2, 16))
    page = listed(world)
    assert page.running == ()
    assert [(row.number, row.owed) for row in page.decided] == [(late, 322)]
    world.on("2027-02-18")
    assert listed(world).decided[0].decide_by == date(2027, 3, 2)


def test_after_forty_two_days_it_stops_and_the_amount_is_to_be_decided_on(world: World, late: str) -> None:
    world.receives(late, "Ria", gesteld_op="19-01-2027")
    world.lives_until("2027-03-17")
    found = meter(world, late)
    assert (found.today, found.owed, found.decide_by) == (0, 1442, date(2027, 3, 30))


def test_a_decision_within_two_weeks_costs_nothing(world: World, late: str) -> None:
    world.receives(late, "Ria", gesteld_op="19-01-2027")
    world.lives_until("2027-02-02")
    world.completes("Ria", "besluiten")
    world.on("2027-02-20")
    assert (meter(world, late).owed, meter(world, late).decide_by) == (0, None)
    assert listed(world) == PenaltiesPage((), ())


def test_only_who_watches_over_the_samenwerkingsverband_sees_it(world: World, late: str) -> None:
    world.receives(late, "Ria", gesteld_op="19-01-2027")
    for name in ("Dirk", "Joke", "Ria"):
        assert world.page(late, name).penalty is not None
    assert world.page(late, "Anna").penalty is None
    for name in ("Anna", "Ria", "Ad", "Els"):
        with pytest.raises(NotFound):
            listed(world, name)
    assert listed(world, "Dirk").running
