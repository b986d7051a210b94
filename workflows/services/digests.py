"""The digest: one mail per person, on the morning of a working day, with the terms that come near."""

from datetime import date, datetime, timedelta
from itertools import groupby

from workflows.domain.clock import AMSTERDAM, at_local, local_date
from workflows.persistence import jobs as table
from workflows.persistence import reminders
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import colleagues, standing_in
from workflows.services.deployments import shared_of
from workflows.services.ladder import CLOSES, MORNING

KEY = "digest"  #: of the one job that makes all digests; it is never done, only moved to the next working day
FIRST = ("rung", "timer")  #: what must have happened before the digest is made


def is_armed(uow: UnitOfWork) -> bool:
    return table.is_armed(uow, KEY)


def arm(uow: UnitOfWork) -> None:
    """See to it that digests are made, from today on."""
    today = local_date(uow.now)
    first = today if shared_of(uow).calendar.is_working_day(today) else _next_working_day(uow, today)
    table.add_jobs(uow, [JobRow(KEY, "digest", at_local(first, MORNING))])


def make(uow: UnitOfWork, job: JobRow) -> bool:
    """Make the digests of today, if somebody is to be told something; False when nobody is, or it is not the time.

    However many mornings were missed, there is one digest. It waits until every reminder that is due was noted.
    """
    held = table.lock_job(uow, job.key)
    if held is None or held.due_at > uow.now or table.is_due(uow, FIRST):
        return False
    if (later := _waits_until(uow)) is not None:
        table.postpone_job(uow, job.key, later)
        return False
    found = reminders.waiting(uow)
    mails = [
        _mail(uow, person, [line for line in lines if line.holds])
        for person, lines in groupby(found, lambda line: line.person_id)
    ]
    mails = [mail for mail in mails if mail.payload["lines"]]
    mails += standing_in.remind(uow, local_date(held.due_at))
    mails += colleagues.remind(uow, local_date(held.due_at))
    table.add_jobs(uow, mails)
    reminders.told(uow, [line.id for line in found])
    table.postpone_job(uow, job.key, at_local(_next_working_day(uow, uow.today), MORNING))
    return bool(mails)


def _mail(uow: UnitOfWork, person: int, lines: list[reminders.ReminderLine]) -> JobRow:
    """Return the digest of somebody; its key says of which day it is, so that there are never two."""
    day = uow.today.isoformat()
    payload = {
        "notice": "digest",
        "to": person,
        "day": day,
        "lines": [[line.number, line.rule, line.due_on.isoformat()] for line in lines],
    }
    return JobRow(f"mail:digest:{day}:{person}", "mail", uow.now, payload)


def _waits_until(uow: UnitOfWork) -> datetime | None:
    """Return until when a digest that was missed must wait: nobody is mailed in the night or on a free day."""
    local = uow.now.astimezone(AMSTERDAM)
    if not shared_of(uow).calendar.is_working_day(local.date()) or local.time() >= CLOSES:
        return at_local(_next_working_day(uow, local.date()), MORNING)
    return at_local(local.date(), MORNING) if local.time() < MORNING else None


def _next_working_day(uow: UnitOfWork, day: date) -> date:
    return shared_of(uow).calendar.roll_forward(day + timedelta(days=1))
