"""Letters: text with `{{ expression }}` and `{% if expression %}`, rendered without running anything of its author.

Lines that begin with `# ` are headings, with `- ` list items; a blank line ends a paragraph. What a person typed and a
letter quotes is always plain words: it cannot become a heading, an item or a command. `{{ alinea("naam") }}` inserts a
standard paragraph; `{% blok naam %}` marks a part that the law wants, `{% vrij naam %}` one whose words who signs may
change.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from workflows.domain.errors import ExpressionFailed, InvalidExpression
from workflows.domain.expressions import EmptyValue, Expression, Value
from workflows.domain.letter_pieces import Choice, Insert, Marked, Piece, Place, all_of, parse
from workflows.domain.value_words import enumeration, in_words

MAX_LETTER = 200_000
LetterKind = Literal["besluit", "brief", "bericht"]
Labels = Mapping[str, Mapping[str, str]]

_LINE_BREAK, _QUOTED = "\x00", "\x01"  # stand in for line breaks in, and the start of, what is filled in
_MARK = "\x02"  # begins a line that opens a marked part, or closes the last one


@dataclass(frozen=True)
class Block:
    """A piece of a rendered letter; a list has *items*, the others have *text* (line breaks are meant).

    *parts* are the parts of a decision that it belongs to, *free* the name of the text to change that it stands in.
    """

    kind: Literal["heading", "paragraph", "list"]
    text: str = ""
    items: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    free: str = ""


@dataclass(frozen=True)
class Rendered:
    """A letter ready to show or send: *blocks* for a page, *text* for plain mail."""

    subject: str
    blocks: tuple[Block, ...]
    text: str

    @property
    def parts(self) -> frozenset[str]:
        """The parts of a decision about which it says something; a heading alone says nothing."""
        return frozenset(part for block in self.blocks if block.kind != "heading" for part in block.parts)

    @property
    def free(self) -> dict[str, str]:
        """The texts that may be changed, by name, as one types them."""
        texts: dict[str, list[str]] = {}
        for block in self.blocks:
            if block.free:
                texts.setdefault(block.free, []).append(as_typed(block.kind, block.items or [block.text]))
        return {name: "\n\n".join(typed) for name, typed in texts.items()}


@dataclass(frozen=True)
class Paragraph:
    """A standard paragraph that letters insert by name; *names* is what it quotes or asks."""

    id: str
    names: frozenset[str]
    pieces: tuple[Piece, ...]


Library = Mapping[str, Paragraph]


@dataclass(frozen=True)
class Letter:
    """A letter of a route; *to* says who gets it unless the diagram says otherwise, *names* what it quotes or asks.

    Of the parts that the law wants in a decision, *needed_when* says when one is (if not always), and *not_needed* why
    one never is.
    """

    id: str
    kind: LetterKind
    to: tuple[str, ...]
    names: frozenset[str]
    subject: tuple[Piece, ...]
    body: tuple[Piece, ...]
    needed_when: Mapping[str, Expression] = field(default_factory=dict)
    not_needed: Mapping[str, str] = field(default_factory=dict)

    def render(
        self,
        context: Mapping[str, Value],
        labels: Labels | None = None,
        *,
        library: Library | None = None,
        free: Mapping[str, str] | None = None,
    ) -> Rendered:
        """Return the letter for these facts and details; *labels* gives, per name, the words of stored answers.

        *library* holds the standard paragraphs, *free* the texts that somebody changed, by name.

        Raises:
            EmptyValue: something the letter quotes is empty; the author guards it with `{% if not empty(…) %}`.
            ExpressionFailed: something it quotes is unknown or of the wrong kind, or the letter grows too long.
        """
        writer = _Writer(labels or {}, library or {}, free or {})
        subject = " ".join(_plain(writer.written(self.subject, context)).split())
        blocks = tuple(_blocks(writer.written(self.body, context)))
        text = "\n\n".join(
            "\n".join(f"- {item}" for item in block.items) if block.kind == "list" else block.text for block in blocks
        )
        return Rendered(subject, blocks, text)

    def missing(self, rendered: Rendered, wanted: Collection[str], context: Mapping[str, Value]) -> list[str]:
        """Return which of the *wanted* parts the rendered letter leaves out although it needs them."""
        return [part for part in wanted if part not in rendered.parts and self._needs(part, context)]

    def _needs(self, part: str, context: Mapping[str, Value]) -> bool:
        condition = self.needed_when.get(part)
        return part not in self.not_needed and (condition is None or condition.holds(context))

    def asks(self, library: Library) -> frozenset[str]:
        """Return what it quotes or asks, its standard paragraphs included."""
        return self.names.union(*(names_of(insert, library) for insert in self.inserts))

    @property
    def inserts(self) -> list[Insert]:
        return [piece for piece in all_of(self.body) if isinstance(piece, Insert)]

    def marked(self, kind: Literal["blok", "vrij"], library: Library) -> Iterator[Marked]:
        """Yield the marked parts of this kind, also those of its standard paragraphs."""
        inserted = [library[insert.name].pieces for insert in self.inserts if insert.name in library]
        for pieces in (self.body, *inserted):
            yield from (piece for piece in all_of(pieces) if isinstance(piece, Marked) and piece.kind == kind)


def names_of(insert: Insert, library: Library) -> frozenset[str]:
    """Return what a standard paragraph asks of the letter that inserts it here."""
    if insert.name not in library:
        return frozenset()
    return library[insert.name].names - {name for name, _ in insert.given}


def compile_paragraph(paragraph_id: str, body: str) -> Paragraph:
    """Return a standard paragraph.

    Raises:
        InvalidExpression: in Dutch, with the position.
    """
    names: set[str] = set()
    pieces = parse(body.strip("\n"), names)
    if any(isinstance(piece, Insert) for piece in all_of(pieces)):
        raise InvalidExpression("Een standaardalinea kan geen andere alinea invoegen.")
    return Paragraph(paragraph_id, frozenset(names), pieces)


def compile_letter(
    letter_id: str,
    subject: str,
    body: str,
    *,
    kind: LetterKind = "brief",
    to: tuple[str, ...] = (),
    known: Collection[str] | None = None,
    needed_when: Mapping[str, Expression] | None = None,
    not_needed: Mapping[str, str] | None = None,
) -> Letter:
    """Return the letter; with *known*, it may name nothing else.

    Raises:
        InvalidExpression: in Dutch; the position counts in the body (None: the subject, or a name that is unknown).
    """
    names: set[str] = set()
    try:
        subject_pieces = parse(subject, names)
    except InvalidExpression as error:
        raise InvalidExpression(f"Onderwerp: {error}") from None
    body_pieces = parse(body, names)
    for name in sorted(names - set(known if known is not None else names)):
        near = get_close_matches(name, [*(known or ())], 1)
        hint = f" Bedoelt u {near[0]}?" if near else ""
        raise InvalidExpression(f"De brief vraagt naar {name}, maar dat gegeven bestaat niet.{hint}")
    names |= {name for condition in (needed_when or {}).values() for name in condition.names}
    return Letter(
        letter_id, kind, to, frozenset(names), subject_pieces, body_pieces, needed_when or {}, not_needed or {}
    )


@dataclass(frozen=True)
class Phrase:
    """One line of words in which ``{{ expression }}`` may stand, as a remark on a form is."""

    source: str
    names: frozenset[str]
    _pieces: tuple[str | Place, ...]

    def fill_in(self, context: Mapping[str, Value]) -> str:
        """Return the words; what is not known yet shows as an ellipsis."""
        return "".join(piece if isinstance(piece, str) else _so_far(piece, context) for piece in self._pieces)


def compile_phrase(source: str) -> Phrase:
    """Return the phrase.

    Raises:
        InvalidExpression: in Dutch; it asks for something that is none, or chooses, which a phrase does not.
    """
    names: set[str] = set()
    pieces = parse(source, names)
    plain = tuple(piece for piece in pieces if isinstance(piece, str | Place))
    if len(plain) < len(pieces):
        raise InvalidExpression("{% if %} kan hier niet.")
    return Phrase(source, frozenset(names), plain)


def _so_far(place: Place, context: Mapping[str, Value]) -> str:
    try:
        return _plain(_Writer({}, {}, {}).written((place,), context))
    except EmptyValue:
        return "…"


@dataclass(frozen=True)
class _Writer:
    """Writes pieces as one text, in which only the author's own lines can mean something."""

    labels: Labels
    library: Library
    free: Mapping[str, str]

    def written(self, pieces: tuple[Piece, ...], context: Mapping[str, Value]) -> str:
        parts: list[str] = []
        length = 0
        for part in self._parts(pieces, context):
            length += len(part)
            if length > MAX_LETTER:
                raise ExpressionFailed("De brief wordt te lang.")
            parts.append(part)
        return "".join(parts)

    def _parts(self, pieces: tuple[Piece, ...], context: Mapping[str, Value]) -> Iterator[str]:
        for piece in pieces:
            match piece:
                case str():
                    yield piece
                case Place():
                    yield self._filled_in(piece, context)
                case Choice():
                    for branch in piece.branches:
                        if branch.condition is None or branch.condition.holds(context):
                            yield from self._parts(branch.pieces, context)
                            break
                case Insert():
                    if piece.name not in self.library:
                        raise ExpressionFailed(f"De standaardalinea {piece.name} bestaat niet.")
                    given = {name: context.get(asked) for name, asked in piece.given}
                    yield from self._parts(self.library[piece.name].pieces, {**context, **given})
                case Marked():
                    yield f"{_MARK}{piece.kind} {' '.join(piece.names)}\n"
                    changed = self.free.get(piece.names[0]) if piece.kind == "vrij" else None
                    if changed is None:
                        yield from self._parts(piece.pieces, context)
                    else:
                        yield f"{_printable(changed)}\n"
                    yield f"{_MARK}\n"

    def _filled_in(self, place: Place, context: Mapping[str, Value]) -> str:
        value = place.expression.evaluate(context)
        if value is None or value in ("", []):
            raise EmptyValue(f"De brief noemt {place.expression.source}, maar dat is leeg.")
        words_of = self.labels.get(place.name or "", {})
        if isinstance(value, list):
            words = enumeration([_word(item, words_of) for item in value])
        else:
            words = _word(value, words_of)
        return _QUOTED + _printable(words).replace("\n", _LINE_BREAK)


_CONTROLS = {code: None for code in range(ord(" ")) if chr(code) != "\n"}


def _printable(words: str) -> str:
    return words.translate(_CONTROLS)


def _word(value: Value, words_of: Mapping[str, str]) -> str:
    return (words_of and words_of.get(str(value))) or in_words(value)


def as_typed(kind: str, lines: Sequence[str]) -> str:
    """Return a block of a letter as one types it."""
    if kind == "list":
        return "\n".join(f"- {item}" for item in lines)
    return f"# {' '.join(lines)}" if kind == "heading" else "\n".join(lines)


def blocks_of(typed: str) -> tuple[Block, ...]:
    """Return what somebody typed as blocks: with headings and lists, and nothing else that means something."""
    return tuple(_blocks(_printable(typed)))


def tidy(typed: str) -> str:
    """Return a text that came back from a browser with our own line ends and no blanks around it."""
    return "\n".join(line.rstrip() for line in typed.replace("\r\n", "\n").strip().split("\n"))


def _plain(marked: str) -> str:
    return marked.replace(_QUOTED, "").replace(_LINE_BREAK, "\n").strip()


def _blocks(marked: str) -> Iterator[Block]:
    """Yield the blocks of a rendered body; markup counts only where the author's own text begins the line."""
    lines: list[str] = []
    items: list[str] = []
    marks: list[tuple[str, frozenset[str]]] = []  #: what the text stands in, from the outside in

    def block(kind: Literal["heading", "paragraph", "list"], text: str = "", items: tuple[str, ...] = ()) -> Block:
        parts = [names for mark, names in marks if mark == "blok"]
        free = [name for mark, names in marks if mark == "vrij" for name in names]
        return Block(kind, text, items, frozenset().union(*parts), free[-1] if free else "")

    for line in [*(line.strip() for line in marked.split("\n")), ""]:
        heading, item = line.lstrip("#"), line.startswith("- ")
        is_heading = heading != line and heading.startswith(" ")
        is_mark = line.startswith(_MARK)
        if lines and (not line or is_heading or item or is_mark):
            yield block("paragraph", _plain(" ".join(lines)))
            lines = []
        if items and (not line or is_heading or is_mark):
            yield block("list", items=tuple(_plain(each) for each in items))
            items = []
        if is_mark:
            mark, *names = line[1:].split() or [""]
            if mark:
                marks.append((mark, frozenset(names)))
            else:
                marks.pop()
        elif is_heading:
            yield block("heading", _plain(heading))
        elif item:
            items.append(line[2:])
        elif items and line:
            items[-1] += f" {line}"
        elif line:
            lines.append(line)
