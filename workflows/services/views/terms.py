"""A term, what it means in words, and what stands beside it."""

from dataclasses import dataclass
from datetime import date

from workflows.domain.wording import Text


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
class BannerView:
    """What stands above a case and its tasks, in the words of the route."""

    title: str
    text: str


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
    task_id: int | None = None  #: of the first task that is this person's to do
    token: str | None = None  #: of the message that the case waits for, where no task is open and they may record it


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
