"""Changes of routes that are being made, with every save of them; and how many cases run on a version."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork

BEING_MADE = ("open", "offered")
SOME = 500  #: cases that are named in one query


def being_made(uow: UnitOfWork, route: str) -> models.Proposal | None:
    """Return the change of *route* that is being made, if any."""
    query = select(models.Proposal).where(models.Proposal.route == route, models.Proposal.state.in_(BEING_MADE))
    return uow.session.scalar(query)


def all_being_made(uow: UnitOfWork) -> Mapping[str, models.Proposal]:
    """Return every change that is being made, by route."""
    query = select(models.Proposal).where(models.Proposal.state.in_(BEING_MADE))
    return {row.route: row for row in uow.session.scalars(query)}


def locked(uow: UnitOfWork, proposal_id: int) -> models.Proposal | None:
    """Return a proposal, which nobody else changes until this unit ends."""
    query = select(models.Proposal).where(models.Proposal.id == proposal_id).with_for_update()
    return uow.session.scalar(query.execution_options(populate_existing=True))


def edits(uow: UnitOfWork, proposal_id: int, limit: int = 100) -> Sequence[models.ProposalEdit]:
    """Return the saves of a proposal, the latest first."""
    query = select(models.ProposalEdit).where(models.ProposalEdit.proposal_id == proposal_id)
    return uow.session.scalars(query.order_by(models.ProposalEdit.id.desc()).limit(limit)).all()


def running_on(uow: UnitOfWork, deployments: Sequence[int], *, after: int, limit: int) -> Sequence[int]:
    """Return the open cases that run on one of these versions, by id, from *after* on."""
    found: list[int] = []
    for deployment_id in deployments:  # a range of the index for each
        some = select(models.Case.id).where(models.Case.deployment_id == deployment_id, models.Case.ended_at.is_(None))
        found += uow.session.scalars(some.where(models.Case.id > after).order_by(models.Case.id).limit(limit))
    return sorted(found)[:limit]


def running(uow: UnitOfWork, deployment_id: int, cap: int = 1000) -> int:
    """Return how many open cases run on a version; *cap* + 1 means more than *cap*."""
    some = select(models.Case.id).where(models.Case.deployment_id == deployment_id, models.Case.ended_at.is_(None))
    return uow.session.scalar(select(func.count()).select_from(some.limit(cap + 1).subquery())) or 0


def schools_with_drafts(uow: UnitOfWork, cases: Sequence[int], elements: Sequence[str]) -> int:
    """Return how many schools keep a draft of one of these steps in one of these cases."""
    schools: set[int] = set()
    for n in range(0, len(cases), SOME):
        query = (
            select(models.Draft.organisation_id)
            .join(models.UserTask, models.UserTask.id == models.Draft.task_id)
            .join(models.Organisation, models.Organisation.id == models.Draft.organisation_id)
            .where(models.UserTask.case_id.in_(cases[n : n + SOME]), models.UserTask.ended_at.is_(None))
            .where(models.UserTask.element_id.in_(elements), models.Organisation.kind == "school")
        )
        schools |= {each for each in uow.session.scalars(query.distinct()) if each is not None}
    return len(schools)


def dry_run(uow: UnitOfWork, proposal_id: int, person_id: int) -> models.DryRun | None:
    """Return how far somebody walked through a proposal, if they are at it."""
    mine = (models.DryRun.proposal_id == proposal_id, models.DryRun.person_id == person_id)
    return uow.session.scalar(select(models.DryRun).where(*mine))


def forget_dry_runs(uow: UnitOfWork, before: datetime) -> None:
    """Take away the dry runs that nobody used since *before*."""
    uow.session.execute(delete(models.DryRun).where(models.DryRun.used_at < before))
