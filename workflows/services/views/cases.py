"""A case: its head, its page, its steps and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from workflows.domain.answers import Field, Form, FormContext
from workflows.domain.wording import Said
from workflows.services.views.head import CaseHead, DocumentView, Section
from workflows.services.views.letters import LetterView
from workflows.services.views.notes import NoteView
from workflows.services.views.questions import QuestionsView
from workflows.services.views.records import RecordsView
from workflows.services.views.tasks import OpenTaskView, RemarksView
from workflows.services.views.terms import BannerView, DeadlineView, ExtensionCard, PenaltyView, StatusLine


@dataclass(frozen=True)
class HistoryRow:
    """What happened, when, and who did it."""

    at: datetime
    on: date
    who: str
    text: str


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
class SentView:
    """What a school sent last, and when; *unopened*: nobody at the samenwerkingsverband looked, so it may come back."""

    name: str
    at: datetime
    unopened: bool


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
    records: RecordsView = field(default_factory=RecordsView)
    may_name_pupil: bool = False  #: it is about nobody in particular, and may become a case of a pupil
    agenda: tuple[date, int | None] | None = None  #: of which meeting; its number for who may open it
    taken_over: TakenOver | None = None
    remarks: RemarksView | None = None  #: None: not theirs to read
    bundles: bool = False  #: may all of it be taken along as one PDF?
    questions: QuestionsView | None = None  #: None: not theirs to read
    notes: tuple[NoteView, ...] = ()
    may_note: bool = False  #: may they write a note?
    sent: SentView | None = None  #: what the school of this person sent last
    may_supplement: bool = False
    may_repair: bool = False  #: that it is about the wrong pupil, or of the wrong school
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
