"""A correction of the register reaches the running clocks: which of them move, and each case counted again.

A clock is judged by what its case wrote down of it, under the register as it was and as it becomes; only the cases
that move are then locked and stepped, each in a transaction of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.domain import ladders
from workflows.domain.ledger import Deadline, Ledger, WantedRung
from workflows.domain.rules import DeadlineRule
from workflows.domain.wording import Text
from workflows.persistence import cases
from workflows.persistence import jobs as table
from workflows.persistence import register as clocks
from workflows.persistence.register import ClockRow, Position, Reach
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Shared
from workflows.services import deployments
from workflows.services.stepping import stepping

KIND = "reproject"
BATCH = 200  #: clocks that are judged in one transaction, or read at once
AFTERMATH = timedelta(days=120)  #: how long after a last day its ladder may still look at working days
SCHOOL_UNITS = ("school_days", "school_weeks")


@dataclass(frozen=True)
class Move:
    """A running clock that gets another last day, or other reminders."""

    number: str
    rule: str
    label: Text
    before: date
    after: date
    because: tuple[tuple[Text, str], ...]
    extra: int  #: reminders that come on top of those that were to come
    gone: int  #: reminders that were to come and will not
    today: bool  #: one of them is said at once
    others: bool  #: what is still to be said differs

    @property
    def moves(self) -> bool:
        return self.before != self.after


def reach_of(old: Shared, new: Shared) -> Reach:
    """Return which running clocks can be touched by what differs between two registers."""
    before, after = old.calendar, new.calendar
    ids = dict.fromkeys((*old.rules.ids, *new.rules.ids))
    rules = {rule for rule in ids if old.rules.versions(rule) != new.rules.versions(rule)}
    if old.rules.choices != new.rules.choices:
        rules = set(ids)
    if (before.region, before.school_holidays) != (after.region, after.school_holidays):
        rules |= {row.id for row in new.rules if _counts_in_school_time(row)}
    if days := before.kb_days ^ after.kb_days:
        return Reach(due_from=date.min if rules else min(days) - AFTERMATH)
    return Reach(rules=tuple(sorted(rules)))


def _counts_in_school_time(rule: DeadlineRule) -> bool:
    periods = [
        rule.period,
        *(rung.before for rung in rule.ladder),
        *([rule.max_extension] if rule.max_extension else []),
    ]
    return bool(rule.anchor) or any(period.unit in SCHOOL_UNITS for period in periods)


def judge(row: ClockRow, old: Shared, new: Shared, today: date) -> Move | None:
    """Return how a clock moves between two registers, or None where it stays as it is."""
    was = _standing(row, old)
    becomes = _standing(row, new)
    if was is None or becomes is None:
        return None
    (clock, before), (then, after) = was, becomes
    if clock.due is None or then.due is None:
        return None
    climbed_before = row.climbed.get(f"{row.rule}:{clock.due.on.isoformat()}", [])
    climbed_after = row.climbed.get(f"{row.rule}:{then.due.on.isoformat()}", [])
    said_before, ahead_before = _to_say(before, climbed_before, today)
    said_after, ahead_after = _to_say(after, climbed_after, today)
    same = [(each.rung.name, each.day) for each in before] == [(each.rung.name, each.day) for each in after]
    if clock.due.on == then.due.on and same:
        return None
    number = (said_after + len(ahead_after)) - (said_before + len(ahead_before))
    return Move(
        number=row.number,
        rule=row.rule,
        label=then.rule.label,
        before=clock.due.on,
        after=then.due.on,
        because=tuple((step.text, step.source) for step in then.due.because),
        extra=max(0, number),
        gone=max(0, -number),
        today=said_after > said_before,
        others=(said_after, ahead_after) != (said_before, ahead_before),
    )


def _standing(row: ClockRow, shared: Shared) -> tuple[Deadline, list[WantedRung]] | None:
    events = [event for event in row.clocks if event[1] == row.rule]
    ledger = Ledger.from_json(events, shared.rules, shared.calendar_for(row.facts))
    clock = ledger.deadline(row.rule)
    return None if clock is None or clock.state != "running" else (clock, ledger.wanted_rungs())


def _to_say(wanted: list[WantedRung], climbed: list[str], today: date) -> tuple[int, list[date]]:
    """Return how many reminders are due (one at most speaks), and on which days others are still to come."""
    due = ladders.missed(wanted, climbed, today)
    speaks = bool(due) and ladders.speaks(due[-1], wanted, climbed)
    return int(speaks), [each.day for each in wanted if each.day > today]


def moves(
    uow: UnitOfWork, old: Shared, new: Shared, reach: Reach, after: Position | None, most: int
) -> Iterator[tuple[ClockRow, Move | None]]:
    """Yield the clocks within *reach* with how they move, *most* of them, a batch at a time."""
    while most > 0:
        batch = clocks.clocks(uow, reach, after=after, limit=min(BATCH, most))
        for row in batch:
            yield row, judge(row, old, new, uow.today)
        if len(batch) < min(BATCH, most):
            return
        most -= len(batch)
        after = batch[-1].position(reach)


# ------------------------------------------------------------------ jobs
def plan(uow: UnitOfWork, before: int, live: int, reach: Reach) -> None:
    """Let the cases be looked for that move between two states of the register, and then be counted again."""
    if reach:
        payload = {"before": before, "after": None}
        cases.write_jobs(uow, (), [JobRow(f"{KIND}:{live}", KIND, uow.now, payload)])


def run(uow: UnitOfWork, job: JobRow) -> bool:
    """Look for the next cases that move, or count one again; False if that was done or somebody is at it.

    What was found, and how far the search has come, are written in one transaction: whenever it is broken off, the
    next one goes on from there, and no case is counted again twice.
    """
    if job.case_id is None:
        return _look_further(uow, job.key)
    case = cases.lock_free_case(uow, job.case_id)
    if case is None or not table.end_job(uow, job.key):
        return False
    with stepping(uow, case, cases.open_rows(uow, case.id)):
        pass
    return True


def _look_further(uow: UnitOfWork, key: str) -> bool:
    job = table.lock_job(uow, key)
    if job is None:
        return False
    live = int(key.rpartition(":")[2])
    old, new = (deployments.shared_when_live(uow, each) for each in (job.payload["before"], live))
    reach, after = reach_of(old, new), job.payload["after"]
    seen, found = None, {}
    for count, (row, move) in enumerate(moves(uow, old, new, reach, after and tuple(after), BATCH), start=1):
        seen = row.position(reach) if count == BATCH else None
        if move is not None:
            found[row.case_id] = JobRow(f"{KIND}:{live}:{row.case_id}", KIND, uow.now, {}, row.case_id)
    cases.write_jobs(uow, (), list(found.values()))
    if seen is None:
        return table.end_job(uow, key)
    cases.write_jobs(uow, (), [replace(job, payload=job.payload | {"after": list(seen)})])
    return True
