"""The list of tasks of a person: mine and my groups', the most urgent first; nothing here opens a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.domain.clock import local_date
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import Person
from workflows.domain.wording import Text, said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import inbox as lists
from workflows.persistence import meetings, models, people
from workflows.persistence import questions as table_of_questions
from workflows.persistence.inbox import Sieve
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access, assigning, dossier, post, terms
from workflows.services import extending as extending_ways
from workflows.services.deployments import closed_routes, live_definitions, shared_of
from workflows.services.views import InboxPage, TaskRow

PAGE = 50
MOST_ALONG = 2_000  #: tasks in a file to take along
LONGEST_PURPOSE = 200
VIEWS = ("alles", "mijn", "open", "te_laat", "terug", "gedaan")
OF_ALL = ("iedereen", "wachten")  #: for who sees all cases: the work of everybody, and what others owe us


@dataclass(frozen=True)
class Sought:
    """What is sought in a list, as it stands in an address; empty lets everything through.

    *window* is te_laat, vandaag, week, maand or later; *school*, *board* and *person* are numbers; *words* stand in
    the name of a task.
    """

    route: str = ""
    step: str = ""
    school: str = ""
    board: str = ""
    role: str = ""
    person: str = ""
    window: str = ""
    words: str = ""


NOTHING = Sought()


def page(
    uow: UnitOfWork, by: Person, view: str = "alles", after: str | None = None, sought: Sought = NOTHING
) -> InboxPage:
    """Return a page of tasks: mine and those offered to my groups, the most urgent first.

    *view* is alles, mijn, open (not claimed), te_laat, terug (put off until later) or gedaan; for who sees all cases of
    a samenwerkingsverband also iedereen and wachten (what schools, experts and others outside the office have to do).
    *after* is what the former page gave as *next*.

    Raises:
        NotFound: there is no such list for this person, or no such page.
    """
    watched = access.watches(uow, by)
    views = (*VIEWS, *OF_ALL) if watched else VIEWS
    if view not in views:
        raise NotFound(f"no list {view!r} for them")
    if view == "gedaan":
        return _done(uow, by, after, views)
    if sought != NOTHING or view in (*OF_ALL, "terug"):
        whose, sieve = _list(uow, by, view, watched, _sieve(uow, sought))
        found = lists.sifted(uow, whose, sieve, after=_position(after), limit=PAGE)
    else:
        mine = by.id if view != "open" else None
        actors, absent = by.actors if view != "mijn" else (), absent_of(by) if view != "open" else ()
        found = lists.inbox(uow, mine, actors, after=_position(after), limit=PAGE, absent=absent)
    if view == "te_laat":  # the list is by due date, so what is late comes first
        late = tuple(row for row in found.rows if row.sort_on < uow.today)
        found = lists.Inbox(late, found.next if len(late) == len(found.rows) else None)
    closed = closed_to(uow, by)
    away = {(each.case_id, each.actor) for each in closed}
    recused = {each.case_id for each in closed} if view in OF_ALL else set()
    closed_to_others = closed_routes(uow) if view in OF_ALL else ()
    shown = [
        row
        for row in found.rows
        if (row.actor in by.actors or (view in OF_ALL and row.route not in closed_to_others))
        and (row.case_id, row.actor) not in away
        and row.case_id not in recused
    ]
    routes = {definition.route.name: definition for definition in live_definitions(uow)}
    names = people.names_of(uow, {row.assignee_id for row in shown if row.assignee_id is not None})
    new = lists.unread(uow, by.id, [row.id for row in shown])
    rows = tuple(_row(uow, row, by, routes, names, row.id in new) for row in shown)
    following = f"{found.next[0].isoformat()}_{found.next[1]}" if found.next is not None else None
    sifted, unposted = sought != NOTHING or view in OF_ALL, post.waits_too_long(uow, by)
    questions, answers = table_of_questions.counts(uow, by.id, by.actors, absent_of(by))
    return InboxPage(
        rows,
        following,
        _counts(uow, by, closed),
        views,
        sifted=sifted,
        may_pass_on=any(assigning.may_pass_on(by, swv) for swv in watched),
        unposted=unposted,
        questions=questions,
        answers=answers,
    )


def found(uow: UnitOfWork, by: Person, words: str) -> tuple[TaskRow, ...]:
    """Return the tasks of *by* in whose name these words stand; one page, the most urgent first."""
    return page(uow, by, sought=Sought(words=words)).rows if words else ()


def taken_along(uow: UnitOfWork, by: Person, view: str, sought: Sought, purpose: str) -> tuple[TaskRow, ...]:
    """Return a list to take along in a file; who did so, and what for, is put on record.

    Raises:
        InvalidAnswers: no purpose.
        NotFound: there is no such list for this person.

    Source: AVG art. 5 lid 1 sub b (purpose), lid 2 (accountability).
    """
    if not 1 <= len(purpose.strip()) <= LONGEST_PURPOSE:
        words = said("Waarvoor: vul in waarvoor u de lijst gebruikt, in hoogstens {most} tekens.", most=LONGEST_PURPOSE)
        raise InvalidAnswers([FieldError("purpose", words)])
    rows: list[TaskRow] = []
    after: str | None = None
    while len(rows) < MOST_ALONG:
        part = page(uow, by, view, after, sought)
        rows += part.rows
        after = part.next
        if after is None:
            break
    people.note_change(uow, "list.exported", by.id, list=view, count=str(len(rows)), purpose=purpose.strip())
    return tuple(rows[:MOST_ALONG])


def _sieve(uow: UnitOfWork, sought: Sought) -> Sieve:
    """Return what is sought, in the terms of the lists; what is no number finds nothing.

    Raises:
        NotFound: there is no such window.
    """
    today, month = uow.today, uow.today + timedelta(days=30)
    windows: dict[str, tuple[date | None, date | None]] = {
        "": (None, None),
        "te_laat": (None, today - timedelta(days=1)),
        "vandaag": (today, today),
        "week": (today, today + timedelta(days=7)),
        "maand": (today, month),
        "later": (month + timedelta(days=1), None),
    }
    if sought.window not in windows:
        raise NotFound(f"no window {sought.window!r}")
    due_from, due_until = windows[sought.window]
    return Sieve(
        route=sought.route or None,
        step=sought.step or None,
        roles=(sought.role,) if sought.role else (),
        school=_number(sought.school),
        board=_number(sought.board),
        assignee=_number(sought.person),
        due_from=due_from,
        due_until=due_until,
        words=sought.words or None,
    )


def _number(text: str) -> int | None:
    return None if not text else int(text) if text.isdecimal() and len(text) < 10 else 0


@dataclass(frozen=True)
class Choices:
    """What a list can be sifted by; *steps* are those of the route that is chosen. All but routes and steps are for
    who sees all cases."""

    routes: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    schools: tuple[tuple[str, str], ...] = ()
    boards: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, Text], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


def choices(uow: UnitOfWork, by: Person, route: str | None) -> Choices:
    """Return what *by* can sift their lists by."""
    definitions = {each.route.name: each for each in live_definitions(uow)}
    routes = tuple(sorted(((name, each.route.settings.title) for name, each in definitions.items()), key=_label))
    steps = {
        (element.id, element.name)
        for process in (definitions[route].route.processes.values() if route in definitions else ())
        for element in process.elements.values()
        if element.kind == "userTask"
    }
    watched = access.watches(uow, by)
    if not watched:
        return Choices(routes, tuple(sorted(steps, key=_label)))
    there = [each for each in people.organisations(uow) if each.swv_id in watched or each.kind == "board"]
    return Choices(
        routes,
        tuple(sorted(steps, key=_label)),
        tuple((str(each.id), each.name) for each in there if each.kind == "school"),
        tuple((str(each.id), each.name) for each in there if each.kind == "board"),
        tuple((role.id, role.label) for role in shared_of(uow).roles.values() if role.scope != "none"),
        tuple((str(number), name) for number, name in people.working_at(uow, watched)),
    )


def _label(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _list(
    uow: UnitOfWork, by: Person, view: str, watched: Sequence[int], sieve: Sieve
) -> tuple[lists.Whose, lists.Sieve]:
    """Return whose tasks a list is about, and what is sought among them."""
    if view == "iedereen":
        return lists.Whose(everyone_of=tuple(watched)), sieve
    if view == "wachten":
        outside = tuple(role.id for role in shared_of(uow).roles.values() if role.outside)
        wanted = tuple(role for role in outside if not sieve.roles or role in sieve.roles)
        return lists.Whose(everyone_of=tuple(watched)), replace(sieve, roles=wanted or ("-",))
    if view == "te_laat":
        yesterday = uow.today - timedelta(days=1)
        sieve = replace(sieve, due_until=min(sieve.due_until or yesterday, yesterday))
    mine, groups = by.id if view != "open" else None, by.actors if view != "mijn" else ()
    absent = absent_of(by) if view != "open" else ()
    return lists.Whose(mine, groups, put_off=view == "terug", absent=absent), sieve


def absent_of(by: Person) -> tuple[lists.Absent, ...]:
    """Return for whom *by* stands in, and in which group: their tasks are theirs to do."""
    hats = (each for each in by.memberships if each.substitute_for is not None)
    return tuple(dict.fromkeys((each.substitute_for, each.actor) for each in hats if each.substitute_for is not None))


def closed_to(uow: UnitOfWork, by: Person) -> list[meetings.ClosedTask]:
    """Return the tasks that are not *by*'s, because of a child or school they know; those of a school stay theirs."""
    roles = shared_of(uow).roles
    own = {hat.actor for hat in by.memberships if hat.role in roles and roles[hat.role].party == "swv"}
    return [each for each in meetings.closed_to(uow, by.id) if each.actor in own]


def _position(after: str | None) -> tuple[date, int] | None:
    if after is None:
        return None
    day, _, number = after.partition("_")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        raise NotFound(f"no page after {after!r}") from None


def _counts(uow: UnitOfWork, by: Person, closed: Sequence[meetings.ClosedTask]) -> dict[str, str]:
    absent = absent_of(by)
    counted = {
        "alles": lists.count_inbox(uow, by.id, by.actors, absent=absent),
        "mijn": lists.count_inbox(uow, by.id, (), absent=absent),
        "open": lists.count_inbox(uow, None, by.actors),
        "te_laat": lists.count_inbox(uow, by.id, by.actors, due_before=uow.today, absent=absent),
    }
    for each in closed:
        if each.assignee_id in (None, by.id):
            late = ["te_laat"] if each.sort_on < uow.today else []
            for view in ("alles", "open" if each.assignee_id is None else "mijn", *late):
                counted[view] -= 1
    return {view: "1.000+" if n > 1000 else str(n) for view, n in counted.items()}


def _row(
    uow: UnitOfWork,
    row: lists.InboxRow,
    by: Person,
    routes: Mapping[str, ProcessDefinition],
    names: Mapping[int, str],
    new: bool,
) -> TaskRow:
    shared = shared_of(uow)
    due_on = row.sort_on if row.sort_on != models.NO_DATE else None
    tone = norm = ""
    if row.rule is not None and due_on is not None:
        rule = shared.rules.at(row.rule, row.rule_valid_from or uow.today)
        tone, norm = terms.tone_of(rule, due_on, uow.today, shared.calendar), rule.norm
    role, definition = row.actor.partition(":")[0], routes.get(row.route)
    near = tone in extending_ways.TONES and row.extended_on is None and due_on is not None and due_on >= uow.today
    return TaskRow(
        id=row.id,
        name=row.name,
        route_title=definition.route.settings.title if definition is not None else row.route,
        case_number=row.number,
        pupil=dossier.shown_name(row, access.sees_name_of_task(uow, by, row.withheld, row.actor)),
        who=names.get(row.assignee_id or 0) or said("{role}", role=shared.roles[role].label),
        mine=row.assignee_id == by.id,
        claimable=row.assignee_id is None and row.actor in by.actors,
        due_on=due_on,
        tone=tone,
        suspended=row.state == "suspended",
        norm=norm,
        new=new,
        since=local_date(row.created_at),
        school=row.school or "",
        can_extend=near and extending_ways.of_live_route(definition, row.element_id, row.rule),
    )


def _done(uow: UnitOfWork, by: Person, after: str | None, views: tuple[str, ...]) -> InboxPage:
    """Return what this person completed, the latest first."""
    found = lists.done(uow, by.id, before=int(after) if after is not None and after.isdigit() else None, limit=PAGE + 1)
    titles = {definition.route.name: definition.route.settings.title for definition in live_definitions(uow)}
    rows = tuple(
        TaskRow(
            id=row.id,
            name=row.name,
            route_title=titles.get(row.route, row.route),
            case_number=row.number,
            pupil=dossier.shown_name(row, access.sees_name_of_task(uow, by, row.withheld, row.actor)),
            who=by.name,
            mine=False,
            claimable=False,
            due_on=None,
            tone="",
            suspended=False,
            done_at=row.ended_at,
        )
        for row in found[:PAGE]
    )
    following = str(found[PAGE - 1].id) if len(found) > PAGE else None
    return InboxPage(rows, following, _counts(uow, by, closed_to(uow, by)), views)
