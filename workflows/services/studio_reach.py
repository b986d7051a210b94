"""Whom a change of a route reaches beside the cases to come: schools with a draft of a form, and letters."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.domain.errors import InvalidRoute
from workflows.persistence import proposals
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Route

MOST = 1_000  #: open cases that are looked at


@dataclass(frozen=True)
class Reached:
    """How many letters change, and how many schools keep a draft of a form that changes."""

    letters: int = 0
    schools: int = 0


def reached(uow: UnitOfWork, base_id: int, base: Route, changed: Collection[str]) -> Reached:
    """Return whom a change of these files reaches, of a version that is in use.

    A draft is kept by the id of each question, and an open case follows a change of texts only: so none is lost.
    """
    names: dict[str, set[str]] = {"forms": set(), "notices": set()}
    for path in map(PurePosixPath, changed):
        names.setdefault(str(path.parent), set()).add(path.stem)
    return Reached(len(names["notices"]), _schools(uow, base_id, base, names["forms"]))


def _schools(uow: UnitOfWork, base_id: int, base: Route, forms: Collection[str]) -> int:
    if not forms:
        return 0
    try:
        steps = [each.id for each in base.elements.values() if each.properties.get("form", each.id) in forms]
    except InvalidRoute:
        return 0
    cases = proposals.running_on(uow, [base_id], after=0, limit=MOST)
    return proposals.schools_with_drafts(uow, cases, steps) if cases and steps else 0
