"""Two pupils who are one child: found, made one, and made two again exactly as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, NotFound
from workflows.domain.names import Likeness, Name, likeness
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, models, people
from workflows.persistence import relations as table
from workflows.persistence.on_file import OnFile, on_file
from workflows.persistence.rows import CaseRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier
from workflows.services.deployments import definition_of

LONGEST_REASON = 500
LIKENESS: dict[Likeness, Said] = {
    "same": said("zelfde geboortedatum, bijna dezelfde naam; het kan ook een tweelingbroer of -zus zijn"),
    "sibling": said("zelfde geboortedatum en achternaam, andere roepnaam: tweeling, broer of zus?"),
}


@dataclass(frozen=True)
class DoubleView:
    """A pupil who may be the same child."""

    id: int
    name: str
    school: str
    why: Said
    likely: bool  #: more than a brother or sister


@dataclass(frozen=True)
class MergeView:
    """A pupil who was made one with this one."""

    id: int
    name: str
    at: datetime
    who: str
    reason: str
    may_undo: bool
    undone: tuple[datetime, str, str] | None  #: when, by whom, why


@dataclass(frozen=True)
class PupilView:
    """One of two pupils to compare."""

    id: int
    name: str
    born_on: date
    school: str
    cases: tuple[tuple[str, date], ...]
    tlvs: int
    people: tuple[str, ...]


@dataclass(frozen=True)
class MergePage:
    """Two pupils beside each other, with what should make one hesitate."""

    number: str
    this: PupilView
    other: PupilView
    why: Said | None


# ------------------------------------------------------------------ looking
def doubles(uow: UnitOfWork, pupil_id: int, swv: int) -> tuple[DoubleView, ...]:
    """Return the pupils of a samenwerkingsverband who may be this child.

    Source: AVG art. 5 lid 1 sub d (one child, one file).
    """
    pupil = uow.session.get_one(models.Pupil, pupil_id)
    return alike(uow, Name(pupil.first_name, pupil.last_name), pupil.born_on, swv, besides=pupil_id)


def alike(uow: UnitOfWork, name: Name, born_on: date, swv: int, besides: int = 0) -> tuple[DoubleView, ...]:
    """Return the pupils of a samenwerkingsverband born on a day who are called alike."""
    found = [
        (each, likeness(name, Name(each.first_name, each.last_name)))
        for each in table.born_on(uow, born_on, swv, besides)
    ]
    return tuple(
        DoubleView(
            id=each.id,
            name=dossier.full_name(each.first_name, each.infix, each.last_name),
            school=each.school,
            why=LIKENESS[how],
            likely=how == "same",
        )
        for each, how in found
        if how is not None
    )


def merges(uow: UnitOfWork, pupil_id: int) -> tuple[MergeView, ...]:
    """Return who was made one with a pupil, the latest first."""
    rows = [row for row in table.merges_of(uow, [pupil_id]) if row.kept_id == pupil_id or row.undone_at is not None]
    if not rows:
        return ()
    names = people.names_of(uow, {each for row in rows for each in (row.by_id, row.undone_by_id) if each is not None})
    pupils = table.pupils(uow, {each for row in rows for each in (row.kept_id, row.gone_id)})
    kept = uow.session.get_one(models.Pupil, pupil_id)
    views = []
    for row in rows:
        other = pupils[row.gone_id if row.kept_id == pupil_id else row.kept_id]
        undone = (row.undone_at, names.get(row.undone_by_id or 0, ""), row.undone_reason) if row.undone_at else None
        views.append(
            MergeView(
                id=row.id,
                name=dossier.full_name(other.first_name, other.infix, other.last_name),
                at=row.at,
                who=names[row.by_id],
                reason=row.reason,
                may_undo=undone is None and kept.merged_into_id is None,
                undone=undone,
            )
        )
    return tuple(views)


def merge_page(uow: UnitOfWork, number: str, other_id: int, by: Person) -> MergePage:
    """Return the pupil of a case beside another one; the reading is logged.

    Raises:
        NotFound: there is no such case or pupil, or it is not theirs to make them one.
    """
    case, swv = _ours(uow, number, by)
    this = uow.session.get_one(models.Pupil, case.pupil_id)
    other = _other(uow, this.id, other_id, swv)
    access.log_read(uow, case.id, by, "merge")
    access.log_read_pupil(uow, other.id, by, "merge")
    how = likeness(Name(this.first_name, this.last_name), Name(other.first_name, other.last_name))
    why = LIKENESS[how] if how is not None else said("De namen lijken niet op elkaar.")
    if this.born_on != other.born_on:
        why = said("De geboortedatums zijn niet gelijk. Weet u zeker dat het dezelfde leerling is?")
    return MergePage(number, _view(uow, this), _view(uow, other), why)


def pupil_of(uow: UnitOfWork, number: str, other_number: str, by: Person) -> int:
    """Return the pupil of another case, to compare with that of this one.

    Raises:
        InvalidAnswers: there is no such case, or it is about the same pupil.
    """
    case, swv = _ours(uow, number, by)
    try:
        other, _ = _ours(uow, other_number.strip(), by)
        return _other(uow, case.pupil_id or 0, other.pupil_id or 0, swv).id
    except NotFound:
        words = said("Zaaknummer: wij kennen geen andere leerling met een zaak met dit nummer.")
        raise InvalidAnswers([FieldError("other", words)]) from None


def case_of_office(uow: UnitOfWork, number: str, by: Person) -> tuple[models.Case, OnFile]:
    """Return a case about a pupil, with what is on file of it, for who works at its office.

    Raises:
        NotFound: there is no such case, or it is not theirs to change the pupil or the people around them.
    """
    case = access.case_for(uow, number, by, needs="identity")
    filed = on_file(uow, case.id)
    if case.pupil_id is None or not access.is_office(by, filed.parties["swv"].id):
        raise NotFound(f"the pupil of {number} is not theirs to change")
    return case, filed


def may_put_right(uow: UnitOfWork, case: models.Case, by: Person, swv: int, letters: Sequence[models.Letter]) -> bool:
    """May *by* put the pupil or the school of a case right: the office, while it runs and nothing was decided?"""
    known = definition_of(uow, case.deployment_id).route.letters
    decided = any(each.letter in known and known[each.letter].kind == "besluit" for each in letters)
    return case.ended_at is None and case.pupil_id is not None and not decided and access.is_office(by, swv)


def _ours(uow: UnitOfWork, number: str, by: Person) -> tuple[models.Case, int]:
    case, filed = case_of_office(uow, number, by)
    return case, filed.parties["swv"].id


def _other(uow: UnitOfWork, this: int, other_id: int, swv: int) -> models.Pupil:
    other = uow.session.get(models.Pupil, other_id)
    if other is None or other.id == this or other.merged_into_id is not None:
        raise NotFound(f"no pupil {other_id}")
    if all(each.id != other_id for each in table.born_on(uow, other.born_on, swv)):
        raise NotFound(f"no pupil {other_id} here")
    return other


def _view(uow: UnitOfWork, pupil: models.Pupil) -> PupilView:
    ids = [case for case, _ in table.cases_of(uow, [pupil.id])]
    school = people.organisation_names(uow, {pupil.school_id} if pupil.school_id is not None else set())
    belongs = table.belonging_to(uow, pupil.id)
    return PupilView(
        id=pupil.id,
        name=dossier.full_name(pupil.first_name, pupil.infix, pupil.last_name),
        born_on=pupil.born_on,
        school=school.get(pupil.school_id or 0, ""),
        cases=tuple(table.numbers_of(uow, ids).values()),
        tlvs=len(belongs["tlv"]),
        people=tuple(row.name for row in table.versions(uow, pupil.id) if not row.replaced),
    )


# ------------------------------------------------------------------ making one, and two again
def merge(uow: UnitOfWork, number: str, other_id: int, by: Person, *, keep: int, reason: str) -> str:
    """Make the pupil of a case and another one into one: *keep* stays, with the cases, TLVs and people of both.

    Return a case number of the pupil who stays: that of the case.

    Raises:
        NotFound: there is no such case or pupil, or it is not theirs to make them one.
        InvalidAnswers: there is no reason, or neither was chosen to stay.
        Conflict: one of them became another's, or a case was added, at the same moment.

    Source: AVG art. 5 lid 1 sub d, lid 2.
    """
    case, swv = _ours(uow, number, by)
    this = case.pupil_id or 0
    _other(uow, this, other_id, swv)
    errors = no_reason(reason)
    if keep not in (this, other_id):
        errors.append(FieldError("keep", said("Kies welke naam en geboortedatum blijven.")))
    if errors:
        raise InvalidAnswers(errors)
    gone = other_id if keep == this else this
    locked = _locked(uow, [keep, gone])
    pupils = table.lock_pupils(uow, [keep, gone])
    if any(row.merged_into_id is not None for row in pupils.values()):
        raise Conflict(_MEANWHILE)
    moved = {"cases": [each.id for each in locked if each.pupil_id == gone], **table.belonging_to(uow, gone)}
    row = models.PupilMerge(
        kept_id=keep, gone_id=gone, reason=reason.strip(), moved=moved, at=uow.now, by_id=by.id, undone_reason=""
    )
    uow.session.add(row)
    pupils[gone].merged_into_id = keep
    uow.session.flush()
    table.move(uow, moved, keep, of=gone)
    for each in locked:
        each.pupil_id = keep
        _tell(uow, each, "pupil.merged", row, reason, by)
    return number


def undo(uow: UnitOfWork, number: str, merge_id: int, by: Person, reason: str) -> None:
    """Make two pupils again of one, each with what was theirs; what came since stays with the one who was kept.

    Raises:
        NotFound: there is no such merge for this case, it was undone already, or it is not theirs to undo.
        InvalidAnswers: there is no reason.
        Conflict: the pupil who was kept became another's since: undo that first.
    """
    case, _ = _ours(uow, number, by)
    row = uow.session.get(models.PupilMerge, merge_id)
    if row is None or row.kept_id != case.pupil_id:
        raise NotFound(f"no merge {merge_id} of this pupil")
    if errors := no_reason(reason):
        raise InvalidAnswers(errors)
    locked = _locked(uow, [row.kept_id, row.gone_id])
    pupils = table.lock_pupils(uow, [row.kept_id, row.gone_id])
    uow.session.refresh(row)  # a colleague may have been faster
    if row.undone_at is not None:
        raise NotFound(f"merge {merge_id} was undone")
    if pupils[row.kept_id].merged_into_id is not None:
        raise Conflict(_MEANWHILE)
    row.undone_at, row.undone_by_id, row.undone_reason = uow.now, by.id, reason.strip()
    pupils[row.gone_id].merged_into_id = None
    uow.session.flush()
    table.move(uow, row.moved, row.gone_id, of=row.kept_id)
    for each in locked:
        if each.id in row.moved["cases"] and each.pupil_id == row.kept_id:
            each.pupil_id = row.gone_id
        _tell(uow, each, "pupil.parted", row, reason, by)


_MEANWHILE = said("Een collega heeft deze leerling intussen samengevoegd. Bekijk de zaak opnieuw.")


def no_reason(reason: str) -> list[FieldError]:
    """Return what to say where no reason is given, or too long a one."""
    if 1 <= len(reason.strip()) <= LONGEST_REASON:
        return []
    return [FieldError("reason", said("Reden: vul in waarom, in hoogstens {most} tekens.", most=LONGEST_REASON))]


def _locked(uow: UnitOfWork, pupils: Sequence[int]) -> list[CaseRow]:
    """Lock all cases of these pupils, the oldest first, so that two who do this wait for each other.

    Raises:
        Conflict: a case came or went at the same moment.
    """
    locked = [cases.lock_case(uow, case) for case, _ in table.cases_of(uow, pupils)]
    if any(case.pupil_id not in pupils for case in locked):
        raise Conflict(_MEANWHILE)
    return locked


def _tell(uow: UnitOfWork, case: CaseRow, kind: str, row: models.PupilMerge, reason: str, by: Person) -> None:
    entry = NewEntry(
        kind, uow.today, actor_id=by.id, facts={"merge": row.id}, details={"_reden": reason.strip()}
    )  # fmt: skip
    cases.append_entries(uow, case, [entry])
    cases.save_case(uow, case)
