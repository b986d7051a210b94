"""The list of tasks of a person: mine and my groups', the most urgent first; nothing here opens a case."""

from collections.abc import Mapping, Sequence
from datetime import date

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import inbox as lists
from workflows.persistence import meetings, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import dossier, terms
from workflows.services import extending as extending_ways
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.views import InboxPage, TaskRow

PAGE = 50
VIEWS = ("alles", "mijn", "open", "te_laat", "gedaan")


def page(uow: UnitOfWork, by: Person, view: str = "alles", after: str | None = None) -> InboxPage:
    """Return a page of tasks: mine and those offered to my groups, the most urgent first.

    *view* is alles, mijn, open (not claimed), te_laat or gedaan; *after* is what the former page gave as *next*.
    """
    if view == "gedaan":
        return _done(uow, by, after)
    mine = by.id if view != "open" else None
    actors = by.actors if view != "mijn" else ()
    found = lists.inbox(uow, mine, actors, after=_position(after), limit=PAGE)
    if view == "te_laat":  # the list is by due date, so what is late comes first
        late = tuple(row for row in found.rows if row.sort_on < uow.today)
        found = lists.Inbox(late, found.next if len(late) == len(found.rows) else None)
    routes = {definition.route.name: definition for definition in live_definitions(uow)}
    names = people.names_of(uow, {row.assignee_id for row in found.rows if row.assignee_id is not None})
    closed = _closed(uow, by)
    away = {(each.case_id, each.actor) for each in closed}
    rows = tuple(
        _row(uow, row, by, routes, names)
        for row in found.rows
        if row.actor in by.actors and (row.case_id, row.actor) not in away
    )
    following = f"{found.next[0].isoformat()}_{found.next[1]}" if found.next is not None else None
    return InboxPage(rows, following, _counts(uow, by, closed))


def _closed(uow: UnitOfWork, by: Person) -> list[meetings.ClosedTask]:
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
    counted = {
        "alles": lists.count_inbox(uow, by.id, by.actors),
        "mijn": lists.count_inbox(uow, by.id, ()),
        "open": lists.count_inbox(uow, None, by.actors),
        "te_laat": lists.count_inbox(uow, by.id, by.actors, due_before=uow.today),
    }
    for each in closed:
        if each.assignee_id in (None, by.id):
            late = ["te_laat"] if each.sort_on < uow.today else []
            for view in ("alles", "open" if each.assignee_id is None else "mijn", *late):
                counted[view] -= 1
    return {view: "1.000+" if n > 1000 else str(n) for view, n in counted.items()}


def _row(
    uow: UnitOfWork, row: lists.InboxRow, by: Person, routes: Mapping[str, ProcessDefinition], names: Mapping[int, str]
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
        pupil=dossier.full_name(row.first_name, row.infix, row.last_name),
        who=names.get(row.assignee_id or 0) or said("{role}", role=shared.roles[role].label),
        mine=row.assignee_id == by.id,
        claimable=row.assignee_id is None and row.actor in by.actors,
        due_on=due_on,
        tone=tone,
        suspended=row.state == "suspended",
        norm=norm,
        can_extend=near and extending_ways.of_live_route(definition, row.element_id, row.rule),
    )


def _done(uow: UnitOfWork, by: Person, after: str | None) -> InboxPage:
    """Return what this person completed, the latest first."""
    found = lists.done(uow, by.id, before=int(after) if after is not None and after.isdigit() else None, limit=PAGE + 1)
    titles = {definition.route.name: definition.route.settings.title for definition in live_definitions(uow)}
    rows = tuple(
        TaskRow(
            id=row.id,
            name=row.name,
            route_title=titles.get(row.route, row.route),
            case_number=row.number,
            pupil=dossier.full_name(row.first_name, row.infix, row.last_name),
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
    return InboxPage(rows, following, _counts(uow, by, _closed(uow, by)))
