"""Who someone is, as a screen tells it."""

from dataclasses import dataclass

from workflows.domain.people import Person
from workflows.domain.wording import Text


@dataclass(frozen=True)
class MembershipView:
    """One hat of a person."""

    role: str
    role_label: Text
    organisation_id: int
    organisation: str


@dataclass(frozen=True)
class PersonView:
    """The person behind the screen; *person* is what the services ask for."""

    id: int
    name: str
    email: str
    locale: str
    session_epoch: int
    memberships: tuple[MembershipView, ...]
    roles: frozenset[str]
    is_admin: bool
    may_start: bool  #: a case of some route
    watches: bool  #: over the terms of all their cases
    must_change: bool  #: the password was handed out: nothing else before there is a new one
    shortcuts: bool  #: single keys do something on every page
    person: Person
