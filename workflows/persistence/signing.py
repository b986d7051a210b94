"""What waits for a signature: one range of an index for each group, and what is known of each task in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, or_, select

from workflows.persistence.models import Case, Draft, Entry, Mandate, Prepared, PrivateNote, Pupil, Shown, UserTask
from workflows.persistence.unit_of_work import UnitOfWork

#: What changes what is signed, beside the answers themselves.
TELLS = ("completed", "received", "started")


@dataclass(frozen=True, slots=True)
class ToSign:
    """A task whose doer signs, with how far it is prepared."""

    id: int
    case_id: int
    name: str
    actor: str
    assignee_id: int | None
    by_name: bool
    signs: str
    sort_on: date
    rule: str | None
    number: str
    first_name: str | None
    infix: str | None
    last_name: str | None
    drafted_at: datetime | None
    drafted_by_id: int | None
    prepared_by_id: int | None
    prepared_at: datetime | None
    remark: str | None
    returned_by_id: int | None
    returned_at: datetime | None


_TO_SIGN: Any = UserTask.ended_at.is_(None) & UserTask.signs.is_not(None)
_SHOWN: Any = (
    UserTask.id, UserTask.case_id, UserTask.name, UserTask.actor, UserTask.assignee_id, UserTask.by_name,
    UserTask.signs, UserTask.sort_on, UserTask.rule, Case.number, Pupil.first_name, Pupil.infix, Pupil.last_name,
    Draft.saved_at, Draft.saved_by_id, Prepared.prepared_by_id, Prepared.prepared_at, Prepared.remark,
    Prepared.returned_by_id, Prepared.returned_at,
)  # fmt: skip


def to_sign(uow: UnitOfWork, actors: Sequence[str], limit: int) -> list[ToSign]:
    """Return the open tasks of these groups whose doer signs, the most urgent first."""
    return _rows(uow, _TO_SIGN & UserTask.actor.in_(actors), limit)


def these(uow: UnitOfWork, tasks: Sequence[int]) -> list[ToSign]:
    """Return those of *tasks* that are open and whose doer signs."""
    return _rows(uow, _TO_SIGN & UserTask.id.in_(tasks), len(tasks))


def of_cases(uow: UnitOfWork, cases: Sequence[int]) -> list[ToSign]:
    """Return the open tasks of these cases whose doer signs."""
    return _rows(uow, _TO_SIGN & UserTask.case_id.in_(cases), len(cases) * 3)


def _rows(uow: UnitOfWork, which: Any, limit: int) -> list[ToSign]:
    rows = uow.session.execute(
        select(*_SHOWN)
        .select_from(UserTask)
        .join(Case, Case.id == UserTask.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Draft, Draft.task_id == UserTask.id)
        .outerjoin(Prepared, Prepared.task_id == UserTask.id)
        .where(which)
        .order_by(UserTask.sort_on, UserTask.id)
        .limit(limit)
    )
    return [ToSign(*tuple(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class InSeries:
    """A task of a series, open or signed, with what was filled in as long as it is open."""

    id: int
    name: str
    element_id: str
    deployment_id: int
    number: str
    first_name: str | None
    infix: str | None
    last_name: str | None
    answers: dict[str, Any] | None


def in_series(uow: UnitOfWork, tasks: Sequence[int]) -> dict[int, InSeries]:
    """Return the tasks of a series by their id."""
    rows = uow.session.execute(
        select(
            UserTask.id, UserTask.name, UserTask.element_id, Case.deployment_id, Case.number, Pupil.first_name,
            Pupil.infix, Pupil.last_name, Draft.data,
        )
        .select_from(UserTask)
        .join(Case, Case.id == UserTask.case_id)
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(Draft, Draft.task_id == UserTask.id)
        .where(UserTask.id.in_(tasks))
    )  # fmt: skip
    return {row[0]: InSeries(*tuple(row)) for row in rows}


def seals(uow: UnitOfWork, rows: Sequence[ToSign]) -> dict[int, str]:
    """Return what tells what there is to sign now from what there was before, for each task with a draft."""
    last = {
        row[0]: int(row[1])
        for row in uow.session.execute(
            select(Entry.case_id, func.max(Entry.seq))
            .where(Entry.case_id.in_([row.case_id for row in rows]), Entry.kind.in_(TELLS))
            .group_by(Entry.case_id)
        )
    }
    return {
        row.id: f"{row.drafted_at.isoformat()}#{last.get(row.case_id, 0)}" for row in rows if row.drafted_at is not None
    }


def shown_to(uow: UnitOfWork, person: int, tasks: Sequence[int]) -> dict[int, str]:
    """Return what of these tasks somebody saw last."""
    rows = uow.session.execute(
        select(Shown.task_id, Shown.seal).where(Shown.person_id == person, Shown.task_id.in_(tasks))
    )
    return {row[0]: row[1] for row in rows}


def mandates_of(uow: UnitOfWork, organisations: Sequence[int]) -> Sequence[Mandate]:
    """Return the mandates of these organisations that hold today."""
    return uow.session.scalars(
        select(Mandate)
        .where(Mandate.organisation_id.in_(organisations), Mandate.from_on <= uow.today)
        .where(or_(Mandate.until_on.is_(None), Mandate.until_on >= uow.today))
        .order_by(Mandate.id)
    ).all()


# ------------------------------------------------------------------ notes of members
def note_of(uow: UnitOfWork, case: int, person: int) -> str:
    """Return what somebody wrote down for themselves about a case."""
    found = uow.session.get(PrivateNote, (case, person))
    return found.text if found is not None else ""


def destroy_notes(uow: UnitOfWork, case: int) -> None:
    """Destroy what members wrote down for themselves about a case: nothing of it stays."""
    uow.session.execute(delete(PrivateNote).where(PrivateNote.case_id == case))
