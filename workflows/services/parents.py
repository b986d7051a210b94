"""The parents as a form names them: who has authority, where they live, and whose address is secret.

The fields are called ``ouder1_naam``, ``ouder1_gezag``, ``ouder1_adres``, ``ouder1_geheim`` and so on, in every route.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from workflows.domain.names import same_person
from workflows.domain.relations import Authority, Kind, Relation
from workflows.domain.wording import said

SLOTS = ("ouder1", "ouder2")
YES, NO = ("ja", True), ("nee", False)
HIDDEN = ("adres", "email", "telefoon")
PRIVATE = frozenset(f"{slot}_{what}" for slot in SLOTS for what in HIDDEN)
SECRET = said("geheim; alleen het secretariaat kent het")

#: Who somebody is, as ``ouder1_relatie`` says it; where a form does not ask it, a parent.
KINDS: Mapping[str, Kind] = {"ouder": "parent", "voogd": "guardian", "gi": "institution", "pleegouder": "foster"}


def in_answers(answers: Mapping[str, Any]) -> dict[str, Relation]:
    """Return who a form names, by its place in the form, which is their key until they stand in the register.

    Source: BW art. 1:245, 1:377c (who has authority decides and is informed).
    """
    return {slot: told_of(slot, answers) for slot in SLOTS if answers.get(f"{slot}_naam")}


def named(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return who a form names with authority, by their place in it (``ouder1``), with their names."""
    return {slot: one.name for slot, one in in_answers(answers).items() if one.has_authority}


def told_of(slot: str, answers: Mapping[str, Any]) -> Relation:
    """Return whom the fields ``<slot>_naam``, ``<slot>_adres`` and so on name."""

    def text(what: str, most: int) -> str:
        return str(answers.get(f"{slot}_{what}") or "")[:most]

    digital = answers.get(f"{slot}_digitaal")
    kind = KINDS.get(text("relatie", 20), "parent")
    return Relation(
        key=slot,
        kind=kind,
        name=text("naam", 200),
        authority=_authority(answers.get(f"{slot}_gezag")) if kind == "parent" else "",
        address=text("adres", 300),
        secret=answers.get(f"{slot}_geheim") in YES,
        email=text("email", 254),
        phone=text("telefoon", 100),
        digital=frozenset(digital if isinstance(digital, list) else ()),
        language=text("tolk", 100),
    )


def as_answers(people: Sequence[Relation]) -> dict[str, list[str]]:
    """Return what would have to be typed to name these people in a form: as many as it has places for."""
    kinds = {kind: word for word, kind in KINDS.items()}
    typed: dict[str, list[str]] = {"tweede_ouder": ["ja"]} if len(people) > 1 else {}
    for slot, one in zip(SLOTS, people, strict=False):
        told: dict[str, list[str]] = {
            "naam": [one.name],
            "relatie": [kinds[one.kind]] if one.kind in kinds else [],
            "gezag": [one.authority or "ja"],
            "adres": [one.address],
            "geheim": ["ja" if one.secret else "nee"],
            "email": [one.email],
            "digitaal": sorted(one.digital),
            "telefoon": [one.phone],
            "tolk": [one.language],
        }
        typed |= {f"{slot}_{what}": texts for what, texts in told.items() if any(texts)}
    return typed


def _authority(answer: Any) -> Authority:
    return "ja" if answer in YES else "nee" if answer in NO else "onbekend"


def hidden_fields(answers: Mapping[str, Any], secret: Collection[str] = ()) -> frozenset[str]:
    """Return the fields that only the office may read: the address is secret there, or by now (*secret* names)."""
    return frozenset(
        f"{slot}_{what}"
        for slot in SLOTS
        if answers.get(f"{slot}_geheim") in YES
        or any(same_person(str(answers.get(f"{slot}_naam") or ""), name) for name in secret)
        for what in HIDDEN
    )
