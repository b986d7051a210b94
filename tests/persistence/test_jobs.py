"""Jobs: the oldest due first, tried again, set aside, taken by one worker."""

from datetime import timedelta

from workflows.domain.clock import FrozenClock
from workflows.persistence import cases, jobs
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import Database

MINUTE = timedelta(minutes=1)


def with_jobs(database: Database, clock: FrozenClock, *found: JobRow) -> None:
    with database.working(clock.now()) as uow:
        cases.write_jobs(uow, (), found)


def test_what_is_due_comes_oldest_first_and_what_is_not_waits(database: Database, clock: FrozenClock) -> None:
    now = clock.now()
    with_jobs(
        database, clock, JobRow("later", "mail", now + MINUTE), JobRow("now", "mail", now),
        JobRow("before", "digest", now - MINUTE),
    )  # fmt: skip
    with database.reading(now) as uow:
        assert [job.key for job in jobs.due_jobs(uow)] == ["before", "now"]
        assert [job.key for job in jobs.due_jobs(uow, kinds=["mail"])] == ["now"]
        assert [job.key for job in jobs.due_jobs(uow, 1)] == ["before"]


def test_a_job_is_tried_again_later_then_set_aside_then_revived(database: Database, clock: FrozenClock) -> None:
    now = clock.now()
    with_jobs(database, clock, JobRow("mail:1", "mail", now))
    with database.working(now) as uow:
        jobs.retry_job(uow, "mail:1", now + MINUTE)
        assert jobs.due_jobs(uow) == []
    with database.working(now + MINUTE) as uow:
        assert [job.attempts for job in jobs.due_jobs(uow)] == [1]
        jobs.fail_job(uow, "mail:1")
        assert jobs.due_jobs(uow) == []
        jobs.revive_job(uow, "mail:1")
        assert [job.attempts for job in jobs.due_jobs(uow)] == [0]
        assert jobs.end_job(uow, "mail:1")
        assert not jobs.end_job(uow, "mail:1")


def test_two_workers_do_not_take_one_job(postgresql_database: Database, clock: FrozenClock) -> None:
    with_jobs(postgresql_database, clock, JobRow("digest:1", "digest", clock.now()))
    with postgresql_database.working(clock.now()) as one, postgresql_database.working(clock.now()) as other:
        assert jobs.lock_job(one, "digest:1") is not None
        assert jobs.lock_job(other, "digest:1") is None
