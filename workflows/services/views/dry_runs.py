"""What the screens of a dry run are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.domain.answers import Form
from workflows.domain.fields import Field, FormContext
from workflows.domain.wording import Said, Text
from workflows.routes.diagram import Process


@dataclass(frozen=True)
class Happening:
    """Something that happened in a dry run. *kind*: act, time, letter, effect, term, late, reminder, end."""

    on: date
    kind: str
    what: Said
    letter: int | None = None  #: its place among the letters that were made


@dataclass(frozen=True)
class OpenStep:
    """A step or message that waits: which (*key*), who does it, and until when."""

    key: str
    name: str
    roles: tuple[tuple[str, Text], ...]
    due: date | None
    late: bool
    message: bool = False


@dataclass(frozen=True)
class TermLine:
    """How a term stands on the day of the dry run."""

    label: Text
    state: str
    due: date | None
    late: bool


@dataclass(frozen=True)
class DryPage:
    """How a dry run stands. *errors* are what the check wants solved first; *lost* why it cannot go on as it was."""

    proposal_id: int
    title: str
    may_record: bool
    mandated: bool  #: does the route look in the register of mandates?
    errors: int = 0
    began: bool = False
    today: date | None = None
    steps: tuple[OpenStep, ...] = ()
    roles: tuple[tuple[str, Text], ...] = ()
    terms: tuple[TermLine, ...] = ()
    happenings: tuple[Happening, ...] = ()
    following: tuple[date, Said] | None = None
    ended: bool = False
    lost: str = ""
    count: int = 0
    drawn: tuple[tuple[Process, frozenset[str]], ...] = ()


@dataclass(frozen=True)
class DryForm:
    """The form of a step, with what is typed so far."""

    key: str
    name: str
    explanation: str
    form: Form
    visible: tuple[Field, ...]
    raw: Mapping[str, Sequence[str]]
    context: FormContext
    today: date
