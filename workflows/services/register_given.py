"""What somebody typed to change the register, read field by field; and what becomes of the register by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.field_reading import Refused, read_date
from workflows.domain.periods import Period, Unit
from workflows.domain.rules import DeadlineRule
from workflows.domain.wording import Said, said
from workflows.routes.route import Shared
from workflows.routes.weighing import PRIVACY

Raw = Mapping[str, Sequence[str]]

LONGEST = 999


@dataclass(frozen=True)
class Edit:
    """The register as it becomes: *part* is what changes in it, *what* and *details* tell it in the history.

    *kind* is the class of the change where it changes how we work, with its *gates*: so who must have agreed to it.
    *notices* are what to think of.
    """

    files: Mapping[str, bytes]
    part: str
    what: str
    details: Mapping[str, str]
    kind: str = ""
    gates: frozenset[str] = frozenset()
    notices: tuple[Said, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """Who or what must have agreed: a colleague, the director, the support plan, the data protection officer.

        Source: WPO art. 18a lid 8 (the plan has the procedure); AVG art. 39.
        """
        asked = {
            "colleague": self.kind == "A",
            "agreed": self.kind in ("B", "C"),
            "plan": self.kind == "C",
            "privacy": PRIVACY in self.gates,
        }
        return tuple(name for name, needed in asked.items() if needed)


@dataclass
class Given:
    """What was typed, read field by field; what is wrong with it is collected."""

    raw: Raw
    today: date
    shared: Shared
    errors: list[FieldError] = field(default_factory=list)

    def text(self, name: str, label: Said | None = None, most: int = 300) -> str:
        """Return what was typed in a field; with a *label* it must be filled in."""
        typed = " ".join((self.raw.get(name) or [""])[0].split())
        if label is not None and not 1 <= len(typed) <= most:
            self.wrong(name, said("{label}: vul dit in, met hoogstens {most} tekens.", label=label, most=most))
        return typed[:most]

    def several(self, name: str) -> list[str]:
        return list(self.raw.get(name) or [])

    def day(self, name: str, label: Said) -> date:
        """Return a day; where it cannot be read, one that does not matter any more."""
        try:
            return read_date(self.text(name))
        except Refused as wrong:
            self.wrong(name, said("{label}: {what}", label=label, what=str(wrong)))
            return date.max

    def whole(self, name: str, label: Said, least: int, most: int) -> int:
        typed = self.text(name)
        if typed.isdecimal() and len(typed) < 6 and least <= int(typed) <= most:
            return int(typed)
        words = said("{label}: vul een heel getal in van {least} tot en met {most}.")
        self.wrong(name, words.of(label=label, least=least, most=most))
        return least

    def period(self, name: str, label: Said, units: Sequence[Unit], least: int = 1) -> Period:
        n = self.whole(f"{name}_n", label, least, LONGEST)
        unit = next((unit for unit in units if unit == self.text(f"{name}_unit")), None)
        if unit is None:
            self.wrong(f"{name}_unit", said("{label}: kies dagen, weken of een andere maat.", label=label))
        return Period(n, unit or units[0])

    def rule(self) -> DeadlineRule:
        """Return the newest version of the rule that was named.

        Raises:
            NotFound: there is none.
        """
        versions = self.shared.rules.versions(self.text("rule"))
        if not versions:
            raise NotFound(f"no rule {self.text('rule')}")
        return versions[-1]

    def wrong(self, name: str, words: Said) -> None:
        self.errors.append(FieldError(name, words))

    def refuse(self) -> None:
        """Raise InvalidAnswers where anything was wrong up to here."""
        if self.errors:
            raise InvalidAnswers(self.errors)
