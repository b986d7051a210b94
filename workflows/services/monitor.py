"""The zorgplicht monitor: which children may be without a school, as far as we know, and what we do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.domain.calendar import DAY, WorkingCalendar
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.names import initials
from workflows.domain.national_numbers import explanation, national_number_in
from workflows.domain.people import Person
from workflows.domain.rules import DeadlineRule
from workflows.domain.wording import Said, Text, said
from workflows.persistence import cases, dossiers, people, watched
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.persistence.watched import WatchedLine
from workflows.routes.route import Shared
from workflows.services import access, returns, terms
from workflows.services.deployments import shared_of
from workflows.services.dossier import full_name

PAGE, ALL = 100, 1000
WEEKS, DECIDED_IN = 10, 6  #: WPO art. 40 lid 6 and 7
NEXT = "watch.next"  #: the entry of a next action
LONGEST_NOTE = 200


@dataclass(frozen=True)
class Holiday:
    """A school holiday on the bar, in days since the registration; the terms run on."""

    name: str
    first: date
    last: date
    start: int
    days: int


@dataclass(frozen=True)
class Bar:
    """Ten weeks from the registration: how many days have passed, in which week that is, and the school holidays."""

    days: int
    week: int
    six_on: date
    ten_on: date
    holidays: tuple[Holiday, ...]

    @property
    def passed(self) -> int:
        return min(self.days, WEEKS * 7)


@dataclass(frozen=True)
class WatchedTerm:
    """A term of a watched case; *owner* is whose it is, *consequence* what the law says once it is *over*."""

    label: Text
    owner: str
    due_on: date | None
    tone: str
    by_law: bool
    since: date | None
    extended: bool
    because: tuple[tuple[Text, str], ...]
    warnings: tuple[Text, ...]
    consequence: Text
    over: bool
    source: str


@dataclass(frozen=True)
class NextAction:
    """What the SWV agreed to do next, and when."""

    on: date
    note: str
    by: str = ""
    at: date | None = None


@dataclass(frozen=True)
class OurTurn:
    """A task that waits for somebody of the SWV."""

    task_id: int | None  #: where who looks may do it
    name: str
    due_on: date | None


@dataclass(frozen=True)
class MonitorLine:
    """A child that may be without a school; *pupil* is a name only where the school asked for advice."""

    number: str
    pupil: str
    initials: str
    school: str
    board: str
    received_on: date
    known_on: date
    bar: Bar
    terms: tuple[WatchedTerm, ...]
    ours: OurTurn | None
    reason: Text | None
    placed_on: date | None
    told_on: date | None
    next: NextAction | None

    @property
    def passed(self) -> tuple[WatchedTerm, ...]:
        """The terms that have passed, for the card with what the law says now."""
        return tuple(term for term in self.terms if term.over)

    @property
    def by_law_on(self) -> date | None:
        """Since when the law has placed the child, if it has."""
        return next((term.due_on for term in self.passed if term.by_law), None)


@dataclass(frozen=True)
class MonitorPage:
    """The monitor: *boards* and *schools* to choose from are (code, name); *next* is where the next page begins.

    *returns* says in one sentence how many schools told us about the past month, where this person watches that.
    """

    lines: tuple[MonitorLine, ...]
    boards: tuple[tuple[str, str], ...]
    schools: tuple[tuple[str, str], ...]
    returns: Said | None
    next: str | None


@dataclass(frozen=True)
class NextPage:
    """One watched case with the actions agreed on so far, the latest first."""

    line: MonitorLine
    before: tuple[NextAction, ...]


def monitor(
    uow: UnitOfWork, by: Person, board: str = "", school: str = "", after: str | None = None, whole: bool = False
) -> MonitorPage:
    """Return the watched cases, the most urgent first; of one *board* or *school* (their codes) where given.

    Raises:
        NotFound: this person watches nothing, or there is no such board or school.
    """
    shared = shared_of(uow)
    swvs = access.watches(uow, by)
    if not swvs:
        raise NotFound("the monitor")
    places = people.organisations(uow)
    schools = [each for each in places if each.kind == "school" and each.swv_id in swvs]
    of_schools = {each.parent_id for each in schools}
    boards = [each for each in places if each.kind == "board" and each.id in of_schools]
    limit = ALL if whole else PAGE
    found = watched.lines(
        uow,
        swvs,
        board=_chosen(board, boards),
        school=_chosen(school, schools),
        after=_position(after),
        limit=limit + 1,
    )
    shown = found[:limit]
    return MonitorPage(
        lines=tuple(_line(each, shared, uow.today, by) for each in shown),
        boards=tuple((each.code, each.name) for each in boards),
        schools=tuple((each.code, each.name) for each in schools),
        returns=returns.summary(uow, by),
        next=f"{shown[-1].sort_on.isoformat()}.{shown[-1].case_id}" if len(found) > limit else None,
    )


def next_page(uow: UnitOfWork, number: str, by: Person) -> NextPage:
    """Return a watched case and what was agreed on so far; the reading is logged.

    Raises:
        NotFound: the case is not watched, or not by this person.
    """
    shared = shared_of(uow)
    row = watched.line_of(uow, number, access.watches(uow, by))
    if row is None:
        raise NotFound(f"no watched case {number}")
    access.log_read(uow, row.case_id, by, "case")
    entries = [entry for entry in dossiers.history(uow, row.case_id) if entry.kind == NEXT and entry.details]
    names = people.names_of(uow, {entry.actor_id for entry in entries if entry.actor_id is not None})
    before = [
        NextAction(
            date.fromisoformat((entry.facts or {})["on"]),
            (entry.details or {})["note"],
            names.get(entry.actor_id or 0, ""),
            entry.on,
        )
        for entry in reversed(entries)
    ]
    return NextPage(_line(row, shared, uow.today, by), tuple(before))


def set_next(uow: UnitOfWork, number: str, by: Person, on: date, note: str) -> None:
    """Note what the SWV does next for a watched case, and when: an entry of its history and a line on the monitor.

    Raises:
        NotFound: the case is not watched, or not by this person.
        InvalidAnswers: the day lies behind, or the note is empty, too long, or holds a number of the state.
    """
    note = " ".join(note.split())
    errors = []
    if on < uow.today:
        errors.append(FieldError("on", said("Wanneer: kies vandaag of een latere dag.")))
    if not 1 <= len(note) <= LONGEST_NOTE:
        errors.append(FieldError("note", said("Wat: vul één regel in van hoogstens {most} tekens.", most=LONGEST_NOTE)))
    if found := national_number_in(note):
        errors.append(FieldError("note", said("{label}: {what}", label=said("Wat"), what=explanation(found))))
    if errors:
        raise InvalidAnswers(errors)
    case = cases.lock_case_numbered(uow, number)
    if watched.line_of(uow, number, access.watches(uow, by)) is None:
        raise NotFound(f"no watched case {number}")
    entry = NewEntry(NEXT, uow.today, actor_id=by.id, facts={"on": on.isoformat()}, details={"note": note})
    cases.append_entries(uow, case, [entry])
    cases.save_case(uow, case)
    watched.set_next(uow, case.id, on, note)


def _chosen(code: str, among: Sequence[Any]) -> int | None:
    if not code:
        return None
    found = next((each.id for each in among if each.code == code), None)
    if found is None:
        raise NotFound(f"no organisation {code}")
    return int(found)


def _position(after: str | None) -> watched.Position | None:
    day, _, case_id = (after or "").partition(".")
    try:
        return date.fromisoformat(day), int(case_id)
    except ValueError:
        return None


def _line(row: WatchedLine, shared: Shared, today: date, by: Person) -> MonitorLine:
    shown, initials = row.shown, _initials(row)
    awaits = [line for line in row.awaits if line.get("task") and line["actor"].endswith(f":{row.swv_id}")]
    ours = awaits[0] if awaits else None
    theirs = ours is not None and ours["actor"] in by.actors
    reason = shown.get("reason")
    return MonitorLine(
        number=row.number,
        pupil=full_name(row.first_name, row.infix, row.last_name) if shown.get("named") else initials,
        initials=initials,
        school=row.school,
        board=row.board or "",
        received_on=row.received_on,
        known_on=row.known_on,
        bar=_bar(row, shared.calendar, today),
        terms=tuple(_term(each, shared, today) for each in row.terms),
        ours=OurTurn(ours["task"] if theirs else None, ours["name"], _day(ours["due_on"]))
        if ours is not None
        else None,
        reason=Text(*reason) if reason else None,
        placed_on=_day(shown.get("placed_on")),
        told_on=_day(shown.get("told_on")),
        next=NextAction(row.next_on, row.next_note) if row.next_on is not None and row.next_note else None,
    )


def _initials(row: WatchedLine) -> str:
    """Return the initials, for who has no ground to know the name yet.

    Source: WPO art. 18a lid 6 onder d (the SWV advises when asked); AVG art. 5 lid 1 onder c.
    """
    return initials(row.first_name, row.last_name)


def _term(kept: dict[str, Any], shared: Shared, today: date) -> WatchedTerm:
    rule: DeadlineRule = shared.rules.at(kept["rule"], date.fromisoformat(kept["valid_from"]))
    due_on = _day(kept["due_on"]) if kept["state"] == "running" else None
    over = due_on is not None and (today >= due_on if rule.by_law else today > due_on)
    return WatchedTerm(
        label=rule.label,
        owner=rule.owner,
        due_on=due_on,
        tone=terms.tone_of(rule, due_on, today, shared.calendar) if due_on is not None else "",
        by_law=rule.by_law,
        since=_day(kept["since"]),
        extended=kept["extended"],
        because=tuple((Text(nl, en), source) for nl, en, source in kept["because"]),
        warnings=tuple(Text(nl, en) for nl, en in kept["warnings"]),
        consequence=rule.consequence,
        over=over,
        source=rule.source,
    )


def _bar(row: WatchedLine, calendar: WorkingCalendar, today: date) -> Bar:
    start, end = row.received_on, row.received_on + WEEKS * 7 * DAY
    holidays = []
    for first, last, name in calendar.school_holidays.get(row.region or calendar.region, ()):
        if first <= end and last > start:
            left, right = max(first, start), min(last, end)
            holidays.append(Holiday(name, first, last, (left - start).days, (right - left).days + 1))
    days = max(0, (today - start).days)
    return Bar(days, days // 7 + 1, start + DECIDED_IN * 7 * DAY, end, tuple(holidays))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
