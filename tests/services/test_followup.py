"""From the meeting to the post: what becomes of each case, its decision prepared, its letters in one file."""

from datetime import date, time

import pytest

from tests.committee import FORMS, SETTINGS, Committee
from tests.routes.samples import bpmn, call, end, node, start, terminate, user, way
from tests.world import World, listed
from workflows.domain.errors import NotAllowed, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import deployments, followup, mandates, minutes, notices, post, signing, tasks
from workflows.services import inbox as inbox_of

LETTER = """+++
subject = "Over {{ zaaknummer }}"
+++
Beste {{ aan }},

{{ besluit }}
"""
DECISION = FORMS["besluiten"].replace("required = true", 'required = true\nprefill_from = "adviseren.anders"')


def decided_under_mandate() -> Route:
    """A school asks, the committee advises in a meeting, the director decides, a letter goes to the board."""
    frame = bpmn(
        start("begin"), user("vragen"), call("laten_adviseren", "advisering"), call("laten_besluiten", "besluit"),
        terminate("besloten", outcome="GRANTED"),
        way("begin", "vragen", "laten_adviseren", "laten_besluiten", "besloten"),
        process="commissiezaak", lane={"role": "ib_er"},
    )  # fmt: skip
    advising = bpmn(
        start("gevraagd"), user("adviseren", meeting="commissie"), end("geadviseerd"),
        way("gevraagd", "adviseren", "geadviseerd"), process="advisering", lane={"role": "commissie"},
    )  # fmt: skip
    deciding = bpmn(
        start("te_besluiten", starts="T2"), user("besluiten", mandate="beslissen", due="T2"),
        node("sendTask", "brief", letter="brief", to="board", stops="T2"), end("klaar"),
        way("te_besluiten", "besluiten", "brief", "klaar"), process="besluit", lane={"role": "directeur"},
    )  # fmt: skip
    files = {"route.toml": SETTINGS.encode(), "f.bpmn": frame, "a.bpmn": advising, "b.bpmn": deciding}
    files |= {f"forms/{name}.toml": text.encode() for name, text in {**FORMS, "besluiten": DECISION}.items()}
    return Route(files | {"notices/brief.txt": LETTER.encode()})


@pytest.fixture
def met(small_world: World) -> tuple[Committee, int]:
    """A meeting of this morning that advised on two cases, of which the second was put off."""
    committee = Committee(small_world)
    committee.perform(deployments.deploy, decided_under_mandate())
    committee.perform(
        mandates.add_mandate, committee.who("Ad"), what="beslissen", code="PO9901", role="directeur",
        from_on=date(2026, 1, 1), act="Besluit 2026-01", on_behalf_of="het bestuur van SWV De Vallei",
    )  # fmt: skip
    number = committee.case("Eén")
    meeting = committee.plans("2026-11-26")
    committee.puts_all_on(meeting)
    for name in ("Frank", "Annelies"):
        committee.answers(name, meeting)
    committee.is_there(meeting, "Frank", "Annelies")
    committee.advises("Frank", meeting, number, anders="Toekennen, met een groot lokaal")
    return committee, meeting


def page(committee: Committee, meeting: int, by: str = "Ria") -> followup.FollowPage:
    return committee.read(followup.page, committee.who(by), meeting)


def test_after_the_minutes_one_action_prepares_the_decisions_and_the_page_follows_them_to_the_post(
    met: tuple[Committee, int],
) -> None:
    committee, meeting = met
    ria, dirk, world = committee.who("Ria"), committee.who("Dirk"), committee.world
    with pytest.raises(NotAllowed, match="notulen"):
        committee.perform(followup.prepare, ria, meeting)
    committee.perform(minutes.fix, ria, meeting)
    assert [(row.state, str(row.who)) for row in page(committee, meeting).rows] == [("te besluiten", "Directeur")]
    assert committee.perform(followup.prepare, ria, meeting) == 1
    [row] = page(committee, meeting).rows
    assert row.task_id is not None
    shown = committee.perform(signing.page, row.task_id, ria)
    assert shown.task.raw["besluit"] == ["Toekennen, met een groot lokaal"]
    assert row.state == "te besluiten"  # until somebody looked at it
    committee.perform(signing.lay_ready, row.task_id, ria)
    assert page(committee, meeting).rows[0].state == "te tekenen"
    committee.perform(tasks.complete_task, row.task_id, dirk, listed({"besluit": "Toegekend"}), "sleutel")
    found = page(committee, meeting)
    assert [each.state for each in found.rows] == ["op de post"]
    (letter,) = committee.perform(followup.letters_on_paper, ria, meeting)
    assert letter.letter.addressee == "Stichting Proef"
    committee.perform(post.mark_posted, found.letters, world.system.today, ria)
    assert [each.state for each in page(committee, meeting).rows] == ["gepost"]
    with pytest.raises(NotFound):
        committee.perform(followup.letters_on_paper, ria, meeting)


def test_the_follow_up_is_of_who_plans_or_watches(met: tuple[Committee, int]) -> None:
    committee, meeting = met
    with pytest.raises(NotFound):
        page(committee, meeting, "Frank")
    assert not page(committee, meeting, "Dirk").office
    with pytest.raises(NotFound):
        committee.perform(followup.prepare, committee.who("Dirk"), meeting)


def test_what_is_not_posted_by_five_o_clock_the_office_hears_of_and_sees(met: tuple[Committee, int]) -> None:
    committee, meeting = met
    world, ria = committee.world, committee.who("Ria")
    world.system.perform(post.arm)
    committee.perform(minutes.fix, ria, meeting)
    committee.perform(followup.prepare, ria, meeting)
    task = page(committee, meeting).rows[0].task_id
    assert task is not None
    committee.perform(tasks.complete_task, task, committee.who("Dirk"), listed({"besluit": "Toegekend"}), "sleutel")

    def inbox(by: str) -> int:
        return committee.read(inbox_of.page, committee.who(by)).unposted

    assert inbox("Ria") == 0
    world.on("2026-11-26", time(17))
    drain(world.system)
    assert (inbox("Ria"), inbox("Dirk"), inbox("Anna")) == (1, 0, 0)
    mails = [job for job in world.rows(models.Job) if job.payload.get("notice") == "unposted"]
    assert {job.payload["to"] for job in mails} == {ria.id, committee.who("Sjaak").id}
    notice = committee.read(notices.notice_of, mails[0].key, mails[0].payload)
    assert notice is not None
    assert notice.subject == "Nog niet gepost: 1"
    committee.perform(post.mark_posted, page(committee, meeting).letters, world.system.today, ria)
    assert inbox("Ria") == 0
    world.on("2026-11-27", time(17))
    drain(world.system)
    assert len([job for job in world.rows(models.Job) if job.payload.get("notice") == "unposted"]) == len(mails)
