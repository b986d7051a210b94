"""The calendar of a person: a secret link by which it reads their dates, without signing in and without names."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.errors import NotFound
from workflows.domain.people import WATCHERS, Person
from workflows.domain.periods import Period
from workflows.domain.wording import Text
from workflows.persistence import agenda as table
from workflows.persistence import inbox, people, terms
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services.deployments import shared_of
from workflows.services.terms import OWN

AHEAD = Period(12, "months")
MOST = 250  #: tasks, and as many terms; the most urgent first


@dataclass(frozen=True)
class AgendaDay:
    """A day in the calendar of a person: what must be done in which case; never about whom.

    *key* stays the same when the day moves; *norm* is statutory, local, or empty without a term.
    """

    key: str
    on: date
    case_number: str
    what: str | Text
    norm: str
    taken: bool


@dataclass(frozen=True)
class Agenda:
    """The days that the calendar of a person shows, and in which language."""

    locale: str
    days: tuple[AgendaDay, ...]


def link_made_at(uow: UnitOfWork, by: Person) -> datetime | None:
    """Return when the link of this person was made, if there is one."""
    return table.link_made_at(uow, by.id)


def make_link(uow: UnitOfWork, by: Person) -> str:
    """Return the secret of a new link; it is not kept, so nobody can look it up later. The former link ends."""
    token = secrets.token_urlsafe(32)
    table.replace_link(uow, by.id, _hash(token))
    people.note_change(uow, "agenda.made", by.id, person_id=by.id)
    return token


def end_link(uow: UnitOfWork, by: Person) -> None:
    """End the link of this person, if there is one."""
    if table.end_link(uow, by.id):
        people.note_change(uow, "agenda.ended", by.id, person_id=by.id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()  # quick, and enough: nobody guesses 256 random bits


def agenda(uow: UnitOfWork, token: str) -> Agenda:
    """Return the days of whoever has the link with this secret.

    They are the last days of the tasks in their list, and for those who watch over a samenwerkingsverband its own
    statutory terms. No case is opened for it.

    Raises:
        NotFound: there is no such link (any more), or its person can no longer sign in.

    Source: AVG art. 5 lid 1 sub c and f (a calendar lives with others: no names, not more than the date needs).
    """
    row = table.reader_of(uow, _hash(token))
    if row is None:
        raise NotFound("no such calendar")
    reader = people.person(uow, row)
    days = _of_tasks(uow, reader)
    return Agenda(reader.locale, tuple(sorted((*days, *_of_terms(uow, reader)), key=lambda each: (each.on, each.key))))


def _of_tasks(uow: UnitOfWork, reader: Person) -> list[AgendaDay]:
    rules, until = shared_of(uow).rules, AHEAD.after(uow.today, shared_of(uow).calendar)
    days = []
    for row in inbox.inbox(uow, reader.id, reader.actors, limit=MOST).rows:
        if row.actor not in reader.actors or row.sort_on > until:  # among them those without a date
            continue
        norm = rules.at(row.rule, row.rule_valid_from or uow.today).norm if row.rule is not None else ""
        taken = row.assignee_id is not None
        days.append(AgendaDay(f"task-{row.id}", row.sort_on, row.number, row.name, norm, taken))
    return days


def _of_terms(uow: UnitOfWork, reader: Person) -> list[AgendaDay]:
    watched = [("swv", hat.organisation_id) for hat in reader.memberships if hat.role in WATCHERS]
    if not watched:
        return []
    rules, until = shared_of(uow).rules, AHEAD.after(uow.today, shared_of(uow).calendar)
    statutory = sorted({rule.id for rule in rules if rule.statutory})
    found = terms.due(uow, watched, [OWN], until, rules=statutory, limit=MOST)
    days = []
    for line in found:
        rule = rules.at(line.rule, line.rule_valid_from)
        if line.due_on is not None and rule.statutory:
            key = f"term-{line.number}-{rule.id}"
            days.append(AgendaDay(key, line.due_on, line.number, rule.label, rule.norm, True))
    return days
