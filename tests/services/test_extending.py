"""Late letters: offered when a term comes near, filled in, read before they are sent, and sent once."""

from datetime import date

import pytest

from tests.routes.samples import (
    Flow,
    boundary,
    bpmn,
    call,
    catch,
    end,
    message,
    node,
    start,
    terminate,
    timer,
    user,
    way,
    xor,
)  # fmt: skip
from tests.world import World, listed
from workflows.domain.errors import InvalidAnswers, LedgerRefused
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import concepts, deployments, messages, previews, task_pages, tasks
from workflows.services.views import ExtensionCard

SETTINGS = """
name = "traag"
title = "Trage aanvraag"
owner = "De tests"
legal_basis = "geen"
description = "Een route die een termijn kan verlengen."
may_start = ["ib_er"]
frame = "traag"
"""
DATE = '[[field]]\nid = "nieuwe_dag"\nkind = "date"\nlabel = "Nieuwe dag"\nrequired = true\nfact = true\n'
FORMS = {
    "besluiten": '[[field]]\nid = "besluit"\nkind = "text"\nlabel = "Besluit"\nblock = "decision"\n',
    "nagaan": '[[field]]\nid = "lukt"\nkind = "choice"\nlabel = "Lukt het?"\nrequired = true\nfact = true\n'
    f'block = "deadlines"\noptions = {{ ja = "Ja", nee = "Nee" }}\n{DATE}'
    'block = "deadlines"\nshow_when = \'lukt == "nee"\'\n',
    "verlengen": f'{DATE}block = "deadlines"\n',
}
LETTER = """+++
subject = "Later: {{ zaaknummer }}"
kind = "brief"
+++
Beste {{ aan }},

U hoort het uiterlijk {{ nieuwe_dag }}.
"""


def slow() -> Route:
    """The office decides; fourteen days before it asks whether that will be in time, and if not a letter goes out."""
    frame = bpmn(
        start("begin", starts="T2"), call("beslissen", "beslissing"), terminate("klaar", outcome="DONE"),
        boundary("nadert", "beslissen", timer('due_at("T2", -15)'), interrupting=False), call("bewaken", "bewaking"),
        end("bewaakt"),
        way("begin", "beslissen", "klaar"), way("nadert", "bewaken", "bewaakt"),
        process="traag", lane={"role": "secretariaat"},
    )  # fmt: skip
    deciding = bpmn(
        start("b"), user("besluiten", due="T2"), end("besloten"), way("b", "besluiten", "besloten"),
        process="beslissing", lane={"role": "secretariaat"},
    )  # fmt: skip
    watching = bpmn(
        start("w"), user("nagaan", due="T2"), xor("lukt_het", "toch"),
        node("eventBasedGateway", "toch"), catch("verlengen", message("verlengen"), role="secretariaat"),
        catch("einde", timer('due_at("T2")')), end("op_tijd"), xor("brief"),
        node("sendTask", "melden", letter="later", to="applicant", extends="T2", until="nieuwe_dag"), end("gemeld"),
        way("w", "nagaan", "lukt_het", "toch", "verlengen", "brief", "melden", "gemeld"),
        way("toch", "einde", "op_tijd"),
        Flow("lukt_het", "brief", 'lukt == "nee"'),
        process="bewaking", lane={"role": "secretariaat"},
    )  # fmt: skip
    files = {
        "route.toml": SETTINGS.encode(),
        "traag.bpmn": frame,
        "beslissing.bpmn": deciding,
        "bewaking.bpmn": watching,
    }
    files |= {f"forms/{name}.toml": text.encode() for name, text in FORMS.items()}
    return Route(files | {"notices/later.txt": LETTER.encode()})


@pytest.fixture
def near(small_world: World) -> tuple[World, str]:
    """A case whose term to decide, until 18 January 2027, turned amber today."""
    small_world.system.perform(deployments.deploy, slow())
    number = small_world.starts(route="traag")
    small_world.on("2027-01-04")
    drain(small_world.system)
    return small_world, number


def cards(world: World, number: str, by: str = "Ria") -> tuple[ExtensionCard, ...]:
    return world.page(number, by).extensions


def due(world: World) -> date | None:
    row: models.Deadline = next(row for row in world.rows(models.Deadline) if row.rule == "T2")
    return row.due_on


def test_on_the_day_that_a_term_turns_amber_its_letter_is_one_click_away(near: tuple[World, str]) -> None:
    world, number = near
    (card,) = cards(world, number)
    task = world.task("Ria", "nagaan")
    assert (card.rule, card.due_on, card.tone, card.task_id) == ("T2", date(2027, 1, 18), "amber", task.id)
    assert (card.proposal, card.source) == (date(2027, 2, 15), "Awb art. 4:14 lid 3")
    assert task.can_extend
    assert not world.task("Ria", "besluiten").can_extend
    page = world.system.perform(task_pages.task_page, task.id, world.person("Ria"), extending=True)
    assert (page.raw["lukt"], page.raw["nieuwe_dag"]) == (["nee"], ["15-02-2027"])
    assert [field.id for field in page.visible] == ["lukt", "nieuwe_dag"]
    world.on("2027-01-03")
    assert cards(world, number) == ()


def test_only_who_does_the_task_is_offered_the_letter(near: tuple[World, str]) -> None:
    world, number = near
    assert cards(world, number, "Joke") == cards(world, number, "Anna") == ()


def test_the_letter_is_read_before_it_is_made_and_nothing_of_that_stays(near: tuple[World, str]) -> None:
    world, number = near
    task, ria = world.task("Ria", "nagaan"), world.person("Ria")
    world.system.perform(tasks.save_draft, task.id, ria, listed({"lukt": "nee", "nieuwe_dag": "15-02-2027"}))
    before = [world.rows(table) for table in (models.Entry, models.Letter, models.Job, models.ReadLog)]
    (concept,) = world.system.try_out(concepts.concepts, task.id, ria)
    (page,) = concept.pages
    assert (page.letter.addressee, page.letter.subject) == ("De Wilg", f"Later: {number}")
    assert "U hoort het uiterlijk ma 15-02-2027." in str(page.blocks)
    after = [world.rows(table) for table in (models.Entry, models.Letter, models.Job, models.ReadLog)]
    assert [len(rows) for rows in before] == [len(rows) for rows in after]
    assert due(world) == date(2027, 1, 18)
    world.system.perform(tasks.save_draft, task.id, ria, listed({"lukt": "nee"}))
    with pytest.raises(InvalidAnswers):
        world.system.try_out(concepts.concepts, task.id, ria)


def test_sending_the_letter_moves_the_last_day_and_no_second_letter_is_offered(
    near: tuple[World, str],
) -> None:
    world, number = near
    world.completes("Ria", "nagaan", lukt="nee", nieuwe_dag="15-02-2027")
    assert due(world) == date(2027, 2, 15)
    assert [row.letter for row in world.rows(models.Letter)] == ["later"]
    world.lives_until("2027-02-03")  # amber again
    assert cards(world, number) == ()
    row = next(row for row in world.rows(models.Deadline) if row.rule == "T2")
    assert row.extended_on == date(2027, 1, 4)


def test_who_thought_it_would_be_in_time_can_still_send_the_letter_until_the_last_day(near: tuple[World, str]) -> None:
    world, number = near
    world.completes("Ria", "nagaan", lukt="ja")
    world.lives_until("2027-01-12")
    (card,) = cards(world, number)
    assert (card.tone, card.task_id) == ("red", 0)
    ria = world.person("Ria")
    message_page = world.system.read(messages.message_page, number, card.token, ria)
    assert message_page.raw["nieuwe_dag"] == ["15-02-2027"]
    raw = listed({"nieuwe_dag": "15-02-2027"})
    assert len(world.system.try_out(previews.of_message, number, card.token, ria, raw)) == 1
    world.system.perform(messages.receive, number, card.token, ria, raw)
    assert due(world) == date(2027, 2, 15)


def test_after_the_last_day_no_letter_is_offered(near: tuple[World, str]) -> None:
    world, number = near
    world.completes("Ria", "nagaan", lukt="ja")
    world.lives_until("2027-01-19")
    assert cards(world, number) == ()
    assert world.page(number, "Ria").listeners == ()
    (row,) = world.rows(models.Deadline)
    assert row.breached_on == date(2027, 1, 19)


def test_nobody_is_said_to_wait_for_a_letter_that_may_be_sent(near: tuple[World, str]) -> None:
    world, number = near
    world.completes("Ria", "nagaan", lukt="ja")
    assert [line["name"] for line in world.case(number).awaits] == ["Doe besluiten"]


def test_a_date_that_is_no_extension_is_refused_with_the_article(near: tuple[World, str]) -> None:
    world, _number = near
    with pytest.raises(LedgerRefused, match=r"Awb art\. 4:14 lid 3"):
        world.completes("Ria", "nagaan", lukt="nee", nieuwe_dag="11-01-2027")
    assert due(world) == date(2027, 1, 18)
    assert world.rows(models.Letter) == []
