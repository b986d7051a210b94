"""Put a question out to a colleague or a group: who may be asked, by when, about what."""

from collections.abc import Mapping
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.field_reading import Refused, read_date
from workflows.domain.people import CaseAccess, Membership, Person, readable_blocks
from workflows.domain.wording import Said, said
from workflows.persistence import cases, dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier
from workflows.services.deployments import definition_of, shared_of
from workflows.services.questions import ASKED, BLOCK, HEALTH, KINDS, errors_in, mail, note, plain, role_only, whom
from workflows.services.views import AskPage

PROPOSED = 5  #: working days in which an answer is asked for, unless the term ends before


def ask_page(uow: UnitOfWork, number: str, by: Person, task_id: int | None = None) -> AskPage:
    """Return what somebody may ask about a case, from a task of it where given.

    Raises:
        NotFound: there is no such case or task for this person, or nothing to ask about it.
    """
    case, reach = _case(uow, number, by)
    task = _task(uow, case, task_id, by)
    last = _last_day(uow, case.id, task)
    proposed = shared_of(uow).calendar.add_working_days(uow.today, PROPOSED)
    return AskPage(
        case=dossier.head(uow, case, definition_of(uow, case.deployment_id), by),
        to=[(value, label) for value, (label, _) in _candidates(uow, by, reach, BLOCK).items()],
        proposed=min(proposed, last) if last is not None else proposed,
        last=last,
        task_id=task.id if task is not None else None,
        task_name=task.name if task is not None else "",
    )


def ask(
    uow: UnitOfWork,
    number: str,
    by: Person,
    to: str,
    text: str,
    wished: str,
    *,
    health: bool = False,
    task_id: int | None = None,
) -> int:
    """Put a question out, and tell who is asked by mail; return its number. The same twice on a row is one.

    Raises:
        NotFound: there is no such case or task for this person, or nothing to ask about it.
        InvalidAnswers: nobody who may read this was chosen, there are no words, or the answer would come too late.
    """
    locked = cases.lock_case_numbered(uow, number)
    case, reach = _case(uow, number, by)
    task = _task(uow, case, task_id, by)
    block = HEALTH if health else BLOCK
    candidates = _candidates(uow, by, reach, block)
    errors = errors_in(text, "text", said("Vraag"))
    if to not in candidates:
        errors.insert(0, FieldError("to", _whom_to_choose(to in _candidates(uow, by, reach, BLOCK))))
    try:
        day = read_date(wished.strip()) if wished.strip() else None
    except Refused as wrong:
        day = None
        errors.append(
            FieldError("wished", said("{label}: {what}", label=said("Antwoord graag op"), what=wrong.args[0]))
        )
    last = _last_day(uow, case.id, task)
    if day is not None and (day < uow.today or (last is not None and day > last)):
        errors.append(FieldError("wished", _when_to_choose(uow.today, last)))
    if errors:
        raise InvalidAnswers(errors)
    actor, person, name = _chosen(to, candidates)
    words = plain(text)
    former = next(iter(reversed(dossiers.entries_of(uow, case.id, *KINDS))), None)
    same = {"tekst": words, "_aan": name, "_persoon": person}
    if former is not None and former.kind == ASKED and former.actor_id == by.id and former.details == same:
        return int((former.facts or {})["question"])
    row = models.Question(
        case_id=case.id,
        task_id=task.id if task is not None else None,
        block=block,
        actor=actor,
        assignee_id=person,
        sort_on=day or models.NO_DATE,
        asked_by_id=by.id,
        asked_at=uow.now,
        asked_seq=locked.last_seq + 1,
    )
    uow.session.add(row)
    uow.session.flush()
    facts = {"question": row.id, "actor": actor, "block": block, "wished": day.isoformat() if day is not None else None}
    note(uow, locked, ASKED, by, facts, same)
    role, _, organisation = actor.partition(":")
    group = [each.id for each in people.in_role(uow, role, int(organisation))] if person is None else [person]
    mail(uow, locked, row.id, "question", [each for each in group if each != by.id])
    return row.id


def _case(uow: UnitOfWork, number: str, by: Person) -> tuple[models.Case, CaseAccess]:
    case = access.case_for(uow, number, by, needs=BLOCK)
    if case.ended_at is not None:
        raise NotFound(f"{number} has ended")
    return case, access.access_to(uow, case.id)


def _task(uow: UnitOfWork, case: models.Case, task_id: int | None, by: Person) -> models.UserTask | None:
    if task_id is None:
        return None
    task, _ = access.task_for(uow, task_id, by)
    if task.case_id != case.id:
        raise NotFound(f"no task {task_id} in {case.number}")
    return task


def _last_day(uow: UnitOfWork, case_id: int, task: models.UserTask | None) -> date | None:
    """Return the last day for an answer: that of the task, or of the first open task of the case; never past."""
    waiting = [task] if task is not None else [each for each in dossiers.tasks_of(uow, case_id) if not each.ended_at]
    first = min((each.sort_on for each in waiting), default=models.NO_DATE)
    return first if uow.today <= first < models.NO_DATE else None


Candidates = Mapping[str, tuple[Said, str | None]]


def _candidates(uow: UnitOfWork, by: Person, reach: CaseAccess, block: str) -> Candidates:
    """Return who may be asked, by the value of the choice: its label, and the name of one person.

    Groups that read the block in their own role, and who is in them; of another organisation a school sees no names.
    """
    shared = shared_of(uow)
    in_role = role_only(reach)
    groups = [
        hat
        for role in shared.roles.values()
        if role.party in reach.parties
        for hat in [Membership(role.id, reach.parties[role.party], "", uow.today)]
        if block in readable_blocks(Person(0, "", "", "nl", (hat,)), in_role, shared.roles)
    ]
    found = people.colleagues(uow, sorted({hat.organisation_id for hat in groups}), sorted({h.role for h in groups}))
    there = [
        (f"{role}:{organisation}", number, name)
        for role, organisation, number, name in found
        if number != by.id and not (number in reach.recused and shared.roles[role].party == "swv")
    ]
    own = {hat.organisation_id for hat in by.memberships}
    sees_all = reach.parties["swv"] in access.watches(uow, by)
    candidates: dict[str, tuple[Said, str | None]] = {}
    for hat in groups:
        if any(actor == hat.actor for actor, _, _ in there):
            label = said("{role}: wie het eerst kan", role=whom(shared, hat.actor))
            candidates[hat.actor] = (label, None)
    for actor, number, name in there:
        if actor in candidates and (sees_all or int(actor.partition(":")[2]) in own):
            candidates[f"{actor}:{number}"] = (whom(shared, actor, name), name)
    return candidates


def _chosen(to: str, candidates: Candidates) -> tuple[str, int | None, str | None]:
    role, organisation, *person = to.split(":")
    return f"{role}:{organisation}", int(person[0]) if person else None, candidates[to][1]


def _whom_to_choose(about_health: bool) -> Said:
    if about_health:
        return said("Bij wie: dit gaat over gezondheid, en die gegevens mag deze collega of groep niet lezen.")
    return said("Bij wie: kies een collega of een groep.")


def _when_to_choose(today: date, last: date | None) -> Said:
    if last is None:
        return said("Antwoord graag op: kies vandaag of een latere dag.")
    return said(
        "Antwoord graag op: kies een dag van {today} tot en met de laatste dag, {last}.", today=today, last=last
    )
