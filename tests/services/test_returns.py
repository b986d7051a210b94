"""The monthly return of schools: given, corrected, counted, and asked for once in the mail."""

from datetime import date, time

import pytest

from tests.world import World
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.scheduler import drain, poll
from workflows.services import jobs, people, returns
from workflows.services.returns import ReturnRow, ReturnsPage

NOVEMBER, OCTOBER, SEPTEMBER = date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)


def school(world: World, name: str = "De Wilg") -> int:
    return next(row.id for row in world.rows(models.Organisation) if row.name == name)


def gives(
    world: World, by: str = "Anna", *, about: date = OCTOBER, of: str = "De Wilg", answer: str = "geen", n: str = ""
) -> None:
    world.system.perform(returns.give, world.person(by), school(world, of), about, answer, n)


def page(world: World, by: str = "Joke", about: date | None = None) -> ReturnsPage:
    return world.system.read(returns.page, world.person(by), about)


def row(world: World, name: str, about: date | None = None) -> ReturnRow:
    return next(each for each in page(world, about=about).all if each.school == name)


def asked(world: World) -> list[tuple[int, int]]:
    """Return (school, person) of every reminder in the outbox."""
    mails = [job.payload for job in world.rows(models.Job) if job.payload.get("notice") == "return"]
    return sorted((mail["school"], mail["to"]) for mail in mails)


# ------------------------------------------------------------------ giving
def test_a_school_says_that_nobody_waits_or_how_many(world: World) -> None:
    gives(world)
    gives(world, "Cees", of="De Es", answer="wel", n=" 3 ")
    assert [(each.school, each.waiting, each.given_by) for each in page(world).all] == [
        ("De Es", 3, "Cees"),
        ("De Wilg", 0, "Anna"),
    ]
    assert page(world).summary == "Van 2 scholen: 2 opgegeven, 0 nog niet, 0 nog nooit."
    assert page(world).waiting == 3
    assert [each.school for each in page(world, "Anna").own] == ["De Wilg"]
    assert (page(world, "Anna").all, page(world, "Anna").summary) == ((), None)


def test_a_later_return_about_the_same_month_takes_its_place(world: World) -> None:
    gives(world)
    gives(world, "Bart", answer="wel", n="2")
    assert (row(world, "De Wilg").waiting, row(world, "De Wilg").given_by) == (2, "Bart")
    assert len(world.rows(models.SchoolReturn)) == 2, "what was said before stays on record"


def test_the_office_gives_it_on_behalf_of_a_school(world: World) -> None:
    gives(world, "Ria", answer="wel", n="1")
    assert (row(world, "De Wilg").on_behalf, row(world, "De Wilg").given_by) == (True, "Ria")
    assert [each.may_give for each in page(world, "Ria").all] == [True, True]
    assert [each.may_give for each in page(world, "Joke").all] == [False, False]


def test_who_never_reported_is_told_from_who_did_not_yet(world: World) -> None:
    gives(world, about=SEPTEMBER)
    assert page(world).summary == "Van 2 scholen: 0 opgegeven, 1 nog niet, 1 nog nooit."
    assert (row(world, "De Wilg").last_month, row(world, "De Es").last_month) == (SEPTEMBER, None)
    assert world.system.read(returns.summary, world.person("Dirk")) == page(world).summary
    assert world.system.read(returns.summary, world.person("Anna")) is None
    assert row(world, "De Wilg", SEPTEMBER).waiting == 0


@pytest.mark.parametrize(
    ("answer", "n", "field"),
    [("", "", "answer"), ("misschien", "2", "answer"), ("wel", "", "waiting"), ("wel", "0", "waiting"),
     ("wel", "1000", "waiting"), ("wel", "twee", "waiting"), ("wel", "-1", "waiting"), ("wel", "²", "waiting")],
)  # fmt: skip
def test_what_is_no_answer_is_refused(small_world: World, answer: str, n: str, field: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        gives(small_world, answer=answer, n=n)
    assert [error.field for error in refused.value.errors] == [field]
    assert small_world.rows(models.SchoolReturn) == []


@pytest.mark.parametrize(
    ("by", "of", "about"),
    [
        ("Anna", "De Es", OCTOBER),  # another school
        ("Joke", "De Wilg", OCTOBER),  # watches, does not speak for a school
        ("Ad", "De Wilg", OCTOBER),
        ("Els", "De Wilg", OCTOBER),
        ("Anna", "SWV De Vallei", OCTOBER),
        ("Anna", "De Wilg", NOVEMBER),  # the month is not over
        ("Anna", "De Wilg", date(2025, 10, 1)),  # too long ago
        ("Anna", "De Wilg", date(2026, 10, 2)),
    ],
)
def test_for_others_and_other_months_there_is_no_return(small_world: World, by: str, of: str, about: date) -> None:
    with pytest.raises(NotFound):
        gives(small_world, by, of=of, about=about)


def test_the_page_is_there_for_schools_and_for_who_watches_only(small_world: World) -> None:
    for name in ("Anna", "Cees", "Ria", "Joke", "Dirk"):
        assert page(small_world, name).month == OCTOBER
    for name in ("Els", "Ad", "Coen"):
        with pytest.raises(NotFound):
            page(small_world, name)


# ------------------------------------------------------------------ reminding
@pytest.fixture
def armed(world: World) -> World:
    """The world on Tuesday 1 December 2026, with the reminder set."""
    world.on("2026-12-01", time(9))
    world.system.perform(returns.arm)
    return world


def test_a_school_that_said_nothing_is_reminded_once_after_the_fifth_working_day(armed: World) -> None:
    gives(armed, "Cees", about=NOVEMBER, of="De Es")
    armed.lives_until("2026-12-07")
    armed.on("2026-12-08", time(7, 59))
    drain(armed.system)
    assert asked(armed) == []
    armed.on("2026-12-08", time(8))
    drain(armed.system)
    wilg = school(armed)
    assert asked(armed) == [(wilg, armed.person("Anna").id), (wilg, armed.person("Bart").id)]
    armed.lives_until("2026-12-31")
    assert len(asked(armed)) == 2
    armed.lives_until("2027-01-11")
    assert len(asked(armed)) == 5, "about December both schools said nothing"


def test_setting_it_twice_and_polling_twice_reminds_once(armed: World) -> None:
    armed.system.perform(returns.arm)
    armed.on("2026-12-08")
    (job,) = armed.system.read(jobs.due, 10, mail=False)
    assert armed.system.attempt(jobs.run, job)
    assert not armed.system.attempt(jobs.run, job), "another scheduler had the same job in hand"
    assert poll(armed.system) == 0
    assert len(asked(armed)) == 3


def test_after_downtime_only_the_last_month_that_is_late_is_asked_for(armed: World) -> None:
    armed.on("2027-02-03")  # before the sixth working day of February: December is the last that is late
    drain(armed.system)
    months = {job.payload["month"] for job in armed.rows(models.Job) if job.payload.get("notice") == "return"}
    assert months == {"2026-12-01"}
    armed.lives_until("2027-02-08")
    assert len(asked(armed)) == 6


def test_set_in_the_middle_of_a_month_it_begins_with_the_next(world: World) -> None:
    world.system.perform(returns.arm)  # on 23 November
    world.lives_until("2026-12-07")
    assert asked(world) == []
    world.lives_until("2026-12-08")
    assert len(asked(world)) == 3


def test_the_mail_names_no_school_and_is_not_sent_when_the_return_came_meanwhile(armed: World) -> None:
    armed.on("2026-12-08")
    drain(armed.system)
    due = armed.system.read(jobs.due, 10)
    told = [armed.system.read(jobs.notice_of, job) for job in due]
    assert {notice.subject for notice in told if notice} == {"Maandopgave zorgplicht: november 2026"}
    assert {notice.path for notice in told if notice} == {"/zorgplicht/maandopgave?maand=2026-11"}
    assert not [notice for notice in told if notice and ("Wilg" in notice.text or "Anna" in notice.text)]
    gives(armed, about=NOVEMBER)
    left = [job.payload["school"] for job in due if armed.system.read(jobs.notice_of, job)]
    assert left == [school(armed, "De Es")]


def test_who_is_blocked_or_left_the_school_is_not_asked(armed: World) -> None:
    ad, anna = armed.person("Ad"), armed.person("Anna")
    armed.system.perform(people.block, ad, anna.id, blocked=True)
    bart = armed.person("Bart")
    hat = bart.memberships[0]
    armed.system.perform(people.end_membership, ad, bart.id, hat.role, hat.organisation_id, date(2026, 12, 4))
    armed.on("2026-12-08")
    drain(armed.system)
    assert asked(armed) == [(school(armed, "De Es"), armed.person("Cees").id)]
