"""Files whose time has come: the director sees them, approves, and their details are destroyed for good.

What stays: the facts that were never personal, the chain of the history, decisions, and the register of TLVs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence import cases, models, people
from workflows.persistence import retention as table
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import dossier, minutes
from workflows.services.deployments import definition_of, live_definitions, shared_of

APPROVES = "directeur"
MOST = 100
RULE = "RT1"


@dataclass(frozen=True)
class DueFile:
    """A file that may be destroyed, or why it waits."""

    number: str
    route_title: str
    pupil: str
    ended_on: date
    erase_on: date
    waits: Said | None


@dataclass(frozen=True)
class ErasedFile:
    """Proof that a file was destroyed."""

    number: str
    route_title: str
    at: datetime
    by: str


@dataclass(frozen=True)
class RetentionPage:
    """What is due, and what was destroyed."""

    due: tuple[DueFile, ...]
    erased: tuple[ErasedFile, ...]
    source: str


def _swvs(by: Person) -> list[int]:
    found = [each.organisation_id for each in by.memberships if each.role == APPROVES]
    if not found:
        raise NotFound("the list of what is to be destroyed is the director's")
    return found


def page(uow: UnitOfWork, by: Person) -> RetentionPage:
    """Return the files of which the details may no longer be kept, and the proof of those that went.

    Raises:
        NotFound: this person approves no destruction.

    Source: WPO art. 18a lid 13 onder a, WVO 2020 art. 2.47 lid 16 onder a (three years after the decision).
    """
    swvs = _swvs(by)
    titles = {each.route.name: each.route.settings.title for each in live_definitions(uow)}
    gone = table.erased(uow, swvs, MOST)
    names = people.names_of(uow, {row.by_id for row in gone if row.by_id is not None})
    return RetentionPage(
        due=tuple(
            DueFile(
                row.number,
                titles.get(row.route, row.route),
                dossier.full_name(row.first_name, row.infix, row.last_name),
                local_date(row.ended_at),
                row.erase_on,
                _waits(row),
            )
            for row in table.due(uow, swvs, uow.today, MOST)
        ),
        erased=tuple(
            ErasedFile(row.number, titles.get(row.route, row.route), row.erased_at, names.get(row.by_id or 0, ""))
            for row in gone
        ),
        source=shared_of(uow).rules.at(RULE, uow.today).source,
    )


def _waits(row: table.DueRow) -> Said | None:
    """Return why a file cannot go yet: it is held, or a case that came from it (an objection) still runs."""
    if row.hold:
        return said("Wacht: {why}", why=row.hold)
    return said("Wacht: zaak {case} loopt nog", case=row.waits_for) if row.waits_for else None


def destroy(uow: UnitOfWork, by: Person, numbers: Sequence[str], sure: bool) -> int:
    """Destroy the details of files whose time has come; return how many went.

    Raises:
        NotFound: this person approves no destruction, or a file is not on the list.
        InvalidAnswers: nothing was chosen, or not confirmed.

    Source: WPO art. 18a lid 13 onder a; AVG art. 5 lid 1 sub e and lid 2.
    """
    swvs = _swvs(by)
    if not numbers:
        raise InvalidAnswers([FieldError("number", said("Kies minstens één dossier."))])
    if not sure:
        words = said("Bevestig dat u de lijst hebt gezien. Vernietigen kan niet ongedaan worden gemaakt.")
        raise InvalidAnswers([FieldError("sure", words)])
    for number in sorted(set(numbers)):
        locked = cases.lock_case_numbered(uow, number)
        found = {row.id: row for row in table.due(uow, swvs, uow.today, 10 * MOST)}.get(locked.id)
        if found is None or _waits(found) is not None:
            raise NotFound(f"{number} is not due")
        _destroy(uow, locked.id, by)
    return len(set(numbers))


def _destroy(uow: UnitOfWork, case_id: int, by: Person) -> None:
    letters = _destroy_letters(uow, case_id)
    minutes.forget(uow, case_id)
    documents = table.destroy_details(uow, case_id)
    row = cases.lock_case(uow, case_id)
    proof = NewEntry("erased", uow.today, actor_id=by.id, facts={"documents": documents, "letters": letters})
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
