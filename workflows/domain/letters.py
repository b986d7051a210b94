"""Letters: text with `{{ expression }}` and `{% if expression %}`, rendered without running anything of its author.

Lines that begin with `# ` are headings, with `- ` list items; a blank line ends a paragraph. What a person typed and a
letter quotes is always plain words: it cannot become a heading, an item or a command.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from workflows.domain.errors import ExpressionFailed, InvalidExpression
from workflows.domain.expressions import EmptyValue, Expression, Value, compile_expression
from workflows.domain.value_words import enumeration, in_words

MAX_TEMPLATE, MAX_PIECES, MAX_NESTING, MAX_LETTER = 50_000, 500, 10, 200_000
LetterKind = Literal["besluit", "brief", "bericht"]
Labels = Mapping[str, Mapping[str, str]]

_LINE_BREAK, _QUOTED = "\x00", "\x01"  # stand in for line breaks in, and the start of, what is filled in


@dataclass(frozen=True)
class Block:
    """A piece of a rendered letter; a list has *items*, the others have *text* (line breaks are meant)."""

    kind: Literal["heading", "paragraph", "list"]
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """A letter ready to show or send: *blocks* for a page, *text* for plain mail."""

    subject: str
    blocks: tuple[Block, ...]
    text: str


@dataclass(frozen=True)
class _Place:
    """Where a value is filled in; *name* is set where the expression is no more than a name."""

    expression: Expression
    name: str | None


@dataclass(frozen=True)
class _Branch:
    """One way of a choice; without a condition: otherwise."""

    condition: Expression | None
    pieces: "tuple[_Piece, ...]"


@dataclass(frozen=True)
class _Choice:
    branches: tuple[_Branch, ...]


_Piece = str | _Place | _Choice


@dataclass(frozen=True)
class Letter:
    """A letter of a route; *to* says who gets it unless the diagram says otherwise, *names* what it quotes or asks."""

    id: str
    kind: LetterKind
    to: tuple[str, ...]
    names: frozenset[str]
    _subject: tuple[_Piece, ...]
    _body: tuple[_Piece, ...]

    def render(self, context: Mapping[str, Value], labels: Labels | None = None) -> Rendered:
        """Return the letter for these facts and details; *labels* gives, per name, the words of stored answers.

        Raises:
            EmptyValue: something the letter quotes is empty; the author guards it with `{% if not empty(…) %}`.
            ExpressionFailed: something it quotes is unknown or of the wrong kind, or the letter grows too long.
        """
        subject = " ".join(_plain(_render(self._subject, context, labels or {})).split())
        blocks = tuple(_blocks(_render(self._body, context, labels or {})))
        text = "\n\n".join(
            "\n".join(f"- {item}" for item in block.items) if block.kind == "list" else block.text for block in blocks
        )
        return Rendered(subject, blocks, text)


def compile_letter(
    letter_id: str,
    subject: str,
    body: str,
    *,
    kind: LetterKind = "brief",
    to: tuple[str, ...] = (),
    known: Collection[str] | None = None,
) -> Letter:
    """Return the letter; with *known*, it may name nothing else.

    Raises:
        InvalidExpression: in Dutch; the position counts in the body (None: the subject, or a name that is unknown).
    """
    names: set[str] = set()
    try:
        subject_pieces = _Parser(subject, names).parsed()
    except InvalidExpression as error:
        raise InvalidExpression(f"Onderwerp: {error}") from None
    body_pieces = _Parser(body, names).parsed()
    for name in sorted(names - set(known if known is not None else names)):
        near = get_close_matches(name, [*(known or ())], 1)
        hint = f" Bedoelt u {near[0]}?" if near else ""
        raise InvalidExpression(f"De brief vraagt naar {name}, maar dat gegeven bestaat niet.{hint}")
    return Letter(letter_id, kind, to, frozenset(names), subject_pieces, body_pieces)


@dataclass(frozen=True)
class Phrase:
    """One line of words in which ``{{ expression }}`` may stand, as a remark on a form is."""

    source: str
    names: frozenset[str]
    _pieces: tuple[_Piece, ...]

    def fill_in(self, context: Mapping[str, Value]) -> str:
        """Return the words; what is not known yet shows as an ellipsis."""
        return "".join(piece if isinstance(piece, str) else _so_far(piece, context) for piece in self._pieces)


def compile_phrase(source: str) -> Phrase:
    """Return the phrase.

    Raises:
        InvalidExpression: in Dutch; it asks for something that is none, or chooses, which a phrase does not.
    """
    names: set[str] = set()
    pieces = _Parser(source, names).parsed()
    if any(isinstance(piece, _Choice) for piece in pieces):
        raise InvalidExpression("{% if %} kan hier niet.")
    return Phrase(source, frozenset(names), pieces)


def _so_far(piece: _Place | _Choice, context: Mapping[str, Value]) -> str:
    try:
        return _plain("".join(_parts((piece,), context, {})))
    except EmptyValue:
        return "…"


class _Parser:
    """Splits a template into words, places and choices, from left to right."""

    def __init__(self, source: str, names: set[str]) -> None:
        if len(source) > MAX_TEMPLATE:
            raise InvalidExpression(f"Een brief heeft hoogstens {MAX_TEMPLATE} tekens.", MAX_TEMPLATE)
        self.source = "".join(each if each == "\n" or each >= " " else " " for each in source)
        self.names, self.at, self.tag_at, self.count = names, 0, 0, 0

    def parsed(self) -> tuple[_Piece, ...]:
        pieces, end = self._until_tag(0)
        if end:
            raise self._refused(f"{{% {end} %}} hoort bij geen {{% if %}}.")
        return pieces

    def _until_tag(self, depth: int) -> tuple[tuple[_Piece, ...], str]:
        """Return the pieces up to a tag that ends a branch, and that tag; the empty tag is the end of the text."""
        if depth > MAX_NESTING:
            raise self._refused("Er staan te veel {% if %} in elkaar.")
        pieces: list[_Piece] = []
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
                if word != "if":
                    return tuple(pieces), inside
                pieces.append(self._choice(condition, depth))
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

    def _place(self) -> _Place:
        inside = self._inside("}}")
        expression = self._expression(inside)
        self.at += len(inside) + 4
        name = inside.strip()
        return _Place(expression, name if name in expression.names else None)

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
        self.at = min(line_end + 1, len(self.source)) if alone and not self.source[end:line_end].strip() else end
        return " ".join(inside.split())

    def _choice(self, condition: str, depth: int) -> _Choice:
        branches: list[_Branch] = []
        test: Expression | None = self._condition(condition)
        while True:
            pieces, end = self._until_tag(depth + 1)
            branches.append(_Branch(test, pieces))
            word, _, condition = end.partition(" ")
            if end == "endif":
                return _Choice(tuple(branches))
            if end == "else" and test is not None:
                test = None
            elif word == "elif" and test is not None:
                test = self._condition(condition)
            elif not end:
                raise self._refused("Een {% if %} mist zijn {% endif %}.")
            else:
                raise self._refused(f"{{% {end} %}} kan hier niet. Wel: if, elif, else en endif.")

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


def _render(pieces: tuple[_Piece, ...], context: Mapping[str, Value], labels: Labels) -> str:
    parts: list[str] = []
    length = 0
    for part in _parts(pieces, context, labels):
        length += len(part)
        if length > MAX_LETTER:
            raise ExpressionFailed("De brief wordt te lang.")
        parts.append(part)
    return "".join(parts)


def _parts(pieces: tuple[_Piece, ...], context: Mapping[str, Value], labels: Labels) -> Iterator[str]:
    for piece in pieces:
        match piece:
            case str():
                yield piece
            case _Place():
                yield _filled_in(piece, context, labels)
            case _Choice():
                for branch in piece.branches:
                    if branch.condition is None or branch.condition.holds(context):
                        yield from _parts(branch.pieces, context, labels)
                        break


def _filled_in(place: _Place, context: Mapping[str, Value], labels: Labels) -> str:
    value = place.expression.evaluate(context)
    if value is None or value in ("", []):
        raise EmptyValue(f"De brief noemt {place.expression.source}, maar dat is leeg.")
    words_of = labels.get(place.name or "", {})
    if isinstance(value, list):
        words = enumeration([_word(item, words_of) for item in value])
    else:
        words = _word(value, words_of)
    words = "".join(character for character in words if character == "\n" or character >= " ")
    return _QUOTED + words.replace("\n", _LINE_BREAK)


def _word(value: Value, words_of: Mapping[str, str]) -> str:
    return words_of.get(str(value)) or in_words(value)


def _plain(marked: str) -> str:
    return marked.replace(_QUOTED, "").replace(_LINE_BREAK, "\n").strip()


def _blocks(marked: str) -> Iterator[Block]:
    """Yield the blocks of a rendered body; markup counts only where the author's own text begins the line."""
    lines: list[str] = []
    items: list[str] = []
    for line in [*(line.strip() for line in marked.split("\n")), ""]:
        heading, item = line.lstrip("#"), line.startswith("- ")
        is_heading = heading != line and heading.startswith(" ")
        if lines and (not line or is_heading or item):
            yield Block("paragraph", _plain(" ".join(lines)))
            lines = []
        if items and (not line or is_heading):
            yield Block("list", items=tuple(_plain(each) for each in items))
            items = []
        if is_heading:
            yield Block("heading", _plain(heading))
        elif item:
            items.append(line[2:])
        elif items and line:
            items[-1] += f" {line}"
        elif line:
            lines.append(line)
