"""What a letter is made of, and its parser: words, places, choices, standard paragraphs and marked parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workflows.domain.errors import InvalidExpression
from workflows.domain.expressions import Expression, compile_expression

MAX_TEMPLATE, MAX_PIECES, MAX_NESTING = 50_000, 500, 10


@dataclass(frozen=True)
class Place:
    """Where a value is filled in; *name* is set where the expression is no more than a name."""

    expression: Expression
    name: str | None


@dataclass(frozen=True)
class Branch:
    """One way of a choice; without a condition: otherwise."""

    condition: Expression | None
    pieces: "tuple[Piece, ...]"


@dataclass(frozen=True)
class Choice:
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Insert:
    """A standard paragraph, by name; *given* says under which name the paragraph knows what this letter knows."""

    name: str
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Marked:
    """A part of the letter that the law wants (*blok*, with its names), or whose words may be changed (*vrij*)."""

    kind: Literal["blok", "vrij"]
    names: tuple[str, ...]
    pieces: "tuple[Piece, ...]"


Piece = str | Place | Choice | Insert | Marked

_INSERT = re.compile(r'\s*alinea\(\s*"([a-z][a-z0-9_]*)"\s*((?:,\s*[a-z]\w*\s*=\s*[a-zA-Z]\w*\s*)*)\)\s*')
_GIVEN = re.compile(r"(\w+)\s*=\s*(\w+)")
_MARKS: dict[str, Literal["blok", "vrij"]] = {"blok": "blok", "vrij": "vrij"}
_ENDS = {"endblok": "blok", "endvrij": "vrij"}
_WORD = re.compile(r"[a-z][a-z0-9_]*")


def parse(source: str, names: set[str]) -> tuple[Piece, ...]:
    """Return the pieces of a text, and add to *names* what it quotes or asks.

    Raises:
        InvalidExpression: in Dutch, with the position.
    """
    return _Parser(source, names).parsed()


def all_of(pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    """Yield every piece, also those within others."""
    for piece in pieces:
        yield piece
        for inner in _within(piece):
            yield from all_of(inner)


def _within(piece: Piece) -> tuple[tuple[Piece, ...], ...]:
    match piece:
        case Choice():
            return tuple(branch.pieces for branch in piece.branches)
        case Marked():
            return (piece.pieces,)
    return ()


class _Parser:
    """Splits a template into pieces, from left to right."""

    def __init__(self, source: str, names: set[str]) -> None:
        if len(source) > MAX_TEMPLATE:
            raise InvalidExpression(f"Een brief heeft hoogstens {MAX_TEMPLATE} tekens.", MAX_TEMPLATE)
        self.source = "".join(each if each == "\n" or each >= " " else " " for each in source)
        self.names, self.at, self.tag_at, self.count = names, 0, 0, 0
        self.alone = False  #: whether the last tag has a line to itself

    def parsed(self) -> tuple[Piece, ...]:
        pieces, end = self._until_tag(0)
        if end:
            raise self._refused(f"{{% {end} %}} hoort bij geen {{% {_ENDS.get(end, 'if')} %}}.")
        return pieces

    def _until_tag(self, depth: int) -> tuple[tuple[Piece, ...], str]:
        """Return the pieces up to a tag that ends a branch, and that tag; the empty tag is the end of the text."""
        if depth > MAX_NESTING:
            raise self._refused("Er staan te veel {% if %} in elkaar.")
        pieces: list[Piece] = []
        while self.at < len(self.source):
            self.count += 1
            if self.count > MAX_PIECES:
                raise self._refused("De brief heeft te veel onderdelen.")
            place, tag = self.source.find("{{", self.at), self.source.find("{%", self.at)
            start = min((found for found in (place, tag) if found >= 0), default=len(self.source))
            if start > self.at:
                pieces.append(self._words(start))
            elif start == place:
                pieces.append(self._place())
            else:
                inside = self._tag()
                word, _, condition = inside.partition(" ")
                if word == "if":
                    pieces.append(self._choice(condition, depth))
                elif kind := _MARKS.get(word):
                    pieces.append(self._marked(kind, condition.split(), depth))
                else:
                    return tuple(pieces), inside
        return tuple(pieces), ""

    def _words(self, end: int) -> str:
        words = self.source[self.at : end]
        for stray in ("}}", "%}"):
            if stray in words:
                self.at += words.index(stray)
                raise self._refused(f"{stray} hoort bij geen begin.")
        self.at = end
        return words

    def _inside(self, close: str) -> str:
        end = self.source.find(close, self.at)
        if end < 0:
            raise self._refused(f"Hier mist {close}.")
        inside = self.source[self.at + 2 : end]
        if "{{" in inside or "{%" in inside:
            raise self._refused(f"Hier mist {close}.")
        return inside

    def _place(self) -> Place | Insert:
        inside = self._inside("}}")
        if insert := _INSERT.fullmatch(inside):
            self.at += len(inside) + 4
            given = tuple(_GIVEN.findall(insert[2]))
            self.names |= {asked for _, asked in given}
            return Insert(insert[1], given)
        expression = self._expression(inside)
        self.at += len(inside) + 4
        name = inside.strip()
        return Place(expression, name if name in expression.names else None)

    def _tag(self) -> str:
        """Take a tag; one that has a line to itself takes the line along."""
        inside = self._inside("%}")
        if not inside.strip():
            raise self._refused("Deze tag is leeg.")
        start, end = self.at, self.at + len(inside) + 4
        line_end = self.source.find("\n", end)
        line_end = len(self.source) if line_end < 0 else line_end
        alone = not self.source[self.source.rfind("\n", 0, start) + 1 : start].strip()
        self.tag_at = start
        self.alone = alone and not self.source[end:line_end].strip()
        self.at = min(line_end + 1, len(self.source)) if self.alone else end
        return " ".join(inside.split())

    def _choice(self, condition: str, depth: int) -> Choice:
        branches: list[Branch] = []
        test: Expression | None = self._condition(condition)
        while True:
            pieces, end = self._until_tag(depth + 1)
            branches.append(Branch(test, pieces))
            word, _, condition = end.partition(" ")
            if end == "endif":
                return Choice(tuple(branches))
            if end == "else" and test is not None:
                test = None
            elif word == "elif" and test is not None:
                test = self._condition(condition)
            elif not end:
                raise self._refused("Een {% if %} mist zijn {% endif %}.")
            else:
                raise self._refused(f"{{% {end} %}} kan hier niet. Wel: elif, else en endif.")

    def _marked(self, kind: Literal["blok", "vrij"], names: list[str], depth: int) -> Marked:
        begun, self.at = self.at, self.tag_at
        if not self.alone or not names or not all(_WORD.fullmatch(name) for name in names):
            raise self._refused(f"Schrijf {{% {kind} naam %}} op een eigen regel, met een naam in kleine letters.")
        if kind == "vrij" and len(names) > 1:
            raise self._refused("Een vrij stuk heeft één naam.")
        self.at = begun
        pieces, end = self._until_tag(depth + 1)
        if end != f"end{kind}":
            raise self._refused(f"Een {{% {kind} %}} mist zijn {{% end{kind} %}}.")
        if not self.alone:
            raise self._refused(f"Zet {{% end{kind} %}} op een eigen regel.")
        return Marked(kind, tuple(names), pieces)

    def _condition(self, text: str) -> Expression:
        self.at, after = self.tag_at, self.at
        expression = self._expression(text)
        self.at = after
        return expression

    def _expression(self, text: str) -> Expression:
        try:
            expression = compile_expression(text.strip())
        except InvalidExpression as error:
            raise self._refused(str(error)) from None
        self.names |= expression.names
        return expression

    def _refused(self, problem: str) -> InvalidExpression:
        return InvalidExpression(problem, self.at)
