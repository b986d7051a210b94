"""The questions of a form, open for changes: what is not touched stays as it was written, remarks included.

A question is the piece of text from its ``[[field]]``, with the remarks just above it, to the next one: pieces are
changed, moved, added and taken away whole.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomlkit

from workflows.domain.errors import InvalidRoute, NotFound
from workflows.domain.findings import Finding

_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
#: in what order the keys of a new question are written
ORDER = ("id", "kind", "label", "hint", "options", "options_from", "required", "fact", "show_when", "min", "max",
         "block", "purpose")  # fmt: skip


class FormText:
    """The text of a form, in pieces; questions are numbered from 0.

    Raises:
        InvalidRoute: it is no TOML, or written in a way that has no pieces.
    """

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        try:
            text = data.decode()
            #: what stands above the questions, key by key
            self.head = tomllib.loads(text.removeprefix("\ufeff"))
            self._fields: list[dict[str, Any]] = self.head.pop("field", [])
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise self._refusal(f"Dit is geen geldige TOML: {' '.join(str(error).split())[:120]}.") from None
        self._parts = _parts(text)
        if len(self._places) != len(self._fields):
            raise self._refusal("De vragen staan niet elk onder een eigen [[field]].")

    def _refusal(self, problem: str) -> InvalidRoute:
        return InvalidRoute([Finding("error", self.file, "", "toml", problem, "Verbeter de tekst zelf.")])

    @property
    def data(self) -> bytes:
        return "".join(piece for _, piece in self._parts).encode()

    @property
    def _places(self) -> list[int]:
        """Where among the parts of the text the questions stand; other parts may stand between them."""
        return [place for place, (is_field, _) in enumerate(self._parts) if is_field]

    @property
    def fields(self) -> list[dict[str, Any]]:
        """What each question says, key by key."""
        return self._fields

    def change(self, number: int, values: Mapping[str, Any]) -> None:
        """Give keys of a question other values; None takes a key away."""
        place = self._place(number)
        document = tomlkit.parse(self._parts[place][1])
        (row,) = document["field"]
        written = self._fields[number]
        for key, value in values.items():
            if value is None:
                row.pop(key, None)
            elif written.get(key) != value:
                row[key] = _written(value)
        self._put(place, place + 1, tomlkit.dumps(document))

    def add(self, number: int, values: Mapping[str, Any]) -> None:
        """Put a new question in, which becomes the one with *number*."""
        rows = [f"{key} = {_written(values[key]).as_string()}\n" for key in ORDER if values.get(key) is not None]
        piece = "".join(["[[field]]\n", *rows])
        places = self._places
        if number == len(places):
            place = places[-1] + 1 if places else len(self._parts)
            self._end_line(place - 1)
            self._put(place, place, f"\n{piece}")
        else:
            place = self._place(number)
            beside = self._parts[place][1]
            self._put(place, place, f"\n{piece}" if beside.startswith(("\n", "\r\n")) else piece)

    def remove(self, number: int) -> None:
        place = self._place(number)
        del self._parts[place]
        self._read()

    def move(self, number: int, to: int) -> None:
        """Let a question become the one with number *to*."""
        place, target = self._place(number), self._place(to)
        self._end_line(place)
        self._end_line(len(self._parts) - 1)
        self._parts.insert(target, self._parts.pop(place))
        self._read()

    def _place(self, number: int) -> int:
        if not 0 <= number < len(self._places):
            raise NotFound(f"no field {number} in {self.file}")
        return self._places[number]

    def _end_line(self, place: int) -> None:
        """See that what follows a part stands on a line of its own."""
        if 0 <= place < len(self._parts) and (piece := self._parts[place][1]) and not piece.endswith("\n"):
            self._parts[place] = (self._parts[place][0], f"{piece}\n")

    def _put(self, first: int, last: int, piece: str) -> None:
        self._parts[first:last] = [(True, piece)]
        self._read()

    def _read(self) -> None:
        self._fields = tomllib.loads(self.data.decode().removeprefix("\ufeff")).get("field", [])


def _parts(text: str) -> list[tuple[bool, str]]:
    """Return the text in parts, each with whether it is a question; the remarks above a part belong to it."""
    lines = text.splitlines(keepends=True)
    starts: list[tuple[int, bool]] = [(0, False)]
    for number, line in enumerate(lines):
        header = _HEADER.match(line)
        if header is None or header[1].startswith("field."):
            continue
        first = number
        while first > starts[-1][0] and (not lines[first - 1].strip() or lines[first - 1].lstrip().startswith("#")):
            first -= 1
        starts.append((first, header[1] == "field" and "[[" in line))
    bounds = [*(start for start, _ in starts), len(lines)]
    return [
        (is_field, "".join(lines[first:after])) for (first, is_field), after in zip(starts, bounds[1:], strict=True)
    ]


def _written(value: Any) -> Any:
    """Return a value as this house writes it: the values of a group on one line."""
    if isinstance(value, Mapping):
        rows = ", ".join(f"{_key(key)} = {tomlkit.item(each).as_string()}" for key, each in value.items())
        return tomlkit.value(f"{{ {rows} }}")
    if isinstance(value, str) and '"' in value and "'" not in value and "\n" not in value:
        return tomlkit.string(value, literal=True)
    return tomlkit.item(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else tomlkit.item(key).as_string()
