"""Small diagrams that several tests play."""

from tests.engine.drawing import Diagram


def rework() -> Diagram:
    """Two tasks side by side, a review after both, and back to both as long as the review says so."""
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.gateway("exclusive", "again"), diagram.gateway("parallel", "fork"))
    for task in ("a", "b"):
        diagram.flow("fork", diagram.task(task))
    diagram.gateway("parallel", "meet")
    diagram.flow("a", "meet")
    diagram.flow("b", "meet")
    diagram.flow("meet", diagram.task("review"), diagram.gateway("exclusive", "x", "back"))
    diagram.flow("x", "again", name="back")
    diagram.flow("x", diagram.end("e"), when="good == 1")
    return diagram


def inclusive() -> Diagram:
    """Three branches, each with its condition; the first has a message that leads out of it, on the edge."""
    diagram = Diagram("p")
    diagram.flow(diagram.start("s"), diagram.task("ask"), diagram.gateway("inclusive", "split", "no"))
    diagram.gateway("inclusive", "join")
    for name in "abc":
        diagram.flow("split", diagram.task(name), when=f"{name} == 1")
        diagram.flow(name, "join")
    diagram.event("weg", message="weg", on="a")
    diagram.flow("weg", diagram.end("gone"))
    diagram.flow("split", diagram.task("none"), name="no")
    diagram.flow("none", "join", diagram.task("after"), diagram.end("e"))
    return diagram


def term() -> Diagram:
    """A task with two timers on its edge: a warning three days before the end of T, and its end."""
    diagram = Diagram("p")
    diagram.flow(diagram.start("s", starts="T"), diagram.task("decide"), diagram.end("e", terminate=True))
    diagram.event("warning", timer='due_at("T", -3)', on="decide", interrupts=False)
    diagram.flow("warning", diagram.task("hurry"), diagram.end("e1"))
    diagram.event("over", timer='due_at("T")', on="decide")
    diagram.flow("over", diagram.task("explain"), diagram.end("e2"))
    return diagram


def choice_of_events() -> Diagram:
    """After a gateway: a message, and two timers of which the second in the file is the first in time."""
    diagram = Diagram("p")
    diagram.flow(diagram.start("s", starts="LONG SHORT"), diagram.gateway("eventBased", "wait"))
    for name, event in (
        ("told", {"message": "told"}),
        ("long", {"timer": 'due_at("LONG")'}),
        ("short", {"timer": 'due_at("SHORT")'}),
    ):
        diagram.flow("wait", diagram.event(name, **event), diagram.task(f"after_{name}"), diagram.end(f"e_{name}"))
    return diagram


def nested() -> list[Diagram]:
    """A frame that calls a phase that calls a phase with two instances; a message and a timer on the frame's call."""
    frame, middle, inner = Diagram("frame"), Diagram("middle"), Diagram("inner")
    frame.flow(frame.start("s", starts="T"), frame.call("treat", "middle"), frame.task("after"))
    frame.flow("after", frame.end("e", terminate=True, outcome="DONE"))
    frame.event("weg", message="ingetrokken", on="treat")
    frame.flow("weg", frame.end("e_weg", terminate=True, outcome="WITHDRAWN"))
    frame.event("late", timer='due_at("T", -1)', on="treat", interrupts=False)
    frame.flow("late", frame.task("remind"), frame.end("e_late"))
    middle.flow(middle.start("ms"), middle.gateway("parallel", "mf"), middle.call("expertise", "inner"))
    middle.flow("mf", middle.task("talk"), middle.gateway("parallel", "mj"))
    middle.flow("expertise", "mj", middle.end("me"))
    inner.flow(inner.start("is"), inner.task("appoint"), inner.task("advise", times="2", due="D"), inner.end("ie"))
    inner.event("doubt", timer='due_at("D")', on="advise", interrupts=False)
    inner.flow("doubt", inner.task("ask_again"), inner.end("ie2"))
    return [frame, middle, inner]
