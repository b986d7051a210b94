"""Reads decisions/<name>.dmn: one decision table in DMN 1.3, as dmn-js writes it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import get_args

from lxml import etree

from workflows.domain.decisions import DecisionTable, HitPolicy, Input, Output, Rule
from workflows.domain.errors import ExpressionFailed, InvalidExpression, InvalidRoute
from workflows.domain.expression_functions import FUNCTIONS
from workflows.domain.expressions import compile_expression
from workflows.domain.findings import Finding
from workflows.domain.unary_tests import Same, UnaryTest, parse_literal, parse_test
from workflows.domain.values import Scalar, kind_of
from workflows.routes.entries import remedy_for
from workflows.routes.remarks import Remarks

MAX_BYTES, MAX_RULES, MAX_COLUMNS, MAX_TEXT = 1_000_000, 200, 15, 1_000
MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_FEEL = frozenset({"", "feel", "https://www.omg.org/spec/DMN/20191111/FEEL/"})
_TYPES = {
    "string": "tekst",
    "boolean": "ja of nee",
    "date": "datum",
    **dict.fromkeys(("number", "integer", "long", "double"), "getal"),
}
_ALLOWED = {
    "definitions": {"decision", "description", "extensionElements"},
    "decision": {"decisionTable", "description", "extensionElements", "variable"},
    "decisionTable": {"input", "output", "rule", "annotation", "description", "extensionElements"},
    "input": {"inputExpression", "inputValues", "description", "extensionElements"},
    "output": {"outputValues", "description", "extensionElements"},
    "rule": {"inputEntry", "outputEntry", "annotationEntry", "description", "extensionElements"},
}
_INSTEAD = {
    "informationRequirement": "Laat de tabel de gegevens zelf vragen; tabellen hangen niet aan elkaar.",
    "inputData": "Haal het weg; de kolommen van de tabel vragen de gegevens.",
    "literalExpression": "Maak er een beslistabel van.",
    "businessKnowledgeModel": "Maak er een beslistabel van.",
    "defaultOutputEntry": "Voeg een laatste regel met streepjes toe.",
}


def read_decision(file: str, data: bytes) -> DecisionTable:
    """Return the decision table of a file.

    Raises:
        InvalidRoute: with every finding.
    """
    table, findings = _read(file, data)
    if table is None:
        raise InvalidRoute(findings)
    return table


def decision_findings(file: str, data: bytes) -> list[Finding]:
    """Return everything there is to say about the file, warnings about gaps too."""
    return list(_read(file, data)[1])


@lru_cache(maxsize=256)  # to look for gaps takes long
def _read(file: str, data: bytes) -> tuple[DecisionTable | None, list[Finding]]:
    remarks = Remarks(file)
    root = _tree(remarks, data)
    decisions = _children(root, "decision") if root is not None else []
    if root is None:
        return None, remarks.findings
    if len(decisions) != 1 or len(_children(decisions[0], "decisionTable")) != 1:
        remarks.refuse(
            "", "one-table", "Het bestand heeft niet precies één beslistabel.", "Zet elke tabel in een bestand."
        )
        return None, remarks.findings
    _refuse_other_parts(root, remarks)
    decision = decisions[0]
    table = _Reader(remarks).table(decision, _children(decision, "decisionTable")[0])
    if not remarks.wrong and table is not None:
        _report_gaps(table, remarks)
    return (None if remarks.wrong else table), remarks.findings


def _tree(remarks: Remarks, data: bytes) -> etree._Element | None:
    if len(data) > MAX_BYTES:
        remarks.refuse("", "too-large", "Het bestand is groter dan 1 MB.", "Verdeel de tabel.")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        remarks.refuse("", "not-utf-8", "Het bestand is geen UTF-8.", "Exporteer de tabel opnieuw.")
        return None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        remarks.refuse("", "doctype", "Het bestand bevat een DOCTYPE.", "Haal die regel weg.")
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        problem = f"Het bestand is geen geldige XML: {' '.join(str(error).split())[:120]}."
        remarks.refuse("", "not-xml", problem, "Exporteer de tabel opnieuw.")
        return None
    if root.tag != f"{{{MODEL}}}definitions":
        remarks.refuse("", "not-dmn", "Het bestand is geen DMN 1.3.", "Exporteer de tabel als DMN 1.3.")
        return None
    return root


def _children(node: etree._Element, name: str) -> list[etree._Element]:
    return node.findall(f"{{{MODEL}}}{name}")


def _refuse_other_parts(root: etree._Element, remarks: Remarks) -> None:
    """Refuse every part of the model that the table does not read; drawings and other namespaces do not count."""
    todo = [root]
    while todo:
        node = todo.pop()
        allowed = _ALLOWED.get(etree.QName(node).localname)
        if allowed is None:
            continue
        for child in node:
            name = etree.QName(child)
            if name.namespace == MODEL and name.localname not in allowed:
                remedy = _INSTEAD.get(name.localname, "Haal dit weg.")
                remarks.refuse(
                    child.get("id") or "", "unsupported", f"‘{name.localname}’ wordt niet uitgevoerd.", remedy
                )
            elif name.namespace == MODEL:
                todo.append(child)


class _Reader:
    """Reads the one table; columns and rules are named by heading and number in its findings."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks

    def table(self, decision: etree._Element, node: etree._Element) -> DecisionTable | None:
        policies: dict[str, HitPolicy] = {policy: policy for policy in get_args(HitPolicy)}
        policy = node.get("hitPolicy", "UNIQUE")
        if policy not in policies:
            self.remarks.refuse(
                "", "hit-policy", f"Het trefferbeleid {policy[:20]} bestaat hier niet.", remedy_for(policy, policies)
            )
        if node.get("aggregation"):
            self.remarks.refuse(
                "", "aggregation", "Optellen of tellen van uitkomsten wordt niet gedaan.", "Kies COLLECT zonder."
            )
        inputs = [self.input(child, place) for place, child in enumerate(_children(node, "input"), start=1)]
        outputs = [self.output(child, place) for place, child in enumerate(_children(node, "output"), start=1)]
        rules = _children(node, "rule")
        if not inputs or not outputs or not rules:
            self.remarks.refuse("", "incomplete", "De tabel heeft geen kolommen of geen regels.", "Vul de tabel aan.")
        if len(inputs) + len(outputs) > MAX_COLUMNS or len(rules) > MAX_RULES:
            problem = f"De tabel is groter dan {MAX_COLUMNS} kolommen of {MAX_RULES} regels."
            self.remarks.refuse("", "too-large", problem, "Verdeel de beslissing.")
            return None
        names = [output.name for output in outputs if output]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.remarks.refuse(
                name, "duplicate", f"Twee uitkomsten heten ‘{name}’.", "Geef elke uitkomst een eigen naam."
            )
        if self.remarks.wrong:
            return None
        table = DecisionTable(
            id=decision.get("id") or "",
            inputs=tuple(each for each in inputs if each),
            outputs=tuple(each for each in outputs if each),
            rules=tuple(
                rule
                for number, child in enumerate(rules, start=1)
                if (rule := self.rule(child, number, len(inputs), len(outputs)))
            ),
            hit_policy=policies[policy],
            name=decision.get("name") or "",
        )
        if not self.remarks.wrong:
            self.check_kinds(node, table)
        return table

    def input(self, node: etree._Element, place: int) -> Input | None:
        expressions = _children(node, "inputExpression")
        source = self.cell(expressions[0], f"kolom {place}") if expressions else ""
        label = (node.get("label") or source or f"kolom {place}").strip()
        for each in expressions[:1]:
            self.check_type(each, label)
        try:
            return Input(compile_expression(source), label, self.listed(node, "inputValues", label))
        except InvalidExpression as error:
            self.remarks.refuse(label, "expression", f"De kolom vraagt niets: {error}", "Vul een gegeven in.")
            return None

    def output(self, node: etree._Element, place: int) -> Output | None:
        name, label = node.get("name") or "", node.get("label") or ""
        self.check_type(node, name or label or f"uitkomst {place}")
        if not _NAME.fullmatch(name) or name in FUNCTIONS:
            problem = f"De uitkomst {place} heeft geen bruikbare naam: ‘{name[:40]}’."
            self.remarks.refuse(label, "output-name", problem, "Gebruik letters zonder accent, cijfers en _.")
            return None
        return Output(name, label, self.listed(node, "outputValues", name))

    def check_type(self, node: etree._Element, column: str) -> None:
        kind = node.get("typeRef") or ""
        if kind and kind not in _TYPES:
            self.remarks.refuse(column, "type", f"De soort ‘{kind[:40]}’ bestaat hier niet.", remedy_for(kind, _TYPES))

    def listed(self, node: etree._Element, name: str, column: str) -> tuple[Scalar, ...]:
        """Return the values a column can have, written as a list of literals."""
        found = _children(node, name)
        if not found or not self.text_of(found[0]).strip():
            return ()
        test = self.test(self.text_of(found[0]), column)
        if test is None or test.negated or not all(isinstance(part, Same) and not part.unless for part in test.parts):
            self.remarks.refuse(column, "values", "De lijst van waarden klopt niet.", 'Schrijf "a","b" of getallen.')
            return ()
        return tuple(test.literals())

    def rule(self, node: etree._Element, number: int, inputs: int, outputs: int) -> Rule | None:
        where = f"regel {number}"
        tests = [self.test(self.cell(cell, where), where) for cell in _children(node, "inputEntry")]
        results: list[Scalar] = []
        for cell in _children(node, "outputEntry"):
            try:
                results.append(parse_literal(self.cell(cell, where)))
            except InvalidExpression as error:
                self.remarks.refuse(where, "outcome", str(error), 'Schrijf "tekst", een getal, true, false of null.')
                results.append(None)
        if len(tests) != inputs or len(results) != outputs:
            self.remarks.refuse(where, "cells", "Deze regel heeft niet voor elke kolom een cel.", "Vul de regel aan.")
            return None
        notes = [self.text_of(note) for note in _children(node, "annotationEntry")]
        return Rule(tuple(test for test in tests if test is not None), tuple(results), " ".join(notes).strip())

    def test(self, cell: str, where: str) -> UnaryTest | None:
        try:
            return parse_test(cell)
        except InvalidExpression as error:
            self.remarks.refuse(where, "cell", str(error), 'Schrijf bijvoorbeeld "SO","SBO" of >= 4 of [4..12] of -.')
            return None

    def cell(self, node: etree._Element, where: str) -> str:
        language = node.get("expressionLanguage") or ""
        if language not in _FEEL:
            self.remarks.refuse(where, "language", f"De taal ‘{language[:40]}’ wordt niet gelezen.", "Gebruik FEEL.")
        return self.text_of(node)

    def text_of(self, node: etree._Element) -> str:
        texts = _children(node, "text")
        return "".join(texts[0].itertext()) if texts else ""

    def check_kinds(self, node: etree._Element, table: DecisionTable) -> None:
        """Report cells of another kind than the column says or than the other cells of the column."""
        for place, (column, child) in enumerate(zip(table.inputs, _children(node, "input"), strict=True)):
            cells = [(f"regel {number}", list(rule.tests[place].literals())) for number, rule in _numbered(table)]
            said = "".join(each.get("typeRef") or "" for each in _children(child, "inputExpression"))
            self.one_kind(column.label, said, [("waarden", list(column.values)), *cells])
        for place, (output, child) in enumerate(zip(table.outputs, _children(node, "output"), strict=True)):
            cells = [(f"regel {number}", [rule.results[place]]) for number, rule in _numbered(table)]
            self.one_kind(output.name, child.get("typeRef") or "", [("waarden", list(output.values)), *cells])
            for number, rule in _numbered(table):
                if output.values and rule.results[place] not in output.values:
                    problem = f"De uitkomst van ‘{output.name}’ staat niet in de lijst van waarden."
                    self.remarks.refuse(f"regel {number}", "outcome", problem, "Kies een waarde uit de lijst.")

    def one_kind(self, column: str, said: str, cells: list[tuple[str, list[Scalar]]]) -> None:
        wanted = _TYPES.get(said)
        for where, literals in cells:
            for literal in literals:
                kind = kind_of(literal)
                wanted = wanted or (kind if literal is not None else None)
                if literal is not None and kind != wanted:
                    problem = f"In de kolom ‘{column}’ staat een {kind} waar een {wanted} hoort."
                    self.remarks.refuse(where, "kind", problem, "Verbeter de cel, of de soort van de kolom.")


def _numbered(table: DecisionTable) -> Iterator[tuple[int, Rule]]:
    return enumerate(table.rules, start=1)


def _report_gaps(table: DecisionTable, remarks: Remarks) -> None:
    try:
        found = table.gaps_and_overlaps()
    except ExpressionFailed as error:
        remarks.refuse("", "kind", str(error), "Vraag per kolom naar één soort waarden.")
        return
    for remark in found:
        rules = ", ".join(str(number) for number in remark.rules)
        match remark.kind:
            case "gap":
                remarks.refuse("", "gap", f"Geen regel past als {remark}.", "Voeg een regel toe.", "warning")
            case "overlap":
                problem = f"De regels {rules} passen tegelijk als {remark}."
                remarks.refuse(f"regel {rules}", "overlap", problem, "Maak de regels scherper, of kies FIRST.")
            case "unreachable":
                problem = "Deze regel komt nooit aan de beurt."
                remarks.refuse(f"regel {rules}", "unreachable", problem, "Haal haar weg of zet haar hoger.", "warning")
            case "unproven":
                problem = "De tabel is te groot om alle gevallen na te gaan."
                remarks.refuse("", "unproven", problem, "Noem per kolom de mogelijke waarden.", "warning")
