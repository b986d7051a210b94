"""Somebody leaves or falls ill: a colleague gets their roles, tasks and what was typed, reminders, schools, notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import ADMINISTRATOR, Membership, Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, jobs, models, notes, reminders
from workflows.persistence import people as table
from workflows.persistence import succession as rows
from workflows.persistence.rows import JobRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import accounts, assigning, ladder, people, schools
from workflows.services.deployments import shared_of

CONTACT = "contactpersoon"  #: keeps the people of a school board and its schools
WHY = {"weg": said("werkt hier niet meer"), "afwezig": said("is langere tijd afwezig")}


@dataclass(frozen=True)
class SuccessionPage:
    """What goes to a successor, and who could be one.

    *named* are tasks for this person by name, *mandates* what only a decision gives another: neither goes along.
    """

    person_id: int
    name: str
    roles: tuple[Said, ...]
    tasks: int
    drafts: int
    reminders: int
    schools: int
    named: int
    mandates: int
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Succeeded:
    """What a successor got: tasks, and how many went back to the group because they may not do those."""

    name: str
    tasks: int
    returned: int


def keeps(uow: UnitOfWork, by: Person) -> dict[int, frozenset[int]]:
    """Return of which boards and samenwerkingsverbanden somebody keeps who works there: each with its schools.

    Raises:
        NotFound: of none.
    """
    there = table.organisations(uow)
    own = {hat.organisation_id for hat in by.memberships if hat.role == CONTACT}
    everything = by.has(ADMINISTRATOR)
    found = {
        top.id: frozenset({top.id, *(each.id for each in there if top.kind == "board" and each.parent_id == top.id)})
        for top in there
        if top.kind != "school" and (everything or top.id in own)
    }
    if not found:
        raise NotFound("whose people these are")
    return found


def hats_of(uow: UnitOfWork, by: Person, person_id: int) -> tuple[models.Person, tuple[Membership, ...]]:
    """Return somebody and the roles of theirs that *by* keeps; not where they stand in for another.

    Raises:
        NotFound: they have none of those.
    """
    reach = frozenset[int]().union(*keeps(uow, by).values())
    row = uow.session.get(models.Person, person_id)
    hats = table.memberships_of(uow, [person_id])[person_id] if row is not None else ()
    ours = tuple(hat for hat in hats if hat.organisation_id in reach and hat.substitute_for is None)
    if row is None or not ours:
        raise NotFound(f"person {person_id} is not theirs")
    return row, ours


def roles_in_words(uow: UnitOfWork, hats: Sequence[Membership]) -> tuple[Said, ...]:
    roles = shared_of(uow).roles
    words = said("{role} bij {organisation}")
    return tuple(
        words.of(role=roles[hat.role].label, organisation=hat.organisation) for hat in hats if hat.role in roles
    )


def preview(uow: UnitOfWork, by: Person, person_id: int) -> SuccessionPage:
    """Return what a successor of somebody would get; nobody sees here what it is about.

    Raises:
        NotFound: somebody else keeps where this person works.
    """
    row, hats = hats_of(uow, by, person_id)
    taken = rows.taken(uow, person_id, [hat.actor for hat in hats])
    ours = [task for task in taken if not task.by_name]
    return SuccessionPage(
        person_id=person_id,
        name=row.name,
        roles=roles_in_words(uow, hats),
        tasks=len(ours),
        drafts=sum(task.drafted for task in ours),
        reminders=reminders.count(uow, person_id, {hat.organisation_id for hat in hats}),
        schools=schools.count(uow, person_id, {hat.organisation_id for hat in hats}),
        named=len(taken) - len(ours),
        mandates=sum(1 for each in table.mandates(uow) if each.person_id == person_id and each.until_on is None),
        candidates=tuple((str(id_), name) for id_, name in _candidates(uow, by, person_id, hats).items()),
    )


def _candidates(uow: UnitOfWork, by: Person, person_id: int, hats: Sequence[Membership]) -> Mapping[int, str]:
    """Return who could be a successor: who works at the same board or samenwerkingsverband, or its schools."""
    places = {hat.organisation_id for hat in hats}
    around = frozenset[int]().union(*(each for each in keeps(uow, by).values() if places & each))
    return {id_: name for id_, name in table.working_at(uow, sorted(around), blocked=False) if id_ != person_id}


def hand_over(uow: UnitOfWork, by: Person, person_id: int, to: str, why: str) -> Succeeded:
    """Give all that somebody had to a successor (a person's id); who works here no longer also loses their roles.

    A task that the successor may not do in its case, or that is for one person by name, goes back to the group where
    the other leaves, and stays where they are only away. Mandates do not go along.

    Raises:
        NotFound: somebody else keeps where this person works.
        InvalidAnswers: field by field, in words.

    Source: Awb art. 10:3, 10:5 (a mandate is given by a decision).
    """
    row, hats = hats_of(uow, by, person_id)
    number = int(to) if to.isascii() and to.isdecimal() else 0
    name = _candidates(uow, by, person_id, hats).get(number)
    errors = []
    if why not in WHY:
        errors.append(FieldError("why", said("Wat is er: kies een antwoord.")))
    if name is None:
        errors.append(FieldError("to", said("Opvolger: kies iemand.")))
    elif person_id == by.id and why == "weg":
        errors.append(FieldError("why", said("U kunt uzelf niet uitschrijven. Vraag de beheerder.")))
    if errors or name is None:
        raise InvalidAnswers(errors)
    for hat in hats:
        _give(uow, by, number, hat)
    taken = rows.taken(uow, person_id, [hat.actor for hat in hats])
    done = [_pass_on(uow, by, task.id, person_id, number, name) for task in taken]
    places = {hat.organisation_id for hat in hats}
    reminders.move(uow, person_id, number, places)
    schools.pass_on(uow, by, person_id, number, places)
    notes.pass_on(uow, person_id, number, sorted(places))
    table.note_change(uow, "person.succeeded", by.id, person_id=person_id, successor=name, why=str(WHY[why]))
    if why == "weg":
        leave(uow, by.id, row, hats)
    payload = {"notice": "succeeded", "to": number, "tasks": sum(done)}
    key = f"mail:succeeded:{person_id}:{number}:{uow.now:%Y%m%d%H%M%S}"
    jobs.add_jobs(uow, [JobRow(key, "mail", ladder.office_hours(uow.now), payload)])
    return Succeeded(name, sum(done), len(done) - sum(done))


def leave(uow: UnitOfWork, who: int | None, row: models.Person, hats: Sequence[Membership]) -> None:
    """Let the roles of somebody end today; without another one they can no longer sign in."""
    held = table.memberships_of(uow, [row.id])[row.id]
    for hat in hats:
        people.end_role(uow, who, row.id, hat.role, hat.organisation_id, uow.today)
    if set(held) <= set(hats):
        people.close_account(uow, who, row.id)


def _give(uow: UnitOfWork, by: Person, to: int, hat: Membership) -> None:
    held = table.membership(uow, to, hat.role, hat.organisation_id)
    if held is None or held.until_on is not None:
        organisation = uow.session.get_one(models.Organisation, hat.organisation_id)
        accounts.add_membership(uow, to, f"{hat.role}:{organisation.code}", by.id)


def _pass_on(uow: UnitOfWork, by: Person, task_id: int, person: int, to: int, name: str) -> bool:
    """Give one task to the successor; False where they may not have it."""
    case = cases.lock_case_of(uow, task_id)
    task = cases.open_rows(uow, case.id, task_id).task(task_id)
    if task is None or task.ended_at is not None or task.assignee_id != person:
        return False
    if task.by_name or assigning.objection_of(uow, case, task, to):
        return False  # who leaves gives it back with their role
    details = {"_aan": name, "_reden": "opvolging"}
    assigning.assign(uow, case, task, to, "reassigned", by.id, details)
    return True
