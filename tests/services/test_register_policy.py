"""How we work is changed in the browser: reminders, norms and texts, with what that means and who must agree."""

import pytest

from tests.services.test_register_editing import T0C, ladder_form, looks, refused, saves, shared
from tests.world import BPMN, World
from workflows.domain.errors import InvalidAnswers
from workflows.routes.route import Route
from workflows.scheduler import drain
from workflows.services import deployments, paragraphs, register


# ------------------------------------------------------------------ reminders
def test_a_reminder_a_week_earlier_comes_on_top_and_is_said_today_where_its_day_has_passed(world: World) -> None:
    first = world.submits("Eerste")
    world.on("2027-01-02")
    drain(world.system)
    second = world.submits("Tweede")
    form = ladder_form(world, "T2")
    more = {
        f"r6_{name}": value
        for name, value in {
            "n": "21", "unit": "days", "side": "before", "tone": "amber", "to": ["secretariaat"], "text": "Drie weken",
        }.items()
    }  # fmt: skip
    page = looks(world, "ladder", **form, **more)
    assert {(move.number, move.extra, move.today, move.moves) for move in page.moves} == {
        (first, 1, True, False), (second, 1, False, False),
    }  # fmt: skip
    assert (page.extra, page.today) == (2, 1)
    saves(world, "ladder", **form, **more)  # type: ignore[arg-type]
    drain(world.system)
    assert [row.facts["rung"] for row in world.history(first, "rung") if row.facts["rule"] == "T2"] == ["d-21"]
    assert [row for row in world.history(second, "rung") if row.facts["rule"] == "T2"] == []


def test_a_reminder_below_one_that_was_said_comes_too_late(small_world: World) -> None:
    number = small_world.submits()
    small_world.on("2027-01-05")
    drain(small_world.system)  # d-14 was said on the fourth
    form = ladder_form(small_world, "T2")
    more = {"r6_n": "21", "r6_unit": "days", "r6_side": "before", "r6_tone": "amber", "r6_text": "Drie weken"}
    assert looks(small_world, "ladder", **form, **more, r6_to=["lane"]).today == 0
    saves(small_world, "ladder", **form, **more, r6_to=["lane"])  # type: ignore[arg-type]
    drain(small_world.system)
    said = [(row.kind, row.facts["rung"]) for row in small_world.history(number, "rung", "rung.skipped")]
    assert ("rung.skipped", "d-21") in said
    assert ("rung", "d-21") not in said


def test_another_receiver_is_told_beside_who_it_was_and_what_happens_in_absence(small_world: World) -> None:
    """Users, change 10: to the director instead of the coordinator."""
    form = ladder_form(small_world, "T2")
    page = looks(small_world, "ladder", **{**form, "r2_to": ["directeur"]})
    assert [str(notice) for notice in page.notices] == [
        "Wie de herinnering 3 werkdagen ervoor krijgt: Directeur. Nu nog: Coördinator SWV.",
        "Is wie de herinnering krijgt er niet, dan krijgt de waarnemer haar.",
    ]
    assert str(page.text).startswith("Herinneringen bij Beslissen op de TLV-aanvraag: ")


# ------------------------------------------------------------------ a text that stands in many letters
def test_a_paragraph_is_changed_for_every_new_letter_at_once_and_put_back(makers: World) -> None:
    typed = {"paragraph": "groet", "text": "Met vriendelijke groet,\r\n\r\nA. Directeur, {{ swv_naam }}"}
    page = looks(makers, "paragraph", by="Bea", **typed)
    assert (page.kind, page.asks) == ("A", ("colleague",))
    assert looks(makers, "paragraph", **typed).asks == ()  # who keeps the register decides on texts
    with pytest.raises(InvalidAnswers, match="Akkoord van een collega"):
        saves(makers, "paragraph", by="Bea", **typed)
    before = shared(makers).files["paragraphs/groet.txt"]
    saves(makers, "paragraph", **typed)
    assert shared(makers).files["paragraphs/groet.txt"] == b"Met vriendelijke groet,\n\nA. Directeur, {{ swv_naam }}\n"
    [change] = makers.system.read(register.changes_of, makers.person("Ad"), "paragraph:groet")
    saves(makers, "undo", change=str(change.id))
    assert shared(makers).files["paragraphs/groet.txt"] == before


def test_a_paragraph_leaves_no_decision_in_use_without_what_the_law_wants(advising: World) -> None:
    route = Route.from_folder(BPMN / "tlv")
    advising.system.perform(deployments.deploy, route)
    text = shared(advising).files["paragraphs/bezwaar.txt"].decode()
    wrong = refused(advising, "paragraph", paragraph="bezwaar", text=text.replace("zes weken", "een tijd"))
    assert [words for words in wrong if "‘zes weken’ (Awb art. 3:45" in words] == wrong
    lines = advising.system.read(paragraphs.paragraphs, advising.person("Ad"))
    assert next(each.letters for each in lines if each.name == "bezwaar") == 4
    page = looks(advising, "paragraph", paragraph="bezwaar", text=text.replace("U kunt", "U mag"))
    assert str(page.notices[0]).startswith("4 brieven wijzigen.")


# ------------------------------------------------------------------ what a policy maker sees before it is saved
NORM = {"source": "plan art. 4.1", "how": "change", "valid_from": "01-12-2026"}


@pytest.mark.parametrize(
    ("typed", "weighs", "told"),
    [
        ({**T0C, **NORM, "period_n": "3"}, ("B", ("agreed",)), "Strenger dan nu, dat mag."),
        (
            {**NORM, "rule": "T1", "period_n": "8", "period_unit": "weeks"},
            ("C", ("agreed", "plan")),
            "De eigen norm is dan gelijk aan de wettelijke termijn of langer: er is geen tijd over.",
        ),
        (
            {**NORM, "rule": "T4", "period_n": "21", "period_unit": "days"},
            ("B", ("agreed",)),
            "De norm staat in het ondersteuningsplan. Een langere norm laat minder tijd tot de wettelijke grens.",
        ),
    ],
)
def test_a_norm_says_what_its_change_means_and_who_must_agree(
    small_world: World, typed: dict[str, str], weighs: tuple[str, tuple[str, ...]], told: str
) -> None:
    page = looks(small_world, "norm", **typed)
    assert (page.kind, page.asks) == weighs
    assert told in [str(each) for each in page.notices]


def test_a_reminder_to_somebody_outside_is_looked_at_by_the_data_protection_officer(small_world: World) -> None:
    number = small_world.submits()
    form = ladder_form(small_world, "T2")
    form["r0_to"] = [*form["r0_to"], "schooldirecteur"]
    page = looks(small_world, "ladder", **form)
    assert (page.kind, page.gates, page.asks) == ("B", {"P"}, ("agreed", "privacy"))
    words = "Buiten het samenwerkingsverband: Schooldirecteur. In het bericht staat geen naam van een leerling."
    assert words in [str(each) for each in page.notices]
    assert (page.judged, page.reminded) == (1, 0), number  # its days stay; who is told differs
    with pytest.raises(InvalidAnswers) as refusal:
        saves(small_world, "ladder", **form)  # type: ignore[arg-type]
    assert [error.field for error in refusal.value.errors] == ["privacy"]


def test_a_new_norm_is_measured_against_the_past_year_by_what_really_happened(world: World) -> None:
    """Six were checked on the fourth working day; one ended more than a year ago."""
    world.submits("Lang geleden")
    world.on("2026-11-27")
    world.completes("Ria", "beoordelen", oordeel="ja")
    world.on("2027-11-29")
    shorter = {**T0C, **NORM, "period_n": "3", "valid_from": "01-12-2027"}
    few = looks(world, "norm", **shorter).past
    assert few is not None
    assert (few.counted, few.enough) == (0, False)
    for n in range(6):
        world.submits(f"Kind {n}")
    world.on("2027-12-03")
    for _ in range(6):
        world.completes("Ria", "beoordelen", oordeel="ja")
    later = {**shorter, "valid_from": "06-12-2027"}
    past = looks(world, "norm", **later).past
    assert past is not None
    assert (past.counted, past.late, past.was_late, past.share) == (6, 6, 0, 100)
    assert looks(world, "norm", **{**later, "period_n": "4"}).past.late == 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rule", "days", "words"),
    [
        ("T2", "70", "T2 is een wettelijke termijn, niet te wijzigen: 8 weken (Awb art. 4:13 lid 2)."),
        ("T4", "3", "Duur: korter dan 7 dagen is geen redelijke tijd voor wie het moet doen"),
    ],
)
def test_a_term_is_not_made_longer_than_the_law_or_shorter_than_is_reasonable(
    small_world: World, rule: str, days: str, words: str
) -> None:
    typed = {**NORM, "rule": rule, "period_n": days, "period_unit": "days"}
    assert any(each.startswith(words) for each in refused(small_world, "norm", **typed))
