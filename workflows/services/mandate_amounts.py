"""Who decides in a route up to which amount, for who makes routes; and another amount, for who keeps the register.

What is decided up to which amount stands in the decision of the board, not in the drawing of a route: another amount
is another mandate, from the day that the board decided. Source: Awb art. 10:3, 10:5 lid 2, 10:8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.field_reading import Refused, read_date
from workflows.domain.people import Person
from workflows.domain.wording import long_date_in_words, said
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, mandates, studio
from workflows.services.studio_steps import reading_in

LONGEST_NUMBER = 60


@dataclass(frozen=True)
class Decision:
    """What is decided in a route under a mandate: in which steps, and who has one now or later."""

    steps: tuple[str, ...]
    mandates: tuple[mandates.MandateRow, ...]


def decisions(uow: UnitOfWork, by: Person, proposal_id: int) -> tuple[Decision, ...]:
    """Return what the steps of a proposal want a mandate for.

    Raises:
        NotFound: there is no such proposal, or not for this person.
    """
    files = studio.files_of(uow, by, proposal_id)
    steps: dict[str, list[str]] = {}
    for path in sorted(files):
        if path.endswith(".bpmn"):
            for process in reading_in(files, path).processes:
                for element in process.elements.values():
                    if element.kind == "userTask" and (what := element.properties.get("mandate")):
                        steps.setdefault(what, []).append(element.name or element.id)
    rows = [row for row in mandates.rows(uow) if row.until_on is None or row.until_on >= uow.today]
    return tuple(
        Decision(tuple(dict.fromkeys(names)), tuple(row for row in rows if row.what == what))
        for what, names in sorted(steps.items())
    )


def mandate(uow: UnitOfWork, by: Person | None, mandate_id: int) -> mandates.MandateRow:
    """Return a mandate of which the amount can become another one.

    Raises:
        NotFound: this person is no administrator, or there is no such mandate, or it ended.
    """
    access.administrator(by)
    found = next((row for row in mandates.rows(uow) if row.id == mandate_id), None)
    if found is None or found.amount is None or (found.until_on is not None and found.until_on < uow.today):
        raise NotFound(f"no mandate {mandate_id} up to an amount")
    return found


def change_amount(uow: UnitOfWork, by: Person | None, mandate_id: int, given: Mapping[str, str]) -> int:
    """Let a mandate reach up to another amount, from the day of the decision of the board; return the new one.

    The former ends the day before, so that what was decided under it stays what it was.

    Raises:
        NotFound: as for ``mandate``.
        InvalidAnswers: field by field, in words.
    """
    who, old = access.administrator(by), mandate(uow, by, mandate_id)
    row = uow.session.get_one(models.Mandate, mandate_id)
    errors: list[FieldError] = []
    amount = mandates.euros(given.get("amount", ""))
    if amount is None or amount == old.amount:
        errors.append(
            FieldError("amount", said("Tot en met bedrag: vul een ander bedrag in hele euro's in, zoals 7500."))
        )
    decided_on = _day(given.get("decided_on", ""))
    if decided_on is None or decided_on > uow.today:
        errors.append(
            FieldError("decided_on", said("Datum van het bestuursbesluit: vul een dag tot en met vandaag in."))
        )
    elif decided_on <= old.from_on:
        words = said("Datum van het bestuursbesluit: het mandaat dat nu geldt begon op {day}; kies een latere dag.")
        errors.append(FieldError("decided_on", words.of(day=old.from_on)))
    number = " ".join(given.get("number", "").split())
    if not 1 <= len(number) <= LONGEST_NUMBER:
        errors.append(FieldError("number", said("Nummer van het bestuursbesluit: vul dit in, in hoogstens 60 tekens.")))
    if errors or decided_on is None or amount is None:
        raise InvalidAnswers(errors)
    act = f"Bestuursbesluit van {long_date_in_words(decided_on).partition(' ')[2]}, nr. {number}"
    until_on = row.until_on
    mandates.end_mandate(uow, by, mandate_id, decided_on - timedelta(days=1))
    return mandates.enter(
        uow, who,
        models.Mandate(
            person_id=row.person_id, role=row.role, organisation_id=row.organisation_id, what=row.what, amount=amount,
            from_on=decided_on, until_on=until_on, act=act, on_behalf_of=row.on_behalf_of,
        ),
    )  # fmt: skip


def _day(typed: str) -> date | None:
    try:
        return read_date(typed)
    except Refused:
        return None
