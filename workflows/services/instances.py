"""Cases: which ones may be started, what they promise, and how they stand."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.ledger import ClockEvent, Ledger
from workflows.domain.names import Name, likeness
from workflows.domain.people import OFFICE, Person
from workflows.domain.wording import Said, Text, date_in_words, said
from workflows.persistence import dossiers, models, people, queries, relations
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.carried import Carried
from workflows.routes.route import RouteSettings
from workflows.services import access, dossier, links, overview, route_starts, terms, turns, walked
from workflows.services.deployments import closed_routes, definition_of, live_definition, live_definitions, shared_of
from workflows.services.merging import LIKENESS
from workflows.services.tasks import WarningsToConfirm, refuse_odd_key
from workflows.services.views import (
    BeforeStart,
    CasePage,
    CasesPage,
    DiagramView,
    Promise,
    PupilFound,
    RouteCard,
)

Raw = Mapping[str, Sequence[str]]
PAGE = 50
ANOTHER = "andere"  #: the answer that a pupil is not one of those we know


class KnownPupils(WarningsToConfirm):
    """Pupils of these schools, born that day and named alike, as (id, name, why): the same child, or a twin?"""

    def __init__(self, alike: Sequence[tuple[str, str, Said]]) -> None:
        words = said(
            "Leerling: op deze geboortedatum kennen wij al iemand met zo'n naam. Kies of het dezelfde leerling is."
        )
        super().__init__([FieldError("leerling", words)])
        self.alike = tuple(alike)


# ------------------------------------------------------------------ starting
def startable(uow: UnitOfWork, by: Person) -> tuple[RouteCard, ...]:
    """Return the routes that this person may start."""
    return tuple(
        RouteCard(route.name, route.settings.title, route.settings.description)
        for definition in live_definitions(uow)
        if route_starts.begins_here(uow, (route := definition.route).name) and _places(uow, route.settings, by)
    )


def _places(uow: UnitOfWork, settings: RouteSettings, by: Person) -> list[models.Organisation]:
    """Return the schools for which this person may start: their own, or all of the SWV for which they act.

    A route that is not about a pupil starts for that SWV itself.
    """
    may = (*settings.may_start, OFFICE)
    own = {membership.organisation_id for membership in by.memberships if membership.role in may}
    if not own:
        return []
    if not settings.pupil:
        return [swv for swv in people.organisations(uow, "swv") if swv.id in own]
    return [school for school in people.organisations(uow, "school") if not own.isdisjoint((school.id, school.swv_id))]


def before_start(uow: UnitOfWork, route: str, by: Person, origin: str = "") -> BeforeStart:
    """Return 'Voordat u begint': what to have at hand, and when the answer will be there for who submits today.

    *origin* is the number of a case about nobody in particular that becomes a case of a pupil.

    Raises:
        NotFound: there is no such route, or no such case, for this person.
    """
    _, definition = live_definition(uow, route)
    settings = definition.route.settings
    places = _places(uow, settings, by)
    if not places or not route_starts.begins_here(uow, route):
        raise NotFound(f"route {route} is not theirs to start")
    region = {"vakantieregio": places[0].region}
    promises = tuple(_promise(uow, rule, region) for rule in settings.promises)
    options = tuple((str(place.id), place.name) for place in places)
    if origin:
        _about_nobody(uow, route, origin, by)
    return BeforeStart(
        settings.name,
        settings.title,
        settings.begin,
        promises,
        options,
        settings.pupil,
        bool(settings.without_pupil) and not origin,
        origin,
    )


def _about_nobody(uow: UnitOfWork, route: str, number: str, by: Person) -> models.Case:
    """Return a case of this route without a pupil that *by* may read.

    Raises:
        NotFound: there is none.
    """
    case = access.case_for(uow, number, by, needs="request")
    if case.route != route or case.pupil_id is not None:
        raise NotFound(f"no case {number} without a pupil")
    return case


def _promise(uow: UnitOfWork, rule: str, facts: Mapping[str, object]) -> Promise:
    shared = shared_of(uow)
    ledger = Ledger(shared.rules, shared.calendar_for(facts))
    ledger.record(ClockEvent("started", rule, uow.today, uow.now))
    due = terms.due_view(ledger.deadline(rule), uow.today, shared.calendar)
    if due is None:
        raise NotFound(f"rule {rule} has no due date")
    return Promise(
        Text(f"{due.label.nl}: {date_in_words(due.on)}", f"{due.label.en}: {date_in_words(due.on, 'en')}"), due
    )


def start_case(uow: UnitOfWork, route: str, by: Person, raw: Raw, key: str, accept_warnings: bool = False) -> str:
    """Start a case, of a pupil where the route is about one, and return its number.

    The same submit (*key*) twice starts one case.

    Where the route allows it the case may be about nobody in particular ('zonder_leerling'), and one that was may
    become a case of a pupil ('vanuit'): what the route names comes along.

    Raises:
        NotFound: there is no such route for this person.
        InvalidAnswers: field by field; KnownPupils when this may be a child we know already.
    """
    _, definition = live_definition(uow, route)
    settings = definition.route.settings
    places = {str(place.id): place for place in _places(uow, settings, by)}
    if not places:
        raise NotFound(f"route {route} is not theirs to start")
    refuse_odd_key(key)
    if (known := dossiers.started_with(uow, key)) is not None:
        return known
    number = links.new_number(uow)  # from here on starts wait for each other: the same submit may just have been first
    if (known := dossiers.started_with(uow, key)) is not None:
        return known
    nobody = bool(settings.without_pupil) and _text(raw, "zonder_leerling") == "ja"
    origin = _about_nobody(uow, route, _text(raw, "vanuit"), by) if _text(raw, "vanuit") else None
    pupil = pupil_given(uow, raw, places, accept_warnings) if settings.pupil and not nobody else None
    place = places.get(_text(raw, "school"))
    if place is None and nobody:
        raise InvalidAnswers([FieldError("school", said("School: kies uw school."))])
    if place is None:
        raise InvalidAnswers([FieldError("school", said("Samenwerkingsverband: kies er één."))])
    swv = place.swv_id if settings.pupil else place.id
    named = {"applicant": place.id, "board": place.parent_id, "swv": swv}
    links.open_case(
        uow,
        route,
        pupil_id=pupil.id if pupil is not None else None,
        parties={party: org for party, org in named.items() if party in settings.parties and org is not None},
        by=by.id,
        number=number,
        linked_from_id=origin.id if origin is not None else None,
        start_key=key,
    )
    if origin is not None:
        links.fill_in(uow, number, carries=[Carried(name, name) for name in settings.without_pupil], by=by.id)
    return number


def _text(raw: Raw, name: str) -> str:
    return (raw.get(name) or [""])[0].strip()


def pupil_given(
    uow: UnitOfWork, raw: Raw, schools: Mapping[str, models.Organisation], accept_warnings: bool
) -> models.Pupil:
    """Return the pupil that was typed in: one we know already, when chosen, else a new one.

    Raises:
        InvalidAnswers: field by field; KnownPupils when this may be a child whom *schools* know already.
    """
    errors = []
    if _text(raw, "school") not in schools:
        errors.append(FieldError("school", said("School: kies uw school.")))
    for name, label in (("roepnaam", said("Roepnaam")), ("achternaam", said("Achternaam"))):
        if not 1 <= len(_text(raw, name)) <= 100:
            errors.append(FieldError(name, said("{label}: vul een naam in van hoogstens 100 tekens.", label=label)))
    born_on = _birth_date(_text(raw, "geboortedatum"))
    if born_on is None or not date(uow.today.year - 25, 1, 1) <= born_on <= uow.today:
        words = said("Geboortedatum: vul een bestaande datum in, zoals 12-05-2018.")
        errors.append(FieldError("geboortedatum", words))
    if errors or born_on is None:
        raise InvalidAnswers(errors)
    typed = Name(_text(raw, "roepnaam"), _text(raw, "achternaam"))
    alike = [
        (pupil, how)
        for pupil in dossiers.pupils_born(uow, born_on, [school.id for school in schools.values()])
        if (how := likeness(typed, Name(pupil.first_name, pupil.last_name))) is not None
    ]
    chosen = next((pupil.id for pupil, _ in alike if str(pupil.id) == _text(raw, "leerling")), None)
    if chosen is not None:
        locked = relations.lock_pupils(uow, [chosen])[chosen]  # not made another's at this moment
        if locked.merged_into_id is None:
            return locked
    if alike and not accept_warnings and _text(raw, "leerling") != ANOTHER:
        raise KnownPupils(
            [
                (str(pupil.id), dossier.full_name(pupil.first_name, pupil.infix, pupil.last_name), LIKENESS[how])
                for pupil, how in alike
            ]
        )
    return dossiers.add_pupil(
        uow,
        first_name=_text(raw, "roepnaam"),
        infix=_text(raw, "tussenvoegsel")[:20],
        last_name=_text(raw, "achternaam"),
        born_on=born_on,
        school_id=int(_text(raw, "school")),
    )


def _birth_date(text: str) -> date | None:
    dutch = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", text)
    try:
        return date(int(dutch[3]), int(dutch[2]), int(dutch[1])) if dutch else date.fromisoformat(text)
    except ValueError:
        return None


# ------------------------------------------------------------------ looking
def cases(uow: UnitOfWork, by: Person, q: str = "", after: str | None = None) -> CasesPage:
    """Return a page of the cases that this person may see, the newest first.

    *q* is a case number, the beginning of a pupil's name, their year of birth, or a school by its code or name.
    """
    roles = shared_of(uow).roles
    theirs = [
        (roles[each.role].party, each.organisation_id)
        for each in by.memberships
        if each.role in roles and roles[each.role].scope in ("all", "own")
    ]
    before = int(after) if after is not None and after.isdigit() else None
    sought = q.strip() or None
    schools = [each.id for each in people.schools_like(uow, sought)] if sought else []
    closed = closed_routes(uow)
    found = queries.cases(
        uow, theirs, before=before, without=closed, open_only=False, limit=PAGE + 1, matching=sought,
        at_schools=schools,
    )  # fmt: skip
    lines = turns.case_rows(uow, found[:PAGE], by)
    following = str(found[PAGE - 1].id) if len(found) > PAGE else None
    if sought is None or after is not None:
        return CasesPage(lines, following)
    named = {
        row.pupil_id: PupilFound(row.pupil_id, row.pupil, line.born_on, row.school)
        for row, line in zip(lines, found, strict=False)
        if row.pupil_id is not None
    }
    return CasesPage(lines, following, tuple(sorted(named.values(), key=lambda each: (each.name, each.id))))


def case_page(uow: UnitOfWork, number: str, by: Person) -> CasePage:
    """Return everything about a case that this person may see; the reading is logged.

    Raises:
        NotFound: there is no such case for this person.
    """
    case = access.case_for(uow, number, by)
    access.log_read(uow, case.id, by, "case")
    return overview.case_page(uow, case, definition_of(uow, case.deployment_id), by)


def diagram(uow: UnitOfWork, number: str, process: str, by: Person) -> DiagramView:
    """Return a drawing of the route of a case, with the current and the walked elements.

    Raises:
        NotFound: there is no such case for this person, or no such drawing.
    """
    case = access.case_for(uow, number, by)
    definition = definition_of(uow, case.deployment_id)
    if process not in definition.route.processes:
        raise NotFound(f"no drawing {process}")
    file = definition.route.processes[process].file
    return walked.diagram(uow, case, definition, definition.route.files[file])
