"""Taking over the TLVs that another system gave out: looked at row by row, and entered only when confirmed.

Source: practice: without the end dates of the TLVs that run, nobody is reminded of their renewal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.domain.field_reading import Refused, read_date
from workflows.domain.people import Person
from workflows.domain.sheets import Mistake, Row, Sheet, rows_of
from workflows.domain.tlv import TlvNumber, is_tlv_end
from workflows.domain.wording import Said, said
from workflows.persistence import models, people
from workflows.persistence import tlvs as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, offered, tlvs
from workflows.services.deployments import shared_of
from workflows.services.sheets import read_sheet

KIND = "tlv"  #: of list
COLUMNS = (
    "Nummer", "Soort", "Categorie", "Besluit van", "Geldig vanaf", "Geldig tot en met", "Roepnaam", "Tussenvoegsel",
    "Achternaam", "Geboortedatum", "School", "Ingeschreven op",
)  # fmt: skip
EXAMPLE = (
    "PO9903-2025-00042", "SO", "L", "12-06-2025", "01-08-2025", "31-07-2027", "Sem", "van", "Voorbeeld", "14-03-2017",
    "12AB00", "18-08-2025",
)  # fmt: skip
OPTIONAL = frozenset({"Categorie", "Tussenvoegsel", "School", "Ingeschreven op"})


@dataclass(frozen=True)
class Taken:
    """A row that can be taken over."""

    number: str
    kind: str
    category: str | None
    decided_on: date
    valid_from: date
    valid_until: date
    first_name: str
    infix: str
    last_name: str
    born_on: date
    school_id: int | None
    placed_on: date | None


@dataclass(frozen=True)
class Trial:
    """What would happen: the rows that can be taken over, and the mistakes in the others."""

    file_id: int
    name: str
    rows: tuple[Taken, ...]
    mistakes: tuple[Mistake, ...]
    known: int  #: in the register already, and left as they are

    @property
    def wrong_rows(self) -> int:
        return len({mistake.row for mistake in self.mistakes})


def offer(uow: UnitOfWork, by: Person, name: str, data: bytes) -> int:
    """Keep a list to look at; return its number. Nothing of it is entered yet. Raises: as ``offered.keep``."""
    return offered.keep(uow, by, KIND, name, data)


def trial(uow: UnitOfWork, by: Person, file_id: int) -> Trial:
    """Return what would be entered of a list, and what is wrong with it row by row.

    Raises:
        NotFound: there is no such list of this person, or it was taken over already.
    """
    file = offered.file_of(uow, by, KIND, file_id)
    sheet = read_sheet(file.name, file.content)
    if lacking := sheet.lacking([column for column in COLUMNS if column not in OPTIONAL]):
        words = said("deze kolom ontbreekt. Zet de naam ervan in de eerste regel.")
        return Trial(file_id, file.name, (), tuple(Mistake(1, column, words) for column in lacking), 0)
    return _judged(uow, by, file, sheet)


def confirm(uow: UnitOfWork, by: Person, file_id: int) -> int:
    """Enter every row of a list that can be taken over; return how many. What is wrong stays out.

    Raises:
        NotFound: as ``trial``.
    """
    file = offered.file_of(uow, by, KIND, file_id, lock=True)
    found = trial(uow, by, file_id)
    for taken in found.rows:
        pupil = offered.pupil_of(uow, taken.first_name, taken.infix, taken.last_name, taken.born_on, taken.school_id)
        uow.session.add(
            models.Tlv(
                number=taken.number, pupil_id=pupil.id, kind=taken.kind, category=taken.category,
                decided_on=taken.decided_on, valid_from=taken.valid_from, valid_until=taken.valid_until,
                school_id=taken.school_id, placed_on=taken.placed_on, note=f"Overgenomen uit {file.name}",
            )
        )  # fmt: skip
        uow.session.flush()
    offered.close(uow, file)
    people.note_change(uow, "tlv.taken_over", by.id, count=str(len(found.rows)), name=file.name)
    return len(found.rows)


def _judged(uow: UnitOfWork, by: Person, file: models.ImportFile, sheet: Sheet) -> Trial:
    offices = access.offices_of(by)
    codes = [code for id_, code in tlvs.swvs_of(uow, by).items() if id_ in offices]
    schools = {row.code: row for row in people.organisations(uow, "school", closed=True)}
    categories = _categories(uow)
    taken: list[Taken] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    rows = rows_of(sheet)
    known = table.numbers_known(uow, [row.cells.get("nummer", "").strip().upper() for row in rows])
    for row in rows:
        found = _read(row, codes, schools, categories)
        if found is not None and found.number in seen:
            row.refuse(
                "Nummer",
                said("dit nummer staat ook in regel {row}. Een nummer is van één TLV.", row=seen[found.number]),
            )
        mistakes += row.mistakes
        if found is not None and not row.mistakes:
            seen[found.number] = row.number
            if found.number not in known:
                taken.append(found)
    return Trial(file.id, file.name, tuple(taken), tuple(mistakes), len(known & seen.keys()))


def _read(
    row: Row, codes: list[str], schools: Mapping[str, models.Organisation], categories: Mapping[str, str]
) -> Taken | None:
    def number(text: str) -> str:
        try:
            found = TlvNumber.parse(text.upper())
        except ValueError:
            raise Refused(said("dit is geen TLV-nummer; het ziet eruit als PO9903-2026-00042.")) from None
        if found.swv not in codes:
            raise Refused(said("dit nummer is niet van uw samenwerkingsverband ({codes}).", codes=", ".join(codes)))
        return str(found)

    def one_of(options: Mapping[str, str], what: Said) -> Callable[[str], str]:
        def read(text: str) -> str:
            if (found := options.get(text.lower())) is None:
                raise Refused(what)
            return found

        return read

    def school(text: str) -> int:
        if (found := schools.get(text.upper())) is None:
            raise Refused(said("deze school kennen wij niet. Gebruik BRIN met vestiging, zoals 12AB00."))
        return found.id

    kinds = {kind.lower(): kind for kind in tlvs.KINDS}
    tlv_number = row.read("Nummer", number)
    kind = row.read("Soort", one_of(kinds, said("kies uit SBO, SO, VSO, PRO, LWOO.")))
    category = row.read("Categorie", one_of(categories, said("kies uit L, M, H (of 1, 2, 3).")), required=False)
    decided_on, valid_from = row.read("Besluit van", read_date), row.read("Geldig vanaf", read_date)
    valid_until, born_on = row.read("Geldig tot en met", read_date), row.read("Geboortedatum", read_date)
    first_name, last_name = row.text("Roepnaam"), row.text("Achternaam")
    infix = row.text("Tussenvoegsel", required=False, longest=20)
    school_id, placed_on = (
        row.read("School", school, required=False),
        row.read("Ingeschreven op", read_date, required=False),
    )
    if kind == "SBO" and category is not None:
        row.refuse("Categorie", said("SBO heeft geen landelijke categorie. Laat dit leeg."))
    if kind in ("SO", "VSO") and category is None and not row.mistakes:
        row.refuse("Categorie", said("vul L, M of H in."))
    if valid_from and valid_until and not is_tlv_end(valid_from, valid_until):
        row.refuse(
            "Geldig tot en met",
            said("een TLV eindigt op 31 juli en geldt minstens één heel schooljaar (WEC art. 40 lid 15)."),
        )
    if row.mistakes or not (tlv_number and kind and decided_on and valid_from and valid_until and born_on):
        return None
    return Taken(
        tlv_number, kind, category, decided_on, valid_from, valid_until, first_name, infix, last_name, born_on,
        school_id, placed_on,
    )  # fmt: skip


def _categories(uow: UnitOfWork) -> dict[str, str]:
    """Return the categories by everything that people write for them: L, 1, laag, "1 (laag)"."""
    found: dict[str, str] = {}
    for option in shared_of(uow).lists.get("categorieen", ()):
        words = option.label.lower().replace("(", " ").replace(")", " ").split()
        found |= dict.fromkeys((option.value.lower(), option.label.lower(), *words), option.value)
    return found
