"""What a school takes along on paper to its talk with the parents: what it filled in, and a page for each parent.

On each page stands one parent only. Where parents live, and what the other one said, is on nobody's paper: an address
may be secret for the other (AVG art. 5 lid 1 sub c, f).
"""

from workflows.domain.answers import Field, Form
from workflows.domain.people import RoleDefinition
from workflows.services.parents import SLOTS

CONTACT = "identity"  #: the data block with names, addresses and telephone numbers


def slots(form: Form, visible: set[str]) -> tuple[str, ...]:
    """Return the places of parents whom a form asks about now."""
    asked = {field.id for field in form.asking} & visible
    return tuple(slot for slot in SLOTS if f"{slot}_naam" in asked)


def may_print(form: Form, role: RoleDefinition | None) -> bool:
    """Is a form one that a school talks over with the parents: it asks about them, and is not ours to fill in?"""
    everything = {field.id for field in form.asking}
    return role is not None and role.party != "swv" and bool(slots(form, everything))


def is_about_pupil(field: Field) -> bool:
    """May both parents read the answer on one paper?"""
    return field.block != CONTACT and not any(is_of(field, slot) for slot in SLOTS)


def is_of(field: Field, slot: str) -> bool:
    """Is an answer about, or by, the parent in this place?"""
    return field.id.startswith(f"{slot}_")


def is_own_word(field: Field, slot: str) -> bool:
    """May the answer stand on the page of the parent in this place?"""
    return is_of(field, slot) and field.block != CONTACT
