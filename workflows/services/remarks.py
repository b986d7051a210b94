"""Remarks on a case: what its people tell each other, as a part of the dossier.

Who may read what the school asks, reads them; they are destroyed with the details of the case.
Source: AVG art. 15 (what stands in the dossier can be asked for by whom it is about).
"""

from collections.abc import Iterable
from dataclasses import replace

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.people import CaseAccess, Person, readable_blocks, writable_blocks
from workflows.domain.wording import said
from workflows.persistence import cases, dossiers, models, people
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access
from workflows.services.deployments import shared_of
from workflows.services.views import Remark, RemarksView

KIND, BLOCK = "remark", "request"
LONGEST = 2_000


def view(
    uow: UnitOfWork, case: models.Case, by: Person, reach: CaseAccess, entries: Iterable[models.Entry]
) -> RemarksView | None:
    """Return the remarks among *entries* of a case, the latest first; None: they are not for *by*."""
    if BLOCK not in readable_blocks(by, reach, shared_of(uow).roles):
        return None
    told = [entry for entry in entries if entry.kind == KIND and entry.details is not None]
    names = people.names_of(uow, {entry.actor_id for entry in told if entry.actor_id is not None})
    lines = [Remark(names.get(each.actor_id or 0, ""), each.at, (each.details or {})["tekst"]) for each in told]
    return RemarksView(case.number, tuple(reversed(lines)), may_add(uow, case, by, reach))


def page(uow: UnitOfWork, number: str, by: Person) -> RemarksView:
    """Return the remarks on a case; the reading is logged with the page that they stand on.

    Raises:
        NotFound: there is no such case for this person, or they may not read them.
    """
    case = access.case_for(uow, number, by, needs=BLOCK)
    found = view(uow, case, by, access.access_to(uow, case.id), ())
    if found is None:
        raise NotFound(f"no remarks on {number}")
    return found


def may_add(uow: UnitOfWork, case: models.Case, by: Person, reach: CaseAccess) -> bool:
    """May *by* add a remark? Who is there only for a task of theirs says it in that task: experts advise apart."""
    through_a_role = replace(reach, tasks=frozenset())
    return case.ended_at is None and BLOCK in writable_blocks(by, through_a_role, shared_of(uow).roles)


def add(uow: UnitOfWork, number: str, by: Person, text: str) -> None:
    """Add a remark to a case; the same one twice on a row is one.

    Raises:
        NotFound: there is no such case for this person, or they may not add to it.
        InvalidAnswers: it is empty, too long, or holds a number of the state.
    """
    locked = cases.lock_case_numbered(uow, number)
    case = access.case_for(uow, number, by, needs=BLOCK)
    if not may_add(uow, case, by, access.access_to(uow, case.id)):
        raise NotFound(f"no remarks on {number} by them")
    text, label, errors = "\n".join(text.strip().splitlines()), said("Opmerking"), []
    if not 1 <= len(text) <= LONGEST:
        words = said("Opmerking: vul in wat u wilt zeggen, in hoogstens {most} tekens.", most=LONGEST)
        errors.append(FieldError("remark", words))
    if found := national_number_in(text):
        errors.append(FieldError("remark", said("{label}: {what}", label=label, what=explanation(found))))
    if errors:
        raise InvalidAnswers(errors)
    former = next(iter(reversed(dossiers.entries_of(uow, case.id, KIND))), None)
    if former is not None and former.actor_id == by.id and (former.details or {}).get("tekst") == text:
        return
    cases.append_entries(uow, locked, [NewEntry(KIND, uow.today, actor_id=by.id, details={"tekst": text})])
    cases.save_case(uow, locked)
