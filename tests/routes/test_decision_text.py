"""A decision table changed in its text: a cell, a rule, and every other byte stays."""

import difflib
from pathlib import Path

import pytest

from workflows.domain.errors import NotFound
from workflows.routes.decision_text import DecisionText
from workflows.routes.decisions import read_decision

TABLES = sorted((Path(__file__).parents[2] / "bpmn").glob("*/decisions/*.dmn"))
DATA = next(path for path in TABLES if path.stem == "adviezen_geldig").read_bytes()


def test_writing_what_stands_there_changes_nothing() -> None:
    for path in TABLES:
        text = DecisionText(path.read_bytes())
        for number, cells in enumerate(text.rules):
            for place, words in enumerate(cells):
                text.set_cell(number, place, words)
        assert text.data == path.read_bytes()
        table = read_decision(path.name, path.read_bytes())
        assert (len(text.asks), len(text.answers)) == (len(table.inputs), len(table.outputs))


def test_a_cell_is_one_line() -> None:
    text = DecisionText(DATA)
    text.set_cell(0, 0, "< 3")
    assert text.rules[0][0] == "< 3"
    compared = difflib.ndiff(DATA.decode().splitlines(), text.data.decode().splitlines())
    assert [line[:2] for line in compared if line[0] in "+-"] == ["- ", "+ "]
    with pytest.raises(NotFound):
        text.set_cell(0, 99, "-")


def test_a_rule_is_added_for_every_case_and_taken_away() -> None:
    text = DecisionText(DATA)
    before = text.rules
    text.add_rule(0)
    assert text.rules[1] == ["-"] * len(text.asks) + before[0][len(text.asks) :]
    text.add_rule(0)
    ids = [node.get("id") for node in text.xml.root.all() if node.get("id")]
    assert len(ids) == len(set(ids))
    read_decision("adviezen_geldig.dmn", text.data)
    text.remove_rule(1)
    text.remove_rule(1)
    assert text.data == DATA
