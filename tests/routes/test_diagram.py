"""What is read from a BPMN file, and from the files around it."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.routes import samples
from tests.routes.samples import (
    Flow,
    boundary,
    bpmn,
    call,
    catch,
    end,
    message,
    node,
    process_of,
    several,
    start,
    task_diagram,
    timer,
    user,
    way,
    xor,
)
from workflows.domain.errors import InvalidRoute
from workflows.routes.diagram import Box, DueAt, InvalidDiagram, Point, Verbs, read_diagram
from workflows.routes.route import Route


def test_an_element_knows_what_it_is_and_who_does_it():
    task = process_of(task_diagram()).elements["taak"]
    assert (task.kind, task.process, task.name) == ("userTask", "proces", "Doe taak")
    assert task.documentation == "Doe wat er moet gebeuren."
    assert task.lane is not None
    assert (task.lane.role, task.lane.party) == ("secretariaat", None)
    assert (task.incoming, task.outgoing) == (("begin_naar_taak",), ("taak_naar_einde",))


def test_verbs_are_read_from_the_properties():
    values = {
        "starts": "T1 T2",
        "from_": "datum",
        "suspends": "T4",
        "regime": "awb4:15",
        "resumes": "T5",
        "stops": "T6",
    }
    process = process_of(task_diagram(user("twee", extends="T7", until="later", **values), way("twee", "einde")))
    assert process.elements["twee"].verbs == Verbs(
        ("T1", "T2"), "datum", ("T4",), "awb4:15", ("T5",), ("T6",), ("T7",), "later"
    )
    assert not process.elements["taak"].verbs


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ('due_at("T2")', DueAt("T2", 0, "days")),
        ('due_at("T2", -14)', DueAt("T2", -14, "days")),
        (' due_at( "T2", -3, "workdays" ) ', DueAt("T2", -3, "workdays")),
        ("due_at('T2', 2, 'weeks')", DueAt("T2", 2, "weeks")),
    ],
)
def test_a_timer_names_a_deadline(text, due):
    process = process_of(task_diagram(catch("wacht", timer(text)), between="wacht"))
    assert process.elements["wacht"].due_at == due
    assert process.elements["wacht"].event == "timer"


def test_events_on_the_edge_know_their_task_and_message():
    process = process_of(
        task_diagram(
            *(
                boundary("weg", "taak", message("ingetrokken")),
                boundary("bijna", "taak", timer('due_at("T1")'), interrupting=False),
            ),
            *(end("e1"), end("e2"), way("weg", "e1"), way("bijna", "e2")),
        )
    )
    away, nearly = process.elements["weg"], process.elements["bijna"]
    assert (away.attached_to, away.event, away.message, away.interrupting) == ("taak", "message", "ingetrokken", True)
    assert (nearly.attached_to, nearly.interrupting) == ("taak", False)
    assert process.boundaries("taak") == [away, nearly]


def test_conditions_defaults_and_calls_are_read():
    process = process_of(
        bpmn(
            *(start(), xor("kies", "einde"), call("roep", "fase"), end(), way("begin", "kies", "einde")),
            *(Flow("kies", "roep", 'besluit == "ja"'), way("roep", "einde")),
        )
    )
    assert process.elements["kies"].default == "kies_naar_einde"
    condition = process.flows["kies_naar_roep"].condition
    assert condition is not None
    assert condition.names == {"besluit"}
    assert process.flows["kies_naar_einde"].condition is None
    assert process.elements["roep"].called == "fase"
    assert [target.id for target in process.targets(process.elements["kies"])] == ["einde", "roep"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_task_can_be_done_several_times(sequential):
    multi = (
        process_of(task_diagram(user("meer", several("2", sequential=sequential)), between="meer"))
        .elements["meer"]
        .multi
    )
    assert multi is not None
    assert (multi.cardinality.source, multi.sequential) == ("2", sequential)


def test_a_nested_lane_takes_the_role_around_it_unless_it_has_its_own():
    swv, director = (
        samples.properties({"role": "secretariaat", "party": "swv"}),
        samples.properties({"role": "directeur"}),
    )
    lanes = (
        f'<laneSet id="buiten"><lane id="swv" name="SWV">{swv}<childLaneSet id="binnen">'
        '<lane id="balie" name="Balie"><flowNodeRef>een</flowNodeRef></lane>'
        f'<lane id="kamer" name="Kamer">{director}<flowNodeRef>twee</flowNodeRef></lane>'
        "</childLaneSet><flowNodeRef>een</flowNodeRef><flowNodeRef>twee</flowNodeRef></lane></laneSet>"
    )
    data = bpmn(start(), user("een"), user("twee"), end(), way("begin", "een", "twee", "einde"))
    process = process_of(re.sub(b"<laneSet.*</laneSet>", lanes.encode(), data))
    assert process.elements["een"].lane == process.lanes["balie"]
    assert (process.lanes["balie"].role, process.lanes["balie"].party) == ("secretariaat", "swv")
    assert (process.lanes["kamer"].role, process.lanes["kamer"].party) == ("directeur", None)


def test_the_drawing_is_read():
    data = task_diagram().replace(
        b"</bpmndi:BPMNShape>",
        b'<bpmndi:BPMNLabel><dc:Bounds x="1.5" y="2" width="30" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>',
        1,
    )
    drawing = process_of(data).drawing
    assert drawing.shapes["begin"] == Box(0, 0, 100, 80)
    assert drawing.labels == {"begin": Box(1.5, 2, 30, 14)}
    assert drawing.edges["begin_naar_taak"] == [Point(0, 0), Point(50, 0)]


def test_comments_pools_and_notes_are_no_part_of_the_flow():
    pool = '<collaboration id="c"><participant id="p" name="SWV" processRef="proces"/></collaboration>'
    text = '<textAnnotation id="n"><text>Let op</text></textAnnotation>'
    note = f'{text}<association id="a" sourceRef="taak" targetRef="n"/>'
    process = process_of(task_diagram("<!-- een -->", note).replace(b"<process", pool.encode() + b"<process"))
    assert set(process.elements) == {"begin", "taak", "einde"}


def test_two_processes_can_share_a_file():
    other = '<process id="ander" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>' + (
        '<sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>'
    )
    found = read_diagram("twee.bpmn", task_diagram().replace(b"</process>", b"</process>" + other.encode()))
    assert [process.id for process in found] == ["proces", "ander"]


def test_what_cannot_be_read_is_refused_with_every_finding():
    data = task_diagram(node("scriptTask", "code"), node("task", "vaag"), way("taak", "code", "vaag", "einde"))
    with pytest.raises(InvalidDiagram) as refusal:
        read_diagram("fout.bpmn", data)
    assert {finding.element for finding in refusal.value.findings} >= {"code", "vaag"}


# ---------------------------------------------------------------- routes
def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return target.getvalue()


def test_a_route_is_the_same_from_a_folder_and_from_a_zip_file(tmp_path: Path):
    route = samples.route(task_diagram())
    for path, data in route.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / ".verborgen").write_bytes(b"x")
    from_folder = Route.from_folder(tmp_path)
    from_zip = Route.from_zip(zipped({f"proef/{path}": data for path, data in route.files.items()}))
    assert from_folder.files == from_zip.files == route.files
    assert from_folder.content_hash == from_zip.content_hash == route.content_hash


def test_the_hash_changes_with_every_byte_and_every_path():
    files = dict(samples.route(task_diagram()).files)
    hashes = {
        Route(changed).content_hash
        for changed in (files, {**files, "paths.toml": b""}, {**files, "path.toml": b""}, {**files, "route.toml": b"x"})
    }
    assert len(hashes) == 4


def test_a_route_says_what_it_is():
    settings = samples.route(task_diagram(), route=samples.SETTINGS + 'begin = ["Pak het OPP erbij."]\n').settings
    assert (settings.name, settings.frame, settings.may_start) == ("proef", "proces", ("ib_er",))
    assert settings.begin == ("Pak het OPP erbij.",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no zip",
        zipped({"../weg.bpmn": b"x", "b": b"x"}),
        zipped({"/etc/passwd": b"x", "b": b"x"}),
        zipped({"a\\..\\b": b"x", "b": b"x"}),
        zipped({f"f{n}": b"" for n in range(300)}),
        zipped({"bom": b"\0" * 3_000_000}),
        zipped({f"bom{n}": b"\0" * 1_900_000 for n in range(9)}),
    ],
    ids=["empty", "not a zip", "upward", "absolute", "backslash", "many", "large file", "bomb"],
)
def test_a_zip_file_that_is_up_to_something_is_refused(data):
    with pytest.raises(InvalidRoute) as refusal:
        Route.from_zip(data)
    assert refusal.value.findings[0].code in ("not-zip", "path", "too-large")
