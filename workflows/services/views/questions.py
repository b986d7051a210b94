"""Questions that people who work on a case ask each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.wording import Said
from workflows.services.views.head import CaseHead


@dataclass(frozen=True)
class QuestionView:
    """A question and what became of it; *state* is open, answered, withdrawn or ended (with its case).

    *to_me*: who looks may answer it; *mine*: they asked it.
    """

    id: int
    text: str
    asker: str
    at: datetime
    to: Said
    wished: date | None
    state: str
    mine: bool
    to_me: bool
    answer: str = ""
    answerer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class QuestionsView:
    """The questions in a case that somebody may read, the latest first."""

    number: str
    lines: tuple[QuestionView, ...]
    may_ask: bool


@dataclass(frozen=True)
class QuestionPage:
    """One question: to answer, or to read the answer; *unread*: who asked did not lay it aside yet."""

    case: CaseHead
    question: QuestionView
    unread: bool
    opens_case: bool


@dataclass(frozen=True)
class AskPage:
    """What somebody may ask about a case, and whom: groups and people, as (value, label).

    *proposed* and *last* are the days that an answer may be wished for.
    """

    case: CaseHead
    to: Sequence[tuple[str, Said]]
    proposed: date
    last: date | None
    task_id: int | None
    task_name: str


@dataclass(frozen=True)
class QuestionRow:
    """A line of a list of questions; *text* is what was asked, *answer* what came back."""

    id: int
    number: str
    pupil: str
    text: str
    who: Said
    at: datetime
    wished: date | None
    state: str
    answer: str = ""


@dataclass(frozen=True)
class QuestionLists:
    """The questions to somebody, and those that they asked and did not lay aside."""

    to_me: tuple[QuestionRow, ...]
    answers: tuple[QuestionRow, ...]
    waiting: tuple[QuestionRow, ...]
