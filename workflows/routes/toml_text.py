"""TOML files read strictly: the right kind of value, nothing missing, nothing left over, in words of the reader."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.domain.errors import InvalidExpression, InvalidRoute
from workflows.domain.expressions import Expression, compile_expression
from workflows.domain.findings import Finding

_REQUIRED: Any = object()


def read_table(file: str, data: bytes) -> dict[str, Any]:
    """Return a TOML file as a dictionary.

    Raises:
        InvalidRoute: it is no TOML.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        problem = f"Het bestand is geen geldige TOML: {' '.join(str(error).split())[:120]}."
        raise InvalidRoute([Finding("error", file, "", "toml", problem, "Verbeter de genoemde regel.")]) from None


def read_tables(file: str, data: bytes) -> Iterator["Table"]:
    """Yield every ``[entry]`` of a TOML file that consists of entries.

    Raises:
        InvalidRoute: it is no TOML, or holds something that is no entry.
    """
    for name, values in read_table(file, data).items():
        if not isinstance(values, dict):
            raise Table(file, name, {}).refusal("staat los in het bestand", "Zet het onder een [kop].")
        yield Table(file, name, values)


class Table:
    """One entry of a TOML file; asked for its values one by one, then whether that was all."""

    def __init__(self, file: str, name: str, values: Mapping[str, Any]) -> None:
        self.file, self.name, self._left = file, name, dict(values)

    def refusal(self, problem: str, remedy: str) -> InvalidRoute:
        problem = f"[{self.name}] {problem}." if self.name else f"{problem}."
        return InvalidRoute([Finding("error", self.file, self.name, "toml", problem, remedy)])

    def has(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, default: str = _REQUIRED, *, empty: bool = False) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or (default is _REQUIRED and not empty and not value.strip()):
            raise self.refusal(f"'{key}' is geen tekst", f'Schrijf {key} = "…".')
        return value

    def texts(self, key: str, default: tuple[str, ...] = _REQUIRED) -> tuple[str, ...]:
        value = self._take(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise self.refusal(f"'{key}' is geen lijst van teksten", f'Schrijf {key} = ["…", "…"].')
        return tuple(value)

    def number(self, key: str) -> int:
        value = self._take(key, _REQUIRED)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refusal(f"'{key}' is geen getal", f"Schrijf {key} = 1.")
        return value

    def numbers(self, key: str, default: tuple[int, ...] = _REQUIRED) -> tuple[int, ...]:
        value = self._take(key, default)
        if not isinstance(value, list | tuple) or not all(type(each) is int and each >= 0 for each in value):
            raise self.refusal(f"'{key}' is geen lijst van getallen", f"Schrijf {key} = [4, 8].")
        return tuple(value)

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.refusal(f"'{key}' is geen ja of nee", f"Schrijf {key} = true of {key} = false.")
        return value

    def table(self, key: str) -> "Table":
        """Return a group of values within this one; an empty one where it is left out."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self.refusal(f"'{key}' is geen groep van waarden", f"Schrijf {key} = {{ … }}.")
        return Table(self.file, f"{self.name}.{key}", value)

    def all_tables(self) -> dict[str, "Table"]:
        """Return everything that is left: names with a group of values each."""
        return {key: self.table(key) for key in list(self._left)}

    @property
    def names(self) -> tuple[str, ...]:
        """What is left to be asked for."""
        return tuple(self._left)

    def all_texts(self, *, empty: bool = False) -> dict[str, str]:
        """Return everything that is left: names with a text each, that may be *empty*."""
        return {key: self.text(key, empty=empty) for key in list(self._left)}

    def everything(self) -> dict[str, Any]:
        """Return everything that is left, as it is."""
        return {key: self._take(key, _REQUIRED) for key in list(self._left)}

    def all_values(self) -> dict[str, Any]:
        """Return everything that is left: names with a single value each."""
        values = {key: self._take(key, _REQUIRED) for key in list(self._left)}
        for key, value in values.items():
            if isinstance(value, dict | list):
                raise self.refusal(f"'{key}' is geen enkele waarde", f'Schrijf {key} = "…".')
        return values

    def tables(self, key: str) -> list["Table"]:
        """Return the ``[[key]]`` entries of this one; none will do."""
        values = self._take(key, [])
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise self.refusal(f"'{key}' is geen lijst", f"Begin elk onderdeel met [[{key}]].")
        return [Table(self.file, f"{key} {number}", each) for number, each in enumerate(values, start=1)]

    def expression(self, key: str) -> Expression:
        try:
            return compile_expression(self.text(key))
        except InvalidExpression as error:
            raise self.refusal(f"'{key}' klopt niet: {error}", "Verbeter de voorwaarde.") from None

    def translated(self, key: str) -> tuple[str, str]:
        """Return a text in Dutch and English; a bare text serves for both."""
        value = self._take(key, _REQUIRED)
        if isinstance(value, str) and value.strip():
            return value, value
        if (
            isinstance(value, dict)
            and set(value) == {"nl", "en"}
            and all(isinstance(each, str) for each in value.values())
        ):
            return value["nl"], value["en"]
        raise self.refusal(f"'{key}' is geen tekst", f'Schrijf {key} = {{ nl = "…", en = "…" }}.')

    def done(self) -> None:
        """Refuse what nobody asked for."""
        if self._left:
            unknown = ", ".join(sorted(self._left))[:120]
            raise self.refusal(f"'{unknown}' is hier onbekend", "Haal het weg of verbeter de spelling.")

    def _take(self, key: str, default: Any) -> Any:
        value = self._left.pop(key, default)
        if value is _REQUIRED:
            raise self.refusal(f"'{key}' ontbreekt", f"Vul {key} in.")
        return value
