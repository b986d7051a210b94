"""Work that is due at an instant: timers and rungs of cases, mail to send; retried, and else an incident."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from workflows.channels.email import DeliveryFailed, Notice
from workflows.persistence import cases
from workflows.persistence import jobs as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import (
    assigning,
    digests,
    following,
    histories,
    incidents,
    invitations,
    ladder,
    links,
    notes,
    notices,
    post,
    releasing,
    reprojection,
    returns,
    seasons,
)
from workflows.services.stepping import stepping

TRIES = 3
PAUSE = timedelta(seconds=30)  #: after the first failure; four times as long after each next one
LEASE = timedelta(minutes=5)  #: how long a claimed mail is left to who claimed it
OF_A_CASE = ("timer", "rung")
#: what is done outside the steps of a case: each says False if it was done or somebody is at it
CHORES: dict[str, Callable[[UnitOfWork, JobRow], bool]] = {
    "start": links.start_linked,
    "tell": links.tell_origin,
    "release": assigning.release_of_former,
    "digest": digests.make,
    returns.JOB: returns.remind,
    post.JOB: post.remind,
    histories.KIND: histories.nightly,
    reprojection.KIND: reprojection.run,
    following.KIND: following.run,
    releasing.KIND: releasing.run,
    seasons.KIND: seasons.look,
    seasons.BEGINS: seasons.begin,
    notes.KIND: notes.end,
}
INDOORS = (*OF_A_CASE, *CHORES)  #: what can be done without a mail server


def due(uow: UnitOfWork, limit: int, *, mail: bool = True) -> Sequence[JobRow]:
    """Return the jobs that are due, oldest first; of each case only the first: one step does all that is due in it.

    The digest comes last: it tells what the others found.

    Without *mail* the outbox is left out, however much waits there.
    """
    found = table.due_jobs(uow, limit, kinds=() if mail else INDOORS)
    firsts = {(job.case_id if job.kind in OF_A_CASE else job.key): job for job in reversed(found)}
    return sorted(firsts.values(), key=lambda job: (job.kind == "digest", job.due_at, job.id))


def run(uow: UnitOfWork, job: JobRow) -> bool:
    """Do what is due in a case or elsewhere indoors; False if it was done or somebody is at it.

    A timer or rung needs no effect of its own: every step on a case first lets happen what was due, and writing the
    case removes the jobs that are no longer wanted.
    """
    if job.kind in CHORES:
        return CHORES[job.kind](uow, job)
    case = cases.lock_free_case(uow, job.case_id) if job.case_id is not None else None
    if case is None:
        return False
    rows = cases.open_rows(uow, case.id)
    if all(open_job.key != job.key for open_job in rows.jobs):
        return False
    with stepping(uow, case, rows):
        pass
    return True


def claim_mail(uow: UnitOfWork, job: JobRow) -> bool:
    """Take a mail to send it; until the lease ends nobody else does. False if somebody took it before.

    What waited for us until the night waits until the morning; not a link that somebody waits for.
    """
    held = table.lock_job(uow, job.key)
    if held is None or held.due_at > uow.now or held.failed_at is not None:
        return False
    notice = held.payload.get("notice")
    leaves = ladder.office_hours(uow.now, ladder.MORNING if notice == "digest" else ladder.OPENS)
    if leaves > uow.now and notice != invitations.AT_ONCE:
        table.postpone_job(uow, job.key, leaves)
        return False
    table.retry_job(uow, job.key, uow.now + LEASE)
    return True


def notice_of(uow: UnitOfWork, job: JobRow) -> Notice | None:
    """Return what to send; None when its receiver can no longer sign in."""
    return notices.notice_of(uow, job.key, job.payload)


def record_mailed(uow: UnitOfWork, job: JobRow) -> None:
    """A mail has left, or has nowhere to go any more: it need not leave again."""
    table.end_job(uow, job.key)


def record_failure(uow: UnitOfWork, job: JobRow, problem: Exception) -> None:
    """Try a failed job again after a growing pause; out of tries it becomes an incident."""
    held = table.lock_job(uow, job.key)
    if held is None:
        return
    attempts = held.attempts if held.kind == "mail" else held.attempts + 1  # claiming a mail counted already
    if attempts >= TRIES or (isinstance(problem, DeliveryFailed) and problem.permanent):
        table.fail_job(uow, job.key)
        incidents.open_incident(uow, f"job.{job.kind}", problem, case_id=job.case_id, job_key=job.key)
        return
    jitter = random.uniform(1, 1.5)  # noqa: S311  # spreads retries, guards nothing
    later = uow.now + PAUSE * 4 ** (attempts - 1) * jitter
    if held.kind == "mail":
        table.postpone_job(uow, job.key, later)
    else:
        table.retry_job(uow, job.key, later)
