"""Organisations and people from a list: tried row by row, and entered or changed only when confirmed.

Trying is doing and undoing: what is wrong with a row is what the pages for one person or school would say of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.domain.errors import Conflict, FieldError, InvalidAnswers
from workflows.domain.field_reading import Refused, read_date
from workflows.domain.people import Person
from workflows.domain.sheets import Mistake, Row, rows_of
from workflows.domain.wording import Said, said
from workflows.persistence import models
from workflows.persistence import people as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import accounts, invitations, offered, organisations, people
from workflows.services.deployments import shared_of
from workflows.services.sheets import read_sheet

ORGANISATIONS, PEOPLE = "organisations", "people"
KINDS_OF_ORGANISATION = {"school": "school", "schoolbestuur": "board", "bestuur": "board"}


@dataclass(frozen=True)
class ListOf:
    """What a list looks like: its columns, which may stay empty, and a row of example."""

    columns: tuple[str, ...]
    optional: frozenset[str]
    example: tuple[str, ...]


LISTS = {
    ORGANISATIONS: ListOf(
        ("Soort", "Nummer", "Naam", "Schoolbestuur", "Samenwerkingsverband", "Vakantieregio", "Adres", "E-mailadres"),
        frozenset({"Soort", "Schoolbestuur", "Samenwerkingsverband", "Vakantieregio", "Adres", "E-mailadres"}),
        ("school", "12AB00", "De Voorbeeldboom", "41234", "PO9903", "Midden", "Laan 1; 0000 AA Voorbeeldstad",
         "info@voorbeeldboom.example"),
    ),
    PEOPLE: ListOf(
        ("E-mailadres", "Naam", "Rol", "Bij", "Laatste dag"),
        frozenset({"Bij", "Laatste dag"}),
        ("m.voorbeeld@voorbeeldboom.example", "Marieke Voorbeeld", "IB'er", "12AB00", ""),
    ),
}  # fmt: skip
#: which column a mistake of a field belongs to
COLUMN_OF = {
    "code": "Nummer", "name": "Naam", "board": "Schoolbestuur", "swv": "Samenwerkingsverband",
    "region": "Vakantieregio", "email": "E-mailadres", "role": "Rol", "last_day": "Laatste dag",
}  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What happens with a row: who or what it is about, and in words what changes."""

    row: int
    title: str
    aside: str
    changes: tuple[Said, ...]


@dataclass(frozen=True)
class Trial:
    """What a list does: the rows that change something, the mistakes in others, how many stay as they are."""

    file_id: int
    name: str
    rows: tuple[Done, ...]
    mistakes: tuple[Mistake, ...]
    known: int

    @property
    def wrong_rows(self) -> int:
        return len({mistake.row for mistake in self.mistakes})


def offer(uow: UnitOfWork, by: Person, kind: str, name: str, data: bytes) -> int:
    """Keep a list to look at; return its number. Raises: as ``offered.keep``."""
    return offered.keep(uow, by, kind, name, data)


def enter(uow: UnitOfWork, by: Person, kind: str, file_id: int) -> Trial:
    """Enter and change what every good row of a list says; return what was done. Undone, it is a trial.

    Raises:
        NotFound: this person is no administrator, or there is no such list of theirs.
    """
    file = offered.file_of(uow, by, kind, file_id, lock=True)
    sheet = read_sheet(file.name, file.content)
    looks = LISTS[kind]
    if lacking := sheet.lacking([column for column in looks.columns if column not in looks.optional]):
        words = said("deze kolom ontbreekt. Zet de naam ervan in de eerste regel.")
        return Trial(file_id, file.name, (), tuple(Mistake(1, column, words) for column in lacking), 0)
    rows, how = rows_of(sheet), _organisation if kind == ORGANISATIONS else _person
    if kind == ORGANISATIONS:  # a school may name a board of the same list
        rows.sort(key=lambda row: row.cells.get("soort", "").strip().lower() in ("", "school"))
    done = list(_each(uow, by, rows, how))
    changed = tuple(each for each in done if each.changes)
    offered.close(uow, file)
    table.note_change(uow, f"{kind}.listed", by.id, count=str(len(changed)), name=file.name)
    mistakes = sorted((each for row in rows for each in row.mistakes), key=lambda each: each.row)
    return Trial(file_id, file.name, changed, tuple(mistakes), len(done) - len(changed))


def _each(
    uow: UnitOfWork, by: Person, rows: Iterable[Row], how: Callable[[UnitOfWork, Person, Row], Done | None]
) -> Iterable[Done]:
    """Do one row after the other; of one in which something is wrong, nothing."""
    for row in rows:
        point = uow.session.begin_nested()
        try:
            done = how(uow, by, row)
        except InvalidAnswers as refused:
            for error in refused.errors:
                column = COLUMN_OF.get(error.field, "Naam")
                row.refuse("Bij" if how is _person and error.field == "code" else column, _kept(error.message))
            done = None
        except Conflict as refused:
            row.refuse("E-mailadres", _kept(str(refused)))
            done = None
        if done is None or row.mistakes:
            point.rollback()
        else:
            point.commit()
            yield done


def _kept(words: str) -> Said:
    """Return words that an error carries, as they were said."""
    return words if isinstance(words, Said) else Said(words)


def _one_of(options: Mapping[str, str], names: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if (found := options.get(text.lower())) is None:
            raise Refused(said("‘{text}’ kennen wij niet. Kies uit: {names}.", text=text, names=names))
        return found

    return read


# ------------------------------------------------------------------ schools and boards
def _organisation(uow: UnitOfWork, by: Person, row: Row) -> Done | None:
    kind = row.read("Soort", _one_of(KINDS_OF_ORGANISATION, "school, schoolbestuur"), required=False) or "school"
    code, name = row.text("Nummer").upper(), row.text("Naam", longest=200)
    board, swv = (row.text(column, required=False).upper() for column in ("Schoolbestuur", "Samenwerkingsverband"))
    region = row.text("Vakantieregio", required=False).capitalize()
    address = row.text("Adres", required=False, longest=500).replace(";", "\n")
    email = row.text("E-mailadres", required=False, longest=254)
    if row.mistakes:
        return None
    known = table.organisation_by_code(uow, code)
    if known is None:
        own = table.organisations(uow, "swv")
        if kind == "school" and not swv and len(own) == 1:
            swv = own[0].code
        organisations.add_organisation(
            uow, by, kind=kind, code=code, name=name, board=board, swv=swv, region=region, address=address, email=email
        )
        return Done(row.number, name, code, (said("nieuw"),))
    _must_stay(uow, row, known, {"Soort": kind, "Schoolbestuur": board, "Vakantieregio": region})
    before = (known.name, known.address, known.email)
    organisations.change_organisation(
        uow, by, known.id, name=name, address=address or known.address or "", email=email or known.email or ""
    )
    after = (known.name, known.address, known.email)
    labels = (said("naam (was {name})", name=before[0]), said("adres"), said("e-mailadres"))
    return Done(row.number, name, code, tuple(w for w, a, b in zip(labels, before, after, strict=True) if a != b))


def _must_stay(uow: UnitOfWork, row: Row, known: models.Organisation, given: Mapping[str, str]) -> None:
    """Refuse what a list does not change of an organisation that is there."""
    above = uow.session.get(models.Organisation, known.parent_id) if known.parent_id is not None else None
    present = {
        "Soort": known.kind,
        "Schoolbestuur": above.code if above is not None else "",
        "Vakantieregio": known.region or "",
    }
    for column, value in given.items():
        if value and value != present[column] and not (column != "Soort" and known.kind == "board"):
            now = present[column] or said("leeg")
            row.refuse(column, said("dit is nu {now}, en een lijst verandert dat niet. Laat het leeg.", now=now))


# ------------------------------------------------------------------ people
def _person(uow: UnitOfWork, by: Person, row: Row) -> Done | None:
    roles = shared_of(uow).roles
    labels = {role.label.nl.lower(): role.id for role in roles.values()} | {role: role for role in roles}
    email, name = row.text("E-mailadres", longest=254).lower(), row.text("Naam", longest=200)
    role = row.read("Rol", _one_of(labels, ", ".join(sorted(each.label.nl for each in roles.values()))))
    code, last_day = row.text("Bij", required=False).upper(), row.read("Laatste dag", read_date, required=False)
    if row.mistakes or role is None:
        return None
    if table.organisation_by_code(uow, code) is None and (code or len(table.organisations(uow, "swv")) != 1):
        row.refuse("Bij", said("vul het nummer in van de school, het schoolbestuur of het samenwerkingsverband."))
        return None
    changes = []
    known = table.person_by_email(uow, email)
    if known is None and last_day is not None:
        row.refuse("Laatste dag", said("deze persoon kennen wij niet. Laat de regel weg."))
        return None
    if known is None:
        person_id = accounts.add_person(uow, name=name, email=email, password_hash=None, roles=(), by=by.id)
        invitations.invite(uow, by, person_id)
        changes.append(said("nieuw, krijgt een mail met een link"))
    else:
        person_id = known.id
        if known.name != name:
            changes.append(said("naam (was {name})", name=known.name))
            people.rename(uow, by, person_id, name)
    changes += _role(uow, by, person_id, role, code, last_day)
    return Done(row.number, name, email, tuple(changes))


def _role(uow: UnitOfWork, by: Person, person_id: int, role: str, code: str, last_day: date | None) -> list[Said]:
    """Give a role, or let it end; return what changes."""
    label = said("{role}", role=shared_of(uow).roles[role].label)
    organisation = accounts.organisation_named(uow, code)
    held = table.membership(uow, person_id, role, organisation.id)
    if last_day is None:
        if held is not None and held.until_on is None:
            return []
        accounts.add_membership(uow, person_id, f"{role}:{organisation.code}", by.id)
        return [said("{role} bij {organisation}", role=label, organisation=organisation.name)]
    if held is None:
        raise InvalidAnswers(
            [FieldError("last_day", said("deze persoon heeft deze rol hier niet. Laat de regel weg."))]
        )
    if held.until_on == last_day:
        return []
    people.end_membership(uow, by, person_id, role, organisation.id, last_day)
    return [
        said("{role} bij {organisation} tot en met {day}", role=label, organisation=organisation.name, day=last_day)
    ]
