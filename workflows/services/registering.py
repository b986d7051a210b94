"""Filling in on behalf of another: paper, telephone and mail stay, and the law counts from the true date of receipt."""

from datetime import date, timedelta
from typing import Any

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed
from workflows.domain.wording import said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.access import Way
from workflows.services.views import OnBehalf

BEFORE_THE_CASE = timedelta(days=31)  #: how long an application may have lain before somebody started the case


def day_received(uow: UnitOfWork, way: Way, earliest: date, on_behalf: OnBehalf | None) -> date | None:
    """Return the true date of receipt of what the office registers; None when somebody answers for themselves.

    Raises:
        NotAllowed: the one who fills it in does not register for others; or does, and leaves out for whom.
        InvalidAnswers: the date cannot be, or the name is missing.

    Source: Awb art. 4:13, 6:9 (receipt counts, not registration).
    """
    if on_behalf is None:
        if way == "register":
            raise InvalidAnswers([FieldError("_who", said("Namens: vul in wie dit heeft ingevuld of verteld."))])
        return None
    if way != "register":
        raise NotAllowed(said("U kunt dit niet namens een ander invullen; het secretariaat kan dat wel."))
    if not on_behalf.who.strip():
        raise InvalidAnswers([FieldError("_who", said("Namens: vul in wie dit heeft ingevuld of verteld."))])
    if not earliest <= on_behalf.received_on <= uow.today:
        words = said("Ontvangen op: kies een dag van {first} tot en met vandaag.", first=earliest)
        raise InvalidAnswers([FieldError("_received_on", words)])
    return on_behalf.received_on


def as_details(on_behalf: OnBehalf | None, meant_for: int | None) -> dict[str, Any]:
    """Return what the history keeps of it: who said it, how it came, and for whom the task was meant by name."""
    if on_behalf is None:
        return {}
    return {"_namens": {"wie": on_behalf.who.strip(), "kanaal": on_behalf.channel, "voor": meant_for}}
