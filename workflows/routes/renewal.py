"""What a route says about TLVs that end: what the school may answer, and the application that then begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.routes.toml_text import Table

Answers = Mapping[str, str]


@dataclass(frozen=True)
class RenewalChoice:
    """What a school may answer about a TLV that ends; *starts*: a new application begins with these *answers*.

    With *route* it is a case of that other route that begins.
    """

    id: str
    label: str
    starts: bool
    answers: Answers
    route: str = ""


@dataclass(frozen=True)
class Renewal:
    """How a new application follows on a TLV that ends.

    *form* is where it begins; *carries* are the fields that come along from the application before; *kind*,
    *category* and *since* are the fields for what the register knows; *answers* hold always, *of_kind* for a kind.
    *due* is the rule that counts back from the end of the TLV to the day on which the application is wanted.
    """

    form: str
    carries: tuple[str, ...]
    kind: str
    category: str
    since: str
    due: str
    answers: Answers
    of_kind: Mapping[str, Answers]
    choices: tuple[RenewalChoice, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The ids of all fields that it fills in."""
        filled = [self.answers, *self.of_kind.values(), *(each.answers for each in self.choices if not each.route)]
        return frozenset({self.kind, self.category, self.since, *self.carries}.union(*filled))

    def choice(self, name: str) -> RenewalChoice | None:
        return next((choice for choice in self.choices if choice.id == name), None)


def read_renewal(data: Mapping[str, Any]) -> Renewal:
    """Read the table ``[renewal]`` of ``route.toml``.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    table = Table("route.toml", "renewal", data)
    renewal = Renewal(
        form=table.text("form"),
        carries=table.texts("carries", ()),
        kind=table.text("kind"),
        category=table.text("category"),
        since=table.text("since"),
        due=table.text("due"),
        answers=table.table("answers").all_texts(),
        of_kind={name: each.all_texts() for name, each in table.table("of_kind").all_tables().items()},
        choices=tuple(
            RenewalChoice(
                name,
                each.text("label"),
                each.flag("starts"),
                each.table("answers").all_texts(),
                each.text("route", ""),
            )
            for name, each in table.table("choice").all_tables().items()
        ),
    )
    table.done()
    return renewal
