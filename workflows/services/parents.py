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
    """A parent with authority; a *secret* address stands on their own letters and nowhere else.

    *digital* holds the kinds of letters that they said they want by e-mail.
    """

    name: str
    address: str
    secret: bool
    email: str = ""
    digital: frozenset[str] = frozenset()

    def wants_by_email(self, kind: str) -> bool:
        """Do they want letters of this kind by e-mail? An ordinary notice counts as a letter.

        Source: Awb afd. 2.3, as it holds since 2026 (Stb. 2023, 183): only to who said so, per kind of message.
        """
        return bool(self.email) and ("besluit" if kind == "besluit" else "brief") in self.digital


def named(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the parents with authority as forms call them (``ouder1``), with their names."""
    return {
        f"ouder{n}": str(answers[f"ouder{n}_naam"])
        for n in PARENTS
        if answers.get(f"ouder{n}_naam") and answers.get(f"ouder{n}_gezag") in YES
    }


def with_authority(answers: Mapping[str, Any]) -> list[Parent]:
    """Return the parents with authority, in the order in which the application names them.

    Source: BW art. 1:245, 1:377c (who has authority is informed).
    """
    found = []
    for n in PARENTS:
        name = answers.get(f"ouder{n}_naam")
        if name and answers.get(f"ouder{n}_gezag") in YES:
            address = str(answers.get(f"ouder{n}_adres") or "")
            email, digital = answers.get(f"ouder{n}_email"), answers.get(f"ouder{n}_digitaal")
            found.append(
                Parent(
                    str(name),
                    address,
                    answers.get(f"ouder{n}_geheim") in YES,
                    str(email or ""),
                    frozenset(digital if isinstance(digital, list) else ()),
                )
            )
    return found


def hidden_fields(answers: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that only the office may read, because an address is secret."""
    return frozenset(
        f"ouder{n}_{what}"
        for n in PARENTS
        if answers.get(f"ouder{n}_geheim") in YES
        for what in ("adres", "email", "telefoon")
    )
