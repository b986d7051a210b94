"""A whole route: whether what its files say about each other is true."""

from itertools import pairwise

import pytest

from tests.routes import samples
from tests.routes.samples import (
    Flow,
    and_,
    boundary,
    bpmn,
    call,
    catch,
    end,
    message,
    node,
    race,
    several,
    start,
    terminate,
    timer,
    user,
    way,
    xor,
)
from workflows.domain.findings import errors_in
from workflows.routes.check import check_route
from workflows.routes.route import Route, Shared

T1 = timer('due_at("T1")')
OTHER_FORM = samples.FORM.replace("besluit", "akkoord")
DONE = terminate(outcome="GRANTED")


def line(*nodes: samples.Node, process: str = "proces", **options: object) -> bytes:
    """Start, the nodes in a row, end: with an outcome where it is the frame."""
    last = DONE if process == "proces" else end(f"einde_{process}")
    row = [start(f"begin_{process}"), *nodes, last]
    return bpmn(*row, [Flow(one.id, other.id) for one, other in pairwise(row)], process=process)


def letter(id_: str = "brief", **values: str) -> samples.Node:
    return node("sendTask", id_, **{"letter": "brief", "to": "parents"} | values)


def decision(name: str, *, asks: str = "besluit", gives: str = "uitkomst") -> str:
    """Return a decision table with one rule."""
    return (
        '<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" '
        f'namespace="urn:x"><decision id="{name}" name="{name}"><decisionTable id="t" hitPolicy="FIRST">'
        f'<input id="i"><inputExpression id="e" typeRef="string"><text>{asks}</text></inputExpression></input>'
        f'<output id="o" name="{gives}" typeRef="string"/><rule id="r"><inputEntry id="a"><text></text></inputEntry>'
        '<outputEntry id="b"><text>"ja"</text></outputEntry></rule></decisionTable></decision></definitions>'
    )


def codes(route: Route, shared: Shared | None = None) -> list[tuple[str, str]]:
    found = errors_in(check_route(route, shared or samples.shared()))
    return [(finding.code, finding.element) for finding in found]


def test_a_good_route_gets_no_remarks():
    route = samples.route(
        line(user("taak", starts="T1"), letter(), call("roep", "fase")),
        line(user("fasetaak", due="T1", stops="T1"), process="fase"),
        notices__brief=samples.LETTER,
    )
    assert check_route(route, samples.shared()) == []


BY_FACT = [
    *(
        start(),
        call("roep", "fase"),
        xor("kies", "einde"),
        terminate(outcome="REFUSED"),
        terminate("goed", outcome="GRANTED"),
    ),
    *(way("begin", "roep", "kies", "einde"), Flow("kies", "goed", 'besluit == "ja"')),
]


def watched(*keys: str, **reasons: str):
    """Return a small route whose cases stand on the monitor as these lines of TOML say."""
    sentences = [f'{value} = "{words}"' for value, words in reasons.items()]
    table = "\n".join(["", "[watch]", *keys, "[watch.reasons]", *sentences])
    return samples.route(line(user("taak")), route=samples.SETTINGS + table)


REFUSED = {
    # --- names
    "unknown role on a lane": (
        samples.route(bpmn(start(), user("taak"), DONE, way("begin", "taak", "einde"), lane={"role": "koning"})),
        "unknown-role",
        "lane",
    ),
    "unknown role for a message": (
        samples.route(line(user("taak", starts="T1"), catch("wacht", message("nieuws"), role="koning"))),
        "unknown-role",
        "wacht",
    ),
    "unknown role who may not": (samples.route(line(user("taak", not_by="role:koning"))), "unknown-role", "taak"),
    "unknown step who may not": (samples.route(line(user("taak", not_by="nergens"))), "unknown-element", "taak"),
    "unknown rule": (samples.route(line(user("taak", starts="T99"))), "unknown-rule", "taak"),
    "more than two days to count from": (
        samples.route(line(user("taak", starts="T1", **{"from": "een twee drie"}))),
        "from",
        "taak",
    ),
    "unknown rule of a task": (samples.route(line(user("taak", due="T99"))), "unknown-rule", "taak"),
    "unknown rule of a timer": (samples.route(line(catch("wacht", timer('due_at("T99")')))), "unknown-rule", "wacht"),
    "unknown form": (samples.route(line(user("taak", form="nergens"))), "unknown-form", "taak"),
    "unknown form of a message": (
        samples.route(line(catch("wacht", message("nieuws"), form="nergens"))),
        "unknown-form",
        "wacht",
    ),
    "unknown letter": (samples.route(line(letter())), "unknown-letter", "brief"),
    "nobody to send to": (
        samples.route(line(node("sendTask", "brief", letter="brief")), notices__brief=samples.LETTER),
        "missing-property",
        "brief",
    ),
    "unknown addressee": (
        samples.route(line(letter(to="koning")), notices__brief=samples.LETTER),
        "unknown-addressee",
        "brief",
    ),
    "unknown decision": (
        samples.route(line(node("businessRuleTask", "regel", decision="nergens"))),
        "unknown-decision",
        "regel",
    ),
    "unknown committee": (samples.route(line(user("taak", meeting="raad"))), "unknown-committee", "taak"),
    "unknown duty": (samples.route(line(user("taak", duty="zwemmen"))), "unknown-duty", "taak"),
    "unknown process": (samples.route(line(call("roep", "nergens"))), "called", "roep"),
    "unknown fact in a condition": (
        samples.route(
            bpmn(
                *(start(), user("taak"), xor("kies", "einde"), DONE, terminate("weg", outcome="REFUSED")),
                *(way("begin", "taak", "kies", "einde"), Flow("kies", "weg", "beslut == 1")),
            )
        ),
        "unknown-fact",
        "kies_naar_weg",
    ),
    "a condition that asks for the last day of no term": (
        samples.route(
            bpmn(
                *(start(), user("taak"), xor("kies", "einde"), DONE, terminate("weg", outcome="REFUSED")),
                *(way("begin", "taak", "kies", "einde"), Flow("kies", "weg", "empty(uiterlijk_T9)")),
            )
        ),
        "unknown-fact",
        "kies_naar_weg",
    ),
    "unknown fact for a person": (samples.route(line(user("taak", assign="deskundige[nr]"))), "unknown-fact", "taak"),
    "an arrow back to where the case begins": (
        samples.route(
            bpmn(
                *(start(), user("taak"), xor("kies", "einde"), DONE, way("begin", "taak")),
                *(Flow("kies", "begin", 'besluit == "nee"'), way("taak", "kies", "einde")),
            )
        ),
        "into-start",
        "begin",
    ),
    "a number of times that cannot be": (samples.route(line(user("taak", several("60")))), "count", "taak"),
    "a condition that is a number": (
        samples.route(
            bpmn(
                *(start(), user("taak"), xor("kies", "einde"), DONE, terminate("weg", outcome="REFUSED")),
                *(way("begin", "taak", "kies", "einde"), Flow("kies", "weg", "1 + 1")),
            )
        ),
        "expression",
        "kies_naar_weg",
    ),
    "a condition that takes the answers of several for one": (
        samples.route(
            bpmn(
                *(start(), user("taak", several("2")), xor("kies", "einde"), DONE, terminate("weg", outcome="REFUSED")),
                *(way("begin", "taak", "kies", "einde"), Flow("kies", "weg", 'besluit == "nee"')),
            )
        ),
        "expression",
        "kies_naar_weg",
    ),
    "a condition without an answer when a question stays open": (
        samples.route(
            bpmn(
                *(start(), user("taak"), xor("kies", "einde"), DONE, terminate("weg", outcome="REFUSED")),
                *(way("begin", "taak", "kies", "einde"), Flow("kies", "weg", "datum + days(1) > on")),
            ),
            forms__taak=samples.DATE_FORM,
        ),
        "empty",
        "kies_naar_weg",
    ),
    "a condition that asks for more or less of a word": (
        samples.route(
            bpmn(
                *(start(), user("taak"), xor("kies", "einde"), DONE, terminate("weg", outcome="REFUSED")),
                *(way("begin", "taak", "kies", "einde"), Flow("kies", "weg", "besluit > 3")),
            )
        ),
        "expression",
        "kies_naar_weg",
    ),
    "unknown fact for a number": (samples.route(line(user("taak", several("aantal")))), "unknown-fact", "taak"),
    "unknown fact to start from": (
        samples.route(line(user("taak", starts="T1", from_="toen"))),
        "unknown-fact",
        "taak",
    ),
    "a start from a fact that is no date": (
        samples.route(line(user("taak", starts="T1", from_="besluit"))),
        "not-a-date",
        "taak",
    ),
    "a first day from a fact that is no date": (
        samples.route(line(user("taak", starts="T1", not_before="besluit"))),
        "not-a-date",
        "taak",
    ),
    "a first day without a start": (samples.route(line(user("taak", not_before="on"))), "missing-property", "taak"),
    "unknown fact on the monitor": (
        watched('received = "toen"', 'terms = ["T1"]', 'reason = "besluit"'),
        "unknown-fact",
        "watch",
    ),
    "unknown fact in a sentence of the monitor": (
        watched('received = "besluit"', 'terms = ["T1"]', 'reason = "besluit"', ja="Bij {schol}"),
        "unknown-fact",
        "watch",
    ),
    "unknown rule on the monitor": (
        watched('received = "besluit"', 'terms = ["T8"]', 'reason = "besluit"'),
        "unknown-rule",
        "watch",
    ),
    "unknown fact in a form": (
        samples.route(line(user("taak")), forms__taak=samples.FORM + "show_when = 'beslut == \"ja\"'\n"),
        "unknown-fact",
        "besluit",
    ),
    "unknown list in a form": (
        samples.route(
            line(user("taak")),
            forms__taak=samples.FORM.replace('options = { ja = "Ja", nee = "Nee" }', 'options_from = "x"'),
        ),
        "unknown-list",
        "besluit",
    ),
    "unknown fact in a letter": (
        samples.route(line(letter()), notices__brief=samples.LETTER + "{{ beslut }}"),
        "unknown-fact",
        "",
    ),
    "unknown fact in a decision": (
        samples.route(
            line(node("businessRuleTask", "regel", decision="regel")), decisions__regel=decision("regel", asks="beslut")
        ),
        "unknown-fact",
        "regel",
    ),
    "unknown role that may start": (
        samples.route(line(user("taak")), route=samples.SETTINGS.replace("ib_er", "koning")),
        "unknown-role",
        "may_start",
    ),
    # --- the register
    "suspension of what cannot be suspended": (
        samples.route(
            line(user("taak", starts="T4"), user("twee", suspends="T4", regime="awb4:15"), user("drie", stops="T4"))
        ),
        "not-suspendable",
        "twee",
    ),
    "suspension on other grounds": (
        samples.route(
            line(user("taak", starts="T1"), user("twee", suspends="T1", regime="wpo63"), user("drie", stops="T1"))
        ),
        "not-suspendable",
        "twee",
    ),
    "extension of what cannot be extended": (
        samples.route(
            line(user("taak", starts="T4"), user("twee", extends="T4", until="datum")), forms__taak=samples.DATE_FORM
        ),
        "not-extendable",
        "twee",
    ),
    # --- clocks along all paths
    "resumed but never started": (samples.route(line(user("taak", resumes="T1"))), "not-started", "taak"),
    "extended but never started": (
        samples.route(line(user("taak", extends="T1", until="datum")), forms__taak=samples.DATE_FORM),
        "not-started",
        "taak",
    ),
    "a timer of a clock that never started": (samples.route(line(catch("wacht", T1))), "not-started", "wacht"),
    "a timer of a clock that its own task starts at the end": (
        samples.route(
            bpmn(
                *(start(), user("taak", starts="T1"), boundary("te_laat", "taak", T1), DONE),
                *(terminate("weg", outcome="LAPSED"), way("begin", "taak", "einde"), way("te_laat", "weg")),
            )
        ),
        "not-started",
        "te_laat",
    ),
    "started on one path only": (
        samples.route(
            bpmn(
                *(
                    start(),
                    user("taak"),
                    xor("kies", "samen"),
                    user("een", starts="T1"),
                    xor("samen"),
                    catch("wacht", T1),
                ),
                *(DONE, way("begin", "taak", "kies", "samen", "wacht", "einde"), way("een", "samen")),
                Flow("kies", "een", 'besluit == "ja"'),
            )
        ),
        "not-started",
        "wacht",
    ),
    "a timer on a called process, of a clock that starts inside": (
        samples.route(
            bpmn(
                *(
                    start(),
                    call("roep", "fase"),
                    boundary("te_laat", "roep", T1),
                    DONE,
                    terminate("weg", outcome="LAPSED"),
                ),
                *(way("begin", "roep", "einde"), way("te_laat", "weg")),
            ),
            line(user("taak", starts="T1"), process="fase"),
        ),
        "not-started",
        "te_laat",
    ),
    "suspended until the end": (
        samples.route(line(user("taak", starts="T1"), user("twee", suspends="T1", regime="awb4:15"))),
        "stays-suspended",
        "twee",
    ),
    "resumed on one path only": (
        samples.route(
            bpmn(
                *(start(), user("taak", starts="T1"), user("vraag", suspends="T1", regime="awb4:15"), race("wacht")),
                *(catch("antwoord", message("nieuws"), resumes="T1"), catch("te_laat", T1), xor("samen"), DONE),
                *(
                    way("begin", "taak", "vraag", "wacht", "antwoord", "samen", "einde"),
                    way("wacht", "te_laat", "samen"),
                ),
            )
        ),
        "stays-suspended",
        "vraag",
    ),
    "suspended when an event cuts the called process short": (
        samples.route(
            bpmn(
                *(start(), user("taak", starts="T1"), call("roep", "fase"), boundary("weg", "roep", message("weg"))),
                *(DONE, terminate("ingetrokken", outcome="WITHDRAWN"), way("begin", "taak", "roep", "einde")),
                way("weg", "ingetrokken"),
            ),
            line(letter("vraag", suspends="T1", regime="awb4:15"), user("wacht", resumes="T1"), process="fase"),
            notices__brief=samples.LETTER,
        ),
        "stays-suspended",
        "vraag",
    ),
    # --- frame and phases
    "an outcome that does not end the case": (
        samples.route(bpmn(start(), user("taak"), end("einde", outcome="GRANTED"), way("begin", "taak", "einde"))),
        "outcome-not-terminate",
        "einde",
    ),
    "an end of the case without an outcome": (
        samples.route(
            bpmn(
                *(
                    start(),
                    user("taak"),
                    xor("kies", "einde"),
                    DONE,
                    terminate("weg"),
                    way("begin", "taak", "kies", "einde"),
                ),
                Flow("kies", "weg", 'besluit == "ja"'),
            )
        ),
        "no-outcome",
        "weg",
    ),
    "no outcome at all": (
        samples.route(bpmn(start(), user("taak"), end(), way("begin", "taak", "einde"))),
        "no-outcome",
        "proces",
    ),
    "an outcome in a phase": (
        samples.route(
            line(call("roep", "fase")),
            bpmn(start("b"), terminate("e", outcome="GRANTED"), way("b", "e"), process="fase"),
        ),
        "outcome-in-phase",
        "e",
    ),
    "a phase that nothing calls": (
        samples.route(line(user("taak")), line(user("twee"), process="fase")),
        "not-called",
        "fase",
    ),
    "a phase that calls itself": (
        samples.route(line(call("roep", "fase")), line(call("weer", "fase"), process="fase")),
        "calls-itself",
        "weer",
    ),
    "phases that call each other": (
        samples.route(
            line(call("roep", "een")),
            line(call("heen", "twee"), process="een"),
            line(call("terug", "een"), process="twee"),
        ),
        "calls-itself",
        "terug",
    ),
    "an id in two diagrams": (
        samples.route(line(user("taak"), call("roep", "fase")), line(user("taak"), process="fase")),
        "id-twice",
        "taak",
    ),
    "a process in two diagrams": (
        Route({**samples.route(line(user("taak"))).files, "twee.bpmn": line(user("taak"))}),
        "id-twice",
        "proces",
    ),
    "a frame that is not there": (
        samples.route(line(user("taak")), route=samples.SETTINGS.replace('"proces"', '"nergens"')),
        "frame",
        "frame",
    ),
    "phases that double at every call": (
        samples.route(
            line(call("a0", "p1"), call("b0", "p1")),
            *(line(call(f"a{n}", f"p{n + 1}"), call(f"b{n}", f"p{n + 1}"), process=f"p{n}") for n in range(1, 12)),
            line(process="p12"),
        ),
        "too-large",
        "proces",
    ),
    # --- duties
    "a duty that a path avoids": (
        samples.route(
            bpmn(
                *(start(), user("taak"), xor("kies", "einde"), user("horen", duty="horen"), xor("samen")),
                *(terminate(outcome="GRANTED"), terminate("weg", outcome="REFUSED")),
                *(way("begin", "taak", "kies", "einde"), Flow("kies", "weg", 'besluit == "nee"')),
                *(Flow("kies", "horen", 'besluit == "ja"'), way("horen", "samen", "weg2")),
                terminate("weg2", outcome="REFUSED"),
            )
        ),
        "duty-avoided",
        "weg",
    ),
    "a duty that an event cuts off": (
        samples.route(
            bpmn(
                *(start(), call("roep", "fase"), boundary("weg", "roep", message("weg")), terminate(outcome="REFUSED")),
                *(terminate("weg2", outcome="REFUSED"), way("begin", "roep", "einde"), way("weg", "weg2")),
            ),
            line(user("taak", duty="horen"), process="fase"),
        ),
        "duty-avoided",
        "weg2",
    ),
    "a duty on the way to the other outcome only": (
        samples.route(
            bpmn(*BY_FACT),
            bpmn(
                *(start("b"), user("taak"), xor("fkies", "e"), user("horen", duty="horen"), end("e"), end("e2")),
                *(way("b", "taak", "fkies", "e"), Flow("fkies", "horen", 'besluit == "ja"'), way("horen", "e2")),
                process="fase",
            ),
            forms__horen=OTHER_FORM,
        ),
        "duty-avoided",
        "einde",
    ),
}


@pytest.mark.parametrize("use", ["starts", "due"])
def test_no_clock_can_run_for_a_duty_that_has_no_length(use):
    duty = samples.RULES.replace('"T4"', '"Z4"').replace("period = { weeks = 2 }", 'moment = "vóór de weigering"')
    found = check_route(samples.route(line(user("taak", **{use: "Z4"}))), samples.shared(deadlines=duty))
    assert ("no-length", "taak") in [(finding.code, finding.element) for finding in found]


@pytest.mark.parametrize(("route", "code", "element"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_hang_together_is_refused(route, code, element):
    assert (code, element) in codes(route)


ACCEPTED = {
    "a clock started in one of parallel branches": samples.route(
        bpmn(
            *(start(), and_("open"), user("een", starts="T1"), user("twee"), and_("dicht"), catch("wacht", T1), DONE),
            *(way("begin", "open", "een", "dicht", "wacht", "einde"), way("open", "twee", "dicht")),
        )
    ),
    "a clock that runs while its task is open": samples.route(
        bpmn(
            *(start(), user("taak", due="T1"), boundary("te_laat", "taak", T1), DONE),
            *(terminate("weg", outcome="LAPSED"), way("begin", "taak", "einde"), way("te_laat", "weg")),
        )
    ),
    "a suspension that a withdrawal stops": samples.route(
        bpmn(
            *(
                start(),
                user("taak", starts="T1"),
                call("roep", "fase"),
                boundary("weg", "roep", message("weg"), stops="T1"),
            ),
            *(DONE, terminate("ingetrokken", outcome="WITHDRAWN"), way("begin", "taak", "roep", "einde")),
            way("weg", "ingetrokken"),
        ),
        line(letter("vraag", suspends="T1", regime="awb4:15"), user("wacht", resumes="T1"), process="fase"),
        notices__brief=samples.LETTER,
    ),
    "a clock that a flow starts": samples.route(
        bpmn(
            *(start(), user("taak"), catch("wacht", T1), DONE, way("taak", "wacht", "einde")),
            Flow("begin", "taak", inner=samples.properties({"starts": "T1"})),
        )
    ),
    "a duty in one of parallel branches": samples.route(
        bpmn(
            *(
                start(),
                and_("open"),
                user("een", duty="horen"),
                user("twee"),
                and_("dicht"),
                terminate(outcome="REFUSED"),
            ),
            *(way("begin", "open", "een", "dicht", "einde"), way("open", "twee", "dicht")),
        )
    ),
    "a duty on every path that the facts allow": samples.route(
        bpmn(*BY_FACT),
        bpmn(
            *(start("b"), user("taak"), xor("fkies", "e"), user("horen", duty="horen"), end("e"), end("e2")),
            *(way("b", "taak", "fkies", "e"), Flow("fkies", "horen", 'besluit != "ja"'), way("horen", "e2")),
            process="fase",
        ),
        forms__horen=OTHER_FORM,
    ),
    "a duty of another route": samples.route(line(user("taak"))),
}


@pytest.mark.parametrize("route", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_holds_on_every_path_is_accepted(route):
    duties = samples.DUTIES + '[anders]\nlabel = "Anders"\nsource = "x"\noutcomes = ["GRANTED"]\nroutes = ["ander"]\n'
    assert codes(route, samples.shared(duties=duties)) == []


def test_a_fact_that_is_answered_anew_proves_nothing():
    """The phase heard the parents because the answer was no; a later step makes it no after all."""
    fase = bpmn(
        *(start("b"), user("taak"), xor("fkies", "e"), user("horen", duty="horen"), end("e"), end("e2")),
        *(way("b", "taak", "fkies", "e"), Flow("fkies", "horen", 'besluit != "ja"'), way("horen", "e2")),
        process="fase",
    )
    frame = bpmn(
        *(
            part if part != way("begin", "roep", "kies", "einde") else way("begin", "roep", "nog", "kies", "einde")
            for part in BY_FACT
        ),
        user("nog"),
    )
    assert codes(samples.route(frame, fase, forms__horen=OTHER_FORM)) == [("duty-avoided", "einde")]


BANNER = '[[banner]]\nwhen = %r\ntitle = "Let op"\ntext = "Er is een besluit."\nblock = "%s"\n'


@pytest.mark.parametrize(
    ("when", "block", "found"),
    [
        ('besluit == "ja"', "meeting", []),
        ("besluit == ", "meeting", [("toml", "banner 1")]),
        ('beslult == "ja"', "meeting", [("unknown-fact", "banner 1")]),
        ('besluit == "ja"', "vergadering", [("block", "banner 1")]),
        ("besluit > 3", "meeting", [("expression", "banner 1")]),
    ],
)
def test_a_banner_asks_for_what_the_route_knows(when, block, found):
    route = samples.route(line(user("taak")), route=samples.SETTINGS + BANNER % (when, block))
    assert codes(route) == found


def test_files_that_nobody_reads_are_pointed_out():
    route = samples.route(line(user("taak")), forms__over=samples.FORM)
    found = check_route(Route({**route.files, "macro.docm": b"x"}), samples.shared())
    assert [(each.level, each.code, each.file) for each in found] == [
        ("warning", "unread-file", "macro.docm"),
        ("warning", "unused-file", "forms/over.toml"),
    ]


@pytest.mark.parametrize("file", ["roles", "deadlines", "holidays", "duties", "lists"])
@pytest.mark.parametrize("text", ["[", "x = 1", "[a]\nlabel = 1\n"])
def test_a_broken_shared_file_is_a_finding(file, text):
    found = errors_in(check_route(samples.route(line(user("taak"))), samples.shared(**{file: text})))
    assert {finding.file for finding in found} <= {f"{file}.toml", "d0.bpmn", "route.toml"}
    assert found


@pytest.mark.parametrize(
    "files", [{}, {"route.toml": b""}, {"route.toml": b"\xff"}, {"a.bpmn": b"x", "forms/a.toml": b"["}]
)
def test_a_broken_route_is_findings_too(files):
    assert errors_in(check_route(Route(files), Shared({})))


def test_conditions_that_could_hold_in_countless_ways_are_not_all_followed():
    """Twelve pairs of facts in one condition: two to the twelfth ways in which it can hold, or fail."""
    pairs = [(f"x{n}", f"y{n}") for n in range(12)]
    many = " and ".join(f'({x} == "ja" or {y} == "ja")' for x, y in pairs)
    row = ["begin", "taak", *(f"kies{n}" for n in range(6)), "einde"]
    choices = [xor(one, other) for one, other in pairwise(row[2:])]
    ends = [terminate(f"weg{n}", outcome="REFUSED") for n in range(6)]
    flows = [Flow(f"kies{n}", f"weg{n}", many) for n in range(6)]
    field = samples.FORM.replace('block = "request"', "")
    form = 'block = "request"' + "".join(field.replace("besluit", name) for pair in pairs for name in pair)
    route = samples.route(bpmn(start(), user("taak"), DONE, *choices, *ends, flows, way(*row)), forms__taak=form)
    assert codes(route) == [("duty-avoided", f"weg{n}") for n in range(6)]
