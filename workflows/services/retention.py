"""Files whose time has come: two people see them and agree, and their details are destroyed for good.

The second is never the first, and one of the two is the director, who answers for it.
What stays: the facts that were never personal, the chain of the history, decisions, and the register of TLVs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.domain.answers import JSON
from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, models, people
from workflows.persistence import retention as table
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, dossier, minutes
from workflows.services.deployments import definition_of, live_definitions, shared_of

ANSWERS = "directeur"  #: one of the two is
AGREE = (ANSWERS, OFFICE, "fg")  #: whose list it is
AHEAD = timedelta(days=31)  #: what is due within this is announced
MOST = 100
RULE = "RT1"


@dataclass(frozen=True)
class DueFile:
    """A file that may be destroyed, or why it waits; *agreed*: who agreed, and when; *mine*: who looks did.

    *can_end*: with who looks as the second, it is destroyed.
    """

    number: str
    route_title: str
    pupil: str
    ended_on: date
    erase_on: date
    waits: Said | None
    agreed: tuple[str, datetime] | None
    mine: bool
    can_end: bool


@dataclass(frozen=True)
class ErasedFile:
    """Proof that a file was destroyed."""

    number: str
    route_title: str
    at: datetime
    by: str
    first: str  #: who agreed before; empty: from before two were asked


@dataclass(frozen=True)
class RetentionPage:
    """What is due, what comes within a month, and what was destroyed."""

    due: tuple[DueFile, ...]
    soon: tuple[DueFile, ...]
    erased: tuple[ErasedFile, ...]
    source: str


def _swvs(by: Person) -> list[int]:
    found = [each.organisation_id for each in by.memberships if each.role in AGREE]
    if not found:
        raise NotFound("the list of what is to be destroyed is not theirs")
    return found


def page(uow: UnitOfWork, by: Person) -> RetentionPage:
    """Return the files of which the details may no longer be kept, and the proof of those that went.

    Raises:
        NotFound: this list is not theirs.

    Source: WPO art. 18a lid 13 onder a, WVO 2020 art. 2.47 lid 16 onder a (three years after the decision).
    """
    swvs = _swvs(by)
    titles = {each.route.name: each.route.settings.title for each in live_definitions(uow)}
    gone = table.erased(uow, swvs, MOST)
    rows = table.due(uow, swvs, uow.today + AHEAD, 2 * MOST)
    who = {each for row in gone for each in (row.by_id, row.first_by_id)} | {row.first_by_id for row in rows}
    names, named = people.names_of(uow, who - {None}), bool(access.watches(uow, by))  # type: ignore[arg-type]
    files = [
        DueFile(
            row.number,
            titles.get(row.route, row.route),
            dossier.shown_name(row, named) if row.last_name is not None else "",
            local_date(row.ended_at),
            row.erase_on,
            _waits(row),
            (names.get(row.first_by_id, ""), row.first_at) if row.first_by_id and row.first_at else None,
            row.first_by_id == by.id,
            _is_second(uow, row, by),
        )
        for row in rows
    ]
    return RetentionPage(
        due=tuple(each for each in files if each.erase_on <= uow.today)[:MOST],
        soon=tuple(each for each in files if each.erase_on > uow.today),
        erased=tuple(
            ErasedFile(
                row.number,
                titles.get(row.route, row.route),
                row.erased_at,
                names.get(row.by_id or 0, ""),
                names.get(row.first_by_id or 0, ""),
            )
            for row in gone
        ),
        source=shared_of(uow).rules.at(RULE, uow.today).source,
    )


def _is_second(uow: UnitOfWork, row: table.DueRow, by: Person) -> bool:
    """Does *by* destroy this file by agreeing: did another agree before, and is one of the two the director?"""
    if row.first_by_id is None or row.first_by_id == by.id:
        return False
    if by.has(ANSWERS):
        return True
    hats = people.memberships_of(uow, [row.first_by_id]).get(row.first_by_id, ())
    return any(hat.role == ANSWERS for hat in hats)


def _waits(row: table.DueRow) -> Said | None:
    """Return why a file cannot go yet: it is held, or a case that came from it (an objection) still runs."""
    if row.hold:
        return said("Wacht: {why}", why=row.hold)
    return said("Wacht: zaak {case} loopt nog", case=row.waits_for) if row.waits_for else None


@dataclass(frozen=True)
class Agreed:
    """How many files were destroyed, and how many wait for a second person."""

    destroyed: int
    waiting: int


def agree(uow: UnitOfWork, by: Person, numbers: Sequence[str], sure: bool) -> Agreed:
    """Agree that files whose time has come are destroyed; where somebody else did before, they are.

    Raises:
        NotFound: this list is not theirs, or a file is not on it.
        InvalidAnswers: nothing was chosen, or not confirmed; or who agrees did so before.

    Source: WPO art. 18a lid 13 onder a; AVG art. 5 lid 1 sub e and lid 2, art. 32 (two people, so that no file goes by
    mistake or to hide something).
    """
    swvs = _swvs(by)
    if not numbers:
        raise InvalidAnswers([FieldError("number", said("Kies minstens één dossier."))])
    if not sure:
        words = said("Bevestig dat u de lijst hebt gezien. Vernietigen kan niet ongedaan worden gemaakt.")
        raise InvalidAnswers([FieldError("sure", words)])
    destroyed = 0
    for number in sorted(set(numbers)):
        locked = cases.lock_case_numbered(uow, number)
        found = {row.id: row for row in table.due(uow, swvs, uow.today, 10 * MOST)}.get(locked.id)
        if found is None or _waits(found) is not None:
            raise NotFound(f"{number} is not due")
        if found.first_by_id is None:
            uow.session.add(models.Erasure(case_id=locked.id, first_by_id=by.id, first_at=uow.now))
            uow.session.flush()
        elif _is_second(uow, found, by):
            _destroy(uow, locked.id, by, found.first_by_id)
            destroyed += 1
        else:
            words = said("{case}: een tweede persoon moet akkoord gaan; een van de twee is de directeur.", case=number)
            raise InvalidAnswers([FieldError("number", words)])
    return Agreed(destroyed, len(set(numbers)) - destroyed)


def take_back(uow: UnitOfWork, by: Person, number: str) -> None:
    """Agree no longer that a file is destroyed.

    Raises:
        NotFound: they did not agree, or it was destroyed already.
    """
    _swvs(by)
    locked = cases.lock_case_numbered(uow, number)
    row = uow.session.get(models.Erasure, locked.id)
    case = uow.session.get_one(models.Case, locked.id)
    if row is None or row.first_by_id != by.id or case.erased_at is not None:
        raise NotFound(f"they did not agree on {number}")
    uow.session.delete(row)


def _destroy(uow: UnitOfWork, case_id: int, by: Person, first: int) -> None:
    letters = _destroy_letters(uow, case_id)
    minutes.forget(uow, case_id)
    documents = table.destroy_details(uow, case_id)
    row = cases.lock_case(uow, case_id)
    counts: dict[str, JSON] = {"documents": documents, "letters": letters, "first": first}
    proof = NewEntry("erased", uow.today, actor_id=by.id, facts=counts)
    cases.append_entries(uow, row, [proof])
    cases.save_case(uow, row)
    case = uow.session.get_one(models.Case, case_id, populate_existing=True)
    case.erased_at, case.erased_by_id, case.on_behalf = uow.now, by.id, None
    table.part_with_pupil(uow, case)


def _destroy_letters(uow: UnitOfWork, case_id: int) -> int:
    """Empty the letters of a case, but not its decisions: those fall under the Archiefwet."""
    case = uow.session.get_one(models.Case, case_id)
    known, emptied = definition_of(uow, case.deployment_id).route.letters, 0
    for row in table.letters_of(uow, case_id):
        if row.letter in known and known[row.letter].kind == "besluit":
            continue
        row.subject, row.body, row.addressee_name, row.address, row.change, row.seal = "", [], "", None, None, None
        emptied += 1
    return emptied
