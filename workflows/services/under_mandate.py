"""A step under mandate: who may do it, and what is recorded of that."""

from collections.abc import Mapping
from functools import partial

from workflows.domain.answers import JSON
from workflows.domain.errors import (
    NotAllowed,
)
from workflows.domain.expressions import Value
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence.on_file import MandateOfCase
from workflows.routes.diagram import Element
from workflows.services import (
    letters,
)
from workflows.services.rehearsal import amount_of
from workflows.services.stepping import Step


def mandate_for(step: Step, element: Element, by: Person, given: Mapping[str, Value]) -> MandateOfCase | None:
    """Return the mandate under which *by* does a step that needs one; *given* are the facts that it adds.

    Raises:
        NotAllowed: the register has none for them today, or none that reaches this far.

    Source: Awb art. 10:1-10:12; who decides without a mandate decides nothing (LBT 106806).
    """
    what = element.properties.get("mandate")
    if what is None:
        return None
    organisation = int(step.actor_of(element).partition(":")[2])
    amount = amount_of(element, {**step.execution.facts, **given})
    look_up = partial(
        step.on_file.mandate_for,
        what,
        organisation,
        person=by.id,
        roles=by.roles_in(organisation),
        on=step.uow.today,
        standing_in=by.stand_ins(organisation),
    )
    found = look_up(amount=amount)
    if found is None and look_up() is not None:
        raise NotAllowed(said("U mag dit besluit niet nemen: het bedrag is hoger dan uw mandaat."))
    if found is None:
        raise NotAllowed(said("U mag dit besluit niet nemen: in het mandaatregister staat geen mandaat op uw naam."))
    return found


def under(mandate: MandateOfCase, by: Person, actor: str) -> dict[str, JSON]:
    """Return what is recorded of a step under mandate: which one, and for whom who did it stood in."""
    stood_in = by.stands_in_as(actor)
    return {"_mandaat": mandate.id, **({letters.STANDING_IN: stood_in} if stood_in is not None else {})}
