"""A plot: how one case of the demonstration goes, in the words of ``bpmn/demo/tlv.toml``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Words = Mapping[str, Any]


@dataclass
class Case:
    """A case that lives by a *plot*, and by the *story* of them all where the plot says nothing.

    *visits* counts how often it came to each element, *heard* holds the messages for which something was planned.
    """

    story: Words
    plot: Words
    number: str = ""
    swv: int = 0
    last_name: str = ""
    visits: Counter[str] = field(default_factory=Counter)
    heard: set[str] = field(default_factory=set)
    returned: bool = False
    disputed: bool = False

    def names_of(self, element: str, nr: int | None = None) -> tuple[str, ...]:
        """Count a visit and return what a plot may call it: ``advies_geven``, ``advies_geven#2``, ``aanvragen 2``."""
        one = element if nr is None else f"{element}#{nr}"
        self.visits[one] += 1
        return (element, one, f"{one} {self.visits[one]}")

    def told(self, part: str, names: Sequence[str]) -> list[Any]:
        """Return what is told under *names* in a part of the story and of the plot, the most particular last."""
        both = (self.story.get(part, {}), self.plot.get(part, {}))
        return [told[name] for told in both for name in names if name in told]

    def lists(self, part: str, names: Sequence[str]) -> bool:
        """Say whether the plot lists one of *names*."""
        return not set(names).isdisjoint(self.plot.get(part, ()))

    def answers(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the answers of a visit by field."""
        answers: dict[str, Any] = {}
        for told in self.told("answers", names):
            answers |= told
        return answers
