"""The committee meets: its year, what waits and when that is too late, the agenda, and who may read what."""

from datetime import date
from pathlib import Path

import pytest

from tests.committee import KEY, Committee
from tests.databases import spending
from tests.world import PASSWORD_HASH, World, listed
from workflows.domain.errors import AnswerFirst, InvalidAnswers, NotAllowed, NotFound
from workflows.persistence import meetings as table
from workflows.persistence import models
from workflows.persistence.unit_of_work import Database, UnitOfWork
from workflows.services import (
    accounts,
    advising,
    bundle,
    inbox,
    meeting_agenda,
    meeting_year,
    meetings,
    minutes,
    notices,
    private_notes,
    recusal,
    rounds,
    sitting,
    task_pages,
    tasks,
)


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


@pytest.fixture
def small(small_world: World) -> Committee:
    return Committee(small_world)


# ------------------------------------------------------------------ the year
def test_a_year_is_planned_at_once_and_says_which_days_it_passed_over(committee: Committee) -> None:
    year = {"first": date(2026, 12, 11), "last": date(2027, 3, 5), "weeks": "2", "starts_at": "09:30",
            "place": "Kantoor", "capacity": "6"}  # fmt: skip
    planned = committee.perform(meeting_year.plan_year, committee.who("Ria"), KEY, in_school_holidays=True, **year)
    assert planned.skipped == ((date(2026, 12, 25), "1e Kerstdag"),)
    rows = committee.read(meetings.page, committee.who("Frank"), KEY).coming
    assert [row.held_on.isoformat() for row in rows][:3] == ["2026-12-11", "2027-01-08", "2027-01-22"]
    assert rows[0].closes_on == date(2026, 12, 4)  # five working days before
    again = committee.perform(meeting_year.plan_year, committee.who("Joke"), KEY, in_school_holidays=True, **year)
    assert (planned.count, again.count) == (6, 0)


def test_what_cannot_be_planned_is_said_field_by_field(small: Committee) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        small.perform(
            meeting_year.plan_year, small.who("Ria"), KEY, first=date(2026, 11, 1), last=date(2026, 10, 1), weeks="0",
            starts_at="half tien", place="", capacity="x", in_school_holidays=False,
        )  # fmt: skip
    assert {each.field for each in refused.value.errors} == {
        "first", "last", "weeks", "starts_at", "place", "capacity",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Anna", "Els", "Ad", "Coen"])
def test_for_who_has_nothing_to_do_with_the_committee_there_are_no_meetings(small: Committee, name: str) -> None:
    meeting, stranger = small.plans("2026-12-10"), small.who(name)
    for query in (meetings.page, lambda uow, by: sitting.page(uow, by, meeting)):
        with pytest.raises(NotFound):
            small.read(query, stranger)
    with pytest.raises(NotFound):
        small.perform(minutes.minutes, stranger, meeting)
    with pytest.raises(NotFound):
        small.perform(bundle.bundle, stranger, meeting)


@pytest.mark.parametrize("name", ["Frank", "Dirk"])
def test_members_and_the_director_look_and_do_not_plan(small: Committee, name: str) -> None:
    small.case()
    meeting, by = small.plans("2026-12-10"), small.who(name)
    small.puts_all_on(meeting)
    item = small.page(meeting, name).items[0].id
    for refused in (
        lambda: small.perform(meeting_year.cancel, by, meeting, "x"),
        lambda: small.perform(meeting_agenda.fill, by, meeting),
        lambda: small.perform(meeting_agenda.take_off, by, meeting, item),
        lambda: small.perform(minutes.fix, by, meeting),
    ):
        with pytest.raises(NotFound):
            refused()


# ------------------------------------------------------------------ what waits
def test_a_case_waits_for_the_first_meeting_and_is_red_when_that_is_after_the_last_day_of_the_law(
    committee: Committee,
) -> None:
    number = committee.case()
    assert committee.world.task("Frank").case_number == number  # it stays a task of the case
    [row] = committee.waiting()
    assert (row.meeting_id, row.tone) == (None, "red")
    assert row.statutory is not None
    assert row.own is not None
    assert (row.own.on, row.statutory.on) == (date(2027, 1, 7), date(2027, 1, 21))
    late = committee.plans("2027-01-22")
    assert [(each.meeting_id, each.tone) for each in committee.waiting()] == [(late, "red")]
    amber = committee.plans("2027-01-14")
    assert [(each.meeting_id, each.tone, each.by) for each in committee.waiting()] == [
        (amber, "amber", date(2027, 1, 7))
    ]
    soon = committee.plans("2026-12-10")
    assert [(each.meeting_id, each.tone) for each in committee.waiting()] == [(soon, "")]


def test_a_full_agenda_leaves_the_least_urgent_for_the_next_meeting(small: Committee) -> None:
    first = small.case("Eerste")
    small.world.on("2026-11-30")
    second = small.case("Tweede")
    one, two = small.plans("2026-12-10", capacity="1"), small.plans("2026-12-17")
    assert [(row.number, row.meeting_id) for row in small.waiting()] == [(first, one), (second, two)]
    small.perform(meeting_agenda.fill, small.who("Ria"), one)
    assert [row.number for row in small.page(one).items] == [first]
    with pytest.raises(NotAllowed, match="Er passen 1 zaken"):
        small.puts_all_on(one)


def test_what_was_on_the_agenda_of_a_meeting_that_is_not_held_waits_again(committee: Committee) -> None:
    number = committee.case()
    meeting = committee.plans("2026-12-10")
    committee.puts_all_on(meeting)
    assert committee.waiting() == ()
    with pytest.raises(InvalidAnswers):
        committee.perform(meeting_year.cancel, committee.who("Ria"), meeting, " ")
    committee.perform(meeting_year.cancel, committee.who("Ria"), meeting, "Griep")
    assert [row.number for row in committee.waiting()] == [number]
    with pytest.raises(NotAllowed, match="gaat niet door"):
        committee.puts_all_on(meeting)


def test_a_case_is_on_one_agenda_and_moves_up_and_down_on_it(small: Committee) -> None:
    numbers = [small.case(name) for name in ("Een", "Twee")]
    task = small.waiting()[0].task_id
    meeting, other = small.plans("2026-12-10"), small.plans("2026-12-17")
    small.puts_all_on(meeting)
    with pytest.raises(NotAllowed, match="staat al op een agenda"):
        small.perform(meeting_agenda.put_on, small.who("Ria"), other, [task])
    item = small.item(meeting, numbers[1]).id
    small.perform(meeting_agenda.move, small.who("Ria"), meeting, item, up=True)
    assert [row.number for row in small.page(meeting).items] == numbers[::-1]
    small.perform(meeting_agenda.take_off, small.who("Ria"), meeting, item)
    assert [row.number for row in small.page(meeting).items] == numbers[:1]


def test_the_lists_ask_the_database_as_much_for_five_cases_as_for_two(small: Committee) -> None:
    meeting = small.plans("2026-12-10")
    asked = []
    for names in (("A", "B"), ("C", "D", "E")):
        for name in names:
            small.case(name)
        with spending(small.world.system.database) as spent:
            small.waiting()
        asked.append(len(spent.statements))
    assert asked[0] == asked[1]
    asked = []
    for tasks_on in (2, 3):
        waiting = [row.task_id for row in small.waiting()][:tasks_on]
        small.perform(meeting_agenda.put_on, small.who("Ria"), meeting, waiting)
        ria = small.who("Ria")
        with spending(small.world.system.database) as spent:
            small.read(sitting.page, ria, meeting)
        asked.append(len(spent.statements))
    assert asked[0] == asked[1]


# ------------------------------------------------------------------ first the question
def test_a_member_reads_nothing_of_a_meeting_before_the_question_is_answered(committee: Committee) -> None:
    number = committee.case()
    task = committee.world.task("Frank").id
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    frank = committee.who("Frank")
    for refused in (
        lambda: committee.world.page(number, "Frank"),
        lambda: committee.perform(task_pages.task_page, task, frank),
        lambda: committee.opens("Frank", meeting, number),
        lambda: committee.perform(bundle.bundle, frank, meeting),
        lambda: committee.perform(minutes.minutes, frank, meeting),
        lambda: committee.world.completes_task(task, "Frank", op="26-11-2026", advies="ja"),
    ):
        with pytest.raises(AnswerFirst):
            refused()
    with pytest.raises(InvalidAnswers):
        committee.perform(recusal.answer, frank, meeting, {})
    committee.answers("Frank", meeting)
    assert committee.world.page(number, "Frank").head.number == number
    assert committee.opens("Frank", meeting, number).summary.sections[0].columns[0][0][1] == "Hulp voor Voorbeeld"


def test_who_knows_the_child_has_no_access_any_more_and_cannot_take_that_back(committee: Committee) -> None:
    number, other = committee.case("Bekend"), committee.case("Onbekend")
    task = next(row.id for row in committee.world.inbox("Frank") if row.case_number == number)
    frank = committee.who("Frank")
    committee.perform(tasks.claim, task, frank)
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    committee.answers("Frank", meeting, number)
    for refused in (
        lambda: committee.world.page(number, "Frank"),
        lambda: committee.perform(task_pages.task_page, task, frank),
        lambda: committee.opens("Frank", meeting, number),
        lambda: committee.world.completes_task(task, "Frank", op="26-11-2026", advies="ja"),
        lambda: committee.perform(tasks.claim, task, frank),
    ):
        with pytest.raises(NotFound) as gone:
            refused()
        assert not isinstance(gone.value, AnswerFirst)
    assert [row.case_number for row in committee.world.inbox("Frank")] == [other]
    counts = committee.read(inbox.page, frank).counts
    assert (counts["alles"], counts["open"], counts["mijn"]) == ("1", "1", "0")
    committee.answers("Frank", meeting)  # a ja stays a ja: it is not asked again
    with pytest.raises(NotFound):
        committee.world.page(number, "Frank")
    assert committee.world.page(number, "Ria").tasks[0].claimable is False  # free again, and not the office's to take
    committee.answers("Annelies", meeting)
    assert committee.perform(bundle.bundle, committee.who("Annelies"), meeting).left_out == ()
    made = committee.perform(bundle.bundle, frank, meeting)
    assert ([page.head.number for page in made.pages], made.left_out) == ([other], (number,))
    assert committee.world.broken() == {}


def test_who_stands_aside_still_does_the_work_of_their_own_school(small: Committee) -> None:
    roles = ["commissie:PO9901", "ib_er:99AA00"]
    small.perform(accounts.add_person, name="Ineke", email="ineke@wilg.test", password_hash=PASSWORD_HASH, roles=roles)
    number = small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    other = small.world.starts("Anna", last_name="Ander", route="commissiezaak")
    small.answers("Ineke", meeting, number)
    ineke = small.who("Ineke")
    assert small.world.page(number, "Ineke").head.number == number  # as IB'er of the school, not of the committee
    assert [row.case_number for row in small.world.inbox("Ineke")] == [other]
    task = next(each.id for each in small.world.rows(models.UserTask) if each.meeting)
    with pytest.raises(NotFound):
        small.perform(task_pages.task_page, task, ineke)
    with pytest.raises(NotFound):
        small.world.completes_task(task, "Ineke", op="26-11-2026", advies="ja")


def test_it_stays_closed_at_the_next_meeting_and_only_for_who_said_so(small: Committee) -> None:
    number = small.case()
    first, second = small.plans("2026-11-26"), small.plans("2026-12-10")
    small.puts_all_on(first)
    small.answers("Frank", first, number)
    small.perform(meeting_agenda.take_off, small.who("Ria"), first, small.item(first, number).id)
    small.puts_all_on(second)
    assert small.read(recusal.questions, small.who("Frank"), second).unanswered == 0
    with pytest.raises(NotFound):
        small.world.page(number, "Frank")
    small.answers("Annelies", second)
    assert small.world.page(number, "Annelies").head.number == number


def test_each_reading_of_the_page_about_a_case_and_each_bundle_is_logged(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    small.answers("Frank", meeting)
    before = len(small.world.rows(models.ReadLog))
    small.opens("Frank", meeting, number)
    small.perform(bundle.bundle, small.who("Frank"), meeting)
    small.perform(bundle.bundle, small.who("Frank"), meeting)
    frank = small.who("Frank").id
    what = [row.what for row in small.world.rows(models.ReadLog)[before:] if row.person_id == frank]
    assert sorted(what) == ["bundle", "bundle", "meeting", "task"]


def test_a_bundle_cannot_be_opened_when_the_meeting_is_over_for_days(small: Committee) -> None:
    small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    small.world.on("2026-11-29")
    assert small.perform(bundle.bundle, small.who("Ria"), meeting).until == date(2026, 11, 29)
    small.world.on("2026-11-30")
    with pytest.raises(NotAllowed, match="tot en met"):
        small.perform(bundle.bundle, small.who("Ria"), meeting)


# ------------------------------------------------------------------ at the table
def test_the_secretary_completes_the_task_of_the_case_at_the_table(committee: Committee) -> None:
    number = committee.case()
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    with pytest.raises(NotAllowed, match="Te weinig leden"):
        committee.advises("Ria", meeting, number)
    committee.is_there(meeting, "Frank", "Annelies")
    page = committee.opens("Ria", meeting, number)
    assert page.task is not None
    assert (page.task.raw["op"], page.task.raw["er_waren"]) == (["26-11-2026"], ["Annelies, Frank"])
    with pytest.raises(InvalidAnswers):
        committee.advises("Ria", meeting, number, advies="")
    done = committee.advises("Ria", meeting, number, anders="Noa vindt dit te vroeg.")
    assert committee.advises("Ria", meeting, number, anders="Noa vindt dit te vroeg.") == done  # sent twice: done once
    assert committee.world.case(number).state["facts"]["advies"] == "ja"
    assert committee.item(meeting, number).state == table.ADVISED
    assert [task.name for task in committee.world.page(number, "Ria").tasks] == ["Doe besluiten"]
    [entry] = committee.world.history(number, "completed")[-1:]
    assert entry.details is not None
    assert entry.details["_namens"]["kanaal"] == "vergadering"


def test_a_member_who_stands_aside_does_not_count(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    small.answers("Frank", meeting, number)
    small.is_there(meeting, "Frank", "Annelies")
    page = small.opens("Ria", meeting, number)
    assert (page.quorum.present, page.quorum.reached) == (1, False)
    assert [(name, str(why)) for name, why in page.away] == [("Frank", "kent dit kind of deze school")]
    with pytest.raises(NotAllowed, match="1 van de 2"):
        small.advises("Ria", meeting, number)
    small.is_there(meeting, "Frank", "Annelies", "Noa")
    small.answers("Annelies", meeting)
    small.advises("Annelies", meeting, number)
    assert small.item(meeting, number).state == table.ADVISED


def test_a_meeting_that_is_still_to_come_gives_no_advice(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-12-10")
    small.puts_all_on(meeting)
    with pytest.raises(NotAllowed, match="moet nog komen"):
        small.is_there(meeting, "Frank")
    with pytest.raises(NotAllowed, match="moet nog komen"):
        small.advises("Ria", meeting, number)
    assert small.opens("Ria", meeting, number).task is None


def test_a_case_that_is_held_goes_to_a_later_meeting_and_shows_what_that_does_to_its_term(small: Committee) -> None:
    number = small.case()
    meeting, soon, late = small.plans("2026-11-26"), small.plans("2026-12-10"), small.plans("2027-01-25")
    small.puts_all_on(meeting)
    page = small.opens("Ria", meeting, number)
    assert [(each.id, each.tone) for each in page.later] == [(soon, ""), (late, "red")]
    assert "21-01-2027" in page.later[1].effect
    with pytest.raises(InvalidAnswers) as refused:
        small.perform(advising.hold, small.who("Ria"), meeting, page.item.id, "", " ")
    assert [each.field for each in refused.value.errors] == ["later", "reason"]
    small.perform(advising.hold, small.who("Ria"), meeting, page.item.id, str(soon), "Verslag komt nog")
    assert small.item(meeting, number).held_until == date(2026, 12, 10)
    assert [row.number for row in small.page(soon).items] == [number]
    assert small.world.page(number, "Ria").tasks[0].name == "Doe adviseren"  # the task waits, and its term runs


def test_hamerstukken_are_decided_together_once_everybody_there_opened_them(committee: Committee) -> None:
    numbers = [committee.case(name) for name in ("Een", "Twee")]
    meeting, ria = committee.plans("2026-11-26"), committee.who("Ria")
    for row in committee.waiting():
        committee.world.system.perform(
            tasks.save_draft, row.task_id, committee.who("Noa"), listed({"op": "26-11-2026", "advies": "ja"})
        )
    committee.puts_all_on(meeting)
    committee.is_there(meeting, "Frank", "Annelies")
    with pytest.raises(NotAllowed, match="niets om samen"):
        committee.perform(advising.decide_drafts, ria, meeting, "hamer")
    for number in numbers:
        committee.perform(meeting_agenda.set_together, ria, meeting, committee.item(meeting, number).id, together=True)
    for name in ("Frank", "Annelies"):
        committee.answers(name, meeting)
    committee.opens("Frank", meeting, numbers[0])
    with pytest.raises(NotAllowed, match="niet geopend door Annelies"):
        committee.perform(advising.decide_drafts, ria, meeting, "hamer")
    for name in ("Frank", "Annelies"):
        for number in numbers:
            committee.opens(name, meeting, number)
    assert committee.perform(advising.decide_drafts, ria, meeting, "hamer") == 2
    assert {committee.world.case(number).state["facts"]["advies"] for number in numbers} == {"ja"}


# ------------------------------------------------------------------ minutes
def test_the_minutes_tell_who_was_there_who_stood_aside_and_what_was_advised_and_are_then_fixed(
    committee: Committee,
) -> None:
    number, other = committee.case("Een"), committee.case("Twee")
    meeting, ria = committee.plans("2026-11-26"), committee.who("Ria")
    committee.puts_all_on(meeting)
    committee.answers("Noa", meeting, number)
    committee.is_there(meeting, "Frank", "Annelies", "Noa")
    committee.advises("Ria", meeting, number, anders="Frank ziet het anders.")
    with pytest.raises(NotAllowed, match=other):
        committee.perform(minutes.fix, ria, meeting)
    committee.perform(advising.hold, ria, meeting, committee.item(meeting, other).id, "geen", "Verslag ontbreekt")
    committee.perform(minutes.fix, ria, meeting)
    page = committee.perform(minutes.minutes, ria, meeting)
    assert [name for name, _ in page.present] == ["Annelies", "Frank", "Noa"]
    first, second = page.items
    assert first.aside == (("Noa", "kent dit kind of deze school"),)
    assert ("Advies", "Toekennen") in first.rows
    assert ("Wie denkt er anders over?", "Frank ziet het anders.") in first.rows
    assert (second.state, second.held) == ("held", "Aangehouden: Verslag ontbreekt")
    assert page.fixed_at is not None
    assert not page.broken
    hers = committee.perform(minutes.minutes, committee.who("Noa"), meeting)
    assert (hers.items[0].closed, hers.items[0].rows) == (True, ())
    with pytest.raises(NotAllowed, match="vastgesteld"):
        committee.is_there(meeting, "Frank")
    with pytest.raises(NotAllowed, match="vastgesteld"):
        committee.perform(minutes.fix, ria, meeting)


def test_minutes_that_were_changed_behind_our_back_say_so(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    small.is_there(meeting, "Frank", "Annelies")
    small.advises("Ria", meeting, number)
    small.perform(minutes.fix, small.who("Ria"), meeting)

    def change(uow: UnitOfWork) -> None:
        item = uow.session.query(models.MeetingItem).one()
        item.minutes = {**(item.minutes or {}), "rows": [["Advies", "Weigeren"]]}

    small.perform(change)
    assert small.perform(minutes.minutes, small.who("Ria"), meeting).broken


# ------------------------------------------------------------------ in writing
def test_a_round_in_writing_decides_when_enough_members_agree_with_the_draft(committee: Committee) -> None:
    number = committee.case()
    meeting, ria = committee.plans("2026-11-26", kind="ronde"), committee.who("Ria")
    assert committee.waiting()[0].meeting_id is None  # a round is chosen, never proposed
    task = committee.waiting()[0].task_id
    committee.puts_all_on(meeting)
    told = [job.payload for job in committee.world.rows(models.Job) if job.key.startswith("mail:round:")]
    assert sorted(each["to"] for each in told) == sorted(committee.who(n).id for n in ("Frank", "Annelies", "Noa"))
    notice = committee.read(notices.notice_of, "mail:round", told[0])
    assert notice is not None
    assert (notice.subject, notice.path) == (
        "Schriftelijke ronde: antwoord uiterlijk za 28-11-2026",
        f"/vergaderingen/{meeting}",
    )
    assert "Voorbeeld" not in notice.text
    for name in ("Frank", "Annelies", "Noa"):
        committee.answers(name, meeting)
    item = committee.item(meeting, number).id
    with pytest.raises(NotAllowed, match="nog geen concept-advies"):
        committee.perform(rounds.vote, committee.who("Frank"), meeting, item, "eens", "")
    draft = listed({"op": "26-11-2026", "advies": "ja"})
    committee.perform(tasks.save_draft, task, committee.who("Noa"), draft)
    for name in ("Frank", "Annelies"):
        committee.perform(rounds.vote, committee.who(name), meeting, item, "eens", "")
    with pytest.raises(NotAllowed, match="niets om samen"):  # Noa may still want to talk
        committee.perform(advising.decide_drafts, ria, meeting, "ronde")
    committee.world.on("2026-11-28")
    with pytest.raises(NotAllowed, match="voorbij"):
        committee.perform(rounds.vote, committee.who("Noa"), meeting, item, "eens", "")
    assert committee.perform(advising.decide_drafts, ria, meeting, "ronde") == 1
    assert committee.world.case(number).state["facts"]["advies"] == "ja"


def test_one_member_who_wants_to_talk_brings_a_case_from_a_round_to_the_table(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26", kind="ronde")
    small.puts_all_on(meeting)
    small.answers("Frank", meeting)
    item, frank = small.item(meeting, number).id, small.who("Frank")
    with pytest.raises(InvalidAnswers):
        small.perform(rounds.vote, frank, meeting, item, "bespreken", "")
    small.perform(rounds.vote, frank, meeting, item, "bespreken", "De adviezen verschillen")
    [row] = small.waiting()
    assert (row.number, str(row.held)) == (number, "Uit een schriftelijke ronde: een lid wil dit bespreken.")


def test_who_agreed_with_an_earlier_draft_has_not_agreed_with_the_next_one(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26", kind="ronde")
    task = small.waiting()[0].task_id
    small.puts_all_on(meeting)
    for name in ("Frank", "Noa"):
        small.answers(name, meeting)
    small.perform(tasks.save_draft, task, small.who("Noa"), listed({"advies": "ja"}))
    small.perform(rounds.vote, small.who("Frank"), meeting, small.item(meeting, number).id, "eens", "")
    tally = small.item(meeting, number).tally
    assert tally is not None
    assert tally.agreed == 1
    small.world.on("2026-11-27")
    small.perform(tasks.save_draft, task, small.who("Noa"), listed({"advies": "nee"}))
    tally = small.item(meeting, number).tally
    assert tally is not None
    assert tally.agreed == 0


def test_at_the_table_a_draft_of_one_member_is_read_and_decided_by_the_others(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26")
    task = small.waiting()[0].task_id
    annelies = small.who("Annelies")
    small.perform(tasks.claim, task, annelies)
    small.perform(tasks.save_draft, task, annelies, listed({"op": "26-11-2026", "advies": "ja"}))
    small.puts_all_on(meeting)
    for name in ("Frank", "Annelies"):
        small.answers(name, meeting)
        small.opens(name, meeting, number)
    small.is_there(meeting, "Frank", "Annelies")
    item = small.item(meeting, number).id
    small.perform(meeting_agenda.set_together, small.who("Ria"), meeting, item, together=True)
    assert small.perform(advising.decide_drafts, small.who("Frank"), meeting, "samen") == 1


def test_a_note_is_only_of_who_wrote_it_and_is_destroyed_with_the_decision(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    for name in ("Frank", "Annelies"):
        small.answers(name, meeting)
    item = small.item(meeting, number).id
    small.perform(private_notes.keep, small.who("Frank"), meeting, item, "Waarom zo laat?")
    assert small.opens("Frank", meeting, number).note == "Waarom zo laat?"
    assert small.opens("Annelies", meeting, number).note == ""
    assert small.opens("Ria", meeting, number).note is None
    with pytest.raises(NotFound):
        small.perform(private_notes.keep, small.who("Ria"), meeting, item, "Van het kantoor")
    taken_along = small.perform(bundle.bundle, small.who("Frank"), meeting)
    small.is_there(meeting, "Frank", "Annelies")
    small.advises("Frank", meeting, number)
    assert len(small.world.rows(models.PrivateNote)) == 1
    small.world.completes("Ria", "besluiten", besluit="Toegekend")
    assert small.world.rows(models.PrivateNote) == []
    everything = [taken_along, small.world.page(number, "Ria")]
    everything += [row.details for row in small.world.history(number)]
    assert "Waarom zo laat?" not in repr(everything)


def test_who_stands_aside_after_all_loses_what_they_wrote_down(small: Committee) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    small.answers("Frank", meeting)
    item = small.item(meeting, number).id
    small.perform(private_notes.keep, small.who("Frank"), meeting, item, "Ik ken de moeder")
    small.answers("Frank", meeting, number)
    assert small.world.rows(models.PrivateNote) == []


def test_the_case_says_on_which_agenda_it_is(small: Committee) -> None:
    number = small.case()
    assert small.world.page(number, "Ria").agenda is None
    meeting = small.plans("2026-12-03")
    small.puts_all_on(meeting)
    assert small.world.page(number, "Ria").agenda == (date(2026, 12, 3), meeting)
    assert small.world.page(number, "Anna").agenda == (date(2026, 12, 3), None)


def test_what_was_destroyed_is_gone_from_the_file_too(small: Committee, sqlite_database: Database) -> None:
    number = small.case()
    meeting = small.plans("2026-11-26")
    small.puts_all_on(meeting)
    small.answers("Frank", meeting)
    item, file = small.item(meeting, number).id, Path(str(sqlite_database.writer.url.database))

    def stands_in_file() -> bool:
        with sqlite_database.writer.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        return b"Xylofoon" in file.read_bytes()

    for text, there in (("Xylofoon", True), ("", False)):
        small.perform(private_notes.keep, small.who("Frank"), meeting, item, text)
        assert stands_in_file() is there
