"""The parents as the application names them: who has authority, where they live, and whose address is secret.

The fields are called ``ouder1_naam``, ``ouder1_gezag``, ``ouder1_adres``, ``ouder1_geheim`` and so on, in every route.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PARENTS = (1, 2)
YES = ("ja", True)
PRIVATE = frozenset(f"ouder{n}_{what}" for n in PARENTS for what in ("adres", "email", "telefoon"))
SECRET = "geheim; alleen het secretariaat kent het"  # noqa: S105  # words on the screen


@dataclass(frozen=True)
class Parent:
    """A parent with authority; a *secret* address stands on their own letters and nowhere else."""

    name: str
    address: str
    secret: bool


def with_authority(answers: Mapping[str, Any]) -> list[Parent]:
    """Return the parents with authority, in the order in which the application names them.

    Source: BW art. 1:245, 1:377c (who has authority is informed).
    """
    found = []
    for n in PARENTS:
        name = answers.get(f"ouder{n}_naam")
        if name and answers.get(f"ouder{n}_gezag") in YES:
            address = str(answers.get(f"ouder{n}_adres") or "")
            found.append(Parent(str(name), address, answers.get(f"ouder{n}_geheim") in YES))
    return found


def hidden_fields(answers: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that only the office may read, because an address is secret."""
    return frozenset(
        f"ouder{n}_{what}"
        for n in PARENTS
        if answers.get(f"ouder{n}_geheim") in YES
        for what in ("adres", "email", "telefoon")
    )
