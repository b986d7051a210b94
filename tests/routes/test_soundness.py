"""Whether tokens always come to a good end, compared with a game that plays every course for real."""

import random
from collections.abc import Sequence
from itertools import combinations

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
    process_of,
    race,
    start,
    terminate,
    timer,
    user,
    way,
    xor,
)
from workflows.domain.findings import errors_in
from workflows.routes.diagram import Element, Process
from workflows.routes.diagram import Flow as DiagramFlow
from workflows.routes.soundness import soundness
from workflows.routes.token_game import Endless, TokenGame

T1 = timer('due_at("T1")')


def codes(data: bytes, *, frame: bool = False) -> list[tuple[str, str]]:
    return [(finding.code, finding.element) for finding in soundness(process_of(data), frame=frame)]


SOUND = {
    "parallel work": bpmn(
        *(start(), and_("open"), user("een"), user("twee"), and_("dicht"), end()),
        *(way("begin", "open", "een", "dicht"), way("open", "twee", "dicht", "einde")),
    ),
    "inclusive work": bpmn(
        *(start(), or_("open", "een"), user("een"), user("twee"), user("drie"), or_("dicht"), end()),
        *(way("begin", "open", "een", "dicht"), way("twee", "dicht"), way("drie", "dicht", "einde")),
        *(Flow("open", "twee", "1 == 1"), Flow("open", "drie", "1 == 1")),
    ),
    "an inclusive join when one branch ended early": bpmn(
        *(start(), and_("open"), user("een"), boundary("stop", "een", T1), end("weg"), user("twee"), or_("dicht")),
        *(end(), way("begin", "open", "een", "dicht"), way("stop", "weg"), way("open", "twee", "dicht", "einde")),
    ),
    "parallel work within a loop": bpmn(
        *(start(), xor("opnieuw"), and_("open"), user("een"), user("twee"), and_("dicht"), xor("goed", "einde"), end()),
        *(way("begin", "opnieuw", "open", "een", "dicht", "goed", "einde"), way("open", "twee", "dicht")),
        Flow("goed", "opnieuw", "1 == 1"),
    ),
    "a reminder": bpmn(
        *(start(), user("taak"), boundary("bijna", "taak", T1, interrupting=False), user("melden"), end(), end("weg")),
        *(way("begin", "taak", "einde"), way("bijna", "melden", "weg")),
    ),
    "a terminate end that overtakes a reminder": bpmn(
        *(start(), user("taak"), boundary("bijna", "taak", T1, interrupting=False), user("melden")),
        *(terminate(outcome="GRANTED"), end("weg"), way("begin", "taak", "einde"), way("bijna", "melden", "weg")),
    ),
    "a race": bpmn(
        *(start(), race("eerste"), catch("bericht", message("nieuws")), catch("te_laat", T1), xor("samen"), end()),
        *(way("begin", "eerste", "bericht", "samen"), way("eerste", "te_laat", "samen", "einde")),
    ),
    "a withdrawal": bpmn(
        *(
            start(),
            call("behandelen", "ander"),
            boundary("weg", "behandelen", message("weg")),
            terminate(),
            end("klaar"),
        ),
        *(way("begin", "behandelen", "klaar"), way("weg", "einde")),
    ),
    "arrows that come together at a task": bpmn(
        *(start(), xor("kies", "een"), user("een"), user("twee"), end()),
        *(way("begin", "kies", "een", "twee", "einde"), Flow("kies", "twee", "1 == 1")),
    ),
}


@pytest.mark.parametrize("data", SOUND.values(), ids=SOUND.keys())
def test_sound_processes_get_no_remarks(data):
    assert codes(data) == []


def test_a_frame_may_not_run_out_without_an_outcome():
    data = bpmn(
        *(start(), xor("kies", "einde"), terminate(outcome="GRANTED"), user("taak"), end("weg")),
        *(way("begin", "kies", "einde"), Flow("kies", "taak", "1 == 1"), way("taak", "weg")),
    )
    assert codes(data, frame=True) == [("no-outcome", "weg")]
    assert codes(data) == []


def test_what_only_a_dead_gateway_leads_to_is_named():
    """The culprit is the gateway; what comes after it is its consequence and is not named too."""
    data = bpmn(
        *(start(), xor("open", "een"), user("een"), user("twee"), and_("dicht"), user("daarna"), end()),
        *(
            way("begin", "open", "een", "dicht", "daarna", "einde"),
            Flow("open", "twee", "1 == 1"),
            way("twee", "dicht"),
        ),
    )
    assert codes(data) == [("deadlock", "dicht")]


# ---------------------------------------------------------------- against the game
def random_process(chance: random.Random) -> Process:
    """Return a small process of random blocks, about half of them with one mistake: a gateway of another kind."""
    parts: list[object] = [start(), end()]
    tasks = 0

    def block(size: int) -> tuple[str, str]:
        """Add a block and return its first and last element."""
        nonlocal tasks
        tasks += 1
        n = tasks
        kind = chance.choice(["task", "task", "sequence", "and", "xor", "or", "loop", "boundary"]) if size else "task"
        if kind == "task":
            parts.append(user(f"t{n}"))
            return f"t{n}", f"t{n}"
        if kind == "sequence":
            (first, middle), (middle2, last) = block(size - 1), block(size - 1)
            parts.append(way(middle, middle2))
            return first, last
        if kind == "boundary":
            parts.extend([user(f"t{n}"), boundary(f"b{n}", f"t{n}", T1, interrupting=chance.random() < 0.7)])
            (first, last) = block(size - 1)
            join = or_(f"j{n}") if chance.random() < 0.5 else xor(f"j{n}")
            parts.extend([join, way(f"t{n}", f"j{n}"), way(f"b{n}", first), way(last, f"j{n}")])
            return f"t{n}", f"j{n}"
        if kind == "loop":
            first, last = block(size - 1)
            parts.extend([xor(f"o{n}"), xor(f"k{n}", f"u{n}"), user(f"u{n}"), way(f"o{n}", first)])
            parts.extend([way(last, f"k{n}", f"u{n}"), Flow(f"k{n}", f"o{n}", "1 == 1")])
            return f"o{n}", f"u{n}"
        one, two = block(size - 1), block(size - 1)
        closing = chance.choice(["and", "xor", "or"]) if chance.random() < 0.15 else kind
        makers = {"and": lambda i, _d: and_(i), "xor": xor, "or": or_}
        parts.extend([makers[kind](f"o{n}", one[0]), makers[closing](f"c{n}", None), way(f"o{n}", one[0])])
        parts.extend([Flow(f"o{n}", two[0], None if kind == "and" else "1 == 1"), way(one[1], f"c{n}")])
        parts.append(way(two[1], f"c{n}"))
        return f"o{n}", f"c{n}"

    first, last = block(chance.randrange(1, 4))
    parts.append(way("begin", first))
    parts.append(way(last, "einde"))
    return process_of(bpmn(*parts))


class OutOfBreath(Exception):
    """The game has too many courses."""


def goes_wrong(process: Process) -> bool:
    """Play every course from the start, by repeating it with every list of choices; is there one that goes wrong?"""
    seen: set[tuple[tuple[str, ...], ...]] = set()
    todo: list[list[int]] = [[]]
    while todo:
        choices = todo.pop()
        asked: list[int] = []
        left = list(choices)

        def pick(number: int, left: list[int] = left, asked: list[int] = asked) -> int:
            asked.append(number)
            return left.pop(0) if left else 0

        def choose(gateway: Element, flows: Sequence[DiagramFlow]) -> Sequence[DiagramFlow]:
            if gateway.kind == "exclusiveGateway":
                return [flows[pick(len(flows))]]
            free = [flow for flow in flows if flow.id != gateway.default]
            some = [list(each) for n in range(1, len(free) + 1) for each in combinations(free, n)]
            some.append([flow for flow in flows if flow.id == gateway.default])
            return some[pick(len(some))]

        try:
            game = TokenGame({process.id: process}, process.id, choose)
            for _ in choices or [0]:
                places = [*game.frame.flows.elements(), *(seat.element.id for seat in game.frame.seats)]
                if len(set(places)) < len(places):
                    return True
                steps = [*game.enabled_tasks(), *game.events()]
                if not left or not steps:
                    break
                step = steps[pick(len(steps))]
                game.complete(step) if step.element.kind == "userTask" else game.fire(step)
        except Endless:
            return True
        places = [*game.frame.flows.elements(), *(seat.element.id for seat in game.frame.seats)]
        if game.stuck or len(set(places)) < len(places):
            return True
        if len(asked) > len(choices):
            # The game went on with a first choice that nobody made: make each of them.
            todo += [[*choices, each] for each in range(asked[len(choices)])]
            continue
        state = (tuple(sorted(places)), tuple(sorted(b for seat in game.frame.seats for b in seat.armed)))
        if state in seen or game.ended:
            continue
        seen.add(state)
        if len(seen) > 400:
            raise OutOfBreath
        steps = [*game.enabled_tasks(), *game.events()]
        todo += [[*choices, each] for each in range(len(steps))]
    return False


@pytest.mark.parametrize("seed", range(60))
def test_the_verdict_is_that_of_the_game(seed):
    """A course of the game that goes wrong is found without playing it, and a sound process is not accused."""
    process = random_process(random.Random(seed))
    found = errors_in(soundness(process))
    try:
        wrong = goes_wrong(process)
    except OutOfBreath:
        return
    if wrong:
        assert found
    if not found:
        assert not wrong
    # A token that could meet another on a flow is refused though the game, step by step, may not see them there.
    assert wrong or all(finding.code == "twice" for finding in found), found


def test_both_verdicts_occur():
    """The random processes are not all sound, nor all wrong."""
    verdicts = {bool(errors_in(soundness(random_process(random.Random(seed))))) for seed in range(60)}
    assert verdicts == {True, False}
