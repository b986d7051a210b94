"""Entries of a TOML file read one key at a time, gathering every mistake as a finding instead of the first."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from workflows.domain.errors import InvalidExpression, InvalidRoute
from workflows.domain.expressions import Expression, compile_expression
from workflows.domain.findings import Level
from workflows.routes.remarks import Remarks
from workflows.routes.toml_text import read_table

MAX_LINE = 1_000


class Entry:
    """One table of a TOML file; each key is asked for once, `done` reports the keys nobody asked for."""

    def __init__(self, remarks: Remarks, name: str, values: Mapping[str, Any]) -> None:
        self.remarks, self.name, self.values = remarks, name, values
        self.asked: set[str] = set()

    def remark(self, code: str, problem: str, remedy: str, level: Level = "error") -> None:
        self.remarks.refuse(self.name, code, problem, remedy, level)

    def has(self, key: str) -> bool:
        return key in self.values

    def take(self, key: str) -> Any:
        self.asked.add(key)
        return self.values.get(key)

    def text(self, key: str, *, longest: int = MAX_LINE, required: bool = False) -> str:
        value = self.take(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or len(value) > longest or (required and not value.strip()):
            problem = f"‘{key}’ ontbreekt." if value is None else f"‘{key}’ is geen tekst van 1 tot {longest} tekens."
            self.remark("value", problem, f'Schrijf {key} = "…".')
            return ""
        return value.strip()

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.remark("value", f"‘{key}’ is geen ja of nee.", f"Schrijf {key} = true of laat het weg.")
        return value is True

    def number(self, key: str, least: int, most: int) -> int | None:
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.remark("value", f"‘{key}’ is geen getal van {least} tot en met {most}.", f"Schrijf {key} = {most}.")
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of short texts; one text with spaces between the words will do as well."""
        value = self.take(key)
        value = value.split() if isinstance(value, str) else value
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > 100 or not all(_short(each) for each in value):
            self.remark("value", f"‘{key}’ is geen lijst van woorden.", f'Schrijf {key} = ["…", "…"].')
            return ()
        return tuple(value)

    def labels(self, key: str) -> dict[str, str]:
        """Return a table of value → label."""
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(_short(each) and each.strip() for each in (*value, *value.values())):
            self.remark("value", f"‘{key}’ klopt niet.", f'Schrijf {key} = {{ ja = "Ja", nee = "Nee" }}.')
            return {}
        return value

    def tables(self, key: str) -> list[dict[str, Any]]:
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.remark("value", f"‘{key}’ is geen lijst.", f"Begin elk onderdeel met [[{key}]].")
            return []
        return value

    def expression(self, key: str, *, required: bool = False) -> Expression | None:
        """Return an expression; a bare number, date or yes/no stands for itself."""
        value = self.take(key)
        if value is None and not required:
            return None
        match value:
            case bool() | int():
                source = str(value)
            case float():
                source = f"{Decimal(str(value)):f}"
            case str():
                source = value
            case _ if hasattr(value, "isoformat"):
                source = f'date("{value}")'
            case _:
                source = ""
        try:
            return compile_expression(source)
        except InvalidExpression as error:
            self.remark("expression", f"‘{key}’ klopt niet: {error}", "Verbeter de voorwaarde.")
            return None

    def done(self) -> None:
        for key in self.values:
            if key not in self.asked:
                unknown = str(key)[:40]
                self.remark("unknown-key", f"‘{unknown}’ is hier onbekend.", remedy_for(unknown, self.asked))


def remedy_for(word: str, known: Collection[str]) -> str:
    """Return what to do about an unknown word: the one that was probably meant, or all of them."""
    near = get_close_matches(word, sorted(known), 1)
    return f"Bedoelt u ‘{near[0]}’?" if near else f"Kies uit: {', '.join(sorted(known))}."


def toml_of(remarks: Remarks, data: bytes, most: int) -> dict[str, Any] | None:
    """Return the TOML in *data*; None, with a finding, where it is none or larger than *most* bytes."""
    if len(data) > most:
        remarks.refuse("", "too-large", f"Het bestand is groter dan {most // 1000} kB.", "Splits het op.")
        return None
    try:
        return read_table(remarks.file, data)
    except InvalidRoute as error:
        remarks.findings += error.findings
        return None


def _short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 200
