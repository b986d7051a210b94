"""The overview of DUO beside the register of TLVs: what was given out and is not used, and what is used otherwise.

Only the columns that ``duo.toml`` names are kept: no number of a person, no name.

Source: WPO art. 40, WEC art. 40 (no place without a TLV); UAVG art. 46 (no BSN outside what the law names).
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.field_reading import parse_date
from workflows.domain.people import Person
from workflows.domain.tlv import TlvNumber
from workflows.domain.wording import Said, Text, said
from workflows.persistence import models, people
from workflows.persistence import tlvs as table
from workflows.persistence.tlvs import TlvLine
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.duo import DuoColumns, plain_name
from workflows.services import access, offered, tlvs
from workflows.services.deployments import shared_of
from workflows.services.dossier import full_name
from workflows.services.sheets import read_sheet, sheet_of

KIND = "duo"  #: of list
NOT_ENROLLED, WITHOUT_TLV, OTHERWISE = "niet_ingeschreven", "zonder_tlv", "anders"
SCHOOL_CODE = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")  #: BRIN with vestiging
GROUPS = {
    NOT_ENROLLED: said("Afgegeven, niet ingeschreven"),
    WITHOUT_TLV: said("Ingeschreven zonder TLV die geldt"),
    OTHERWISE: said("Andere categorie of soort"),
}


@dataclass(frozen=True)
class Difference:
    """Something that is otherwise at DUO than here; *row* is where it stands in the overview (0: it does not)."""

    group: str
    number: str
    what: Said
    row: int
    pupil: str = ""  #: as the register has it; never from the overview


@dataclass(frozen=True)
class OfSchool:
    """The differences of one school."""

    school: str
    rows: tuple[Difference, ...]


@dataclass(frozen=True)
class Comparison:
    """The overview beside the register on a day; *hidden* are the columns with numbers of people that were not read."""

    file_id: int
    name: str
    on: date
    read: int
    hidden: tuple[str, ...]
    left_out: int
    schools: tuple[OfSchool, ...]

    def count(self, group: str) -> int:
        return sum(row.group == group for school in self.schools for row in school.rows)


def columns(uow: UnitOfWork, by: Person) -> tuple[tuple[str, ...], ...]:
    """Return by which names each column is known, the first that is needed first.

    Raises:
        NotFound: only the office compares; or how the columns are called is not known here.
    """
    offered.may_take_over(uow, by)
    return tuple(_known(uow).columns.values())


def _known(uow: UnitOfWork) -> DuoColumns:
    if (known := shared_of(uow).duo) is None:
        raise NotFound("duo.toml")
    return known


def offer(uow: UnitOfWork, by: Person, name: str, data: bytes, on: date) -> int:
    """Keep what may be kept of an overview that tells how it was on a day; return its number.

    Raises:
        NotFound: only the office compares.
        InvalidAnswers: the file cannot be read, or has no column with TLV numbers.
    """
    offered.may_take_over(uow, by)
    known, sheet = _known(uow), read_sheet(name, data)
    places = known.find(sheet.names)
    if "number" not in places:
        names = ", ".join(known.columns["number"])
        words = said("Lijst: er is geen kolom met het TLV-nummer. Noem haar in de eerste regel: {names}.", names=names)
        raise InvalidAnswers([FieldError("file", words)])
    hidden = known.numbers_of_people(sheet.names)
    kept = {
        "on": on.isoformat(),
        "hidden": [plain_name(each) for each in hidden],
        "left_out": len(sheet.names) - len(places) - len(hidden),
        "rows": [_kept(number, cells, places, known) for number, cells in sheet.rows],
    }
    row = models.ImportFile(
        kind=KIND, name=name[-120:], content=json.dumps(kept).encode(), added_by_id=by.id, added_at=uow.now
    )
    uow.session.add(row)
    uow.session.flush()
    return row.id


def _kept(number: int, cells: Sequence[str], places: dict[str, int], known: DuoColumns) -> list[Any]:
    """Return what is kept of a row: only what is a TLV number, a kind, a category, the code of a school or a day."""

    def cell(column: str) -> str:
        place = places.get(column, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    try:
        tlv = str(TlvNumber.parse(cell("number").upper()))
    except ValueError:
        tlv = ""
    kind, category = known.kinds.get(cell("kind").lower(), ""), known.categories.get(cell("category").lower(), "")
    code = plain_name(cell("school") or cell("brin") + cell("location")).upper()
    day = parse_date(cell("enrolled_on")) if cell("enrolled_on") else None
    return [number, tlv, kind, category, code if SCHOOL_CODE.fullmatch(code) else "", day.isoformat() if day else ""]


def compare(uow: UnitOfWork, by: Person, file_id: int) -> Comparison:
    """Return the differences between an overview and the register, per school.

    Raises:
        NotFound: there is no such overview of this person.
    """
    file = offered.file_of(uow, by, KIND, file_id)
    kept = json.loads(file.content)
    on = date.fromisoformat(kept["on"])
    offices = access.offices_of(by)
    swvs = [code for id_, code in tlvs.swvs_of(uow, by).items() if id_ in offices]
    names = {row.code: row.name for row in people.organisations(uow, "school", closed=True)}
    labels = {option.value: option.label for option in shared_of(uow).lists.get("categorieen", ())}
    known = table.numbered(uow, [row[1] for row in kept["rows"] if row[1]])
    found: dict[str, list[Difference]] = {}
    for number, tlv, kind, category, code, _day in kept["rows"]:
        school = names.get(code, code)
        line = known.get(tlv)
        if (difference := _of_row(number, tlv, kind, category, line, on, labels)) is not None:
            found.setdefault(school, []).append(difference)
    enrolled = {row[1] for row in kept["rows"]}
    for line in table.valid_on(uow, swvs, on):
        if line.number not in enrolled:
            what = said("{kind}, geldig tot en met {day}", kind=Said(line.kind), day=line.valid_until)
            found.setdefault(line.school or "", []).append(
                Difference(NOT_ENROLLED, line.number, what, 0, full_name(line.first_name, line.infix, line.last_name))
            )
    order = list(GROUPS)
    schools = tuple(
        OfSchool(school, tuple(sorted(rows, key=lambda row: (order.index(row.group), row.number, row.row))))
        for school, rows in sorted(found.items(), key=lambda each: (not each[0], each[0]))
    )
    return Comparison(
        file.id, file.name, on, len(kept["rows"]), tuple(kept["hidden"]), max(0, kept["left_out"]), schools
    )


def _of_row(
    row: int, number: str, kind: str, category: str, line: TlvLine | None, on: date, labels: dict[str, str]
) -> Difference | None:
    pupil = full_name(line.first_name, line.infix, line.last_name) if line is not None else ""

    def tell(group: str, what: Said) -> Difference:
        return Difference(group, number, what, row, pupil)

    if not number:
        return tell(WITHOUT_TLV, said("in regel {row} staat geen TLV-nummer", row=row))
    if line is None:
        return tell(WITHOUT_TLV, said("dit nummer staat niet in ons register (regel {row})", row=row))
    if line.revoked_on is not None and line.revoked_on <= on:
        return tell(WITHOUT_TLV, said("deze TLV is ingetrokken op {day}", day=line.revoked_on))
    if not line.valid_from <= on <= line.valid_until:
        words = said("deze TLV geldt van {first} tot en met {last}", first=line.valid_from, last=line.valid_until)
        return tell(WITHOUT_TLV, words)
    if kind and kind != line.kind:
        return tell(OTHERWISE, said("bij DUO {there}, hier {here}", there=Said(kind), here=Said(line.kind)))
    if category and line.category and category != line.category:
        there, here = labels.get(category, category), labels.get(line.category, line.category)
        return tell(OTHERWISE, said("bij DUO {there}, hier {here}", there=Said(there), here=Said(here)))
    return None


def as_excel(uow: UnitOfWork, by: Person, file_id: int, words: Callable[[Said | Text | str], str]) -> bytes:
    """Return the differences as an Excel file, without names: it is meant for the schools. Raises: as ``compare``."""
    found = compare(uow, by, file_id)
    heads = [words(each) for each in (said("School"), said("Verschil"), said("TLV-nummer"), said("Toelichting"))]
    return sheet_of(
        heads,
        [
            (school.school, words(GROUPS[row.group]), row.number, words(row.what))
            for school in found.schools
            for row in school.rows
        ],
    )


def forget(uow: UnitOfWork, by: Person, file_id: int) -> None:
    """Let go of an overview. Raises: as ``compare``."""
    offered.close(uow, offered.file_of(uow, by, KIND, file_id, lock=True))
