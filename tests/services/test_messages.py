"""What reaches a case from outside: by who may tell it, with the day on which it really came."""

from datetime import date

import pytest

from tests.world import World, proef
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import deployments, messages
from workflows.services.views import OnBehalf


def withdraws(world: World, number: str, by: str, on_behalf: OnBehalf | None = None) -> None:
    world.receives(number, by, on_behalf, reden="Verhuisd")


def test_the_school_withdraws_and_everything_that_waited_ends(world: World) -> None:
    number = world.submits()
    withdraws(world, number, "Anna")
    assert world.case(number).outcome == "WITHDRAWN"
    assert world.inbox("Ria") == []
    assert [row.how for row in world.rows(models.UserTask)] == ["completed", "cancelled"]
    assert world.rows(models.Job) == []
    assert {row.state for row in world.rows(models.Deadline)} == {"stopped"}
    received = world.history(number, "received")[0]
    assert (received.actor_id, received.details) == (world.person("Anna").id, {"reden": "Verhuisd"})
    world.system.perform(messages.receive, number, received.token, world.person("Anna"), {"reden": ["x"]})  # once more
    assert len(world.history(number, "received")) == 1
    with pytest.raises(NotFound):
        world.system.perform(messages.receive, number, received.token, world.person("Bart"), {"reden": ["x"]})


@pytest.mark.parametrize(("who", "may"), [("Anna", True), ("Bart", True), ("Ria", True), ("Dirk", False)])
def test_only_the_role_that_the_message_names_and_the_office_are_offered_it(
    small_world: World, who: str, may: bool
) -> None:
    number = small_world.submits()
    assert bool(small_world.page(number, who).listeners) is may
    token = small_world.page(number, "Ria").listeners[0].token
    by = small_world.person(who)
    if may:
        assert small_world.system.perform(messages.message_page, number, token, by).listener.message == "ingetrokken"
    else:
        with pytest.raises(NotFound):
            small_world.system.perform(messages.message_page, number, token, by)
        with pytest.raises(NotFound):
            withdraws(small_world, number, who)


@pytest.mark.parametrize("who", ["Coen", "Cees"])
def test_who_may_not_read_the_case_tells_it_nothing(small_world: World, who: str) -> None:
    number = small_world.submits()
    with pytest.raises(NotFound):
        withdraws(small_world, number, who)
    assert small_world.case(number).ended_at is None


def test_a_letter_counts_from_the_day_on_which_it_was_received(world: World) -> None:
    number = world.submits()
    world.on("2026-12-07")
    withdraws(world, number, "Ria", OnBehalf("De Wilg", "brief", date(2026, 12, 2)))
    assert {(row.kind, row.on) for row in world.history(number, "received", "ended")} == {
        ("received", date(2026, 12, 2)),
        ("ended", date(2026, 12, 2)),
    }
    stopped = {row.rule: row.stopped_on for row in world.rows(models.Deadline)}
    assert stopped["T2"] == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("who", "day", "refusal"),
    [
        ("Ria", date(2026, 11, 24), InvalidAnswers),  # still to come
        ("Ria", date(2026, 10, 1), InvalidAnswers),  # long before there was a case
        ("Anna", date(2026, 11, 23), NotAllowed),  # a school speaks for itself, and today
    ],
)
def test_a_day_that_cannot_be_is_refused(small_world: World, who: str, day: date, refusal: type[Exception]) -> None:
    number = small_world.submits()
    with pytest.raises(refusal):
        withdraws(small_world, number, who, OnBehalf("De Wilg", "brief", day))
    assert small_world.case(number).ended_at is None


def test_a_message_that_makes_time_run_again_moves_the_last_day(advising: World) -> None:
    number = advising.starts(route="advies")
    advising.appoints()
    for name in ("Els", "Fred"):
        advising.completes(name, "adviseren", advies="Goed.")
    advising.on("2026-11-26")
    advising.completes("Ria", "aanvulling_vragen", wat_ontbreekt="Het OPP")
    view = advising.page(number, "Anna").deadlines[0]
    assert (view.state, view.due_on, view.suspended_since) == ("suspended", None, date(2026, 11, 27))
    (_, _), *_, (why, source) = view.because  # how far it had come, and why it stands still
    assert why.nl.startswith("de tijd staat stil vanaf vr 27 november 2026 (aanvulling gevraagd)")
    assert source == "Awb art. 4:15 lid 1 onder a"
    advising.on("2026-12-07")
    advising.receives(number, "Anna", aanvulling="Hier")
    view = advising.page(number, "Anna").deadlines[0]
    assert (view.state, view.due_on) == ("running", date(2027, 1, 28))
    assert advising.task("Sjaak", "besluiten").due_on == date(2027, 1, 28)


def test_who_works_elsewhere_tells_it_as_what_they_are_there_though_the_lane_is_of_the_school(
    small_world: World,
) -> None:
    files = dict(proef().files)
    lane, message = b'<s:property name="role" value="ib_er"/>', b'<s:property name="stops" value="T2"/>'
    frame = files["proef.bpmn"].replace(lane, lane + b'<s:property name="party" value="applicant"/>', 1)
    frame = frame.replace(lane + message, lane.replace(b"ib_er", b"ib_er coordinator") + message)
    small_world.system.perform(deployments.deploy, Route(files | {"proef.bpmn": frame}))
    number = small_world.submits()
    assert small_world.page(number, "Joke").listeners
    withdraws(small_world, number, "Joke")
    assert small_world.case(number).outcome == "WITHDRAWN"
