"""The penalty for deciding too late: the meter of a case, what it would be if a notice came today, and the list."""

from dataclasses import dataclass
from datetime import date

from workflows.domain.deadlines import DueDate, due_date
from workflows.domain.errors import NotFound
from workflows.domain.ledger import Ledger
from workflows.domain.penalties import DECISION, LATE, NOTICE, PENALTY, Penalty
from workflows.domain.people import WATCHERS, Person
from workflows.domain.periods import Period
from workflows.persistence import penalties as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Shared
from workflows.services import dossier
from workflows.services.deployments import shared_of
from workflows.services.terms import because_of
from workflows.services.views import PenaltyView

SEES_ALL = ("directeur", "coordinator")  #: who sees the meters of all cases of their samenwerkingsverband
LOOKS_BACK = Period(12, "months")
MOST = 100


@dataclass(frozen=True)
class PenaltiesPage:
    """The notices of default whose case waits for its decision, and those that were decided on too late."""

    running: tuple[PenaltyView, ...]
    decided: tuple[PenaltyView, ...]


def meter(ledger: Ledger, shared: Shared, today: date) -> PenaltyView | None:
    """Return the meter of a case: after a notice of default, or as it would be if one came today; else None.

    Source: Awb art. 4:17, 4:18.
    """
    notice = ledger.deadline(NOTICE)
    if notice is not None and notice.due is not None:
        return _view(shared, today, notice.started_on, notice.due.on, notice.stopped_on)
    if NOTICE not in shared.rules or not any(_is_late(ledger, rule, today) for rule in LATE):
        return None
    return _view(shared, today, today, _last_day(shared, NOTICE, today).on, None, what_if=True)


def _last_day(shared: Shared, rule: str, start: date) -> DueDate:
    return due_date(shared.rules.at(rule, start), start, shared.calendar, choices=shared.rules.choices)


def _is_late(ledger: Ledger, rule: str, today: date) -> bool:
    clock = ledger.deadline(rule)
    return clock is not None and clock.state == "running" and clock.due is not None and clock.due.on < today


def watches(by: Person, swv: int) -> bool:
    """May *by* see what deciding late costs this samenwerkingsverband?"""
    return any(f"{role}:{swv}" in by.actors for role in WATCHERS)


def penalties(uow: UnitOfWork, by: Person) -> PenaltiesPage:
    """Return the notices of default of the samenwerkingsverbanden of *by*: those that run, and those decided late.

    Raises:
        NotFound: for them this page does not exist.
    """
    theirs = [hat.organisation_id for hat in by.memberships if hat.role in SEES_ALL]
    if not theirs:
        raise NotFound("no penalties")
    shared = shared_of(uow)
    since = LOOKS_BACK.before(uow.today, shared.calendar)
    running = table.running(uow, NOTICE, theirs, MOST)
    decided = table.decided_late(uow, NOTICE, theirs, since, MOST)
    return PenaltiesPage(_views(uow, shared, running), _views(uow, shared, decided))


def _views(uow: UnitOfWork, shared: Shared, lines: list[table.NoticeLine]) -> tuple[PenaltyView, ...]:
    found = []
    for line in lines:
        pupil = dossier.full_name(line.first_name, line.infix, line.last_name)
        view = _view(shared, uow.today, line.started_on, line.due_on, line.stopped_on, number=line.number, pupil=pupil)
        found += [view] if view is not None else []
    return tuple(found)


def _view(
    shared: Shared,
    today: date,
    notice_on: date,
    grace_until: date,
    sent_on: date | None,
    *,
    number: str = "",
    pupil: str = "",
    what_if: bool = False,
) -> PenaltyView | None:
    rules = shared.rules
    if PENALTY not in rules or not (rule := rules.at(PENALTY, notice_on)).amounts:
        return None
    penalty = Penalty(rule.amounts, grace_until, sent_on, rules.choices.sending_day_counts)
    owed = penalty.owed(today)
    decide_by = None
    if DECISION in rules and penalty.last_owed < today and owed:
        decide_by = _last_day(shared, DECISION, penalty.last_owed).on
    return PenaltyView(
        number=number,
        pupil=pupil,
        what_if=what_if,
        notice_on=notice_on,
        grace_until=grace_until,
        first_day=penalty.first_day,
        last_day=penalty.last_day,
        spans=penalty.spans,
        today=penalty.euros_on(today),
        owed=owed,
        most=penalty.most,
        sent_on=sent_on,
        last_owed=penalty.last_owed,
        decide_by=decide_by,
        because=because_of(_last_day(shared, NOTICE, notice_on).because),
        source=rule.source,
        doubt=rule.doubt,
    )
