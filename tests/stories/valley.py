"""The fictional Vallei: the organisations and people of the demonstration, the TLV route, a clock that stands still."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from tests.databases import Spent, begins_with, spending
from workflows.demo.world import PASSWORD, address_of, found
from workflows.domain.calendar import WorkingCalendar
from workflows.domain.clock import FrozenClock, at_local, local_date
from workflows.domain.people import Person
from workflows.persistence import models, people
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import deployments, documents, inbox, instances, letter_pages, messages, post, task_pages, tasks
from workflows.services.views import (
    CasePage,
    Completed,
    DeadlineView,
    LetterPage,
    LetterView,
    OpenTaskView,
    TaskPage,
    TaskRow,
)
from workflows.system import Settings, System

__all__ = ["BPMN", "PASSWORD", "Valley", "address_of", "tlv"]

BPMN = Path(__file__).parents[2] / "bpmn"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
PDF = b"%PDF-1.7 een stuk dat niet bestaat\n%%EOF"

Given = Mapping[str, str | Sequence[str]]


@cache
def tlv() -> Route:
    return Route.from_folder(BPMN / "tlv")


class Valley:
    """Who there is and what they do, as the services hand it to the screens."""

    def __init__(self, database: Database, clock: FrozenClock, home: Path) -> None:
        self.clock = clock
        self.spent: dict[str, Spent] = {}  #: what each completion asked of the database, by the name of the task
        self.system = System(Settings(home, "", None, "http://zorgroute.test", None), clock=clock, database=database)
        begins_with(database, ("valley", clock.now()), self._begin)

    def _begin(self) -> None:
        self.system.perform(deployments.seed_shared, BPMN / "shared")
        self.system.perform(deployments.deploy, tlv())
        self.system.perform(found)
        self.system.perform(_make_signing_in_quick)

    # -------------------------------------------------------------- time
    def on(self, day: str, at: str = "12:00") -> None:
        """Let the days pass with the scheduler at work, up to this moment."""
        moment = at_local(date.fromisoformat(day), time.fromisoformat(at))
        today = local_date(self.clock.now())
        while today <= local_date(moment):
            for hour in (0, 7, 8):
                self.clock.instant = min(max(self.clock.instant, at_local(today, time(hour, 5))), moment)
                drain(self.system)
            today = date.fromordinal(today.toordinal() + 1)
        self.clock.instant = moment
        drain(self.system)

    @property
    def calendar(self) -> WorkingCalendar:
        return self.system.read(deployments.shared_of).calendar

    # -------------------------------------------------------------- people and places
    def person(self, name: str) -> Person:
        def find(uow: UnitOfWork) -> Person:
            row = people.person_by_email(uow, address_of(name))
            assert row is not None, name
            return people.person(uow, row)

        return self.system.read(find)

    def id_of(self, code: str) -> str:
        """Return the number of an organisation, as a form sends it."""
        found = self.system.read(people.organisation_by_code, code)
        assert found is not None, code
        return str(found.id)

    def text(self, value: str) -> str:
        """Return what a browser sends: for ``@Anna Schijn`` or ``@99AD00`` the number of who or what it names."""
        if not value.startswith("@"):
            return value
        name = value[1:]
        return self.id_of(name) if name[0].isdigit() else str(self.person(name).id)

    def name_of(self, value: str) -> str:
        """Return how a form names the person or organisation behind ``@…``."""
        if not value[1].isdigit():
            return value[1:]
        found = self.system.read(people.organisation_by_code, value[1:])
        assert found is not None, value
        return found.name

    def list_label(self, name: str, value: str) -> str:
        """Return how a value of a shared list reads."""
        options = self.system.read(deployments.shared_of).lists[name]
        return next(option.label for option in options if option.value == value)

    def raw(self, given: Given) -> dict[str, list[str]]:
        return {
            name: [self.text(value) for value in ([values] if isinstance(values, str) else values)]
            for name, values in given.items()
        }

    # -------------------------------------------------------------- acts
    def starts(self, by: str, given: Given) -> str:
        return self.system.perform(instances.start_case, "tlv", self.person(by), self.raw(given), f"start-{by}", True)

    def task(self, by: str, name: str) -> TaskRow:
        """Return the open task of this name in somebody's inbox."""
        found = [row for row in self.inbox(by) if row.name == name]
        assert found, f"{by} has no '{name}' but {[row.name for row in self.inbox(by)]}"
        return found[0]

    def inbox(self, by: str, view: str = "alles") -> Sequence[TaskRow]:
        return self.system.read(inbox.page, self.person(by), view).rows

    def task_page(self, by: str, name: str) -> TaskPage:
        return self.system.perform(task_pages.task_page, self.task(by, name).id, self.person(by))

    def claims(self, by: str, name: str) -> None:
        self.system.perform(tasks.claim, self.task(by, name).id, self.person(by))

    def adds(self, by: str, task: str, field: str, file: str) -> str:
        """Attach a file to a field of a task; return its number, which is the answer."""
        where = self.task(by, task).id
        return str(self.system.perform(documents.add, where, self.person(by), name=file, data=PDF, field=field).id)

    def completes(self, by: str, name: str, given: Given, *, seen: bool = False) -> Completed:
        """Let somebody complete their task, having *seen* the warnings or not."""
        task, who, raw = self.task(by, name), self.person(by), self.raw(given)
        with spending(self.system.database) as spent:
            completed = self.system.perform(tasks.complete_task, task.id, who, raw, f"{task.id}", None, seen)
        self.spent[name] = spent
        return completed

    def receives(self, number: str, by: str, label: str, given: Given) -> None:
        """Let somebody put on record what reached the case: 'Vastleggen: ...'."""
        [token] = [each.token for each in self.page(number, by).listeners if each.label == label]
        self.system.perform(messages.receive, number, token, self.person(by), self.raw(given))

    def sends(self, number: str, by: str, file: str, kind: str) -> None:
        """Add a document to the case, outside any task."""
        self.system.perform(documents.add, number, self.person(by), name=file, data=PDF, kind=kind)

    # -------------------------------------------------------------- what the screens get
    def page(self, number: str, by: str) -> CasePage:
        return self.system.perform(instances.case_page, number, self.person(by))

    def term(self, number: str, rule: str, by: str = "Ria Voorbeeld") -> DeadlineView:
        [found] = [each for each in self.page(number, by).deadlines if each.rule == rule]
        return found

    def due(self, number: str, *rules: str) -> dict[str, date | None]:
        return {rule: self.term(number, rule).due_on for rule in rules}

    def open(self, number: str, by: str = "Ria Voorbeeld") -> list[OpenTaskView]:
        return list(self.page(number, by).tasks)

    def names(self, number: str) -> list[str]:
        """Return the names of the open tasks of a case, in the order in which it shows them."""
        return [task.name for task in self.open(number)]

    def letters(self, number: str, subject: str, by: str = "Ria Voorbeeld") -> dict[str, LetterPage]:
        """Return the letters whose subject contains these words, by addressee."""
        who = self.person(by)
        return {
            each.addressee: self.system.perform(letter_pages.letter, each.id, who)
            for each in self.page(number, by).letters
            if subject in each.subject
        }

    def post(self, by: str) -> tuple[LetterView, ...]:
        """Return the letters that wait for the post."""
        return self.system.read(post.to_post, self.person(by))

    def posts(self, by: str) -> None:
        """Let somebody take everything that waits to the post today."""
        waiting = [each.id for each in self.post(by)]
        self.system.perform(post.mark_posted, waiting, self.system.today, self.person(by))

    def rows(self, model: Any) -> list[Any]:
        def find(uow: UnitOfWork) -> list[Any]:
            return list(uow.session.query(model).order_by(*model.__table__.primary_key.columns).all())

        return self.system.read(find)

    def case(self, number: str) -> models.Case:
        case: models.Case = next(row for row in self.rows(models.Case) if row.number == number)
        return case


def _make_signing_in_quick(uow: UnitOfWork) -> None:
    """Let everybody keep their password, hashed with little work."""
    uow.session.query(models.Person).update({"password_hash": _QUICK})


def words_of(letter: LetterPage) -> str:
    """Return everything that is on a letter: subject, envelope and text."""
    return "\n".join([letter.letter.subject, *letter.address, *(line for _, lines in letter.blocks for line in lines)])
