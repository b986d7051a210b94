"""What the new school year changes: cases and TLVs of a school that closed, and pupils who come of age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from workflows.persistence.models import Case, Entry, Party, Pupil, Tlv
from workflows.persistence.queries import Rows
from workflows.persistence.unit_of_work import UnitOfWork

MOST = 500


@dataclass(frozen=True, slots=True)
class CaseOfSchool:
    """An open case, the school that applied, and whom it is about."""

    id: int
    number: str
    withheld: bool
    school_id: int
    pupil_id: int | None
    first_name: str | None
    infix: str | None
    last_name: str | None
    born_on: date | None


def _open_cases(swvs: Sequence[int], without: Sequence[str]) -> Rows:
    its = aliased(Party)
    return (
        select(
            Case.id, Case.number, Case.withheld, Party.organisation_id, Case.pupil_id, Pupil.first_name, Pupil.infix,
            Pupil.last_name, Pupil.born_on,
        )
        .join(Party, (Party.case_id == Case.id) & (Party.party == "applicant"))
        .join(its, (its.case_id == Case.id) & (its.party == "swv") & its.organisation_id.in_(swvs))
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .where(Case.ended_at.is_(None), Case.route.not_in(without))
        .order_by(Case.id)
        .limit(MOST)
    )  # fmt: skip


def cases_of_schools(
    uow: UnitOfWork, swvs: Sequence[int], schools: Sequence[int], *, without: Sequence[str]
) -> list[CaseOfSchool]:
    """Return the open cases in which these schools apply, of all routes but some."""
    query = _open_cases(swvs, without).where(Party.organisation_id.in_(schools))
    return [CaseOfSchool(*tuple(row)) for row in uow.connection.execute(query)] if schools else []


def born_between(
    uow: UnitOfWork, swvs: Sequence[int], first: date, until: date, *, without: Sequence[str]
) -> list[CaseOfSchool]:
    """Return the open cases of pupils born from *first* until before *until*, of all routes but some."""
    query = _open_cases(swvs, without).where(Pupil.born_on >= first, Pupil.born_on < until)
    return [CaseOfSchool(*tuple(row)) for row in uow.connection.execute(query)]


def told(uow: UnitOfWork, cases: Sequence[int], kind: str) -> set[int]:
    """Return which of these cases have something of this kind in their history."""
    query = select(Entry.case_id).where(Entry.case_id.in_(cases), Entry.kind == kind)
    return set(uow.session.scalars(query)) if cases else set()


def tlvs_of_schools(uow: UnitOfWork, schools: Sequence[int], day: date) -> list[tuple[Tlv, Pupil]]:
    """Return the TLVs that hold on or after a day, used at these schools."""
    query = (
        select(Tlv, Pupil)
        .join(Pupil, Pupil.id == Tlv.pupil_id)
        .where(Tlv.school_id.in_(schools), Tlv.valid_until >= day, Tlv.revoked_on.is_(None))
        .order_by(Tlv.number)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in uow.session.execute(query)] if schools else []


def set_parties(uow: UnitOfWork, case_id: int, parties: dict[str, int]) -> None:
    """Let other organisations be what these are in a case."""
    uow.session.execute(delete(Party).where(Party.case_id == case_id, Party.party.in_(parties)))
    uow.session.add_all(Party(case_id=case_id, party=party, organisation_id=id_) for party, id_ in parties.items())
    uow.session.flush()
