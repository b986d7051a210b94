"""The days of the demonstration: what waits is done by somebody, some days later, in the order of time."""

import heapq
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count, cycle
from typing import Any

from workflows.demo.plots import Case, Words
from workflows.demo.world import FOLDER, found, id_of, there, words_of
from workflows.domain.calendar import DAY, WEEK
from workflows.domain.clock import FrozenClock, at_local, local_date
from workflows.domain.people import OFFICE, Person
from workflows.domain.returns import month_before
from workflows.domain.wording import date_in_words
from workflows.engine.execution import Listener
from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.routes.route import Shared
from workflows.scheduler import drain
from workflows.services import (
    deployments,
    documents,
    handing_in,
    instances,
    meeting_agenda,
    meeting_year,
    meetings,
    messages,
    monitor,
    overview,
    post,
    recusal,
    returns,
    taking_up,
    task_pages,
    tasks,
)
from workflows.services.deployments import closed_routes, definition_of, shared_of
from workflows.services.views import OnBehalf
from workflows.system import System

SEED = 20261121
COMPLAINTS = "klachtbehandelaar"  #: brings to the post what the office may not read
SWV = "PO9901"  #: to which something is handed in that is about no case
MORNING, CLOSING = time(7, 5), time(16, 45)
A_SCHOOL_YEAR = 43 * WEEK  #: what began by itself longer ago than this is over by now
SUMMER = 8  #: the month in which a school year begins
SOON = (0, 2)  #: working days after which a task is done for which nobody said anything else


class Life:
    """Plans an act for everything that waits, and does the acts in the order of time."""

    def __init__(
        self, system: System, database: Database, stories: Sequence[Words], report: Callable[[str], None]
    ) -> None:
        self._stories, self._report, self._today = stories, report, system.today
        self._clock = FrozenClock(system.clock.now())
        self._system = System(system.settings, clock=self._clock, database=database)
        self._system.email = None  # what was mailed in the past is not mailed now
        self._chance = random.Random(SEED)  # noqa: S311  # repeatable on purpose
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._calendar = Shared.from_folder(FOLDER.parent / "shared").calendar
        self._cases: dict[int, Case] = {}
        self._seen = 0  #: the last task for which something was planned
        self._pupils = self._children()
        self._people: dict[tuple[str, int], list[Person]] = {}
        self._ids: dict[str, int] = {}
        self._paper = (FOLDER / "stuk.pdf").read_bytes()

    def live(self) -> None:
        """Let the days pass until midnight today: what is due in the morning, then what people do, then the post."""
        for story in self._stories:
            for plot in story.get("plot", ()):
                begin = self._start if "applicants" in story else self._arrive
                if "applicants" in story or "kind" in plot:
                    for _ in range(plot.get("cases", 1)):
                        self._plan(self._hours(self._beginning(story, plot)), partial(begin, Case(story, plot)))
        self._plan(self._hours(self._calendar.roll_backward(self._today - DAY)), self._agree)
        self._plan(at_local(self._calendar.roll_backward(self._today - DAY), time(16, 30)), self._meet)
        day = local_date(self._agenda[0][0])
        self._clock.instant = at_local(day, time())
        self._system.perform(deployments.seed, FOLDER.parent)
        self._system.perform(found)
        while day < self._today:
            before = len(self._cases)
            self._live_through(day)
            if len(self._cases) // 10 > before // 10:
                self._report(f"  {date_in_words(day)}: {len(self._cases)} zaken")
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
        if day == self._calendar.add_working_days(day.replace(day=1) - DAY, 3):
            self._system.perform(_give_returns, month_before(day))

    def _beginning(self, story: Words, plot: Words) -> date:
        """Return the day on which a case begins: working days ``ago``, ``weeks`` where it is about a legal term, or
        ``years_ago``: school years, more cases in the one season than in another.
        """
        if "years_ago" in plot:
            seasons = story["season"]
            [season] = self._chance.choices(seasons, [each["share"] for each in seasons])
            year = self._today.year - (self._today.month < SUMMER) - plot["years_ago"]
            first, last = (self._day_in(year, day) for day in season["days"])
            return self._calendar.roll_forward(first + self._chance.randint(0, (last - first).days) * DAY)
        if "weeks" in plot:
            return self._calendar.roll_backward(self._today - plot["weeks"] * WEEK)
        return self._calendar.add_working_days(self._today, -self._pick(plot["ago"]))

    @staticmethod
    def _day_in(year: int, day: str) -> date:
        """Return a day (``25-08``) of the school year that began in *year*."""
        number, month = (int(part) for part in day.split("-"))
        return date(year if month >= SUMMER else year + 1, month, number)

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
    def _start(self, case: Case) -> None:
        school, by = self._system.read(self._applicant, case)
        case.swv = there(school.swv_id, "swv")
        first, case.last_name, born = next(self._pupils)
        place = school.id if case.story.get("pupil", True) else case.swv
        raw = {"school": [str(place)], "roepnaam": [first], "achternaam": [case.last_name]}
        if not case.plot.get("pupil", True):
            raw["zonder_leerling"] = ["ja"]
        year = local_date(self._clock.now()).year - case.plot.get("age", 8)
        raw["geboortedatum"] = [f"{born.day}-{born.month}-{year}"]
        case.number = self._system.perform(
            instances.start_case, case.story["route"], by, raw, f"demo-{next(self._order)}", accept_warnings=True
        )
        self._cases[self._system.read(_case, case.number).id] = case
        self._listen(case)

    def _arrive(self, case: Case) -> None:
        """Let somebody hand something in on the public page, and whose it is to handle begin a case with it."""
        about = self._subject_of(case.plot)
        case.swv = about.swv if about is not None else self._system.read(id_of, SWV)
        key = f"demo-{next(self._order)}"
        raw = self._typed(case, case.plot["written"])
        received = self._system.perform(
            handing_in.hand_in, kind=case.plot["kind"], swv=self._system.read(_code, case.swv), raw=raw, files=(),
            source=key, key=key,
        )  # fmt: skip
        if case.plot.get("waits"):
            return
        role = self._system.read(shared_of).incoming[case.plot["kind"]].role
        by = self._system.read(self._anybody, role, case.swv)
        case.number = self._system.perform(
            taking_up.begin, by, received.number, about.number if about is not None else ""
        )
        self._cases[self._system.read(_case, case.number).id] = case
        self._listen(case)

    def _subject_of(self, plot: Words) -> Case | None:
        """Return the case that something is handed in about; of more, the first that nothing was handed in about."""
        found = [each for each in self._cases.values() if each.plot.get("name") == plot.get("about", "")]
        about = next((each for each in found if not each.disputed), found[0] if found else None)
        if about is not None:
            about.disputed = True
        return about

    def _applicant(self, uow: UnitOfWork, case: Case) -> tuple[models.Organisation, Person]:
        code = self._chance.choice(case.plot.get("schools", case.story["schools"]))
        school = there(people.organisation_by_code(uow, code), code)
        places = [school.id, there(school.swv_id, "swv")]
        who = [person for role in case.story["applicants"] for at in places for person in self._who(uow, role, at)]
        return school, self._chance.choice(who)

    def _children(self) -> Iterator[tuple[str, str, date]]:
        for first, last in zip(self._shuffled("first_names"), self._shuffled("last_names"), strict=False):
            yield first, last, date(2001, self._chance.randint(1, 12), self._chance.randint(1, 28))

    def _shuffled(self, names: str) -> Iterator[str]:
        return cycle(self._chance.sample(self._stories[0][names], len(self._stories[0][names])))

    # -------------------------------------------------------------- what waits
    def _look(self) -> None:
        """Plan an act for every task that opened since we looked before."""
        for task in self._system.read(_tasks_after, self._seen):
            self._seen = task.id
            case = self._cases.get(task.case_id) or self._taken_up(task)
            names = case.names_of(task.element_id, task.nr)
            if draft := case.told("drafts", names):
                self._plan(self._later(0), partial(self._draft, case, task.id, draft[-1]))
            elif case.lists("claims", names):
                self._plan(self._later(0), partial(self._claim, task.id))
            if not case.lists("stops_at", names):
                days = [SOON, *case.told("days", names)][-1]
                self._plan(self._later(self._pick(days)), partial(self._complete, case, task.id, names))

    def _taken_up(self, task: models.UserTask) -> Case:
        """Take in a case that nobody here started: it began by itself, or another one called for it.

        It goes by the next plot that its route keeps for that, if any, or waits at its first step.
        """
        row, parties, pupil = self._system.read(_unplanned, task.case_id)
        stories = [each for each in self._stories if each["route"] == row.route]
        when = "formerly" if row.started_on < self._today - A_SCHOOL_YEAR else "by_itself"
        kept = [(story, plot) for story in stories for plot in story.get(when, ())]
        called = [story for story in stories if "applicants" not in story]
        kept = kept or [(story, plot) for story in called for plot in story.get("plot", ()) if "kind" not in plot]
        nothing: tuple[Words, Words] = ({"route": row.route}, {"stops_at": [task.element_id]})
        before = sum(case.story["route"] == row.route for case in self._cases.values())
        story, plot = kept[before % len(kept)] if kept else nothing
        case = self._cases.setdefault(row.id, Case(story, plot, row.number, parties["swv"].id, pupil))
        self._listen(case)
        return case

    def _listen(self, case: Case) -> None:
        """Plan the messages that this plot brings to what listens now."""
        if "messages" not in case.plot and "messages" not in case.story:
            return
        for listener in self._system.read(_listeners, case.number):
            if listener.token not in case.heard:
                case.heard.add(listener.token)
                if told := case.told("messages", names := case.names_of(listener.element.id)):
                    self._plan(self._later(self._pick(told[-1])), partial(self._receive, case, listener.token, names))

    # -------------------------------------------------------------- what people do
    def _claim(self, task_id: int) -> None:
        task, by = self._system.read(self._task_and_person, task_id)
        self._system.perform(tasks.claim, task.id, by)

    def _draft(self, case: Case, task_id: int, answers: Words) -> None:
        self._claim(task_id)
        task, by = self._system.read(self._task_and_person, task_id)
        self._system.perform(tasks.save_draft, task.id, by, self._typed(case, answers))

    def _complete(self, case: Case, task_id: int, names: Sequence[str]) -> None:
        if self._system.perform(self._opens_and_completes, case, task_id, names):
            self._listen(case)

    def _opens_and_completes(self, uow: UnitOfWork, case: Case, task_id: int, names: Sequence[str]) -> bool:
        """Let somebody open a task, add the files that it asks for and complete it; False if it is over by now.

        All in one unit: nobody else comes between, and what one page reads three times is read once.
        """
        task, by = self._task_and_person(uow, task_id)
        if task.ended_at is not None:
            return False
        asked = task_pages.asked(uow, task.id, by)
        raw = {**asked.raw, **self._typed(case, case.answers(names))}
        for field in asked.form.fields:
            if field.kind == "file" and any(raw.get(field.id, ())) and field.id not in asked.raw:
                added = documents.add(uow, task.id, by, name=raw[field.id][0], data=self._paper, field=field.id)
                raw[field.id] = [str(added.id)]
        tasks.complete_task(uow, task.id, by, raw, asked.key, accept_warnings=True)
        return True

    def _receive(self, case: Case, token: str, names: Sequence[str]) -> None:
        for listener in self._system.read(_listeners, case.number):
            if listener.token == token:
                by, on_behalf = self._system.read(self._messenger, case, listener)
                raw = self._typed(case, case.answers(names))
                self._system.perform(messages.receive, case.number, token, by, raw, on_behalf)
                self._listen(case)

    def _post(self, day: date) -> None:
        """Post all letters but what a plot leaves lying; some come back later."""
        trays: dict[tuple[int, str], list[int]] = defaultdict(list)
        closed = self._system.read(closed_routes)
        for letter in self._system.read(_letters_to_post):
            case = self._cases[letter.case_id]
            if not case.lists("unposted", [letter.letter]):
                who = COMPLAINTS if case.story["route"] in closed else OFFICE
                trays[case.swv, who].append(letter.id)
                if case.plot.get("returned") == letter.letter and not case.returned:
                    case.returned = True
                    self._plan(self._later(4), partial(self._come_back, letter.id, case.swv))
        for (swv, who), tray in trays.items():
            by = self._system.read(self._anybody, who, swv)
            self._system.perform(post.mark_posted, tray, day, by)

    def _come_back(self, letter_id: int, swv: int) -> None:
        by = self._system.read(self._anybody, OFFICE, swv)
        self._system.perform(post.mark_returned, letter_id, local_date(self._clock.now()), by)

    def _agree(self) -> None:
        """Note what comes next, where a plot says what the SWV agreed with the school."""
        for case in self._cases.values():
            if told := case.plot.get("agreed"):
                by = self._system.read(self._anybody, "coordinator", case.swv)
                on = self._today + told["days"] * DAY
                self._system.perform(monitor.set_next, case.number, by, on, told["note"])

    def _meet(self) -> None:
        """Plan the meetings to come, with what waits on the agenda of the first one."""
        first = self._calendar.roll_forward(self._today)
        for told in words_of("world.toml")["meetings"]:
            by = self._system.read(_named, told["secretary"])
            key = f"commissie-{self._system.read(id_of, told['swv'])}"
            self._system.perform(
                meeting_year.plan_year, by, key, first=first, last=first + 26 * WEEK, weeks="2", starts_at="13:30",
                place=told["place"], capacity="8", in_school_holidays=False,
            )  # fmt: skip
            page = self._system.read(meetings.page, by, key)
            if not (page.coming and page.waiting):
                continue
            meeting = page.coming[0].id
            # The most urgent one was not ready in time: it needs a meeting of its own.
            tasks_on = [row.task_id for row in page.waiting[1:4]]
            self._system.perform(meeting_agenda.put_on, by, meeting, tasks_on)
            for member in told["answered"]:
                member = self._system.read(_named, member)
                rows = self._system.read(recusal.questions, member, meeting).rows
                self._system.perform(recusal.answer, member, meeting, {row.item_id: "nee" for row in rows})

    # -------------------------------------------------------------- who
    def _task_and_person(self, uow: UnitOfWork, task_id: int) -> tuple[models.UserTask, Person]:
        task = uow.session.get_one(models.UserTask, task_id)
        if task.assignee_id is not None:
            return task, people.person(uow, uow.session.get_one(models.Person, task.assignee_id))
        role, _, organisation = task.actor.partition(":")
        return task, self._anybody(uow, role, int(organisation))

    def _anybody(self, uow: UnitOfWork, role: str, organisation: int) -> Person:
        return self._chance.choice(self._who(uow, role, organisation))

    def _who(self, uow: UnitOfWork, role: str, organisation: int) -> list[Person]:
        """Return who has a role; nobody comes or goes here, so that is asked once."""
        if (role, organisation) not in self._people:
            rows = people.in_role(uow, role, organisation)
            self._people[role, organisation] = [people.person(uow, row) for row in rows]
        return self._people[role, organisation]

    def _messenger(self, uow: UnitOfWork, case: Case, listener: Listener) -> tuple[Person, OnBehalf | None]:
        """Return who lets the case hear something; the school that receives the pupil phones the office."""
        if listener.element.lane is not None and listener.element.lane.party == "receiver":
            return self._anybody(uow, OFFICE, case.swv), OnBehalf("De ontvangende school", "telefoon", uow.today)
        parties, roles = dossiers.parties_of(uow, _case(uow, case.number).id), shared_of(uow).roles
        words = listener.element.properties.get("role", OFFICE).split()
        who = [person for role in words for person in self._who(uow, role, parties[roles[role].party].id)]
        return self._chance.choice(who), None

    # -------------------------------------------------------------- what they type
    def _typed(self, case: Case, answers: Words) -> dict[str, list[str]]:
        """Return answers as a browser sends them: a list of texts per field."""
        return {
            name: [self._text(case, value) for value in (values if isinstance(values, list) else [values])]
            for name, values in answers.items()
        }

    def _text(self, case: Case, value: Any) -> str:
        """Return what is typed for ``@name`` (a person or school), ``on+10`` (a day from now), ``juli+3`` (the last day
        of July in so many years), ``{ one_of = […] }``.
        """
        text = str(self._chance.choice(value["one_of"]) if isinstance(value, dict) else value)
        if text.startswith("@"):
            if text not in self._ids:
                self._ids[text] = self._system.read(id_of, text[1:])
            return str(self._ids[text])
        if text == "on" or text[:3] in ("on+", "on-"):
            return f"{local_date(self._clock.now()) + timedelta(days=int(text[2:] or 0)):%d-%m-%Y}"
        if text.startswith("juli+"):
            return f"31-07-{local_date(self._clock.now()).year + int(text[5:])}"
        return text.replace("{last}", case.last_name)


def _give_returns(uow: UnitOfWork, month: date) -> None:
    """Let the schools say who waits for a place; some forget it every other month, and some never say anything."""
    told = words_of("world.toml")["returns"]
    for school in people.organisations(uow, "school"):
        if school.code in told["never"] or (school.code in told["forgets"] and month.month % 2 == 0):
            continue
        [(_, person), *_] = people.who_act_for(uow, [school.id], returns.GIVES)
        by = people.person(uow, uow.session.get_one(models.Person, person))
        waiting = told["waiting"].get(school.code, 0)
        returns.give(uow, by, school.id, month, "wel" if waiting else "geen", str(waiting))


def _named(uow: UnitOfWork, name: str) -> Person:
    return people.person(uow, uow.session.get_one(models.Person, id_of(uow, name)))


def _tasks_after(uow: UnitOfWork, task_id: int) -> list[models.UserTask]:
    table = models.UserTask
    return uow.session.query(table).filter(table.id > task_id, table.ended_at.is_(None)).order_by(table.id).all()


def _letters_to_post(uow: UnitOfWork) -> list[models.Letter]:
    table = models.Letter
    return (
        uow.session.query(table).filter(table.channel != "portaal", table.posted_on.is_(None)).order_by(table.id).all()
    )


def _case(uow: UnitOfWork, number: str) -> models.Case:
    return there(dossiers.case_by_number(uow, number), number)


def _unplanned(uow: UnitOfWork, case_id: int) -> tuple[models.Case, dict[str, models.Organisation], str]:
    row = uow.session.get_one(models.Case, case_id)
    pupil = uow.session.get(models.Pupil, row.pupil_id) if row.pupil_id is not None else None
    return row, dossiers.parties_of(uow, case_id), pupil.last_name if pupil is not None else ""


def _code(uow: UnitOfWork, organisation: int) -> str:
    return uow.session.get_one(models.Organisation, organisation).code


def _listeners(uow: UnitOfWork, number: str) -> list[Listener]:
    case = _case(uow, number)
    return overview.listeners_of(uow, case, definition_of(uow, case.deployment_id))


def _forget_mail(uow: UnitOfWork) -> None:
    uow.session.query(models.Job).filter(models.Job.kind == "mail", models.Job.due_at <= uow.now).delete()
