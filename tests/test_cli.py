"""The command line: exit codes that scripts can trust, answers that people can read."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.domain.vectors import VECTORS
from tests.routes import samples
from tests.world import BPMN, proef
from workflows.cli import main

PASSWORD = "een lang wachtwoord"


def run(*words: str | Path, home: Path | None = None, given: str | None = None) -> Result:
    environment = {"ZORGROUTE_HOME": str(home), "ZORGROUTE_DATABASE_URL": "", "ZORGROUTE_SMTP_URL": ""} if home else {}
    return CliRunner().invoke(main, [str(word) for word in words], env=environment, input=given)


def folder_of(files: dict[str, bytes], folder: Path) -> Path:
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


# ------------------------------------------------------------------ check
def test_a_good_route_is_told_so_with_exit_code_0(tmp_path: Path) -> None:
    folder = folder_of(dict(proef().files), tmp_path / "proef")
    done = run("check", folder)
    assert done.exit_code == 0, done.output
    assert "FOUT" not in done.output
    for file in ("proef.bpmn", "beoordeling.bpmn"):
        assert run("check", folder / file).output.strip() == "In orde."


def test_a_route_with_an_error_gives_exit_code_1_and_says_where_and_what(tmp_path: Path) -> None:
    files = dict(proef().files)
    files["beoordeling.bpmn"] = files["beoordeling.bpmn"].replace(b'due_at("T0C")', b'due_at("T99")')
    done = run("check", folder_of(files, tmp_path / "proef"))
    assert done.exit_code == 1
    assert any(
        line.startswith("FOUT  beoordeling.bpmn: te_laat") and "T99" in line for line in done.output.splitlines()
    )
    listed = run("check", tmp_path / "proef", "--json")
    assert listed.exit_code == 1
    findings = json.loads(listed.stdout)
    assert {"level", "file", "element"} <= set(findings[0])
    assert ("error", "te_laat") in {(each["level"], each["element"]) for each in findings}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kapot.bpmn", b"<definitions"),
        ("leeg.bpmn", b""),
        ("script.bpmn", samples.task_diagram(samples.node("scriptTask", "taak"), between="taak")),
        ("bom.bpmn", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><definitions>&a;</definitions>'),
    ],
)
def test_a_diagram_that_cannot_run_gives_exit_code_1(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("check", tmp_path / name)
    assert done.exit_code == 1
    assert done.output.startswith("FOUT")
    assert json.loads(run("check", tmp_path / name, "--json").stdout)


def test_what_is_no_route_is_a_wrong_question(tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "nergens"):
        done = run("check", wrong)
        assert done.exit_code == 2
        assert "Traceback" not in done.output


def test_every_route_that_the_product_brings_is_in_order() -> None:
    done = run("check", BPMN)
    assert done.exit_code == 0, done.output


# ------------------------------------------------------------------ deadline
def test_a_due_date_is_explained_in_words_and_as_json() -> None:
    words = run("deadline", "T2", "--from", "23-11-2026", "--suspended", "2026-11-26:2026-12-07")
    assert words.exit_code == 0
    assert words.output.startswith("T2 Beslissen op de TLV-aanvraag: uiterlijk do 28-01-2027")
    assert "Awb art. 4:15" in words.output
    found = json.loads(run("deadline", "T2", "--from", "2026-11-23", "--json").stdout)
    assert (found["rule"], found["starts_on"], found["due_on"]) == ("T2", "2026-11-23", "2027-01-18")
    assert [set(step) for step in found["because"]] == [{"text", "source"}] * len(found["because"])


@pytest.mark.parametrize("name", VECTORS)
def test_every_due_date_of_the_law_is_given_on_the_command_line(name: str) -> None:
    rule, start, nominal, due, options = VECTORS[name]
    words = [word for asked, done in options.get("suspended", ()) for word in ("--suspended", f"{asked}:{done}")]
    words += [
        word for name in ("regime", "extended", "born") if name in options for word in (f"--{name}", options[name])
    ]
    done = run("deadline", rule, "--from", start, *words, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert list(found) == ["rule", "starts_on", "nominal_end", "due_on", "because", "warnings"]
    assert (found["rule"], found["starts_on"]) == (rule, start)
    assert (found["nominal_end"], found["due_on"]) == (nominal, due)
    assert all(step["text"] and step["source"] for step in found["because"])


def test_what_is_doubtful_is_said_with_the_answer_and_no_year_is_guessed() -> None:
    assert "? De lidnummers" in run("deadline", "z1", "--from", "2026-11-23").output
    assert (
        "Tijdelijke plaatsing van rechtswege: op di 02-02-2027" in run("deadline", "Z3", "--from", "2026-11-23").output
    )
    [warning] = json.loads(run("deadline", "B3", "--from", "2028-12-28", "--json").stdout)["warnings"]
    assert warning.startswith("KB-dagen 2029 niet bekend")


def test_a_term_in_school_time_asks_for_the_region_of_the_school() -> None:
    dues = {
        region: json.loads(run("deadline", "P11", "--from", "2026-09-01", "--region", region, "--json").stdout)[
            "due_on"
        ]
        for region in ("Noord", "Midden", "Zuid")
    }
    assert dues == {"Noord": "2027-06-11", "Midden": "2027-06-18", "Zuid": "2027-06-25"}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["T99", "--from", "2026-11-23"], 1, "Lijkt op: T9,"),
        (["Z4", "--from", "2026-11-23"], 1, "Z4 heeft geen lengte in dagen of weken. Het geldt voordat de school"),
        (
            ["T2", "--from", "2026-11-23", "--suspended", "2026-12-03:2026-12-13", "--regime", "zon"],
            1,
            "kies uit awb4:15",
        ),
        (["O1", "--from", "2026-11-23", "--suspended", "2026-12-03:2026-12-13"], 1, "kan niet worden opgeschort"),
        (["Z2", "--from", "2026-11-23", "--extended", "5w"], 1, "hoogstens 4 weken"),
        (["B7", "--from", "0001-01-02"], 1, "Zo ver reikt de kalender niet"),
        (["T2", "--from", "2026-11-23", "--extended", "9999y"], 1, "Zo ver reikt de kalender niet"),
        (["P11", "--from", "2026-11-23", "--region", "Oost"], 2, "Noord"),
        (["T2", "--from", "31-02-2026"], 2, "is geen datum"),
        (["T2", "--from", "2026-11-23", "--suspended", "2026-11-26"], 2, "dubbele punt"),
        (["T2", "--from", "2026-11-23", "--extended", "veel"], 2, "veel"),
        (["T1", "--from", "2026-11-23", "--extended", "1w"], 1, "verleng"),
        (["T2"], 2, "--from"),
    ],
)
def test_a_question_without_an_answer_says_why(words: list[str], code: int, says: str) -> None:
    done = run("deadline", *words)
    assert done.exit_code == code
    assert says in done.output
    assert "Traceback" not in done.output


# ------------------------------------------------------------------ a database of its own
@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the database was just made."""
    home = tmp_path_factory.mktemp("home")
    done = run("db", "upgrade", home=home)
    assert done.exit_code == 0, done.output
    assert "De database is bij." in done.output
    return home


def test_upgrading_again_changes_nothing(home: Path) -> None:
    assert run("db", "upgrade", home=home).exit_code == 0
    assert (home / "zorgroute.sqlite").exists()


def test_somebody_is_added_and_can_sign_in(home: Path) -> None:
    done = run("user", "add", "Nina@School.test", "Nina", home=home, given=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert "Nina kan inloggen met Nina@School.test." in done.output
    assert PASSWORD not in done.output
    again = run("user", "add", "nina@school.test", "Nina", "--password", PASSWORD, home=home)
    assert again.exit_code == 1
    assert "Er is al iemand met dit e-mailadres." in again.output
    short = run("user", "add", "piet@school.test", "Piet", "--password", "kort", home=home)
    assert short.exit_code == 1
    assert "12 tot 200 tekens" in short.output
    assert "nina@school.test" in run("user", "list", home=home).output


def test_a_role_or_organisation_that_does_not_exist_is_named(home: Path) -> None:
    done = run("user", "add", "a@school.test", "A", "--role", "koning", "--password", PASSWORD, home=home)
    assert done.exit_code == 1
    assert "Rol 'koning' bestaat niet. Kies uit: beheerder" in done.output
    done = run("user", "add", "a@school.test", "A", "--role", "ib_er:99XX99", "--password", PASSWORD, home=home)
    assert done.exit_code == 1
    assert "99XX99" in done.output


INSTALLING = (
    ("organisation add swv PO9903 'SWV Dal' --address 'Postbus 1;1234 AB Dal'", "SWV Dal is toegevoegd."),
    ("organisation add board 41234 'Stichting Dal'", "Stichting Dal is toegevoegd."),
    ("organisation add school 12AB00 Wilg --board 41234 --swv PO9903 --region Midden", "Wilg is toegevoegd."),
    (f"user add ik@dal.test Ik --role beheerder --role directeur:PO9903 --password '{PASSWORD}'", "Ik kan inloggen"),
    ("organisation list", "school  12AB00   Wilg (Stichting Dal, SWV Dal)"),
    ("mandate add tlv_besluiten PO9903 --person ik@dal.test --act 'Besluit 1' --from 1-1-2026 --on-behalf-of 'SWV Dal'",
     "Het mandaat staat in het register."),
    ("mandate list", "Ik: tlv_besluiten, SWV Dal, vanaf do 01-01-2026 (Besluit 1)"),
    ("user list", "Ik (Beheerder, SWV Dal, Directeur, SWV Dal)"),
)  # fmt: skip


def test_a_real_installation_is_set_up_without_demo_data(tmp_path: Path) -> None:
    for command, says in INSTALLING:
        done = run(*shlex.split(command), home=tmp_path)
        assert done.exit_code == 0, done.output
        assert says in done.output


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["organisation", "add", "klas", "1", "X"], 2, "klas"),
        (["organisation", "add", "school", "12AB00", "X"], 1, "Schoolbestuur: kies er een uit de lijst."),
        (["organisation", "add", "board", "1", "X"], 1, "het ziet eruit als 41234"),
        (["mandate", "add", "alles", "PO9903", "--act", "x", "--on-behalf-of", "y"], 1, "komt in geen route voor"),
    ],
)
def test_an_organisation_or_mandate_with_something_wrong_is_refused_in_words(
    home: Path, words: list[str], code: int, says: str
) -> None:
    done = run(*words, home=home)
    assert done.exit_code == code
    assert says in done.output
    assert "Traceback" not in done.output


def test_a_route_is_deployed_from_a_folder_and_refused_when_it_is_wrong(home: Path, tmp_path: Path) -> None:
    files = dict(proef().files)
    done = run("deploy", folder_of(files, tmp_path / "goed"), "--note", "Proef", home=home)
    assert done.exit_code == 0, done.output
    assert "versie 1 is in gebruik" in done.output
    files["proef.bpmn"] = files["proef.bpmn"].replace(b'calledElement="beoordeling"', b'calledElement="nergens"')
    done = run("deploy", folder_of(files, tmp_path / "fout"), home=home)
    assert done.exit_code == 1
    assert "nergens" in done.output
    assert "Traceback" not in done.output


def test_a_setting_that_is_wrong_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZORGROUTE_TODAY", "morgen")
    done = run("user", "list", home=home)
    assert done.exit_code == 1
    assert "ZORGROUTE_TODAY: 'morgen' is geen datum" in done.output


def test_the_program_starts_by_its_own_name() -> None:
    done = subprocess.run([sys.executable, "-m", "workflows.cli", "--help"], capture_output=True, text=True, check=True)
    for command in ("check", "db", "deadline", "deploy", "mandate", "organisation", "run", "scheduler", "user", "web"):
        assert f"  {command} " in done.stdout
