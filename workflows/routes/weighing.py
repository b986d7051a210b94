"""What changing one property weighs: a class and its gates. The classes and gates are told in ``changes``."""

from dataclasses import dataclass, field

from workflows.routes.vocabulary import RECORDS

MANDATE, PRIVACY = "M", "P"
CLOCKS = ("starts", "from", "not_before", "hour", "suspends", "regime", "resumes", "stops", "extends", "until")


@dataclass(frozen=True)
class Weight:
    """The class of a change, that of the heaviest way to make it, and its gates."""

    kind: str
    gates: frozenset[str] = frozenset()
    note: str = field(default="", compare=False)  #: what the law says of it, or what to look at


def weight_of_property(key: str, *, fewer: bool, more: bool) -> Weight:
    """Return the class and the gates of a change of one property, of which words went (*fewer*) or came (*more*)."""
    if key == "duty":  # that another step is what the law wants, is more than a way of working
        return Weight("D" if fewer else "C")
    if key in ("not_by", *RECORDS):  # asking less of what parents and pupil declare is the law's, not ours
        return Weight("D" if fewer else "B")
    if key == "to":
        return Weight("D" if fewer else "B", frozenset({PRIVACY} if more else ()))
    if key in ("encloses", "carries"):  # what goes along to somebody else
        return Weight("B", frozenset({PRIVACY} if more else ()))
    if key in ("mandate", "amount"):
        return Weight("C", frozenset({MANDATE}))
    if key in CLOCKS or key in ("decision", "outcome", "does", "meeting"):
        return Weight("C")
    return Weight("A" if key == "node" else "B")
