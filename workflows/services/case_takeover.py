"""Taking over open cases of another system: tried row by row on the route itself, begun only when confirmed.

Source: practice: a case that runs keeps the day it was received and all that happened to its term (Awb art. 4:13-4:15).
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from workflows.domain.errors import NotFound
from workflows.domain.people import Person
from workflows.domain.sheets import Mistake, Sheet, rows_of
from workflows.domain.wording import said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.takeover import Takeover
from workflows.services import access, links, offered, route_starts
from workflows.services.case_rows import COLUMNS, EXAMPLE, OPTIONAL, Taken, read_row
from workflows.services.deployments import live_definitions
from workflows.services.sheets import read_sheet

KIND = "cases"  #: of list
MOST = 500  #: rows: each is tried on the route


@dataclass(frozen=True)
class Trial:
    """What would happen: the cases that can be taken over, and the mistakes in the other rows."""

    file_id: int
    name: str
    rows: tuple[Taken, ...]
    mistakes: tuple[Mistake, ...]
    known: int  #: taken over already, and left as they are

    @property
    def wrong_rows(self) -> int:
        return len({mistake.row for mistake in self.mistakes})


@dataclass(frozen=True)
class ListOf:
    """What a list for a route looks like: each column with whether it may stay empty, an example, and the places."""

    route: str
    title: str
    columns: tuple[tuple[str, bool], ...]
    example: tuple[str, ...]
    places: tuple[str, ...]
    from_on: date | None


def lists(uow: UnitOfWork, by: Person) -> tuple[ListOf, ...]:
    """Return what a list looks like for each route that takes over open cases.

    Raises:
        NotFound: only the office takes over.
    """
    offered.may_take_over(uow, by)
    return tuple(_list_of(uow, each, takeover) for each, takeover in _routes(uow))


def _list_of(uow: UnitOfWork, definition: ProcessDefinition, takeover: Takeover) -> ListOf:
    settings = definition.route.settings
    first = takeover.places[0]
    own = tuple((column.label, not column.required) for column in takeover.columns)
    example = (settings.name, *EXAMPLE, first.label, *[""] * 6, *(column.example for column in takeover.columns))
    columns = (*((name, name in OPTIONAL) for name in COLUMNS), *own)
    places = tuple(place.label for place in takeover.places)
    return ListOf(settings.name, settings.title, columns, example, places, route_starts.first_day(uow, settings.name))


def offer(uow: UnitOfWork, by: Person, name: str, data: bytes) -> int:
    """Keep a list to look at; return its number. Nothing of it has begun yet. Raises: as ``offered.keep``."""
    return offered.keep(uow, by, KIND, name, data)


def trial(uow: UnitOfWork, by: Person, file_id: int) -> Trial:
    """Return what would begin of a list, and what is wrong with it row by row.

    Raises:
        NotFound: there is no such list of this person, or it was taken over already.
    """
    file = offered.file_of(uow, by, KIND, file_id)
    sheet = read_sheet(file.name, file.content)
    lacking = sheet.lacking([column for column in COLUMNS if column not in OPTIONAL])
    words = said("deze kolom ontbreekt. Zet de naam ervan in de eerste regel.")
    mistakes = [Mistake(1, column, words) for column in lacking]
    if len(sheet.rows) > MOST:
        mistakes.append(
            Mistake(MOST + 2, "Route", said("er staan meer dan {most} zaken in. Knip de lijst in delen.", most=MOST))
        )
    if mistakes:
        return Trial(file_id, file.name, (), tuple(mistakes), 0)
    return _judged(uow, by, file, sheet)


def confirm(uow: UnitOfWork, by: Person, file_id: int) -> int:
    """Let every case of a list that can be taken over go on here; return how many. What is wrong stays out.

    Raises:
        NotFound: as ``trial``.
    """
    file = offered.file_of(uow, by, KIND, file_id, lock=True)
    found = trial(uow, by, file_id)
    for taken in found.rows:
        school = uow.session.get_one(models.Organisation, taken.school_id)
        pupil = offered.pupil_of(uow, taken.first_name, taken.infix, taken.last_name, taken.born_on, school.id)
        links.take_over_case(
            uow,
            taken.route,
            taken.standing,
            pupil_id=pupil.id,
            parties=links.parties_for(school),
            by=by.id,
            start_key=_key(taken.route, taken.reference),
            details={**taken.answers.details, "_kenmerk": taken.reference},
        )
    offered.close(uow, file)
    people.note_change(uow, "cases.taken_over", by.id, count=str(len(found.rows)), name=file.name)
    return len(found.rows)


def _key(route: str, reference: str) -> str:
    """Return what tells that a case was taken over before; the reference may name a child, so it is not kept there."""
    return hashlib.sha256(f"taken over:{route}:{reference.casefold()}".encode()).hexdigest()


def _judged(uow: UnitOfWork, by: Person, file: models.ImportFile, sheet: Sheet) -> Trial:
    offices = access.offices_of(by)
    schools = {row.code: row for row in people.organisations(uow, "school") if row.swv_id in offices}
    routes = {name.lower(): each for each in _routes(uow) for name in _names(each[0])}
    taken: list[Taken] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    known = 0
    for row in rows_of(sheet):
        found = read_row(uow, row, schools, routes)
        key = _key(found.route, found.reference) if found is not None else ""
        if found is not None and key in seen:
            words = said("dit kenmerk staat ook in regel {row}. Een kenmerk is van één zaak.", row=seen[key])
            row.refuse("Kenmerk", words)
        mistakes += row.mistakes
        if found is not None and not row.mistakes:
            seen[key] = row.number
            if dossiers.started_with(uow, key) is not None:
                known += 1
            else:
                taken.append(found)
    return Trial(file.id, file.name, tuple(taken), tuple(mistakes), known)


def _routes(uow: UnitOfWork) -> list[tuple[ProcessDefinition, Takeover]]:
    found = ((each, each.route.settings.takeover) for each in live_definitions(uow))
    return [(each, takeover) for each, takeover in found if takeover is not None]


def _names(definition: ProcessDefinition) -> tuple[str, str]:
    return definition.route.settings.name, definition.route.settings.title


def of_route(uow: UnitOfWork, by: Person, route: str) -> ListOf:
    """Return what a list for one route looks like.

    Raises:
        NotFound: only the office takes over; or this route takes nothing over.
    """
    for found in lists(uow, by):
        if found.route == route:
            return found
    raise NotFound(f"route {route} takes no open cases over")
