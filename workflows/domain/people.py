"""People, their roles in organisations, and what that lets them see of a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from workflows.domain.wording import Text

OFFICE = "secretariaat"  #: does what no lane gives to anybody, and registers what reached us on behalf of others
WATCHERS = ("coordinator", "directeur", OFFICE)  #: see to it that a samenwerkingsverband keeps its own statutory terms
ADMINISTRATOR = "beheerder"  #: who may sign in, organisations, mandates, incidents; sees no case

TERMS = "terms"  #: what a role reads that watches over the terms of all its cases, beside data blocks

Scope = Literal["own", "assigned", "all", "none"]


@dataclass(frozen=True)
class RoleDefinition:
    """A role as ``bpmn/shared/roles.toml`` defines it.

    *party* is the organisation of the case for which the role acts by default. *scope*: ``own`` sees the cases of
    its organisation, ``assigned`` only while a task waits for it, ``all`` every case, ``none`` no case at all.
    Who works *outside* the office is waited for: every role at another organisation, and those that the file marks.
    *reads* and *writes* are the data blocks of the matrix in the glossary (identity, request, health, ...); *holder* is
    what somebody with this role is called inside a sentence, *at* what the role is called before "of" and the name of
    its organisation.
    """

    id: str
    label: Text
    holder: Text
    at: Text
    party: str
    scope: Scope
    reads: frozenset[str]
    writes: frozenset[str]
    outside: bool = False


@dataclass(frozen=True)
class Membership:
    """A person acts in *role* for an organisation, from a day until a day (inclusive; None is open).

    *substitute_for*: whom they stand in for as such.
    """

    role: str
    organisation_id: int
    organisation: str
    from_on: date
    until_on: date | None = None
    substitute_for: int | None = None

    @property
    def actor(self) -> str:
        """The group to which tasks are offered: ``role:organisation``."""
        return f"{self.role}:{self.organisation_id}"


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in; *memberships* are those that hold today."""

    id: int
    name: str
    email: str
    locale: str
    memberships: tuple[Membership, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(membership.actor for membership in self.memberships))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)

    def roles_in(self, organisation: int) -> frozenset[str]:
        return frozenset(each.role for each in self.memberships if each.organisation_id == organisation)

    def stand_ins(self, organisation: int) -> frozenset[int]:
        """Return whom they stand in for in an organisation."""
        hats = (each for each in self.memberships if each.organisation_id == organisation)
        return frozenset(each.substitute_for for each in hats if each.substitute_for is not None)

    def stands_in_as(self, actor: str) -> int | None:
        """Return for whom they are of a group, where they are not of it themselves."""
        found = [each.substitute_for for each in self.memberships if each.actor == actor]
        return None if None in found else next(iter(found), None)

    def stands_in_for(self, actor: str, person: int) -> bool:
        """Do they stand in for *person* in this group?"""
        return any((each.actor, each.substitute_for) == (actor, person) for each in self.memberships)

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


#: What a task opens of a case that is not one's own otherwise: whom it is about and what was decided, nothing more.
THROUGH_A_TASK = frozenset({"identity", "decision", "deadlines"})
#: Where names stand.
NAMING = frozenset({"identity", "correspondence"})


@dataclass(frozen=True)
class CaseAccess:
    """What decides who may see a case: which organisation is what in it, and for whom a task of it waits now.

    *tasks* holds, of each open task, the group it is offered to and the person who has it, if any. *recused* said that
    they know the child or the school. A group in *asked* (with those of it who said that they do not) answers first.
    A *closed* case is for who has a task in it: seeing all cases opens it to nobody.
    While *withheld*, who works for the samenwerkingsverband sees no names.
    """

    parties: Mapping[str, int]
    tasks: frozenset[tuple[str, int | None]] = frozenset()
    recused: frozenset[int] = frozenset()
    asked: Mapping[str, frozenset[int]] = field(default_factory=dict)
    closed: bool = False
    withheld: bool = False

    def closes(self, person: Person, membership: Membership, role: RoleDefinition) -> bool:
        """Is this case closed to what *person* is here?

        Who recused themselves takes no part for the samenwerkingsverband in any role; what they are at a school stays.

        Source: Awb art. 2:4 (no bias).
        """
        if role.party == "swv" and person.id in self.recused:
            return True
        return membership.actor in self.asked and person.id not in self.asked[membership.actor]


def readable_blocks(person: Person, access: CaseAccess, roles: Mapping[str, RoleDefinition]) -> frozenset[str]:
    """Return the data blocks of the case that *person* may read; empty means: for them the case does not exist.

    A role opens its blocks only in cases in which its organisation is what the role acts for: an IB'er those in which
    the school applies, the office those of its own samenwerkingsverband. A task that waits for somebody in another
    quality (the school that receives the pupil) opens no more than that needs.

    Source: AVG art. 5 lid 1 sub c (data minimisation); WPO art. 18a lid 13 and WVO 2020 art. 2.47 lid 16 (health data
    go to nobody but the SWV, the experts and the board of registration).
    """
    return _blocks(person, access, roles, lambda role: role.reads)


def writable_blocks(person: Person, access: CaseAccess, roles: Mapping[str, RoleDefinition]) -> frozenset[str]:
    """Return the data blocks of the case to which *person* may add."""
    return _blocks(person, access, roles, lambda role: role.writes)


def _blocks(
    person: Person,
    access: CaseAccess,
    roles: Mapping[str, RoleDefinition],
    of: Callable[[RoleDefinition], frozenset[str]],
) -> frozenset[str]:
    blocks: set[str] = set()
    for membership in person.memberships:
        role = roles.get(membership.role)
        if role is None or access.closes(person, membership, role):
            continue
        theirs = access.parties.get(role.party) == membership.organisation_id
        theirs_too = {(membership.actor, each) for each in (None, person.id, membership.substitute_for)}
        waits = bool(access.tasks & theirs_too)
        sees = theirs and role.scope in ("all", "own") and not access.closed
        opens = of(role) - NAMING if access.withheld and role.party == "swv" else of(role)
        if sees or (waits and (role.scope == "assigned" or access.closed)):
            blocks |= opens
        elif waits:
            blocks |= opens & THROUGH_A_TASK
    return frozenset(blocks)


def is_offered(person: Person, actor: str, assignee_id: int | None, by_name: bool = False) -> bool:
    """Is a task theirs, free for one of their groups, or of who they stand in for? Who left the group has none of it.

    What is meant for one person *by_name* is not for who stands in.
    """
    if actor not in person.actors:
        return False
    return assignee_id in (None, person.id) or (not by_name and person.stands_in_for(actor, assignee_id))
