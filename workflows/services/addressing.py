"""Who gets a letter: each of those concerned apart, at the address and in the way that they chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflows.domain.relations import Circle, Recipient
from workflows.domain.value_words import enumeration
from workflows.services.parents import told_of

POST, EMAIL, PORTAL = "post", "e-mail", "portaal"
BY_HAND = (POST, EMAIL)  #: somebody at the office sends it, and confirms on which day


@dataclass(frozen=True)
class Addressee:
    """Somebody who gets a letter of their own; a *secret* address stands on that letter and nowhere else.

    *greeted* is how the letter speaks to them: who acts for another is called by their own name.
    """

    kind: str
    name: str
    address: str
    secret: bool
    channel: str
    greeted: str


def addressees(
    organisations: Mapping[str, tuple[str, str]],
    to: Sequence[str],
    circle: Circle,
    answers: Mapping[str, Any],
    kind: str,
) -> list[Addressee]:
    """Return who gets the letter: organisations of the case by party, each who decides for the pupil apart, the pupil
    from 16, and whom a form names.

    The schools work in the portal themselves; a school board gets paper. Who is named gets no second letter as a
    parent or a board; who has a representative gets it there.

    Source: Awb art. 3:41; 6:17 (to the representative); afd. 2.3 (electronic only to who said so, per kind of message).
    """
    found: list[Addressee] = []
    written = {str(answers.get(f"{word}_naam") or "").strip().casefold() for word in to}
    for word in to:
        if word == "parents":
            people = (each for each in circle.recipients() if each.relation.name.strip().casefold() not in written)
            found += [_person(each, kind) for each in people]
        elif word == "pupil":
            own = circle.own_letter
            found += [_person(Recipient(own), kind)] if own is not None and own.name.casefold() not in written else []
        elif word in organisations:
            name, address = organisations[word]
            if name.strip().casefold() not in written:
                found.append(Addressee(word, name, address, False, POST if word == "board" else PORTAL, name))
        elif answers.get(f"{word}_naam"):
            found.append(_named(word, answers, kind))
    return found


def _named(word: str, answers: Mapping[str, Any], kind: str) -> Addressee:
    """Return who is named in the fields ``<word>_naam``, ``<word>_adres`` and so on."""
    person, representative = told_of(word, answers), answers.get(f"{word}_gemachtigde")
    name = f"{representative}, gemachtigde van {person.name}" if representative else person.name
    return replace(_person(Recipient(person), kind), kind=word, name=name[:200], greeted=name)


def _person(recipient: Recipient, kind: str) -> Addressee:
    """Return somebody around the pupil as who gets a letter; who acts for another says for whom (Awb art. 2:1)."""
    who = recipient.relation
    by_email = who.wants_by_email(kind)
    behalf = f", namens {enumeration([each.name for each in recipient.behalf_of])}" if recipient.behalf_of else ""
    address = who.email if by_email else who.address
    return Addressee(who.kind, f"{who.name}{behalf}"[:200], address, who.secret, EMAIL if by_email else POST, who.name)
