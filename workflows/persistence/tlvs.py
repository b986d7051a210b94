"""The register of TLVs: found by number, pupil, school or end; and which numbers are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, union_all

from workflows.domain.tlv import TlvNumber
from workflows.persistence.dossiers import sort_name
from workflows.persistence.models import Case, Organisation, Pupil, Tlv, TlvGap
from workflows.persistence.queries import MOST_PUPILS, Rows
from workflows.persistence.unit_of_work import UnitOfWork

NEWEST = 2_000  #: as many of the newest are looked through for those of a year
LAST = "99999"  #: the highest sequence of a year


@dataclass(frozen=True, slots=True)
class TlvLine:
    """A TLV as a list shows it."""

    id: int
    number: str
    kind: str
    category: str | None
    decided_on: date
    valid_from: date
    valid_until: date
    placed_on: date | None
    revoked_on: date | None
    note: str
    case_number: str | None
    pupil_id: int | None
    first_name: str | None
    infix: str | None
    last_name: str | None
    born_on: date | None
    school_id: int | None
    school: str | None


_LINE = (
    Tlv.id, Tlv.number, Tlv.kind, Tlv.category, Tlv.decided_on, Tlv.valid_from, Tlv.valid_until, Tlv.placed_on,
    Tlv.revoked_on, Tlv.note, Case.number, Pupil.id, Pupil.first_name, Pupil.infix, Pupil.last_name, Pupil.born_on,
    Organisation.id, Organisation.name,
)  # fmt: skip


def tlvs(
    uow: UnitOfWork,
    swvs: Sequence[str],
    *,
    matching: str | None = None,
    kind: str | None = None,
    category: str | None = None,
    school: int | None = None,
    ends_on: date | None = None,
    valid_on: date | None = None,
    ended_before: date | None = None,
    begins_after: date | None = None,
    revoked: bool | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[TlvLine]:
    """Return TLVs of the samenwerkingsverbanden with these codes, the newest first.

    *matching* is the beginning of a number, or of the last name of a pupil; *before* the id from which a page goes on.
    """
    which: list[ColumnElement[bool]] = [func.substr(Tlv.number, 1, 6).in_(swvs)]  # checked on the way, not looked up
    which += [] if kind is None else [Tlv.kind == kind]
    which += [] if category is None else [Tlv.category == category]
    which += [] if school is None else [Tlv.school_id == school]
    which += [] if ends_on is None else [Tlv.valid_until == ends_on]
    which += [] if ended_before is None else [Tlv.valid_until < ended_before]
    which += [] if begins_after is None else [Tlv.valid_from > begins_after]
    which += [] if before is None else [Tlv.id < before]
    if valid_on is not None:
        which += [Tlv.valid_from <= valid_on, Tlv.valid_until >= valid_on, Tlv.revoked_on.is_(None)]
    if revoked is not None:
        which += [Tlv.revoked_on.is_not(None) if revoked else Tlv.revoked_on.is_(None)]
    parts = _candidates(uow, matching, which, limit)
    ids = union_all(*(select(part.subquery()) for part in parts)).subquery()
    chosen = select(ids.c.id).distinct().order_by(ids.c.id.desc()).limit(limit).subquery()
    found = uow.connection.execute(_with_names(select(*_LINE).join(chosen, chosen.c.id == Tlv.id)))
    return [TlvLine(*row) for row in found]


def _candidates(uow: UnitOfWork, matching: str | None, which: Sequence[ColumnElement[bool]], limit: int) -> list[Rows]:
    """Return a query for each index by which TLVs may be found."""
    every: Rows = select(Tlv.id).where(*which)
    if matching is None:
        return [every.order_by(Tlv.id.desc()).limit(limit)]
    text, start = matching.strip().upper(), sort_name(matching)
    numbered = every.where(Tlv.number >= text, Tlv.number < f"{text}\U0010ffff")
    named = (Pupil.sort_name >= start) & (Pupil.sort_name < f"{start}\U0010ffff")
    # Looked up first: joined, PostgreSQL would rather read every TLV than the few of these pupils.
    pupils = uow.session.scalars(select(Pupil.id).where(named).order_by(Pupil.sort_name).limit(MOST_PUPILS)).all()
    return [numbered.order_by(Tlv.number.desc()).limit(limit), every.where(Tlv.pupil_id.in_(pupils))]


def _with_names(query: Rows) -> Rows:
    return (
        query.outerjoin(Case, Case.id == Tlv.case_id)
        .outerjoin(Pupil, Pupil.id == Tlv.pupil_id)
        .outerjoin(Organisation, Organisation.id == Tlv.school_id)
        .order_by(Tlv.id.desc())
    )


def tlv(uow: UnitOfWork, number: str) -> TlvLine | None:
    row = uow.connection.execute(_with_names(select(*_LINE).where(Tlv.number == number))).first()
    return TlvLine(*row) if row is not None else None


def valid_on(uow: UnitOfWork, swvs: Sequence[str], day: date) -> list[TlvLine]:
    """Return every TLV that holds on a day, by number; found by the day on which it ends."""
    holds = (Tlv.valid_until >= day) & (Tlv.valid_from <= day) & Tlv.revoked_on.is_(None)
    query = _with_names(select(*_LINE).where(holds, or_(*(issued_by(swv) for swv in swvs))))
    return sorted((TlvLine(*row) for row in uow.connection.execute(query)), key=lambda line: line.number)


def numbered(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, TlvLine]:
    """Return the TLVs with these numbers, by number."""
    found: dict[str, TlvLine] = {}
    for start in range(0, len(numbers), 500):
        rows = uow.connection.execute(_with_names(select(*_LINE).where(Tlv.number.in_(numbers[start : start + 500]))))
        found |= {line.number: line for line in (TlvLine(*row) for row in rows)}
    return found


def of_child(uow: UnitOfWork, pupil_id: int, cases: Sequence[int]) -> list[TlvLine]:
    """Return the TLVs of a pupil, and those that came of *cases*, the newest first."""
    ids = union_all(select(Tlv.id).where(Tlv.pupil_id == pupil_id), select(Tlv.id).where(Tlv.case_id.in_(cases)))
    rows = uow.connection.execute(_with_names(select(*_LINE).where(Tlv.id.in_(ids))))
    return [TlvLine(*row) for row in rows]


def numbers_known(uow: UnitOfWork, numbers: Sequence[str]) -> set[str]:
    """Return which of *numbers* are in the register."""
    found: set[str] = set()
    for start in range(0, len(numbers), 500):
        found.update(uow.session.scalars(select(Tlv.number).where(Tlv.number.in_(numbers[start : start + 500]))))
    return found


def sequences(uow: UnitOfWork, swv: str, year: int) -> list[int]:
    """Return the sequences that were given out in a year, in order."""
    first, last = TlvNumber(swv, year, 0), TlvNumber(swv, year, int(LAST))
    numbers = uow.session.scalars(
        select(Tlv.number).where(Tlv.number.between(str(first), str(last))).order_by(Tlv.number)
    )
    return [TlvNumber.parse(number).sequence for number in numbers]


def issued_by(swv: str) -> ColumnElement[bool]:
    return Tlv.number.between(f"{swv}-", f"{swv}-{LAST}")


def years(uow: UnitOfWork, swv: str) -> list[int]:
    """Return the years in which a samenwerkingsverband gave out numbers, the latest first."""
    first = uow.session.scalar(select(func.min(Tlv.number)).where(issued_by(swv)))
    last = uow.session.scalar(select(func.max(Tlv.number)).where(issued_by(swv)))
    if first is None or last is None:
        return []
    return list(range(TlvNumber.parse(last).year, TlvNumber.parse(first).year - 1, -1))


def explained(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, str]:
    """Return why numbers are missing, as far as somebody wrote it down."""
    rows = uow.session.execute(select(TlvGap.number, TlvGap.reason).where(TlvGap.number.in_(numbers)))
    return {row.number: row.reason for row in rows}


def ends(uow: UnitOfWork, swvs: Sequence[str], since: date) -> list[tuple[date, int]]:
    """Return on which days TLVs end from *since* on, and how many do."""
    rows = uow.session.execute(
        select(Tlv.valid_until, func.count())
        .where(Tlv.valid_until >= since, Tlv.revoked_on.is_(None), or_(*(issued_by(swv) for swv in swvs)))
        .group_by(Tlv.valid_until)
        .order_by(Tlv.valid_until)
    )
    return [(day, count) for day, count in rows]


def decided_since(uow: UnitOfWork, day: date) -> Sequence[tuple[date, date]]:
    """Return the first and last day of each TLV that was decided after *day* and not revoked."""
    newest = select(Tlv.id).order_by(Tlv.id.desc()).limit(NEWEST).subquery()
    query = select(Tlv.valid_from, Tlv.valid_until).join(newest, newest.c.id == Tlv.id)
    rows = uow.session.execute(query.where(Tlv.decided_on > day, Tlv.revoked_on.is_(None)))
    return [(begin, until) for begin, until in rows]
