"""Which heading or note of a form is which in another version of it, and what stands under a condition because of it.

Headings and notes are named after their place: one question more, and every one after it has another name.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from workflows.domain.answers import Form
from workflows.domain.fields import Field

_ALIKE: tuple[Callable[[Field, Field], bool], ...] = (
    lambda one, other: (one.kind, one.label) == (other.kind, other.label),
    lambda one, other: one.kind == other.kind,
)


def named_as_in(new: Form, old: Form) -> tuple[Field, ...]:
    """Return the fields of *old*, its headings and notes named as the same ones, or else the next, are in *new*."""
    left = [each for each in new.fields if not each.asks]
    names: dict[str, str] = {}
    for alike in _ALIKE:
        for each in old.fields:
            same = next((other for other in left if alike(each, other)), None)
            if not each.asks and each.id not in names and same is not None:
                names[each.id] = same.id
                left.remove(same)
    return tuple(each if each.asks else replace(each, id=names.get(each.id, f"{each.id} weg")) for each in old.fields)


def conditions_above(form: Form) -> Mapping[str, str]:
    """Return under what condition each question stands because of the heading above it."""
    found, condition = {}, ""
    for each in form.fields:
        if each.kind == "heading":
            condition = each.show_when.source if each.show_when is not None else ""
        elif each.asks:
            found[each.id] = condition
    return found
