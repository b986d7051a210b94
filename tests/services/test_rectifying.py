"""A letter that must be other: a new version beside the old one, and a term to object that begins again or does not."""

from datetime import date

import pytest

from tests.routes.samples import Flow, boundary, bpmn, call, end, message, node, start, terminate, user, way, xor
from tests.services.test_concepts import LETTER
from tests.world import World, proef
from workflows.domain.errors import InvalidAnswers, NotFound
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.services import deployments, letter_pages, post, printing, rectifying

SENDING = """
[[field]]
id = "verzonden_op"
kind = "date"
label = "Verzonden op"
block = "decision"
required = true
fact = true
"""


def sending() -> Route:
    """The small route, in which the office confirms the sending, and with it the term to object begins."""
    frame = bpmn(
        start("begin"), user("vragen"), call("laten_beoordelen", "beoordeling"),
        boundary("ingetrokken", "laten_beoordelen", message("ingetrokken"), role="ib_er"),
        xor("welk_oordeel", "afgewezen"), terminate("toegekend", outcome="GRANTED"),
        terminate("afgewezen", outcome="REFUSED"), terminate("teruggetrokken", outcome="WITHDRAWN"),
        way("begin", "vragen", "laten_beoordelen", "welk_oordeel", "afgewezen"),
        Flow("welk_oordeel", "toegekend", 'oordeel == "ja"'), Flow("ingetrokken", "teruggetrokken"),
        process="proef", lane={"role": "ib_er"},
    )  # fmt: skip
    judging = bpmn(
        start("ontvangen", starts="T2"), user("beoordelen", due="T2"),
        node("sendTask", "brief_sturen", letter="oordeel", to="applicant parents"),
        user("versturen", posts="oordeel", on="verzonden_op", stops="T2", starts="B1", **{"from": "verzonden_op"}),
        end("beoordeeld"), way("ontvangen", "beoordelen", "brief_sturen", "versturen", "beoordeeld"),
        process="beoordeling", lane={"role": "secretariaat"},
    )  # fmt: skip
    forms = {name: data for name, data in proef().files.items() if name.startswith("forms/") and "aanmanen" not in name}
    files = {"route.toml": proef().files["route.toml"], "proef.bpmn": frame, "beoordeling.bpmn": judging, **forms}
    return Route({**files, "forms/versturen.toml": SENDING.encode(), "notices/oordeel.txt": LETTER.encode()})


def sent(world: World) -> str:
    """Decide, post and confirm on 23 November; return the number of the case, which has ended."""
    world.system.perform(deployments.deploy, sending())
    number = world.submits()
    world.completes("Ria", "beoordelen", oordeel="ja")
    posts(world, 2, "2026-11-23")
    world.completes("Ria", "versturen", verzonden_op="23-11-2026")
    return number


def posts(world: World, letter: int, day: str) -> None:
    world.system.perform(post.mark_posted, [letter], date.fromisoformat(day), world.person("Ria"))


def objection(world: World) -> date:
    (row,) = [row for row in world.rows(models.Deadline) if row.rule == "B1" and row.state == "running"]
    return row.due_on


def rectifies(world: World, again: bool | None, text: str = "Het oordeel is nee.", change: str = "Het was nee.") -> int:
    return world.system.perform(rectifying.rectify, 2, world.person("Ria"), {"uitleg": text}, change, again)


def test_a_rectified_letter_is_new_for_each_addressee_and_says_what_changed(world: World) -> None:
    number = sent(world)
    world.on("2026-11-30")
    assert rectifies(world, again=False) == 2
    first = world.rows(models.Letter)[1]
    school, parent = world.rows(models.Letter)[2:]
    assert (first.replaced, first.body[1]) == (True, ["paragraph", ["Het oordeel is ja."], "uitleg"])
    assert [(row.version, row.replaces_id, row.channel) for row in (school, parent)] == [
        (2, 1, "portaal"),
        (2, 2, "post"),
    ]
    assert (school.posted_on, parent.posted_on) == (date(2026, 11, 30), None)
    said = "Deze brief komt in de plaats van onze brief van 23 november 2026. Het was nee."
    assert [lines for _, lines, *_ in parent.body] == [
        [said],
        ["Beste Moeder Voorbeeld,"],
        ["Het oordeel is nee."],
        ["Dag."],
    ]
    page = world.system.perform(letter_pages.letter, parent.id, world.person("Ria"))
    assert (page.broken, page.change, page.replaces) == (False, "Het was nee.", 2)
    assert printing.as_pdf(page).content.startswith(b"%PDF-")
    assert world.system.read(rectifying.choices, 2, world.person("Ria")).replaced_by == parent.id
    (noted,) = world.history(number, "letter.rectified")
    assert (noted.facts, noted.details) == ({"letter": "oordeel", "nr": 2, "opnieuw": False}, {"reden": "Het was nee."})
    assert any(job.payload.get("notice") == "letter" and ".2:" in job.key for job in world.rows(models.Job))
    assert world.broken() == {}


def test_the_term_to_object_begins_again_from_the_day_the_new_letter_is_posted(world: World) -> None:
    sent(world)
    before = objection(world)
    assert before == date(2027, 1, 4)
    world.on("2026-11-30")
    rectifies(world, again=True)
    assert objection(world) == before  # not before it is posted
    world.on("2026-12-02")
    posts(world, 4, "2026-12-01")
    assert objection(world) == date(2027, 1, 12)
    assert world.broken() == {}


def test_a_slip_of_the_pen_leaves_the_term_as_it_was(small_world: World) -> None:
    sent(small_world)
    small_world.on("2026-11-30")
    rectifies(small_world, again=False)
    posts(small_world, 4, "2026-11-30")
    assert objection(small_world) == date(2027, 1, 4)


def test_a_letter_that_was_replaced_before_it_was_posted_does_not_go_out(small_world: World) -> None:
    small_world.system.perform(deployments.deploy, sending())
    small_world.submits()
    small_world.completes("Ria", "beoordelen", oordeel="ja")
    rectifies(small_world, again=True)
    ria = small_world.person("Ria")
    assert [row.id for row in small_world.system.read(post.to_post, ria)] == [4]
    with pytest.raises(NotFound):
        posts(small_world, 2, "2026-11-23")
    with pytest.raises(InvalidAnswers, match="Nog niet gepost"):
        small_world.completes("Ria", "versturen", verzonden_op="23-11-2026")
    posts(small_world, 4, "2026-11-23")
    small_world.completes("Ria", "versturen", key="nog eens", verzonden_op="23-11-2026")
    assert objection(small_world) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("text", "change", "again", "fields"),
    [
        ("Anders.", "", True, ["change"]),
        (" ", "Iets.", True, ["text-uitleg"]),
        ("Anders.", "Iets.", None, ["again"]),
        ("111222333", "111222333", False, ["text-uitleg", "change"]),
    ],
)
def test_a_rectification_that_is_not_whole_is_refused(
    small_world: World, text: str, change: str, again: bool | None, fields: list[str]
) -> None:
    sent(small_world)
    with pytest.raises(InvalidAnswers) as refused:
        rectifies(small_world, again, text, change)
    assert [error.field for error in refused.value.errors] == fields
    assert len(small_world.rows(models.Letter)) == 2


def test_a_letter_is_replaced_once(small_world: World) -> None:
    sent(small_world)
    rectifies(small_world, again=False)
    with pytest.raises(NotFound):
        rectifies(small_world, again=False)


@pytest.mark.parametrize("who", ["Anna", "Dirk", "Els"])
def test_an_ordinary_letter_is_the_office_s_to_mend(small_world: World, who: str) -> None:
    sent(small_world)
    for letter in (1, 2):
        with pytest.raises(NotFound):
            small_world.system.perform(rectifying.rectification, letter, small_world.person(who))


# ------------------------------------------------------------------ back, and out again
def comes_back(world: World) -> None:
    world.on("2026-11-27")
    world.system.perform(post.mark_returned, 2, date(2026, 11, 27), world.person("Ria"))


def sends_again(world: World, address: str = "Nieuwstraat 1\r\n1234 AB Dal", again: bool | None = True) -> None:
    world.system.perform(rectifying.send_again, 2, world.person("Ria"), address, again)


@pytest.mark.parametrize(("our_doing", "until"), [(True, date(2027, 1, 8)), (False, date(2027, 1, 4))])
def test_a_letter_that_came_back_goes_out_to_a_new_address(world: World, our_doing: bool, until: date) -> None:
    number = sent(world)
    comes_back(world)
    sends_again(world, again=our_doing)
    old, new = (row for row in world.rows(models.Letter) if row.addressee_kind == "parent")
    assert (old.address, new.address) == ("", "Nieuwstraat 1\n1234 AB Dal")
    assert (new.body, new.version, new.posted_on, new.returned_on) == (old.body, 2, None, None)
    posts(world, new.id, "2026-11-27")
    assert objection(world) == until
    (noted,) = world.history(number, "letter.sent_again")
    assert noted.facts == {"letter": "oordeel", "nr": 2, "opnieuw": our_doing}
    assert world.broken() == {}


def test_sending_again_asks_for_an_address_and_what_it_does_to_the_term(small_world: World) -> None:
    sent(small_world)
    with pytest.raises(NotFound):  # it did not come back
        sends_again(small_world)
    comes_back(small_world)
    with pytest.raises(InvalidAnswers) as refused:
        sends_again(small_world, " ", None)
    assert [error.field for error in refused.value.errors] == ["address", "again"]
    sends_again(small_world)
    with pytest.raises(NotFound):  # once
        sends_again(small_world)
