"""TLVs that end and what the schools answered about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from workflows.persistence.models import Case, Pupil, Renewal, RenewalRound, Tlv
from workflows.persistence.tlvs import issued_by
from workflows.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SchoolCount:
    """How many TLVs of a school end on a day (None: used nowhere), and for how many the school answered."""

    school_id: int | None
    pupils: int
    answered: int


def counts(uow: UnitOfWork, swvs: Sequence[str], ends_on: date) -> list[SchoolCount]:
    rows = uow.connection.execute(
        select(Tlv.school_id, func.count(), func.count(Renewal.tlv_id))
        .outerjoin(Renewal, Renewal.tlv_id == Tlv.id)
        .where(Tlv.valid_until == ends_on, Tlv.revoked_on.is_(None), or_(*map(issued_by, swvs)))
        .group_by(Tlv.school_id)
    )
    return [SchoolCount(*row) for row in rows]


def ends_of(uow: UnitOfWork, school: int, since: date, until: date) -> list[tuple[date, int, int]]:
    """Return on which days TLVs of a school end in a time, how many do, and for how many it answered."""
    rows = uow.connection.execute(
        select(Tlv.valid_until, func.count(), func.count(Renewal.tlv_id))
        .outerjoin(Renewal, Renewal.tlv_id == Tlv.id)
        .where(Tlv.school_id == school, Tlv.revoked_on.is_(None), Tlv.valid_until.between(since, until))
        .group_by(Tlv.valid_until)
        .order_by(Tlv.valid_until)
    )
    return [(day, pupils, answered) for day, pupils, answered in rows]


@dataclass(frozen=True, slots=True)
class EndingLine:
    """A TLV that ends, with its pupil and what the school answered."""

    id: int
    number: str
    kind: str
    category: str | None
    placed_on: date | None
    case_id: int | None
    pupil_id: int | None
    first_name: str | None
    infix: str | None
    last_name: str | None
    born_on: date | None
    choice: str | None
    remark: str | None
    new_case: str | None


def ending(uow: UnitOfWork, school: int, ends_on: date) -> list[EndingLine]:
    """Return the TLVs of a school that end on a day, by the name of the pupil."""
    rows = uow.connection.execute(
        select(
            Tlv.id, Tlv.number, Tlv.kind, Tlv.category, Tlv.placed_on, Tlv.case_id, Pupil.id, Pupil.first_name,
            Pupil.infix, Pupil.last_name, Pupil.born_on, Renewal.choice, Renewal.remark, Case.number,
        )
        .outerjoin(Pupil, Pupil.id == Tlv.pupil_id)
        .outerjoin(Renewal, Renewal.tlv_id == Tlv.id)
        .outerjoin(Case, Case.id == Renewal.case_id)
        .where(Tlv.school_id == school, Tlv.valid_until == ends_on, Tlv.revoked_on.is_(None))
        .order_by(Pupil.sort_name, Tlv.id)
    )  # fmt: skip
    return [EndingLine(*tuple(row)) for row in rows]


def invitations(uow: UnitOfWork, ends_on: date) -> dict[int, RenewalRound]:
    """Return when each school was asked about its TLVs that end on a day."""
    rows = uow.session.scalars(select(RenewalRound).where(RenewalRound.ends_on == ends_on))
    return {row.school_id: row for row in rows}
