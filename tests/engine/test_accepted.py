"""What the check accepts runs as it is drawn: sound routes are changed at random, and each that passes is played."""

import re
from collections import Counter
from random import Random

import pytest

from tests.engine.conformance import Comparison
from tests.engine.models import Model
from workflows.domain.findings import Finding, errors_in
from workflows.routes.diagram import reading_of
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route
from workflows.routes.soundness import soundness
from workflows.routes.structure import check_structure

#: what these small routes lack on purpose: people, words and a drawing
LACKING = frozenset({"no-lane", "no-role", "no-name", "no-documentation"})
NODE = re.compile(r'<(\w+(?:Task|Gateway|Event|Activity)) id="(\w+)" ([^>]*)>(.*?)</\1>', re.DOTALL)
FLOW = re.compile(r'<sequenceFlow id="(\w+)" ([^>]*)>(.*?)</sequenceFlow>', re.DOTALL)


class Mutant(Model):
    """A sound route in which one or two things were changed, as a hasty hand would."""

    def __init__(self, random: Random, size: int) -> None:
        self._files: dict[str, bytes] = {}
        while not self._files or self.findings():  # from one that is right
            super().__init__(random, size, sound=True)
            self._files = dict(super().route.files)
        names = [name for name in self._files if name.endswith(".bpmn")]
        for _ in range(random.choice((1, 1, 2))):
            name = random.choice(names)
            text = self._files[name].decode()
            change = random.choice(CHANGES)
            self._files[name] = change(text, random).encode()

    @property
    def route(self) -> Route:
        return Route(self._files)

    def findings(self) -> list[Finding]:
        found: list[Finding] = []
        for name, data in self._files.items():
            if name.endswith(".bpmn"):
                reading = reading_of(name, data)
                found += reading.findings
                for process in reading.processes:
                    remarks = Remarks(name)
                    check_structure(process, remarks)
                    found += [*remarks.findings, *soundness(process)]
        return [each for each in errors_in(found) if each.code not in LACKING]


def _swap(text: str, old: str, new: str) -> str:
    return text.replace(old, new, 1)


def retarget(text: str, random: Random) -> str:
    flow, node = random.choice(FLOW.findall(text)), random.choice(NODE.findall(text))
    return re.sub(rf'(id="{flow[0]}"[^>]*targetRef=")\w+', rf"\g<1>{node[1]}", text, count=1)


def resource(text: str, random: Random) -> str:
    flow, node = random.choice(FLOW.findall(text)), random.choice(NODE.findall(text))
    return re.sub(rf'(id="{flow[0]}"[^>]*sourceRef=")\w+', rf"\g<1>{node[1]}", text, count=1)


def drop_flow(text: str, random: Random) -> str:
    return re.sub(rf'<sequenceFlow id="{random.choice(FLOW.findall(text))[0]}".*?</sequenceFlow>', "", text, count=1)


def add_flow(text: str, random: Random) -> str:
    a, b = (random.choice(NODE.findall(text))[1] for _ in range(2))
    return _swap(
        text, "</process>", f'<sequenceFlow id="erbij" sourceRef="{a}" targetRef="{b}"></sequenceFlow></process>'
    )


def other_gateway(text: str, random: Random) -> str:
    kinds = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
    found = [node for node in NODE.findall(text) if node[0] in kinds]
    if not found:
        return text
    kind, number, attributes, inner = random.choice(found)
    other = random.choice([each for each in kinds if each != kind])
    old = f'<{kind} id="{number}" {attributes}>{inner}</{kind}>'
    return _swap(text, old, f'<{other} id="{number}" {attributes}>{inner}</{other}>')


def drop_default(text: str, random: Random) -> str:
    found = re.findall(r' default="\w+"', text)
    return _swap(text, random.choice(found), "") if found else text


def drop_condition(text: str, random: Random) -> str:
    found = re.findall(r"<conditionExpression>.*?</conditionExpression>", text)
    return _swap(text, random.choice(found), "") if found else text


def drop_node(text: str, random: Random) -> str:
    kind, number, attributes, inner = random.choice(NODE.findall(text))
    return _swap(text, f'<{kind} id="{number}" {attributes}>{inner}</{kind}>', "")


def other_task(text: str, random: Random) -> str:
    found = [node for node in NODE.findall(text) if node[0] in ("userTask", "serviceTask") and not node[3]]
    if not found:
        return text
    kind, number, attributes, inner = random.choice(found)
    other = "serviceTask" if kind == "userTask" else "userTask"
    return _swap(
        text, f'<{kind} id="{number}" {attributes}>{inner}</{kind}>', f'<{other} id="{number}" {attributes}></{other}>'
    )


def interrupt_otherwise(text: str, random: Random) -> str:
    found = re.findall(r'cancelActivity="\w+"', text)
    if not found:
        return text
    old = random.choice(found)
    return _swap(text, old, f'cancelActivity="{"false" if "true" in old else "true"}"')


def end_otherwise(text: str, random: Random) -> str:
    if random.random() < 0.5 and "<terminateEventDefinition/>" in text:
        return _swap(text, "<terminateEventDefinition/>", "")
    found = re.findall(r'<endEvent id="\w+" ></endEvent>', text)
    if not found:
        return text
    old = random.choice(found)
    return _swap(text, old, old.replace("></", "><terminateEventDefinition/></"))


CHANGES = (
    *(retarget, resource, drop_flow, add_flow, other_gateway, other_gateway, drop_default, drop_condition),
    *(drop_node, other_task, interrupt_otherwise, end_otherwise),
)


@pytest.mark.parametrize("batch", range(2))
def test_what_the_check_accepts_comes_to_an_end_as_the_token_game_says(batch: int) -> None:
    """160 changed routes: what is refused says where and what to do; what is accepted is never stuck nor endless."""
    results: Counter[str] = Counter()
    for seed in range(batch * 80, batch * 80 + 80):
        mutant = Mutant(Random(seed), 8)
        if found := mutant.findings():
            assert all(each.element and each.remedy for each in found), (seed, found)
            results["refused"] += 1
            continue
        for again in range(2):
            how = Comparison(seed * 10 + again, 8, lambda _random, _size, known=mutant: known).play(steps=30)
            assert how in ("ended", "open"), (seed, how)
            results[how] += 1
    assert results["refused"] > 30
    assert results["ended"] > 30
