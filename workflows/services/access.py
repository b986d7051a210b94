"""Who may see and do what with a case; not allowed and not existing look the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from workflows.domain.answers import Form
from workflows.domain.errors import AnswerFirst, NotFound
from workflows.domain.people import (
    ADMINISTRATOR,
    OFFICE,
    CaseAccess,
    Person,
    is_offered,
    readable_blocks,
    writable_blocks,
)
from workflows.persistence import dossiers, meetings, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element
from workflows.services.deployments import definition_of, shared_of

Way = Literal["own", "colleague", "register", "prepare"]


class HasActor(Protocol):
    """A task, as the lists or the hot path know it."""

    @property
    def case_id(self) -> int: ...
    @property
    def element_id(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def assignee_id(self) -> int | None: ...
    @property
    def by_name(self) -> bool: ...
    @property
    def signs(self) -> str | None: ...


def access_to(uow: UnitOfWork, case_id: int) -> CaseAccess:
    """Return what decides who may see a case; a message that it waits for opens it as a task does."""
    return reach_of(uow, [uow.session.get_one(models.Case, case_id)])[case_id]


def reach_of(uow: UnitOfWork, found: Sequence[models.Case]) -> dict[int, CaseAccess]:
    """Return for several cases what ``access_to`` returns for one; as many statements, however many cases."""
    ids = [case.id for case in found]
    parties: dict[int, dict[str, int]] = {id_: {} for id_ in ids}
    waiting: dict[int, set[tuple[str, int | None]]] = {
        case.id: {(line["actor"], None) for line in case.awaits if "task" not in line} for case in found
    }
    for row in dossiers.parties_of_cases(uow, ids) if ids else ():
        parties[row.case_id][row.party] = row.organisation_id
    tasks = dossiers.awaited_in(uow, ids) if ids else ()
    for task in tasks:
        if task.open:
            # What is done in a meeting is of the whole committee to read, whoever writes the draft.
            waiting[task.case_id].add((task.actor, task.assignee_id if task.meeting is None else None))
    closed = {case.id: definition_of(uow, case.deployment_id).route.settings.closed for case in found}
    reading = _reading(uow, sorted({task.case_id for task in tasks if task.meeting is not None}))
    return {
        case.id: CaseAccess(
            parties[case.id],
            frozenset(waiting[case.id]),
            each.recused,
            each.answered,
            closed=closed[case.id],
            withheld=case.withheld,
        )
        for case in found
        for each in [reading.get(case.id, Reading())]
    }


@dataclass(frozen=True)
class Reading:
    """What the committee said about reading a case: who recused themselves, and of which groups (its actor, and the
    meeting where) who answered first that they know nobody."""

    recused: frozenset[int] = frozenset()
    asked: Sequence[tuple[str, int, frozenset[int]]] = ()

    @property
    def answered(self) -> Mapping[str, frozenset[int]]:
        return {actor: answered for actor, _, answered in self.asked}


def _reading(uow: UnitOfWork, cases: Sequence[int]) -> dict[int, Reading]:
    """Return what the committee said about reading each of *cases*."""
    if not cases:
        return {}
    asking, recused = meetings.asking(uow, cases), meetings.recused_from(uow, cases)
    answered = meetings.readers(uow, [item for groups in asking.values() for _, _, item in groups])
    return {
        case: Reading(
            frozenset(recused[case]),
            [
                (actor, meeting, frozenset(person for person, row in answered[item].items() if not row.knows))
                for actor, meeting, item in asking[case]
            ],
        )
        for case in cases
    }


def _refuse_the_unasked(uow: UnitOfWork, case_id: int, by: Person) -> None:
    """Refuse a member of a committee who recused themselves, or has not answered yet whether they must.

    Raises:
        NotFound: for them the case does not exist any more.
        AnswerFirst: they may read it once they answered; says where.

    Source: Awb art. 2:4 (no bias); the answer comes before the file opens.
    """
    committees = {each.role for each in shared_of(uow).committees.values()}
    if by.roles.isdisjoint(committees):
        return
    reading = _reading(uow, [case_id])[case_id]
    if by.id in reading.recused:
        raise NotFound("they recused themselves")
    for actor, meeting, answered in reading.asked:
        if actor in by.actors and by.id not in answered:
            raise AnswerFirst(meeting)


def blocks_of_case(uow: UnitOfWork, case_id: int, by: Person) -> frozenset[str]:
    """Return the data blocks of the case that *by* may read; empty: the case does not exist for them."""
    return blocks_in(uow, by, access_to(uow, case_id))


def blocks_in(uow: UnitOfWork, by: Person, reach: CaseAccess) -> frozenset[str]:
    """Return what ``blocks_of_case`` does, where it is known already who may see the case."""
    return readable_blocks(by, reach, shared_of(uow).roles)


def may_name(uow: UnitOfWork, case: models.Case, by: Person) -> bool:
    """May *by* know whom the case is about?"""
    return not case.withheld or "identity" in blocks_of_case(uow, case.id, by)


def sees_name(uow: UnitOfWork, by: Person, withheld: bool, school: int | None) -> bool:
    """May a list of cases tell *by* whom a case of this school is about? Who works at the school, or at no SWV."""
    roles = shared_of(uow).roles
    for_swv = any(hat.role in roles and roles[hat.role].party == "swv" for hat in by.memberships)
    return not withheld or not for_swv or any(hat.organisation_id == school for hat in by.memberships)


def sees_name_of_task(uow: UnitOfWork, by: Person, withheld: bool, actor: str) -> bool:
    """May a list of tasks tell *by* whom a task is about? As ``sees_name``: it is a task of their school."""
    role = shared_of(uow).roles.get(actor.partition(":")[0])
    return not withheld or (actor in by.actors and role is not None and role.party != "swv")


def case_for(
    uow: UnitOfWork, number: str, by: Person, *, needs: str = "deadlines", to_add: bool = False
) -> models.Case:
    """Return the case with *number* if *by* may read its block *needs*, or add to it.

    Raises:
        NotFound: there is none, or not for them.
    """
    case = dossiers.case_by_number(uow, number)
    allowed = writable_blocks if to_add else readable_blocks
    if case is None:
        raise NotFound(f"no case {number}")
    if needs not in allowed(by, access_to(uow, case.id), shared_of(uow).roles):
        _refuse_the_unasked(uow, case.id, by)
        raise NotFound(f"no case {number}")
    return case


def task_for(uow: UnitOfWork, task_id: int, by: Person) -> tuple[models.UserTask, Way]:
    """Return a task that *by* may open, and in which way.

    Raises:
        NotFound: there is none, or not for them.
    """
    task = uow.session.get(models.UserTask, task_id)
    if task is None:
        raise NotFound(f"no task {task_id}")
    return task, way_to(uow, task, by)


def way_to(uow: UnitOfWork, task: HasActor, by: Person) -> Way:
    """Return how *by* comes to a task: it is theirs or free for their group (own), a member of their group has it
    (colleague), the office registers what somebody outside it filled in or said (register), or prepares what another
    signs (prepare).

    What is meant for one person by name is nobody else's, not even to look at: two experts advise independently.

    Raises:
        NotFound: for them the task does not exist.
    """
    own = is_offered(by, task.actor, task.assignee_id, task.by_name)
    role = shared_of(uow).roles.get(task.actor.partition(":")[0])
    if own and role is not None and role.party != "swv":  # what they are at a school stays as it is
        return "own"
    _refuse_the_unasked(uow, task.case_id, by)
    if own:
        return "own"
    reach = access_to(uow, task.case_id)
    swv = reach.parties["swv"]
    if not reach.closed and may_register(uow, by, task.actor, swv):
        return "register"
    if task.signs is not None and is_office(by, swv):
        return "prepare"
    if task.actor in by.actors and not task.by_name and blocks_of_case(uow, task.case_id, by):
        return "colleague"
    raise NotFound("this task is not theirs")


def may_register(uow: UnitOfWork, by: Person, actor: str, swv: int) -> bool:
    """May *by* fill this in on behalf of another: the office of the case, for who does not work at the office?

    Source: practice: paper, telephone and mail stay; the clock starts on the true date of receipt (Awb art. 4:13).
    """
    role = shared_of(uow).roles.get(actor.partition(":")[0])
    return is_office(by, swv) and role is not None and role.scope in ("own", "assigned")


def is_office(by: Person, swv: int) -> bool:
    """Does *by* work at the office of this samenwerkingsverband?"""
    return f"{OFFICE}:{swv}" in by.actors


def offices_of(by: Person) -> list[int]:
    """Return the samenwerkingsverbanden at whose office *by* works."""
    return [membership.organisation_id for membership in by.memberships if membership.role == OFFICE]


def watches(uow: UnitOfWork, by: Person) -> list[int]:
    """Return the samenwerkingsverbanden of which *by* sees all cases, and so the monitor."""
    roles = shared_of(uow).roles
    return [
        each.organisation_id
        for each in by.memberships
        if each.role in roles and roles[each.role].scope == "all" and roles[each.role].party == "swv"
    ]


def message_way(uow: UnitOfWork, element: Element, reach: CaseAccess, by: Person) -> Way | None:
    """Return how *by* may let a message reach a case: as one of the roles it is for, or as the office for another."""
    roles, parties = shared_of(uow).roles, reach.parties
    words = element.properties.get("role", OFFICE).split()
    lane = element.lane
    party_of = {word: (lane.party_of(word) if lane is not None else None) or roles[word].party for word in words}
    groups = [f"{word}:{parties.get(party)}" for word, party in party_of.items()]
    if any(group in by.actors for group in groups):
        return "own"
    if reach.closed:
        return None
    return "register" if any(may_register(uow, by, group, parties["swv"]) for group in groups) else None


def block_of_field(uow: UnitOfWork, task: models.UserTask, field: str | None) -> str:
    """Return the data block of a field of the task's form; files outside a field belong to the request."""
    case = uow.session.get_one(models.Case, task.case_id)
    form = form_of(uow, case.deployment_id, task.element_id)
    return next((each.block for each in form.fields if each.id == field and each.block), "request")


def form_of(uow: UnitOfWork, deployment_id: int, element_id: str) -> Form:
    definition = definition_of(uow, deployment_id)
    return definition.route.forms[definition.element(element_id).properties.get("form", element_id)]


def administrator(by: Person | None) -> int | None:
    """Return who goes on record for a change: an administrator, or nobody for who runs the system by its commands.

    Raises:
        NotFound: for them these pages do not exist.
    """
    if by is None:
        return None
    if not by.has(ADMINISTRATOR):
        raise NotFound("administration")
    return by.id


def log_read(uow: UnitOfWork, case_id: int, by: Person, what: str, document_id: int | None = None) -> None:
    """Note that somebody read something of a case.

    Source: AVG art. 5 lid 2 (accountability), art. 32 (security).
    """
    uow.session.add(models.ReadLog(person_id=by.id, case_id=case_id, document_id=document_id, what=what, at=uow.now))


def log_read_pupil(uow: UnitOfWork, pupil_id: int | None, by: Person, what: str) -> None:
    """Note that somebody read something of a pupil outside any case; source as for ``log_read``."""
    uow.session.add(models.ReadLog(person_id=by.id, pupil_id=pupil_id, what=what, at=uow.now))
