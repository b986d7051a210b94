"""A decision table as dmn-js saves it is read; what we do not run is refused by name."""

import pytest

from workflows.domain.errors import InvalidRoute
from workflows.routes.decisions import decision_findings, read_decision

FILE = "decisions/bevoegd_swv.dmn"
GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0" id="d" name="DRD" namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="bevoegd_swv" name="Bevoegd samenwerkingsverband">
    <decisionTable id="tabel" hitPolicy="UNIQUE">
      <input id="i1" label="Soort" biodi:width="192">
        <inputExpression id="e1" typeRef="string"><text>soort</text></inputExpression>
        <inputValues id="v1"><text>"SBO","SO","VSO"</text></inputValues>
      </input>
      <input id="i2" label="In de regio">
        <inputExpression id="e2" typeRef="boolean"><text>in_regio</text></inputExpression>
      </input>
      <output id="o1" label="Bevoegd" name="bevoegd_swv" typeRef="string">
        <outputValues id="v2"><text>"wel","niet_bevoegd"</text></outputValues>
      </output>
      <output id="o2" name="weken" typeRef="number" />
      <annotation name="Bron" />
      <rule id="r1">
        <inputEntry id="c1"><text>-</text></inputEntry>
        <inputEntry id="c2"><text>true</text></inputEntry>
        <outputEntry id="c3"><text>"wel"</text></outputEntry>
        <outputEntry id="c4"><text>6</text></outputEntry>
        <annotationEntry><text>WPO 18a</text></annotationEntry>
      </rule>
      <rule id="r2">
        <inputEntry id="c5"><text></text></inputEntry>
        <inputEntry id="c6"><text>false</text></inputEntry>
        <outputEntry id="c7"><text>"niet_bevoegd"</text></outputEntry>
        <outputEntry id="c8"><text>2</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="bevoegd_swv">
    <dc:Bounds height="80" width="180" x="100" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
"""


def findings(*changes):
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return [(each.element, each.code) for each in decision_findings(FILE, text.encode())]


def test_a_table_is_read_and_decides():
    table = read_decision(FILE, GOOD.encode())
    assert (table.id, table.name, table.hit_policy) == ("bevoegd_swv", "Bevoegd samenwerkingsverband", "UNIQUE")
    assert table.inputs[0].values == ("SBO", "SO", "VSO")
    assert table.rules[0].note == "WPO 18a"
    assert table.names == {"soort", "in_regio"}
    assert table.decide({"soort": "SO", "in_regio": False}) == {"bevoegd_swv": "niet_bevoegd", "weken": 2}
    assert findings() == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('hitPolicy="UNIQUE"', 'hitPolicy="PRIORITY"', [("", "hit-policy")]),
        ('hitPolicy="UNIQUE"', 'hitPolicy="COLLECT" aggregation="SUM"', [("", "aggregation")]),
        ("<text>soort</text>", "<text>soort.naam</text>", [("Soort", "expression")]),
        ("<text>soort</text>", "<text></text>", [("Soort", "expression")]),
        ("<text>true</text>", "<text>? = true</text>", [("regel 1", "cell")]),
        ("<text>true</text>", '<text>"ja"</text>', [("regel 1", "kind")]),
        ('typeRef="boolean"', 'typeRef="string"', [("regel 1", "kind"), ("regel 2", "kind")]),
        ('typeRef="boolean"', 'typeRef="Any"', [("In de regio", "type")]),
        ("<text>6</text>", "<text></text>", [("regel 1", "outcome")]),
        ("<text>6</text>", "<text>2 * 3</text>", [("regel 1", "outcome")]),
        ("<text>6</text>", '<text>"6"</text>', [("regel 1", "kind")]),
        ('<text>"wel"</text>', '<text>"Wel"</text>', [("regel 1", "outcome")]),
        ('<text>"SBO","SO","VSO"</text>', "<text>not(1)</text>", [("Soort", "values")]),
        ('name="weken"', 'name="bevoegd_swv"', [("bevoegd_swv", "duplicate")]),
        ('name="weken"', 'name="aantal weken"', [("", "output-name")]),
        ('name="weken"', "", [("", "output-name")]),
        ('<outputEntry id="c8"><text>2</text></outputEntry>', "", [("regel 2", "cells")]),
        ("<text>false</text>", "<text>true</text>", [("regel 1, 2", "overlap"), ("", "gap")]),
        ('<inputEntry id="c1"><text>-', '<inputEntry id="c1"><text>"SO"', [("", "gap")]),
        ('<inputEntry id="c1">', '<inputEntry id="c1" expressionLanguage="juel">', [("regel 1", "language")]),
        ('<annotation name="Bron" />', '<defaultOutputEntry id="x" />', [("x", "unsupported")]),
        ("<decisionTable", '<informationRequirement id="x" /><decisionTable', [("x", "unsupported")]),
        ("</decision>", '</decision><inputData id="x" />', [("x", "unsupported")]),
        ("</decision>", '</decision><decision id="x" />', [("", "one-table")]),
        ("https://www.omg.org/spec/DMN/20191111/MODEL/", "http://www.omg.org/spec/DMN/20151101/dmn", [("", "not-dmn")]),
        ("</definitions>", "", [("", "not-xml")]),
    ],
)  # fmt: skip
def test_what_we_do_not_run_is_refused_by_name(old, new, found):
    assert findings((old, new)) == found


def test_an_unreachable_rule_is_a_warning():
    [finding] = decision_findings(
        FILE, GOOD.replace("UNIQUE", "FIRST").replace("<text>true</text>", "<text>-</text>").encode()
    )
    assert (finding.level, finding.element, finding.code) == ("warning", "regel 2", "unreachable")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-xml"),
        (b"\xff\xfe<", "not-utf-8"),
        (b"<definitions/>", "not-dmn"),
        (b" " * 1_000_001, "too-large"),
        (b"<a>" * 5_000, "not-xml"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "doctype"),
        (b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>', "doctype"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "not-dmn"),
    ],
)
def test_a_hostile_file_is_refused(data, code):
    assert [finding.code for finding in decision_findings(FILE, data)] == [code]
    with pytest.raises(InvalidRoute):
        read_decision(FILE, data)
