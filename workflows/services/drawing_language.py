"""What can be said in a drawing of a proposal: the vocabulary, and for each property what there is to choose from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from workflows.domain.errors import InvalidRoute
from workflows.domain.people import Person
from workflows.domain.rules import REGIMES, DeadlineRule
from workflows.domain.wording import Text
from workflows.persistence import models, routes
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import reading_of
from workflows.routes.elements import Process
from workflows.routes.record_check import words_of
from workflows.routes.references import addressed
from workflows.routes.roles import PARTIES
from workflows.routes.route import Route, Shared
from workflows.routes.vocabulary import (
    ADDRESSEES,
    AWAITED,
    CLOSED,
    EFFECTS,
    NOBODY,
    REQUIRED,
    SEVERAL,
    VOCABULARY,
    bearers,
)
from workflows.routes.weighing import Weight, weight_of_property
from workflows.services import drawing
from workflows.services.deployments import shared_of

T = TypeVar("T")
#: Which list a property takes its values from; what is not here is typed, with what the route has already offered.
LISTS: Mapping[str, str] = {
    "role": "roles", "party": "parties", "form": "forms", "due": "rules", "not_by": "doers", "meeting": "committees",
    "on": "dates", "posts": "letters", "explains": "all_rules", "cause": "facts", "progress": "choices",
    "awaits": "awaited", "starts": "rules", "suspends": "suspendable", "resumes": "all_rules", "stops": "all_rules",
    "extends": "extendable", "from": "dates", "until": "dates", "not_before": "dates", "hour": "facts",
    "regime": "regimes", "decision": "decisions", "letter": "letters", "to": "addressees", "does": "effects",
    "fact": "facts", "route": "routes", "duty": "duties", "amount": "facts", "records": "records", "needs": "needed",
    "withdraws": "records", "encloses": "papers", "each": "tables", "of": "origins",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """Something to choose; *norm* tells a statutory term from a norm of one's own; *values* are what a fact may be."""

    value: str
    label: str | Text
    norm: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Word:
    """A property: on what it stands, what it takes, and the class and gates of what is done to it."""

    name: str
    places: tuple[str, ...]
    choices: str
    several: bool
    needed_on: tuple[str, ...]
    seen: tuple[str, ...]  #: the values that the route has already, where it is typed
    adding: Weight
    changing: Weight


@dataclass(frozen=True)
class Language:
    """Everything that can be said in a drawing of this route as it is now."""

    words: tuple[Word, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    processes: tuple[Choice, ...]
    messages: tuple[str, ...]
    duties: Mapping[str, str]  #: the law behind each duty, and what is possible instead


def language(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> Language:
    """Return what can be said in a drawing; what the proposal cannot be read for, as in the version it changes.

    Raises:
        NotFound: there is no such drawing, or not for this person.
    """
    drawing.drawing(uow, by, proposal_id, path)
    row = uow.session.get_one(models.Proposal, proposal_id)
    draft, base = Route(row.files), Route(uow.session.get_one(models.Deployment, row.base_id).files)
    drawn = _processes(row.files)
    seen: dict[str, dict[str, None]] = {}
    for process in drawn:
        for bearer in bearers(process):
            for name, value in bearer.properties.items():
                seen.setdefault(name, {})[value] = None
    words = tuple(
        Word(
            name=name,
            places=tuple(sorted(places)),
            choices=LISTS.get(name, ""),
            several=name in SEVERAL,
            needed_on=tuple(kind for kind, names in REQUIRED.items() if name in names),
            seen=() if name in LISTS else tuple(sorted(seen.get(name, ()))),
            adding=weight_of_property(name, fewer=False, more=True),
            changing=weight_of_property(name, fewer=True, more=True),
        )
        for name, places in VOCABULARY.items()
    )
    other_routes = [
        Choice(each.route, Route(routes.files(uow, each.content_hash)).settings.title)
        for each in routes.live_routes(uow)
        if each.route != row.route
    ]
    named = {each.id: each.name or each.id for process in drawn for each in process.elements.values() if each.name}
    messages = {each.message for process in drawn for each in process.elements.values() if each.message}
    shared = shared_of(uow)
    return Language(
        words=words,
        choices={
            **(own := _of_route(draft, base, named)),
            **_of_house(shared, row.route, named, own),
            "routes": tuple(other_routes),
        },
        processes=tuple(Choice(process.id, process.name or process.id) for process in drawn),
        messages=tuple(sorted(messages)),
        duties={each.id: each.in_words for each in shared.duties.values()},
    )


def _processes(files: Mapping[str, bytes]) -> list[Process]:
    return [
        process
        for file, data in sorted(files.items())
        if file.endswith(".bpmn")
        for process in reading_of(file, data).processes
    ]


def _either(draft: Route, base: Route, ask: Callable[[Route], T]) -> T:
    try:
        return ask(draft)
    except InvalidRoute:
        return ask(base)


def _of_route(draft: Route, base: Route, named: Mapping[str, str]) -> dict[str, tuple[Choice, ...]]:
    forms = _either(draft, base, lambda route: route.forms)
    asked = {field.id: field for form in forms.values() for field in form.facts}
    facts = [
        Choice(name, asked[name].label, values=tuple(each.value for each in asked[name].options))
        if name in asked
        else Choice(name, name.replace("_", " "))
        for name in sorted(_either(draft, base, lambda route: route.facts))
    ]
    fields = {field.id: field for form in forms.values() for field in form.fields}

    def asking(kind: str) -> tuple[Choice, ...]:
        return tuple(Choice(each.id, each.label) for each in fields.values() if each.kind == kind)

    return {
        "forms": tuple(Choice(name, form.title or named.get(name, name)) for name, form in forms.items()),
        "letters": tuple(Choice(each, each) for each in _either(draft, base, lambda route: route.letters)),
        "decisions": tuple(
            Choice(name, table.name or name)
            for name, table in _either(draft, base, lambda route: route.decisions).items()
        ),
        "facts": tuple(facts),
        "dates": tuple(each for each in facts if each.value not in asked or asked[each.value].kind == "date"),
        "choices": asking("choices"),
        "people": asking("person"),
        "papers": asking("file"),
        "tables": asking("table"),
        "addressed": tuple(Choice(each, each) for each in _either(draft, base, addressed)),
    }


def _of_house(
    shared: Shared, route: str, named: Mapping[str, str], own: Mapping[str, tuple[Choice, ...]]
) -> dict[str, tuple[Choice, ...]]:
    roles = tuple(Choice(role.id, role.label) for role in shared.roles.values())
    rules = {row.id: row for row in shared.rules}
    return {
        "roles": roles,
        "parties": tuple(Choice(each, each) for each in PARTIES),
        "addressees": (*(Choice(each, each) for each in ADDRESSEES), *own["addressed"], *roles),
        "doers": (
            *(Choice(number, name) for number, name in named.items()),
            *own["people"],
            *(Choice(f"role:{role.value}", role.label) for role in roles),
        ),
        "rules": _terms(row for row in rules.values() if not row.moment and not row.extension_of),
        "all_rules": _terms(rules.values()),
        "suspendable": _terms(row for row in rules.values() if row.suspendable),
        "extendable": _terms(row for row in rules.values() if row.extendable),
        "regimes": tuple(Choice(each.id, each.label) for each in REGIMES.values()),
        "records": tuple(Choice(each.id, each.label) for each in shared.records.values()),
        "needed": tuple(
            Choice(word, word if ":" in word else kind.label)
            for kind in shared.records.values()
            for word in words_of(kind, shared)
        ),
        "awaited": (
            Choice(NOBODY, NOBODY),
            *(Choice(each.value, each.label) for each in shared.lists.get(AWAITED, ())),
        ),
        "origins": tuple(Choice(each, each) for each in CLOSED["of"]),
        "effects": tuple(Choice(each, each) for each in EFFECTS),
        "committees": tuple(Choice(each.id, each.label) for each in shared.committees.values()),
        "duties": tuple(
            Choice(each.id, each.label) for each in shared.duties.values() if not each.routes or route in each.routes
        ),
    }


def _terms(rows: Iterable[DeadlineRule]) -> tuple[Choice, ...]:
    return tuple(Choice(row.id, row.label, norm=row.norm) for row in rows)
