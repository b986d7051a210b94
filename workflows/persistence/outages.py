"""What did not work and when; and the terms that ended while it did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, union
from sqlalchemy.orm import aliased

from workflows.persistence.models import Case, Deadline, Organisation, Outage, Party, Pulse, Pupil
from workflows.persistence.queries import Rows
from workflows.persistence.unit_of_work import UnitOfWork

SHOWN = 100
MOST_TERMS = 500


@dataclass(frozen=True, slots=True)
class EndedTerm:
    """A term that ended while something did not work."""

    id: int
    rule: str
    owner: str
    due_on: date
    number: str
    first_name: str | None
    infix: str | None
    last_name: str | None
    school: str | None


def outages(uow: UnitOfWork, *, since: datetime | None = None, proposed: bool = True) -> Sequence[Outage]:
    """Return what did not work, the last first; *since*: what was still so then; *proposed*: also what is only that."""
    query = select(Outage).order_by(Outage.until_at.desc(), Outage.id.desc()).limit(SHOWN)
    query = query if since is None else query.where(Outage.until_at >= since)
    return uow.session.scalars(query if proposed else query.where(Outage.recorded_at.is_not(None))).all()


def ended_between(uow: UnitOfWork, swvs: Sequence[int], first: date, last: date) -> list[EndedTerm]:
    """Return the terms of cases of these samenwerkingsverbanden that ended from *first* up to *last*, met or not."""
    within = Deadline.due_on.between(first, last)
    running = select(Deadline.id).where(within, Deadline.stopped_on.is_(None))
    # What lapsed stops on its last day; what was done after all stops later, and is in the register of breaches.
    lapsed = select(Deadline.id).where(within, Deadline.stopped_on.between(first, last + timedelta(days=1)))
    late = select(Deadline.id).where(within, Deadline.breached_on.between(first, last + timedelta(days=1)))
    ids = union(running, lapsed, late).subquery()
    applicant = aliased(Party)
    query: Rows = (
        select(
            Deadline.id, Deadline.rule, Deadline.owner, Deadline.due_on, Case.number, Pupil.first_name, Pupil.infix,
            Pupil.last_name, Organisation.name,
        )
        .join(ids, ids.c.id == Deadline.id)
        .join(Case, Case.id == Deadline.case_id)
        .join(Party, (Party.case_id == Case.id) & (Party.party == "swv") & Party.organisation_id.in_(swvs))
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .outerjoin(applicant, (applicant.case_id == Case.id) & (applicant.party == "applicant"))
        .outerjoin(Organisation, Organisation.id == applicant.organisation_id)
        .order_by(Deadline.due_on, Deadline.id)
        .limit(MOST_TERMS)
    )  # fmt: skip
    return [EndedTerm(*row) for row in uow.connection.execute(query)]


def beat(uow: UnitOfWork) -> datetime | None:
    """Note that the scheduler is alive; return when it last was, None where it never was."""
    row = uow.session.get(Pulse, 1)
    if row is None:
        uow.session.add(Pulse(id=1, at=uow.now))
        return None
    before, row.at = row.at, max(row.at, uow.now)
    return before


def last_beat(uow: UnitOfWork) -> datetime | None:
    return uow.session.scalar(select(Pulse.at).where(Pulse.id == 1))
