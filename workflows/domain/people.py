"""People, their roles in organisations, and what that lets them see of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workflows.domain.wording import Text

OFFICE = "secretariaat"  #: does what no lane gives to anybody, and registers what reached us on behalf of others

Scope = Literal["own", "assigned", "all", "none"]


@dataclass(frozen=True)
class RoleDefinition:
    """A role as ``bpmn/shared/roles.toml`` defines it.

    *party* is the organisation of the case for which the role acts by default. *scope*: ``own`` sees the cases of
    its organisation, ``assigned`` only while a task waits for it, ``all`` every case, ``none`` no case at all.
    *reads* and *writes* are the data blocks of the matrix in the glossary (identity, request, health, ...).
    """

    id: str
    label: Text
    party: str
    scope: Scope
    reads: frozenset[str]
    writes: frozenset[str]


@dataclass(frozen=True)
class Membership:
    """A person acts in *role* for an organisation, from a day until a day (inclusive; None is open)."""

    role: str
    organisation_id: int
    organisation: str
    from_on: date
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

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

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class CaseAccess:
    """What decides who may see a case: its organisations, and for whom a task of it waits now.

    *assignees* are persons with an open task of the case; *actors* the ``role:organisation`` groups with one.
    """

    organisations: frozenset[int]
    assignees: frozenset[int]
    actors: frozenset[str]


def readable_blocks(person: Person, access: CaseAccess, roles: Mapping[str, RoleDefinition]) -> frozenset[str]:
    """Return the data blocks of the case that *person* may read; empty means: for them the case does not exist.

    Access is by assignment, not by role alone: a role opens its blocks only where its scope reaches the case.

    Source: AVG art. 5 lid 1 sub c (data minimisation); WPO art. 18a lid 13 and WVO 2020 art. 2.47 lid 16 (health data).
    """
    blocks: set[str] = set()
    for membership in person.memberships:
        role = roles.get(membership.role)
        if role is not None and _reaches(person, membership, role, access):
            blocks |= role.reads
    return frozenset(blocks)


def _reaches(person: Person, membership: Membership, role: RoleDefinition, access: CaseAccess) -> bool:
    if role.scope == "all":
        return True
    if role.scope == "own":
        return membership.organisation_id in access.organisations
    if role.scope == "assigned":
        return person.id in access.assignees or membership.actor in access.actors
    return False


def may_claim(person: Person, actor: str | None, assignee_id: int | None) -> bool:
    """Is the task offered to *person*: theirs already, or free and for one of their groups?"""
    return assignee_id == person.id or (assignee_id is None and actor in person.actors)
