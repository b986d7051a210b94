"""What was consented to, agreed or heard, as the dossier tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.domain.answers import Field, Form, FormContext
from workflows.domain.wording import Said, Text
from workflows.services.views.head import CaseHead


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
