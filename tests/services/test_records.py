"""What parents and pupil declare opens steps and letters, by version and recipient; a withdrawal closes them."""

from datetime import date

import pytest

from tests.routes.samples import Flow, boundary, bpmn, call, end, message, node, start, terminate, user, way, xor
from tests.world import BPMN, World, listed
from workflows.domain.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import models
from workflows.routes.route import Route, Shared
from workflows.services import declarations, deployments, messages, replay, task_pages, tasks
from workflows.services.rehearsal import PathFailed, walk
from workflows.services.views import RecordLine

SETTINGS = (
    b'name = "plan"\ntitle = "Plan"\nowner = "De tests"\nlegal_basis = "geen"\nmay_start = ["ib_er"]\nframe = "plan"\n'
    b'[[banner]]\nwhen = "not geldt_toestemming_gemeente"\ntitle = "Alleen het plan"\ntext = "Geen gesprek."\n'
    b'block = "request"\n'
)
SHARE = "toestemming:gemeente"
LETTER = b'+++\nsubject = "Over {{ zaaknummer }}"\nkind = "brief"\n+++\nBeste {{ aan }},\n\nDit is het plan.\n'


def questions(kind: str) -> str:
    """Return the questions of a kind, as a route takes them over."""
    text = (BPMN / "shared" / "forms" / f"{kind}.toml").read_text()
    return text[text.index("[[field]]") :]


def field(name: str, kind: str, more: str = "") -> str:
    return (
        f'[[field]]\nid = "{name}"\nkind = "{kind}"\nlabel = "Veld {name}"\nblock = "request"\nrequired = true\n{more}'
    )


def plan(needs: str = "hoorrecht instemming_handelingsdeel", letter: str = SHARE, withdrawn: str = "") -> Route:
    """A plan is made, discussed unless they agree to it already, adopted, made anew if need be, and shared."""
    heard = {"withdraws": withdrawn} if withdrawn else {}
    frame = bpmn(
        start(), user("opstellen"), call("delen_mag", "werk"), terminate("af", outcome="GRANTED"),
        boundary("gestopt", "delen_mag", message("stoppen"), role="ib_er", **heard),
        terminate("uit", outcome="WITHDRAWN"),
        way("begin", "opstellen", "delen_mag", "af"), way("gestopt", "uit"),
        process="plan", lane={"role": "ib_er"},
    )  # fmt: skip
    work = bpmn(
        start("werk_begint"), xor("eens", "bespreken"),
        user("bespreken", records="hoorrecht instemming_handelingsdeel"),
        user("vaststellen", needs=needs), xor("opnieuw", "delen"), user("bijstellen"), user("delen"),
        node("sendTask", "brief", letter="plan", to="applicant", needs=letter), end("klaar"),
        way("werk_begint", "eens", "bespreken", "vaststellen", "opnieuw", "delen", "brief", "klaar"),
        Flow("eens", "vaststellen", "geldt_instemming_handelingsdeel"),
        Flow("opnieuw", "bijstellen", 'verder == "nieuw"'), way("bijstellen", "eens"),
        process="werk", lane={"role": "ib_er"},
    )  # fmt: skip
    parents = "".join(field(f"ouder{n}_naam", "text") + field(f"ouder{n}_gezag", "yesno") for n in (1, 2))
    version = field("handelingsdeel_versie", "number", "fact = true\n")
    forms = {
        "opstellen": parents + version,
        "bijstellen": version,
        "bespreken": 'block = "request"\n' + questions("hoorrecht") + questions("instemming_handelingsdeel"),
        "vaststellen": field("verder", "choice", 'options = { nieuw = "Nieuw", delen = "Delen" }\nfact = true\n'),
        "delen": field("opmerking", "text"),
    }
    files = {"route.toml": SETTINGS, "plan.bpmn": frame, "werk.bpmn": work, "notices/plan.txt": LETTER}
    return Route(files | {f"forms/{name}.toml": text.encode() for name, text in forms.items()})


AGREED = {
    "leerling_gesproken": "ja", "leerling_woorden": "Ik wil een rustige plek.", "instemming": "eens",
    "instemming_op": "23-11-2026",
}  # fmt: skip
CONSENT = {
    "toestemming_gegeven": ["ja"], "toestemming_door": ["ouder1", "ouder2"], "toestemming_gegevens": ["verzuim"],
    "toestemming_aan": ["gemeente"], "toestemming_doel": ["Overleg over verzuim"], "toestemming_hoe": ["mondeling"],
    "toestemming_op": ["23-11-2026"],
}  # fmt: skip


@pytest.fixture
def planning(small_world: World) -> World:
    small_world.system.perform(deployments.deploy, plan())
    return small_world


def made(world: World, born: str = "12-05-2018") -> str:
    """Let Anna make the first version of a plan; return the number of the case."""
    number = world.starts(route="plan", born=born)
    world.completes(
        "Anna", "opstellen", ouder1_naam="Moeder", ouder1_gezag="ja", ouder2_naam="Vader", ouder2_gezag="ja",
        handelingsdeel_versie="1",
    )  # fmt: skip
    return number


def discusses(world: World, *who: str, **raw: str) -> None:
    answers = {**listed({**AGREED, **raw}), "instemming_door": list(who or ("ouder1", "ouder2"))}
    task = world.task("Anna", "bespreken")
    world.system.perform(tasks.complete_task, task.id, world.person("Anna"), answers, f"{task.id}", None, True)


def records(world: World, number: str, by: str = "Ria", kind: str = "toestemming", **other: list[str]) -> None:
    world.system.perform(declarations.record, number, kind, world.person(by), {**CONSENT, **other}, f"{other}")


def withdraws(world: World, number: str, *who: str, by: str = "Anna", day: date = date(2026, 11, 23)) -> None:
    world.system.perform(declarations.withdraw, number, SHARE, world.person(by), who or ("ouder1",), "telefoon", day)


def line(world: World, number: str, word: str, by: str = "Ria") -> RecordLine:
    return next(each for each in world.page(number, by).records.lines if each.word == word)


def titles(world: World, number: str) -> list[str]:
    return [str(each.title) for each in world.page(number, "Anna").banners]


def is_as_replayed(world: World, number: str) -> bool:
    return world.system.read(replay.differences, world.case(number).id) == [] and not world.broken()


def test_a_plan_is_adopted_only_with_agreement_to_this_version(planning: World) -> None:
    number = made(planning)
    discusses(planning)
    planning.completes("Anna", "vaststellen", verder="nieuw")
    planning.completes("Anna", "bijstellen", handelingsdeel_versie="2")
    assert planning.task("Anna").name == "Doe bespreken", "agreement to version 1 says nothing of version 2"
    discusses(planning, instemming="oneens")
    with pytest.raises(NotAllowed) as refused:
        planning.completes("Anna", "vaststellen", verder="delen")
    assert "Instemming met het handelingsdeel: geweigerd" in str(refused.value)
    assert "WPO art. 40a lid 2" in str(refused.value)
    found = line(planning, number, "instemming_handelingsdeel")
    assert [version.withdrawn for version in found.versions] == [False, False], "the earlier one stays to be read"
    assert is_as_replayed(planning, number)


def test_each_parent_with_authority_has_to_agree(planning: World) -> None:
    made(planning)
    discusses(planning, "ouder1")
    page = planning.system.perform(task_pages.task_page, planning.task("Anna").id, planning.person("Anna"))
    assert [(each.kind, str(each.state)) for each in page.lacks] == [
        ("instemming_handelingsdeel", "nog niet van iedereen die erover gaat")
    ]
    assert page.may_record == frozenset(), "the school does it in its own task; the office may record it outside one"


def is_adopted(world: World) -> None:
    """Bring the case to the point where the plan goes to another."""
    discusses(world)
    world.completes("Anna", "vaststellen", verder="delen")


def test_a_letter_goes_nowhere_without_consent_and_a_withdrawal_stops_it(planning: World) -> None:
    number = made(planning)
    is_adopted(planning)
    with pytest.raises(NotAllowed, match="nog niet vastgelegd"):
        planning.completes("Anna", "delen", opmerking="x")
    assert titles(planning, number) == ["Alleen het plan"], "a banner of the route asks whether it stands"
    records(planning, number)
    records(planning, number)  # the same submit again
    assert titles(planning, number) == []
    assert line(planning, number, SHARE).until == date(2027, 11, 23), "twelve months at most"
    withdraws(planning, number)
    assert titles(planning, number) == [
        "Alleen het plan",
        "Ingetrokken: Toestemming om gegevens te delen (aan: De gemeente (leerplicht))",
    ]
    with pytest.raises(NotAllowed, match="ingetrokken"):
        planning.completes("Anna", "delen", opmerking="x", key="later")
    found = line(planning, number, SHARE)
    assert [version.withdrawn for version in found.versions] == [True, False], "withdrawn and given both stay"
    assert {job.payload["notice"] for job in planning.rows(models.Job) if job.kind == "mail"} == {"withdrawn"}
    records(planning, number, toestemming_doel=["Opnieuw besproken"])
    planning.completes("Anna", "delen", opmerking="x", key="again")
    assert planning.case(number).outcome == "GRANTED"
    withdraws(planning, number, "ouder2")
    assert str(line(planning, number, SHARE).state) == "ingetrokken", "at any time, also when the case is closed"
    assert is_as_replayed(planning, number)


def test_consent_to_one_is_no_consent_to_another(planning: World) -> None:
    number = made(planning)
    is_adopted(planning)
    records(planning, number, toestemming_aan=["jeugdhulp"])
    with pytest.raises(NotAllowed, match="gemeente"):
        planning.completes("Anna", "delen", opmerking="x")


def test_consent_ends_on_its_last_day_and_when_the_pupil_comes_to_decide(planning: World) -> None:
    number = made(planning, born="10-12-2010")
    is_adopted(planning)
    records(planning, number)
    assert line(planning, number, SHARE).until == date(2026, 12, 9), "from 16 the pupil decides (UAVG art. 5)"
    planning.on("2026-12-10")
    with pytest.raises(NotAllowed, match="niet meer geldig"):
        planning.completes("Anna", "delen", opmerking="x")
    records(planning, number, toestemming_door=["leerling"], toestemming_op=["10-12-2026"])
    planning.completes("Anna", "delen", opmerking="x", key="own")


def test_a_message_withdraws_too(planning: World) -> None:
    planning.system.perform(deployments.deploy, plan(withdrawn="toestemming"))
    number = made(planning)
    records(planning, number)
    token = planning.page(number, "Anna").listeners[0].token
    planning.system.perform(messages.receive, number, token, planning.person("Anna"), {})
    assert str(line(planning, number, SHARE).state) == "ingetrokken"
    assert is_as_replayed(planning, number)


def test_what_is_withdrawn_on_the_page_of_the_case_stops_what_the_route_stops_for_it(planning: World) -> None:
    """AVG art. 7 lid 3: wherever it is withdrawn, what it opened stops."""
    planning.system.perform(deployments.deploy, plan(withdrawn="toestemming"))
    number = made(planning)
    records(planning, number)
    withdraws(planning, number)
    assert planning.case(number).outcome == "WITHDRAWN"
    assert is_as_replayed(planning, number)


def test_only_who_works_in_the_case_records_or_withdraws(planning: World) -> None:
    number = made(planning)
    for name in ("Anna", "Cees", "Joke", "Dirk"):
        with pytest.raises(NotFound):
            records(planning, number, by=name)
    records(planning, number)
    with pytest.raises(NotFound):
        withdraws(planning, number, by="Cees")
    with pytest.raises(InvalidAnswers):
        withdraws(planning, number, "leerling")
    with pytest.raises(InvalidAnswers):
        withdraws(planning, number, day=date(2026, 11, 24))
    assert planning.page(number, "Coen").records.lines == (), "who may not read the block does not see it"


def test_an_example_says_what_was_declared_and_is_refused_like_a_person() -> None:
    steps: list[dict[str, object]] = [
        {"on": date(2026, 11, 23), "starts": "plan"},
        {"on": date(2026, 11, 24), "completes": "opstellen", "facts": {"handelingsdeel_versie": 1}},
        {"completes": "bespreken", "records": {"instemming_handelingsdeel": "geweigerd"}},
    ]
    end: dict[str, object] = {"completes": "vaststellen", "facts": {"verder": "delen"}}
    definition = ProcessDefinition.compile(plan())
    shared = Shared.from_folder(BPMN / "shared")
    with pytest.raises(PathFailed, match=r"'vaststellen' heeft 'instemming_handelingsdeel' nodig \(refused\)"):
        walk({"name": "geweigerd", "steps": [*steps, end]}, definition, shared)
    partly = {"records": {"instemming_handelingsdeel": "deels"}}
    with pytest.raises(PathFailed, match=r"'vaststellen' heeft 'instemming_handelingsdeel' nodig \(partly\)"):
        walk({"name": "een van beiden", "steps": [*steps, partly, end]}, definition, shared)
    outside = {"on": date(2026, 11, 25), "records": {"instemming_handelingsdeel": "geldt", SHARE: "geldt"}}
    told = {"completes": "delen", "has_sent": ["plan"], "ends_at": "GRANTED"}
    assert walk({"name": "alsnog", "steps": [*steps, outside, end, told]}, definition, shared).walked
