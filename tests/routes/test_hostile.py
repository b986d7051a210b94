"""Diagrams that would be drawn and not done, or done otherwise: each is refused, with the element that is wrong."""

import random
import re

import pytest

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
    or_,
    properties,
    race,
    several,
    start,
    task_diagram,
    terminate,
    timer,
    user,
    way,
    xor,
)
from workflows.domain.findings import errors_in
from workflows.routes.check import check_file

T1 = timer('due_at("T1")')
TASK = "<documentation>Uitleg.</documentation>"


def event(kind: str, inner: str = "") -> str:
    return f"<{kind}EventDefinition>{inner}</{kind}EventDefinition>"


def in_place_of_the_task(kind: str, inner: str = "", **attributes: str) -> bytes:
    return task_diagram(node(kind, "fout", inner, attributes), between="fout")


def task_with(inner: str, **attributes: str) -> bytes:
    return task_diagram(node("userTask", "fout", TASK + inner, {"name": "Fout"} | attributes), between="fout")


def on_the_edge(inner: str, *, interrupting: bool = True, host: str = "taak") -> bytes:
    return task_diagram(boundary("fout", host, inner, interrupting=interrupting), end("weg"), way("fout", "weg"))


def after_race(*events: tuple[str, str]) -> bytes:
    parts = [catch(id_, inner) for id_, inner in events]
    flows = [flow for id_, _ in events for flow in way("fout", id_, "samen")]
    return bpmn(start(), race("fout"), *parts, xor("samen"), end(), way("begin", "fout"), flows, way("samen", "einde"))


def choice(*flows: Flow, default: str | None = "een", kind: str = "exclusiveGateway") -> bytes:
    return bpmn(
        *(start(), xor("kies", default, kind), user("een"), user("twee"), xor("samen"), end()),
        *(way("begin", "kies"), *flows, way("een", "samen"), way("twee", "samen", "einde")),
    )


def between(opens: str, closes: str) -> bytes:
    """Two tasks between a gateway that opens and one that closes."""
    default = "een" if opens in ("exclusiveGateway", "inclusiveGateway") else None
    return bpmn(
        *(start(), xor("open", default, opens), user("een"), user("twee"), xor("dicht", None, closes), end()),
        *(way("begin", "open", "een", "dicht"), way("twee", "dicht", "einde")),
        Flow("open", "twee", "1 == 1" if default else None),
    )


def text(old: str, new: str) -> bytes:
    """The good diagram with *old* replaced by *new*."""
    good = task_diagram().decode()
    assert old in good
    return good.replace(old, new).encode()


FLOW = Flow("begin", "taak").id

REFUSED = {
    # --- no diagram at all
    "nothing": (b"", "not-xml", ""),
    "not XML": (b"hello", "not-xml", ""),
    "half a file": (task_diagram()[:300], "not-xml", ""),
    "other XML": (b"<html/>", "not-bpmn", ""),
    "BPMN 1": (text("BPMN/20100524/MODEL", "BPMN/19990101/MODEL"), "not-bpmn", ""),
    "not UTF-8": ("<a é/>".encode("latin-1"), "not-utf-8", ""),
    "UTF-16": (task_diagram().decode().encode("utf-16"), "not-utf-8", ""),
    "no process": (bpmn().replace(b"process", b"message"), "no-process", ""),
    # --- attacks on the reader
    "document type": (text("<definitions", "<!DOCTYPE a [<!ENTITY b 'c'>]><definitions"), "doctype", ""),
    "document type after a comment": (text("<definitions", "<!-- a --><?b c?><!DOCTYPE a><definitions"), "doctype", ""),
    "file entity": (
        text("<definitions", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><definitions"),
        "doctype",
        "",
    ),
    "undeclared entity": (text("<definitions", "<definitions x='&b;'"), "not-xml", ""),
    "three megabytes": (b"<a>" + b" " * 3_000_000 + b"</a>", "too-large", ""),
    "a million tags": (b"<a>" + b"<b/>" * 400_000 + b"</a>", "too-large", ""),
    "depth of ten thousand": (b"<a>" * 10_000, "not-xml", ""),
    "four hundred elements": (bpmn(*(user(f"t{n}") for n in range(400))), "too-large", ""),
    # --- ids
    "no id": (text('<userTask id="taak"', "<userTask"), "id", "proces"),
    "an id twice": (task_diagram(user("taak")), "id-twice", "taak"),
    "an id that begins with a digit": (in_place_of_the_task("userTask").replace(b"fout", b"1fout"), "id", "1fout"),
    "an id with a dot": (in_place_of_the_task("userTask").replace(b"fout", b"a.EndJoin"), "id", "a.EndJoin"),
    "an id with a blank": (in_place_of_the_task("userTask").replace(b"fout", b"a [child]"), "id", "a [child]"),
    "an id of the engine: Start": (text("begin", "Start"), "id", "Start"),
    "an id of the engine: End": (text("einde", "End"), "id", "End"),
    "an id of the engine: Root": (text("taak", "Root"), "id", "Root"),
    "a very long id": (text("taak", "t" * 90), "id", "t" * 80),
    # --- kinds of node that are not done
    **{
        kind: (in_place_of_the_task(kind), "unsupported", "fout")
        for kind in (
            *("task", "manualTask", "receiveTask", "scriptTask", "complexGateway", "subProcess", "transaction"),
            *("adHocSubProcess", "globalUserTask", "choreographyTask", "dataObject", "dataStoreReference"),
        )
    },
    "a task of another vendor": (
        task_diagram("<camunda:task id='fout'/>"),
        "unsupported",
        "fout",
    ),
    "event sub-process": (
        task_diagram('<subProcess id="fout" triggeredByEvent="true"><startEvent id="s"/></subProcess>'),
        "unsupported",
        "fout",
    ),
    # --- what hangs on a task
    "script": (task_with("<script>x = 1</script>"), "unsupported", "fout"),
    "script before": (
        task_with("<extensionElements><s:preScript>x</s:preScript></extensionElements>"),
        "script",
        "fout",
    ),
    "script after": (
        task_with("<extensionElements><s:postScript>x</s:postScript></extensionElements>"),
        "script",
        "fout",
    ),
    "standard loop": (task_with("<standardLoopCharacteristics/>"), "unsupported", "fout"),
    "loop over a list": (
        task_with(
            "<multiInstanceLoopCharacteristics><loopDataInputRef>x</loopDataInputRef></multiInstanceLoopCharacteristics>"
        ),
        "unsupported",
        "fout",
    ),
    "loop until": (
        task_with(
            "<multiInstanceLoopCharacteristics><completionCondition>x</completionCondition></multiInstanceLoopCharacteristics>"
        ),
        "unsupported",
        "fout",
    ),
    "loop without a number": (task_with("<multiInstanceLoopCharacteristics/>"), "expression", "fout"),
    "loop with Python for a number": (task_with(several("__import__('os')")), "expression", "fout"),
    "called process many times": (
        task_diagram(node("callActivity", "fout", several("2"), {"calledElement": "ander"}), between="fout"),
        "unsupported",
        "fout",
    ),
    "data input": (task_with("<ioSpecification/>"), "unsupported", "fout"),
    "for compensation": (task_with("", isForCompensation="true"), "attribute", "fout"),
    "assignee of another vendor": (text("<userTask ", '<userTask camunda:assignee="x" '), "attribute", "taak"),
    "unknown attribute": (task_with("", priority="1"), "attribute", "fout"),
    "form of another vendor": (
        task_with("<extensionElements><camunda:formData/></extensionElements>"),
        "extension",
        "fout",
    ),
    "no explanation": (in_place_of_the_task("userTask", name="x"), "no-documentation", "fout"),
    "no name": (task_diagram(node("userTask", "fout", TASK), between="fout"), "no-name", "fout"),
    "no lane": (text("<flowNodeRef>taak</flowNodeRef>", ""), "no-lane", "taak"),
    "two lanes": (text("</lane>", '</lane><lane id="l2"><flowNodeRef>taak</flowNodeRef></lane>'), "two-lanes", "taak"),
    "a lane without a role": (
        bpmn(start(), user("taak"), end(), way("begin", "taak", "einde"), lane={}),
        "no-role",
        "lane",
    ),
    # --- events
    **{
        f"start by {kind}": (
            bpmn(node("startEvent", "fout", event(kind)), user("taak"), end(), way("fout", "taak", "einde")),
            "event",
            "fout",
        )
        for kind in ("message", "timer", "signal", "conditional", "error", "escalation", "compensate")
    },
    **{
        f"end with {kind}": (
            bpmn(start(), user("taak"), node("endEvent", "fout", event(kind)), way("begin", "taak", "fout")),
            "event",
            "fout",
        )
        for kind in ("message", "timer", "signal", "compensate", "link", "error", "escalation", "cancel", "conditional")
    },
    **{
        f"throw {kind}": (in_place_of_the_task("intermediateThrowEvent", event(kind)), "event", "fout")
        for kind in ("message", "signal", "link", "escalation", "compensate", "timer", "terminate")
    },
    **{
        f"catch {kind}": (in_place_of_the_task("intermediateCatchEvent", event(kind)), "event", "fout")
        for kind in ("signal", "link", "conditional", "error", "escalation", "terminate")
    },
    "catch nothing": (in_place_of_the_task("intermediateCatchEvent"), "event", "fout"),
    **{
        f"on the edge: {kind}": (on_the_edge(event(kind)), "event", "fout")
        for kind in ("signal", "conditional", "error", "escalation", "compensate", "link", "terminate", "cancel")
    },
    "nothing on the edge": (on_the_edge(""), "event", "fout"),
    "an event with two meanings": (on_the_edge(T1 + event("signal")), "event", "fout"),
    "on the edge of a gateway": (
        choice(boundary("fout", "kies", T1), end("weg"), *way("fout", "weg")),
        "boundary-host",
        "fout",
    ),
    "on the edge of nothing": (on_the_edge(T1, host="nergens"), "boundary-host", "fout"),
    "on the edge of an end": (on_the_edge(T1, host="einde"), "boundary-host", "fout"),
    "a message that does not interrupt": (on_the_edge(message("nieuws"), interrupting=False), "message-once", "fout"),
    "the same message twice": (
        task_diagram(
            *(boundary("goed", "taak", message("nieuws")), boundary("fout", "taak", message("nieuws"))),
            *(end("weg"), end("wég".replace("é", "e") + "2"), way("goed", "weg"), way("fout", "weg2")),
        ),
        "message-twice",
        "fout",
    ),
    "a message without a name": (on_the_edge('<messageEventDefinition messageRef="niets"/>'), "message", "fout"),
    "an arrow into an event on the edge": (
        task_diagram(boundary("fout", "taak", T1), user("twee"), end("weg"), way("twee", "fout", "weg")),
        "into-start",
        "fout",
    ),
    # --- timers
    **{
        f"timer {body}": (on_the_edge(event("timer", body)), code, "fout")
        for body, code in {
            "<timeDuration>PT1H</timeDuration>": "unsupported",
            "<timeCycle>R/P1D</timeCycle>": "unsupported",
            "": "timer",
            "<timeDate>2026-11-23</timeDate>": "timer",
            "<timeDate>datetime.now()</timeDate>": "timer",
            "<timeDate>due_at(T1)</timeDate>": "timer",
            "<timeDate>due_at()</timeDate>": "timer",
            '<timeDate>due_at("T1", 1.5)</timeDate>': "timer",
            '<timeDate>due_at("T1", True)</timeDate>': "timer",
            '<timeDate>due_at("T1", -1, "fortnights")</timeDate>': "timer",
            '<timeDate>due_at("T1", -1, "days", 4)</timeDate>': "timer",
            '<timeDate>due_at("T1", 999999)</timeDate>': "timer",
            '<timeDate>due_at("T1") or due_at("T2")</timeDate>': "timer",
            '<timeDate>due_at(rule="T1")</timeDate>': "timer",
            '<timeDate>__import__("os").system("true")</timeDate>': "timer",
            f"<timeDate>due_at({'(' * 90}</timeDate>": "timer",
        }.items()
    },
    # --- gateways and flows
    "no default": (
        choice(Flow("kies", "een", "1 == 1"), Flow("kies", "twee", "1 == 2"), default=None),
        "no-default",
        "kies",
    ),
    "no default on an inclusive gateway": (
        choice(Flow("kies", "een", "1 == 1"), Flow("kies", "twee", "1 == 2"), default=None, kind="inclusiveGateway"),
        "no-default",
        "kies",
    ),
    "no condition": (choice(Flow("kies", "een"), Flow("kies", "twee")), "no-condition", "kies_naar_twee"),
    "a condition on the default": (
        choice(Flow("kies", "een", "1 == 1"), Flow("kies", "twee", "1 == 2")),
        "condition-ignored",
        "kies_naar_een",
    ),
    "the default of another gateway": (
        choice(Flow("kies", "een", "1 == 1"), Flow("kies", "twee", "1 == 2"), default="nergens"),
        "default",
        "kies",
    ),
    "a condition out of a task": (
        bpmn(start(), user("taak"), end(), way("begin", "taak"), Flow("taak", "einde", "1 == 1")),
        "condition-ignored",
        "taak_naar_einde",
    ),
    "a condition out of a parallel gateway": (
        bpmn(
            *(start(), and_("open"), user("een"), user("twee"), and_("dicht"), end(), way("begin", "open", "een")),
            *(Flow("open", "twee", "1 == 1"), way("een", "dicht"), way("twee", "dicht", "einde")),
        ),
        "condition-ignored",
        "open_naar_twee",
    ),
    "Python in a condition": (
        choice(Flow("kies", "een"), Flow("kies", "twee", "__import__('os')")),
        "expression",
        "kies_naar_twee",
    ),
    "an empty condition": (choice(Flow("kies", "een"), Flow("kies", "twee", "")), "expression", "kies_naar_twee"),
    "two arrows between the same": (
        task_diagram('<sequenceFlow id="fout" sourceRef="begin" targetRef="taak"/>'),
        "same-flow",
        "fout",
    ),
    "an arrow to nowhere": (
        task_diagram('<sequenceFlow id="fout" sourceRef="taak" targetRef="nergens"/>'),
        "dangling",
        "fout",
    ),
    "an arrow without an end": (task_diagram('<sequenceFlow id="fout" sourceRef="taak"/>'), "dangling", "fout"),
    "two arrows out of a task": (task_diagram(end("weg"), way("taak", "weg")), "several-ways-on", "taak"),
    "two arrows out of the start": (task_diagram(end("weg"), way("begin", "weg")), "several-ways-on", "begin"),
    "an arrow out of an end": (task_diagram(end("weg"), way("einde", "weg")), "after-end", "einde"),
    "an arrow into the start": (task_diagram(xor("kies", "begin"), way("kies", "begin")), "into-start", "begin"),
    "no way on": (bpmn(start(), user("taak"), end(), way("begin", "taak")), "no-way-on", "taak"),
    "two starts": (task_diagram(start("fout"), way("fout", "taak")), "one-start", "proces"),
    "no start": (bpmn(user("taak"), end(), way("taak", "einde")), "one-start", "proces"),
    "race to a task": (
        bpmn(
            *(start(), race("fout"), user("taak"), catch("bericht", message("nieuws")), xor("samen"), end()),
            *(way("begin", "fout", "taak", "samen"), way("fout", "bericht", "samen", "einde")),
        ),
        "event-gateway",
        "fout",
    ),
    "race of one": (after_race(("een", message("nieuws"))), "event-gateway", "fout"),
    "race of two timers": (after_race(("een", T1), ("twee", T1)), "two-timers", "fout"),
    "a reminder on the edge after the moment that ends the task": (
        task_diagram(
            *(boundary("fout", "taak", T1, interrupting=False), boundary("eerst", "taak", timer('due_at("T1", -3)'))),
            *(end("later"), end("weg"), way("fout", "later"), way("eerst", "weg")),
        ),
        "two-timers",
        "fout",
    ),
    "two endings of a task at one moment": (
        task_diagram(
            *(boundary("eerst", "taak", T1), boundary("fout", "taak", T1), end("later"), end("weg")),
            *(way("fout", "later"), way("eerst", "weg")),
        ),
        "two-timers",
        "fout",
    ),
    "race of one message": (
        after_race(("een", message("a")), ("twee", message("a")), ("drie", T1)),
        "message-twice",
        "fout",
    ),
    "race that begins a case": (in_place_of_the_task("eventBasedGateway", instantiate="true"), "attribute", "fout"),
    "race of all": (in_place_of_the_task("eventBasedGateway", eventGatewayType="Parallel"), "attribute", "fout"),
    "call of nothing": (in_place_of_the_task("callActivity"), "called", "fout"),
    "not executable": (text('isExecutable="true"', 'isExecutable="false"'), "attribute", "proces"),
    # --- words
    "unknown property": (task_diagram(user("fout", sarts="T1"), between="fout"), "unknown-property", "fout"),
    "a verb on a gateway": (
        task_diagram(node("parallelGateway", "fout", starts="T1"), between="fout"),
        "misplaced-property",
        "fout",
    ),
    "a verb on an end": (
        bpmn(start(), user("taak"), end("fout", stops="T1"), way("begin", "taak", "fout")),
        "misplaced-property",
        "fout",
    ),
    "a verb on a call": (
        task_diagram(call("fout", "ander", starts="T1"), between="fout"),
        "misplaced-property",
        "fout",
    ),
    "a letter from a user task": (task_diagram(user("fout", letter="x"), between="fout"), "misplaced-property", "fout"),
    "a role on a task": (task_diagram(user("fout", role="x"), between="fout"), "misplaced-property", "fout"),
    "an outcome on a task": (task_diagram(user("fout", outcome="X"), between="fout"), "misplaced-property", "fout"),
    "an empty property": (task_diagram(user("fout", due=""), between="fout"), "value", "fout"),
    "a property twice": (
        task_with(properties({"due": "T1", "due_": "T4"})),
        "property-twice",
        "fout",
    ),
    "a property without a value": (
        task_with('<extensionElements><s:properties><s:property name="due"/></s:properties></extensionElements>'),
        "extension",
        "fout",
    ),
    "a suspension without grounds": (
        task_diagram(user("fout", suspends="T1"), between="fout"),
        "missing-property",
        "fout",
    ),
    "a suspension on unknown grounds": (
        task_diagram(user("fout", suspends="T1", regime="zomaar"), between="fout"),
        "value",
        "fout",
    ),
    "an extension without a date": (
        task_diagram(user("fout", extends="T1"), between="fout"),
        "missing-property",
        "fout",
    ),
    "a date without a start": (task_diagram(user("fout", from_="datum"), between="fout"), "missing-property", "fout"),
    "a clock twice": (task_diagram(user("fout", starts="T1 T1"), between="fout"), "value", "fout"),
    "a party that is none": (bpmn(start(), end(), way("begin", "einde"), lane={"party": "iedereen"}), "value", "lane"),
    "an outcome in small letters": (
        bpmn(start(), terminate("fout", outcome="klaar"), way("begin", "fout")),
        "value",
        "fout",
    ),
    "an effect that is none": (
        task_diagram(node("serviceTask", "fout", does="mine_bitcoin"), between="fout"),
        "value",
        "fout",
    ),
    "a service task without an effect": (in_place_of_the_task("serviceTask"), "missing-property", "fout"),
    "a send task without a letter": (in_place_of_the_task("sendTask"), "missing-property", "fout"),
    "a rule task without a table": (in_place_of_the_task("businessRuleTask"), "missing-property", "fout"),
    "another case without a route": (
        task_diagram(node("serviceTask", "fout", does="start_case"), between="fout"),
        "missing-property",
        "fout",
    ),
    "a route for an effect that needs none": (
        task_diagram(node("serviceTask", "fout", does="number_tlv", route="x"), between="fout"),
        "misplaced-property",
        "fout",
    ),
    "Python for a person": (task_diagram(user("fout", assign="().__class__"), between="fout"), "expression", "fout"),
    # --- tokens
    "a choice joined in parallel": (between("exclusiveGateway", "parallelGateway"), "deadlock", "dicht"),
    "a parallel split joined by a choice": (between("parallelGateway", "exclusiveGateway"), "twice", "dicht"),
    "an inclusive split joined in parallel": (between("inclusiveGateway", "parallelGateway"), "deadlock", "dicht"),
    "an inclusive split joined by a choice": (
        bpmn(
            *(start(), or_("open", "een"), user("een"), user("twee"), user("drie"), xor("dicht"), end()),
            *(way("begin", "open", "een", "dicht", "einde"), way("twee", "dicht"), way("drie", "dicht")),
            *(Flow("open", "twee", "1 == 1"), Flow("open", "drie", "1 == 1")),
        ),
        "twice",
        "dicht",
    ),
    "an element nothing reaches": (task_diagram(user("fout"), end("weg"), way("fout", "weg")), "unreachable", "fout"),
    "a join for alternatives": (
        bpmn(
            *(start(), user("taak"), boundary("te_laat", "taak", T1), and_("fout"), end()),
            *(way("begin", "taak", "fout", "einde"), way("te_laat", "fout")),
        ),
        "deadlock",
        "fout",
    ),
    "no end": (bpmn(start(), user("een"), user("fout"), way("begin", "een", "fout", "een")), "no-end", "fout"),
    "a loop without a task": (
        bpmn(
            *(start(), xor("fout"), xor("kies", "einde"), end(), way("begin", "fout", "kies", "einde")),
            Flow("kies", "fout", "1 == 1"),
        ),
        "endless-loop",
        "fout",
    ),
    "a loop with only a letter": (
        bpmn(
            *(start(), xor("fout"), node("sendTask", "brief", letter="b", to="parents"), xor("kies", "einde"), end()),
            *(way("begin", "fout", "brief", "kies", "einde"), Flow("kies", "fout", "1 == 1")),
        ),
        "endless-loop",
        "fout",
    ),
    "a loop with only a timer": (
        bpmn(
            *(start(), xor("weer"), catch("fout", T1), xor("kies", "einde"), end()),
            *(way("begin", "weer", "fout", "kies", "einde"), Flow("kies", "weer", "1 == 1")),
        ),
        "endless-loop",
        "fout",
    ),
    "a loop with a task that may be done no times": (
        bpmn(
            *(start(), xor("weer"), user("fout", several("aantal")), xor("kies", "einde"), end()),
            *(way("begin", "weer", "fout", "kies", "einde"), Flow("kies", "weer", "1 == 1")),
        ),
        "endless-loop",
        "weer",
    ),
    "a timer that leads back to its own task": (
        bpmn(
            *(start(), xor("weer"), user("taak"), boundary("fout", "taak", T1), end()),
            *(way("begin", "weer", "taak", "einde"), way("fout", "weer")),
        ),
        "endless-loop",
        "fout",
    ),
    "a race whose timer leads back to it": (
        bpmn(
            *(start(), xor("weer"), race("eerst"), catch("nieuws", message("nieuws")), catch("fout", T1), end()),
            *(way("begin", "weer", "eerst", "nieuws", "einde"), way("eerst", "fout", "weer")),
        ),
        "endless-loop",
        "fout",
    ),
    "an end while a parallel task is open": (
        bpmn(
            *(start(), and_("open"), user("een"), user("fout"), terminate(), end("weg")),
            *(way("begin", "open", "een", "einde"), way("open", "fout", "weg")),
        ),
        "left-behind",
        "fout",
    ),
    "inclusive joins that wait for each other": (
        bpmn(
            *(start(), and_("open"), or_("fout"), or_("ook"), user("een"), user("twee")),
            *(
                xor("kies", "ook"),
                xor("kies2", "fout"),
                end(),
                end("weg"),
                way("begin", "open", "fout", "een", "kies", "ook"),
            ),
            *(
                way("open", "ook", "twee", "kies2", "fout"),
                Flow("kies", "einde", "1 == 1"),
                Flow("kies2", "weg", "1 == 1"),
            ),
        ),
        "deadlock",
        "fout",
    ),
    "a reminder that comes twice": (
        bpmn(
            *(start(), xor("opnieuw"), user("taak"), boundary("bijna", "taak", T1, interrupting=False), user("fout")),
            *(xor("kies", "einde"), end(), end("weg"), way("begin", "opnieuw", "taak", "kies", "einde")),
            *(Flow("kies", "opnieuw", "1 == 1"), way("bijna", "fout", "weg")),
        ),
        "twice",
        "fout",
    ),
    "twenty tasks at once": (
        bpmn(
            *(start(), and_("open"), and_("dicht"), end(), way("begin", "open"), way("dicht", "einde")),
            *(part for n in range(20) for part in (user(f"t{n}"), *way("open", f"t{n}", "dicht"))),
        ),
        "too-large-to-prove",
        "proces",
    ),
    "an inclusive gateway with thirty arrows": (
        bpmn(
            *(start(), or_("open", "t0"), or_("dicht"), end(), way("begin", "open", "t0"), way("dicht", "einde")),
            *(part for n in range(30) for part in (user(f"t{n}"), *way(f"t{n}", "dicht"))),
            *(Flow("open", f"t{n}", "1 == 1") for n in range(1, 30)),
        ),
        "too-large-to-prove",
        "proces",
    ),
    # --- drawing
    "an element that is not drawn": (text('bpmnElement="taak"', 'bpmnElement="iets"'), "not-drawn", "taak"),
    "a flow that is not drawn": (text(f'bpmnElement="{FLOW}"', 'bpmnElement="iets"'), "not-drawn", FLOW),
    "a drawing without measures": (text('x="150"', 'x="veel"'), "drawing", "taak"),
    "an infinite drawing": (text('x="150"', 'x="inf"'), "drawing", "taak"),
}


@pytest.mark.parametrize(("data", "code", "element"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_go_wrong_is_refused_at_its_element(data, code, element):
    found = errors_in(check_file("proef.bpmn", data))
    assert (code, element) in [(finding.code, finding.element) for finding in found], found
    assert all(finding.problem.endswith(".") and finding.remedy and finding.file == "proef.bpmn" for finding in found)


def test_a_good_diagram_gets_no_remarks():
    assert check_file("proef.bpmn", task_diagram()) == []


def test_a_loop_in_which_the_term_begins_anew_is_a_wait_like_any_other():
    data = bpmn(
        *(start(starts="T1"), xor("weer"), catch("elke_maand", T1, starts="T1"), xor("kies", "einde"), end()),
        *(way("begin", "weer", "elke_maand", "kies", "einde"), Flow("kies", "weer", "1 == 1")),
    )
    assert errors_in(check_file("proef.bpmn", data)) == []


WARNED = {
    "a wait without a deadline": (
        task_diagram(catch("wacht", message("nieuws")), between="wacht"),
        "no-deadline",
        "wacht",
    ),
    "a race without a deadline": (after_race(("een", message("a")), ("twee", message("b"))), "no-deadline", "fout"),
    "an id that the modeler made up": (
        in_place_of_the_task("userTask", TASK, name="x").replace(b"fout", b"Activity_0x3f2ab"),
        "generated-id",
        "Activity_0x3f2ab",
    ),
    "a loop beside parallel work": (
        bpmn(
            *(start(), and_("open"), xor("opnieuw"), user("een"), xor("kies", "dicht"), user("naast"), and_("dicht")),
            *(end(), way("begin", "open", "opnieuw", "een", "kies", "dicht", "einde"), way("open", "naast", "dicht")),
            Flow("kies", "opnieuw", "1 == 1"),
        ),
        "loop-beside-parallel",
        "opnieuw",
    ),
}


@pytest.mark.parametrize(("data", "code", "element"), WARNED.values(), ids=WARNED.keys())
def test_what_is_unwise_is_only_warned_about(data, code, element):
    assert [(each.level, each.code, each.element) for each in check_file("proef.bpmn", data)] == [
        ("warning", code, element)
    ]


@pytest.mark.parametrize("seed", range(40))
def test_no_bytes_make_the_check_stumble(seed):
    """Bytes and tags of real diagrams changed at random: findings or none, never an exception."""
    chance = random.Random(seed)
    originals = [data for data, _, _ in REFUSED.values() if 500 < len(data) < 20_000]
    for _ in range(10):
        data = chance.choice(originals)
        kind = chance.randrange(4)
        if kind == 0:
            data = chance.randbytes(chance.randrange(300))
        elif kind == 1:
            place = chance.randrange(len(data))
            data = data[:place] + chance.randbytes(chance.randrange(4)) + data[place + chance.randrange(9) :]
        else:
            pieces = re.split(rb'(<[^>]*>|"[^"]*")', data)
            for _ in range(chance.randrange(1, 4)):
                pieces[chance.randrange(len(pieces))] = chance.choice(pieces) if kind == 2 else b""
            data = b"".join(pieces)
        check_file("proef.bpmn", data)


def test_an_attack_by_size_is_over_quickly():
    """Many attributes, many namespaces, and comments that never close: bounded work, not minutes."""
    head = f"<definitions {'{}'} xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>"
    for attack in (
        head.format(" ".join(f"a{n}=''" for n in range(150_000))),
        head.format(" ".join(f"xmlns:a{n}='u{n}'" for n in range(80_000))),
        "<!--" * 79_000,
        "<?a " * 79_000,
    ):
        assert errors_in(check_file("proef.bpmn", attack.encode()))
