"""The closed list of properties."""

from pathlib import Path

import pytest

from tests.routes.samples import (
    boundary,
    bpmn,
    call,
    catch,
    end,
    message,
    node,
    process_of,
    start,
    task_diagram,
    user,
    way,
)
from workflows.domain.findings import Finding
from workflows.routes.remarks import Remarks
from workflows.routes.vocabulary import EFFECTS, VOCABULARY, Bearer, allowed_on, check_words


def remarks_on(data: bytes) -> list[Finding]:
    remarks = Remarks("proef.bpmn")
    check_words(process_of(data), remarks)
    return remarks.findings


VERBS = ["extends", "from", "hour", "not_before", "regime", "resumes", "starts", "stops", "suspends", "until"]
ALLOWED = [
    (Bearer("l", "lane", {}), ["party", "role"]),
    (
        Bearer("t", "userTask", {}),
        sorted(
            [
                *(*VERBS, "assign", "cause", "due", "duty", "explains", "form", "mandate", "meeting", "node", "not_by"),
                *("amount", "needs", "on", "posts", "records"),
            ]
        ),
    ),
    (Bearer("t", "sendTask", {}), sorted([*VERBS, "duty", "encloses", "letter", "needs", "node", "to"])),
    (Bearer("t", "businessRuleTask", {}), sorted([*VERBS, "decision", "duty", "node"])),
    (
        Bearer("t", "serviceTask", {}),
        sorted(
            [
                *(
                    *VERBS,
                    "amount",
                    "carries",
                    "does",
                    "duty",
                    "each",
                    "fact",
                    "mandate",
                    "message",
                    "node",
                    "of",
                    "party",
                    "route",
                ),
            ]
        ),
    ),
    (Bearer("e", "intermediateCatchEvent", {}), sorted([*VERBS, "duty", "node"])),
    (
        Bearer("e", "boundaryEvent", {}, is_message=True),
        sorted(
            [
                *VERBS,
                "awaits",
                "due",
                "duty",
                "form",
                "mandate",
                "node",
                "on",
                "progress",
                "records",
                "role",
                "withdraws",
            ]
        ),
    ),
    (Bearer("s", "startEvent", {}), sorted([*VERBS, "duty", "node"])),
    (Bearer("f", "sequenceFlow", {}), VERBS),
    (Bearer("e", "endEvent", {}), ["duty", "node", "outcome"]),
    (Bearer("g", "exclusiveGateway", {}), ["duty", "node"]),
    (Bearer("c", "callActivity", {}), ["duty", "node"]),
    (Bearer("p", "process", {}), []),
]


@pytest.mark.parametrize(("bearer", "allowed"), ALLOWED, ids=lambda value: getattr(value, "kind", ""))
def test_each_kind_of_element_carries_its_own_properties_only(bearer, allowed):
    assert allowed_on(bearer) == allowed


def test_every_property_has_a_place():
    assert set(VOCABULARY) == {name for _, names in ALLOWED for name in names}


def test_a_misspelt_property_gets_the_right_one_proposed():
    (finding,) = remarks_on(task_diagram(user("fout", suspend="T1"), between="fout"))
    assert (finding.code, finding.element) == ("unknown-property", "fout")
    assert finding.remedy == "Bedoelt u 'suspends'?"


def test_everything_at_once_in_the_right_place_is_fine():
    data = bpmn(
        *(
            start(starts="T1", node="R2_SE"),
            node("serviceTask", "partij", does="set_party", party="receiver", fact="school"),
        ),
        user("taak", due="T1", not_by="begin role:directeur", assign="[een, twee][nr - 1]", form="ander", duty="a b"),
        boundary("weg", "taak", message("ingetrokken"), stops="T1", role="ib_er secretariaat", withdraws="een"),
        node("sendTask", "brief", letter="brief", to="applicant parents", suspends="T1 T2", regime="awb4:15"),
        node("businessRuleTask", "regel", decision="regel", extends="T2", until="datum"),
        user("verzend", on="datum", posts="brief besluit", needs="een twee:drie", records="een"),
        catch("wacht", message("nieuws"), role="ib_er", due="T1", on="datum", mandate="besluiten", progress="er komt"),
        call("roep", "fase", duty="a"),
        node("serviceTask", "zaak", does="start_case", route="bezwaar_tlv", carries="een twee=drie"),
        node("serviceTask", "zeg", does="tell_case", message="beslist"),
        *(end(outcome="GRANTED"), end("e2")),
        *(
            way("begin", "partij", "taak", "brief", "regel", "verzend", "wacht", "roep", "zaak", "zeg", "einde"),
            way("weg", "e2"),
        ),
        lane={"role": "secretariaat directeur", "party": "swv"},
    )
    assert remarks_on(data) == []


def test_every_effect_can_be_written_down():
    for name, effect in EFFECTS.items():
        values = {"does": name, **{need: "receiver" if need == "party" else "iets" for need in effect.needs}}
        assert remarks_on(task_diagram(node("serviceTask", "doe", **values), between="doe")) == []


def test_the_page_for_policy_makers_explains_every_property_and_every_effect() -> None:
    page = (Path(__file__).parents[2] / "bpmn" / "README.md").read_text("utf-8")

    assert {name for name in {*VOCABULARY, *EFFECTS} if f"`{name}`" not in page} == set()
