"""What a route says about watching: which facts and terms of its open cases stand on the monitor."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.domain.wording import Text
from workflows.routes.remarks import Remarks
from workflows.routes.toml_text import Table

PLACES = re.compile(r"\{(\w+)\}")  #: in a sentence: the names of facts


@dataclass(frozen=True)
class Watch:
    """The table ``[watch]`` of ``route.toml``; all but *terms* name facts.

    A case is watched from the day in *received* until it ends, by the clocks of *terms*. *reasons* holds a sentence for
    each value of the fact *reason*; a fact between braces stands for its words. Pupils go by their initials, unless the
    fact *names_when* is true. *placed* and *told* are days of which the monitor speaks, when they are known.
    """

    received: str
    terms: tuple[str, ...]
    reason: str
    reasons: Mapping[str, Text]
    names_when: str = ""
    placed: str = ""
    told: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """The facts that are named, also those inside the sentences."""
        inside = {
            name for words in self.reasons.values() for each in (words.nl, words.en) for name in PLACES.findall(each)
        }
        return frozenset({self.received, self.reason, self.names_when, self.placed, self.told, *inside} - {""})


def read_watch(given: Any) -> Watch | None:
    """Return what the route says about watching; None where it says nothing.

    Raises:
        InvalidRoute: something is missing, unknown or no text.
    """
    if given is None:
        return None
    table = Table("route.toml", "", {"watch": given}).table("watch")
    sentences = table.table("reasons")
    watch = Watch(
        received=table.text("received"),
        terms=table.texts("terms"),
        reason=table.text("reason"),
        reasons={name: Text(*sentences.translated(name)) for name in sentences.names},
        names_when=table.text("names_when", ""),
        placed=table.text("placed", ""),
        told=table.text("told", ""),
    )
    table.done()
    return watch


def check_watch(watch: Watch | None, facts: Iterable[str], rules: Iterable[str], remarks: Remarks) -> None:
    """Refuse facts and terms that do not exist."""
    if watch is None:
        return
    for name in sorted(watch.facts - set(facts)):
        remarks.refuse("watch", "unknown-fact", f"Het gegeven '{name}' bestaat niet.", "Verbeter de naam.")
    for name in sorted(set(watch.terms) - set(rules)):
        remarks.refuse("watch", "unknown-rule", f"De termijn '{name}' bestaat niet.", "Kijk in het termijnenregister.")
