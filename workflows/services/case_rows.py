"""A row of a list with open cases of another system: read as the forms of its route read, and tried on the route.

Source: practice: a case that runs keeps the day it was received and all that happened to its term (Awb art. 4:13-4:15).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.domain.answers import Answers
from workflows.domain.errors import InvalidAnswers, LedgerRefused, WorkflowError
from workflows.domain.field_reading import Refused, read_date
from workflows.domain.ledger import Ledger
from workflows.domain.sheets import Row
from workflows.domain.wording import Said, Text, said
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution
from workflows.persistence import models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.takeover import Place, Takeover, read_columns
from workflows.services import links, route_starts
from workflows.services.deployments import shared_of
from workflows.services.entering import DoesNotEnter, Standing, enter

COLUMNS = (
    "Route", "Kenmerk", "Roepnaam", "Tussenvoegsel", "Achternaam", "Geboortedatum", "School", "Ontvangen op",
    "Staat bij", "Opgeschort op", "Hervat op", "Opgeschort op 2", "Hervat op 2", "Verlengd op", "Verlengd tot",
)  # fmt: skip
OPTIONAL = frozenset({"Tussenvoegsel", *COLUMNS[9:]})
EXAMPLE = ("2026-0815", "Sem", "van", "Voorbeeld", "14-03-2017", "12AB00", "02-11-2026")
PAIRS = (("Opgeschort op", "Hervat op"), ("Opgeschort op 2", "Hervat op 2"))


@dataclass(frozen=True)
class Taken:
    """An open case that can be taken over, and until when its terms then run."""

    row: int
    route: str
    title: str
    place: str
    reference: str
    first_name: str
    infix: str
    last_name: str
    born_on: date
    school_id: int
    school: str
    standing: Standing
    answers: Answers
    due: tuple[tuple[Text, date | None], ...]  #: label and last day of each term; None where time stands still


def read_row(
    uow: UnitOfWork,
    row: Row,
    schools: Mapping[str, models.Organisation],
    routes: Mapping[str, tuple[ProcessDefinition, Takeover]],
) -> Taken | None:
    """Return the case of a row, None where the row has mistakes; *schools* by code, *routes* by name and by title."""

    def route(text: str) -> tuple[ProcessDefinition, Takeover]:
        if (found := routes.get(text.lower())) is None:
            names = ", ".join(sorted({each.route.name for each, _ in routes.values()}))
            raise Refused(said("deze route neemt geen lopende zaken over. Kies uit: {names}.", names=names))
        return found

    def school(text: str) -> models.Organisation:
        if (found := schools.get(text.upper())) is None:
            raise Refused(said("deze school kennen wij niet. Gebruik BRIN met vestiging, zoals 12AB00."))
        return found

    chosen = row.read("Route", route)
    reference, first_name, last_name = row.text("Kenmerk", longest=60), row.text("Roepnaam"), row.text("Achternaam")
    infix = row.text("Tussenvoegsel", required=False, longest=20)
    born_on, at_school, received_on = (
        row.read("Geboortedatum", read_date), row.read("School", school), row.read("Ontvangen op", read_date),
    )  # fmt: skip
    if chosen is None:
        return None
    definition, takeover = chosen
    place = row.read("Staat bij", lambda text: _place(text, takeover))
    answers = _answers(uow, row, definition, takeover, place)
    standing = _standing(uow, row, definition, takeover, place, received_on, answers)
    if row.mistakes or not (at_school and born_on and place and standing and answers):
        return None
    due = _tried(uow, row, definition, takeover, standing, at_school)
    return Taken(
        row.number, definition.route.name, definition.route.settings.title, place.label, reference, first_name, infix,
        last_name, born_on, at_school.id, at_school.name, standing, answers, due,
    )  # fmt: skip


def _place(text: str, takeover: Takeover) -> Place:
    if (found := takeover.place(text)) is None:
        places = ", ".join(place.label for place in takeover.places)
        raise Refused(said("hier kan een zaak niet binnenkomen. Kies uit: {places}.", places=Said(places)))
    return found


def _answers(
    uow: UnitOfWork, row: Row, definition: ProcessDefinition, takeover: Takeover, place: Place | None
) -> Answers | None:
    """Return the answers in the columns of the route, read as its forms read them."""
    labels = [column.label for column in takeover.columns]
    cells = {label: row.text(label, required=False, longest=300) for label in labels}
    try:
        answers = read_columns(definition.route.forms, takeover, cells, shared_of(uow).lists, uow.today)
    except InvalidAnswers as refused:
        for error in refused.errors:
            row.refuse(error.field, Said(error.message))
        return None
    known = {**definition.known_facts, **answers.facts}
    wanted = [name for name, when in place.needs.items() if when.holds(known)] if place is not None else []
    for column in takeover.columns:
        if column.field in wanted and not cells[column.label]:
            row.refuse(column.label, said("vul dit in: dat is nodig voor een zaak die hier staat."))
    return answers


def _standing(
    uow: UnitOfWork,
    row: Row,
    definition: ProcessDefinition,
    takeover: Takeover,
    place: Place | None,
    received_on: date | None,
    answers: Answers | None,
) -> Standing | None:
    days = {name: row.read(name, read_date, required=False) for name in COLUMNS[9:]}
    if received_on is None or place is None:
        return None
    first = route_starts.first_day(uow, definition.route.name)
    if received_on > uow.today:
        row.refuse("Ontvangen op", said("deze dag moet nog komen."))
    elif first is not None and received_on >= first:
        words = said("vanaf {day} beginnen zaken van deze route hier. Begin deze zaak hier zelf.", day=first)
        row.refuse("Ontvangen op", words)
    earliest, pairs, since = received_on, list[tuple[date, date]](), None
    for asked, resumed in PAIRS:
        start, end = days[asked], days[resumed]
        if start is None:
            if end is not None:
                row.refuse(asked, said("vul ook in sinds wanneer de termijn stilstond."))
            continue
        if since is not None:
            row.refuse(resumed, said("er kan maar één opschorting open staan, de laatste."))
        if not earliest <= start <= uow.today:
            row.refuse(asked, said("kies een dag van {first} tot en met vandaag.", first=earliest))
        elif end is not None and not start <= end <= uow.today:
            row.refuse(resumed, said("kies een dag van {first} tot en met vandaag.", first=start))
        elif end is not None:
            pairs.append((start, end))
            earliest = end
        else:
            since = start
    if place.suspended and since is None:
        row.refuse("Opgeschort op", said("vul in sinds wanneer de termijn stilstaat: dat hoort bij deze plek."))
    if since is not None and not place.suspended:
        row.refuse("Hervat op", said("vul in wanneer de termijn weer liep: op deze plek staat de tijd niet stil."))
    extended_on, until = days["Verlengd op"], days["Verlengd tot"]
    for name, value, other in (("Verlengd op", extended_on, until), ("Verlengd tot", until, extended_on)):
        if value is None and other is not None:
            row.refuse(name, said("vul dit in: een verlenging heeft een dag waarop en een dag tot wanneer."))
    if until is not None and not takeover.extends:
        row.refuse("Verlengd tot", said("bij deze route wordt geen termijn verlengd. Laat dit leeg."))
    extended = (extended_on, until) if extended_on is not None and until is not None else None
    return Standing(place.at, received_on, tuple(pairs), since, extended, answers.facts if answers else {})


def _tried(
    uow: UnitOfWork,
    row: Row,
    definition: ProcessDefinition,
    takeover: Takeover,
    standing: Standing,
    school: models.Organisation,
) -> tuple[tuple[Text, date | None], ...]:
    """Let the case enter in memory; return its terms, or say in the row why it cannot."""
    facts, shared = links.given_facts(uow, links.parties_for(school)), shared_of(uow)
    ledger = Ledger(shared.rules, shared.calendar_for(facts))
    execution = Execution.start(definition, ledger, on=standing.received_on, at=uow.now, facts=facts)
    try:
        enter(execution, takeover, standing, uow.today, uow.now)
    except LedgerRefused as refused:
        row.refuse("Verlengd op" if standing.extended else "Opgeschort op", refused.args[0])
    except DoesNotEnter as refused:
        row.refuse("Staat bij", refused.args[0])
    except WorkflowError as problem:
        row.refuse("Staat bij", said("de zaak komt daar niet: {why}", why=str(problem)))
    found = (ledger.deadline(rule) for rule in takeover.clocks)
    return tuple((each.rule.label, each.due.on if each.due else None) for each in found if each is not None)
