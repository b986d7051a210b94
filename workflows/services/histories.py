"""Is the history of every case what was recorded? Asked of all by a command, and every night of the next few."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from workflows.domain.clock import at_local, local_date
from workflows.domain.errors import WorkflowError
from workflows.persistence import cases, dossiers, proposals, queries
from workflows.persistence import jobs as table
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import incidents

KEY = KIND = "verify"
NIGHT = time(3)
BATCH = 50  #: cases a night; after the last one it begins again with the first
DRY_RUNS = timedelta(days=7)  #: a dry run of a proposal that nobody used for so long goes
BROKEN = "history"  #: the kind of the incident


class HistoryBroken(WorkflowError):
    """The history of a case is not what was recorded; *entries* are not, 0 stands for missing at the end."""

    def __init__(self, number: str, entries: list[int]) -> None:
        places = ", ".join(str(entry) if entry else "het einde" for entry in entries)
        super().__init__(f"{number}: de geschiedenis is niet wat is vastgelegd, bij {places}")
        self.entries = entries


def verify(uow: UnitOfWork, after: int = 0, limit: int = BATCH) -> tuple[int | None, list[tuple[int, HistoryBroken]]]:
    """Return the id of the last case that was looked at (None: there was none left), and which are broken.

    Source: AVG art. 5 lid 2, 32 (what is on record can be relied upon).
    """
    looked = queries.histories(uow, after, limit)
    broken = [
        (case_id, HistoryBroken(number, entries))
        for case_id, number in looked
        if (entries := queries.broken_history(uow, case_id))
    ]
    return (looked[-1][0] if looked else None), broken


def verify_all(uow: UnitOfWork) -> Iterator[HistoryBroken]:
    """Yield what is broken, of all cases."""
    after: int | None = 0
    while after is not None:
        after, broken = verify(uow, after)
        yield from (each for _, each in broken)


def arm(uow: UnitOfWork) -> None:
    """Let the nightly round begin, unless it goes on already."""
    if not table.is_armed(uow, KEY):
        cases.write_jobs(uow, (), [JobRow(KEY, KIND, _next_night(uow.now), {"after": 0})])


def nightly(uow: UnitOfWork, job: JobRow) -> bool:
    """Verify the next few cases; a broken one is an incident, once. What nobody tries any more goes.

    False if another scheduler is at it.
    """
    held = table.lock_job(uow, job.key)
    if held is None or held.due_at > uow.now:
        return False
    last, broken = verify(uow, held.payload["after"])
    for case_id, problem in broken:
        if not dossiers.has_open_incident(uow, BROKEN, case_id):
            incidents.open_incident(uow, BROKEN, problem, case_id=case_id)
    proposals.forget_dry_runs(uow, uow.now - DRY_RUNS)
    table.renew_job(uow, job.key, _next_night(uow.now), {"after": last or 0})
    return True


def _next_night(now: datetime) -> datetime:
    return at_local(local_date(now) + timedelta(days=1), NIGHT)
