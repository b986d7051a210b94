"""Names of people as they are compared: the same child may be written in many ways."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Likeness = Literal["same", "sibling"]
ALIKE = 0.75  #: of two names in which a typing error was made; "jansen" and "janssen" are more alike
INFIXES = frozenset(
    ("de", "den", "der", "het", "in", "la", "op", "te", "ten", "ter", "van", "von", "d", "el", "t", "v")
)
#: What a name may begin with on an envelope, and how that is said after "Beste" or "Geachte".
TITLES = {
    "de heer ": "heer ", "dhr. ": "heer ", "mevrouw ": "mevrouw ", "mevr. ": "mevrouw ", "mw. ": "mevrouw ",
    "familie ": "familie ",
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """The name of a pupil, in the two parts that registers keep."""

    first: str
    last: str


def initials(*names: str | None) -> str:
    return "".join(f"{name[:1].upper()}." for name in names if name)


def greeted(name: str) -> str:
    """Return a name as a letter greets it: 'De heer Wit' on the envelope is 'heer Wit' inside."""
    for title, said in TITLES.items():
        if name.lower().startswith(title):
            return said + name[len(title) :]
    return name


def plain(name: str) -> list[str]:
    """Return the words of a name in lower case: without accents, infixes and signs, and with ij as y."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("ß", "ss"))
    words = "".join(each if each.isalpha() else " " for each in letters if not unicodedata.combining(each)).split()
    return [word.replace("ij", "y") for word in words if word not in INFIXES] or words


def likeness(one: Name, other: Name) -> Likeness | None:
    """Return whether two children who were born on one day may be the same, or a twin, or neither.

    Same: both parts of the name are alike, in whichever order they were typed. Sibling: only the last name is.
    """
    if _alike(plain(one.last), plain(other.last)):
        return "same" if _alike(plain(one.first), plain(other.first), begins=True) else "sibling"
    whole, others = (sorted((*plain(each.first), *plain(each.last))) for each in (one, other))
    return "same" if whole == others else None


def _alike(one: Sequence[str], other: Sequence[str], *, begins: bool = False) -> bool:
    """Are two names alike? With *begins*, also where one is short for the other: Max and Maximiliaan."""
    first, second = " ".join(one), " ".join(other)
    if not first or not second:
        return first == second
    if begins and min(len(first), len(second)) >= 2 and (first.startswith(second) or second.startswith(first)):
        return True
    return not set(one).isdisjoint(other) or SequenceMatcher(None, first, second).ratio() >= ALIKE


def same_person(one: str, other: str) -> bool:
    """Are these two ways to write one name: the same words, however they are spelled and ordered?"""
    return sorted(plain(one)) == sorted(plain(other))
