"""The rules for tokens, one by one."""

from collections.abc import Sequence

import pytest

from tests.routes.samples import (
    Flow,
    and_,
    boundary,
    bpmn,
    call,
    catch,
    end,
    message,
    or_,
    race,
    several,
    start,
    terminate,
    timer,
    user,
    way,
    xor,
)
from workflows.routes.diagram import Element, read_diagram
from workflows.routes.diagram import Flow as DiagramFlow
from workflows.routes.token_game import Choose, Endless, TokenGame

T1 = timer('due_at("T1")')


def to(*targets: str) -> Choose:
    """Choose the flows that lead to one of *targets*, else the default flow."""

    def choose(gateway: Element, flows: Sequence[DiagramFlow]) -> Sequence[DiagramFlow]:
        chosen = [flow for flow in flows if flow.target in targets]
        return chosen or [flow for flow in flows if flow.id == gateway.default]

    return choose


class Played:
    """A game that is played by the ids of elements."""

    def __init__(self, *diagrams: bytes, choose: Choose | None = None, count: int = 2) -> None:
        found = [process for data in diagrams for process in read_diagram("proef.bpmn", data)]
        self.game = TokenGame({each.id: each for each in found}, "proces", choose or to(), lambda _element: count)

    @property
    def open(self) -> list[str]:
        steps = self.game.enabled_tasks()
        return sorted(step.element.id + (f" {step.nr}" if step.nr else "") for step in steps)

    def does(self, *ids: str, choose: Choose | None = None) -> "Played":
        for id_ in ids:
            name, _, nr = id_.partition(" ")
            steps = [*self.game.enabled_tasks(), *self.game.events()]
            step = next(each for each in steps if each.element.id == name and (not nr or each.nr == int(nr)))
            if step in self.game.enabled_tasks():
                self.game.complete(step, choose)
            else:
                self.game.fire(step, choose)
        return self


PARALLEL = bpmn(
    *(start(), and_("open"), user("een"), user("twee"), and_("dicht"), user("na"), end()),
    *(way("begin", "open", "een", "dicht", "na", "einde"), way("open", "twee", "dicht")),
)


def test_a_parallel_join_waits_for_every_branch():
    game = Played(PARALLEL)
    assert game.open == ["een", "twee"]
    assert game.does("een").open == ["twee"]
    assert game.does("twee").open == ["na"]
    assert game.does("na").game.ended
    assert game.game.passed == ["begin", "open", "een", "twee", "dicht", "na", "einde"]


def test_an_exclusive_gateway_takes_what_was_chosen_or_the_default():
    data = bpmn(
        *(start(), user("taak"), xor("kies", "een"), user("een"), user("twee"), end(), end("e2")),
        *(way("begin", "taak", "kies", "een", "einde"), Flow("kies", "twee", "1 == 1"), way("twee", "e2")),
    )
    assert Played(data).does("taak").open == ["een"]
    assert Played(data).does("taak", choose=to("twee")).open == ["twee"]


INCLUSIVE = bpmn(
    *(start(), or_("open", "een"), user("een"), user("twee"), user("drie"), or_("dicht"), user("na"), end()),
    *(way("begin", "open", "een", "dicht", "na", "einde"), way("twee", "dicht"), way("drie", "dicht")),
    *(Flow("open", "twee", "1 == 1"), Flow("open", "drie", "1 == 1")),
)


@pytest.mark.parametrize("chosen", [("een",), ("twee",), ("twee", "drie")])
def test_an_inclusive_join_waits_for_what_was_started(chosen):
    game = Played(INCLUSIVE, choose=to(*chosen))
    for task in chosen:
        assert game.open == sorted(set(game.open))
        assert "na" not in game.open
        game.does(task)
    assert game.open == ["na"]


def test_an_inclusive_join_goes_on_when_an_event_took_the_other_token_away():
    data = bpmn(
        *(
            start(),
            and_("open"),
            user("een"),
            boundary("weg", "een", T1),
            end("e2"),
            user("twee"),
            or_("dicht"),
            user("na"),
        ),
        *(end(), way("begin", "open", "een", "dicht", "na", "einde"), way("open", "twee", "dicht"), way("weg", "e2")),
    )
    game = Played(data).does("twee")
    assert game.open == ["een"]
    assert game.does("weg").open == ["na"]


def test_an_inclusive_join_in_a_loop_starts_every_round_anew():
    data = bpmn(
        *(
            start(),
            xor("weer"),
            or_("open", "een"),
            user("een"),
            user("twee"),
            or_("dicht"),
            xor("kies", "einde"),
            end(),
        ),
        *(way("begin", "weer", "open", "een", "dicht", "kies", "einde"), Flow("open", "twee", "1 == 1")),
        *(way("twee", "dicht"), Flow("kies", "weer", "1 == 1")),
    )
    game = Played(data, choose=to("een", "twee"))
    assert game.does("een").open == ["twee"]
    assert game.does("twee", choose=to("een", "twee", "weer")).open == ["een", "twee"]
    assert game.does("twee").open == ["een"]
    assert game.does("een", choose=to()).game.ended


def test_the_first_event_after_a_race_wins():
    data = bpmn(
        *(
            start(),
            race("eerste"),
            catch("bericht", message("nieuws")),
            catch("te_laat", T1),
            user("een"),
            user("twee"),
        ),
        *(end(), end("e2"), way("begin", "eerste", "bericht", "een", "einde"), way("eerste", "te_laat", "twee", "e2")),
    )
    game = Played(data)
    assert [step.element.id for step in game.game.events()] == ["bericht", "te_laat"]
    assert game.does("te_laat").open == ["twee"]
    assert game.game.events() == []


def test_an_interrupting_event_takes_the_task_away_and_another_one_does_not():
    data = bpmn(
        *(start(), user("taak"), boundary("stop", "taak", T1), boundary("bijna", "taak", T1, interrupting=False)),
        *(user("melden"), end(), end("e2"), end("e3"), way("begin", "taak", "einde"), way("stop", "e2")),
        way("bijna", "melden", "e3"),
    )
    game = Played(data).does("bijna")
    assert game.open == ["melden", "taak"]
    assert [step.element.id for step in game.game.events()] == ["stop"]
    assert game.does("stop").open == ["melden"]
    assert not game.game.ended
    assert game.does("melden").game.ended


def test_a_called_process_ends_when_all_its_tokens_are_gone():
    frame = bpmn(start("b"), call("roep", "fase"), user("na"), end("e"), way("b", "roep", "na", "e"))
    game = Played(frame, PARALLEL.replace(b'"proces"', b'"fase"').replace(b'"na"', b'"slot"').replace(b"na_", b"slot_"))
    assert game.open == ["een", "twee"]
    assert game.does("een", "twee", "slot").open == ["na"]


def test_an_event_on_a_call_takes_everything_inside_away():
    frame = bpmn(
        *(start("b"), call("roep", "fase"), boundary("weg", "roep", message("weg")), user("na"), end("e"), end("e2")),
        *(way("b", "roep", "e"), way("weg", "na", "e2")),
    )
    game = Played(frame, PARALLEL.replace(b'"proces"', b'"fase"').replace(b'"na"', b'"slot"').replace(b"na_", b"slot_"))
    assert game.does("een", "weg").open == ["na"]


def test_a_terminate_end_ends_its_own_process_only():
    frame = bpmn(start("b"), call("roep", "fase"), user("na"), end("e"), way("b", "roep", "na", "e"))
    phase = bpmn(
        *(start(), and_("open"), user("een"), user("twee"), terminate(), end("e2")),
        *(way("begin", "open", "een", "einde"), way("open", "twee", "e2")),
        process="fase",
    )
    assert Played(frame, phase).does("een").open == ["na"]


@pytest.mark.parametrize(
    ("sequential", "opened"), [(False, ["meer 1", "meer 2"]), (True, ["meer 1"])], ids=["at once", "one by one"]
)
def test_a_task_done_several_times_goes_on_after_the_last(sequential, opened):
    data = bpmn(start(), user("meer", several("2", sequential=sequential)), end(), way("begin", "meer", "einde"))
    game = Played(data)
    assert game.open == opened
    assert game.does(opened[-1]).open == (["meer 2"] if sequential else ["meer 1"])
    assert game.does(*game.open).game.ended


def test_a_task_done_no_times_is_passed_by():
    data = bpmn(start(), user("meer", several("0")), end(), way("begin", "meer", "einde"))
    assert Played(data, count=0).game.ended


def test_a_join_that_waits_for_nothing_is_stuck():
    data = bpmn(
        *(start(), xor("open", "een"), user("een"), user("twee"), and_("dicht"), end()),
        *(way("begin", "open", "een", "dicht", "einde"), Flow("open", "twee", "1 == 1"), way("twee", "dicht")),
    )
    game = Played(data)
    assert not game.game.stuck
    assert game.does("een").game.stuck


def test_tokens_that_never_rest_are_noticed():
    data = bpmn(
        *(start(), xor("weer"), xor("kies", "weer"), end(), way("begin", "weer", "kies", "einde")),
        Flow("kies", "weer"),
    )
    with pytest.raises(Endless):
        Played(data)
