"""The people around a pupil: who they are to the child, and what that lets them know, decide and receive at a date.

Nobody's rights are stored: they follow from the relation, the age of the pupil and the date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from workflows.domain.wording import Text

Kind = Literal[
    "parent", "guardian", "institution", "supervisor", "curator", "foster", "representative", "contact", "pupil"
]
Authority = Literal["ja", "nee", "onbekend", ""]

PUPIL = "leerling"  #: by which the pupil is known among the people around them
HEARD, CONSENTS, OF_AGE = 12, 16, 18  #: ages: NVO art. 40 and IVRK art. 12; UAVG art. 5; BW art. 1:233

KINDS: dict[Kind, Text] = {
    "parent": Text("Ouder", "Parent"),
    "guardian": Text("Voogd", "Guardian"),
    "institution": Text("Gecertificeerde instelling met voogdij", "Certified institution as guardian"),
    "supervisor": Text("Gezinsvoogd (ondertoezichtstelling)", "Family supervisor (supervision order)"),
    "curator": Text("Curator of mentor (vanaf 18 jaar)", "Curator or mentor (from 18)"),
    "foster": Text("Pleegouder", "Foster parent"),
    "representative": Text("Gemachtigde", "Representative"),
    "contact": Text("Andere contactpersoon", "Other contact"),
    "pupil": Text("De leerling zelf", "The pupil"),
}
AUTHORITY: dict[Authority, Text] = {
    "ja": Text("met gezag", "with authority"),
    "nee": Text("zonder gezag", "without authority"),
    "onbekend": Text("gezag onbekend", "authority unknown"),
}


@dataclass(frozen=True)
class Relation:
    """Somebody around a pupil, from a day until a day (inclusive; None is open).

    *authority* is asked of parents only. A *secret* address stands on their own letters and nowhere else. *digital*
    holds the kinds of letters that they want by e-mail, *language* the one for which they need an interpreter,
    *behalf_of* the keys of whom a representative acts for, *authorised_on* the day of the document that says so.
    """

    key: str
    kind: Kind
    name: str
    authority: Authority = ""
    address: str = ""
    secret: bool = False
    email: str = ""
    phone: str = ""
    digital: frozenset[str] = frozenset()
    language: str = ""
    behalf_of: tuple[str, ...] = ()
    authorised_on: date | None = None
    from_on: date | None = None
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on <= self.until_on)

    @property
    def has_authority(self) -> bool:
        """Does this person have authority over a minor? A guardian does; of a parent one has to know.

        Source: BW art. 1:245 (authority is of parents or of a guardian), 1:302 (guardianship of an institution).
        """
        return self.kind in ("guardian", "institution") or (self.kind == "parent" and self.authority == "ja")

    def wants_by_email(self, kind: str) -> bool:
        """Do they want letters of this kind by e-mail? An ordinary notice counts as a letter.

        Source: Awb afd. 2.3, as it holds since 2026 (Stb. 2023, 183): only to who said so, per kind of message.
        """
        return bool(self.email) and ("besluit" if kind == "besluit" else "brief") in self.digital


@dataclass(frozen=True)
class Recipient:
    """Who gets the letters, for themselves or on behalf of others."""

    relation: Relation
    behalf_of: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Circle:
    """Everybody around one pupil on a day; who is no longer or not yet so does not count."""

    pupil: str
    born_on: date | None
    on: date
    people: tuple[Relation, ...] = field(default=())

    @classmethod
    def at(cls, pupil: str, born_on: date | None, on: date, people: Iterable[Relation]) -> "Circle":
        return cls(pupil, born_on, on, tuple(each for each in people if each.holds(on)))

    @property
    def age(self) -> int | None:
        """The age of the pupil; who was born on 29 February is a year older on 1 March."""
        if self.born_on is None:
            return None
        before = (self.on.month, self.on.day) < (self.born_on.month, self.born_on.day)
        return self.on.year - self.born_on.year - before

    def has_turned(self, age: int) -> bool:
        return self.age is not None and self.age >= age

    @property
    def the_pupil(self) -> Relation:
        """The pupil among the people around them; without an address where nobody gave one."""
        known = (each for each in self.people if each.kind == "pupil")
        return next(known, Relation(PUPIL, "pupil", self.pupil))

    def deciders(self) -> list[Relation]:
        """Return who decides for the pupil: who has authority; from 18 the pupil, or who was appointed to.

        Source: BW art. 1:245, 1:233 (of age), 1:381 and 1:453 (curator, mentor); WVO 2020 art. 8.1.
        """
        if self.has_turned(OF_AGE):
            return [each for each in self.people if each.kind == "curator"] or [self.the_pupil]
        return [each for each in self.people if each.has_authority]

    @property
    def own_letter(self) -> Relation | None:
        """Return the pupil of 16 or 17, who gets a letter beside who decides; before that nobody, from 18 they decide.

        Source: UAVG art. 5 (from 16 the pupil has a say over what is kept of them); Awb art. 3:41 (those concerned).
        """
        return self.the_pupil if self.has_turned(CONSENTS) and not self.has_turned(OF_AGE) else None

    def consenters(self) -> list[Relation]:
        """Return who consents to the use of data: from 16 the pupil, before that who has authority.

        Source: UAVG art. 5 lid 1.
        """
        return [self.own_letter] if self.own_letter is not None else self.deciders()

    def representative_of(self, one: Relation) -> Relation | None:
        """Return who acts for somebody, with a machtiging that was seen; the last one where there are more.

        Source: Awb art. 2:1 lid 1 and 2.
        """
        found = [each for each in self.people if _acts(each, one, self.on)]
        return max(found, key=lambda each: (each.authorised_on or self.on, each.key), default=None)

    def recipients(self) -> list[Recipient]:
        """Return who gets the letters: each who decides apart, or a representative on behalf of them.

        Source: Awb art. 3:41 (to those concerned), 2:1, 6:17 (to the representative); BW art. 1:377b, 1:377c.
        """
        found: dict[str, Recipient] = {}
        for one in self.deciders():
            acting = self.representative_of(one)
            who = acting or one
            before = found[who.key].behalf_of if who.key in found else ()
            found[who.key] = Recipient(who, (*before, one) if acting is not None else before)
        return list(found.values())


def _acts(acting: Relation, one: Relation, on: date) -> bool:
    """Does somebody act for another, as a machtiging says that was seen?"""
    keys = {one.key, PUPIL} if one.kind == "pupil" else {one.key}
    seen = acting.authorised_on is not None and acting.authorised_on <= on
    return acting.kind == "representative" and seen and not keys.isdisjoint(acting.behalf_of)
