"""Demo data: a fictional samenwerkingsverband that lives through its cases, by the services, under a moving clock."""

import heapq
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count, cycle
from pathlib import Path
from typing import Any, TypeVar

from workflows.domain.calendar import DAY, WEEK
from workflows.domain.clock import FrozenClock, at_local, local_date
from workflows.domain.people import OFFICE, Person
from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.scheduler import drain
from workflows.services import accounts, deployments, documents, instances, letters, overview, tasks
from workflows.services.deployments import definition_of, shared_of
from workflows.system import System

T = TypeVar("T")
Words = Mapping[str, Any]

PASSWORD = "zorgroute-demo"  # noqa: S105  # a demonstration is for everybody
FOLDER = Path(__file__).resolve().parent.parent / "bpmn" / "demo"
SEED = 20261121
MORNING, CLOSING = time(7, 5), time(16, 45)
IN_THE_TRAY = 3  #: working days that a letter waits before it is posted


def is_empty(uow: UnitOfWork) -> bool:
    return people.count_persons(uow) == 0


def fill(system: System, report: Callable[[str], None] = lambda _line: None) -> None:
    """Fill an empty database with organisations, people and cases that ran until the end of yesterday.

    Everything is done by the services at the moment at which it would have been done; nothing is inserted behind
    their back but the organisations. The same day gives the same cases.
    """
    _Life(system, tomllib.loads((FOLDER / "tlv.toml").read_text("utf-8")), report).live()


# ------------------------------------------------------------------ the world
def _found(uow: UnitOfWork, world: Words) -> None:
    codes: dict[str, int] = {}
    for each in world["organisation"]:
        row = models.Organisation(
            kind=each["kind"],
            code=each["code"],
            name=each["name"],
            region=each.get("region"),
            address=each.get("address"),
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
    """A case that lives by a plot; its *visits* count how often it came to each element."""

    plot: Words
    number: str = ""
    last_name: str = ""
    visits: Counter[str] = field(default_factory=Counter)
    heard: set[str] = field(default_factory=set)
    returned: bool = False

    def names_of(self, element: str, nr: int | None = None) -> tuple[str, ...]:
        """Count a visit and return what a plot may call it: ``advies_geven``, ``advies_geven#2``, ``aanvragen 2``."""
        one = element if nr is None else f"{element}#{nr}"
        self.visits[one] += 1
        return (element, one, f"{one} {self.visits[one]}")

    def told(self, story: Words, part: str, names: Sequence[str]) -> list[Any]:
        """Return what the story and the plot tell under *names*, the most particular last."""
        return [told[name] for told in (story.get(part, {}), self.plot.get(part, {})) for name in names if name in told]


class _Life:
    """Plans an act for everything that waits, and does the acts in the order of time."""

    def __init__(self, system: System, story: Words, report: Callable[[str], None]) -> None:
        self._story, self._report, self._today = story, report, system.today
        self._clock = FrozenClock(system.clock.now())
        self._system = System(system.settings, clock=self._clock, database=system.database)
        self._system.email = None  # what was mailed in the past is not mailed now
        self._chance = random.Random(SEED)  # noqa: S311  # repeatable on purpose
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._calendar = system.read(shared_of).calendar
        self._cases: dict[int, _Case] = {}
        self._seen = 0  #: the last task for which something was planned
        self._pupils = self._children()

    def live(self) -> None:
        """Let the days pass until midnight today: what is due in the morning, then what people do, then the post."""
        for plot in self._story["plot"]:
            for _ in range(plot.get("cases", 1)):
                self._plan(self._hours(self._beginning(plot)), partial(self._start, _Case(plot)))
        day = local_date(self._agenda[0][0])
        self._clock.instant = at_local(day, time())
        self._system.perform(deployments.seed, FOLDER.parent)
        self._system.perform(_found, tomllib.loads((FOLDER / "world.toml").read_text("utf-8")))
        while day < self._today:
            self._live_through(day)
            if (day + DAY).month != day.month:
                self._report(f"  tot en met {day:%d-%m-%Y}: {len(self._cases)} zaken")
            day += DAY
        self._clock.instant = at_local(day, time())
        drain(self._system)
        self._system.perform(_forget_mail)

    def _live_through(self, day: date) -> None:
        self._clock.instant = at_local(day, MORNING)
        if drain(self._system):
            self._look()
        while self._agenda and self._agenda[0][0] < at_local(day + DAY, time()):
            self._clock.instant, _, act = heapq.heappop(self._agenda)
            act()
            self._look()
        if self._calendar.is_working_day(day):
            self._clock.instant = at_local(day, CLOSING)
            self._post(day)

    def _beginning(self, plot: Words) -> date:
        """Return the day on which a case begins: working days ``ago``, or ``weeks`` where it is about a legal term."""
        if "weeks" in plot:
            return self._calendar.roll_backward(self._today - plot["weeks"] * WEEK)
        return self._calendar.add_working_days(self._today, -self._pick(plot["ago"]))

    # -------------------------------------------------------------- moments
    def _plan(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (moment, next(self._order), act))

    def _pick(self, span: Sequence[int]) -> int:
        return self._chance.randint(span[0], span[-1])

    def _hours(self, day: date) -> datetime:
        return at_local(day, time(self._chance.randint(8, 15), self._chance.randint(0, 59)))

    def _later(self, working_days: int) -> datetime:
        now = self._clock.now()
        day = self._calendar.add_working_days(local_date(now), working_days)
        return max(self._hours(self._calendar.roll_forward(day)), now + timedelta(minutes=10))

    # -------------------------------------------------------------- cases begin
    def _start(self, case: _Case) -> None:
        school, by = self._system.read(self._applicant, case.plot)
        first, case.last_name, born = next(self._pupils)
        raw = {"school": [str(school)], "roepnaam": [first], "achternaam": [case.last_name]}
        year = local_date(self._clock.now()).year - case.plot.get("age", 8)
        raw["geboortedatum"] = [f"{born.day}-{born.month}-{year}"]
        case.number = self._system.perform(
            instances.start_case, self._story["route"], by, raw, f"demo-{next(self._order)}", accept_warnings=True
        )
        self._cases[self._system.read(_case, case.number).id] = case
        self._listen(case)

    def _applicant(self, uow: UnitOfWork, plot: Words) -> tuple[int, Person]:
        code = self._chance.choice(plot.get("schools", self._story["schools"]))
        school = _there(people.organisation_by_code(uow, code), code)
        rows = [row for role in self._story["applicants"] for row in people.in_role(uow, role, school.id)]
        return school.id, people.person(uow, self._chance.choice(rows))

    def _children(self) -> Iterator[tuple[str, str, date]]:
        for first, last in zip(self._shuffled("first_names"), self._shuffled("last_names"), strict=False):
            yield first, last, date(2001, self._chance.randint(1, 12), self._chance.randint(1, 28))

    def _shuffled(self, names: str) -> Iterator[str]:
        return cycle(self._chance.sample(self._story[names], len(self._story[names])))

    # -------------------------------------------------------------- what waits
    def _look(self) -> None:
        """Plan an act for every task that opened since we looked before."""
        for task in self._system.read(_tasks_after, self._seen):
            self._seen = task.id
            case = self._cases[task.case_id]
            names = case.names_of(task.element_id, task.nr)
            if draft := case.told({}, "drafts", names):
                self._plan(self._later(0), partial(self._draft, case, task.id, draft[-1]))
            elif not set(names).isdisjoint(case.plot.get("claims", ())):
                self._plan(self._later(0), partial(self._claim, task.id))
            if set(names).isdisjoint(case.plot.get("stops_at", ())):
                days = case.told(self._story, "days", names)[-1]
                self._plan(self._later(self._pick(days)), partial(self._complete, case, task.id, names))

    def _listen(self, case: _Case) -> None:
        """Plan the messages that this plot brings to what listens now."""
        if "messages" not in case.plot:
            return
        for listener in self._system.read(_listeners, case.number):
            if listener.token not in case.heard:
                case.heard.add(listener.token)
                if told := case.told({}, "messages", names := case.names_of(listener.element.id)):
                    self._plan(self._later(self._pick(told[-1])), partial(self._receive, case, listener.token, names))

    # -------------------------------------------------------------- what people do
    def _claim(self, task_id: int) -> None:
        task, by = self._system.read(self._task_and_person, task_id)
        self._system.perform(tasks.claim, task.id, by)

    def _draft(self, case: _Case, task_id: int, answers: Words) -> None:
        self._claim(task_id)
        task, by = self._system.read(self._task_and_person, task_id)
        self._system.perform(tasks.save_draft, task.id, by, self._typed(case, answers))

    def _complete(self, case: _Case, task_id: int, names: Sequence[str]) -> None:
        task, by = self._system.read(self._task_and_person, task_id)
        if task.ended_at is not None:
            return
        page = self._system.perform(tasks.task_page, task.id, by)
        raw = {**page.raw, **self._typed(case, self._answers(case, names))}
        for asked in page.form.fields:
            if asked.kind == "file" and any(raw.get(asked.id, ())) and asked.id not in page.raw:
                raw[asked.id] = [self._upload(task.id, by, asked.id, raw[asked.id][0])]
        self._system.perform(tasks.complete_task, task.id, by, raw, page.key, accept_warnings=True)
        self._listen(case)

    def _upload(self, task_id: int, by: Person, field_id: str, name: str) -> str:
        data = (FOLDER / "stuk.pdf").read_bytes()
        return str(self._system.perform(documents.add, task_id, by, name=name, data=data, field=field_id).id)

    def _receive(self, case: _Case, token: str, names: Sequence[str]) -> None:
        found = [each for each in self._system.read(_listeners, case.number) if each.token == token]
        for listener in found:
            roles = listener.element.properties.get("role", OFFICE).split()
            by = self._system.read(self._in_case, case.number, roles)
            raw = self._typed(case, self._answers(case, names))
            self._system.perform(instances.receive, case.number, token, by, raw)
            self._listen(case)

    def _post(self, day: date) -> None:
        """Post what has waited long enough; of some cases one letter comes back later."""
        made_before = self._calendar.add_working_days(day, -IN_THE_TRAY)
        waiting = self._system.read(dossiers.letters_to_post, 200)
        ready = [letter for letter, _ in waiting if local_date(letter.made_at) <= made_before]
        if not ready:
            return
        by = self._system.read(self._anybody, OFFICE)
        self._system.perform(letters.mark_posted, [letter.id for letter in ready], day, by)
        for letter in ready:
            case = self._cases[letter.case_id]
            if case.plot.get("returned") == letter.letter and not case.returned:
                case.returned = True
                self._plan(self._later(4), partial(self._come_back, letter.id, by))

    def _come_back(self, letter_id: int, by: Person) -> None:
        self._system.perform(letters.mark_returned, letter_id, local_date(self._clock.now()), by)

    # -------------------------------------------------------------- who
    def _task_and_person(self, uow: UnitOfWork, task_id: int) -> tuple[models.UserTask, Person]:
        task = uow.session.get_one(models.UserTask, task_id)
        if task.assignee_id is not None:
            return task, people.person(uow, uow.session.get_one(models.Person, task.assignee_id))
        role, _, organisation = task.actor.partition(":")
        return task, self._anybody(uow, role, int(organisation))

    def _anybody(self, uow: UnitOfWork, role: str, organisation: int | None = None) -> Person:
        return people.person(uow, self._chance.choice(people.in_role(uow, role, organisation)))

    def _in_case(self, uow: UnitOfWork, number: str, roles: Sequence[str]) -> Person:
        parties, known = dossiers.parties_of(uow, _case(uow, number).id), shared_of(uow).roles
        found = [row for role in roles for row in people.in_role(uow, role, parties[known[role].party].id)]
        return people.person(uow, self._chance.choice(found))

    # -------------------------------------------------------------- what they type
    def _answers(self, case: _Case, names: Sequence[str]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for told in case.told(self._story, "answers", names):
            answers |= told
        return answers

    def _typed(self, case: _Case, answers: Words) -> dict[str, list[str]]:
        """Return answers as a browser sends them: a list of texts per field."""
        return {
            name: [self._text(case, value) for value in (values if isinstance(values, list) else [values])]
            for name, values in answers.items()
        }

    def _text(self, case: _Case, value: Any) -> str:
        """Return what is typed for ``@name`` (a person or school), ``on+10`` (a day from now), ``{ one_of = […] }``."""
        text = str(self._chance.choice(value["one_of"]) if isinstance(value, dict) else value)
        if text.startswith("@"):
            return str(self._system.read(_id_of, text[1:]))
        if text == "on" or text[:3] in ("on+", "on-"):
            return f"{local_date(self._clock.now()) + timedelta(days=int(text[2:] or 0)):%d-%m-%Y}"
        return text.replace("{last}", case.last_name)


def _tasks_after(uow: UnitOfWork, task_id: int) -> list[models.UserTask]:
    table = models.UserTask
    return uow.session.query(table).filter(table.id > task_id, table.ended_at.is_(None)).order_by(table.id).all()


def _case(uow: UnitOfWork, number: str) -> models.Case:
    return _there(dossiers.case_by_number(uow, number), number)


def _listeners(uow: UnitOfWork, number: str) -> list[Any]:
    case = _case(uow, number)
    return overview.listeners_of(uow, case, definition_of(uow, case.deployment_id))


def _id_of(uow: UnitOfWork, name: str) -> int:
    organisation = people.organisation_by_code(uow, name)
    if organisation is not None:
        return organisation.id
    return _there(people.person_by_email(uow, address_of(name)), name).id


def _forget_mail(uow: UnitOfWork) -> None:
    uow.session.query(models.Job).filter(models.Job.kind == "mail", models.Job.due_at <= uow.now).delete()


def _there(found: T | None, name: str) -> T:
    """Return what the words of the demonstration name; a name that is nowhere is a mistake in them."""
    if found is None:
        raise LookupError(f"bpmn/demo: '{name}' bestaat niet")
    return found
