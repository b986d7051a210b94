"""The terms of a case in real life: timers move it, reminders climb their ladder, what was late stays known."""

from datetime import date, datetime, time

import pytest

from tests.world import World
from workflows.domain.clock import at_local
from workflows.persistence import models
from workflows.scheduler import drain
from workflows.services import tasks
from workflows.services.ladder import office_hours
from workflows.services.views import OnBehalf

LADDER = [  # of a case that was submitted on Monday 23 November 2026 and that nobody judges
    (date(2026, 11, 27), "T0C", "wd-1"),
    (date(2026, 12, 1), "T0C", "overdue"),
    (date(2027, 1, 4), "T2", "d-14"),
    (date(2027, 1, 11), "T2", "d-7"),
    (date(2027, 1, 13), "T2", "wd-3"),
    (date(2027, 1, 15), "T2", "wd-1"),
    (date(2027, 1, 19), "T2", "overdue"),
    (date(2027, 1, 25), "T2", "d+7"),
]


def rungs(world: World, number: str, kind: str = "rung") -> list[tuple[date, str, str]]:
    return [(row.on, row.facts["rule"], row.facts["rung"]) for row in world.history(number, kind)]


def mails(world: World) -> list[tuple[str, str, int]]:
    """Return rule, rung and receiver of each mail of its own that waits."""
    found = [row for row in world.rows(models.Job) if row.kind == "mail" and row.payload["notice"] == "rung"]
    return [(key[2], key[4], int(key[5])) for key in (row.key.split(":") for row in found)]


def digests(world: World) -> list[tuple[str, int, list[str]]]:
    """Return day, receiver and terms of each digest that waits."""
    found = [row.payload for row in world.rows(models.Job) if row.kind == "mail" and row.payload["notice"] == "digest"]
    return [(each["day"], each["to"], [rule for _, rule, _ in each["lines"]]) for each in found]


def armed(world: World) -> list[models.Job]:
    return [row for row in world.rows(models.Job) if row.kind in ("timer", "rung")]


# ------------------------------------------------------------------ timers
def test_a_timer_moves_the_case_on_its_legal_date_however_late_it_is_noticed(world: World) -> None:
    number = world.submits()
    world.on("2026-11-30", time(23, 59))
    assert drain(world.system) == 1  # the reminder of the 27th
    assert len(world.inbox("Ria")) == 1
    world.on("2026-12-03")
    drain(world.system)
    assert [row.name for row in world.inbox("Ria")] == ["Doe beoordelen", "Doe aanmanen"]
    fired = world.history(number, "fired")
    assert [(row.element_id, row.on, row.at) for row in fired] == [("te_laat", date(2026, 11, 30), world.clock.now())]
    assert drain(world.system) == 0
    assert len(world.history(number, "fired")) == 1


def test_what_was_due_happens_before_who_comes_late(small_world: World) -> None:
    number = small_world.submits()
    small_world.on("2026-12-02")  # the scheduler is down, a person is not
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    kinds = [row.kind for row in small_world.history(number)]
    assert kinds.index("fired") < kinds.index("rung.skipped") < kinds.index("rung") < len(kinds) - 1
    assert kinds[kinds.index("rung") + 1] == "completed"


# ------------------------------------------------------------------ the ladder
def test_of_each_running_term_only_the_next_reminder_waits(small_world: World) -> None:
    small_world.submits()
    assert _reminders(small_world) == [("T0C", "wd-1"), ("T2", "d-14")]
    small_world.lives_until("2026-12-01")
    assert _reminders(small_world) == [("T2", "d-14")]
    small_world.lives_until("2027-01-04")
    assert _reminders(small_world) == [("T2", "d-7")]


def _reminders(world: World) -> list[tuple[str, str]]:
    return sorted((row.payload["rule"], row.payload["rung"]) for row in armed(world) if row.kind == "rung")


def test_each_rung_of_the_ladder_is_climbed_once_on_its_day(small_world: World) -> None:
    number = small_world.submits()
    small_world.lives_until("2027-01-27")
    assert rungs(small_world, number) == LADDER
    assert rungs(small_world, number, "rung.skipped") == []
    assert armed(small_world) == []


def test_what_is_urgent_speaks_at_once_and_the_rest_in_the_digest_of_its_day(small_world: World) -> None:
    small_world.submits()
    who = {name: small_world.person(name).id for name in ("Ria", "Sjaak", "Joke", "Dirk")}
    small_world.lives_until("2027-01-20")
    assert sorted(mails(small_world)) == sorted(
        [
            ("T0C", "overdue", who["Joke"]),  # nobody had taken the task, so its first rung spoke to nobody
            ("T2", "d-7", who["Ria"]), ("T2", "d-7", who["Sjaak"]),
            ("T2", "wd-3", who["Joke"]),
            ("T2", "wd-1", who["Joke"]), ("T2", "wd-1", who["Dirk"]),
            ("T2", "overdue", who["Dirk"]),
        ]
    )  # fmt: skip
    assert digests(small_world) == [("2027-01-04", who["Ria"], ["T2"]), ("2027-01-04", who["Sjaak"], ["T2"])]


def test_a_week_without_a_scheduler_sends_only_the_reminder_of_seven_days_before(world: World) -> None:
    number = world.submits()
    world.lives_until("2026-12-31")
    before = mails(world)
    world.on("2027-01-12")  # from before 14 days until 6 days before the last day
    drain(world.system)
    assert rungs(world, number)[-1] == (date(2027, 1, 11), "T2", "d-7")
    assert rungs(world, number, "rung.skipped") == [(date(2027, 1, 4), "T2", "d-14")]
    assert {rung for _, rung, _ in mails(world)[len(before) :]} == {"d-7"}
    assert digests(world) == []
    assert drain(world.system) == 0


def test_after_three_days_without_a_scheduler_only_the_highest_rung_speaks(world: World) -> None:
    number = world.submits()
    world.lives_until("2027-01-12")
    before = mails(world)
    world.on("2027-01-16")
    drain(world.system)
    assert rungs(world, number)[-1] == (date(2027, 1, 15), "T2", "wd-1")
    assert rungs(world, number, "rung.skipped") == [(date(2027, 1, 13), "T2", "wd-3")]
    assert {rung for _, rung, _ in mails(world)[len(before) :]} == {"wd-1"}
    world.lives_until("2027-01-27")
    assert sorted([*rungs(world, number), *rungs(world, number, "rung.skipped")]) == sorted(LADDER)


def test_two_months_without_a_scheduler_lose_nothing_and_double_nothing(world: World) -> None:
    numbers = [world.submits(f"Kind{n}") for n in range(5)]
    world.on("2027-01-27")
    drain(world.system)
    for number in numbers:
        assert rungs(world, number) == [LADDER[1], LADDER[-1]]
        assert sorted(rungs(world, number, "rung.skipped")) == sorted([LADDER[0], *LADDER[2:-1]])
        assert len(world.history(number, "fired")) == 1
    assert world.broken() == {}
    assert drain(world.system) == 0


def test_a_reminder_does_not_speak_before_seven_in_the_morning(small_world: World) -> None:
    number = small_world.submits()
    small_world.on("2026-11-27", time(6, 59))
    assert drain(small_world.system) == 0
    small_world.on("2026-11-27", time(7))
    assert drain(small_world.system) == 1
    assert rungs(small_world, number) == LADDER[:1]


@pytest.mark.parametrize(
    ("made", "leaves"),
    [
        (("2026-11-27", time(7, 0)), ("2026-11-27", time(8))),
        (("2026-11-27", time(7, 59)), ("2026-11-27", time(8))),
        (("2026-11-27", time(8, 0)), ("2026-11-27", time(8))),
        (("2026-11-27", time(12, 30)), ("2026-11-27", time(12, 30))),
        (("2026-11-27", time(18, 59)), ("2026-11-27", time(18, 59))),
        (("2026-11-27", time(19, 0)), ("2026-11-28", time(8))),
        (("2026-11-27", time(23, 30)), ("2026-11-28", time(8))),
        (("2027-03-27", time(22, 0)), ("2027-03-28", time(8))),  # the clock goes forward that night
        (("2026-10-24", time(22, 0)), ("2026-10-25", time(8))),  # and back that night
    ],
)
def test_no_message_leaves_in_the_evening_or_at_night(made: tuple[str, time], leaves: tuple[str, time]) -> None:
    def instant(day: str, at: time) -> datetime:
        return at_local(date.fromisoformat(day), at)

    assert office_hours(instant(*made)) == instant(*leaves)


def test_who_has_the_task_is_reminded_instead_of_the_group(small_world: World) -> None:
    small_world.submits()
    sjaak = small_world.person("Sjaak")
    small_world.system.perform(tasks.claim, small_world.task("Sjaak").id, sjaak)
    small_world.on("2026-11-27")
    drain(small_world.system)
    assert (mails(small_world), digests(small_world)) == ([], [("2026-11-27", sjaak.id, ["T0C"])])


# ------------------------------------------------------------------ the digest
def test_a_digest_leaves_at_seven_on_working_days_with_all_terms_of_somebody(world: World) -> None:
    for n in range(3):
        world.submits(f"Kind{n}")
    ria = world.person("Ria").id
    world.on("2027-01-03", time(23, 59))
    drain(world.system)
    world.on("2027-01-04", time(6, 59))
    drain(world.system)
    assert digests(world) == []
    world.on("2027-01-04", time(7))
    drain(world.system)
    assert [each for each in digests(world) if each[1] == ria] == [("2027-01-04", ria, ["T2", "T2", "T2"])]
    world.lives_until("2027-01-07")
    assert len(digests(world)) == 2  # Ria's and Sjaak's; on days without news there is none


@pytest.mark.parametrize(
    ("back", "told"),
    [
        (("2027-01-06", time(12)), "2027-01-06"),  # three mornings were missed
        (("2027-01-06", time(22)), "2027-01-07"),  # nobody is mailed in the night
        (("2027-01-06", time(3)), "2027-01-06"),
        (("2027-01-09", time(12)), "2027-01-11"),  # nor on a free day
    ],
)
def test_after_downtime_there_is_one_digest_and_never_in_the_night(
    small_world: World, back: tuple[str, time], told: str
) -> None:
    small_world.submits("Een")
    small_world.on("2026-11-25")
    small_world.submits("Twee")  # its last days are two days later
    small_world.on("2027-01-03", time(20))
    drain(small_world.system)
    small_world.on(*back)
    drain(small_world.system)
    small_world.lives_until("2027-01-11")
    ria = small_world.person("Ria").id
    assert next(each for each in digests(small_world) if each[1] == ria) == (told, ria, ["T2", "T2"])
    assert len({day for day, _, _ in digests(small_world)}) == 1


def test_what_is_no_longer_so_in_the_morning_is_not_told(small_world: World) -> None:
    small_world.submits()
    small_world.on("2027-01-03", time(12))
    drain(small_world.system)
    small_world.on("2027-01-04", time(7))
    small_world.completes("Ria", "beoordelen", oordeel="ja")  # who is at work at seven was before the scheduler
    drain(small_world.system)
    assert digests(small_world) == []
    assert small_world.rows(models.Reminder) == []


# ------------------------------------------------------------------ when the date moves
def suspended(world: World) -> str:
    """Return a case whose decision term stands still since 26 November."""
    number = world.starts(route="advies")
    world.appoints()
    for name in ("Els", "Fred"):
        world.completes(name, "adviseren", advies="Goed.")
    world.on("2026-11-26")
    world.completes("Ria", "aanvulling_vragen", wat_ontbreekt="Het OPP")
    return number


def test_a_clock_that_stands_still_arms_nothing(advising: World) -> None:
    number = suspended(advising)
    assert armed(advising) == []
    advising.lives_until("2027-02-10")  # long after the last day of before
    assert rungs(advising, number) == []
    row = advising.rows(models.Deadline)[0]
    assert (row.state, row.due_on, row.breached_on) == ("suspended", None, None)


def test_a_moved_last_day_arms_its_ladder_anew(advising: World) -> None:
    number = advising.starts(route="advies")
    advising.appoints()
    for name in ("Els", "Fred"):
        advising.completes(name, "adviseren", advies="Goed.")
    advising.lives_until("2027-01-05")
    assert rungs(advising, number) == [(date(2027, 1, 4), "T2", "d-14")]
    advising.completes("Ria", "aanvulling_vragen", wat_ontbreekt="Het OPP")
    advising.lives_until("2027-01-20")
    advising.receives(number, "Anna", aanvulling="Hier")
    assert advising.rows(models.Deadline)[0].due_on == date(2027, 2, 1)  # 14 days that did not count
    assert {row.payload["due_on"] for row in armed(advising)} == {"2027-02-01"}
    advising.lives_until("2027-01-26")
    assert rungs(advising, number)[1:] == [(date(2027, 1, 18), "T2", "d-14"), (date(2027, 1, 25), "T2", "d-7")]


# ------------------------------------------------------------------ breaches
def test_a_breach_is_known_the_day_after_and_survives_completion(world: World) -> None:
    world.submits()

    def breaches() -> dict[str, date | None]:
        return {row.rule: row.breached_on for row in world.rows(models.Deadline)}

    world.lives_until("2027-01-18")
    assert breaches() == {"T0C": date(2026, 12, 1), "T2": None}
    world.lives_until("2027-01-19")
    assert breaches() == {"T0C": date(2026, 12, 1), "T2": date(2027, 1, 19)}
    world.on("2027-01-22")
    world.completes("Ria", "beoordelen", oordeel="ja")
    assert breaches() == {"T0C": date(2026, 12, 1), "T2": date(2027, 1, 19)}
    assert [row.stopped_on for row in world.rows(models.Deadline) if row.rule == "T2"] == [date(2027, 1, 22)]


def test_an_act_on_the_last_day_is_in_time(small_world: World) -> None:
    small_world.submits()
    small_world.on("2027-01-18", time(23, 59))
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    assert [row.breached_on for row in small_world.rows(models.Deadline) if row.rule == "T2"] == [None]


def test_what_came_in_time_but_was_entered_late_is_no_breach(small_world: World) -> None:
    number = small_world.submits()
    small_world.lives_until("2027-01-20")
    assert small_world.rows(models.Deadline)[1].breached_on == date(2027, 1, 19)
    in_time = OnBehalf("De Wilg", "brief", date(2027, 1, 18))
    small_world.receives(number, "Ria", in_time, reden="Verhuisd")
    row = next(row for row in small_world.rows(models.Deadline) if row.rule == "T2")
    assert (row.stopped_on, row.breached_on) == (date(2027, 1, 18), None)
