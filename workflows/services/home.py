"""The first page: what this person needs in the morning, from what they are. Nothing here opens a case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.domain.people import ADMINISTRATOR, OFFICE, Person
from workflows.domain.wording import Said, said
from workflows.persistence import dossiers, queries
from workflows.persistence import home as table
from workflows.persistence import meetings as table_of_meetings
from workflows.persistence import terms as table_of_terms
from workflows.persistence.terms import TermLine
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import (
    access,
    advices,
    inbox,
    incoming_pages,
    load,
    meetings,
    monitor,
    notes,
    risks,
    schools,
    signing,
    studio,
    turns,
    upkeep,
    waiting_proposals,
)
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.terms import OWN, tone_of
from workflows.services.tiles import SHOWN, Line, Tile, aside, capped, worst

AHEAD = 3  #: working days that the office looks ahead
CLOSES_WITHIN = timedelta(weeks=8)  #: a closing of the office that is nearer is told
MOST = 50


@dataclass(frozen=True)
class HomePage:
    """The tiles of a person, what asks for them first on top; *board*: may they take the figures for the board?"""

    tiles: tuple[Tile, ...]
    board: bool


def home(uow: UnitOfWork, by: Person, machine: upkeep.Machine) -> HomePage:
    """Return the first page of a person; as many statements, however much there is."""
    found: list[Tile] = []
    if by.has(ADMINISTRATOR):
        found += upkeep.tiles(uow, by, machine)
    if not by.roles <= {ADMINISTRATOR, studio.AUTHOR}:
        found.append(_tasks(uow, by))
        found += [each for each in [notes.tile(uow, by)] if each is not None]
    for wanted, make in _PARTS:
        if wanted(uow, by):
            found += make(uow, by)
    return HomePage(tuple(found), by.has(*risks.ROLES))


# ------------------------------------------------------------------ everybody
def _tasks(uow: UnitOfWork, by: Person) -> Tile:
    page = inbox.page(uow, by)
    late = page.counts["te_laat"]
    overdue = [row.tone for row in page.rows if row.due_on is not None and row.due_on < uow.today]
    return Tile(
        "taken",
        said("Uw taken"),
        "inbox",
        count=page.counts["alles"],
        tone=worst(overdue) if late != "0" else "",
        state=said("Te laat: {late}", late=late) if late != "0" else None if page.rows else said("Niets te doen."),
        lines=tuple(
            Line(
                Said(row.name), aside(row.case_number, row.pupil), "task", {"task_id": row.id}, row.due_on, row.tone,
                row.norm,
            )
            for row in page.rows[:SHOWN]
        ),
    )  # fmt: skip


# ------------------------------------------------------------------ a school
def _works_at_a_school(uow: UnitOfWork, by: Person) -> bool:
    return bool(_schools(uow, by))


def _schools(uow: UnitOfWork, by: Person) -> list[tuple[str, int]]:
    roles = shared_of(uow).roles
    return [
        (roles[hat.role].party, hat.organisation_id)
        for hat in by.memberships
        if hat.role in roles and roles[hat.role].party != OWN and roles[hat.role].scope == "own"
    ]


def _cases(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    closed = [each.route.name for each in live_definitions(uow) if each.route.settings.closed]
    found = queries.cases(uow, _schools(uow, by), without=closed, limit=SHOWN)
    lines = tuple(
        Line(row.status, aside(row.number, row.pupil), "case", {"number": row.number}, row.due_on, row.tone, row.norm)
        for row in turns.case_rows(uow, found, by)
    )
    state = None if lines else said("Er lopen geen zaken.")
    return (Tile("zaken", said("Wie is aan zet"), "cases", state=state, lines=lines),)


# ------------------------------------------------------------------ the office
def _works_at_the_office(_uow: UnitOfWork, by: Person) -> bool:
    return by.has(OFFICE)


def _office(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    ours = access.offices_of(by)
    unposted = dossiers.unposted(uow, uow.now + timedelta(seconds=1))  # what is made at this moment waits too
    letters = sum(unposted.get(swv, 0) for swv in ours)
    waiting = inbox.page(uow, by, "wachten")
    owed = tuple(
        Line(Said(row.name), aside(row.case_number, row.school), "case", {"number": row.case_number}, row.due_on,
             row.tone, row.norm)
        for row in waiting.rows[:SHOWN]
    )  # fmt: skip
    count = f"{len(waiting.rows)}{'+' if waiting.next else ''}"
    return (
        Tile("post", said("Vandaag te posten"), "post", count=str(letters)),
        Tile("wachten", said("Wij wachten op"), "inbox", {"lijst": "wachten"}, count=count, lines=owed),
        *_terms(uow, ours),
    )


def _terms(uow: UnitOfWork, swvs: list[int]) -> list[Tile]:
    """Return our own terms of the coming days, and those that end while the office is closed."""
    theirs, calendar = [("swv", swv) for swv in swvs], shared_of(uow).calendar
    yesterday, soon_on = uow.today - timedelta(days=1), calendar.add_working_days(uow.today, AHEAD)
    late = table_of_terms.due(uow, theirs, (OWN,), yesterday, limit=MOST + 1)
    soon = table_of_terms.due(uow, theirs, (OWN,), soon_on, after=(uow.today, 0), limit=MOST + 1)
    found = [
        Tile(
            "termijnen",
            said("Termijnen binnen drie werkdagen"),
            "terms",
            count=capped(len(soon), MOST),
            state=said("Te laat: {late}", late=capped(len(late), MOST)) if late else None,
            tone=worst(_tone(uow, line) for line in late) if late else "",
            lines=_term_lines(uow, soon),
        )
    ]
    closing = _next_closing(uow)
    if closing is not None:
        first, last = closing
        during = table_of_terms.due(uow, theirs, (OWN,), last, after=(first, 0), limit=MOST + 1)
        found.append(
            Tile(
                "sluiting",
                said("In de sluiting van {first} tot en met {last}", first=first, last=last),
                "terms",
                count=capped(len(during), MOST),
                tone="amber" if during else "",
                lines=_term_lines(uow, during),
            )
        )
    return found


def _next_closing(uow: UnitOfWork) -> tuple[date, date] | None:
    """Return from when until when our own office is closed, now or soon."""
    closings = sorted((each[0], each[1]) for each in shared_of(uow).calendar.closings)
    return next((each for each in closings if each[1] >= uow.today and each[0] <= uow.today + CLOSES_WITHIN), None)


def _term_lines(uow: UnitOfWork, found: list[TermLine]) -> tuple[Line, ...]:
    lines = []
    for line in found[:SHOWN]:
        rule, minor = shared_of(uow).rules.at(line.rule, line.rule_valid_from), aside(line.number, line.school)
        lines.append(Line(rule.label, minor, "case", {"number": line.number}, line.due_on, _tone(uow, line), rule.norm))
    return tuple(lines)


def _tone(uow: UnitOfWork, line: TermLine) -> str:
    shared = shared_of(uow)
    rule = shared.rules.at(line.rule, line.rule_valid_from)
    return tone_of(rule, line.due_on or uow.today, uow.today, shared.calendar)


def _handles_post(uow: UnitOfWork, by: Person) -> bool:
    return by.has(*(kind.role for kind in shared_of(uow).incoming.values()))


def _incoming(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    page = incoming_pages.waiting(uow, by)
    lines = tuple(
        Line(row.kind, row.number, "incoming", {"number": row.number}, row.hears_by) for row in page.rows[:SHOWN]
    )
    count = f"{len(page.rows)}{'+' if page.next else ''}"
    return (Tile("binnengekomen", said("Binnengekomen"), "all_incoming", count=count, lines=lines),)


# ------------------------------------------------------------------ who spreads the work, and watches the zorgplicht
def _load(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    page = monitor.monitor(uow, by)
    over = [(each, each.passed[0]) for each in page.lines if each.passed]
    lines = tuple(
        Line(term.label, aside(each.number, each.school), "watched", {"number": each.number}, term.due_on, term.tone)
        for each, term in over[:SHOWN]
    )
    red = Tile(
        "zorgplicht",
        said("Zorgplicht: een termijn is voorbij"),
        "monitor",
        count=str(len(over)),
        tone="red" if over else "",
        lines=lines,
    )
    return red, load.tile(uow, by)


# ------------------------------------------------------------------ who directs or signs
def _directs(_uow: UnitOfWork, by: Person) -> bool:
    return by.has(*risks.ROLES)


def _signs(_uow: UnitOfWork, by: Person) -> bool:
    return by.has(*risks.ROLES, "bestuur")


def _to_sign(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    rows = [row for row in signing.queue(uow, by).signs or () if row.state == signing.READY]
    lines = tuple(
        Line(Said(row.name), aside(row.number, row.pupil), "sign", {"task_id": row.task_id}, row.due_on, row.tone,
             row.norm)
        for row in rows[:SHOWN]
    )  # fmt: skip
    return (Tile("tekenen", said("Ter ondertekening"), "signing", count=str(len(rows)), lines=lines),)


# ------------------------------------------------------------------ a committee
def _has_a_seat(uow: UnitOfWork, by: Person) -> bool:
    return any(seat.member for seat in meetings.seats(uow, by))


def _meeting(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    found = []
    for seat in (each for each in meetings.seats(uow, by) if each.member):
        coming = table_of_meetings.between(
            uow, seat.swv_id, seat.committee.id, uow.today, uow.today + timedelta(weeks=26)
        )
        meeting = next((each for each in coming if each.cancelled is None), None)
        if meeting is None:
            state = said("Er is nog geen vergadering gepland.")
            found.append(Tile(f"vergadering-{seat.key}", said("Volgende vergadering"), "meetings", state=state))
            continue
        items = [item.id for item, _ in table_of_meetings.items(uow, meeting.id)]
        unread = table.unread(uow, by.id, items)
        state = said("{day}, {time}, {place}", day=meeting.held_on, time=meeting.starts_at, place=meeting.place)
        line = Line(
            said("Nog te lezen: {count} van {all}", count=len(unread), all=len(items)),
            seat.swv,
            "meeting",
            {"meeting_id": meeting.id},
        )
        tone = "amber" if unread else ""
        title = said("Volgende vergadering")
        found.append(Tile(f"vergadering-{seat.key}", title, "meetings", state=state, tone=tone, lines=(line,)))
    return tuple(found)


# ------------------------------------------------------------------ an expert
def _advises(uow: UnitOfWork, by: Person) -> bool:
    return advices.role_of(uow, by) is not None


def _advices(uow: UnitOfWork, by: Person) -> tuple[Tile, ...]:
    page = advices.month(uow, by)
    lines = tuple(Line(Said(row.name), f"{row.number} · {row.on:%d-%m-%Y}") for row in page.rows[-SHOWN:])
    state = None if lines else said("Deze maand nog geen.")
    return (
        Tile("adviezen", said("Mijn adviezen van deze maand"), "advices", count=str(len(page.rows)), state=state,
             lines=lines),
    )  # fmt: skip


# ------------------------------------------------------------------ who makes the routes
Part = tuple[Callable[[UnitOfWork, Person], bool], Callable[[UnitOfWork, Person], tuple[Tile, ...]]]
_PARTS: tuple[Part, ...] = (
    (_signs, _to_sign),
    (_directs, risks.tiles),
    (load.is_for, _load),
    (_works_at_the_office, _office),
    (schools.cares, schools.tiles),
    (_handles_post, _incoming),
    (_has_a_seat, _meeting),
    (_works_at_a_school, _cases),
    (_advises, _advices),
    (waiting_proposals.is_for, waiting_proposals.tiles),
)
