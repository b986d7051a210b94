"""The five changes in the guide for policy makers, done to the letter as it says, leave a route that is in order."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from workflows.domain.findings import Finding
from workflows.routes.route import Route, Shared
from workflows.services import deployments

BPMN = Path(__file__).parents[2] / "bpmn"
CHAPTER = (BPMN / "README.md").read_text("utf-8").partition("\n## Vijf wijzigingen")[2].partition("\n## ")[0]
EXAMPLES = dict(part.split("\n", 1) for part in CHAPTER.split("\n### ")[1:])
STEP = re.compile(
    r"Onderaan in `(?P<longer>[^`]+)`:\n\n```\w+\n(?P<more>.*?)```"
    r"|Nieuw: `(?P<new>[^`]+)`:\n\n```\w+\n(?P<text>.*?)```"
    r"|In `(?P<file>[^`]+)` wordt:\n\n```\w+\n(?P<before>.*?)\n```\n\nnu:\n\n```\w+\n(?P<after>.*?)\n```",
    re.DOTALL,
)


def follow(text: str, folder: Path) -> None:
    """Do what the text says in a copy of the routes; every block in it is one of these three kinds."""
    steps = list(STEP.finditer(text))
    assert text.count("```") // 2 == sum(2 if step["file"] else 1 for step in steps)
    for step in steps:
        file = folder / str(step["longer"] or step["new"] or step["file"])
        if step["new"]:
            assert not file.exists()
            file.write_text(step["text"], "utf-8")
            continue
        now = file.read_text("utf-8")
        if step["longer"]:
            now += f"\n{step['more']}"
        else:
            assert now.count(step["before"]) == 1, step["before"]
            now = now.replace(step["before"], step["after"])
        file.write_text(now, "utf-8")


def found_in(folder: Path) -> tuple[str, list[Finding]]:
    """Return which files these are, and what the check says of them: it walks every path as well."""
    route, shared = Route.from_folder(folder / "herbeoordeling"), Shared.from_folder(folder / "shared")
    shared.check()
    return route.content_hash + shared.content_hash, deployments.check(route, shared, others())


@cache
def others() -> dict[str, Route]:
    folders = [file.parent for file in BPMN.glob("*/route.toml") if file.parent.name != "herbeoordeling"]
    return {folder.name: Route.from_folder(folder) for folder in folders}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_guide_says_can_be_followed_to_the_letter(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "bpmn"
    for part in ("herbeoordeling", "shared"):
        shutil.copytree(BPMN / part, folder / part)
    follow(EXAMPLES[name], folder)
    files, found = found_in(folder)
    as_shipped, known = found_in(BPMN)
    assert files != as_shipped
    assert found == known


def test_there_is_an_example_of_each_change_that_is_often_asked_for() -> None:
    assert list(EXAMPLES) == [
        "Een vraag toevoegen aan een taak",
        "Een ander doet de stap",
        "Een herinnering toevoegen",
        "Een stap toevoegen",
        "Een brief toevoegen",
    ]
