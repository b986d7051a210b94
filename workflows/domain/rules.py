"""The rows of the deadline register: rules in their versions, their ladders, and our reading of doubtful law."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Literal, NamedTuple

from workflows.domain.errors import LedgerRefused, WorkflowError
from workflows.domain.periods import Period, YearDay
from workflows.domain.wording import Text, date_in_words, said

Rolls = Literal["atw", "backward", "eu", "none"]
Direction = Literal["forward", "backward"]
Norm = Literal["statutory", "local"]
StartChoice = Literal["", "placement_from", "objection_from"]

NO_WORDS = Text("", "")
NO_LENGTH = Period(0, "days")
THE_START = Text("de start", "the start")


@dataclass(frozen=True)
class Regime:
    """A ground on which a clock stands still, and which days that are.

    The first day is *first* days after the act that begins it; the last is the day before the act that ends it.
    """

    id: str
    label: Text
    source: str
    first: int


_COMPLETION = Text("aanvulling gevraagd", "completion asked")
REGIMES = {
    regime.id: regime
    for regime in (
        Regime("awb4:15", _COMPLETION, "Awb art. 4:15 lid 1 onder a", first=1),
        Regime("wpo63", _COMPLETION, "WPO art. 63 lid 4", first=0),
        Regime("awb7:10", Text("verzuim herstellen", "defect to be mended"), "Awb art. 7:10 lid 2", first=1),
        Regime("wpo43", Text("geschil bij de GPO", "dispute before the GPO"), "WPO art. 43 lid 4", first=0),
        Regime("agreed", Text("uitstel afgesproken", "delay agreed"), "Awb art. 4:15 lid 2 onder a", first=1),
        Regime(
            "attributable",
            Text("vertraging door de aanvrager", "delay by the applicant"),
            "Awb art. 4:15 lid 2 onder b",
            first=1,
        ),
        Regime("force_majeure", Text("overmacht", "force majeure"), "Awb art. 4:15 lid 2 onder c", first=1),
        Regime(
            "consent",
            Text("verder uitstel met instemming", "further delay by consent"),
            "Awb art. 7:10 lid 4 en 9:11 lid 3",
            first=1,
        ),
    )
}


@dataclass(frozen=True)
class Rung:
    """One step of the ladder of reminders: who hears what, how long before the due date (negative: after it)."""

    name: str
    before: Period
    tone: str
    to: tuple[str, ...]
    text: Text = NO_WORDS


Ladders = Mapping[str, tuple[Rung, ...]]


class Amount(NamedTuple):
    """So many euros for each of so many days (Awb art. 4:17 lid 2)."""

    days: int
    euros: int


@dataclass(frozen=True)
class DeadlineRule:
    """One row of the register: a term of the law, or a local norm, in one version.

    It has a length (*period*), or ends on a day of the year (*ends*, which may have begun on *opens*), or it is a duty
    that the law ties to a *moment* and not to a length: no clock can run for it. The length of an *extension_of*
    another rule is the most that it adds; what counts back to an *anchor* does so from the next school holiday of that
    name in the region.

    *start* names the event from which it counts. *rolls*: ``atw`` forward (Algemene termijnenwet), ``eu`` forward
    (Reg. 1182/71), ``backward`` to a working day (local norms), ``none``. *owner* is whose term it is. Extension is
    possible where there is a *max_extension*, or an *extension_source* without one (then until a named date).
    *extension_proposal* is how much more time a letter proposes. *regimes* are the grounds on which it may be
    suspended, the usual one first; empty allows each. *by_law*: what the rule names happens by itself on the day after
    the term. *outlives_case*: it runs on when its case has ended (objection, validity, retention). *then* is the rule
    that counts from its last day. *beside*: a local norm that starts, stands still and stops with a statutory term.
    *least*: a shorter norm is not reasonable, for whoever must do something within it.
    *remedy* is what can still be done when it has passed. *certainty* is V (statute read), S (secondary source), K
    (own knowledge) or ? (doubtful); *doubt* says what to check. *amounts*: euros per day, for so many days each.
    *start_choice* names the reading of the law that chooses between two possible starts.
    """

    id: str
    label: Text
    period: Period = NO_LENGTH
    direction: Direction = "forward"
    rolls: Rolls = "none"
    source: str = ""
    norm: Norm = "local"
    owner: str = "swv"
    max_extension: Period | None = None
    suspendable: bool = False
    ladder: tuple[Rung, ...] = ()
    consequence: Text = NO_WORDS
    remedy: Text = NO_WORDS
    valid_from: date = date.min
    valid_until: date = date.max
    entered_at: datetime | None = None
    certainty: str = ""
    checked_on: date | None = None
    checked_by: str = ""
    start: Text = THE_START
    extension_source: str = ""
    extension_proposal: Period | None = None
    regimes: tuple[str, ...] = ()
    escalates_to: tuple[str, ...] = ()
    by_law: bool = False
    outlives_case: bool = False
    then: str = ""
    ends: YearDay | None = None
    opens: YearDay | None = None
    anchor: str = ""
    moment: Text = NO_WORDS
    extension_of: str = ""
    doubt: Text = NO_WORDS
    amounts: tuple[Amount, ...] = ()
    start_choice: StartChoice = ""
    beside: str = ""
    least: Period | None = None

    @property
    def extendable(self) -> bool:
        return self.max_extension is not None or bool(self.extension_source)

    @property
    def statutory(self) -> bool:
        return self.norm == "statutory"

    def regime(self, name: str | None) -> Regime:
        """Return the ground for suspension called *name*, or the usual one of this rule.

        Raises:
            LedgerRefused: there is no such ground.
        """
        name = name or (self.regimes[0] if self.regimes else "awb4:15")
        if name not in REGIMES:
            words = said("De grond '{name}' voor opschorting bestaat niet; kies uit {known}")
            raise LedgerRefused(words.of(name=name, known=", ".join(REGIMES)), "")
        return REGIMES[name]

    def refuse_clock(self) -> None:
        """Refuse to count what has no length of its own.

        Raises:
            LedgerRefused: says to what moment the law ties the duty, or of which term this is the extension.
        """
        if self.moment:
            words = said(
                "{rule} heeft geen lengte in dagen of weken. Het geldt {moment}", rule=self.id, moment=self.moment
            )
            raise LedgerRefused(words, self.source)
        if self.extension_of:
            words = said(
                "{rule} is de verlenging van {base}: verleng die termijn", rule=self.id, base=self.extension_of
            )
            raise LedgerRefused(words, self.source)

    def refuse_suspension(self, regime: Regime) -> None:
        """Refuse a suspension that this rule does not know.

        Raises:
            LedgerRefused: with the reason and its article.
        """
        if not self.suspendable:
            raise LedgerRefused(said("Termijn {rule} kan niet worden opgeschort", rule=self.id), self.source)
        if self.regimes and regime.id not in self.regimes:
            words = said("Termijn {rule} kan op deze grond niet worden opgeschort", rule=self.id)
            raise LedgerRefused(words, regime.source)


@dataclass(frozen=True)
class Choices:
    """How we read the law where its text leaves a doubt; parameters of the register (AMB-1 to AMB-7)."""

    placement_rolls: bool = True  #: 1: the Atw moves the end of the ten weeks before placement by law
    extension_from: Literal["nominal", "rolled"] = "nominal"  #: 2: an extension counts from the end before rolling
    lapse_day_suspended: bool = False  #: 3: the last day of a repair term that lapses unused is suspended
    objection_from: Literal["term_end", "receipt"] = "term_end"  #: 4: a late objection is decided on from ...
    placement_suspended: bool = False  #: 5: a suspension moves the placement by law
    placement_from: Literal["receipt", "request"] = "receipt"  #: 6: the ten weeks count from ...
    sending_day_counts: bool = False  #: 7: the day on which a late decision is sent is still a day of default

    def objection_start(self, term_end: date, received_on: date) -> date:
        """Return day 0 of the decision on an objection (Awb art. 7:10 lid 1)."""
        return term_end if self.objection_from == "term_end" else max(term_end, received_on)

    def day0(self, rule: DeadlineRule, usual: date, other: date) -> date:
        """Return the day from which *rule* counts, of the two on which it might: by our reading where it has one."""
        match rule.start_choice:
            case "placement_from":
                return self.placement_start(requested_on=other, received_on=usual)
            case "objection_from":
                return self.objection_start(term_end=usual, received_on=other)
            case "":
                return usual

    def placement_start(self, requested_on: date, received_on: date) -> date:
        """Return day 0 of the ten weeks before placement by law (WPO art. 40 lid 7)."""
        return received_on if self.placement_from == "receipt" else requested_on


class UnknownRule(WorkflowError):
    """No row of the register has this id, or none that holds on this day."""

    def __init__(self, rule_id: str, day: date | None = None, known: Sequence[str] = ()) -> None:
        on = f" geldig op {date_in_words(day)}" if day else ""
        hint = f" Lijkt op: {', '.join(known)}." if known else ""
        super().__init__(f"Termijn '{rule_id}' staat niet{on} in het termijnenregister.{hint}")
        self.rule_id, self.day = rule_id, day


class Rules:
    """The register: every version of every rule, in the order in which they were written down."""

    def __init__(
        self, rows: Iterable[DeadlineRule], choices: Choices | None = None, ladders: Ladders | None = None
    ) -> None:
        self.choices, self.ladders = choices or Choices(), dict(ladders or {})
        self._versions: dict[str, list[DeadlineRule]] = {}
        self._beside: dict[str, list[DeadlineRule]] = {}
        for row in rows:
            self._versions.setdefault(row.id, []).append(row)
            if row.beside:
                self._beside.setdefault(row.beside, []).append(row)
        for versions in self._versions.values():
            versions.sort(key=lambda row: (row.valid_from, row.entered_at.timestamp() if row.entered_at else 0.0))

    def at(self, rule_id: str, day: date) -> DeadlineRule:
        """Return the version that holds on *day*; of corrections of one version, the one entered last.

        Raises:
            UnknownRule: there is none.
        """
        for row in reversed(self._versions.get(rule_id, [])):
            if row.valid_from <= day <= row.valid_until:
                return row
        raise UnknownRule(rule_id, day if rule_id in self else None)

    def named(self, text: str) -> str:
        """Return the id that somebody typed, whatever the case of its letters.

        Raises:
            UnknownRule: there is none; names the ones that look like it.
        """
        found = (
            text if text in self else next((each for each in self.ids if each.lower() == text.strip().lower()), None)
        )
        if found is None:
            raise UnknownRule(text, known=get_close_matches(text.upper(), self.ids, 3, 0.3))
        return found

    def versions(self, rule_id: str) -> tuple[DeadlineRule, ...]:
        """Return every version of a rule, the first one first."""
        return tuple(self._versions.get(rule_id, ()))

    def beside(self, rule_id: str, day: date) -> tuple[str, ...]:
        """Return the local norms that stand beside a statutory term on *day*."""
        return tuple(row.id for row in self._beside.get(rule_id, ()) if row.valid_from <= day <= row.valid_until)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._versions)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._versions

    def __iter__(self) -> Iterator[DeadlineRule]:
        return (row for versions in self._versions.values() for row in versions)
