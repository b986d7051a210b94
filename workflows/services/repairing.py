"""The office puts right that a case is about the wrong pupil or of the wrong school: with a reason, until a decision.

Nothing disappears: the history tells what was, and access follows what is right. After a decision another way is open:
its letters are rectified, or it is revoked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence import cases, dossiers, models, people, questions, retention
from workflows.persistence import relations as table
from workflows.persistence.on_file import OnFile
from workflows.persistence.rows import CaseRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, circle, dossier, instances, merging
from workflows.services.deployments import definition_of
from workflows.services.stepping import stepping
from workflows.services.views import CaseHead

PUPIL, SCHOOL = "pupil.repaired", "school.repaired"
REGION = "vakantieregio"  #: the fact that says which school holidays count
Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class RepairPage:
    """A case of which pupil or school may be put right, and the schools there are, as (value, label).

    *former* is what was put right before: when, what it was, and why; only here does the name of the wrong pupil stand.
    """

    case: CaseHead
    schools: tuple[tuple[str, str], ...]
    former: tuple[tuple[datetime, str, str], ...]


def page(uow: UnitOfWork, number: str, by: Person) -> RepairPage:
    """Return what the office may put right in a case; the reading is logged.

    Raises:
        NotFound: there is no such case for the office, it ended, or a decision was taken.
    """
    case, filed = _repairable(uow, number, by)
    access.log_read(uow, case.id, by, "repair")
    schools = tuple((str(each.id), each.name) for each in _schools(uow, filed))
    told = [(each.at, each.details) for each in dossiers.entries_of(uow, case.id, PUPIL, SCHOOL) if each.details]
    former = tuple((at, details["_was"], details["_reden"]) for at, details in told)
    return RepairPage(dossier.head(uow, case, definition_of(uow, case.deployment_id), by), schools, former)


def _repairable(uow: UnitOfWork, number: str, by: Person) -> tuple[models.Case, OnFile]:
    case, filed = merging.case_of_office(uow, number, by)
    made = dossiers.letters_of(uow, case.id)
    if not merging.may_put_right(uow, case, by, filed.parties["swv"].id, made) or "applicant" not in filed.parties:
        raise NotFound(f"{number} cannot be put right")
    return case, filed


def _schools(uow: UnitOfWork, filed: OnFile) -> list[models.Organisation]:
    theirs, now = filed.parties["swv"].id, filed.parties["applicant"].id
    return [each for each in people.organisations(uow, "school") if each.swv_id == theirs and each.id != now]


# ------------------------------------------------------------------ the pupil
def repair_pupil(uow: UnitOfWork, number: str, by: Person, raw: Raw, reason: str) -> None:
    """Let a case be about another pupil of its school: one we know, when chosen, or the one who was typed in.

    What the case taught about the people around the pupil goes along; of whom nothing else is kept, is forgotten.

    Raises:
        NotFound: as ``page``.
        InvalidAnswers: no reason, or field by field; KnownPupils when this may be a child we know already.

    Source: AVG art. 5 lid 1 sub d, art. 16 (what is not right is put right).
    """
    locked = cases.lock_case_numbered(uow, number)
    case, filed = _repairable(uow, number, by)
    if errors := merging.no_reason(reason):
        raise InvalidAnswers(errors)
    school = uow.session.get_one(models.Organisation, filed.parties["applicant"].id)
    at_school = {str(school.id): school}
    pupil = instances.pupil_given(uow, {**raw, "school": [str(school.id)]}, at_school, accept_warnings=False)
    was = locked.pupil_id
    if was is None or pupil.id == was:
        raise InvalidAnswers([FieldError("achternaam", said("Dit is al de leerling van deze zaak."))])
    with stepping(uow, locked, cases.open_rows(uow, case.id)) as step:
        step.record(PUPIL, actor_id=by.id, details={"_reden": reason.strip(), "_was": filed.about.pupil})
        locked.pupil_id = pupil.id
    table.take_along(uow, case.id, of=was, to=pupil.id, new_key=circle.new_key)
    retention.forget_pupil_of_nothing(uow, was)


# ------------------------------------------------------------------ the school
def repair_school(uow: UnitOfWork, number: str, by: Person, school_id: int, reason: str) -> None:
    """Let a case be of another school and its board: its tasks are theirs from now on, and so is reading it.

    Raises:
        NotFound: as ``page``.
        InvalidAnswers: no reason, or no such school.
    """
    locked = cases.lock_case_numbered(uow, number)
    case, filed = _repairable(uow, number, by)
    school = next((each for each in _schools(uow, filed) if each.id == school_id), None)
    errors = merging.no_reason(reason)
    if school is None:
        errors.insert(0, FieldError("school", said("School: kies de goede school.")))
    if errors or school is None:
        raise InvalidAnswers(errors)
    former = filed.parties["applicant"]
    _give_to(uow, locked, school, by, {"_reden": reason.strip(), "_was": former.name, "_wordt": school.name})
    dossiers.move_drafts(uow, case.id, former.id, school.id)
    questions.close_of_school(uow, case.id, former.id)
    pupil = uow.session.get_one(models.Pupil, case.pupil_id)
    if pupil.school_id == former.id:
        pupil.school_id = school.id


def _give_to(
    uow: UnitOfWork, locked: CaseRow, school: models.Organisation, by: Person, details: dict[str, str]
) -> None:
    rows = cases.open_rows(uow, locked.id)
    becomes = {"applicant": school.id}
    if "board" in rows.parties and school.parent_id is not None:
        becomes["board"] = school.parent_id
    for party, organisation in becomes.items():
        cases.set_party(uow, locked.id, party, organisation)
    facts = {**locked.state["facts"], **({REGION: school.region} if school.region else {})}
    locked.state = {**locked.state, "facts": facts}  # the holidays of its own region count
    gone = {rows.parties[party] for party in becomes} - set(becomes.values())
    with stepping(uow, locked, replace(rows, parties={**rows.parties, **becomes})) as step:
        region = {REGION: school.region} if school.region else {}
        step.record(SCHOOL, actor_id=by.id, facts=region, details=dict(details))
        for token, task in step.tasks.items():
            if task.ended_at is None and int(task.actor.partition(":")[2]) in gone:
                actor = step.actor_of(step.definition.element(task.element_id))
                step.tasks[token] = replace(task, actor=actor, assignee_id=None, by_name=False)
