"""The ladder of a term: who hears what as its last day comes near and passes, each rung once per due date."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from workflows.domain import ladders
from workflows.domain.clock import AMSTERDAM, at_local, local_date
from workflows.domain.ledger import DeadlineRule, Rung, WantedRung
from workflows.domain.people import OFFICE
from workflows.persistence.reminders import ReminderRow
from workflows.persistence.rows import JobRow
from workflows.services.act import Act
from workflows.services.terms import OWN

MORNING = time(7)  #: when the rungs of a day are climbed, and the digest leaves
OPENS, CLOSES = time(8), time(19)  #: no other message leaves outside these hours


def moment_of(wanted: WantedRung) -> datetime:
    """Return when a rung is climbed: in the morning of its day."""
    return at_local(wanted.day, MORNING)


def office_hours(instant: datetime, opens: time = OPENS) -> datetime:
    """Return *instant*, or the next morning where that lies outside the hours for messages."""
    local = instant.astimezone(AMSTERDAM)
    if local.time() < opens:
        return at_local(local.date(), opens)
    return at_local(local.date() + timedelta(days=1), opens) if local.time() >= CLOSES else instant


def still_to_climb(act: Act) -> list[WantedRung]:
    """Return the rungs of the running terms that were not climbed or passed over for this due date."""
    return [each for each in act.execution.ledger.wanted_rungs() if each.rung.name not in _climbed(act, each)]


def next_to_climb(act: Act) -> list[WantedRung]:
    """Return the next rung of each running term; when it has been climbed, the one above it takes its place."""
    first: dict[str, WantedRung] = {}
    for wanted in still_to_climb(act):
        first.setdefault(wanted.rule, wanted)
    return list(first.values())


def _climbed(act: Act, wanted: WantedRung) -> Sequence[str]:
    return act.climbed.get(f"{wanted.rule}:{wanted.due_on.isoformat()}", ())


def climb(act: Act) -> None:
    """Climb what is due. After downtime only the highest missed rung of a term speaks; the others are noted."""
    today = local_date(act.uow.now)
    due: dict[str, list[WantedRung]] = {}
    for wanted in still_to_climb(act):
        if moment_of(wanted) <= act.uow.now:
            due.setdefault(wanted.rule, []).append(wanted)
    for rule, rungs in due.items():
        rungs.sort(key=lambda each: each.day)
        for wanted in rungs:
            of_term = [each for each in act.execution.ledger.wanted_rungs() if each.rule == rule]
            speaks = wanted is rungs[-1] and ladders.speaks(wanted, of_term, _climbed(act, wanted))
            act.climbed.setdefault(f"{rule}:{wanted.due_on.isoformat()}", []).append(wanted.rung.name)
            act.record_rung(wanted, speaks=speaks, on=min(wanted.day, today))
            if speaks:
                _tell(act, wanted)


def is_urgent(rule: DeadlineRule, rung: Rung) -> bool:
    """Is it told by a mail of its own: a term that has passed, or a term of the law that we must keep ourselves?"""
    return rung.tone == "overdue" or (rung.tone == "red" and rule.statutory and rule.owner == OWN)


def _tell(act: Act, wanted: WantedRung) -> None:
    """Tell what is urgent at once; the rest waits for the digest of the morning."""
    clock = act.execution.ledger.deadline(wanted.rule)
    urgent = clock is not None and is_urgent(clock.rule, wanted.rung)
    for person in sorted(_audience(act, wanted.rung.to)):
        if not urgent:
            act.reminders.append(ReminderRow(person, act.case.id, wanted.rule, wanted.due_on))
            continue
        key = f"mail:{act.case.id}:{wanted.rule}:{wanted.due_on.isoformat()}:{wanted.rung.name}:{person}"
        payload = {
            "notice": "rung",
            "to": person,
            "case": act.case.number,
            "rule": wanted.rule,
            "due_on": wanted.due_on.isoformat(),
            "text": [wanted.rung.text.nl, wanted.rung.text.en],
        }
        act.jobs[key] = JobRow(key, "mail", office_hours(act.uow.now), payload, act.case.id)


def _audience(act: Act, to: Sequence[str]) -> set[int]:
    """Return the persons behind the words of a rung: assignee, lane (whose tasks wait), or a role of the case."""
    persons: set[int] = set()
    waiting = [task for task in act.tasks.values() if task.ended_at is None]
    for word in to:
        if word == "assignee":
            persons |= {task.assignee_id for task in waiting if task.assignee_id is not None}
        elif word == "lane":
            for task in waiting:
                if task.assignee_id is None:
                    role, _, organisation = task.actor.partition(":")
                    persons |= set(act.in_role(role, int(organisation)))
        elif word in act.shared.roles:
            party = act.parties.get(act.shared.roles[word].party)
            persons |= set(act.in_role(word, party)) if party is not None else set()
    return persons


def tell_assigned(act: Act, person: int, token: str) -> None:
    """Tell somebody that a task waits for them by name."""
    mail = assigned_mail(act.uow.now, act.case.id, act.case.number, token, person)
    act.jobs[mail.key] = mail


def assigned_mail(now: datetime, case_id: int, number: str, token: str, person: int) -> JobRow:
    """Return the mail that tells somebody that a task waits for them by name; *token* tells it from earlier ones."""
    payload = {"notice": "assigned", "to": person, "case": number}
    return JobRow(f"mail:{case_id}:task:{token}:{person}", "mail", office_hours(now), payload, case_id)


def tell_of_withdrawal(act: Act) -> None:
    """Tell who works on the case, the office and the school that something was withdrawn, so that it is not used.

    Source: AVG art. 7 lid 3; what it opened is closed, and whoever relied on it has to know.
    """
    persons = _audience(act, ("assignee", "lane", OFFICE, *act.definition.route.settings.may_start))
    for person in sorted(persons):
        key = f"mail:{act.case.id}:withdrawn:{act.uow.now:%Y%m%d%H%M%S}:{person}"
        payload = {"notice": "withdrawn", "to": person, "case": act.case.number}
        act.jobs[key] = JobRow(key, "mail", office_hours(act.uow.now), payload, act.case.id)


def tell_of_letter(act: Act, party: str, token: str) -> None:
    """Tell the people of a party who may start such a case that a letter lies ready for them in the portal.

    Source: Awb art. 2:17 (sent electronically: when it can be read; the addressee is told that it is there).
    """
    organisation = act.parties.get(party)
    if organisation is None:
        return
    roles = act.definition.route.settings.may_start
    for person in sorted({person for role in roles for person in act.in_role(role, organisation)}):
        key = f"mail:{act.case.id}:letter:{token}:{person}"
        payload = {"notice": "letter", "to": person, "case": act.case.number}
        act.jobs[key] = JobRow(key, "mail", office_hours(act.uow.now), payload, act.case.id)
