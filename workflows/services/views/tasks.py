"""A task: its row in a list, its page and what is asked there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.answers import Field, Form, FormContext
from workflows.domain.wording import Said
from workflows.routes.imports import WordForm
from workflows.services.views.head import CaseHead, DocumentView, Section
from workflows.services.views.questions import QuestionsView
from workflows.services.views.records import Lack
from workflows.services.views.terms import BannerView, DueView


@dataclass(frozen=True)
class TaskRow:
    """One line of the inbox."""

    id: int
    name: str
    route_title: str
    case_number: str
    pupil: str
    who: str
    mine: bool
    claimable: bool
    due_on: date | None
    tone: str
    suspended: bool
    norm: str = ""  #: statutory or local
    can_extend: bool = False  #: the letter that extends its term can be made now
    done_at: datetime | None = None
    new: bool = False  #: never opened by who looks
    since: date | None = None  #: when it began to wait
    school: str = ""


@dataclass(frozen=True)
class InboxPage:
    """Fifty lines at most; *next* asks for the following ones; *counts* are capped ("1.000+").

    *views* are the lists there are for this person. One that is *sifted* may have fewer lines than a page holds, and
    still go on.
    """

    rows: tuple[TaskRow, ...]
    next: str | None
    counts: Mapping[str, str]
    views: tuple[str, ...]
    sifted: bool = False
    may_pass_on: bool = False  #: may this person pass tasks on to others?
    unposted: int = 0  #: letters that the office did not confirm as posted in time
    questions: int = 0  #: that wait for an answer of this person
    answers: int = 0  #: to questions of this person, not laid aside yet


@dataclass(frozen=True)
class OnBehalf:
    """Somebody filled the form in for another: who, how it reached us, and the true date of receipt."""

    who: str
    channel: str
    received_on: date


@dataclass(frozen=True)
class Asked:
    """What a task asks, and what is filled in by now. *key* makes completing it twice the same as once."""

    form: Form
    raw: Mapping[str, Sequence[str]]
    key: str


@dataclass(frozen=True)
class Remark:
    """What somebody said of a case."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class RemarksView:
    """The remarks on a case, the latest first."""

    number: str
    lines: tuple[Remark, ...]
    may_add: bool


@dataclass(frozen=True)
class Involved:
    """Somebody, or a group, with the step that they do now, or did last."""

    who: Said
    step: str
    now: bool


@dataclass(frozen=True)
class Whereabouts:
    """The part of the route with its steps for people, as (name, state): gedaan, nu or later; and who is involved.

    *people* is empty for who does not read who did what.
    """

    part: str
    steps: tuple[tuple[str, str], ...]
    people: tuple[Involved, ...]

    @property
    def place(self) -> int:
        """The number of the first step that waits now."""
        return next((place for place, (_, state) in enumerate(self.steps, start=1) if state == "nu"), 1)


@dataclass(frozen=True)
class TaskPage:
    """A task to look at or to complete. *key* makes completing it twice the same as once."""

    id: int
    name: str
    instruction: str
    case: CaseHead
    form: Form
    visible: Sequence[Field]
    raw: Mapping[str, Sequence[str]]
    context: FormContext
    due: DueView | None
    assignee: str | None
    can_claim: bool
    can_complete: bool
    draft_saved: tuple[str, datetime] | None
    draft: Mapping[str, Sequence[str]]
    version: str  #: tells this draft from a later one
    at_work: str | None  #: the name of another who is working on it now
    documents: tuple[DocumentView, ...]
    dossier: tuple[Section, ...]
    key: str
    may_on_behalf: bool
    remarks: RemarksView | None = None  #: None: not theirs to read
    questions: QuestionsView | None = None  #: None: not theirs to read
    whereabouts: Whereabouts | None = None
    parents_talk: bool = False  #: can it be taken along on paper to the talk with the parents?
    extends: bool = False  #: its letter extends a term: it can be read before it is made
    banners: tuple[BannerView, ...] = ()
    letters: bool = False  #: do letters go out when it is completed?
    lacks: "tuple[Lack, ...]" = ()  #: what must be declared first
    may_record: frozenset[str] = frozenset()  #: which of those this person may put on record here
    word_form: WordForm | None = None  #: the Word form that may fill it in


@dataclass(frozen=True)
class Completed:
    """A task was completed: what to say, and the next task of the same case for the same person, if any."""

    message: str
    next_task_id: int | None


@dataclass(frozen=True)
class OpenTaskView:
    """An open task as the case page shows it."""

    id: int
    name: str
    who: str
    due_on: date | None
    tone: str
    norm: str
    mine: bool
    claimable: bool
    can_pass_on: bool = False
    lacks: tuple[Lack, ...] = ()  #: why it cannot be completed yet


@dataclass(frozen=True)
class PassOnPage:
    """A task that may be passed on: of which case, who has it now, and to whom it may go, as (value, label)."""

    id: int
    name: str
    case_number: str
    assignee: str | None
    colleagues: tuple[tuple[str, str], ...]
