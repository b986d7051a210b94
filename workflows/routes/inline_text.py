"""Lists of tables on one line in a TOML file, open for changes: what is not touched stays as it was written."""

import re
from collections.abc import Mapping
from typing import Any

import tomlkit

_PART = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[][{}]', re.DOTALL)


class InlineText:
    """Every ``key = [ { … }, { … } ]`` of a text, in order; a row is one of those tables."""

    def __init__(self, data: bytes, key: str) -> None:
        self.text = data.decode("utf-8-sig")
        self._key = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=[ \t]*\[", re.MULTILINE)

    @property
    def data(self) -> bytes:
        return self.text.encode()

    def change(self, nth: int, row: int, values: Mapping[str, Any]) -> None:
        start, end = self._rows(nth)[row]
        self.text = f"{self.text[:start]}{inline(values)}{self.text[end:]}"

    def insert(self, nth: int, row: int, values: Mapping[str, Any]) -> None:
        """Put a row in, before the one that is *row* now, or behind the last."""
        rows, written = self._rows(nth), inline(values)
        if row < len(rows):
            at = rows[row][0]
            self.text = f"{self.text[:at]}{written},{self._between(at)}{self.text[at:]}"
        elif rows:
            at = rows[-1][1]
            self.text = f"{self.text[:at]},{self._between(rows[-1][0])}{written}{self.text[at:]}"

    def _between(self, at: int) -> str:
        """Return what stands between two rows: a new line where each row has its own, else a blank."""
        line = self.text[self.text.rfind("\n", 0, at) + 1 : at]
        return " " if line.strip() else f"\n{line}"

    def _rows(self, nth: int) -> list[tuple[int, int]]:
        """Return where the rows of a list stand."""
        at = list(self._key.finditer(self.text))[nth].end()
        depth, start, rows = 0, 0, []
        for part in _PART.finditer(self.text, at):
            mark = part.group()
            if mark in ("{", "["):
                if depth == 0:
                    start = part.start()
                depth += 1
            elif mark in ("}", "]"):
                depth -= 1
                if depth < 0:
                    break
                if depth == 0:
                    rows.append((start, part.end()))
        return rows


def inline(values: Mapping[str, Any]) -> str:
    """Return a table on one line, as this house writes it."""
    written = (
        f"{key} = {inline(value) if isinstance(value, Mapping) else tomlkit.item(value).as_string()}"
        for key, value in values.items()
    )
    return f"{{ {', '.join(written)} }}"
