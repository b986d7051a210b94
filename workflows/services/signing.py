"""Signing: what waits for a signature, and one case at a time; several that were seen are in ``signing_series``.

Nothing is signed that was not shown as it is, and nothing by who has no mandate.
Source: LBT 107186 (a decision is on the case itself); Awb art. 10:1-10:12.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.errors import FieldError, InvalidAnswers, NotAllowed, NotFound, TaskEnded
from workflows.domain.people import Person, is_offered
from workflows.domain.wording import Said, Sayable, said
from workflows.persistence import cases, models, people
from workflows.persistence import signing as table
from workflows.persistence.rows import CaseRow, JobRow, NewEntry
from workflows.persistence.signing import ToSign
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, ladder, task_pages, terms
from workflows.services.case_summary import CaseSummary, summary
from workflows.services.deployments import shared_of
from workflows.services.dossier import full_name
from workflows.services.drafts import with_changes
from workflows.services.views import TaskPage

MOST = 200  #: tasks in the list
LONGEST_REMARK = 2000
NOTHING, BUSY, READY, BACK = "niets", "bezig", "klaar", "terug"  #: how far a task is prepared


@dataclass(frozen=True)
class SignRow:
    """A case that waits for a signature. *shown*: this person saw it as it is now.

    *state* is niets, bezig (being prepared), klaar or terug (given back with a remark).
    """

    task_id: int
    name: str
    number: str
    pupil: str
    due_on: date | None
    tone: str
    norm: str
    who: Sayable
    state: str
    prepared_by: str
    prepared_at: datetime | None
    remark: str
    returned_by: str
    shown: bool


@dataclass(frozen=True)
class QueuePage:
    """What this person signs, and what they prepare for who does; None: that is not theirs."""

    signs: tuple[SignRow, ...] | None
    prepares: tuple[SignRow, ...] | None
    password: bool
    minutes: int


@dataclass(frozen=True)
class SigningPage:
    """One case to sign or to prepare: what it is about, the form, and what was said of it."""

    summary: CaseSummary
    task: TaskPage
    row: SignRow
    may_sign: bool
    may_prepare: bool
    warnings: tuple[FieldError, ...]
    following: int | None  #: the next case to sign that this person has not seen


# ------------------------------------------------------------------ the list
def queue(uow: UnitOfWork, by: Person) -> QueuePage:
    """Return what waits for the signature of *by*, and for the office what is to be prepared."""
    mandated, offices = _mandated(uow, by), access.offices_of(by)
    roles = shared_of(uow).roles
    preparing = [f"{role.id}:{swv}" for swv in offices for role in roles.values() if role.party == "swv"]
    found = table.to_sign(uow, [*dict.fromkeys([*by.actors, *preparing])], MOST)
    theirs = [each for each in found if _is_theirs(each, by, mandated) and _is_open_to(uow, each, by)]
    others = [each for each in found if each.actor in preparing]
    rules = shared_of(uow).signing
    return QueuePage(
        signs=_rows(uow, theirs, by) if mandated else None,
        prepares=_rows(uow, others, by) if offices else None,
        password=rules.password,
        minutes=rules.minutes,
    )


def _mandated(uow: UnitOfWork, by: Person) -> set[tuple[str, int]]:
    """Return what *by* may sign, and for which organisation."""
    organisations = {hat.organisation_id for hat in by.memberships}
    return {
        (mandate.what, mandate.organisation_id)
        for mandate in table.mandates_of(uow, sorted(organisations))
        if mandate.organisation_id is not None
        and (
            mandate.person_id in {by.id, *by.stand_ins(mandate.organisation_id)}
            or mandate.role in by.roles_in(mandate.organisation_id)
        )
    }


def _is_theirs(row: ToSign, by: Person, mandated: set[tuple[str, int]]) -> bool:
    swv = int(row.actor.partition(":")[2])
    return (row.signs, swv) in mandated and is_offered(by, row.actor, row.assignee_id, row.by_name)


def _is_open_to(uow: UnitOfWork, row: ToSign, by: Person) -> bool:
    """Is the case open to who looks: did they not recuse themselves?"""
    return bool(access.blocks_of_case(uow, row.case_id, by)) if _of_a_committee(uow, by) else True


def _of_a_committee(uow: UnitOfWork, by: Person) -> bool:
    return not by.roles.isdisjoint(each.role for each in shared_of(uow).committees.values())


def _rows(uow: UnitOfWork, found: Sequence[ToSign], by: Person) -> tuple[SignRow, ...]:
    shared, seals = shared_of(uow), table.seals(uow, found)
    seen = table.shown_to(uow, by.id, [each.id for each in found])
    ids = {
        each for row in found for each in (row.assignee_id, row.prepared_by_id, row.returned_by_id, row.drafted_by_id)
    }
    names = people.names_of(uow, {each for each in ids if each is not None})
    rows = []
    for each in found:
        tone = norm = ""
        due_on = each.sort_on if each.sort_on != models.NO_DATE else None
        if each.rule is not None and due_on is not None:
            rule = shared.rules.at(each.rule, uow.today)
            tone, norm = terms.tone_of(rule, due_on, uow.today, shared.calendar), rule.norm
        role = shared.roles[each.actor.partition(":")[0]].label
        rows.append(
            SignRow(
                task_id=each.id,
                name=each.name,
                number=each.number,
                pupil=full_name(each.first_name, each.infix, each.last_name),
                due_on=due_on,
                tone=tone,
                norm=norm,
                who=names.get(each.assignee_id or 0) or said("{role}", role=role),
                state=_state(each, by),
                prepared_by=names.get(each.prepared_by_id or each.drafted_by_id or 0, ""),
                prepared_at=each.prepared_at or each.drafted_at,
                remark=each.remark or "",
                returned_by=names.get(each.returned_by_id or 0, ""),
                shown=each.id in seals and seen.get(each.id) == seals[each.id],
            )
        )
    return tuple(rows)


def _state(row: ToSign, by: Person) -> str:
    """Return how far a task is: what who signs filled in themselves is ready for them."""
    if row.drafted_at is None:
        return NOTHING
    own = row.drafted_by_id == by.id and row.actor in by.actors
    if row.returned_at is not None and not (own and row.drafted_at >= row.returned_at):
        return BACK
    return READY if row.prepared_by_id is not None or own else BUSY


# ------------------------------------------------------------------ one case
def page(uow: UnitOfWork, task_id: int, by: Person, raw: Mapping[str, Sequence[str]] | None = None) -> SigningPage:
    """Return one case to sign or to prepare; the reading is logged.

    Raises:
        NotFound: there is none for this person.
        TaskEnded: it was signed, or is no longer needed.
    """
    task, way = access.task_for(uow, task_id, by)
    if task.signs is None:
        raise NotFound(f"task {task_id} is not signed")
    shown = task_pages.task_page(uow, task_id, by, raw)
    [row] = _rows(uow, table.these(uow, [task_id]), by)
    case = uow.session.get_one(models.Case, task.case_id)
    may_sign = way == "own" and (task.signs, int(task.actor.partition(":")[2])) in _mandated(uow, by)
    return SigningPage(
        summary=summary(uow, case, by, "signing"),
        task=shown,
        row=row,
        may_sign=may_sign,
        may_prepare=way == "prepare",
        warnings=_warnings(shown),
        following=_following(uow, task_id, by) if may_sign else None,
    )


def _following(uow: UnitOfWork, task_id: int, by: Person) -> int | None:
    """Return the first other case that lies ready for *by* and that they did not see."""
    rows = queue(uow, by).signs or ()
    ready = (row.task_id for row in rows if row.state == READY and not row.shown and row.task_id != task_id)
    return next(ready, None)


def _warnings(shown: TaskPage) -> tuple[FieldError, ...]:
    """Return what the answers warn of: who signs has seen it."""
    if not shown.draft:
        return ()
    try:
        answers = shown.form.read(shown.draft, shown.context)
    except InvalidAnswers:
        return ()  # says what is wrong when the letters are made
    return tuple(FieldError(each.field, each.message) for each in answers.warnings)


def is_changed(uow: UnitOfWork, task_id: int, by: Person, raw: Mapping[str, Sequence[str]]) -> bool:
    """Is what was typed other than what was saved, and so than what the letters say?

    Raises:
        NotFound: there is no such task for this person.
    """
    access.task_for(uow, task_id, by)
    draft = uow.session.get(models.Draft, task_id)
    kept = with_changes(draft.data, {}) if draft is not None else {}
    return _filled(kept) != _filled(raw)


def _filled(raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return answers as they compare: without what is empty, and whatever a browser makes of the end of a line."""
    found = {name: ["\n".join(text.strip().splitlines()) for text in texts] for name, texts in raw.items()}
    return {name: texts for name, texts in found.items() if any(texts)}


def is_signed_elsewhere(uow: UnitOfWork, task_id: int, by: Person) -> bool:
    """Is this a task that *by* signs or prepares where its letters are shown?

    Raises:
        NotFound: there is no such task for this person.
    """
    task, way = access.task_for(uow, task_id, by)
    return task.signs is not None and way in ("own", "prepare") and task.ended_at is None


def show(uow: UnitOfWork, task_id: int, by: Person) -> None:
    """Put on record that *by* saw the case with the letters as they are now.

    Raises:
        NotFound: there is none for them to sign.
    """
    task, way = access.task_for(uow, task_id, by)
    waiting = table.these(uow, [task_id])
    if not waiting or way != "own" or task.ended_at is not None:
        raise NotFound(f"no task {task_id} to sign")
    seal = table.seals(uow, waiting).get(task_id)
    if seal is None:
        return
    known = uow.session.get(models.Shown, (task_id, by.id))
    if known is None:
        uow.session.add(models.Shown(task_id=task_id, person_id=by.id, seal=seal, at=uow.now))
    else:
        known.seal, known.at = seal, uow.now


def lay_ready(uow: UnitOfWork, task_id: int, by: Person) -> None:
    """Lay a decision that was prepared before who signs it.

    Raises:
        NotFound: it is not theirs to prepare.
        NotAllowed: nothing was filled in.
    """
    case, row = _locked(uow, task_id, by, "prepare")
    if row.drafted_at is None:
        raise NotAllowed(said("Vul eerst in wat er besloten wordt."))
    known = uow.session.get(models.Prepared, task_id)
    if known is None:
        known = models.Prepared(task_id=task_id, prepared_by_id=by.id, prepared_at=uow.now, remark="")
        uow.session.add(known)
    known.prepared_by_id, known.prepared_at, known.remark = by.id, uow.now, ""
    known.returned_by_id = known.returned_at = None
    entry = NewEntry("sign.prepared", uow.today, element_id=_element(uow, task_id), actor_id=by.id)
    cases.append_entries(uow, case, [entry])
    cases.save_case(uow, case)


def send_back(uow: UnitOfWork, task_id: int, by: Person, remark: str) -> None:
    """Give a decision back to who prepared it, with a remark; they hear of it by mail.

    Raises:
        NotFound: it is not theirs to sign.
        InvalidAnswers: no remark.
        NotAllowed: nobody else prepared it.
    """
    case, row = _locked(uow, task_id, by, "own")
    preparer = row.prepared_by_id or row.drafted_by_id
    if not 1 <= len(remark.strip()) <= LONGEST_REMARK:
        words = said("Opmerking: schrijf wat er anders moet, in hoogstens {most} tekens.", most=LONGEST_REMARK)
        raise InvalidAnswers([FieldError("remark", words)])
    if preparer in (None, by.id):
        raise NotAllowed(said("Niemand anders heeft dit voorbereid. Pas het zelf aan."))
    known = uow.session.get(models.Prepared, task_id)
    if known is None:
        known = models.Prepared(task_id=task_id, prepared_by_id=preparer, prepared_at=row.drafted_at, remark="")
        uow.session.add(known)
    known.remark, known.returned_by_id, known.returned_at = remark.strip(), by.id, uow.now
    details = {"_reden": remark.strip()}
    entry = NewEntry("sign.returned", uow.today, element_id=_element(uow, task_id), actor_id=by.id, details=details)
    cases.append_entries(uow, case, [entry])
    cases.save_case(uow, case)
    payload = {"notice": "returned", "to": preparer, "case": row.number, "path": f"/ondertekenen/{task_id}"}
    key = f"mail:{case.id}:returned:{task_id}:{case.last_seq}"
    cases.write_jobs(uow, (), [JobRow(key, "mail", ladder.office_hours(uow.now), payload, case.id)])


def _locked(uow: UnitOfWork, task_id: int, by: Person, way: access.Way) -> tuple[CaseRow, ToSign]:
    case = cases.lock_case_of(uow, task_id)
    task, found = access.task_for(uow, task_id, by)
    if task.ended_at is not None:
        raise TaskEnded(
            task.id, people.names_of(uow, {task.ended_by_id or 0}).get(task.ended_by_id or 0), task.ended_at
        )
    waiting = table.these(uow, [task_id])
    if not waiting or found != way or (way == "own" and not _is_theirs(waiting[0], by, _mandated(uow, by))):
        raise NotFound(f"no task {task_id} to sign or prepare")
    return case, waiting[0]


def _element(uow: UnitOfWork, task_id: int) -> str:
    return uow.session.get_one(models.UserTask, task_id).element_id


def refuse_here(uow: UnitOfWork, task_id: int, by: Person) -> None:
    """Refuse to complete on its own page what is signed: that is done where the letters were shown.

    Raises:
        NotAllowed: it is signed by who does it.
        NotFound: there is no such task for this person.
    """
    if is_signed_elsewhere(uow, task_id, by):
        raise NotAllowed(
            said("Een besluit tekent u nadat u de brieven heeft gezien: open het bij ‘Ter ondertekening’.")
        )


# ------------------------------------------------------------------ several
def theirs(uow: UnitOfWork, chosen: Sequence[int], by: Person) -> list[ToSign]:
    """Return which of the *chosen* tasks *by* may sign now, in the order in which they were chosen."""
    found = {row.id: row for row in table.these(uow, list(dict.fromkeys(chosen))[:MOST])}
    mandated = _mandated(uow, by)
    return [found[task] for task in dict.fromkeys(chosen) if task in found and _is_theirs(found[task], by, mandated)]


def unready(uow: UnitOfWork, row: ToSign, by: Person) -> Said | None:
    """Return why a case cannot be signed as it is now, or None."""
    [view] = _rows(uow, [row], by)
    if view.state == BACK:
        return said("Zaak {case} is teruggegeven en nog niet opnieuw klaargelegd.", case=row.number)
    if view.state == NOTHING:
        return said("Zaak {case}: er is nog geen besluit ingevuld.", case=row.number)
    if not view.shown:
        return said("Zaak {case} heeft u nog niet gezien zoals zij nu is. Open haar eerst.", case=row.number)
    return None


# ------------------------------------------------------------------ who would sign
def signer_of(uow: UnitOfWork, task: models.UserTask) -> Person | None:
    """Return who would sign a task: who has it, else the first of the group with a mandate for it."""
    role, _, organisation = task.actor.partition(":")
    rows = people.in_role(uow, role, int(organisation))
    found: Iterable[Person] = (people.person(uow, row) for row in rows if task.assignee_id in (None, row.id))
    return next((each for each in found if (task.signs, int(organisation)) in _mandated(uow, each)), None)
