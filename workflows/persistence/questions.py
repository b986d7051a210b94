"""Questions that wait: those asked of me and my groups, and what became of mine; each a short range of an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, union_all, update
from sqlalchemy.orm import aliased

from workflows.persistence.inbox import Absent
from workflows.persistence.models import Case, Entry, Membership, Pupil, Question
from workflows.persistence.unit_of_work import UnitOfWork

CAP = 100  #: nobody counts further


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as a list shows it; *asked* and *answer* are details of the history, None once destroyed."""

    id: int
    case_id: int
    actor: str
    assignee_id: int | None
    asked_by_id: int
    asked_at: datetime
    sort_on: date
    closed_at: datetime | None
    number: str
    route: str
    withheld: bool
    first_name: str | None
    infix: str | None
    last_name: str | None
    asked: dict[str, Any] | None
    answer: dict[str, Any] | None


def asked_of(
    uow: UnitOfWork, person_id: int, actors: Sequence[str], absent: Sequence[Absent], limit: int
) -> list[QuestionRow]:
    """Return the open questions to a person, to their groups, and to whom they stand in for, the most urgent first."""
    waiting = _waiting(person_id, actors, absent, limit).subquery("waiting")
    page = select(waiting.c.id).order_by(waiting.c.sort_on, waiting.c.id).limit(limit)
    return _rows(uow, page, (Question.sort_on, Question.id))


def asked_by(uow: UnitOfWork, person_id: int, limit: int) -> list[QuestionRow]:
    """Return what a person asked and did not lay aside yet, the latest first."""
    page = select(Question.id).where(Question.asked_by_id == person_id, Question.read_at.is_(None))
    return _rows(uow, page.order_by(Question.id.desc()).limit(limit), (Question.id.desc(),))


def counts(uow: UnitOfWork, person_id: int, actors: Sequence[str], absent: Sequence[Absent] = ()) -> tuple[int, int]:
    """Return how many questions wait for a person, and how many answers; each up to a cap. One statement."""
    waiting = _waiting(person_id, actors, absent, CAP + 1).limit(CAP + 1).subquery("waiting")
    answers = (
        select(Question.id)
        .where(Question.asked_by_id == person_id, Question.read_at.is_(None), Question.closed_at.is_not(None))
        .order_by(Question.id.desc())
        .limit(CAP + 1)
        .subquery("answers")
    )
    counted = [select(func.count()).select_from(each).scalar_subquery() for each in (waiting, answers)]
    row = uow.connection.execute(select(*counted)).one()
    return int(row[0]), int(row[1])


def _waiting(person_id: int, actors: Sequence[str], absent: Sequence[Absent], limit: int) -> Select[tuple[int, date]]:
    whose = [Question.assignee_id == person_id]
    whose += [(Question.actor == actor) & Question.assignee_id.is_(None) for actor in dict.fromkeys(actors)]
    whose += [(Question.assignee_id == person) & (Question.actor == actor) for person, actor in absent]
    ranges = [
        select(Question.id, Question.sort_on)
        .where(Question.closed_at.is_(None), part)
        .order_by(Question.sort_on, Question.id)
        .limit(limit)
        .subquery()
        for part in whose
    ]
    merged = union_all(*(select(part) for part in ranges)).subquery("merged")
    return select(merged.c.id, merged.c.sort_on)


def _rows(uow: UnitOfWork, page: Select[int], order: Sequence[Any]) -> list[QuestionRow]:
    asked, answer, chosen = aliased(Entry), aliased(Entry), page.subquery("page")
    found = uow.connection.execute(
        select(
            Question.id, Question.case_id, Question.actor, Question.assignee_id, Question.asked_by_id,
            Question.asked_at, Question.sort_on, Question.closed_at, Case.number, Case.route, Case.withheld,
            Pupil.first_name, Pupil.infix, Pupil.last_name, asked.details, answer.details,
        )
        .select_from(chosen)
        .join(Question, Question.id == chosen.c.id)
        .join(Case, Case.id == Question.case_id)
        .join(asked, (asked.case_id == Question.case_id) & (asked.seq == Question.asked_seq))
        .outerjoin(answer, (answer.case_id == Question.case_id) & (answer.seq == Question.answered_seq))
        .outerjoin(Pupil, Pupil.id == Case.pupil_id)
        .order_by(*order)
    )  # fmt: skip
    return [QuestionRow(*tuple(row)) for row in found]


def close_of_case(uow: UnitOfWork, case_id: int) -> None:
    """Nobody answers a question about a case that ended."""
    uow.connection.execute(
        update(Question).where(Question.case_id == case_id, Question.closed_at.is_(None)).values(closed_at=uow.now)
    )


def close_of_school(uow: UnitOfWork, case_id: int, organisation_id: int) -> None:
    """Nobody of a school that has nothing to do with a case any more answers or waits for an answer."""
    theirs = select(Membership.person_id).where(Membership.organisation_id == organisation_id).scalar_subquery()
    of_case = update(Question).where(Question.case_id == case_id)
    asked = Question.actor.endswith(f":{organisation_id}", autoescape=True) & Question.closed_at.is_(None)
    uow.session.execute(of_case.where(asked).values(closed_at=uow.now))
    mine = Question.asked_by_id.in_(theirs) & Question.read_at.is_(None)
    uow.session.execute(
        of_case.where(mine).values(read_at=uow.now, closed_at=func.coalesce(Question.closed_at, uow.now))
    )
