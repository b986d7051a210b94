"""The lists of who watches over terms: what runs and comes near, what was late and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.people import TERMS, Person, writable_blocks
from workflows.domain.periods import Period
from workflows.domain.rules import DeadlineRule
from workflows.domain.wording import Said, Text, said
from workflows.persistence import cases, dossiers, terms
from workflows.persistence.rows import NewEntry
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import Shared
from workflows.services import access, dossier
from workflows.services.deployments import closed_routes, live_definitions, shared_of
from workflows.services.terms import OWN, tone_of

PAGE = 50
A_YEAR = Period(1, "years")
MOST = 5_000  #: lines of a file to take along
CAUSES = "oorzaken"  #: the list of why a term was late
LONGEST_WINDOW = 26  #: weeks
OWNERS = {
    "swv": said("samenwerkingsverband"),
    "school": said("school"),
    "board": said("schoolbestuur"),
    "municipality": said("gemeente"),
    "expert": said("deskundige"),
    "parents": said("ouders"),
    "other": said("anderen"),
}
#: Whose terms a list shows, and which of them: of the law, our own norms, or both.
VIEWS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "wettelijk": ((OWN,), "statutory"),
    "norm": ((OWN,), "local"),
    "scholen": (("school", "board"), ""),
    "anderen": (("municipality", "expert", "parents", "other"), ""),
}


@dataclass(frozen=True)
class TermRow:
    """A running term in the list of who watches over them."""

    case_number: str
    route_title: str
    pupil: str
    school: str
    label: Text
    norm: str
    due_on: date
    tone: str
    because: tuple[tuple[Text, str], ...]
    consequence: Text
    extended_on: date | None


@dataclass(frozen=True)
class TermsPage:
    """Fifty terms at most; *next* asks for the following ones."""

    rows: tuple[TermRow, ...]
    next: str | None


@dataclass(frozen=True)
class BreachRow:
    """A term that was late: since when, how long, and why; *asks* for the cause where it is ours to tell."""

    id: int
    case_number: str
    label: Text
    norm: str
    owner: str
    due_on: date
    late_on: date
    days_late: int
    done_on: date | None
    cause: str
    cause_by: str
    cause_at: datetime | None
    asks: bool


@dataclass(frozen=True)
class BreachTotal:
    """How often a term was late, how many are still open, and how many have no cause yet."""

    rule: str
    label: Text
    norm: str
    owner: str
    count: int
    running: int
    unexplained: int


@dataclass(frozen=True)
class BreachesPage:
    """Fifty breaches at most, and totals of all that were asked for; *owners* and *rules* are (value, label)."""

    since: date
    until: date
    rows: tuple[BreachRow, ...]
    next: str | None
    totals: tuple[BreachTotal, ...]
    unexplained: int  #: of our own terms of the law
    owners: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, Text], ...]
    may_explain: bool


@dataclass(frozen=True)
class CausePage:
    """A breach whose cause may be told; *causes* are (value, label)."""

    breach: BreachRow
    chosen: str
    causes: tuple[tuple[str, str], ...]


def theirs(uow: UnitOfWork, by: Person) -> list[tuple[str, int]]:
    """Return of which cases *by* watches the terms, as pairs of party and organisation.

    Raises:
        NotFound: of none.
    """
    roles = shared_of(uow).roles
    found = [
        (roles[each.role].party, each.organisation_id)
        for each in by.memberships
        if each.role in roles and TERMS in roles[each.role].reads
    ]
    if not found:
        raise NotFound("lists of terms")
    return list(dict.fromkeys(found))


# ------------------------------------------------------------------ what comes near
def running(uow: UnitOfWork, by: Person, view: str, weeks: int, after: str | None = None) -> TermsPage:
    """Return the running terms that are late or due within *weeks*, the most urgent first.

    Raises:
        NotFound: these lists are not this person's to see, or there is none of this name or length.
    """
    whose = theirs(uow, by)
    if view not in VIEWS or not 0 <= weeks <= LONGEST_WINDOW:
        raise NotFound(f"no list {view} of {weeks} weeks")
    owners, norm = VIEWS[view]
    until = uow.today + timedelta(weeks=weeks) if weeks else uow.today - timedelta(days=1)
    shared = shared_of(uow)
    found = terms.due(uow, whose, owners, until, rules=_of_norm(shared, norm), after=_position(after), limit=PAGE + 1)
    titles = {definition.route.name: definition.route.settings.title for definition in live_definitions(uow)}
    closed = closed_routes(uow)  # that a complaint's term runs is told, whom it is about is not
    named = [
        line.route not in closed and access.sees_name(uow, by, line.withheld, line.school_id) for line in found[:PAGE]
    ]
    rows = tuple(_term(shared, line, uow.today, titles, shown) for line, shown in zip(found, named, strict=False))
    return TermsPage(rows, _place(found[PAGE - 1].due_on, found[PAGE - 1].id) if len(found) > PAGE else None)


def _of_norm(shared: Shared, norm: str) -> frozenset[str] | None:
    return frozenset(rule.id for rule in shared.rules if rule.norm == norm) if norm else None


def _rule(shared: Shared, line: terms.TermLine) -> DeadlineRule:
    return shared.rules.at(line.rule, line.rule_valid_from)


def _term(shared: Shared, line: terms.TermLine, today: date, titles: Mapping[str, str], named: bool) -> TermRow:
    rule, due_on = _rule(shared, line), line.due_on or today
    return TermRow(
        case_number=line.number,
        route_title=titles.get(line.route, line.route),
        pupil=dossier.shown_name(line, named),
        school=line.school or "",
        label=rule.label,
        norm=rule.norm,
        due_on=due_on,
        tone=tone_of(rule, due_on, today, shared.calendar),
        because=tuple((Text(nl, en), source) for nl, en, source in line.because or ()),
        consequence=rule.consequence,
        extended_on=line.extended_on,
    )


def _place(day: date | None, number: int) -> str:
    return f"{day}_{number}"


def _position(text: str | None) -> tuple[date, int] | None:
    if text is None:
        return None
    day, _, number = text.partition("_")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        raise NotFound(f"no page at {text!r}") from None


# ------------------------------------------------------------------ what was late
@dataclass(frozen=True)
class Sought:
    """Which breaches are asked for: by period, owner, rule and norm; what is empty does not narrow.

    Without a period: the last twelve months.
    """

    since: date | None = None
    until: date | None = None
    owner: str = ""
    rule: str = ""
    norm: str = ""


def _late(shared: Shared, sought: Sought, today: date) -> terms.Late:
    until = sought.until or today
    since = sought.since or A_YEAR.before(until, shared.calendar)
    rules = _of_norm(shared, sought.norm)
    if sought.rule:
        rules = frozenset({sought.rule}) & (frozenset({sought.rule}) if rules is None else rules)
    return terms.Late(since, until, sought.owner or None, rules)


def breaches(uow: UnitOfWork, by: Person, sought: Sought, before: str | None = None) -> BreachesPage:
    """Return the register of breaches: one line each, the latest first, and totals per rule.

    Raises:
        NotFound: the register is not this person's to see.
    """
    whose, shared = theirs(uow, by), shared_of(uow)
    late = _late(shared, sought, uow.today)
    found = terms.breaches(uow, whose, late, before=_position(before), limit=PAGE + 1)
    totals = tuple(_total(shared, each, uow.today) for each in terms.totals(uow, whose, late))
    return BreachesPage(
        since=late.since,
        until=late.until,
        rows=tuple(_breach(shared, line, uow.today) for line in found[:PAGE]),
        next=_place(found[PAGE - 1].breached_on, found[PAGE - 1].id) if len(found) > PAGE else None,
        totals=totals,
        unexplained=sum(each.unexplained for each in totals if each.norm == "statutory" and each.owner == OWNERS[OWN]),
        owners=tuple(OWNERS.items()),
        rules=tuple((rule, shared.rules.at(rule, uow.today).label) for rule in sorted({row.rule for row in totals})),
        may_explain=any(role in shared.roles and "deadlines" in shared.roles[role].writes for role in by.roles),
    )


def taken_along(uow: UnitOfWork, by: Person, sought: Sought) -> list[BreachRow]:
    """Return the lines of the register for a file, the latest first.

    Raises:
        NotFound: the register is not this person's to see.
    """
    shared = shared_of(uow)
    found = terms.breaches(uow, theirs(uow, by), _late(shared, sought, uow.today), limit=MOST)
    return [_breach(shared, line, uow.today) for line in found]


def _breach(shared: Shared, line: terms.TermLine, today: date) -> BreachRow:
    rule, late_on = _rule(shared, line), line.breached_on or today
    due_on = line.due_on or late_on - timedelta(days=1)
    causes = {option.value: option.label for option in shared.lists.get(CAUSES, ())}
    return BreachRow(
        id=line.id,
        case_number=line.number,
        label=rule.label,
        norm=rule.norm,
        owner=OWNERS.get(line.owner, Said(line.owner)),
        due_on=due_on,
        late_on=late_on,
        days_late=((line.stopped_on or today) - due_on).days,
        done_on=line.stopped_on,
        cause=causes.get(line.cause or "", line.cause or ""),
        cause_by=line.cause_by or "",
        cause_at=line.cause_at,
        asks=rule.statutory and line.owner == OWN and line.cause is None,
    )


def _total(shared: Shared, total: terms.Total, today: date) -> BreachTotal:
    rule = shared.rules.at(total.rule, today)
    owner = OWNERS.get(total.owner, Said(total.owner))
    return BreachTotal(total.rule, rule.label, rule.norm, owner, total.count, total.running, total.unexplained)


# ------------------------------------------------------------------ why it was late
def cause_page(uow: UnitOfWork, deadline_id: int, by: Person) -> CausePage:
    """Return a breach whose cause this person may tell.

    Raises:
        NotFound: there is none, or it is not theirs to explain.
    """
    line, shared = _explainable(uow, deadline_id, by), shared_of(uow)
    causes = tuple((option.value, option.label) for option in shared.lists.get(CAUSES, ()))
    return CausePage(_breach(shared, line, uow.today), line.cause or "", causes)


def tell_cause(uow: UnitOfWork, deadline_id: int, cause: str, by: Person) -> None:
    """Put on record why a term was late; it may be told again, and the history of the case keeps both.

    Raises:
        NotFound: there is no such breach, or it is not this person's to explain.
        InvalidAnswers: the cause is not one of the list.
    """
    line = _explainable(uow, deadline_id, by)
    if all(option.value != cause for option in shared_of(uow).lists.get(CAUSES, ())):
        raise InvalidAnswers([FieldError("cause", said("Oorzaak: kies er een uit de lijst."))])
    case = cases.lock_case(uow, line.case_id)
    facts = {"rule": line.rule, "cause": cause}
    cases.append_entries(uow, case, [NewEntry("deadline.explained", uow.today, actor_id=by.id, facts=facts)])
    cases.save_case(uow, case)
    terms.set_cause(uow, deadline_id, cause, by.id)


def _explainable(uow: UnitOfWork, deadline_id: int, by: Person) -> terms.TermLine:
    whose = theirs(uow, by)
    line = terms.breach(uow, deadline_id)
    if line is not None:
        parties = {party: row.id for party, row in dossiers.parties_of(uow, line.case_id).items()}
        reach, roles = access.access_to(uow, line.case_id), shared_of(uow).roles
        watched = any(parties.get(party) == organisation for party, organisation in whose)
        if watched and "deadlines" in writable_blocks(by, reach, roles):
            return line
    raise NotFound(f"no breach {deadline_id}")
