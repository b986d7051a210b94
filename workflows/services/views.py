"""What the services hand to the screens: frozen facts, never a row of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflows.domain.answers import Field, Form, FormContext
from workflows.domain.clock import local_date
from workflows.domain.people import Person
from workflows.domain.wording import Said, Text
from workflows.routes.imports import WordForm


@dataclass(frozen=True)
class MembershipView:
    """One hat of a person."""

    role: str
    role_label: Text
    organisation_id: int
    organisation: str


@dataclass(frozen=True)
class PersonView:
    """The person behind the screen; *person* is what the services ask for."""

    id: int
    name: str
    email: str
    locale: str
    session_epoch: int
    memberships: tuple[MembershipView, ...]
    roles: frozenset[str]
    is_admin: bool
    may_start: bool  #: a case of some route
    watches: bool  #: over the terms of all their cases
    must_change: bool  #: the password was handed out: nothing else before there is a new one
    person: Person


@dataclass(frozen=True)
class DueView:
    """A due date with its explanation; *tone* is red (own legal term), amber (near or another's) or blue (own norm)."""

    rule: str
    label: Text
    on: date
    norm: str
    tone: str
    because: tuple[tuple[Text, str], ...]
    consequence: Text
    warnings: tuple[Text, ...] = ()
    passed: "Passed | None" = None


@dataclass(frozen=True)
class Passed:
    """A running term that is over: since when, what follows from it by which article, and what can still be done."""

    rule: str
    label: Text
    norm: str
    tone: str
    since: date
    consequence: Text
    remedy: Text
    source: str


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


@dataclass(frozen=True)
class CaseHead:
    """What stands on top of everything about a case."""

    number: str
    route: str
    route_title: str
    pupil: str
    born: date | None
    school: str
    state: str
    outcome: str | None
    started_on: date
    pupil_id: int | None = None


@dataclass(frozen=True)
class DocumentView:
    """A stored document, without its content."""

    id: int
    name: str
    media_type: str
    size: int
    kind: str
    added_by: str
    added_at: datetime
    remark: Said | None = None  #: for who added it, and for the office
    replaceable: bool = False  #: by who looks at it


@dataclass(frozen=True)
class Section:
    """A part of the dossier in words: (label, value) lines under a title."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BannerView:
    """What stands above a case and its tasks, in the words of the route."""

    title: str
    text: str


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
class RouteCard:
    """A route that this person may start."""

    route: str
    title: str
    description: str


@dataclass(frozen=True)
class Promise:
    """A date we promise to who submits today."""

    text: Text
    due: DueView


@dataclass(frozen=True)
class BeforeStart:
    """'Voordat u begint': what to have ready and when the answer will be there; *schools* are (value, label).

    A route that is not about a *pupil* begins for an SWV instead of a school.
    """

    route: str
    title: str
    begin: tuple[str, ...]
    promised: tuple[Promise, ...]
    schools: tuple[tuple[str, str], ...]
    pupil: bool = True
    without_pupil: bool = False  #: it may also be about nobody in particular
    origin: str = ""  #: the case without a pupil that becomes this one


@dataclass(frozen=True)
class PenaltyView:
    """What deciding late costs after a notice of default; *what_if*: if one came today.

    *spans* are (first, last, euros a day); *today* is what today adds, *owed* the total so far. Once the last day for
    which it is owed has passed, *decide_by* is the last day to decide on the amount. *number* and *pupil* in lists.
    """

    number: str
    pupil: str
    what_if: bool
    notice_on: date
    grace_until: date
    first_day: date
    last_day: date
    spans: tuple[tuple[date, date, int], ...]
    today: int
    owed: int
    most: int
    sent_on: date | None
    last_owed: date
    decide_by: date | None
    because: tuple[tuple[Text, str], ...]
    source: str
    doubt: Text


@dataclass(frozen=True)
class StatusLine:
    """The first line of a case: who must act now, on what, by when."""

    text: str
    due: DueView | None
    yours: bool
    task_id: int | None = None


@dataclass(frozen=True)
class DeadlineView:
    """A term of the case: running, suspended or stopped."""

    rule: str
    label: Text
    due_on: date | None
    state: str
    norm: str
    tone: str
    because: tuple[tuple[Text, str], ...]
    consequence: Text
    suspended_since: date | None = None
    stopped_on: date | None = None
    warnings: tuple[Text, ...] = ()
    by_law: bool = False  #: happens by itself on that day: nobody can be late for it
    holds: bool = False  #: and that day has come
    then: tuple[Text, date] | None = None  #: the term that counts from the last day of this one, and its last day
    passed: Passed | None = None


@dataclass(frozen=True)
class HistoryRow:
    """What happened, when, and who did it."""

    at: datetime
    on: date
    who: str
    text: str


@dataclass(frozen=True)
class LetterView:
    """A letter to one addressee."""

    id: int
    subject: str
    addressee: str
    channel: str
    made_at: datetime
    posted_on: date | None
    returned_on: date | None
    case_number: str = ""
    version: int = 1
    replaced: bool = False  #: a newer version goes out instead

    @property
    def made_on(self) -> date:
        return local_date(self.made_at)


@dataclass(frozen=True)
class Enclosure:
    """A document that goes along with something on paper."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class LetterPage:
    """A letter as it goes out: *sender* and *address* are lines, *blocks* are (kind, text or lines).

    *kind* is besluit, brief or bericht; *dated* the day that stands above it. It is *broken* where it is no longer what
    was sealed.
    """

    letter: LetterView
    case: CaseHead | None
    kind: str
    dated: date
    sender: tuple[str, ...]
    address: tuple[str, ...]
    blocks: tuple[tuple[str, tuple[str, ...]], ...]
    seal: str = ""
    broken: bool = False
    change: str = ""  #: what is other than in the letter that it replaces
    replaces: int | None = None
    enclosed: tuple[int, ...] = ()  #: the documents that go along, by id

    def without_address(self, words: str) -> "LetterPage":
        """Return the page with *words* in the place of the address."""
        return replace(self, address=(words,))


@dataclass(frozen=True)
class ListenerView:
    """A message that may reach the case now: 'Vastleggen: ...'."""

    token: str
    message: str
    label: str


@dataclass(frozen=True)
class StepRow:
    """A step of the route as a line of a list; *state* is gedaan, nu or later."""

    name: str
    who: str
    state: str
    due: date | None


@dataclass(frozen=True)
class Lack:
    """A declaration that a step needs and that does not stand: which, how it is, why it is needed, how to get it."""

    kind: str
    block: str
    label: Said
    state: Said
    opens: Text
    source: Said
    get: Text


@dataclass(frozen=True)
class RecordVersion:
    """One declaration as it was put on record: on which day, by whom at which moment, who said what, and all of it.

    *how* tells of a withdrawal by which way it came.
    """

    at: datetime
    on: date
    by: str
    withdrawn: bool
    how: Said
    said: tuple[Said, ...]
    rows: tuple[tuple[Said, str], ...]


@dataclass(frozen=True)
class RecordLine:
    """What is on record of one word: how it stands now, until when, and all that was declared, the last first."""

    word: str
    label: Said
    state: Said
    tone: str
    until: date | None
    source: str
    may_withdraw: bool
    versions: tuple[RecordVersion, ...]


@dataclass(frozen=True)
class RecordsView:
    """What parents and pupil declared in a case, and which kinds this person may put on record."""

    lines: tuple[RecordLine, ...] = ()
    may_record: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class RecordPage:
    """The questions of a declaration that came outside any task; *version* is what it will be about, if that counts."""

    case: CaseHead
    kind: str
    label: Text
    source: str
    version: str
    form: Form
    visible: Sequence[Field]
    raw: Mapping[str, Sequence[str]]
    context: FormContext


@dataclass(frozen=True)
class WithdrawalPage:
    """What can be withdrawn: by whom, and which steps then wait."""

    case: CaseHead
    word: str
    label: Said
    opens: Text
    who: tuple[tuple[str, Said], ...]
    today: date
    stops: tuple[Said, ...]


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
class ExtensionCard:
    """A term that comes near and may still be extended: until when we propose, and by which task or message."""

    rule: str
    label: Text
    due_on: date
    tone: str
    proposal: date
    source: str
    task_id: int  #: 0 where it is a message
    token: str


@dataclass(frozen=True)
class PassOnPage:
    """A task that may be passed on: of which case, who has it now, and to whom it may go, as (value, label)."""

    id: int
    name: str
    case_number: str
    assignee: str | None
    colleagues: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LinkView:
    """A case that is linked with another: that it came from (*origin*), or that began with it."""

    number: str
    route_title: str
    origin: bool
    ended: bool


@dataclass(frozen=True)
class TakenOver:
    """That a case began in another system: its reference there, when it was received, when it came here."""

    reference: str
    received_on: date
    at: datetime


@dataclass(frozen=True)
class CasePage:
    """Everything about a case that this person may see."""

    head: CaseHead
    status: StatusLine
    deadlines: tuple[DeadlineView, ...]
    tasks: tuple[OpenTaskView, ...]
    history: tuple[HistoryRow, ...]
    documents: tuple[DocumentView, ...]
    letters: tuple[LetterView, ...]
    listeners: tuple[ListenerView, ...]
    steps: tuple[StepRow, ...]
    diagrams: tuple[tuple[str, str], ...]
    here: str  #: the drawing in which the case is now
    dossier: tuple[Section, ...]
    keeps_documents: bool
    may_add_documents: bool
    extensions: tuple[ExtensionCard, ...] = ()
    erase_on: date | None = None
    banners: tuple[BannerView, ...] = ()
    links: tuple[LinkView, ...] = ()
    people: bool = False  #: may the people around the pupil be seen?
    doubles: int = 0  #: pupils who may be the same child
    penalty: PenaltyView | None = None
    records: RecordsView = RecordsView()
    may_name_pupil: bool = False  #: it is about nobody in particular, and may become a case of a pupil
    agenda: tuple[date, int | None] | None = None  #: of which meeting; its number for who may open it
    taken_over: TakenOver | None = None
    remarks: RemarksView | None = None  #: None: not theirs to read
    outages: tuple[Said, ...] = ()  #: what did not work on the last day of a term


@dataclass(frozen=True)
class MessagePage:
    """The form of a message from outside."""

    case: CaseHead
    listener: ListenerView
    form: Form
    visible: Sequence[Field]
    raw: Mapping[str, Sequence[str]]
    context: FormContext
    may_on_behalf: bool
    instruction: str = ""
    extends: bool = False


@dataclass(frozen=True)
class DiagramView:
    """A drawing with the current and the walked elements."""

    xml: bytes
    current: tuple[str, ...]
    done: tuple[str, ...]


@dataclass(frozen=True)
class CaseRow:
    """One line of the list of cases."""

    number: str
    route_title: str
    pupil: str
    school: str
    status: str
    due_on: date | None
    tone: str
    norm: str
    started_on: date
    ended: bool
    pupil_id: int | None = None  #: whose page may be opened


@dataclass(frozen=True)
class CasesPage:
    """Fifty cases at most; *next* asks for the following ones. *pupils* were searched for, and each stands once."""

    rows: tuple[CaseRow, ...]
    next: str | None
    pupils: "tuple[PupilFound, ...]" = ()


@dataclass(frozen=True)
class PupilFound:
    """A pupil whose page may be opened, told apart by birthday and school."""

    id: int
    name: str
    born: date | None
    school: str
