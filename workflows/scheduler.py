"""The caretaker: its heartbeat asks what is due and runs it; all memory is in the tables."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from apscheduler.schedulers.background import BackgroundScheduler

from workflows import backup
from workflows.channels.email import DeliveryFailed
from workflows.domain.clock import AMSTERDAM
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import digests, histories, incidents, jobs, notes, outages, seasons
from workflows.system import System

log = logging.getLogger(__name__)

HEARTBEAT = 5  # seconds between two looks at the table of jobs


class Scheduler:
    """Runs due jobs every few seconds until it is stopped; several may run beside each other."""

    def __init__(self, system: System, every: float = HEARTBEAT) -> None:
        self._system = system
        self._heart = BackgroundScheduler(
            timezone=AMSTERDAM, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._heart.add_job(self.beat, "interval", seconds=every, id="heartbeat")
        # Beside the heartbeat: a term does not wait for a copy.
        self._heart.add_job(self.copy, "interval", seconds=every, id="copies")
        self._beating = threading.Event()

    def copy(self) -> None:
        """Copy all data or rehearse restoring it, when that is asked for or due."""
        try:
            backup.caretake(self._system)
        except Exception as problem:
            log.error("looking after copies failed with %s\n%s", type(problem).__name__, incidents.where(problem))

    def beat(self) -> None:
        """Run everything that is due now; a beat that fails is logged and the next one comes all the same."""
        try:
            if self._system.read(outages.is_due):
                self._system.attempt(outages.beat)
            poll(self._system)
        except Exception as problem:
            # Not its text: that may quote what people typed.
            name, where = type(problem).__name__, incidents.where(problem)
            log.error("the heartbeat failed with %s; the next one tries again\n%s", name, where)

    def __enter__(self) -> "Scheduler":
        self._system.attempt(histories.arm)
        self._heart.start()
        self.beat()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._heart.shutdown(wait=True)

    def run_forever(self) -> None:
        with self:
            self._beating.wait()


def poll(system: System, limit: int = 200) -> int:
    """Run the jobs that are due, oldest first, each in a unit of its own; return how many were run.

    Several schedulers may do this at once: a job whose case is locked by another is left to the other.
    """
    for arm in system.read(_unarmed):
        system.attempt(arm)
    due = system.read(jobs.due, limit, mail=system.email is not None)
    return sum(_done(system, job) for job in due)


def _unarmed(uow: UnitOfWork) -> list[Callable[[UnitOfWork], None]]:
    """Return what arms the chores that nothing would begin by itself."""
    return [chore.arm for chore in (digests, seasons, notes) if not chore.is_armed(uow)]


def drain(system: System) -> int:
    """Poll until nothing is due any more; return how many jobs were run."""
    done = 0
    while ran := poll(system):
        done += ran
    return done


def _done(system: System, job: JobRow) -> bool:
    """Do one job; whatever goes wrong, even in noting that it went wrong, the next job has its turn."""
    try:
        try:
            return _deliver(system, job) if job.kind == "mail" else system.attempt(jobs.run, job)
        except Exception as problem:
            reason = str(problem) if isinstance(problem, DeliveryFailed) else type(problem).__name__
            log.warning("job %s failed: %s", job.id, reason)
            system.attempt(jobs.record_failure, job, problem)
    except Exception as problem:
        log.warning("job %s failed, and noting it as well: %s", job.id, type(problem).__name__)
    return False


def _deliver(system: System, job: JobRow) -> bool:
    """Send one mail: claim it in a unit, send it outside any, record it in a unit; at least once, one Message-ID."""
    if system.email is None or not system.attempt(jobs.claim_mail, job):
        return False
    if (notice := system.read(jobs.notice_of, job)) is not None:
        system.email.deliver(notice)
    system.attempt(jobs.record_mailed, job)
    return True
