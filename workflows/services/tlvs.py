"""The register of TLVs, as the samenwerkingsverband keeps it: found, explained, with a reason for every gap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.tlv import TlvNumber
from workflows.domain.wording import said
from workflows.persistence import models, people
from workflows.persistence import tlvs as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import shared_of
from workflows.services.dossier import full_name

PAGE = 50
KINDS = ("SBO", "SO", "VSO", "PRO", "LWOO")
STATES = ("geldig", "toekomstig", "afgelopen", "ingetrokken")


@dataclass(frozen=True)
class TlvRow:
    """A TLV of the register; *state* is one of ``STATES``, *case_number* empty where it was taken over."""

    number: str
    pupil: str
    born: date | None
    kind: str
    category: str  #: in words, as the organisation calls it
    decided_on: date
    valid_from: date
    valid_until: date
    state: str
    school: str
    placed_on: date | None
    revoked_on: date | None
    note: str
    case_number: str | None


@dataclass(frozen=True)
class Sought:
    """What somebody looks for in the register; empty is everything."""

    text: str = ""
    kind: str = ""
    category: str = ""
    state: str = ""
    school: str = ""
    ends: str = ""


@dataclass(frozen=True)
class TlvPage:
    """A page of the register; *schools*, *categories* and *ends* are what may be chosen, as (value, label)."""

    rows: tuple[TlvRow, ...]
    next: str | None
    schools: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    ends: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class GapYear:
    """The numbers that were not given out in a year, each with its reason or an empty one."""

    swv: str
    year: int
    last: str
    gaps: tuple[tuple[str, str], ...]


def swvs_of(uow: UnitOfWork, by: Person) -> dict[int, str]:
    """Return the samenwerkingsverbanden whose register this person reads: id and code.

    Raises:
        NotFound: none; only who sees all cases and their decisions reads the register.
    """
    if not (found := register_of(uow, by)):
        raise NotFound("the register of TLVs")
    return found


def register_of(uow: UnitOfWork, by: Person) -> dict[int, str]:
    """Return what ``swvs_of`` does, or nothing where they read no register."""
    roles = shared_of(uow).roles
    theirs = {
        hat.organisation_id
        for hat in by.memberships
        if (role := roles.get(hat.role)) is not None and role.scope == "all" and "decision" in role.reads
    }
    return {row.id: row.code for row in people.organisations(uow, "swv", closed=True) if row.id in theirs}


def register(uow: UnitOfWork, by: Person, sought: Sought, after: str | None = None) -> TlvPage:
    """Return a page of the register, the newest first.

    Raises:
        NotFound: it is not this person's to read.
    """
    swvs = swvs_of(uow, by)
    codes = list(swvs.values())
    ends_on = _day(sought.ends)
    found = table.tlvs(
        uow,
        codes,
        matching=sought.text.strip() or None,
        kind=sought.kind if sought.kind in KINDS else None,
        category=sought.category or None,
        school=int(sought.school) if sought.school.isdecimal() else None,
        ends_on=ends_on,
        valid_on=uow.today if sought.state == "geldig" else None,
        revoked=sought.state == "ingetrokken" if sought.state in ("ingetrokken", "afgelopen", "toekomstig") else None,
        ended_before=uow.today if sought.state == "afgelopen" else None,
        begins_after=uow.today if sought.state == "toekomstig" else None,
        before=int(after) if after is not None and after.isdecimal() else None,
        limit=PAGE + 1,
    )
    schools = tuple(
        (str(row.id), row.name) for row in people.organisations(uow, "school", closed=True) if row.swv_id in swvs
    )
    return TlvPage(
        rows=tuple(_row(uow, line) for line in found[:PAGE]),
        next=str(found[PAGE - 1].id) if len(found) > PAGE else None,
        schools=schools,
        categories=tuple(_categories(uow).items()),
        ends=tuple(table.ends(uow, codes, uow.today)),
    )


def tlv(uow: UnitOfWork, number: str, by: Person) -> TlvRow:
    """Return one TLV; the reading is logged.

    Raises:
        NotFound: there is none, or it is not this person's to read.
    """
    codes = swvs_of(uow, by).values()
    line = table.tlv(uow, number)
    if line is None or number.partition("-")[0] not in codes:
        raise NotFound(f"no TLV {number}")
    access.log_read_pupil(uow, line.pupil_id, by, "tlv")
    return _row(uow, line)


def of_pupil(uow: UnitOfWork, pupil_id: int, cases: Mapping[int, str], by: Person) -> tuple[tuple[TlvRow, bool], ...]:
    """Return the TLVs of a pupil, the newest first: those decided in *cases*, and those in a register that *by* reads.

    Beside each stands whether its page in the register opens for them.
    """
    codes = register_of(uow, by).values()
    found = [
        (_row(uow, line), line.number.partition("-")[0] in codes) for line in table.of_child(uow, pupil_id, list(cases))
    ]
    return tuple((row, opens) for row, opens in found if opens or row.case_number in cases.values())


def _row(uow: UnitOfWork, line: table.TlvLine) -> TlvRow:
    return TlvRow(
        number=line.number,
        pupil=full_name(line.first_name, line.infix, line.last_name),
        born=line.born_on,
        kind=line.kind,
        category=_categories(uow).get(line.category or "", line.category or ""),
        decided_on=line.decided_on,
        valid_from=line.valid_from,
        valid_until=line.valid_until,
        state=state_on(line, uow.today),
        school=line.school or "",
        placed_on=line.placed_on,
        revoked_on=line.revoked_on,
        note=line.note,
        case_number=line.case_number,
    )


def state_on(line: table.TlvLine, day: date) -> str:
    """Return how a TLV stands on a day.

    Source: WEC art. 40 lid 15 (it lapses on its end date); a revoked one no longer opens a school.
    """
    if line.revoked_on is not None and line.revoked_on <= day:
        return "ingetrokken"
    if day < line.valid_from:
        return "toekomstig"
    return "geldig" if day <= line.valid_until else "afgelopen"


def _categories(uow: UnitOfWork) -> dict[str, str]:
    return {option.value: option.label for option in shared_of(uow).lists.get("categorieen", ())}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# ------------------------------------------------------------------ numbers that are missing
def gaps(uow: UnitOfWork, by: Person) -> tuple[GapYear, ...]:
    """Return, per samenwerkingsverband and year, the numbers below the last one that nobody was given.

    A number is never used twice and gaps may occur, but each must be explained.

    Raises:
        NotFound: it is not this person's to read.

    Source: DUO Programma van Eisen BRON, element 94.
    """
    found = []
    for code in swvs_of(uow, by).values():
        for year in table.years(uow, code):
            given = table.sequences(uow, code, year)
            if not given:
                continue
            missing = [str(TlvNumber(code, year, n)) for n in sorted(set(range(1, given[-1])) - set(given))]
            reasons = table.explained(uow, missing) if missing else {}
            last = str(TlvNumber(code, year, given[-1]))
            found.append(GapYear(code, year, last, tuple((number, reasons.get(number, "")) for number in missing)))
    return tuple(found)


def explain_gap(uow: UnitOfWork, by: Person, number: str, reason: str) -> None:
    """Write down why a number was never given out; what was written before is replaced, and both stay on record.

    Raises:
        NotFound: it is not the office of this samenwerkingsverband, or the number is not missing.
        InvalidAnswers: there is no reason.
    """
    offices = access.offices_of(by)
    swv = next((id_ for id_, code in swvs_of(uow, by).items() if code == number.partition("-")[0]), None)
    if swv not in offices or all(number != gap for year in gaps(uow, by) for gap, _ in year.gaps):
        raise NotFound(f"no gap {number}")
    if not 3 <= len(reason.strip()) <= 200:
        words = said("Reden: schrijf in 3 tot 200 tekens waarom dit nummer niet is uitgegeven.")
        raise InvalidAnswers([FieldError("reason", words)])
    row = uow.session.get(models.TlvGap, number)
    if row is None:
        row = models.TlvGap(number=number)
        uow.session.add(row)
    row.reason, row.by_id, row.at = reason.strip(), by.id, uow.now
    people.note_change(uow, "tlv_gap", by.id, organisation_id=swv, number=number, reason=reason.strip())
