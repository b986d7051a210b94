"""What a change of a route would have meant for what was decided in the past year, counted in the register of TLVs."""

from collections.abc import Sequence
from datetime import date, timedelta

from workflows.domain.errors import ExpressionFailed
from workflows.domain.expressions import Expression
from workflows.domain.fields import Field
from workflows.domain.wording import Said, said
from workflows.persistence import tlvs
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import Change
from workflows.routes.route import Route

BEGIN, END = "ingangsdatum", "einddatum"  #: the facts from which a TLV gets its first and last day
YEAR = timedelta(days=365)
SHORTEST = said("De kortste duur verandert niet: één heel schooljaar (WEC art. 40 lid 15).")


def counted(uow: UnitOfWork, old: Route, new: Route, changes: Sequence[Change]) -> tuple[Said, ...]:
    """Return what a shorter longest duration of a TLV would have meant for the TLVs of the past year.

    A TLV that ends earlier is reviewed earlier: each year that it would have been shorter is a review more.
    """
    if not any(change.element == END for change in changes):
        return ()
    before, after = _end_of(old), _end_of(new)
    if before is None or after is None or after.max is None or after.max == before.max:
        return ()
    decided = tlvs.decided_since(uow, uow.today - YEAR)
    ends = [(until, _latest(after.max, begin)) for begin, until in decided]
    shorter = [(until, latest) for until, latest in ends if latest is not None and latest < until]
    words = said(
        "Van de {total} TLV's van het afgelopen jaar golden er {longer} langer dan dit toelaat. "
        "Per jaar komen er ongeveer {more} herbeoordelingen bij."
    )
    if not shorter:
        none = said("Geen van de {total} TLV's van het afgelopen jaar gold langer dan dit toelaat.", total=len(ends))
        return (none, SHORTEST) if after.min is not None and after.min == before.min else (none,)
    more = sum(until.year - latest.year for until, latest in shorter)
    told = [words.of(total=len(ends), longer=len(shorter), more=more)]
    return (*told, SHORTEST) if after.min is not None and after.min == before.min else tuple(told)


def _end_of(route: Route) -> Field | None:
    """Return the question for the last day of a TLV, in a route that enters one in the register."""
    if all(element.properties.get("does") != "number_tlv" for element in route.elements.values()):
        return None
    return next((field for form in route.forms.values() for field in form.asking if field.id == END), None)


def _latest(limit: Expression, begin: date) -> date | None:
    try:
        latest = limit.evaluate({BEGIN: begin})
    except ExpressionFailed:  # it depends on more than the first day
        return None
    return latest if isinstance(latest, date) else None
