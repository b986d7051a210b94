"""What parents and pupil declared in a case, and whether it stands: consent, agreement, hearing, inspection.

Of each *word* (``hoorrecht``, ``toestemming:gemeente``: a kind, and to whom where that matters) the facts of the case
hold one list under ``record:<word>``: what each giver said last. Nothing personal is in it, so that conditions and
replay can ask for it; what was said stands in the details of the entry, and ends with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from workflows.domain.values import Value

#: How the facts of a case, and how conditions, name what was declared.
FACT, STANDS = "record:", "geldt_"

Result = Literal["given", "refused", "withdrawn"]
State = Literal["holds", "missing", "older", "withdrawn", "refused", "expired", "partly"]
GIVEN, REFUSED, WITHDRAWN = "given", "refused", "withdrawn"


@dataclass(frozen=True)
class Statement:
    """What one giver (ouder1, ouder2, leerling, ...) said last; it holds up to and including *until*."""

    giver: str
    result: str
    until: date | None = None
    version: Value = None


@dataclass(frozen=True)
class Standing:
    """What is on record of a word: by whom it is *needed* (empty: anybody), and the fact that says of which version."""

    needed: tuple[str, ...] = ()
    version_of: str = ""
    statements: tuple[Statement, ...] = ()

    @classmethod
    def read(cls, fact: Value) -> "Standing":
        """Return what ``as_fact`` wrote; nothing where nobody said anything."""
        if not isinstance(fact, list) or not fact:
            return cls()
        needed, version_of, *said = fact
        return cls(
            tuple(str(each) for each in needed) if isinstance(needed, list) else (),
            str(version_of or ""),
            tuple(_statement(each) for each in said if isinstance(each, list)),
        )

    def as_fact(self) -> Value:
        said: list[Value] = [[each.giver, each.result, each.until, each.version] for each in self.statements]
        return [list(self.needed), self.version_of, *said]

    def after(self, said: Iterable[Statement]) -> "Standing":
        """Return how it stands after new statements: of each giver the last one counts."""
        last = {each.giver: each for each in (*self.statements, *said)}
        return replace(self, statements=tuple(last.values()))

    @property
    def given_by(self) -> tuple[str, ...]:
        """Who said yes and did not withdraw it."""
        return tuple(each.giver for each in self.statements if each.result == GIVEN)

    def state(self, facts: Mapping[str, Value], on: date) -> State:
        """Return whether it holds on a day, and if not, why not.

        One who refused or withdrew is enough; a new version asks for everything anew.

        Source: AVG art. 7 lid 3 (withdrawal); BW art. 1:253a (both holders of authority).
        """
        asked = [each for each in self.statements if not self.needed or each.giver in self.needed]
        version = facts.get(self.version_of) if self.version_of else None
        current = [each for each in asked if version is None or each.version == version]
        if not current:
            return "older" if asked else "missing"
        for result, state in _AGAINST:
            if any(each.result == result for each in current):
                return state
        valid = {each.giver for each in current if each.until is None or each.until >= on}
        if not valid:
            return "expired"
        return "holds" if valid >= set(self.needed) else "partly"


_AGAINST: Sequence[tuple[Result, State]] = (("withdrawn", "withdrawn"), ("refused", "refused"))


def _statement(stored: list[Value]) -> Statement:
    giver, result, until, version = stored
    return Statement(str(giver), str(result), until if isinstance(until, date) else None, version)


def fact_of(word: str) -> str:
    """Return under which name the facts of a case keep *word*."""
    return f"{FACT}{word}"


def words_in(facts: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the words of which something is on record in a case."""
    return tuple(name.removeprefix(FACT) for name in facts if name.startswith(FACT))


def state_of(word: str, facts: Mapping[str, Value], on: date) -> State:
    """Return how *word* stands on a day; a kind without 'to whom' holds as soon as it holds for one of them."""
    names = [fact_of(word)] if ":" in word else [each for each in facts if _is_of(each, word)]
    states = [Standing.read(facts.get(name)).state(facts, on) for name in names]
    return "holds" if "holds" in states else next(iter(states), "missing")


def _is_of(name: str, kind: str) -> bool:
    return name == fact_of(kind) or name.startswith(f"{FACT}{kind}:")


def condition_of(word: str) -> str:
    """Return how a condition asks whether *word* stands: ``geldt_toestemming_gemeente``."""
    return f"{STANDS}{word.replace(':', '_')}"


def standing_names(asked: Iterable[str], facts: Mapping[str, Value], on: date) -> dict[str, Value]:
    """Return, for the names that conditions ask for, whether what they name stands on a day."""
    wanted = set(asked)
    if not wanted:
        return {}
    known = {word for each in words_in(facts) for word in (each, each.partition(":")[0])}
    found: dict[str, Value] = dict.fromkeys(wanted, False)
    found |= {
        condition_of(word): state_of(word, facts, on) == "holds" for word in known if condition_of(word) in wanted
    }
    return found
