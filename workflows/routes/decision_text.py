"""A decision table open for changes: cells and rules, in the text of its file; every other byte stays."""

import re
from dataclasses import dataclass

from workflows.domain.errors import NotFound
from workflows.routes.decisions import MODEL
from workflows.routes.xml_text import Node, XmlText, in_text

_IN, _OUT, _NOTE = "inputEntry", "outputEntry", "annotationEntry"


@dataclass(frozen=True)
class Column:
    """A column: its heading, and what it asks or gives."""

    label: str
    source: str


class DecisionText:
    """The one table of a DMN file; rules and cells are numbered from 0, the cells that ask before those that answer.

    Raises:
        NotFound: it holds no table.
    """

    def __init__(self, data: bytes) -> None:
        self.xml = XmlText(data)
        _ = self._table

    @property
    def data(self) -> bytes:
        return self.xml.data

    @property
    def _table(self) -> Node:
        for node in self.xml.root.all():
            if node.name == f"{{{MODEL}}}decisionTable":
                return node
        raise NotFound("no decision table")

    @property
    def asks(self) -> list[Column]:
        found = []
        for node in _named(self._table, "input"):
            source = "".join(self._text(each) for each in _named(node, "inputExpression"))
            found.append(Column(node.get("label") or source, source))
        return found

    @property
    def answers(self) -> list[Column]:
        nodes = _named(self._table, "output")
        return [Column(node.get("label") or node.get("name") or "", node.get("name") or "") for node in nodes]

    @property
    def rules(self) -> list[list[str]]:
        return [[self._text(cell) for cell in self._cells(rule)] for rule in self._rules]

    @property
    def notes(self) -> list[str]:
        return [" ".join(self._text(note) for note in _named(rule, _NOTE)) for rule in self._rules]

    @property
    def _rules(self) -> list[Node]:
        return _named(self._table, "rule")

    def _cells(self, rule: Node) -> list[Node]:
        return [*_named(rule, _IN), *_named(rule, _OUT)]

    def _text(self, cell: Node) -> str:
        return "".join(self.xml.content(each).strip() for each in _named(cell, "text")[:1])

    def set_cell(self, rule: int, place: int, words: str) -> None:
        cells = self._cells(self._rule(rule))
        if not 0 <= place < len(cells):
            raise NotFound(f"no cell {place}")
        cell = cells[place]
        words = " ".join(words.split())
        if self._text(cell) == words:
            return
        if written := _named(cell, "text"):
            self.xml.fill(written[0], in_text(words))
        else:
            tag = f"{cell.prefix}:text" if cell.prefix else "text"
            self.xml.add(cell, f"<{tag}>{in_text(words)}</{tag}>")

    def add_rule(self, after: int) -> None:
        """Put a rule below another: the same, but for every case, to be made sharper."""
        rule = self._rule(after)
        taken = set(re.findall(r'\bid="([^"]*)"', self.xml.text))
        number = next(
            n for n in range(len(self._rules) + 1, 10_000) if not any(each.endswith(f"_n{n}") for each in taken)
        )
        indent = self.xml.indent_of(rule)
        copied = re.sub(r'\bid="([^"]*?)(_n\d+)?"', rf'id="\1_n{number}"', self.xml.written(rule))
        self.xml.write(rule.end, rule.end, f"\n{indent}{copied}")
        for place in range(len(_named(self._rule(after + 1), _IN))):
            self.set_cell(after + 1, place, "-")
        for note in _named(self._rule(after + 1), _NOTE):
            for text in _named(note, "text"):
                self.xml.fill(text, "")

    def remove_rule(self, number: int) -> None:
        self.xml.remove(self._rule(number))

    def _rule(self, number: int) -> Node:
        rules = self._rules
        if not 0 <= number < len(rules):
            raise NotFound(f"no rule {number}")
        return rules[number]


def _named(node: Node, name: str) -> list[Node]:
    return node.named(f"{{{MODEL}}}{name}")
