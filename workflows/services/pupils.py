"""The page of a pupil: over all routes what runs, what was decided, what is on file and who is around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflows.domain.errors import NotFound
from workflows.domain.people import CaseAccess, Person, readable_blocks
from workflows.domain.records import state_of, words_in
from workflows.domain.relations import Circle
from workflows.domain.wording import Said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence import pupils as table
from workflows.persistence.queries import CaseLine
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import (
    access,
    declarations,
    documents,
    dossier,
    happened,
    letter_pages,
    notes,
    relations,
    terms,
    tlvs,
    turns,
)
from workflows.services.deployments import definition_of, shared_of
from workflows.services.records import STATES, label_of
from workflows.services.relations import Card
from workflows.services.tlvs import TlvRow
from workflows.services.views import CaseRow, DeadlineView, DocumentView, HistoryRow, LetterView, NoteView

MOST = 50  #: cases of one pupil
PAGE = 50  #: lines of the timeline
#: what the timeline tells: not that a term begins or stops, which stands with the act that does it and in the case
TOLD = tuple(kind for kind in happened.KINDS if kind not in ("deadline.started", "deadline.stopped"))


@dataclass(frozen=True)
class DeclarationLine:
    """How something that parents or pupil declared stands in a case."""

    label: Said
    state: Said
    tone: str


@dataclass(frozen=True)
class OfCase:
    """What lies in one case, as far as who looks may read it."""

    number: str
    title: str
    deadlines: tuple[DeadlineView, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    letters: tuple[LetterView, ...] = ()
    declarations: tuple[DeclarationLine, ...] = ()


@dataclass(frozen=True)
class PupilPage:
    """Everything about a pupil that one may read; *school* is where the newest case of these began.

    *people_of* is the case on whose page the people around the pupil stand; *note_on* the one that a new note is for,
    empty where they write none; *next* asks for older lines.
    """

    id: int
    name: str
    born: date
    age: int | None  #: today
    school: str
    rows: tuple[CaseRow, ...]
    cases: tuple[OfCase, ...]
    tlvs: tuple[tuple[TlvRow, bool], ...]
    people: tuple[Card, ...]
    people_of: str
    notes: tuple[NoteView, ...]
    note_on: str
    happened: tuple[tuple[str, HistoryRow], ...]
    next: str | None


@dataclass(frozen=True)
class _Seen:
    """The cases of a pupil that somebody may know to be of this pupil, the newest first."""

    cases: Sequence[models.Case]
    reach: Mapping[int, CaseAccess]
    blocks: Mapping[int, frozenset[str]]
    definitions: Mapping[int, ProcessDefinition]
    names: dict[int, str] = field(default_factory=dict)  #: of the organisations

    def reading(self, block: str) -> list[int]:
        return [case.id for case in self.cases if block in self.blocks[case.id]]


def page(uow: UnitOfWork, pupil_id: int, by: Person, after: str = "") -> PupilPage:
    """Return the page of a pupil; for each case that it tells of, the reading is logged.

    A case counts only for who may know whom it is about: a route that withholds the names is not here for who works for
    the samenwerkingsverband. What is told of it, is what the page of that case tells this person.

    Raises:
        NotFound: there is no such pupil, or no case of theirs that this person may read.

    Source: AVG art. 5 lid 1 sub b and c, lid 2 (what for, no more than needed, accountability).
    """
    pupil = table.now_known_as(uow, pupil_id)
    seen = _seen(uow, pupil.id, by) if pupil is not None else None
    if pupil is None or seen is None:
        raise NotFound(f"no pupil {pupil_id}")
    for case in seen.cases:
        access.log_read(uow, case.id, by, "pupil")
    newest = next((case for case in seen.cases if access.is_office(by, _swv(seen, case))), seen.cases[0])
    _, now, _, _ = relations.around(uow, newest, pupil.id, by)
    numbers = {case.id: case.number for case in seen.cases}
    happened, following = _happened(uow, seen, numbers, after)
    decided = {case: numbers[case] for case in seen.reading("decision")}
    return PupilPage(
        id=pupil.id,
        name=dossier.full_name(pupil.first_name, pupil.infix, pupil.last_name),
        born=pupil.born_on,
        age=Circle.at("", pupil.born_on, uow.today, ()).age,  # today, also where the case ended long ago
        school=_school(seen, seen.cases[0]),
        rows=turns.case_rows(uow, [_line(seen, pupil, case) for case in seen.cases], by),
        cases=_contents(uow, seen, by),
        tlvs=tlvs.of_pupil(uow, pupil.id, decided, by),
        people=now,
        people_of=newest.number,
        notes=notes.of_cases(uow, numbers, seen.blocks, by),
        note_on=next((numbers[case] for case in seen.reading(letter_pages.CORRESPONDENCE)), ""),
        happened=happened,
        next=following,
    )


def _seen(uow: UnitOfWork, pupil_id: int, by: Person) -> _Seen | None:
    found = table.cases_of(uow, pupil_id, MOST)
    roles, reach = shared_of(uow).roles, access.reach_of(uow, found)
    blocks = {case.id: readable_blocks(by, reach[case.id], roles) for case in found}
    cases = [case for case in found if {"identity", "deadlines"} <= blocks[case.id]]
    if not cases:
        return None
    definitions = {case.id: definition_of(uow, case.deployment_id) for case in cases}
    wanted = {reach[case.id].parties.get("applicant", 0) for case in cases}
    return _Seen(cases, reach, blocks, definitions, people.organisation_names(uow, wanted))


def _swv(seen: _Seen, case: models.Case) -> int:
    return seen.reach[case.id].parties["swv"]


def _school(seen: _Seen, case: models.Case) -> str:
    return seen.names.get(seen.reach[case.id].parties.get("applicant", 0), "")


def _line(seen: _Seen, pupil: models.Pupil, case: models.Case) -> CaseLine:
    return CaseLine(
        id=case.id,
        number=case.number,
        route=case.route,
        awaits=case.awaits,
        started_on=case.started_on,
        outcome=case.outcome,
        ended_at=case.ended_at,
        first_name=pupil.first_name,
        infix=pupil.infix,
        last_name=pupil.last_name,
        school=_school(seen, case),
        school_id=seen.reach[case.id].parties.get("applicant"),
        withheld=case.withheld,
    )


# ------------------------------------------------------------------ what lies in each case
def _contents(uow: UnitOfWork, seen: _Seen, by: Person) -> tuple[OfCase, ...]:
    ids = [case.id for case in seen.cases]
    files = [row for row in table.documents_in(uow, ids) if row.block in seen.blocks[row.case_id]]
    names = people.names_of(uow, {row.added_by_id for row in files if row.added_by_id is not None})
    written = dossiers.letters_of_cases(uow, ids)
    found = []
    for case in seen.cases:
        reach, blocks = seen.reach[case.id], seen.blocks[case.id]
        office = access.is_office(by, reach.parties["swv"])
        mine = [row for row in written if row.case_id == case.id]
        found.append(
            OfCase(
                number=case.number,
                title=seen.definitions[case.id].route.settings.title,
                deadlines=_running(uow, case),
                documents=tuple(
                    documents.view_of(
                        row, names, documents.remark_on(row) if office or row.added_by_id == by.id else None
                    )
                    for row in files
                    if row.case_id == case.id
                ),
                letters=tuple(
                    letter_pages.view_of(row, case.number)
                    for row in reversed(letter_pages.readable_with(blocks, reach.parties, mine, by))
                ),
                declarations=_declared(uow, case, seen.definitions[case.id], blocks),
            )
        )
    return tuple(found)


def _running(uow: UnitOfWork, case: models.Case) -> tuple[DeadlineView, ...]:
    if case.ended_at is not None:
        return ()
    shared = shared_of(uow)
    views = terms.deadline_views(terms.ledger_of(uow, case), uow.today, shared.rules, shared.calendar)
    return tuple(view for view in views if view.state != "stopped")


def _declared(
    uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, blocks: frozenset[str]
) -> tuple[DeclarationLine, ...]:
    shared, facts = shared_of(uow), dossier.facts_of(definition, case, uow.today)
    found = []
    for word in words_in(facts):
        kind, state = shared.records.get(word.partition(":")[0]), state_of(word, facts, uow.today)
        if kind is not None and kind.block in blocks:
            stands = declarations.ON_RECORD if state == "holds" and not kind.withdrawable else STATES[state]
            tone = declarations.TONES.get(state, "amber")
            found.append(DeclarationLine(label_of(kind, word, shared), stands, tone))
    return tuple(found)


# ------------------------------------------------------------------ the timeline
def _happened(
    uow: UnitOfWork, seen: _Seen, numbers: Mapping[int, str], after: str
) -> tuple[tuple[tuple[str, HistoryRow], ...], str | None]:
    readable = seen.reading("history")
    entries = table.happened(uow, readable, TOLD, _place(after), PAGE + 1) if readable else []
    shown, more = entries[:PAGE], len(entries) > PAGE
    persons = people.names_of(uow, {row.actor_id for row in shown if row.actor_id is not None})
    changes = people.changes_by_id(uow, {each for row in shown for each in (row.facts or {}).get("changes", ())})
    shared = shared_of(uow)
    made = [(row, happened.history_row(row, seen.definitions[row.case_id], persons, shared, changes)) for row in shown]
    last = shown[-1] if more else None
    following = f"{last.case_id}-{last.seq}" if last is not None else None
    return tuple((numbers[row.case_id], line) for row, line in made if line is not None), following


def _place(after: str) -> tuple[int, int] | None:
    """Return the entry from which a page of the timeline goes on; nonsense is the beginning."""
    case, _, seq = after.partition("-")
    return (int(case), int(seq)) if case.isdecimal() and seq.isdecimal() else None
