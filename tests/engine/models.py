"""Random block-structured routes, for the comparison of the engine with the token game."""

from itertools import pairwise
from random import Random

from tests.engine.drawing import Diagram, route_of
from workflows.routes.route import Route

LEAVES = ("task", "task", "task", "effect", "instances", "catch", "call")
BLOCKS = ("exclusive", "parallel", "inclusive", "loop", "events", "guarded", "guarded")


class Model:
    """A route made of nested blocks. *facts* are the names its gateways ask; *timers* the rules its timers name."""

    def __init__(self, random: Random, size: int, *, sound: bool = False) -> None:
        self.random, self.left, self.sound = random, size, sound
        self.facts: list[str] = []
        self.timers: list[str] = []
        self.diagrams: list[Diagram] = []
        self._count = 0
        self._process()

    @property
    def route(self) -> Route:
        return route_of(*self.diagrams)

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    def _process(self) -> str:
        diagram = Diagram(self._name("p"))
        self.diagrams.append(diagram)
        first, last = self._sequence(diagram, 0, self.random.randint(2, 4))
        diagram.flow(diagram.start(self._name("start")), first)
        diagram.flow(last, diagram.end(self._name("end"), terminate=self.random.random() < 0.3))
        return diagram.process

    def _sequence(self, diagram: Diagram, depth: int, length: int) -> tuple[str, str]:
        blocks = [self._block(diagram, depth) for _ in range(length)]
        for (_, before), (after, _) in pairwise(blocks):
            diagram.flow(before, after)
        return blocks[0][0], blocks[-1][1]

    def _block(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        self.left -= 1
        leaf = self.left <= 0 or depth > 4 or self.random.random() < 0.3
        kind = self.random.choice(LEAVES if leaf else BLOCKS)
        one = getattr(self, f"_{kind}")(diagram, depth)
        return one if isinstance(one, tuple) else (one, one)

    def _inner(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        return self._sequence(diagram, depth + 1, self.random.choice((1, 1, 1, 2, 3)))

    # ---- leaves
    def _task(self, diagram: Diagram, _depth: int) -> str:
        return diagram.task(self._name("task"))

    def _effect(self, diagram: Diagram, _depth: int) -> str:
        return diagram.node(self.random.choice(("serviceTask", "sendTask", "businessRuleTask")), self._name("effect"))

    def _instances(self, diagram: Diagram, _depth: int) -> str:
        times, sequential = str(self.random.choice((0, 1, 2, 2, 3))), self.random.random() < 0.4
        return diagram.task(self._name("many"), times=times, sequential=sequential)

    def _catch(self, diagram: Diagram, _depth: int) -> str:
        return self._event(diagram)

    def _call(self, diagram: Diagram, depth: int) -> str:
        if self.left <= 0 or len(self.diagrams) > 4:
            return self._task(diagram, depth)
        return diagram.call(self._name("call"), self._process())

    def _event(self, diagram: Diagram, on: str = "", interrupts: bool = True) -> str:
        name = self._name("event")
        if self.random.random() < 0.5:
            return diagram.event(name, message=f"m_{name}", on=on, interrupts=interrupts)
        self.timers.append(f"T_{name}")
        return diagram.event(name, timer=f'due_at("T_{name}")', on=on, interrupts=interrupts)

    # ---- blocks
    def _exclusive(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        return self._choice(diagram, depth, "exclusive")

    def _inclusive(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        return self._choice(diagram, depth, "inclusive")

    def _choice(self, diagram: Diagram, depth: int, kind: str) -> tuple[str, str]:
        name, join = self._name("split"), self._name("join")
        otherwise = f"{name}_else"
        split, join = diagram.gateway(kind, name, otherwise), diagram.gateway(kind, join)
        for branch in range(self.random.randint(1, 3)):
            fact = f"f_{name}_{branch}"
            self.facts.append(fact)
            first, last = self._inner(diagram, depth)
            diagram.flow(split, first, when=f"{fact} == 1")
            self._close(diagram, last, join)
        if self.random.random() < 0.5:
            diagram.flow(split, join, name=otherwise)
        else:
            first, last = self._inner(diagram, depth)
            diagram.flow(split, first, name=otherwise)
            diagram.flow(last, join)
        return split, join

    def _parallel(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        split, join = (diagram.gateway("parallel", self._name(kind)) for kind in ("fork", "meet"))
        for branch in range(self.random.randint(2, 3)):
            first, last = self._inner(diagram, depth)
            diagram.flow(split, first)
            self._close(diagram, last, join, surely=branch == 0)
        return split, join

    def _close(self, diagram: Diagram, last: str, join: str, surely: bool = False) -> None:
        """Lead a branch to its join; now and then it ends before."""
        if surely or self.sound or self.random.random() < 0.93:
            diagram.flow(last, join)
        else:
            diagram.flow(last, diagram.end(self._name("end"), terminate=self.random.random() < 0.3))

    def _loop(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        name = self._name("again")
        fact = f"f_{name}"
        self.facts.append(fact)
        head, tail = diagram.gateway("exclusive", f"{name}_head"), diagram.gateway("exclusive", name, f"{name}_else")
        first, last = self._inner(diagram, depth)
        diagram.flow(head, first)
        diagram.flow(last, tail)
        after = self._task(diagram, depth)
        diagram.flow(tail, after, name=f"{name}_else")
        if self.random.random() < 0.5:
            rework = self._task(diagram, depth)
            diagram.flow(tail, rework, when=f"{fact} == 1")
            diagram.flow(rework, head)
        else:
            diagram.flow(tail, head, when=f"{fact} == 1")
        return head, after

    def _events(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        gateway, join = (
            diagram.gateway("eventBased", self._name("wait")),
            diagram.gateway("exclusive", self._name("join")),
        )
        for _ in range(self.random.randint(2, 3)):
            event = self._event(diagram)
            first, last = self._inner(diagram, depth)
            diagram.flow(gateway, event, first)
            diagram.flow(last, join)
        return gateway, join

    def _guarded(self, diagram: Diagram, depth: int) -> tuple[str, str]:
        """An activity with events on its edge."""
        host = getattr(self, self.random.choice(("_task", "_instances", "_call", "_call", "_effect")))(diagram, depth)
        after = diagram.gateway("exclusive", self._name("join"))
        diagram.flow(host, after)
        for _ in range(self.random.randint(1, 3)):
            interrupts = self.random.random() < 0.5
            event = self._event(diagram, on=host, interrupts=interrupts)
            first, last = self._inner(diagram, depth)
            diagram.flow(event, first)
            if interrupts and (self.sound or self.random.random() < 0.8):
                diagram.flow(last, after)
            else:
                diagram.flow(last, diagram.end(self._name("end"), terminate=self.random.random() < 0.2))
        return host, after


class Tangle(Model):
    """A route of nodes connected at random: loops into branches, joins without a split, events that lead anywhere."""

    KINDS = ("task",) * 4 + ("exclusive",) * 3 + ("inclusive",) * 3 + ("parallel",) * 2 + ("effect", "catch")
    ENDS = ("end1", "end2")

    def _process(self) -> str:
        random, diagram = self.random, Diagram("p")
        self.diagrams.append(diagram)
        nodes = [f"{random.choice(self.KINDS)}_{number}" for number in range(self.left)]
        ways = {node: self._ways(nodes, place) for place, node in enumerate(nodes)}
        edges = {
            node: random.choice((*nodes, *self.ENDS))
            for node in nodes
            if node.startswith("task") and random.random() < 0.35
        }
        diagram.flow(diagram.start("s"), nodes[0])
        for node in _reached(nodes[0], ways, edges):
            if node in self.ENDS:
                diagram.end(node)
            else:
                self._draw(diagram, node, ways[node])
            if node in edges:
                event = diagram.event(f"on_{node}", message=f"m_on_{node}", on=node, interrupts=random.random() < 0.5)
                diagram.flow(event, edges[node])
        return diagram.process

    def _ways(self, nodes: list[str], place: int) -> list[str]:
        """Mostly forward, now and then anywhere."""
        kind, random, all_ = nodes[place].partition("_")[0], self.random, [*nodes, *self.ENDS]
        count = 1 if kind in ("task", "effect", "catch") else random.randint(1, 3)
        ahead = all_[place + 1 : place + 5]
        return [random.choice(ahead if random.random() < 0.75 else all_) for _ in range(count)]

    def _draw(self, diagram: Diagram, node: str, ways: list[str]) -> None:
        kind = node.partition("_")[0]
        choosing = kind in ("exclusive", "inclusive") and len(ways) > 1
        if kind == "task":
            diagram.task(node)
        elif kind == "effect":
            diagram.node("serviceTask", node)
        elif kind == "catch":
            diagram.event(node, message=f"m_{node}")
        else:
            diagram.gateway(kind, node, f"{node}_0" if choosing else "")
        for number, target in enumerate(ways):
            fact = f"f_{node}_{number}"
            if choosing and number:
                self.facts.append(fact)
            diagram.flow(node, target, name=f"{node}_{number}", when=f"{fact} == 1" if choosing and number else "")


def _reached(first: str, ways: dict[str, list[str]], edges: dict[str, str]) -> list[str]:
    found, todo = [], [first]
    while todo:
        if (node := todo.pop()) not in found:
            found.append(node)
            todo += ways.get(node, []) + ([edges[node]] if node in edges else [])
    return found
