"""Demo data: a fictional samenwerkingsverband that lives through its cases, by the services, under a moving clock."""

import heapq
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from workflows.domain.clock import FrozenClock, at_local, local_date
from workflows.domain.people import OFFICE, Person
from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.scheduler import drain
from workflows.services import accounts, instances, overview, tasks
from workflows.services.deployments import definition_of, shared_of
from workflows.system import System

T = TypeVar("T")

PASSWORD = "zorgroute-demo"  # noqa: S105  # a demonstration is for everybody
WORDS = Path(__file__).resolve().parent.parent / "bpmn" / "demo"
SEED = 20261121
MORNING = time(7, 5)


def is_empty(uow: UnitOfWork) -> bool:
    return people.count_persons(uow) == 0


def fill(system: System, report: Callable[[str], None] = lambda _line: None) -> None:
    """Fill an empty database with organisations, people and cases that ran until now.

    Everything is done by the services at the moment at which it would have been done; nothing is inserted behind
    their back but the organisations. The same day gives the same cases.
    """
    now = system.clock.now()
    story = tomllib.loads((WORDS / "tlv.toml").read_text("utf-8"))
    clock = FrozenClock(now - timedelta(days=story["days"]))
    past = System(system.settings, clock=clock, database=system.database)
    past.email = None  # what was mailed in the past is not mailed now
    past.perform(_found, tomllib.loads((WORDS / "world.toml").read_text("utf-8")))
    _Life(past, clock, now, story, report).live()


# ------------------------------------------------------------------ the world
def _found(uow: UnitOfWork, world: Mapping[str, Any]) -> None:
    codes: dict[str, int] = {}
    for each in world["organisation"]:
        row = models.Organisation(
            kind=each["kind"],
            code=each["code"],
            name=each["name"],
            region=each.get("region"),
            parent_id=codes.get(each.get("parent", "")),
            swv_id=codes.get(each.get("swv", "")),
        )
        uow.session.add(row)
        uow.session.flush()
        codes[row.code] = row.id
    hashed, persons = accounts.HASHER.hash(PASSWORD), {}
    for each in world["person"]:
        persons[each["name"]] = accounts.add_person_with_hash(
            uow, name=each["name"], email=address_of(each["name"]), password_hash=hashed, roles=each["roles"]
        )
    for each in world["mandate"]:
        uow.session.add(
            models.Mandate(
                person_id=persons.get(each.get("person", "")),
                role=each.get("role"),
                organisation_id=codes[each.get("swv") or each["board"]],
                what=each["what"],
                from_on=uow.today - timedelta(days=365),
                act=each["act"],
                on_behalf_of=each["on_behalf_of"],
            )
        )


def address_of(name: str) -> str:
    """Return the address of somebody who does not exist: their names, without titles, at a domain that cannot be."""
    words = dossiers.sort_name(name).split()
    return ".".join(word for word in words if not word.endswith(".")) + "@zorgroute.test"


# ------------------------------------------------------------------ the cases
@dataclass
class _Case:
    """A case that is to be lived: its plot, who applies, and what was planned for it already."""

    plot: Mapping[str, Any]
    number: str = ""
    planned: set[str] = field(default_factory=set)


class _Life:
    """Plans an act for everything that waits, and does the acts in the order of time."""

    def __init__(
        self,
        system: System,
        clock: FrozenClock,
        until: datetime,
        story: Mapping[str, Any],
        report: Callable[[str], None],
    ) -> None:
        self._system, self._clock, self._until, self._story, self._report = system, clock, until, story, report
        self._chance = random.Random(SEED)  # noqa: S311  # repeatable on purpose
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._calendar = system.read(shared_of).calendar
        self._names = self._pupils()

    def live(self) -> None:
        starts = [plot for plot in self._story["plot"] for _ in range(plot["cases"])]
        self._chance.shuffle(starts)
        for number, plot in enumerate(starts):
            moment = self._moment(plot, number, len(starts))
            self._plan(moment, partial(self._start, _Case(plot)))
        day, done = local_date(self._clock.now()), 0
        while self._agenda and self._agenda[0][0] <= self._until:
            moment, _, act = heapq.heappop(self._agenda)
            while day < local_date(moment):
                day += timedelta(days=1)
                self._clock.instant = at_local(day, MORNING)
                drain(self._system)
            self._clock.instant = moment
            act()
            done += 1
            if done % 100 == 0:
                self._report(f"  {day:%d-%m-%Y}: {done} handelingen gedaan")
        while day < local_date(self._until):
            day += timedelta(days=1)
            self._clock.instant = at_local(day, MORNING)
            drain(self._system)

    def _moment(self, plot: Mapping[str, Any], number: int, total: int) -> datetime:
        """Spread the starts over the time there is; a plot may say how many days ago it must have begun."""
        days = self._story["days"] - 1
        first, last = plot.get("ago", [1, days])
        ago = self._chance.randint(first, last) if "ago" in plot else days - number * days // total
        return self._hours(local_date(self._until) - timedelta(days=ago))

    def _hours(self, day: date) -> datetime:
        at = time(self._chance.randint(8, 16), self._chance.randint(0, 59))
        return at_local(self._calendar.roll_forward(day), at)

    def _plan(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (moment, next(self._order), act))

    def _start(self, case: _Case) -> None:
        plot = case.plot
        school, by = self._applicant(plot)
        first, last, born = next(self._names)
        raw = {"school": [str(school)], "roepnaam": [first], "achternaam": [last]}
        years = plot.get("age", 8)
        raw["geboortedatum"] = [f"{born.day}-{born.month}-{local_date(self._clock.now()).year - years}"]
        case.number = self._system.perform(
            instances.start_case, self._story["route"], by, raw, f"demo-{next(self._order)}", accept_warnings=True
        )
        self._plan_what_waits(case)

    def _applicant(self, plot: Mapping[str, Any]) -> tuple[int, Person]:
        code = self._chance.choice(plot["schools"])

        def find(uow: UnitOfWork) -> tuple[int, Person]:
            school = _there(people.organisation_by_code(uow, code), code)
            rows = [row for role in plot["applicants"] for row in people.in_role(uow, role, school.id)]
            return school.id, people.person(uow, self._chance.choice(rows))

        return self._system.read(find)

    # -------------------------------------------------------------- what waits
    def _plan_what_waits(self, case: _Case) -> None:
        for task in self._system.read(_open_tasks, case.number):
            if task.token in case.planned:
                continue
            case.planned.add(task.token)
            if (days := self._days(case.plot, task.element_id)) is not None:
                self._plan(self._later(days), partial(self._complete, case, task.id))
        for listener in self._system.read(_listeners, case.number):
            message = case.plot.get("messages", {}).get(listener.message)
            if message is not None and listener.token not in case.planned:
                case.planned.add(listener.token)
                self._plan(self._later(self._pick(message["days"])), partial(self._receive, case, listener))

    def _days(self, plot: Mapping[str, Any], element: str) -> int | None:
        """Return after how many working days somebody does it; None: nobody ever does in this plot."""
        if plot.get("stops_at") == element:
            return None
        return self._pick(plot.get("days", {}).get(element) or self._story["days_for"].get(element) or [0, 3])

    def _pick(self, span: list[int]) -> int:
        return self._chance.randint(span[0], span[-1])

    def _later(self, working_days: int) -> datetime:
        now = self._clock.now()
        day = self._calendar.add_working_days(local_date(now), working_days)
        return max(self._hours(day), now + timedelta(minutes=10))

    def _complete(self, case: _Case, task_id: int) -> None:
        task = self._system.read(_task, task_id)
        if task.ended_at is not None:
            return
        by = self._system.read(self._somebody, task)
        raw = self._answers(case.plot, task.element_id, task.nr)
        self._system.perform(tasks.complete_task, task.id, by, raw, f"demo-{task.id}", accept_warnings=True)
        self._plan_what_waits(case)

    def _somebody(self, uow: UnitOfWork, task: models.UserTask) -> Person:
        role, _, organisation = task.actor.partition(":")
        rows = people.in_role(uow, role, int(organisation))
        row = uow.session.get_one(models.Person, task.assignee_id) if task.assignee_id else self._chance.choice(rows)
        return people.person(uow, row)

    def _receive(self, case: _Case, listener: Any) -> None:
        if all(other.token != listener.token for other in self._system.read(_listeners, case.number)):
            return
        role = listener.element.properties.get("role", "secretariaat").split()[0]
        by = self._system.read(self._in_case, case.number, role)
        message = case.plot["messages"][listener.message]
        self._system.perform(
            instances.receive, case.number, listener.token, by, self._resolved(message.get("answers", {}))
        )
        self._plan_what_waits(case)

    def _in_case(self, uow: UnitOfWork, number: str, role: str) -> Person:
        row = _there(dossiers.case_by_number(uow, number), number)
        party = shared_of(uow).roles[role].party
        organisation = dossiers.parties_of(uow, row.id)[party]
        found = people.in_role(uow, role, organisation.id) or people.in_role(uow, OFFICE)
        return people.person(uow, found[0])

    # -------------------------------------------------------------- answers
    def _answers(self, plot: Mapping[str, Any], element: str, nr: int | None) -> dict[str, list[str]]:
        given = {**self._story["answers"].get(element, {}), **plot.get("answers", {}).get(element, {})}
        if nr is not None:
            given |= plot.get("answers", {}).get(f"{element}_{nr}", self._story["answers"].get(f"{element}_{nr}", {}))
        return self._resolved(given)

    def _resolved(self, given: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return answers as a browser would send them: ``@name`` is a person or school, ``on+10`` a day from today."""
        return {
            name: [self._text(value) for value in (values if isinstance(values, list) else [values])]
            for name, values in given.items()
        }

    def _text(self, value: Any) -> str:
        text = str(value)
        if text.startswith("@"):
            return str(self._system.read(_id_of, text[1:]))
        if text == "on" or text[:3] in ("on+", "on-"):
            day = local_date(self._clock.now()) + timedelta(days=int(text[2:] or 0))
            return f"{day.day:02}-{day.month:02}-{day.year}"
        return text

    def _pupils(self) -> Iterator[tuple[str, str, date]]:
        while True:
            first, last = (
                self._chance.choice(self._story["first_names"]),
                self._chance.choice(self._story["last_names"]),
            )
            yield first, last, date(2018, self._chance.randint(1, 12), self._chance.randint(1, 28))


def _open_tasks(uow: UnitOfWork, number: str) -> list[models.UserTask]:
    case = _there(dossiers.case_by_number(uow, number), number)
    return [task for task in dossiers.tasks_of(uow, case.id) if task.ended_at is None]


def _task(uow: UnitOfWork, task_id: int) -> models.UserTask:
    return uow.session.get_one(models.UserTask, task_id)


def _listeners(uow: UnitOfWork, number: str) -> list[Any]:
    case = _there(dossiers.case_by_number(uow, number), number)
    return overview.listeners_of(uow, case, definition_of(uow, case.deployment_id))


def _id_of(uow: UnitOfWork, name: str) -> int:
    organisation = people.organisation_by_code(uow, name)
    if organisation is not None:
        return organisation.id
    return _there(people.person_by_email(uow, address_of(name)), name).id


def _there(found: T | None, name: str) -> T:
    """Return what the words of the demonstration name; a name that is nowhere is a mistake in them."""
    if found is None:
        raise LookupError(f"bpmn/demo: '{name}' bestaat niet")
    return found
