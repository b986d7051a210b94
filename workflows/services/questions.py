"""A question to a colleague or a group: put out from a case or a task, answered, and back with who asked.

No task waits for it and no term stands still: whether an answer is a supplement, the samenwerkingsverband decides
(Awb art. 4:15). The words are details of the history: part of the dossier, and destroyed with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from workflows.domain.errors import Conflict, FieldError, InvalidAnswers, NotFound
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.people import CaseAccess, Person, is_offered, readable_blocks
from workflows.domain.wording import Said, said
from workflows.persistence import cases, dossiers, meetings, models, people
from workflows.persistence import questions as table
from workflows.persistence.rows import CaseRow, JobRow, NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Shared
from workflows.services import access, dossier, inbox, ladder
from workflows.services.deployments import definition_of, shared_of
from workflows.services.views import QuestionLists, QuestionPage, QuestionRow, QuestionsView, QuestionView

ASKED, ANSWERED, WITHDRAWN = KINDS = ("question.asked", "question.answered", "question.withdrawn")
BLOCK, HEALTH = "request", "health"
LONGEST = 2_000
MOST = 50


# ------------------------------------------------------------------ on the page of a case or a task
def view(
    uow: UnitOfWork, case: models.Case, by: Person, reach: CaseAccess, entries: Iterable[models.Entry]
) -> QuestionsView | None:
    """Return the questions among *entries* of a case, the latest first; None: they are not for *by*."""
    shared = shared_of(uow)
    blocks = readable_blocks(by, reach, shared.roles)
    told = [entry for entry in entries if entry.kind in KINDS and entry.details is not None]
    names = people.names_of(uow, {entry.actor_id for entry in told if entry.actor_id is not None})
    lines = [each for each in _views(told, names, shared, case, by) if _may_read(each, told, by, blocks, reach, shared)]
    may_ask = case.ended_at is None and BLOCK in blocks
    return QuestionsView(case.number, tuple(reversed(lines)), may_ask) if lines or may_ask else None


def _views(
    told: Sequence[models.Entry], names: Mapping[int, str], shared: Shared, case: models.Case, by: Person
) -> list[QuestionView]:
    after = {(each.facts or {})["question"]: each for each in told if each.kind != ASKED}
    found = []
    for entry in told:
        if entry.kind != ASKED:
            continue
        facts, details = entry.facts or {}, entry.details or {}
        then = after.get(facts["question"])
        state = "open" if then is None and case.ended_at is None else "ended"
        state = state if then is None else "answered" if then.kind == ANSWERED else "withdrawn"
        offered = is_offered(by, facts["actor"], details.get("_persoon"))
        found.append(
            QuestionView(
                id=facts["question"],
                text=details["tekst"],
                asker=names.get(entry.actor_id or 0, ""),
                at=entry.at,
                to=whom(shared, facts["actor"], details.get("_aan")),
                wished=date.fromisoformat(facts["wished"]) if facts.get("wished") else None,
                state=state,
                mine=entry.actor_id == by.id,
                to_me=state == "open" and offered and entry.actor_id != by.id,
                answer=(then.details or {}).get("tekst", "") if then is not None else "",
                answerer=names.get(then.actor_id or 0, "") if then is not None else "",
                answered_at=then.at if then is not None else None,
            )
        )
    return found


def _may_read(
    question: QuestionView,
    told: Sequence[models.Entry],
    by: Person,
    blocks: frozenset[str],
    reach: CaseAccess,
    shared: Shared,
) -> bool:
    """May *by* read a question: it is about what they read in their role, or is theirs to ask or to answer.

    Who is there only for a task reads no other questions: experts advise apart.
    """
    entry = next(each for each in told if each.kind == ASKED and (each.facts or {})["question"] == question.id)
    facts, details = entry.facts or {}, entry.details or {}
    if facts["block"] not in blocks:
        return False
    through_a_role = readable_blocks(by, role_only(reach), shared.roles)
    asked = is_offered(by, facts["actor"], details.get("_persoon"))
    return question.mine or asked or facts["block"] in through_a_role


def role_only(reach: CaseAccess) -> CaseAccess:
    return CaseAccess(
        reach.parties, frozenset(), reach.recused, reach.asked, closed=reach.closed, withheld=reach.withheld
    )


def whom(shared: Shared, actor: str, name: str | None = None) -> Said:
    """Return who is asked: a person, or a group by its role."""
    role = actor.partition(":")[0]
    label = said("{role}", role=shared.roles[role].label) if role in shared.roles else Said(role)
    return said("{name} ({role})", name=Said(name), role=label) if name else label


# ------------------------------------------------------------------ answering
def page(uow: UnitOfWork, question_id: int, by: Person) -> QuestionPage:
    """Return a question; the reading is logged.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row, case, found, reach = _found(uow, question_id, by)
    access.log_read(uow, case.id, by, "question")
    return QuestionPage(
        case=dossier.head(uow, case, definition_of(uow, case.deployment_id), by),
        question=found,
        unread=found.mine and row.closed_at is not None and row.read_at is None,
        opens_case="deadlines" in readable_blocks(by, reach, shared_of(uow).roles),
    )


def answer(uow: UnitOfWork, question_id: int, by: Person, text: str) -> str:
    """Answer a question; who asked hears of it by mail. Return the number of its case.

    Raises:
        NotFound: there is none, or it is not theirs to answer.
        Conflict: somebody answered it, it was withdrawn, or its case ended.
        InvalidAnswers: there are no words, too many, or a number of the state among them.
    """
    row, locked = _locked(uow, question_id)
    _, _, found, _ = _found(uow, question_id, by)
    if not is_offered(by, row.actor, row.assignee_id) or found.mine:
        raise NotFound(f"question {question_id} is not theirs to answer")
    if row.closed_at is not None:
        raise Conflict(said("Deze vraag is al beantwoord of niet meer nodig."))
    if errors := errors_in(text, "text", said("Antwoord")):
        raise InvalidAnswers(errors)
    row.answered_seq, row.closed_at = locked.last_seq + 1, uow.now
    uow.session.flush()
    note(uow, locked, ANSWERED, by, {"question": row.id}, {"tekst": plain(text)})
    mail(uow, locked, row.id, "answer", [row.asked_by_id])
    return locked.number


def withdraw(uow: UnitOfWork, question_id: int, by: Person) -> str:
    """Take back a question that nobody answered yet; return the number of its case.

    Raises:
        NotFound: there is none, or it is not of this person.
        Conflict: it was answered in the meantime.
    """
    row, locked = _locked(uow, question_id)
    if row.asked_by_id != by.id:
        raise NotFound(f"question {question_id} is not theirs")
    if row.closed_at is not None:
        raise Conflict(said("Deze vraag is al beantwoord of niet meer nodig."))
    row.closed_at = row.read_at = uow.now
    uow.session.flush()
    note(uow, locked, WITHDRAWN, by, {"question": row.id}, {})
    return locked.number


def lay_aside(uow: UnitOfWork, question_id: int, by: Person) -> None:
    """Note that who asked has read what became of their question: it leaves their list, and stays in the dossier.

    Raises:
        NotFound: there is none of this person that is closed.
    """
    row, _ = _locked(uow, question_id)
    if row.asked_by_id != by.id or row.closed_at is None:
        raise NotFound(f"question {question_id} is not theirs to lay aside")
    row.read_at = row.read_at or uow.now


def _found(
    uow: UnitOfWork, question_id: int, by: Person
) -> tuple[models.Question, models.Case, QuestionView, CaseAccess]:
    row = uow.session.get(models.Question, question_id)
    if row is None:
        raise NotFound(f"no question {question_id}")
    case = uow.session.get_one(models.Case, row.case_id)
    reach = access.access_to(uow, case.id)
    seen = view(uow, case, by, reach, dossiers.entries_of(uow, case.id, *KINDS))
    found = next((each for each in seen.lines if each.id == row.id), None) if seen is not None else None
    if found is None:
        raise NotFound(f"no question {question_id} for them")
    return row, case, found, reach


def _locked(uow: UnitOfWork, question_id: int) -> tuple[models.Question, CaseRow]:
    row = uow.session.get(models.Question, question_id)
    if row is None:
        raise NotFound(f"no question {question_id}")
    locked = cases.lock_case(uow, row.case_id)
    uow.session.refresh(row)  # a colleague may have been faster
    return row, locked


# ------------------------------------------------------------------ what asking and answering share
def note(
    uow: UnitOfWork, case: CaseRow, kind: str, by: Person, facts: Mapping[str, object], details: Mapping[str, object]
) -> None:
    entry = NewEntry(kind, uow.today, actor_id=by.id, facts=dict(facts), details=dict(details))
    cases.append_entries(uow, case, [entry])
    cases.save_case(uow, case)


def mail(uow: UnitOfWork, case: CaseRow, question: int, notice: str, to: Iterable[int]) -> None:
    payload = {"notice": notice, "case": case.number, "question": question, "path": f"/vragen/{question}"}
    mails = [
        JobRow(f"mail:{case.id}:{notice}:{question}:{person}", "mail", ladder.office_hours(uow.now),
               {**payload, "to": person}, case.id)
        for person in to
    ]  # fmt: skip
    cases.write_jobs(uow, (), mails)


def errors_in(text: str, field: str, label: Said) -> list[FieldError]:
    errors = []
    if not 1 <= len(plain(text)) <= LONGEST:
        words = said("{label}: vul in wat u wilt zeggen, in hoogstens {most} tekens.", label=label, most=LONGEST)
        errors.append(FieldError(field, words))
    if found := national_number_in(text):
        errors.append(FieldError(field, said("{label}: {what}", label=label, what=explanation(found))))
    return errors


def plain(text: str) -> str:
    return "\n".join(text.strip().splitlines())


# ------------------------------------------------------------------ lists
def lists(uow: UnitOfWork, by: Person) -> QuestionLists:
    """Return the questions to *by*, the most urgent first, and what became of their own, the latest first."""
    to_me = table.asked_of(uow, by.id, by.actors, inbox.absent_of(by), MOST)
    mine = table.asked_by(uow, by.id, MOST)
    recused = meetings.recused_from(uow, sorted({row.case_id for row in to_me})) if to_me else {}
    shared = shared_of(uow)
    open_to_me = [
        row
        for row in to_me
        if row.asked_by_id != by.id
        and not (by.id in recused[row.case_id] and shared.roles[row.actor.partition(":")[0]].party == "swv")
    ]
    names = people.names_of(uow, {row.asked_by_id for row in open_to_me})
    shown = [_row(uow, row, by, whom(shared, row.actor, (row.asked or {}).get("_aan"))) for row in mine]
    return QuestionLists(
        tuple(_row(uow, row, by, Said(names.get(row.asked_by_id, ""))) for row in open_to_me),
        tuple(each for each in shown if each.state != "open"),
        tuple(each for each in shown if each.state == "open"),
    )


def _row(uow: UnitOfWork, row: table.QuestionRow, by: Person, who: Said) -> QuestionRow:
    state = "open" if row.closed_at is None else "answered" if row.answer is not None else "ended"
    return QuestionRow(
        id=row.id,
        number=row.number,
        pupil=dossier.shown_name(row, access.sees_name_of_task(uow, by, row.withheld, row.actor)),
        text=(row.asked or {}).get("tekst", ""),
        who=who,
        at=row.asked_at,
        wished=row.sort_on if row.sort_on != models.NO_DATE else None,
        state=state,
        answer=(row.answer or {}).get("tekst", ""),
    )
